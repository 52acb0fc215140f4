"""Run a program under strace and collect every byte that it hands to the system.

Covers files that are deleted again, write-ahead logs, pipes, sockets and the terminal. What is
written through shared memory maps is not seen by strace: the files mapped so are listed instead.
"""

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_CALLS = (
    "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,sendfile,copy_file_range,"
    "splice,vmsplice,mmap,openat,open,creat,memfd_create,link,linkat,rename,renameat,renameat2,"
    "execve,clone,clone3,fork,vfork"
)
_HEX = re.compile(rb'"((?:\\x[0-9a-f]{2})+)"')
_TEXT = re.compile(rb'"([^"]*)"')
_WRITES = re.compile(rb"\b(?:p?writev?2?|pwrite64|send(?:to|msg|mmsg))\(")
_SHARED_MAP = re.compile(rb"mmap\([^\n]*PROT_WRITE[^\n]*MAP_SHARED[^\n]*?, (\d+)<([^>]*)>")
_OPENS = re.compile(rb'\b(?:openat\(\w+<([^>]*)>, |open\(|creat\()"([^"]*)"')
_TO_WRITE = re.compile(rb"\bO_(?:WRONLY|RDWR|CREAT)\b|\bcreat\(")
_STARTED = re.compile(rb"\b(?:clone3?|v?fork)(?:\(| resumed)[^\n]* = (\d+)$")
_UNSEEN = re.compile(rb"\b(sendfile|copy_file_range|splice|vmsplice)\([^\n]*\) = [1-9]")


@dataclass(frozen=True)
class Trace:
    """written: all bytes written, call after call, parted by a NUL.

    shared_maps: the files that were mapped shared and writable.
    unseen: calls that moved bytes without showing them.
    opened_to_write: by each process or thread, the files that it opened to write or tried to.
    threads: each process or thread, and which one started it.
    commands: the program and arguments that a process went on as, each parted by a blank.
    """

    written: bytes
    shared_maps: frozenset[str]
    unseen: frozenset[str]
    opened_to_write: Mapping[int, frozenset[str]]
    threads: Mapping[int, int]
    commands: Mapping[int, str]

    def family(self, word: str) -> set[int]:
        """Return the processes that went on as a program with this word, and all they started."""
        found = {pid for pid, command in self.commands.items() if word in command}
        grown = True
        while grown:
            more = {pid for pid, parent in self.threads.items() if parent in found}
            grown = not more <= found
            found |= more
        return found


def trace(command: list[str], *, cwd: Path, log: Path, env: dict[str, str]) -> Trace:
    """Run `command` to its end.

    Raises:
        AssertionError: it fails.
    """
    # With --seccomp-bpf nothing stops at the calls that are not listed.
    strace = ["strace", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "100000000"]
    done = subprocess.run(
        [*strace, "-e", f"trace={_CALLS}", "-o", str(log), "--", *command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return read_trace(log.read_bytes())


def read_trace(text: bytes) -> Trace:
    pieces = []
    opened: defaultdict[int, set[str]] = defaultdict(set)
    threads, commands = {}, {}
    for line in text.splitlines():
        pid = int(line[: line.index(b" ")])
        if (path := _OPENS.search(line)) and _TO_WRITE.search(line) and b" = -1 " not in line:
            opened[pid].add(os.path.normpath(Path(_plain(path[1] or b""), _plain(path[2]))))
        if started := _STARTED.search(line):
            threads[int(started[1])] = pid
        if b" execve(" in line:
            commands[pid] = " ".join(_plain(word) for word in _TEXT.findall(line))
        if _WRITES.search(line):
            pieces += [
                bytes.fromhex(found.decode().replace("\\x", "")) for found in _HEX.findall(line)
            ]
    shared = {_plain(path) for _, path in _SHARED_MAP.findall(text)}
    unseen = {name.decode() for name in _UNSEEN.findall(text)}
    return Trace(
        b"\0".join(pieces),
        frozenset(shared),
        frozenset(unseen),
        {pid: frozenset(paths) for pid, paths in opened.items()},
        threads,
        commands,
    )


def _plain(path: bytes) -> str:
    """Return a path that strace wrote in hex."""
    if path.startswith(b"\\x"):
        return bytes.fromhex(path.decode().replace("\\x", "")).decode()
    return path.decode()
