"""One object's pages, wherever they are: in memory, in the cache's folder, on their way, or away.

Rules:
- A page that is on its way is waited for and not asked for again, whoever asked first.
- Pages that were asked for ahead and whose request has not begun are taken over by who needs them.
- Pages of one request land one by one: nobody waits for those behind the page that is needed. So
  what is wanted right behind it comes with it, in the same request, as far as that is short.
- Who waits may be called off; the request goes on and what it brings is kept.
- All requests for one object go through one source of the store, opened at the first need.
"""

import threading
import time
from contextlib import suppress

from crypto.errors import AlteredError
from crypto.source import CiphertextSource
from storage.cache.copy_facts import CopyFacts
from storage.cache.fetching import Fetching
from storage.cache.flight import Flight, Stage
from storage.cache.flight_table import FlightTable
from storage.cache.lane import Lane
from storage.cache.pages import page_end, page_start, runs
from storage.cache.read_ahead import LONGEST_WITH_JUMP, RunLengths
from storage.cache.steady_source import bring
from storage.cache.workers import Workers
from storage.errors import ReadInterruptedError, StorageError, StorageUnavailableError
from storage.interrupt import Interrupt

# A run of 1 MiB costs little more than its bytes.
_LONGEST_DEMAND = 16
_POLL_S = 0.05
_CHANGED = "Decryption failed: the stored object is not the one that was opened"


