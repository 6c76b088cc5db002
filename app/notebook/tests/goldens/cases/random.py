# Random numbers: the very same as PyTorch's CPU generator. Hexadecimal where every bit must agree.
import torch.nn.functional as F


def bits(x):
    return " ".join(v.hex() for v in x.reshape(-1).tolist())


def seeded(seed, f):
    torch.manual_seed(seed)
    return f()


for seed in [0, 1, 42, 2**32 + 7, -3]:
    for name, f in {
        "rand": lambda: bits(torch.rand(5)),
        "randn": lambda: bits(torch.randn(7)),
        "randn 16": lambda: bits(torch.randn(16)),
        "randn 2, 17": lambda: bits(torch.randn(2, 17)),
        "randperm": lambda: torch.randperm(11),
        "randint": lambda: torch.randint(-4, 9, (6,)),
        "bernoulli_": lambda: torch.empty(40).bernoulli_(0.3),
    }.items():
        case(f"{name} after {seed}", lambda f=f, seed=seed: seeded(seed, f))
for name, f in {
    "rand sizes": lambda: (torch.rand(()), torch.rand(0), torch.rand((2, 2)), torch.rand(2, 1, 2)),
    "a stream": lambda: (torch.rand(3), torch.randn(3), torch.randint(5, (2,)), torch.randn(3), torch.randperm(4), torch.randn(20), torch.rand(1)),
    "randn kept half": lambda: bits(torch.cat([torch.randn(1), torch.randn(2), torch.rand(1), torch.randn(1)])),
    "many words": lambda: (torch.rand(700)[-3:], torch.rand(1)),
    "rand_like": lambda: torch.rand_like(torch.zeros(2, 3)),
    "randn_like": lambda: torch.randn_like(torch.zeros(4, 4)),
    "like a turned one": lambda: (torch.rand_like(torch.zeros(2, 3).t()), torch.randn_like(torch.zeros(4, 5).t()), torch.randint_like(torch.zeros(2, 2).t(), 9)),
    "randint_like": lambda: (torch.randint_like(torch.zeros(3, dtype=torch.int64), 9), torch.randint_like(torch.zeros(2), 3, 9)),
    "randint large": lambda: (torch.randint(0, 2**28 - 1, (4,)), torch.randint(0, 2**28, (4,)), torch.randint(0, 2**31 - 1, (4,)), torch.randint(-(2**31), 2**31 - 1, (4,))),
    "randint high": lambda: torch.randint(3, size=(5,)),
    "randperm large": lambda: torch.randperm(5000)[:8],
    "randperm small": lambda: (torch.randperm(0), torch.randperm(1), torch.randperm(2)),
    "normal": lambda: torch.normal(torch.arange(4.0), torch.arange(1.0, 5.0)),
    "normal mean": lambda: torch.normal(torch.zeros(2, 1), 2.0),
    "normal std": lambda: torch.normal(1.0, torch.ones(3)),
    "normal size": lambda: bits(torch.normal(2.0, 3.0, (20,))),
    "normal broadcast": lambda: torch.normal(torch.zeros(2, 1), torch.ones(3)),
    "normal_": lambda: bits(torch.empty(33).normal_(-1, 0.5)),
    "normal_ small": lambda: bits(torch.empty(5).normal_(mean=2, std=3)),
    "normal_ turned": lambda: torch.empty(8, 5).t().normal_(),
    "normal_ small turned": lambda: torch.empty(3, 2).t().normal_(),
    "normal_ strided": lambda: torch.empty(5, 8)[:, ::2].normal_(),
    "uniform_": lambda: bits(torch.empty(20).uniform_(-0.1, 0.2)),
    "uniform_ turned": lambda: torch.empty(3, 4).t().uniform_(2, 3),
    "uniform_ view": lambda: (lambda x: (x[1:].uniform_(), x))(torch.zeros(3, 2))[1],
    "bernoulli": lambda: torch.bernoulli(torch.linspace(0, 1, 12)),
    "bernoulli p": lambda: torch.bernoulli(torch.zeros(3, 3), 0.5),
    "bernoulli_ tensor": lambda: torch.empty(2, 6).bernoulli_(torch.tensor([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])),
    "bernoulli_ integers": lambda: torch.zeros(9, dtype=torch.int64).bernoulli_(),
    "bernoulli_ ends": lambda: (torch.empty(3).bernoulli_(0), torch.empty(3).bernoulli_(1)),
    "multinomial": lambda: torch.multinomial(torch.tensor([1.0, 2.0, 3.0, 4.0]), 3),
    "multinomial rows": lambda: torch.multinomial(torch.rand(3, 5), 4),
    "multinomial replacement": lambda: torch.multinomial(torch.tensor([1.0, 2.0, 3.0, 4.0]), 12, replacement=True),
    "multinomial replacement rows": lambda: torch.multinomial(torch.rand(3, 7), 4, True),
    "multinomial one": lambda: torch.multinomial(torch.softmax(torch.arange(6.0), 0).repeat(4, 1), num_samples=1),
    "multinomial zeros": lambda: (torch.multinomial(torch.tensor([0.0, 1.0, 0.0, 2.0]), 2), torch.multinomial(torch.tensor([0.0, 1.0, 0.0, 2.0]), 9, True)),
    "exponential_": lambda: torch.empty(20).exponential_(),
    "exponential_ rate": lambda: torch.empty(3).exponential_(lambd=2.5),
    "cauchy_": lambda: torch.empty(6).cauchy_(1, 0.5),
    "geometric_": lambda: (torch.empty(8).geometric_(0.3), torch.zeros(3, dtype=torch.int64).geometric_(0.5)),
    "log_normal_": lambda: (torch.empty(5).log_normal_(), torch.empty(18).log_normal_(0, 0.25)),
    "random_": lambda: (torch.empty(4).random_(), torch.zeros(4, dtype=torch.int64).random_(7), torch.empty(4).random_(3, 9), torch.zeros(6, dtype=torch.bool).random_()),
    "dtype and device": lambda: torch.randint(0, 2, (5,), dtype=torch.float32),
    "dropout": lambda: F.dropout(torch.ones(5, 8), 0.3),
    "dropout more": lambda: (F.dropout(torch.arange(6.0), p=1.0), F.dropout(torch.arange(6.0), 0.0), F.dropout(torch.arange(6.0), training=False), torch.rand(1)),
    "dropout module": lambda: torch.nn.Dropout(0.25)(torch.ones(12)),
}.items():
    case(name, f)
