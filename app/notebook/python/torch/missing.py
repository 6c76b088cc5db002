"""Words for names of PyTorch that this subset leaves out."""

INSTEAD = {
    "compile": "operations are already fused when a result is read",
    "save": "a page keeps no files",
    "load": "a page keeps no files",
    **dict.fromkeys(
        ["float64", "double", "float16", "half", "bfloat16", "int8", "uint8", "int16", "int32", "int", "short"],
        "tensors hold float32, int64 and bool here",
    ),
    **dict.fromkeys(["grid_sample", "affine_grid"], "sampling at moving places is left out; interpolate makes other sizes"),
    **dict.fromkeys(["max_unpool1d", "max_unpool2d", "max_unpool3d"], "write x.scatter_add at the indices"),
    "ctc_loss": "losses over alignments are left out",
    "utils": "loop over x[i : i + batch] with indices from torch.randperm for batches",
}


def explain(module, name):
    """The message for `module.name`."""
    why = INSTEAD.get(name)
    end = f": {why}" if why else f"; dir({module}) lists what there is"
    return f"{module}.{name} is not part of this page's subset of PyTorch{end}"
