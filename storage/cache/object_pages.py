"""One object's pages, wherever they are: in memory, in the cache's folder, on their way, or away.

Rules:
- A page that is on its way is waited for and not asked for again, whoever asked first.
- Pages that were asked for ahead and whose request has not begun are taken over by who needs them.
- Pages of one request land one by one: nobody waits for those behind the page that is needed.
- Who waits may be called off; the request goes on and what it brings is kept.
- All requests for one object go through one source of the store, opened at the first need.
"""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

from crypto.errors import AlteredError
from crypto.source import CiphertextSource
from storage.cache.copy_facts import CopyFacts
from storage.cache.fetching import Fetching
from storage.cache.flight import Flight, Stage
from storage.cache.pages import page_at, page_end, page_start, runs
from storage.cache.steady_source import SteadySource
from storage.cache.workers import Workers
from storage.errors import ReadInterruptedError, StorageError, StorageUnavailableError
from storage.interrupt import Interrupt

# A run of 1 MiB costs little more than its bytes. What is fetched ahead comes in smaller ones at
# first, and in larger ones for who reads on and on; several are under way at a time.
_LONGEST_DEMAND = 16
_SHORTEST_AHEAD = 8
# More than half of the longest window needs: a rest would be a small request of its own.
_LONGEST_AHEAD = 256
_AHEAD_AT_A_TIME = 2
_POLL_S = 0.05
_CHANGED = "Decryption failed: the stored object is not the one that was opened"


class ObjectPages:
    """The pages of the object `name`; all readers in the process share it."""

    def __init__(self, fetching: Fetching, key: str, name: str) -> None:
        self._shared = fetching
        self._key = key
        self._name = name
        self._lock = threading.Lock()
        self._facts = fetching.facts(key)
        self._opening: Flight | None = None
        self._source: CiphertextSource | None = None
        self._source_lock = threading.Lock()
        self._flights: dict[int, Flight] = {}
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
        self,
        pages: range,
        interrupt: Interrupt | None,
        *,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> list[bytes]:
        """Return pages; one that the stored object is too short for is empty.

        `meanwhile` is called when all that is missing has been asked for.

        Raises:
            AlteredError: the store holds another object of this name by now.
            ClipNotFoundError, StorageUnavailableError, StorageAccessError, ReadInterruptedError
        """
        found = self._here(pages)
        missing = [page for page, ciphertext in zip(pages, found, strict=True) if not ciphertext]
        awaited = self._awaited(missing) if missing else []
        meanwhile()
        for page, flight in awaited:
            self._wait(flight, page, interrupt)
            found[page - pages.start] = flight.page(page)
        return [ciphertext or b"" for ciphertext in found]

    def fetch_ahead(self, pages: range) -> list[Flight]:
        """Begin to fetch what is not here, and return the requests under way for it."""
        memory, disk, facts = self._shared.memory, self._shared.disk, self.facts
        kept = set() if disk is None else disk.here(self._key, pages)
        missing = [
            page
            for page in pages
            if page not in kept and memory.get(facts.generation, page) is None
        ]
        with self._lock:
            return self._ask(missing, self._shared.ahead, is_ahead=True)

    def drop_waiting(self, flights: Iterable[Flight]) -> None:
        """Give up those requests for pages ahead that have not begun and that nobody waits for."""
        with self._lock:
            for flight in flights:
                if flight.is_ahead and flight.stage is Stage.WAITING:
                    flight.stage = Stage.DROPPED
                    self._remove(flight)

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

    def _awaited(self, missing: list[int]) -> list[tuple[int, Flight]]:
        """Return the request that brings each of `missing`; those that nobody asked for begin."""
        with self._lock:
            flights = self._ask(missing, self._shared.demand, is_ahead=False)
            for flight in flights:
                if flight.is_ahead and flight.stage is Stage.WAITING:
                    # It need not stand behind others; the thread that comes second finds it begun.
                    flight.is_ahead = False
                    self._begin(flight, self._shared.demand)
            by_page = {page: flight for flight in flights for page in flight.span}
            return [(page, by_page[page]) for page in missing]

    def _ask(self, missing: list[int], workers: Workers, *, is_ahead: bool) -> list[Flight]:
        """Return requests for all of `missing`, new ones where there are none. Under the lock."""
        flights: dict[int, Flight] = {}
        landed = []
        absent = []
        for page in missing:
            flight = self._flights.get(page)
            if flight is not None and (
                is_ahead or id(flight) in flights or not flight.is_far_from(page)
            ):
                flights[id(flight)] = flight
                continue
            # It may have landed since it was looked for.
            ciphertext = self._shared.memory.get(self.facts.generation, page)
            if ciphertext is None:
                absent.append(page)
            else:
                landed.append(_landed(page, ciphertext))
        longest = _longest_ahead(len(missing)) if is_ahead else _LONGEST_DEMAND
        begun = [Flight(run, is_ahead=is_ahead) for run in runs(absent, longest=longest)]
        for flight in begun:
            self._flights.update(dict.fromkeys(flight.span, flight))
            self._begin(flight, workers)
        return [*flights.values(), *landed, *begun]

    def _begin(self, flight: Flight, workers: Workers) -> None:
        self._users += 1
        if not workers.submit(lambda: self._fly(flight)):
            self._users -= 1
            self._remove(flight)
            flight.end(StorageUnavailableError("the clip store was closed"))

    def _remove(self, flight: Flight) -> None:
        for page in flight.span:
            if self._flights.get(page) is flight:
                del self._flights[page]

    def _fly(self, flight: Flight) -> None:
        """Do a request. On a thread of its own."""
        with self._lock:
            is_first = flight.stage is Stage.WAITING
            if is_first:
                flight.stage = Stage.FLYING
        try:
            if is_first:
                self._fetch(flight)
        finally:
            # The thread has nobody to tell of what closing says.
            with suppress(StorageError):
                self.let_go()

    def _fetch(self, flight: Flight) -> None:
        def land(pages: list[bytes]) -> None:
            first = flight.span.start + len(flight.pages)
            for page, ciphertext in enumerate(pages, first):
                self._shared.memory.put(self.facts.generation, page, ciphertext)
            flight.land(pages)

        failure: BaseException | None = None
        try:
            source = self._open_source()
            if flight.span:
                _bring(source, flight.span, self.facts.size, land)
        except BaseException as error:  # noqa: BLE001 - raised again by each that waits for it
            failure = error
        with self._lock:
            self._remove(flight)
        flight.end(failure)
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


def _landed(page: int, ciphertext: bytes) -> Flight:
    flight = Flight(range(page, page + 1), is_ahead=False)
    flight.land([ciphertext])
    flight.end()
    return flight


def _longest_ahead(wanted: int) -> int:
    """Return how many pages one request ahead may bring: more of them for who reads a lot."""
    return min(max(_SHORTEST_AHEAD, wanted // _AHEAD_AT_A_TIME), _LONGEST_AHEAD)


def _bring(
    source: CiphertextSource, span: range, size: int, land: Callable[[list[bytes]], object]
) -> None:
    """Fetch neighbouring pages in one request; pages behind a premature end are left out."""
    start, end = page_start(span.start), page_end(span[-1], size)
    if isinstance(source, SteadySource):
        source.read_each(start, [page_end(page, size) - page_start(page) for page in span], land)
        return
    ciphertext = source.read_at(start, end - start)
    view = memoryview(ciphertext)
    whole = range(span.start, page_at(start + len(view)) if len(view) < end - start else span.stop)
    land([bytes(view[page_start(p) - start : page_end(p, size) - start]) for p in whole])
