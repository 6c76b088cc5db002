"""Layers, losses and containers, by sort."""
