"""Everything a machine can check without running the suite: `make check`.

    .venv/bin/python scripts/check.py              all checks, two at a time
    .venv/bin/python scripts/check.py mypy pages   some of them

Each check is a command that ends with zero when nothing is wrong; the output of the others is shown.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable
AT_ONCE = 2

# The longest first, so that the short ones fill the second place.
CHECKS: dict[str, list[str]] = {
    "pages": [PYTHON, "-m", "scripts.check_pages"],
    "mypy": [PYTHON, "-m", "mypy", "--strict", "engagement", "config.py", "wsgi.py"],
    "migrations": [PYTHON, "-m", "pytest", "-q", "tests/migrations"],
    "templates": [PYTHON, "-m", "scripts.check_templates"],
    "catalogues": [PYTHON, "-m", "scripts.catalogues", "check"],
    "words": [PYTHON, "-m", "scripts.check_words"],
    "imports": [str(BIN / "lint-imports"), "--no-cache"],
    "rooms": [PYTHON, "-m", "scripts.check_imports"],
    "packages": [PYTHON, "-m", "scripts.check_dependencies"],
    "classes": [PYTHON, "-m", "scripts.check_classes"],
    "states": [PYTHON, "-m", "scripts.registration_states", "check"],
    "lint": [PYTHON, "-m", "ruff", "check", "--output-format=concise", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "--output-format=concise", "."],
    "sizes": [PYTHON, "-m", "scripts.check_sizes"],
}


def run(name: str) -> tuple[str, int, str, float]:
    """Run one check; returns its name, status, output and seconds."""
    begun = time.monotonic()
    environment = dict(os.environ, PATH=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", PYTHONPATH=str(ROOT))
    result = subprocess.run(
        CHECKS[name], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    return name, result.returncode, (result.stdout + result.stderr).strip(), time.monotonic() - begun


def main() -> int:
    chosen = sys.argv[1:] or list(CHECKS)
    if unknown := set(chosen) - set(CHECKS):
        print(f"error: no such check: {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}")
        return 2
    failed = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for future in as_completed([pool.submit(run, name) for name in chosen]):
            name, status, output, seconds = future.result()
            print(f"{'ok  ' if status == 0 else 'FAIL'} {name:<11} {seconds:5.1f} s", flush=True)
            if status:
                failed.append(name)
                print("     " + output.replace("\n", "\n     "), flush=True)
    print(
        f"{len(failed)} of {len(chosen)} checks failed: {', '.join(failed)}"
        if failed
        else f"{len(chosen)} checks passed"
    )
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
