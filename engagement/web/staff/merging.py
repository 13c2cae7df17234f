"""Two entries of one association: finding, comparing and merging them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.associations.labels import KIND_LABELS, LIKENESS_LABELS
from engagement.associations.queries import both_to_merge, entries_to_compare, merged_into
from engagement.associations.rules import Pair, likely_duplicates
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound, Stale
from engagement.moderation.queries import association_file, listing_page
from engagement.web.context import the_actor, the_city
from engagement.web.hours import hour_lines
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation
from engagement.workflows.merge_associations import LOGO, PARTS, merge_associations

if TYPE_CHECKING:
    from engagement.associations.models import Association

SHOWN = 200
HERE, THERE = "hier", "dort"


@bp.get("/vereine/doppelt")
@requires(Permission.MODERATE)
def duplicates() -> ResponseReturnValue:
    """Pairs of entries that look like one association."""
    pairs = likely_duplicates(entries_to_compare(the_city().id))
    return _page("staff/duplicates.html", pairs=pairs[:SHOWN], total=len(pairs))


@bp.get("/vereine/<public_id>/zusammenlegen")
@requires(Permission.MODERATE)
def merge_choose(public_id: str) -> ResponseReturnValue:
    """With which entry? Those that look alike, or one that is looked for."""
    file = association_file(the_city().id, public_id)
    text = request.args.get("q", "").strip()[:80]
    found = (
        [row for row in listing_page(the_city().id, 1, text).items if row.association_id != public_id] if text else []
    )
    return _page("staff/merge_choose.html", one=file.association, pairs=pairs_of(public_id), text=text, found=found)


def pairs_of(public_id: str) -> list[Pair]:
    """The likely duplicates of one entry, itself first."""
    found = []
    for pair in likely_duplicates(entries_to_compare(the_city().id)):
        if pair.first.public_id == public_id:
            found.append(pair)
        elif pair.second.public_id == public_id:
            found.append(Pair(pair.second, pair.first, pair.why))
    return found


@bp.route("/vereine/<public_id>/zusammenlegen/<other_id>", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def merge(public_id: str, other_id: str) -> ResponseReturnValue:
    """Both side by side; for each part staff choose what stays. The address of the first stays."""
    both = both_to_merge(the_city().id, (public_id, other_id))
    if len(both) < 2:
        if merged_into(other_id) == public_id:
            return redirect_with(_("Both are one entry already."), "staff.association", public_id=public_id)
        abort(404)
    kept, gone = both
    form, status = BaseForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                _merge(kept, gone)
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
                status = 409 if isinstance(refusal, Stale) else 422
            else:
                return redirect_with(_("Merged. Both teams get a mail."), "staff.association", public_id=public_id)
    return _page("staff/merge.html", form=form, kept=kept, gone=gone, rows=_rows(kept, gone)), status


def _merge(kept: Association, gone: Association) -> None:
    chosen = [part for part in (*PARTS, LOGO) if request.form.get(f"teil-{part}") == THERE]
    merge_associations(
        the_city().id, kept.public_id, gone.public_id, from_gone=chosen, versions=(_seen("kept"), _seen("gone")),
        actor=the_actor(),
    )  # fmt: skip


def _seen(name: str) -> int:
    text = request.form.get(f"stand-{name}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass(frozen=True)
class Row:
    """One part of both, in words; `chosen` is where it comes from unless staff say otherwise."""

    part: str
    label: str
    here: str
    there: str
    chosen: str

    @property
    def differs(self) -> bool:
        return self.here != self.there


def _rows(kept: Association, gone: Association) -> list[Row]:
    labels = {
        "name": _("Name"), "kind": _("Kind"), "purpose": _("What they do"), "categories": _("Topics"),
        "address": _("Address"), "contact": _("Phone and e-mail"), "website": _("Website"), "founded": _("Founded"),
        "hours": _("Opening hours"), LOGO: _("Logo"),
    }  # fmt: skip
    here, there = _words(kept), _words(gone)
    rows = []
    for part, label in labels.items():
        asked = request.form.get(f"teil-{part}")
        chosen = asked if asked in (HERE, THERE) else THERE if there[part] and not here[part] else HERE
        rows.append(Row(part, label, here[part], there[part], chosen))
    return rows


def _words(one: Association) -> dict[str, str]:
    town = f"{one.postcode} {one.town}".strip()
    district = one.district.name if one.district is not None else one.district_text
    shown = _("public") if one.contact_public else _("not public")
    contact = [part for part in (one.phone, one.email) if part]
    hours = [f"{days} {times}" for days, times in hour_lines(one.opening_hours)]
    return {
        "name": one.name, "kind": str(KIND_LABELS[one.kind]), "purpose": one.purpose,
        "categories": ", ".join(one.categories), "website": one.website,
        "address": ", ".join(part for part in (one.street, town, district, one.further_addresses) if part),
        "contact": f"{', '.join(contact)} ({shown})" if contact else "",
        "founded": str(one.founded or ""), "hours": "; ".join([*hours, *filter(None, [one.opening_note])]),
        LOGO: (one.logo.alt or _("a logo")) if one.logo is not None else "",
    }  # fmt: skip


def moved_on(old_id: str, endpoint: str) -> ResponseReturnValue | None:
    """The permanent way from an entry that was merged to the kept one."""
    kept = merged_into(old_id)
    return redirect(url_for(endpoint, public_id=kept), 301) if kept is not None else None


def _page(template: str, **values: Any) -> str:
    return render_template(
        template, why=LIKENESS_LABELS, work_nav=staff_navigation(), work_current="staff.associations", **values
    )
