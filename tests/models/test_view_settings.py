from dataclasses import replace
from uuid import uuid4

from sqlalchemy import text

from models.engine import Database
from models.store import ProjectStore
from models.view_settings import ViewSetting


def test_settings_come_back_by_kind_and_clip(store: ProjectStore) -> None:
    clip_id, me = uuid4(), uuid4()
    for_all = ViewSetting(uuid4(), "filter", {"label": "Rotes Auto"}, person=me)
    for_clip = ViewSetting(uuid4(), "picture", {"gamma": 1.5}, clip_id=clip_id)
    for setting in (for_all, for_clip):
        store.save_view_setting(setting)
    assert store.view_settings("filter") == (for_all,)
    assert store.view_settings("picture") == ()
    assert store.view_settings("picture", clip_id) == (for_clip,)


def test_a_setting_is_replaced_deleted_and_set_again(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    first = ViewSetting(uuid4(), "filter", [1])
    store.save_view_setting(first)
    colleague.save_view_setting(replace(first, value=[2]))
    assert store.view_settings("filter") == (replace(first, value=[2]),)
    store.delete_view_setting(first.id)
    store.delete_view_setting(first.id)
    assert colleague.view_settings("filter") == ()
    colleague.save_view_setting(first)
    assert store.view_settings("filter") == (first,)


def test_nothing_of_a_setting_can_be_read_in_the_database(
    store: ProjectStore, database: Database
) -> None:
    store.save_view_setting(ViewSetting(uuid4(), "filter", {"label": "Rotes Auto"}))
    with database.reading() as connection:
        (value,) = connection.execute(text("SELECT value FROM view_settings")).scalars()
    assert value.startswith("sl1.")
