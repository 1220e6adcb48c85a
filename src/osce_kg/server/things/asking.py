"""Questions of the pages: SPARQL with the prefixes at hand, run together, kept while the release is served."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from starlette.requests import Request

from osce_kg.server import lookups
from osce_kg.server.lookups import Row, Term
from osce_kg.server.site import Site
from osce_kg.server.things.model import Evidence, Item, Listing, Pager, Value
from osce_kg.server.things.names import NAMES
from osce_kg.vocab import PREFIXES

ROWS = 20
"""Rows of a list on one page."""
_KEPT = 256  # answers
_KEPT_ROWS = 400  # of the longest that is kept
_NAMES = ("osce", "schema", "dct", "org", "prov", "skos", "rdfs", "oa")
PROLOGUE = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _NAMES)
_WORDS = 90  # most characters of an example
_LANGUAGE = 35  # most characters of a language tag


class Asker:
    """Asks the engine for one release. Answers to questions of counting are kept, because a release does not change."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.terms = NAMES | site.term_labels
        self._kept: OrderedDict[str, tuple[Row, ...]] = OrderedDict()
        self._shares: dict[str, dict[str, tuple[Row, ...]]] = {}
        self._lock = asyncio.Lock()

    async def rows(self, question: str) -> tuple[Row, ...]:
        """Return the rows of a SELECT."""
        return (await lookups.select(self.site.engine, PROLOGUE + question)).rows

    async def counted(self, question: str) -> tuple[Row, ...]:
        """Return the rows of a SELECT that reads much and answers little; the same question is asked once."""
        if question in self._kept:
            self._kept.move_to_end(question)
            return self._kept[question]
        found = await self.rows(question)
        if self.site.data_digest is not None and len(found) <= _KEPT_ROWS:
            self._kept[question] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    async def share(self, question: str, thing: str) -> tuple[Row, ...]:
        """Return the rows of a SELECT whose `?of` is a thing.

        The question is about all things at once: of a release it is asked once and kept, for that costs no more than
        the page of a busy thing. Of a store that may change, only the rows of the thing are asked for.
        """
        if self.site.data_digest is None:
            return await self.rows(question.replace("{", f"{{ VALUES ?of {{ <{thing}> }} ", 1))
        async with self._lock:
            if question not in self._shares:
                shares: dict[str, list[Row]] = {}
                for row in await self.rows(question):
                    if "of" in row:
                        shares.setdefault(row["of"].value, []).append(row)
                self._shares[question] = {of: tuple(rows) for of, rows in shares.items()}
        return self._shares[question].get(thing, ())

    async def number(self, pattern: str) -> int:
        """Return the number of different `?x` in a pattern."""
        found = await self.counted(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")
        return int(found[0]["n"].value)

    async def together(self, *questions: str) -> list[tuple[Row, ...]]:
        """Return the rows of several questions, asked at the same time."""
        return list(await asyncio.gather(*map(self.rows, questions)))


class Visit:
    """One request for the page of a thing: what it asks for beyond the thing itself.

    `lang` is the language in which labels are preferred, `captured` whether inferred facts are left out.
    """

    def __init__(self, asker: Asker, request: Request, iri: str) -> None:
        self.ask = asker
        self.site = asker.site
        self.terms = asker.terms
        self.iri = iri
        self._query = request.query_params
        self.lang = (self._query.get("lang") or "").lower()[:_LANGUAGE]
        self.captured = self._query.get("facts") == "captured"
        self.span = self._query.get("span", "")[:40]
        wanted = self._query.get("page", "")
        self.page = int(wanted) if wanted.isascii() and wanted.isdecimal() and 0 < int(wanted[:6]) < 100_000 else 1
        self.ids = f"{self.site.settings.base}id/"
        self.key = iri.removeprefix(self.ids).partition("/")[2]

    @property
    def variant(self) -> str:
        """What of the address changes the page, for its entity tag."""
        return f"{self.lang} {self.captured} {self.span} {self.page}"

    def address(self, **changes: str | None) -> str:
        """Return the address of this page with other parameters; a parameter of None is left out."""
        given: dict[str, str | None] = {
            "lang": self.lang or None,
            "facts": "captured" if self.captured else None,
            "page": str(self.page) if self.page > 1 else None,
        }
        values = {name: value for name, value in (given | changes).items() if value}
        path = f"/page/{quote(self.iri.removeprefix(self.ids), safe=':/=,;@&%~.!$()*+-_')}"
        return path + (
            "?" + "&".join(f"{name}={quote(value, safe=',')}" for name, value in values.items()) if values else ""
        )

    def pager(self, total: int, anchor: str) -> Pager | None:
        """Return the links between the parts of a list, None if one part holds it."""
        if total <= ROWS:
            return None
        first = (self.page - 1) * ROWS + 1
        last = min(total, self.page * ROWS)
        before = (
            f"{self.address(page=str(self.page - 1) if self.page > 2 else None)}#{anchor}" if self.page > 1 else None
        )
        after = f"{self.address(page=str(self.page + 1))}#{anchor}" if last < total else None
        return Pager(first, last, total, before, after)

    @property
    def offset(self) -> int:
        return (self.page - 1) * ROWS

    def labels(self, rows: Iterable[Row], thing: str = "o", label: str = "l") -> dict[str, str]:
        """Return one label for each thing: in `lang`, in English, without language, else the first by language tag."""
        best: dict[str, tuple[tuple[int, str, str], str]] = {}
        for row in rows:
            if label not in row or thing not in row:
                continue
            tag = (row[label].language or "").lower()
            rank = (preference(tag, self.lang), tag, row[label].value)
            name = row[thing].value
            if name not in best or rank < best[name][0]:
                best[name] = rank, row[label].value
        return {name: text for name, (_, text) in best.items()}

    def words(self, proofs: Iterable[Evidence]) -> list[str]:
        """Return the words that each piece of evidence points to, cut if they are many, empty if they cannot be had."""
        texts: dict[str, str | None] = {}
        found = []
        for proof in proofs:
            sha = proof.capture or ""
            if sha and sha not in texts:
                texts[sha] = self.site.files.page_text(sha)
            text = texts.get(sha)
            located = text is not None and proof.start is not None and proof.end is not None
            words = text[proof.start : proof.end] if text is not None and located else ""
            found.append(words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…")
        return found

    def step(self, things: Sequence[Value]) -> tuple[tuple[str, str | None], ...]:
        """Return the first of some things as a step of a trail, none if there is none."""
        return tuple((value.text, self.site.renderer.href(value.term.value)) for value in things[:1])

    def name(self, term: str) -> str:
        """Return the name of a term of a vocabulary: its label in the ontology, else its IRI in short."""
        return self.terms.get(term) or self.site.renderer.short(term)

    def local(self, kind: str, key: str) -> str:
        """Return the IRI of a thing."""
        return f"{self.ids}{kind}/{key}"


def preference(tag: str, wanted: str) -> int:
    """Return the place of a language tag in the order wanted, English, none, any other."""
    if wanted and (tag == wanted or tag.startswith(f"{wanted}-")):
        return 0
    return 1 if tag == "en" or tag.startswith("en-") else 2 if not tag else 3


def grouped(rows: Iterable[Row], subject: str) -> dict[str, list[tuple[str, Term]]]:
    """Return properties and values of each subject, from rows of `?p ?o`, in the order of the rows."""
    found: dict[str, list[tuple[str, Term]]] = {}
    for row in rows:
        if {subject, "p", "o"} <= row.keys():
            found.setdefault(row[subject].value, []).append((row["p"].value, row["o"]))
    return found


def values_of(statements: Iterable[tuple[str, Term]], prop: str) -> list[Term]:
    """Return the values of one property, sorted."""
    return sorted(
        (value for name, value in statements if name == prop), key=lambda value: (value.value, value.language or "")
    )


def first(statements: Iterable[tuple[str, Term]], prop: str) -> str:
    """Return the first value of a property as text, empty if there is none."""
    return next((value.value for value in values_of(statements, prop)), "")


def labelled(
    terms: Sequence[Term], labels: Mapping[str, str], known: Mapping[str, str] | None = None
) -> tuple[Value, ...]:
    """Return terms with their labels; `known` are labels of the ontology's terms."""
    return tuple(
        Value(term, labels.get(term.value) or (known or {}).get(term.value) if term.kind == "uri" else None)
        for term in terms
    )


def linked(iri: str, label: str | None) -> Value:
    """Return a thing as a value."""
    return Value(Term("uri", iri), label)


def query_address(question: str) -> str:
    """Return the address that shows a query, ready to be run."""
    return "/sparql?query=" + quote(PROLOGUE_FOR_READERS + question, safe="")


PROLOGUE_FOR_READERS = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("osce", "schema", "dct", "rdfs"))


async def latest(visit: Visit, anchor: str, title: str, pattern: str) -> Listing | None:
    """Return the latest documents `?x` of a pattern with a link to all of them; None if there are none."""
    chosen = f"SELECT DISTINCT ?x ?t {{ {pattern} . ?x dct:issued ?t }} ORDER BY DESC(?t) ?x LIMIT 10"
    rows, total = await asyncio.gather(
        visit.ask.rows(f"SELECT ?x ?t ?l {{ {{ {chosen} }} ?x rdfs:label ?l }}"), visit.ask.number(pattern)
    )
    if not total:
        return None
    dates = {row["x"].value: row["t"].value for row in rows}
    labels = visit.labels(rows, "x")
    items = [Item(linked(iri, labels.get(iri)), date) for iri, date in dates.items()]
    items.sort(key=lambda item: item.value.term.value)
    items.sort(key=lambda item: item.date, reverse=True)
    everything = (
        f"SELECT DISTINCT ?x ?issued ?headline {{\n  {pattern} .\n  ?x dct:issued ?issued ; schema:headline ?headline\n"
        "} ORDER BY DESC(?issued) ?x"
    )
    return Listing(anchor, title, tuple(items), total, query_address(everything) if total > len(items) else None)
