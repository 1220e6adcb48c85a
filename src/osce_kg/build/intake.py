"""The read stage: captures that were not read before go to workers, and what they become to the state.

Workers here are given captures. Workers of a cluster open the container files themselves where they see them, so that
captures do not travel through the scheduler; what they do not see, they are given.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field

from osce_kg.build.containers import Container, ContainerRead, ContainerTask, read_container
from osce_kg.build.executors import cluster, each, local
from osce_kg.build.model import BuildOptions, Progress, Stop
from osce_kg.build.reading import Batch, ReadTask, read_batch, worker
from osce_kg.build.setup import Setup
from osce_kg.build.state import State, identity
from osce_kg.captures import Position, Source, open_source
from osce_kg.captures.inputs import sources
from osce_kg.captures.model import Capture, Damaged, Item, Skipped
from osce_kg.report import BuildReport

_BATCH = 64
_BATCH_BYTES = 4 * 2**20
_SHARE_BYTES = 16 * 2**20
_LARGEST = 2**30
"""Bytes of a container, as it is stored, that the workers of a cluster open themselves; of larger ones a worker's share
would be a result too large to send.
"""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Intake:
    """One read stage under way."""

    state: State
    setup: Setup
    options: BuildOptions
    report: BuildReport
    progress: Progress
    stop: Stop
    position: Position
    done: int = 0
    _sources: dict[str, Source] = field(default_factory=dict)
    _unseen: dict[str, Source] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)
    _passed: dict[str, bytes] = field(default_factory=dict)

    def read(self, items: Iterable[Item]) -> None:
        """Read the inputs: `items` here, or the container files on the cluster if the options name one.

        Raises:
            KeyboardInterrupt: the build is to stop.
            BuildFailed: a worker of the cluster would read otherwise.
        """
        if self.options.scheduler:
            with cluster(self.options.scheduler) as (executor, workers):
                tasks = self._container_tasks(workers)
                for made in each(executor, workers, read_container, tasks, self.stop):
                    self._add_container(made)
                self._read_captures(self._unseen_items(), executor, workers)
        else:
            worker(self.setup)  # Processes that are forked from now on have it and need not make it.
            with local(self.options.workers) as executor:
                self._read_captures(items, executor, self.options.workers)
        self.state.db.commit()

    def _read_captures(self, items: Iterable[Item], executor: Executor, workers: int) -> None:
        elsewhere = self.options.scheduler is not None
        tasks = (ReadTask(self.setup, tuple(batch), elsewhere) for batch in self._batches(items))
        for batch in each(executor, workers, read_batch, tasks, self.stop):
            self._add(batch)

    def _add(self, batch: Batch) -> None:
        self.state.add(batch.pages, batch.menus)
        self.done += len(batch.pages)
        self.progress("read", self.done, self.position.part, self.report.quarantined_count)

    def _batches(self, items: Iterable[Item]) -> Iterator[list[Capture]]:
        """Yield captures that were not read before, so many at once; count the others and what is no capture."""
        batch: list[Capture] = []
        size = 0
        for item in items:
            if self.stop():
                raise KeyboardInterrupt
            if isinstance(item, (Skipped, Damaged)):
                self.report.add_unread(item)
                continue
            known = self.state.page_of(identity(item))
            if known is not None:
                self.state.see(known, item.info.source)
                continue
            batch.append(item)
            size += len(item.content)
            if len(batch) >= _BATCH or size >= _BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    # --- on a cluster ---------------------------------------------------------------------------------------

    def _container_tasks(self, workers: int) -> Iterator[ContainerTask]:
        """Yield a task per container file, more for a large one; those that no worker may open are left for later."""
        for source in sources(self.options.inputs):
            if not isinstance(source, Source):
                self.report.add_unread(source)
            elif source.location is None or source.size > _LARGEST:
                self._leave(source)
            else:
                self._sources[source.name] = source
                container = Container(source.name, source.location, source.size)
                known = self.state.seen_before(source.name)
                shares = max(1, min(workers, -(-source.size // _SHARE_BYTES)))
                for share in range(shares):
                    yield ContainerTask(self.setup, container, self.options.containers, known, share, shares)

    def _add_container(self, made: ContainerRead) -> None:
        name = made.container.name
        if not made.seen or self._passed.setdefault(name, made.passed) != made.passed:
            self._leave(self._sources[name])
            return
        for known, source in made.known:
            page = self.state.page_of(known)
            if page is not None:
                self.state.see(page, source)
        for item in made.unread:
            self.report.add_unread(item)
        if made.share == 0:
            self._told.add(name)
            self.position.passed += made.container.size
        self._add(made.batch)

    def _leave(self, source: Source) -> None:
        """Leave a container that is not to be opened by workers, or that not all of them can open or see alike."""
        if source.name not in self._unseen:
            self._unseen[source.name] = source
            _log.warning("%s: workers cannot open it themselves, so its captures are sent to them", source.name)

    def _unseen_items(self) -> Iterator[Item]:
        """Yield what the containers hold that workers could not open; what one of them told already is not told."""
        for name, source in self._unseen.items():
            for item in open_source(source, self.options.containers):
                if isinstance(item, Capture) or name not in self._told:
                    yield item
