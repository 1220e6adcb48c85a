"""What an engine tells of itself as metrics."""

from __future__ import annotations

from osce_kg.engine.admission import Lane
from osce_kg.engine.fleet import Fleet
from osce_kg.engine.model import Engine
from osce_kg.engine.pool import PoolEngine
from osce_kg.engine.remote import RemoteEngine
from osce_kg.server.metrics import Labels, Sample


def engine_samples(engine: Engine) -> list[Sample]:
    """Return the samples of a pool or a remote engine; none of threads in this process."""
    if not isinstance(engine, PoolEngine | RemoteEngine):
        return []
    samples = _admission_samples(engine)
    return samples + _fleet_samples(engine.fleet) if isinstance(engine, PoolEngine) else samples


def _admission_samples(engine: PoolEngine | RemoteEngine) -> list[Sample]:
    admission = engine.admission
    lanes: dict[Labels, float] = {(("lane", lane.name.lower()),): float(admission.running(lane)) for lane in Lane}
    outcomes: dict[Labels, float] = {
        (("outcome", name),): float(count) for name, count in sorted(engine.outcomes.items())
    }
    return [
        ("osce_kg_engine_running", "gauge", "Queries being evaluated, by lane.", lanes),
        ("osce_kg_engine_waiting", "gauge", "Queries waiting for their turn.", {(): admission.waiting}),
        ("osce_kg_engine_outcomes_total", "counter", "Evaluations by how they ended.", outcomes),
    ]


def _fleet_samples(fleet: Fleet) -> list[Sample]:
    workers: dict[Labels, float] = {
        (("event", "forked"),): float(fleet.counts.forked),
        (("event", "killed"),): float(fleet.counts.killed),
        (("event", "lost"),): float(fleet.counts.lost),
    }
    loaded = fleet.loaded
    return [
        ("osce_kg_workers", "gauge", "Worker processes.", {(): len(fleet.worker_pids)}),
        ("osce_kg_workers_idle", "gauge", "Worker processes without a query.", {(): fleet.idle}),
        ("osce_kg_workers_total", "counter", "Worker processes forked, killed here, lost otherwise.", workers),
        ("osce_kg_templates_total", "counter", "Starts of the process that holds the store.",
         {(): fleet.counts.templates}),
        ("osce_kg_engine_isolated", "gauge", "Whether workers have no network.",
         {(): float(bool(loaded and loaded.isolated))}),
        ("osce_kg_store_quads", "gauge", "Quads in the store.", {(): loaded.quads if loaded else 0}),
        ("osce_kg_store_resident_bytes", "gauge", "Memory of the process that holds the store, after loading.",
         {(): loaded.resident_bytes if loaded else 0}),
    ]  # fmt: skip
