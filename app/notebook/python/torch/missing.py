"""Words for names of PyTorch that this subset leaves out."""

INSTEAD = {
    **dict.fromkeys(["eig", "eigvals"], "their results are complex, and tensors are not here; use torch.linalg.eigh of a symmetric matrix"),
    "compile": "operations are already fused when a result is read",
    "save": "a page keeps no files",
    "load": "a page keeps no files",
    **dict.fromkeys(
        ["float64", "double", "float16", "half", "bfloat16", "int8", "uint8", "int16", "int32", "int", "short"],
        "tensors hold float32, int64 and bool here",
    ),
    "utils": "loop over x[i : i + batch] with indices from torch.randperm for batches",
}


def explain(module, name):
    """The message for `module.name`."""
    why = INSTEAD.get(name)
    end = f": {why}" if why else f"; dir({module}) lists what there is"
    return f"{module}.{name} is not part of this page's subset of PyTorch{end}"
