"""What a user sees: RDF files of every kind read or refused, reports in every format, exit codes."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner
from click.testing import Result as Run

from osce_kg.cli.validate import validate
from osce_kg.errors import InputError, ShapesError, UsageError
from osce_kg.release import Release
from osce_kg.validation.input import read_rdf, read_rdf_stream
from osce_kg.validation.model import SH, Location
from osce_kg.validation.places import locate
from osce_kg.validation.shapes import load_shapes

FIXTURES = Path(__file__).parent / "shapes"
STATEMENT = '<urn:x:s> <urn:x:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer>'

SAMPLES = {
    "ttl": "@prefix x: <urn:x:> . x:s x:p 01 .",
    "nt": f"{STATEMENT} .\n",
    "nq": f"{STATEMENT} <urn:x:g> .\n",
    "trig": "@prefix x: <urn:x:> . GRAPH x:g { x:s x:p 01 . }",
    "n3": "@prefix x: <urn:x:> . x:s x:p 01 .",
    "jsonld": '{"@id": "urn:x:s", "urn:x:p": {"@value": "01", "@type": "http://www.w3.org/2001/XMLSchema#integer"}}',
    "rdf": (
        '<?xml version="1.0"?><!-- a boat --><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:x="urn:x:"><rdf:Description rdf:about="urn:x:s"><x:p rdf:datatype='
        '"http://www.w3.org/2001/XMLSchema#integer">01</x:p></rdf:Description></rdf:RDF>'
    ),
}  # fmt: skip


def write(tmp_path: Path, name: str, text: str | bytes) -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


# --- reading ------------------------------------------------------------------------------------------------


def test_formats_that_rdflib_reads_keep_literals_as_written(tmp_path: Path) -> None:
    trix = (
        '<TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/"><graph><triple><uri>urn:x:s</uri><uri>urn:x:p</uri>'
        '<typedLiteral datatype="http://www.w3.org/2001/XMLSchema#integer">01</typedLiteral></triple></graph></TriX>'
    )
    assert [line.split(" _:")[0].removesuffix(" .") for line in read_rdf(write(tmp_path, "boat.trix", trix))] == [
        STATEMENT
    ]
    row = ["urn:x:s", "urn:x:p", "01", "http://www.w3.org/2001/XMLSchema#integer", "", ""]
    assert list(read_rdf(write(tmp_path, "boat.hext", json.dumps(row)))) == [f"{STATEMENT} ."]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed_files_are_read(suffix: str, tmp_path: Path) -> None:
    compress = gzip.compress if suffix == ".gz" else zstandard.compress
    file = write(tmp_path, f"boat.ttl{suffix}", compress(SAMPLES["ttl"].encode()))
    assert list(read_rdf(file)) == [f"{STATEMENT} ."]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("extension", SAMPLES)
def test_every_syntax_is_read_with_literals_as_written(extension: str, bom: bytes, tmp_path: Path) -> None:
    file = write(tmp_path, f"boat.{extension}", bom + SAMPLES[extension].encode())
    graph = " <urn:x:g>" if extension in {"nq", "trig"} else ""
    assert list(read_rdf(file)) == [f"{STATEMENT}{graph} ."]


def test_a_given_format_wins_over_the_name(tmp_path: Path) -> None:
    assert list(read_rdf(write(tmp_path, "boat.txt", SAMPLES["nt"]), "nt")) == [f"{STATEMENT} ."]


def test_a_stream_is_read() -> None:
    assert list(read_rdf_stream(io.BytesIO(SAMPLES["ttl"].encode()), "in", "ttl")) == [f"{STATEMENT} ."]


_DOCTYPE = '<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE r [<!ENTITY a "aaaa">]>\n<r/>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("boat.ttl", "<urn:x:s> <urn:x:p>\n  oops .", r"boat\.ttl:2: not valid Turtle"),
        ("boat.nq", f"{STATEMENT} .\nnonsense\n", r"boat\.nq:2: not valid N-Quads"),
        ("boat.rdf", _DOCTYPE, r"boat\.rdf:3: DOCTYPE is refused"),
        ("boat.rdf", "<r>", "not valid RDF/XML"),
        ("boat.rdf", SAMPLES["rdf"].encode("utf-16"), "expected UTF-8, found UTF-16"),
        ("boat.jsonld", "[" * 300 + "]" * 300, r"boat\.jsonld:1: nested deeper than 256"),
        ("boat.jsonld", '{"a":\n' * 300, r"boat\.jsonld:257: nested deeper than 256"),
        ("boat.jsonld", '{"@context": "https://example.org/c.jsonld", "a": "b"}', "not valid JSON-LD"),
        ("boat.jsonld", '{"@id": ', "not valid JSON-LD"),
        ("boat.ttl", b"\xff\xfe<", r"boat\.ttl:1: not valid Turtle"),
        ("boat.csv", "a,b", r"expected a format out of ttl, .* found 'csv'"),
        ("boat", "a", "found none; give --input-format"),
        ("boat.gz", gzip.compress(b"", mtime=0), "found 'gz'"),
        ("boat.nt.gz", gzip.compress(STATEMENT.encode(), mtime=0)[:-9], r"boat\.nt\.gz: gzip stream is cut off"),
        ("boat.nt.gz", gzip.compress(b"#" * 2**24, mtime=0), r"boat\.nt\.gz: gzip stream expands more than 200:1"),
        ("boat.nt.zst", zstandard.compress(b"#" * 2**24), r"boat\.nt\.zst: zstd stream expands more than 200:1"),
        ("boat.trix", _DOCTYPE, r"boat\.trix:3: DOCTYPE is refused"),
        ("boat.trix", "<r>", r"boat\.trix: not valid TriX"),
        ("boat.hext", "nonsense", r"boat\.hext: not valid HexTuples"),
        ("boat.hext", "[" * 300, "nested deeper than 256"),
        ("boat.nt", b'<urn:x:s> <urn:x:p> "a\0b" .\n<urn:x:s>\0 <urn:x:p> <urn:x:o> .', r"boat\.nt:2: not valid"),
        ("boat.nt", "<urn:x:s s> <urn:x:p> <urn:x:o> .", r"boat\.nt:1: not valid"),
    ],
)
def test_what_cannot_be_read_names_file_and_line(name: str, content: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        list(read_rdf(write(tmp_path, name, content)))


def test_brackets_in_strings_do_not_nest(tmp_path: Path) -> None:
    text = json.dumps({"@id": "urn:x:s", "urn:x:p": "[{" * 400 + '\\" "'})
    assert len(list(read_rdf(write(tmp_path, "boat.jsonld", text)))) == 1


def test_size_limits_hold_for_files_and_streams(tmp_path: Path) -> None:
    file = write(tmp_path, "boat.nt", SAMPLES["nt"])
    with pytest.raises(InputError, match="larger than 10 bytes"):
        list(read_rdf(file, limit=10))
    with pytest.raises(InputError, match="in: larger than 10 bytes"):
        list(read_rdf_stream(io.BytesIO(SAMPLES["nt"].encode()), "in", "nt", limit=10))


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_rdf(tmp_path / "gone.ttl"))


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    files = [write(tmp_path, f"{name}.nt", '_:b <urn:x:p> "x" .\n') for name in "ab"]
    assert len({line for file in files for line in read_rdf(file)}) == 2


def test_locate_gives_the_first_line_of_a_node(tmp_path: Path) -> None:
    file = write(tmp_path, "boat.nq", f"<urn:x:a> <urn:x:p> <urn:x:s> .\n{SAMPLES['nq']}{SAMPLES['nq']}")
    assert locate([file], {"urn:x:s"}) == {"urn:x:s": Location(str(file), 2)}
    other = write(tmp_path, "boat.ttl", "@prefix x: <urn:x:> .\nx:s x:p 01 .")
    assert locate([other], {"urn:x:s"}) == {"urn:x:s": Location(str(other), 2)}
    assert locate([other], {"urn:x:z"}) == {"urn:x:z": Location(str(other))}
    assert locate([file, other], {"urn:x:z"}) == {}


# --- the command --------------------------------------------------------------------------------------------


def run(*arguments: str, stdin: str | None = None) -> Run:
    return CliRunner().invoke(validate, arguments, input=stdin, standalone_mode=False)


OSCE = "https://w3id.org/osce-kg/ontology#"
GOOD = f"@prefix osce: <{OSCE}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
X = f"@prefix sh: <{SH}> . @prefix x: <urn:x:> . x:S sh:targetNode x:s ; "
RULE = GOOD + '<https://w3id.org/osce-kg/id/rule/a-rule> a osce:Rule ; rdfs:label "a rule"@en .'


@pytest.mark.parametrize("validator", ["shacl", "pyshacl"])
def test_conforming_file(validator: str, tmp_path: Path) -> None:
    done = run(str(write(tmp_path, "rule.ttl", RULE)), "--validator", validator)
    assert (done.return_value, done.output.splitlines()[-1]) == (0, "conforms")


@pytest.mark.parametrize("validator", ["shacl", "pyshacl"])
def test_failing_file(validator: str) -> None:
    done = run(str(FIXTURES / "rule" / "fail.ttl"), "-f", "json", "--validator", validator)
    content = json.loads(done.output)
    assert done.return_value == 1
    assert content["conforms"] is False
    assert content["findings"][0]["file"].endswith("fail.ttl")


def test_standard_input() -> None:
    done = run("-", "--input-format", "ttl", stdin=RULE)
    assert (done.exception, done.return_value) == (None, 0)
    assert isinstance(run("-", stdin=RULE).exception, InputError)


def test_fail_on_decides_which_severity_matters(tmp_path: Path) -> None:
    shapes = write(
        tmp_path,
        "shapes.ttl",
        f"{X}sh:class x:C ; sh:severity sh:Warning .",
    )
    data = str(write(tmp_path, "boat.ttl", SAMPLES["ttl"]))
    levels = ("violation", "warning", "info")
    codes = [run(data, "--shapes", str(shapes), "--fail-on", level).return_value for level in levels]
    assert codes == [0, 1, 1]


def test_own_shapes_and_several_files_are_one_graph(tmp_path: Path) -> None:
    shapes = write(
        tmp_path,
        "shapes.ttl",
        f"{X}sh:property [ sh:path x:p ; sh:minCount 2 ] .",
    )
    one = write(tmp_path, "one.nt", '<urn:x:s> <urn:x:p> "1" .\n')
    two = write(tmp_path, "two.nt", '<urn:x:s> <urn:x:p> "2" .\n')
    assert run(str(one), "--shapes", str(shapes)).return_value == 1
    assert run(str(one), str(two), "--shapes", str(shapes)).return_value == 0


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("gone.ttl",), UsageError, "nothing to validate at gone.ttl"),
        (("--shapes", "empty", "boat.ttl"), ShapesError, "no shapes file found"),
        (("broken.ttl",), InputError, r"broken\.ttl:1: not valid Turtle"),
    ],
)
def test_errors_say_what_to_do(
    arguments: tuple[str, ...],
    error: type[Exception],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    write(tmp_path, "boat.ttl", SAMPLES["ttl"])
    write(tmp_path, "broken.ttl", "oops")
    done = run(*arguments)
    assert isinstance(done.exception, error)
    with pytest.raises(error, match=message):
        raise done.exception


def test_without_a_release_the_hint_is_to_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="osce-kg build"):
        raise run().exception or AssertionError


def test_a_release_is_validated_with_its_own_shapes(sample_release: Release) -> None:
    done = run(str(sample_release.path), "-f", "json")
    content = json.loads(done.output)
    assert (done.exception, done.return_value, content["findings"]) == (None, 0, [])
    assert content["shapes"] == load_shapes([sample_release.shapes]).digest


def test_shapes_that_meet_nothing_never_conform_in_silence(tmp_path: Path) -> None:
    data = str(write(tmp_path, "boat.ttl", "@prefix x: <urn:x:> . x:s a x:Boat ; x:length 3 ."))
    x = f"@prefix sh: <{SH}> . @prefix x: <urn:x:> . "
    misspelt = write(tmp_path, "misspelt.ttl", f"{x}x:S a sh:NodeShape ; sh:targetClass x:Boats ; sh:nodeKind sh:IRI .")
    done = run(data, "--shapes", str(misspelt))
    assert isinstance(done.exception, InputError)
    assert "did you mean <urn:x:Boat>?" in done.stderr
    half = write(
        tmp_path,
        "half.ttl",
        f"{x}x:S a sh:NodeShape ; sh:targetClass x:Boat ; sh:property [ sh:path x:lenght ; sh:maxCount 1 ] .",
    )
    done = run(data, "--shapes", str(half), "-f", "json")
    assert done.return_value == 0
    assert "path <urn:x:lenght> is not in the data" in json.loads(done.stdout)["notes"][0]
    assert isinstance(run(data).exception, InputError)


def test_imports_of_shapes_are_told_and_not_fetched(tmp_path: Path) -> None:
    data = str(write(tmp_path, "boat.ttl", SAMPLES["ttl"]))
    shapes = write(
        tmp_path,
        "shapes.ttl",
        f"{X}sh:nodeKind sh:IRI . <urn:x:shapes> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/more> .",
    )
    for validator in ("shacl", "pyshacl"):
        done = run(data, "--shapes", str(shapes), "--validator", validator)
        assert done.return_value == 0
        assert "<http://127.0.0.1:9/more> is imported by the shapes and not fetched" in done.stderr


def test_shapes_files_are_guarded_as_data_is(tmp_path: Path) -> None:
    data = str(write(tmp_path, "boat.ttl", SAMPLES["ttl"]))
    for name, content, message in (
        ("shapes.rdf", _DOCTYPE, r"shapes\.rdf:3: DOCTYPE is refused"),
        ("shapes.jsonld", "[" * 10_000, r"shapes\.jsonld:1: nested deeper than 256"),
    ):
        done = run(data, "--shapes", str(write(tmp_path, name, content)))
        assert isinstance(done.exception, ShapesError)
        with pytest.raises(ShapesError, match=message):
            raise done.exception
