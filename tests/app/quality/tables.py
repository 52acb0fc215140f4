"""Tables from the rows of golden files."""

from collections.abc import Sequence

from app.quality.boxes import BoxTable, box_table
from tests.app.quality.golden.perturb import Row


def never() -> bool:
    return False


def tables(
    truth: Sequence[Row], candidate: Sequence[Row], *, labels: Sequence[str] = ()
) -> tuple[BoxTable, BoxTable]:
    """Return both sides; without labels all boxes bear one.

    With labels, a track whose boxes bear two of them is two tracks: with us a track has one.
    """
    frames = max(row.frame for row in (*truth, *candidate))
    return _table(truth, frames, labels), _table(candidate, frames, labels)


def _table(rows: Sequence[Row], frames: int, labels: Sequence[str]) -> BoxTable:
    names = [(row.track, row.label if labels else "") for row in rows]
    numbers = {name: at for at, name in enumerate(sorted(set(names)))}
    return box_table(
        [row.frame - 1 for row in rows],
        [numbers[name] for name in names],
        [row[2:6] for row in rows],
        place_count=frames,
        labels=[labels.index(row.label) if labels else 0 for row in rows],
    )
