"""The checks in their order, over one graph."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from osce_kg.checking import conversion, expectations, links, queries, shacl, stability
from osce_kg.checking.baseline import read_baseline, split_known
from osce_kg.checking.evidence import with_evidence
from osce_kg.checking.expectations import Held
from osce_kg.checking.graph import CheckedGraph, Survey, classes_of, survey
from osce_kg.checking.inputs import Inputs, choose_inputs
from osce_kg.checking.model import CHECKS, Done, Finding, Verdict, sorted_findings
from osce_kg.engine.store import load_store
from osce_kg.errors import InputError, ReleaseError
from osce_kg.iris import DEFAULT_BASE, Iris
from osce_kg.records import Severity
from osce_kg.release import Release, open_release, read_report
from osce_kg.resources import resource_files, resource_path
from osce_kg.validation.input import read_rdf
from osce_kg.validation.places import locate
from osce_kg.validation.rust import DEFAULT_TIMEOUT, validate_rust
from osce_kg.validation.shapes import ShapesGraph, load_shapes
from osce_kg.validation.shards import validate_dumps

_ALONE = "RDF files alone are no release"
_PARTIAL = "only changed captures were converted"


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What is asked for. `against` is the last release, None for none; `work` keeps what was read between checks.

    Shapes, expectations and queries are by default the packaged ones; a release is asked its own queries.
    """

    inputs: tuple[str, ...]
    against: Path | None = None
    fail_on: Severity = Severity.WARNING
    baseline: Path | None = None
    changed_since: str | None = None
    shapes: tuple[Path, ...] = ()
    expectations: Path | None = None
    queries: Path | None = None
    base: str = DEFAULT_BASE
    work: Path | None = None
    workers: int = 1
    timeout: float = DEFAULT_TIMEOUT


def check(options: CheckOptions) -> Verdict:
    """Return the verdict.

    Raises:
        UsageError: an input or option is wrong.
        InputError: an RDF file cannot be read.
        ShapesError: the shapes are wrong.
        ReleaseError: a release is damaged.
        ValidatorError: the validator crashed or hung, so that nothing is known.
    """
    known = read_baseline(options.baseline) if options.baseline else {}
    inputs = choose_inputs(options.inputs, options.changed_since)
    shapes = load_shapes(options.shapes) if options.shapes else load_shapes()
    with tempfile.TemporaryDirectory(prefix="osce-kg-check-") as folder:
        run = _Run(options, inputs, shapes, Path(folder))
        run.check()
    new, old, gone = split_known(sorted_findings(run.findings), known)
    return Verdict(
        command="check",
        inputs=options.inputs,
        findings=tuple(new),
        fail_on=options.fail_on,
        done=tuple(sorted(run.done, key=lambda done: CHECKS.index(done.check))),
        known=tuple(old),
        gone=gone if inputs.partial is False else 0,
        notes=tuple(run.notes),
        validator=run.validator,
        shapes=shapes.digest,
    )


