"""Every spelling of a thing, and its Cyrillic forms, lead to this thing and to no other."""

from __future__ import annotations

from collections import defaultdict

import pytest
from rdflib import RDF, Literal
from rdflib.namespace import SKOS

from kzgraph.building import Derivation
from kzgraph.model.search_key import search_key
from kzgraph.vocabulary.terms import ID, KZ

# One spelling, two things: documents use a country's or capital's name for the state or those who
# govern it, and the law on mass media was replaced by one of the same title.
SHARED = {
    "astana": {"organization-government-of-kazakhstan", "place-astana"},
    "nur sultan": {"organization-government-of-kazakhstan", "place-astana"},
    "china": {"organization-china", "place-china"},
    "kazakstan": {"organization-kazakhstan", "place-kazakhstan"},
    "rusia": {"organization-russia", "place-russia"},
    "lau on mas media": {"act-law-on-mass-media", "act-media-law-2024"},
}

# Surnames that a document prints alone, and short names, by the thing they mean.
ALONE = {
    "Tokayev": "person-kassym-jomart-tokayev",
    "Toqaev": "person-kassym-jomart-tokayev",
    "Токаев": "person-kassym-jomart-tokayev",
    "Тоқаев": "person-kassym-jomart-tokayev",
    "Nazarbayev": "person-nursultan-nazarbayev",
    "Nazarbaev": "person-nursultan-nazarbayev",
    "Назарбаев": "person-nursultan-nazarbayev",
    "Bishimbayev": "person-kuandyk-bishimbayev",
    "Bishimbaev": "person-kuandyk-bishimbayev",
    "Mamai": "person-zhanbolat-mamay",
    "Mamay": "person-zhanbolat-mamay",
    "Mamin": "person-askar-mamin",
    "Zhylanbaev": "person-marat-zhylanbaev",
    "Ablyazov": "person-mukhtar-ablyazov",
    "Akhmetov": "person-serik-akhmetov",
    "Akhmetzhanov": "person-marat-akhmetzhanov",
    "Imashev": "person-berik-imashev",
    "Atabek": "person-aron-atabek",
    "Dastan": "person-islambek-dastan",
    "Ensebek": "person-temirlan-ensebek",
    "Ozhaev": "person-nurlybek-ozhaev",
    "Zhanguttinov": "person-meiram-zhanguttinov",
    "Turgunbaeva": "person-liza-turgunbaeva",
    "DPK": "organization-democratic-party-of-kazakhstan",
    "DCK": "organization-democratic-choice-of-kazakhstan",
    "OSDP": "organization-all-national-social-democratic-party",
    "National Social Democratic Party": "organization-all-national-social-democratic-party",
    "QHP": "organization-peoples-party-of-kazakhstan",
    "QKHP": "organization-peoples-party-of-kazakhstan",
    "Nur Otan": "organization-amanat",
    "Birlik": "organization-adal",
    "Aq Jol": "organization-ak-zhol",
    "Koshe": "organization-koshe-party",
    "CEC": "organization-central-election-commission",
    "KIBHR": "organization-kazakhstan-international-bureau-for-human-rights",
}

# Names that no document gives without the rest, so that none may be found by them.
NOBODY = ("Bektenov", "Aliyev", "Akhmetova", "Nazarov", "Nazarbayeva", "Nigmatulin", "Marat")


def find(derived: Derivation, name: str) -> set[str]:
    """Return the local names of the things that a spelling leads to."""
    things = derived.graph.subjects(KZ.searchKey, Literal(search_key(name)))
    return {str(thing).removeprefix(str(ID)) for thing in things}


def test_each_spelling_and_label_finds_its_thing_alone(whole: Derivation) -> None:
    data = whole.facts.data
    spellings: dict[str, set[str]] = defaultdict(set)
    for name in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        for thing, label in data.subject_objects(name):
            if str(thing).startswith(str(ID)):
                spellings[str(thing).removeprefix(str(ID))].add(str(label))
    for use, named in data.subject_objects(KZ.names):
        spellings[str(named).removeprefix(str(ID))].add(str(data.value(use, KZ.spelling)))
    assert len(spellings) > 300
    for name_of_thing, written in spellings.items():
        for spelling in written:
            expected = SHARED.get(search_key(spelling), {name_of_thing})
            assert name_of_thing in expected, spelling
            assert find(whole, spelling) == expected, spelling


def test_the_list_of_shared_spellings_holds_no_more_than_there_are(whole: Derivation) -> None:
    for key, things in SHARED.items():
        assert find(whole, key) == things


def test_things_with_one_spelling_are_kept_apart_by_a_decision(whole: Derivation) -> None:
    data = whole.facts.data
    different = [
        {str(thing).removeprefix(str(ID)) for thing in data.objects(decision, KZ.about)}
        for decision in data.subjects(RDF.type, KZ.Decision)
        if str(data.value(decision, KZ.verdict)).endswith("verdict-different")
    ]
    for things in SHARED.values():
        assert any(things <= about for about in different), things


@pytest.mark.parametrize(("name", "thing"), ALONE.items())
def test_a_surname_or_short_name_alone_finds_its_thing(
    whole: Derivation, name: str, thing: str
) -> None:
    assert find(whole, name) == {thing}


@pytest.mark.parametrize("name", NOBODY)
def test_a_name_that_no_document_gives_alone_finds_nobody(whole: Derivation, name: str) -> None:
    assert not find(whole, name)


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
