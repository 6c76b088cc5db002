"""Recurrent layers and their cells. The loop over time runs in the engine."""
import math
import warnings

import _torch
from torch.nn import functional as F
from torch.nn import init
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter

GATES = {"RNN_TANH": 1, "RNN_RELU": 1, "GRU": 3, "LSTM": 4}


class _Recurrent(Module):
    """Layers and directions of all kinds. Inputs are (L, N, I), or (N, L, I) with `batch_first`, or (L, I)."""

    def __init__(
        self, mode, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0,
        bidirectional=False, proj_size=0, device=None, dtype=None,
    ):
        super().__init__()
        for name, value in (("bias", bias), ("batch_first", batch_first)):
            if not isinstance(value, bool):
                raise TypeError(f"{name} should be of type bool, got: {type(value).__name__}")
        for name, value in (("input_size", input_size), ("hidden_size", hidden_size)):
            if not isinstance(value, int):
                raise TypeError(f"{name} should be of type int, got: {type(value).__name__}")
        for name, value in (("input_size", input_size), ("hidden_size", hidden_size), ("num_layers", num_layers)):
            if value <= 0:
                raise ValueError(f"{name} must be greater than zero")
        if isinstance(dropout, bool) or not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
            )
        if dropout > 0 and num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers "
                f"greater than 1, but got dropout={dropout} and num_layers={num_layers}",
                stacklevel=3,
            )
        if proj_size < 0:
            raise ValueError("proj_size should be a positive integer or zero to disable projections")
        if proj_size >= hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        gates, state = GATES[mode] * hidden_size, proj_size or hidden_size
        directions = 2 if bidirectional else 1
        # Names of each direction's weights, None for what it lacks.
        self._names = []
        for layer in range(num_layers):
            features = input_size if layer == 0 else state * directions
            for suffix in ("", "_reverse")[:directions]:
                sizes = {
                    "weight_ih": (gates, features), "weight_hh": (gates, state),
                    "bias_ih": (gates,) if bias else None, "bias_hh": (gates,) if bias else None,
                    "weight_hr": (proj_size, hidden_size) if proj_size else None,
                }
                names = []
                for kind, size in sizes.items():
                    name = f"{kind}_l{layer}{suffix}"
                    if size is not None:
                        setattr(self, name, Parameter(_torch.empty(size, device=device, dtype=dtype)))
                    names.append(name if size is not None else None)
                self._names.append(names)
        self.reset_parameters()

    def reset_parameters(self):
        """Evenly within 1 / sqrt(hidden_size), all."""
        bound = 1.0 / math.sqrt(self.hidden_size)
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def flatten_parameters(self):
        """Nothing to do here: no device wants the weights in one piece."""

    @property
    def all_weights(self):
        return [[getattr(self, name) for name in names if name is not None] for names in self._names]

    def _zeros(self, input, batch, size):
        rows = self.num_layers * (2 if self.bidirectional else 1)
        return _torch.zeros(rows, batch, size, device=input.device)

    def _check(self, input, states, batched):
        """Sizes of the input and of the states, as PyTorch names them."""
        if self.input_size != input.size(-1):
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.size(-1)}"
            )
        rows = self.num_layers * (2 if self.bidirectional else 1)
        sizes = (self.proj_size or self.hidden_size, self.hidden_size)
        for number, (state, size) in enumerate(zip(states, sizes)):
            expected = (rows, input.size(1), size)
            if tuple(state.shape) != expected:
                name = f"hidden[{number}]" if self.mode == "LSTM" else "hidden"
                raise RuntimeError(f"Expected {name} size {expected}, got {list(state.shape)}")

    def _run(self, input, states):
        """Output and final states; `states` is a list of h, or of h and c, or None."""
        kind = type(self).__name__
        if input.dim() not in (2, 3):
            raise ValueError(f"{kind}: Expected input to be 2D or 3D, got {input.dim()}D instead")
        batched = input.dim() == 3
        if states is not None:
            for state in states:
                if state.dim() != input.dim():
                    what = "batched 3-D" if batched else "unbatched 2-D"
                    raise RuntimeError(
                        f"For {what} input, hx and cx should also be {input.dim()}-D but got {state.dim()}-D tensor"
                    )
        if not batched:
            input = input.unsqueeze(1)
            states = None if states is None else [state.unsqueeze(1) for state in states]
        elif self.batch_first:
            input = input.transpose(0, 1)
        if states is None:
            states = [self._zeros(input, input.size(1), self.proj_size or self.hidden_size)]
            if self.mode == "LSTM":
                states.append(self._zeros(input, input.size(1), self.hidden_size))
        self._check(input, states, batched)
        last_h, last_c = [], []
        out = input
        directions = 2 if self.bidirectional else 1
        parameters = self._parameters
        for layer in range(self.num_layers):
            if layer > 0 and self.dropout > 0 and self.training:
                out = F.dropout(out, self.dropout, True)
            found = []
            for direction in range(directions):
                row = layer * directions + direction
                weights = [None if name is None else parameters[name] for name in self._names[row]]
                c = states[1][row] if len(states) > 1 else None
                steps, h, c = _torch._rnn_layer(self.mode, out, states[0][row], c, weights, direction == 1)
                found.append(steps)
                last_h.append(h)
                last_c.append(c)
            out = found[0] if directions == 1 else _torch.cat(found, -1)
        ends = [_torch.stack(last_h)]
        if self.mode == "LSTM":
            ends.append(_torch.stack(last_c))
        if not batched:
            return out.squeeze(1), [end.squeeze(1) for end in ends]
        return (out.transpose(0, 1) if self.batch_first else out), ends

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        if self.proj_size != 0:
            text += f", proj_size={self.proj_size}"
        if self.num_layers != 1:
            text += f", num_layers={self.num_layers}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if self.batch_first is not False:
            text += f", batch_first={self.batch_first}"
        if self.dropout != 0:
            text += f", dropout={self.dropout}"
        if self.bidirectional is not False:
            text += f", bidirectional={self.bidirectional}"
        return text


