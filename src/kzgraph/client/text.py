"""Text that knows its language."""

from __future__ import annotations

from typing import Self


class Text(str):
    """Text in a language: a string in every respect, which also has its language tag.

    Attributes:
        language: the tag, such as `en`.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Self:
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # copies keep the tag
        return str(self), self.language
