"""Loading the registries: what is in them, what is found by name, and what is refused."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from osce_kg.errors import RegistryError
from osce_kg.reference.load import load_registries
from osce_kg.reference.model import Registries
from osce_kg.reference.tables import Tables, load_tables
from osce_kg.resources import resource_path


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def registries() -> Registries:
    return load_registries()


def test_every_registry_is_complete(tables: Tables) -> None:
    kinds = [entry.area.kind for entry in tables.areas.values()]
    assert kinds.count("participating-state") == 57
    assert kinds.count("partner") == 11
    assert len(tables.participations) == 57
    assert len(tables.partnerships) == 12
    assert len(tables.chairs) == 36
    assert len(tables.tenures) == 8
    assert len(tables.presences) == 29
    assert len(tables.fields) == 23
    assert len(tables.series) == 16
    assert len(tables.dimensions) == 3
    assert len(tables.meetings) == 7 + 32


def test_every_entry_names_a_source_and_a_confidence(tables: Tables) -> None:
    for registry in (
        tables.areas,
        tables.bodies,
        tables.chairs,
        tables.claims,
        tables.decisions,
        tables.fields,
    ):
        for key, entry in registry.items():
            assert entry.sourced.sources, key
            assert entry.sourced.confidence in {"high", "medium", "low"}, key


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Azerbaijan", "AZE"),
        ("Czechia", "CZE"),
        ("Czech Republic", "CZE"),
        ("The Netherlands", "NLD"),
        ("Netherlands", "NLD"),
        ("Turkey", "TUR"),
        ("TÜRKİYE", "TUR"),
        ("Russia", "RUS"),
        ("Russian Federation", "RUS"),
        ("USA", "USA"),
        ("United  Kingdom", "GBR"),
        ("UK", "GBR"),
        ("the former Yugoslav Republic of Macedonia", "MKD"),
        ("Германия", "DEU"),
        ("Kosova", "XKX"),
        ("Czechoslovakia", "CSHH"),
        ("Federal Republic of Yugoslavia", "YUCS"),
        ("Serbia and Montenegro", "CSXX"),
        ("South Korea", "KOR"),
    ],
)
def test_areas_are_found_under_every_name(registries: Registries, name: str, code: str) -> None:
    area = registries.area(name)
    assert area is not None
    assert area.code == code


def test_a_word_that_is_no_country_is_not_one(registries: Registries) -> None:
    for word in ("All", "us", "Finland – OSCE Chairpersonship 2025", ""):
        assert registries.area(word) is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("OSCE Office in Baku", "office-in-baku"),
        ("Office in Baku", "office-in-baku"),
        ("the OSCE Office in Baku", "office-in-baku"),
        ("ODIHR", "odihr"),
        ("High Commissioner on National Minorities", "hcnm"),
        ("OSCE Spillover Monitor Mission to Skopje", "mission-to-skopje"),
        ("Mission to Skopje", "mission-to-skopje"),
        ("OSCE Centre in Almaty", "centre-in-astana"),
        ("OSCE Programme Office in Nur-Sultan", "programme-office-in-astana"),
        ("OSCE Mission to the Federal Republic of Yugoslavia", "mission-to-serbia"),
        ("Conference on Security and Co-operation in Europe", "osce"),
        ("Documentation Centre in Prague", "documentation-centre-in-prague"),
        ("Conflict Prevention Centre", "conflict-prevention-centre"),
        ("OSCE Secretariat", "secretariat"),
        ("Secretariat", "secretariat"),
    ],
)
def test_bodies_are_found_under_every_name(registries: Registries, name: str, key: str) -> None:
    assert [body.key for body in registries.bodies_named(name)] == [key]


def test_every_field_operation_of_the_menu_is_one_body(registries: Registries) -> None:
    labels = [body.menu_label for body in registries.bodies.values() if body.presence and body.menu_label]
    assert len(labels) == 12
    for label in labels:
        assert len(registries.bodies_named(label)) == 1


@pytest.mark.parametrize(
    ("presence", "day", "key"),
    [
        ("azerbaijan", dt.date(2007, 6, 30), "office-in-baku"),
        ("azerbaijan", dt.date(2014, 1, 1), "project-co-ordinator-in-baku"),
        ("azerbaijan", dt.date(2016, 1, 1), None),
        ("astana", dt.date(2010, 1, 1), "centre-in-astana"),
        ("astana", dt.date(2016, 1, 1), "programme-office-in-astana"),
        ("uzbekistan", dt.date(2003, 1, 1), "centre-in-tashkent"),
        ("skopje", dt.date(2001, 1, 1), "mission-to-skopje"),
    ],
)
def test_mandates_by_date(registries: Registries, presence: str, day: dt.date, key: str | None) -> None:
    mandate = registries.mandate_on(presence, day)
    assert (mandate.key if mandate else None) == key


def test_a_year_with_two_ministers(tables: Tables, registries: Registries) -> None:
    first, second = tables.chairs["1992"].ministers
    assert (first.name, first.start, first.end) == ("Jiří Dienstbier", "1992", "1992-07-02")
    assert (second.name, second.start, second.end) == ("Jozef Moravčík", "1992-07-03", "1992")
    assert tables.chairs["1992"].area == "CSHH"
    assert [held.name for held in registries.holders_of("chairperson-in-office", dt.date(1992, 7, 3))] == [
        "Jozef Moravčík"
    ]
    genscher = tables.chairs["1991"].ministers[0]
    assert (genscher.name, genscher.start) == ("Hans-Dietrich Genscher", "1991-06")


def test_secretary_general_is_a_post(registries: Registries) -> None:
    post = registries.post("Secretary General")
    assert post is not None
    assert (post.key, post.body) == ("secretary-general", "secretariat")
    assert registries.bodies_named("Secretary General") == ()


def test_labels_that_drifted(registries: Registries) -> None:
    for label in ("Gender equality conferences", "Gender Equality Review Conferences"):
        series = registries.series(label)
        assert series is not None
        assert series.key == "gender-equality-conferences"


def test_menu_sections_are_neither_concepts_nor_bodies(registries: Registries) -> None:
    for label in ("all", "partnerships", "projects", "about us", "our work"):
        assert registries.menu_sections[label]
        assert registries.area(label) is None
        assert registries.field_of_work(label) is None


def test_the_typographical_error_of_the_source_is_corrected_and_noted(tables: Tables) -> None:
    meeting = tables.meetings["ministerial-council-23"]
    assert meeting.label.startswith("23rd ")
    assert meeting.sourced.note is not None
    assert "23st" in meeting.sourced.note


Edit = Callable[[str], str]


def _broken(tmp_path: Path, name: str, edit: Edit) -> Path:
    folder = tmp_path / "reference"
    folder.mkdir()
    for path in resource_path("data/reference").glob("*.toml"):
        shutil.copy(path, folder)
    path = folder / name
    before = path.read_text(encoding="utf-8")
    after = edit(before)
    assert after != before, "the edit must change the file"
    path.write_text(after, encoding="utf-8")
    return folder


def _once(pattern: str, replacement: str) -> Edit:
    return lambda text: re.sub(pattern, replacement, text, count=1, flags=re.M)


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        ("areas.toml", _once('^kind = "part', 'knid = "part'), r"areas\.toml, entry ALB: 'kind' is missing"),
        ("areas.toml", _once("^m49 = ", "m50 = "), r"areas\.toml, entry ALB: unknown key 'm50'"),
        ("areas.toml", _once('^code = "AND"', 'code = "ALB"'), r"'ALB' is there twice"),
        ("areas.toml", _once('^confidence = "high"', 'confidence = "sure"'), r"confidence.*'sure'"),
        ("areas.toml", _once(r"^sources = \[.*\]\n", ""), r"entry ALB: 'sources' is missing"),
        ("areas.toml", _once("^.+$", "[[area]"), r"not valid TOML"),
        ("areas.toml", _once(r'"Czech Republic"', '"Austria"'), r"'austria' is a name of 'AUT' and of 'CZE'"),
        ("participations.toml", _once('"1991-06-19"', '"1991-06-31"'), r"entry ALB: 'from' is no day"),
        ("participations.toml", _once('"1991-06-19"', '"June 1991"'), r"entry ALB: 'from' must be a date"),
        (
            "participations.toml",
            _once('^area = "AND"', 'area = "XYZ"'),
            r"'XYZ', which is not in areas\.toml",
        ),
        ("partnerships.toml", _once('^until = "2012"', 'until = "2003"'), r"MNG: 'until' 2003 is before"),
        ("partnerships.toml", _once('"Asian"', '"Pacific"'), r"'group' refers to 'Pacific'"),
        ("chairpersonships.toml", _once('"1992-07-02"', '"1993-07-02"'), r"entry 1992, ministers 1: .*1992"),
        (
            "field_operations.toml",
            _once('"pc-dec-318"', '"pc-dec-999"'),
            r"entry office-in-baku: .*decisions",
        ),
        ("field_operations.toml", _once('^as_of = ".*"\n', ""), r"'as_of' is missing"),
        ("field_operations.toml", _once('^presence = "albania"', 'presence = "x"'), r"field_presences\.toml"),
        ("institutions.toml", _once('^parent = "osce"', 'parent = "nato"'), r"entry odihr: 'parent'.*'nato'"),
        ("fields_of_work.toml", _once('^dimension = ".*"', 'dimension = "fourth"'), r"dimensions\.toml"),
        ("claims.toml", _once("organization/presence-in-albania", "organization/nowhere"), r"'nowhere'"),
        ("claims.toml", _once('^property = "from"', 'property = "colour"'), r"'colour'"),
        ("changes.toml", _once(r'^original = \["', 'original = ["x'), r"changes\.toml, entry .*'original'"),
        ("roles.toml", _once('"deputy mayor"', '"Deputy Mayor"'), r"folded form 'deputy mayor'"),
        ("meetings.toml", _once('^country = "CSHH"', 'country = "CZS"'), r"ministerial-council-2: 'country'"),
        ("projects.toml", _once('"office-in-baku"', '"office-in-oslo"'), r"'office-in-oslo'"),
        ("sources.toml", _once('^key = "wp"', 'key = "a b"'), r"sources\.toml, entry a b: 'key' may have"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, name: str, edit: Edit, message: str) -> None:
    folder = _broken(tmp_path, name, edit)
    with pytest.raises(RegistryError, match=message):
        load_registries(folder)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    folder = _broken(tmp_path, "claims.toml", lambda text: text + "\n")
    (folder / "claims.toml").unlink()
    with pytest.raises(RegistryError, match=r"claims\.toml: registry file is missing"):
        load_tables(folder)


def test_a_seat_that_is_no_place_is_refused(tmp_path: Path) -> None:
    folder = _broken(tmp_path, "field_operations.toml", _once('^seats = \\["g587084"\\]', 'seats = ["g1"]'))
    shutil.copy(resource_path("data/reference") / "places.tsv.gz", folder)
    with pytest.raises(RegistryError, match=r"'office-in-baku', 'seats': place 'g1' is not in"):
        load_registries(folder)
