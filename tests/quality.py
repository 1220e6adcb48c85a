"""Precision and recall, field by field, of what is read from pages whose right answers are known.

`python tests/quality.py tests/captures tests/heldout` prints a table per folder. A value counts as right if it
is the expected one at the expected document or quotation; documents meet by headline, quotations by their words.
What a golden file does not name is not counted. Rejected pages count as one value each: yielding no document.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from golden import Golden, goldens, summary
from osce_kg.extract.names import person_key
from osce_kg.layouts.read import Reader
from osce_kg.reference import load_registries
from osce_kg.reference.people import load_people

SCALARS = ("type", "language", "issued", "issued_from", "dateline", "body_starts", "body_ends")
SETS = ("places", "tagged_sources", "issuers", "fields", "field_texts")
MENTIONED = ("organization", "country", "place")
QUOTED = ("attribution", "person", "name", "role", "body", "state", "collective", "document")
_ENDS = 25


@dataclass
class Score:
    """Right, missed and wrong values of one field; a wrong value for an expected one counts as both."""

    right: int = 0
    missed: int = 0
    wrong: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        found = self.right + self.wrong
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        expected = self.right + self.missed
        return self.right / expected if expected else None

    def add(self, expected: Iterable[Any], found: Iterable[Any], where: str) -> None:
        """Count two collections of values."""
        wanted, had = list(dict.fromkeys(expected)), list(dict.fromkeys(found))
        for value in wanted:
            if value in had:
                self.right += 1
            else:
                self.missed += 1
                self.examples.append(f"{where}: missed {value!r}")
        for value in had:
            if value not in wanted:
                self.wrong += 1
                self.examples.append(f"{where}: wrong {value!r}")


Scores = dict[str, Score]


def measure(folder: Path, reader: Reader, within: str = "*") -> Scores:
    """Return the scores of every field over the golden pages of a folder, or of one of the folders in it."""
    scores: Scores = {}
    for golden in goldens(folder, within):
        loaded = golden.load()
        found = summary(golden.read(reader).records)
        _page(golden, loaded, found, scores)
    return scores


def _page(golden: Golden, loaded: Mapping[str, Any], found: Mapping[str, Any], scores: Scores) -> None:
    if loaded.get("reject"):
        _score(scores, "rejected page").add(["nothing"], ["nothing"] if not found["documents"] else ["read"], golden.id)
        return
    expected = loaded.get("expect", {})
    if "family" in expected:
        _score(scores, "family").add([expected["family"]], [found["family"]], golden.id)
    wanted = expected.get("documents", [])
    had = {_words(document["headline"]): document for document in found["documents"]}
    titles = [_words(document.get("headline", "")) for document in wanted]
    if all(titles):
        _score(scores, "document").add(titles, list(had), golden.id)
    for index, document in enumerate(wanted):
        title = _words(document.get("headline", ""))
        other = had.get(title) if title else _at(found["documents"], index)
        _document(document, other or {}, f"{golden.id} {index + 1}", scores)


def _document(expected: Mapping[str, Any], found: Mapping[str, Any], where: str, scores: Scores) -> None:
    for name in SCALARS:
        if name in expected:
            wanted, had = expected[name], found.get(name)
            if name in ("body_starts", "body_ends") and wanted is not None:
                wanted, had = _end(wanted, name), _end(had, name)
            _score(scores, name).add(_some(wanted), _some(had), where)
    for name in SETS:
        if name in expected:
            _score(scores, name).add(expected[name], found.get(name, ()), where)
    if "mentions" in expected:
        for kind in MENTIONED:
            wanted = [key for key in expected["mentions"] if key.startswith(f"{kind}/")]
            had = [key for key in found.get("mentions", ()) if key.startswith(f"{kind}/")]
            _score(scores, f"mention of {kind}").add(wanted, had, where)
    if "quotations" in expected:
        _quotations(expected["quotations"], found.get("quotations", ()), where, scores)


def _quotations(
    expected: Iterable[Mapping[str, Any]], found: Iterable[Mapping[str, Any]], where: str, scores: Scores
) -> None:
    had = {_words(quotation["text"]): quotation for quotation in found}
    wanted = {_words(quotation["text"]): quotation for quotation in expected}
    _score(scores, "quotation").add(wanted, had, where)
    for text, quotation in wanted.items():
        other = had.get(text)
        if other is None:
            continue
        for name in QUOTED:
            if name in quotation:
                key = person_key if name == "person" else _plain
                _score(scores, f"quotation's {name}").add(
                    map(key, _some(quotation[name])), map(key, _some(other[name])), f"{where} “{text[:30]}”"
                )


def _plain(value: str) -> str:
    return re.sub(r"^(?:the|an?) ", "", " ".join(value.split()), flags=re.I).rstrip(",.")


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _end(value: str | None, name: str) -> str:
    words = _words(value or "").replace(" ", "")
    return words[:_ENDS] if name == "body_starts" else words[-_ENDS:]


def _some(value: Any) -> list[Any]:
    return [] if value is None else [value]


def _at(documents: list[Mapping[str, Any]], index: int) -> Mapping[str, Any] | None:
    return documents[index] if index < len(documents) else None


def _score(scores: Scores, name: str) -> Score:
    return scores.setdefault(name, Score())


def table(scores: Scores) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield "| field | expected | right | wrong | precision | recall |"
    yield "|---|---|---|---|---|---|"
    for name, score in scores.items():
        row = (
            name,
            score.right + score.missed,
            score.right,
            score.wrong,
            _share(score.precision),
            _share(score.recall),
        )
        yield f"| {' | '.join(map(str, row))} |"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def main(arguments: list[str]) -> None:
    """Print a table per folder; with `--misses`, every value that is missed or wrong."""
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")]
    reader = Reader.of(load_registries(None), load_people(None))
    for folder in folders:
        scores = measure(folder, reader)
        print(f"{folder}\n", *table(scores), "", sep="\n")
        if "--misses" in arguments:
            for name, score in scores.items():
                print(*(f"{name}: {example}" for example in score.examples), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
