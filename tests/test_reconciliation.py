"""The W3C Reconciliation Service API 0.2. Its schemas are in no package: `reconciliation_schemas.py` says the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.release import Release
from osce_kg.server.files import PlainFiles, plain_files
from osce_kg.server.reconciliation.reading import BATCH, BODY_BYTES
from osce_kg.server.reconciliation.scoring import Candidate, best_similarity, is_match, ranked, similarity
from osce_kg.settings import Settings
from reconciliation_schemas import BATCH_RESULT, EXTENSION, MANIFEST, PROPOSAL, SUGGESTIONS
from serving import SMALL, client_of, make_app

BODY, STATE, PLACE, FIELD = "org:Organization", "osce:State", "schema:Place", "osce:FieldOfWork"
OFFICE = "organization/office-in-baku"


@pytest.fixture(scope="module")
def client(archive_release: Release) -> Iterator[httpx.Client]:
    with client_of(make_app(archive_release, Settings())) as client:
        yield client


def checked(answer: httpx.Response, schema: Mapping[str, Any]) -> Any:
    """Return the JSON of a good answer that fits a schema."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    body = answer.json()
    jsonschema.Draft202012Validator(schema).validate(body)
    return body


def asked(client: httpx.Client, **queries: Mapping[str, object]) -> dict[str, list[dict[str, Any]]]:
    """Return the candidates by the keys of a batch, sent as OpenRefine sends it."""
    body = checked(client.post("/reconcile", data={"queries": json.dumps(queries)}), BATCH_RESULT)
    assert body.keys() == queries.keys()
    for answer in body.values():
        scores = [one["score"] for one in answer["result"]]
        assert scores == sorted(scores, reverse=True)
        assert sum(one["match"] for one in answer["result"]) <= 1
    return {key: answer["result"] for key, answer in body.items()}


def best(client: httpx.Client, **query: object) -> dict[str, Any] | None:
    found = asked(client, q0=query)["q0"]
    return found[0] if found else None


def test_the_manifest_leads_to_every_part_of_the_service(client: httpx.Client) -> None:
    manifest = checked(client.get("/reconcile"), MANIFEST)
    assert "0.2" in manifest["versions"]
    assert manifest["batchSize"] == BATCH
    for what, suggest in manifest["suggest"].items():
        address = suggest["service_url"] + suggest["service_path"]
        first = checked(client.get(address, params={"prefix": "o"}), SUGGESTIONS)["result"][0]
        flyout = suggest["flyout_service_path"].replace("${id}", str(httpx.QueryParams({"": first["id"]}))[1:])
        told = client.get(suggest["flyout_service_url"] + flyout).json()
        assert told["id"] == first["id"], what
        assert first["name"] in told["html"].replace("&#39;", "'")
    proposals = manifest["extend"]["propose_properties"]
    checked(client.get(proposals["service_url"] + proposals["service_path"], params={"type": BODY}), PROPOSAL)
    view = client.get(manifest["view"]["url"].replace("{{id}}", OFFICE.replace("/", "%2F")), follow_redirects=True)
    assert view.status_code == 200
    assert "OSCE Office in Baku" in view.text
    for identifier in ("", "nobody", "//other.example/x", "https://other.example/", "../x"):
        answer = client.get("/reconcile/view", params={"id": identifier})
        assert answer.status_code == 404 or answer.headers["Location"].startswith("/id/"), identifier


def test_a_manifest_is_kept_by_its_tag(client: httpx.Client) -> None:
    tag = client.get("/reconcile").headers["ETag"]
    assert client.get("/reconcile", headers={"If-None-Match": tag}).status_code == 304
    assert client.head("/reconcile").content == b""


