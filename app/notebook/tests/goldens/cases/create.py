# Tensors from nothing and from Python's values.
for name, f in {
    "zeros": lambda: (torch.zeros(2, 3), torch.zeros((2,), dtype=torch.int64), torch.zeros([]), torch.zeros(0, 2), torch.zeros(2, dtype=torch.bool)),
    "ones": lambda: (torch.ones(2), torch.ones(size=(1, 2)), torch.ones(2, dtype=torch.bool)),
    "full": lambda: (torch.full((2, 2), 1.5), torch.full((2,), 3), torch.full([], True), torch.full((1,), 2, dtype=torch.float32), torch.full(size=(2,), fill_value=-1)),
    "empty": lambda: (list(torch.empty(2, 3).shape), str(torch.empty(1, dtype=torch.int64).dtype)),
    "eye": lambda: (torch.eye(3), torch.eye(2, 3), torch.eye(3, m=1), torch.eye(0), torch.eye(2, dtype=torch.int64)),
    "arange": lambda: (torch.arange(5), torch.arange(1, 4), torch.arange(0, 1, 0.25), torch.arange(5, 0, -2), torch.arange(3.0), torch.arange(0), torch.arange(start=1, end=9, step=3), torch.arange(4, dtype=torch.float32), torch.arange(-1.5, 1.0)),
    "linspace": lambda: (torch.linspace(0, 1, 5), torch.linspace(-3, 3, 7), torch.linspace(2, 9, 1), torch.linspace(0, 1, steps=0), torch.linspace(start=5, end=1, steps=3), torch.linspace(0, 10, 4, dtype=torch.int64)),
    "logspace": lambda: (torch.logspace(0, 2, 3), torch.logspace(0, 4, 5, base=2), torch.logspace(1, 1, 1), torch.logspace(start=-1, end=1, steps=4)),
    "tril_indices": lambda: (torch.tril_indices(3, 3), torch.tril_indices(4, 3, -1), torch.tril_indices(2, 4, offset=1), torch.triu_indices(3, 3), torch.triu_indices(3, 4, 2), torch.triu_indices(2, 2, -5)),
    "tensor": lambda: (torch.tensor(3), torch.tensor(2.5), torch.tensor([True]), torch.tensor([[1, 2], [3, 4]]), torch.tensor([1, 2.5]), torch.tensor([]), torch.tensor([[], []]), torch.tensor([1, 0], dtype=torch.bool), torch.tensor((1, 2), dtype=torch.float32), torch.tensor([True, 2])),
    "tensor of tensors": lambda: (torch.tensor([torch.tensor(1), torch.tensor(2)]), torch.tensor(torch.ones(2).numpy()), torch.as_tensor([1, 2])),
    "requires_grad": lambda: (torch.ones(2, requires_grad=True).requires_grad, torch.tensor([1.0], requires_grad=True).is_leaf, torch.zeros(1).requires_grad_().requires_grad),
}.items():
    case(name, f)
for given in [real(2, 3), whole(3), truth(2), real(0), real(3, 2, lie="transposed")]:
    for name in ["zeros_like", "ones_like"]:
        case(name, lambda x, name=name: getattr(torch, name)(x), given)
    case("likes", lambda x: (torch.full_like(x, 1), torch.zeros_like(x, dtype=torch.float32), list(torch.empty_like(x).shape)), given)
    case("new", lambda x: (x.new_zeros(2), x.new_ones((1, 2)), x.new_full((2,), 1), x.new_tensor([1, 0]), list(x.new_empty(3).shape), x.new_zeros(1, dtype=torch.int64)), given)
case("like requires_grad", lambda x: torch.ones_like(x, requires_grad=True).is_leaf, real(2))

for name, f in {
    "zeros": lambda: torch.zeros(-1),
    "full": lambda: torch.full((2,), "a"),
    "eye": lambda: torch.eye(-1),
    "arange step": lambda: torch.arange(0, 1, 0),
    "arange sign": lambda: torch.arange(0, 1, -1),
    "arange nothing": lambda: torch.arange(),
    "linspace": lambda: torch.linspace(0, 1, -1),
    "linspace steps": lambda: torch.linspace(0, 1),
    "tensor ragged": lambda: torch.tensor([[1, 2], [3]]),
    "tensor of text": lambda: torch.tensor(["a"]),
    "tensor of nothing": lambda: torch.tensor(),
    "tensor and list": lambda: torch.tensor([1, [2]]),
    "integers with gradients": lambda: torch.ones(2, dtype=torch.int64, requires_grad=True),
    "tril_indices": lambda: torch.tril_indices(-1, 2),
    "unknown keyword": lambda: torch.zeros(2, nope=1),
}.items():
    case("wrong " + name, f)
