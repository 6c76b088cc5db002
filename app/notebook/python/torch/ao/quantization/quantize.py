"""`quantize_dynamic`: a copy of a model whose linear layers hold int8 (or half-precision) weights."""
import copy

import _torch
from torch.ao.nn.quantized import dynamic
from torch.nn.modules.linear import Linear
from torch.quantized import qint8


def _replace(module, wanted, dtype):
    for name, child in list(module.named_children()):
        if type(child) in wanted or name in wanted:
            if not isinstance(child, Linear):
                raise NotImplementedError(f"quantize_dynamic replaces torch.nn.Linear here, not {type(child).__name__}")
            # In its place: a sequence runs its children in the order of this dict.
            module._modules[name] = dynamic.Linear.from_float(child, dtype=dtype)
        else:
            _replace(child, wanted, dtype)


def quantize_dynamic(model, qconfig_spec=None, dtype=qint8, mapping=None, inplace=False):
    """Replaces `torch.nn.Linear` in a copy of the model. `qconfig_spec` is a set of classes or names of children."""
    if dtype is not qint8 and dtype is not _torch.float16:
        raise ValueError(f"quantize_dynamic: dtype must be torch.qint8 or torch.float16, not {dtype}")
    wanted = {Linear} if qconfig_spec is None else set(qconfig_spec)
    if not inplace:
        model = copy.deepcopy(model)
    model.eval()
    if type(model) in wanted:
        return dynamic.Linear.from_float(model, dtype=dtype)
    _replace(model, wanted, dtype)
    return model
