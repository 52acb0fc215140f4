"""The way of a clip: work on it, review, people."""

from app.ui.action_specs import PEOPLE as PEOPLE_TITLE
from app.ui.action_specs import QUEUE
from app.ui.action_specs import REVIEW as REVIEW_TITLE
from app.ui.action_specs.form import QT_TRANSLATE_NOOP
from app.ui.menu_plan.form import Submenu

WORK = Submenu(
    QUEUE,
    (
        "queue.next",
        "queue.take",
        None,
        "queue.next_finding",
        "queue.previous_finding",
        "queue.submit",
        None,
        "clip.take_back",
        "clip.reopen",
        "clip.steps",
    ),
)

REVIEW = Submenu(
    REVIEW_TITLE,
    (
        "workspace.switch",
        None,
        "verdict.accept",
        "verdict.reject",
        "verdict.undo",
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Several objects at once"),
            (
                "verdict.accept_selected",
                "verdict.reject_selected",
                "verdict.accept_frame",
                "verdict.accept_rest",
            ),
        ),
        None,
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Objects one by one"),
            (
                "single.toggle",
                "single.next",
                "single.previous",
                "single.unjudged",
                "single.leave",
            ),
        ),
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Samples"),
            ("sampling.toggle", "sampling.next", "sampling.previous"),
        ),
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Before and after"),
            (
                "compare.beside",
                None,
                "rounds.show",
                "rounds.hold",
                "rounds.next",
                "rounds.previous",
            ),
        ),
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Issues"),
            (
                "issue.report",
                "issue.next",
                "issue.previous",
                "issue.list",
                "issue.resolved",
                None,
                "issue.fix",
                "issue.resolve",
                "issue.reopen",
                "issue.undo",
            ),
        ),
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Comparison"),
            (
                "compare.choose",
                "compare.next",
                "compare.previous",
                "compare.show",
                None,
                "compare.take_here",
                "compare.take_whole",
                None,
                "compare.end",
            ),
        ),
        None,
        "quality.show",
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Truths and test clips"),
            (
                "quality.keep_truth",
                "quality.keep_set",
                "quality.import_set",
                "quality.honeypot",
            ),
        ),
    ),
)

PEOPLE = Submenu(
    PEOPLE_TITLE,
    ("people.show", None, "people.assign", "people.assign_again", None, "progress.show"),
)
