"""Starts decoder processes, and ends them: the program's side of the nursery.

There is one nursery a program. It is started when it is first needed, or by `warm_up`, and anew
should it have died. It gets an environment of its own: no key, no credential, no setting of ours.
"""

import atexit
import logging
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from app.media.isolated.arena import Arena, bytes_file
from app.media.isolated.decoder_process import Decoder, pair
from app.media.isolated.plan import (
    LEAST_SLOT_PX,
    SLOT_COUNT,
    Plan,
    PlayerPlan,
    SparePlan,
    pickled,
)
from app.media.isolated.system_calls import can_refuse
from app.media.player.player import DEFAULT_CACHE_BYTES

_log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
_READY, _STARTED = b"ready", b"started"
# Loading the decoder takes half a second, and many times that on a machine that is busy.
_READY_S, _STARTED_S, _ENDED_S = 60.0, 30.0, 10.0
# Numerical libraries start threads of their own when they are loaded, if they may.
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_PASSED_ON = ("LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHOME")


def is_supported() -> bool:
    """Say whether this system can decode in a process of its own; else it is done in this one."""
    return (
        sys.platform == "linux"
        and hasattr(os, "memfd_create")
        and hasattr(os, "pidfd_open")
        and bool(sys.executable)
        # A frozen program is no Python that could be started with a module's name.
        and not getattr(sys, "frozen", False)
    )


def start_keyless(module: str, descriptor: int) -> subprocess.Popen[bytes]:
    """Start a module of ours as a process that is given this descriptor, and no key or setting.

    Raises: OSError.
    """
    environment = _ENVIRONMENT | {"PYTHONPATH": str(_ROOT)}
    environment |= {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return subprocess.Popen(
        # -P: nothing is imported from the folder that we happen to be in.
        [sys.executable, "-P", "-m", module, str(descriptor)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # A process that breaks down says who knows what of what it had in hand.
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment,
        pass_fds=[descriptor],
        # Ctrl+C in a terminal goes to our group, and is not for it.
        start_new_session=True,
    )


class _Nursery:
    """The nursery's process and the socket to it."""

    def __init__(self) -> None:
        control, theirs = pair()
        with theirs:
            self._process = start_keyless("app.media.isolated.nursery", theirs.fileno())
        control.settimeout(_READY_S)
        self._control = control
        try:
            is_ready = control.recv(64) == _READY
        except OSError:
            is_ready = False
        if not is_ready:
            self._process.kill()
            self.end()
            raise OSError("the decoder process cannot be started")
        if not can_refuse():
            _log.info("This system has no filter for what a decoder process may ask of it.")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def fork(self, descriptors: list[int]) -> int:
        """Have a decoder process started with these descriptors; give its pidfd."""
        self._control.settimeout(_STARTED_S)
        socket.send_fds(self._control, [b"fork"], descriptors)
        message, received, _, _ = socket.recv_fds(self._control, 64, 1)
        if message != _STARTED or len(received) != 1:
            raise OSError("a decoder process cannot be started")
        os.set_inheritable(received[0], False)
        return received[0]

    def end(self) -> None:
        self._control.close()
        try:
            self._process.wait(_ENDED_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Nurseries:
    """The one nursery that there is, if there is one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._nursery: _Nursery | None = None

    @property
    def pid(self) -> int | None:
        nursery = self._nursery
        return None if nursery is None else nursery.pid

    def warm_up(self) -> None:
        with self._lock:
            self._living()

    def fork(self, descriptors: list[int]) -> int:
        with self._lock:
            try:
                return self._living().fork(descriptors)
            except OSError:
                # It may just have died; a new one is tried once.
                self._drop()
                return self._living().fork(descriptors)

    def end(self) -> None:
        with self._lock:
            self._drop()

    def _living(self) -> _Nursery:
        if self._nursery is not None and not self._nursery.is_alive:
            self._drop()
        if self._nursery is None:
            self._nursery = _Nursery()
        return self._nursery

    def _drop(self) -> None:
        nursery, self._nursery = self._nursery, None
        if nursery is not None:
            nursery.end()


class _Spare:
    """A process that is confined already and waits for a clip: opening one then costs no start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._decoder: Decoder | None = None
        self._plan = SparePlan(DEFAULT_CACHE_BYTES, 4 * LEAST_SLOT_PX, SLOT_COUNT)
        self._is_wanted = False

    @property
    def pid(self) -> int | None:
        decoder = self._decoder
        return None if decoder is None else decoder.pid

    def begin(self) -> None:
        """From now on there is one, made when a clip has been opened."""
        self._is_wanted = True
        self.make()

    def make(self) -> None:
        with self._lock:
            if self._is_wanted and self._decoder is None:
                self._decoder = _started(self._plan)

    def taken_for(self, plan: Plan) -> Decoder | None:
        """Give it this plan and take it, if it will do."""
        if not isinstance(plan, PlayerPlan) or not self._plan.will_do_for(plan):
            return None
        with self._lock:
            decoder, self._decoder = self._decoder, None
        if decoder is not None and not decoder.is_alive:
            decoder.end()
            return None
        if decoder is not None:
            decoder.command("begin", plan)
        return decoder

    def end(self) -> None:
        with self._lock:
            decoder, self._decoder = self._decoder, None
            self._is_wanted = False
        if decoder is not None:
            decoder.end()


# The second global of the program beside `crypto.current`: it stands for a process, holds nothing
# of a project, and functions that decode keep the signatures that they have without it.
_nurseries = _Nurseries()
_spare = _Spare()


def warm_up() -> None:
    """Start the nursery, if this system has one: the first clip then opens at once. Blocks.

    Raises: OSError.
    """
    if is_supported():
        _nurseries.warm_up()
        _spare.begin()


def make_spare() -> None:
    """Have a process ready for the next clip again, if `warm_up` was called. Blocks as it does.

    Raises: OSError.
    """
    _spare.make()


@atexit.register
def end_nursery() -> None:
    """End the nursery and every decoder process."""
    _spare.end()
    _nurseries.end()


def nursery_pid() -> int | None:
    """Give the nursery's process id, for tests and diagnostics."""
    return _nurseries.pid


def spare_pid() -> int | None:
    """Give the process id of the one that has no clip yet, for tests and diagnostics."""
    return _spare.pid


def start_decoder(plan: Plan) -> Decoder:
    """Start a decoder process. Blocks for some milliseconds, and where there is no nursery longer.

    Raises: OSError.
    """
    return _spare.taken_for(plan) or _started(plan)


def _started(plan: Plan | SparePlan) -> Decoder:
    arena, descriptor = Arena.create(slot_bytes=plan.slot_bytes, slot_count=plan.slot_count)
    decoder = Decoder(arena)
    given = [descriptor]
    try:
        given.append(bytes_file("safelight-plan", pickled(plan)))
        sockets = [theirs.fileno() for theirs in decoder.theirs]
        decoder.started(_nurseries.fork([*sockets, *given]))
    except BaseException:
        decoder.end()
        raise
    finally:
        for theirs in decoder.theirs:
            theirs.close()
        for opened in given:
            os.close(opened)
    return decoder
