from hypothesis import given
from hypothesis import strategies as st

from models.annotation.persistent_map import PersistentMap

_ENTRIES = st.dictionaries(st.integers(), st.integers(), max_size=40)


@given(_ENTRIES, st.dictionaries(st.integers(), st.none() | st.integers(), max_size=20))
def test_its_views_are_those_of_a_dict(
    entries: dict[int, int], changes: dict[int, int | None]
) -> None:
    held = PersistentMap(entries.items()).with_changes(changes)
    expected = {key: value for key, value in {**entries, **changes}.items() if value is not None}
    assert sorted(held.items()) == sorted(expected.items())
    assert sorted(held.values()) == sorted(expected.values())
    assert sorted(held) == sorted(expected)
    assert (len(held.items()), len(held.values())) == (len(expected), len(expected))
    assert held == expected
    assert all(item in held.items() for item in expected.items())
    assert all(value in held.values() for value in expected.values())
    assert held.items() == expected.items()


@given(st.frozensets(st.integers(0, 4_000), max_size=40), st.booleans())
def test_it_has_all_keys_only_where_none_is_missing(left_out: frozenset[int], many: bool) -> None:
    held = PersistentMap((key, key) for key in range(2_000) if key not in left_out)
    asked = frozenset(range(2_000 if many else 40))
    assert held.has_all(asked) == asked.isdisjoint(left_out)
