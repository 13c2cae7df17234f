"""The figures as a person reads them."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.run import Figures, Line
from benchmarks.server import THREADS, WORKERS


def machine() -> str:
    """One paragraph about where this ran."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = names[0] if names else platform.processor()
    packages = ", ".join(f"{name} {version(name)}" for name in ("Flask", "SQLAlchemy", "Jinja2", "gunicorn", "psycopg"))
    return (
        f"{psutil.cpu_count()} cores ({model}), {psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()},"
        f" Python {sys.version.split()[0]}, {packages};\ngunicorn with {WORKERS} gthread workers of {THREADS} threads,"
        f" 8 clients on the same machine"
    )


def table(figures: Figures) -> str:
    """One table, the proof and where the time goes."""
    rates = {line.name: line.rate for line in figures.lines}
    head = f"\n{figures.engine}, {figures.offers:,} offers (written in {figures.filled_in:.0f} s)"
    read = "rows read" if figures.engine == "postgresql" else "db steps"
    titles = f"{'':<24}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'CPU ms':>8}{'SQL':>5}{read:>11}{'bytes':>9}{'MiB':>6}"
    lines = [head, f"{titles}{'kept':>6}  share of"]
    lines += [_row(line, rates) for line in figures.lines]
    if figures.proof is not None:
        p = figures.proof
        lines += [
            f"nobody oversold: {'yes' if p.holds else 'NO'} — {p.requests} requests at once for {p.places} places on"
            f" {p.dates} dates: {p.taken} taken, {p.registrations} people, {p.oversold} dates oversold,"
            f" {p.twice} with somebody twice, {p.miscounted} miscounted, {p.errors} errors"
        ]  # fmt: skip
    lines += [
        f"{name}: {each.kept:.2f} ms of CPU in this process when it is kept, {each.made:.2f} when it is made,"
        f" {each.changed:.0f} for the first one after a change of the town's shelf"
        for name, each in figures.cold.items()
    ]
    lines += [_parts(name, one, parts) for name, (one, parts) in figures.parts.items()]
    return "\n".join(lines)


def _row(line: Line, rates: dict[str, float]) -> str:
    def shown(value: int | None) -> str:
        return "–" if value is None else f"{value:,}"

    share = f"{line.rate / rates[line.reference]:6.1%} {line.reference}" if line.name != line.reference else ""
    errors = f"  {line.errors} ERRORS" if line.errors else ""
    kept = "–" if line.kept is None else f"{line.kept:.0%}"
    return (
        f"{line.name:<24}{line.rate:>8.1f}{line.p50:>8.1f}{line.p99:>8.1f}{line.cpu:>8.2f}{shown(line.statements):>5}"
        f"{shown(line.read):>11}{shown(line.bytes):>9}{line.memory / 2**20:>6.0f}{kept:>6}  {share}{errors}"
    )


def _parts(name: str, one: float, parts: dict[str, float]) -> str:
    shares = ", ".join(f"{part} {value:.2f}" for part, value in parts.items() if value >= 0.02 * one)
    return f"{name}: {one:.2f} ms of CPU in this process: {shares}"


def missed(figures: Figures) -> list[str]:
    """Aims that were not reached, as sentences."""
    lines = {line.name: line for line in figures.lines}
    found = []
    for line in figures.lines:
        share = line.rate / lines[line.reference].rate
        if line.aim and share < line.aim:
            found.append(
                f"{figures.engine}: {line.name} reaches {share:.1%} of the {line.reference}, not {line.aim:.0%}"
            )
        if line.most_statements and line.statements and line.statements > line.most_statements:
            found.append(
                f"{figures.engine}: {line.name} takes {line.statements} statements, not {line.most_statements}"
            )
        if line.errors:
            found.append(f"{figures.engine}: {line.name} had {line.errors} wrong answers")
    first, last = lines.get("list"), lines.get("list, last page")
    if first and last and first.read and last.read and last.read > 2 * first.read:
        found.append(f"{figures.engine}: the last page reads {last.read / first.read:.1f} times what the first reads")
    if figures.proof is not None and not figures.proof.holds:
        found.append(f"{figures.engine}: places were sold wrongly")
    return found