@dataclass(slots=True)
class _Run:
    """One run: what is checked, and what was found so far."""

    options: CheckOptions
    inputs: Inputs
    shapes: ShapesGraph
    folder: Path
    findings: list[Finding] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    validator: str = ""

    def check(self) -> None:
        if self.inputs.left:
            self.notes.append(f"{self.inputs.left} changed files are gone; what they held is not looked for")
        if self.inputs.empty:
            self._skip(CHECKS, "nothing to check: no file given has changed")
            return
        graph = self._graph()
        if graph is None:
            self._skip(CHECKS[1:], "there is no graph")
            return
        found = survey(graph)
        if not found.subjects:
            raise InputError(f"{', '.join(self.options.inputs)}: no statement found, so there is nothing to check")
        before = self._last_release()
        self._expect(graph, found, before)
        self._ask(graph, found)
        self._compare(graph, found, before)
        self.findings += links.check_links(graph, found)
        self.done.append(Done("links", True, f"{len(found.mentioned):,} IRIs"))
        self.findings = list(with_evidence(self.findings, graph))

    # --- inputs → graph, validated --------------------------------------------------------------------------

    def _graph(self) -> CheckedGraph | None:
        if self.inputs.release:
            return self._release(self.inputs.release)
        self.done += [] if self.inputs.captures else [Done("conversion", False, "no captures are given")]
        paths: list[Path] = []
        quality: expectations.Quality = {}
        if self.inputs.captures:
            converted = self._convert()
            quality = converted.quality
            if converted.graph is None:
                return None
            paths.append(converted.graph)
        iris = Iris(self.options.base)
        if self.inputs.rdf:
            paths.append(self._validated_rdf(paths))
        whole = bool(self.inputs.captures) and not self.inputs.partial
        return CheckedGraph(tuple(paths), iris, whole, quality, self.inputs.rdf)

    def _convert(self) -> conversion.Converted:
        converted = conversion.convert(
            self.inputs.captures,
            conversion.ConversionOptions(
                folder=self.options.work or self.folder,
                base=self.options.base,
                shapes=self.shapes,
                workers=self.options.workers,
                timeout=self.options.timeout,
                partial=self.inputs.partial,
            ),
        )
        self.findings += converted.findings
        detail = f"{converted.captures:,} captures, {converted.documents:,} documents"
        self.done.append(Done("conversion", True, detail))
        if converted.report and not self.inputs.rdf:
            self.validator = converted.report.validator
            self.done.append(Done("shacl", True, f"{converted.documents:,} documents and what they name"))
        return converted

    def _release(self, release: Release) -> CheckedGraph:
        iris = Iris(release.manifest.base)
        report = validate_dumps(self.shapes, release.dumps, iris.ids, self.options.workers, self.options.timeout)
        self.validator = report.validator
        where = locate(release.dumps, report.focus_nodes(Severity.INFO))
        self.findings += shacl.findings_of(report, self.shapes, where)
        self.done.append(Done("conversion", False, "a release is converted already"))
        self.done.append(Done("shacl", True, f"{release.manifest.quads:,} quads"))
        return CheckedGraph(release.dumps, iris, True, read_report(release).get("quality", {}))

    def _validated_rdf(self, beside: Sequence[Path]) -> Path:
        """Write RDF files as N-Quads and validate them, together with what captures were converted to."""
        path = self.folder / "rdf.nq"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in chain.from_iterable(map(read_rdf, self.inputs.rdf)))
        report = validate_rust(self.shapes, _lines([*beside, path]), self.options.timeout)
        self.validator = report.validator
        where = locate(self.inputs.rdf, report.focus_nodes(Severity.INFO))
        self.findings += shacl.findings_of(report, self.shapes, where)
        self.done.append(Done("shacl", True, f"{len(self.inputs.rdf)} files"))
        return path

    # --- the graph as a whole -------------------------------------------------------------------------------

    def _last_release(self) -> Release | None:
        path = self.options.against
        if path is None:
            return None
        release = open_release(path)
        if self.inputs.release and self.inputs.release.digest == release.digest:
            return None
        if release.manifest.base != (self.inputs.release.manifest.base if self.inputs.release else self.options.base):
            raise ReleaseError(f"{path} has the base {release.manifest.base}, so no IRI can be compared; see --base")
        return release

    def _expect(self, graph: CheckedGraph, found: Survey, before: Release | None) -> None:
        given = self.options.expectations
        if not graph.whole and given is None:
            self._skip(["expectations"], _PARTIAL if self.inputs.partial else f"{_ALONE}; see --expectations")
            return
        expected = expectations.read_expectations(given or resource_path("data") / "expectations.toml")
        held = Held(found.classes, graph.quality)
        self.findings += expectations.check_counts(expected, held)
        self.findings += expectations.check_rates(expected, held)
        detail = f"{len(expected.count)} counts, {len(expected.read)} read rates"
        if before and graph.whole:
            quality = read_report(before).get("quality", {})
            _, classes = classes_of(CheckedGraph(before.dumps, graph.iris, True))
            self.findings += expectations.check_losses(expected, held, Held(classes, quality, before.digest))
            detail += f", compared with release {before.digest[:12]}"
        self.done.append(Done("expectations", True, detail))

    def _ask(self, graph: CheckedGraph, found: Survey) -> None:
        own = self.inputs.release.queries if self.inputs.release else None
        folder = self.options.queries or own
        paths = sorted(folder.glob("*.rq")) if folder else resource_files("queries", "*.rq")
        store = load_store(graph.paths)
        documents = found.documents(graph.iris)
        self.findings += queries.check_queries(paths, store, documents, graph.whole)
        rows = "" if graph.whole else "; rows are not counted, as this is not a whole release"
        self.done.append(Done("queries", True, f"{len(paths)} queries{rows}"))

    def _compare(self, graph: CheckedGraph, found: Survey, before: Release | None) -> None:
        if not graph.whole:
            self._skip(["stability"], _PARTIAL if self.inputs.partial else _ALONE)
        elif before is None:
            self._skip(["stability"], "there is no other release to compare with; see --against")
        else:
            subjects, _ = classes_of(CheckedGraph(before.dumps, graph.iris, True))
            self.findings += stability.check_stability(subjects, found.subjects, graph.iris)
            self.done.append(Done("stability", True, f"{len(subjects):,} IRIs of release {before.digest[:12]}"))

    def _skip(self, checks: Iterable[str], why: str) -> None:
        self.done += [Done(name, False, why) for name in checks]


def _lines(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from (line.removesuffix("\n") for line in file)
