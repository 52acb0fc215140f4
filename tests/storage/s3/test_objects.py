"""A bucket as a flat space of objects: paging, foreign keys, removing, and what it refuses."""

import dataclasses
import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from storage.errors import ClipExistsError, StorageAccessError
from storage.fault import Fault
from storage.link import Link
from storage.s3 import S3Objects
from tests.storage.s3.stub_server import answering
from tests.support.s3_server import READER, client_of


def test_five_thousand_objects_are_listed_by_name_page_by_page(moto_bucket):
    names = [f"{number:05}.slc" for number in range(5000)]
    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for name in names:
        # By the front door it would take a quarter of a minute.
        backend.put_object(moto_bucket.bucket, moto_bucket.prefix + name, b"x")
    with closing(S3Objects(moto_bucket, link=Link())) as objects:
        assert [entry.name for entry in objects.entries()] == names
        assert [entry.name for entry in objects.entries("012")] == names[1200:1300]
        first = list(itertools.islice(objects.entries(), 10))
        assert [entry.name for entry in first] == names[:10]
        assert {entry.size for entry in first} == {1}
        assert {str(entry.modified_at.tzinfo) for entry in first} == {"UTC"}
        objects.remove(names[:2500])
        assert [entry.name for entry in objects.entries()] == names[2500:]


def test_keys_outside_the_prefix_or_deeper_are_foreign(objects, settings):
    client = client_of(settings.endpoint_url)
    for key in ("deeper/a.slc", "b.slc"):
        client.put_object(Bucket=settings.bucket, Key=settings.prefix + key, Body=b"x")
    client.put_object(
        Bucket=settings.bucket, Key=settings.prefix.rstrip("/") + "-other/c.slc", Body=b"x"
    )
    assert [entry.name for entry in objects.entries()] == ["b.slc"]


def test_create_refuses_what_exists_before_anything_is_sent(objects, link):
    objects.replace("a.slc", b"there")
    before = link.state().bytes_out
    with pytest.raises(ClipExistsError):
        objects.create("a.slc")
    assert link.state().bytes_out == before


def test_of_many_writers_at_once_exactly_one_wins(objects):
    def write(number: int) -> bool:
        try:
            with objects.create("a.slc") as writer:
                writer.write(b"%d" % number)
                writer.commit()
        except ClipExistsError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(write, range(16))) == 1


def test_removing_what_is_absent_is_no_trouble(objects):
    objects.replace("a.slc", b"there")
    objects.remove(["absent.slc"])
    objects.remove(["absent.slc", "a.slc", "absent too.slc"])
    assert list(objects.entries()) == []


def test_an_identity_that_may_only_read_is_told_so(objects, settings, monkeypatch):
    objects.replace("a.slc", b"there")
    objects.replace("b.slc", b"there")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", READER[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", READER[1])
    with closing(S3Objects(settings, link=Link())) as reader:
        assert [entry.name for entry in reader.entries()] == ["a.slc", "b.slc"]
        for act in (
            lambda: reader.replace("c.slc", b"no"),
            lambda: reader.remove(["a.slc"]),
            lambda: reader.remove(["a.slc", "b.slc"]),
        ):
            with pytest.raises(StorageAccessError) as caught:
                act()
            assert caught.value.fault is Fault.PERMISSION
        with reader.create("c.slc") as writer:
            writer.write(b"no")
            with pytest.raises(StorageAccessError):
                writer.commit()
    assert [entry.name for entry in objects.entries()] == ["a.slc", "b.slc"]


@pytest.mark.promise
def test_no_error_names_an_object_or_an_identity(settings):
    with answering(403, "AccessDenied") as url:
        elsewhere = dataclasses.replace(settings, endpoint_url=url)
        with closing(S3Objects(elsewhere, link=Link())) as objects:
            for act in (
                lambda: objects.open("event-1.slc"),
                lambda: objects.create("event-1.slc"),
                lambda: objects.replace("event-1.slc", b"x"),
                lambda: objects.remove(["event-1.slc"]),
                lambda: next(objects.entries("event-1")),
            ):
                with pytest.raises(StorageAccessError) as caught:
                    act()
                shown = "".join(_shown(caught.value))
                for secret in ("event-1", "SLTESTKEY", "AKIASECRET", "127.0.0.1"):
                    assert secret not in shown


def _shown(error: BaseException | None):
    """Yield the texts that a traceback of the error would show, but for its code."""
    while error is not None:
        yield f"{error!r} {error}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
