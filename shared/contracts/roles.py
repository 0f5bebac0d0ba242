"""What a caller may be, in all four services."""

from enum import StrEnum


class Role(StrEnum):
    """What a caller may be; a route names the roles it serves."""

    salesperson = "salesperson"
    supervisor = "supervisor"
    after_sales = "after_sales"
    manager = "manager"
    operator = "operator"
    system = "system"
    viewer = "viewer"
