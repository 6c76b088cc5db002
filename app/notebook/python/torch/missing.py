"""Words for names of PyTorch that this subset leaves out."""

INSTEAD = {
    **dict.fromkeys(["eig", "eigvals"], "their results are complex, and tensors are not here; use torch.linalg.eigh of a symmetric matrix"),
    "fft": "write the sums as a product with matrices of torch.cos and torch.sin",
    "sparse": "tensors are dense here",
    **dict.fromkeys(["jit", "fx", "export", "onnx", "_dynamo"], "there is nothing to export to: the page runs Python itself"),
    **dict.fromkeys(["distributed", "multiprocessing"], "a page is one process; split batches and add their gradients in a loop"),
    "distributions": "torch.normal, torch.bernoulli and torch.multinomial draw; write log-probabilities by hand",
    "hub": "nothing is downloaded; torch.load reads a file of the lesson",
    **dict.fromkeys(["profiler", "utils.benchmark"], "time.perf_counter around code that ends in .item() tells"),
    **dict.fromkeys(["amp", "autocast"], "tensors and models become half with .half()"),
    **dict.fromkeys(["mps", "xpu", "backends", "accelerator"], "torch.get_default_device() tells where tensors go"),
    "utils.tensorboard": "plt.plot draws losses",
    "compile": "operations are already fused when a result is read",
    **dict.fromkeys(["float64", "double"], "a GPU in a page has no double precision; float32 is the widest"),
    **dict.fromkeys(["uint16", "uint32", "uint64"], "int64 holds whole numbers, of 32 bits here"),
    **dict.fromkeys(["complex64", "complex128", "cfloat", "cdouble"], "there are no complex numbers here"),
    **dict.fromkeys(["weight_norm", "spectral_norm", "parametrizations"], "write the factor as a module of its own"),
    **dict.fromkeys(["pack_padded_sequence", "pad_packed_sequence", "pack_sequence", "PackedSequence"],
                    "pad_sequence is here; let the loss leave the padding out"),
    "swa_utils": "average state_dict() values in a loop",
    **dict.fromkeys(["Adadelta", "Adafactor", "Adamax", "ASGD", "Muon", "NAdam", "RAdam", "Rprop", "SparseAdam"],
                    "SGD, Adagrad, RMSprop, Adam, AdamW and LBFGS are here"),
    "func": "torch.autograd.functional has jacobian, hessian, vjp and jvp",
    "vmap": "write the batch as a dimension",
    "is_grads_batched": "call torch.autograd.grad once for each gradient",
    **dict.fromkeys(["grid_sample", "affine_grid"], "sampling at moving places is left out; interpolate makes other sizes"),
    **dict.fromkeys(["max_unpool1d", "max_unpool2d", "max_unpool3d"], "write x.scatter_add at the indices"),
    "ctc_loss": "losses over alignments are left out",
}


def explain(module, name):
    """The message for `module.name`."""
    why = INSTEAD.get(name)
    end = f": {why}" if why else f"; dir({module}) lists what there is"
    return f"{module}.{name} is not part of this page's subset of PyTorch{end}"
