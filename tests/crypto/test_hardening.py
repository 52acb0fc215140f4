"""In a process of their own, because what they change cannot be taken back."""

import subprocess
import sys
from pathlib import Path

import pytest

from crypto.hardening import child_environment

ROOT = Path(__file__).parents[2]
PROBE = """
import ctypes, os, resource, sys
os.environ["OPENSSL_ia32cap"] = ""
from crypto.hardening import harden_process
assert not any(name.partition(".")[0] == "cryptography" for name in sys.modules), "loaded"
harden_process()
assert "OPENSSL_ia32cap" not in os.environ
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0, "dumpable"
print("hardened")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is Linux's")
def test_hardened_process_leaves_no_core_dump_and_loads_no_openssl_before() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "hardened", done.stderr


def test_children_get_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_KEY", "00" * 32)
    monkeypatch.setenv("SITE_KEY", "11" * 32)
    monkeypatch.setenv("OPENSSL_ia32cap", "")
    monkeypatch.setenv("HARMLESS", "yes")
    environment = child_environment(key_variable="SITE_KEY")
    assert environment["HARMLESS"] == "yes"
    assert not {"ENCRYPTION_KEY", "SITE_KEY", "OPENSSL_ia32cap"} & set(environment)
    assert "SITE_KEY" in child_environment()
