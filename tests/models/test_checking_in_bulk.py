"""Many rows checked at once are refused as each of them is by itself."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from crypto.keyring import Keyring
from crypto.scopes import PROJECT_SCOPE
from models.errors import RowAlteredError
from models.integrity import RowTagger, StoredValue

COLUMNS = ("id", "label", "number", "note", "made_by", "scope_id")
# Over the bounds below which, and up to which, rows are checked together.
MANY = 1_100
PLACES = (0, 3, 511, 512, 513, MANY - 1)

Stored = Sequence[object]


def row(tagger: RowTagger, number: int) -> list[StoredValue]:
    values: dict[str, StoredValue] = {
        "id": UUID(int=number + 1).bytes,
        "label": f"label {number % 3}",
        "number": number % 2,
        "note": f"grün {number}" if number % 5 else None,
        "made_by": b"me" if number % 2 else None,
        "scope_id": PROJECT_SCOPE,
    }
    in_order = [values[name] for name in tagger.columns]
    return [*in_order, tagger.tag(in_order)]


@pytest.mark.promise
def test_whatever_is_altered_in_one_of_many_rows_names_that_row() -> None:
    """What is equal for Python is altered as well, for the tag was made over the other kind."""
    with Keyring.generate() as keyring:
        tagger = RowTagger(keyring, "tracks", [*COLUMNS, "row_tag"])
        rows: list[list[object]] = [list(row(tagger, number)) for number in range(MANY)]
        tagger.check(rows)  # type: ignore[arg-type]
        at = {name: tagger.columns.index(name) for name in COLUMNS}
        missed = []
        for place in PLACES:
            for name, twins in {
                "number": (float(place % 2), str(place % 2), None, 7, 1 << 70),
                "label": (b"label 0", None, "label 9", "label 1\0", 0, "\ud800"),
                "note": (b"", "", 0, 0.5),
                "made_by": ("me", b"", b"you", 5),
                "scope_id": (None, b"", "x", bytes(15)),
            }.items():
                for twin in twins:
                    whole = rows[place][at[name]]
                    if type(twin) is type(whole) and twin == whole:
                        continue
                    rows[place][at[name]] = twin
                    with pytest.raises(RowAlteredError) as refused:
                        tagger.check(rows)  # type: ignore[arg-type]
                    if refused.value.row_id != UUID(int=place + 1):
                        missed.append((place, name, twin))
                    rows[place][at[name]] = whole
        assert not missed
        tagger.check(rows)  # type: ignore[arg-type]


@pytest.mark.promise
def test_the_first_of_many_altered_rows_is_named() -> None:
    with Keyring.generate() as keyring:
        tagger = RowTagger(keyring, "tracks", [*COLUMNS, "row_tag"])
        rows: list[list[object]] = [list(row(tagger, number)) for number in range(MANY)]
        number_at = tagger.columns.index("number")
        for place, alteration in ((1_000, 9), (600, 0.5), (520, "x"), (40, 7), (39, None)):
            rows[place][number_at] = alteration
            with pytest.raises(RowAlteredError) as refused:
                tagger.check(rows)  # type: ignore[arg-type]
            assert refused.value.row_id == UUID(int=place + 1)
        rows[5][-1] = None
        with pytest.raises(RowAlteredError) as refused:
            tagger.check(rows)  # type: ignore[arg-type]
        assert refused.value.row_id == UUID(int=6)
