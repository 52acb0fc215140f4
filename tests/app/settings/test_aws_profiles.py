"""The names of AWS profiles are found, and nothing else of the files is."""

from pathlib import Path

from app.settings.aws_profiles import aws_profiles

CONFIG = """
[default]
region = eu-central-1
[profile annotator]
sso_session = office
[sso-session office]
sso_start_url = https://login.example
[services local]
[ profile  "night shift" ]
"""
CREDENTIALS = """
[reviewer]
aws_secret_access_key = [not-a-profile]
[annotator]
"""


def test_both_files_are_read_and_only_profiles_are_named(tmp_path: Path) -> None:
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text(CONFIG)
    (folder / "credentials").write_text(CREDENTIALS)

    found = aws_profiles({"HOME": str(tmp_path)})

    assert found == ("annotator", "default", "night shift", "reviewer")


def test_the_variables_of_aws_name_other_files(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("[profile far]\n")

    found = aws_profiles({"HOME": str(tmp_path), "AWS_CONFIG_FILE": str(tmp_path / "elsewhere")})

    assert found == ("far",)


def test_no_files_and_a_folder_in_their_place_have_no_profiles(tmp_path: Path) -> None:
    assert aws_profiles({"HOME": str(tmp_path)}) == ()
    (tmp_path / ".aws" / "config").mkdir(parents=True)
    assert aws_profiles({"HOME": str(tmp_path)}) == ()
