"""The offsets of the open project: read once, kept in memory, written after each change."""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.session.side_by_side import Offsets, load_offsets, save_offsets
from app.workers.jobs import JobHandle, Jobs


class OffsetKeeper(QObject):
    """Reads and writes on workers; writes one after the other, so that the newest stays.

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
        self._is_saving = False
        self._to_save: tuple[Path, Offsets] | None = None

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
        if self._folder is not None:
            self._to_save = self._folder, self._offsets
            self._save()

    def _on_loaded(self, offsets: Offsets) -> None:
        self._loading = None
        self._offsets = offsets
        self.loaded.emit()

    def _save(self) -> None:
        if self._is_saving or self._to_save is None:
            return
        (folder, offsets), self._to_save = self._to_save, None
        self._is_saving = True
        self._jobs.submit(
            lambda: save_offsets(folder, offsets),
            done=lambda _: self._on_saved(),
            failed=self._on_save_failed,
            essential=True,
        )

    def _on_saved(self) -> None:
        self._is_saving = False
        self._save()

    def _on_save_failed(self, error: Exception) -> None:
        self._is_saving, self._to_save = False, None
        self.failed.emit(error)
