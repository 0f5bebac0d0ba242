"""What each service's `migrate` makes of an empty database."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.leads import wiring as leads
from services.notify import wiring as notify
from services.scoring import wiring as scoring
from services.visits import wiring as visits
from shared.contracts.topics import DEFAULT_PREFIX
from shared.kit.projection.port import ReadModel

SCHEMAS: Mapping[str, tuple[Sequence[Path], Sequence[ReadModel[Any]]]] = {
    "leads": (leads.MIGRATIONS, leads.MODELS),
    "visits": (visits.MIGRATIONS, visits.MODELS),
    "scoring": (scoring.MIGRATIONS, scoring.models(DEFAULT_PREFIX)),
    "notify": (notify.MIGRATIONS, [notify.MODEL]),
}
"""The migrations of each service, and its read models."""
