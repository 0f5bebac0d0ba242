"""What every rule of the book carries: a title, its source and the reason for its value."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

OUR_DEFAULT = "none, our default"

Language = Literal["zh-CN", "en"]
Source = Annotated[str, StringConstraints(pattern=r"^(S\d{1,2}-\d{2}(, S\d{1,2}-\d{2})*|none, our default)$")]


class Frozen(BaseModel):
    """A part of the book: never changed in place, no field beyond the declared ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Text(Frozen):
    """A sentence for people, in both languages of the book."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.zh if language == "zh-CN" else self.en


class Rule(Frozen):
    """One entry of the book. `source` is a clause such as `S6-04`, or says that there is none."""

    title: Text
    source: Source
    reason: Text


class Finding(Frozen):
    """Something in a book that cannot stand: `path` leads to it, `code` is stable."""

    path: tuple[str, ...]
    code: str
    message: str
