"""Embed the documents that changed since yesterday, in batches, and put their vectors into the store."""

import json
import os
import urllib.request

BATCH = 32
STORE = {"api-key": os.environ["STORE_KEY"]}


def send(url: str, body: object, method: str = "POST", headers: dict[str, str] | None = None) -> object:
    more = {"Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, json.dumps(body).encode(), more, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


with urllib.request.urlopen(os.environ["DOCUMENTS_URL"], timeout=60) as answer:
    documents = json.load(answer)
points = os.environ["STORE_URL"] + "/collections/documents/points"
for start in range(0, len(documents), BATCH):
    batch = documents[start : start + BATCH]
    vectors = send(os.environ["EMBEDDINGS_URL"] + "/embed", {"inputs": [each["text"] for each in batch], "truncate": True})
    send(points, {"points": [{"id": each["id"], "vector": v} for each, v in zip(batch, vectors)]}, "PUT", STORE)
print(f"{len(documents)} documents embedded")
