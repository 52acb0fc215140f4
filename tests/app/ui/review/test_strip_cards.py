"""The strips over the picture stand still while somebody walks."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.review.single.masked_note import MaskedNote
from app.ui.review.single.single_bar import SingleBar
from app.ui.review.verdicts.texts import mark_of, standing_text
from models.review.verdict import Standing, Tally


@pytest.fixture
def bar(qapp: QApplication) -> Iterator[SingleBar]:
    over = QWidget()
    over.resize(1200, 700)
    over.show()
    yield SingleBar(over)
    over.close()
    over.deleteLater()


def look_at(bar: SingleBar, number: int, standing: Standing, tally: Tally) -> tuple[int, int]:
    bar.show_object(
        f"person {number}",
        place=(number, 1200),
        mark=mark_of(standing),
        standing=standing_text(standing),
        hint="A accepts",
    )
    bar.show_progress(tally)
    return bar.x(), bar.width()


def test_the_strip_keeps_its_width_from_object_to_object(bar: SingleBar) -> None:
    widths = {
        look_at(bar, 1111, Standing.CHANGED, Tally(unjudged=1200)),
        look_at(bar, 1, Standing.UNJUDGED, Tally(unjudged=1200)),
        look_at(bar, 777, Standing.ACCEPTED, Tally(accepted=777, unjudged=423)),
        look_at(bar, 1200, Standing.UNJUDGED, Tally(accepted=1199, unjudged=1)),
    }
    assert len(widths) == 1

    wide = bar.width()
    bar.hide()
    look_at(bar, 1, Standing.UNJUDGED, Tally(unjudged=2))
    assert bar.width() < wide, "the next walk begins as narrow as it can"


def test_who_may_not_lift_masks_is_told_whom_to_ask_instead_of_offered_a_button(
    bar: SingleBar,
) -> None:
    look_at(bar, 1, Standing.UNJUDGED, Tally(unjudged=2))
    note = MaskedNote(bar.parentWidget(), below=bar)
    note.say("person 1 is masked. Ask Ana.", key="", offers_lift=False)
    assert note.isVisible()
    assert note.lift.isHidden()
    assert note.geometry().top() > bar.geometry().bottom()
    note.say("person 1 is masked.", key="Ctrl+Shift+M", offers_lift=True)
    assert note.lift.isVisible()
    assert note.lift.key.text() == "Ctrl+Shift+M"
    note.put_away()
    assert (note.isVisible(), note.words) == (False, "")
