# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask and its collections are typed in part.
"""Ids in, a folder of finished Parquet files out: for jobs of any size."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import cast

from attrs import define, field, frozen

from amazon_music_async.arrow.parquet_parts import first_rows, remove_unfinished
from amazon_music_async.dask.cluster import cluster
from amazon_music_async.dask.connection import Connect, packed
from amazon_music_async.dask.libraries import distributed
from amazon_music_async.dask.parquet_part import Part, PartReport, fail_part, look_up_part
from amazon_music_async.dask.worker_clients import model_of

_LEAST_OUTAGE = 3
"""Parts in a row that must fail before it is an outage, however few are under way."""


@frozen(kw_only=True)
class ParquetReport:
    """The rows of a folder, by what became of their ids, and its parts; those of earlier runs are counted, too.

    >>> report = ParquetReport(found=998, missing=2, parts=1)
    >>> f"{report.found} found, {report.failed} to ask again"
    '998 found, 0 to ask again'
    """

    found: int = 0
    missing: int = 0
    failed: int = 0
    parts: int = 0


def look_up_to_parquet(
    ids: Iterable[str],
    folder: str | os.PathLike[str],
    what: str = "tracks",
    *,
    connect: Connect | None = None,
    client: distributed.Client | None = None,
    part_rows: int = 10_000,
) -> ParquetReport:
    """Look up ids on the workers of a cluster, and wait until all of them are rows of a folder of Parquet files.

    - ``ids``: any iterable, read as the job goes on; there may be hundreds of millions of them.
    - ``folder``: a folder that all workers see. Its files have a row for each id, in the order of the ids, with the
      columns of ``schema_of(Track, outcomes=True)``. They are finished files at any time: see `ParquetFolder`.
    - ``what``: ``"tracks"`` or ``"albums"``.
    - ``connect``: how a worker opens its client; None is `FromEnvironment` without options.
    - ``client``: the cluster; None is the one that the program opened last, or a local one for this job.
    - ``part_rows``: the ids of a part, which is one task. Two parts for each thread of the cluster are under way.

    Run again with the same ids, it goes on: parts that are there stay as they are, but for their failed ids, which are
    asked again. Give it the same ids in the same order; more of them may follow.

    A part that a killed worker was working on is done once more. One that kills its workers again and again ends as
    failed rows. When one part after another fails as a whole, the service is away or refuses the login: the job ends
    with the failure of the last one, an `AmazonMusicError`, instead of asking for the rest in vain.

    >>> from distributed import Client
    >>> with Client(processes=False, dashboard_address="127.0.0.1:0") as cluster, open("ids.txt") as lines:
    ...     look_up_to_parquet(map(str.strip, lines), "tracks", client=cluster)
    ParquetReport(found=1, missing=0, failed=0, parts=1)
    """
    model_of(what)
    connection = packed(connect)
    if isinstance(ids, str):
        raise TypeError(f"many ids are expected, not one str: pass [{ids!r}]")
    if part_rows < 1:
        raise ValueError(f"part_rows= is at least 1, not {part_rows}")
    path = Path(folder).absolute()
    first_rows(path)  # complains of what else lies there
    remove_unfinished(path)
    with cluster(client) as workers:
        job = _Job(workers)
        job.run(
            Part(str(path), number * part_rows, batch, what, connection)
            for number, batch in enumerate(_batches(ids, part_rows))
        )
    remove_unfinished(path)  # what workers left that were killed
    return job.report


def _batches(ids: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    source = iter(ids)
    while batch := tuple(islice(source, size)):
        yield batch


@define(eq=False)
class _Job:
    """The parts under way, and what became of the others."""

    client: distributed.Client
    report: ParquetReport = ParquetReport()
    running: "dict[distributed.Future[PartReport], Part]" = field(factory=dict)
    failed_in_a_row: int = 0

    def run(self, parts: Iterator[Part]) -> None:
        """Do all parts, some of them at a time."""
        suspects: list[Part] = []
        completed = distributed.as_completed()
        try:
            self._submit(parts, completed)
            for future in completed:
                part = self.running.pop(future)
                try:
                    self._count(future.result())
                except distributed.KilledWorker:
                    suspects.append(part)
                self._submit(parts, completed)
        finally:
            if self.running:
                self.client.cancel(list(self.running))
        for part in suspects:
            self._run_alone(part)

    def _submit(self, parts: Iterator[Part], completed: distributed.as_completed) -> None:
        for part in islice(parts, max(0, self._limit() - len(self.running))):
            future = self.client.submit(look_up_part, part, pure=False)
            self.running[future] = part
            completed.add(future)

    def _limit(self) -> int:
        """Return how many parts are under way at a time: workers may come and go."""
        return 2 * max(1, sum(cast("dict[str, int]", self.client.nthreads()).values()))

    def _run_alone(self, part: Part) -> None:
        """Do a part whose workers died. It may have been another part that killed them: now it is alone."""
        try:
            report = self.client.submit(look_up_part, part, pure=False).result()
        except distributed.KilledWorker as failure:
            report = self.client.submit(fail_part, part, failure, pure=False).result()
        self._add(report)

    def _count(self, report: PartReport) -> None:
        self._add(report)
        if report.asked:
            self.failed_in_a_row = self.failed_in_a_row + 1 if report.failure else 0
        if report.failure and self.failed_in_a_row >= max(_LEAST_OUTAGE, len(self.running)):
            report.failure.add_note(f"{self.failed_in_a_row} parts in a row failed: run the job again to go on")
            raise report.failure

    def _add(self, report: PartReport) -> None:
        before, rows = self.report, report.outcomes
        self.report = ParquetReport(
            found=before.found + rows["found"],
            missing=before.missing + rows["missing"],
            failed=before.failed + rows["failed"],
            parts=before.parts + 1,
        )
