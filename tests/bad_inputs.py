"""Makes bad inputs: captures, RDF in every syntax and shapes, each damaged in one way; the same seed makes the same.

Each says what the right answers are: `broken` must not pass, `harmless` must, `either` may but must end well.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import rdflib
import zstandard

SH = "http://www.w3.org/ns/shacl#"
OSCE = "https://w3id.org/osce-kg/ontology#"
SUBJECT = "https://w3id.org/osce-kg/id/rule/a-rule"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SOUND = f'<{SUBJECT}> a <{OSCE}Rule> ; <{_LABEL}> "a rule – one"@en .\n'
LEVELS = 10_000
BROKEN, HARMLESS, EITHER = "broken", "harmless", "either"

_OXIGRAPH = {
    "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG,
    "n3": ox.RdfFormat.N3, "rdf": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip
SYNTAXES = (*_OXIGRAPH, "trix", "hext")
XML, JSON = frozenset({"rdf", "trix"}), frozenset({"jsonld", "hext"})


@dataclass(frozen=True, slots=True)
class BadInput:
    """A file, the arguments of `osce-kg` that read it, how it was damaged, and what the right answers are."""

    kind: str
    file: str
    arguments: tuple[str, ...]
    right: str


def bad_inputs(number: int, seed: int, folder: Path, sample: Path) -> Iterator[BadInput]:
    """Yield so many bad inputs, written into a folder: RDF, captures and shapes in turn, every damage among them."""
    chance = random.Random(seed)
    rounds = [_Rdf(chance).all(), _Captures(chance, sample.read_bytes()).all(), _Shapes(chance).all()]
    for count in range(number):
        kind, name, content, arguments, right = next(rounds[count % len(rounds)])
        place = folder / f"{count:04}"
        place.mkdir()
        file = place / name
        file.write_bytes(content)
        (place / "data.ttl").write_text(DATA, encoding="utf-8")
        filled = tuple(part.format(file=file, data=place / "data.ttl") for part in arguments)
        yield BadInput(kind, str(file), filled, right)


Made = tuple[str, str, bytes, tuple[str, ...], str]


def in_syntax(extension: str, turtle: str = SOUND) -> bytes:
    """Return a small graph in a syntax."""
    if extension in _OXIGRAPH:
        quads = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
        content = ox.serialize(quads, format=_OXIGRAPH[extension])
        assert content is not None
        return content
    dataset = rdflib.Dataset()
    dataset.parse(data=turtle, format="turtle")
    written = dataset.serialize(format=extension)
    return written.encode() if isinstance(written, str) else written


class _Rdf:
    """RDF files. A graph of one rule, which conforms."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def all(self) -> Iterator[Made]:
        validate = ("validate", "{file}")
        while True:
            for extension in SYNTAXES:
                for kind, content, right in self.damages(extension):
                    yield f"rdf {extension} {kind}", f"bad.{extension}", content, validate, right
                for suffix, content in self.bombs():
                    yield f"rdf {extension} bomb", f"bad.{extension}{suffix}", content, validate, BROKEN

    def bombs(self) -> Iterator[tuple[str, bytes]]:
        plain = b"#" * (16 * 2**20)
        yield self.chance.choice(((".gz", gzip.compress(plain)), (".zst", zstandard.compress(plain))))

    def damages(self, extension: str) -> Iterator[tuple[str, bytes, str]]:
        sound = in_syntax(extension)
        yield "sound", sound, HARMLESS
        yield "byte order mark", b"\xef\xbb\xbf" + sound, HARMLESS
        yield "CRLF", sound.replace(b"\r", b"").replace(b"\n", b"\r\n"), HARMLESS
        yield "without label", in_syntax(extension, f"<{SUBJECT}> a <{OSCE}Rule> ."), BROKEN
        yield "blank label", in_syntax(extension, SOUND.replace("a rule – one", " ")), BROKEN
        yield "empty", b"", BROKEN
        yield "bad IRI", sound.replace(b"rule/a-rule", b"rule/a rule<"), BROKEN
        at = self.chance.randrange(len(sound) // 4, len(sound) // 2)
        yield "NUL", sound[:at] + b"\0" + sound[at:], EITHER
        yield "cut off", sound[:at], BROKEN
        if "–".encode() in sound:
            yield "not UTF-8", sound.replace("–".encode(), b"\xff\xfe"), BROKEN
        yield "UTF-16", sound.decode().encode("utf-16"), BROKEN
        yield "flipped", self.flipped(sound), EITHER
        yield "doubled brackets", sound.replace(b"<", b"<<", 1).replace(b"[", b"[[", 1), BROKEN
        yield "other syntax", in_syntax("ttl" if extension != "ttl" else "rdf"), EITHER
        if extension in XML:
            yield "entity bomb", _entities(sound), BROKEN
            yield "external entity", _external(sound), BROKEN
        if extension in JSON:
            yield "deep", b'{"a":' * LEVELS + b"1" + b"}" * LEVELS, BROKEN
            yield "deep lists", b"[" * LEVELS + b"]" * LEVELS, BROKEN
            yield "deep and open", b"[" * LEVELS, BROKEN
        if extension == "jsonld":
            context = {"@context": "http://127.0.0.1:9/c.jsonld", "@id": SUBJECT, "label": "a"}
            yield "remote context", json.dumps(context).encode(), BROKEN
            yield "import", json.dumps({"@context": {"@import": "http://127.0.0.1:9/c"}, "label": "a"}).encode(), BROKEN
        if extension in {"ttl", "trig", "n3"}:
            start = f"<{SUBJECT}> <{OSCE}rule> ".encode()
            yield "deep blank nodes", start + b"[ <urn:x:p> " * LEVELS + b"1" + b" ]" * LEVELS + b" .", EITHER
            yield "deep lists", start + b"( " * LEVELS + b") " * LEVELS + b".", EITHER

    def flipped(self, content: bytes) -> bytes:
        changed = bytearray(content)
        for _ in range(self.chance.randint(1, 4)):
            changed[self.chance.randrange(len(changed))] = self.chance.randrange(256)
        return bytes(changed)


def _entities(content: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"aaaaaaaaaa") for n in range(12))
    doctype = b"<!DOCTYPE r [" + entities + b"]>"
    return _with_doctype(content, doctype).replace("a rule – one".encode(), b"&e11;")


