"""What the words about cities are called."""

from __future__ import annotations

from typing import Any

from engagement.cities.enums import Assessment, BarrierGround, Compliance, Figure, PublishAtOnce
from engagement.core.actor import CityRole
from engagement.core.i18n import _l

ROLE_LABELS: dict[CityRole, Any] = {
    CityRole.EDITOR: _l("Writes pages"),
    CityRole.MODERATOR: _l("Moderator"),
    CityRole.ADMINISTRATOR: _l("Administrator"),
}

PUBLISH_AT_ONCE_LABELS: dict[PublishAtOnce, Any] = {
    PublishAtOnce.NOBODY: _l("Nobody. We look at every offer first."),
    PublishAtOnce.TRUSTED: _l("Associations that we trust"),
    PublishAtOnce.TRUSTED_AND_SOON: _l(
        "Associations that we trust, and verified ones with what starts within five days"
    ),
}
PUBLISH_AT_ONCE_HINTS: dict[str, Any] = {
    PublishAtOnce.NOBODY.value: _l("The safest way, and the most work: offers wait until somebody is here."),
    PublishAtOnce.TRUSTED.value: _l("Their offers appear at once. You find them in the queue for a later look."),
    PublishAtOnce.TRUSTED_AND_SOON.value: _l("Help that is needed tomorrow does not wait over the weekend."),
}

# The content columns of cities.policies.SENSITIVE_CHOICES, in its order.
SENSITIVE_LABELS: dict[str, Any] = {
    "title": _l("Title"), "summary": _l("Summary"), "description_html": _l("Description"),
    "easy_title": _l("Title in easy language"), "easy_text": _l("Text in easy language"), "fields": _l("Field"),
    "target_groups": _l("For whom?"), "schedule_note": _l("When, in words"), "is_remote": _l("From home"),
    "location_name": _l("Place"), "street": _l("Street"), "postcode": _l("Postcode"), "town": _l("Town"),
    "contact_name": _l("Contact"), "contact_email": _l("Contact: e-mail"), "contact_phone": _l("Contact: phone"),
    "contact_public": _l("Contact is public"), "min_age": _l("Minimum age"),
    "admits_minors": _l("Younger people with a parent’s consent"), "minors_only": _l("Only under 18"),
    "extended_background_check": _l("Extended background check"), "background_check_reason": _l("Why the check"),
    "measles_proof": _l("Measles proof"), "german_level": _l("How much German?"), "skills": _l("Skills"),
    "requirements_note": _l("Requirements"), "allowance": _l("Allowance"), "insurance": _l("Insurance"),
    "travel_costs": _l("Travel costs"), "training": _l("Training"), "picture_id": _l("Picture"),
}  # fmt: skip

# What a page may name in braces, in the order of the list beside the text.
PLACEHOLDER_LABELS: dict[str, Any] = {
    "city_name": _l("Name of the city"), "address_street": _l("Street"), "address_postcode": _l("Postcode"),
    "address_town": _l("Town"), "contact_name": _l("Contact"), "contact_role": _l("Role of the contact"),
    "contact_phone": _l("Phone"), "contact_email": _l("E-mail"), "contact_hours": _l("Hours"),
    "contact_place": _l("Place"), "claim": _l("Claim"), "state_name": _l("Federal state"),
    "data_authority": _l("Data protection authority of the Land"),
    "data_authority_address": _l("Data protection authority: address"),
    "data_authority_phone": _l("Data protection authority: phone"),
    "data_authority_site": _l("Data protection authority: website"),
    "data_ground": _l("Law of the Land that allows a town to use data"),
    "guardian_age": _l("Until which age parents confirm"), "review_rule": _l("How the city reviews offers"),
    "today": _l("Day of the last change"), "platform_name": _l("Name of the platform"), "site_url": _l("Address"),
    "barrier_url": _l("Address: report a barrier"), "accessibility_url": _l("Address: statement on accessibility"),
    "easy_language_url": _l("Address: easy language"), "sign_language_url": _l("Address: sign language"),
}  # fmt: skip
BLOCK_LABELS: dict[str, Any] = {
    "data_classes": _l("Table: which data we keep, and for how long"),
    "accessibility_statement": _l("Statement on accessibility, from the settings"),
    "sign_language_video": _l("Video in sign language, from the settings"),
}
LANGUAGE_LABELS: dict[str, Any] = {"de": _l("German"), "en": _l("English")}

