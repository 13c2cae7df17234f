"""Reading presence and hours: for the association, and for the person herself."""

from engagement.attendance.queries.certificates import Certified, Line, certified, certified_guest, hours_by_link
from engagement.attendance.queries.lists import (
    Arrival,
    DoorList,
    Expected,
    HoursOfOffer,
    NotedHours,
    OpenDate,
    door_list,
    hours_of_offer,
    noted_of_registrations,
    one_expected,
    open_dates,
)
from engagement.attendance.queries.mine import HoursOfAssociation, OwnEntry, OwnHours, all_my_hours, my_hours
from engagement.attendance.queries.proposals import (
    OwnProposal,
    WaitingHours,
    WaitingProposal,
    proposals_of_registration,
    waiting_hours,
    waiting_proposals,
)

__all__ = [
    "Arrival", "Certified", "DoorList", "Expected", "HoursOfAssociation", "HoursOfOffer", "Line", "NotedHours",
    "OpenDate", "OwnEntry", "OwnHours", "all_my_hours", "certified", "certified_guest", "door_list", "hours_by_link",
    "hours_of_offer", "my_hours",
    "OwnProposal", "WaitingHours", "WaitingProposal", "noted_of_registrations", "one_expected", "open_dates",
    "proposals_of_registration", "waiting_hours", "waiting_proposals",
]  # fmt: skip
