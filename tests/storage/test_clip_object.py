"""A clip object survives its JSON form, and a row cannot describe an impossible one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.clip_object import ClipObject

ids = st.binary(min_size=16, max_size=16)
hashes = st.binary(min_size=32, max_size=32)
containers = st.builds(
    ClipObject,
    name=st.text(max_size=20),
    format=st.just("container"),
    clip_id=ids,
    key_id=ids,
    scope_id=ids,
    commitment=hashes,
    stored_size=st.integers(0, 1 << 60),
    stored_sha256=st.none() | hashes,
)
others = st.builds(
    ClipObject,
    name=st.text(max_size=20),
    format=st.sampled_from(["raw-cbc", "plain"]),
    clip_id=st.none(),
    key_id=st.none(),
    scope_id=st.none(),
    commitment=st.none(),
    stored_size=st.integers(0, 1 << 60),
    stored_sha256=st.none() | hashes,
)


@given(containers | others)
def test_an_object_survives_its_json_form(made):
    assert ClipObject.from_json(json.loads(json.dumps(made.to_json()))) == made


@pytest.mark.parametrize(
    "change",
    [{"format": "zip"}, {"format": "plain"}, {"clip_id": None}, {"clip_id": "00"}, {"clip_id": 7},
     {"commitment": "zz" * 32}, {"clip_id": "AB" * 16}, {"stored_size": -1}, {"stored_size": "1"},
     {"stored_size": True}, {"name": None}, {"stored_sha256": "00" * 31}],
)  # fmt: skip
def test_an_impossible_description_is_refused(change):
    sound = ClipObject(
        name="a.slc",
        format="container",
        clip_id=bytes(16),
        key_id=bytes(16),
        scope_id=bytes(16),
        commitment=bytes(32),
        stored_size=200,
        stored_sha256=None,
    ).to_json()
    with pytest.raises(ValueError):
        ClipObject.from_json({**sound, **change})
