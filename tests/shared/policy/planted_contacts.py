"""Defects of the chapter of contacts."""

from tests.shared.policy.planting import RULE, Defect, at

CONTACT_DEFECTS: dict[str, Defect] = {
    "a kind of contact that counts as nothing known": at(
        "contacts.kinds.demo.counts_as", "golf", "act_unknown"
    ),
    "a kind that is owed without an interval": at(
        "contacts.kinds.support.owed_for", ["key"], "owed_without_interval"
    ),
    "a kind of a name too long to be owed": at(
        f"contacts.kinds.{'k' * 59}", {**RULE, "every_days": 30}, "name_too_long"
    ),
    "more details than a form has lines": at(
        "contacts.kinds.follow_up.details", {f"d{n}": RULE for n in range(21)}, "too_many_contacts"
    ),
    "more topics than anyone remembers": at(
        "contacts.topics", {f"t{n}": RULE for n in range(51)}, "too_many_contacts"
    ),
    "a preparation of an unknown channel": at(
        "contacts.preparation.channels", ["visit", "pigeon"], "channel_unknown"
    ),
    "a busy hour that nothing follows from": at("contacts.preparation.own_busy", "fine", "fit_unknown"),
    "hours of unknown days": at("contacts.hours.weekend.days", "moondays", "days_unknown"),
    "hours of an unknown fit": at("contacts.hours.morning.fit", "fine", "fit_unknown"),
    "hours that end before they begin": at("contacts.hours.evening.to_hour", 17, "hours_out_of_order"),
}
