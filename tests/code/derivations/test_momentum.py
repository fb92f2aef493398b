"""What the chapter on momentum derives, held against torch, eigenvalues, searches and noise."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy.linalg import solve_discrete_lyapunov
from scipy.optimize import brentq, minimize, minimize_scalar
from torch import nn, optim

from workedout.derivations import momentum as m
from workedout.derivations import momentum_pairs as pairs
from workedout.derivations.identity import holds, rejects_the_wrong_one

IDENTITIES = (*m.IDENTITIES, *pairs.IDENTITIES)
DRAWS = [(0.3, 0.8), (1.7, 0.2), (3.1, 0.95), (0.01, 0.5), (1.5, 0.0)]  # (a, µ), all stable
ENDS = [(1.0, 100.0), (0.3, 2.0), (4.0, 5.0)]  # smallest and largest curvature


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.name)
def test_it_holds_and_its_mistake_does_not(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


def test_no_two_identities_share_a_name():
    assert len({identity.name for identity in IDENTITIES}) == len(IDENTITIES)


def value(side, **numbers):
    """One side of an identity at numbers, by the names of the module's symbols."""
    found = {symbol: numbers[key] for key, symbol in SYMBOLS.items() if key in numbers}
    return float(side.subs(found).doit().evalf())


SYMBOLS = {
    "a": m.a,
    "mu": m.mu,
    "z": m.z,
    "w": m.w,
    "w_new": m.w_new,
    "flat": pairs.flat,
    "steep": pairs.steep,
    "kappa": pairs.kappa,
    "eta": pairs.eta,
    "lam": pairs.lam,
    "sigma": pairs.sigma,
}


def torchs(curvature, rate, mu, steps=30, nesterov=False):
    """Places of torch's own momentum on a parabola, its gradients by autograd."""
    w = nn.Parameter(torch.tensor([1.0], dtype=torch.float64))
    optimizer, path = optim.SGD([w], rate, mu, nesterov=nesterov), [1.0]
    for _ in range(steps):
        optimizer.zero_grad()
        (curvature * w**2 / 2).sum().backward()
        optimizer.step()
        path.append(w.item())
    return np.array(path)


def matrix(a, mu):
    return np.array([[1 - a, -mu], [a, mu]])


def factor(a, mu):
    return max(abs(np.linalg.eigvals(matrix(a, mu))))


def slowest(rate, mu, ends):
    """The factor of the slower of two curvatures."""
    return max(factor(rate * curvature, mu) for curvature in ends)


@pytest.mark.parametrize(("a", "mu"), DRAWS)
def test_the_matrix_takes_torchs_steps(a, mu):
    path = torchs(2.0, a / 2, mu)
    state = np.array([1.0, 0.0])
    right, wrong = (
        np.array(side.args[0].subs({m.a: a, m.mu: mu}), float)
        for side in (m.AS_MATRIX.right, m.AS_MATRIX.wrong.doit(deep=False))
    )
    assert right == pytest.approx(matrix(a, mu), abs=1e-15)
    assert wrong != pytest.approx(right, abs=1e-3)
    for seen in path[1:]:
        state = right @ state
        assert state[0] == pytest.approx(seen, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("a", "mu"), DRAWS)
def test_the_weight_follows_from_its_last_two_places_as_torchs_does(a, mu):
    path = torchs(1.0, a, mu)
    for before, now, after in zip(path, path[1:], path[2:], strict=False):
        numbers = {"a": a, "mu": mu, "w": before, "w_new": now}
        assert value(m.RECURRENCE.right, **numbers) == pytest.approx(after, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("a", "mu"), DRAWS)
def test_each_step_of_torch_keeps_the_share_mu(a, mu):
    path = torchs(1.0, a, mu, 12)

    def kept(side):
        return np.array(
            [value(side, a=a, mu=mu, w=before, w_new=now) for before, now in pairwise(path)]
        )

    right, wrong = kept(m.Q_NAMED.right), kept(m.Q_NAMED.wrong)
    assert right[1:] == pytest.approx(mu * right[:-1], rel=1e-7, abs=1e-12)
    assert wrong[1:] != pytest.approx(mu * wrong[:-1], rel=1e-2, abs=1e-12)


