# Layers whose functions come from elsewhere: values, and gradients of inputs and parameters.
import torch.nn as nn


def flat(value):
    if isinstance(value, (tuple, list)):
        return [t for v in value for t in flat(v)]
    return [value]


def layer(make, training=True, calls=1):
    """Calls the layer (its state may change), then gradients of its parameters, its buffers and its text."""
    def run(*inputs):
        torch.manual_seed(5)
        m = make()
        if not training:
            m.eval()
        for _ in range(calls):
            out = [t for t in flat(m(*inputs)) if t is not None]
        found = list(out)
        parameters = [p for p in m.parameters() if p.requires_grad]
        if parameters:
            total = sum((t * t).sum() for t in out)
            found += list(torch.autograd.grad(total, parameters, retain_graph=True))
        return found + [b for b in m.buffers() if b is not None]
    return run


for make, shape in [
    (lambda: nn.Conv1d(2, 3, 3), (2, 2, 6)), (lambda: nn.Conv1d(4, 4, 3, stride=2, padding=1, dilation=2, groups=2, bias=False), (1, 4, 9)), (lambda: nn.Conv1d(2, 3, 2), (2, 5)),
    (lambda: nn.Conv1d(2, 2, 3, padding="same"), (1, 2, 5)), (lambda: nn.Conv1d(2, 2, 3, padding=1, padding_mode="circular"), (1, 2, 5)),
    (lambda: nn.Conv2d(1, 2, 3), (2, 1, 5, 4)), (lambda: nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), groups=2), (1, 2, 5, 4)), (lambda: nn.Conv2d(2, 2, 1, bias=False), (2, 2, 2, 3)),
    (lambda: nn.Conv2d(2, 2, 3, padding=1, padding_mode="reflect"), (1, 2, 4, 4)), (lambda: nn.Conv2d(1, 2, 3, padding="same", padding_mode="replicate", dilation=2), (1, 1, 5, 5)), (lambda: nn.Conv2d(1, 1, 3, padding="valid"), (1, 4, 4)),
    (lambda: nn.ConvTranspose1d(2, 4, 3, stride=2), (2, 2, 4)), (lambda: nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1, groups=2), (1, 4, 3, 2)), (lambda: nn.ConvTranspose2d(2, 1, 2, dilation=2, bias=False), (1, 2, 3, 3)),
]:
    case("convolution", layer(make), real(*shape), tolerance=1e-4)


def transposed(size):
    def run(x):
        torch.manual_seed(5)
        return nn.ConvTranspose2d(2, 1, 3, stride=2)(x, output_size=size)
    return run


case("ConvTranspose2d of a size", transposed([7, 8]), real(1, 2, 3, 3), tolerance=1e-4)
case("ConvTranspose2d of a size", transposed([12, 8]), real(1, 2, 3, 3))

for make, shape in [
    (lambda: nn.MaxPool1d(2), (2, 2, 7)), (lambda: nn.MaxPool1d(3, 1, 1, ceil_mode=True), (1, 2, 6)), (lambda: nn.MaxPool2d(2), (2, 1, 5, 4)), (lambda: nn.MaxPool2d((2, 3), stride=1, padding=(1, 0), ceil_mode=True), (1, 2, 4, 5)),
    (lambda: nn.MaxPool2d(2, dilation=2), (1, 1, 5, 5)), (lambda: nn.AvgPool1d(3, 2, 1), (1, 2, 7)), (lambda: nn.AvgPool1d(3, 2, 1, count_include_pad=False), (1, 2, 7)), (lambda: nn.AvgPool2d(2), (2, 2, 4, 5)), (lambda: nn.AvgPool2d(3, 2, 1, divisor_override=2), (1, 1, 5, 5)),
    (lambda: nn.AdaptiveAvgPool1d(3), (1, 2, 7)), (lambda: nn.AdaptiveAvgPool2d((1, 1)), (2, 3, 4, 5)), (lambda: nn.AdaptiveAvgPool2d((2, None)), (1, 2, 5, 3)), (lambda: nn.AdaptiveMaxPool1d(2), (1, 2, 5)), (lambda: nn.AdaptiveMaxPool2d(2), (1, 2, 5, 3)),
]:
    case("pool", layer(make), distinct(*shape))
case("MaxPool2d with places", lambda x: list(nn.MaxPool2d(2, return_indices=True)(x)), distinct(1, 2, 4, 5))

