"""How the pictures of a clip are brightened, kept with the project for whoever opens it next."""

from uuid import UUID, uuid5

from app.media.pictures.adjust import NO_ADJUSTMENT, Adjustment
from models.store import ProjectStore
from models.view_settings import ViewSetting

KIND = "picture"


def kept_adjustment(store: ProjectStore, clip_id: UUID) -> Adjustment:
    """Return what was kept for a clip, or no adjustment; blocks. Raises: as the store does."""
    for setting in store.view_settings(KIND, clip_id):
        return Adjustment.of_value(setting.value)
    return NO_ADJUSTMENT


def forget_adjustment(store: ProjectStore, clip_id: UUID) -> None:
    """Forget what was kept for a clip, also where it was altered; blocks. Raises: as the store."""
    store.discard_view_settings(KIND, clip_id)


def keep_adjustment(store: ProjectStore, clip_id: UUID, adjustment: Adjustment) -> None:
    """Keep this for a clip in the place of what was kept; blocks. Raises: as the store does."""
    # One for each clip, by whichever window or person it is set.
    setting_id = uuid5(clip_id, KIND)
    store.save_view_setting(ViewSetting(setting_id, KIND, adjustment.to_value(), clip_id=clip_id))
