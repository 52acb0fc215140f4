"""Room for two pictures: in a narrow window the list of clips gives way while they are there.

Which clip is looked at is settled then. Who brings the list back meanwhile keeps it, and who had
put it away does not get it.
"""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

# Below this a picture shows too little to compare anything on.
LEAST_PX = 400


class PaneRoom:
    """Takes the room of the list of clips, and gives it back."""

    def __init__(self, middle: QWidget, clips_shown: QAction) -> None:
        self._middle, self._clips_shown = middle, clips_shown
        self._took = False

    def take(self) -> None:
        """Put the list away where half of the middle is narrower than a pane has to be."""
        if self._middle.width() < 2 * LEAST_PX and self._clips_shown.isChecked():
            self._took = True
            self._clips_shown.trigger()

    def give_back(self) -> None:
        """Bring the list back, if it was put away for this."""
        took, self._took = self._took, False
        if took and not self._clips_shown.isChecked():
            self._clips_shown.trigger()
