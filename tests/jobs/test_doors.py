"""Each process of the installation begins by itself: what one module needs of another is there in any order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("door", ["engagement.jobs.worker", "wsgi", "engagement.cli"])
def test_a_process_can_begin_with_it(door: str) -> None:
    """In a process of its own: in this one all models are known already."""
    done = subprocess.run(
        [sys.executable, "-c", f"import importlib; importlib.import_module({door!r})"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