@pytest.mark.parametrize(
    ("name", "types", "identifier"),
    [
        ("OSCE Office in Baku", None, OFFICE),
        ("osce office IN BAKU", BODY, OFFICE),
        ("Бюро ОБСЕ в Баку", BODY, OFFICE),
        ("ODIHR", None, "organization/odihr"),
        ("Azerbaijan", STATE, "country/AZE"),
        ("AZE", STATE, "country/AZE"),
        ("Azerbaidjan", "https://w3id.org/osce-kg/ontology#ParticipatingState", "country/AZE"),
        ("Мингечаур", PLACE, "place/g585514"),
        ("Mingacevir", [PLACE], "place/g585514"),
        ("Herrero, Jose-Luis", "schema:Person", "person/jose-luis-herrero"),
        (OFFICE, None, OFFICE),
        (f"https://w3id.org/osce-kg/id/{OFFICE}", None, OFFICE),
    ],
)
def test_a_name_in_any_writing_is_matched(
    client: httpx.Client, name: str, types: str | list[str] | None, identifier: str
) -> None:
    found = best(client, query=name, **({"type": types} if types else {}))
    assert found is not None
    assert (found["id"], found["match"]) == (identifier, True)
    assert found["score"] >= 95


def test_what_is_only_like_a_name_is_a_candidate_and_no_match(client: httpx.Client) -> None:
    found = best(client, query="OSCE Office Baku")
    assert found is not None
    assert (found["id"], found["match"]) == (OFFICE, False)
    assert found["description"] == "Field operation, Azerbaijan"
    assert asked(client, q0={"query": "zzzzqqqq wwww"}) == {"q0": []}


def test_types_bound_what_is_found(client: httpx.Client) -> None:
    found = asked(
        client,
        field={"query": "Azerbaijan", "type": FIELD},
        unknown={"query": "Azerbaijan", "type": "osce:Unicorn"},
        either={"query": "Azerbaijan", "type": [FIELD, STATE]},
        both={"query": "Azerbaijan", "type": [FIELD, STATE], "type_strict": "all"},
        document={
            "query": "OSCE Office helps bring police and citizens closer in Azerbaijan",
            "type": "osce:PressRelease",
        },
        objects={"query": "Azerbaijan", "type": [{"id": STATE}]},
    )
    assert all(one["id"].startswith("field-of-work/") for one in found["field"])
    assert (found["unknown"], found["both"]) == ([], [])
    assert found["either"][0]["id"] == found["objects"][0]["id"] == "country/AZE"
    assert found["document"][0]["match"]
    assert found["document"][0]["description"].endswith("2007-06-30")


def test_properties_tell_things_of_like_names_apart(client: httpx.Client) -> None:
    host = {"pid": "osce:hostCountry", "v": {"id": "country/AZE"}}
    found = asked(
        client,
        plain={"query": "OSCE Office", "type": BODY},
        by_thing={"query": "OSCE Office", "type": BODY, "properties": [host]},
        by_name={"query": "OSCE Office", "type": BODY, "properties": [host | {"v": ["Nowhere", "Азербайджан"]}]},
        alone={"properties": [host], "type": BODY},
        alone_by_name={"properties": [host | {"v": "azerbaijan"}], "type": BODY},
        by_code={"properties": [{"pid": "osce:isoAlpha3", "v": "AZE"}]},
        nothing={"properties": [host | {"v": []}]},
    )
    assert found["by_thing"][0]["id"] == found["by_name"][0]["id"] == OFFICE
    assert {"id": "osce:hostCountry", "value": 100.0} in found["by_thing"][0]["features"]
    assert found["by_thing"][0]["score"] - found["by_thing"][-1]["score"] > (
        found["plain"][0]["score"] - found["plain"][-1]["score"]
    )
    assert OFFICE in {one["id"] for one in found["alone"]} == {one["id"] for one in found["alone_by_name"]}
    assert [one["id"] for one in found["by_code"]] == ["country/AZE"]
    assert found["nothing"] == []


def test_a_limit_is_kept(client: httpx.Client) -> None:
    found = asked(client, few={"query": "OSCE Mission", "limit": 2}, many={"query": "OSCE Mission", "limit": 1e9})
    assert len(found["few"]) == 2
    assert 2 < len(found["many"]) <= 25


def test_a_batch_may_be_in_the_address(client: httpx.Client) -> None:
    queries = json.dumps({"q0": {"query": "Azerbaijan", "type": STATE}})
    body = checked(client.get("/reconcile", params={"queries": queries}), BATCH_RESULT)
    assert body["q0"]["result"][0]["id"] == "country/AZE"