for make, shape, again in [
    (lambda: nn.LayerNorm((3, 4)), (2, 3, 4), 1), (lambda: nn.LayerNorm(4, bias=False), (2, 4), 1), (lambda: nn.LayerNorm(3, eps=1e-2, elementwise_affine=False), (2, 2, 3), 1), (lambda: nn.RMSNorm(4), (3, 4), 1), (lambda: nn.RMSNorm((2, 3), eps=1e-3, elementwise_affine=False), (2, 2, 3), 1),
    (lambda: nn.GroupNorm(2, 4), (3, 4, 5), 1), (lambda: nn.GroupNorm(1, 2, affine=False), (2, 2, 3, 2), 1), (lambda: nn.BatchNorm1d(3), (4, 3), 3), (lambda: nn.BatchNorm1d(2), (3, 2, 4), 2), (lambda: nn.BatchNorm2d(2, momentum=None), (2, 2, 3, 3), 3),
    (lambda: nn.BatchNorm2d(2, affine=False, track_running_stats=False), (2, 2, 3, 2), 1), (lambda: nn.InstanceNorm1d(2), (2, 2, 5), 1), (lambda: nn.InstanceNorm2d(2, affine=True, track_running_stats=True), (2, 2, 3, 3), 2), (lambda: nn.InstanceNorm1d(2), (2, 5), 1),
]:
    case("norm", layer(make, calls=again), real(*shape), tolerance=2e-4)
    case("norm, not training", layer(make, training=False), real(*shape), tolerance=2e-4)
case("BatchNorm1d of one value", layer(lambda: nn.BatchNorm1d(2)), real(1, 2))

for make in [
    lambda: nn.ReLU(), lambda: nn.ReLU6(), lambda: nn.Hardtanh(-0.5, 0.7), lambda: nn.LeakyReLU(0.2), lambda: nn.ELU(), lambda: nn.ELU(0.5), lambda: nn.CELU(0.7), lambda: nn.SELU(), lambda: nn.SiLU(), lambda: nn.Mish(), lambda: nn.Hardswish(), lambda: nn.Hardsigmoid(), lambda: nn.Tanh(), lambda: nn.Sigmoid(),
    lambda: nn.LogSigmoid(), lambda: nn.Softsign(), lambda: nn.Tanhshrink(), lambda: nn.Hardshrink(0.3), lambda: nn.Softshrink(0.3), lambda: nn.GELU(), lambda: nn.GELU("tanh"), lambda: nn.GLU(), lambda: nn.GLU(0), lambda: nn.Softplus(), lambda: nn.Softplus(2, 1), lambda: nn.Threshold(0.1, 2.0),
    lambda: nn.PReLU(), lambda: nn.PReLU(4), lambda: nn.Softmin(-1), lambda: nn.LogSoftmax(0),
]:
    case("activation", layer(make), real(2, 4), tolerance=1e-4)


def in_place(make):
    def run(x):
        y = x * 1
        back = make()(y)
        return [back, back is y, y * 2]
    return run


for make in [lambda: nn.ReLU(True), lambda: nn.LeakyReLU(0.1, True), lambda: nn.ELU(inplace=True), lambda: nn.SiLU(True), lambda: nn.Hardtanh(inplace=True), lambda: nn.ReLU6(True)]:
    case("in place", in_place(make), real(3, 4))

case("Embedding", layer(lambda: nn.Embedding(5, 3)), whole(2, 4, high=5))
case("Embedding", layer(lambda: nn.Embedding(5, 3, padding_idx=2)), whole(7, high=5))
case("Embedding", layer(lambda: nn.Embedding(5, 3, scale_grad_by_freq=True)), whole(9, high=5))
case("Embedding", layer(lambda: nn.Embedding(5, 3, max_norm=1.0)), whole(3, high=5))
case("Embedding.from_pretrained", lambda i: nn.Embedding.from_pretrained(torch.arange(12.0).reshape(4, 3))(i), whole(2, 3, high=4))
case("EmbeddingBag", layer(lambda: nn.EmbeddingBag(5, 3)), whole(2, 4, high=5))
case("EmbeddingBag", layer(lambda: nn.EmbeddingBag(5, 3, mode="sum")), whole(2, 4, high=5))

for make in [lambda: nn.Dropout(0.3), lambda: nn.Dropout(0.0), lambda: nn.Dropout(1.0), lambda: nn.AlphaDropout(0.2)]:
    case("dropout", layer(make), real(4, 5))
    case("dropout, not training", layer(make, training=False), real(4, 5))
case("dropout", layer(lambda: nn.Dropout1d(0.5)), real(3, 4, 2))
case("dropout", layer(lambda: nn.Dropout2d(0.5)), real(2, 3, 2, 2))
case("GRU with dropout", layer(lambda: nn.GRU(3, 4, 3, dropout=0.4)), real(3, 2, 3), tolerance=1e-4)

