"""Identities of money, chips, halls and energy, each as a residual stored with every run (K7)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import dot, ratio
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.flows import Flows
from wattstreet.model.state import State

IDENTITIES = (
    "cash-follows-payments",
    "cash-of-outside-worlds",
    "cash-is-conserved",
    "balance-sheets-balance",
    "loans-have-a-lender",
    "trade-credit-has-two-sides",
    "stakes-have-an-issuer",
    "orders-are-delivered-or-cancelled",
    "chips-are-placed-installed-or-retired",
    "vintages-are-the-fleet",
    "halls-are-built-or-lost",
    "fleet-fits-powered-halls",
    "energy-is-balanced",
    "connections-are-conserved",
    "capacity-is-built-or-retired",
    "output-adds-up",
)
"""Names of the identities, in the order of `residuals`."""

FLOOR = 1.0
"""USD, MW or MWh under which a gross flow counts as none."""


def closure(imbalance: Float[Array, "..."], *gross: Float[Array, "..."]) -> Float[Array, ""]:
    """Largest imbalance over the gross flow it should vanish in, never NaN for finite input."""
    scale = sum(jnp.sum(jnp.abs(part)) for part in gross)
    return ratio(jnp.max(jnp.abs(imbalance)), jnp.asarray(scale), floor=FLOOR)


def money_residuals(
    before: State, after: State, flows: Flows, supplier_firm: Float[Array, "supplier firm"]
) -> list[Float[Array, ""]]:
    """Cash, balance sheets and instruments."""
    old, new, capital = before.capital, after.capital, flows.capital
    paid = capital.paid_usd
    firms = new.cash_usd.shape[0]
    net = paid.sum(axis=0) - paid.sum(axis=1)
    cash_moved = new.cash_usd - old.cash_usd
    sectors_moved = new.sector_cash_usd - old.sector_cash_usd
    assets = new.cash_usd + new.chips_book_usd + new.halls_book_usd + new.core_property_usd
    assets = assets + new.other_net_assets_usd + new.stakes_usd[:firms].sum(axis=-1)
    assets = assets + dot(new.receivable_usd, supplier_firm)
    liabilities = new.debt_usd + new.payable_usd.sum(axis=-1)
    return [
        closure(cash_moved - net[:firms], paid, old.cash_usd),
        closure(sectors_moved - net[firms:], paid, old.sector_cash_usd),
        closure(cash_moved.sum() + sectors_moved.sum(), paid, old.cash_usd),
        closure(assets - liabilities - new.equity_book_usd, assets, liabilities),
        closure(new.debt_usd.sum() - new.loans_usd, new.debt_usd),
        closure(new.payable_usd.sum(axis=0) - new.receivable_usd, new.payable_usd, capital.chip_sales_usd),
        closure(new.stakes_usd.sum(axis=0) - new.paid_in_usd, new.stakes_usd),
    ]


def chip_residuals(before: State, after: State, flows: Flows) -> list[Float[Array, ""]]:
    """Orders, chips, vintages and halls."""
    old, new, made = before.compute, after.compute, flows.compute
    moved = new.backlog_mw - old.backlog_mw
    ordered = made.ordered_mw - made.cancelled_mw - made.delivered_mw
    held = new.undeployed_mw + new.fleet_mw - old.undeployed_mw - old.fleet_mw
    placed = made.delivered_mw.sum(axis=-1) - made.retired_mw.sum(axis=-1)
    halls = (new.shells_mw - old.shells_mw) + (new.shells_building_mw - old.shells_building_mw).sum(axis=0)
    energised = jnp.minimum(new.shells_mw, after.power.connected_mw)
    over = jnp.maximum(jnp.where(made.installed_mw > 0, new.fleet_mw - energised, 0.0), 0.0)
    return [
        closure(moved - ordered, new.backlog_mw, made.ordered_mw),
        closure(held.sum(axis=-1) - placed, new.undeployed_mw, new.fleet_mw),
        closure(new.vintage_mw.sum(axis=-1) - new.fleet_mw.sum(axis=-1), new.fleet_mw),
        closure(
            halls - (made.shells_started_mw - made.shells_lost_mw), new.shells_mw, new.shells_building_mw
        ),
        closure(over, new.fleet_mw),
    ]


def power_residuals(before: State, after: State, flows: Flows) -> list[Float[Array, ""]]:
    """Energy, grid connections and power plants."""
    old, new, grid = before.power, after.power, flows.power
    supplied = grid.generation_mwh.sum(axis=-1) + grid.imports_mwh + grid.unserved_mwh
    used = grid.load_mwh + grid.storage_losses_mwh
    waiting = (new.study_mw + new.signed_mw) - (old.study_mw + old.signed_mw)
    connected = new.connected_mw - old.connected_mw
    queue = waiting - (grid.requests_mw - grid.energised_mw - grid.withdrawn_mw)
    built = new.capacity_mw - old.capacity_mw - (grid.added_mw - grid.retired_mw)
    return [
        closure(supplied - used, grid.load_mwh),
        closure(
            jnp.stack([queue, connected - grid.energised_mw]), new.connected_mw, new.study_mw, new.signed_mw
        ),
        closure(built, new.capacity_mw),
    ]


def residuals(
    before: State,
    after: State,
    flows: Flows,
    supplier_firm: Float[Array, "supplier firm"],
    import_share: Float[Array, "country"],
) -> Float[Array, "identity"]:
    """Every identity of the month, in the order of `IDENTITIES`.

    Args:
        before: State at the last month end.
        after: State at this month end.
        flows: What happened between them.
        supplier_firm: Which maker is which firm.
        import_share: Share of AI investment that is imported.
    Returns:
        |imbalance| over gross flow. [identity]
    """
    economy = after.economy
    net = flows.economy.investment_usd * MONTHS_PER_YEAR * (1 - import_share)
    parts = economy.other_gdp_usd + net + economy.offset_usd + economy.wealth_effect_usd
    output = closure(economy.gdp_usd - parts, economy.gdp_usd)
    money = money_residuals(before, after, flows, supplier_firm)
    return jnp.stack(
        [*money, *chip_residuals(before, after, flows), *power_residuals(before, after, flows), output]
    )
