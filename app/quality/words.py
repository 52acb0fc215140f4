"""Words and numbers of a written report."""

from app.quality.disagreements import DisagreementKind
from app.quality.report import Report

KIND_WORDS = {
    DisagreementKind.MISSING: "Missing",
    DisagreementKind.EXTRA: "Extra",
    DisagreementKind.LOW_OVERLAP: "Little overlap",
    DisagreementKind.LABEL: "Other label",
    DisagreementKind.ATTRIBUTE: "Other value",
    DisagreementKind.IDENTITY_SWITCH: "Identity switch",
}


def figures_of(report: Report) -> tuple[tuple[str, float | int | None], ...]:
    """Return name and value of each figure of the whole; shares are 0 to 1."""
    boxes, clear = report.detection.overall, report.clear
    return (
        ("precision", boxes.precision),
        ("recall", boxes.recall),
        ("F1", boxes.f1),
        ("mean IoU", report.detection.mean_iou),
        ("matched boxes", report.detection.matched),
        ("of these with little overlap", report.detection.low_overlap),
        ("kappa of labels", report.label_kappa),
        ("IDF1", report.identity.idf1),
        ("IDP", report.identity.precision),
        ("IDR", report.identity.recall),
        ("MOTA", clear.mota),
        ("MOTP", clear.motp),
        ("HOTA", report.hota.hota),
        ("DetA", report.hota.det_a),
        ("AssA", report.hota.ass_a),
        ("LocA", report.hota.loc_a),
        ("identity switches", clear.switches),
        ("fragmentations", clear.fragmentations),
        ("mostly tracked", clear.mostly_tracked),
        ("partly tracked", clear.partly_tracked),
        ("mostly lost", clear.mostly_lost),
    )


def frames_in_words(report: Report) -> str:
    """Return which frames were compared."""
    frames = report.frames
    if not len(frames):
        return "no frames"
    if len(frames) == 1:
        return f"frame {frames[0]:,}"
    of = "" if frames.step == 1 else f" (1 in {frames.step})"
    return f"{len(frames):,} frames{of}, {frames[0]:,} to {frames[-1]:,}"