def _external(content: bytes) -> bytes:
    doctype = b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    return _with_doctype(content, doctype).replace("a rule – one".encode(), b"&e;")


def _with_doctype(content: bytes, doctype: bytes) -> bytes:
    head, mark, rest = content.partition(b"?>")
    return head + mark + b"\n<!-- <!DOCTYPE none> -->\n" + doctype + rest if mark else doctype + content


_ODD = "\x01\x7f\u2028\ufeff\u202e\U000e0001<>&|%\r"


class _Captures:
    """Captures. The sample, which conforms."""

    def __init__(self, chance: random.Random, sample: bytes) -> None:
        self.chance = chance
        self.sample = sample

    def all(self) -> Iterator[Made]:
        check = ("check", "{file}", "--no-against")
        while True:
            for kind, name, content, right in self.damages():
                yield f"capture {kind}", name, content, check, right

    def damages(self) -> Iterator[tuple[str, str, bytes, str]]:
        sound, text = self.sample, self.sample.decode()
        yield "sound", "page.txt", sound, HARMLESS
        yield "byte order mark", "page.txt", b"\xef\xbb\xbf" + sound, HARMLESS
        yield "CRLF", "page.txt", sound.replace(b"\n", b"\r\n"), HARMLESS
        yield "gzip", "page.txt.gz", gzip.compress(sound), HARMLESS
        yield "empty", "page.txt", b"", BROKEN
        yield "blank", "page.txt", b" \n\t\n", BROKEN
        at = self.chance.randrange(len(sound))
        yield "NUL", "page.txt", sound[:at] + b"\0" + sound[at:], BROKEN
        yield "not UTF-8", "page.txt", sound[:at] + b"\xff\xfe\xff" + sound[at:], BROKEN
        yield "UTF-16", "page.txt", text.encode("utf-16"), BROKEN
        yield "beginning", "page.txt", sound[: self.chance.randrange(20, 200)], BROKEN
        yield "cut off", "page.txt", text[: self.chance.randrange(len(text) // 2, len(text))].encode(), EITHER
        yield "flipped", "page.txt", self.flipped(text), EITHER
        yield "shuffled", "page.txt", self.shuffled(text), EITHER
        yield "one line", "page.txt", sound.replace(b"\n", b" "), EITHER
        yield "long line", "page.txt", sound + b"a" * 2**21, EITHER
        yield "gzip bomb", "page.txt.gz", gzip.compress(b"a" * 2**25), BROKEN
        yield "zstd bomb", "page.txt.zst", zstandard.compress(b"a" * 2**25), BROKEN
        yield "gzip cut off", "page.txt.gz", gzip.compress(sound)[: self.chance.randrange(20, 500)], BROKEN
        yield "no gzip", "page.txt.gz", sound, BROKEN
        yield "deep HTML", "page.html", b"<html><body>" + b"<div>" * LEVELS + sound, BROKEN
        yield (
            "entities in HTML",
            "page.html",
            _entities(b"<html><body><p>a rule &#8211; &e11;</p></body></html>"),
            BROKEN,
        )
        yield "HTML of another charset", "page.html", b"<meta charset=utf-7><p>+ADw-script+AD4-", BROKEN
        yield "picture", "page.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), BROKEN
        row = json.dumps({"text": text}).encode()
        yield "rows", "rows.jsonl", row + b"\n", HARMLESS
        yield "deep row", "rows.jsonl", row + b'\n{"text":' + b"[" * LEVELS + b"]" * LEVELS + b"}\n", BROKEN
        yield "broken row", "rows.jsonl", row + b"\n" + row[: self.chance.randrange(1, 50)] + b"\n", BROKEN
        yield "half characters", "rows.jsonl", row + b'\n{"text": "\\ud800"}\n', BROKEN
        yield "row of another type", "rows.jsonl", row + b'\n{"text": 7}\n["text"]\n', BROKEN
        yield "no Parquet", "rows.parquet", b"PAR1" + sound[:100] + b"PAR1", BROKEN
        yield "no WARC", "pages.warc", b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\n", BROKEN
        yield "no WACZ", "pages.wacz", _zip_bomb(), BROKEN
        yield "unknown", "page.docx", b"PK\x03\x04" + bytes(50), BROKEN

    def flipped(self, text: str) -> bytes:
        changed = list(text)
        for _ in range(self.chance.randint(1, 40)):
            changed[self.chance.randrange(len(changed))] = self.chance.choice(
                "\x01\x7f\u2028\ufeff\u202e\U000e0001<>&|%\r"
            )
        return "".join(changed).encode()

    def shuffled(self, text: str) -> bytes:
        lines = text.split("\n")
        self.chance.shuffle(lines)
        return "\n".join(lines).encode()


def _zip_bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.warc", b"WARC/1.0\r\n" + bytes(2**25))
    return content.getvalue()


_X = f"@prefix sh: <{SH}> . @prefix x: <urn:x:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
DATA = "@prefix x: <urn:x:> . x:b a x:Boat ; x:length 'long' .\n"
_TARGET = "x:S a sh:NodeShape ; sh:targetClass x:Boat ; "
_SELECT = "SELECT $this WHERE { $this a <urn:x:Boat> }"

SHAPES: dict[str, str] = {
    "sound": f"{_TARGET} sh:property [ sh:path x:length ; sh:datatype xsd:integer ] .",
    "misspelt constraint": f"{_TARGET} sh:property [ sh:path x:length ; sh:datatyp xsd:integer ] .",
    "misspelt target": "x:S a sh:NodeShape ; sh:targetClas x:Boat ; sh:nodeKind sh:Literal .",
    "unknown class": "x:S a sh:NodeShape ; sh:targetClass x:Boats ; sh:nodeKind sh:Literal .",
    "unknown property": "x:S a sh:NodeShape ; sh:targetSubjectsOf x:lenght ; sh:nodeKind sh:Literal .",
    "without target": "x:S a sh:NodeShape ; sh:nodeKind sh:Literal .",
    "without constraint": "x:S a sh:NodeShape ; sh:targetClass x:Boat .",
    "without path": f"{_TARGET} sh:property [ sh:minCount 9 ] .",
    "two paths": f"{_TARGET} sh:property [ sh:path x:length, x:p ; sh:minCount 9 ] .",
    "path in a circle": f"{_TARGET} sh:property [ sh:path _:c ; sh:minCount 9 ] . _:c sh:inversePath _:c .",
    "literal path": f"{_TARGET} sh:property [ sh:path 'x:length' ; sh:minCount 9 ] .",
    "unknown path": f"{_TARGET} sh:property [ sh:path [ x:inversePath x:length ] ; sh:minCount 9 ] .",
    "recursive": f"{_TARGET} sh:node x:S ; sh:nodeKind sh:Literal .",
    "recursive property": f"{_TARGET} sh:property x:P . x:P sh:path x:length ; sh:property x:P ; sh:minCount 9 .",
    "list in a circle": f"{_TARGET} sh:in _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; "
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .",
    "list without end": f"{_TARGET} sh:or _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> x:T .",
    "bad pattern": f"{_TARGET} sh:pattern '(' .",
    "bad flags": f"{_TARGET} sh:pattern 'zzz' ; sh:flags 'qq' .",
    "pattern that explodes": f"{_TARGET} sh:pattern '^(b+)+$' .",
    "bad query": f"{_TARGET} sh:sparql [ sh:select 'SELECT $this WHERE {{ $this a }}' ] .",
    "query without $this": f"{_TARGET} sh:sparql [ sh:select 'SELECT ?s WHERE {{ ?s ?p ?o }}' ] .",
    "query with an unknown prefix": f"{_TARGET} sh:sparql [ sh:select 'SELECT $this WHERE {{ $this a y:Boat }}' ] .",
    "query with SERVICE": f"{_TARGET} sh:sparql [ sh:select "
    "'SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this a <urn:x:Boat> } }' ] .",
    "sound query": f"{_TARGET} sh:sparql [ sh:select '{_SELECT}' ] .",
    "unknown severity": f"{_TARGET} sh:severity sh:Error ; sh:nodeKind sh:Literal .",
    "negative count": f"{_TARGET} sh:property [ sh:path x:length ; sh:minCount -1 ] .",
    "text for a count": f"{_TARGET} sh:property [ sh:path x:length ; sh:minCount 'one' ] .",
    "huge count": f"{_TARGET} sh:property [ sh:path x:length ; sh:minCount 99999999999999999999999 ] .",
    "literal class": f"{_TARGET} sh:class 'Boat' .",
    "unknown node kind": f"{_TARGET} sh:nodeKind sh:Thing .",
    "import": f"{_TARGET} sh:nodeKind sh:Literal . "
    "<urn:x:> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/> .",
    "deep": f"{_TARGET} sh:not " + "[ sh:not " * 2000 + "[ sh:nodeKind sh:Literal ]" + " ]" * 2000 + " .",
}
"""Shapes by what is odd about them. The data violates each that makes sense, but for those under `MAY_CONFORM`."""

MAY_CONFORM = frozenset({"pattern that explodes", "query with SERVICE", "deep", "query without $this"})


class _Shapes:
    """Shapes files, and data that violates them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def all(self) -> Iterator[Made]:
        validate = ("validate", "{data}", "--shapes", "{file}")
        while True:
            for kind, text in SHAPES.items():
                right = EITHER if kind in MAY_CONFORM else BROKEN
                yield f"shapes {kind}", "shapes.ttl", (_X + text).encode(), validate, right
            for kind, name, content in self.damages():
                yield f"shapes {kind}", name, content, validate, BROKEN

    def damages(self) -> Iterator[tuple[str, str, bytes]]:
        turtle = _X + SHAPES["sound"]
        for extension in ("ttl", "nt", "rdf", "jsonld"):
            sound = in_syntax(extension, turtle)
            yield f"cut off {extension}", f"shapes.{extension}", sound[: self.chance.randrange(20, len(sound) // 3)]
            yield f"empty {extension}", f"shapes.{extension}", b""
        yield "entity bomb", "shapes.rdf", _entities(in_syntax("rdf", turtle))
        yield "deep JSON-LD", "shapes.jsonld", b"[" * LEVELS + b"]" * LEVELS
        yield "remote context", "shapes.jsonld", b'{"@context": "http://127.0.0.1:9/c", "@id": "urn:x:S"}'
        yield "bytes", "shapes.ttl", self.chance.randbytes(500)
        yield "no shapes file", "shapes.docx", turtle.encode()
