"""The part of the OpenAPI description that FastAPI cannot read off the code: plain routes.

Source: https://spec.openapis.org/oas/v3.1.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, get_args

from kzgraph.browsing import FACETS
from kzgraph.engine import GraphFormat, ResultsFormat
from kzgraph.library import ANSWER_FORMATS, TEXT_LENGTH, Library, Question, write_value
from kzgraph.protocol import list_offers
from kzgraph.query_files import TOPICS, Parameter, ParameterKind
from kzgraph.search import SECTIONS as FOUND_KINDS
from kzgraph.web.editor import MOST_LABELS
from kzgraph.web.problems import KINDS, MEDIA_TYPE
from kzgraph.web.search import (
    DESCRIPTION_TYPE,
    MOST_RESULTS,
    PAGE_LENGTH,
    QUESTION_LENGTH,
    SUGGESTIONS_TYPE,
)
from kzgraph.web.words import LANGUAGES

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


_NOT_FOUND: Final[_Object] = {"description": "No such thing", "content": _PROBLEM}
_OF_DOCUMENTS: Final = ("document", "gone")
_OF_QUESTIONS: Final = ("parameter",)
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
    **_problems(KINDS.keys() - {*_OF_DOCUMENTS, *_OF_QUESTIONS}),
}

_QUESTION_REF: Final = "#/components/schemas/Question"
SCHEMAS: Final[dict[str, _Object]] = {
    "Found": _object(
        ("iri", "label", "language", "kind", "kinds", "matched", "score", "referring", "page"),
        iri={"type": "string", "format": "iri"},
        label={"type": "string", "description": "In the language of the reader, else another."},
        language={"type": ["string", "null"], "description": "Of the label."},
        kind={"type": "string", "enum": list(FOUND_KINDS)},
        kinds={
            **_IRIS,
            "description": "Its classes. A :Claim, :Recommendation or "
            ":Characterization is what somebody says, no fact.",
        },
        matched={"type": "string", "description": "The name or text that fits the question best."},
        score={"type": "number", "description": "Up to 1, which is a name exactly."},
        referring={"type": "integer", "description": "How many things and records refer to it."},
        by={**_IRIS, "description": "Of a record, who says or does it."},
        accordingTo={**_IRIS, "description": "Of a record, in whose words a document tells it."},
        documents={**_IRIS, "description": "Of a record, which documents tell it."},
        page={"type": "string", "format": "uri"},
    ),
    "Question": _object(
        (
            *("name", "title", "titles", "description", "topic"),
            *("parameters", "columns", "view", "sparql", "answer", "page"),
        ),
        name=_TEXT,
        title={"type": "string", "description": "In English."},
        titles={
            "type": "object",
            "additionalProperties": _TEXT,
            "description": "Language → title.",
        },
        description=_TEXT,
        topic={"enum": list(TOPICS)},
        parameters={
            "type": "array",
            "items": _object(
                ("name", "kind", "default"),
                name=_TEXT,
                kind={"enum": list(get_args(ParameterKind))},
                default=_TEXT,
                among={
                    "type": "array",
                    "items": _TEXT,
                    "description": "The words of a choice; of an entity the classes and concept "
                    "schemes of which it is a member of one.",
                },
            ),
        },
        columns={"type": "array", "items": _TEXT},
        view={
            "type": ["string", "null"],
            "description": "How the answer can be looked at: `kind(channel=column, …)`.",
        },
        sparql={"type": "string", "description": "As it runs in any tool, with the defaults."},
        answer={"type": "string", "format": "uri-reference"},
        page={"type": "string", "format": "uri-reference"},
    ),
    "Term": _object(
        ("name", "iri", "labels", "definition", "count"),
        name={"type": "string", "description": "With a prefix."},
        iri={"type": "string", "format": "iri"},
        labels={
            "type": "array",
            "items": _TEXT,
            "description": "In the language of the reader, then in the others.",
        },
        definition=_TEXT,
        count={"type": "integer", "description": "Of a class its members, else statements."},
        **{
            "with": {
                "type": "array",
                "items": _TEXT,
                "description": "Of a property, the classes with which it is used.",
            }
        },
    ),
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
            parameter={"type": "string", "description": "The parameter that is wrong."},
            given={"type": "string", "description": "Its value, as given."},
            allowed={
                "type": "array",
                "items": _TEXT,
                "description": "What could stand there, all or the nearest.",
            },
        ),
    },
}


def _path_parameter(name: str, meaning: str) -> _Object:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": meaning,
        "schema": _TEXT,
    }


def _reading(name: str, summary: str, media_types: Iterable[str], *parameters: _Object) -> _Object:
    """Describe a page or document."""
    content = {media_type: {"schema": _TEXT} for media_type in media_types}
    return {
        "get": _operation(
            name,
            summary,
            {
                "200": {"description": "It, with an ETag.", "content": content},
                "304": {"description": "The client has it."},
                "404": _NOT_FOUND,
                **_problems(_OF_DOCUMENTS),
            },
            parameters=list(parameters),
        )
    }


def _leading(name: str, summary: str, *parameters: _Object) -> _Object:
    """Describe the IRI of a thing."""
    return {
        "get": _operation(
            name,
            summary,
            {
                "303": {"description": "To its page or its document, by Accept."},
                "404": _NOT_FOUND,
                **_problems(_OF_DOCUMENTS),
            },
            parameters=list(parameters),
        )
    }


_RDF: Final = list_offers(graph=True)
_BOTH: Final = (*_RDF, "text/html")
_NAME: Final = _path_parameter("name", "Its local name.")
_FILE: Final = _path_parameter("name", "Its local name, with the suffix of a format or without.")
_SUFFIX: Final = _path_parameter("suffix", "ttl, nt, nq, trig, jsonld or rdf.")
_KIND: Final = _path_parameter("kind", "concept, graph or query.")
_PAGE: Final[_Object] = {
    "name": "page",
    "in": "query",
    "description": "Of what refers to the thing, a page has some.",
    "schema": {"type": "integer", "minimum": 1},
}
_LANG: Final[_Object] = {
    "name": "lang",
    "in": "query",
    "description": "Language of a page; wins over Accept-Language.",
    "schema": {"type": "string", "enum": list(LANGUAGES)},
}
_PAGE_OF_ROWS: Final[_Object] = {
    "name": "page",
    "in": "query",
    "description": "Of the rows, a page has fifty.",
    "schema": {"type": "integer", "minimum": 1},
}
_SELECTION: Final[list[_Object]] = [
    *(
        {
            "name": name,
            "in": "query",
            "description": "Values of this facet, one of which a row has; not for every class. "
            + " Or: ".join(sorted({facet.holds.value for facet in FACETS if facet.name == name})),
            "schema": {"type": "array", "items": _TEXT},
        }
        for name in dict.fromkeys(facet.name for facet in FACETS)
    ),
    {
        "name": "sort",
        "in": "query",
        "description": "Name of a column; behind a hyphen, in descending order.",
        "schema": _TEXT,
    },
    {
        "name": "more",
        "in": "query",
        "description": "Name of the facet of which all values are shown.",
        "schema": _TEXT,
    },
]
_LINKED: Final[dict[str, _Object]] = {
    **{
        f"/{kind}/{{name}}": _leading(f"lead_from_{kind}", f"Lead from a {what}", _NAME)
        for kind, what in (
            ("id", "thing or record"),
            ("concept", "concept"),
            ("graph", "named graph"),
            ("query", "query of the library"),
        )
    },
    "/dataset": _leading("lead_from_dataset", "Lead from the data set"),
    "/page/{name}": _reading("page", "Show a thing", ["text/html"], _NAME, _PAGE, _LANG),
    "/page/{kind}/{name}": _reading(
        "page_of_kind", "Show a concept, graph or query", ["text/html"], _KIND, _NAME, _PAGE, _LANG
    ),
    "/page/dataset": _reading("page_of_dataset", "Show the data set", ["text/html"], _LANG),
    "/data/{name}": _reading("data", "Say what is said of a thing", _RDF, _FILE, _PAGE),
    "/data/{kind}/{name}": _reading(
        "data_of_kind", "Say what is said of a concept, graph or query", _RDF, _KIND, _FILE, _PAGE
    ),
    **{
        f"/data/{name}": _reading(f"data_of_{name}", f"Give the {name} as RDF", _RDF)
        for name in ("ontology", "shapes", "dataset")
    },
    **{
        f"/data/{name}.{{suffix}}": _reading(
            f"data_of_{name}_in", f"Give the {name} in a format", _RDF, _SUFFIX
        )
        for name in ("ontology", "shapes", "dataset")
    },
    "/ontology": _reading("ontology", "Explain or give the ontology", _BOTH, _LANG),
    "/shapes": _reading("shapes", "Show or give the shapes", _BOTH, _LANG),
    "/.well-known/void": _reading("description", "Describe the data set", _BOTH, _LANG),
    "/about": _reading("method", "Tell how the graph is made", ["text/html"], _LANG),
    "/dumps/{name}": _reading(
        "dump", "Give a dump, or ranges of it", ["application/gzip", "text/plain"], _NAME
    ),
    "/browse": _reading("browse", "List the classes to browse", ["text/html"], _LANG),
    "/browse/{name}": _reading(
        "browse_class",
        "Show members of a class, narrowed down, in order, as a table",
        ["text/html"],
        _path_parameter("name", "Local name of the class, such as Claim or Person."),
        *_SELECTION,
        _PAGE_OF_ROWS,
        _LANG,
    ),
    "/robots.txt": _reading("robots", "Tell crawlers what to read", ["text/plain"]),
    "/sitemap.xml": _reading("sitemap", "List the pages", ["application/xml"]),
}
_ASKED: Final[_Object] = {
    "name": "q",
    "in": "query",
    "description": "A name or a part of it, in any script, or words of what a record tells.",
    "schema": {"type": "string", "maxLength": QUESTION_LENGTH},
}
_SECTION: Final[_Object] = {
    "name": "kind",
    "in": "query",
    "description": "Of what is to be found.",
    "schema": {"type": "string", "enum": list(FOUND_KINDS)},
}


def _finding(
    name: str, summary: str, media_type: str, schema: _Object, *parameters: _Object
) -> _Object:
    """Describe what is found by the parameters of the URL."""
    return {
        "get": _operation(
            name,
            summary,
            {
                "200": {
                    "description": "What was found, with an ETag.",
                    "content": {media_type: {"schema": schema}},
                },
                "304": {"description": "The client has it."},
                **_problems(("document", *_OF_QUESTIONS)),
            },
            parameters=list(parameters),
        )
    }


_SEARCH: Final[dict[str, _Object]] = {
    "/search": _finding(
        "search",
        "Show what is called so, or nearly",
        "text/html",
        _TEXT,
        *(_ASKED, _SECTION, {**_PAGE, "description": "Of the results, a page has some."}, _LANG),
    ),
    "/api/search": _finding(
        "find",
        "Give what is called so, or nearly",
        "application/json",
        _object(
            ("query", "count", "exact", "kinds", "results"),
            query=_TEXT,
            count={"type": "integer", "description": "Of all results of the kind asked for."},
            exact={
                "type": "boolean",
                "description": "Whether something is called so, but for one letter, or holds all "
                "words; otherwise all results are only like the question, or hold some of it.",
            },
            kinds={
                "type": "array",
                "description": "What was found of each kind, whichever was asked for.",
                "items": _object(
                    ("kind", "label", "count"), kind=_TEXT, label=_TEXT, count={"type": "integer"}
                ),
            },
            results={
                "type": "array",
                "description": "The likeliest first; records come after things.",
                "items": {"$ref": "#/components/schemas/Found"},
            },
        ),
        _ASKED,
        _SECTION,
        {
            "name": "limit",
            "in": "query",
            "schema": {
                "type": "integer",
                "minimum": 1,
                "maximum": MOST_RESULTS,
                "default": PAGE_LENGTH,
            },
        },
        _LANG,
    ),
    "/api/suggest": _finding(
        "suggest",
        "Suggest names that begin so: the question, names, kinds, pages (OpenSearch)",
        SUGGESTIONS_TYPE,
        {"type": "array", "minItems": 4, "maxItems": 4},
        _ASKED,
        _LANG,
    ),
    "/opensearch.xml": _reading(
        "describe_search", "Tell browsers how to search here", [DESCRIPTION_TYPE]
    ),
    "/static/{name}": _reading(
        "script",
        "Give a script or image of the pages, or what a script asks for",
        ["text/javascript", "image/svg+xml", "application/json", "text/plain"],
        _path_parameter("name", "File"),
    ),
}
_EDITOR: Final[dict[str, _Object]] = {
    "/api/vocabulary": _finding(
        "list_terms",
        "Give prefixes, and classes and properties, the most used first",
        "application/json",
        _object(
            ("prefixes", "classes", "properties"),
            prefixes={"type": "object", "additionalProperties": _TEXT},
            **{
                name: {"type": "array", "items": {"$ref": "#/components/schemas/Term"}}
                for name in ("classes", "properties")
            },
        ),
        _LANG,
    ),
    "/api/labels": _finding(
        "give_labels",
        "Give the label and the page of each IRI that has a label",
        "application/json",
        {
            "type": "object",
            "additionalProperties": _object(
                ("label", "language", "page"),
                label=_TEXT,
                language=_TEXT,
                page={"type": ["string", "null"], "format": "uri-reference"},
            ),
        },
        {
            "name": "iri",
            "in": "query",
            "description": "An IRI in full; may be given again.",
            "schema": {**_IRIS, "maxItems": MOST_LABELS},
            "explode": True,
        },
        _LANG,
    ),
}
_QUESTIONS: Final[dict[str, _Object]] = {
    "/queries": _reading("questions", "List the questions of the library", ["text/html"], _LANG),
    "/queries/{name}": {
        "get": _operation(
            "question",
            "Show a question of the library, a form for its parameters, and its answer",
            {
                "200": {
                    "description": "A page, with an ETag.",
                    "content": {"text/html": {"schema": _TEXT}},
                },
                "304": {"description": "The client has it."},
                "404": _NOT_FOUND,
                **_problems(KINDS.keys() - {"protocol", "format", "gone"}),
            },
            parameters=[
                _path_parameter("name", "Its name."),
                {
                    "name": "values",
                    "in": "query",
                    "description": "A parameter of the question; /api/queries has them all.",
                    "style": "form",
                    "explode": True,
                    "schema": {"type": "object", "additionalProperties": _TEXT},
                },
                _LANG,
            ],
        )
    },
    "/api/queries": {
        "get": _operation(
            "list_questions",
            "List the questions of the library",
            {
                "200": {
                    "description": "All of them, with an ETag.",
                    "content": _json({"type": "array", "items": {"$ref": _QUESTION_REF}}),
                },
                "304": {"description": "The client has it."},
            },
        )
    },
}
PATHS: Final[dict[str, _Object]] = {
    **_LINKED,
    **_QUESTIONS,
    **_SEARCH,
    **_EDITOR,
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
                            ("state", "version", "digest", "triples", "named_graphs"),
                            state={"enum": ["loading", "ready", "no workers"]},
                            version=_TEXT,
                            digest={"type": ["string", "null"]},
                            triples={"type": ["integer", "null"]},
                            named_graphs={"type": ["integer", "null"]},
                        )
                    ),
                }
            },
        )
    },
    "/version": {
        "get": _operation(
            "version",
            "Say what runs, since when, and on which data",
            {
                "200": {
                    "description": "Versions and times; what is not known yet is null.",
                    "content": _json(
                        _object(
                            ("kzgraph", "pyoxigraph", "python", "started", "data"),
                            kzgraph=_TEXT,
                            pyoxigraph=_TEXT,
                            python=_TEXT,
                            started={"type": "string", "format": "date-time"},
                            data=_object(
                                ("digest", "version", "released", "loaded"),
                                digest={"type": ["string", "null"]},
                                version={"type": ["string", "null"]},
                                released={"type": ["string", "null"], "format": "date"},
                                loaded={"type": "string", "format": "date-time"},
                            ),
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
                    "description": "Paths by name; for browsers a page.",
                    "content": {**_json(_object()), "text/html": {"schema": _TEXT}},
                }
            },
            parameters=[_LANG],
        )
    },
    "/query": {
        "get": _operation(
            "query_form",
            "Show a form in which a query is asked",
            {"200": {"description": "A page.", "content": {"text/html": {"schema": _TEXT}}}},
            parameters=[{**_PARAMETERS[0], "description": "What the form holds at first."}, _LANG],
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


_OF_KINDS: Final[dict[ParameterKind, tuple[str, _Object]]] = {
    "entity": ("A thing, as local name, prefixed name or IRI", _TEXT),
    "date": ("A day", {"type": "string", "format": "date"}),
    "number": ("A number", {"type": "number"}),
    "language": (
        "The tag of a language of the data",
        {"type": "string", "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"},
    ),
    "choice": ("One of these", _TEXT),
    "text": ("Any text", {"type": "string", "maxLength": TEXT_LENGTH}),
}


def describe_questions(library: Library) -> dict[str, _Object]:
    """Describe the address at which each question is answered, and its parameters."""
    return {f"/api/queries/{name}": _describe(question) for name, question in library.items()}


def _describe(question: Question) -> _Object:
    answers = {
        media_type: {"schema": {"type": "object"} if media_type.endswith("json") else _TEXT}
        for media_type in list_offers(graph=False)
    }
    return {
        "get": _operation(
            f"answer_{question.name.replace('-', '_')}",
            question.file.title,
            {
                "200": {
                    "description": f"A table of {', '.join(question.file.columns)}.",
                    "content": answers,
                },
                **_problems(KINDS.keys() - {*_OF_DOCUMENTS, "protocol"}),
            },
            description=question.file.description,
            tags=[question.file.topic],
            parameters=[
                *(_describe_parameter(question, one) for one in question.file.parameters),
                {
                    "name": "format",
                    "in": "query",
                    "description": "Format of the answer; wins over the Accept header. For "
                    "spreadsheets there is CSV in which nothing is a formula.",
                    "schema": {"enum": list(ANSWER_FORMATS)},
                },
                next(one for one in _PARAMETERS if one["name"] == "timeout"),
            ],
        )
    }


def _describe_parameter(question: Question, parameter: Parameter) -> _Object:
    meaning, schema = _OF_KINDS[parameter.kind]
    value = question.defaults[parameter.name]
    default: str | float = write_value(value)
    if parameter.kind == "number":
        default = float(str(value)) if "." in str(value) else int(str(value))
    if parameter.kind == "choice":
        schema = {**schema, "enum": list(parameter.among)}
    elif parameter.among:
        meaning += f": a member of {' or '.join(parameter.among)}"
    return {
        "name": parameter.name,
        "in": "query",
        "description": f"{meaning}.",
        "schema": {**schema, "default": default},
        "example": default,
    }
