"""`doctor`: does this installation work, and the project with it?"""

from argparse import Namespace

from app.cli.exit_codes import ExitCode
from app.cli.health import Finding, Verdict, examine_installation, examine_project
from app.cli.output import print_json

_MARKS = {Verdict.OK: "ok  ", Verdict.NOTE: "note", Verdict.BAD: "BAD "}


def examine(arguments: Namespace) -> int:
    """Run all checks, print what they found; 1 if one of them is bad."""
    findings: list[Finding] = []
    for finding in (*examine_installation(), *examine_project(arguments)):
        findings.append(finding)
        if not arguments.json:
            print(f"{_MARKS[finding.verdict]}  {finding.subject:<12}  {finding.text}", flush=True)
    healthy = all(finding.verdict is not Verdict.BAD for finding in findings)
    if arguments.json:
        print_json({"healthy": healthy, "checks": [finding.to_json() for finding in findings]})
    return ExitCode.DONE if healthy else ExitCode.FAILED
