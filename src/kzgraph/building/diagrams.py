"""Diagrams of the ontology's modules: `python -m kzgraph.building.diagrams` (or `make diagrams`).

They need Graphviz (`dot`), which an installation of kzgraph does not, and so are kept with the
ontology. Each has the digest of what it was drawn from: a test tells when one is out of date.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from rdflib import Graph

from kzgraph.building.documentation import DIAGRAMS, read_documentation
from kzgraph.building.shapes import value_classes
from kzgraph.model.documentation import Class, Documentation
from kzgraph.resources import find_resources
from kzgraph.vocabulary.prefixes import PREFIXES

_CONCEPT: Final = PREFIXES["skos"] + "Concept"
_LEAST_WIDTH: Final = 660
"""In points. All diagrams are shown in one width; narrower ones get room at their sides, so that
letters are not larger in them than in others."""
_STYLE: Final = """\
    graph [rankdir=LR, ranksep=0.25, nodesep=0.1, margin=0];
    node [shape=box, height=0.25, margin="0.06,0.03", fontsize=12];
    node [fontname="Helvetica,Arial,sans-serif"];
    edge [arrowsize=0.6, fontsize=10, fontname="Helvetica,Arial,sans-serif"];
"""


def write_dot(documentation: Documentation, module: str) -> str:
    """Describe the diagram of a module in the language of Graphviz, https://graphviz.org/doc/info/lang.html.

    Boxes are the module's classes and, dashed, those of other modules next to them. Hollow arrows
    lead to the class above, others are properties. Values that are concepts are left out: nearly
    every class has some.
    """
    classes = {each.term.iri: each for each in documentation.classes}
    own = [each for each in documentation.classes if each.term.module == module]
    hierarchy = {(each.term.iri, above) for each in own for above in each.superclasses}
    properties: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in own:
        for name, value in _ties(documentation, classes, each):
            properties[each.term.iri, value].add(name)
    near = {end for edge in (*hierarchy, *properties) for end in edge}
    names = {iri: classes[iri].term.name for iri in near | {each.term.iri for each in own}}
    lines = []
    for iri, name in sorted(names.items(), key=lambda one: one[1]):
        loops = sorted(properties.pop((iri, iri), ()))
        label = "\\n".join([name, *(f"↻ {loop}" for loop in loops)])
        style = "solid" if classes[iri].term.module == module else "dashed"
        lines.append(f'    "{name}" [label="{label}", style={style}];')
    lines += sorted(
        f'    "{names[above]}" -> "{names[below]}" [dir=back, arrowtail=onormal, sametail=above];'
        for below, above in hierarchy
    )
    lines += sorted(
        f'    "{names[start]}" -> "{names[end]}" [arrowhead=vee, label="{_label(found)}"];'
        for (start, end), found in properties.items()
    )
    return f'digraph "{module}" {{\n{_STYLE}' + "\n".join(lines) + "\n}\n"


def is_fresh(svg: str, dot: str) -> bool:
    """Tell whether a diagram was drawn from this."""
    return _mark(dot) in svg


def draw(module: str, dot: str) -> str:
    """Draw a diagram in the colour of the text around it, to be scaled to the width of its place.

    Raises:
        FileNotFoundError: Graphviz is not installed.
        subprocess.CalledProcessError: Graphviz did not understand.
    """
    done = subprocess.run(
        ["dot", "-Tsvg"],  # noqa: S607  (wherever it is installed)
        input=dot,
        capture_output=True,
        text=True,
        check=True,
    )
    inside = done.stdout.partition("<g id=")[2].partition(">")[2].rpartition("</g>")[0]
    inside = re.sub(
        r"<polygon fill=\"white\" stroke=\"transparent\"[^>]*/>\n|<!--.*-->\n", "", inside
    )
    inside = re.sub(r' id="[^"]*"', "", inside).replace('"black"', '"currentColor"')
    inside = inside.replace(f"<title>{module}</title>\n", "")
    ((width, height),) = (
        map(float, size)
        for size in re.findall(r'viewBox="0.00 0.00 ([0-9.]+) ([0-9.]+)"', done.stdout)
    )
    full = max(width, _LEAST_WIDTH)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" fill="currentColor" '
        f'viewBox="{(width - full) / 2:g} {-height:g} {full:g} {height:g}">\n'
        f"<title>{module}</title>\n{_mark(dot)}{inside.strip()}\n</svg>\n"
    )


def _ties(
    documentation: Documentation, classes: dict[str, Class], one: Class
) -> Iterator[tuple[str, str]]:
    """List the properties of a class with the classes of their values, without inherited ones."""
    ranges = {each.term.iri: each for each in documentation.properties if not each.holds_literals}
    inherited = {name for each in one.inherited for name in each.properties}
    for use in one.uses:
        if use.property in ranges and use.property not in inherited:
            found = set(ranges[use.property].ranges)
            for rule in use.rules:
                found |= value_classes(rule.constraints)
            for value in found & classes.keys() - {_CONCEPT}:
                yield ranges[use.property].term.name, value


def _label(names: set[str]) -> str:
    return "\\n".join(sorted(names))


def _mark(dot: str) -> str:
    digest = hashlib.sha256(dot.encode()).hexdigest()
    return f"<!-- Drawn by `make diagrams` from DOT with the SHA-256 digest {digest}. -->\n"


def _draw_all() -> None:
    resources = find_resources()
    documentation = read_documentation(resources, {"concepts": Graph()})
    folder = resources.ontology / DIAGRAMS
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    for module in documentation.modules:
        svg = draw(module.name, write_dot(documentation, module.name))
        (folder / f"{module.name}.svg").write_text(svg, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    _draw_all()
