# torch.utils.data: orders and batches, the very same as PyTorch's.
import torch.utils.data as data
from torch.utils.data import ConcatDataset, DataLoader, Dataset, StackDataset, Subset, TensorDataset, random_split

X, Y = torch.arange(20.0).reshape(10, 2), torch.arange(10)


class Squares(Dataset):
    def __init__(self, n=7):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError(i)
        return {"x": torch.tensor([float(i)]), "label": i, "name": str(i)}


class Stream(data.IterableDataset):
    def __iter__(self):
        return iter(range(7))

    def __len__(self):
        return 7


def plain(value):
    """Dicts as lists of their values; single precision, which is all there is here."""
    if isinstance(value, torch.Tensor):
        return value.float() if value.is_floating_point() else value
    if isinstance(value, dict):
        return [plain(v) for v in value.values()]
    return [plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def read(loader):
    return [plain(batch) for batch in loader]


def seeded(f):
    torch.manual_seed(11)
    return f() + [torch.rand(1)]


def own():
    return torch.Generator().manual_seed(5)


pairs = TensorDataset(X, Y)
for name, f in {
    "in order": lambda: read(DataLoader(pairs, batch_size=4)),
    "shuffled": lambda: read(DataLoader(pairs, batch_size=4, shuffle=True)),
    "shuffled twice": lambda: (lambda loader: read(loader) + read(loader))(DataLoader(pairs, 3, True, drop_last=True)),
    "own generator": lambda: (lambda loader: read(loader) + read(loader))(DataLoader(pairs, 4, shuffle=True, generator=own())),
    "batch size 1": lambda: read(DataLoader(TensorDataset(Y), shuffle=True))[:3],
    "no batches": lambda: read(DataLoader(pairs, batch_size=None))[:3],
    "dicts": lambda: read(DataLoader(Squares(), batch_size=3, shuffle=True)),
    "a list": lambda: read(DataLoader([(1.5, 2), (2.5, 3), (3.5, 4)], batch_size=2)),
    "tensors alone": lambda: read(DataLoader(X, batch_size=4)),
    "collate_fn": lambda: read(DataLoader(Squares(), batch_size=4, collate_fn=lambda batch: [s["label"] for s in batch])),
    "subset": lambda: read(DataLoader(Subset(pairs, [9, 1, 5]), batch_size=2, shuffle=True)),
    "concat": lambda: read(DataLoader(ConcatDataset([pairs, Subset(pairs, [3, 4])]), batch_size=5, shuffle=True)),
    "concat by +": lambda: [len(pairs + pairs), (pairs + pairs)[13], (pairs + pairs)[-1]],
    "stack": lambda: read(DataLoader(StackDataset(x=X, y=Y), batch_size=6)),
    "stream": lambda: read(DataLoader(Stream(), batch_size=3)) + [len(DataLoader(Stream(), batch_size=3))],
    "stream, last dropped": lambda: read(DataLoader(Stream(), batch_size=3, drop_last=True)),
    "chain": lambda: read(DataLoader(Stream() + Stream(), batch_size=5)),
    "lengths": lambda: [len(DataLoader(pairs, 4)), len(DataLoader(pairs, 4, drop_last=True)), len(DataLoader(pairs, None))],
    "random": lambda: list(data.RandomSampler(range(6))),
    "random of more": lambda: list(data.RandomSampler(range(4), num_samples=10)),
    "with replacement": lambda: list(data.RandomSampler(range(5), replacement=True, num_samples=40)),
    "of these": lambda: list(data.SubsetRandomSampler([3, 1, 4, 1, 5])),
    "weighted": lambda: list(data.WeightedRandomSampler([0.1, 0.7, 0.2, 3.0], 8)),
    "weighted without replacement": lambda: list(data.WeightedRandomSampler([0.1, 0.7, 0.2, 3.0], 4, False, own())),
    "batches of a sampler": lambda: list(data.BatchSampler(data.RandomSampler(range(7)), 3, False)),
    "sampler": lambda: read(DataLoader(pairs, 4, sampler=data.SubsetRandomSampler([1, 2, 3, 7, 8]))),
    "batch_sampler": lambda: read(DataLoader(pairs, batch_sampler=[[0, 3], [9], [2, 2, 2]])),
    "split": lambda: [list(part.indices) for part in random_split(pairs, [7, 3])],
    "split fractions": lambda: [list(part.indices) for part in random_split(range(11), [0.5, 0.3, 0.2], generator=own())],
    "split and load": lambda: read(DataLoader(random_split(pairs, [0.8, 0.2])[0], 3, shuffle=True)),
    "left early": lambda: (lambda loader: [next(iter(loader)), *read(loader)])(DataLoader(pairs, 4, shuffle=True)),
}.items():
    case(name, lambda f=f: seeded(f))

for name, f in {
    "batch_size": lambda: DataLoader(pairs, batch_size=0),
    "two samplers": lambda: DataLoader(pairs, shuffle=True, sampler=[1, 2]),
    "batch_sampler and size": lambda: DataLoader(pairs, 2, batch_sampler=[[1]]),
    "shuffled stream": lambda: DataLoader(Stream(), shuffle=True),
    "split lengths": lambda: random_split(pairs, [3, 3]),
    "nothing to shuffle": lambda: DataLoader([], shuffle=True),
    "unlike": lambda: TensorDataset(X, Y[:3]),
    "lists of other lengths": lambda: read(DataLoader([[1, 2], [3]], batch_size=2)),
}.items():
    case(name, f)
