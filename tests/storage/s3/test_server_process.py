"""The server of the tests ends with whoever started it, however that ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_STARTS = """
import sys, tempfile
from pathlib import Path
from tests.support.s3_server import find_binary, start_server
server = start_server(Path(sys.argv[1]), find_binary())
print(server.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal to orphans is Linux's")
def test_no_server_outlives_a_session_that_was_killed(s3_server, tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", _STARTS, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout is not None
        server = int(child.stdout.readline())
        os.kill(server, 0)
        child.send_signal(signal.SIGKILL)
    until = time.monotonic() + 10
    while _runs(server):
        assert time.monotonic() < until, "the server still runs"
        time.sleep(0.02)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
