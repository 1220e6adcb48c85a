"""The people whom a page names, read only where those asked for may be named, and found by the end of their names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from functools import cached_property

from osce_kg.extract.names import is_name_word, is_person_name, is_title, person_key
from osce_kg.extract.quote_name_index import NameIndex, may_hold
from osce_kg.extract.quote_name_runs import is_organization_word, is_role_word
from osce_kg.extract.quote_namesakes import Choice, Namesakes
from osce_kg.extract.quote_paragraphs import Paragraph
from osce_kg.extract.quote_people import Known, Private, parted, read_people, role_leading, surnames_first
from osce_kg.extract.quote_tokens import tokenize
from osce_kg.extract.quote_words import PORTFOLIO_WORDS
from osce_kg.extract.wordlists import words
from osce_kg.records import Span
from osce_kg.reference.model import Registries
from osce_kg.reference.phrases import is_word_part

_WORD = re.compile(r"[^\W_]+")
_PLACING = words("of in to from at for")
_NAME_REACH = 80
# Of a page that quotes more people than this everything is read, once.
_FEW = 64
_MOST_WORDS = 4


class Named:
    """The people of a page's paragraphs, read when first asked for.

    Reading a sentence costs; most pages quote nobody, and most sentences name nobody who is quoted.
    """

    def __init__(self, paragraphs: Sequence[Paragraph], registries: Registries) -> None:
        self.paragraphs = paragraphs
        self._registries = registries
        self._starts = [paragraph.start for paragraph in paragraphs]
        self._private: set[str] = set()
        self._withheld_at: list[int] = []
        self._read: dict[tuple[int, int], tuple[Known, ...]] = {}
        self._named: dict[str, Namesakes] = {}
        self._subjects: dict[int, list[Known]] = {}
        self._leading: dict[int, list[tuple[int, Span]]] = {}
        self._choices: dict[str, Choice] = {}

    @cached_property
    def everybody(self) -> Namesakes:
        """Everybody named with a full name, or with a surname that one of them has."""
        return Namesakes([known for people in self._by_last_word.values() for known in people])

    @cached_property
    def _by_last_word(self) -> dict[str, list[Known]]:
        found: dict[str, list[Known]] = {}
        for index in range(len(self.paragraphs)):
            for known in self._people(index):
                found.setdefault(_last_word(known.key), []).append(known)
        return found

    def named(self, key: str) -> Namesakes:
        """Return those of everybody whose keys end with the same word as this one."""
        word = _last_word(key)
        if word not in self._named:
            if len(self._named) < _FEW:
                near = (known for at in self._index.may_have(word) for known in self._people(at, word))
                read = [known for known in near if _last_word(known.key) == word]
            else:
                read = self._by_last_word.get(word, [])
            self._named[word] = Namesakes(read)
        return self._named[word]

    def at(self, offset: int) -> Paragraph | None:
        """Return the paragraph in which an offset lies."""
        index = bisect_right(self._starts, offset) - 1
        return self.paragraphs[index] if index >= 0 and offset <= self.paragraphs[index].end else None

    def keep_private(self, name: str) -> None:
        """Remember a name that the page gives to a private person: its surname alone means them too."""
        self._private.update({person_key(name), person_key(name.split()[-1])})

    def is_private(self, name: str) -> bool:
        """Whether a name is that of a private person of the page."""
        key = person_key(name)
        # Reading the people of this name is what finds the private ones.
        self.named(key)
        return key in self._private

    def full_name(self, surname: str, before: int) -> Known | None:
        """Return the one full name on the page that ends with a surname, earlier ones first."""
        if surname not in self._choices:
            key = person_key(surname)
            named = [known for known in self.named(key).people if known.key.endswith(f"-{key}")]
            self._choices[surname] = Choice(named or list(self._full_names(surname)))
        return self._choices[surname].before(before)

    def subjects(self, after: int, before: int) -> Iterator[Known]:
        """Yield the people with whom sentences between two offsets begin, from the end: whom a pronoun may mean."""
        for index in range(bisect_left(self._starts, before) - 1, -1, -1):
            if self.paragraphs[index].end <= after:
                return
            subjects = self._subjects_of(index)
            last = bisect_left(subjects, before, key=lambda known: known.span.start)
            for at in range(last - 1, -1, -1):
                if subjects[at].span.start < after:
                    break
                yield subjects[at]

    def withheld_after(self, after: int, before: int) -> bool:
        """Whether a private person is named between two offsets, of whose paragraphs the subjects were asked for."""
        return bisect_left(self._withheld_at, after) < bisect_left(self._withheld_at, before)

    def leading_role(self, after: int, before: int) -> Span | None:
        """Return the role with which the latest sentence between two offsets begins that begins with one."""
        for index in range(bisect_left(self._starts, before) - 1, -1, -1):
            if self.paragraphs[index].end <= after:
                return None
            leading = self._leading_of(index)
            last = bisect_left(leading, before, key=lambda found: found[0]) - 1
            if last >= 0:
                start, role = leading[last]
                return role if start >= after else None
        return None

    def _leading_of(self, index: int) -> list[tuple[int, Span]]:
        """Return where the sentences of a paragraph begin that a role leads, and these roles."""
        if index not in self._leading:
            paragraph = self.paragraphs[index]
            base = paragraph.start
            self._leading[index] = [
                (base + sentence[0].start, Span(base + role.start, base + role.end))
                for gap in paragraph.gaps
                for sentence in gap.sentences
                if sentence and (role := role_leading(sentence, paragraph.text, self._registries))
            ]
        return self._leading[index]

    def _subjects_of(self, index: int) -> list[Known]:
        if index not in self._subjects:
            paragraph = self.paragraphs[index]
            words = dict.fromkeys(_last_word(known.key) for known in self._people(index))
            inside = (self.named(word).within(paragraph.start, paragraph.end) for word in words)
            found = [known for people in inside for known in people if known.subject]
            found += [person for short in surnames_first(paragraph) if (person := self.named(short.key).meant(short))]
            self._subjects[index] = sorted(found, key=lambda known: known.span.start)
        return self._subjects[index]

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex([paragraph.text for paragraph in self.paragraphs])

    def _people(self, index: int, word: str = "") -> Iterator[Known]:
        """Yield the people whom a paragraph names, at least those with the word in their key.

        Its private people are remembered apart.
        """
        paragraph = self.paragraphs[index]
        for number, sentence in enumerate(paragraph.sentences):
            at = (index, number)
            if at not in self._read:
                if not sentence or (word and not may_hold(paragraph.text[sentence[0].start : sentence[-1].end], word)):
                    continue
                people = []
                for person in read_people(paragraph, sentence, self._registries):
                    if isinstance(person, Private):
                        self.keep_private(person.name)
                        insort(self._withheld_at, person.start)
                    else:
                        people.append(person)
                self._read[at] = tuple(people)
            yield from self._read[at]

    def _full_names(self, surname: str) -> Iterator[Known]:
        """Yield the names that end with a surname anywhere in the text, for those with whom no sentence begins."""
        for paragraph, found in self._occurrences(surname):
            start = self._given_names(paragraph.text, found)
            _, name = parted(paragraph.text[start : found + len(surname)], paragraph.text)
            if start < found and is_person_name(name):
                end = paragraph.start + found + len(surname)
                yield Known(person_key(name), name, Span(end - len(name), end))

    def _occurrences(self, surname: str) -> Iterator[tuple[Paragraph, int]]:
        """Yield where a surname stands as whole words."""
        if len(self._choices) < _FEW:
            for index in self._index.may_have(_last_word(person_key(surname))):
                for at in _occurrences(surname, self.paragraphs[index].text):
                    yield self.paragraphs[index], at
            return
        first = _WORD.search(surname)
        if first is None:
            return
        for paragraph, at in self._words.get(first.group(), ()):
            begin, end = at - first.start(), at - first.start() + len(surname)
            before = paragraph.text[max(0, begin - 1) : max(0, begin)]
            whole = not (is_word_part(before) or is_word_part(paragraph.text[end : end + 1]))
            if begin >= 0 and whole and paragraph.text.startswith(surname, begin):
                yield paragraph, begin

    @cached_property
    def _words(self) -> dict[str, list[tuple[Paragraph, int]]]:
        """Every word of the page, and where it stands."""
        found: dict[str, list[tuple[Paragraph, int]]] = {}
        for paragraph in self.paragraphs:
            for word in _WORD.finditer(paragraph.text):
                found.setdefault(word.group(), []).append((paragraph, word.start()))
        return found

    def _given_names(self, text: str, surname: int) -> int:
        """Return where the given names before a surname begin; the surname's own start if there are none."""
        tokens = tokenize(text, max(0, surname - _NAME_REACH), surname)
        start = surname
        for count in range(min(_MOST_WORDS, len(tokens))):
            token = tokens[-1 - count]
            if not _given_name(token.text) or text[token.end : start].strip():
                break
            placed = len(tokens) > count + 1 and tokens[-2 - count].lower in _PLACING
            if placed and self._is_place(token.text):
                break
            start = token.start
        return start

    def _is_place(self, name: str) -> bool:
        return self._registries.area(name) is not None or bool(self._registries.places_named(name))


def _last_word(key: str) -> str:
    return key.rpartition("-")[2]


def _occurrences(word: str, text: str) -> Iterator[int]:
    """Yield where the word stands in the text as a whole word."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (is_word_part(text[max(0, at - 1) : at]) or is_word_part(text[end : end + 1])):
            yield at
            at = text.find(word, end)
        else:
            at = text.find(word, at + 1)


def _given_name(word: str) -> bool:
    plain = word.lower().strip(".")
    if is_title(word) or is_role_word(word) or is_organization_word(plain):
        return False
    return is_name_word(word) and plain not in PORTFOLIO_WORDS