case("dropout gradient", lambda x: F.dropout(x, 0.4) * x, real(4, 5), second=True)
case("dropout of a view", lambda x: F.dropout(x, 0.5), real(4, 5, lie="transposed"))


def linear():
    layer = torch.nn.Linear(5, 3)
    return [bits(layer.weight.detach()), bits(layer.bias.detach())]


case("Linear", linear)
case("Embedding", lambda: bits(torch.nn.Embedding(7, 3).weight.detach()))
for name in ["xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_", "uniform_", "normal_"]:
    case(f"init.{name}", lambda name=name: bits(getattr(torch.nn.init, name)(torch.empty(4, 6))))


def generators():
    g, h = torch.Generator(), torch.Generator().manual_seed(7)
    first = torch.rand(2, generator=g)
    a = (torch.rand(3, generator=h), torch.randn(3, generator=h), torch.randperm(5, generator=h), torch.randint(0, 9, (3,), generator=h))
    state = h.get_state()
    b = (torch.normal(0.0, 1.0, (2,), generator=h), torch.bernoulli(torch.full((4,), 0.5), generator=h), torch.empty(3).uniform_(generator=h))
    h.set_state(state)
    again = torch.normal(0.0, 1.0, (2,), generator=h)
    c = (torch.multinomial(torch.ones(4), 2, generator=h), torch.empty(2).normal_(generator=h), torch.empty(2).exponential_(generator=h))
    return [g.initial_seed(), h.initial_seed(), first, *a, *b, again, *c, torch.rand(1), str(h.device)]


case("generators", generators)


def states():
    torch.manual_seed(3)
    torch.randn(3)
    state = torch.get_rng_state()
    first = torch.randn(4)
    torch.set_rng_state(state)
    second = torch.randn(4)
    with torch.random.fork_rng():
        torch.manual_seed(99)
        inner = torch.rand(1)
    third = torch.rand(1)
    bytes_ = state.long()
    return [first, second, inner, third, torch.initial_seed(), list(state.shape), bytes_[:60], bytes_[5000:], torch.equal(first, second)]


case("states", states)
case("fresh state", lambda: torch.manual_seed(5).get_state().long()[:40])
case("seed", lambda: (lambda s: [s == torch.initial_seed(), torch.default_generator.initial_seed() == s])(torch.seed()))
case("manual_seed gives the generator", lambda: (torch.manual_seed(4) is not None, torch.manual_seed(-5).initial_seed()))

for name, f in {
    "multinomial many": lambda: torch.multinomial(torch.ones(3), 4),
    "multinomial negative": lambda: torch.multinomial(torch.tensor([-1.0, 1.0]), 1),
    "multinomial zero": lambda: torch.multinomial(torch.zeros(2), 1),
    "multinomial rank": lambda: torch.multinomial(torch.ones(2, 2, 2), 1),
    "multinomial none": lambda: torch.multinomial(torch.ones(3), 0),
    "multinomial integers": lambda: torch.multinomial(torch.ones(3).long(), 1),
    "bernoulli": lambda: torch.bernoulli(torch.tensor([1.5])),
    "bernoulli_": lambda: torch.empty(2).bernoulli_(1.5),
    "exponential_": lambda: torch.empty(2).exponential_(-1),
    "cauchy_": lambda: torch.empty(2).cauchy_(0, -1),
    "geometric_": lambda: torch.empty(2).geometric_(0),
    "log_normal_": lambda: torch.empty(2).log_normal_(0, 0),
    "normal_": lambda: torch.empty(2).normal_(0, -1),
    "uniform_": lambda: torch.empty(2).uniform_(1, 0),
    "randint": lambda: torch.randint(3, 3, (2,)),
    "randperm": lambda: torch.randperm(-1),
    "random_": lambda: torch.empty(2).random_(5, 5),
    "normal": lambda: torch.normal(0.0, -1.0, (2,)),
    "normal std": lambda: torch.normal(torch.zeros(2), torch.tensor([1.0, -1.0])),
    "dropout": lambda: F.dropout(torch.ones(2), 1.5),
    "manual_seed": lambda: torch.manual_seed(2**64),
    "set_rng_state": lambda: torch.set_rng_state(torch.zeros(3)),
    "generator": lambda: torch.rand(2, generator=3),
    "rand negative": lambda: torch.rand(-1),
}.items():
    case("wrong " + name, f)