for make, shape in [
    (lambda: nn.PixelShuffle(2), (1, 8, 2, 3)), (lambda: nn.PixelUnshuffle(2), (1, 2, 4, 2)), (lambda: nn.ChannelShuffle(2), (1, 4, 2, 2)), (lambda: nn.Upsample(scale_factor=2), (1, 2, 2, 3)), (lambda: nn.Upsample((3, 5)), (1, 1, 2, 2)), (lambda: nn.Upsample(scale_factor=2, mode="bilinear"), (1, 1, 2, 3)), (lambda: nn.UpsamplingBilinear2d(scale_factor=2), (1, 1, 2, 3)),
    (lambda: nn.ConstantPad1d(1, 0.5), (1, 2, 3)), (lambda: nn.ConstantPad2d((1, 2, 0, 1), 1.0), (1, 1, 2, 2)), (lambda: nn.ZeroPad2d(1), (1, 1, 2, 2)), (lambda: nn.ReflectionPad1d(2), (1, 1, 4)), (lambda: nn.ReflectionPad2d(1), (1, 1, 3, 3)), (lambda: nn.ReplicationPad1d(2), (1, 1, 3)), (lambda: nn.ReplicationPad2d((1, 0, 2, 1)), (1, 1, 2, 3)), (lambda: nn.CircularPad1d(2), (1, 1, 4)), (lambda: nn.CircularPad2d(1), (1, 1, 3, 3)),
    (lambda: nn.Unfold(2), (1, 2, 3, 3)), (lambda: nn.Fold((3, 3), 2), (1, 8, 4)),
]:
    case("shape", layer(make), real(*shape))
case("CosineSimilarity", layer(lambda: nn.CosineSimilarity()), real(3, 4), real(3, 4))
case("PairwiseDistance", layer(lambda: nn.PairwiseDistance(keepdim=True)), real(3, 4), real(3, 4))

for reduction in ["none", "mean", "sum"]:
    for make in [nn.MSELoss, nn.L1Loss, nn.SmoothL1Loss, nn.HuberLoss, nn.PoissonNLLLoss, nn.KLDivLoss]:
        case(f"{make.__name__} {reduction}", layer(lambda make=make: make(reduction=reduction)), real(3, 4), positive(3, 4), tolerance=1e-4)
    for options in [{}, {"ignore_index": 1}, {"label_smoothing": 0.1}, {"weight": torch.tensor([1.0, 0.5, 2.0])}, {"weight": torch.tensor([1.0, 0.5, 2.0]), "ignore_index": 0, "label_smoothing": 0.2}]:
        case(f"CrossEntropyLoss {reduction}", layer(lambda options=options: nn.CrossEntropyLoss(reduction=reduction, **options)), real(5, 3), whole(5, high=3), tolerance=1e-4)
    case(f"CrossEntropyLoss of probabilities {reduction}", layer(lambda: nn.CrossEntropyLoss(reduction=reduction, label_smoothing=0.1)), real(4, 3), positive(4, 3), tolerance=1e-4)
    case(f"CrossEntropyLoss of images {reduction}", layer(lambda: nn.CrossEntropyLoss(reduction=reduction)), real(2, 3, 2, 2), whole(2, 2, 2, high=3), tolerance=1e-4)
    case(f"NLLLoss {reduction}", layer(lambda: nn.NLLLoss(weight=torch.tensor([1.0, 0.5, 2.0]), ignore_index=2, reduction=reduction)), real(5, 3), whole(5, high=3), tolerance=1e-4)
    case(f"BCEWithLogitsLoss {reduction}", layer(lambda: nn.BCEWithLogitsLoss(weight=torch.tensor([1.0, 2.0]), pos_weight=torch.tensor([2.0, 0.5]), reduction=reduction)), real(3, 2), positive(3, 2), tolerance=1e-4)
    case(f"BCELoss {reduction}", lambda x, y: nn.BCELoss(weight=torch.tensor([1.0, 2.0]), reduction=reduction)(torch.sigmoid(x), y / 4), real(3, 2), positive(3, 2), tolerance=1e-4)
    case(f"GaussianNLLLoss {reduction}", layer(lambda: nn.GaussianNLLLoss(full=True, reduction=reduction)), real(3, 2), real(3, 2), positive(3, 2), tolerance=1e-4)
    case(f"HingeEmbeddingLoss {reduction}", lambda x, t: nn.HingeEmbeddingLoss(reduction=reduction)(x, t * 2 - 1), real(6), whole(6, high=2))
    case(f"SoftMarginLoss {reduction}", lambda x, t: nn.SoftMarginLoss(reduction=reduction)(x, t * 2 - 1), real(6), whole(6, high=2))
    case(f"MarginRankingLoss {reduction}", lambda a, b, t: nn.MarginRankingLoss(0.3, reduction=reduction)(a, b, t * 2 - 1), real(6), real(6), whole(6, high=2))
    case(f"CosineEmbeddingLoss {reduction}", lambda a, b, t: nn.CosineEmbeddingLoss(0.1, reduction=reduction)(a, b, t * 2 - 1), real(4, 3), real(4, 3), whole(4, high=2), tolerance=1e-4)
    case(f"TripletMarginLoss {reduction}", layer(lambda: nn.TripletMarginLoss(swap=True, reduction=reduction)), real(4, 3), real(4, 3), real(4, 3), tolerance=1e-4)
    case(f"TripletMarginWithDistanceLoss {reduction}", layer(lambda: nn.TripletMarginWithDistanceLoss(reduction=reduction)), real(4, 3), real(4, 3), real(4, 3), tolerance=1e-4)
    case(f"MultiMarginLoss {reduction}", layer(lambda: nn.MultiMarginLoss(reduction=reduction)), real(4, 3), whole(4, high=3))
    case(f"MultiLabelSoftMarginLoss {reduction}", lambda x, t: nn.MultiLabelSoftMarginLoss(reduction=reduction)(x, t.to(torch.float32)), real(4, 3), whole(4, 3, high=2))



