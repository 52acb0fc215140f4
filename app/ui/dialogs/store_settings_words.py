"""What the bucket's form says of what was typed. Pure but for `tr`."""

from PySide6.QtCore import QCoreApplication

from app.ui.dialogs.store_settings_fields import Flaw

# The translators' tool knows this name.
translate = QCoreApplication.translate


def flaw_text(flaw: Flaw) -> str:
    """Return what is wrong with a field that was filled in."""
    return {
        Flaw.BUCKET: translate(
            "BucketForm",
            "A bucket's name has three letters or digits at least; dots and hyphens may stand "
            "between them.",
        ),
        Flaw.PREFIX: translate(
            "BucketForm", "A prefix is a path such as “harbour/2026”, without “..”."
        ),
        Flaw.ENDPOINT_SCHEME: translate(
            "BucketForm", "An endpoint begins with https:// or http://."
        ),
        Flaw.ENDPOINT_SECRET: translate(
            "BucketForm",
            "No name or password here: credentials stay in the environment or in ~/.aws.",
        ),
        Flaw.ENDPOINT_HOST: translate("BucketForm", "The endpoint lacks the name of a server."),
        Flaw.ENDPOINT_PATH: translate(
            "BucketForm",
            "An endpoint is a server only; the bucket and the prefix have fields of their own.",
        ),
        Flaw.REGION: translate("BucketForm", "A region is a word such as “eu-central-1”."),
        Flaw.CA: translate(
            "BucketForm", "Name the whole path of the certificate authority's file."
        ),
    }[flaw]


def about_credentials() -> str:
    """Say where credentials come from: the form asks for none."""
    return translate(
        "BucketForm",
        "Credentials come from the environment, from ~/.aws, or from “aws sso login”. "
        "Safelight neither asks for them nor keeps them.",
    )


def sentence(text: str) -> str:
    """Return an error's message as a sentence."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
