"""A training of a few lines, as a node of it runs: it reads its rank, and takes part in a ring of sockets.

Each node connects to the next one and passes on what it hears; when the ranks have gone round, every node knows all of them. The
addresses of the cluster are looked up in the file that HOSTS names, which stands for its DNS: it has the nodes in the order of
their ranks, each with its port of loopback and the file descriptor of the socket that listens there, which every node inherits.
"""

import json
import os
import socket
import sys
from pathlib import Path
from typing import NamedTuple

SECONDS = 240


class Place(NamedTuple):
    """What a node knows of the run."""

    rank: int
    nodes: int
    first: str


def place(framework: str) -> Place:
    """The rank, the number of nodes, and the address of the first one, from the variables of a framework."""
    env = os.environ
    match framework:
        case "pytorch":
            return Place(int(env["RANK"]), int(env["WORLD_SIZE"]), f"{env['MASTER_ADDR']}:{env['MASTER_PORT']}")
        case "torchrun":
            first = f"{env['PET_MASTER_ADDR']}:{env['PET_MASTER_PORT']}"
            return Place(int(env["PET_NODE_RANK"]), int(env["PET_NNODES"]), first)
        case "tensorflow":
            config = json.loads(env["TF_CONFIG"])
            workers = config["cluster"]["worker"]
            return Place(config["task"]["index"], len(workers), workers[0])
        case _:
            return Place(int(env["JAX_PROCESS_ID"]), int(env["JAX_NUM_PROCESSES"]), env["JAX_COORDINATOR_ADDRESS"])


def main(framework: str) -> int:
    """Write the ranks that have come round, in their order."""
    own = place(framework)
    hosts = json.loads(Path(os.environ["HOSTS"]).read_text(encoding="utf-8"))
    names = list(hosts)
    first = own.first.rpartition(":")[0]
    assert first == names[0], (first, names)
    port = hosts[names[(own.rank + 1) % own.nodes]]["port"]
    with socket.socket(fileno=hosts[names[own.rank]]["listener"]) as server:
        server.settimeout(SECONDS)
        onward = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        back, _ = server.accept()
        with onward, back, back.makefile() as heard:
            seen = [own.rank]
            for _ in range(own.nodes):
                onward.sendall(f"{seen[-1]}\n".encode())
                seen.append(int(heard.readline()))
    sys.stdout.write(f"{json.dumps(sorted(set(seen)))}\n")
    return 0 if seen[-1] == own.rank else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
