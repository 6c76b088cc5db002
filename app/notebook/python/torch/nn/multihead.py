"""Multi-head attention as a function."""
import _torch
from _torch_nn import linear, scaled_dot_product_attention


def _projections(query, key, value, weight, bias, separate):
    """Query, key and value through their parts of the input projection; one product where all three are the same."""
    size = query.size(-1)
    biases = (None, None, None) if bias is None else bias.chunk(3)
    if separate is not None:
        return tuple(linear(x, w, b) for x, w, b in zip((query, key, value), separate, biases))
    if query is key and key is value:
        return linear(query, weight, bias).split(size, dim=-1)
    return tuple(linear(x, w, b) for x, w, b in zip((query, key, value), weight.split(size), biases))


def _additive(mask, name):
    """A mask as numbers to add: -inf where a bool mask is true."""
    if mask is None or mask.is_floating_point():
        return mask
    if mask.dtype != _torch.bool:
        raise AssertionError(f"only bool and floating types of {name} are supported, not {mask.dtype}")
    return _torch.where(mask, float("-inf"), _torch.zeros(mask.shape, device=mask.device))


def multi_head_attention_forward(
    query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn,
    dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None,
    use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None,
    static_v=None, average_attn_weights=True, is_causal=False,
):
    """Attention of several heads between an input and an output projection; [length, batch, width] or [length, width]."""
    for name, given in [("bias_k", bias_k), ("bias_v", bias_v), ("static_k", static_k), ("static_v", static_v)]:
        if given is not None:
            raise NotImplementedError(f"multi_head_attention_forward: {name} is not part of this page's subset of PyTorch")
    if add_zero_attn:
        raise NotImplementedError(
            "multi_head_attention_forward: add_zero_attn is not part of this page's subset of PyTorch"
        )
    batched = query.dim() == 3
    if query.dim() not in (2, 3) or key.dim() != query.dim() or value.dim() != query.dim():
        raise AssertionError(
            f"query, key and value must all be [length, batch, width] or [length, width], got {list(query.shape)}, "
            f"{list(key.shape)} and {list(value.shape)}"
        )
    width = query.size(-1)
    if width != embed_dim_to_check:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim_to_check}, but got {width}")
    head = width // num_heads
    if head * num_heads != width:
        raise AssertionError(f"embed_dim {width} not divisible by num_heads {num_heads}")
    if is_causal and attn_mask is None:
        raise RuntimeError("Need attn_mask if specifying the is_causal hint.")
    separate = (q_proj_weight, k_proj_weight, v_proj_weight) if use_separate_proj_weight else None
    q, k, v = _projections(query, key, value, in_proj_weight, in_proj_bias, separate)
    if not batched:
        q, k, v = q.unsqueeze(1), k.unsqueeze(1), v.unsqueeze(1)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    (length, batch), keys = (q.size(0), q.size(1)), k.size(0)
    # [batch, heads, length, head]: views, nothing is copied.
    q, k, v = (x.reshape(x.size(0), batch, num_heads, head).permute(1, 2, 0, 3) for x in (q, k, v))
    causal = is_causal and key_padding_mask is None and not need_weights
    mask = None if causal else _additive(attn_mask, "attn_mask")
    if mask is not None and mask.dim() == 3:
        mask = mask.reshape(batch, num_heads, length, keys)
    padding = _additive(key_padding_mask, "key_padding_mask")
    if padding is not None:
        padding = padding.reshape(batch, 1, 1, keys)
        mask = padding if mask is None else mask + padding
    p = dropout_p if training else 0.0
    weights = None
    if need_weights:
        scores = (q * head**-0.5) @ k.transpose(-2, -1)
        weights = (scores if mask is None else scores + mask).softmax(-1)
        if p > 0:
            from torch.nn.functional import dropout

            weights = dropout(weights, p)
        out = weights @ v
    else:
        out = scaled_dot_product_attention(q, k, v, mask, p, causal)
    out = linear(out.permute(2, 0, 1, 3).reshape(length, batch, width), out_proj_weight, out_proj_bias)
    if weights is not None:
        weights = weights.mean(dim=1) if average_attn_weights else weights
    if batched:
        return out, weights
    return out.squeeze(1), None if weights is None else weights.squeeze(0)
