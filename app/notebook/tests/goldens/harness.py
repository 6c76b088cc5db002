"""Cases that real PyTorch and this page's torch both run. `make.py` writes down what PyTorch says (EXPECTED is None there);
elsewhere EXPECTED holds those lines and `report` says where we part.

A case is one line of a file in `cases/`: case(name, function, *inputs). Inputs are made from whole numbers, so that both
sides see the very same values. Gradients of every real input are taken with fixed weights on the outputs."""
import json
import math

import torch


class Given:
    """One input: numbers from a small generator, and how the tensor lies in memory (plain, transposed, strided, expanded)."""

    def __init__(self, kind, shape, lie, low, high):
        self.kind, self.shape, self.lie, self.low, self.high = kind, list(shape), lie, low, high

    def make(self, seed):
        """The leaf and the view of it that the function sees."""
        shape = self.shape[:]
        if self.lie == "transposed":
            shape[-1], shape[-2] = shape[-2], shape[-1]
        elif self.lie == "strided":
            shape[0] *= 2
        elif self.lie == "expanded":
            shape[0] = 1
        count = math.prod(shape)
        state = seed * 7919 + 12345
        numbers = []
        for position in range(count):
            state = (state * 1664525 + 1013904223) % 4294967296
            if self.kind == "distinct":
                # A step without a common factor visits every value once.
                step = next(s for s in (7, 11, 13, 17, 19) if math.gcd(s, max(count, 1)) == 1)
                numbers.append((position * step + seed) % count - count // 2)
            else:
                numbers.append(self.low + (state >> 8) % (self.high - self.low))
        if self.kind == "real":
            # Thirty-seconds, never zero: exact in single precision, and away from the kinks of relu and abs.
            leaf = torch.tensor([(n + 0.5) / 16 for n in numbers], dtype=torch.float32).reshape(shape).requires_grad_()
        elif self.kind == "distinct":
            leaf = torch.tensor([n * 0.25 for n in numbers], dtype=torch.float32).reshape(shape).requires_grad_()
        elif self.kind == "truth":
            leaf = torch.tensor([n > 0 for n in numbers], dtype=torch.bool).reshape(shape)
        else:
            leaf = torch.tensor(numbers, dtype=torch.int64).reshape(shape)
        if self.lie == "transposed":
            return leaf, leaf.transpose(-1, -2)
        if self.lie == "strided":
            return leaf, leaf[::2]
        if self.lie == "expanded":
            return leaf, leaf.expand(self.shape)
        return leaf, leaf


def real(*shape, lie="plain", low=-32, high=32):
    """Float32 with gradients, in steps of 1/16 between low/16 and high/16; never 0."""
    return Given("real", shape, lie, low, high)


def positive(*shape, lie="plain"):
    """Float32 with gradients between 0.3 and 2.3."""
    return Given("real", shape, lie, 5, 37)


def distinct(*shape, lie="plain"):
    """Float32 with gradients, no two elements equal: for orders and extremes."""
    return Given("distinct", shape, lie, 0, 0)


def whole(*shape, low=0, high=5, lie="plain"):
    """Int64 from low up to, not including, high."""
    return Given("whole", shape, lie, low, high)


def truth(*shape, lie="plain"):
    """Bool."""
    return Given("truth", shape, lie, -1, 2)


EXPECTED = None
_found, _seen, _left_out = [], {}, []


def _weights(tensor, shift):
    count = tensor.numel()
    numbers = [0.5 + ((i + shift) * 5 % 11) * 0.125 for i in range(count)]
    return torch.tensor(numbers, dtype=torch.float32).reshape(tensor.shape)


def _flat(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, (tuple, list)):
        return [t for v in value for t in _flat(v)]
    return [value]


def _record(value):
    if not isinstance(value, torch.Tensor):
        return value
    # The copy turns PyTorch's zeros without memory into numbers.
    numbers = value.detach().clone().reshape([-1]).tolist()
    if value.dtype.is_floating_point:
        numbers = [float(format(n, ".7g")) for n in numbers]
    return [str(value.dtype), list(value.shape), numbers]


def _total(outputs):
    total = None
    for shift, y in enumerate(outputs):
        if isinstance(y, torch.Tensor) and y.requires_grad:
            part = (y * _weights(y, shift)).sum()
            total = part if total is None else total + part
    return total


def _run(function, inputs, second):
    made = [given.make(seed + 1) for seed, given in enumerate(inputs)]
    torch.manual_seed(0)
    outputs = _flat(function(*[view for _, view in made]))
    record = {"out": [_record(y) for y in outputs]}
    leaves = [leaf for leaf, _ in made if leaf.requires_grad]
    total = _total(outputs)
    if total is not None and leaves:
        grads = torch.autograd.grad(total, leaves, create_graph=second, allow_unused=True)
        record["grad"] = [None if g is None else _record(g) for g in grads]
        if second:
            again = _total([g for g in grads if g is not None])
            grads = [None] * len(leaves) if again is None else torch.autograd.grad(again, leaves, allow_unused=True)
            record["second"] = [None if g is None else _record(g) for g in grads]
    return record


def case(name, function, *inputs, tolerance=2e-5, second=False, cpu_only=False):
    """Runs one case. Where PyTorch raises, the kind of exception must be the same. `cpu_only`: what it checks would have to
    be read back from a GPU, so there nothing is checked."""
    number = _seen[name] = _seen.get(name, 0) + 1
    title = name if number == 1 else f"{name} #{number}"
    if cpu_only and torch.get_default_device().type == "webgpu":
        _left_out.append(title)
        return
    try:
        record = _run(function, inputs, second)
    except Exception as error:
        record = {"error": type(error).__name__, "says": str(error)}
    if EXPECTED is None and "error" in record:
        del record["says"]
    _found.append((title, record, tolerance))


def _differ(found, expected, tolerance):
    """What is different, in words; None where nothing is."""
    if isinstance(expected, list) and len(expected) == 3 and isinstance(expected[0], str):
        if not isinstance(found, list) or len(found) != 3 or found[:2] != expected[:2]:
            return f"{found[:2] if isinstance(found, list) else found}, expected {expected[:2]}"
        for position, (f, e) in enumerate(zip(found[2], expected[2])):
            if f == e or (f != f and e != e):
                continue
            if not abs(f - e) <= tolerance * (1 + abs(e)):
                return f"[{position}] is {f}, expected {e}"
        return None
    if isinstance(expected, float) and isinstance(found, (int, float)):
        return None if abs(found - expected) <= tolerance * (1 + abs(expected)) else f"{found}, expected {expected}"
    return None if found == expected else f"{found}, expected {expected}"


def _compare(found, expected, tolerance):
    if found.get("error") != expected.get("error"):
        return f"{found.get('error')} ({found.get('says')}), expected {expected.get('error') or 'a result'}"
    for part in ("out", "grad", "second"):
        f, e = found.get(part, []), expected.get(part, [])
        if len(f) != len(e):
            return f"{part}: {len(f)} values, expected {len(e)}"
        for position, pair in enumerate(zip(f, e)):
            words = _differ(*pair, tolerance if part == "out" else 4 * tolerance)
            if words:
                return f"{part} {position}: {words}"
    return None


def report():
    """Prints every difference, then how many cases agree; a case that is missing on either side is a difference."""
    expected = {}
    for line in EXPECTED.strip().split("\n"):
        title, _, text = line.partition(": ")
        expected[title] = json.loads(text)
    wrong = 0
    for title, record, tolerance in _found:
        words = _compare(record, expected.pop(title), tolerance) if title in expected else "not in the golden file"
        if words:
            wrong += 1
            print(f"{title}: {words}")
    for title in expected:
        if title in _left_out:
            continue
        wrong += 1
        print(f"{title}: in the golden file only")
    print(f"{len(_found) - wrong} agree, {wrong} differ")
