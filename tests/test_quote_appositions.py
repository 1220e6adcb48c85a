"""Roles beside names: German and French officials, organizations with names of their own, towns after a role."""

from __future__ import annotations

import pytest

from osce_kg.build import read_capture
from osce_kg.captures.model import capture
from osce_kg.layouts.read import Reader

_LEAD = {
    "bs": "Centar za obuku otvoren\nSARAJEVO, 3. maja 2012. – Misija OSCE-a u Bosni i Hercegovini otvorila je danas "
    "centar za obuku službenika.\n",
    "de": "OSZE-Mission berät Städte\nWIEN, 3. Mai 2012 – Die OSZE-Mission beriet heute viele Städte über die "
    "Freiheit der Medien und sprach mit den Menschen.\n",
    "fr": "L’OSCE aide les écoles\nVIENNE, 3 mai 2012 – La Mission de l’OSCE en Moldova a aidé aujourd’hui dix écoles "
    "à préparer leurs élèves.\n",
    "en": "OSCE Centre meets fishermen\nATYRAU, 3 May 2012 - The OSCE Centre in Astana met fishermen today to talk "
    "about the law on fishing.\n",
}


@pytest.mark.parametrize(
    ("language", "text", "name", "role"),
    [
        (
            "de",
            "Der österreichische Außenminister Georg Hasling erklärte: „Wir setzen uns ein.“",
            "Georg Hasling",
            "Der österreichische Außenminister",
        ),
        (
            "de",
            "„Das reicht nicht“, sagte der Bürgermeister von Linz, Hans Moser.",
            "Hans Moser",
            "der Bürgermeister von Linz",
        ),
        ("de", "„Das reicht“, sagte der Abgeordnete Karl von Linz.", "Karl von Linz", "der Abgeordnete"),
        (
            "de",
            "Der Leiter der OSZE-Mission in Moldau, Botschafter Karl Brandner, sagte: „Wir helfen gern.“",
            "Botschafter Karl Brandner",
            "Der Leiter der OSZE-Mission in Moldau",
        ),
        (
            "fr",
            "« Il faut du temps », a déclaré l’Ambassadeur Paul Garnier, Chef de la Mission de l’OSCE en Moldova.",
            "Ambassadeur Paul Garnier",
            "Chef de la Mission de l’OSCE en Moldova",
        ),
        (
            "en",
            'Yelena Kim, chairperson of the non-governmental organization Green Shore, pointed out: "We wait."',
            "Yelena Kim",
            "chairperson of the non-governmental organization Green Shore",
        ),
        (
            "en",
            '"We wait," said Anna Lee, head of the association Steppe Voices.',
            "Anna Lee",
            "head of the association Steppe Voices",
        ),
        (
            "de",
            "„Wir warten“, sagte die Leiterin der Stiftung Grüne Oder, Anna Kowal.",
            "Anna Kowal",
            "die Leiterin der Stiftung Grüne Oder",
        ),
        (
            "bs",
            "„Čekamo“, rekla je predsjednica udruženja Zelena Neretva, Amra Hodžić.",
            "Amra Hodžić",
            "predsjednica udruženja Zelena Neretva",
        ),
        ("en", 'Head of the OSCE Centre John Smith said: "We listen."', "John Smith", "Head of the OSCE Centre"),
    ],
)
def test_the_person_and_not_what_the_role_names(reader: Reader, language: str, text: str, name: str, role: str) -> None:
    url = "https://www.osce.org/node/12345"
    page = read_capture(capture(f"{_LEAD[language]}{text}\n".encode(), "text/plain", "x", url=url), reader)
    (quotation,) = page.records.documents[0].quotations
    assert quotation.speaker_name is not None
    assert quotation.speaker_role is not None
    assert (quotation.speaker_name.value, quotation.speaker_role.value) == (name, role)


def test_two_people_joined_by_and_stay_two(reader: Reader) -> None:
    text = 'Yelena Kim, and chairperson of the council Anna Lee, said: "We wait."'
    page = read_capture(capture(f"{_LEAD['en']}{text}\n".encode(), "text/plain", "x"), reader)
    (quotation,) = page.records.documents[0].quotations
    assert quotation.person is None
    assert quotation.collective is not None
