"""Estimate pi from random points: each worker has its own part of them."""

import os

import dask.array as da
from dask.distributed import Client

with Client(os.environ["DASK_SCHEDULER_ADDRESS"]) as client:
    client.wait_for_workers(3, timeout=600)
    points = da.random.random((200_000_000, 2), chunks=(5_000_000, 2))
    inside = (points**2).sum(axis=1) < 1
    print(f"pi is about {4 * inside.mean().compute():.5f}")