class RNN(_Recurrent):
    """h' = tanh(W x + b + U h + c), or with relu (Elman 1990)."""

    def __init__(
        self, input_size, hidden_size, num_layers=1, nonlinearity="tanh", bias=True, batch_first=False, dropout=0.0,
        bidirectional=False, device=None, dtype=None,
    ):
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(
            "RNN_TANH" if nonlinearity == "tanh" else "RNN_RELU", input_size, hidden_size, num_layers, bias,
            batch_first, dropout, bidirectional, 0, device, dtype,
        )
        self.nonlinearity = nonlinearity

    def forward(self, input, hx=None):
        out, (h,) = self._run(input, None if hx is None else [hx])
        return out, h


class GRU(_Recurrent):
    """Gated recurrent units (Cho et al. 2014)."""

    def __init__(
        self, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False,
        device=None, dtype=None,
    ):
        super().__init__(
            "GRU", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, 0, device, dtype
        )

    def forward(self, input, hx=None):
        out, (h,) = self._run(input, None if hx is None else [hx])
        return out, h


class LSTM(_Recurrent):
    """Long short-term memory (Hochreiter and Schmidhuber 1997)."""

    def __init__(
        self, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False,
        proj_size=0, device=None, dtype=None,
    ):
        super().__init__(
            "LSTM", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, proj_size, device,
            dtype,
        )

    def forward(self, input, hx=None):
        out, (h, c) = self._run(input, None if hx is None else list(hx))
        return out, (h, c)


class _Cell(Module):
    """One step of a recurrent layer."""

    mode = None

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        gates = GATES[self.mode] * hidden_size
        self.weight_ih = Parameter(_torch.empty((gates, input_size), device=device, dtype=dtype))
        self.weight_hh = Parameter(_torch.empty((gates, hidden_size), device=device, dtype=dtype))
        for name in ("bias_ih", "bias_hh"):
            if bias:
                setattr(self, name, Parameter(_torch.empty(gates, device=device, dtype=dtype)))
            else:
                self.register_parameter(name, None)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _run(self, input, states):
        kind = type(self).__name__
        if input.dim() not in (1, 2):
            raise ValueError(f"{kind}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        batched = input.dim() == 2
        if states is not None:
            for state in states:
                if state.dim() not in (1, 2):
                    raise ValueError(f"{kind}: Expected hidden to be 1D or 2D, got {state.dim()}D instead")
        if not batched:
            input = input.unsqueeze(0)
            states = None if states is None else [state.unsqueeze(0) for state in states]
        if states is None:
            zeros = _torch.zeros(input.size(0), self.hidden_size, device=input.device)
            states = [zeros, zeros] if self.mode == "LSTM" else [zeros]
        p = self._parameters
        weights = [p["weight_ih"], p["weight_hh"], p["bias_ih"], p["bias_hh"]]
        found = _torch._rnn_step(self.mode, input, states[0], states[1] if len(states) > 1 else None, weights)
        found = found[: len(states)]
        return found if batched else tuple(state.squeeze(0) for state in found)

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        return text if self.bias is True else f"{text}, bias={self.bias}"


class RNNCell(_Cell):
    """One step of `RNN`."""

    mode = "RNN_TANH"

    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = nonlinearity
        if nonlinearity == "relu":
            self.mode = "RNN_RELU"

    def forward(self, input, hx=None):
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._run(input, None if hx is None else [hx])[0]

    def extra_repr(self):
        text = super().extra_repr()
        return text if self.nonlinearity == "tanh" else f"{text}, nonlinearity={self.nonlinearity}"


class GRUCell(_Cell):
    """One step of `GRU`."""

    mode = "GRU"

    def forward(self, input, hx=None):
        return self._run(input, None if hx is None else [hx])[0]


class LSTMCell(_Cell):
    """One step of `LSTM`."""

    mode = "LSTM"

    def forward(self, input, hx=None):
        return self._run(input, None if hx is None else list(hx))
