"""How a clip's picture is brightened is kept with the project, one for each clip."""

from uuid import UUID

from app.media.pictures.adjust import HAZE, NIGHT, NO_ADJUSTMENT
from app.session.importing import ImportReport
from app.session.pictures import KIND, keep_adjustment, kept_adjustment
from app.session.project import Project
from tests.support.desk import Desk


def test_the_last_adjustment_of_a_clip_is_kept_and_there_when_the_project_is_opened_again(
    desk: Desk, project: Project, imported: ImportReport
) -> None:
    clip_id = imported.clip.id
    assert kept_adjustment(project.store, clip_id) == NO_ADJUSTMENT
    for adjustment in (NIGHT, HAZE):
        keep_adjustment(project.store, clip_id, adjustment)
        assert kept_adjustment(project.store, clip_id) == adjustment
    assert len(project.store.view_settings(KIND, clip_id)) == 1
    assert kept_adjustment(project.store, UUID(int=9)) == NO_ADJUSTMENT
    project.close()
    again = desk.open()
    assert kept_adjustment(again.store, clip_id) == HAZE
    keep_adjustment(again.store, clip_id, NO_ADJUSTMENT)
    assert kept_adjustment(again.store, clip_id) == NO_ADJUSTMENT
    again.close()
