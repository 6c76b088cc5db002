"""Layers that leave parts out while training."""
from torch.nn import functional as F
from torch.nn.modules.module import Module


class _Dropout(Module):
    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def _run(self, function, input):
        if self.inplace:
            return function(input, self.p, self.training, True)
        return function(input, self.p, self.training)

    def extra_repr(self):
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """Zeroes elements with probability p and scales the rest by 1 / (1 - p)."""

    def forward(self, input):
        return self._run(F.dropout, input)


class Dropout1d(_Dropout):
    """Zeroes whole channels of (N, C, L)."""

    def forward(self, input):
        return self._run(F.dropout1d, input)


class Dropout2d(_Dropout):
    """Zeroes whole channels of (N, C, H, W)."""

    def forward(self, input):
        return self._run(F.dropout2d, input)


class AlphaDropout(_Dropout):
    """Keeps mean and variance, for SELU."""

    def forward(self, input):
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_Dropout):
    """AlphaDropout of whole channels."""

    def forward(self, input):
        return F.feature_alpha_dropout(input, self.p, self.training)
