"""Tidegate: one ml-project.yaml becomes verified Kustomize overlays."""

__version__ = "1.3.0"
