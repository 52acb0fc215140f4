"""Words for errors that tell more than their kind: a number, how long, what exactly went wrong."""

import math
from collections.abc import Callable

from app.failures.problem import Problem, own_words
from app.session.store_check import fault_words


def fault_or(title: str, remedy: str) -> Callable[[BaseException], Problem]:
    """For errors of a store: the fault that they name tells more than their kind."""

    def words(error: BaseException) -> Problem:
        own = own_words(title, remedy)(error)
        fault = getattr(error, "fault", None)
        if fault is None:
            return own
        fault_title, fault_remedy = fault_words(fault)
        return Problem(fault_title, own.text, fault_remedy)

    return words


def no_such_frame(error: BaseException) -> Problem:
    """Say which frames there are."""
    count = getattr(error, "frame_count", 0)
    asked = getattr(error, "frame_index", 0)
    return Problem(
        "No such frame", f"The clip has frames 0 to {count - 1}, and {asked} was asked for.", ""
    )


def decoder_stopped(error: BaseException) -> Problem:
    """Say how it ended, as far as is known: what breaks down may as well have been killed."""
    message = str(error)
    how = "It broke down, or was ended from outside, as the system does when memory is short."
    if "hung" in message:
        how = "It made no headway for long, and was ended."
    elif "nonsense" in message:
        how = "It sent nonsense, and was ended."
    return Problem(
        "The decoder of this clip stopped",
        f"{how} It holds no key, and nothing else is affected.",
        "Go on: it starts again with the next picture. If it stops at the same place again, the "
        "clip may be damaged, or made to do harm.",
    )


def unlock_wait(error: BaseException) -> Problem:
    """Say how long to wait."""
    minutes = math.ceil(getattr(error, "wait_s", 0.0) / 60)
    unit = "minute" if minutes == 1 else "minutes"
    full = (
        "The disk takes no note of wrong tries, so each counts for several: free some room on it."
    )
    return Problem(
        "Too many wrong tries",
        f"The next one can be made in {minutes} {unit}, with the recovery code as well.",
        "" if getattr(error, "is_counted", True) else full,
    )
