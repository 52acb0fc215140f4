"""Every entry of a chain that is touched from outside is found, and named as what it is."""

import itertools
import random
from collections.abc import Callable
from functools import cache

import pytest

from crypto.device_key import DeviceKey
from crypto.field import JSON, field_cipher
from crypto.keyring import Keyring
from crypto.secret import SecretKey
from models.audit.chain import FIRST, ChainKeys, Head
from models.audit.chain_check import ChainCheck
from models.audit.entry import Entry, Event, Kind, Moment, Signer, form_of
from models.audit.findings import Trouble
from models.audit.verify import opener
from models.audit.writer import json_bytes
from tests.support.databases import AUTHOR

LENGTH = 40
Row = tuple[int, bytes, bytes]
Named = set[tuple[Trouble, int, int]]
EVERY_ENTRY = range(1, LENGTH + 1)


@cache
def keyring() -> Keyring:
    return Keyring.from_data_key(bytes(range(32)))


def device(number: int) -> bytes:
    return DeviceKey(SecretKey(bytes([number]) * 32)).device_id


@cache
def chain_of(number: int) -> tuple[Row, ...]:
    """Return the chain of a device, made once; another number is another device."""
    keys, cipher = ChainKeys(keyring(), device(number)), field_cipher(keyring(), *PLACE)
    rows: list[Row] = []
    previous = FIRST
    for seq in EVERY_ENTRY:
        entry = Entry(
            device(number), seq, Signer(AUTHOR, "test"), Moment(seq, 0), Event(Kind.CLIP_OPENED)
        )
        body = cipher.seal_binary(JSON, json_bytes(form_of(entry)))
        previous = keys.mac(seq, previous, body)
        rows.append((seq, previous, body))
    return tuple(rows)


PLACE = ("audit_entries", "body")


def named(rows: list[Row], *heads: Head) -> Named:
    check = ChainCheck(
        ChainKeys(keyring(), device(1)),
        opener(field_cipher(keyring(), *PLACE)),
        {head.seq for head in heads},
    )
    for row in rows:
        check.take(row)
    found = check.findings(heads)
    assert all(finding.device_id == device(1) for finding in found)
    return {(finding.trouble, finding.seq, finding.until) for finding in found}


def own(seq: int, trouble: Trouble) -> Named:
    return {(trouble, seq, seq)}


def flipped(stored: bytes, at: int) -> bytes:
    return stored[:at] + bytes([stored[at] ^ 1]) + stored[at + 1 :]


def with_row(seq: int, row: Row) -> list[Row]:
    rows = list(chain_of(1))
    rows[seq - 1] = row
    return rows


@pytest.mark.promise
def test_a_chain_that_nobody_touched_is_sound() -> None:
    rows = list(chain_of(1))
    assert named(rows) == set()
    assert named(rows, *(Head(device(1), seq, mac) for seq, mac, _ in rows)) == set()
    assert named([]) == set()


@pytest.mark.promise
@pytest.mark.parametrize(
    "altered",
    [
        lambda seq, mac, body: (seq, flipped(mac, 3), body),
        lambda seq, mac, body: (seq, mac, flipped(body, 30)),
        lambda seq, mac, body: (seq, mac, flipped(body, 2)),
        lambda seq, mac, body: (seq, mac, flipped(body, 0)),
        lambda seq, mac, body: (seq, mac, body[:-16]),
        lambda seq, mac, body: (seq, mac, b""),
        lambda seq, mac, body: (seq, None, body),
        lambda seq, mac, body: (seq, mac, "text"),
        lambda seq, mac, body: (seq, b"", b""),
    ],
    ids=["MAC", "body", "root", "suite", "cut", "empty", "no MAC", "text", "nothing"],
)
def test_each_altered_entry_is_named_and_no_other(altered: Callable[..., Row]) -> None:
    for seq in EVERY_ENTRY:
        rows = with_row(seq, altered(*chain_of(1)[seq - 1]))
        assert named(rows) == own(seq, Trouble.ALTERED)


WAYS: tuple[Callable[[int, bytes, bytes], Row], ...] = (
    lambda seq, mac, body: (seq, flipped(mac, 3), body),
    lambda seq, mac, body: (seq, mac, flipped(body, 30)),
    lambda seq, mac, body: (seq, flipped(mac, 3), flipped(body, 30)),
    lambda seq, mac, body: (seq, b"", b""),
)


@pytest.mark.promise
def test_of_many_that_are_altered_at_once_each_is_named_and_no_neighbour() -> None:
    rng = random.Random(7)
    for way in WAYS:
        for count in (2, 5, 20, LENGTH):
            for _ in range(10):
                some = set(rng.sample(EVERY_ENTRY, count))
                rows = [way(*row) if row[0] in some else row for row in chain_of(1)]
                assert named(rows) == {(Trouble.ALTERED, seq, seq) for seq in some}


@pytest.mark.promise
def test_each_two_neighbours_that_are_altered_in_two_ways_are_named_and_no_other() -> None:
    """Also where nothing tells any more what the second of them followed."""
    for first, second in itertools.product(WAYS, WAYS):
        for seq in range(1, LENGTH - 2):
            rows = with_row(seq, first(*chain_of(1)[seq - 1]))
            rows[seq] = second(*chain_of(1)[seq])
            assert named(rows) == own(seq, Trouble.ALTERED) | own(seq + 1, Trouble.ALTERED)


