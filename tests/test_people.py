"""Curated decisions about people: merged, split and suppressed, without breaking an IRI or an offset."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.build import read_capture
from osce_kg.captures.model import Capture
from osce_kg.converters.people import curate
from osce_kg.errors import RegistryError
from osce_kg.extract.suppress import redact
from osce_kg.layouts.read import Reader
from osce_kg.records import CaptureInfo
from osce_kg.reference import Registries
from osce_kg.reference.people import People, load_people


def _suppressing(*keys: str) -> People:
    return People(suppressed=frozenset(hashlib.sha256(key.encode()).hexdigest() for key in keys))


_TEXT = '"We saw it," said Judge Ilse Vorbeck, a trainer. Vorbeck left. Vorbeckia is a plant. Ilse Meier stayed.'


def test_a_suppressed_name_is_blackened_and_offsets_stay() -> None:
    redacted = redact(_TEXT, _suppressing("ilse-vorbeck"))
    assert len(redacted) == len(_TEXT)
    assert "Vorbeck left" not in redacted
    assert "Ilse Vorbeck" not in redacted
    assert "Ilse Meier stayed." in redacted
    assert redacted.startswith('"We saw it," said ')


def test_nobody_suppressed_changes_nothing() -> None:
    assert redact(_TEXT, People()) is _TEXT
    assert redact(_TEXT, _suppressing("someone-else")) == _TEXT


@given(st.text(max_size=300))
def test_redaction_never_changes_the_length(text: str) -> None:
    assert len(redact(text, _suppressing("ilse-vorbeck"))) == len(text)


def _people(folder: Path, content: str) -> People:
    (folder / "people.toml").write_text(content, encoding="utf-8")
    return load_people(folder)


def test_merge_and_split(tmp_path: Path) -> None:
    people = _people(
        tmp_path,
        """[[merge]]
keep = "anna-exempel"
drop = ["a-exempel"]
reason = "r"
[[split]]
key = "jan-exempel"
number = 2
documents = ["n1"]
reason = "r"
""",
    )
    assert people.key_in("a-exempel", "n9") == "anna-exempel"
    assert people.key_in("jan-exempel", "n1") == "jan-exempel--2"
    assert people.key_in("jan-exempel", "n2") == "jan-exempel"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[[merge]]\nkeep = "a"\ndrop = ["b"]\n[[merge]]\nkeep = "c"\ndrop = ["b"]\n', "merged twice"),
        (
            '[[merge]]\nkeep = "a"\ndrop = ["b"]\n[[merge]]\nkeep = "b"\ndrop = ["c"]\n',
            "both kept and dropped",
        ),
        ('[[suppress]]\nsha256 = "abc"\n', "SHA-256"),
        ('[[merged]]\nkeep = "a"\n', "not a list"),
        ("merge = 3\n", "not a list"),
        ("[[merge\n", "people.toml"),
    ],
)
def test_a_wrong_registry_is_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(RegistryError, match=message):
        _people(tmp_path, content)


def test_a_suppressed_office_holder_is_no_speaker(registries: Registries) -> None:
    body = "VIENNA, 5 May 2012 – Talks go on. “We are patient,” the OSCE Secretary General said today."
    text = f"Talks go on\n{body}\n".encode()
    info = CaptureInfo(hashlib.sha256(text).hexdigest(), "text/plain", url="https://www.osce.org/sg/90001")
    (document,) = read_capture(Capture(info, text), Reader.of(registries)).records.documents
    (quotation,) = document.quotations
    assert quotation.person is not None
    people = _suppressing(quotation.person.value)
    (curated,) = curate(document, people).quotations
    assert (curated.person, curated.speaker_role) == (None, quotation.speaker_role)
