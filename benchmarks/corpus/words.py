"""What the generator writes with: invented people, real towns and bodies, sentences in several languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """A body that issues releases: label in the site's tag, words in a text, town, country, first and last year."""

    tag: str
    name: str
    town: str
    country: str
    first: int
    last: int
    slug: str


OFFICES = (
    Office("OSCE Mission to Serbia", "OSCE Mission to Serbia", "BELGRADE", "Serbia", 2007, 2025, "serbia"),
    Office("OSCE Mission to Skopje", "OSCE Mission to Skopje", "SKOPJE", "North Macedonia", 2011, 2025, "skopje"),
    Office("OSCE Presence in Albania", "OSCE Presence in Albania", "TIRANA", "Albania", 1998, 2025, "albania"),
    Office("OSCE Project Co-ordinator in Baku (closed)", "OSCE Office in Baku", "BAKU", "Azerbaijan", 2001, 2013, "baku"),
    Office("OSCE Mission to Moldova", "OSCE Mission to Moldova", "CHISINAU", "Moldova", 1995, 2025, "moldova"),
    Office("OSCE Mission to Bosnia and Herzegovina", "OSCE Mission to Bosnia and Herzegovina", "SARAJEVO", "Bosnia and Herzegovina", 1996, 2025, "bih"),
    Office("OSCE Programme Office in Bishkek", "OSCE Programme Office in Bishkek", "OSH", "Kyrgyzstan", 2018, 2025, "bishkek"),
    Office("OSCE Programme Office in Dushanbe", "OSCE Programme Office in Dushanbe", "KHUJAND", "Tajikistan", 2018, 2025, "dushanbe"),
    Office("OSCE Mission to Montenegro", "OSCE Mission to Montenegro", "PODGORICA", "Montenegro", 2007, 2025, "montenegro"),
    Office("OSCE Mission in Kosovo", "OSCE Mission in Kosovo", "PRISHTINË/PRIŠTINA", "Kosovo", 2000, 2025, "kosovo"),
    Office("OSCE Project Co-ordinator in Uzbekistan", "OSCE Project Co-ordinator in Uzbekistan", "TASHKENT", "Uzbekistan", 2007, 2025, "uzbekistan"),
    Office("OSCE Office for Democratic Institutions and Human Rights", "OSCE Office for Democratic Institutions and Human Rights", "WARSAW", "Poland", 1995, 2025, "odihr"),
)  # fmt: skip

FIELDS = (
    "Arms control", "Border management", "Combating trafficking in human beings", "Countering terrorism",
    "Democratization", "Economic activities", "Education", "Elections", "Environmental activities", "Gender equality",
    "Good governance", "Human rights", "Media freedom and development", "Migration", "National minority issues",
    "Policing", "Roma and Sinti", "Rule of law", "Tolerance and non-discrimination", "Youth",
)  # fmt: skip

FIRST_NAMES = tuple(
    [
        "Alda",
        "Borin",
        "Celma",
        "Dovan",
        "Elira",
        "Feron",
        "Galina",
        "Harun",
        "Isolde",
        "Joren",
        "Kalina",
        "Lorik",
        "Mirela",
        "Nevan",
        "Odeta",
        "Petar",
        "Quirin",
        "Rosela",
        "Stevan",
        "Talia",
        "Ulrik",
        "Vesna",
        "Wilmar",
        "Xenia",
        "Yorik",
        "Zelma",
    ]
)
LAST_NAMES = tuple(
    [
        "Adamovar",
        "Belkerov",
        "Cindrelli",
        "Dragovan",
        "Estermund",
        "Falkovic",
        "Gorendal",
        "Hartunov",
        "Ilversen",
        "Jakobeli",
        "Korvanic",
        "Lindgarten",
        "Morvanov",
        "Nestorelli",
        "Okarevic",
        "Pelindor",
        "Quastenberg",
        "Rovandi",
        "Selmanov",
        "Tarkovelli",
        "Undermark",
        "Velindar",
        "Westerhov",
    ]
)
ROLES = (
    "the Head of the {name}",
    "Deputy Head of the {name}",
    "a Policing Adviser at the {name}",
    "{country}'s Deputy Interior Minister",
    "{country}'s Minister of Justice",
)
TOPICS = (
    "community policing", "election observation", "border patrols", "free media", "youth councils", "legal aid",
    "water management", "gender budgets", "police training", "minority schools", "arms storage", "trafficking victims",
)  # fmt: skip
HEADLINES = (
    "{short} trains local officials on {topic} in {place}",
    "{short} supports conference on {topic} in {place}",
    "Experts discuss {topic} at {short} event in {place}",
    "{short} and government launch guide on {topic} in {place}",
)
SENTENCES = (
    "This is a synthetic text for tests; nothing in it happened.",
    "Some {number} participants took part in the two-day course on {topic} organized by the {name}.",
    "The course covered {topic} and was held together with the authorities of {country}.",
    "Participants exchanged experience and agreed to meet again next spring.",
    "Similar courses are planned in three more towns before the end of the year.",
    "The activity is part of a longer programme that began {number} months ago.",
)
QUOTES = (
    "Only with the trust of citizens can work on {topic} succeed in the long run",
    "We will go on supporting {topic} wherever our partners ask for it",
    "The number of people who asked to join shows how much {topic} matters to them",
)
LOCALIZED = {
    "ru": (
        "{place}, {day} {month} {year} года – Это искусственный текст для проверки, ничего из описанного не было.",
        ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"),
        "Участники обсудили работу с населением и договорились о следующей встрече весной.",
        "Курс для местных служащих проходит при поддержке ОБСЕ",
    ),
    "sq": (
        "{place}, {day} {month} {year} – Ky është një tekst artificial për prova; asgjë këtu nuk ka ndodhur.",
        ("janar", "shkurt", "mars", "prill", "maj", "qershor", "korrik", "gusht", "shtator", "tetor", "nëntor", "dhjetor"),
        "Pjesëmarrësit diskutuan për punën me qytetarët dhe vendosën të takohen përsëri në pranverë.",
        "Trajnim për zyrtarët vendorë me mbështetjen e OSBE-së",
    ),
    "bs": (
        "{place}, {day}. {month} {year}. godine - Ovo je izmišljeni tekst za provjeru; ništa od ovoga se nije dogodilo.",
        ("januar", "februar", "mart", "april", "maj", "juni", "juli", "august", "septembar", "oktobar", "novembar", "decembar"),
        "Učesnici su razgovarali o radu sa građanima i dogovorili novi sastanak na proljeće.",
        "Obuka za lokalne službenike uz podršku OSCE-a",
    ),
}  # fmt: skip
