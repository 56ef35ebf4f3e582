"""Claim files: what they may hold, and that every refusal names file, claim and key."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.judge import check, desk_of
from wattstreet.claims.shelf import LARGEST_FILE, claims_of, named, read_claims
from wattstreet.claims.verdicts import verdict_of
from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import Ledger
from wattstreet.ledger.schema import Fact

pytestmark = pytest.mark.claims

Refused = Callable[[str], InputError]
GENERATION = "power_series-cn-generation_total-2024-12-31"
EMISSIONS = "power_series-cn-carbon_intensity-2024-12-31"
START = "- id: mine\n  says: A test.\n"
PLAIN = START + '  claimed: "1 GW"\n  found: "1 GW"\n'
LAUGHS = "- &a [ha, ha]\n- &b [*a, *a]\n- &c [*b, *b]\n"
SECONDS = 10
"""Far above what a refusal takes, far below what the reader of YAML would keep a machine busy."""


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return desk_of().ledger


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Write a claim file."""

    def write(text: str) -> Path:
        file = tmp_path / "mine.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def refused(written: Callable[[str], Path], ledger: Ledger) -> Refused:
    """Read and judge a claim file that is wrong; returns the error after the checks every refusal shares."""

    def refuse(text: str) -> InputError:
        file = written(text)
        with pytest.raises(InputError) as caught:
            judge(file, ledger)
        assert str(file) in str(caught.value)
        assert str(caught.value).count(str(file)) == 1, caught.value
        return caught.value

    return refuse


def judge(file: Path, ledger: Ledger) -> None:
    claims = read_claims(file)
    desk = Desk(ledger, claims, str(file))
    for claim in claims.values():
        verdict_of(claim, desk)


def names(error: InputError, *parts: str) -> None:
    for part in parts:
        assert part in str(error), str(error)


def with_use(use: str) -> str:
    return f'{START}  uses: {{n: {use}}}\n  claimed: "1"\n  found: "{{n}}"\n'


def with_steps(steps: str, found: str = "{n}") -> str:
    return f'{START}  steps: {steps}\n  claimed: "1"\n  found: "{found}"\n'


def comparing(claimed: str, found: str = "1 GW", more: str = "") -> str:
    return f'{START}  claimed: "{claimed}"\n  found: "{found}"\n{more}'