@pytest.mark.promise
def test_an_entry_that_is_altered_behind_a_hole_is_named_and_not_the_one_behind_it() -> None:
    for way in WAYS:
        for seq in range(2, LENGTH - 2):
            rows = with_row(seq + 1, way(*chain_of(1)[seq]))
            del rows[seq - 1]
            assert named(rows) == own(seq, Trouble.MISSING) | own(seq + 1, Trouble.ALTERED)


@pytest.mark.promise
def test_each_entry_that_is_taken_out_is_named_and_the_last_one_by_a_head() -> None:
    rows = list(chain_of(1))
    head = Head(device(1), LENGTH, rows[-1][1])
    for seq in EVERY_ENTRY:
        left = [row for row in rows if row[0] != seq]
        trouble = Trouble.CUT if seq == LENGTH else Trouble.MISSING
        assert named(left, head) == own(seq, trouble)
    assert named(rows[:10] + rows[25:], head) == {(Trouble.MISSING, 11, 25)}
    assert named(rows[:25], head) == {(Trouble.CUT, 26, LENGTH)}
    assert named([], head) == {(Trouble.CUT, 1, LENGTH)}


@pytest.mark.promise
def test_each_two_entries_that_change_places_are_named_and_no_other() -> None:
    whole = chain_of(1)
    for one in EVERY_ENTRY:
        for other in range(one + 1, LENGTH + 1, 7):
            rows = with_row(one, (one, *whole[other - 1][1:]))
            rows[other - 1] = (other, *whole[one - 1][1:])
            assert named(rows) == own(one, Trouble.MOVED) | own(other, Trouble.MOVED)


@pytest.mark.promise
def test_each_entry_that_is_put_in_the_place_of_another_or_behind_the_end_is_named() -> None:
    whole = chain_of(1)
    for seq in EVERY_ENTRY:
        target = seq % LENGTH + 1
        assert named(with_row(target, (target, *whole[seq - 1][1:]))) == own(
            target, Trouble.REPEATED
        )
        behind = LENGTH + 1
        assert named([*whole, (behind, *whole[seq - 1][1:])]) == own(behind, Trouble.REPEATED)
        twice = [*whole[:seq], whole[seq - 1], *whole[seq:]]
        assert named(twice) == own(seq, Trouble.REPEATED)


@pytest.mark.promise
def test_each_entry_of_another_device_is_named() -> None:
    for seq in EVERY_ENTRY:
        foreign = chain_of(2)[seq - 1]
        assert named(with_row(seq, foreign)) == own(seq, Trouble.FOREIGN)
    behind = (LENGTH + 1, *chain_of(2)[4][1:])
    assert named([*chain_of(1), behind]) == own(LENGTH + 1, Trouble.FOREIGN)


@pytest.mark.promise
def test_a_number_that_is_changed_shows_as_a_hole_and_as_an_entry_that_was_moved() -> None:
    whole = list(chain_of(1))
    rows = [row for row in whole if row[0] != 7] + [(100, *whole[6][1:])]
    assert named(rows) == {
        (Trouble.MISSING, 7, 7),
        (Trouble.MISSING, LENGTH + 1, 99),
        (Trouble.MOVED, 100, 100),
    }
    for number in (0, -3, "7", 1 << 63):
        assert (Trouble.ALTERED, number if isinstance(number, int) else 0) in {
            (trouble, seq) for trouble, seq, _ in named([(number, *whole[0][1:]), *whole])
        }


@pytest.mark.promise
def test_a_chain_that_somebody_with_the_keys_wrote_anew_contradicts_the_first_head_behind() -> None:
    old = chain_of(1)
    keys, cipher = ChainKeys(keyring(), device(1)), field_cipher(keyring(), *PLACE)
    rows, previous = list(old[:19]), old[18][1]
    for seq in range(20, LENGTH + 1):
        entry = Entry(device(1), seq, Signer(AUTHOR, "x"), Moment(seq, 0), Event(Kind.LOCKED))
        body = cipher.seal_binary(JSON, json_bytes(form_of(entry)))
        previous = keys.mac(seq, previous, body)
        rows.append((seq, previous, body))
    assert named(rows) == set()
    heads = [Head(device(1), seq, old[seq - 1][1]) for seq in (10, 30)]
    assert named(rows, *heads) == own(30, Trouble.REWRITTEN)


@pytest.mark.promise
@pytest.mark.parametrize("damage", ["MACs", "holes", "bodies", "moved"])
def test_a_chain_that_is_damaged_throughout_takes_about_as_much_work_as_a_sound_one(
    damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in MACs, which is what it takes: nobody who can write the log makes it unreadable."""
    rows = {
        "MACs": [(seq, flipped(mac, 3), body) for seq, mac, body in chain_of(1)],
        "holes": [row for row in chain_of(1) if row[0] % 2],
        "bodies": [(seq, mac, flipped(body, 30)) for seq, mac, body in chain_of(1)],
        "moved": [(seq, *chain_of(1)[LENGTH - seq][1:]) for seq in EVERY_ENTRY],
    }[damage]
    made: list[int] = []
    real = ChainKeys.mac

    def counted(keys: ChainKeys, seq: int, previous: bytes, body: bytes) -> bytes:
        made.append(seq)
        return real(keys, seq, previous, body)

    monkeypatch.setattr(ChainKeys, "mac", counted)
    assert len(named(rows)) >= LENGTH // 2 - 1
    assert len(made) <= 5 * LENGTH
