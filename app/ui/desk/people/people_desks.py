"""The controllers of people, assignment, a clip's way and progress, made and joined."""

from PySide6.QtCore import QObject

from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.people.assign_desk import AssignDesk
from app.ui.desk.people.people_desk import PeopleDesk
from app.ui.desk.people.progress_desk import ProgressDesk
from app.ui.desk.people.queue_desk import QueueDesk
from app.ui.desk.people.time_desk import TimeDesk
from app.ui.desk.people.workflow_desk import WorkflowDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.project.watch_desk import WatchDesk
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs


class PeopleDesks(QObject):
    """Each follows the open project and the open clip by itself."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        labels: LabelDesk,
        clips: ClipsDesk,
        clip: ClipDesk,
        queue: QueueDesk,
        watch: WatchDesk,
        workspace: WorkspaceDesk,
    ) -> None:
        super().__init__(window)
        self.people = PeopleDesk(window, jobs, projects=projects, labels=labels, watch=watch)
        self.assigning = AssignDesk(
            window, jobs, projects=projects, people=self.people, clips=clips, clip=clip
        )
        self.workflow = WorkflowDesk(
            window,
            jobs,
            projects=projects,
            people=self.people,
            clips=clips,
            clip=clip,
            workspace=workspace,
        )
        self.time = TimeDesk(window, jobs, projects=projects, people=self.people, clip=clip)
        self.progress = ProgressDesk(
            window, jobs, projects=projects, people=self.people, clips=clips, time=self.time
        )
        self.people.changed.connect(lambda: clip.parts.inspector.set_names(self.people.name_of))
        queue.reviews = lambda: workspace.is_review