BROKEN = {
    "an unknown key": (
        PLAIN + "  preditace: about\n", "mine: preditace", "unknown key", "did you mean predicate?",
    ),
    "an unknown key instead of the right one": (
        PLAIN.replace("says", "sayss"), "mine: sayss", "unknown key", "did you mean says?",
    ),
    "an unknown key of a side": (
        PLAIN + '  sides: {d: {claim: "1", found: "1"}}\n', "mine: sides.d.claim", "unknown key", "claimed",
    ),
    "an unknown key by hand": (
        START + "  why: So.\n  by_hand: {verdikt: opinion}\n",
        "mine: by_hand.verdikt", "did you mean verdict?",
    ),
    "a key that is missing": ("- id: mine\n  claimed: '1'\n  found: '1'\n", "mine: says", "a key is missing"),
    "no id": ("- says: A test.\n  claimed: '1'\n  found: '1'\n", "number 1: id", "a key is missing"),
    "an id with blanks": (PLAIN.replace("mine", "my claim"), "my claim: id", "value: my claim"),
    "an unknown fact": (
        with_use(GENERATION.replace("total", "totl")),
        "mine: uses.n", "unknown fact", f"did you mean {GENERATION}",
    ),
    "an unknown deal": (with_use("{deal: eq-0001}"), "mine: uses.n", "unknown", "eq-001"),
    "an unknown claim": (
        with_use("{claim: mien}"), "mine: uses.n", "unknown claim", "did you mean mine?",
    ),
    "an unknown day of a fact": (
        with_use(f"{{fact: {GENERATION}, take: peroid}}"), "mine: uses.n", "did you mean period?",
    ),
    "a fact in a unit that no expression writes": (
        with_use(EMISSIONS), "mine: uses.n", "unit of a fact", "g_per_kwh",
    ),
    "a use of nothing": (with_use("{take: period}"), "mine: uses.n"),
    "a use of two": (with_use("{fact: a, deal: b}"), "mine: uses.n"),
    "a use that is a number": (with_use("5"), "mine: uses.n", "value: 5"),
    "uses as a list": (PLAIN + "  uses: [a]\n", "mine: uses", "dictionary"),
    "an unknown unit": (comparing("5 GWW"), "mine: claimed", "unknown unit GWW", "did you mean GW or GWh?"),
    "an unknown unit in a step": (with_steps('{n: "5 dolars"}'), "mine: steps.n", "dolars"),
    "dollars of two years": (
        comparing("5 USD_2020 + 3 USD_2024"), "mine: claimed", "USD_2020 and USD_2024", "say what one is",
    ),
    "an energy beside a power": (with_steps('{n: "1 GW + 1 GWh"}'), "mine: steps.n", "1 GW + 1 GWh"),
    "division by a range that holds zero": (comparing("1 / (-1 to 1)"), "mine: claimed", "contains zero"),
    "an unknown name": (comparing("{n}"), "mine: claimed", "unknown name"),
    "days where an amount is meant": (
        with_use(f"{{fact: {GENERATION}, take: period}}"), "mine: found", "unknown name",
    ),
    "an amount where days are meant": (
        with_use(GENERATION).replace('"1"', '"2025"\n  predicate: during'), "mine: found", "name of a date",
    ),
    "a step that uses itself": (
        with_steps('{n: "{n} + 1"}'), "mine: steps.n", "made later, or itself", "move n before it",
    ),
    "steps in a circle": (
        with_steps('{n: "{m}", m: "{n}"}'), "mine: steps.n", "made later, or itself", "move m before it",
    ),
    "a claim that uses itself": (with_use("{claim: mine}"), "mine: uses.n", "circle", "mine → mine"),
    "a name in uses and in steps": (
        with_use(GENERATION) + '  steps: {n: "1"}\n', "mine", "in uses and in steps: n",
    ),
    "an empty expression": (comparing(""), "mine: claimed", "empty"),
    "a number instead of a text": (START + "  claimed: 1\n  found: 1\n", "mine: claimed", "string"),
    "an expression of 2,000 characters": (
        comparing("1" + "+1" * 1000), "mine: claimed", "too long", "2,001 characters",
    ),
    "a tower of powers": (comparing("10^(10^(10^10))"), "mine: claimed", "exponent is too large"),
    "a number beyond all numbers": (comparing("1e200 × 1e200"), "mine: claimed", "too large"),
    "no comparison": (START + '  claimed: "1"\n', "mine", "either found or camps"),
    "found and camps": (
        comparing("1", "1", '  camps: {one: "1"}\n'), "mine", "either found or camps",
    ),
    "nothing to decide by": (START, "mine", "decided in one way"),
    "claimed and by hand": (
        PLAIN + "  why: So.\n  by_hand: {verdict: opinion}\n", "mine", "decided in one way",
    ),
    "by hand without a reason": (START + "  by_hand: {verdict: opinion}\n", "mine", "says why"),
    "a verdict by hand that is computed": (
        START + "  why: So.\n  by_hand: {verdict: wrong_unit}\n", "mine: by_hand.verdict", "wrong_unit",
    ),
    "an unknown verdict": (
        START + "  why: So.\n  by_hand: {verdict: maybe}\n",
        "mine: by_hand.verdict", "not_checkable", "maybe",
    ),
    "an unknown predicate": (
        PLAIN + "  predicate: exactly\n", "mine: predicate", "at most, during", "value: exactly",
    ),
    "an unknown predicate of a side": (
        PLAIN + '  sides: {d: {claimed: "1", found: "1", predicate: is}}\n',
        "mine: sides.d.predicate", "during",
    ),
    "an unknown topic": (PLAIN + "  topic: weather\n", "mine: topic", "energy", "weather"),
    "a tolerance below zero": (PLAIN + "  tolerance: -1\n", "mine: tolerance", "value: -1"),
    "a tolerance that is no number": (PLAIN + "  tolerance: .nan\n", "mine: tolerance", "nan"),
    "a day that is none": (PLAIN + '  said: "2025-13-01"\n', "mine: said", "YYYY-MM-DD", "2025-13-01"),
    "a date that is none": (
        comparing("2025-02-30", "2025", "  predicate: during\n"),
        "mine: claimed", "no such day", "2025-02-30",
    ),
    "a date in words": (
        comparing("last March", "2025", "  predicate: during\n"), "mine: claimed", "not a date", "2025-03-09",
    ),
    "a span that ends before it begins": (
        comparing("2025", "2025-05/2025-01", "  predicate: before\n"), "mine: found", "ends before it begins",
    ),
    "an unknown name in camps": (
        START + '  claimed: "1"\n  camps: {one: "{n}"}\n', "mine: camps.one", "unknown name",
    ),
    "an unknown name in other readings": (PLAIN + '  also: {one: "{n}"}\n', "mine: also.one", "unknown name"),
    "an unknown unit of what was before": (PLAIN + '  earlier: "1 GWW"\n', "mine: earlier", "GWW"),
    "an unknown unit in a side": (
        PLAIN + '  sides: {d: {claimed: "1", found: "1 GWW"}}\n', "mine: sides.d.found", "GWW",
    ),
    "the same id twice": (PLAIN + PLAIN, "an id stands twice", "key: mine"),
    "no claim at all": ("[]", "holds no claim"),
    "an empty file": ("", "keys and values"),
    "a text": ("Electricity is cheap.", "key: 1", "keys and values", "str"),
    "an empty entry": (PLAIN + "-\n", "key: 2", "keys and values", "NoneType"),
    "no YAML": ("- id: [mine\n  says: }", "line 2", "not YAML"),
    "two documents": (f"---\n{PLAIN}---\n{PLAIN}", "line 6", "not YAML"),
    "a tag that runs a program": ('- !!python/object/apply:os.system ["true"]', "line 1", "not YAML"),
    "a date YAML cannot make": ("- id: 2025-99-99", "month must be in"),
    "a control character": (START + "  why: \x07\n", "not YAML"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_named(case: str, refused: Refused) -> None:
    text, *parts = BROKEN[case]
    names(refused(text), *parts)


def test_two_claims_in_a_circle(refused: Refused) -> None:
    here, there = with_use("{claim: other}"), with_use("{claim: mine}").replace("id: mine", "id: other")
    names(refused(here + there), "mine: uses.n, other: uses.n", "circle", "mine → other → mine")


def test_anchors_are_not_unfolded(written: Callable[[str], Path]) -> None:
    file = written(LAUGHS)
    with pytest.raises(InputError, match="anchors and aliases are not read") as caught:
        read_claims(file)
    names(caught.value, str(file), "line 1", "&a", "write the value out")


def test_an_alias_alone_is_not_read(written: Callable[[str], Path]) -> None:
    with pytest.raises(InputError, match=r"anchors and aliases|not YAML"):
        read_claims(written("- *a\n"))


@pytest.mark.parametrize("size", [LARGEST_FILE + 1, 10 * LARGEST_FILE])
def test_a_large_file_is_not_read(size: int, written: Callable[[str], Path]) -> None:
    text = comparing("1" + "+1" * (size // 2))
    file = written(text)
    with pytest.raises(InputError, match="the claim file is too large") as caught:
        read_claims(file)
    names(
        caught.value, str(file), f"{len(text):,} bytes", "up to 1,000,000 bytes", "cut it into several files"
    )


def test_files_that_are_not_there_or_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"- id: caf\xe9")
    for name in ("absent.yaml", "latin.yaml", ""):
        with pytest.raises(InputError, match="cannot be read") as caught:
            read_claims(tmp_path / name)
        names(caught.value, str(tmp_path / name))


def test_a_single_claim_needs_no_list(written: Callable[[str], Path]) -> None:
    file = written('id: mine\nsays: A test.\nclaimed: "48 GWh"\nfound: "2 GW × 1 day"\n')
    (verdict,) = check(file)
    assert (verdict.id, verdict.verdict, verdict.claim.topic) == ("mine", "holds", "own")


def test_facts_deals_days_and_other_claims_are_looked_up(
    written: Callable[[str], Path], ledger: Ledger
) -> None:
    fact = ledger.facts[GENERATION]
    file = written(
        f"- id: made\n  says: A.\n  uses: {{n: {GENERATION}}}\n"
        '  steps: {half: "{n} / 2"}\n  claimed: "10087 TWh"\n  found: "{n}"\n'
        "- id: whole\n  says: B.\n  uses: {n: {claim: made}}\n"
        '  claimed: "10087 TWh"\n  found: "{n}"\n'
        "- id: half\n  says: C.\n  uses: {n: {claim: made, take: half}}\n"
        '  claimed: "5043 TWh"\n  found: "{n}"\n'
        f"- id: dated\n  says: D.\n  uses: {{n: {{fact: {GENERATION}, take: period}}}}\n"
        '  claimed: "2024"\n  predicate: during\n  found: "{n}"\n'
        f"- id: paid\n  says: E.\n  uses: {{n: {{deal: eq-001}}}}\n"
        '  claimed: "100 bn USD"\n  found: "{n}"\n'
        "- id: signed\n  says: F.\n  uses: {n: {deal: eq-001, take: announced}}\n"
        '  claimed: "2025-09"\n  predicate: during\n  found: "{n}"\n'
    )
    verdicts = {one.id: one for one in check(file)}
    assert {name: one.verdict for name, one in verdicts.items()} == dict.fromkeys(verdicts, "holds")
    assert isinstance(fact, Fact)
    assert verdicts["made"].evidence == {"n": GENERATION}
    assert verdicts["half"].evidence == {}
    assert verdicts["paid"].evidence == {"n": "eq-001"}
    assert verdicts["half"].ratio is not None
    assert verdicts["half"].ratio.value == pytest.approx(5043 / (fact.value / 2))


def test_a_claim_is_judged_by_what_was_known_on_a_day(written: Callable[[str], Path]) -> None:
    file = written(with_use(GENERATION).replace('"1"', '"10087 TWh"'))
    assert check(file)[0].verdict == check(file, as_of="2025-11-20")[0].verdict == "holds"
    with pytest.raises(InputError, match="unknown fact"):
        check(file, as_of="2024-12-31")


def test_a_use_of_a_claim_that_compares_readings_says_which(refused: Refused) -> None:
    camps = START.replace("mine", "other") + '  claimed: "1"\n  camps: {one: "1"}\n'
    names(refused(with_use("{claim: other}") + camps), "mine: uses.n", "finds no single figure", "take")


def test_claims_are_found_by_id_and_by_number() -> None:
    claims = claims_of(None)
    ref, one = next((claim.ref, claim) for claim in claims.values() if claim.ref)
    assert ref is not None
    assert named(claims, one.id) is named(claims, ref) is named(claims, ref.lower()) is one
    with pytest.raises(InputError, match="unknown claim") as caught:
        named(claims, one.id[:-1])
    names(caught.value, one.id)


def test_the_users_own_facts_come_first(written: Callable[[str], Path], tmp_path: Path) -> None:
    header = (Path(check.__code__.co_filename).parent / "facts" / "figures.csv").read_text().splitlines()[0]
    folder = tmp_path / "facts"
    folder.mkdir()
    row = f"{GENERATION},cn,generation_total,5,twh,4,6,2024-01-01,2024-12-31,2025-01-31,B,mine,T,P,,,"
    (folder / "mine.csv").write_text(f"{header}\n{row}\n")
    file = written(with_use(GENERATION).replace('"1"', '"10087 TWh"'))
    assert check(file, overlay=folder)[0].verdict == "wrong_magnitude"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(LAUGHS, "anchors and aliases are not read in claim files", id="anchors"),
        pytest.param(PLAIN + "#" * LARGEST_FILE, "the claim file is too large", id="size"),
    ],
)
def test_a_refusal_of_the_file_is_not_wrapped(
    text: str, problem: str, written: Callable[[str], Path]
) -> None:
    with pytest.raises(InputError) as caught:
        read_claims(written(text))
    assert caught.value.problem == problem
    assert caught.value.suggestion is not None


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        (with_use("{fakt: a}"), "mine: uses.n.fakt", "unknown key"),
        (
            with_use("{fact: a, deal: b}"),
            "mine: uses.n",
            "bad claim: a use names one of: fact, deal, claim, run",
        ),
    ],
)
def test_a_use_is_explained_as_it_was_written(text: str, key: str, problem: str, refused: Refused) -> None:
    error = refused(text)
    assert (error.key, error.problem) == (key, problem)


