"""Try again what may succeed a moment later: exponential back-off with full jitter.

Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
"""

import random
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TypeVar

from storage.errors import StorageUnavailableError
from storage.interrupt import Interrupt
from storage.link import Link

_T = TypeVar("_T")
_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to go on.

    first_s, longest_s: the back-off's first and greatest bound, in seconds.
    for_s: no further try begins later than this many seconds after the first.
    """

    first_s: float = 0.1
    longest_s: float = 5.0
    for_s: float = 60.0


def with_retries(
    attempt: Callable[[], _T],
    *,
    policy: RetryPolicy,
    link: Link | None = None,
    interrupt: Interrupt | None = None,
) -> _T:
    """Return what `attempt` returns, tried again while it raises StorageUnavailableError.

    Raises:
        StorageUnavailableError: the last one, when the policy's time is over.
        ReadInterruptedError: `interrupt` called it off.
    """
    ends_at = time.monotonic() + policy.for_s
    bound_s = policy.first_s
    while True:
        if interrupt is not None:
            interrupt.check()
        try:
            return attempt()
        except StorageUnavailableError:
            pause_s = random.uniform(bound_s / 2, bound_s)  # noqa: S311 - spreads, hides nothing
            if time.monotonic() + pause_s > ends_at:
                raise
        bound_s = min(2 * bound_s, policy.longest_s)
        _wait(pause_s, link, interrupt)


def _wait(seconds: float, link: Link | None, interrupt: Interrupt | None) -> None:
    until = time.monotonic() + seconds
    with nullcontext() if link is None else link.pause(seconds):
        while (left_s := until - time.monotonic()) > 0:
            if interrupt is not None:
                interrupt.check()
            time.sleep(min(left_s, _POLL_S))
