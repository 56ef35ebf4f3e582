"""The page on claims: its example is a claim file that works, its tables name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wattstreet.claims import check
from wattstreet.claims.schema import VERDICTS, Claim

pytestmark = pytest.mark.claims

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"


def test_its_example_is_a_claim(tmp_path: Path) -> None:
    example = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
    assert len(example.splitlines()) <= 10
    file = tmp_path / "homes.yaml"
    file.write_text(example, encoding="utf-8")
    (one,) = check(file)
    assert one.verdict == "wrong_magnitude"
    assert one.ratio is not None
    assert one.ratio.value == pytest.approx(52_500 / 1_287)


def test_it_names_every_verdict_and_key() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = [name for name in (*VERDICTS, *Claim.model_fields) if f"`{name}`" not in page]
    assert missing == []
