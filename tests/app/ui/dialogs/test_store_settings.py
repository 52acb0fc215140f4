"""The store's settings: what is typed is checked at once, nothing secret is taken."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.settings.projects import ProjectConfig
from app.ui.dialogs.store_settings import StoreChange, StoreSettingsDialog
from app.ui.dialogs.store_settings_bucket import BucketForm
from app.ui.dialogs.store_settings_check import CheckPanel
from app.ui.dialogs.store_settings_fields import BucketFields, Flaw
from app.ui.dialogs.store_settings_words import flaw_text
from storage.fault import Fault
from storage.offline import OfflineUsage
from storage.s3.check import CheckName, CheckStep, ConnectionReport
from storage.s3.settings import S3Settings

URI = "s3://harbour/2026/?endpoint=https://s3.example:8333&region=eu-central-1&profile=night"
WHOLE = ConnectionReport(
    tuple(CheckStep(name, True, None, "", 0.01) for name in CheckName), True, None, True, True
)


def config(**changes: object) -> ProjectConfig:
    values: dict[str, object] = {
        "id": "harbour-1",
        "name": "Harbour",
        "store_uri": URI,
        "database_url": "sqlite:////a.db",
        "key_uri": "file:///k.slk",
    }
    return ProjectConfig(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def form(qtbot) -> BucketForm:
    form = BucketForm(400)
    qtbot.addWidget(form)
    form.show()
    return form


@pytest.fixture
def dialog(qtbot) -> StoreSettingsDialog:
    dialog = StoreSettingsDialog(config(), has_copies=True)
    qtbot.addWidget(dialog)
    dialog.show_profiles(("day", "night"))
    dialog.show()
    return dialog


@pytest.mark.parametrize(
    ("fields", "flaw"),
    [
        (BucketFields(), Flaw.BUCKET_MISSING),
        (BucketFields("a"), Flaw.BUCKET),
        (BucketFields("har bour"), Flaw.BUCKET),
        (BucketFields("harbour"), None),
        (BucketFields("harbour", prefix="/2026/clips/"), None),
        (BucketFields("harbour", prefix="a/../b"), Flaw.PREFIX),
        (BucketFields("harbour", prefix="a//b"), Flaw.PREFIX),
        (BucketFields("harbour", endpoint="s3.example"), Flaw.ENDPOINT_SCHEME),
        (BucketFields("harbour", endpoint="https://"), Flaw.ENDPOINT_HOST),
        (BucketFields("harbour", endpoint="https://me:pw@s3.example"), Flaw.ENDPOINT_SECRET),
        (BucketFields("harbour", endpoint="https://s3.example/harbour"), Flaw.ENDPOINT_PATH),
        (BucketFields("harbour", endpoint="https://s3.example:99999"), Flaw.ENDPOINT_HOST),
        (BucketFields("harbour", endpoint="https://s3.example:8333/"), None),
        (BucketFields("harbour", region="eu central"), Flaw.REGION),
        (BucketFields("harbour", ca_bundle="own.pem"), Flaw.CA),
    ],
)
def test_what_is_wrong_is_found_before_anything_is_asked(
    fields: BucketFields, flaw: Flaw | None
) -> None:
    assert fields.flaw() is flaw
    if flaw is None:
        assert fields.settings().bucket == "harbour"


def test_fields_and_settings_say_the_same() -> None:
    settings = S3Settings.from_uri(URI)
    assert BucketFields.of(settings).settings() == settings


def test_every_flaw_has_words() -> None:
    for flaw in set(Flaw) - {Flaw.BUCKET_MISSING}:
        assert flaw_text(flaw).endswith(".")


def test_a_pasted_address_fills_the_form(form: BucketForm) -> None:
    form._bucket.setText(URI)

    assert form.settings == S3Settings.from_uri(URI)
    assert form._bucket.text() == "harbour"
    assert form._uri.text() == URI


def test_an_address_can_be_typed_too(form: BucketForm, qtbot) -> None:
    qtbot.keyClicks(form._bucket, "s3://harbour/2026")
    assert form.settings is None
    qtbot.keyClick(form._bucket, Qt.Key.Key_Return)

    assert form.settings == S3Settings("harbour", "2026/")


@pytest.mark.promise
def test_an_address_with_a_secret_in_it_is_refused_and_taken_off_the_screen(
    form: BucketForm,
) -> None:
    form._bucket.setText("s3://AKIAEXAMPLE:hunter2@harbour/")

    assert form.settings is None
    shown = [field.text() for field in form.findChildren(QLineEdit)]
    assert "hunter2" not in " ".join([*shown, form._remark.text()])
    assert "credentials" in form._remark.text()


@pytest.mark.promise
def test_no_field_asks_for_a_secret(dialog: StoreSettingsDialog) -> None:
    names = [widget.accessibleName().casefold() for widget in dialog.findChildren(QWidget)]
    assert not any("password" in name or "secret" in name or "access key" in name for name in names)


def test_a_profile_that_is_not_here_is_kept_and_said_to_be_missing(form: BucketForm) -> None:
    form.set_settings(S3Settings.from_uri(URI))
    form.show_profiles(("day",))

    assert form._profile.currentText() == "night (not on this computer)"
    assert form.settings is not None
    assert form.settings.profile == "night"


def test_nothing_changed_is_nothing_to_save(dialog: StoreSettingsDialog) -> None:
    assert dialog.change == StoreChange()
    assert not dialog._save.isEnabled()


def test_another_region_reopens_the_project_without_a_word_of_missing_clips(dialog) -> None:
    dialog.form.bucket._region.setText("eu-west-1")

    assert dialog.change.store_uri == URI.replace("eu-central-1", "eu-west-1")
    assert dialog._save.text() == "Save and reopen"
    assert "missing" not in dialog._warning.text()
    assert "passphrase" in dialog._warning.text()


@pytest.mark.parametrize("field", ["_bucket", "_prefix"])
def test_another_place_is_warned_of(dialog: StoreSettingsDialog, field: str) -> None:
    getattr(dialog.form.bucket, field).setText("elsewhere")

    assert dialog._warning_card.isVisible()
    assert "clips will be missing" in dialog._warning.text()


def test_a_wrong_field_cannot_be_saved(dialog: StoreSettingsDialog) -> None:
    dialog.form.bucket._endpoint.setText("s3.example")

    assert not dialog._save.isEnabled()
    assert dialog.change.store_uri is None


def test_a_project_of_the_environment_is_only_shown(qtbot) -> None:
    dialog = StoreSettingsDialog(
        config(id="environment", key_uri="env:ENCRYPTION_KEY"), has_copies=False
    )
    qtbot.addWidget(dialog)
    dialog.show()

    assert "environment variables" in dialog._warning.text()
    assert dialog.form.bucket._bucket.isReadOnly()
    assert not dialog._save.isEnabled()


def test_a_new_budget_is_handed_out_in_bytes(dialog: StoreSettingsDialog) -> None:
    dialog.show_usage(OfflineUsage(7 << 30, 2 << 30, 20 << 30))
    assert dialog.change == StoreChange()
    dialog.copies._budget.setValue(30)

    assert dialog.change == StoreChange(budget_bytes=30_000_000_000)
    assert dialog._save.isEnabled()


def test_a_budget_that_is_no_round_number_is_not_changed_by_looking_at_it(dialog) -> None:
    dialog.show_usage(OfflineUsage(0, 0, 20_123_456_789))

    assert dialog.change == StoreChange()


def test_what_was_typed_outlives_a_new_count(dialog: StoreSettingsDialog) -> None:
    dialog.show_usage(OfflineUsage(9_000_000_000, 0, 20_000_000_000))
    dialog.copies._budget.setValue(30)
    dialog.show_usage(OfflineUsage(0, 0, 20_000_000_000))

    assert dialog.copies.budget_bytes == 30_000_000_000


def test_clips_kept_offline_do_not_count_towards_the_budget(dialog: StoreSettingsDialog) -> None:
    dialog.show_usage(OfflineUsage(5_000_000_000, 2_000_000_000, 10_000_000_000))

    assert dialog.copies._used.text() == "3.0 GB of 10.0 GB used"
    assert dialog.copies._pinned.text() == "2.0 GB kept offline besides"
    assert dialog.copies._bar.value() == 300


def test_copies_that_are_all_pinned_cannot_be_cleared(dialog: StoreSettingsDialog, qtbot) -> None:
    dialog.show_usage(OfflineUsage(2_000_000, 2_000_000, 20_000_000_000))
    assert not dialog.copies._clear.isEnabled()
    dialog.show_usage(OfflineUsage(3_000_000, 2_000_000, 20_000_000_000))
    with qtbot.waitSignal(dialog.clear_requested):
        dialog.copies._clear.click()


def test_what_a_test_found_is_forgotten_with_the_settings_that_it_was_for(dialog, qtbot) -> None:
    with qtbot.waitSignal(dialog.test_requested) as asked:
        dialog.check._test.click()
    assert asked.args[0] == S3Settings.from_uri(URI)
    dialog.check.start()
    dialog.check.show_report(WHOLE)
    assert dialog.check.report is WHOLE
    dialog.form.bucket._region.setText("eu-west-1")

    assert dialog.check.report is None


def test_the_steps_appear_one_by_one_and_the_button_cancels(qtbot) -> None:
    panel = CheckPanel(300)
    qtbot.addWidget(panel)
    panel.show()
    panel.start()
    panel.show_steps(WHOLE.steps[:2])
    first, second, third, fourth = list(panel._rows.values())[:4]

    assert first.accessibleName().endswith("done")
    assert second.accessibleName().endswith("done")
    assert third.accessibleName().endswith("under way")
    assert fourth.accessibleName().endswith("not done")
    with qtbot.waitSignal(panel.cancel_requested):
        panel._test.click()
    assert not panel.runs
    panel.show_steps(WHOLE.steps)
    assert first.accessibleName().endswith("not done")


def test_a_failed_step_is_named_and_the_way_out_is_shown(qtbot) -> None:
    panel = CheckPanel(300)
    qtbot.addWidget(panel)
    panel.show()
    failed = CheckStep(CheckName.LIST, False, Fault.EXPIRED_CREDENTIALS, "they have expired", 0.1)
    panel.start()
    panel.show_report(ConnectionReport((failed,), False, Fault.EXPIRED_CREDENTIALS, False, False))

    assert panel._rows[CheckName.LIST].accessibleName().endswith("failed")
    assert panel._title.text() == "The credentials have expired"
    assert "aws sso login" in panel._remedy.text()
