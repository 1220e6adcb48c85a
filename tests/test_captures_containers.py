"""Every container yields its pages; damage is reported with file and record, and others go on."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
import os
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from fastwarc.stream_io import BrotliWriter
from hypothesis import given, settings
from hypothesis import strategies as st

from osce_kg.captures import Capture, Columns, Damaged, Item, Limits, Options, Skipped, open_captures
from osce_kg.errors import UsageError

PAGE = "Mission opens reading room in Testville\nTESTVILLE, 3 May 2011 - The OSCE Mission opened a room.\n"
HTML = f"<!doctype html><html><body><p>{PAGE}</p></body></html>"


def read(path: Path | str, **options: object) -> list[Item]:
    return list(open_captures([str(path)], options=Options(**options)))  # type: ignore[arg-type]


def only(items: list[Item]) -> Item:
    assert len(items) == 1, items
    return items[0]


def captures(items: list[Item]) -> list[Capture]:
    return [item for item in items if isinstance(item, Capture)]


def damaged(items: list[Item]) -> list[Damaged]:
    return [item for item in items if isinstance(item, Damaged)]


def jsonl(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def record(
    body: bytes,
    *,
    uri: str = "https://www.osce.org/node/1234",
    kind: str = "response",
    status: str = "200 OK",
    headers: str = "Content-Type: text/html; charset=utf-8\r\n",
    content_type: str | None = None,
) -> bytes:
    block = f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body if kind == "response" else body
    content_type = content_type or ("application/http; msgtype=response" if kind == "response" else "text/html")
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def test_text_file_is_one_capture_with_the_digest_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(PAGE.encode())
    item = only(read(path))
    assert isinstance(item, Capture)
    assert item.info.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert (item.info.media_type, item.info.url, item.info.captured_at) == ("text/plain", None, None)
    assert item.info.source == str(path)


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.xhtml", "a.HTML", "page"])
def test_html_by_suffix_or_by_its_first_bytes(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HTML)
    item = only(read(tmp_path / name))
    assert isinstance(item, Capture)
    assert item.info.media_type == "text/html"


def test_folder_is_read_recursively_in_sorted_order_and_each_file_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b.html", "notes.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(HTML if name.endswith("html") else PAGE)
    items = list(open_captures([str(tmp_path), str(tmp_path / "*.txt")]))
    sources = [item.info.source if isinstance(item, Capture) else item.source for item in items]
    assert sources == [str(tmp_path / name) for name in ("b.txt", "notes.md", "a/b.html", "a/z.txt")]
    assert items[1] == Skipped("unknown-container", str(tmp_path / "notes.md"), ".md")


@pytest.mark.parametrize("name", ["missing.txt", "missing/", "nothing-*.txt"])
def test_missing_input_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        list(open_captures([str(tmp_path / name)]))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\n", "empty"),
        ("a.txt", b"abc\0def", "binary"),
        ("a.html", b"\x89PNG\0\0", "binary"),
        ("a.jsonl", b"", "empty"),
        ("a.jsonl.gz", b"plain, not gzip", "not a gzip file"),
        ("a.jsonl.gz", gzip.compress(jsonl({"text": PAGE}) * 50)[:-20], "cut off"),
        ("a.jsonl.zst", zstandard.compress(jsonl({"text": PAGE}) * 50)[:-4], "cut off"),
        ("a.jsonl.gz", gzip.compress(jsonl({"text": PAGE})) + b"junk at the end", "damaged"),
        ("a.parquet", b"PAR1 this is none", "damaged"),
        ("a.warc", b"this is no archive at all\r\n", "WARC"),
        ("a.wacz", b"PK\x03\x04 broken", "zip"),
    ],
)
def test_damaged_file_is_reported_and_the_next_one_is_read(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z.txt").write_text(PAGE)
    items = read(tmp_path)
    assert [item.source.partition("#")[0] for item in damaged(items)] == [str(tmp_path / name)]
    assert reason in damaged(items)[0].reason
    assert captures(items)[-1].info.source == str(tmp_path / "z.txt")


def test_unreadable_link_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    assert "leads nowhere" in damaged(read(tmp_path))[0].reason


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".jsonl.gz", ".jsonl.zst"])
def test_jsonl_rows(tmp_path: Path, suffix: str) -> None:
    rows = jsonl(
        {"url": "https://www.osce.org/node/1", "text": "Überschrift\n", "date": "2024-01-02T03:04:05Z"},
        {"text": "t", "html": "<p>h</p>"},
    )
    packers: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstandard.compress}
    data = packers.get(Path(suffix).suffix, bytes)(rows)
    (tmp_path / f"a{suffix}").write_bytes(data)
    first, second = captures(read(tmp_path))
    assert first.content == "Überschrift\n".encode()
    assert first.info.url == "https://www.osce.org/node/1"
    assert first.info.captured_at == "2024-01-02T03:04:05Z"
    assert first.info.source == f"{tmp_path / f'a{suffix}'}#1"
    assert (second.content, second.info.media_type) == (b"<p>h</p>", "text/html")


def test_members_of_a_gzip_file_are_one_stream(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(
        b"".join(gzip.compress(jsonl({"text": f"page {n}"})) for n in range(3)) + b"\0" * 64
    )
    assert [item.content for item in captures(read(tmp_path))] == [b"page 0", b"page 1", b"page 2"]


def test_bad_rows_are_damaged_one_by_one(tmp_path: Path) -> None:
    lines = [
        b'{"text": "good 1"}', b'{"text": "\xff"}', b"not json", b"[1]", b'{"text": 5}', b'{"url": "x"}',
        b'{"text": "\\ud800"}', b'{"text": ""}', b"[" * 200_000, b"", b'{"text": "good 2"}',
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    items = read(tmp_path)
    assert [item.content for item in captures(items)] == [b"good 1", b"good 2"]
    assert [item.source.rpartition("#")[2] for item in damaged(items)] == [*"23456789"]


def test_column_names_are_configurable_and_an_odd_date_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"u": "https://osce.org/node/7", "body": "x", "ts": "last May"}))
    columns = Columns(url="u", text="body", html="h", date="ts")
    item = only(list(open_captures([str(tmp_path)], columns)))
    assert isinstance(item, Capture)
    assert (item.info.url, item.info.captured_at) == ("https://osce.org/node/7", None)
    assert [finding.code for finding in item.findings] == ["container-date-unread"]


def test_half_characters_in_other_columns_are_reported_and_go_no_further(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"url": "https://osce.org/\\ud800", "text": "x", "date": "\\ud800"}')
    item = only(list(open_captures([str(tmp_path)])))
    assert isinstance(item, Capture)
    assert (item.info.url, item.info.captured_at) == (None, None)
    assert {finding.code for finding in item.findings} == {"container-date-unread", "url-not-text"}
    assert "".join(f"{finding.message}{finding.value}" for finding in item.findings).encode()


def test_a_file_name_that_is_not_utf8_is_escaped(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(path)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    item = only(list(open_captures([str(tmp_path)])))
    assert isinstance(item, Capture)
    assert item.info.source == f"{tmp_path}/caf\\xe9.txt"


def test_overlong_row_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": "x" * 5000}, {"text": "short"}))
    items = read(tmp_path, limits=Limits(record_bytes=1000))
    assert [item.content for item in captures(items)] == [b"short"]
    assert damaged(items)[0].source.endswith("#1")


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_compression_bomb_is_refused_in_bounded_memory(tmp_path: Path, kind: str) -> None:
    size = 300 * 2**20
    if kind == "gzip":
        deflate = zlib.compressobj(9, wbits=31)
        bomb = b"".join(deflate.compress(bytes(2**20)) for _ in range(size // 2**20)) + deflate.flush()
    else:
        writer = zstandard.ZstdCompressor(level=3).compressobj()
        bomb = b"".join(writer.compress(bytes(2**20)) for _ in range(size // 2**20)) + writer.flush()
    (tmp_path / f"a.jsonl.{'gz' if kind == 'gzip' else 'zst'}").write_bytes(bomb)
    del bomb
    tracemalloc.start()
    try:
        assert "expands more than 200:1" in damaged(read(tmp_path))[0].reason
        assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    finally:
        tracemalloc.stop()


def test_parquet_rows(tmp_path: Path) -> None:
    moment = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
    table = pa.table(
        {
            "url": ["https://osce.org/node/1", None, None],
            "text": ["one", None, "three"],
            "date": [moment, None, None],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    items = read(tmp_path)
    assert [item.content for item in captures(items)] == [b"one", b"three"]
    assert captures(items)[0].info.captured_at == "2024-01-02T00:00:00+00:00"
    assert damaged(items) == [Damaged("row has neither a text nor an html value", f"{tmp_path / 'a.parquet'}#2")]


def test_parquet_without_a_text_column_says_what_it_has(tmp_path: Path) -> None:
    pq.write_table(pa.table({"body": ["x"], "id": [1]}), tmp_path / "a.parquet")
    assert "body, id" in damaged(read(tmp_path))[0].reason


@pytest.mark.parametrize("compressed", [False, True])
def test_warc_yields_pages_of_own_hosts_and_skips_the_rest_by_reason(tmp_path: Path, compressed: bool) -> None:
    records = [
        record(HTML.encode()),
        record(b"", status="301 Moved"),
        record(b"x", headers="Content-Type: image/png\r\n"),
        record(HTML.encode(), uri="https://example.com/osce.org"),
        record(HTML.encode(), uri="https://notosce.org/node/1"),
        record(HTML.encode(), uri="https://bih.osce.org/hbs/node/5", kind="resource"),
        record(PAGE.encode(), kind="conversion", content_type="text/plain"),
        record(b"", kind="revisit", content_type="application/http; msgtype=response"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request", content_type="application/http; msgtype=request"),
    ]
    name = "a.warc.gz" if compressed else "a.warc"
    (tmp_path / name).write_bytes(b"".join(gzip.compress(r) if compressed else r for r in records))
    items = read(tmp_path)
    assert [(item.reason, item.detail) for item in items if isinstance(item, Skipped)] == [
        ("http-status", "301"),
        ("media-type", "image/png"),
        ("other-host", "example.com"),
        ("other-host", "notosce.org"),
        ("revisit", "https://www.osce.org/node/1234"),
    ]
    found = captures(items)
    assert [item.content for item in found] == [HTML.encode(), HTML.encode(), PAGE.encode()]
    assert [item.info.media_type for item in found] == ["text/html", "text/html", "text/plain"]
    assert found[0].charset == "utf-8"
    assert found[0].info.captured_at == "2024-05-06T07:08:09Z"
    assert not damaged(items)


def test_warc_of_an_allowed_host(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(HTML.encode(), uri="https://mirror.example/x"))
    assert captures(read(tmp_path, allow_hosts=frozenset({"mirror.example"})))


def _brotli(data: bytes) -> bytes:
    target = io.BytesIO()
    writer = BrotliWriter(target)
    writer.write(data)
    writer.flush()
    writer.close()
    return target.getvalue()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(HTML.encode())),
        ("x-gzip", gzip.compress(HTML.encode())),
        ("deflate", zlib.compress(HTML.encode())),
        ("deflate", zlib.compress(HTML.encode(), wbits=-15)),
        ("zstd", zstandard.compress(HTML.encode())),
        ("br", _brotli(HTML.encode())),
        ("deflate, gzip", gzip.compress(zlib.compress(HTML.encode()))),
        ("gzip", HTML.encode()),
        ("identity", HTML.encode()),
    ],
)
def test_content_codings_are_undone(tmp_path: Path, coding: str, body: bytes) -> None:
    headers = f"Content-Type: text/html\r\nContent-Encoding: {coding}\r\n"
    (tmp_path / "a.warc").write_bytes(record(body, headers=headers))
    item = only(read(tmp_path))
    assert isinstance(item, Capture)
    assert item.content == HTML.encode()


def test_chunked_body_is_joined_and_a_joined_one_is_kept(tmp_path: Path) -> None:
    data = HTML.encode()
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (data[:10], data[10:])) + b"0\r\n\r\n"
    headers = "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
    cut = record(chunked[:40], headers=headers)
    (tmp_path / "a.warc").write_bytes(record(chunked, headers=headers) + record(data, headers=headers) + cut)
    items = read(tmp_path)
    assert [item.content for item in captures(items)] == [data, data]
    assert "cut off" in damaged(items)[0].reason


def test_coding_bombs_and_bad_codings_damage_only_their_record(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(20 * 2**20))
    bad = [
        ("gzip", bomb),
        ("gzip", gzip.compress(HTML.encode())[:-9]),
        ("deflate", b"\x01bad"),
        ("lzma", b"x"),
    ]
    records = [
        record(body, headers=f"Content-Type: text/html\r\nContent-Encoding: {coding}\r\n") for coding, body in bad
    ]
    (tmp_path / "a.warc").write_bytes(b"".join([*records, record(HTML.encode())]))
    items = read(tmp_path)
    assert [item.source.rpartition("#")[2] for item in damaged(items)] == [*"1234"]
    assert len(captures(items)) == 1


def test_cut_off_warc_gives_its_whole_records_and_the_damage(tmp_path: Path) -> None:
    data = gzip.compress(record(HTML.encode())) + gzip.compress(record(HTML.encode() * 20))[:-30]
    (tmp_path / "a.warc.gz").write_bytes(data)
    items = read(tmp_path)
    assert captures(items)[0].content == HTML.encode()
    assert len(captures(items)) == 1
    assert "a.warc.gz" in damaged(items)[0].source


def test_cut_off_uncompressed_warc_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(HTML.encode()) + record(HTML.encode() * 20)[:-900])
    items = read(tmp_path)
    assert [item.content for item in captures(items)] == [HTML.encode()]
    assert len(damaged(items)) == 1


def test_wacz_holds_archives_and_a_damaged_one_does_not_stop_the_others(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as package:
        package.writestr("archive/2.warc.gz", gzip.compress(record(HTML.encode())))
        package.writestr("archive/1.warc.gz", gzip.compress(record(HTML.encode()))[:-30])
        package.writestr("pages/pages.jsonl", "{}")
    items = read(tmp_path)
    assert [item.info.source for item in captures(items)] == [f"{tmp_path / 'a.wacz'}!archive/2.warc.gz#1"]
    assert len(damaged(items)) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"WARC/1.0\r\n", b"PAR1", b"PK\x03\x04", b"\x1f\x8b\x08\0", b"{"]),
)
def test_no_bytes_crash_any_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    for suffix in (
        ".txt",
        ".html",
        ".jsonl",
        ".jsonl.gz",
        ".jsonl.zst",
        ".parquet",
        ".warc",
        ".warc.gz",
        ".wacz",
        "",
    ):
        (folder / f"a{suffix}").write_bytes(head + data)
    for item in read(folder):
        assert isinstance(item, Capture | Skipped | Damaged)


def test_record_over_the_limit_is_passed_over_and_the_next_one_read(tmp_path: Path) -> None:
    records = [record(b"<p>" + b"x" * 300_000), record(HTML.encode())]
    for name, data in (("a.warc", b"".join(records)), ("b.warc.gz", b"".join(map(gzip.compress, records)))):
        (tmp_path / name).write_bytes(data)
    items = read(tmp_path, limits=Limits(record_bytes=200_000, ratio_floor=2**30))
    assert [type(item) for item in items] == [Damaged, Capture, Damaged, Capture]
