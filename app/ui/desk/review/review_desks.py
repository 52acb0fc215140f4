"""The controllers of reviewing, made and joined to each other."""

from PySide6.QtCore import QObject

from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clip.playback_desk import PlaybackDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.objects.filter_desk import FilterDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.review.asking_why import AskingWhy
from app.ui.desk.review.comparison_desk import ComparisonDesk
from app.ui.desk.review.issues_desk import IssuesDesk
from app.ui.desk.review.object_verdicts import ObjectVerdicts
from app.ui.desk.review.quality_desk import QualityDesk
from app.ui.desk.review.report_desk import ReportDesk
from app.ui.desk.review.rounds_desk import RoundsDesk
from app.ui.desk.review.sampling_desk import SamplingDesk
from app.ui.desk.review.sets_desk import SetsDesk
from app.ui.desk.review.side_by_side_desk import SideBySideDesk
from app.ui.desk.review.single_desk import SingleDesk
from app.ui.desk.review.verdict_desk import VerdictDesk
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs


class ReviewDesks(QObject):
    """What belongs to the Review workspace, and what of it is seen where boxes are drawn."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        clips: ClipsDesk,
        playback: PlaybackDesk,
        labels: LabelDesk,
        projects: ProjectDesk,
    ) -> None:
        super().__init__(clip)
        self.workspace = WorkspaceDesk(window, clip, projects=projects)
        self.issues = IssuesDesk(
            window, jobs, clip=clip, labels=labels, projects=projects, workspace=self.workspace
        )
        self.reporting = ReportDesk(window, clip=clip, issues=self.issues, workspace=self.workspace)
        self.verdicts = VerdictDesk(
            window,
            jobs,
            clip=clip,
            clips=clips,
            labels=labels,
            projects=projects,
            workspace=self.workspace,
            issues=self.issues,
        )
        self.asking_why = AskingWhy(self.verdicts.reasons, clip)
        self.objects = ObjectVerdicts(window, jobs, clip=clip, verdicts=self.verdicts)
        self.sampling = SamplingDesk(
            window,
            clip=clip,
            projects=projects,
            verdicts=self.verdicts,
            objects=self.objects,
            workspace=self.workspace,
        )
        self.rounds = RoundsDesk(
            window,
            jobs,
            clip=clip,
            projects=projects,
            verdicts=self.verdicts,
            workspace=self.workspace,
        )
        self.single = SingleDesk(
            window,
            jobs,
            clip=clip,
            playback=playback,
            projects=projects,
            verdicts=self.verdicts,
            workspace=self.workspace,
        )
        self.comparison = ComparisonDesk(
            window, jobs, clip=clip, labels=labels, projects=projects, workspace=self.workspace
        )
        self.beside = SideBySideDesk(
            window, jobs, clip=clip, labels=labels, projects=projects, comparison=self.comparison
        )
        self.quality = QualityDesk(
            window, jobs, clip=clip, clips=clips, projects=projects, comparison=self.comparison
        )
        self.sets = SetsDesk(window, jobs, clip=clip, clips=clips, projects=projects)

    def tell_filter(self, filtering: FilterDesk) -> None:
        """Let the filter of objects know what reviewers say of them."""
        issues = self.issues
        issues.changed.connect(lambda: filtering.set_issues(issues.keeper.states()))
        self.single.shown = lambda: filtering.shown

    def refresh(self) -> None:
        """Another window, or another person, has written: show it."""
        self.workspace.refresh()
        self.issues.keeper.refresh()
        self.verdicts.keeper.refresh()
