"""K2: contracts between accounts, and compute rented beyond them."""

import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.model.blocks.capital.deals import COMPUTE, EQUITY, LOAN, cash_between, rent_compute

pytestmark = pytest.mark.unit

DUE = jnp.array([1.0, 2, 4, 8, 16, 32, 64])
START = jnp.asarray(0.0)


def test_every_deal_pays_from_its_payer_to_its_payee(params, accounts):
    found = [np.asarray(cash_between(params, DUE)[kind]) for kind in (COMPUTE, EQUITY, LOAN)]
    expected = np.zeros((3, 11, 11))
    for kind, payer, payee, usd in (
        (COMPUTE, "lab", "cloud", 1),
        (COMPUTE, "cloud", "outside-suppliers", 2),
        (COMPUTE, "state", "builder", 4),
        (EQUITY, "maker", "lab", 8),
        (EQUITY, "investors", "builder", 16),
        (EQUITY, "maker", "outside-suppliers", 32),
        (LOAN, "lenders", "builder", 64),
    ):
        expected[kind, accounts.index(payer), accounts.index(payee)] = usd
    np.testing.assert_array_equal(found, expected)


def test_two_deals_between_the_same_parties_add_up(params, accounts, changed):
    payer = np.asarray(params.deal_payer).copy()
    payer[1], payer[2] = payer[0], payer[0]
    payee = np.asarray(params.deal_payee).copy()
    payee[1], payee[2] = payee[0], payee[0]
    found = cash_between(changed(params, deal_payer=payer, deal_payee=payee), DUE)[COMPUTE]
    assert found[accounts.index("lab"), accounts.index("cloud")] == 7
    assert found.sum() == 7


def test_a_young_lab_rents_more_than_it_earns_at_its_usual_hosts(params):
    found = np.asarray(rent_compute(params, jnp.array([20.0, 0, 0, 0]), jnp.zeros((4, 11)), START))
    np.testing.assert_allclose(found[0, :4], [0, 27 / 4, 81 / 4, 0])
    assert found[1:].sum() == found[:, 4:].sum() == 0


def test_the_share_fades_to_its_long_run(params):
    found = rent_compute(params, jnp.array([20.0, 0, 0, 0]), jnp.zeros((4, 11)), jnp.asarray(4.0))
    np.testing.assert_allclose(found.sum(), 20 * (0.55 + 0.8 * np.exp(-1)), rtol=1e-13)


def test_contracts_come_first_and_are_owed_unused(params):
    """Take-or-pay: 20 under contract of 27 used leaves 7 elsewhere; 40 under contract is owed in full."""
    contracts = jnp.zeros((4, 11)).at[0, 2].set(20.0)
    found = np.asarray(rent_compute(params, jnp.array([20.0, 0, 0, 0]), contracts, START))
    np.testing.assert_allclose(found[0, :4], [0, 7 / 4, 20 + 21 / 4, 0])
    large = np.asarray(rent_compute(params, jnp.array([20.0, 0, 0, 0]), 2 * contracts, START))
    np.testing.assert_allclose(large, 2 * contracts)


def test_contracts_of_firms_that_are_no_labs_are_owed_as_they_stand(params):
    contracts = jnp.zeros((4, 11)).at[2, 6].set(3.0)
    np.testing.assert_array_equal(rent_compute(params, jnp.zeros(4), contracts, START), contracts)
