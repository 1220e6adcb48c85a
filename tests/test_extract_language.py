"""Languages by a document's own words."""

from __future__ import annotations

import pytest

from osce_kg.extract.language import detect_language
from osce_kg.records import Confidence


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Young officers begin a course on human rights and community policing in the south", "en"),
        (
            "Центр провёл в столице семинар для сотрудников полиции и судей, сообщили организаторы встречи",
            "ru",
        ),
        ("Координатор проєктів провів навчання для суддів та слідчих у двох областях", "uk"),
        ("Prezenca organizoi një konferencë për të drejtat e njeriut dhe policinë në komunitet", "sq"),
        ("Misija je podržala obuku za novinare o bezbednosti pre izbora", "sr-Latn"),
        ("Мисија је подржала обуку за судије и тужиоце о безбедности новинара", "sr-Cyrl"),
        ("Veleposlanik je rekao da će suradnja biti nastavljena tijekom tjedna", "hr"),
        ("Мисијата одржа обука за новинари и судии за човекови права во три општини", "mk"),
        ("Misiunea a organizat un seminar pentru judecători și polițiști din regiune", "ro"),
        ("Бүгүн Бишкекте укук коргоо органдары үчүн семинар болуп өттү", "ky"),
        ("Toshkentda huquqni muhofaza qilish xodimlari uchun seminar bo'lib o'tdi", "uz-Latn"),
    ],
)
def test_language(text: str, tag: str) -> None:
    assert detect_language(text).tag == tag


@pytest.mark.parametrize("text", ["", "OSCE", "2010", "12 / 34"])
def test_too_short_is_undetermined(text: str) -> None:
    assert detect_language(text).tag == "und"


def test_bosnian_croatian_and_serbian_without_marks_stay_the_macrolanguage() -> None:
    text = "Misija je organizirala obuku za policajce i novinare u tri grada. Obuka traje pet dana."
    assert detect_language(text).tag == "sh"


def test_confidence_grows_with_the_text() -> None:
    sentence = "Young officers began a course on human rights and community policing in the south. "
    assert detect_language("Officers", sentence * 8).confidence is Confidence.HIGH
