"""docs/registration-states.md, made from the table that the operations go by.

.venv/bin/python -m scripts.registration_states write|check
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from engagement.registrations import enums
from engagement.registrations.enums import ACTIVE_STATES, PLACE_STATES, RegistrationState
from engagement.registrations.machine import TABLE, Event, Transition

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "registration-states.md"
MEANINGS = {
    Event.REGISTER: "signs up; a guest's address is not proven yet",
    Event.REGISTER_BY_PHONE: "signs up with a telephone number alone",
    Event.ENTER: "the association enters somebody who said so",
    Event.ENTER_BY_CITY: "the city's staff enter somebody who said so",
    Event.CONFIRM: "opens the mail and presses the button",
    Event.RENEW: "presses it after the 30 minutes, and there is a place",
    Event.GUARDIAN_AGREES: "a parent or guardian agrees",
    Event.GUARDIAN_REFUSES: "a parent or guardian does not agree",
    Event.ACCEPT: "the association says yes",
    Event.DECLINE: "the association says no",
    Event.CALL_YES: "was called, and comes",
    Event.CALL_NO: "was called, and does not come",
    Event.CALL_YES_TO_CITY: "rings the city, and takes the offered place",
    Event.CALL_NO_TO_CITY: "rings the city, and does not take it",
    Event.OFFER: "enough places are free, and it is her turn",
    Event.TAKE: "takes the offered place",
    Event.UNREACHED: "the mail about the place came back, and there is no phone number",
    Event.LAPSE: "the time to act is over",
    Event.CLOSE: "the date begins without a place for her",
    Event.UNANSWERED: "the date begins, and the association has not answered",
    Event.WITHDRAW: "calls off, or leaves the waitlist",
    Event.WITHDRAW_FOR: "the association calls off for her",
    Event.WITHDRAW_FOR_BY_CITY: "the city's staff call off for her",
    Event.LEAVE: "deletes the account",
    Event.MERGE: "had a place twice, as guest and with an account",
    Event.CANCEL: "the date or the offer is taken away",
    Event.BLOCK: "the association blocks her",
}


def meanings() -> dict[str, str]:
    """What the comments beside the states say."""
    source = Path(enums.__file__).read_text(encoding="utf-8")
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name == "RegistrationState":
            rows = [each for each in node.body if isinstance(each, ast.Assign)]
            return {
                ast.literal_eval(row.value): lines[row.lineno - 1].partition("#")[2].strip() for row in rows
            }  # fmt: skip
    raise SystemExit("the states are gone")


def page() -> str:
    """The whole page in Markdown."""
    said = meanings()
    states = "\n".join(
        f"| `{state}` | {said[state]} | {_yes(state in PLACE_STATES)} | {_yes(state in ACTIVE_STATES)} |"
        for state in RegistrationState
    )  # fmt: skip
    lines = "\n".join(_row(line) for line in sorted(TABLE, key=_order))
    return f"""# The states of a registration

Made from `engagement/registrations/machine.py` by `.venv/bin/python -m scripts.registration_states write`; do not
edit. The operations change a state only along a line of this table.

## States

| state | meaning | takes places | one a person and date |
|---|---|---|---|
{states}

A group on the waitlist may have places collected for it: they are taken as well, and stand in its row.

## Transitions

Each is one row in the log (`registration.…`) and queues each of its mails once; a person without an address is called
instead. “–” as the state before: there was nothing.

| before | event | | after | who | places | log | mails |
|---|---|---|---|---|---|---|---|
{lines}
"""


def _order(line: Transition) -> tuple[int, int, int]:
    states = list(RegistrationState)
    before = -1 if line.source is None else states.index(line.source)
    return before, list(Event).index(line.event), states.index(line.target)


def _row(line: Transition) -> str:
    before = f"`{line.source}`" if line.source is not None else "–"
    places = "take" if line.takes_places else "give back" if line.gives_back else ""
    mails = ", ".join(f"`{kind}`" for kind in line.mails)
    cells = (
        before, f"`{line.event}`", MEANINGS[line.event], f"`{line.target}`", line.who.value, places, f"`{line.audit}`",
        mails,
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _yes(value: bool) -> str:
    return "yes" if value else ""


def main() -> int:
    if sys.argv[1:] == ["write"]:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        print(f"{PAGE.relative_to(ROOT)} is not what the code says: run this script with `write`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