def test_values_are_fetched_for_what_was_matched(client: httpx.Client) -> None:
    wanted = {
        "ids": [OFFICE, "country/AZE", "person/nobody-at-all", "document/h9b0d4fd34b815cf9"],
        "properties": [
            {"id": "osce:hostCountry"},
            {"id": "https://w3id.org/osce-kg/ontology#isoAlpha3"},
            {"id": "rdfs:label", "settings": {"lang": "ru"}},
            {"id": "skos:altLabel", "settings": {"limit": "1"}},
            {"id": "dct:issued"},
            {"id": "osce:year"},
        ],
    }
    body = checked(client.post("/reconcile", data={"extend": json.dumps(wanted)}), EXTENSION)
    rows = body["rows"]
    assert list(rows) == wanted["ids"]
    assert rows[OFFICE]["osce:hostCountry"] == [{"id": "country/AZE", "name": "Azerbaijan"}]
    assert rows["country/AZE"]["https://w3id.org/osce-kg/ontology#isoAlpha3"] == [{"str": "AZE"}]
    assert rows["country/AZE"]["rdfs:label"] == [{"str": "Азербайджан"}]
    assert len(rows[OFFICE]["skos:altLabel"]) == 1
    assert rows["document/h9b0d4fd34b815cf9"]["dct:issued"] == [{"date": "2007-06-30T00:00:00"}]
    assert not any(rows["person/nobody-at-all"].values())
    host = body["meta"][0]
    assert (host["name"], host["type"]["name"]) == ("host country", "State")
    assert host["service"].endswith("/reconcile")
    proposed = checked(client.get("/reconcile/extend/propose", params={"type": BODY, "limit": 3}), PROPOSAL)
    assert len(proposed["properties"]) == 3


def test_suggestions_can_be_turned_to_the_next(client: httpx.Client) -> None:
    def named(cursor: int) -> list[str]:
        answer = client.get("/reconcile/suggest/entity", params={"prefix": "OSCE Mission", "cursor": cursor})
        return [one["id"] for one in checked(answer, SUGGESTIONS)["result"]]

    assert len(named(0)) > 5
    assert named(3) == named(0)[3:] + named(3)[len(named(0)) - 3 :]
    assert named(900) == []


def test_a_preview_may_be_framed_and_is_text(client: httpx.Client) -> None:
    answer = client.get("/reconcile/preview", params={"id": OFFICE})
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get("/").headers["Content-Security-Policy"]
    again = client.get("/reconcile/preview", params={"id": OFFICE}, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, "frame-ancestors *" in again.headers["Content-Security-Policy"]) == (304, True)
    for identifier in ("<script>alert(1)</script>", "nobody/x", "", "../../etc/passwd"):
        assert client.get("/reconcile/preview", params={"id": identifier}).status_code == 404
        assert client.get("/reconcile/flyout/entity", params={"id": identifier}).status_code == 404


