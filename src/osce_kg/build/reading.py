"""The map stage: one capture → what a release will say of it. Runs in any process, knows of no other capture."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from functools import lru_cache

from osce_kg.build.extractor import extractor_digest
from osce_kg.build.packed import pack, pack_bytes
from osce_kg.build.setup import Setup, curated_of
from osce_kg.build.state import DocumentRow, PageRow, identity
from osce_kg.captures.model import Capture
from osce_kg.converters.document import ConvertedDocument, convert_document
from osce_kg.converters.people import curate
from osce_kg.converters.summary import summarize
from osce_kg.converters.taxonomy import menu_key
from osce_kg.errors import BuildFailed, InputError
from osce_kg.iris import Iris
from osce_kg.layouts.read import Reader, read_records, redacted
from osce_kg.page import read_page
from osce_kg.records import CaptureInfo, Document, Finding, NavigationMenu, PageRecords, Severity
from osce_kg.reference.people import People
from osce_kg.report import read_of
from osce_kg.validation.checks import check_terms


@dataclass(frozen=True, slots=True)
class Batch:
    """Pages that were read, and the menus among them by key, packed."""

    pages: tuple[PageRow, ...]
    menus: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page read: its records and its text, or only a finding and no text if it could not be read."""

    records: PageRecords
    text: str


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Captures to be read in one go, perhaps `elsewhere`: on a machine that may have another program or other data."""

    setup: Setup
    captures: tuple[Capture, ...]
    elsewhere: bool = False


def read_batch(task: ReadTask) -> Batch:
    """Return the pages of some captures, read and converted.

    Raises:
        BuildFailed: this process would read them in another way than the one that builds.
    """
    if task.elsewhere:
        require_same(task.setup)
    work = worker(task.setup)
    menus: dict[str, bytes] = {}
    pages = tuple(work.page(capture, menus) for capture in task.captures)
    return Batch(pages, tuple(menus.items()))


def require_same(setup: Setup) -> None:
    """Raise BuildFailed if this process would read in another way than the one that builds."""
    if not _is_same(setup):
        raise BuildFailed(
            f"the worker on {socket.gethostname()} has another osce-kg, Python, package or reference data than the "
            f"machine that builds; install {setup.version} from the same lock file there and restart it"
        )


@lru_cache(maxsize=2)
def _is_same(setup: Setup) -> bool:
    return extractor_digest(setup.reference, setup.base, setup.documents) == setup.extractor


@dataclass(frozen=True)
class Worker:
    """What a process keeps between batches."""

    setup: Setup
    reader: Reader
    people: People
    iris: Iris

    def page(self, capture: Capture, menus: dict[str, bytes]) -> PageRow:
        """Return one capture read and converted; a menu is put into `menus`."""
        read = read_capture(capture, self.reader)
        records = read.records
        menu = None
        if records.menu:
            menu, packed = _menu(records.menu)
            menus[menu] = packed
        return PageRow(
            identity=identity(capture),
            capture=records.capture,
            menu=menu,
            reading=pack(read_of(records)),
            text=pack_bytes(read.text.encode()) if read.text else None,
            documents=tuple(self.document_row(document, records.capture, read.text) for document in records.documents),
        )

    def document_row(self, document: Document, capture: CaptureInfo, text: str) -> DocumentRow:
        """Return a document of a capture converted, with its page text for evidence that quotes it."""
        document = curate(document, self.people)
        converted = convert_document(document, capture, self.iris, self.setup.documents, {capture.sha256: text})
        wrong = check_document(converted, self.iris)
        if wrong:
            raise BuildFailed(f"build check failed for document {document.key}: {wrong[0]}")
        return DocumentRow(
            key=document.key,
            fingerprint=document.fingerprint,
            node_id=document.node_id,
            dated=document.issued is not None,
            summary=pack(summarize(document, converted)),
            record=pack(document),
            dump=pack_bytes(converted.dump),
            text=pack_bytes(converted.text) if converted.text else None,
        )


def check_document(converted: ConvertedDocument, iris: Iris) -> list[str]:
    """Return what is wrong with a document's lines, such as undeclared terms or odd IRIs; nothing if all is well."""
    wrong = check_terms([*converted.properties, *converted.kinds], converted.things, iris)
    stated = sum(converted.properties.values())
    written = converted.dump.count(b"\n") + converted.text.count(b"\n")
    return wrong if written == stated else [*wrong, f"odd-lines: {written} lines for {stated} statements"]


@lru_cache(maxsize=2)
def worker(setup: Setup) -> Worker:
    """Return this process's worker for a setup, made once."""
    curated = curated_of(setup)
    return Worker(setup, Reader.of(curated.registries, curated.people), curated.people, Iris(setup.base))


@lru_cache(maxsize=64)
def _menu_of(menu: _ByIdentity) -> tuple[str, bytes]:
    return menu_key(menu.menu), pack(menu.menu)


class _ByIdentity:
    """A menu that is looked up by being the same object: the reader gives the same one for equal blocks."""

    def __init__(self, menu: NavigationMenu) -> None:
        self.menu = menu

    def __hash__(self) -> int:
        return id(self.menu)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and self.menu is other.menu


def _menu(menu: NavigationMenu) -> tuple[str, bytes]:
    return _menu_of(_ByIdentity(menu))


def read_capture(capture: Capture, reader: Reader) -> ReadPage:
    """Return one capture read. One that cannot be read has only a finding that says why."""
    try:
        page = read_page(capture)
    except InputError as error:
        info = capture.info
        finding = Finding("unreadable-page", Severity.WARNING, str(error), capture=info.sha256, source=info.source)
        return ReadPage(PageRecords(info, None, findings=(*capture.findings, finding)), "")
    page = redacted(page, reader.people)
    return ReadPage(read_records(page, reader), page.text)
