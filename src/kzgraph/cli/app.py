"""The commands, their options and their exit codes.

Each command imports what it needs when it runs: `kzgraph serve` is ready without loading an RDF
library, a reasoner or a validator.

Exit codes: 0 done; 1 something is wrong with the data; 2 the command line is wrong; 3 a file or a
query cannot be used; 4 a check could not be run. `kzgraph diff` has those of diff(1).
"""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterable
from enum import Enum, IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kzgraph import __version__
from kzgraph.cli.printing import err, out, print_findings, print_table
from kzgraph.errors import (
    FileError,
    KzgraphError,
    MissingFileError,
    ParameterError,
    ReasonerError,
    SyntaxInFileError,
)
from kzgraph.resources import Resources, find_resources
from kzgraph.vocabulary.prefixes import expand, shorten

if TYPE_CHECKING:
    from kzgraph.engine import Store


class ExitCode(IntEnum):
    """What a command says to the shell."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    UNUSABLE = 3
    NOT_RUN = 4


class AnswerFormat(Enum):
    """How `kzgraph query` prints an answer; all but the table by the engine's short names."""

    TABLE = "table"
    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"
    TURTLE = "turtle"
    N_TRIPLES = "ntriples"
    N_QUADS = "nquads"
    TRIG = "trig"
    JSON_LD = "jsonld"
    RDF_XML = "rdfxml"


class DifferenceFormat(Enum):
    """How `kzgraph diff` prints what it found."""

    TEXT = "text"
    JSON = "json"


app = typer.Typer(
    help="A sourced knowledge graph of Kazakhstan's politics.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SourcesOption = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        metavar="DIR",
        help="Folder with the texts of the documents, as {document}.txt.",
        envvar="KZGRAPH_SOURCES",
        exists=False,
    ),
]
InfoOption = Annotated[bool, typer.Option("--info", help="Show findings of severity info, too.")]


def main() -> None:
    """Run the command line; turn our errors into one line and exit code 3."""
    # Whoever reads only the head of what is printed has not found anything wrong.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        app()
    except ReasonerError as error:
        err.print(f"kzgraph: {error}", style="red", markup=False)
        sys.exit(ExitCode.NOT_RUN)
    except KzgraphError as error:
        err.print(f"kzgraph: {error}", style="red", markup=False)
        sys.exit(ExitCode.UNUSABLE)
    except OSError as error:
        err.print(f"kzgraph: {error.filename or ''}: {error.strerror}", style="red", markup=False)
        sys.exit(ExitCode.UNUSABLE)


def _print_version(*, wanted: bool) -> None:
    if wanted:
        out.print(f"kzgraph {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version and stop.",
            is_eager=True,
            callback=lambda value: _print_version(wanted=value),
        ),
    ] = False,
) -> None:
    pass


@app.command()
def serve(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]…",
            help="RDF files to serve instead of the packaged graph: Turtle, N-Triples, N-Quads, "
            "TriG, JSON-LD, RDF/XML, also .gz. Triples fill the default graph, quads keep theirs.",
            show_default=False,
        ),
    ] = None,
    *,
    named_graph: Annotated[
        list[str] | None,
        typer.Option(metavar="IRI=FILE", help="Load a file of triples into a named graph."),
    ] = None,
    merge: Annotated[
        bool, typer.Option("--merge", help="Let the default graph be the merge of all graphs.")
    ] = False,
    host: Annotated[str | None, typer.Option(help="Interface to listen at [127.0.0.1].")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one [8000].")] = None,
    timeout: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Time limit of a query [30].")
    ] = None,
) -> None:
    """Serve a SPARQL endpoint at /sparql, until Ctrl-C.

    Every setting can also be given in the environment, as KZGRAPH_HOST and so on; options win.
    """
    from dataclasses import replace

    from kzgraph.config import Settings
    from kzgraph.engine import Source, packaged_source
    from kzgraph.errors import SettingError
    from kzgraph.logs import configure_logging
    from kzgraph.web import Ready
    from kzgraph.web import serve as serve_web

    settings = Settings.from_environment()
    try:
        if host is not None:
            settings = replace(settings, host=host)
        if port is not None:
            settings = replace(settings, port=port)
        if timeout is not None:
            settings = replace(settings, timeout_seconds=timeout)
    except SettingError as error:
        raise typer.BadParameter(error.cause) from error
    configure_logging(settings.log_level, settings.log_format)
    if paths or named_graph:
        graphs = tuple(_split_named_graph(text) for text in named_graph or ())
        source, resources = Source(tuple(paths or ()), graphs, merge=merge), None
    else:
        resources = find_resources()
        source = packaged_source(_built_dataset(resources))

    def announce(ready: Ready) -> None:
        out.print(
            f"serving {ready.facts.triples:,} triples and {len(ready.facts.named_graphs)} named "
            f"graphs at {ready.url} (ready in {ready.seconds:.2f} s; Ctrl-C stops)",
            markup=False,
        )

    serve_web(settings, source, announce, resources)


