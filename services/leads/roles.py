"""Who may do what in leads, by role."""

from shared.contracts.roles import Role

SOURCE = "leads"
"""How positions name this service."""

FIELD = (Role.salesperson, Role.supervisor, Role.manager, Role.system)
"""Those who capture, record, sign."""

FILE = (*FIELD, Role.after_sales)
"""Those who may add to a customer's file."""

PEOPLE = (Role.salesperson, Role.after_sales, Role.supervisor, Role.manager)
"""Those of whom the policy names some to approve: never a system."""

LEADING = (Role.supervisor, Role.manager, Role.system)
"""Those who say who owns a customer, and act for others."""

CONFIDENTIAL = frozenset(FILE)
"""Those who see what is masked for those who only look on."""
