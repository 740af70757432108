"""The part of the OpenAPI description that FastAPI cannot read off the code: plain routes.

Source: https://spec.openapis.org/oas/v3.1.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from kzgraph.engine import GraphFormat, ResultsFormat
from kzgraph.protocol import list_offers
from kzgraph.web.problems import KINDS, MEDIA_TYPE

_Object = dict[str, Any]
"""A part of the description; it is written as JSON and read by nobody here."""

_TEXT: Final[_Object] = {"type": "string"}
_IRIS: Final[_Object] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_PROBLEM: Final[_Object] = {
    MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}},
    "text/html": {"schema": _TEXT},
    "text/plain": {"schema": _TEXT},
}


def _object(required: Iterable[str] = (), **properties: _Object) -> _Object:
    return {"type": "object", "properties": properties, "required": list(required)}


def _json(schema: _Object) -> _Object:
    return {"application/json": {"schema": schema}}


def _operation(
    name: str, summary: str, responses: dict[str, _Object], **further: object
) -> _Object:
    return {"operationId": name, "summary": summary, "responses": responses, **further}


def _problems(kinds: Iterable[str]) -> dict[str, _Object]:
    """Describe the errors of these kinds, by status."""
    known = [KINDS[kind] for kind in kinds]
    return {
        str(status): {
            "description": "; ".join(kind.title for kind in known if status in kind.statuses),
            "content": _PROBLEM,
        }
        for status in sorted({status for kind in known for status in kind.statuses})
    }


_NOT_FOUND: Final[_Object] = {"description": "No such kind", "content": _PROBLEM}
_ABOUT_QUERY: Final[dict[str, tuple[str, _Object]]] = {
    "query": ("The query.", _TEXT),
    "default-graph-uri": ("A graph whose triples the default graph holds; wins over FROM.", _IRIS),
    "named-graph-uri": ("A graph that GRAPH finds; wins over FROM NAMED.", _IRIS),
    "timeout": (
        "Seconds for this query; at most the limit of the service.",
        {"type": "number", "exclusiveMinimum": 0},
    ),
    "format": (
        "Format of the answer, by short name or media type; wins over the Accept header.",
        {
            "type": "string",
            "examples": [known.value for known in (*ResultsFormat, *GraphFormat)],
        },
    ),
}
_PARAMETERS: Final[list[_Object]] = [
    {"name": name, "in": "query", "description": meaning, "schema": schema}
    for name, (meaning, schema) in _ABOUT_QUERY.items()
]
_ANSWERS: Final[dict[str, _Object]] = {
    "200": {
        "description": "The complete answer: a table or boolean, or an RDF graph.",
        "content": {
            media_type: {"schema": {"type": "object"} if media_type.endswith("json") else _TEXT}
            for media_type in (*list_offers(graph=False), *list_offers(graph=True))
        },
    },
    **_problems(KINDS),
}

SCHEMAS: Final[dict[str, _Object]] = {
    "Problem": {
        "description": "An error, by RFC 9457; it can have further members.",
        **_object(
            ("type", "title", "status", "detail", "remedy"),
            type={"type": "string", "format": "uri"},
            title=_TEXT,
            status={"type": "integer"},
            detail={"type": "string", "description": "What happened this time."},
            remedy={"type": "string", "description": "What to do."},
            line={"type": "integer", "minimum": 1},
            column={"type": "integer", "minimum": 1},
            limit={"type": "number", "description": "The limit that was in force."},
            unit={"type": "string", "description": "What the limit counts."},
        ),
    }
}
PATHS: Final[dict[str, _Object]] = {
    "/sparql": {
        "get": _operation(
            "query_by_get",
            "Ask a query in the URL",
            _ANSWERS,
            parameters=[{**_PARAMETERS[0], "required": True}, *_PARAMETERS[1:]],
        ),
        "post": _operation(
            "query_by_post",
            "Ask a query in the body",
            _ANSWERS,
            # The query itself stands in the body; the others may stand here or in a form.
            parameters=_PARAMETERS[1:],
            requestBody={
                "required": True,
                "content": {
                    "application/x-www-form-urlencoded": {
                        "schema": _object(
                            ("query",),
                            **{
                                name: {**schema, "description": meaning}
                                for name, (meaning, schema) in _ABOUT_QUERY.items()
                            },
                        )
                    },
                    "application/sparql-query": {"schema": _TEXT},
                },
            },
        ),
    },
    "/health": {
        "get": _operation(
            "health",
            "Say that the process lives",
            {
                "200": {
                    "description": "It lives.",
                    "content": _json(
                        _object(
                            ("state", "version", "triples", "named_graphs"),
                            state={"enum": ["loading", "ready", "no workers"]},
                            version=_TEXT,
                            triples={"type": ["integer", "null"]},
                            named_graphs={"type": ["integer", "null"]},
                        )
                    ),
                }
            },
        )
    },
    "/ready": {
        "get": _operation(
            "ready",
            "Say whether queries can be answered",
            {
                "200": {
                    "description": "They can.",
                    "content": _json(_object(("state",), state={"const": "ready"})),
                },
                "503": _problems(["busy"])["503"],
            },
        )
    },
    "/": {
        "get": _operation(
            "start",
            "Say what is where",
            {
                "200": {
                    "description": "Paths by name; for browsers a page with a form.",
                    "content": {**_json(_object()), "text/html": {"schema": _TEXT}},
                }
            },
        )
    },
    "/problem/{kind}": {
        "get": _operation(
            "explain_problem",
            "Say what a kind of problem means",
            {
                "200": {
                    "description": "Its title, statuses, meaning and remedy.",
                    "content": {
                        **_json(
                            _object(
                                ("type", "title", "statuses", "meaning", "remedy"),
                                type={"type": "string", "format": "uri"},
                                title=_TEXT,
                                statuses={"type": "array", "items": {"type": "integer"}},
                                meaning=_TEXT,
                                remedy=_TEXT,
                            )
                        ),
                        "text/html": {"schema": _TEXT},
                        "text/plain": {"schema": _TEXT},
                    },
                },
                "404": _NOT_FOUND,
            },
            parameters=[
                {
                    "name": "kind",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "enum": list(KINDS)},
                }
            ],
        )
    },
}
