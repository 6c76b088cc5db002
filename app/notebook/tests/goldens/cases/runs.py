# Whole runs: a hundred steps from the same seed; the logarithm of the loss stays with PyTorch's, a thousandth apart.
import torch.nn as nn
import torch.nn.functional as F


def train(model, batch, loss_of, optimizer, steps=100, schedule=None, clip=None):
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(model, *batch())
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        if schedule is not None:
            schedule.step()
        losses.append(loss.detach())
    return torch.log(torch.stack(losses))


def fixed(*tensors):
    return lambda: tensors


def mlp_regression():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))
    x = torch.randn(32, 4)
    y = torch.sin(x[:, :1] * 2) + x[:, 1:2] * x[:, 2:3]
    return train(model, fixed(x, y), lambda m, x, y: F.mse_loss(m(x), y), torch.optim.Adam(model.parameters(), lr=1e-2))


def mlp_classes():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 24), nn.ReLU(), nn.Linear(24, 3))
    x = torch.randn(48, 2)
    y = (x[:, 0] > 0).long() + (x[:, 1] > 0.5).long()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9, nesterov=True, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.3, total_steps=101)

    def batch():
        picked = torch.randperm(48)[:16]
        return x[picked], y[picked]

    return train(model, batch, lambda m, x, y: F.cross_entropy(m(x), y), optimizer, schedule=schedule)


def recurrent(kind):
    torch.manual_seed(0)

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = kind(5, 12, batch_first=True)
            self.head = nn.Linear(12, 5)

        def forward(self, x):
            return self.head(self.body(x)[0])

    model = Model()
    numbers = torch.arange(6 * 9).reshape(6, 9) * 7 // 3 % 5
    x = F.one_hot(numbers[:, :-1], 5).to(torch.float32)
    y = numbers[:, 1:].reshape(-1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-2, weight_decay=0.01)
    return train(model, fixed(x, y), lambda m, x, y: F.cross_entropy(m(x).reshape(-1, 5), y), optimizer, clip=1.0)


def attention():
    torch.manual_seed(0)

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.inside = nn.Linear(6, 8)
            self.place = nn.Parameter(torch.randn(7, 8) * 0.1)
            self.norm = nn.LayerNorm(8)
            self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
            self.wide = nn.Sequential(nn.LayerNorm(8), nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 8))
            self.head = nn.Linear(8, 6)

        def forward(self, x):
            x = self.inside(x) + self.place
            y = self.norm(x)
            x = x + self.attention(y, y, y, attn_mask=nn.Transformer.generate_square_subsequent_mask(7))[0]
            return self.head(x + self.wide(x))

    model = Model()
    numbers = torch.arange(4 * 8).reshape(4, 8) * 5 // 2 % 6
    x = F.one_hot(numbers[:, :-1], 6).to(torch.float32)
    y = numbers[:, 1:].reshape(-1)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 100)
    return train(model, fixed(x, y), lambda m, x, y: F.cross_entropy(m(x).reshape(-1, 6), y), optimizer, schedule=schedule)


def other(kind, **options):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2))
    x = torch.randn(16, 3)
    y = torch.stack([x[:, 0] - x[:, 1], x[:, 2] ** 2], 1)
    return train(model, fixed(x, y), lambda m, x, y: F.mse_loss(m(x), y), kind(model.parameters(), **options))


case("a network with hidden layers, Adam", mlp_regression, tolerance=1e-3)
case("classes, SGD with momentum, one cycle", mlp_classes, tolerance=1e-3)
case("GRU, AdamW, clipped", lambda: recurrent(nn.GRU), tolerance=1e-3)
case("LSTM, AdamW, clipped", lambda: recurrent(nn.LSTM), tolerance=1e-3)
case("attention, Adam, cosine", attention, tolerance=1e-3)
case("RMSprop", lambda: other(torch.optim.RMSprop, lr=5e-3, centered=True, momentum=0.5), tolerance=1e-3)
case("Adagrad", lambda: other(torch.optim.Adagrad, lr=0.02), tolerance=1e-3)
