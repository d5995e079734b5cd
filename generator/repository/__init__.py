"""Folders and Git repositories that we write to: whole or not at all."""
