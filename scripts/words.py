"""Collect every sentence the program says, and check its translations.

    python scripts/words.py update   # write what is said into the catalogues, keeping their translations
    python scripts/words.py check    # list what a translator still has to do; exit 1 if there is anything

Said are the templates of `say(…)` and `as_shipped(…)` in the code, and the texts of declarations and of
shipped files that a reader is shown.
"""

from __future__ import annotations

import ast
import dataclasses
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from wattstreet.words.catalogue import FOLDER, LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "wattstreet"
CALLS = ("say", "as_shipped")
FLAG = "python-brace-format"
HEADER = """\
# What Wattstreet says, in {name}. `make words` writes the templates; a translator writes the rest.
msgid ""
msgstr ""
"Project-Id-Version: wattstreet\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@dataclasses.dataclass(frozen=True)
class Said:
    """A text a reader is shown.

    Attributes:
        text: The text in English.
        origins: Files it comes from, from the root of the checkout.
        has_values: Whether it is a template of the code, whose braces are filled.
    """

    text: str
    origins: tuple[str, ...]
    has_values: bool


def everything_said() -> list[Said]:
    """Every text, by origin and then alphabet."""
    origins: dict[str, set[str]] = {}
    templates = set()
    for file in sorted(SOURCE.rglob("*.py")):
        for text in templates_of(file):
            origins.setdefault(text, set()).add(str(file.relative_to(ROOT)))
            templates.add(text)
    for origin, text in declared_texts():
        origins.setdefault(text, set()).add(f"src/wattstreet/{origin}")
    found = [Said(text, tuple(sorted(files)), text in templates) for text, files in origins.items()]
    return sorted(found, key=lambda one: (one.origins, one.text))


def templates_of(file: Path) -> list[str]:
    """Texts that the calls of `say` and `as_shipped` in a file write out.

    Errors:
        SystemExit for a call of `say` whose text is put together by code.
    """
    texts = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS):
            continue
        text = node.args[0] if node.args else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            texts.append(text.value)
        elif node.func.id == "say":
            sys.exit(f"{file.relative_to(ROOT)}:{node.lineno}: say() takes one text, written out")
    return texts


def declared_texts() -> Iterator[tuple[str, str]]:
    """Origin and text of every declaration and shipped file that a reader is shown."""
    yield from _names()
    yield from _declarations()
    yield from _scenarios()


def _names() -> Iterator[tuple[str, str]]:
    """Names of firms and places; identities and health codes as words."""
    from wattstreet.core.errors import Health
    from wattstreet.model.accounting import IDENTITIES
    from wattstreet.world.build import load_world

    world = load_world()
    for one in (*world.firms, *world.regions):
        yield "world/build.py", one.name
    for slug in IDENTITIES:
        yield "model/accounting.py", as_words(slug)
    for code in Health:
        yield "core/errors.py", as_words(str(code.name).lower())


def as_words(slug: str) -> str:
    """A slug as a reader is shown it: `cash-is-conserved` as `cash is conserved`."""
    return slug.replace("-", " ").replace("_", " ")


def _declarations() -> Iterator[tuple[str, str]]:
    from wattstreet.analysis.outlook import ASKED
    from wattstreet.batch.members import DRAWS
    from wattstreet.casebook.levers import EVENT_KINDS, LEVERS
    from wattstreet.casebook.registry import registry
    from wattstreet.core.units import UNITS
    from wattstreet.ledger.schema import GRADES
    from wattstreet.model.diagnostics import MENU

    for path, declaration in registry().items():
        yield f"model/blocks/{path.split('.')[0]}/params.py", declaration.says
    for series in MENU.values():
        yield "model/diagnostics.py", series.says
    for one in (*LEVERS.values(), *EVENT_KINDS.values()):
        yield "casebook/levers.py", one.says
    for text in ASKED:
        yield "analysis/outlook.py", text
    for text in DRAWS.values():
        yield "batch/members.py", text
    for text in UNITS.values():
        yield "core/units.py", text
    for text in GRADES.values():
        yield "ledger/schema.py", text


def _scenarios() -> Iterator[tuple[str, str]]:
    """What scenarios and fits say of themselves, and why their edits are made."""
    from wattstreet.casebook.fits import fits
    from wattstreet.casebook.schema import parse_scenario, read_yaml
    from wattstreet.casebook.shelf import shipped

    for name, file in shipped().items():
        scenario, origin = parse_scenario(read_yaml(file), file.name), f"casebook/library/{name}.yaml"
        yield origin, scenario.says
        for edit in (*scenario.policies, *scenario.events, *scenario.deals):
            yield origin, edit.why
    for name, fit in fits().items():
        yield f"casebook/fitted/{name}.yaml", fit.says
        for key in ("method", "in_sample"):
            if key in fit.datasheet:
                yield f"casebook/fitted/{name}.yaml", fit.datasheet[key]


def read(language: str) -> Catalog:
    """A language's catalogue as it lies on disk; an empty one where there is none."""
    file = FOLDER / f"{language}.po"
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as lines:
        return read_po(lines, locale=language, abort_invalid=True)


