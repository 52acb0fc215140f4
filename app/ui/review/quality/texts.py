"""How figures of quality are put into words. Pure but for `translate`."""

from PySide6.QtCore import QCoreApplication

from app.quality import DisagreementKind
from app.session.review.honeypots import Score
from app.session.review.quality import Against, Quality

# The translators' tool knows this name.
translate = QCoreApplication.translate


def truth_kind_text(kind: DisagreementKind) -> str:
    """Return what is not as the truth, or the other person, has it."""
    return {
        DisagreementKind.MISSING: translate("Quality", "Missing"),
        DisagreementKind.EXTRA: translate("Quality", "Extra"),
        DisagreementKind.LOW_OVERLAP: translate("Quality", "Little overlap"),
        DisagreementKind.LABEL: translate("Quality", "Other label"),
        DisagreementKind.ATTRIBUTE: translate("Quality", "Other value"),
        DisagreementKind.IDENTITY_SWITCH: translate("Quality", "Identity switch"),
    }[kind]


def iou_tip() -> str:
    """Say what an IoU is."""
    return translate(
        "Quality",
        "IoU: the area that two boxes share, as a part of all that they cover: 1 where they are "
        "the same, 0 where they do not touch.",
    )


def figure_tips() -> tuple[str, ...]:
    """Say what each figure of `quality_report.FIGURES` means, in a sentence each."""
    return (
        translate(
            "Quality",
            "F1: precision and recall in one figure; 1 where every object is found and no more.",
        ),
        translate("Quality", "Precision: of the boxes that were drawn, the part that is right."),
        translate("Quality", "Recall: of the boxes that should be there, the part that was drawn."),
        translate("Quality", "Mean IoU: how well boxes that belong together lie on each other.")
        + "\n"
        + iou_tip(),
        translate(
            "Quality",
            "MOTA: 1 less a part for each box that is missing or extra and each identity switch; "
            "below 0 where there are more of them than boxes.",
        ),
        translate(
            "Quality",
            "IDF1: like F1, but a box counts only where it also bears the identity of its object.",
        ),
        translate(
            "Quality",
            "HOTA: finding objects, placing their boxes and keeping their identity in one figure, "
            "0 to 1.",
        ),
        translate(
            "Quality",
            "Switches: how often an object went on under another identity.",
        ),
        translate(
            "Quality",
            "κ, Cohen's kappa of labels: agreement beyond chance: 1 is full, 0 is what guessing "
            "would give.",
        ),
    )


def measured_text(quality: Quality) -> str:
    """Say what was measured, and what could not be."""
    count, left = len(quality.measured), len(quality.left_out)
    if quality.against is Against.TRUTH:
        none = translate(
            "Quality",
            "None of these clips has a truth. Keep one: menu Review, Truths and test clips.",
        )
        text = translate("Quality", "Held to a truth: {0} · without one: {1}")
    else:
        none = translate(
            "Quality",
            "None of these clips was annotated twice. "
            "Have one so: menu People, Give to a second annotator.",
        )
        text = translate("Quality", "Comparisons of two people: {0} · clips of one alone: {1}")
    return text.format(f"{count:,}", f"{left:,}") if count else none


def score_title(clip_name: str, score: Score) -> str:
    """Tell a person how well they did a test clip."""
    if score.passed:
        text = translate("Quality", "{0} was a test clip, and passed: F1 {1}, {2} asked for.")
    else:
        text = translate("Quality", "{0} was a test clip: only F1 {1}, {2} asked for.")
    return text.format(clip_name, f"{score.f1:.2f}", f"{score.bar.least_f1:.2f}")


def score_counts_text(score: Score) -> str:
    """Tell what was not right, in numbers, and nothing of where."""
    counts = translate("Quality", "Objects missing: {0}, too many: {1}. Attempt {2}.")
    return counts.format(score.missing, score.extra, score.attempt)
