# Files: the very bytes of safetensors and .npy, what others wrote, broken files, paths.
import io
import json

import numpy as np
import safetensors
import safetensors.torch
from safetensors import safe_open

try:
    # Real files go to a folder of their own; the page's are kept in memory and it has no `os`.
    import os
    import tempfile

    os.chdir(tempfile.mkdtemp())
except ImportError:
    pass

STORED = bytes.fromhex("504b03042d0000000000000021007e6afbc9ffffffffffffffff05001400782e6e70790100100090000000000000009000000000000000934e554d5059010076007b276465736372273a20273c6938272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028322c292c207d2020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200a00000000000000000100000000000000504b03042d000000000000002100dbe00a03ffffffffffffffff05001400792e6e70790100100081000000000000008100000000000000934e554d5059010076007b276465736372273a20277c6231272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028312c2031292c207d202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200a01504b01022d032d0000000000000021007e6afbc99000000090000000050000000000000000000000800100000000782e6e7079504b01022d032d000000000000002100dbe00a0381000000810000000500000000000000000000008001c7000000792e6e7079504b05060000000002000200660000007f0100000000")
DEFLATED = bytes.fromhex("504b03042d000000080000002100b3c1820cffffffffffffffff05001400772e6e707901001000840000000000000048000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9366a4aea3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f91a463a9a3a0ab50a14002e063b860300504b03042d00000008000000210059d4fa59ffffffffffffffff05001400692e6e70790100100088000000000000004d000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9769a2aea3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f91a463a9a3a0ab50a14002e060606c6ffffffff0300504b03042d0000000800000021005415a966ffffffffffffffff090014006172725f302e6e707901001000e00000000000000066000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9366a1aea3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f91ac63a0a269a3a0ab50a64032e0614f0c11eca7080501c505a004a8b406909282d03a515a0b412945681d26a0e00504b01022d032d000000080000002100b3c1820c4800000084000000050000000000000000000000800100000000772e6e7079504b01022d032d00000008000000210059d4fa594d0000008800000005000000000000000000000080017f000000692e6e7079504b01022d032d0000000800000021005415a96666000000e00000000900000000000000000000008001030100006172725f302e6e7079504b050600000000030003009d000000a40100000000")
COLUMNS = bytes.fromhex("934e554d5059010076007b276465736372273a20277c7531272c2027666f727472616e5f6f72646572273a20547275652c20277368617065273a2028322c2033292c207d20202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200a000301040205")


def mixed():
    return {
        "b": torch.arange(6).reshape(2, 3), "a": torch.tensor([1.5, -2.0]), "h": torch.tensor([0.5, 1.0, 2.0], dtype=torch.float16),
        "f": torch.tensor([True, False]), "e": torch.zeros(0, 3), "s": torch.tensor(7, dtype=torch.uint8),
        "bf": torch.tensor([1.0, -3.0], dtype=torch.bfloat16), "i": torch.tensor([1, -2], dtype=torch.int32),
        "c": torch.tensor([-1, 127, -128], dtype=torch.int8), "sh": torch.tensor([-300, 300], dtype=torch.int16), "né\"\n": torch.ones(1),
    }


def listed(state):
    return [[name, str(t.dtype), list(t.shape), t.tolist()] for name, t in sorted(state.items())]


def file_of(header, data=b""):
    text = header.encode("utf-8")
    return len(text).to_bytes(8, "little") + text + data


case("bytes", lambda: safetensors.torch.save(mixed()).hex())
case("bytes of nothing", lambda: safetensors.torch.save({}).hex())
case("bytes with metadata", lambda: safetensors.torch.save({"w": torch.ones(2, 2)}, metadata={"format": "pt"}).hex())
case("there and back", lambda: listed(safetensors.torch.load(safetensors.torch.save(mixed()))))
case("float64 and wide types", lambda: safetensors.torch.load(file_of('{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}', bytes.fromhex("000000000000f83f00000000000000c0")))["a"].float())
case("uint16", lambda: safetensors.torch.load(file_of('{"a":{"dtype":"U16","shape":[1],"data_offsets":[0,2]}}', b"\xff\xff"))["a"].int())
for name, broken in {
    "empty": b"", "zeros": b"\0" * 8, "too large": b"\xff" * 8, "cut": b"\x09\0\0\0\0\0\0\0{}", "list": file_of("[]"), "rest": file_of("{}", b"xx"),
    "no dtype": file_of('{"a":{"shape":[1],"data_offsets":[0,4]}}', b"0000"), "dtype": file_of('{"a":{"dtype":"Q7","shape":[1],"data_offsets":[0,4]}}', b"0000"),
    "short": file_of('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', b"0000"), "size": file_of('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', b"0000"),
    "backwards": file_of('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', b"0000"), "hole": file_of('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', b"00"),
    "overlap": file_of('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}', b"000"),
    "overflow": file_of('{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}', b"0000"), "utf8": b"\x04\0\0\0\0\0\0\0{\xff\xff}",
}.items():
    case(f"broken {name}", lambda broken=broken: safetensors.torch.load(broken))