@app.command()
def reload(
    *,
    port: Annotated[int | None, typer.Option(help="Port of the server [8000].")] = None,
) -> None:
    """Have the server on this machine load its files anew; no request fails meanwhile.

    It is found by the same settings that it runs with. Ends with 1 when it goes on with what it
    had, because the files cannot be used, or when there is no server.
    """
    from kzgraph.config import Settings
    from kzgraph.errors import ReloadError
    from kzgraph.web.control import ask_reload, socket_path

    settings = Settings.from_environment()
    path = socket_path(settings.control_socket, settings.port if port is None else port)
    try:
        done = ask_reload(path)
    except ReloadError as error:
        err.print(f"kzgraph: not reloaded: {error}", style="red", markup=False)
        raise typer.Exit(ExitCode.FINDINGS) from error
    out.print(
        f"serving {done.triples:,} triples (loaded in {done.seconds:.2f} s; sha256 "
        f"{done.digest_before[:12]} → {done.digest[:12]})",
        markup=False,
    )


def _split_named_graph(text: str) -> tuple[str, Path]:
    iri, equals, path = text.rpartition("=")
    if not equals or not iri or not path:
        raise typer.BadParameter(
            f"{text!r} is not of the form IRI=FILE", param_hint="--named-graph"
        )
    return iri, Path(path)


def _built_dataset(resources: Resources) -> Path:
    if not resources.dataset.is_file():
        raise MissingFileError(
            resources.dataset, "there is no build yet", remedy="run `kzgraph build`"
        )
    return resources.dataset


@app.command()
def query(
    what: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE|TEXT",
            help="A query of the library by name, a .rq file, or SPARQL itself.",
        ),
    ],
    answer_format: Annotated[
        AnswerFormat,
        typer.Option("--format", help="The first five are for tables, the others for graphs."),
    ] = AnswerFormat.TABLE,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Choose the value of a parameter; `kzgraph queries` lists them.",
        ),
    ] = None,
) -> None:
    """Answer one query on the packaged graph.

    There is no time limit here: Ctrl-C stops it.
    """
    import json

    from kzgraph.engine import GraphFormat, Query, execute, load_packaged, query_in_process

    # The engine does not return to Python before it is done; the system can stop it all the same.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    resources = find_resources()
    text = _find_query(what, resources)
    store = load_packaged(_built_dataset(resources))
    if values:
        text = _fill_query(what, resources, store, values)
    if answer_format is not AnswerFormat.TABLE:
        sys.stdout.buffer.write(query_in_process(store, text, answer_format.value))
        sys.stdout.buffer.flush()
        return
    answer = execute(store, Query(text))
    if isinstance(answer.format, GraphFormat):
        out.print(answer.body.decode(), markup=False, end="")
        return
    content = json.loads(answer.body)
    if "boolean" in content:
        out.print("yes" if content["boolean"] else "no")
        return
    columns = content["head"]["vars"]
    rows = content["results"]["bindings"]
    print_table(columns, (tuple(_cell(row.get(name)) for name in columns) for row in rows))


def _fill_query(what: str, resources: Resources, store: Store, values: Iterable[str]) -> str:
    from kzgraph.library import Things, read_question
    from kzgraph.linked import Directory

    path = next((one for one in _query_files(what, resources) if one.is_file()), None)
    if path is None:
        raise typer.BadParameter("only a query file has parameters", param_hint="--set")
    question = read_question(path)
    try:
        given = question.read_values(map(_split_value, values), Things(store, Directory.of(store)))
    except ParameterError as error:
        raise typer.BadParameter(str(error), param_hint="--set") from error
    return question.fill(given)


def _split_value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is not of the form NAME=VALUE", param_hint="--set")
    return name, value


