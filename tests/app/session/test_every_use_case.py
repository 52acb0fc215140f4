"""Each way into the session asks for a right, or stands here with the reason why it need not.

Found by reading the modules: public functions that are handed a project, its store or its people,
and public methods of classes that are made with one. A new one that asks nothing fails this test.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.session

FOLDER = Path(app.session.__file__).parent
_HANDED = {"Project", "ProjectStore", "StoreAccess", "PeopleBook", "ProjectParts"}
_ASKING = {"require", "require_unnoted", "_require"}

_OPEN_CLIP = "`OpenClips.open` asked for VIEW; each edit asks in `apply`"
_BELOW = "the floor below a use case that asks: nobody else is handed it"
_WHO = "says who works here and what they may; asking would ask itself"
_MASKS = "covers, or tells what is covered; it shows nothing"
_LIST = "rows of clips and labels, without footage: whoever has opened the project sees them"
_OWN = "the person's own way of seeing or working; nobody else's is touched"
_PURE = "reads and writes nothing"

NEEDS_NONE = {
    "people.activity.Activity.at_clip": _OWN,
    "people.activity.Activity.close": _OWN,
    "people.activity.Activity.edited": _OWN,
    "people.activity.Activity.forget": _OWN,
    "people.activity.Activity.sign": _OWN,
    "people.activity.Activity.write": _OWN,
    "adopting.Adopter.find": _LIST,
    "review.apart.check_apart": _WHO,
    "review.apart.check_seen": _WHO,
    "review.apart.kept_apart_in": _WHO,
    "editing.catching_up.CatchingUp.end": _OPEN_CLIP,
    "editing.catching_up.CatchingUp.load_whole": _OPEN_CLIP,
    "editing.catching_up.CatchingUp.reload": _OPEN_CLIP,
    "clip_exports.ClipExports.require_unmasked": _MASKS,
    "clip_session.ClipSession.apply": "asks `may_edit` (ANNOTATE, and the clip's state)",
    "clip_session.ClipSession.close": _OPEN_CLIP,
    "clip_session.ClipSession.flush": _OPEN_CLIP,
    "clip_session.ClipSession.index_again": _OPEN_CLIP,
    "clip_session.ClipSession.refresh": _OPEN_CLIP,
    "clip_session.ClipSession.saw": _OPEN_CLIP,
    "clip_session.ClipSession.stop": _OPEN_CLIP,
    "clip_session.ClipSession.subscribe": _OPEN_CLIP,
    "clip_session.ClipSession.take_clip": _OPEN_CLIP,
    "clip_session.ClipSession.take_statuses": _OPEN_CLIP,
    "clips.read_clips": _LIST,
    "editing.edit_way.EditWay.close": _BELOW,
    "editing.edit_way.EditWay.earlier_steps": _OWN,
    "privacy.fellows.of_fellows": _MASKS,
    "filters.delete_filter": _OWN,
    "filters.save_filter": _OWN,
    "filters.saved_filters": _OWN,
    "importing.Importer.import_file": _BELOW,
    "importing.Importer.import_stream": _BELOW,
    "editing.journals.JournalFolder.take_over": "edits that were asked about before",
    "labels.labels.LabelBook.all": _LIST,
    "labels.labels.LabelBook.attribute_uses": _LIST,
    "labels.labels.LabelBook.read": _LIST,
    "labels.labels.LabelBook.uses": _LIST,
    "privacy.masking.Masking.covers": _MASKS,
    "privacy.masking.Masking.guard": _MASKS,
    "privacy.masking.Masking.has_private": _MASKS,
    "privacy.masking.Masking.is_lifted": _MASKS,
    "privacy.masking.Masking.of": _MASKS,
    "privacy.masking.Masking.parts": _MASKS,
    "privacy.masking.Masking.require_unmasked": _MASKS,
    "privacy.masking.Masking.restore": _MASKS,
    "privacy.masking.Masking.touches": _MASKS,
    "migrating.convert.ClipConverter.convert": _BELOW,
    "migrating.discard.discard_old": _BELOW,
    "migrating.plan.make_plan": _BELOW,
    "migrating.run.look": "counts what a migration would do; `migrate` asks",
    "open_clips.OpenClips.known": _MASKS,
    "open_clips.OpenClips.known_near": _MASKS,
    "open_clips.OpenClips.close": _BELOW,
    "open_clips.OpenClips.close_one": _BELOW,
    "open_clips.OpenClips.note": _BELOW,
    "people.people.PeopleBook.name_of": _WHO,
    "people.people.PeopleBook.refresh": _WHO,
    "people.people.PeopleBook.who_may": _WHO,
    "pictures.forget_adjustment": _OWN,
    "pictures.keep_adjustment": _OWN,
    "pictures.kept_adjustment": _OWN,
    "people.progress_reading.read_progress": "leaves out what the person may not see",
    "project.Project.changed_elsewhere": _LIST,
    "project.Project.clip": _LIST,
    "project.Project.clips": _LIST,
    "project.Project.close": _BELOW,
    "project.Project.close_clip": _OPEN_CLIP,
    "project.Project.deletion_counts": _LIST,
    "project.Project.earlier_steps": _OWN,
    "project.Project.labels": _LIST,
    "project.Project.note_clip": _BELOW,
    "project.Project.open_stream": "for what `open_clip` and the exports let open; they ask",
    "review.quality_places.moment_of": _LIST,
    "people.queue.accepted_by": _LIST,
    "people.queue.waived_in": _LIST,
    "sample.missing_clips": _LIST,
    "editing.saving.Saving.begin": _OPEN_CLIP,
    "editing.saving.Saving.flush": _OPEN_CLIP,
    "review.verdicts.counts_for": _PURE,
    "review.verdicts.verdict_on": _PURE,
    "verifying.verifier.Verifier.targets": _LIST,
    "verifying.verifier.Verifier.verify": "looks for damage; of footage it shows nothing",
    "review.workflow.taker_of": _WHO,
    "review.workflow.telling_whom_to_ask": _WHO,
}


class _Module:
    """The functions of a module by their names, and which of them are handed a way in."""

    def __init__(self, path: Path) -> None:
        self.functions: dict[str, ast.FunctionDef] = {}
        self.ways: set[str] = set()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                self._add(node.name, node, is_way=_is_handed_one(node))
            elif isinstance(node, ast.ClassDef):
                self._add_class(node)

    def _add_class(self, node: ast.ClassDef) -> None:
        methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
        made_with = any(one.name == "__init__" and _is_handed_one(one) for one in methods)
        for one in methods:
            is_way = (made_with or _is_handed_one(one)) and not _is_property(one)
            name = f"{node.name}.{one.name}"
            self._add(name, one, is_way=is_way and not node.name.startswith("_"))

    def _add(self, name: str, node: ast.FunctionDef, *, is_way: bool) -> None:
        self.functions[name] = node
        if is_way and not node.name.startswith("_"):
            self.ways.add(name)


def _is_handed_one(node: ast.FunctionDef) -> bool:
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return any(
        isinstance(part, ast.Name) and part.id in _HANDED
        for one in arguments
        if one.annotation is not None
        for part in ast.walk(one.annotation)
    )


def _is_property(node: ast.FunctionDef) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "property" for one in node.decorator_list)


def _calls(node: ast.FunctionDef) -> Iterator[str]:
    """Give what a function calls: names of functions, and of methods of its own object."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        if isinstance(call.func, ast.Name):
            yield call.func.id
        elif isinstance(call.func, ast.Attribute):
            if call.func.attr in _ASKING:
                yield "require"
            else:
                yield f"{_called(call.func.value)}.{call.func.attr}"


