"""Layers on quantized and on binary weights."""
