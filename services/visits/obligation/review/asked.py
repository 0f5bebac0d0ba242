"""How a read model asks that customers are looked at: in the statement that writes what changed of them."""

from pathlib import Path
from typing import Final

from shared.kit.postgres.queries import load_queries

REVIEW_CTES: Final = load_queries(Path(__file__).with_suffix(".sql"))["review_ctes"]
"""To follow a read model's `write`, which then takes keys as `out_review`; a rebuild asks for nothing."""
