"""Patience with a store that does not answer: ask again, with back-off, for a minute at most.

A read of a bucket tries again by itself for as long; then its time counts here too, and the trouble
is reported at once. What a person has to mend (no such bucket, no permission, a disk that is gone)
is never waited for.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from app.media.errors import DecodingCancelledError
from storage.errors import StorageUnavailableError
from storage.fault import PASSING

_Answer = TypeVar("_Answer")
PATIENCE_S = 60.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 4.0
_LOOK_EVERY_S = 0.05


def with_patience(
    give: Callable[[], _Answer],
    *,
    cancelled: Callable[[], bool],
    on_pause: Callable[[StorageUnavailableError], None],
) -> _Answer:
    """Return what `give` gives, asked again while the store is away.

    `on_pause` is told of each failure that is followed by another try.

    Raises:
        StorageUnavailableError: it was away for a minute, or will not come back by itself.
        DecodingCancelledError: nobody wants the answer any more.
    """
    ends_at = time.monotonic() + PATIENCE_S
    pause_s = _FIRST_PAUSE_S
    while True:
        try:
            return give()
        except StorageUnavailableError as error:
            if error.fault not in PASSING or time.monotonic() + pause_s > ends_at:
                raise
            on_pause(error)
        _pause(pause_s, cancelled)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def _pause(seconds: float, cancelled: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while (left_s := until - time.monotonic()) > 0:
        if cancelled():
            raise DecodingCancelledError
        time.sleep(min(left_s, _LOOK_EVERY_S))
