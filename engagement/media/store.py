"""Where pictures are kept: a folder or any S3-compatible store, through one interface (MEDIA_URL)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import obstore
from flask import current_app
from obstore.store import LocalStore, S3Store

# 192 random bits and the width: nobody finds a picture that no page shows.
KEY = re.compile(r"^[A-Za-z0-9_-]{32}-\d{2,4}\.(webp|avif)$")


def new_stem() -> str:
    """The random part of the keys of one picture."""
    return secrets.token_urlsafe(24)


def key_of(stem: str, width: int, kind: str = "webp") -> str:
    return f"{stem}-{width}.{kind}"


def avif_key(webp_key: str) -> str:
    """The key of the same picture in the same width as AVIF."""
    return f"{webp_key.removesuffix('.webp')}.avif"


def put(key: str, content: bytes) -> None:
    """Store a file under a key, replacing one that is there."""
    obstore.put(_store(), key, content)


def get(key: str) -> bytes | None:
    """The file, or None for an unknown key and for one that cannot be ours."""
    if not KEY.match(key):
        return None
    try:
        return bytes(obstore.get(_store(), key).bytes())
    except FileNotFoundError:
        return None


def all_keys() -> Iterator[str]:
    """The keys of all files that are ours."""
    for found in obstore.list(_store()):
        for entry in found:
            if KEY.match(str(entry["path"])):
                yield str(entry["path"])


def delete(keys: list[str]) -> None:
    """Delete files; those that are gone already do not matter."""
    for key in keys:
        try:
            obstore.delete(_store(), key)
        except FileNotFoundError:
            continue


def _store() -> Any:
    """The store of this application, opened once."""
    stores = current_app.extensions.setdefault("media_store", {})
    url: str = current_app.config["SETTINGS"].media_url
    if url not in stores:
        stores[url] = _opened(url)
    return stores[url]


def _opened(url: str) -> LocalStore | S3Store:
    """`file:///folder`, or `s3://bucket/prefix` with the usual AWS_… variables (key, region, AWS_ENDPOINT_URL)."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.netloc + parts.path))
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(prefix=folder)
    return S3Store(parts.netloc, prefix=parts.path.strip("/") or None)
