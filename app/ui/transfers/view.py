"""What the widgets of transfers show. Values only, and nothing that takes long to import."""

from dataclasses import dataclass

from app.ui.controls.labels import Tone


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One transfer.

    line: how far it is, or what came of it, in one line; detail: all of it, for the tooltip.
    share: 0 to 1, None where there is no bar to show.
    """

    key: str
    title: str
    icon: str
    tone: Tone
    line: str
    detail: str = ""
    share: float | None = None
    can_pause: bool = False
    can_resume: bool = False
    can_cancel: bool = False
    can_retry: bool = False
    is_over: bool = False
    is_urgent: bool = (
        False  # it runs, is paused or failed: shown before those that wait or are done
    )


@dataclass(frozen=True, slots=True)
class TransferSum:
    """All of them together.

    title, line: what is done and how far it is, or what came of it. share: None without a bar.
    is_busy: something still runs or waits. count: how many are not over.
    """

    title: str
    line: str
    icon: str
    tone: Tone
    share: float | None = None
    detail: str = ""
    is_busy: bool = False
    count: int = 0
