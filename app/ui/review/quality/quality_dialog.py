"""The window of quality: what is measured, its figures, and the places behind each figure."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QTreeView, QWidget

from app.failures import Problem
from app.quality import CompareSettings, Disagreement
from app.session.review.quality import Against, Measured, Quality
from app.ui.controls import ElidedLabel, Segments, WrappedLabel, push_button, text_label
from app.ui.controls.plain_table import dress_table
from app.ui.controls.spinner import Spinner
from app.ui.controls.tips import plain_tip
from app.ui.dialogs.frame import Dialog
from app.ui.review.comparison.choose_dialog import overlap_field
from app.ui.review.quality.cells_model import CellsModel
from app.ui.review.quality.cells_view import CellsView
from app.ui.review.quality.places import Places, places_of
from app.ui.review.quality.tables import Table, Tables, Wanted
from app.ui.review.quality.texts import iou_tip, measured_text
from app.ui.theme import theme

_WIDTH_PX = 1120
_FIGURES_PX = 232
_PLACES_PX = 176
_CLIPS, _LABELS, _PEOPLE = "clips", "labels", "people"


class QualityDialog(Dialog):
    """Measures nothing itself.

    Signals:
        measure_requested(): with what is chosen above.
        stop_requested(): the figures are not wanted any more.
        places_requested(Wanted): answer with `show_places`.
        open_requested(Measured, Disagreement): lead there.
        export_requested()
    """

    measure_requested = Signal()
    stop_requested = Signal()
    places_requested = Signal(object)
    open_requested = Signal(object, object)
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self.which = QComboBox()
        self.against = Segments(
            (
                (str(Against.TRUTH), self.tr("To a truth")),
                (str(Against.PEOPLE), self.tr("People to each other")),
            ),
            name=self.tr("Held to"),
        )
        settings = CompareSettings()
        self.threshold = overlap_field(settings.threshold)
        self.measure = push_button(self.tr("Measure"), "primary")
        self.page = Segments(
            (
                (_CLIPS, self.tr("Figures")),
                (_LABELS, self.tr("Labels")),
                (_PEOPLE, self.tr("People")),
            ),
            name=self.tr("Figures"),
        )
        self.views = {
            _CLIPS: CellsView(self.tr("Figures of clips")),
            _LABELS: CellsView(self.tr("Matrix of labels")),
            _PEOPLE: CellsView(self.tr("Figures of people")),
        }
        self.places = QTreeView()
        self._place_model = CellsModel(self)
        self._found: tuple[tuple[Measured, Disagreement], ...] = ()
        self._opened: tuple[UUID, Disagreement] | None = None
        self._wanted: Wanted | None = None
        self._pages = QStackedWidget()
        self._spinner = Spinner(14)
        self._state = ElidedLabel("", "small", tone="dim", tabular=True)
        self._stop = push_button(self.tr("Stop"), "ghost")
        self._count = text_label("", "small", tone="dim", tabular=True)
        self._problem = WrappedLabel(self.inner_px, "small", tone="bad")
        self._export = push_button(self.tr("Export in clear…"), icon="download")
        self._close = push_button(self.tr("Close"))
        self._build()
        self._connect()
        self.show_state("")

    @property
    def settings(self) -> CompareSettings:
        """How it is to be compared."""
        return CompareSettings(self.threshold.value())

    @property
    def found(self) -> Sequence[tuple[Measured, Disagreement]]:
        """The places that are listed."""
        return self._found

    @property
    def count_text(self) -> str:
        """How many places there are, in words; "" while they are looked for."""
        return self._count.text()

    def offer(self, choices: Sequence[str]) -> None:
        """Offer these clips; the choice stays where it can."""
        before = self.which.currentIndex()
        self.which.clear()
        self.which.addItems(list(choices))
        self.which.setCurrentIndex(min(max(before, 0), len(choices) - 1))

    def show_measuring(self, done: int, total: int) -> None:
        """Show how far it is."""
        text = self.tr("Measuring clips: {0} of {1}").format(f"{done:,}", f"{total:,}")
        self.show_state(text, busy=True)

    def show_quality(self, quality: Quality, tables: Tables) -> None:
        """Show the figures."""
        self.show_state(measured_text(quality))
        for key, table in (
            (_CLIPS, tables.clips),
            (_LABELS, tables.labels),
            (_PEOPLE, tables.people),
        ):
            self.views[key].show_table(table)
        self._export.setEnabled(bool(quality.measured))
        self.places.setVisible(True)
        self._show_page()

    def show_places(self, wanted: Wanted, places: Places) -> None:
        """List what lies behind a figure, unless another one is looked at by now."""
        if wanted is self._wanted:
            self._show(places)

    def show_state(self, text: str, *, busy: bool = False) -> None:
        """Say where it is."""
        self._state.setText(text or self.tr("Choose clips above, then measure them."))
        self._spinner.setVisible(busy)
        self._stop.setVisible(busy)
        self.measure.setEnabled(not busy)
        self._problem.setVisible(False)

    def show_failure(self, problem: Problem) -> None:
        """Say why there are no figures."""
        self.show_state("")
        self._problem.setText(problem.line)
        self._problem.setVisible(True)

    def forget(self) -> None:
        """Drop all figures and names."""
        self._opened = None
        for view in self.views.values():
            view.show_table(Table((), ()))
        self._list(None)
        self.places.setVisible(False)
        self._export.setEnabled(False)

    def done(self, result: int) -> None:
        self.stop_requested.emit()
        super().done(result)

    def _build(self) -> None:
        self.set_words(
            self.tr("Quality"),
            self.tr("How well annotations agree, figure by figure. Each leads to its frames."),
        )
        for combo in (self.which,):
            combo.setAccessibleName(self.tr("Clips"))
            combo.view().setAccessibleName(self.tr("Clips"))
            combo.setMinimumWidth(230)
        self.threshold.setAccessibleName(self.tr("Same box from IoU"))
        same_box = text_label(self.tr("Same box from IoU"), "small", tone="dim")
        for part in (same_box, self.threshold):
            part.setToolTip(plain_tip(iou_tip()))
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (
            self.which,
            self.against,
            same_box,
            self.threshold,
        ):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.measure)
        state = QHBoxLayout()
        state.setSpacing(8)
        state.addWidget(self._spinner)
        state.addWidget(self._state, 1)
        state.addWidget(self._stop)
        state.addWidget(self.page)
        for view in self.views.values():
            self._pages.addWidget(view)
        self._pages.setFixedHeight(_FIGURES_PX)
        self.places.setModel(self._place_model)
        self.places.setFixedHeight(_PLACES_PX)
        keeps_room = self.places.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self.places.setSizePolicy(keeps_room)
        self.places.setFont(theme.font("small", tabular=True))
        self.body.addLayout(top)
        self.body.addLayout(state)
        self.body.addWidget(self._pages)
        self.body.addWidget(self._count)
        self.body.addWidget(self.places)
        self.body.addWidget(self._problem)
        self._export.setEnabled(False)
        self.measure.setDefault(True)
        self.add_at_left(self._export)
        self.add_buttons(self._close)
        self.forget()

    def _connect(self) -> None:
        self.measure.clicked.connect(lambda _on=False: self.measure_requested.emit())
        self._stop.clicked.connect(lambda _on=False: self._on_stop())
        self._export.clicked.connect(lambda _on=False: self.export_requested.emit())
        self._close.clicked.connect(lambda _on=False: self.reject())
        self.page.chosen.connect(lambda _key: self._show_page())
        for key, view in self.views.items():
            view.wanted.connect(lambda wanted, key=key: self._on_wanted(key, wanted))
        self.places.activated.connect(self._on_place)
        self.places.clicked.connect(self._on_place)

    def _show_page(self) -> None:
        view = self.views[self.page.current]
        self._pages.setCurrentWidget(view)
        at = view.currentIndex()
        view.currentChanged(at, at)

    def _on_stop(self) -> None:
        self.stop_requested.emit()
        self.show_state(self.tr("Stopped."))

    def _on_wanted(self, key: str, wanted: Wanted | None) -> None:
        if key == self.page.current:
            self._list(wanted)

    def _list(self, wanted: Wanted | None) -> None:
        """Ask for the places behind a figure; none is listed before they are there."""
        self._wanted = wanted
        self._show(places_of(None))
        self._count.setText("")
        if wanted is not None:
            self.places_requested.emit(wanted)

    def _show(self, places: Places) -> None:
        self._found = places.found
        self._count.setText(places.count_text)
        self._place_model.set_table(places.table)
        dress_table(
            self.places,
            name=self.tr("Places"),
            stretched=3,
            widths_px={0: 236, 1: 120, 2: 132, 4: 286, 5: 72},
        )
        self.places.header().setAccessibleName(self.tr("Columns"))
        self._mark_opened()

    def _mark_opened(self) -> None:
        """Mark the place that was opened last, also after it has been measured anew."""
        wanted = self._opened
        row = next(
            (
                at
                for at, (measured, one) in enumerate(self._found)
                if wanted == (measured.clip.id, one)
            ),
            None,
        )
        self._place_model.mark(row)
        if row is not None:
            self.places.setCurrentIndex(self._place_model.index(row, 0))

    def _on_place(self, at: QModelIndex) -> None:
        measured, one = self._found[at.row()]
        self._opened = (measured.clip.id, one)
        self._mark_opened()
        self.open_requested.emit(measured, one)
