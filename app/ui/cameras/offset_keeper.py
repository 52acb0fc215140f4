"""The offsets of the open project: read once, kept in memory, written after each change."""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.session.side_by_side import Offsets, load_offsets, save_offsets
from app.workers.jobs import JobHandle, Jobs


class OffsetKeeper(QObject):
    """Reads and writes on workers; of the writes, the newest stays, also where the program ends.

    Signals:
        loaded(): those of an earlier day are known now.
        failed(Exception)
    """

    loaded = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._folder: Path | None = None
        self._offsets = Offsets()
        self._loading: JobHandle | None = None

    def set_folder(self, folder: Path | None) -> None:
        """Keep the offsets of another project in its state folder; None: of none."""
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        self._folder, self._offsets = folder, Offsets()
        if folder is not None:
            self._loading = self._jobs.submit(
                lambda: load_offsets(folder),
                done=self._on_loaded,
                failed=self.failed.emit,
                owner=self,
            )

    def offset_ms(self, main: UUID, companion: UUID) -> float:
        return self._offsets.offset_ms(main, companion)

    def give(self, main: UUID, companion: UUID, offset_ms: float) -> None:
        """Remember the offset of a pair."""
        if offset_ms == self.offset_ms(main, companion):
            return
        self._offsets = self._offsets.with_offset(main, companion, offset_ms)
        folder, offsets = self._folder, self._offsets
        if folder is not None:
            self._jobs.submit(
                lambda: save_offsets(folder, offsets),
                done=lambda _: None,
                failed=self.failed.emit,
                owner=self,
                essential=True,
                lane=f"offsets in {folder}",
            )

    def _on_loaded(self, offsets: Offsets) -> None:
        self._loading = None
        self._offsets = offsets
        self.loaded.emit()
