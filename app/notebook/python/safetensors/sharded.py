"""A model in several safetensors files with an index, as large models are published: `model.safetensors.index.json` says
under `weight_map` which file holds which tensor."""
import json

import _session_files
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

INDEX = "model.safetensors.index.json"


class Sharded:
    """The tensors of an index by name. A file is looked into when one of its tensors is first asked for."""

    def __init__(self, index=INDEX, device=None):
        folder, slash, _ = index.rpartition("/")
        self._folder, self._device, self._open = folder + slash, device, {}
        try:
            parsed = json.loads(_session_files.read(index).decode("utf-8"))
            weights = parsed["weight_map"]
            fine = all(isinstance(n, str) and isinstance(f, str) for n, f in weights.items())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SafetensorError(f"{index} is no index of shards: {error}") from None
        if not fine:
            raise SafetensorError(f"{index} is no index of shards: weight_map must map names to files")
        self.weight_map, self.metadata = weights, parsed.get("metadata", {})

    def keys(self):
        return list(self.weight_map)

    def __len__(self):
        return len(self.weight_map)

    def __iter__(self):
        return iter(self.weight_map)

    def __contains__(self, name):
        return name in self.weight_map

    def __getitem__(self, name):
        if name not in self.weight_map:
            raise KeyError(name)
        shard = self.weight_map[name]
        if shard not in self._open:
            self._open[shard] = safe_open(self._folder + shard, framework="pt", device=self._device)
        return self._open[shard].get_tensor(name)

    def items(self):
        for name in self.weight_map:
            yield name, self[name]

    @property
    def loaded_shards(self):
        """Files that have been looked into so far."""
        return list(self._open)


def save_sharded(tensors, index=INDEX, max_shard_size=50_000_000, metadata=None):
    """Writes tensors into files of at most so many bytes (a larger tensor gets one of its own) and the index."""
    folder, slash, file = index.rpartition("/")
    stem = file.removesuffix(".safetensors.index.json")
    shards, room = [{}], max_shard_size
    for name, tensor in tensors.items():
        if shards[-1] and tensor.nbytes > room:
            shards.append({})
            room = max_shard_size
        shards[-1][name] = tensor
        room -= tensor.nbytes
    weights = {}
    for number, shard in enumerate(shards, 1):
        path = f"{stem}-{number:05d}-of-{len(shards):05d}.safetensors"
        save_file(shard, folder + slash + path, metadata or {"format": "pt"})
        weights.update({name: path for name in shard})
    total = sum(tensor.nbytes for tensor in tensors.values())
    text = json.dumps({"metadata": {"total_size": total}, "weight_map": weights}, indent=2, sort_keys=True) + "\n"
    _session_files.write(index, text.encode("utf-8"))
    return weights
