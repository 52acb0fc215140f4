"""doctor: exit code 0 where everything works, 1 and a reason where something does not."""

import json


def checks(done) -> dict[str, str]:
    return {check["subject"]: check["verdict"] for check in json.loads(done.out)["checks"]}


def test_a_sound_project_is_healthy(cli, store_folder, video):
    cli("import", video)
    done = cli("doctor", "--json")
    assert done.code == 0
    assert set(checks(done).values()) == {"ok"}
    assert set(checks(done)) >= {
        *("versions", "encryption", "decoder", "folders", "key", "database", "clip store"),
    }
    assert cli("doctor").out.count("\n") == len(checks(done))


def test_a_store_that_no_clip_went_to_yet_is_no_trouble_and_one_that_vanished_is(
    cli, store_folder, video
):
    done = cli("doctor", "--json")
    assert done.code == 0
    assert checks(done)["clip store"] == "note"
    cli("import", video)
    store_folder.rename(store_folder.with_name("elsewhere"))
    done = cli("doctor", "--json")
    assert done.code == 1
    assert checks(done)["clip store"] == "bad"


def test_without_a_key_the_key_is_what_is_bad(cli):
    done = cli("doctor", "--json")
    assert done.code == 1
    assert checks(done)["key"] == "bad"
    assert checks(done)["encryption"] == "ok"


def test_missing_footage_is_found(cli, store_folder, video):
    cli("import", video, "--event-id", "gate-7")
    (store_folder / "gate-7.slc").unlink()
    done = cli("doctor", "--json")
    assert done.code == 1
    assert checks(done)["clip store"] == "bad"


def test_footage_that_no_row_names_is_noted(cli, store_folder, video):
    cli("import", video, "--event-id", "gate-7")
    (store_folder / "gate-8.slc").write_bytes((store_folder / "gate-7.slc").read_bytes())
    done = cli("doctor", "--json")
    assert done.code == 0
    assert checks(done)["clip store"] == "note"


def test_a_database_that_is_none_is_found(cli, store_folder, tmp_path):
    (tmp_path / "annotations.db").write_bytes(b"not a database" * 500)
    done = cli("doctor", "--json")
    assert done.code == 1
    assert checks(done)["database"] == "bad"
