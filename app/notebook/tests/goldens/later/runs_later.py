# Whole runs over layers from elsewhere: a hundred steps from the same seed; the logarithm of the loss stays with PyTorch's.
import torch.nn as nn
import torch.nn.functional as F


def train(model, batch, loss_of, optimizer, steps=100, schedule=None):
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(model, *batch())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        if schedule is not None:
            schedule.step()
        losses.append(loss.detach())
    return torch.log(torch.stack(losses))


def images():
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 2),
    )
    x = torch.randn(12, 1, 8, 8)
    y = (x[:, 0, :4].sum((1, 2)) > x[:, 0, 4:].sum((1, 2))).long()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    return train(model, lambda: (x, y), lambda m, x, y: F.cross_entropy(m(x), y), optimizer)


def upward():
    """Down and up again: transposed convolutions, group norms, GELU."""
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.GroupNorm(2, 4), nn.GELU(), nn.ConvTranspose2d(4, 1, 4, stride=2, padding=1),
    )
    x = torch.randn(6, 1, 8, 8)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    return train(model, lambda: (x,), lambda m, x: F.mse_loss(m(x), x), optimizer)


def words(dropout):
    torch.manual_seed(0)

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.words = nn.Embedding(7, 8)
            self.places = nn.Embedding(6, 8)
            layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=dropout, activation="gelu", batch_first=True, norm_first=True)
            self.body = nn.TransformerEncoder(layer, 2, nn.LayerNorm(8), enable_nested_tensor=False)
            self.head = nn.Linear(8, 7, bias=False)
            self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(6), persistent=False)

        def forward(self, x):
            x = self.words(x) + self.places(torch.arange(6))
            return self.head(self.body(x, mask=self.mask, is_causal=True))

    model = Model()
    numbers = torch.arange(5 * 7).reshape(5, 7) * 5 // 3 % 7
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 0.1, total_iters=10)

    def loss(m, numbers):
        return F.cross_entropy(m(numbers[:, :-1]).reshape(-1, 7), numbers[:, 1:].reshape(-1), label_smoothing=0.05)

    return train(model, lambda: (numbers,), loss, optimizer, schedule=schedule)


def sentences():
    """Embedding, two layers of GRU in both directions with dropout between, mean over time."""
    torch.manual_seed(0)

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.words = nn.Embedding(9, 6, padding_idx=0)
            self.body = nn.GRU(6, 6, 2, batch_first=True, bidirectional=True, dropout=0.2)
            self.head = nn.Linear(12, 1)

        def forward(self, x):
            return self.head(self.body(self.words(x))[0].mean(1)).squeeze(-1)

    model = Model()
    x = torch.randint(0, 9, (10, 5))
    y = (x.sum(1) > 20).to(torch.float32)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=3e-3)
    return train(model, lambda: (x, y), lambda m, x, y: F.binary_cross_entropy_with_logits(m(x), y), optimizer)


case("images, convolutions", images, tolerance=1e-3)
case("images, there and back", upward, tolerance=1e-3)
case("a small transformer", lambda: words(0.0), tolerance=1e-3)
case("a small transformer with dropout", lambda: words(0.1), tolerance=1e-3)
case("sentences, GRU with dropout", sentences, tolerance=1e-3)
