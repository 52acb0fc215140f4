"""Progress of long work on standard error: a line that grows, or steps in a log."""

import sys
import time
from types import TracebackType
from typing import Self

_BAR_WIDTH = 24
_REDRAW_S = 0.1
_STEPS = 4


class Progress:
    """Shows the share 0…1 of one piece of work. Use it in a `with`; it ends its line."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._stream = sys.stderr
        self._live = self._stream.isatty()
        self._drawn_at = 0.0
        self._step = 0

    def show(self, share: float) -> None:
        """Show that `share` of the work is done."""
        if self._live:
            now = time.monotonic()
            if now - self._drawn_at < _REDRAW_S and share < 1.0:
                return
            self._drawn_at = now
            filled = round(_BAR_WIDTH * share)
            bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
            self._stream.write(f"\r{self._label}  {bar} {share:4.0%}")
            self._stream.flush()
        elif share < 1.0 and int(share * _STEPS) > self._step:
            self._step = int(share * _STEPS)
            print(f"{self._label}: {self._step / _STEPS:.0%}", file=self._stream, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live and self._drawn_at:
            # The line goes away: what became of the work is said by the command.
            self._stream.write("\r\x1b[K")
            self._stream.flush()
