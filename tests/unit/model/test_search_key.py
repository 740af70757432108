"""Spellings of one name have one key, names of different people have different ones."""

from __future__ import annotations

from itertools import combinations

import pytest

from kzgraph.model.search_key import search_key


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "Qasym-Jomart Toqaev",
            "Qasym-Zhomart Toqaev",
            "Kassym-Jomart Tokayev",
            "Kasym Zhomart Tokaev",
            "КАСЫМ-ЖОМАРТ ТОКАЕВ",
            "Қасым-Жомарт Тоқаев",
        ],
        ["Nurlan Nigmatulin", "Nurlan Nigmatullin", "Нурлан Нигматулин", "Нұрлан Нығматулин"],
        [
            "Zhanbolat Mamay",
            "Janbolat Mamai",
            "Janbolat Mamaı",
            "Жанболат Мамай",
            "Zhanbolat Mamaj",
        ],
        [
            "Bakytzhan Dzhaksaliev",
            "Baqytjan Jaqsaliev",
            "Бакытжан Джаксалиев",
            "Бақытжан Жақсәлиев",
        ],
        ["Dariga Nazarbayeva", "Darigha Nazarbaeva", "Darıǵa Nazarbaeva", "Дариға Назарбаева"],
        ["Alexei", "Aleksey", "Aleksei", "Алексей"],
        ["Yerlan Karin", "Erlan Karin", "Ерлан Карин"],
        ["Shalkar", "Şalqar", "Šalkar", "Шалқар"],
        ["Şoqan", "Shokan", "Шоқан"],
        ["Tanirbergen", "Tañirbergen", "Танирберген", "Таңірберген"],
        ["Mukhtar Ablyazov", "Muhtar Abliazov", "Мухтар Аблязов", "Мұхтар Әблязов"],
        ["Alga, Kazakhstan!", "Alğa Qazaqstan", "Алга, Казахстан", "Алға, Қазақстан"],
        ["People’s Party", "People's party", "Peoples Party", "peoplesʼ  party"],
        ["Orda.kz", "orda kz", "ORDA-KZ"],
        ["Murat", "Mwrat", "Мұрат", "Мурат"],
        ["Jehovah’s", "Zhehovahs"],
        ["Şymkent", "Shymkent", "Шымкент"],
    ],
    ids=lambda spellings: str(spellings[0]),
)
def test_spellings_of_one_name_have_one_key(spellings: list[str]) -> None:
    assert len({search_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "names",
    [
        ["Akhmetov", "Akhmetova", "Akhmetzhanov"],
        ["Nazarbayev", "Nazarbayeva", "Nazarov"],
        ["Mami", "Mamin", "Mamay", "Mamayev"],
        ["Murat Bektenov", "Oljas Bektenov"],
        ["Masimov", "Massimova", "Musin"],
        ["Nurlan Nigmatulin", "Nurlan Yermekbayev"],
        ["Aliyev", "Aliyeva", "Alimkul"],
        ["Bishimbaev", "Begimbetov"],
        ["Zhanbolat", "Zhanbota"],
        ["Khan", "Kan"],
        ["Saltanat", "Sultan", "Nur-Sultan", "Nursultan"],
        ["QHP", "QKHP", "HP"],
        ["Zhylanbaev", "Jaqsylyq"],
        ["Sarym", "Sharip"],
    ],
    ids=lambda names: str(names[0]),
)
def test_different_names_have_different_keys(names: list[str]) -> None:
    for one, other in combinations(names, 2):
        assert search_key(one) != search_key(other)


def test_key_is_lower_case_ascii_words() -> None:
    assert search_key(" «Ақ   Жол» — партиясы № 1 ") == "ak zhol partiasi no 1"


@pytest.mark.parametrize("text", ["", " - ", "!?", "’"])
def test_nothing_to_fold_gives_an_empty_key(text: str) -> None:
    assert search_key(text) == ""


def test_decomposed_letters_are_those_composed() -> None:
    assert search_key("Мамаи\u0306") == search_key("Мамай")
