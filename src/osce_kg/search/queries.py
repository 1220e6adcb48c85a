"""Words and filters → a query of the index. Built term by term: no text of a user is ever parsed as a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import tantivy
from tantivy import Occur, Query

from osce_kg.search.entries import NAMED
from osce_kg.search.folding import sound
from osce_kg.search.index import schema, stemmer
from osce_kg.search.words import Words

WEIGHTS = {"name": 6.0, "text": 1.0, "context": 1.5}
"""How much a word counts in names, in texts, and in the names of what a thing points to."""

_WHOLE, _SOUND, _STEM, _TOGETHER = 40.0, 2.0, 0.5, 4.0
_SHORTEST_SOUND = 4  # shorter words sound like too many others


@dataclass(frozen=True, slots=True)
class Chosen:
    """What hits must have: values by field of the index, any of those of a field; days as eight digits, inclusive."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    first_day: int | None = None
    last_day: int | None = None
    without_kinds: Sequence[str] = ()


def query_of(words: Words, chosen: Chosen) -> Query:
    """Return the query for things that have all words and phrases, none of what is excluded, and what was chosen."""
    must = [_word(word) for word in words.words] + [_phrase(phrase) for phrase in words.phrases]
    clauses = [(Occur.Must, query) for query in must]
    clauses += [(Occur.Should, query) for query in _whole(words)]
    clauses += [(Occur.MustNot, _excluded(part)) for part in words.without]
    clauses += [(Occur.MustNot, _term("kind", kind)) for kind in chosen.without_kinds]
    clauses += [(Occur.Must, Query.const_score_query(query, 0.0)) for query in _filters(chosen)]
    if not any(occur is Occur.Must for occur, _ in clauses):
        clauses.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
    return Query.boolean_query(clauses)


def beginning_with(words: Sequence[str], last: str, kinds: Iterable[str]) -> Query:
    """Return the query for things of these kinds whose names have the words and one that begins with the last."""
    clauses = [(Occur.Must, _term("name", word)) for word in words]
    clauses.append((Occur.Must, Query.regex_query(schema(), "name", f"{last}.*")))
    clauses.append((Occur.Must, Query.const_score_query(Query.term_set_query(schema(), "kind", list(kinds)), 0.0)))
    clauses.append((Occur.Should, Query.boost_query(_term("whole", " ".join([*words, last])), _WHOLE)))
    clauses.append((Occur.Should, Query.const_score_query(Query.term_set_query(schema(), "kind", NAMED), _WHOLE)))
    return Query.boolean_query(clauses)


def named_like(words: Sequence[str], kinds: Sequence[str], types: Sequence[str]) -> Query:
    """Return the query for things whose names have any of the words, or what is one letter from it or sounds so.

    `kinds` are all that are wanted, `types` as well if there are any.
    """
    alike = [(Occur.Should, _nearly(word)) for word in dict.fromkeys(words)]
    alike.append((Occur.Should, Query.boost_query(_term("whole", " ".join(words)), _WHOLE)))
    clauses = [(Occur.Must, Query.boolean_query(alike))]
    for name, values in (("kind", kinds), ("type", types)):
        if values:
            only = Query.term_set_query(schema(), name, list(values))
            clauses.append((Occur.Must, Query.const_score_query(only, 0.0)))
    return Query.boolean_query(clauses)


def _nearly(word: str) -> Query:
    places = [Query.boost_query(_term("name", word), WEIGHTS["name"])]
    heard = sound(word)
    if len(heard) >= _SHORTEST_SOUND:
        places.append(Query.boost_query(_term("sound", heard), _SOUND))
        places.append(Query.fuzzy_term_query(schema(), "name", word, distance=1))
    return Query.disjunction_max_query(places)


def _term(field_name: str, value: str) -> Query:
    return Query.term_query(schema(), field_name, value, index_option="freq")


def _word(word: str) -> Query:
    """Return the query for one word, anywhere: the best place counts."""
    places = [Query.boost_query(_term(name, word), weight) for name, weight in WEIGHTS.items()]
    heard = sound(word)
    if len(heard) >= _SHORTEST_SOUND:
        places.append(Query.boost_query(_term("sound", heard), _SOUND))
    places += [Query.boost_query(_term("stem", stem), _STEM) for stem in stemmer().analyze(word)[:1]]
    return Query.disjunction_max_query(places, tie_breaker=0.1)


def _phrase(words: Sequence[str], weight: float = 1.0) -> Query:
    """Return the query for words that follow one another."""
    places = [
        Query.boost_query(Query.phrase_query(schema(), name, list(words)), each * weight)
        for name, each in WEIGHTS.items()
    ]
    return Query.disjunction_max_query(places, tie_breaker=0.1)


def _excluded(words: Sequence[str]) -> Query:
    if len(words) > 1:
        return _phrase(words)
    return Query.boolean_query([(Occur.Should, _term(name, words[0])) for name in WEIGHTS])


def _whole(words: Words) -> Iterable[Query]:
    """Yield what lifts a thing whose name is what was typed, or has it in this order."""
    typed = [*words.words, *(word for phrase in words.phrases for word in phrase)]
    if typed:
        yield Query.boost_query(_term("whole", " ".join(typed)), _WHOLE)
    if len(words.words) > 1:
        yield _phrase(words.words, _TOGETHER)


def _filters(chosen: Chosen) -> Iterable[Query]:
    for name, values in chosen.values.items():
        yield Query.term_set_query(schema(), name, list(values))
    if chosen.first_day is not None or chosen.last_day is not None:
        # A day of 0 is not known, so it is in no period.
        yield Query.range_query(
            schema(), "day", tantivy.FieldType.Unsigned, max(chosen.first_day or 1, 1), chosen.last_day
        )
