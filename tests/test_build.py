"""The main job: captures to a switched release, and what happens when something is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from osce_kg.build import BuildOptions, build
from osce_kg.cli import cli
from osce_kg.converters.document import DocumentOptions
from osce_kg.converters.evidence import EvidenceLevel
from osce_kg.dump import read_lines
from osce_kg.engine.store import load_store
from osce_kg.errors import BuildFailed, RegistryError, UsageError
from osce_kg.release import Release, open_release
from osce_kg.report import LAST_BUILD
from osce_kg.resources import resource_path

_PREFIXES = """BASE <https://w3id.org/osce-kg/id/> PREFIX osce: <https://w3id.org/osce-kg/ontology#>
PREFIX dct: <http://purl.org/dc/terms/> PREFIX schema: <https://schema.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> """


def dump_text(release: Release) -> str:
    """Return the lines of a release's dump."""
    return b"".join(read_lines(release.dump)).decode()


def _options(inputs: Path | str, releases: Path, workers: int = 1, reference: Path | None = None) -> BuildOptions:
    return BuildOptions((str(inputs),), releases, workers=workers, reference=reference)


def _rows(store: ox.Store, query: str) -> list[ox.QuerySolution]:
    found = store.query(_PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


def _ask(store: ox.Store, pattern: str) -> bool:
    found = store.query(f"{_PREFIXES} ASK {{ {pattern} }}", use_default_graph_as_union=True)
    return bool(found)


def _count(store: ox.Store, pattern: str) -> int:
    (row,) = _rows(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
    number = row["n"]
    assert isinstance(number, ox.Literal)
    return int(number.value)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("?x a osce:ParticipatingState", 57),
        ("?x a osce:PartnerForCooperation", 11),
        ("?x a osce:FieldOfWork", 23),
        ("?x a osce:MeetingSeries", 16),
        ("?x a osce:FieldPresence", 29),
        ("?body osce:phaseOf ?x ; osce:status osce:Active", 12),
        ("?x a osce:Chairpersonship", 36),
        ("?x a osce:PressRelease", 1),
        ("?x a osce:Quotation", 3),
    ],
)
def test_counts_of_the_sample_release(sample_store: ox.Store, pattern: str, number: int) -> None:
    assert _count(sample_store, pattern) == number


def test_the_sample_press_release(sample_store: ox.Store) -> None:
    assert _ask(
        sample_store,
        """?d a osce:PressRelease ; dct:issued "2007-06-30"^^xsd:date ; osce:fieldOfWork <field-of-work/policing> ;
           schema:locationCreated <place/g585514> ; osce:taggedSource <organization/project-co-ordinator-in-baku> ;
           osce:issuedBy <organization/office-in-baku> . <place/g585514> osce:country <country/AZE> .""",
    )
    assert _count(sample_store, "?x osce:speaker <person/jose-luis-herrero>") == 2
    assert _count(sample_store, "?x osce:speaker <person/orudj-zalov>") == 1


def test_everything_the_design_example_states_is_in_the_release(shared: Path, sample_store: ox.Store) -> None:
    example = ox.Store()
    example.load(path=str(shared / "design" / "example.trig"), format=ox.RdfFormat.TRIG)
    missing = [
        quad
        for quad in example
        # Evidence and claim keys are readable but not prescribed: they are compared by content below.
        if "/evidence/" not in quad.subject.value and quad not in sample_store
    ]
    assert missing == []
    for quad in example.quads_for_pattern(None, ox.NamedNode("https://w3id.org/osce-kg/ontology#start"), None, None):
        pattern = " ".join(
            f"?e {other.predicate} {other.object} ."
            for other in example.quads_for_pattern(quad.subject, None, None, None)
        )
        assert _ask(sample_store, pattern), pattern


def test_every_thing_has_a_label(sample_store: ox.Store) -> None:
    query = "SELECT DISTINCT ?s WHERE { ?s ?p ?o FILTER NOT EXISTS { ?s rdfs:label ?l } }"
    assert [str(row["s"]) for row in _rows(sample_store, query)] == []


