"""Figures at size: `make bench`, or `make bench ARGS=--quick`.

A town with 10,000 offers, served by gunicorn as in production, on SQLite and on PostgreSQL; beside it what is the least
that such an application does (bare.py), served the same way in the same run. Everything happens on this machine's
loopback and in a folder that is removed at the end.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks import report
from benchmarks.run import Plan, run_engine
from tests.support import run as runs

ENGINES = ("sqlite", "postgresql")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="1,000 offers and short runs: whether it works")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one engine; both unless told")
    parser.add_argument("--offers", type=int, help="another number of offers")
    parser.add_argument("--seconds", type=float, help="how long each scenario runs")
    parser.add_argument("--only", action="append", help="scenarios whose names begin so; several times if you like")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    return parser.parse_args()


def main() -> int:
    chosen = arguments()
    plan = Plan(
        offers=chosen.offers or (1_000 if chosen.quick else 10_000),
        seconds=chosen.seconds or (1.0 if chosen.quick else 6.0),
        dates=5 if chosen.quick else 25, people=12 if chosen.quick else 24, only=tuple(chosen.only or ()),
    )  # fmt: skip
    print(report.machine())
    folder = runs.create()
    found = {}
    try:
        for engine in chosen.engine or ENGINES:
            found[engine] = run_engine(engine, folder, plan)
            print(report.table(found[engine]), flush=True)
    finally:
        runs.remove(folder)
    if chosen.json:
        chosen.json.write_text(json.dumps({name: asdict(each) for name, each in found.items()}, indent=1))
    missed = [line for each in found.values() for line in report.missed(each)]
    print("\n".join(["", *missed]) if missed else "\nEvery aim is met.")
    return 0 if all(each.proof is None or each.proof.holds for each in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
