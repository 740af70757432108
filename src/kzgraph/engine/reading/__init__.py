"""Reading a query before the engine does: tokens, grammar, what they say, and what is wrong.

`inspect` is the way in; `explain_refusal` says what the engine did not like of a query that passed.
"""

from __future__ import annotations

from kzgraph.engine.reading.condensing import Condensed, condense
from kzgraph.engine.reading.explanation import ENGINE_MESSAGE_LENGTH, explain_refusal
from kzgraph.engine.reading.inspection import SERVICE_REFUSAL, Form, Inspection, inspect
from kzgraph.engine.reading.tokens import Kind, Token, locate, tokenize

__all__ = [
    "ENGINE_MESSAGE_LENGTH",
    "SERVICE_REFUSAL",
    "Condensed",
    "Form",
    "Inspection",
    "Kind",
    "Token",
    "condense",
    "explain_refusal",
    "inspect",
    "locate",
    "tokenize",
]
