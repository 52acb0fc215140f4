"""The nursery: a process that has loaded the decoder once, and forks one process for each clip.

    python -m app.media.isolated.nursery DESCRIPTOR

It never has a key, opens no clip and decodes nothing itself. It has one thread only, so that
forking is safe. It ends when the program closes its socket; a decoder process ends with it.

Each request is one message with four file descriptors; the answer is a descriptor that stands for
the new process (a pidfd): a number could mean another process by the time it is used.
"""

import gc
import importlib
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path

from app.media.isolated import child
from app.media.isolated.confine import PRELOADED
from crypto.hardening import harden_process

READY, STARTED, REFUSED = b"ready", b"started", b"refused"


def main(descriptor: int) -> None:
    harden_process()
    # Ctrl+C in a terminal is for the program, which ends us. (A "parent died" signal would come
    # as soon as the *thread* ends that started us.)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for module in PRELOADED:
        importlib.import_module(module)
    # Reads the file of the time zone.
    time.tzset()
    gc.collect()
    # What is loaded now is never looked at again, so it stays shared between all that are forked.
    gc.freeze()
    control = socket.socket(fileno=descriptor)
    control.send(READY if _has_one_thread() else REFUSED)
    _Nursery(control).run()


def _has_one_thread() -> bool:
    tasks = Path("/proc/self/task")
    return not tasks.exists() or len(list(tasks.iterdir())) == 1


class _Nursery:
    def __init__(self, control: socket.socket) -> None:
        self._control, self._pid = control, os.getpid()
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        # pidfd: pid, of those that have not been reaped
        self._children: dict[int, int] = {}

    def run(self) -> None:
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._children:
                    self._reap(descriptor)
                elif not self._serve():
                    return

    def _reap(self, pidfd: int) -> None:
        self._poll.unregister(pidfd)
        os.close(pidfd)
        os.waitpid(self._children.pop(pidfd), 0)

    def _serve(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._control, 64, 8)
        if not message:
            return False
        try:
            pid = os.fork()
        except OSError:
            self._control.send(REFUSED)
        else:
            if pid == 0:
                # Nothing may come back from here into the nursery's own loop.
                try:
                    child.run(child.Given(*descriptors), nursery_pid=self._pid)
                finally:
                    os._exit(1)
            # It is ours to reap, so its number is its own until then.
            pidfd = os.pidfd_open(pid)
            self._children[pidfd] = pid
            self._poll.register(pidfd, select.POLLIN)
            socket.send_fds(self._control, [STARTED], [pidfd])
        for descriptor in descriptors:
            os.close(descriptor)
        return True


if __name__ == "__main__":
    main(int(sys.argv[1]))
