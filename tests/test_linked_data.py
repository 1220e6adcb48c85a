"""Linked data as clients fetch it: formats, links, pages of incoming links, old names, odd names, what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_isomorphic
from rdflib.namespace import FOAF, RDF, RDFS, VOID

from osce_kg.formats import GRAPHS
from osce_kg.release import Release
from osce_kg.server.files import PlainFiles, plain_files
from osce_kg.server.incoming import PAGE
from osce_kg.settings import Settings
from serving import Served, client_of, make_app, running, small_files

BASE = "https://w3id.org/osce-kg/"
IDS = f"{BASE}id/"
HERE = Path(__file__).parent / "data"
HYDRA = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
SAMPLE = "document/h9b0d4fd34b815cf9"
MEMBERS = 2 * PAGE + 30
HUB = "place/hub"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> PlainFiles:
    """A graph with odd names, and a place that many documents were filed from."""
    folder = tmp_path_factory.mktemp("linked")
    lines = [f'<{IDS}{HUB}> <{RDFS.label}> "Hub" <{IDS}graph/reference> .']
    for number in range(MEMBERS):
        thing, graph = f"{IDS}document/h{number:016x}", f"{IDS}graph/document/h{number:016x}"
        link = "locationCreated" if number % 10 else "mentions"
        lines.append(f"<{thing}> <https://schema.org/{link}> <{IDS}{HUB}> <{graph}> .")
        lines.append(f'<{thing}> <{RDFS.label}> "Document {number}"@en <{graph}> .')
    (folder / "hub.nq").write_text("\n".join(lines) + "\n")
    site = small_files(folder)
    plain = plain_files([HERE / "linked.trig", folder / "hub.nq"])
    return PlainFiles(plain.digest, plain.dumps, plain.ontology, site.shapes, site.queries, site.report,
                      digests=plain.digests)  # fmt: skip


@pytest.fixture(scope="module")
def served(files: PlainFiles) -> Iterator[Served]:
    with running(make_app(files, Settings())) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as found:
        yield found


@pytest.fixture(scope="module")
def sample_client(sample_release: Release) -> Iterator[httpx.Client]:
    with client_of(make_app(sample_release, Settings())) as found:
        yield found


def graph_of(answer: httpx.Response, form: str = "turtle") -> rdflib.Graph:
    assert answer.status_code == 200, answer.text
    return rdflib.Graph().parse(data=answer.content, format=form, publicID=str(answer.url))


def relations(answer: httpx.Response) -> dict[str, list[str]]:
    """Return the addresses of a Link header by relation."""
    found: dict[str, list[str]] = {}
    for address, relation in re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["link"]):
        found.setdefault(relation, []).append(address)
    return found


# --- formats and headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "status", "target"),
    [
        ("text/turtle;q=0.4, application/n-triples;q=0.6", 303, f"/data/{HUB}.nt"),
        ("text/html;q=0.1, application/ld+json", 303, f"/data/{HUB}.jsonld"),
        ("application/*", 303, f"/data/{HUB}.jsonld"),
        ("text/turtle;q=0, */*;q=0.1", 303, f"/page/{HUB}"),
        ("TEXT/TURTLE", 303, f"/data/{HUB}.ttl"),
        (", ,;q=1,text/turtle;q=oops", 303, f"/page/{HUB}"),
        ("image/png, audio/*;q=0.3", 406, None),
        ("*/*;q=0", 406, None),
    ],
)
def test_a_thing_leads_where_accept_says(client: httpx.Client, accept: str, status: int, target: str | None) -> None:
    for method in ("GET", "HEAD"):
        answer = client.request(method, f"/id/{HUB}", headers={"Accept": accept})
        assert (answer.status_code, answer.headers.get("location")) == (status, target)
        assert answer.headers["vary"] == "Accept"


def test_a_refusal_lists_what_is_offered(client: httpx.Client) -> None:
    for path in (f"/id/{HUB}", f"/data/{HUB}", "/dataset", "/ontology", "/.well-known/void"):
        answer = client.get(path, headers={"Accept": "image/png"})
        assert answer.status_code == 406
        assert {"text/turtle", "application/ld+json", "application/rdf+xml"} <= set(answer.json()["available"]), path


def test_data_without_a_format_is_negotiated_and_says_where_it_is(client: httpx.Client) -> None:
    for fmt in GRAPHS:
        answer = client.get(f"/data/{HUB}?page=2", headers={"Accept": fmt.media_type})
        assert answer.headers["content-type"] == fmt.content_type
        assert answer.headers["content-location"] == f"/data/{HUB}.{fmt.extension}?page=2"
        assert answer.content == client.get(answer.headers["content-location"]).content


def test_page_and_data_link_to_one_another(client: httpx.Client) -> None:
    page, data = relations(client.get(f"/page/{HUB}")), relations(client.get(f"/data/{HUB}.ttl"))
    assert page["canonical"] == [f"/page/{HUB}"]
    assert data["canonical"] == [f"/data/{HUB}.ttl"]
    assert page["describedby"] == [f"/data/{HUB}.ttl", f"/data/{HUB}.jsonld"]
    assert page["cite-as"] == data["describes"] == [f"{IDS}{HUB}"]
    assert data["describedby"] == ["/dataset"]
    assert set(page["alternate"]) == {f"/data/{HUB}.{fmt.extension}" for fmt in GRAPHS}
    assert set(data["alternate"]) == {f"/page/{HUB}", *(f"/data/{HUB}.{fmt.extension}" for fmt in GRAPHS[1:])}
    assert page["license"] == data["license"]
    for address in (*page["alternate"], *data["alternate"], *data["describedby"]):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("path", [f"/page/{HUB}", f"/data/{HUB}.ttl", f"/data/{HUB}", "/ontology", "/context.jsonld",
                                  "/dataset", "/dataset.ttl", "/robots.txt", "/sitemap.xml", "/dumps"])  # fmt: skip
def test_head_and_conditional_requests(client: httpx.Client, path: str) -> None:
    answer, head = client.get(path), client.head(path)
    assert (answer.status_code, head.status_code, head.content) == (200, 200, b"")
    assert head.headers["etag"] == answer.headers["etag"]
    assert head.headers.get("link") == answer.headers.get("link")
    for held in (answer.headers["etag"], f'"other", W/{answer.headers["etag"]}'):
        again = client.get(path, headers={"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_form_of_data_has_a_tag_of_its_own(client: httpx.Client) -> None:
    paths = [f"/data/{HUB}.{fmt.extension}{page}" for fmt in GRAPHS for page in ("", "?page=2")]
    assert len({client.get(path).headers["etag"] for path in paths}) == len(paths)


# --- what data says ------------------------------------------------------------------------------------------


def test_every_format_of_triples_says_the_same(sample_client: httpx.Client) -> None:
    """JSON-LD is read as clients read it: rdflib fetches the context from the server."""
    graphs = {
        fmt.name: graph_of(sample_client.get(f"/data/{SAMPLE}.{fmt.extension}"), form)
        for fmt, form in zip(GRAPHS[:4], ("turtle", "json-ld", "nt", "xml"), strict=True)
    }
    first = to_isomorphic(graphs["n-triples"])
    assert len(first) > 100
    for name, graph in graphs.items():
        assert to_isomorphic(graph) == first, name


def test_odd_values_keep_their_form_in_json_ld(client: httpx.Client) -> None:
    for path in ("/data/place/odd", "/data/person/Ива", "/data/place/only-pointed-to"):
        expected = graph_of(client.get(f"{path}.nt"), "nt")
        assert to_isomorphic(graph_of(client.get(f"{path}.jsonld"), "json-ld")) == to_isomorphic(expected), path


def test_everything_linked_has_its_label_and_type(sample_client: httpx.Client) -> None:
    graph = graph_of(sample_client.get(f"/data/{SAMPLE}.ttl"))
    thing = rdflib.URIRef(IDS + SAMPLE)
    linked = {node for node in (*graph.objects(thing), *graph.subjects(object=thing)) if str(node).startswith(BASE)}
    linked = {node for node in linked if "/data/" not in str(node)}
    assert len(linked) > 20
    for node in linked:
        assert (node, RDFS.label, None) in graph, node
        assert (node, RDF.type, None) in graph or str(node).startswith(f"{BASE}ontology#"), node


def test_formats_with_graphs_have_provenance_and_evidence(sample_client: httpx.Client) -> None:
    answer = sample_client.get(f"/data/{SAMPLE}.trig")
    quads = list(ox.parse(answer.content, format=ox.RdfFormat.TRIG))
    own = ox.NamedNode(f"{IDS}graph/{SAMPLE}")
    derived = [quad for quad in quads if quad.subject == own and "prov#wasDerivedFrom" in quad.predicate.value]
    assert derived
    assert {quad.graph_name for quad in derived} == {ox.NamedNode(f"{IDS}graph/dataset")}
    text = ox.NamedNode("https://schema.org/text")
    assert sum(quad.graph_name == own and quad.predicate == text for quad in quads) == 3
    evidence = {quad.subject for quad in quads if quad.predicate.value.endswith("#onSubject")}
    rules = {quad.subject for quad in quads if quad.predicate.value.endswith("#rule")}
    assert len(evidence) > 20
    assert evidence <= rules
    triples = [quad.triple for quad in quads]
    assert len(triples) == len(set(triples)), "a triple is in two graphs"
    plain = graph_of(sample_client.get(f"/data/{SAMPLE}.nt"), "nt")
    assert len(plain) < len(quads)


def test_a_graph_that_is_too_long_says_where_it_is(tmp_path: Path) -> None:
    long = tmp_path / "long.nq"
    long.write_text("".join(f'<urn:x:{n}> <{RDFS.label}> "{n}" <{IDS}graph/long> .\n' for n in range(10_001)))
    with client_of(make_app(small_files(tmp_path), Settings(), [long])) as client:
        graph = graph_of(client.get("/data/graph/long.ttl"))
        assert "10,000" in str(next(graph.objects(predicate=RDFS.comment)))
        assert "more than 10,000" in client.get("/page/graph/long").text


def test_a_thing_that_is_only_pointed_to_has_page_and_data(client: httpx.Client) -> None:
    assert "place/hidden" in client.get("/page/place/only-pointed-to").text
    graph = graph_of(client.get("/data/place/only-pointed-to.ttl"))
    assert (rdflib.URIRef(f"{IDS}place/hidden"), RDFS.seeAlso, rdflib.URIRef(f"{IDS}place/only-pointed-to")) in graph


# --- incoming links ------------------------------------------------------------------------------------------


def test_incoming_links_are_counted_by_property_and_come_in_pages(client: httpx.Client) -> None:
    hub = rdflib.URIRef(IDS + HUB)
    address: str | None = f"/data/{HUB}.nt"
    seen: list[tuple[rdflib.term.Node, rdflib.term.Node]] = []
    pages = 0
    while address:
        answer = client.get(address)
        graph, links = graph_of(answer, "nt"), relations(answer)
        root = f"{client.base_url}/data/{HUB}".replace("//data", "/data")
        collection = rdflib.URIRef(f"{root}#incoming")
        assert graph.value(collection, HYDRA.totalItems) == rdflib.Literal(MEMBERS)
        counts = {
            str(graph.value(part, VOID.property)).rpartition("/")[2]: int(str(graph.value(part, VOID.triples)))
            for part in graph.objects(collection, VOID.propertyPartition)
        }
        assert counts == {"locationCreated": MEMBERS * 9 // 10, "mentions": MEMBERS // 10}
        view = graph.value(collection, HYDRA.view)
        assert (view, FOAF.primaryTopic, hub) in graph
        here = [(s, p) for s, p in graph.subject_predicates(hub) if p != FOAF.primaryTopic]
        assert len(here) <= PAGE
        assert all((thing, RDFS.label, None) in graph for thing, _ in here)
        seen += here
        following = links.get("next", [None])[0]
        assert (graph.value(view, HYDRA.next) is None) == (following is None)
        assert ("prev" in links) == (pages > 0)
        assert links["last"] == [f"/data/{HUB}.nt?page=3"]
        address, pages = following, pages + 1
    assert pages == 3
    assert len(seen) == len(set(seen)) == MEMBERS


def test_hydra_leads_to_addresses_that_are_there(client: httpx.Client) -> None:
    graph = graph_of(client.get(f"/data/{HUB}.ttl"))
    following = str(next(graph.objects(predicate=HYDRA.next)))
    answer = client.get(following, headers={"Accept": "text/turtle"})
    assert (rdflib.URIRef(following), RDF.type, HYDRA.PartialCollectionView) in graph_of(answer)


@pytest.mark.parametrize(
    ("given", "status"),
    [("4", 404), ("999999999", 404), ("99999999999999999999", 400), ("0", 400), ("-1", 400), ("1e3", 400), ("", 400),
     ("２", 400), ("x", 400), ("1&page=2", 400), ("01", 200), ("3", 200)],
)  # fmt: skip
def test_pages_that_are_none(client: httpx.Client, given: str, status: int) -> None:
    assert client.get(f"/data/{HUB}.ttl?page={given}").status_code == status


# --- names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", ["Ива", "%D0%98%D0%B2%D0%B0", "%d0%98%d0%b2%d0%b0", "%D0%98ва"])
def test_a_cyrillic_name_is_found_however_it_is_encoded(client: httpx.Client, sent: str) -> None:
    answer = client.get(f"/id/person/{sent}", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/data/person/%D0%98%D0%B2%D0%B0.ttl")
    for path in (f"/page/person/{sent}", f"/data/person/{sent}.ttl"):
        found = client.get(path)
        assert found.status_code == 200
        assert f"{IDS}person/%D0%98%D0%B2%D0%B0" in str(relations(found))
    assert "Ива" in client.get(f"/page/person/{sent}").text


def test_an_escaped_slash_is_no_slash(client: httpx.Client) -> None:
    for path, label in (("place/a%2Fb", "A slash within a name"), ("place/a%2fb", "A slash within a name"),
                        ("place/a/b", "Two segments"), ("%70lace/%61/b", "Two segments")):  # fmt: skip
        answer = client.get(f"/id/{path}", headers={"Accept": "text/html"}, follow_redirects=True)
        assert (answer.status_code, label in answer.text) == (200, True), path
    assert '"/id/place/a%2Fb"' in client.get("/page/person/Ива").text


@pytest.mark.parametrize(
    "path",
    ["/id%2Fplace/a/b", "/id/place/%ff", "/id/place/%C0%AFb", "/id/place/%ED%A0%80", "/id/place/a%00b", "/id/place/%",
     "/id/place/%zz", "/id/place/a%20b", "/id/place/a%22b", "/page/place/%E2%80%AE", "/data/place/%0d%0aX: 1.ttl"],
)  # fmt: skip
def test_names_that_nothing_can_have(served: Served, path: str) -> None:
    answer = served.raw(f"GET {path.replace(' ', '%20')} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert answer.split(b" ", 2)[1] in {b"404", b"400"}, answer[:200]


def test_what_was_retired_leads_on_from_everywhere(client: httpx.Client) -> None:
    name = "person/%D0%98%D0%B2%D0%B0"
    for path, target in (
        ("/id/person/old-name", f"/id/{name}"), ("/page/person/old-name?lang=fr", f"/page/{name}?lang=fr"),
        ("/data/person/old-name.trig", f"/data/{name}.trig"), ("/data/person/old-name", f"/data/{name}"),
    ):  # fmt: skip
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (301, target), path
    graph = graph_of(client.get(f"/data/{name}.ttl"))
    assert rdflib.URIRef(f"{IDS}person/old-name") in set(graph.subjects())


def test_what_is_replaced_by_itself_or_elsewhere_stays(client: httpx.Client) -> None:
    for name in ("circle", "elsewhere"):
        assert client.get(f"/id/person/{name}").status_code == 303
        assert client.get(f"/page/person/{name}").status_code == 200
        assert client.get(f"/data/person/{name}.ttl").status_code == 200


# --- what is not there ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("country/aze", "country/AZE"), ("contry/AZE", "country/AZE"), ("country/ASE", "country/AZE"),
     ("person/jose-luis-herero", "person/jose-luis-herrero"),
     ("organization/office-of-baku", "organization/office-in-baku"),
     ("place/mingacevir", "place/g585514"), ("document/h9b0d4fd34b815cf", SAMPLE)],
)  # fmt: skip
def test_what_was_meant_is_suggested(sample_client: httpx.Client, asked: str, meant: str) -> None:
    for path in (f"/id/{asked}", f"/page/{asked}", f"/data/{asked}.ttl"):
        answer = sample_client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
        assert IDS + meant in [thing["iri"] for thing in answer.json()["suggestions"]], path
        assert all(thing["label"] for thing in answer.json()["suggestions"])
    page = sample_client.get(f"/page/{asked}", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert f'href="/id/{meant}"' in page.text
    assert sample_client.head(f"/id/{asked}").status_code == 404


@pytest.mark.parametrize(
    "asked", ["evidence/none", "x", "person/", "q" * 3000, "person/%D1%8F" + "%D1%8F" * 300, "zz/zz"]
)
def test_odd_names_are_404_quietly(sample_client: httpx.Client, asked: str) -> None:
    assert sample_client.get(f"/page/{asked}").status_code == 404


def test_suggestions_need_no_search_index(client: httpx.Client) -> None:
    answer = client.get("/page/person/old-nama")
    assert answer.status_code == 404
    assert IDS + "person/circle" not in answer.text
    assert client.get("/page/place/a/bb").json()["suggestions"][0]["label"] in {"Two segments", "A slash within a name"}


# --- the context ---------------------------------------------------------------------------------------------


def test_the_context_has_every_term_of_the_ontology(client: httpx.Client) -> None:
    answer = client.get("/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    terms = answer.json()["@context"]
    ontology = graph_of(client.get("/ontology", headers={"Accept": "text/turtle"}))
    own = {str(term) for term in ontology.subjects(RDF.type) if str(term).startswith(f"{BASE}ontology#")}
    assert len(own) > 150
    for iri in own:
        told = terms[iri.rpartition("#")[2]]
        assert (told if isinstance(told, str) else told["@id"]) == iri
    assert terms["issuedBy"] == {"@id": f"{BASE}ontology#issuedBy", "@type": "@id"}
    assert terms["year"]["@type"].endswith("#integer")
    assert terms["schema:mentions"]["@type"] == "@id"


def test_documents_name_the_context_of_this_server(client: httpx.Client) -> None:
    document = client.get(f"/data/{HUB}.jsonld").json()
    assert document["@context"] == f"{str(client.base_url).rstrip('/')}/context.jsonld"
    assert document["@graph"][0]["id"] == IDS + HUB


def test_a_forged_host_changes_addresses_for_the_forger_alone(client: httpx.Client) -> None:
    path = f"/data/{HUB}.ttl?{urlencode({'page': 2})}"
    forged = client.get(path, headers={"Host": "evil.example"})
    assert forged.headers["etag"] != client.get(path).headers["etag"]
    assert "evil.example" not in client.get(path).text
