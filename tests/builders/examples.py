"""The examples that tests look at by name."""

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "examples"
TUTORIAL = ("chat", "churn", "embeddings", "image-classifier", "podinfo")
"""Those that show releases: each goes to dev, staging and production, by all three strategies, on every engine."""
