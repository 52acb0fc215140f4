"""The audit log: who did what to which clip and when, and whether the log is what was written."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTreeView, QWidget

from app.failures import Problem
from app.ui.audit.filter_row import FilterRow
from app.ui.audit.model import CLIP, DETAIL, DEVICE, PERSON, WHAT, WHEN, AuditModel
from app.ui.audit.names import Names
from app.ui.audit.texts import finding_text, report_text
from app.ui.controls import ElidedLabel, WrappedLabel, push_button, restyle, text_label
from app.ui.controls.empty_state import EmptyState
from app.ui.controls.glyph import Glyph
from app.ui.controls.plain_table import dress_table
from app.ui.controls.spinner import Spinner
from app.ui.dialogs.frame import Dialog
from app.ui.theme import theme
from models.audit.entry import Entry
from models.audit.findings import Report
from models.audit.reading import UnreadableEntry
from models.audit.wanted import Wanted

_WIDTH_PX = 1120
_HEADER_PX = 30
_TABLE_PX = _HEADER_PX + 14 * 26
_COLUMNS_PX = {WHEN: 156, WHAT: 188, CLIP: 168, PERSON: 108, DEVICE: 172}
_MOST_FINDINGS = 6


class AuditDialog(Dialog):
    """Shows the log while it is read.

    Signals:
        stopped(): nothing that is read or verified is wanted any more.
        verify_requested(): look whether the log is what was written.
        verify_cancelled()
        export_requested(): write it to a file.
        devices_requested(): show which devices write it.
    """

    stopped = Signal()
    verify_requested = Signal()
    verify_cancelled = Signal()
    export_requested = Signal()
    devices_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self._model = AuditModel(self)
        self._filters = FilterRow()
        self._table = QTreeView()
        self._pages = QStackedWidget()
        self._spinner = Spinner(14)
        self._state = ElidedLabel("", "small", tone="dim", tabular=True)
        self._glyph = Glyph(16)
        self._verdict = text_label("", bold=True, tabular=True)
        self._findings = WrappedLabel(self.inner_px, "small", tone="dim")
        self._exported = WrappedLabel(self.inner_px, "small", tone="dim")
        self._problem = WrappedLabel(self.inner_px, "small", tone="bad")
        self._verify = push_button(self.tr("Verify"), icon="circle-check")
        self._cancel = push_button(self.tr("Stop"), "ghost")
        self._devices = push_button(self.tr("Devices…"), icon="monitor")
        self._export = push_button(self.tr("Export in clear…"), icon="download")
        self._close = push_button(self.tr("Close"), "primary")
        self._reading = True
        self._total = 0
        self._build()
        self._refresh()

    @property
    def wanted(self) -> Wanted:
        """What the log is narrowed to."""
        return self._model.wanted

    @property
    def model(self) -> AuditModel:
        return self._model

    def set_names(self, names: Names, total: int) -> None:
        """Call people, clips and devices by these names; `total` entries are to come."""
        self._model.names, self._total = names, total
        self._refresh()

    def add_entries(self, entries: Sequence[Entry | UnreadableEntry]) -> None:
        """Show older entries below those that are there."""
        self._filters.offer(entries, self._model.names)
        self._model.append(entries)

    def show_read(self) -> None:
        """Say that all is there."""
        self._reading = False
        self._refresh()

    def show_failure(self, problem: Problem) -> None:
        """Say why reading or verifying ended early; what was read stays."""
        self._reading = False
        self._problem.setText(problem.line)
        self._problem.setVisible(True)
        self._show_verifying(False)
        self._refresh()

    def show_exported(self, text: str) -> None:
        """Say where the log was written."""
        self._exported.setText(text)
        self._exported.setVisible(True)

    def show_verifying(self, done: int, total: int) -> None:
        """Show how far verifying is."""
        self._show_verifying(True)
        text = self.tr("Verifying: {0} of {1} entries").format(f"{done:,}", f"{total:,}")
        self._tell_verdict("", text)

    def show_report(self, report: Report) -> None:
        """Show what verifying found, and name the first places."""
        self._show_verifying(False)
        icon, tone, text = report_text(report)
        self._glyph.show_icon(icon, tone)
        self._glyph.setVisible(bool(icon))
        self._tell_verdict(tone, text)
        found = [finding_text(one, self._model.names) for one in report.findings]
        lines = found[:_MOST_FINDINGS]
        if len(found) > len(lines):
            more = self.tr("… and {0} more. The command “audit verify” lists them all.")
            lines.append(more.format(f"{len(found) - len(lines):,}"))
        self._findings.setText("\n".join(lines))
        self._findings.setVisible(bool(lines))

    def show_verify_stopped(self) -> None:
        """Say that verifying was called off."""
        self._show_verifying(False)
        self._glyph.setVisible(False)
        self._tell_verdict("", self.tr("Not verified."))

    def done(self, result: int) -> None:
        """Stop what is under way and forget the names, however the dialog ends."""
        self.stopped.emit()
        self._reading = False
        self._model.forget()
        self._filters.forget()
        super().done(result)

    def _build(self) -> None:
        self.set_words(
            self.tr("Audit log"),
            self.tr(
                "What was done with this project's footage, by whom and when. Entries are sealed, "
                "and none can be changed or taken out without that being found."
            ),
        )
        self._build_table()
        under = QHBoxLayout()
        under.setSpacing(8)
        under.addWidget(self._spinner)
        under.addWidget(self._state, 1)
        verdict = QHBoxLayout()
        verdict.setSpacing(8)
        self._glyph.setVisible(False)
        verdict.addWidget(self._glyph)
        verdict.addWidget(self._verdict, 1)
        verdict.addWidget(self._cancel)
        self.body.addWidget(self._filters)
        self.body.addWidget(self._pages)
        self.body.addLayout(under)
        self.body.addLayout(verdict)
        self.body.addWidget(self._findings)
        self.body.addWidget(self._exported)
        self.body.addWidget(self._problem)
        self._findings.setVisible(False)
        self._exported.setVisible(False)
        self._problem.setVisible(False)
        self._cancel.setVisible(False)
        self._verdict.setText(self.tr("Not verified yet."))
        self._close.setDefault(True)
        self.add_at_left(self._devices)
        self.add_at_left(self._verify)
        self.add_buttons(self._export, self._close)
        self._connect()

    def _build_table(self) -> None:
        table = self._table
        table.setModel(self._model)
        dress_table(
            table, name=self.tr("Entries of the log"), stretched=DETAIL, widths_px=_COLUMNS_PX
        )
        table.setFont(theme.font("body", tabular=True))
        header = table.header()
        header.setAccessibleName(self.tr("Columns"))
        header.setFixedHeight(_HEADER_PX)
        nothing = EmptyState(
            "list-filter",
            self.tr("Nothing fits"),
            text=self.tr("No entry of the log is what you chose above. Choose less narrowly."),
        )
        self._pages.addWidget(table)
        self._pages.addWidget(nothing)
        self._pages.setFixedHeight(_TABLE_PX)

    def _connect(self) -> None:
        self._model.counts_changed.connect(self._refresh)
        self._filters.changed.connect(self._model.set_wanted)
        self._verify.clicked.connect(lambda _on=False: self._on_verify())
        self._cancel.clicked.connect(lambda _on=False: self.verify_cancelled.emit())
        self._devices.clicked.connect(lambda _on=False: self.devices_requested.emit())
        self._export.clicked.connect(lambda _on=False: self.export_requested.emit())
        self._close.clicked.connect(lambda _on=False: self.reject())

    def _on_verify(self) -> None:
        self._problem.setVisible(False)
        self._findings.setVisible(False)
        self._glyph.setVisible(False)
        self.show_verifying(0, self._total)
        self.verify_requested.emit()

    def _show_verifying(self, verifying: bool) -> None:
        self._verify.setEnabled(not verifying)
        self._cancel.setVisible(verifying)

    def _tell_verdict(self, tone: str, text: str) -> None:
        restyle(self._verdict, tone=tone or "dim")
        self._verdict.setText(text)

    def _refresh(self) -> None:
        model = self._model
        read, total = f"{model.total:,}", f"{max(self._total, model.total):,}"
        self._spinner.setVisible(self._reading)
        if self._reading:
            text = self.tr("Reading: {0} of {1} entries").format(read, total)
        elif model.matching == model.total:
            text = self.tr("Entries: {0}").format(read)
        else:
            text = self.tr("Entries: {0} of {1}").format(f"{model.matching:,}", read)
        self._state.setText(text)
        settled = not self._reading and not model.filtering
        self._pages.setCurrentIndex(1 if settled and not model.matching else 0)
        self._export.setEnabled(not self._reading)
        narrowed = bool(model.wanted.told)
        whole, shown = self.tr("Export in clear…"), self.tr("Export what is shown, in clear…")
        self._export.setText(f" {shown if narrowed else whole}")