def _called(receiver: ast.expr) -> str:
    """Return the last name of what a method is called on."""
    if isinstance(receiver, ast.Attribute):
        return receiver.attr
    return receiver.id if isinstance(receiver, ast.Name) else ""


def _asking(modules: dict[str, _Module]) -> set[str]:
    """Return the functions that ask, or call one that does, by module and name."""
    every = {
        f"{name}.{one}": node for name, m in modules.items() for one, node in m.functions.items()
    }
    asking = {name for name, node in every.items() if "require" in _calls(node)}
    while True:
        functions = {one.rsplit(".", 1)[1] for one in asking if _is_plain(one, modules)}
        found = {
            name
            for name, node in every.items()
            if name not in asking
            and any(
                call in functions
                or (call.startswith("self.") and f"{name.rsplit('.', 1)[0]}.{call[5:]}" in asking)
                or _hands_on(call, asking)
                for call in _calls(node)
            )
        }
        if not found:
            return asking
        asking |= found


def _is_plain(name: str, modules: dict[str, _Module]) -> bool:
    module, _, function = name.rpartition(".")
    return module in modules and function in modules[module].functions


# What objects that ask for themselves are called where something is handed on to them.
_RECEIVERS = {
    "_open_clips": "open_clips.OpenClips",
    "adopter": "adopting.Adopter",
    "exports": "clip_exports.ClipExports",
    "label_book": "labels.labels.LabelBook",
    "project": "project.Project",
}


def _hands_on(call: str, asking: set[str]) -> bool:
    receiver, _, method = call.partition(".")
    return f"{_RECEIVERS.get(receiver)}.{method}" in asking


def _modules() -> dict[str, _Module]:
    return {
        ".".join(path.relative_to(FOLDER).with_suffix("").parts): _Module(path)
        for path in sorted(FOLDER.rglob("*.py"))
    }


@pytest.mark.promise
def test_each_way_into_the_session_asks_for_a_right_or_says_why_not() -> None:
    modules = _modules()
    asking = _asking(modules)
    ways = {f"{name}.{one}" for name, module in modules.items() for one in module.ways}
    assert len(ways) > 100, "the modules are read"
    silent = ways - asking
    assert not silent - NEEDS_NONE.keys(), "these ask for no right"
    assert not NEEDS_NONE.keys() - silent, "these are excused for nothing"
