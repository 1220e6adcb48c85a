"""Each quotation of a page, in page order, with its speaker or none: by name, role or pronoun, or as the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from osce_kg.extract.names import split_title
from osce_kg.extract.quote_attributed import Attributed
from osce_kg.extract.quote_items import Item
from osce_kg.extract.quote_people import Known
from osce_kg.extract.quote_phrases import Kind, Phrase
from osce_kg.extract.quote_private import withheld
from osce_kg.extract.quote_speakers import Cast, agrees
from osce_kg.extract.quote_turns import NEAR, Continuation, Turn, by_role_alone, continues, is_continued, is_near
from osce_kg.extract.quote_values import (
    BY_DATE,
    body_of,
    continued,
    is_affiliation,
    listed_as,
    overlaps,
    quoted_words,
    sureness,
)
from osce_kg.extract.quote_words import PLURAL_PRONOUNS
from osce_kg.extract.roles import RoleReading
from osce_kg.records import (
    Attribution,
    Basis,
    Confidence,
    Finding,
    Person,
    Quotation,
    Reading,
    Severity,
    Span,
)


@dataclass(frozen=True, slots=True)
class QuoteResult:
    """Quotations in page order, the people who speak (once each, in order), what needs a look."""

    quotations: tuple[Quotation, ...] = ()
    people: tuple[Person, ...] = ()
    findings: tuple[Finding, ...] = ()


class QuoteReader:
    """Takes quoted stretches in page order and gives each its speaker."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._turns: list[Turn] = []
        self._findings: list[Finding] = []
        self._last: tuple[Known, int] | None = None
        self._texts: set[str] = set()

    def feed(self, item: Item) -> None:
        """Add one quoted stretch: a quotation, or a finding."""
        if item.scare and not (item.attributed and not item.embedded and not item.title):
            self._report("quoted-words", Severity.INFO, "quoted words that are a title or a term, no quotation", item)
            return
        quotation, speaker = self._attribute(item)
        if quotation is None:
            self._report("quoted-words", Severity.INFO, "quoted words without a verb of saying, no quotation", item)
            return
        if item.text in self._texts:
            self._report("quote-repeated", Severity.INFO, "the same words are quoted before; counted once", item)
            return
        self._texts.add(item.text)
        self._turns.append(Turn(item, quotation, speaker))

    @property
    def _position(self) -> int:
        """The position of the quotation at hand, from 1."""
        return len(self._turns) + 1

    def result(self, author: Phrase | None = None) -> QuoteResult:
        """Return everything fed so far; quotations still open are given the speaker who closes them.

        If nobody at all is named, the page is what its `author` says.
        """
        self._backfill()
        if author is not None and author.name:
            known = self._cast.person(author.name, author.role)
            if all(self._may_be_by(known, turn) for turn in self._turns):
                self._give_all(known, author.name)
        people: dict[str, Person] = {}
        quotations = []
        for turn in self._turns:
            quotations.append(turn.quotation)
            if turn.speaker and turn.quotation.person and turn.speaker.on_page:
                known = turn.speaker
                people.setdefault(known.key, Person(known.key, known.name, known.span))
            if turn.quotation.attribution is None and turn.quotation.quoted_document is None:
                self._report("quote-unattributed", Severity.WARNING, "a quotation whose speaker is unknown", turn.item)
        findings = sorted(self._findings, key=lambda found: (found.span.start if found.span else 0, found.code))
        return QuoteResult(tuple(quotations), tuple(people.values()), tuple(findings))

    def _attribute(self, item: Item) -> tuple[Quotation | None, Known | None]:
        found = item.attributed
        if found is None:
            return self._unattributed(item)
        kind = found.phrase.kind
        if kind is Kind.PERSON:
            return self._by_name(item, found)
        if kind is Kind.ROLE:
            return self._by_role(item, found)
        if kind is Kind.PRONOUN:
            return self._by_pronoun(item, found)
        if kind is Kind.UNREAD:
            # Somebody speaks whom the words do not give in a form that can be read: nobody is better than the last.
            self._last = None
            return Quotation(self._position, quoted_words(item, found.rule), None), None
        text = self._cast.text(found.phrase.span)
        previous = self._turns[-1] if self._turns else None
        if text.lower() in PLURAL_PRONOUNS and previous and previous.quotation.collective:
            how = Continuation("quote-continued", Attribution.CONTINUED, Confidence.HIGH)
            return self._as_neighbour(item, previous, how)
        reading = Reading(text, found.phrase.span, found.rule)
        if kind is Kind.DOCUMENT:
            # Nobody speaks, so there is nothing to attribute; who spoke before may go on.
            return Quotation(self._position, quoted_words(item, found.rule), None, quoted_document=reading), None
        self._last = None
        body = self._cast.role(found.phrase.span).body
        said = quoted_words(item, found.rule)
        return Quotation(self._position, said, Attribution.EXPLICIT, speaker_body=body, collective=reading), None

    def _by_name(self, item: Item, found: Attributed) -> tuple[Quotation, Known | None]:
        name, role = found.phrase.name, found.phrase.role
        if name is None:
            raise ValueError("a person's phrase has a name")
        written = self._cast.text(name)
        role_text = self._cast.text(role) if role else ""
        if withheld(role_text) or withheld(self._cast.text(found.evidence)) or self._cast.is_private(written):
            return self._withheld(item, found, written, role_text), None
        known = self._cast.person(name, role)
        short = len(written.split()) - len((known.title or "").split()) < 2 or known.span.end != name.end
        rule = "quote-surname" if short and known.resolved else found.rule
        held = None if known.resolved else self._cast.registered_as(known)
        if held is not None:
            known, rule = listed_as(known, held), BY_DATE
        elif not known.resolved:
            message = f"the page gives no full name for {written!r}; the key holds for this document only"
            self._findings.append(Finding("surname-unresolved", Severity.INFO, message, span=name, value=written))
        basis, confidence = sureness(known, rule, found.rule)
        self._last = (known, item.paragraph)
        if found.rule == "quote-sentence-before":
            return self._continued(item, known, Confidence.MEDIUM, name, found.rule, Attribution.CONTINUED), known
        quotation = Quotation(
            self._position,
            quoted_words(item, rule),
            Attribution.EXPLICIT,
            person=Reading(known.key, name, rule, basis, confidence),
            speaker_name=Reading(written, name, rule),
            speaker_role=Reading(role_text, role, rule) if role and not is_affiliation(role_text) else None,
            role=known.reading.role if role else self._cast.role_before(known, item.span.start),
            speaker_body=known.reading.body,
            speaker_state=known.reading.state,
        )
        return quotation, known

    def _withheld(self, item: Item, found: Attributed, written: str, role_text: str) -> Quotation:
        """Return the quotation of a private person, whose name is left out."""
        name, role = found.phrase.name, found.phrase.role
        self._cast.keep_private(split_title(written)[1])
        self._report("person-withheld", Severity.INFO, "a private person's name is left out", item)
        shown = Reading(role_text, role, found.rule) if role and not (name and overlaps(role, name)) else None
        how = Attribution.CONTINUED if found.rule == "quote-sentence-before" else Attribution.EXPLICIT
        return Quotation(self._position, quoted_words(item, found.rule), how, speaker_role=shown)

    def _by_role(self, item: Item, found: Attributed) -> tuple[Quotation, Known | None]:
        span = found.phrase.role or found.phrase.span
        reading = self._cast.role(span)
        known = self._cast.holder(span)
        body, state = body_of(reading, known), reading.state or (known.reading.state if known else None)
        quotation = Quotation(
            self._position,
            quoted_words(item, found.rule),
            Attribution.EXPLICIT,
            speaker_role=Reading(self._cast.text(span), span, found.rule),
            role=reading.role,
            speaker_body=body,
            speaker_state=None if body else state,
        )
        if known is not None:
            # What goes on is said in this role, whatever else the page calls them.
            held = reading.role or known.reading.role
            known = known.with_reading(RoleReading(held, quotation.speaker_body, quotation.speaker_state))
            self._last = (known, item.paragraph)
            person = Reading(known.key, span, found.rule, Basis.RESOLVED, Confidence.MEDIUM)
            return replace(quotation, person=person, role=held), known
        self._last = None
        holders = self._cast.registered(span)
        if holders is not None and len(holders) == 1:
            unnamed = Known("", "", span, role=span, role_text=self._cast.text(span), reading=reading)
            known = listed_as(unnamed, holders[0])
            self._last = (known, item.paragraph)
            person = Reading(known.key, span, BY_DATE, Basis.INFERRED, Confidence.MEDIUM)
            return replace(quotation, person=person), known
        if holders is not None:
            message = f"the registry has {len(holders)} holders of the post on the document's date; nobody is guessed"
            value = self._cast.text(span)
            self._findings.append(Finding("holder-unresolved", Severity.INFO, message, span=span, value=value))
        return quotation, None

    def _by_pronoun(self, item: Item, found: Attributed) -> tuple[Quotation, Known | None]:
        known = self._antecedent(item, found)
        quotation = Quotation(self._position, quoted_words(item, found.rule), None)
        previous = self._turns[-1] if self._turns else None
        if known is None and previous is not None and by_role_alone(previous, item):
            how = Continuation(found.rule, Attribution.CONTINUED, Confidence.HIGH)
            return self._as_neighbour(item, previous, how)
        if known is None or not agrees(self._cast.text(found.evidence), known[0]):
            return quotation, None
        return self._continued(item, *known, found.evidence, found.rule, Attribution.CONTINUED), known[0]

    def _antecedent(self, item: Item, found: Attributed) -> tuple[Known, Confidence] | None:
        """Return whom a pronoun means: the latest sentence's subject, else the last speaker."""
        since = self._turns[-1].item.span.end if self._turns else 0
        earliest = self._cast.paragraphs[max(0, item.paragraph - NEAR)].start
        pronoun = self._cast.text(found.evidence)
        subject = self._cast.last_subject(max(since, earliest), found.evidence.start, pronoun)
        after = max(since, earliest, subject.span.end if subject else 0)
        if self._cast.speaks_withheld(after, found.evidence.start):
            self._last = None
            return None
        if subject and (self._last is None or subject.key != self._last[0].key):
            self._last = (subject, item.paragraph)
            return subject, Confidence.MEDIUM
        if self._last is None:
            return None
        known, paragraph = self._last
        self._last = (known, item.paragraph)
        return known, Confidence.HIGH if is_near(item, paragraph) else Confidence.MEDIUM

    def _unattributed(self, item: Item) -> tuple[Quotation | None, Known | None]:
        previous = self._turns[-1] if self._turns else None
        how = continues(previous, item) if previous else None
        if previous and how:
            return self._as_neighbour(item, previous, how)
        goes_on = previous is not None and previous.item.paragraph == item.paragraph and item.joined
        if item.alone or item.sentence_like or not item.closed or goes_on:
            return Quotation(self._position, quoted_words(item, "quote-marks"), None), None
        return None, None

    def _as_neighbour(self, item: Item, other: Turn, how: Continuation) -> tuple[Quotation, Known | None]:
        """Return the stretch as said by whoever said the quotation before or behind it."""
        said, speaker = other.quotation, other.speaker
        if speaker is None:
            text = quoted_words(item, how.rule)
            how_said = how.attribution
            return replace(said, position=self._position, text=text, attribution=how_said, speaker_name=None), None
        evidence = said.person.span if said.person else None
        self._last = (speaker, item.paragraph)
        return self._continued(item, speaker, how.confidence, evidence or item.span, how.rule, how.attribution), speaker

    def _continued(
        self, item: Item, known: Known, confidence: Confidence, evidence: Span, rule: str, attribution: Attribution
    ) -> Quotation:
        """Return a quotation of somebody known before, in the role that the page gave them."""
        role = self._cast.role_before(known, item.span.start)
        return continued(self._position, item, known, role, confidence, evidence, rule, attribution)

    def _may_be_by(self, author: Known, turn: Turn) -> bool:
        """Whether nobody else is named beside a quotation: by no words, or by a pronoun that may mean the author."""
        found = turn.item.attributed
        if turn.settled or (found is not None and found.phrase.kind is not Kind.PRONOUN):
            return False
        return found is None or agrees(self._cast.text(found.evidence), author)

    def _give_all(self, author: Known, name: Span) -> None:
        """Give every quotation to the one whose statement the headline says the page is."""
        for index, (item, *_) in enumerate(self._turns):
            said = self._continued(item, author, Confidence.MEDIUM, name, "quote-headline", Attribution.INFERRED)
            self._turns[index] = Turn(item, replace(said, position=index + 1), author)

    def _backfill(self) -> None:
        """Give quotations without a speaker the one named after the quotation that directly follows them."""
        for index in range(len(self._turns) - 2, -1, -1):
            turn, following = self._turns[index], self._turns[index + 1]
            how = is_continued(turn, following)
            if how:
                quotation, speaker = self._as_neighbour(turn.item, following, how)
                self._turns[index] = Turn(turn.item, replace(quotation, position=index + 1), speaker)

    def _report(self, code: str, severity: Severity, message: str, item: Item) -> None:
        self._findings.append(Finding(code, severity, message, span=item.span, value=item.text))
