"""Fit the free parameters to the record and write the parameter files that ship with the project.

Two fits: one to everything known in November 2025, which every run uses, and one to data up to the end of
2024, with which the hindcast guesses 2025. For the first, what the record does not identify is moved one
prior spread up and down and everything else fitted again, to say which settings own the outlook's spread.

    python scripts/fit.py            # both, about ten minutes on two cores
    python scripts/fit.py 2024-12    # one of them
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
import yaml

import wattstreet as ws
from wattstreet.analysis.fitting import FREE, MISS_POWER, PRIOR_WEIGHT, Fitted, fit_parameters
from wattstreet.analysis.headlines import FIVE
from wattstreet.analysis.hindcast import known_by
from wattstreet.analysis.targets import SAYS, Target, observed, until
from wattstreet.batch.single import prepare, simulate
from wattstreet.casebook.fits import FITTED
from wattstreet.casebook.registry import registry
from wattstreet.casebook.schema import Scenario
from wattstreet.core.units import BILLION
from wattstreet.ledger.ledger import load_ledger
from wattstreet.words.speak import speak
from wattstreet.world.schema import World

AS_OF = {"2025-11": "2025-11-20", "2024-12": "2024-12-31"}
"""Fit → day whose knowledge it may use."""
SAYS_OF = {
    "2025-11": "Fitted to the record of 2023 to 2025 as known on 20 November 2025.",
    "2024-12": "Fitted to the record up to December 2024, with what was known then.",
}
STARTS = 8
SEED = 5
REFIT_ROUNDS = 10
"""Rounds of the refits around the best fit, which begin from it."""
UNIDENTIFIED = tuple(
    """
    compute.consumer_ceiling compute.api_ceiling compute.other_ceiling compute.ceiling_growth
    compute.anchor_weight compute.signed_weight compute.revenue_per_mw_year compute.economic_life
    compute.shell_months power.ordinary_data_center_growth power.wires_growth power.max_build_growth
    power.steady_build_share
    """.split()
)
"""Settings that the past says little about and that an outlook may hang on."""


def main(names: list[str]) -> None:
    """Make the named fits, or all."""
    for name in names or sorted(AS_OF):
        world = ws.load_world(as_of=AS_OF[name])
        scenario = known_by(ws.scenario("baseline"), world)
        began = time.monotonic()
        fitted = fit_parameters(
            world, scenario, figures(name), starts=STARTS, rng=SEED, told=lambda line: print(line, flush=True)
        )
        datasheet = describe(fitted, world)
        if name == max(AS_OF):
            datasheet["outlook"] = spread_of_outlook(world, scenario, figures(name), fitted)
        write(name, fitted, datasheet)
        print(f"{name}: {time.monotonic() - began:.0f} s, {datasheet['figures']['met']}")


def figures(name: str) -> tuple[Target, ...]:
    """Figures a fit may see: known on its day, or of months that had passed by then."""
    targets = observed(load_ledger())
    if name == max(AS_OF):
        return tuple(target for target in targets if str(target.known_from) <= AS_OF[name])
    return until(targets, name)


def describe(fitted: Fitted, world: World) -> dict[str, Any]:
    """The datasheet of a fit."""
    errors = dict(zip(fitted.targets, fitted.predicted, strict=True))
    met = {target: target.low <= value <= target.high for target, value in errors.items()}
    by_series = {
        speak(SAYS[series]): {
            "met": f"{sum(met[target] for target in ours)} of {len(ours)}",
            "mean_absolute_error": _short(float(np.mean([abs(errors[t] / t.observed - 1) for t in ours]))),
            "worst_error": _short(max((errors[t] / t.observed - 1 for t in ours), key=abs)),
        }
        for series in dict.fromkeys(target.series for target in fitted.targets)
        for ours in [[target for target in fitted.targets if target.series == series]]
    }
    return {
        "made_by": "scripts/fit.py",
        "method": "trust-region Gauss-Newton on errors in bands, from several starts, with priors",
        "miss_power": MISS_POWER,
        "prior_weight": PRIOR_WEIGHT,
        "starts": len(fitted.cost),
        "seed": SEED,
        "runs_of_the_model": fitted.runs,
        "cost_of_each_start": [_short(cost) for cost in fitted.cost],
        "facts_fingerprint": world.ledger_fingerprint,
        "version": ws.__version__,
        "free_parameters": len(fitted.parameters),
        "parameters_the_record_determines": _short(fitted.determined),
        "figures": {"met": f"{sum(met.values())} of {len(met)}", "by_series": by_series},
        "in_sample": "errors are in-sample; the hold-out of 2025 stands in `wattstreet hindcast`",
        "parameters": {
            path: {
                "prior": _short(one.prior),
                "prior_spread": _short(one.spread),
                "uncertainty_kept": _short(one.kept),
            }
            for path, one in fitted.parameters.items()
        },
    }


def spread_of_outlook(
    world: World, scenario: Scenario, targets: tuple[Target, ...], fitted: Fitted
) -> dict[str, Any]:
    """The outlook with each unidentified setting a prior spread lower and higher, all else refitted."""
    best = {path: one.value for path, one in fitted.parameters.items()}
    found = {"as_fitted": outlook(world, scenario, best)}
    for path in UNIDENTIFIED:
        declared, middle = registry()[path], declared_value(path)
        for word, sign in (("lower", -1), ("higher", 1)):
            value = float(np.clip(middle + sign * declared.spread, declared.low, declared.high))
            again = fit_parameters(
                world,
                scenario.edited({path: value}),
                targets,
                free=[other for other in FREE if other != path],
                starts=1,
                first=best,
                rng=SEED,
                rounds=REFIT_ROUNDS,
            )
            moved = {other: one.value for other, one in again.parameters.items()} | {path: value}
            found[f"{path} {word}"] = {"value": _short(value), "cost": _short(again.cost[0])} | outlook(
                world, scenario, moved
            )
            print(f"{path} {word}: {found[f'{path} {word}']}", flush=True)
    return found


def declared_value(path: str) -> float:
    """Declared value of a single number."""
    default = registry()[path].default
    assert default is not None, path
    return default


def outlook(world: World, scenario: Scenario, parameters: dict[str, float]) -> dict[str, float]:
    """What a run says of the years ahead."""
    series = ("capex_usd", "dc_energy_twh", "data_center_revenue_usd")
    inputs = prepare(world, scenario.edited(parameters), rng=None, save=series)
    kept, months, labels = simulate(inputs), inputs.bound.months, inputs.bound.labels

    def year(name: str, at: tuple[int, ...], which: int) -> float:
        inside = [number for number, month in enumerate(months) if month.startswith(str(which))]
        return float(kept[name][inside][:, at].sum())

    five = tuple(labels["firm"].index(firm) for firm in FIVE)
    us = (labels["country"].index("us"),)
    return {
        "capex_five_bn_2026": _short(year("capex_usd", five, 2026) / BILLION),
        "capex_five_bn_2030": _short(year("capex_usd", five, 2030) / BILLION),
        "us_twh_2028": _short(year("dc_energy_twh", us, 2028)),
        "us_twh_2030": _short(year("dc_energy_twh", us, 2030)),
    }


def _short(number: float) -> float:
    """Four digits: more would pretend."""
    return float(f"{number:.4g}")


def write(name: str, fitted: Fitted, datasheet: dict[str, Any]) -> None:
    """The parameter file."""
    content = {
        "name": name,
        "says": SAYS_OF[name],
        "as_of": AS_OF[name],
        "until": name,
        "parameters": {path: float(f"{one.value:.6g}") for path, one in fitted.parameters.items()},
        "datasheet": datasheet,
    }
    FITTED.mkdir(exist_ok=True)
    file = FITTED / f"{name}.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
