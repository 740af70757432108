"""What holds for the search key of every name."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kzgraph.model.search_key import search_key

LATIN = "abcdefghijklmnopqrstuvwxyzäöüşçğñıēūŝáǵńóúýšžčéëï"
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"
NAMES = st.text(alphabet=LATIN + LATIN.upper() + CYRILLIC + CYRILLIC.upper() + " -.,1", max_size=25)
APOSTROPHES = st.sampled_from("'’‘ʼʻ`´′ʹ")


@given(st.text(max_size=25))
def test_key_of_any_text_is_ascii_words_and_its_own_key(text: str) -> None:
    key = search_key(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", key)
    assert search_key(key) == key


@given(NAMES)
def test_key_of_a_name_is_its_own_key(name: str) -> None:
    key = search_key(name)
    assert search_key(key) == key


@given(NAMES)
def test_case_makes_no_difference(name: str) -> None:
    assert search_key(name) == search_key(name.upper()) == search_key(name.lower())


@given(NAMES, st.integers(0, 25), APOSTROPHES)
def test_apostrophes_make_no_difference(name: str, place: int, apostrophe: str) -> None:
    assert search_key(name[:place] + apostrophe + name[place:]) == search_key(name)


@given(NAMES)
def test_hyphens_are_spaces(name: str) -> None:
    assert search_key(name.replace("-", " ")) == search_key(name)
