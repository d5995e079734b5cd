"""Embed the documents that changed since yesterday, in batches."""

import json
import os
import urllib.request

BATCH = 32


def post(url: str, body: object) -> object:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


with urllib.request.urlopen(os.environ["INDEX_URL"] + "/changed", timeout=60) as answer:
    documents = json.load(answer)
for start in range(0, len(documents), BATCH):
    batch = documents[start : start + BATCH]
    vectors = post(os.environ["EMBEDDINGS_URL"] + "/embed", {"inputs": [each["text"] for each in batch], "truncate": True})
    post(os.environ["INDEX_URL"] + "/vectors", [{"id": each["id"], "vector": v} for each, v in zip(batch, vectors)])
print(f"{len(documents)} documents embedded")
