"""The one error of this package."""


class Refusal(Exception):  # noqa: N818 -- it is an answer to a person, not a fault of the program
    """One sentence that says what stands in the way and what to do; shown as it is, without a trace."""