COMPLIANCE_LABELS: dict[Compliance, Any] = {
    Compliance.FULL: _l("Everything is accessible"),
    Compliance.PARTIAL: _l("Most things are accessible"),
    Compliance.NONE: _l("It is not accessible"),
}
ASSESSMENT_LABELS: dict[Assessment, Any] = {
    Assessment.SELF: _l("We have checked it ourselves"),
    Assessment.THIRD: _l("Somebody else has checked it"),
    Assessment.BOTH: _l("We and somebody else have checked it"),
}
GROUND_LABELS: dict[BarrierGround, Any] = {
    BarrierGround.OPEN: _l("It is not done yet"),
    BarrierGround.BURDEN: _l("It would be too great a burden"),
    BarrierGround.OUTSIDE: _l("The law does not ask for it"),
}

CHARACTER_LABELS: dict[str, Any] = {
    "arch": _l("Park: thin type, arches, fine edges"),
    "gable": _l("Market: bold type, gables, beams"),
    "wave": _l("Water: round shapes, waves"),
    "neutral": _l("Plain: calm, softly rounded"),
}
SECTION_LABELS: dict[str, Any] = {
    "themes": _l("Themes with pictures"), "urgent": _l("Urgently wanted"), "soon": _l("What is soon"),
    "fresh": _l("Try it once, and recently added"), "figures": _l("Figures and your phone number"),
    "associations": _l("New associations"),
}  # fmt: skip
# The parts of cities.look.PARTS.
LOOK_LABELS: dict[str, Any] = {
    "action": _l("Colour of buttons and links"), "accent": _l("Accent"), "tint": _l("Tint"),
    "night_action": _l("Colour of buttons and links at night"), "character": _l("Shapes"), "logo": _l("Logo"),
    "night_logo": _l("Logo on dark grounds"), "hero": _l("Large picture of the home page"),
    "hero_alt": _l("What does the picture show?"), "claim": _l("Claim"), "sections": _l("Order of the home page"),
}  # fmt: skip
# Where two colours of a theme meet: names of cities.theme.PAIRS.
PAIR_LABELS: dict[str, Any] = {
    "action/paper": _l("Links on the ground of the page"), "action/tint": _l("Links on the tint"),
    "action/surface": _l("Links on cards"), "action/soft": _l("Links under the pointer"),
    "on-action/action": _l("Words on buttons"), "on-hero/hero": _l("Words at the top of the home page"),
    "ink/paper": _l("Text on the ground of the page"), "ink/tint": _l("Text on the tint"),
    "ink/soft": _l("Text on marked places"), "muted/paper": _l("Quiet text on the ground of the page"),
    "muted/tint": _l("Quiet text on the tint"), "muted/surface": _l("Quiet text on cards"),
    "on-accent/accent": _l("Words on the accent"), "on-deep/deep": _l("Words at the foot of the page"),
    "field-border/surface": _l("Borders of fields on cards"), "field-border/paper": _l("Borders of fields"),
    "focus/paper": _l("The frame around what is chosen"),
    "focus/tint": _l("The frame around what is chosen, on the tint"),
}  # fmt: skip
# What a report for the council calls its figures.
FIGURE_LABELS: dict[Figure, Any] = {
    Figure.TURNS: _l("Times that somebody helped"), Figure.MINUTES: _l("Confirmed hours"),
    Figure.DATES: _l("Dates that took place"), Figure.OFFERS: _l("New offers"),
    Figure.INTERESTS: _l("People who help without fixed dates"), Figure.CALLS: _l("Calls finished"),
    Figure.UNANSWERED: _l("Requests left without an answer"), Figure.ASSOCIATIONS: _l("Associations that take part"),
    Figure.OPEN_OFFERS: _l("Open offers"),
}  # fmt: skip