def test_two_builds_give_the_same_bytes(sample: Path, sample_release: Release, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "captures"
    other.mkdir(parents=True)
    shutil.copy(sample, other / "renamed.txt")
    again = build(_options(other, tmp_path / "out", workers=2)).release
    assert again.digest == sample_release.digest
    assert [dump.read_bytes() for dump in again.dumps] == [dump.read_bytes() for dump in sample_release.dumps]


def test_an_unknown_field_is_reported_with_file_and_line(sample: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.txt"
    text = sample.read_text(encoding="utf-8").replace("- Policing", "- Police stuff")
    changed.write_text(text, encoding="utf-8")
    outcome = build(_options(changed, tmp_path / "releases"))
    found = [finding for finding in outcome.report.findings if finding.value == "Police stuff"]
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line == "- Police stuff"]
    assert sorted((finding.code, finding.line) for finding in found) == [
        ("unknown-field-of-work", lines[1]),
        ("unknown-menu-label", lines[0]),
    ]
    assert all(finding.source and finding.source.endswith("changed.txt") for finding in found)


def test_a_menu_that_differs_from_the_reference_facts_is_reported_and_changes_nothing(
    sample: Path, sample_release: Release, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.txt"
    text = sample.read_text(encoding="utf-8")
    text = text.replace("Finland – OSCE Chairpersonship 2025", "Finland").replace(
        "- France\n", "- France – OSCE Chairpersonship 2025\n"
    )
    changed.write_text(text.replace("- Youth\n", ""), encoding="utf-8")
    outcome = build(_options(changed, tmp_path / "releases"))
    values = {finding.value for finding in outcome.report.findings if finding.code == "menu-differs"}
    assert values == {"2025", "youth"}

    def reference(release: Release) -> list[str]:
        lines = dump_text(release).splitlines()
        return [line for line in lines if line.endswith("/id/graph/reference> .")]

    assert reference(outcome.release) == reference(sample_release)


def test_a_broken_reference_fact_stops_the_switch(sample: Path, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    old = build(_options(sample, releases)).release
    for name, line, broken in [
        ("areas.toml", 'code = "AZE"', 'code = "AZ"'),
        ("participations.toml", "1992-01-30", "1992-13-30"),
    ]:
        reference = tmp_path / name
        shutil.copytree(resource_path("data/reference"), reference)
        file = reference / name
        text = file.read_text(encoding="utf-8")
        assert line in text
        file.write_text(text.replace(line, broken, 1), encoding="utf-8")
        with pytest.raises((RegistryError, BuildFailed)):
            build(_options(sample, releases, reference=reference))
        assert open_release(releases / "current").digest == old.digest


def test_a_document_that_violates_a_shape_is_quarantined_and_the_rest_is_built(sample: Path, tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    captures.mkdir()
    shutil.copy(sample, captures)
    text = sample.read_text(encoding="utf-8")
    headline = "OSCE Office helps bring police and citizens closer in Azerbaijan"
    (captures / "broken.txt").write_text(text.replace(headline, "?!"), encoding="utf-8")
    outcome = build(_options(captures, tmp_path / "releases"))
    assert outcome.switched
    assert outcome.release.manifest.documents == 1
    assert [item.source and Path(item.source).name for item in outcome.report.quarantined] == ["broken.txt"]
    violation = next(entry for entry in outcome.report.validation if entry.severity == "Violation")
    assert violation.line == text.splitlines().index(headline) + 1
    assert violation.shape
    assert violation.focus_node
    assert violation.value
    assert '"?!"' not in dump_text(outcome.release)


def test_a_page_without_its_familys_structure_is_quarantined(sample: Path, tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    captures.mkdir()
    shutil.copy(sample, captures)
    headline = "OSCE Office helps bring police and citizens closer in Azerbaijan"
    (captures / "untitled.txt").write_text(sample.read_text(encoding="utf-8").replace(headline, ""), encoding="utf-8")
    outcome = build(_options(captures, tmp_path / "releases"))
    assert outcome.release.manifest.documents == 1
    assert [Path(item.source or "").name for item in outcome.report.quarantined] == ["untitled.txt"]


def test_bad_inputs_are_named_and_the_others_are_built(sample: Path, tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    captures.mkdir()
    shutil.copy(sample, captures / "good.txt")
    shutil.copy(sample, captures / "same.txt")
    (captures / "empty.txt").write_bytes(b"")
    (captures / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (captures / "latin1.txt").write_bytes("Résumé of the meeting\n".encode("latin-1") * 5)
    (captures / "other.txt").write_text("A recipe\nTake two onions.\n", encoding="utf-8")
    (captures / "torn.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00torn")
    menu = sample.read_text(encoding="utf-8").splitlines()
    cut = menu[:30] + menu[menu.index("Press release") :]
    (captures / "cut.txt").write_text("\n".join(cut), encoding="utf-8")
    outcome = build(_options(captures, tmp_path / "releases"))
    named = {Path(item.source or "").name.split(":")[0] for item in outcome.report.quarantined}
    assert {"empty.txt", "binary.txt", "latin1.txt", "other.txt", "torn.jsonl.gz"} <= named
    codes = {finding.code for finding in outcome.report.findings}
    assert {"duplicate-capture", "menu-incomplete"} <= codes
    assert outcome.switched


@pytest.mark.parametrize(
    ("urls", "target"),
    [
        (("https://www.osce.org/node/8003", "https://www.osce.org/node/8002"), "n8002"),
        (("https://www.osce.org/ru/node/8002", "https://www.osce.org/node/8002"), "n8002"),
    ],
)
def test_one_title_on_one_day_under_two_keys_builds_with_one_redirect(
    tmp_path: Path, urls: tuple[str, str], target: str
) -> None:
    rows = [
        {"url": url, "text": f"Mission trains police\nSKOPJE, 30 May 2008 - The OSCE trained {number} officers."}
        for number, url in enumerate(urls)
    ]
    corpus = tmp_path / "a.jsonl"
    corpus.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    store = load_store(build(_options(corpus, tmp_path / "releases")).release.dumps)
    found = _rows(store, "SELECT ?o { ?s a osce:RetiredIdentifier ; dct:isReplacedBy ?o }")
    assert [str(row["o"]) for row in found] == [f"<https://w3id.org/osce-kg/id/document/{target}>"]


def test_a_web_archive_of_a_mirror_is_read_if_its_host_is_allowed(sample: Path, tmp_path: Path) -> None:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + sample.read_bytes()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://mirror.example/1\r\n"
        "WARC-Date: 2024-05-06T07:08:09Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    (tmp_path / "a.warc").write_bytes(head.encode() + body + b"\r\n\r\n")
    arguments = ["build", str(tmp_path / "a.warc"), "-o", str(tmp_path / "releases")]
    refused = CliRunner().invoke(cli, arguments)
    assert isinstance(refused.exception, BuildFailed)
    assert "all inputs were skipped" in str(refused.exception)
    assert CliRunner().invoke(cli, [*arguments, "--allow-host", "www.Mirror.example"]).exit_code == 0


def test_nothing_readable_leaves_the_old_release(sample: Path, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    old = build(_options(sample, releases)).release
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "a.txt").write_bytes(b"")
    with pytest.raises(BuildFailed):
        build(_options(empty, releases))
    assert open_release(releases / "current").digest == old.digest
    last = json.loads((releases / LAST_BUILD).read_text(encoding="utf-8"))
    assert last["outcome"].startswith("not switched")
    assert last["quarantined"][0]["source"].endswith("a.txt")


def test_a_capture_cut_off_in_its_menu_leaves_the_old_release(sample: Path, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    old = build(_options(sample, releases)).release
    cut = tmp_path / "cut.txt"
    cut.write_bytes(sample.read_bytes()[:700])
    with pytest.raises(BuildFailed, match=r"cut\.txt"):
        build(_options(cut, releases))
    assert open_release(releases / "current").digest == old.digest


def test_an_output_that_is_a_file_is_refused_before_the_build(sample: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    with pytest.raises(UsageError, match="no folder"):
        build(_options(sample, blocked))


def test_a_path_that_does_not_exist_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.txt"):
        build(_options(tmp_path / "nowhere.txt", tmp_path / "releases"))
    assert not (tmp_path / "releases").exists()


def test_no_body_keeps_offsets_and_drops_the_text(sample: Path, tmp_path: Path) -> None:
    options = BuildOptions((str(sample),), tmp_path / "r", documents=DocumentOptions(EvidenceLevel.COMPACT, body=False))
    release = build(options).release
    assert list(read_lines(release.text)) == []
    assert not release.pages.exists()
    assert "#start>" in dump_text(release)


def test_evidence_levels_differ_only_in_evidence(sample: Path, tmp_path: Path, sample_release: Release) -> None:
    sizes = {}
    for level in EvidenceLevel:
        options = BuildOptions((str(sample),), tmp_path / level.value, documents=DocumentOptions(level))
        release = build(options).release
        lines = dump_text(release).splitlines()
        sizes[level] = sum("/id/graph/evidence> ." in line for line in lines)
        rest = {line for line in lines if "/id/graph/evidence> ." not in line and "/rule/" not in line}
        reference = dump_text(sample_release).splitlines()
        assert rest == {line for line in reference if "/id/graph/evidence> ." not in line and "/rule/" not in line}
    assert sizes[EvidenceLevel.NONE] == 0
    assert sizes[EvidenceLevel.COMPACT] < sizes[EvidenceLevel.FULL]


def test_another_base_moves_things_and_keeps_terms(sample: Path, tmp_path: Path) -> None:
    release = build(BuildOptions((str(sample),), tmp_path / "r", base="http://localhost:9/kg/")).release
    text = dump_text(release)
    assert "https://w3id.org/osce-kg/id/" not in text
    assert "<http://localhost:9/kg/id/country/AZE>" in text
    assert "<https://w3id.org/osce-kg/ontology#ParticipatingState>" in text