def _query_files(what: str, resources: Resources) -> tuple[Path, Path]:
    """Give where a query could stand: in a file of this name, or in the library."""
    return Path(what), resources.queries / f"{what}.rq"


def _find_query(what: str, resources: Resources) -> str:
    from kzgraph.library import read_question

    given, in_library = _query_files(what, resources)
    for path in (given, in_library):
        try:
            if path == in_library and path.is_file():
                return read_question(path).example
            if path.is_file():
                return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            if not isinstance(error, OSError) or path.suffix == ".rq":
                raise SyntaxInFileError(path, f"cannot be read as a query: {error}") from error
    if what.endswith(".rq") or not any(mark in what for mark in "{ ?"):
        known = sorted(path.stem for path in resources.queries.glob("*.rq"))
        raise MissingFileError(
            what, "no such file and no such query", remedy="the library has: " + ", ".join(known)
        )
    return what


def _cell(term: dict[str, str] | None) -> str:
    """Write a term of SPARQL's JSON results for a person to read."""
    if term is None:
        return ""
    return shorten(term["value"]) if term["type"] == "uri" else term["value"]


@app.command()
def queries() -> None:
    """List the queries of the library, and the parameters of each with their defaults."""
    from kzgraph.library import read_library

    for name, question in read_library(find_resources().queries).items():
        out.print(f"{name}: {question.file.title}", markup=False)
        for one in question.file.parameters:
            among = f" ({' or '.join(one.among)})" if one.among else ""
            out.print(f"    --set {one.name}={one.default}    {one.kind}{among}", markup=False)


@app.command()
def build() -> None:
    """Make the data set that is served, in build/, from ontology and data.

    What was built before stays when anything fails.
    """
    from kzgraph.building import build as build_dataset

    resources = find_resources()
    with err.status("building"):
        report = build_dataset(resources, resources.build)
    out.print(f"{report.quads:,} statements in {len(report.graphs)} graphs, sha256 {report.sha256}")


@app.command()
def diff(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help="Folder of the earlier build, or a file of RDF.")
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later one.")],
    *,
    output: Annotated[
        DifferenceFormat,
        typer.Option("--format", help="json also lists derived statements; see docs/service.md."),
    ] = DifferenceFormat.TEXT,
) -> None:
    """Say what came, went and changed between two builds, by graph and thing.

    First come the IRIs that NEW no longer describes. Derived statements, which follow from the
    others, are only counted.

    Ends with 0 when both say the same, with 1 when they differ, with 2 when one cannot be read.
    """
    from kzgraph.building.difference import compare, read_build
    from kzgraph.cli.comparing import print_difference, to_json
    from kzgraph.model.names import Registry

    successors = Registry.read(find_resources().names).retired
    try:
        with err.status("comparing"):
            difference = compare(read_build(old), read_build(new))
    except FileError as error:
        err.print(f"kzgraph: {error}", style="red", markup=False)
        raise typer.Exit(ExitCode.USAGE) from error
    if output is DifferenceFormat.JSON:
        sys.stdout.buffer.write(to_json(difference, successors))
        sys.stdout.buffer.flush()
    else:
        print_difference(difference, successors)
    if difference:
        raise typer.Exit(ExitCode.FINDINGS)


@app.command()
def check(
    *,
    sources: SourcesOption = None,
    no_reasoner: Annotated[
        bool, typer.Option("--no-reasoner", help="Leave OWL consistency out (it needs Java).")
    ] = False,
    info: InfoOption = False,
) -> None:
    """Check the data: form, names, shapes, rules, OWL consistency, and evidence with --sources.

    Ends with 1 when there is a violation, with 4 when the reasoner could not be run.
    """
    from kzgraph.cli.checking import check_everything

    report = check_everything(
        find_resources(),
        sources,
        with_reasoner=not no_reasoner,
        progress=lambda step: err.status(f"checking {step}"),
    )
    violations = print_findings(report.findings, with_info=info)
    out.print(f"checked: {', '.join(report.done)}")
    for step, reason in report.not_run.items():
        out.print(f"not checked: {step} ({reason})", style="yellow", markup=False)
    if violations:
        raise typer.Exit(ExitCode.FINDINGS)
    if not no_reasoner and "OWL consistency" in report.not_run:
        raise typer.Exit(ExitCode.NOT_RUN)


