"""The stored facts of a customer as JSON and back."""

from services.leads.customer.events import (
    ArchivingAnnounced,
    ArchivingCalledOff,
    ConsentEnded,
    ConsentRecorded,
    CustomerArchived,
    CustomerEvent,
    CustomerRestored,
    LeadCaptured,
    LifecycleChanged,
    SectionRecorded,
    SectionWithheld,
    consent_recorded_2,
    section_recorded_2,
    section_recorded_3,
    section_recorded_4,
)
from services.leads.customer.events.erasure import ContentErased
from services.leads.customer.events.ownership import OWNERSHIP_EVENTS
from shared.kit.eventstore.codec import Codec

CODEC: Codec[CustomerEvent] = Codec(
    LeadCaptured,
    LifecycleChanged,
    SectionRecorded,
    ArchivingAnnounced,
    ArchivingCalledOff,
    CustomerArchived,
    CustomerRestored,
    ConsentRecorded,
    ConsentEnded,
    SectionWithheld,
    ContentErased,
    *OWNERSHIP_EVENTS,
    upcasts={
        (SectionRecorded.TYPE, 1): section_recorded_2,
        (SectionRecorded.TYPE, 2): section_recorded_3,
        (SectionRecorded.TYPE, 3): section_recorded_4,
        (ConsentRecorded.TYPE, 1): consent_recorded_2,
    },
)
