"""Writing what lists and searches look at. Called whenever the shown revision of a publication changes."""

from __future__ import annotations

import sqlalchemy as sa
from slugify import slugify

from engagement.core.i18n import speaking
from engagement.core.transaction import is_writing
from engagement.extensions import db
from engagement.opportunities.enums import FacetKind, Field, TargetGroup
from engagement.opportunities.labels import FIELD_LABELS, FIELD_SHORT_LABELS, TARGET_GROUP_LABELS
from engagement.opportunities.models import Publication, PublicationFacet, Revision
from engagement.opportunities.rules.easy import easy_version
from engagement.opportunities.search.criteria import EASY, REMOTE
from engagement.opportunities.search.marks import UNMARKED, shelf_changed
from engagement.opportunities.search.text import index_folded, index_stems, plain

GERMAN = [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss")]


def place_value(district_name: str) -> str:
    """A district as it stands in addresses: „Kernstadt/Innenstadt“ is kernstadt-innenstadt."""
    return slugify(district_name, replacements=GERMAN, max_length=80) or "ort"


def index_publication(
    publication: Publication,
    revision: Revision,
    association_name: str,
    district_name: str | None,
    *,
    home_town: str = "",
) -> None:
    """Make a publication findable by what `revision` says. Call it inside an operation; joins its transaction.

    In another city's showcase there is no district, and the name of the `home_town` finds the offer. Writes
    `search_stems`, `search_folded` and the facets; the caller sets `shown_revision` and the state.
    """
    if not is_writing():
        raise RuntimeError("index_publication outside an operation")
    easy = easy_version(revision, publication)
    publication.search_stems, publication.search_folded = index_texts(
        revision, association_name, district_name or home_town, f"{easy.title} {easy.text}" if easy else ""
    )
    db.session.flush()
    older = sa.delete(PublicationFacet).where(PublicationFacet.publication_id == publication.id)
    db.session.execute(older, execution_options={UNMARKED: True})
    shelf_changed([publication.opportunity_id])
    db.session.add_all(
        PublicationFacet(publication_id=publication.id, city_id=publication.city_id, kind=kind, value=value)
        for kind, value in index_facets(revision, district_name, is_easy=easy is not None)
    )
    db.session.flush()


def index_texts(
    revision: Revision, association_name: str, district_name: str | None, easy: str = ""
) -> tuple[str, str]:
    """What `search_stems` and `search_folded` hold for a revision; `easy` are its words in Leichte Sprache."""
    rest = f"{_rest(revision, association_name, district_name or '')} {easy}".rstrip()
    return index_stems(revision.title, rest), index_folded(revision.title, rest)


def _rest(revision: Revision, association_name: str, district_name: str) -> str:
    """Everything but the title that a search should find."""
    with speaking("de"):
        names = [
            str(labels[Field(value)]) for value in revision.fields for labels in (FIELD_LABELS, FIELD_SHORT_LABELS)
        ]
        names += [str(TARGET_GROUP_LABELS[TargetGroup(value)]) for value in revision.target_groups]
    return " ".join(
        [revision.summary, association_name, plain(revision.description_html), *names, district_name,
         revision.location_name, revision.town, revision.skills, revision.schedule_note]
    )  # fmt: skip


def index_facets(
    revision: Revision, district_name: str | None, *, is_easy: bool = False
) -> list[tuple[FacetKind, str]]:
    """The values that a revision can be filtered by."""
    found = [
        *((FacetKind.FIELD, value) for value in revision.fields),
        *((FacetKind.TARGET_GROUP, value) for value in revision.target_groups),
        *((FacetKind.TIME_PATTERN, value) for value in revision.time_patterns),
        *((FacetKind.TIME_OF_DAY, value) for value in revision.times_of_day),
    ]
    if district_name:
        found.append((FacetKind.DISTRICT, place_value(district_name)))
    if is_easy:
        found.append((FacetKind.EASY, EASY))
    if revision.is_remote:
        found.append((FacetKind.PLACE, REMOTE))
    return list(dict.fromkeys(found))
