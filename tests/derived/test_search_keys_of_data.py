"""Every spelling in the documents, and its Cyrillic forms, lead to the thing it means."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import SKOS
from rdflib.term import Node

from kzgraph.building import Derivation, derive
from kzgraph.dataset import read_graphs
from kzgraph.model.search_key import search_key
from kzgraph.vocabulary.terms import ID, KZ


@pytest.fixture(scope="module")
def whole(repository: Path, ontology: Graph, concepts: Graph) -> Derivation:
    return derive(read_graphs(repository / "data" / "ttl").graphs.values(), ontology, concepts)


def find(derived: Derivation, name: str) -> set[str]:
    """Return the local names of the things that a spelling leads to."""
    things = derived.graph.subjects(KZ.searchKey, Literal(search_key(name)))
    return {str(thing).removeprefix(str(ID)) for thing in things}


def test_every_spelling_in_the_documents_leads_to_the_thing_it_names(whole: Derivation) -> None:
    data = whole.facts.data
    uses = list(data.subject_objects(KZ.spelling))
    assert len(uses) > 200
    for use, spelling in uses:
        thing = str(data.value(use, KZ.names)).removeprefix(str(ID))
        assert thing in find(whole, str(spelling)), spelling


def test_things_share_a_key_only_where_they_share_the_very_spelling(whole: Derivation) -> None:
    data = whole.facts.data
    spellings: dict[Node, set[str]] = defaultdict(set)
    for name in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        for thing, label in data.subject_objects(name):
            spellings[thing].add(str(label).casefold())
    for use, thing in data.subject_objects(KZ.names):
        spellings[thing].add(str(data.value(use, KZ.spelling)).casefold())
    things: dict[Node, set[Node]] = defaultdict(set)
    for thing, key in whole.graph.subject_objects(KZ.searchKey):
        things[key].add(thing)
    shared = {key: found for key, found in things.items() if len(found) > 1}
    assert shared
    for key, found in shared.items():
        assert set.intersection(*(spellings[thing] for thing in found)), (key, found)


def test_no_two_people_share_a_key(whole: Derivation) -> None:
    for key in set(whole.graph.objects(None, KZ.searchKey)):
        people = [
            thing for thing in whole.graph.subjects(KZ.searchKey, key) if "/person-" in str(thing)
        ]
        assert len(people) <= 1, key


@pytest.mark.parametrize("name", ["Astana", "Kazakhstan", "Nur-Sultan"])
def test_listed_forms_mean_a_place_and_its_rulers(whole: Derivation, name: str) -> None:
    assert {found.partition("-")[0] for found in find(whole, name)} == {"organization", "place"}


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        # Russian
        ("Касым-Жомарт Токаев", "person-kassym-jomart-tokayev"),
        ("Нурсултан Назарбаев", "person-nursultan-nazarbayev"),
        ("Дарига Назарбаева", "person-dariga-nazarbayeva"),
        ("Карим Масимов", "person-karim-masimov"),
        ("Жанболат Мамай", "person-zhanbolat-mamay"),
        ("Марат Жыланбаев", "person-marat-zhylanbaev"),
        ("Мухтар Аблязов", "person-mukhtar-ablyazov"),
        ("Куандык Бишимбаев", "person-kuandyk-bishimbayev"),
        ("Салтанат Нукенова", "person-saltanat-nukenova"),
        ("Нурлан Нигматулин", "person-nurlan-nigmatulin"),
        ("Нурлан Ермекбаев", "person-nurlan-yermekbayev"),
        ("Ерлан Карин", "person-erlan-karin"),
        ("Ержан Казыханов", "person-yerzhan-kazykhanov"),
        ("Бакытжан Джаксалиев", "person-bakytzhan-dzhaksaliev"),
        ("Бахытжан Торегожина", "person-bakhytzhan-toregozhina"),
        ("Кайрат Мами", "person-kairat-mami"),
        ("Аскар Мамин", "person-askar-mamin"),
        ("Серик Ахметов", "person-serik-akhmetov"),
        ("Марат Ахметжанов", "person-marat-akhmetzhanov"),
        ("Ардак Назаров", "person-ardak-nazarov"),
        ("Мурат Бектенов", "person-murat-bektenov"),
        ("Алексей Навальный", "person-alexei-navalny"),
        ("Меирам Жангуттинов", "person-meiram-zhanguttinov"),
        ("Даурен Абаев", "person-dauren-abayev"),
        # Kazakh
        ("Қасым-Жомарт Тоқаев", "person-kassym-jomart-tokayev"),
        ("Нұрсұлтан Назарбаев", "person-nursultan-nazarbayev"),
        ("Дариға Назарбаева", "person-dariga-nazarbayeva"),
        ("Нұрлан Нығматулин", "person-nurlan-nigmatulin"),
        ("Қуандық Бишімбаев", "person-kuandyk-bishimbayev"),
        ("Олжас Бектенов", "person-oljas-bektenov"),
        ("Мұрат Нұртілеу", "person-murat-nurtileu"),
        ("Ақерке Ахметова", "person-akerke-akhmetova"),
        ("Қайрат Мәми", "person-kairat-mami"),
        ("Ақ Жол", "organization-ak-zhol"),
        ("Оян, Қазақстан", "organization-oyan-qazaqstan"),
        ("Алға Қазақстан", "organization-alga-kazakhstan"),
        ("Аманат", "organization-amanat"),
        # Kazakh in Latin letters
        ("Qaırat Mämı", "person-kairat-mami"),
        ("Şalqar Nurseıtov", "person-shalkar-nurseitov"),
    ],
)
def test_other_scripts_lead_to_the_thing(whole: Derivation, name: str, thing: str) -> None:
    assert find(whole, name) == {thing}
