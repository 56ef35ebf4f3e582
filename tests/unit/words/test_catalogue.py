"""Everything the program says is in the catalogues, translated, with the same values in its braces."""

from __future__ import annotations

import pytest

import words as script
from wattstreet.words.catalogue import LANGUAGES

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def said():
    return script.everything_said()


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_sentence_has_its_translation(said, language):
    found = script.problems(language, said)
    assert not found, f"{len(found)} to mend, such as: {found[:5]}"


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A catalogue of its own folder."""
    monkeypatch.setattr(script, "FOLDER", tmp_path)

    def write(*said, text=None):
        file = tmp_path / "zh.po"
        if text is not None:
            file.write_text(text, encoding="utf-8")
        listed = [script.Said(one, ("src/wattstreet/a.py",), True) for one in said]
        file.write_bytes(script.written("zh", listed))
        return file.read_text(encoding="utf-8"), script.problems("zh", listed)

    return write


def test_an_update_keeps_what_is_translated_and_sets_aside_what_nobody_says(small):
    text, found = small("{who} pays.", "Nobody pays 5 % in cash.")
    assert found == ["untranslated: {who} pays.", "untranslated: Nobody pays 5 % in cash."]
    assert text.count("python-brace-format") == 1
    assert "python-format" not in text
    done = text.replace('msgid "{who} pays."\nmsgstr ""', 'msgid "{who} pays."\nmsgstr "{who}支付。"')
    kept, found = small("{who} pays.", text=done)
    assert "{who}支付。" in kept
    assert found == []
    aside, found = small("{who} is paid.", text=kept)
    assert '#~ msgstr "{who}支付。"' in aside
    assert found == ["untranslated: {who} is paid.", "obsolete, reuse or delete it: {who} pays."]
    back, found = small("{who} pays.", text=aside)
    assert found == []
    assert "#~" not in back
    assert small("{who} pays.", text=back)[0] == back


def test_braces_lost_or_made_up_are_listed(small, tmp_path):
    text, _ = small("{who} pays {what}.", "{when} later.")
    bad = text.replace('"{who} pays {what}."\nmsgstr ""', '"{who} pays {what}."\nmsgstr "{who}支付。"')
    bad = bad.replace('"{when} later."\nmsgstr ""', '"{when} later."\nmsgstr "{when之后。"')
    _, found = small("{who} pays {what}.", "{when} later.", text=bad)
    assert any(line.startswith("placeholders differ (who)") for line in found)
    assert any("cannot be read" in line for line in found)
    (tmp_path / "zh.po").write_text(bad.replace("#, python", "#, fuzzy, python"), encoding="utf-8")
    listed = [script.Said("{who} pays {what}.", ("a",), True)]
    found = script.problems("zh", listed)
    assert "fuzzy: {who} pays {what}." in found
    assert "stale, nobody says it: {when} later." in found
    listed.append(script.Said("New.", ("a",), True))
    assert "not in the catalogue: New." in script.problems("zh", listed)


def test_texts_written_out_are_found_and_those_put_together_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(script, "ROOT", tmp_path)
    file = tmp_path / "module.py"
    file.write_text(
        'say("One " "text {a}.", a=say("inside"))\n'
        'as_shipped("Shipped")\n'
        "as_shipped(name)\n"
        "f\"{speak(say('in a string'))} GW\"\n"
    )
    assert set(script.templates_of(file)) == {"One text {a}.", "inside", "Shipped", "in a string"}
    for call in ("say(name)", 'say(f"{x} falls")', 'say("rise" if up else "fall")', 'say("fall" + "s")'):
        file.write_text(call)
        with pytest.raises(SystemExit, match="written out"):
            script.templates_of(file)


def test_catalogues_hold_no_dates_lines_or_machines():
    for file in script.FOLDER.glob("*.po"):
        text = file.read_text(encoding="utf-8")
        assert "Date" not in text.split("\n\n")[0]
        origins = [line for line in text.splitlines() if line.startswith("#: ")]
        assert origins
        assert all(name.startswith("src/wattstreet/") for line in origins for name in line[3:].split())
