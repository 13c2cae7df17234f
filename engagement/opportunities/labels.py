"""The names of the enums as people read them. English here, German in the catalogue."""

from __future__ import annotations

from typing import Any

from engagement.core.i18n import _l
from engagement.opportunities.enums import (
    Field,
    GermanLevel,
    LookReason,
    PublicationState,
    TargetGroup,
    TimeOfDay,
    TimePattern,
)

# The names of the Freiwilligensurvey, for forms and statistics.
FIELD_LABELS: dict[Field, Any] = {
    Field.SPORT: _l("Sports and exercise"),
    Field.CULTURE: _l("Culture and music"),
    Field.SCHOOL: _l("School and kindergarten"),
    Field.CHURCH: _l("Church and religion"),
    Field.SOCIAL: _l("Social work"),
    Field.POLITICS: _l("Politics and advocacy"),
    Field.CIVIC: _l("Civic activity where you live"),
    Field.PROFESSIONAL: _l("Professional interests"),
    Field.NATURE: _l("Environment, nature and animal protection"),
    Field.YOUTH_EDUCATION: _l("Youth work and adult education"),
    Field.RESCUE: _l("Accident and rescue services, fire brigade"),
    Field.HEALTH: _l("Health care"),
    Field.JUSTICE: _l("Justice and public safety"),
    Field.LEISURE: _l("Leisure and company"),
}

# What citizens read on tiles, tags and filters.
FIELD_SHORT_LABELS: dict[Field, Any] = {
    Field.SPORT: _l("Sports"),
    Field.CULTURE: _l("Culture and music"),
    Field.SCHOOL: _l("School and nursery"),
    Field.CHURCH: _l("Church and faith"),
    Field.SOCIAL: _l("Social matters"),
    Field.POLITICS: _l("Having a say"),
    Field.CIVIC: _l("Neighbourhood and town"),
    Field.PROFESSIONAL: _l("Work and profession"),
    Field.NATURE: _l("Nature and animals"),
    Field.YOUTH_EDUCATION: _l("Youth and education"),
    Field.RESCUE: _l("Rescue and fire brigade"),
    Field.HEALTH: _l("Health"),
    Field.JUSTICE: _l("Law and safety"),
    Field.LEISURE: _l("Leisure and fun"),
}

TARGET_GROUP_LABELS: dict[TargetGroup, Any] = {
    TargetGroup.CHILDREN: _l("Children"),
    TargetGroup.YOUTH: _l("Young people"),
    TargetGroup.FAMILIES: _l("Families"),
    TargetGroup.ADULTS: _l("Adults"),
    TargetGroup.SENIORS: _l("Older people"),
    TargetGroup.DISABLED: _l("People with disabilities"),
    TargetGroup.REFUGEES: _l("Refugees and newcomers"),
    TargetGroup.HOMELESS: _l("Homeless people"),
    TargetGroup.ILL: _l("People who are ill or need care"),
    TargetGroup.ANIMALS_NATURE: _l("Animals and nature"),
    TargetGroup.EVERYONE: _l("Everyone"),
}

TIME_PATTERN_LABELS: dict[TimePattern, Any] = {
    TimePattern.ONCE: _l("Once"),
    TimePattern.PROJECT: _l("For a project"),
    TimePattern.WEEKLY: _l("Every week"),
    TimePattern.MONTHLY: _l("Every month"),
    TimePattern.FLEXIBLE: _l("Flexible"),
    TimePattern.ON_CALL: _l("On call"),
    TimePattern.WEEKEND: _l("At weekends"),
}

TIME_OF_DAY_LABELS: dict[TimeOfDay, Any] = {
    TimeOfDay.DAYTIME: _l("In the daytime"),
    TimeOfDay.EVENING: _l("In the evening"),
}

GERMAN_LEVEL_LABELS: dict[GermanLevel, Any] = {
    GermanLevel.NONE: _l("No German needed"),
    GermanLevel.LITTLE: _l("A little German is enough"),
    GermanLevel.CONVERSATION: _l("Enough German to talk to people"),
    GermanLevel.GOOD: _l("Good German"),
}

PUBLICATION_STATE_LABELS: dict[PublicationState, Any] = {
    PublicationState.DRAFT: _l("Draft"),
    PublicationState.IN_REVIEW: _l("In review"),
    PublicationState.CHANGES_REQUESTED: _l("Please change"),
    PublicationState.REJECTED: _l("Refused"),
    PublicationState.PUBLISHED: _l("Published"),
    PublicationState.PAUSED: _l("Paused"),
    PublicationState.EXPIRED: _l("Expired"),
    PublicationState.WITHDRAWN: _l("Withdrawn"),
    PublicationState.ARCHIVED: _l("Archived"),
}

LOOK_REASON_LABELS: dict[LookReason, Any] = {
    LookReason.TRUSTED: _l("The association is trusted"),
    LookReason.SOON: _l("Begins within five days"),
    LookReason.SMALL_CHANGE: _l("A small change"),
    LookReason.DATE_NOTE: _l("New words at a date"),
}

# The content columns, in the order of the form.
CONTENT_LABELS: dict[str, Any] = {
    "language": _l("Language"),
    "title": _l("Title"), "summary": _l("Summary"), "description_html": _l("Description"), "fields": _l("Field"),
    "easy_title": _l("Title in easy language"), "easy_text": _l("Text in easy language"),
    "target_groups": _l("For whom?"), "time_patterns": _l("When?"), "times_of_day": _l("Time of day"),
    "is_ongoing": _l("Ongoing"), "schedule_note": _l("When, in words"), "starts_on": _l("From"), "ends_on": _l("Until"),
    "is_remote": _l("From home"), "location_name": _l("Place"), "street": _l("Street"), "postcode": _l("Postcode"),
    "town": _l("Town"), "point": _l("Point on the map"),
    "district_id": _l("District"), "meeting_point": _l("Meeting point"),
    "recognise_us": _l("How to recognise us"), "bring_along": _l("To bring along"), "step_free": _l("Step-free"),
    "people_needed": _l("How many?"), "contact_name": _l("Contact"), "contact_email": _l("E-mail"),
    "contact_phone": _l("Phone"), "contact_public": _l("Contact is public"), "min_age": _l("Minimum age"),
    "extended_background_check": _l("Extended background check"), "background_check_reason": _l("Why the check"),
    "measles_proof": _l("Measles proof"), "german_level": _l("How much German?"), "skills": _l("Skills"),
    "requirements_note": _l("Requirements"), "allowance": _l("Allowance"), "insurance": _l("Insurance"),
    "travel_costs": _l("Travel costs"), "training": _l("Training"), "picture_id": _l("Picture"),
    "picture_alt": _l("Description of the picture"), "picture_credit": _l("Who took the picture"),
    "picture_consent": _l("Everybody in the picture agrees"),
    "keeps_contact_in_text": _l("Contact data stays in the text"), "approval_required": _l("The association decides"),
    "forbids_overlap": _l("Nothing else at the same time"),
    "admits_minors": _l("Younger people with a parent’s consent"), "minors_only": _l("Only under 18"),
}  # fmt: skip
