"""Tries learning rates side by side and prints the one with the smallest loss of a toy problem."""

import ray


@ray.remote
def loss(rate: float) -> tuple[float, float]:
    """The loss after twenty steps down a parabola, and the rate."""
    weight = 5.0
    for _ in range(20):
        weight -= rate * 2 * weight
    return weight * weight, rate


best, rate = min(ray.get([loss.remote(rate) for rate in (0.3, 0.1, 0.03, 0.01)]))
print(f"rate {rate}: loss {best:.6f}")
