"""Localised labels of fields of work and bodies, and the treaties: every key exists, every look-up works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from osce_kg.errors import RegistryError
from osce_kg.reference.labels import load_labels
from osce_kg.reference.load import load_registries
from osce_kg.reference.model import Label, Registries
from osce_kg.reference.treaties import load_treaties
from osce_kg.resources import resource_path

FOLDER = resource_path("data/reference")
LANGUAGES = {
    "ru",
    "uk",
    "sq",
    "bs",
    "hr",
    "sr-Latn",
    "sr-Cyrl",
    "mk",
    "fr",
    "de",
    "ro",
    "kk",
    "ky",
    "uz",
    "tg",
}
COMPLETE = {"ru", "uk", "sq", "bs", "sr-Latn", "mk", "ro"}
CYRILLIC = {"ru", "uk", "sr-Cyrl", "mk", "kk", "ky", "tg"}


@pytest.fixture(scope="module")
def registries() -> Registries:
    return load_registries()


def written(folder: Path, content: str) -> Path:
    path = folder / "labels.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_every_key_is_a_field_of_work(registries: Registries) -> None:
    assert set(load_labels(FOLDER / "labels_fields.toml")) == set(registries.fields_of_work)


def test_every_key_is_a_body(registries: Registries) -> None:
    assert set(load_labels(FOLDER / "labels_bodies.toml")) <= set(registries.bodies)


@pytest.mark.parametrize("name", ["labels_fields.toml", "labels_bodies.toml"])
def test_languages(name: str) -> None:
    labels = load_labels(FOLDER / name)
    assert {label.lang for found in labels.values() for label in found} == LANGUAGES


def test_fields_are_complete_in_the_languages_of_field_operations() -> None:
    for key, labels in load_labels(FOLDER / "labels_fields.toml").items():
        assert {label.lang for label in labels} >= COMPLETE, key


@pytest.mark.parametrize("name", ["labels_fields.toml", "labels_bodies.toml"])
def test_script_fits_the_language(name: str) -> None:
    for labels in load_labels(FOLDER / name).values():
        for label in labels:
            has_cyrillic = bool(re.search(r"[\u0400-\u04ff]", label.text))
            assert has_cyrillic == (label.lang in CYRILLIC), label


def test_a_label_means_one_field() -> None:
    bearers: dict[str, set[str]] = {}
    for key, labels in load_labels(FOLDER / "labels_fields.toml").items():
        for label in labels:
            bearers.setdefault(label.text.casefold(), set()).add(key)
    assert {text: keys for text, keys in bearers.items() if len(keys) > 1} == {}


def test_every_label_finds_its_field(registries: Registries) -> None:
    for key, labels in load_labels(FOLDER / "labels_fields.toml").items():
        for label in labels:
            found = registries.field_of_work(label.text.upper())
            assert found is not None, label
            assert found.key == key


def test_every_label_finds_its_body(registries: Registries) -> None:
    for key, labels in load_labels(FOLDER / "labels_bodies.toml").items():
        for label in labels:
            assert key in {body.key for body in registries.bodies_named(label.text)}, label


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Prevencija sukoba", "conflict-prevention-and-resolution"),
        ("Gender Equality", "gender-equality"),
        ("Верховенство права", "rule-of-law"),
        ("Vladavina prava", "rule-of-law"),
        ("Të drejtat e njeriut", "human-rights"),
        ("Drepturile omului", "human-rights"),
    ],
)
def test_fields_as_pages_tag_them(registries: Registries, label: str, key: str) -> None:
    found = registries.field_of_work(label)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Misija OSCE-a u Bosni i Hercegovini", "mission-to-bosnia-and-herzegovina"),
        ("Misioni i OSBE-së në Kosovë", "mission-in-kosovo"),
        ("Центр ОБСЕ в Ашхабаде", "centre-in-ashgabat"),
        ("Мисијата на ОБСЕ во Скопје", "mission-to-skopje"),
        ("БДИПЧ", "odihr"),
    ],
)
def test_bodies_as_pages_tag_them(registries: Registries, label: str, key: str) -> None:
    assert [body.key for body in registries.bodies_named(label)] == [key]


def test_order_and_lists(tmp_path: Path) -> None:
    path = written(tmp_path, 'source = "curated"\n[bs]\nyouth = ["Mladi", "Omladina"]\n[ru]\nyouth = "Молодежь"\n')
    assert load_labels(path) == {"youth": (Label("Mladi", "bs"), Label("Omladina", "bs"), Label("Молодежь", "ru"))}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[bs]\nyouth = "Mladi"\n', "source"),
        ('source = "curated"\nbs = "Mladi"\n', "table per language"),
        ('source = "curated"\n[bs]\nyouth = ["Mladi", "Mladi"]\n', "twice"),
        ('source = "curated"\n[bs]\nyouth = []\n', "youth"),
        ('source = "curated"\n[bs]\nyouth = 3\n', "youth"),
        ('source = "curated"\n[bs]\nyouth = [""]\n', "youth"),
        ("not toml", "correct the file"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(RegistryError, match=message):
        load_labels(written(tmp_path, content))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"none\.toml"):
        load_labels(tmp_path / "none.toml")


def test_treaties_share_no_name() -> None:
    bearers: dict[str, set[str]] = {}
    for key, treaty in load_treaties(FOLDER).items():
        for name in {treaty.label, *treaty.names}:
            bearers.setdefault(name.casefold(), set()).add(key)
    assert {name: keys for name, keys in bearers.items() if len(keys) > 1} == {}