class ObjectPages:
    """The pages of the object `name`; all readers in the process share it."""

    def __init__(self, fetching: Fetching, key: str, name: str) -> None:
        self._shared = fetching
        self._key = key
        self._name = name
        self.run_lengths = RunLengths()
        self._lock = threading.Lock()
        self._facts = fetching.facts(key)
        self._opening: Flight | None = None
        self._source: CiphertextSource | None = None
        self._source_lock = threading.Lock()
        self._flights = FlightTable(lambda page: fetching.memory.get(self.facts.generation, page))
        self._users = 0
        self._keeping = threading.Lock()
        self._is_stale = False

    @property
    def key(self) -> str:
        return self._key

    @property
    def is_stale(self) -> bool:
        """Whether its copies were dropped: who opens the object anew needs another one of these."""
        return self._is_stale

    @property
    def facts(self) -> CopyFacts:
        """What is known of the object, once `prepare` came back."""
        if self._facts is None:
            raise ValueError("the object was not opened")
        return self._facts

    def prepare(self, interrupt: Interrupt | None) -> None:
        """Know the object's size; the store is asked only where no copy tells it.

        Raises:
            ClipNotFoundError, StorageUnavailableError, StorageAccessError, ReadInterruptedError
        """
        if self._facts is not None:
            return
        with self._lock:
            if self._opening is None or self._opening.error is not None:
                self._opening = Flight(range(0), is_ahead=False)
                self._begin(self._opening, self._shared.demand)
            opening = self._opening
        self._wait(opening, None, interrupt)
        if opening.error is not None:
            raise opening.error

    def use(self) -> None:
        """Count a reader, or a request, that needs the store's source."""
        with self._lock:
            self._users += 1

    def let_go(self) -> bool:
        """Count it out; True when it was the last. The store's source goes with the last."""
        with self._lock:
            self._users -= 1
            is_last = self._users == 0
            source = None
            if is_last:
                source, self._source = self._source, None
        if source is not None:
            source.close()
        return is_last

    def read(
        self, pages: range, interrupt: Interrupt | None, *, lane: Lane, ahead: range
    ) -> list[bytes]:
        """Return pages; one that the stored object is too short for is empty.

        `ahead` are those that the reader of this lane may want next.

        Raises:
            AlteredError: the store holds another object of this name by now.
            ClipNotFoundError, StorageUnavailableError, StorageAccessError, ReadInterruptedError
        """
        found = self._here(pages)
        missing = [page for page, ciphertext in zip(pages, found, strict=True) if not ciphertext]
        absent = self._absent(ahead)
        awaited = self._awaited(missing, absent, lane) if missing else []
        try:
            with self._lock:
                lane.follow(pages.stop)
                if absent:
                    longest = lane.longest(self._shared.pace, len(absent))
                    lane.add(self._flights.asked(absent, longest=longest, is_ahead=True))
                # Asked for at once, it would take half of the way from what is waited for.
                is_urgent = any(not flight.is_ahead for _, flight in awaited)
                if not is_urgent or lane.is_bulk:
                    self._begin_next(lane)
            for page, flight in awaited:
                self._wait(flight, page, interrupt)
                found[page - pages.start] = flight.page(page)
            if is_urgent:
                with self._lock:
                    self._begin_next(lane)
        finally:
            with self._lock:
                for _, flight in awaited:
                    flight.awaited -= 1
        return [ciphertext or b"" for ciphertext in found]

    def give_up(self, lane: Lane, *, keep: range = range(0)) -> None:
        """End requests for pages ahead that nobody waits for, as far as that gains anything."""
        with self._lock:
            for flight in lane.taken_out(keep, self._shared.pace):
                flight.stage = Stage.DROPPED
                self._flights.remove(flight)

    def let_go_first(self, pages: range) -> None:
        """Keep these in memory only where there is room: they were read for good."""
        self._shared.memory.let_go_first(self.facts.generation, pages)

    def forget(self, pages: range) -> None:
        """Drop the copies of pages, and what the source itself may have kept of them."""
        start, end = page_start(pages.start), page_end(pages[-1], self.facts.size)
        with self._source_lock:
            if self._source is not None:
                self._source.forget(start, end - start)
        self._shared.memory.forget(self.facts.generation, pages)
        if self._shared.disk is not None:
            self._shared.disk.forget(self._key, pages)

    def drop(self) -> None:
        """Drop all copies but keep the pin; who reads the object now goes on with what it has."""
        self.retire()
        self._shared.drop(self._key, keep_pin=True)

    def retire(self) -> None:
        """Keep nothing from now on: what is on its way is of an object that is gone."""
        with self._keeping:
            self._is_stale = True

    def _here(self, pages: range) -> list[bytes | None]:
        memory, disk, facts = self._shared.memory, self._shared.disk, self.facts
        found = memory.get_all(facts.generation, pages)
        if disk is None or all(found):
            return found
        absent = [page for page, ciphertext in zip(pages, found, strict=True) if not ciphertext]
        for run in runs(absent, longest=len(absent)):
            for page, ciphertext in zip(run, disk.read(self._key, facts, run), strict=True):
                if ciphertext is not None:
                    memory.put(facts.generation, page, ciphertext)
                    found[page - pages.start] = ciphertext
        return found

    def _absent(self, ahead: range) -> list[int]:
        """Return those pages that are not here."""
        if not ahead:
            return []
        memory, disk, facts = self._shared.memory, self._shared.disk, self.facts
        kept = set() if disk is None else disk.here(self._key, ahead)
        return [p for p in ahead if p not in kept and memory.get(facts.generation, p) is None]

    def _awaited(
        self, missing: list[int], following: list[int], lane: Lane
    ) -> list[tuple[int, Flight]]:
        """Return the request that brings each of `missing`; those that nobody asked for begin."""
        with self._lock:
            flights = self._flights.asked(missing, longest=_LONGEST_DEMAND, is_ahead=False)
            for flight in flights:
                if flight.stage is Stage.WAITING and not (flight.is_ahead or lane.is_bulk):
                    # What is expected to be read with it is no burden.
                    longest = max(self._shared.pace.longest, LONGEST_WITH_JUMP)
                    self._flights.extend(flight, following, longest=longest)
                if flight.may_be_taken_over:
                    # It need not stand behind others; the thread that comes second finds it begun.
                    self._begin(flight, self._shared.demand)
            by_page = {page: flight for flight in flights for page in flight.span}
            awaited = [(page, by_page[page]) for page in missing]
            for _, flight in awaited:
                flight.awaited += 1
            return awaited

    def _begin_next(self, lane: Lane) -> None:
        """Begin what is to come next. Under the lock."""
        while (flight := lane.next()) is not None:
            self._begin(flight, self._shared.ahead, lane)

    def _begin(self, flight: Flight, workers: Workers, lane: Lane | None = None) -> None:
        self._users += 1
        flight.stage = Stage.QUEUED
        if not workers.submit(lambda: self._fly(flight, lane)):
            self._users -= 1
            self._flights.remove(flight)
            flight.end(StorageUnavailableError("the clip store was closed"))

    def _fly(self, flight: Flight, lane: Lane | None) -> None:
        """Do a request, and have the next one of its lane begin. On a thread of its own."""
        with self._lock:
            is_first = flight.stage is Stage.QUEUED
            if is_first:
                flight.stage = Stage.FLYING
        try:
            if is_first:
                self._fetch(flight)
            if lane is not None and flight.error is None:
                with self._lock:
                    self._begin_next(lane)
            if is_first:
                self._keep(flight)
        finally:
            # The thread has nobody to tell of what closing says.
            with suppress(StorageError):
                self.let_go()

    def _fetch(self, flight: Flight) -> None:
        first_at_s, first_count = 0.0, 0

        def land(pages: list[bytes]) -> None:
            nonlocal first_at_s, first_count
            if flight.stage is Stage.DROPPED:
                raise ReadInterruptedError("nobody wants it any more")
            if not first_count:
                first_at_s, first_count = time.monotonic(), len(pages)
            first = flight.span.start + len(flight.pages)
            for page, ciphertext in enumerate(pages, first):
                self._shared.memory.put(self.facts.generation, page, ciphertext)
            flight.land(pages)

        failure: BaseException | None = None
        try:
            source = self._open_source()
            if flight.span:
                bring(source, flight.span, self.facts.size, land)
        except BaseException as error:  # noqa: BLE001 - raised again by each that waits for it
            failure = error
        with self._lock:
            self._flights.remove(flight)
        flight.end(failure)
        if (later := len(flight.pages) - first_count) > 0:
            self._shared.pace.note(later, time.monotonic() - first_at_s)

    def _keep(self, flight: Flight) -> None:
        if flight.pages and self._shared.disk is not None:
            with self._keeping:
                if not self._is_stale:
                    self._shared.disk.write(self._key, self.facts, flight.span.start, flight.pages)

    def _open_source(self) -> CiphertextSource:
        """Return the store's source; the first caller opens it, and others wait for that.

        Raises:
            AlteredError: it is not of the object that the copies are of; they are dropped.
        """
        with self._source_lock:
            if self._source is not None:
                return self._source
            source = self._shared.store.open(self._name, interrupt=self._shared.interrupt)
            version = getattr(source, "etag", "")
            known = self._facts
            if known is None:
                fresh = CopyFacts.fresh(source.size, version)
                self._facts = self._shared.remember(self._key, fresh)
            elif not known.is_of(source.size, version):
                source.close()
                self.drop()
                raise AlteredError(_CHANGED)
            self._source = source
            return source

    def _wait(self, flight: Flight, page: int | None, interrupt: Interrupt | None) -> None:
        while not flight.wait(page, _POLL_S):
            if interrupt is not None:
                interrupt.check()
            if self._shared.interrupt.is_set():
                raise ReadInterruptedError("the clip store was closed")
