"""How a read that waits for a network is called off by whoever waits for it."""

from collections.abc import Callable

from storage.errors import ReadInterruptedError


class Interrupt:
    """Asked again and again by whatever waits; `watch` sets anew what is asked.

    One interrupt belongs to one reader. Asking must be cheap and may happen on any thread.
    """

    __slots__ = ("_is_called_off", "_is_ended")

    def __init__(self, is_called_off: Callable[[], bool] | None = None) -> None:
        self._is_called_off = is_called_off
        self._is_ended = False

    def watch(self, is_called_off: Callable[[], bool] | None) -> None:
        """Ask this from now on; None: never called off."""
        self._is_called_off = is_called_off

    def end(self) -> None:
        """Call off every wait from now on."""
        self._is_ended = True

    def is_set(self) -> bool:
        """Tell whether the reader no longer wants what it waits for."""
        asked = self._is_called_off
        return self._is_ended or (asked is not None and asked())

    def check(self) -> None:
        """Go on or not.

        Raises:
            ReadInterruptedError: the reader no longer wants it.
        """
        if self.is_set():
            raise ReadInterruptedError("the read was called off")
