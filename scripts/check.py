"""Run the checks that need no run of the model, and say how many files each of them looked at.

A tool that looked at nothing passes everything, so zero files is a failure here.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
SHOWN_LINES = 60


def _count_lines(output: str) -> int:
    return sum(line.endswith((".py", ".pyi")) for line in output.splitlines())


def _count_formatted(output: str) -> int:
    return sum(int(number) for number in re.findall(r"(\d+) files? (?:already|would)", output))


def _count_typed(output: str) -> int:
    return json.loads(output)["summary"]["filesAnalyzed"]


def _count_imported(output: str) -> int:
    found = re.search(r"Analyzed (\d+) files", output)
    return int(found.group(1)) if found else 0


def _explain_types(output: str) -> str:
    lines = []
    for found in json.loads(output)["generalDiagnostics"]:
        path = Path(found["file"]).relative_to(ROOT)
        place = f"{path}:{found['range']['start']['line'] + 1}"
        lines.append(f"{place}: {found['severity']}: {found['message']} [{found.get('rule', '')}]")
    return "\n".join(lines)


def _head(text: str) -> list[str]:
    lines = text.strip().splitlines()
    left_out = len(lines) - SHOWN_LINES
    return lines if left_out <= 0 else [*lines[:SHOWN_LINES], f"… and {left_out} lines more"]


# name, command, command that lists its files where the first does not, how to count, how to show a failure
CHECKS = [
    (
        "ruff check",
        ["ruff", "check", "--quiet", "--output-format=concise", "."],
        ["ruff", "check", "--show-files", "."],
        _count_lines,
        str,
    ),
    (
        "ruff format",
        ["ruff", "format", "--check", "--output-format=concise", "."],
        None,
        _count_formatted,
        str,
    ),
    ("pyright", ["pyright", "--outputjson"], None, _count_typed, _explain_types),
    ("lint-imports", ["lint-imports", "--no-logo"], None, _count_imported, str),
]


def _call(command: list[str]) -> tuple[int, str]:
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout if command[0] == "pyright" else done.stdout + done.stderr


def main() -> int:
    """Run every check, print one line for each, and return how many failed."""
    failures = 0
    print(f"{'check':<14}{'files':>6}{'seconds':>9}  result")
    for name, command, listing, count, explain in CHECKS:
        start = time.perf_counter()
        status, output = _call(command)
        seconds = time.perf_counter() - start
        try:
            files = count(_call(listing)[1] if listing else output)
            shown = explain(output)
        except (ValueError, KeyError):
            files, shown = 0, output
        failed = status != 0 or files == 0
        failures += failed
        result = "ok" if not failed else "failed" if status else "failed: looked at no file"
        print(f"{name:<14}{files:>6}{seconds:>9.1f}  {result}")
        if failed:
            print("\n".join(f"    {line}" for line in _head(shown)))
    return failures


if __name__ == "__main__":
    sys.exit(min(main(), 1))
