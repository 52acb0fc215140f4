"""Calls from any thread to a method of a window's part, which may be gone when they come.

A signal of the part itself cannot be that: a thread that emits it while the part is destroyed reads
freed memory, and a thread that lets go of the part last destroys it, away from its own thread. So
one object that lives as long as the process takes the calls to the window's thread, and a thread
that holds a `WindowCall` holds nothing of the part.
"""

import threading
from collections.abc import Callable
from weakref import WeakMethod

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from shiboken6 import isValid


class _Exchange(QObject):
    """The one receiver of all calls; never destroyed while threads run."""

    _called = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._called.connect(self._on_called, Qt.ConnectionType.QueuedConnection)

    def call(self, method: WeakMethod[Callable[..., object]], args: tuple[object, ...]) -> None:
        self._called.emit(method, args)

    @Slot(object, object)
    def _on_called(
        self, method: WeakMethod[Callable[..., object]], args: tuple[object, ...]
    ) -> None:
        _call(method, args)


class WindowCall:
    """Calls a method of a QObject on the window's thread, in turn, unless the object is gone."""

    _exchange: _Exchange | None = None
    _making = threading.Lock()

    def __init__(self, method: Callable[..., object], *, at_once: bool = False) -> None:
        """Take a bound method; make this on the window's thread, call it anywhere.

        `at_once`: who calls on the window's thread finds the method called on return.
        """
        self._method = WeakMethod(method)
        self._home = threading.get_ident() if at_once else None
        with WindowCall._making:
            if WindowCall._exchange is None:
                WindowCall._exchange = _Exchange()
                app = QCoreApplication.instance()
                if app is not None:
                    WindowCall._exchange.moveToThread(app.thread())
            self._through = WindowCall._exchange

    def __call__(self, *args: object) -> None:
        """Have the method called with these; waits for no thread."""
        if threading.get_ident() == self._home:
            _call(self._method, args)
        else:
            self._through.call(self._method, args)


def _call(method: WeakMethod[Callable[..., object]], args: tuple[object, ...]) -> None:
    found = method()
    if found is not None and isValid(getattr(found, "__self__", None)):
        found(*args)
