"""A paragraph of a body as reading quotations needs it: the quoted stretches, and the words around them, read once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from osce_kg.extract.dateline import after_dateline
from osce_kg.extract.quote_marks import Quoted, find_quoted
from osce_kg.extract.quote_name_runs import may_name_person
from osce_kg.extract.quote_tokens import Token, sentences, tokenize
from osce_kg.records import Snippet

_MARK = re.compile('[“”„«»"]')
_ALPHANUMERIC = re.compile(r"[^\W_]")
# Words as a name has them, initials and all; what stands between them is for a closer look.
_ROUGH_WORD = re.compile(r"(?:[^\W\d_]\.)+|[^\W_](?:[^\W_]|[’'ʼ`.\-‐‑](?=[^\W_]))*")
# Quotation marks this far in leave the dateline as it is.
_DATELINE_REACH = 400


class Gap:
    """What stands between two quotations, or before the first and behind the last of a paragraph."""

    __slots__ = ("_sentences", "text", "tokens")

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self._sentences: list[list[Token]] | None = None

    @property
    def sentences(self) -> list[list[Token]]:
        """The tokens split after each sentence's stop."""
        if self._sentences is None:
            self._sentences = sentences(self.tokens)
        return self._sentences


class Paragraph:
    """A paragraph with absolute offsets. `quoted` are its stretches in quotation marks that hold words.

    Its parts are read when first asked for: most paragraphs quote nobody and name nobody who is quoted.
    """

    _first_mark: int | None = None
    _gaps: list[Gap] | None = None
    _plain: str | None = None
    _sentences: list[list[Token]] | None = None

    def __init__(self, snippet: Snippet, *, quoting: bool = True) -> None:
        """Take a paragraph; what a headline quotes is no quotation (`quoting` is false)."""
        self.text = snippet.text
        self.start, self.end = snippet.span
        self._marked = find_quoted(self.text)
        marked = self._marked if quoting else ()
        self.quoted = tuple([quoted for quoted in marked if trimmed(self.text, quoted)]) if marked else ()

    @property
    def gaps(self) -> Sequence[Gap]:
        """The words before each quotation, and those behind the last; without the dateline."""
        if self._gaps is None:
            text = self.text
            first = self.quoted[0].open if self.quoted else len(text)
            begins = [min(after_dateline(text), first) if first else 0, *[quoted.after for quoted in self.quoted]]
            ends = [*[quoted.open for quoted in self.quoted], len(text)]
            self._gaps = [
                Gap(text[begin:end], tokenize(text, begin, end)) for begin, end in zip(begins, ends, strict=True)
            ]
        return self._gaps

    @property
    def plain(self) -> str:
        """The text with what is quoted replaced by spaces, offsets kept."""
        if self._plain is None:
            self._plain = _blanked(self.text, self._marked) if self._marked else self.text
        return self._plain

    @property
    def sentences(self) -> list[list[Token]]:
        """The sentences outside quotations, if a full name may be among their words; none otherwise."""
        if self._sentences is None:
            named = may_name_person(_ROUGH_WORD.findall(self.plain))
            self._sentences = sentences(self._outside()) if named else []
        return self._sentences

    def marked_before(self, offset: int) -> bool:
        """Whether a quotation mark stands before an offset of the text."""
        if self._first_mark is None:
            mark = _MARK.search(self.text)
            self._first_mark = mark.start() if mark else len(self.text)
        return self._first_mark < offset

    def _outside(self) -> list[Token]:
        if not self._marked:
            return self.gaps[0].tokens
        apart = len(self._marked) != len(self.quoted)
        if apart or self._marked[0].open < _DATELINE_REACH:
            # Without the quoted words a dateline may be another.
            begin = after_dateline(self.plain)
            known = min(after_dateline(self.text), self._marked[0].open)
            if apart or self.plain[min(begin, known) : max(begin, known)].strip():
                return tokenize(self.plain, begin, len(self.text))
        return [token for gap in self.gaps for token in gap.tokens]


def trimmed(text: str, quoted: Quoted) -> tuple[int, int] | None:
    """Return the range of the quoted words without outer white space and final comma, or None if there are none."""
    inner = text[quoted.start : quoted.end]
    start = quoted.start + len(inner) - len(inner.lstrip())
    kept = _without_end(inner)
    end = quoted.start + len(kept)
    return (start, end) if end > start and _ALPHANUMERIC.search(kept) else None


def _without_end(inner: str) -> str:
    """Return the words without the white space and commas that end them."""
    kept = inner.rstrip()
    while kept.endswith(","):
        kept = kept[:-1].rstrip()
    return kept


def _blanked(text: str, found: Sequence[Quoted]) -> str:
    parts, at = [], 0
    for quoted in found:
        parts.append(text[at : quoted.open])
        parts.append(" " * (quoted.after - quoted.open))
        at = quoted.after
    return "".join([*parts, text[at:]])
