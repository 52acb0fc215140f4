"""Verify many clips at a time, in threads: reading waits, hashing and opening release the GIL."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from app.session.errors import CancelledError, ClipMissingError
from app.session.project import Project
from app.session.verifying.check import ClipChecker, Target
from app.session.verifying.findings import ClipFinding
from models.records import ClipRecord
from storage.errors import ClipNotFoundError, ReadInterruptedError
from storage.interrupt import Interrupt
from storage.location import stem_of

# A piece of one clip is 1 MiB, so memory is bounded by a few of them for each job.
DEFAULT_JOBS = 4


class VerifyWatch:
    """Progress and cancelling. `on_bytes` is told the stored bytes read so far, from any thread."""

    def __init__(
        self,
        on_bytes: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._on_bytes = on_bytes
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._bytes = 0

    def add(self, more: int) -> None:
        """Note that `more` bytes were read."""
        with self._lock:
            self._bytes += more
            if self._on_bytes is not None:
                self._on_bytes(self._bytes)

    def is_cancelled(self) -> bool:
        """Return whether the person has cancelled."""
        return self._cancelled is not None and self._cancelled()


class Verifier:
    """Verifies clips of one project. Blocks."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._checker = ClipChecker(project.storage, project.keyring)

    def targets(self, event_ids: Sequence[str] = ()) -> Iterator[Target]:
        """Yield the clips of these event ids; without any, all rows, then stored clips without one.

        Raises:
            ClipMissingError: neither the project nor its store has a clip of an event id.
            RowAlteredError, DatabaseError, StorageError
        """
        clips = self._project.clips()
        if event_ids:
            yield from self._named(event_ids, {clip.event_id: clip for clip in clips})
            return
        yield from (_of_row(clip) for clip in clips if clip.copy_of is None)
        known = {stem_of(clip.event_id) for clip in clips}
        for listed in self._project.storage.entries():
            if listed.stem not in known:
                yield Target(listed.stem, None, listed.names, listed.stored_size)

    def verify(
        self,
        targets: Iterable[Target],
        *,
        jobs: int = DEFAULT_JOBS,
        watch: VerifyWatch | None = None,
    ) -> Iterator[ClipFinding]:
        """Yield what is found of each clip, in their order.

        Raises:
            CancelledError: `watch` said so.
            LockedError
        """
        watch, ended = watch or VerifyWatch(), threading.Event()

        def check(target: Target) -> ClipFinding:
            interrupt = Interrupt(lambda: ended.is_set() or watch.is_cancelled())
            return self._checker.check(target, on_bytes=watch.add, interrupt=interrupt)

        waiting: deque[Future[ClipFinding]] = deque()
        with ThreadPoolExecutor(max(jobs, 1), thread_name_prefix="safelight-verify") as pool:
            try:
                for target in targets:
                    waiting.append(pool.submit(check, target))
                    # No more than a few are in hand, however many there are.
                    if len(waiting) >= 2 * max(jobs, 1):
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            except ReadInterruptedError as error:
                raise CancelledError("verifying was cancelled") from error
            finally:
                ended.set()
                for future in waiting:
                    future.cancel()

    def _named(self, event_ids: Sequence[str], clips: dict[str, ClipRecord]) -> Iterator[Target]:
        for event_id in event_ids:
            if (clip := clips.get(event_id)) is not None:
                yield _of_row(clip)
                continue
            yield self._stored(event_id)

    def _stored(self, event_id: str) -> Target:
        stem = stem_of(event_id)
        for listed in self._project.storage.entries():
            if listed.stem == stem:
                return Target(event_id, None, listed.names, listed.stored_size)
        message = "neither the project nor its store has a clip of this event id"
        raise ClipMissingError(message) from ClipNotFoundError()


def _of_row(clip: ClipRecord) -> Target:
    size = sum(entry["stored_size"] for entry in clip.objects[:1])
    return Target(clip.store_id, clip, stored_size=size)
