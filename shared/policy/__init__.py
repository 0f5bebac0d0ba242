"""The policy book: the company's rules as dated data, read by every service, decided by none.

Each rule names the clause of the policy that it serves, or says that the policy gives no value and
why ours is what it is. The words are here; the deciding is in the services that apply them.

A chapter is one module with its model, beside it `default_<chapter>.py` with our values, and one line
in `book.py` and in `default.py`. Give each value a `Label`: bounds, the printed page, the difference of
two versions and the view for people follow from it. Conditions are CEL (`condition.py`) over the
facts of `facts.py`.
"""

from shared.policy.book import PolicyBook
from shared.policy.default import default_book
from shared.policy.working_time import WorkingDuration

__all__ = ["PolicyBook", "WorkingDuration", "default_book"]
