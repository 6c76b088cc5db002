# Attention.
import torch.nn.functional as F

attend = F.scaled_dot_product_attention
for second in [False, True]:
    case("attention", lambda q, k, v: attend(q, k, v), real(2, 3, 4), real(2, 5, 4), real(2, 5, 3), second=second, tolerance=5e-5)
    case("attention causal", lambda q, k, v: attend(q, k, v, is_causal=True), real(1, 2, 4, 3), real(1, 2, 4, 3), real(1, 2, 4, 3), tolerance=5e-5)
    case("attention causal, fewer keys", lambda q, k, v: attend(q, k, v, is_causal=True), real(1, 4, 3), real(1, 2, 3), real(1, 2, 3), tolerance=5e-5)
    case("attention bool mask", lambda q, k, v, m: attend(q, k, v, attn_mask=m), real(2, 3, 4), real(2, 5, 4), real(2, 5, 4), truth(3, 5), tolerance=5e-5)
    case("attention float mask", lambda q, k, v, m: attend(q, k, v, attn_mask=m), real(2, 3, 4), real(2, 5, 4), real(2, 5, 4), real(2, 3, 5), second=second, tolerance=5e-5)
case("attention detached mask", lambda q, k, v, m: attend(q, k, v, attn_mask=m.detach()), real(2, 3, 4), real(2, 5, 4), real(2, 5, 4), real(1, 3, 5), tolerance=5e-5)
case("attention scale", lambda q, k, v: attend(q, k, v, scale=0.3), real(2, 3, 4), real(2, 5, 4), real(2, 5, 4), tolerance=5e-5)
case("attention flat", lambda q, k, v: attend(q, k, v), real(3, 4), real(5, 4), real(5, 4), tolerance=5e-5)
case("attention one", lambda q, k, v: attend(q, k, v), real(1, 1, 1), real(1, 1, 1), real(1, 1, 1))
case("attention grouped", lambda q, k, v: attend(q, k, v, enable_gqa=True), real(1, 4, 3, 2), real(1, 2, 5, 2), real(1, 2, 5, 2), tolerance=5e-5)
case("attention grouped, causal", lambda q, k, v: attend(q, k, v, is_causal=True, enable_gqa=True), real(1, 4, 3, 2), real(1, 2, 3, 2), real(1, 2, 3, 2), tolerance=5e-5)
case("attention views", lambda q, k, v: attend(q, k, v), real(2, 3, 4, lie="transposed"), real(2, 5, 4, lie="strided"), real(2, 5, 4, lie="expanded"), tolerance=5e-5)
case("attention heads", lambda q, k, v: attend(q.view(2, 3, 2, 2).transpose(1, 2), k.view(2, 3, 2, 2).transpose(1, 2), v.view(2, 3, 2, 2).transpose(1, 2)), real(2, 3, 4), real(2, 3, 4), real(2, 3, 4), tolerance=5e-5)
case("attention masked out", lambda q, k, v: attend(q, k, v, attn_mask=torch.tensor([[True, False], [False, False]])), real(1, 2, 3), real(1, 2, 3), real(1, 2, 3), tolerance=5e-5)
case("attention dropout of nothing", lambda q, k, v: attend(q, k, v, dropout_p=0.0), real(2, 3, 4), real(2, 5, 4), real(2, 5, 4), tolerance=5e-5)




case("attention in blocks", lambda q, k, v: attend(torch.cat([q] * 90, 1), torch.cat([k] * 70, 1), v.expand(1, 210, 3), is_causal=True)[:, ::31], real(1, 3, 2), real(1, 3, 2), real(1, 1, 3), tolerance=2e-4)
case("attention mask and causal", lambda q, k, v, m: attend(q, k, v, attn_mask=m, is_causal=True), real(2, 3, 4), real(2, 3, 4), real(2, 3, 4), truth(3, 3))
case("attention width", lambda q, k, v: attend(q, k, v), real(2, 3, 4), real(2, 3, 3), real(2, 3, 4))
case("attention groups", lambda q, k, v: attend(q, k, v, enable_gqa=True), real(1, 3, 3, 2), real(1, 2, 3, 2), real(1, 2, 3, 2))


def heads(q, k, v, w, b, o, **options):
    return F.multi_head_attention_forward(q, k, v, 4, 2, w, b, None, None, False, 0.0, o, None, **options)


parameters = [real(12, 4), real(12), real(4, 4)]
case("multi_head_attention", heads, real(3, 2, 4), real(5, 2, 4), real(5, 2, 4), *parameters, tolerance=1e-4)
case("multi_head_attention to itself", lambda x, w, b, o: heads(x, x, x, w, b, o, need_weights=False), real(3, 2, 4), *parameters, tolerance=1e-4)
case("multi_head_attention unbatched", heads, real(3, 4), real(5, 4), real(5, 4), *parameters, tolerance=1e-4)
case("multi_head_attention of each head", lambda *x: heads(*x, average_attn_weights=False), real(3, 2, 4), real(5, 2, 4), real(5, 2, 4), *parameters, tolerance=1e-4)
case("multi_head_attention padding", lambda q, k, v, w, b, o, m: heads(q, k, v, w, b, o, key_padding_mask=torch.tensor([[False, False, True], [False, True, False]])), real(3, 2, 4), real(3, 2, 4), real(3, 2, 4), *parameters, truth(1), tolerance=1e-4)
case("multi_head_attention mask", lambda q, k, v, w, b, o: heads(q, k, v, w, b, o, attn_mask=torch.tensor([[False, True], [False, False]])), real(2, 2, 4), real(2, 2, 4), real(2, 2, 4), *parameters, tolerance=1e-4)
case("multi_head_attention width", heads, real(3, 2, 5), real(5, 2, 5), real(5, 2, 5), *parameters)
