"""Manifests to files: the layout of an overlay and the one writer of YAML. Pure."""