case("not contiguous", lambda x: safetensors.torch.save({"a": x.T}), real(2, 3))
case("shared", lambda x: safetensors.torch.save({"a": x, "b": x}), real(2, 3))
case("parts of one storage", lambda x: listed(safetensors.torch.load(safetensors.torch.save({"a": x[:1], "b": x[1:]}))), real(2, 3))
case("no tensor", lambda: safetensors.torch.save({"a": 3}))
case("no dict", lambda: safetensors.torch.save([torch.ones(1)]))


def by_path():
    safetensors.torch.save_file(mixed(), "model.safetensors", metadata={"format": "pt"})
    with safe_open("model.safetensors", framework="pt") as f:
        part = f.get_slice("b")
        return f.keys(), f.metadata(), part.get_shape(), part.get_dtype(), part[:, 1:], f.get_tensor("a"), f.offset_keys()


case("safe_open", by_path)
case("load_file", lambda: listed(safetensors.torch.load_file("model.safetensors")))


def not_there():
    with safe_open("model.safetensors", framework="pt") as f:
        f.get_tensor("zz")


case("no such tensor", not_there)
case("no such file", lambda: safetensors.torch.load_file("nowhere.safetensors"))


def module():
    torch.manual_seed(0)
    first, second = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
    safetensors.torch.save_model(first, "linear.safetensors")
    missing, unexpected = safetensors.torch.load_model(second, "linear.safetensors")
    return [bool((a == b).all()) for a, b in zip(first.parameters(), second.parameters())], list(missing), list(unexpected)


case("save_model", module)


def saved(value):
    buffer = io.BytesIO()
    torch.save(value, buffer)
    buffer.seek(0)
    torch.save(value, "thing.pt")
    return torch.load(buffer), torch.load("thing.pt")


case("torch.save tensor", lambda x: saved(x), real(2, 3))
case("torch.save half", lambda x: saved(x.half()), real(3))


def checkpoint(x):
    value = {"model": {"w": x, "b": torch.arange(3)}, "epoch": 3, "loss": 0.1, "names": ["a", ("b", None, True)], 5: torch.tensor(True)}
    again = saved(value)[1]
    return again["model"]["w"], again["model"]["b"], again["epoch"], again["loss"], repr(again["names"]), again[5]


case("torch.save checkpoint", checkpoint, real(2, 2))
case("torch.load of nothing", lambda: torch.load("nothing.pt"))


def state():
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Linear(3, 1))
    torch.save(model.state_dict(), "state.pt")
    other = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Linear(3, 1))
    other.load_state_dict(torch.load("state.pt", weights_only=True))
    return [bool((a == b).all()) for a, b in zip(model.parameters(), other.parameters())]


case("state_dict", state)


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    contents = buffer.getvalue()
    again = np.load(io.BytesIO(contents))
    return contents.hex(), str(again.dtype), list(again.shape), again.tolist()


for values, kind in [([0.5, -1.0, 2.0], "float64"), ([[1, 2, 3], [4, 5, 6]], "int64"), ([[True, False]], "bool"), (3.5, "float32"), ([], "float32"), ([0.0] * 12, "float32")]:
    case(f"npy {kind}", lambda values=values, kind=kind: npy(np.array(values, dtype=kind)))


def npz(contents):
    with np.load(io.BytesIO(contents)) as arrays:
        return [[name, list(arrays[name].shape), arrays[name].tolist()] for name in arrays.files]


case("npz stored by NumPy", lambda: npz(STORED))
case("npz deflated by NumPy", lambda: npz(DEFLATED))
case("npy by columns", lambda: np.load(io.BytesIO(COLUMNS)).tolist())


def archive(save):
    buffer = io.BytesIO()
    save(buffer, np.arange(3), w=np.array([[0.5]]))
    save("arrays", np.arange(3), w=np.array([[0.5]]))
    with np.load("arrays.npz") as arrays:
        return npz(buffer.getvalue()), [arrays[name].tolist() for name in arrays], "w" in arrays, len(arrays)


case("savez", lambda: archive(np.savez))
case("savez_compressed", lambda: archive(np.savez_compressed))
case("npz without such an array", lambda: np.load("arrays.npz")["zz"])
case("npy by path", lambda: (np.save("one", np.arange(4)), np.load("one.npy").tolist())[1])


def npy_bytes():
    buffer = io.BytesIO()
    np.save(buffer, np.arange(4.0).astype("float32"))
    return buffer.getvalue()


case("no such npy", lambda: np.load("nowhere.npy"))
case("empty npy", lambda: np.load(io.BytesIO(b"")))
case("cut npy", lambda: np.load(io.BytesIO(npy_bytes()[:-1])))
case("tensors and arrays", lambda x: torch.from_numpy(np.load(io.BytesIO(npy_bytes()))) + x.sum() * 0, real(2))
