"""Words for names of PyTorch that this subset leaves out."""

INSTEAD = {
    "compile": "operations are already fused when a result is read",
    **dict.fromkeys(["float64", "double"], "a GPU in a page has no double precision; float32 is the widest"),
    **dict.fromkeys(["uint16", "uint32", "uint64"], "int64 holds whole numbers, of 32 bits here"),
    **dict.fromkeys(["complex64", "complex128", "cfloat", "cdouble"], "there are no complex numbers here"),
    "utils": "loop over x[i : i + batch] with indices from torch.randperm for batches",
}


def explain(module, name):
    """The message for `module.name`."""
    why = INSTEAD.get(name)
    end = f": {why}" if why else f"; dir({module}) lists what there is"
    return f"{module}.{name} is not part of this page's subset of PyTorch{end}"