@pytest.mark.parametrize(("a", "mu"), [*DRAWS, (0.4, -0.7), (5.0, 1.2)])
def test_the_polynomial_is_zero_at_the_eigenvalues_that_numpy_finds(a, mu):
    coefficients = np.poly(matrix(a, mu))
    for z in (-1.0, 0.3, 2.0):
        right = value(m.CHARACTERISTIC.right, a=a, mu=mu, z=z)
        assert right == pytest.approx(np.polyval(coefficients, z), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("identity", "place"),
    [
        (m.AT_ONE, lambda a: 1.0),
        (m.AT_MINUS_ONE, lambda a: -1.0),
        (m.AT_PLAIN, lambda a: 1 - a),
        (m.AT_BEST, lambda a: 1 - math.sqrt(a)),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
@pytest.mark.parametrize(("a", "mu"), [(0.3, 0.8), (1.7, -0.2)])
def test_the_polynomial_has_these_values_in_these_places(identity, place, a, mu):
    seen = np.polyval(np.poly(matrix(a, mu)), place(a))
    assert value(identity.right, a=a, mu=mu) == pytest.approx(seen, rel=1e-9)
    assert value(identity.wrong, a=a, mu=mu) != pytest.approx(seen, rel=1e-2)


@pytest.mark.parametrize(("a", "mu"), [(0.3, -0.5), (5.0, 0.5), (0.01, 0.3), (1.0, -0.9)])
def test_where_the_eigenvalues_are_real_the_larger_one_is_numpys(a, mu):
    seen = max(np.linalg.eigvals(matrix(a, mu)))
    assert value(m.ROOTS.right, a=a, mu=mu) == pytest.approx(seen, rel=1e-9)
    assert value(m.ROOTS.wrong, a=a, mu=mu) != pytest.approx(seen, rel=1e-2)


@pytest.mark.parametrize("mu", [0.0, 0.2, 0.9, 1.3])
def test_the_eigenvalues_are_complex_just_where_the_factored_discriminant_is_negative(mu):
    for a in np.linspace(0.001, 5, 97):
        is_complex = abs(np.linalg.eigvals(matrix(a, mu)).imag).max() > 1e-9
        assert is_complex == (value(m.DISCRIMINANT.right, a=a, mu=mu) < 0)


@pytest.mark.parametrize("mu", [-0.5, 0.0, 0.9])
def test_along_a_flat_direction_the_larger_eigenvalue_falls_as_derived(mu):
    a = 1e-7
    seen = (max(np.linalg.eigvals(matrix(a, mu)).real) - 1) / a
    assert value(m.SLOW.right, mu=mu) == pytest.approx(seen, rel=1e-4)


@pytest.mark.parametrize(("a", "mu"), [(0.3, 0.8), (1.1, 0.5)])
def test_torchs_nesterov_obeys_its_polynomial_and_not_that_of_momentum(a, mu):
    path = torchs(1.0, a, mu, nesterov=True)

    def left_over(side):
        """The polynomial with its powers of z replaced by places, one after another."""
        at = [value(side, a=a, mu=mu, z=z) for z in (0, 1, 2)]
        constant, linear = at[0], at[1] - at[0] - 1
        assert at[2] == pytest.approx(4 + 2 * linear + constant)
        return path[2:] + linear * path[1:-1] + constant * path[:-2]

    assert abs(left_over(m.NESTEROV.right)).max() < 1e-12
    assert abs(left_over(m.NESTEROV.wrong)).max() > 1e-3


@pytest.mark.parametrize("ends", ENDS)
def test_a_search_finds_no_better_pair_than_the_derived_one(ends):
    flat, steep = ends
    rate = value(pairs.BEST_RATE.right, flat=flat, steep=steep)
    rho = value(pairs.BEST_FACTOR.right, kappa=steep / flat)
    assert slowest(rate, rho**2, ends) == pytest.approx(rho, rel=1e-6)
    found = minimize(
        lambda pair: slowest(pair[0], pair[1], ends),
        (rate * 0.8, rho**2 * 0.9),
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-9, "maxiter": 4000},
    )
    assert found.fun >= rho - 1e-7
    assert found.fun == pytest.approx(rho, rel=0.05)
    wrong = value(pairs.BEST_RATE.wrong, flat=flat, steep=steep)
    assert slowest(wrong, rho**2, ends) > rho + 1e-3


@pytest.mark.parametrize("ends", ENDS)
def test_a_search_finds_the_derived_best_factor_without_momentum(ends):
    flat, steep = ends
    found = minimize_scalar(
        lambda rate: max(abs(1 - rate * flat), abs(1 - rate * steep)),
        bounds=(0, 2 / steep),
        method="bounded",
        options={"xatol": 1e-12},
    )
    kappa = steep / flat
    assert value(pairs.PLAIN_FACTOR.right, kappa=kappa) == pytest.approx(found.fun, rel=1e-5)
    assert value(pairs.PLAIN_FACTOR.wrong, kappa=kappa) != pytest.approx(found.fun, rel=1e-2)


@pytest.mark.parametrize("mu", [0.3, 0.9, 0.99])
def test_a_momentum_is_the_best_one_for_the_condition_number_it_is_meant_for(mu):
    kappa = value(pairs.MEANT_FOR.right, mu=mu)
    assert value(pairs.BEST_FACTOR.right, kappa=kappa) ** 2 == pytest.approx(mu, rel=1e-12)
    wrong = value(pairs.MEANT_FOR.wrong, mu=mu)
    assert value(pairs.BEST_FACTOR.right, kappa=wrong) ** 2 != pytest.approx(mu, rel=1e-2)


@pytest.mark.parametrize("ends", ENDS)
def test_bisection_finds_the_edge_of_the_best_pair(ends):
    flat, steep = ends
    rate = value(pairs.BEST_RATE.right, flat=flat, steep=steep)
    mu = value(pairs.BEST_FACTOR.right, kappa=steep / flat) ** 2
    found = brentq(lambda bend: factor(rate * bend, mu) - 1, steep, 4 * steep, xtol=1e-12)
    assert value(pairs.EDGE.right, flat=flat, steep=steep) == pytest.approx(found, rel=1e-9)
    assert value(pairs.EDGE.wrong, flat=flat, steep=steep) != pytest.approx(found, rel=1e-3)


@pytest.mark.parametrize("mu", [-0.5, 0.5, 0.9])
def test_near_its_own_edge_a_flat_direction_is_as_fast_as_derived(mu):
    def left(momentum):
        """What is lost of a weight in the long run, near the edge for curvature 1."""
        return 1 - factor(1e-7 * 2 * (1 + momentum), momentum)

    seen = left(mu) / left(0.0)
    assert value(pairs.AT_THE_EDGE.right, mu=mu) == pytest.approx(seen, rel=1e-4)
    assert value(pairs.AT_THE_EDGE.wrong, mu=mu) != pytest.approx(seen, rel=1e-2)


@pytest.mark.parametrize(("rate", "lam", "mu"), [(0.1, 1.0, 0.9), (0.3, 2.0, 0.5), (0.2, 3, -0.6)])
def test_noise_leaves_the_solution_of_lyapunovs_equation(rate, lam, mu):
    sigma = 1.7
    kick = rate * sigma * np.array([[-1.0], [1.0]])  # of w and of ηv
    exact = solve_discrete_lyapunov(matrix(rate * lam, mu), kick @ kick.T)[0, 0]
    numbers = {"eta": rate, "lam": lam, "mu": mu, "sigma": sigma}
    assert value(pairs.NOISE.right, **numbers) == pytest.approx(exact, rel=1e-9)
    assert value(pairs.NOISE.wrong, **numbers) != pytest.approx(exact, rel=1e-2)


def test_without_momentum_the_noise_leaves_what_the_schedules_chapter_derives():
    rate, lam, sigma = 0.3, 2.0, 1.7
    plain = rate * sigma**2 / (lam * (2 - rate * lam))
    found = value(pairs.NOISE.right, eta=rate, lam=lam, mu=0.0, sigma=sigma)
    assert found == pytest.approx(plain, rel=1e-12)


def test_torch_refuses_a_negative_momentum_as_the_page_says():
    with pytest.raises(ValueError, match="momentum"):
        optim.SGD([nn.Parameter(torch.zeros(1))], 0.1, -0.5)
