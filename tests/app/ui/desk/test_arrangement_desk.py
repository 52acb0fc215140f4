"""How lanes are laid out is told by the preferences, and read from them again."""

from pathlib import Path
from uuid import UUID

import pytest

from app.settings.paths import Paths
from app.settings.preferences import LANE_ORDERS, Preferences, load_preferences, save_preferences
from app.ui.desk.clip.arrangement_desk import arrangement_of, with_arrangement
from app.ui.timeline.arrangement import Arrangement, Order


@pytest.mark.parametrize("order", Order)
def test_an_arrangement_comes_back_as_it_was(order: Order, tmp_path: Path) -> None:
    how = Arrangement(
        order, grouped=True, collapsed=frozenset({UUID(int=3), UUID(int=9)}), narrow=True
    )
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path)})
    save_preferences(paths, with_arrangement(Preferences(theme="dark"), how))
    kept = load_preferences(paths)
    assert arrangement_of(kept) == how
    assert kept.theme == "dark"


def test_orders_have_one_list() -> None:
    assert set(LANE_ORDERS) == {order.value for order in Order}
    assert arrangement_of(Preferences()) == Arrangement()


def test_what_is_no_id_is_left_out_and_the_oldest_labels_are_forgotten() -> None:
    kept = Preferences(lanes_collapsed=f"person {UUID(int=7).hex} ?")
    assert arrangement_of(kept).collapsed == {UUID(int=7)}
    many = frozenset(UUID(int=number) for number in range(100, 400))
    ids = with_arrangement(kept, Arrangement(collapsed=many | {UUID(int=7)})).lanes_collapsed
    assert len(ids.split()) == 200
    assert UUID(int=7).hex not in ids
