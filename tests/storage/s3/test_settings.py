"""Settings say which bucket; they never hold credentials."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import StorageConfigurationError
from storage.s3 import S3Settings

FULL = S3Settings(
    "footage",
    "north gate/2026/",
    endpoint_url="https://s3.example.org:9000",
    region="eu-central-1",
    profile="field",
    addressing="path",
    ca_bundle="/etc/ssl/own authority.pem",
    connect_timeout_s=2.5,
    read_timeout_s=30.0,
)


@pytest.mark.parametrize("settings", [S3Settings("footage"), S3Settings("footage", "a/b"), FULL])
def test_a_uri_says_all_of_the_settings(settings):
    assert S3Settings.from_uri(settings.to_uri()) == settings


def test_a_plain_bucket_has_a_short_uri():
    assert S3Settings("footage", "north").to_uri() == "s3://footage/north/"
    assert S3Settings.from_uri("s3://footage").to_uri() == "s3://footage/"


@pytest.mark.promise
@pytest.mark.parametrize(
    "uri",
    [
        "s3://KEY:SECRET@footage/north",
        "s3://KEY@footage",
        "s3://footage?endpoint=https://KEY:SECRET@example.org",
        "s3://footage?secret=SECRET",
    ],
)
def test_credentials_in_a_uri_are_refused_and_not_repeated(uri):
    with pytest.raises(StorageConfigurationError) as caught:
        S3Settings.from_uri(uri)
    assert "SECRET" not in str(caught.value)
    assert "KEY" not in str(caught.value)


@pytest.mark.parametrize(
    "uri",
    [
        "s3://",
        "s3:///north",
        "http://footage",
        "s3://footage:80/",
        "s3://foo tage/",
        "s3://footage/a//b",
        "s3://footage/../b",
        "s3://footage/%0A",
        "s3://footage/x#y",
        "s3://footage?addressing=other",
        "s3://footage?endpoint=ftp://example.org",
        "s3://footage?endpoint=https://example.org/path",
        "s3://footage?endpoint=https://example.org:port",
        "s3://footage?read-timeout=soon",
        "s3://footage?read-timeout=0",
        "s3://footage?connect-timeout=nan",
        "s3://footage/" + "x" * 701,
    ],
)
def test_what_cannot_be_right_is_refused(uri):
    with pytest.raises(StorageConfigurationError):
        S3Settings.from_uri(uri)


def test_the_older_systems_variables_are_understood():
    settings = S3Settings.from_environment(
        {
            "S3_BUCKET_NAME": "footage",
            "S3_PREFIX": "/north",
            "S3_ENDPOINT_URL": "http://localhost:9000",
            "S3_ADDRESSING_STYLE": "virtual",
        }
    )
    assert settings == S3Settings(
        "footage", "north/", endpoint_url="http://localhost:9000", addressing="virtual"
    )
    with pytest.raises(StorageConfigurationError, match="S3_BUCKET_NAME"):
        S3Settings.from_environment({})


def test_a_store_can_be_made_without_loading_boto():
    program = (
        "import sys\n"
        "from storage.s3 import S3VideoStorage, S3Settings\n"
        "import storage.s3.check\n"
        "S3VideoStorage(S3Settings('footage')).close()\n"
        "heavy = {'boto3', 'botocore', 'urllib3'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or None)\n"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
