"""Run a program under strace and collect every byte that it hands to the system.

Covers files that are deleted again, write-ahead logs, pipes, sockets and the terminal. What is
written through shared memory maps is not seen by strace: the files mapped so are listed instead.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

_CALLS = (
    "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,sendfile,copy_file_range,"
    "splice,vmsplice,mmap,openat,open,creat,memfd_create,link,linkat,rename,renameat,renameat2"
)
_HEX = re.compile(rb'"((?:\\x[0-9a-f]{2})+)"')
_WRITES = re.compile(rb"\b(?:p?writev?2?|pwrite64|send(?:to|msg|mmsg))\(")
_SHARED_MAP = re.compile(rb"mmap\([^\n]*PROT_WRITE[^\n]*MAP_SHARED[^\n]*?, (\d+)<([^>]*)>")
_UNSEEN = re.compile(rb"\b(sendfile|copy_file_range|splice|vmsplice)\([^\n]*\) = [1-9]")


@dataclass(frozen=True)
class Trace:
    """written: all bytes written, call after call, parted by a NUL.

    shared_maps: the files that were mapped shared and writable.
    unseen: calls that moved bytes without showing them.
    """

    written: bytes
    shared_maps: frozenset[str]
    unseen: frozenset[str]


def trace(command: list[str], *, cwd: Path, log: Path, env: dict[str, str]) -> Trace:
    """Run `command` to its end.

    Raises:
        AssertionError: it fails.
    """
    strace = ["strace", "-f", "-qq", "-y", "-xx", "-s", "100000000", "-e", f"trace={_CALLS}"]
    done = subprocess.run(
        [*strace, "-o", str(log), "--", *command],
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
    for line in text.splitlines():
        if _WRITES.search(line):
            pieces += [
                bytes.fromhex(found.decode().replace("\\x", "")) for found in _HEX.findall(line)
            ]
    shared = {_plain(path) for _, path in _SHARED_MAP.findall(text)}
    unseen = {name.decode() for name in _UNSEEN.findall(text)}
    return Trace(b"\0".join(pieces), frozenset(shared), frozenset(unseen))


def _plain(path: bytes) -> str:
    """Return a path that strace wrote in hex."""
    if path.startswith(b"\\x"):
        return bytes.fromhex(path.decode().replace("\\x", "")).decode()
    return path.decode()
