"""Who may do what in visits, by role."""

from shared.contracts.roles import Role

SOURCE = "visits"
"""How positions name this service."""

CONTACT = (Role.salesperson, Role.after_sales, Role.supervisor, Role.manager, Role.system)
"""Those who meet customers: they log contacts and file complaints."""

CASE = (Role.after_sales, Role.supervisor, Role.manager)
"""Those who handle complaints."""

LEADING = (Role.supervisor, Role.manager)
"""Those who answer for the work of others: they take obligations back."""

INSPECT = (Role.supervisor, Role.manager)
"""Those who inspect how customers are met."""
