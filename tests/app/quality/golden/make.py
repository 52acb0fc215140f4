"""Make `figures.json`; README.md beside this file says in which environments.

python make.py trackeval TUD-CAMPUS-FOLDER
python make.py motmetrics TUD-CAMPUS-FOLDER
python make.py kappa
"""

import json
import random
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from tests.app.quality.golden.perturb import Row, mot_rows, perturbed, read

HERE = Path(__file__).parent
TRACKEVAL_FIELDS = {
    "HOTA": ("HOTA", "DetA", "AssA", "LocA"),
    "CLEAR": (*("MOTA", "MOTP", "CLR_TP", "CLR_FN", "CLR_FP", "IDSW", "Frag", "MT", "PT", "ML"),),
    "Identity": ("IDF1", "IDP", "IDR", "IDTP", "IDFN", "IDFP"),
}


def main() -> None:
    what, *rest = sys.argv[1:]
    path = HERE / "figures.json"
    figures = json.loads(path.read_text()) if path.exists() else {}
    if what == "trackeval":
        figures[what] = trackeval_figures(Path(rest[0]))
    elif what == "motmetrics":
        figures[what] = motmetrics_figures(Path(rest[0]))
    else:
        figures[what] = kappa_figures()
    path.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")


def sequences(campus: Path) -> dict[str, tuple[list[Row], list[Row]]]:
    """Return truth and candidate of each; TUD-Campus as it lies there, others made here."""
    found = {"TUD-Campus": (mot_rows(campus / "gt/gt.txt"), mot_rows(campus / "tracker.txt"))}
    for name in ("parking", "entrance"):
        truth = read(HERE / f"{name}.csv")
        found[name] = truth, perturbed(truth)
    return found


def trackeval_figures(campus: Path) -> dict[str, object]:
    found: dict[str, object] = {"version": version("trackeval")}
    for name, (truth, candidate) in sequences(campus).items():
        found[name] = {
            "all": through_files(truth, candidate),
            "by_label": added_up(truth, candidate),
        }
    return found


def through_files(truth: Sequence[Row], candidate: Sequence[Row]) -> dict[str, object]:
    """Run TrackEval on MOT files: class 1, confidence 1, no preprocessing, labels not looked at."""
    import trackeval

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        frames = max(row.frame for row in (*truth, *candidate))
        sequence = root / "gt/own-train/seq"
        (sequence / "gt").mkdir(parents=True)
        (root / "gt/seqmaps").mkdir()
        (root / "trackers/own-train/me/data").mkdir(parents=True)
        (root / "gt/seqmaps/own-train.txt").write_text("name\nseq\n")
        (sequence / "seqinfo.ini").write_text(f"[Sequence]\nname=seq\nseqLength={frames}\n")
        (sequence / "gt/gt.txt").write_text(as_mot(truth))
        (root / "trackers/own-train/me/data/seq.txt").write_text(as_mot(candidate))
        config = trackeval.datasets.MotChallenge2DBox.get_default_dataset_config()
        config.update(
            GT_FOLDER=str(root / "gt"),
            TRACKERS_FOLDER=str(root / "trackers"),
            BENCHMARK="own",
            DO_PREPROC=False,
            PRINT_CONFIG=False,
        )
        data_set = trackeval.datasets.MotChallenge2DBox(config)
        raw = data_set.get_raw_seq_data("me", "seq")
        data = data_set.get_preprocessed_seq_data(raw, "pedestrian")
        return collected({name: metric.eval_sequence(data) for name, metric in metrics().items()})


def added_up(truth: Sequence[Row], candidate: Sequence[Row]) -> dict[str, object]:
    """Run TrackEval on each label and combine by `combine_classes_det_averaged`."""
    labels = sorted({row.label for row in (*truth, *candidate)})
    each = {
        label: prepared(
            [row for row in truth if row.label == label],
            [row for row in candidate if row.label == label],
            max(row.frame for row in (*truth, *candidate)),
        )
        for label in labels
    }
    return collected(
        {
            name: metric.combine_classes_det_averaged(
                {label: metric.eval_sequence(data) for label, data in each.items()}
            )
            for name, metric in metrics().items()
        }
    )


