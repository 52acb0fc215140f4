"""What a check of the way to a bucket says: what failed, what to do, and never less than that."""

import pytest

from app.session.store_check import left_out, step_title, trouble, verdict, warnings
from storage.fault import Fault
from storage.s3.check import CheckName, CheckStep, ConnectionReport
from storage.s3.settings import S3Settings

NAMES = list(CheckName)


def step(name: CheckName, ok: bool | None = True, fault: Fault | None = None, detail: str = ""):
    return CheckStep(name, ok, fault, detail, 0.01)


def report_of(
    failed: CheckName, fault: Fault, detail: str = "", *, can_read: bool = False
) -> ConnectionReport:
    before = [step(name) for name in NAMES[: NAMES.index(failed)]]
    steps = (*before, step(failed, ok=False, fault=fault, detail=detail))
    return ConnectionReport(steps, False, fault, can_read, False)


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_words_and_a_way_out(fault: Fault) -> None:
    found = trouble(step(CheckName.LIST, ok=False, fault=fault, detail="the server says no"))

    assert found.tone == "bad"
    assert found.title
    assert found.text == "The server says no."
    assert found.remedy.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_a_title(name: CheckName) -> None:
    assert " " in step_title(name)


def test_a_whole_check_that_passed_says_what_is_possible() -> None:
    found = verdict(ConnectionReport(tuple(map(step, NAMES)), True, None, True, True))

    assert found.tone == "ok"
    assert "read and written" in found.line


def test_who_may_only_read_is_told_so_and_not_that_nothing_works() -> None:
    found = verdict(report_of(CheckName.WRITE, Fault.PERMISSION, can_read=True))

    assert found.tone == "warn"
    assert "not written" in found.title


def test_a_bucket_that_may_not_be_read_is_no_warning() -> None:
    assert verdict(report_of(CheckName.LIST, Fault.PERMISSION)).tone == "bad"


def test_how_wrong_the_clock_is_and_which_region_is_right_is_passed_on() -> None:
    clock = verdict(report_of(CheckName.SIGN_IN, Fault.CLOCK, "this computer is 17 minutes behind"))
    region = verdict(report_of(CheckName.BUCKET, Fault.REGION, "the right region is eu-west-1"))

    assert "17 minutes behind" in clock.line
    assert "eu-west-1" in region.line


@pytest.mark.parametrize(
    ("endpoint", "warned"),
    [
        (None, False),
        ("https://s3.example", False),
        ("http://127.0.0.1:9000", False),
        ("http://localhost:9000", False),
        ("http://10.0.0.3:9000", True),
    ],
)
def test_only_a_way_without_tls_that_leaves_this_computer_is_warned_of(
    endpoint: str | None, warned: bool
) -> None:
    assert bool(warnings(S3Settings("bucket", endpoint_url=endpoint))) is warned


def test_a_way_without_https_is_said_to_be_open() -> None:
    open_way = CheckStep(CheckName.TLS, None, None, "", 0.0)
    assert left_out(open_way, (open_way,)) == "No: http"
    failed = CheckStep(CheckName.CONNECT, False, Fault.CONNECTION, "", 0.0)
    assert left_out(open_way, (failed, open_way)) == ""
    assert left_out(failed, (failed, open_way)) == ""
