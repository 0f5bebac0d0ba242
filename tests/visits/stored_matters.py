"""Every stored fact of a matter as its bytes are in databases by now: never to be edited."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.visits.matter.events import (
    MatterBreached,
    MatterClosed,
    MatterLinked,
    MatterOpened,
    MatterPaused,
    MatterReopened,
    MatterResumed,
    MatterStepTaken,
    Raised,
    Terms,
)
from services.visits.matter.events import Step as MatterStep
from services.visits.matter.use_cases import CODEC as MATTERS

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
CASE = UUID("0195a6d0-0000-7000-8000-0000000000d1")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT = "2026-03-02T02:00:00Z"

RAISED = Raised(CASE, ZHANG, "obstacle", "price", "阻碍因素", "obstacle", "default-1")
RAISED_BYTES = (
    f'"raised":{{"matter_id":"{CASE}","customer_id":"{ZHANG}","kind":"obstacle","category":"price",'
    '"title_zh":"阻碍因素","title_en":"obstacle","policy_version":"default-1"}'
)
TERMS = Terms((MatterStep("answer", True, None),), ("manager",), True, None, "supervisor", 5, 30)

STORED_MATTERS: list[tuple[Any, Any, str]] = [
    (
        MATTERS,
        MatterOpened(RAISED, TERMS, "dear", None, NOW, "li", NOW),
        (
            f'{{{RAISED_BYTES},"terms":{{"steps":[{{"name":"answer","required":true,"taken_by":null}}],'
            '"closed_by":["manager"],"needs_change":true,"measures":null,"told":"supervisor","pause_days":5,'
            f'"reopen_days":30}},"summary":"dear","because_of":null,"due_at":"{AT}","opened_by":"li",'
            f'"occurred_at":"{AT}"}}'
        ),
    ),
    (
        MATTERS,
        MatterStepTaken(RAISED, "answer", "told", "li", NOW),
        f'{{{RAISED_BYTES},"step":"answer","text":"told","taken_by":"li","occurred_at":"{AT}"}}',
    ),
    (
        MATTERS,
        MatterPaused(RAISED, "away", NOW, NOW, "li", NOW),
        f'{{{RAISED_BYTES},"reason":"away","until":"{AT}","due_at":"{AT}","paused_by":"li","occurred_at":"{AT}"}}',
    ),
    (
        MATTERS,
        MatterResumed(RAISED, NOW, "li", NOW),
        f'{{{RAISED_BYTES},"due_at":"{AT}","resumed_by":"li","occurred_at":"{AT}"}}',
    ),
    (
        MATTERS,
        MatterBreached(RAISED, None, NOW, NOW),
        f'{{{RAISED_BYTES},"told":null,"occurred_at":"{AT}","noticed_at":"{AT}"}}',
    ),
    (
        MATTERS,
        MatterLinked(RAISED, CASE, "li", NOW),
        f'{{{RAISED_BYTES},"measure_id":"{CASE}","linked_by":"li","occurred_at":"{AT}"}}',
    ),
    (
        MATTERS,
        MatterClosed(RAISED, "agreed", None, False, "li", NOW),
        f'{{{RAISED_BYTES},"outcome":"agreed","change":null,"late":false,"closed_by":"li","occurred_at":"{AT}"}}',
    ),
    (
        MATTERS,
        MatterReopened(RAISED, "again", NOW, "li", NOW),
        f'{{{RAISED_BYTES},"reason":"again","due_at":"{AT}","reopened_by":"li","occurred_at":"{AT}"}}',
    ),
]
