"""How the way to a distant store is put into words. Pure but for `tr`."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.ui.controls.labels import Tone
from app.ui.controls.sizes import size_text
from storage.fault import Fault
from storage.link import LinkState

# The translators' tool knows this name.
translate = QCoreApplication.translate
# A request that takes longer is worth a word.
_WAITS_AFTER_S = 1.0
# What transfers want takes longer: a part of some megabytes is one request.
_HOLDS_UP_AFTER_S = 2.0
_LEAST_PER_S = 1000
_MOST_OF_A_NAME = 48


@dataclass(frozen=True, slots=True)
class LinkWords:
    """What the status bar says."""

    icon: str
    text: str
    tone: Tone
    tip: str


def link_words(state: LinkState, *, has_copies: bool) -> LinkWords:
    """Return the words for a link's state."""
    tip = _fault_text(state.fault)
    if state.online is False:
        if state.retry_in_s is not None:
            seconds = max(math.ceil(state.retry_in_s), 1)
            text = translate("Link", "No connection · next try in {0} s").format(seconds)
            return LinkWords("cloud-off", text, "warn", tip)
        if state.requests:
            text = translate("Link", "No connection · trying…")
            return LinkWords("cloud-off", text, "warn", tip)
        if has_copies:
            text = translate("Link", "Offline · working from copies")
            return LinkWords("cloud-off", text, "warn", tip)
        return LinkWords("cloud-off", translate("Link", "No connection"), "warn", tip)
    speeds = [
        f"{sign} {translate('Link', '{0}/s').format(size_text(per_s))}"
        for sign, per_s in (("↓", state.in_per_s), ("↑", state.out_per_s))
        if per_s >= _LEAST_PER_S
    ]
    if not speeds and state.waiting_s > _WAITS_AFTER_S:
        tip = translate("Link", "The store has not answered for {0} s").format(
            round(state.waiting_s)
        )
        return LinkWords("clock", translate("Link", "Waiting for the store"), "dim", tip)
    if state.online is None:
        return LinkWords("", "", "dim", "")
    tip = translate("Link", "The store answers. Read {0}, written {1} since it was opened.").format(
        size_text(state.bytes_in), size_text(state.bytes_out)
    )
    return LinkWords("gauge", " · ".join((translate("Link", "Online"), *speeds)), "dim", tip)


def opening_text(name: str, state: LinkState) -> str:
    """Name the clip that is opened, and say what holds it up, if anything does."""
    if len(name) > _MOST_OF_A_NAME:
        name = name[:_MOST_OF_A_NAME]
    opening = (
        translate("Link", "Opening {0}…").format(name)
        if name
        else translate("Link", "Opening the clip…")
    )
    if state.online is not False:
        return opening
    if state.retry_in_s is None:
        why = translate("Link", "no connection, trying…")
    else:
        seconds = max(math.ceil(state.retry_in_s), 1)
        why = translate("Link", "no connection, next try in {0} s").format(seconds)
    return f"{opening} · {why}"


def holds_up(state: LinkState) -> bool:
    """Tell whether what is under way has to wait for the store, so that no speed is true."""
    if state.online is False or state.retry_in_s is not None:
        return True
    moves = max(state.in_per_s, state.out_per_s) >= _LEAST_PER_S
    return state.waiting_s > _HOLDS_UP_AFTER_S and not moves


def _fault_text(fault: Fault | None) -> str:
    texts = {
        Fault.DNS: translate("Link", "The store's name is not known to the network."),
        Fault.CONNECTION: translate("Link", "The store cannot be reached."),
        Fault.TIMEOUT: translate("Link", "The store did not answer in time."),
        Fault.TLS: translate("Link", "The store's certificate is not trusted."),
        Fault.SERVER: translate("Link", "The store says that it has failed."),
        Fault.THROTTLED: translate("Link", "The store asks for fewer requests."),
        Fault.BODY: translate("Link", "An answer broke off."),
    }
    unknown = translate("Link", "The store cannot be reached.")
    return unknown if fault is None else texts.get(fault, unknown)
