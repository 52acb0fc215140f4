"""Failures, shown: the only place of the window that does.

A bar below the top bar says what happened and what to do, and stays until it is read. The same
failure again only counts up. Details are for a report: kinds of exceptions and places in our code,
never values, because a value may be evidence.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.failures import Problem, explain
from app.ui.controls import icon_button, line, push_button, text_label
from app.ui.controls.glyph import Glyph
from app.ui.theme import theme
from app.version import VERSION

_log = logging.getLogger(__name__)
_MOST_LINES = 8


class _Entry:
    """A problem that waits to be read, and how often it came.

    subject: the file or folder it is about, "" for none. It is for the screen only: what is copied
    for a report must not name evidence.
    """

    def __init__(
        self,
        problem: Problem,
        details: str,
        *,
        subject: str,
        again: Callable[[], object] | None,
    ) -> None:
        self.problem = problem
        self.details = details
        self.subject = subject
        self.again = again
        self.count = 1

    @property
    def title(self) -> str:
        return f"{self.subject}: {self.problem.title}" if self.subject else self.problem.title


class ProblemBar(QFrame):
    """Shows one problem at a time, the newest; closing it shows the one before.

    Signals:
        closed(): no problem is left.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Problem"))
        self._entries: list[_Entry] = []
        self._glyph = Glyph(16)
        self._title = text_label("", bold=True)
        self._text = text_label("", tone="dim", wrap=True)
        self._more = text_label("", "small", tone="faint", tabular=True)
        self._details_page = QWidget()
        self._details = QPlainTextEdit()
        self._details_button = push_button(self.tr("Details"), "ghost")
        self._again = push_button(self.tr("Try again"), icon="rotate-ccw")
        self._copy = push_button(self.tr("Copy"), "ghost", icon="copy")
        self._close = icon_button("x", self.tr("Close"))
        self._build()
        self.setVisible(False)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems that nobody has closed yet, the newest last."""
        return tuple(entry.problem for entry in self._entries)

    def show_error(
        self,
        error: BaseException,
        *,
        details: str = "",
        subject: str = "",
        again: Callable[[], object] | None = None,
    ) -> None:
        """Explain an exception; one that is a bug goes into the log with its trace as well.

        `again` does once more what failed; it is offered as a button. `details` go before its
        trace.
        """
        problem = explain(error)
        if not problem.known:
            _log.error("unexpected %s", type(error).__name__, exc_info=error)
        known = "\n".join(part for part in (details, *_trace(error)) if part)
        self.show_problem(problem, details=known, subject=subject, again=again)

    def show_problem(
        self,
        problem: Problem,
        *,
        details: str = "",
        subject: str = "",
        again: Callable[[], object] | None = None,
    ) -> None:
        """Show a problem; one that is shown already counts up.

        Args:
            problem: what to say.
            details: kinds and places for a report.
            subject: the name of the file that it is about, without its path; never logged.
            again: does once more what failed.
        """
        same = (problem, subject)
        known = next((one for one in self._entries if (one.problem, one.subject) == same), None)
        if known is None:
            self._entries.append(_Entry(problem, details, subject=subject, again=again))
        else:
            known.count += 1
            known.again = again
        self._show()

    def settle(self, subject: str, *, problem: Problem | None = None) -> None:
        """Close what is said of a file or folder, or one thing of it: it is over with."""
        over = [
            entry
            for entry in self._entries
            if entry.subject == subject and problem in (None, entry.problem)
        ]
        if over:
            self._entries = [entry for entry in self._entries if entry not in over]
            self._show()

    def close_all(self) -> None:
        """Forget every problem: the program is being locked, or the project closed."""
        self._entries.clear()
        self._show()

    def _build(self) -> None:
        self._details.setReadOnly(True)
        self._details.setFont(theme.font("small", tabular=True))
        self._details.setAccessibleName(self.tr("Details of the problem"))
        self._details_button.setCheckable(True)
        self._details_button.toggled.connect(self._details_page.setVisible)
        self._again.clicked.connect(lambda _on=False: self._on_again())
        self._copy.clicked.connect(lambda _on=False: self._on_copy())
        self._close.clicked.connect(lambda _on=False: self._on_close())

        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.setContentsMargins(16, 10, 12, 10)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(4)
        row.addLayout(words, 1)
        for widget in (self._more, self._again, self._details_button, self._copy, self._close):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        # A page of its own, so that the room below it goes with it.
        detail_row = QVBoxLayout(self._details_page)
        detail_row.setContentsMargins(44, 0, 16, 12)
        detail_row.addWidget(self._details)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._details_page)
        layout.addWidget(line())

    def _show(self) -> None:
        self.setVisible(bool(self._entries))
        self._details_button.setChecked(False)
        self._details_page.setVisible(False)
        if not self._entries:
            # A file's name must not outlive what it was said for, not even in a hidden label.
            self._title.clear()
            self._text.clear()
            self.setAccessibleDescription("")
            self.closed.emit()
            return
        entry = self._entries[-1]
        problem = entry.problem
        known = problem.known
        self._glyph.show_icon(
            "triangle-alert" if known else "circle-alert", "warn" if known else "bad"
        )
        self._title.setText(entry.title)
        self._text.setText(" ".join(part for part in (problem.text, problem.remedy) if part))
        self.setAccessibleDescription(
            f"{entry.subject}: {problem.line}" if entry.subject else problem.line
        )
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._details.setPlainText(entry.details)
        lines = min(entry.details.count("\n") + 1, _MOST_LINES)
        self._details.setFixedHeight(lines * self._details.fontMetrics().lineSpacing() + 24)
        self._details_button.setVisible(bool(entry.details))
        self._again.setVisible(entry.again is not None)
        notes = []
        if entry.count > 1:
            notes.append(self.tr("%n times", "", entry.count))
        if len(self._entries) > 1:
            notes.append(self.tr("%n more", "", len(self._entries) - 1))
        self._more.setText(" · ".join(notes))

    def _on_again(self) -> None:
        """Close the problem, and do once more what failed: it may come back."""
        again = self._entries[-1].again
        self._on_close()
        if again is not None:
            again()

    def _on_copy(self) -> None:
        entry = self._entries[-1]
        parts = (entry.problem.line, entry.details, f"Safelight {VERSION}")
        text = "\n\n".join(part for part in parts if part)
        QGuiApplication.clipboard().setText(text)

    def _on_close(self) -> None:
        self._entries.pop()
        self._show()


def _trace(error: BaseException) -> Iterator[str]:
    """Yield the exception and its causes: kinds and places, no messages and no values."""
    seen: BaseException | None = error
    while seen is not None:
        yield type(seen).__name__
        for frame in traceback.extract_tb(seen.__traceback__):
            yield f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        seen = seen.__cause__ or seen.__context__
