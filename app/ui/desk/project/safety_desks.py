"""The controllers that keep the project from eyes that may not see it, made and joined."""

from PySide6.QtCore import QObject

from app.settings.paths import Paths
from app.ui.desk.clip.cameras_desk import CamerasDesk
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.people.people_desk import PeopleDesk
from app.ui.desk.project.lock_desk import LockDesk
from app.ui.desk.project.mask_desk import MaskDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.presence.idle import IdleWatch
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs


class SafetyDesks(QObject):
    """Each follows the open project and the open clip by itself."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        people: PeopleDesk,
        clips: ClipsDesk,
        clip: ClipDesk,
        cameras: CamerasDesk,
        idle: IdleWatch,
        paths: Paths,
    ) -> None:
        super().__init__(window)
        self.lock = LockDesk(window, jobs, projects=projects, people=people, idle=idle, paths=paths)
        self.masks = MaskDesk(
            window,
            jobs,
            projects=projects,
            people=people,
            clips=clips,
            clip=clip,
            cameras=cameras,
        )
