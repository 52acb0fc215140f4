"""The check names the first thing on the way that does not work, and leaves nothing behind."""

import dataclasses
import socket
import time
from email.utils import formatdate

import pytest

from storage.errors import ReadInterruptedError
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.s3.check import CheckName, check_connection
from tests.storage.s3.stub_server import answering
from tests.support.s3_server import READER, client_of, keys_under


def _first_fault(settings, **changes):
    report = check_connection(dataclasses.replace(settings, **changes))
    assert not report.ok
    assert not report.can_write
    (failed,) = [step for step in report.steps if step.ok is False]
    assert failed.fault is report.fault
    return failed


def test_a_bucket_that_works_passes_every_step(settings):
    told = []
    report = check_connection(settings, progress=told.append)
    assert (report.ok, report.fault, report.can_read, report.can_write) == (True, None, True, True)
    assert tuple(told) == report.steps
    assert [step.name for step in told] == list(CheckName)
    assert {step.name for step in told if step.ok is None} == {CheckName.TLS}
    assert keys_under(client_of(settings.endpoint_url), settings) == set()


def test_tls_under_an_authority_of_ones_own_passes_when_it_is_named(settings, s3_server):
    secured = dataclasses.replace(
        settings, endpoint_url=s3_server.https_url, ca_bundle=str(s3_server.authority)
    )
    report = check_connection(secured)
    assert report.ok
    assert all(step.ok for step in report.steps)


def test_an_unknown_authority_is_a_matter_of_tls(settings, s3_server):
    failed = _first_fault(settings, endpoint_url=s3_server.https_url)
    assert (failed.name, failed.fault) == (CheckName.TLS, Fault.TLS)


def test_a_server_without_tls_is_a_matter_of_tls(settings):
    failed = _first_fault(settings, endpoint_url=settings.endpoint_url.replace("http:", "https:"))
    assert (failed.name, failed.fault) == (CheckName.TLS, Fault.TLS)


def test_an_unknown_host_is_a_matter_of_names(settings):
    failed = _first_fault(settings, endpoint_url="http://name.invalid:9000")
    assert (failed.name, failed.fault) == (CheckName.RESOLVE, Fault.DNS)
    assert "name.invalid" not in failed.detail


def test_a_port_where_nobody_listens_is_a_matter_of_the_connection(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    failed = _first_fault(settings, endpoint_url=f"http://127.0.0.1:{port}")
    assert (failed.name, failed.fault) == (CheckName.CONNECT, Fault.CONNECTION)


def test_absent_credentials_are_named(settings, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    failed = _first_fault(settings)
    assert (failed.name, failed.fault) == (CheckName.FIND_CREDENTIALS, Fault.NO_CREDENTIALS)


def test_a_profile_that_is_not_there_counts_as_absent_credentials(settings):
    failed = _first_fault(settings, profile="nobody")
    assert (failed.name, failed.fault) == (CheckName.FIND_CREDENTIALS, Fault.NO_CREDENTIALS)


@pytest.mark.parametrize("variable", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_a_wrong_key_or_secret_is_refused_when_signing_in(settings, monkeypatch, variable):
    monkeypatch.setenv(variable, "WRONGWRONGWRONG")
    failed = _first_fault(settings)
    assert (failed.name, failed.fault) == (CheckName.SIGN_IN, Fault.BAD_CREDENTIALS)
    assert "WRONG" not in failed.detail


def test_an_identity_that_may_only_read_can_read(settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", READER[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", READER[1])
    report = check_connection(settings)
    assert (report.ok, report.fault) == (False, Fault.PERMISSION)
    assert (report.can_read, report.can_write) == (True, False)
    assert [step.name for step in report.steps if step.ok is False] == [CheckName.WRITE]


def test_a_bucket_that_is_not_there_is_named(settings):
    failed = _first_fault(settings, bucket="nowhere")
    assert (failed.name, failed.fault) == (CheckName.BUCKET, Fault.BUCKET)


@pytest.mark.parametrize(("off_s", "said"), [(-3600, "60 minutes ahead"), (7200, "behind")])
def test_a_wrong_clock_is_said_with_its_difference(settings, off_s, said):
    theirs = formatdate(time.time() + off_s, usegmt=True)
    with answering(403, "RequestTimeTooSkewed", headers={"Date": theirs}) as url:
        failed = _first_fault(settings, endpoint_url=url)
    assert (failed.name, failed.fault) == (CheckName.SIGN_IN, Fault.CLOCK)
    assert said in failed.detail


def test_expired_credentials_are_told_apart_from_wrong_ones(settings):
    with answering(400, "ExpiredToken") as url:
        failed = _first_fault(settings, endpoint_url=url)
    assert (failed.name, failed.fault) == (CheckName.SIGN_IN, Fault.EXPIRED_CREDENTIALS)


@pytest.mark.parametrize(
    ("status", "code", "body", "headers"),
    [
        (400, "AuthorizationHeaderMalformed", "<Region>eu-central-1</Region>", {}),
        (301, "PermanentRedirect", "", {"x-amz-bucket-region": "eu-central-1"}),
    ],
)
def test_a_wrong_region_is_said_with_the_right_one(settings, status, code, body, headers):
    with answering(status, code, body=body, headers=headers) as url:
        failed = _first_fault(settings, endpoint_url=url)
    assert (failed.name, failed.fault) == (CheckName.BUCKET, Fault.REGION)
    assert "eu-central-1" in failed.detail


def test_what_the_server_says_is_never_passed_on(settings):
    with answering(418, "Teapot of AKIASECRET") as url:
        failed = _first_fault(settings, endpoint_url=url)
    assert "AKIASECRET" not in failed.detail
    assert "event-1" not in failed.detail


def test_a_server_that_hangs_can_be_called_off(settings, s3_server):
    s3_server.hang()
    until = time.monotonic() + 0.3
    started = time.monotonic()
    with pytest.raises(ReadInterruptedError):
        check_connection(
            dataclasses.replace(settings, read_timeout_s=120),
            interrupt=Interrupt(lambda: time.monotonic() > until),
        )
    assert time.monotonic() - started < 60
    s3_server.go_on()
