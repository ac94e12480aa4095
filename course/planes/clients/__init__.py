"""Faces of the world for real tools."""
