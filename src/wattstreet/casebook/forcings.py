"""Policies, events and deals become monthly arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from wattstreet.casebook.calendar import FIRST_VINTAGE, LAST_MONTH, position
from wattstreet.casebook.levers import EVENT_KINDS, LEVERS, Lever
from wattstreet.casebook.schema import DealChange, Policy, Scenario
from wattstreet.core.errors import InputError, unknown
from wattstreet.core.units import BILLION, WEEKS_PER_MONTH
from wattstreet.world.schema import Deal, World

LIKELY = 0.5
"""Without draws, deals at least this probable happen."""
HEADLINE_USD = 10 * BILLION
"""Deals of at least this size count as headline news when they are announced."""


def monthly_forcing(world: World, scenario: Scenario, months: tuple[str, ...]) -> Any:
    """The model's outside inputs for the months of a run.

    Errors:
        InputError for a policy or event before the world starts, or a firm or deal that does not exist.
    """
    from wattstreet.model.forcing import Forcing

    at = np.array([position(month) for month in months])
    since = at - position(world.start)
    _refuse_other_months(world, scenario)
    deals = deal_schedules(world, scenario, at)
    fields: dict[str, Any] = {
        "month": since,
        "calendar_month": at % 12,
        "years": since / 12.0,
        "vintage": 2 * (at // 12 - FIRST_VINTAGE) + (at % 12) // 6,
        "price_noise": np.zeros((len(at), WEEKS_PER_MONTH)),
        "deal_due_usd": deals,
        "signed_usd_per_year": signed_by_host(world, scenario, at),
    }
    _refuse_other_firms(world, scenario)
    for name, lever in LEVERS.items():
        ours = [policy for policy in scenario.policies if policy.lever == name]
        fields[lever.field] = lever_input(world, lever, ours, at)
    for field in sorted({field for kind in EVENT_KINDS.values() for field in kind.impulses}):
        fields[field] = np.zeros(len(at))
    for event in scenario.events:
        for field, impulse in EVENT_KINDS[event.kind].impulses.items():
            fields[field] += impulse * event.size * (at == position(event.date))
    fields["narrative"] += headlines(world, at)
    return Forcing(**fields)


def lever_input(world: World, lever: Lever, policies: list[Policy], at: np.ndarray) -> np.ndarray:
    """Value of a lever by month, and by firm where policies name one. [month] or [month firm]"""
    if not lever.by_firm:
        return lever_path(lever.neutral, policies, at)
    paths = [
        lever_path(lever.neutral, [policy for policy in policies if policy.firm == firm.slug], at)
        for firm in world.firms
    ]
    return np.stack(paths, axis=-1)


def lever_path(neutral: float, policies: list[Policy], at: np.ndarray) -> np.ndarray:
    """Value of a lever by month: later policies override earlier ones from their first month."""
    path = np.full(len(at), neutral)
    for policy in policies:
        first = position(policy.start)
        last = position(policy.until) if policy.until else np.inf
        reached = np.clip((at - first + 1) / (policy.ramp_months + 1), 0.0, 1.0)
        inside = (at >= first) & (at <= last)
        path = np.where(inside, path + (policy.value - path) * reached, path)
    return path


def _refuse_other_months(world: World, scenario: Scenario) -> None:
    dated = [(f"policies.{policy.lever}.from", policy.start) for policy in scenario.policies]
    dated += [(f"events.{event.kind}.date", event.date) for event in scenario.events]
    dated += [(f"deals.{change.id}.from", change.start) for change in scenario.deals if change.start]
    for key, month in dated:
        if month < world.start:
            problem = "a date before the world starts"
        elif month > LAST_MONTH:
            problem = "a date after the world's last month"
        else:
            continue
        allowed = f"{world.start} to {LAST_MONTH}"
        raise InputError(problem, file=scenario.name, key=key, value=month, allowed=allowed)


def _refuse_other_firms(world: World, scenario: Scenario) -> None:
    slugs = [firm.slug for firm in world.firms]
    for policy in scenario.policies:
        if policy.firm is not None and policy.firm not in slugs:
            key = f"policies.{policy.lever}.firm"
            raise unknown("firm", policy.firm, slugs, file=scenario.name, key=key)


def honoured(deal: Deal, scenario: Scenario, at: np.ndarray) -> np.ndarray:
    """Share of a deal that stands beside a default, by month. [month]

    A firm in default pays no compute contract and is given no money under deals.
    """
    party = deal.payer if deal.kind == "compute_contract" else deal.payee
    stops = [one for one in scenario.policies if (one.lever, one.firm) == ("contract-default", party)]
    return 1.0 - lever_path(0.0, stops, at)


def pay_share(deal: Deal, changes: tuple[DealChange, ...], at: np.ndarray) -> np.ndarray:
    """Share of its schedule that a deal pays, by month."""
    share = np.full(len(at), 1.0 if deal.probability >= LIKELY else 0.0)
    for change in changes:
        if change.id == deal.id:
            first = position(change.start) if change.start else -np.inf
            share = np.where(at >= first, change.pays, share)
    return share


def deal_schedules(world: World, scenario: Scenario, at: np.ndarray) -> np.ndarray:
    """What each deal pays in each month. [month deal] USD"""
    known = [deal.id for deal in world.deals]
    for number, change in enumerate(scenario.deals):
        if change.id not in known:
            raise unknown("deal", change.id, known, file=scenario.name, key=f"deals.{number}.id")
    schedule = np.zeros((len(at), len(world.deals)))
    first = at[0]
    for column, deal in enumerate(world.deals):
        for month, amount in deal.payments_usd.items():
            row = position(month) - first
            if 0 <= row < len(at):
                schedule[row, column] += amount
        schedule[:, column] *= pay_share(deal, scenario.deals, at) * honoured(deal, scenario, at)
    return schedule


def signed_by_host(world: World, scenario: Scenario, at: np.ndarray) -> np.ndarray:
    """Compute contracts signed and not yet run out, by the firm that hosts them. [month firm] USD/year

    A contract counts in full from the month it becomes known: its average yearly payment over its life.
    """
    slugs = [firm.slug for firm in world.firms]
    signed = np.zeros((len(at), len(slugs)))
    for deal in world.deals:
        if deal.kind != "compute_contract" or deal.payee not in slugs or not deal.payments_usd:
            continue
        months = [position(month) for month in deal.payments_usd]
        yearly = sum(deal.payments_usd.values()) * 12 / (max(months) - min(months) + 1)
        live = (at >= position(deal.known_from[:7])) & (at <= max(months))
        stands = pay_share(deal, scenario.deals, at) * honoured(deal, scenario, at)
        signed[:, slugs.index(deal.payee)] += yearly * live * stands
    return signed


def headlines(world: World, at: np.ndarray) -> np.ndarray:
    """One for months in which a headline deal was announced: a second one is no second story. [month]"""
    told = np.zeros(len(at), dtype=bool)
    for deal in world.deals:
        total = sum(deal.payments_usd.values()) + deal.before_start_usd + deal.after_end_usd
        told |= (total >= HEADLINE_USD) & (at == position(deal.known_from[:7]))
    return told.astype(float)
