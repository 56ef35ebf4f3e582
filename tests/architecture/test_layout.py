"""The house keeps its shape: names, sizes, lazy imports, clean texts, documented commands."""

from __future__ import annotations

import ast
import functools
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import wattstreet

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "wattstreet"
FILE_LINES = 400
FUNCTION_LINES = 80

# Built from pieces, so that this file passes its own test.
REGISTRY_HOSTS = ["py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs", "conda." + "anaconda.org"]
MACHINE_PATHS = ["/work" + "/main", "/work" + "/shared", "/opt" + "/pypi", "/opt" + "/wheels", "/ro" + "ot/"]


def _module_names() -> list[str]:
    found = pkgutil.walk_packages(wattstreet.__path__, "wattstreet.")
    return [module.name for module in found if not module.name.endswith("__main__")]


@functools.cache
def _tracked_files() -> list[Path]:
    try:
        done = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: the list of its files is not known")
    files = [ROOT / name for name in done.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def test_every_module_imports():
    names = _module_names()
    assert len(names) > 10
    for name in names:
        importlib.import_module(name)


def test_no_module_shares_a_name_with_a_public_function():
    modules = {name.rpartition(".")[2] for name in _module_names() if name.count(".") == 1}
    functions = {name for name in wattstreet._PUBLIC if callable(getattr(wattstreet, name))}
    assert functions
    assert not modules & functions


def test_public_names_survive_the_import_of_every_module():
    for name in _module_names():
        importlib.import_module(name)
    for name, target in wattstreet._PUBLIC.items():
        module, _, attribute = target.partition(":")
        expected = importlib.import_module(module)
        if attribute:
            expected = getattr(expected, attribute)
        assert getattr(wattstreet, name) is expected, name


def test_import_loads_no_heavy_package():
    code = (
        "import json, sys, wattstreet;"
        "print(json.dumps(sorted({'jax', 'jaxlib', 'pandas', 'xarray', 'equinox'} & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == []


def test_no_source_file_is_too_long():
    lengths = {file: len(file.read_text().splitlines()) for file in SOURCE.rglob("*.py")}
    assert lengths
    long = {str(file.relative_to(ROOT)): lines for file, lines in lengths.items() if lines > FILE_LINES}
    assert not long, f"more than {FILE_LINES} lines: {long}"


def _code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring: what a rule leaves out deserves its lines."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        docstring = function.body[0]
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


def test_no_function_is_too_long():
    long = {}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and _code_lines(node) > FUNCTION_LINES
            ):
                long[f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"] = _code_lines(node)
    assert not long, f"more than {FUNCTION_LINES} lines: {long}"


@pytest.mark.parametrize("forbidden", [*REGISTRY_HOSTS, *MACHINE_PATHS], ids=lambda text: text.strip("/"))
def test_no_file_names_a_registry_or_a_machine(forbidden):
    files = _tracked_files()
    assert len(files) > 10
    guilty = [str(file.relative_to(ROOT)) for file in files if forbidden.encode() in file.read_bytes()]
    assert not guilty


def test_no_file_names_this_checkout():
    if len(ROOT.parts) < 3:
        pytest.skip("the checkout lies at the top of the file system: its path is an ordinary word")
    path = str(ROOT).encode()
    assert not [str(file.relative_to(ROOT)) for file in _tracked_files() if path in file.read_bytes()]


def test_locks_pin_every_package_with_hashes():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        pins = re.findall(r"^([a-z0-9-]+)==\S+ \\\n    --hash=sha256:", text, flags=re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[^ #\n]", text, flags=re.MULTILINE)), name
        assert {"jax", "jaxlib", "hatchling", "editables"} <= set(pins), name
        assert "://" not in text, name


def test_the_dev_lock_holds_the_core_lock():
    core, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), flags=re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert core <= dev


def _readme_code() -> str:
    return "\n".join(re.findall(r"```\w*\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL))


def test_make_commands_of_the_readme_exist():
    named = set(re.findall(r"^(?:\$ )?make ([a-z-]+)", _readme_code(), flags=re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_wattstreet_commands_of_the_readme_exist():
    named = sorted(
        set(re.findall(r"^(?:\$ )?\.venv/bin/wattstreet ([a-z-]+)", _readme_code(), flags=re.MULTILINE))
    )
    assert {"run", "scenarios", "facts", "world", "show", "compare"} <= set(named)
    code = "import sys; from wattstreet.cli import main; sys.argv[0] = 'wattstreet'; main()"
    for command in named:
        done = subprocess.run(
            [sys.executable, "-c", code, command, "--help"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"


def test_grades_of_the_readme_are_those_of_the_ledger():
    from wattstreet.ledger.schema import GRADES

    readme = (ROOT / "README.md").read_text()
    assert dict(re.findall(r"^\| ([A-Z]) \| (.+?) \|$", readme, flags=re.MULTILINE)) == GRADES