class Attend(nn.Module):
    def __init__(self, **options):
        super().__init__()
        self.inner = nn.MultiheadAttention(4, 2, batch_first=True, **options)

    def forward(self, x, y=None, **masks):
        y = x if y is None else y
        return self.inner(x, y, y, need_weights=False, **masks)[0]


hidden = torch.tensor([[False, False, True], [False, True, True]])
case("MultiheadAttention without weights", layer(Attend), real(2, 3, 4), tolerance=1e-4)
case("MultiheadAttention without weights", layer(Attend), real(2, 3, 4), real(2, 5, 4), tolerance=1e-4)
case("MultiheadAttention without weights", layer(lambda: Attend(add_bias_kv=True, add_zero_attn=True)), real(2, 3, 4), tolerance=1e-4)
case("MultiheadAttention without weights, hidden keys", lambda x: [torch.manual_seed(5), Attend()(x, key_padding_mask=hidden)][1], real(2, 3, 4), tolerance=1e-4)
case("MultiheadAttention without weights, causal", lambda x: [torch.manual_seed(5), Attend()(x, attn_mask=nn.Transformer.generate_square_subsequent_mask(3), is_causal=True)][1], real(2, 3, 4), tolerance=1e-4)
for options in [{}, {"norm_first": True, "activation": "gelu"}, {"bias": False}]:
    case("TransformerEncoderLayer", layer(lambda options=options: nn.TransformerEncoderLayer(4, 2, 5, dropout=0.0, batch_first=True, **options)), real(2, 3, 4), tolerance=3e-4)
    case("TransformerDecoderLayer", layer(lambda options=options: nn.TransformerDecoderLayer(4, 2, 5, dropout=0.0, batch_first=True, **options)), real(2, 3, 4), real(2, 2, 4), tolerance=3e-4)
case("TransformerEncoder", layer(lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 5, dropout=0.0), 2, nn.LayerNorm(4))), real(3, 2, 4), tolerance=5e-4)
case("Transformer", layer(lambda: nn.Transformer(4, 2, 1, 1, 5, dropout=0.0)), real(3, 2, 4), real(2, 2, 4), tolerance=5e-4)
case("TransformerEncoderLayer with dropout", layer(lambda: nn.TransformerEncoderLayer(4, 2, 5, dropout=0.3)), real(3, 2, 4), tolerance=5e-4)

# Gradients seen by modules.
def backward_hooks():
    torch.manual_seed(5)
    m = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1))
    seen = []
    m[1].register_full_backward_hook(lambda module, grad_in, grad_out: seen.extend([grad_in[0], grad_out[0]]))
    m[2].register_full_backward_pre_hook(lambda module, grad_out: seen.append(grad_out[0]))
    m[0].register_full_backward_hook(lambda module, grad_in, grad_out: seen.append(str(grad_in[0])))
    handle = m[2].register_full_backward_hook(lambda module, grad_in, grad_out: (grad_in[0] * 2,))
    m(torch.ones(2, 3)).sum().backward()
    first = m[0].weight.grad.clone()
    handle.remove()
    m.zero_grad()
    m(torch.ones(2, 3)).sum().backward()
    return seen + [first, m[0].weight.grad]


case("full backward hooks", backward_hooks)
for shape in [(3, 4), (4, 3), (2, 3, 2), (5, 1)]:
    def orthogonal(shape=shape):
        torch.manual_seed(11)
        return [nn.init.orthogonal_(torch.empty(*shape), gain=1.5), torch.rand(2)]

    case("orthogonal_", orthogonal, tolerance=1e-4)
