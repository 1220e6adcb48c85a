"""`osce-kg check` as a user calls it: captures, RDF, releases; known findings, changed files, the last release."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from click.testing import Result as Run

from osce_kg.cli.check import check
from osce_kg.cli.validate import validate
from osce_kg.dump import read_lines
from osce_kg.errors import InputError, OsceKgError, UsageError
from osce_kg.release import Release
from osce_kg.resources import resource_path
from stores import oxigraph

HEADLINE = "OSCE Office helps bring police and citizens closer in Azerbaijan"
DATE = "30 June 2007"


def run(*arguments: str | Path) -> Run:
    return CliRunner().invoke(check, [str(argument) for argument in arguments], standalone_mode=False)


def verdict(*arguments: str | Path) -> dict[str, Any]:
    done = run(*arguments, "-f", "json")
    if done.exception:
        raise done.exception
    content = json.loads(done.stdout)
    assert isinstance(content, dict)
    assert content["failed"] is (done.return_value == 1)
    return content


def rules(content: dict[str, Any]) -> set[str]:
    return {finding["rule"].rpartition("#")[2] for finding in content["findings"]}


@pytest.fixture
def undated(sample: Path, tmp_path: Path) -> Path:
    """The sample without any date, so that a warning is due."""
    lines = sample.read_text(encoding="utf-8").split("\n")
    kept = [line for line in lines if "2007" not in line]
    file = tmp_path / "captures" / "undated.txt"
    file.parent.mkdir()
    file.write_text("\n".join(kept), encoding="utf-8")
    return file


def test_a_sound_capture_passes_every_check(sample: Path) -> None:
    content = verdict(sample, "--no-against")
    assert (content["findings"], content["conforms"]) == ([], True)
    assert [done["check"] for done in content["checks"] if not done["made"]] == ["stability"]


def test_a_finding_names_shape_capture_line_column_and_characters(undated: Path) -> None:
    content = verdict(undated, "--no-against")
    (found,) = [item for item in content["findings"] if item["rule"].endswith("#Document-dated")]
    assert found["severity"] == "Warning"
    assert found["hint"].startswith("No date of issue")
    assert found["file"] == str(undated)
    line = undated.read_text(encoding="utf-8").split("\n")[found["line"] - 1]
    words = undated.read_text(encoding="utf-8")[found["start"] : found["end"]]
    assert line[found["column"] - 1 :].startswith(words)


def test_fail_on_decides_about_the_exit_code(undated: Path) -> None:
    codes = [
        run(undated, "--no-against", "--fail-on", level).return_value for level in ("violation", "warning", "info")
    ]
    assert codes == [0, 1, 1]


def test_words_of_html_are_found_in_its_markup(undated: Path, tmp_path: Path) -> None:
    text = undated.read_text(encoding="utf-8")
    body = text[text.index(HEADLINE) + len(HEADLINE) :]
    paragraphs = "\n".join(f"<p>{line}</p>" for line in body.split("\n") if line.strip())
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><main>\n<h1>{HEADLINE}</h1>\n{paragraphs}</main></body></html>", encoding="utf-8")
    content = verdict(page, "--no-against")
    placed = [item for item in content["findings"] if item["file"] == str(page) and item["line"]]
    assert placed
    for item in placed:
        assert 1 <= item["line"] <= page.read_text(encoding="utf-8").count("\n") + 1


def test_rows_of_json_lines_are_lines(undated: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    row = json.dumps({"text": undated.read_text(encoding="utf-8")})
    rows.write_text(f'{{"text": 7}}\n{row}\n', encoding="utf-8")
    content = verdict(rows, "--no-against")
    assert {(item["rule"].rpartition("#")[2], item["file"], item["line"]) for item in content["findings"]} >= {
        ("Document-dated", str(rows), 2),
        ("damaged-input", str(rows), 1),
    }


def test_known_findings_do_not_fail_until_they_are_worse(undated: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "known.json"
    assert run(undated, "--no-against", "--write-baseline", baseline).return_value == 0
    content = verdict(undated, "--no-against", "--baseline", baseline)
    assert (content["findings"], content["failed"], content["conforms"]) == ([], False, False)
    known = json.loads(baseline.read_text(encoding="utf-8"))
    assert len(known["findings"]) == len(content["known"])
    for entry in known["findings"]:
        entry["severity"] = "Info"
    known["findings"].append({**known["findings"][0], "fingerprint": "0" * 32})
    baseline.write_text(json.dumps(known), encoding="utf-8")
    content = verdict(undated, "--no-against", "--baseline", baseline)
    assert content["failed"] is True
    assert content["gone"] == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 9}', '{"version": 1, "findings": [{}]}', "[" * 5000])
def test_a_file_that_is_no_baseline_is_refused(text: str, sample: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "known.json"
    baseline.write_text(text, encoding="utf-8")
    assert isinstance(run(sample, "--baseline", baseline).exception, UsageError)


def test_only_what_changed_in_git_is_converted(
    undated: Path, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org")
    (undated.parent / "sound.txt").write_bytes(sample.read_bytes())
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "first")):
        subprocess.run([*git, *command], check=True, capture_output=True)
    content = verdict("captures", "--only-changed", "HEAD", "--no-against")
    assert not any(done["made"] for done in content["checks"])
    (undated.parent / "new é.txt").write_text("hello", encoding="utf-8")
    undated.write_text(undated.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    (undated.parent / "sound.txt").unlink()
    (tmp_path / "link").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path / "link")
    content = verdict("captures", "--only-changed", "HEAD", "--no-against")
    assert {Path(item["file"]).name for item in content["findings"] if item["file"]} == {"new é.txt", "undated.txt"}
    assert content["notes"] == ["1 changed files are gone; what they held is not looked for"]
    content = verdict("captures/und*.txt", "--only-changed", "HEAD", "--no-against")
    assert {Path(item["file"]).name for item in content["findings"] if item["file"]} == {"undated.txt"}
    assert isinstance(run("nowhere", "--only-changed", "HEAD").exception, UsageError)
    assert isinstance(run("captures", "--only-changed", "gone").exception, UsageError)
    assert isinstance(run("captures", "--only-changed=--output=x").exception, UsageError)


def test_a_release_is_compared_with_the_last_one(sample_release: Release, archive_release: Release) -> None:
    """The sample is also in the archive: seen from the archive, everything else has vanished."""
    content = verdict(sample_release.path, "--against", archive_release.path, "--fail-on", "violation")
    assert content["failed"] is True
    assert {"vanished-iri", "fewer-things"} <= rules(content)
    vanished = {item["focusNode"] for item in content["findings"] if item["rule"] == "vanished-iri"}
    assert not any("/evidence/" in iri or "/graph/" in iri for iri in vanished)
    assert any("/document/" in iri for iri in vanished)
    grown = verdict(archive_release.path, "--against", sample_release.path, "--workers", "2")
    assert not {"vanished-iri", "fewer-things"} & rules(grown)
    alone = verdict(archive_release.path, "--against", archive_release.path)
    assert [done["made"] for done in alone["checks"] if done["check"] == "stability"] == [False]


def test_expectations_of_ones_own(sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "expected.toml"
    file.write_text(
        '[[count]]\nclass = "PressRelease"\nmin = 2\n[[count]]\nclass = "Rule"\nmax = 1\n'
        '[[read]]\nfield = "issued"\nmin = 1.1\ndocuments = 1\n',
        encoding="utf-8",
    )
    assert rules(verdict(sample, "--no-against", "--expectations", file)) == {"too-few", "too-many", "read-rate"}
    file.write_text('[[count]]\nclas = "PressRelease"\n', encoding="utf-8")
    assert isinstance(run(sample, "--no-against", "--expectations", file).exception, UsageError)


def test_a_loss_is_explained_by_the_release_it_is_since(
    sample_release: Release, archive_release: Release, tmp_path: Path
) -> None:
    file = tmp_path / "expected.toml"
    reason = f'class = "Quotation"\nsince = "{archive_release.digest[:12]}"\nreason = "a smaller sample"\n'
    file.write_text(f"[[explained]]\n{reason}", encoding="utf-8")
    content = verdict(sample_release.path, "--against", archive_release.path, "--expectations", file)
    lost = {item["focusNode"].rpartition("#")[2] for item in content["findings"] if item["rule"] == "fewer-things"}
    assert "Quotation" not in lost
    assert lost


def test_competency_queries_have_their_columns_and_rows(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "queries"
    folder.mkdir()
    select = "SELECT ?s WHERE { ?s a <https://w3id.org/osce-kg/ontology#Document> }"
    for name, text in (
        ("columns.rq", f"# columns: t\n{select}"),
        ("rows.rq", f"# rows: 5\n{select}"),
        ("later.rq", f"# rows: 5 from 100 documents\n{select}"),
        ("header.rq", f"# rows: many\n{select}"),
        ("broken.rq", "SELECT"),
        ("ask.rq", "ASK {}"),
        ("sound.rq", f"# columns: s\n# rows: 0\n{select}"),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    content = verdict(sample, "--no-against", "--queries", folder)
    assert {(item["rule"], item["value"]) for item in content["findings"]} == {
        ("query-columns", "columns.rq"),
        ("query-rows", "rows.rq"),
        ("query-header", "header.rq"),
        ("query-failed", "broken.rq"),
        ("query-failed", "ask.rq"),
    }


def test_the_packaged_queries_declare_columns_and_rows() -> None:
    for path in sorted(resource_path("queries").glob("*.rq")):
        header = path.read_text(encoding="utf-8")
        assert "\n# columns: " in header
        assert "\n# rows: " in header


DATA = """@prefix osce: <https://w3id.org/osce-kg/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/osce-kg/id/rule/a> a osce:Rule ;
  rdfs:label "a rule, see <https://w3id.org/osce-kg/id/rule/words>"@en ;
  rdfs:seeAlso <https://w3id.org/osce-kg/id/rule/gone>, <javascript:alert(1)> ;
  schema:url "ftp://example.org/"^^xsd:anyURI ; osce:fieldOfWrok osce:Nothing .
