"""How the audit log's lines about issues, verdicts and rules read. Pure but for `translate`."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

# The translators' tool knows this name.
translate = QCoreApplication.translate


def issue_text(action: object) -> str:
    """Return what was done to an issue."""
    texts = {
        "report": translate("Audit", "reported"),
        "comment": translate("Audit", "answered"),
        "comment_corrected": translate("Audit", "own words corrected"),
        "comment_withdrawn": translate("Audit", "own words withdrawn"),
        "kind": translate("Audit", "called something else"),
        "fix": translate("Audit", "said to be fixed"),
        "take_back": translate("Audit", "said not to be fixed yet"),
        "resolve": translate("Audit", "resolved"),
        "reopen": translate("Audit", "reopened"),
        "undo": translate("Audit", "last step taken back"),
        "withdraw": translate("Audit", "withdrawn"),
    }
    return texts.get(str(action), str(action or ""))


def verdict_text(told: Mapping[str, Any]) -> str:
    """Return how something was judged, and the start of its id, which no name is kept of."""
    if told["accepted"]:
        text = translate("Audit", "{0} accepted")
    else:
        text = translate("Audit", "{0} rejected")
    what = translate("Audit", "clip")
    if told.get("objects"):
        what = translate("Audit", "{0} objects").format(told["objects"])
    elif told.get("track"):
        what = translate("Audit", "object {0}").format(str(told["track"])[:8])
    text = text.format(what)
    how = told.get("reason")
    if how == "withdrawn":
        return translate("Audit", "{0}, taken back").format(text)
    return f"{text} · {how}" if how else text


def settings_text(told: object) -> str:
    """Return which settings and rules were changed, in the words of their page."""
    texts = {
        "own_work": translate("Audit", "judging own work"),
        "share_percent": translate("Audit", "share to review"),
        "seed": translate("Audit", "seed"),
        "all_of_new": translate("Audit", "newcomers' clips"),
        "opinions": translate("Audit", "opinions"),
        "reasons": translate("Audit", "reasons"),
        "notice": translate("Audit", "notice"),
        "private_labels": translate("Audit", "private labels"),
        "idle_minutes": translate("Audit", "minutes until it locks"),
        "count_time": translate("Audit", "counting time"),
    }
    names = [str(name) for name in told] if isinstance(told, list | tuple) else []
    return ", ".join(texts.get(name, name) for name in names)
