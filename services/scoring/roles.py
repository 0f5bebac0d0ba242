"""Who may do what in scoring, by role."""

from shared.contracts.roles import Role

SOURCE = "scoring"
"""How positions name this service."""

DRAFTERS = (Role.supervisor, Role.manager)
"""Those who propose how the policy should be; who approves it stands in the policy itself (S6-14)."""

CONDUCT = (Role.supervisor, Role.manager)
"""Those who put violations on record and propose measures, and who read whole records of others."""

OVERRIDERS = (Role.supervisor, Role.manager)
"""Those whose judgement may stand above a score, for a time and with a reason."""