@app.command("format")
def format_data(
    *,
    check_only: Annotated[
        bool, typer.Option("--check", help="Change nothing; end with 1 if something would change.")
    ] = False,
    sources: SourcesOption = None,
) -> None:
    """Turn citations into passages and write data/ttl in its canonical form."""
    from kzgraph.dataset import check_format, format_folder, read_graphs

    resources = find_resources()
    if check_only:
        graphs = read_graphs(resources.data)
        findings = check_format(graphs, resources.data, resources.names)
    else:
        report = format_folder(resources.data, sources, resources.names)
        findings = report.findings
        for path in report.written:
            out.print(f"wrote {path}")
        for path in report.removed:
            out.print(f"removed {path}")
        if report.new_names:
            out.print(f"registered {len(report.new_names)} names in {resources.names.name}")
    if print_findings(findings, with_info=True):
        raise typer.Exit(ExitCode.FINDINGS)


@app.command()
def evidence(
    *,
    sources: SourcesOption = None,
    uncited: Annotated[
        bool, typer.Option("--uncited", help="List the sentences that no record cites.")
    ] = False,
) -> None:
    """Cut every passage again from the texts, compare digests, and measure what is cited.

    A sentence is cited, or on a line that data/furniture.csv lists as holding nothing to record, or
    uncited, which no sentence may be in the documents of data/complete.csv.
    """
    from kzgraph.dataset import collect_evidence, read_graphs, read_scope

    resources, sources = find_resources(), _needed(sources)
    with err.status("cutting passages"):
        scope = read_scope(resources.furniture, resources.complete)
        report = collect_evidence(read_graphs(resources.data), sources, scope)
    print_table(
        ("document", "sentences", "cited", "listed", "uncited"),
        (
            (one.document, *map(str, (one.sentences, one.cited, one.listed, len(one.uncited))))
            for one in report.coverage
        ),
    )
    if uncited:
        for one in report.coverage:
            for sentence in one.uncited:
                out.print(f"{one.document} {sentence.line}: {sentence.words}", markup=False)
    if print_findings(report.findings, with_info=True):
        raise typer.Exit(ExitCode.FINDINGS)


def _needed(sources: Path | None) -> Path:
    if sources is None:
        raise typer.BadParameter("give the folder with the texts", param_hint="--sources")
    return sources


@app.command()
def review(
    document: Annotated[
        str | None, typer.Argument(help="Name of a document; all of them if left out.")
    ] = None,
    *,
    sources: SourcesOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Print what has been read before, and listed lines, too.")
    ] = False,
    lines: Annotated[
        str | None, typer.Option(metavar="FROM-TO", help="Only these lines of the document.")
    ] = None,
) -> None:
    """Print what a second reader needs: passages, and the records that rest on them, in words.

    Only records without a verdict in data/review; name uses are compared by `kzgraph evidence`.
    """
    from kzgraph.cli.reviewing import sheets

    resources, texts = find_resources(), _needed(sources)
    for sheet in sheets(
        resources, texts, document, lines=_read_lines(lines), everything=everything
    ):
        out.print(sheet, markup=False)


def _read_lines(text: str | None) -> range | None:
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]+)(?:-([0-9]+))?", text)
    if not found:
        raise typer.BadParameter(f"{text!r} is not of the form 15-71", param_hint="--lines")
    lines = range(int(found[1]), int(found[2] or found[1]) + 1)
    if not lines:
        raise typer.BadParameter(f"{text!r} runs backwards", param_hint="--lines")
    return lines


@app.command()
def why(
    subject: Annotated[str, typer.Argument(help="A thing or record, as id:person-… or an IRI.")],
    predicate: Annotated[
        str | None,
        typer.Argument(help="A property such as rdf:type; all derived ones if left out."),
    ] = None,
) -> None:
    """Say what a statement rests on: the rule, the records behind it, document and line."""
    from kzgraph.cli.explaining import explain

    reasons = list(
        explain(find_resources(), expand(subject), expand(predicate) if predicate else None)
    )
    if not reasons:
        raise typer.BadParameter(f"nothing is said of {subject}" + f" {predicate or ''}".rstrip())
    for reason in reasons:
        source = f"derived by {reason.rule} from" if reason.rule else "stated in"
        out.print(f"{reason.statement}\n    {source}", markup=False)
        for because in reason.because:
            out.print(f"        {because}", markup=False)
