"""What a build has made → a release directory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from osce_kg import __version__
from osce_kg.build.background import lines_of
from osce_kg.build.gathering import Gathering
from osce_kg.build.model import BuildOptions
from osce_kg.build.state import State
from osce_kg.dump import Frame, merge_sorted
from osce_kg.iris import Iris
from osce_kg.rdf import Quad
from osce_kg.release import Release, current_digest
from osce_kg.release_writing import ReleaseContent, write_release
from osce_kg.report import BuildReport


@dataclass(frozen=True, slots=True)
class Made:
    """Everything of a release that is not written yet: the state, its frames and counts, the quads that all documents
    share, and the file of findings.
    """

    state: State
    together: Gathering
    quads: tuple[Quad, ...]
    findings: Path

    def lines(self) -> Iterator[bytes | Frame]:
        """Yield the lines of both dumps, as blocks of sorted N-Quads and frames of them."""
        yield from merge_sorted([lines_of(self.quads), *self.together.frames])
        yield from merge_sorted(self.together.text)


def write(made: Made, options: BuildOptions, report: BuildReport) -> Release:
    """Return the release, written as `write_release` does."""
    # Arrow and Tantivy take half a second to load, and whoever only checks captures writes no release.
    from osce_kg.build.products import Products
    from osce_kg.outputs.contents import contents

    together = made.together
    graphs = +together.graphs
    families = +Counter(document=together.documents, capture=together.menus)
    shared = lines_of(made.quads)
    products = Products(
        iris=Iris(options.base),
        version=__version__,
        note=options.note,
        shared=shared,
        contents=contents(options.base, graphs, families),
        statistics=together.statistics,
        previous=current_digest(options.releases),
        tables=options.tables,
        search=options.search,
        changes=options.changes,
    )
    content = ReleaseContent(
        dump=merge_sorted([shared, *together.frames]),
        text=merge_sorted(together.text),
        report=report.as_json(),
        version=__version__,
        base=options.base,
        documents=together.documents,
        graphs=graphs,
        families=families,
        pages=_page_texts(made.state) if options.documents.body else None,
        findings=made.findings,
        more=products.write,
    )
    return write_release(content, options.releases)


def _page_texts(state: State) -> Iterator[tuple[str, bytes]]:
    query = """SELECT c.sha256, p.text FROM captures c JOIN pages p ON p.id = c.page
               WHERE c.number = 0 AND p.text IS NOT NULL ORDER BY c.sha256"""
    return cast("Iterator[tuple[str, bytes]]", state.rows(query))
