"""What a check of the way to a bucket says to a person: each step, what failed, what to do.

Pure: window and command line show the same words. They name the bucket, the host and the region,
which the person typed themselves, and never a key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from storage.fault import Fault
from storage.s3.check import CheckName, CheckStep, ConnectionReport
from storage.s3.settings import S3Settings

Tone = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check comes to.

    tone: warn is for a bucket that can be used, but not for everything.
    title: one line. text: what is wrong, or "". remedy: what to do, or "".
    """

    tone: Tone
    title: str
    text: str = ""
    remedy: str = ""

    @property
    def line(self) -> str:
        """The verdict in one line, for a terminal."""
        return " ".join(part for part in (f"{self.title}.", self.text, self.remedy) if part)


_TITLES: dict[CheckName, str] = {
    CheckName.FIND_CREDENTIALS: "Credentials are found",
    CheckName.RESOLVE: "The server's name is known",
    CheckName.CONNECT: "The server answers",
    CheckName.TLS: "The connection is encrypted",
    CheckName.SIGN_IN: "The credentials are accepted",
    CheckName.BUCKET: "The bucket is there",
    CheckName.LIST: "Clips can be listed",
    CheckName.WRITE: "Clips can be written",
    CheckName.READ_BACK: "Parts of a clip can be read",
    CheckName.CREATE_ONCE: "Nothing is overwritten",
    CheckName.REMOVE: "Clips can be removed",
}

_LOG_IN = (
    "They come from the environment, from the files in ~/.aws, or from “aws sso login”. "
    "Safelight neither asks for them nor keeps them."
)
_FAULTS: dict[Fault, tuple[str, str]] = {
    Fault.DNS: (
        "The server's name is not known",
        "Check the endpoint for a typing error, and the network or the VPN.",
    ),
    Fault.CONNECTION: (
        "The server does not answer",
        "Check the endpoint's address and port, the network and the firewall.",
    ),
    Fault.TIMEOUT: (
        "The server does not answer in time",
        "Check the network and the firewall, or allow more time under Advanced.",
    ),
    Fault.TLS: (
        "The connection cannot be trusted",
        "If the server has a certificate of your own authority, name its file under Advanced.",
    ),
    Fault.SERVER: ("The server failed", "Try again later; if it stays, tell whoever runs it."),
    Fault.THROTTLED: ("The server is busy", "Try again in a minute."),
    Fault.BODY: (
        "The answer came broken",
        "Try again. If it stays, something between here and the server changes what is sent.",
    ),
    Fault.NO_CREDENTIALS: ("No credentials on this computer", _LOG_IN),
    Fault.BAD_CREDENTIALS: (
        "The credentials are not accepted",
        "Choose another profile, or have the key of this one checked.",
    ),
    Fault.EXPIRED_CREDENTIALS: (
        "The credentials have expired",
        "Log in again, for example with “aws sso login”, then test again.",
    ),
    Fault.CLOCK: (
        "This computer's clock is wrong",
        "Set the clock, or let it be set over the network, then test again.",
    ),
    Fault.BUCKET: (
        "There is no such bucket",
        "Check the bucket's name and the endpoint, or have the bucket made.",
    ),
    Fault.REGION: ("The bucket lies in another region", "Put its region into the form."),
    Fault.PERMISSION: (
        "These credentials may not do that",
        "Choose another profile, or ask whoever runs the bucket for the right.",
    ),
    Fault.UNSUPPORTED: (
        "The server cannot do what safe storing needs",
        "Without conditional writes a clip could overwrite another. Use a server that has them.",
    ),
    Fault.DISK: (
        "The clip store cannot be reached",
        "Check that its disk is connected, mounted and healthy.",
    ),
}


def step_title(name: CheckName) -> str:
    """Return what is true once this step is done."""
    return _TITLES[name]


def left_out(step: CheckStep, steps: Sequence[CheckStep]) -> str:
    """Say what it means that a step was left out; "" where an earlier one failed."""
    failed = any(one.ok is False for one in steps[: list(steps).index(step)])
    return "No: http" if step.name is CheckName.TLS and step.ok is None and not failed else ""


def trouble(step: CheckStep) -> Verdict:
    """Return what a step that failed means, and what to do."""
    title, remedy = ("It does not work", "") if step.fault is None else _FAULTS[step.fault]
    return Verdict("bad", title, _sentence(step.detail), remedy)


def fault_words(fault: Fault) -> tuple[str, str]:
    """Return what a fault on the way to a store is called, and what to do about it."""
    return _FAULTS[fault]


def verdict(report: ConnectionReport) -> Verdict:
    """Return what a whole check comes to."""
    failed = next((step for step in report.steps if step.ok is False), None)
    if failed is None:
        return Verdict("ok", "It works: clips can be read and written")
    if report.can_read and failed.fault is Fault.PERMISSION:
        if failed.name is CheckName.WRITE:
            return _READ_ONLY
        if failed.name is CheckName.REMOVE:
            return _NOTHING_REMOVED
    return trouble(failed)


_READ_ONLY = Verdict(
    "warn",
    "Clips can be read, but not written",
    "These credentials only read. Importing, deleting and new thumbnails will be refused.",
    "Choose another profile, or ask whoever runs the bucket for the right to write.",
)
_NOTHING_REMOVED = Verdict(
    "warn",
    "Clips can be read and written, but not removed",
    "Deleting will be refused. A small object named .safelight-check… stays behind in the bucket.",
    "If that is not meant so, ask whoever runs the bucket for the right to delete.",
)


def warnings(settings: S3Settings) -> tuple[str, ...]:
    """Return what is worth knowing of settings before anything is tried."""
    found = []
    if settings.endpoint_url is not None:
        parts = urlsplit(settings.endpoint_url)
        if parts.scheme == "http" and not _is_this_computer(parts.hostname or ""):
            found.append(
                "Without https the clips are still encrypted, but anybody on the way can see which "
                "ones are read and can hold them back."
            )
    return tuple(found)


def _is_this_computer(host: str) -> bool:
    return host == "localhost" or host.startswith("127.") or host == "::1"


def _sentence(detail: str) -> str:
    text = detail.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""