def prepared(truth: Sequence[Row], candidate: Sequence[Row], frames: int) -> dict[str, object]:
    """Return what TrackEval's metrics take: arrays for each frame, tracks numbered from 0."""
    import numpy as np
    from trackeval.datasets._base_dataset import _BaseDataset

    def side(rows: Sequence[Row]) -> tuple[list, list, int]:
        numbers = {track: at for at, track in enumerate(sorted({row.track for row in rows}))}
        by_frame = [[row for row in rows if row.frame == at] for at in range(1, frames + 1)]
        ids = [np.array([numbers[row.track] for row in some], dtype=int) for some in by_frame]
        boxes = [np.array([row[2:6] for row in some]).reshape(-1, 4) for some in by_frame]
        return ids, boxes, len(numbers)

    ours, our_boxes, our_count = side(truth)
    theirs, their_boxes, their_count = side(candidate)
    return {
        "num_timesteps": frames,
        "num_gt_ids": our_count,
        "num_tracker_ids": their_count,
        "num_gt_dets": len(truth),
        "num_tracker_dets": len(candidate),
        "gt_ids": ours,
        "tracker_ids": theirs,
        "similarity_scores": [
            _BaseDataset._calculate_box_ious(one, other, box_format="xywh")
            for one, other in zip(our_boxes, their_boxes, strict=True)
        ],
    }


def metrics() -> dict[str, object]:
    from trackeval import metrics

    quiet = {"PRINT_CONFIG": False}
    return {
        "HOTA": metrics.HOTA(quiet),
        "CLEAR": metrics.CLEAR(quiet),
        "Identity": metrics.Identity(quiet),
    }


def collected(results: dict[str, dict]) -> dict[str, object]:
    """Keep our fields; of HOTA the mean over the thresholds, and each of them."""
    found: dict[str, object] = {}
    for name, fields in TRACKEVAL_FIELDS.items():
        for field in fields:
            value = results[name][field]
            if name == "HOTA":
                found[f"{field}_at"] = [float(one) for one in value]
                found[field] = float(value.mean())
            else:
                found[field] = float(value)
    return found


def as_mot(rows: Sequence[Row]) -> str:
    return "".join(f"{r.frame},{r.track},{r.x},{r.y},{r.w},{r.h},1,1,1\n" for r in rows)


def motmetrics_figures(campus: Path) -> dict[str, object]:
    """Feed motmetrics 1 - IoU of at most 0.5, frame by frame, without its loader."""
    import motmetrics
    import numpy as np

    names = ("mota", "motp", "idf1", "idp", "idr", "num_switches", "num_fragmentations")
    found: dict[str, object] = {"version": version("motmetrics")}
    for name, (truth, candidate) in sequences(campus).items():
        accumulator = motmetrics.MOTAccumulator(auto_id=True)
        for frame in range(1, max(row.frame for row in (*truth, *candidate)) + 1):
            here = [row for row in truth if row.frame == frame]
            there = [row for row in candidate if row.frame == frame]
            distances = motmetrics.distances.iou_matrix(
                np.array([row[2:6] for row in here]).reshape(-1, 4),
                np.array([row[2:6] for row in there]).reshape(-1, 4),
                max_iou=0.5,
            )
            accumulator.update([row.track for row in here], [row.track for row in there], distances)
        summary = motmetrics.metrics.create().compute(accumulator, metrics=list(names), name="s")
        found[name] = {one: float(summary.iloc[0][one]) for one in names}
    return found


def kappa_figures() -> dict[str, object]:
    """Ask scikit-learn for pairs of ratings: seeded ones, rare values, and perfect agreement."""
    from sklearn.metrics import cohen_kappa_score

    cases = []
    for seed, (values, agree, count) in enumerate(
        ((2, 0.8, 50), (5, 0.5, 200), (4, 0.0, 300), (7, 0.95, 120), (3, 1.0, 40))
    ):
        chance = random.Random(seed)
        first = [int(chance.random() ** 2 * values) for _ in range(count)]
        second = [
            one if chance.random() < agree else int(chance.random() * values) for one in first
        ]
        cases.append(
            {
                "first": first,
                "second": second,
                "values": values,
                **{
                    str(weights): float(
                        cohen_kappa_score(
                            first, second, labels=list(range(values)), weights=weights
                        )
                    )
                    for weights in (None, "linear", "quadratic")
                },
            }
        )
    return {"version": version("scikit-learn"), "cases": cases}


if __name__ == "__main__":
    main()
