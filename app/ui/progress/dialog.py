"""How far the project has come: figures, plots, tables, each leading to the clips it counts."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.failures import Problem
from app.ui.controls import (
    ElidedLabel,
    Segments,
    WrappedLabel,
    push_button,
    restyle,
    surface,
    text_label,
)
from app.ui.controls.spinner import Spinner
from app.ui.dialogs.frame import Dialog
from app.ui.progress.bar_chart import BarChart
from app.ui.progress.figures import Figure, captions
from app.ui.progress.legend import Legend
from app.ui.progress.line_chart import LineChart
from app.ui.progress.own_time import OwnTime
from app.ui.progress.sheet import Plot, Sheet
from app.ui.progress.table import SheetTable
from app.ui.progress.tile import Tile

_WIDTH_PX = 1080
_PLOT_PX = 330
_ROW_PX = 30


class ProgressDialog(Dialog):
    """Shows figures while they are read.

    Signals:
        chosen(frozenset[UUID], str): the person wants to see these clips, and what they are.
        refresh_requested()
        stopped(): nothing that is read is wanted any more.
        export_requested(Sheet): write this table to a file.
        quality_requested(): how well people agree is another window's business.
    """

    chosen = Signal(object, str)
    refresh_requested = Signal()
    stopped = Signal()
    export_requested = Signal(object)
    quality_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self._sheets: dict[str, Sheet] = {}
        self._tiles = tuple(Tile(caption) for caption in captions())
        self._choice = QHBoxLayout()
        self._which: Segments | None = None
        self._how = Segments(
            (("plot", self.tr("Plot")), ("table", self.tr("Table"))), name=self.tr("Shown as")
        )
        self._legend = Legend()
        self._bars, self._line, self._table = BarChart(), LineChart(), SheetTable()
        self._scroll = QScrollArea()
        self._nothing = text_label("", tone="dim")
        self._pages = QStackedWidget()
        self.own_time = OwnTime()
        self._spinner = Spinner(14)
        self._state = ElidedLabel("", "small", tone="dim", tabular=True)
        self._problem = WrappedLabel(self.inner_px, "small", tone="bad")
        self._refresh = push_button(self.tr("Refresh"), icon="refresh-cw")
        self._quality = push_button(self.tr("Agreement and quality…"))
        self._stop = push_button(self.tr("Stop"), "ghost")
        self._export = push_button(self.tr("Export in clear…"), icon="download")
        self._close = push_button(self.tr("Close"), "primary")
        self._build()
        self._connect()
        self.show_reading(0)

    @property
    def sheet(self) -> Sheet | None:
        """The table that is shown."""
        return None if self._which is None else self._sheets[self._which.current]

    def show_told(self, figures: Sequence[Figure], sheets: Sequence[Sheet], share: float) -> None:
        """Show what is read so far."""
        for tile, figure in zip(self._tiles, figures, strict=True):
            tile.show_figure(figure.text, figure.note, clips=figure.clips, tone=figure.tone)
        self._sheets = {sheet.key: sheet for sheet in sheets}
        if self._which is None:
            pairs = [(sheet.key, sheet.title) for sheet in sheets]
            self._which = Segments(pairs, name=self.tr("Figures of"))
            self._which.chosen.connect(lambda _key: self._show_sheet())
            self._choice.insertWidget(0, self._which)
        self.show_reading(share)
        self._show_sheet()

    def show_reading(self, share: float) -> None:
        """Say how far the reading is, 0 to 1."""
        is_reading = share < 1
        self._spinner.setVisible(is_reading)
        self._stop.setVisible(is_reading)
        self._refresh.setEnabled(not is_reading)
        self._export.setEnabled(not is_reading and self._which is not None)
        reading = self.tr("Counting: {0} %").format(round(100 * share))
        self._state.setText(reading if is_reading else "")

    def show_stopped(self) -> None:
        """Say that not all was counted."""
        self.show_reading(1)
        self._state.setText(self.tr("Stopped: not everything is counted."))

    def show_failure(self, problem: Problem) -> None:
        """Say why counting ended early; what was counted stays."""
        self.show_stopped()
        self._problem.setText(problem.line)
        self._problem.setVisible(True)

    def show_note(self, text: str, *, is_bad: bool = False) -> None:
        """Say what came of something."""
        restyle(self._state, tone="bad" if is_bad else "dim")
        self._state.setText(text)

    def offer_export(self, offered: bool) -> None:
        """Offer to write a table to a file."""
        self._export.setVisible(offered)

    def offer_quality(self, offered: bool) -> None:
        """Offer the way to the window of quality."""
        self._quality.setVisible(offered)

    def done(self, result: int) -> None:
        """Stop what is under way and forget the figures, however the dialog ends."""
        self.stopped.emit()
        self._table.forget()
        self._sheets = {key: _emptied(sheet) for key, sheet in self._sheets.items()}
        super().done(result)

    def _build(self) -> None:
        self.set_words(
            self.tr("Progress"),
            self.tr("How far this project has come. Choose a figure to see its clips in the list."),
        )
        tiles = QHBoxLayout()
        tiles.setSpacing(8)
        for tile in self._tiles:
            tiles.addWidget(tile)
        self._choice.addStretch(1)
        self._choice.addWidget(self._how)
        self._build_pages()
        under = QHBoxLayout()
        under.setSpacing(8)
        under.addWidget(self._spinner)
        under.addWidget(self._state, 1)
        under.addWidget(self._stop)
        self._problem.setVisible(False)
        for coming in (self._legend, self.own_time):
            # What is not always there keeps its room, so that nothing jumps.
            policy = coming.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            coming.setSizePolicy(policy)
            coming.setVisible(False)
        for part in (tiles, self._choice):
            self.body.addLayout(part)
        for widget in (self._legend, self._pages, self.own_time):
            self.body.addWidget(widget)
        self.body.addLayout(under)
        self.body.addWidget(self._problem)
        self._close.setDefault(True)
        self.add_at_left(self._quality)
        self.add_at_left(self._refresh)
        self.add_buttons(self._export, self._close)

    def _build_pages(self) -> None:
        self._bars.setAccessibleName(self.tr("Bars"))
        self._line.setAccessibleName(self.tr("Line"))
        scroll = self._scroll
        scroll.setAccessibleName(self.tr("Bars"))
        # The bars have the keys, and bring themselves into view.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        ground = surface("panel")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._bars)
        column.addStretch(1)
        scroll.setWidget(ground)
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.addStretch(1)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self._nothing)
        line.addStretch(1)
        middle.addLayout(line)
        middle.addStretch(1)
        for page in (scroll, self._line, self._table, empty):
            self._pages.addWidget(page)
        self._pages.setFixedHeight(_PLOT_PX)
        self._pages.setCurrentWidget(empty)
        self._empty = empty

    def _connect(self) -> None:
        for tile in self._tiles:
            tile.chosen.connect(self.chosen)
        self._bars.chosen.connect(self.chosen)
        self._line.chosen.connect(self.chosen)
        self._table.chosen.connect(self.chosen)
        self._bars.moved.connect(
            lambda top: self._scroll.ensureVisible(0, top + _ROW_PX // 2, 0, 2 * _ROW_PX)
        )
        self._how.chosen.connect(lambda _how: self._show_sheet())
        self._refresh.clicked.connect(lambda _on=False: self._on_refresh())
        self._stop.clicked.connect(lambda _on=False: self._on_stop())
        self._export.clicked.connect(lambda _on=False: self._on_export())
        self._quality.clicked.connect(lambda _on=False: self.quality_requested.emit())
        self._close.clicked.connect(lambda _on=False: self.reject())

    def _show_sheet(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        self.own_time.setVisible(sheet.key == "mine")
        self.own_time.reset()
        as_table = self._how.current == "table"
        if not sheet.rows:
            self._nothing.setText(self.tr("Counting…") if sheet.rows is None else sheet.nothing)
            self._pages.setCurrentWidget(self._empty)
        elif as_table:
            self._table.show_sheet(sheet)
            self._pages.setCurrentWidget(self._table)
        elif sheet.plot is Plot.BARS:
            self._bars.show_sheet(sheet)
            self._pages.setCurrentWidget(self._scroll)
        else:
            self._line.show_sheet(sheet)
            self._pages.setCurrentWidget(self._line)
        self._legend.show_sheet(sheet)
        self._legend.setVisible(not as_table and bool(sheet.rows))

    def _on_refresh(self) -> None:
        self._problem.setVisible(False)
        restyle(self._state, tone="dim")
        self.show_reading(0)
        self.refresh_requested.emit()

    def _on_stop(self) -> None:
        self.stopped.emit()
        self.show_stopped()

    def _on_export(self) -> None:
        if self.sheet is not None:
            self.export_requested.emit(self.sheet)


def _emptied(sheet: Sheet) -> Sheet:
    return Sheet(
        sheet.key, sheet.title, sheet.plot, sheet.unit, sheet.first, sheet.columns, rows=None
    )