def written(language: str, said: list[Said]) -> bytes:
    """The catalogue with everything that is said, its translations kept; those no longer used stand last."""
    old = read(language)
    known = {str(one.id): str(one.string or "") for one in (*old, *old.obsolete.values()) if one.id}
    new = Catalog(locale=language, fuzzy=False)
    for one in said:
        message = new.add(one.text, known.pop(one.text, ""), [(origin, 1) for origin in one.origins])
        message.flags = {FLAG} if _is_filled(one) else set()
    for text, translation in sorted(known.items()):
        if translation:
            new.obsolete[text] = Message(text, translation)
            new.obsolete[text].flags = set()
    output = BytesIO()
    # a message stands on one line, and origins have no line numbers, so that diffs are small
    write_po(output, new, width=0, omit_header=True, include_lineno=False)
    head = HEADER.format(name=LANGUAGES[language], language=language)
    return head.encode() + output.getvalue()


def _is_filled(one: Said) -> bool:
    return one.has_values and bool(placeholders(one.text))


def placeholders(template: str) -> list[str]:
    """Names in the braces of a template, sorted, each as often as it occurs."""
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def problems(language: str, said: list[Said]) -> list[str]:
    """What is wrong with a catalogue, a line each."""
    found, old = [], read(language)
    messages = {str(one.id): one for one in old if one.id}
    for one in said:
        message = messages.pop(one.text, None)
        if message is None:
            found.append(f"not in the catalogue: {one.text}")
        elif not message.string:
            found.append(f"untranslated: {one.text}")
        else:
            found += _mistakes(one, message)
    found += [f"stale, nobody says it: {text}" for text in messages]
    found += [f"obsolete, reuse or delete it: {text}" for text in old.obsolete]
    return found


def _mistakes(one: Said, message: Message) -> list[str]:
    """A translation that is marked as unsure, or whose braces are not those of its template."""
    found = [f"fuzzy: {one.text}"] if message.fuzzy else []
    if not _is_filled(one):
        return found
    try:
        theirs = placeholders(str(message.string))
    except ValueError as error:
        return [*found, f"braces of the translation cannot be read ({error}): {one.text}"]
    # a language may say a value twice, but none may be lost or made up
    if set(theirs) != set(placeholders(one.text)):
        found.append(f"placeholders differ ({', '.join(theirs) or 'none'}): {one.text}")
    return found


def main(command: str) -> int:
    """Update or check the catalogues of every language but English."""
    said = everything_said()
    failures = 0
    for language in (language for language in LANGUAGES if language != "en"):
        if command == "update":
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / f"{language}.po").write_bytes(written(language, said))
        found = problems(language, said)
        failures += len(found)
        print(f"{language}: {len(said)} texts, {len(found)} to mend")
        if command == "check":
            print("\n".join(f"    {line}" for line in found))
    return min(failures, 1) if command == "check" else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["update"], ["check"]):
        sys.exit("usage: python scripts/words.py update|check")
    sys.exit(main(sys.argv[1]))
