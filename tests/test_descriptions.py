"""What the server says of the whole: the dataset in VoID and DCAT, files to download, what crawlers may read."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, VOID

from osce_kg.engine.store import load_store
from osce_kg.release import Release
from osce_kg.server.crawling import MOST, Slice, slices
from osce_kg.settings import Settings
from serving import SMALL, Served, client_of, make_app, running, small_files

BASE = "https://w3id.org/osce-kg/"
DATASET = rdflib.URIRef(f"{BASE}dataset")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def served(sample_release: Release) -> Iterator[Served]:
    with running(make_app(sample_release, Settings())) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as found:
        yield found


@pytest.fixture(scope="module")
def plain_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with client_of(make_app(small_files(tmp_path_factory.mktemp("plain")), Settings())) as found:
        yield found


def described(client: httpx.Client, path: str = "/dataset") -> rdflib.Graph:
    answer = client.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert answer.status_code == 200
    return rdflib.Graph().parse(data=answer.content, format="turtle")


# --- the dataset ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "target"),
    [("*/*", "/dataset.ttl"), ("text/turtle", "/dataset.ttl"), ("application/ld+json", "/dataset.jsonld"),
     ("application/rdf+xml", "/dataset.rdf"), ("text/html, */*;q=0.1", "/dataset")],
)  # fmt: skip
def test_void_is_found_at_its_well_known_address(client: httpx.Client, accept: str, target: str) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"], answer.headers["vary"]) == (303, target, "Accept")


def test_every_form_of_the_description_says_the_same(client: httpx.Client) -> None:
    expected = set(described(client))
    assert len(expected) > 400
    for extension, form in (("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")):
        content = client.get(f"/dataset.{extension}").content
        assert set(rdflib.Graph().parse(data=content, format=form)) == expected, extension
    assert client.get("/dataset.trix").status_code == 404


def test_the_description_is_complete(client: httpx.Client, sample_release: Release) -> None:
    graph = described(client)
    assert {VOID.Dataset, DCAT.Dataset} <= set(graph.objects(DATASET, RDF.type))
    for prop in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCTERMS.rights, DCAT.version,
                 DCTERMS.identifier, DCTERMS.conformsTo, VOID.sparqlEndpoint, VOID.uriSpace, VOID.vocabulary,
                 VOID.classPartition, VOID.propertyPartition, VOID.dataDump, DCAT.landingPage):  # fmt: skip
        assert list(graph.objects(DATASET, prop)), prop
    service = graph.value(predicate=RDF.type, object=DCAT.DataService)
    assert graph.value(service, DCAT.servesDataset) == DATASET
    assert graph.value(service, DCAT.endpointURL) == rdflib.URIRef(f"{BASE}sparql")
    assert str(graph.value(DATASET, DCTERMS.identifier)) == sample_release.digest


def test_every_described_file_is_there_as_described(client: httpx.Client) -> None:
    graph = described(client)
    distributions = list(graph.objects(DATASET, DCAT.distribution))
    assert len(distributions) >= 4
    for distribution in distributions:
        address = str(graph.value(distribution, DCAT.downloadURL))
        assert address.startswith(BASE)
        content = client.get("/" + address.removeprefix(BASE)).content
        checksum = graph.value(distribution, SPDX.checksum)
        assert hashlib.sha256(content).hexdigest() == str(graph.value(checksum, SPDX.checksumValue))
        assert len(content) == int(str(graph.value(distribution, DCAT.byteSize)))


def test_the_page_of_the_dataset_shows_counts_files_and_terms(client: httpx.Client, sample_release: Release) -> None:
    text = client.get("/dataset", headers=HTML).text
    assert sample_release.digest in text
    assert f"{sample_release.manifest.quads:,}" in text
    assert sample_release.manifest.files["dump.nq.zst"].sha256 in text
    assert 'href="/ontology#PressRelease"' in text
    for link in set(re.findall(r'href="(/[^"#]*)', text)):
        assert client.get(link, headers=HTML, follow_redirects=True).status_code == 200, link


def test_plain_files_are_described_by_what_queries_count(plain_client: httpx.Client) -> None:
    graph = described(plain_client)
    counts = {str(graph.value(part, VOID["class"])).rpartition("#")[2]: int(str(graph.value(part, VOID.entities)))
              for part in graph.objects(DATASET, VOID.classPartition)}  # fmt: skip
    assert counts == {"State": 1, "FieldOperation": 1, "PressRelease": 1, "Evidence": 1, "Entity": 1}
    assert int(str(graph.value(DATASET, VOID.triples))) == len(load_store([SMALL]))
    assert str(graph.value(DATASET, VOID.dataDump)) == f"{BASE}dumps/small.trig"
    assert graph.value(DATASET, DCTERMS.license) is None, "nobody said under which terms a foreign file is"
    assert plain_client.get("/dataset", headers=HTML).status_code == 200


def test_former_addresses_of_the_description_lead_on(client: httpx.Client) -> None:
    for path, target in (("/page/dataset", "/dataset"), ("/data/dataset.ttl", "/dataset.ttl")):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (301, target)


# --- dumps ---------------------------------------------------------------------------------------------------


def test_dumps_are_listed_with_digests(client: httpx.Client, sample_release: Release) -> None:
    for path in ("/dumps", "/dumps/"):
        text = client.get(path, headers=HTML).text
        for name in sample_release.downloads:
            assert f'href="/dumps/{name}"' in text
            assert sample_release.manifest.files[name].sha256 in text
    sums = client.get("/dumps/SHA256SUMS").text.splitlines()
    assert sums == [f"{sample_release.manifest.files[name].sha256}  {name}" for name in sample_release.downloads]


def test_a_download_has_its_digest_and_comes_in_parts(client: httpx.Client, sample_release: Release) -> None:
    content = sample_release.dump.read_bytes()
    whole = client.get("/dumps/dump.nq.zst")
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    assert whole.headers["repr-digest"] == f"sha-256=:{digest}:"
    tag = whole.headers["etag"]
    part = client.get("/dumps/dump.nq.zst", headers={"Range": "bytes=5-9", "If-Range": tag})
    assert (part.status_code, part.content) == (206, content[5:10])
    assert part.headers["repr-digest"] == whole.headers["repr-digest"]
    changed = client.get("/dumps/dump.nq.zst", headers={"Range": "bytes=5-9", "If-Range": '"other"'})
    assert (changed.status_code, changed.content) == (200, content)
    assert client.get("/dumps/dump.nq.zst", headers={"If-None-Match": tag}).status_code == 304
    head = client.head("/dumps/dump.nq.zst")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(content)))


@pytest.mark.parametrize(
    "path",
    ["/dumps/../manifest.json", "/dumps/manifest.json", "/dumps/pages.sqlite", "/dumps/%2e%2e%2fmanifest.json",
     "/dumps//etc/passwd", "/dumps/%2Fetc%2Fpasswd", "/dumps/./dump.nq.zst", "/dumps/dump.nq.zst/",
     "/dumps/DUMP.NQ.ZST", "/dumps/dump.nq.zst%00", "/dumps/ontology/osce.ttl",
     "/dumps/..%5c..%5cmanifest.json", "/dumps/search/meta.json"],
)  # fmt: skip
def test_nothing_but_downloads_is_downloaded(served: Served, path: str) -> None:
    answer = served.raw(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 "), answer[:200]


# --- crawlers ------------------------------------------------------------------------------------------------


def urls(answer: httpx.Response) -> dict[str, str | None]:
    """Return the addresses of a sitemap with their days."""
    assert answer.status_code == 200
    tree = ElementTree.fromstring(answer.content)
    assert tree.tag == f"{SITEMAP}urlset"
    return {url.findtext(f"{SITEMAP}loc") or "": url.findtext(f"{SITEMAP}lastmod") for url in tree}


def test_the_sitemap_leads_to_pages_that_are_there(client: httpx.Client, sample_release: Release) -> None:
    found = urls(client.get("/sitemap.xml"))
    root = str(client.base_url).rstrip("/")
    assert found[f"{root}/page/document/h9b0d4fd34b815cf9"] == "2007-06-30"
    assert f"{root}/" in found
    assert f"{root}/page/country/AZE" in found
    store = load_store(sample_release.dumps)
    people = store.query("SELECT DISTINCT ?s { GRAPH ?g { ?s a <https://schema.org/Person> } }")
    assert isinstance(people, ox.QuerySolutions)
    assert sum("/page/person/" in address for address in found) == len(list(people)) > 0
    for address in list(found)[::7]:
        assert client.get(address, headers=HTML).status_code == 200, address


def test_robots_may_read_pages_and_are_told_the_sitemap(client: httpx.Client, tmp_path: Path) -> None:
    text = client.get("/robots.txt").text
    assert f"Sitemap: {str(client.base_url).rstrip('/')}/sitemap.xml" in text
    assert "Disallow: /sparql" in text
    assert "Disallow: /\n" not in text
    with client_of(make_app(small_files(tmp_path), Settings(indexing=False))) as closed:
        assert closed.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_more_pages_than_one_sitemap_holds_are_told_in_several(tmp_path: Path) -> None:
    many = tmp_path / "many.nq"
    person = "<https://schema.org/Person> <" + BASE + "id/graph/entities> .\n"
    with many.open("w") as file:
        for number in range(MOST + 100):
            file.write(f"<{BASE}id/person/p{number}> <{RDF.type}> {person}")
        file.write(f"<https://example.org/elsewhere> <{RDF.type}> {person}")
        file.write(f"<{BASE}id/person/%D1%8F-&> <{RDF.type}> {person}")
    with client_of(make_app(small_files(tmp_path / "site"), Settings(), [many])) as client:
        index = ElementTree.fromstring(client.get("/sitemap.xml").content)
        assert index.tag == f"{SITEMAP}sitemapindex"
        parts = [part.findtext(f"{SITEMAP}loc") or "" for part in index]
        assert len(parts) == 2
        found = [urls(client.get(part)) for part in parts]
        assert len(found[0]) in {MOST, MOST - 1}, "a thing elsewhere takes a place and has no page here"
        every = {**found[0], **found[1]}
        assert len(every) == len(found[0]) + len(found[1])
        assert sum("/page/person/p" in address for address in every) == MOST + 100
        assert sum(address.endswith("/page/person/%D1%8F-&") for address in every) == 1
        for odd in ("3", "0", "-1", "x", "1e1", "99999999999999999999", "%D9%A1"):
            assert client.get(f"/sitemap-{odd}.xml").status_code == 404, odd


def test_slices_follow_one_another_without_gap() -> None:
    counts = [("a", 3), ("b", 0), ("c", 5)]
    assert slices(counts, 0, 8) == [Slice("a", 0, 3), Slice("c", 0, 5)]
    assert slices(counts, 2, 4) == [Slice("a", 2, 1), Slice("c", 0, 1)]
    assert slices(counts, 4, 6) == [Slice("c", 1, 2)]
    assert slices(counts, 8, 16) == []
