"""Attention with several heads (Vaswani et al. 2017)."""
import math

import _torch
from torch.nn import functional as F
from torch.nn import init
from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter


class NonDynamicallyQuantizableLinear(Linear):
    """Linear, under the name that PyTorch shows."""


def as_added(mask):
    """A mask to be added to scores: True becomes -inf."""
    if mask is None or mask.dtype.is_floating_point:
        return mask
    if mask.dtype is not _torch.bool:
        raise RuntimeError(f"only bool and floating types of masks are supported, not {mask.dtype}")
    return _torch.zeros(mask.shape, device=mask.device).masked_fill(mask, -math.inf)


def _longer(mask):
    """One more column of zeros: a key that everybody sees."""
    return _torch.cat([mask, _torch.zeros(*mask.shape[:-1], 1, device=mask.device)], -1)


class MultiheadAttention(Module):
    """Projects queries, keys and values, attends in each head, and projects the heads together. Inputs are (L, N, E), or
    (N, L, E) with `batch_first`, or (L, E)."""

    def __init__(
        self, embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None,
        batch_first=False, device=None, dtype=None,
    ):
        if embed_dim <= 0 or num_heads <= 0:
            raise ValueError(
                f"embed_dim and num_heads must be greater than 0, got embed_dim={embed_dim} and num_heads={num_heads} instead"
            )
        super().__init__()
        self.embed_dim = embed_dim
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == embed_dim and self.vdim == embed_dim
        self.num_heads = num_heads
        self.dropout = dropout
        self.batch_first = batch_first
        self.head_dim = embed_dim // num_heads
        if self.head_dim * num_heads != embed_dim:
            raise AssertionError("embed_dim must be divisible by num_heads")

        def new(*size):
            return Parameter(_torch.empty(size, device=device, dtype=dtype))

        if self._qkv_same_embed_dim:
            self.in_proj_weight = new(3 * embed_dim, embed_dim)
            for name in ("q_proj_weight", "k_proj_weight", "v_proj_weight"):
                self.register_parameter(name, None)
        else:
            self.q_proj_weight = new(embed_dim, embed_dim)
            self.k_proj_weight = new(embed_dim, self.kdim)
            self.v_proj_weight = new(embed_dim, self.vdim)
            self.register_parameter("in_proj_weight", None)
        if bias:
            self.in_proj_bias = new(3 * embed_dim)
        else:
            self.register_parameter("in_proj_bias", None)
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias=bias, device=device, dtype=dtype)
        if add_bias_kv:
            self.bias_k = new(1, 1, embed_dim)
            self.bias_v = new(1, 1, embed_dim)
        else:
            self.bias_k = self.bias_v = None
        self.add_zero_attn = add_zero_attn
        self._reset_parameters()

    def _reset_parameters(self):
        if self._qkv_same_embed_dim:
            init.xavier_uniform_(self.in_proj_weight)
        else:
            for weight in (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
                init.xavier_uniform_(weight)
        if self.in_proj_bias is not None:
            init.zeros_(self.in_proj_bias)
            init.zeros_(self.out_proj.bias)
        for bias in (self.bias_k, self.bias_v):
            if bias is not None:
                init.xavier_normal_(bias)

    def _project(self, query, key, value):
        """The three inputs in the heads' space; what is the same input is projected once."""
        weight, bias = self.in_proj_weight, self.in_proj_bias
        if weight is not None and query is key and key is value:
            return F.linear(query, weight, bias).chunk(3, -1)
        if weight is not None:
            weights = weight.chunk(3)
        else:
            weights = (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)
        biases = (None,) * 3 if bias is None else bias.chunk(3)
        return tuple(F.linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases))

    def forward(
        self, query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True,
        is_causal=False,
    ):
        batched = query.dim() == 3
        if query.dim() not in (2, 3) or key.dim() != query.dim() or value.dim() != query.dim():
            raise AssertionError(
                "query, key and value should be three 3-D tensors or three 2-D tensors, got "
                f"{query.dim()}-D, {key.dim()}-D and {value.dim()}-D"
            )
        if query.size(-1) != self.embed_dim:
            raise AssertionError(f"was expecting embedding dimension of {self.embed_dim}, but got {query.size(-1)}")
        if is_causal and attn_mask is None:
            raise RuntimeError(
                "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
                "`generate_square_subsequent_mask` to create this mask."
            )
        q, k, v = self._project(query, key, value)
        if not batched:
            q, k, v = q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0)
            key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
        elif not self.batch_first:
            q, k, v = q.transpose(0, 1), k.transpose(0, 1), v.transpose(0, 1)
        batch, length = q.size(0), q.size(1)
        mask, padding = as_added(attn_mask), as_added(key_padding_mask)
        if mask is not None:
            mask = self._fitting(mask, batch, length, k.size(1))
        if self.bias_k is not None:
            k = _torch.cat([k, self.bias_k.expand(batch, 1, self.embed_dim)], 1)
            v = _torch.cat([v, self.bias_v.expand(batch, 1, self.embed_dim)], 1)
            mask, padding = (None if m is None else _longer(m) for m in (mask, padding))
        if self.add_zero_attn:
            nothing = _torch.zeros(batch, 1, self.embed_dim, device=k.device)
            k, v = _torch.cat([k, nothing], 1), _torch.cat([v, nothing], 1)
            mask, padding = (None if m is None else _longer(m) for m in (mask, padding))
        if padding is not None:
            if tuple(padding.shape) != (batch, k.size(1)):
                raise AssertionError(f"expecting key_padding_mask shape of {(batch, k.size(1))}, but got {padding.shape}")
            padding = padding.reshape(batch, 1, 1, k.size(1))
            mask = padding if mask is None else mask + padding
        out, weights = self._attend(q, k, v, mask, need_weights)
        # In memory, time comes first, as in PyTorch: dropout after this draws in the order of memory.
        out = self.out_proj(out.permute(2, 0, 1, 3).reshape(length, batch, self.embed_dim))
        if not batched:
            out = out.squeeze(1)
        elif self.batch_first:
            out = out.transpose(0, 1)
        if weights is None:
            return out, None
        if average_attn_weights:
            weights = weights.mean(1)
        return out, (weights if batched else weights.squeeze(0))

    def _fitting(self, mask, batch, length, keys):
        """The mask over (batch, heads, queries, keys)."""
        if mask.dim() == 2 and tuple(mask.shape) == (length, keys):
            return mask
        if mask.dim() == 3 and tuple(mask.shape) == (batch * self.num_heads, length, keys):
            return mask.reshape(batch, self.num_heads, length, keys)
        if mask.dim() not in (2, 3):
            raise RuntimeError(f"attn_mask's dimension {mask.dim()} is not supported")
        wanted = (length, keys) if mask.dim() == 2 else (batch * self.num_heads, length, keys)
        raise RuntimeError(f"The shape of the {mask.dim()}D attn_mask is {mask.shape}, but should be {wanted}.")

    def _attend(self, q, k, v, mask, need_weights):
        """The heads' results (batch, heads, queries, size), and the weights if wanted."""
        q, k, v = (x.reshape(x.size(0), x.size(1), self.num_heads, self.head_dim).transpose(1, 2) for x in (q, k, v))
        drop = self.dropout if self.training else 0.0
        if not need_weights:
            return F.scaled_dot_product_attention(q, k, v, mask, drop), None
        scores = (q * math.sqrt(1.0 / self.head_dim)) @ k.transpose(-2, -1)
        weights = F.softmax(scores if mask is None else scores + mask, -1)
        if drop > 0.0:
            weights = F.dropout(weights, drop)
        return weights @ v, weights
