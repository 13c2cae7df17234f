"""The file: a gzipped tar of one JSON-lines member a table, the pictures, and at its end a manifest of all of them.

The manifest comes last, so a file that was cut off is told from a whole one, and names the SHA-256 of every member.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
TABLES, MEDIA = "tables/", "media/"
CHUNK = 1024 * 1024
BROKEN = (tarfile.TarError, EOFError, OSError, zlib.error)


class BackupError(Exception):
    """A backup cannot be made or used; the message is for the operator."""


@dataclass(frozen=True)
class Table:
    """One table: its columns in the order of each line's values."""

    name: str
    columns: list[str]
    rows: int


@dataclass
class Manifest:
    """What the file holds. `revision` is the migration at which the tables stood."""

    revision: str
    created_at: str
    engine: str
    tables: list[Table] = field(default_factory=list)
    checksums: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def pictures(self) -> int:
        return sum(name.startswith(MEDIA) for name in self.checksums)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class Writer:
    """Writes beside the target and moves into place at the end: the target is whole or not there."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.partial = target.with_name(target.name + ".partial")

    def __enter__(self) -> Writer:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        # Readable by the operator alone: the file holds everybody's data.
        descriptor = os.open(self.partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w:gz", compresslevel=6)
        self.checksums: dict[str, str] = {}
        return self

    def add(self, name: str, content: IO[bytes]) -> None:
        """Add a member; `content` is read from its beginning."""
        content.seek(0, os.SEEK_END)
        member = tarfile.TarInfo(name)
        member.size, member.mode = content.tell(), 0o600
        content.seek(0)
        self.checksums[name] = _digest(content)
        content.seek(0)
        self._tar.addfile(member, content)

    def finish(self, manifest: Manifest) -> None:
        manifest.checksums = self.checksums
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        self.checksums = {}
        self.add(MANIFEST, BytesIO(text))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self.partial, self.target)

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._file.close()
            self.partial.unlink(missing_ok=True)


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Each member with its content, in the order of the file. Errors of reading are BROKEN."""
    with tarfile.open(path, "r:gz") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None:
                raise BackupError(f"{path} holds something that is no file: {member.name}")
            yield member.name, content


def check_archive(path: Path) -> Manifest:
    """Read the whole file and compare every checksum. Raises BackupError with what is wrong."""
    try:
        found, manifest = _read(path)
    except BROKEN as problem:
        raise BackupError(f"{path} cannot be read as a backup: {problem}") from None
    if manifest is None:
        raise BackupError(f"{path} is not whole: its end is missing. Use another backup.")
    if manifest.format != FORMAT:
        raise BackupError(f"{path} has the format {manifest.format}; this version reads {FORMAT}.")
    names = found.keys() | manifest.checksums.keys()
    wrong = sorted(name for name in names if found.get(name) != manifest.checksums.get(name))
    if wrong:
        raise BackupError(f"{path} is damaged: {', '.join(wrong[:5])} differ from what was written.")
    return manifest


def _read(path: Path) -> tuple[dict[str, str], Manifest | None]:
    """The checksum of each member, and the manifest."""
    found: dict[str, str] = {}
    manifest = None
    for name, content in members(path):
        if name == MANIFEST:
            manifest = _manifest(content.read(), path)
        else:
            found[name] = _digest(content)
    return found, manifest


def _manifest(text: bytes, path: Path) -> Manifest:
    try:
        values: dict[str, Any] = json.loads(text)
        tables = [Table(**table) for table in values.pop("tables")]
        return Manifest(tables=tables, **values)
    except (ValueError, TypeError, KeyError):
        raise BackupError(f"{path} has a manifest that this version does not understand.") from None


def _digest(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
