"""Writes printing.txt and random.txt with the words of real PyTorch (CPU). Run by hand: python make.py"""
import pathlib
import torch

here = pathlib.Path(__file__).parent
torch.set_num_threads(1)

nan, inf = float("nan"), float("inf")
printing = {
    "scalar": torch.tensor(3.5), "int scalar": torch.tensor(7), "small scalar": torch.tensor(1e-7),
    "ints": torch.tensor([1, -20, 300]), "bools": torch.tensor([True, False]),
    "whole": torch.tensor([[1.0, 2.0], [3.0, 40.0]]), "mixed": torch.tensor([1.5, -2.25, 3]),
    "scientific": torch.tensor([1e-5, 1.0, 250.0]), "tiny": torch.tensor([0.00012, 0.5]),
    "large": torch.tensor([123456789.0, 1.0]), "whole scientific": torch.tensor([1.0, 2000.0]),
    "nan whole": torch.tensor([nan, 1.0, -inf]), "nan": torch.tensor([nan, 1.5, inf]),
    "zeros": torch.zeros(2, 3), "empty": torch.zeros(0), "empty matrix": torch.zeros(0, 3),
    "empty ints": torch.zeros(0, dtype=torch.int64),
    "leaf": torch.tensor([1.0, 2.0], requires_grad=True), "computed": torch.ones(2, requires_grad=True) + 1,
    "three dimensions": torch.arange(12.0).reshape(2, 3, 2), "wrapped": torch.arange(30.0),
    "summary": torch.arange(2000), "summary of a matrix": torch.arange(2500.0).reshape(50, 50),
    "wrapped leaf": torch.arange(11.0).mul(1.25).requires_grad_(),
    "computed over the line": torch.arange(8.0).mul(1.25).requires_grad_() * 2,
}
(here / "printing.txt").write_text("".join(f"### {name}\n{value!r}\n" for name, value in printing.items()))


def drawn(seed, *draws):
    torch.manual_seed(seed)
    return [x for draw in draws for x in draw().flatten().tolist()]


random = {
    "rand": drawn(0, lambda: torch.rand(3)),
    "randn": drawn(42, lambda: torch.randn(3)),
    "randn keeps its second": drawn(0, lambda: torch.randn(5), lambda: torch.randn(4)),
    "randn in blocks": drawn(0, lambda: torch.randn(16)),
    "randn with a rest": drawn(0, lambda: torch.randn(37)),
    "randn small, large, small": drawn(0, lambda: torch.randn(3), lambda: torch.randn(16), lambda: torch.randn(2)),
    "randperm": drawn(0, lambda: torch.randperm(10), lambda: torch.rand(2)),
    "randperm long": drawn(3, lambda: torch.randperm(30), lambda: torch.rand(1)),
    "randint": drawn(0, lambda: torch.randint(-5, 1000, (6,))),
    "bernoulli": drawn(0, lambda: torch.empty(8).bernoulli_(0.3), lambda: torch.rand(1)),
    "uniform_": drawn(0, lambda: torch.empty(4).uniform_(-1, 3)),
    "normal_": drawn(0, lambda: torch.empty(4).normal_(5, 2), lambda: torch.empty(20).normal_(5, 2)),
}
lines = (f"{name}: {' '.join(format(v, '.9g') for v in values)}\n" for name, values in random.items())
(here / "random.txt").write_text("".join(lines))
