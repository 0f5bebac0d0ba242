"""All that visits can do, by stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from services.visits.complaint.use_cases import Complaints
from services.visits.contact.use_cases import Contacts
from services.visits.customer.read_models.standing import Standings
from services.visits.form.use_cases import Forms
from services.visits.inspection.use_cases import Inspections
from services.visits.matter.use_cases import Matters
from services.visits.obligation.use_cases import Obligations
from services.visits.planned.use_cases import PlannedContacts
from services.visits.promise.use_cases import Promises
from services.visits.survey.use_cases import Surveys
from shared.in_force import InForce
from shared.kit.eventstore.handle import Publisher, StreamKind
from shared.kit.eventstore.port import EventStore


@dataclass(frozen=True, slots=True)
class UseCases:
    """All that visits can do."""

    contacts: Contacts
    planned: PlannedContacts
    complaints: Complaints
    obligations: Obligations
    matters: Matters
    forms: Forms
    surveys: Surveys
    inspections: Inspections
    promises: Promises

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce, standings: Standings) -> Self:
        """Return the use cases over one store, by the policy in force and how customers stand."""
        return cls(
            Contacts.of(store, publisher, books, standings),
            PlannedContacts.of(store, publisher, books, standings),
            Complaints.of(store, publisher, books),
            Obligations.of(store, publisher, books),
            Matters.of(store, publisher, books),
            Forms.of(store, publisher, books),
            Surveys.of(store, publisher, books),
            Inspections.of(store, publisher, books),
            Promises.of(store, publisher, books),
        )

    @property
    def kinds(self) -> Mapping[str, StreamKind[Any, Any, Any]]:
        """Return each kind of stream by the first part of its streams' names."""
        return {
            "contact": self.contacts.kind,
            "planned": self.planned.kind,
            "case": self.complaints.kind,
            "obligation": self.obligations.kind,
            "matter": self.matters.kind,
            "answer": self.forms.kind,
            "survey": self.surveys.kind,
            "inspection": self.inspections.kind,
            "promise": self.promises.kind,
        }
