"""`torch.utils.data`: data sets, the order in which they are read, and batches, in PyTorch's very order."""
from torch.missing import explain as _explain
from torch.utils.data.collate import default_collate, default_convert
from torch.utils.data.dataset import (
    ChainDataset, ConcatDataset, Dataset, IterableDataset, StackDataset, Subset, TensorDataset, random_split,
)
from torch.utils.data.loader import DataLoader, get_worker_info
from torch.utils.data.sampler import (
    BatchSampler, RandomSampler, Sampler, SequentialSampler, SubsetRandomSampler, WeightedRandomSampler,
)


def __getattr__(name):
    raise AttributeError(_explain("torch.utils.data", name), name=name)