@pytest.mark.parametrize("key", ["ref", "said", "tolerance"])
def test_a_number_without_end_is_refused(key: str, written: Callable[[str], Path]) -> None:
    with pytest.raises(InputError):
        read_claims(written(f"{PLAIN}  {key}: 0x{'f' * 5000}\n"))


@pytest.mark.parametrize("key", ["str", "Use"])
def test_an_unknown_key_may_have_any_name(key: str, refused: Refused) -> None:
    names(refused(f"{PLAIN}  {key}: 1\n"), f"mine: {key}", "unknown key")


@pytest.mark.parametrize("key", ["said", "claimed"])
def test_a_day_without_quotation_marks_is_explained(key: str, refused: Refused) -> None:
    text = comparing("2025-08-24", "2025-08-24", '  predicate: during\n  said: "2025-08-24"\n')
    error = refused(text.replace(f'{key}: "2025-08-24"', f"{key}: 2025-08-24"))
    assert error.key == f"mine: {key}"
    assert error.suggestion is not None


def test_a_chain_of_many_claims_is_worked_out_or_refused(written: Callable[[str], Path]) -> None:
    entry = '- {{id: c{}, says: A., uses: {{n: {{claim: c{}}}}}, claimed: "1", found: "{{n}}"}}\n'
    chain = "".join(entry.format(number, number + 1) for number in range(2000))
    file = written(chain + '- {id: c2000, says: A., claimed: "1", found: "1"}\n')
    claims = read_claims(file)
    try:
        verdict = verdict_of(claims["c0"], Desk(Ledger({}, {}, {}), claims, str(file)))
    except InputError:
        return
    assert verdict.verdict == "holds"


@pytest.mark.parametrize("opening", ["- ", "["])
def test_a_deep_file_is_refused(opening: str, written: Callable[[str], Path]) -> None:
    file = written(opening * (LARGEST_FILE // len(opening) // 2))
    program = (
        "import sys, pathlib\nfrom wattstreet.claims.shelf import read_claims\n"
        "from wattstreet.core.errors import InputError\n"
        "try:\n    read_claims(pathlib.Path(sys.argv[1]))\nexcept InputError:\n    print('refused')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ran.stdout.strip() == "refused"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLAIN + "  shown_in: furlongs\n", id="a unit nobody declared"),
        pytest.param(PLAIN + "  shown_in: GWh\n", id="a unit of another kind"),
        pytest.param(with_steps('{"a:b": "1"}', "1"), id="a colon in a name"),
        pytest.param(with_steps('{"a{b}": "1"}', "1"), id="braces in a name"),
    ],
)
def test_what_cannot_be_shown_is_refused(text: str, refused: Refused) -> None:
    refused(text)
