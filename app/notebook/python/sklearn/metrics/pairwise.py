"""Distances between samples."""
from sklearn.metrics.clusters import euclidean_distances  # noqa: F401
