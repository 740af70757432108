"""The page that explains the ontology, in each language, from what the build arranged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from markupsafe import Markup
from pydantic import TypeAdapter

from kzgraph.linked.links import page_path
from kzgraph.model.documentation import (
    Class,
    Condition,
    Constraint,
    Documentation,
    Member,
    Module,
    Property,
    Rule,
    Shape,
    Statement,
    Term,
    Texts,
)
from kzgraph.vocabulary.prefixes import BASE, shorten
from kzgraph.web.pages import Address, choose_links, make_printable, write_page
from kzgraph.web.words import LANGUAGES, words_of

_OF_LINKS: Final = {"class", "datatype", "in", "lessThan", "lessThanOrEquals", "nodeKind", "scheme"}
_LONGEST_PATTERN: Final = 40


def read_documentation(content: bytes) -> Documentation:
    """Read what `kzgraph.building` wrote as `ontology.json`.

    Raises:
        pydantic.ValidationError: it was written by another version of kzgraph.
    """
    return TypeAdapter(Documentation).validate_json(content)


def write_ontology_page(
    documentation: Documentation,
    address: Address,
    language: str,
    documents: Sequence[tuple[str, str, str]] = (),
    *,
    chosen: bool = False,
) -> str:
    """Write the page.

    Each term has an element whose id is the term's local name, so that its IRI leads there.

    Args:
        documentation: what it shows.
        address: of the application.
        language: one of `LANGUAGES`; where there is no text in it, the English one is shown.
        documents: the same for programs: short name of a format, its media type, path.
        chosen: whether the reader asked for the language in the URL, so that links keep it.
    """
    return write_page(
        "ontology.html",
        address,
        language,
        chosen=chosen,
        path="/ontology",
        documentation=documentation,
        documents=documents,
        writer=_Writer(documentation, language, choose_links(address, language, chosen=chosen)),
    )


class _Writer:
    """Puts parts of the documentation into words and links.

    Args:
        documentation: what is shown.
        language: of the words, and of names where there are any in it.
        href: gives the address of a page of this server from its path.
    """

    def __init__(
        self, documentation: Documentation, language: str, href: Callable[[str], str]
    ) -> None:
        self._language = language
        self._href = href
        self.words = {key: Markup.escape(text) for key, text in words_of(language).items()}
        schemes = {scheme.iri: scheme.labels for scheme in documentation.schemes}
        self._names = {**documentation.names, **schemes}
        self._links = {
            term.iri: Markup('<a href="#%s">%s</a>')
            % (self.anchor(term.name), self.label(term.labels, term.name))
            for term in documentation.terms
        }
        # Many classes have the same properties from above, and the same rules.
        self._several: dict[tuple[str, ...], Markup] = {}
        self._rules: dict[str, Markup] = {}

    def anchor(self, name: str) -> str:
        """Give the id of the element that explains a term; local names have no hyphen."""
        return name.replace(":", "-")

    def title(self, module: Module) -> Markup:
        """Name a part of the ontology."""
        return self.words[f"module_{module.name}"]

    def diagram(self, module: Module) -> Markup:
        """Give the diagram of a part, named in the language of the page."""
        title = self.words["diagram"] % self.title(module)
        named = module.diagram.replace(
            f"<title>{module.name}</title>", f"<title>{title}</title>", 1
        )
        return Markup(named)  # noqa: S704  (Graphviz wrote it, from names of terms)

    def text(self, texts: Texts) -> Markup:
        """Choose the text in the language of the page, or mark the language that it has."""
        if self._language in texts:
            return Markup.escape(make_printable(texts[self._language]))
        language, text = ("en", texts["en"]) if "en" in texts else next(iter(texts.items()))
        if not language:
            return Markup.escape(make_printable(text))
        return Markup('<span lang="%s">%s</span>') % (language, make_printable(text))

    def label(self, texts: Texts, name: str) -> Markup:
        """Name something, by its name in the code if there is none for people."""
        if texts:
            return self.text(texts)
        return self.words.get(name) or Markup("<code>%s</code>") % name

    def link(self, iri: str) -> Markup:
        """Link to whatever explains a thing: a place here, a page of this server, another site."""
        if iri not in self._links:
            self._links[iri] = self._make_link(iri)
        return self._links[iri]

    def links(self, iris: Iterable[str]) -> Markup:
        """Link to several things."""
        several = tuple(iris)
        if several not in self._several:
            self._several[several] = Markup(", ").join(map(self.link, several))
        return self._several[several]

    def source(self, one: Member | Statement) -> Markup:
        """Say who says it: no example is a fact by itself."""
        said = Markup('<span class="source">')
        if one.speakers:
            said += Markup("%s: %s. ") % (self.words["by"], self.links(one.speakers))
        documents = self.links(one.documents) or self.words["authors"]
        return said + Markup("%s: %s</span>") % (self.words["source"], documents)

    def facts_of_class(self, one: Class) -> Iterator[tuple[str, Markup | int]]:
        """List what to say of a class: title, value."""
        yield from self._facts_of_term(one.term)
        facts = {
            "superclasses": self.links(one.superclasses),
            "subclasses": self.links(one.subclasses),
            "necessary": self._conditions(one.necessary),
            "sufficient": Markup("; ").join(map(self._conditions, one.sufficient)),
            "values_of": self.links(one.values_of),
        }
        yield from ((self.words[key], value) for key, value in facts.items() if value)
        yield from self._alignments(one.term)
        yield self.words["members"], one.term.count

    def facts_of_property(self, one: Property) -> Iterator[tuple[str, Markup | int]]:
        """List what to say of a property: title, value."""
        yield from self._facts_of_term(one.term)
        natures = [self.words[each] for each in one.characteristics]
        facts = {
            "domain": self.links(one.domains),
            "range": self.links(one.ranges),
            "characteristics": Markup(", ").join(natures),
            "above": self.links(one.above),
            "below": self.links(one.below),
            "inverses": self.links(one.inverses),
            "used_with": self.links(one.used_with),
        }
        yield from ((self.words[key], value) for key, value in facts.items() if value)
        yield from self._alignments(one.term)
        yield self.words["uses"], one.term.count
        if one.statement is not None:
            yield self.words["example_from_data"], self._statement(one.statement)

    def rule(self, rule: Rule) -> Markup:
        """Say what a rule asks, and why."""
        key = rule.name or repr(rule)
        if key not in self._rules:
            said = Markup("; ").join(map(self._constraint, rule.constraints))
            if rule.severity in self.words:
                said += Markup(" (%s)") % self.words[rule.severity]
            if rule.description:
                said += Markup('. <span class="why" lang="en">%s</span>') % rule.description
            self._rules[key] = said
        return self._rules[key]

    def _make_link(self, iri: str) -> Markup:
        name = shorten(iri).strip("<>")
        path = page_path(iri)
        address = iri if path is None else self._href(path)
        label = self.label(self._names.get(iri, {}), name)
        return Markup('<a href="%s">%s</a>') % (address, label)

    def _facts_of_term(self, term: Term) -> Iterator[tuple[str, Markup]]:
        if term.examples:
            yield self.words["example"], self.text(term.examples)
        if term.notes:
            yield self.words["note"], self.text(term.notes)

    def _alignments(self, term: Term) -> Iterator[tuple[str, Markup]]:
        if term.alignments:
            yield (
                self.words["alignments"],
                Markup("; ").join(
                    Markup("%s %s") % (self.words[each.relation], self.link(each.iri))
                    for each in term.alignments
                ),
            )

    def _statement(self, one: Statement) -> Markup:
        value = (
            Markup("“%s”") % make_printable(one.value) if one.is_literal else self.link(one.value)
        )
        return Markup("%s → %s %s") % (self.link(one.subject), value, self.source(one))

    def _conditions(self, parts: Iterable[Condition]) -> Markup:
        """Say what an axiom asks: all parts together."""
        return self.words["and"].join(
            self.words[f"of_{part.kind}"]
            % tuple(self.link(iri) for iri in (part.property, part.value) if iri)
            for part in parts
        )

    def _constraint(self, constraint: Constraint) -> Markup:
        name, values = constraint.component, constraint.values
        said = self.words["ask_none" if (name, values) == ("maxCount", ("0",)) else f"ask_{name}"]
        if "%s" not in said:
            return said
        shapes = [self._shape(shape) for shape in constraint.shapes]
        shown: Markup | str | tuple[Markup | str, ...]
        if name == "languageIn":
            shown = ", ".join(LANGUAGES.get(value, value) for value in values)
        elif name == "pattern":
            shown = _show_pattern(values[0])
        elif name == "qualifiedMinCount":
            shown = (values[0], shapes[0])
        elif name in _OF_LINKS:
            shown = self.links(values)
        else:
            shown = self.words["or"].join(shapes) if shapes else ", ".join(values)
        return said % shown

    def _shape(self, shape: Shape) -> Markup:
        named = self.words.get(f"shape_{shape.name}")
        if named is not None:
            return named
        match shape.constraints:
            case [Constraint(component="class", values=classes)]:
                return self.links(classes)
        said = [self._constraint(one) for one in shape.constraints]
        if shape.required:
            said.append(self.words["with"] % self.links(shape.required))
        if shape.absent:
            said.append(self.words["without"] % self.links(shape.absent))
        return Markup("; ").join(said)


def _show_pattern(pattern: str) -> Markup:
    """Show the beginning of a regular expression: why it is asked tells more than the rest."""
    readable = pattern.replace("\\.", ".").replace(BASE, "…/")
    if len(readable) > _LONGEST_PATTERN:
        readable = readable[:_LONGEST_PATTERN] + "…"
    return Markup("<code>%s</code>") % readable
