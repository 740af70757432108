"""Laws of sentences and citations, on any text."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kzgraph.dataset.passages import SourceText, resolve_citation
from kzgraph.dataset.sentences import split_sentences, split_words
from kzgraph.errors import PassageError

TEXTS = st.text(
    st.sampled_from("aB1é.?!…”“’'() \u00a0\n•–-,12:") | st.characters(exclude_categories=["Cs"])
)


@settings(deadline=None)
@given(TEXTS)
def test_sentences_stand_in_order_and_in_one_line(text: str) -> None:
    end = 0
    for sentence in split_sentences(text):
        assert end <= sentence.start < sentence.end <= len(text)
        assert "\n" not in text[sentence.start : sentence.end]
        assert text.count("\n", 0, sentence.start) + 1 == sentence.line
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
        end = sentence.end


@settings(deadline=None)
@given(TEXTS)
def test_words_lie_inside_sentences_or_are_numbers_of_lists(text: str) -> None:
    sentences = split_sentences(text)
    for start, end in split_words(text, 0, len(text)):
        inside = any(each.start <= start and end <= each.end for each in sentences)
        assert inside or text[start:end][0].isdigit()


@settings(deadline=None)
@given(TEXTS, st.integers(min_value=0))
def test_sentence_cited_in_full_is_found_or_ambiguous(text: str, index: int) -> None:
    source = SourceText("any", text, "")
    assume(source.sentences)
    sentence = source.sentences[index % len(source.sentences)]
    words = text[sentence.start : sentence.end]
    assume("…" not in words)
    try:
        passage = resolve_citation(f"any {sentence.line}: {words}", {"any": source})
    except PassageError as error:
        assert "places" in error.cause  # noqa: PT017 - either outcome is right
    else:
        assert (passage.start, passage.end) == (sentence.start, sentence.end)