@pytest.mark.parametrize(
    ("queries", "status"),
    [
        ("", 400),
        ("null", 400),
        ("[]", 400),
        ("{", 400),
        ('{"q0": "Baku"}', 400),
        ('{"q0": {}}', 400),
        ('{"q0": {"query": "  "}}', 400),
        ('{"q0": {"query": 5}}', 400),
        ('{"q0": {"query": "x", "limit": 0}}', 400),
        ('{"q0": {"query": "x", "limit": "many"}}', 400),
        ('{"q0": {"query": "x", "type_strict": "never"}}', 400),
        ('{"q0": {"query": "x", "properties": [{"pid": "p"}]}}', 400),
        ('{"q0": {"query": "x", "properties": [{"pid": "p", "v": {"name": "y"}}]}}', 400),
        (json.dumps({"q0": {"query": "x" * 10_000}}), 400),
        (json.dumps({f"q{n}": {"query": "x"} for n in range(BATCH + 1)}), 413),
        ("[" * 20_000, 400),
        ('{"q0": ' * 5_000, 400),
    ],
)
def test_what_is_no_batch_is_refused_with_the_reason(client: httpx.Client, queries: str, status: int) -> None:
    answer = client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_requests_that_mean_nothing_here_are_refused(client: httpx.Client) -> None:
    one = json.dumps({"q0": {"query": "Baku"}})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/reconcile", data={"other": "x"}).status_code == 400
    assert client.post("/reconcile", data={"queries": one, "extend": "{}"}).status_code == 400
    assert client.post("/reconcile", content=f"queries={one}&queries={one}", headers=form).status_code == 400
    assert client.post("/reconcile", content=b"queries=%zz", headers=form).status_code == 400
    assert client.post("/reconcile", content=b"queries=%ff", headers=form).status_code == 400
    assert client.post("/reconcile", content=b"a" * (BODY_BYTES + 1), headers=form).status_code == 413
    assert client.post("/reconcile", json={"q0": {"query": "Baku"}}).status_code == 415
    assert client.get("/reconcile", params={"queries": one, "callback": "alert"}).status_code == 400
    assert client.get("/reconcile/suggest/everything").status_code == 404
    assert client.get("/reconcile/suggest/entity", params={"prefix": "x" * 600}).status_code == 400
    assert client.get("/reconcile/suggest/entity", params={"prefix": "x", "cursor": "-1"}).status_code == 400
    assert client.get("/reconcile/extend/propose", params={"type": "x", "limit": "ten"}).status_code == 400
    assert client.post("/reconcile", data={"extend": '{"ids": "all", "properties": []}'}).status_code == 400
    many = json.dumps({"ids": [f"person/{n}" for n in range(1_000)], "properties": [{"id": "rdfs:label"}]})
    assert client.post("/reconcile", data={"extend": many}).status_code == 400
    preflight = client.options("/reconcile", headers={"Origin": "http://other.example"})
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Methods"]) == (
        204,
        preflight.headers["Allow"],
    )


INJECTIONS = (
    "x> ?p ?o } #", 'a" . ?s ?p ?o #', "osce:hostCountry> ?o . ?s ?any", "country/AZE> <b", "\\u003e", "} UNION { ?s",
    "https://w3id.org/osce-kg/id/x/y>\n", "'; DROP", "\u0000", "\u202e", "${id}", "{{id}}",
)  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_text_of_a_client_becomes_part_of_a_query(client: httpx.Client, text: str) -> None:
    filters = [
        {"pid": text, "v": text},
        {"pid": "osce:hostCountry", "v": {"id": text}},
        {"pid": "osce:year", "v": text},
    ]
    found = asked(
        client,
        name={"query": text},
        value={"query": "Baku", "properties": filters},
        alone={"properties": filters},
        type={"query": "Baku", "type": text},
    )
    assert found["alone"] == found["type"] == []
    wanted = {"ids": [text], "properties": [{"id": text, "settings": {"lang": text, "limit": text}}]}
    body = checked(client.post("/reconcile", data={"extend": json.dumps(wanted)}), EXTENSION)
    assert body["rows"] == {text: {text: []}}


def test_without_an_index_labels_are_compared(client: httpx.Client) -> None:
    del client
    files: PlainFiles = plain_files([SMALL])
    with client_of(make_app(files, Settings())) as plain:
        found = asked(plain, q0={"query": "Arvania", "type": STATE}, q1={"query": 'a" } #'})
        assert [one["match"] for one in found["q0"]] == [True]
        assert found["q1"] == []
        suggested = checked(plain.get("/reconcile/suggest/entity", params={"prefix": "arva"}), SUGGESTIONS)["result"]
        assert "Arvania" in [one["name"] for one in suggested]


@given(st.text(max_size=60), st.text(max_size=60))
def test_similarity_is_the_same_from_both_sides_and_full_for_equals(left: str, right: str) -> None:
    assert 0 <= similarity(left, right) <= 100
    assert abs(similarity(left, right) - similarity(right, left)) < 0.01
    assert similarity(left, left) in {0.0, 100.0}
    assert best_similarity(left, [right, left]) == similarity(left, left) or similarity(left, right) > 0


def test_a_match_is_far_from_the_next() -> None:
    def one(iri: str, score: float) -> Candidate:
        return Candidate(iri, "", (), score)

    assert is_match(ranked([one("a", 100), one("b", 90)], 5))
    assert not is_match(ranked([one("a", 100), one("b", 98)], 5))
    assert not is_match(ranked([one("a", 94)], 5))
    assert [two.iri for two in ranked([one("b", 80), one("a", 80), one("c", 20)], 5)] == ["a", "b"]
