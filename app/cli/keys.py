"""`keys new`: a new key, as a keyring file or as the 64 hex digits of the older system."""

import getpass
import secrets
import sys
from argparse import Namespace

from app.cli.errors import CommandError
from app.cli.exit_codes import ExitCode
from app.cli.opening import can_ask, read_passphrase_file
from crypto.errors import KeyNotConfiguredError
from crypto.keyring_file import create_keyring_file, same_recovery_code
from crypto.policy import ReadPolicy


def new_key(arguments: Namespace) -> int:
    """Make a key; what is printed here exists nowhere else."""
    if arguments.hex:
        print(secrets.token_hex(32))
        print(
            "This is the key itself, for ENCRYPTION_KEY. Keep it where only you can read it: "
            "whoever has it reads everything, and without it everything is lost.",
            file=sys.stderr,
        )
        return ExitCode.DONE
    passphrase = _new_passphrase(arguments)
    policy = ReadPolicy.from_text(arguments.read_policy)
    code = create_keyring_file(arguments.out, passphrase=passphrase, read_policy=policy)
    print(code)
    print(
        f"{arguments.out} is made. The line above is its recovery code, shown only now. Without "
        "the passphrase and without this code the footage is lost: write it down.",
        file=sys.stderr,
    )
    if can_ask():
        _have_it_typed_back(code)
    return ExitCode.DONE


def _new_passphrase(arguments: Namespace) -> str | bytes:
    if arguments.passphrase_file is not None:
        return read_passphrase_file(arguments.passphrase_file)
    if not can_ask():
        raise KeyNotConfiguredError("a keyring needs a passphrase: use --passphrase-file")
    typed = getpass.getpass("New passphrase: ", stream=sys.stderr)
    if getpass.getpass("The same again: ", stream=sys.stderr) != typed:
        raise CommandError("the two passphrases differ; no keyring was made")
    return typed


def _have_it_typed_back(code: str) -> None:
    while True:
        print("Type the recovery code back (or Enter to skip): ", end="", file=sys.stderr)
        sys.stderr.flush()
        typed = sys.stdin.readline().strip()
        if not typed:
            return
        if same_recovery_code(typed, code):
            print("That is it.", file=sys.stderr)
            return
        print("That is not it; look again.", file=sys.stderr)
