"""What a new user may point the builder at: odd files are told apart, each problem is said once, and what to do."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from osce_kg.build import BuildOptions, build
from osce_kg.captures import Capture, Damaged, Item, Skipped, open_captures
from osce_kg.cli import cli
from osce_kg.errors import BuildFailed
from osce_kg.report import LAST_BUILD

_PAGE = (
    "OSCE Centre helps shepherds read weather maps\n"
    "BISHKEK, 4 May 2011 - Twelve shepherds from Naryn learned to read weather maps at a course that the OSCE Centre "
    "in Bishkek held today.\nThe course goes on in autumn.\n"
)
_PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


def _items(folder: Path) -> list[Item]:
    return list(open_captures([str(folder)]))


def _build(folder: Path) -> Result:
    return CliRunner().invoke(cli, ["build", str(folder), "-o", str(folder.parent / "releases")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "captures"
    made.mkdir()
    return made


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (_PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "image/jpeg"),
    ],
)
@pytest.mark.parametrize("name", ["report.html", "report.txt"])
def test_other_kinds_of_files_are_skipped_whatever_their_name(
    folder: Path, content: bytes, media_type: str, name: str
) -> None:
    (folder / name).write_bytes(content)
    assert _items(folder) == [Skipped("media-type", str(folder / name), media_type)]


def test_a_pdf_in_a_web_archive_is_skipped_whatever_its_header_says(folder: Path) -> None:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _PDF
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://www.osce.org/files/1\r\n"
        "WARC-Date: 2024-05-06T07:08:09Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    (folder / "a.warc").write_bytes(head.encode() + body + b"\r\n\r\n")
    (item,) = _items(folder)
    assert isinstance(item, Skipped)
    assert (item.reason, item.detail) == ("media-type", "application/pdf")


def test_an_office_file_is_no_web_archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "notes.docx", "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert _items(folder) == [Skipped("unknown-container", str(folder / "notes.docx"), ".docx")]


@pytest.mark.parametrize("rows", [1, 100, 5000])
def test_rows_under_other_names_are_one_problem_that_says_what_to_do(folder: Path, rows: int) -> None:
    path = folder / "corpus.jsonl"
    path.write_text((json.dumps({"link": "https://www.osce.org/node/9", "content": _PAGE}) + "\n") * rows)
    (item,) = _items(folder)
    assert isinstance(item, Damaged)
    assert item.source == str(path)
    assert item.reason == (
        "no column 'text' or 'html', found: content, link; name the column with --column-text or --column-html; "
        "no row was read"
    )


def test_single_rows_without_a_page_are_damaged_and_the_others_read(folder: Path) -> None:
    rows = [{"note": "x"}, {"text": _PAGE}, {"note": "y"}]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    first, page, last = _items(folder)
    assert isinstance(page, Capture)
    assert [isinstance(item, Damaged) for item in (first, last)] == [True, True]


def test_each_problem_is_said_once_and_the_rest_is_built(folder: Path) -> None:
    (folder / "good.txt").write_text(_PAGE)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "gone.txt").write_text("Page not found\nThe page that you asked for does not exist.\n")
    (folder / "report.html").write_bytes(_PDF)
    result = _build(folder)
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert [line for line in lines if "empty.txt" in line] == [f"quarantined: {folder / 'empty.txt'}: empty file"]
    assert [line for line in lines if "gone.txt" in line] == [
        f"quarantined: {folder / 'gone.txt'}: an error, search, login or consent page: 'Page not found'"
    ]
    assert f"skipped: media-type: 1, first: {folder / 'report.html'} (application/pdf)" in lines
    last = json.loads((folder.parent / "releases" / LAST_BUILD).read_text(encoding="utf-8"))
    assert last["skipped_examples"] == {"media-type": f"{folder / 'report.html'} (application/pdf)"}
    assert last["finding_counts"]["no-content"] == 1


def test_what_a_long_list_leaves_out_is_counted(folder: Path) -> None:
    (folder / "good.txt").write_text(_PAGE)
    for number in range(25):
        (folder / f"empty{number}.txt").write_bytes(b"")
    result = _build(folder)
    assert f"quarantined: 5 more, see {folder.parent / 'releases' / LAST_BUILD}" in result.output.splitlines()


def test_why_a_page_was_not_read_is_its_reason(folder: Path) -> None:
    (folder / "good.txt").write_text(_PAGE)
    (folder / "recipe.html").write_bytes(b"<p>Bread \xfc</p><p>Take flour, water and salt.</p>")
    report = build(BuildOptions((str(folder),), folder.parent / "releases")).report
    assert [item.reason for item in report.quarantined] == ["page fits no family; it begins 'Bread �'"]


def test_nothing_that_can_be_read_says_what_can(folder: Path) -> None:
    (folder / "table.csv").write_text("url,text\n")
    with pytest.raises(BuildFailed, match=r"first: unknown-container: .*table\.csv \(\.csv\); read are \.txt, \.html"):
        build(BuildOptions((str(folder),), folder.parent / "releases"))
