"""Scenario files: what may stand in them; unknown keys are errors with a suggestion."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from wattstreet.casebook.levers import EVENT_KINDS, LEVERS
from wattstreet.core.errors import InputError, unknown

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Strict(BaseModel):
    """Frozen record that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _month(text: str) -> str:
    if not MONTH.fullmatch(text):
        raise ValueError("a month is written YYYY-MM, such as 2026-03")
    return text


Month = Annotated[str, Field(description="Month, YYYY-MM")]


class Policy(Strict):
    """A lever set to a value from one month to another, reached over a ramp; some levers act on one firm."""

    lever: str
    firm: str | None = None
    start: Month = Field(alias="from")
    until: Month | None = None
    value: float = Field(strict=True, allow_inf_nan=False)
    ramp_months: int = Field(0, ge=0, le=240)
    why: str = Field(min_length=1)

    @field_validator("start", "until")
    @classmethod
    def _check_month(cls, text: str | None) -> str | None:
        return None if text is None else _month(text)


class Event(Strict):
    """A dated shock of a declared kind."""

    kind: str
    date: Month
    size: float = Field(1.0, strict=True, ge=0, le=10, allow_inf_nan=False)
    why: str = Field(min_length=1)

    @field_validator("date")
    @classmethod
    def _check_month(cls, text: str) -> str:
        return _month(text)


class DealChange(Strict):
    """A deal that pays a share of its schedule from a month on."""

    id: str
    pays: float = Field(strict=True, ge=0, le=1, allow_inf_nan=False)
    start: Month | None = Field(None, alias="from")
    why: str = Field(min_length=1)

    @field_validator("start")
    @classmethod
    def _check_month(cls, text: str | None) -> str | None:
        return None if text is None else _month(text)


class Scenario(Strict):
    """What we ask of the model: a baseline and the edits to it."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    says: str = Field(min_length=1)
    inherits: str | None = None
    parameters: dict[str, Annotated[float, Field(strict=True, allow_inf_nan=False)]] = {}
    policies: tuple[Policy, ...] = ()
    events: tuple[Event, ...] = ()
    deals: tuple[DealChange, ...] = ()

    def edited(self, parameters: dict[str, float]) -> Scenario:
        """The same scenario with some parameters set."""
        return self.model_copy(update={"parameters": {**self.parameters, **parameters}})


def parse_scenario(content: Any, file: str) -> Scenario:
    """Scenario from the content of a file.

    Errors:
        InputError naming file, key, value, what is allowed and a suggestion.
    """
    if not isinstance(content, dict):
        raise InputError("a scenario file holds keys and values", file=file, value=type(content).__name__)
    try:
        scenario = Scenario.model_validate(content)
    except ValidationError as error:
        raise _first_problem(error, file) from None
    _check_names(scenario, file)
    return scenario


def _first_problem(error: ValidationError, file: str) -> InputError:
    """The first thing wrong, in our words."""
    # a misspelt key also makes the right one missing: what was written comes before what was not
    problem = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return unknown("key", str(problem["loc"][-1]), _keys_at(problem["loc"]), file=file, key=key)
    said = problem["msg"].removeprefix("Value error, ")
    value = "(missing)" if problem["type"] == "missing" else problem["input"]
    return InputError(f"bad value in a scenario: {said}", file=file, key=key, value=value)


def _keys_at(location: tuple[int | str, ...]) -> list[str]:
    """Keys the record at this place of the file knows."""
    records: dict[str, type[Strict]] = {"policies": Policy, "events": Event, "deals": DealChange}
    record = records.get(str(location[0]), Scenario) if len(location) > 1 else Scenario
    return [field.alias or name for name, field in record.model_fields.items()]


def _check_names(scenario: Scenario, file: str) -> None:
    for number, policy in enumerate(scenario.policies):
        key = f"policies.{number}"
        if policy.lever not in LEVERS:
            raise unknown("lever", policy.lever, LEVERS, file=file, key=f"{key}.lever")
        lever = LEVERS[policy.lever]
        if not lever.low <= policy.value <= lever.high:
            allowed = f"{lever.low:g} to {lever.high:g}"
            raise InputError(
                "value outside what the lever allows",
                file=file,
                key=f"{key}.value",
                value=policy.value,
                allowed=allowed,
            )
        if lever.by_firm != (policy.firm is not None):
            raise InputError(
                "this lever acts on one firm" if lever.by_firm else "this lever does not act on one firm",
                file=file,
                key=f"{key}.firm",
                value=policy.firm or "(missing)",
                allowed="a firm of the world, such as openai" if lever.by_firm else "no firm",
            )
        if policy.until is not None and policy.until < policy.start:
            raise InputError(
                "a policy ends before it starts",
                file=file, key=f"{key}.until", value=policy.until, allowed=f"{policy.start} or later",
            )  # fmt: skip
    for number, event in enumerate(scenario.events):
        if event.kind not in EVENT_KINDS:
            raise unknown("kind of event", event.kind, EVENT_KINDS, file=file, key=f"events.{number}.kind")


def read_yaml(path: Path) -> Any:
    """Content of a YAML file, or one clear error."""
    import yaml

    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("the scenario file cannot be read", file=path, value=error) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else None
        raise InputError(
            "the scenario file is not YAML", file=path, key=where, value=str(error).splitlines()[0]
        ) from None
