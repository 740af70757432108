"""One key for the spellings of a name in Cyrillic and Latin, whoever transliterated it.

Тоқаев, Токаев, Toqaev and Tokayev all have the key `tokaev`. A key is for comparing only: it is
neither a transliteration nor fit to be shown.

The package `anyascii` brings a letter of any script to ASCII, one after the other and without
regard to language. What the transliterations of one name still differ in after that is folded by
the tables below. They know Kazakh and Russian names; a name of another language gets a key, too,
that says less about how else it may be written.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from anyascii import anyascii

_LETTERS: Final = str.maketrans(
    {
        # `anyascii` drops the mark and with it the sound: Latin alphabets of Kazakh, and ISO 9.
        "ş": "sh",
        "š": "sh",
        "ç": "ch",
        "č": "ch",
        "ž": "zh",
        "ý": "u",
        "ə": "a",
        # It has ng for this one; in names Russian and English have n.
        "ң": "n",
    }
)

_FOLDS: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[aeiouy])j(?![aeiouy])", "i"),  # Mamaj; but Jomart, Oljas
        (r"dzh|dj|zh|j", "zh"),  # Dzhaksaliev, Zhaksaliev, Jaqsaliev
        (r"kh", "h"),  # Akhmetov, Ahmetov
        (r"gh", "g"),  # Dariga, Darigha
        (r"q", "k"),  # Toqaev, Tokaev
        (r"x", "ks"),  # Alexei, Aleksei
        (r"w", "u"),  # Mwrat, in one Latin alphabet of Kazakh
        (r"ye", "e"),  # Nazarbayev, Nazarbaev; Yerlan, Erlan
        (r"y", "i"),  # Mamay, Mamai; Zhylanbaev, Zhilanbaev
        (r"(.)\1+", r"\1"),  # Nigmatullin, Nigmatulin
        # Names that Russian writes with a sound that Kazakh has not.
        (r"kazah", "kazak"),  # Kazakhstan, Qazaqstan
        (r"bahit", "bakit"),  # Bakhytzhan, Baqytjan
    )
)

_ABBREVIATION: Final = re.compile("[^aeiouy]{3,}")
_APOSTROPHES: Final = re.compile("['`]")
_WORDS: Final = re.compile("[a-z0-9]+")


def search_key(text: str) -> str:
    """Fold a name.

    Upper and lower case, apostrophes, hyphens and other signs make no difference. The key of a key
    is the key itself.

    Args:
        text: a name, in whatever script.

    Returns:
        Lower-case ASCII words with one space between them; nothing when the text has neither
        letter nor digit.
    """
    letters = unicodedata.normalize("NFC", text.casefold()).translate(_LETTERS)
    ascii_text = _APOSTROPHES.sub("", anyascii(letters).lower())
    return " ".join(_fold(word) for word in _WORDS.findall(ascii_text))


def _fold(word: str) -> str:
    """Apply the table until nothing changes, so that a key is its own key.

    That comes to an end: no row makes again what another one takes away. Abbreviations (QHP, QKHP)
    stay as they are, their letters stand side by side by chance.
    """
    if _ABBREVIATION.fullmatch(word):
        return word
    folded = word
    for pattern, replacement in _FOLDS:
        folded = pattern.sub(replacement, folded)
    return word if folded == word else _fold(folded)
