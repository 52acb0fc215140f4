"""The check of a bucket as a person sees it: each step as it is done, and what it comes to."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.failures import Problem
from app.session.store_check import Verdict, left_out, step_title, verdict
from app.ui.controls import ElidedLabel, WrappedLabel, push_button, restyle, text_label
from app.ui.controls.glyph import Glyph
from app.ui.controls.labels import Tone
from app.ui.controls.spinner import Spinner
from app.ui.controls.tips import plain_tip
from storage.s3.check import CheckName, CheckStep, ConnectionReport

_ROW_PX = 21
_GLYPH_PX = 14
_VERDICT_ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert"}


class CheckPanel(QWidget):
    """A button, the steps, the verdict. It checks nothing itself.

    Answer `test_requested` with `start`, then `show_steps` and one of `show_report` and
    `show_failure`.

    Signals:
        test_requested()
        cancel_requested()
        changed(): `report` is another one.
    """

    test_requested = Signal()
    cancel_requested = Signal()
    changed = Signal()

    def __init__(
        self,
        width_px: int,
        *,
        columns: int = 1,
        button: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Make the panel; without a `button` of its own, call `stop` to cancel a check."""
        super().__init__(parent)
        self._rows = {name: _StepRow(step_title(name), timed=columns == 1) for name in CheckName}
        self._test = push_button(self.tr("Test connection"), icon="refresh-cw")
        self._test.setVisible(button)
        self._summary = ElidedLabel("", "small", tone="dim")
        self._verdict = QWidget()
        self._glyph = Glyph(16)
        self._title = text_label("", "body", bold=True, wrap=True)
        self._text = WrappedLabel(width_px - 26, "small", tone="dim")
        self._remedy = WrappedLabel(width_px - 26, "small")
        self._report: ConnectionReport | None = None
        self._runs = False
        self._build(columns)
        self.forget()

    @property
    def report(self) -> ConnectionReport | None:
        """What the last check found, None before one or once the settings have changed."""
        return self._report

    @property
    def runs(self) -> bool:
        return self._runs

    def set_testable(self, testable: bool) -> None:
        """Say whether there is something to test."""
        self._test.setEnabled(testable or self._runs)

    def start(self) -> None:
        """Show that a check begins."""
        self._report, self._runs = None, True
        self._show_button()
        self._summary.setText(self.tr("Testing…"))
        self._verdict.setVisible(False)
        for row in self._rows.values():
            row.show_waiting()
        next(iter(self._rows.values())).show_running()
        self.changed.emit()

    def show_steps(self, steps: Sequence[CheckStep]) -> None:
        """Show the steps done so far."""
        if self._runs:
            self._show_rows(steps)
            done = {step.name for step in steps}
            following = next((row for name, row in self._rows.items() if name not in done), None)
            if following is not None and all(step.ok is not False for step in steps):
                following.show_running()

    def show_report(self, report: ConnectionReport) -> None:
        """Show what the whole check came to."""
        self._report, self._runs = report, False
        for row in self._rows.values():
            row.show_waiting()
        self._show_rows(report.steps)
        self._show_button()
        self._show_verdict(verdict(report))
        self.changed.emit()

    def show_failure(self, problem: Problem) -> None:
        """Show that the check itself failed."""
        self._runs = False
        for row in self._rows.values():
            row.show_waiting()
        self._show_button()
        self._show_verdict(Verdict("bad", problem.title, problem.text, problem.remedy))
        self.changed.emit()

    def stop(self) -> None:
        """Cancel the check that is under way."""
        self.cancel_requested.emit()
        self.forget()
        self._summary.setText(self.tr("The test was stopped"))

    def take_focus(self) -> None:
        """Put the focus on the button."""
        self._test.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Drop what was found: it belongs to other settings."""
        self._report, self._runs = None, False
        for row in self._rows.values():
            row.show_waiting()
        self._verdict.setVisible(False)
        self._summary.setText(self.tr("Not tested yet"))
        self._show_button()
        self.changed.emit()

    def _build(self, columns: int) -> None:
        self._test.clicked.connect(lambda _on=False: self._on_button())
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._test)
        top.addWidget(self._summary, 1)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        lines = -(-len(self._rows) // columns)
        for at, row in enumerate(self._rows.values()):
            grid.addWidget(row, at % lines, at // lines)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        words = QVBoxLayout()
        words.setSpacing(4)
        for label in (self._title, self._text, self._remedy):
            words.addWidget(label)
        inner = QHBoxLayout(self._verdict)
        inner.setContentsMargins(0, 4, 0, 0)
        inner.setSpacing(10)
        inner.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        inner.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(grid)
        layout.addWidget(self._verdict)

    def _show_rows(self, steps: Sequence[CheckStep]) -> None:
        for step in steps:
            if (row := self._rows.get(step.name)) is not None:
                row.show_step(step, left_out(step, steps))

    def _show_button(self) -> None:
        text = self.tr("Cancel") if self._runs else self.tr("Test connection")
        self._test.setText(f" {text}")
        self._test.setAccessibleName(
            self.tr("Cancel the test") if self._runs else self.tr("Test connection")
        )

    def _show_verdict(self, found: Verdict) -> None:
        self._summary.setText(self.tr("Tested"))
        self._glyph.show_icon(_VERDICT_ICONS[found.tone], found.tone)
        self._title.setText(found.title)
        for label, text in ((self._text, found.text), (self._remedy, found.remedy)):
            label.setText(text)
            label.setVisible(bool(text))
        self._verdict.setAccessibleName(found.line)
        self._verdict.setVisible(True)

    def _on_button(self) -> None:
        if self._runs:
            self.stop()
        else:
            self.test_requested.emit()


class _StepRow(QWidget):
    """One step: a mark, what is true once it is done, and how long it took."""

    def __init__(self, title: str, *, timed: bool) -> None:
        super().__init__()
        self.setFixedHeight(_ROW_PX)
        self._name = title
        self._glyph = Glyph(_GLYPH_PX)
        self._spinner = Spinner(_GLYPH_PX)
        marks = QWidget()
        marks.setFixedSize(_GLYPH_PX, _GLYPH_PX)
        self._marks = QStackedLayout(marks)
        self._marks.setContentsMargins(0, 0, 0, 0)
        self._marks.addWidget(self._glyph)
        self._marks.addWidget(self._spinner)
        self._title = ElidedLabel(title, "small", tone="faint")
        self._time = text_label("", "tiny", tone="faint", tabular=True)
        self._time.setParent(self)
        self._time.setVisible(timed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(marks)
        layout.addWidget(self._title, 1)
        if timed:
            layout.addWidget(self._time)

    def show_waiting(self) -> None:
        self._show("", "faint", self.tr("not done"))

    def show_running(self) -> None:
        self._show("", "text", self.tr("under way"))
        self._marks.setCurrentWidget(self._spinner)

    def show_step(self, step: CheckStep, lacks: str = "") -> None:
        """Show a step that was done; `lacks`: what it means that it was left out, or ""."""
        if step.ok is None and lacks:
            self._show("triangle-alert", "warn", lacks)
            self._title.setText(f"{self._name}: {lacks}")
        elif step.ok is None:
            self._show("", "faint", self.tr("left out"))
        elif step.ok:
            self._show("check", "text", self.tr("done"))
            self._glyph.show_icon("check", "ok")
            self._time.setText(_duration(step.seconds))
        else:
            self._show("x", "bad", self.tr("failed"))
            self._time.setText(_duration(step.seconds))
        self.setToolTip(plain_tip(step.detail))

    def _show(self, icon: str, tone: Tone, state: str) -> None:
        self._marks.setCurrentWidget(self._glyph)
        self._glyph.show_icon(icon, tone)
        self._title.setText(self._name)
        self._time.clear()
        self.setToolTip("")
        restyle(self._title, tone=tone)
        self.setAccessibleName(f"{self._name}: {state}")


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
