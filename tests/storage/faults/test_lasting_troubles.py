"""Trouble that stays ends in one clear error, and no object or upload is left in the bucket."""

import io
import os
from datetime import timedelta

import pytest

from crypto.errors import DecryptionError
from storage.errors import StorageAccessError, StorageError, StorageUnavailableError
from storage.fault import PASSING, Fault
from tests.support.fault_proxy import SLOW_DOWN, Trouble

SMALL = os.urandom(300_000)
LARGE = os.urandom(9_000_000)

pytestmark = pytest.mark.promise

_LASTING = {
    "500": (Trouble(status=500, code="InternalError"), Fault.SERVER),
    "SlowDown": (SLOW_DOWN, Fault.THROTTLED),
    "expired": (Trouble(status=400, code="ExpiredToken"), Fault.EXPIRED_CREDENTIALS),
    "revoked": (Trouble(status=403, code="InvalidAccessKeyId"), Fault.BAD_CREDENTIALS),
    "clock": (Trouble(status=403, code="RequestTimeTooSkewed"), Fault.CLOCK),
    "denied": (Trouble(status=403, code="AccessDenied"), Fault.PERMISSION),
    "changed": (Trouble(flip_upload_at=70_000), Fault.BODY),
    "reset": (Trouble(reset_upload_after=50_000), Fault.CONNECTION),
    "silent": (Trouble(is_silent=True), Fault.TIMEOUT),
}


@pytest.mark.parametrize(
    ("trouble", "cleartext"),
    [
        *(pytest.param(trouble, SMALL, id=f"{trouble}-small") for trouble in _LASTING),
        *(
            pytest.param(trouble, LARGE, id=f"{trouble}-large")
            for trouble in ("expired", "SlowDown", "changed", "silent")
        ),
    ],
)
def test_an_upload_that_never_succeeds(way, trouble, cleartext):
    wanted, fault = _LASTING[trouble]
    way.proxy.next(wanted, times=1000, method="PUT", least=200_000)
    kind = StorageUnavailableError if fault in PASSING else StorageAccessError
    error = way.refused_store(cleartext, kind, storage=way.hasty)
    # A large body is stuck before the answer is waited for.
    assert error.fault in {fault, Fault.CONNECTION if fault is Fault.TIMEOUT else fault}
    assert "event-1" not in str(error)
    way.patient.store_clip("event-1", io.BytesIO(cleartext))
    assert way.patient.get_clip_data("event-1") == cleartext
    assert way.names() == {"event-1.slc", "event-1.json"}


@pytest.mark.parametrize(
    "trouble", ["500", "SlowDown", "expired", "revoked", "clock", "denied", "silent"]
)
def test_a_store_that_refuses_from_the_start(way, trouble):
    wanted, fault = _LASTING[trouble]
    way.proxy.always(wanted)
    for call in (
        lambda: way.hasty.store_clip("event-1", io.BytesIO(SMALL)),
        lambda: way.hasty.open_clip("event-1"),
        lambda: list(way.hasty.list()),
    ):
        with pytest.raises(StorageError) as caught:
            call()
        # An answer to HEAD has no body, and so no code; what may pass is not asked about again.
        assert caught.value.fault in {fault, Fault.SERVER if fault in PASSING else fault}


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [
        (Trouble(cut_after=1000), Fault.BODY),
        (Trouble(reset_after=1000), None),
        (Trouble(status=400, code="ExpiredToken"), Fault.EXPIRED_CREDENTIALS),
        (Trouble(is_silent=True), Fault.TIMEOUT),
        (SLOW_DOWN, Fault.THROTTLED),
    ],
    ids=["cut", "reset", "expired", "silent", "SlowDown"],
)
def test_a_clip_that_can_no_longer_be_read(way, trouble, fault):
    way.patient.store_clip("event-1", io.BytesIO(LARGE))
    with way.hasty.open_clip("event-1") as reader:
        first = reader.read(1000)
        way.proxy.always(trouble)
        reader.seek(5_000_000)
        with pytest.raises(StorageError) as caught:
            reader.read(500_000)
        assert fault in {None, caught.value.fault}
        way.proxy.quiet()
        assert first == LARGE[:1000]
        assert reader.read(500_000) == LARGE[5_000_000:5_500_000]


def test_a_byte_that_changes_each_time_is_told_as_damage(way):
    way.patient.store_clip("event-1", io.BytesIO(SMALL))
    with way.patient.open_clip("event-1") as reader:
        way.proxy.always(Trouble(flip_answer_at=5))
        with pytest.raises(DecryptionError):
            reader.readall()
        way.proxy.quiet()


def test_a_clock_that_is_an_hour_ahead(way, monkeypatch):
    import botocore.auth

    real = botocore.auth.get_current_datetime
    monkeypatch.setattr(
        botocore.auth,
        "get_current_datetime",
        lambda *given, **named: real(*given, **named) + timedelta(hours=1),
    )
    with pytest.raises(StorageAccessError) as caught:
        way.hasty.open_clip("event-1")
    assert caught.value.fault is Fault.CLOCK