"""


def test_links_of_rdf_are_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "rule.ttl"
    file.write_text(DATA, encoding="utf-8")
    content = verdict(file)
    found = {(item["rule"], item["value"]) for item in content["findings"] if item["check"] == "links"}
    osce = "https://w3id.org/osce-kg/ontology#"
    assert found == {
        ("dangling-iri", "<https://w3id.org/osce-kg/id/rule/gone>"),
        ("not-a-web-address", "<javascript:alert(1)>"),
        ("not-a-web-address", '"ftp://example.org/"'),
        ("unknown-term", f"<{osce}fieldOfWrok>"),
        ("unknown-term", f"<{osce}Nothing>"),
    }
    spelling = next(item["message"] for item in content["findings"] if item["value"] == f"<{osce}fieldOfWrok>")
    assert "did you mean osce:fieldOfWork?" in spelling
    assert [done["check"] for done in content["checks"] if done["made"]] == ["shacl", "queries", "links"]


def test_captures_and_rdf_are_one_graph(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "both"
    folder.mkdir()
    (folder / "page.txt").write_bytes(sample.read_bytes())
    (folder / "rule.ttl").write_text(DATA.replace("rule/gone", "country/AZE"), encoding="utf-8")
    content = verdict(folder, "--no-against")
    assert "dangling-iri" not in rules(content)
    assert "unknown-term" in rules(content)


def test_what_cannot_be_told_is_an_error(sample_release: Release, sample: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("oops", encoding="utf-8")
    empty = tmp_path / "empty.ttl"
    empty.write_text("", encoding="utf-8")
    for arguments, error in (
        ((broken,), InputError),
        ((empty,), InputError),
        ((tmp_path / "gone",), UsageError),
        ((sample_release.path, sample), UsageError),
        ((sample, "--base", "nonsense"), UsageError),
        ((sample, "--against", sample, "--no-against"), UsageError),
    ):
        assert isinstance(run(*arguments).exception, error), arguments


def test_several_formats_go_to_files_in_order(undated: Path, tmp_path: Path) -> None:
    sarif, junit = tmp_path / "a.sarif", tmp_path / "b.xml"
    done = run(undated, "--no-against", "-f", "sarif", "--output", sarif, "-f", "junit", "--output", junit)
    assert done.stdout.splitlines()[-1].startswith("does not conform")
    assert json.loads(sarif.read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert junit.read_text(encoding="utf-8").startswith("<?xml")
    assert isinstance(run(undated, "-f", "sarif", "-f", "json").exception, UsageError)
    assert isinstance(run(undated, "--output", sarif).exception, UsageError)
    assert isinstance(run(undated, "-f", "sarif", "--output", tmp_path / "gone" / "x").exception, UsageError)


def test_a_work_folder_keeps_what_was_read(sample: Path, tmp_path: Path) -> None:
    work = tmp_path / "kept"
    first = verdict(sample, "--no-against", "--work", work)
    assert (work / "work" / "state.sqlite").is_file()
    assert verdict(sample, "--no-against", "--work", work) == first


def test_a_finding_about_rdf_names_the_characters_that_its_evidence_tells(
    sample_release: Release, tmp_path: Path
) -> None:
    lines = [line.decode() for path in sample_release.dumps for line in read_lines(path)]
    wanted = [line for line in lines if " <http://purl.org/dc/terms/issued> " in line and "/id/document/" in line]
    broken = [line.replace('"2007-06-30"', '"2007-06-31"') if line in wanted else line for line in lines]
    file = tmp_path / "dump.nq"
    file.write_text("".join(broken), encoding="utf-8")
    (found,) = [item for item in verdict(file)["findings"] if item["rule"].endswith("#Document-issued")]
    text = sample_release.page_text(found["capture"])
    assert text is not None
    assert text[found["start"] : found["end"]] == DATE
    first = next(number for number, line in enumerate(broken, 1) if line.startswith(f"<{found['focusNode']}> "))
    assert (found["file"], found["line"]) == (str(file), first)


def test_a_store_is_validated_whatever_graphs_it_has(tmp_path: Path) -> None:
    with oxigraph() as store:
        subject = "https://w3id.org/osce-kg/id/rule/a-rule"
        quads = (
            f"<{subject}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            f"<https://w3id.org/osce-kg/ontology#Rule> <https://example.org/g> .\n"
        )
        headers = {"Content-Type": "application/n-quads"}
        httpx.post(f"{store.url}/store", content=quads, headers=headers).raise_for_status()
        arguments = ["--endpoint", store.query, "-f", "json"]
        done = CliRunner().invoke(validate, arguments, standalone_mode=False)
        assert done.return_value == 1
        assert {item["focusNode"] for item in json.loads(done.stdout)["findings"]} == {subject}
        both = CliRunner().invoke(validate, [*arguments, str(tmp_path)], standalone_mode=False)
        assert isinstance(both.exception, UsageError)
    gone = CliRunner().invoke(validate, arguments, standalone_mode=False)
    assert isinstance(gone.exception, OsceKgError)
