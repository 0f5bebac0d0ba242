"""Who may do what in visits, by role."""

from shared.contracts.roles import Role

SOURCE = "visits"
"""How positions name this service."""

PEOPLE = (Role.salesperson, Role.after_sales, Role.supervisor, Role.manager)
"""Those of whom the policy names some to decide: never a system."""

CONTACT = (*PEOPLE, Role.system)
"""Those who meet customers: they log contacts and file complaints."""

HANDLING = (Role.after_sales, Role.supervisor, Role.manager)
"""Those who handle complaints."""

LEADING = (Role.supervisor, Role.manager)
"""Those who answer for the work of others: they take back what is owed."""

INSPECT = (Role.supervisor, Role.manager)
"""Those who inspect how customers are met."""
