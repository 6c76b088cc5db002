"""Backward hooks of modules, by hooks on the tensors that go in and come out."""
from _torch import Tensor


class Watch:
    """One call of a module: collects gradients of its inputs and outputs and calls the module's hooks with them."""

    def __init__(self, module):
        self.module = module
        self.hooks = list(module.__dict__.get("_backward_hooks", {}).values())
        self.pre_hooks = list(module.__dict__.get("_backward_pre_hooks", {}).values())
        self.grad_inputs, self.grad_outputs = [], []
        self.waiting_inputs, self.waiting_outputs = set(), set()

    def inputs(self, args):
        """The arguments as views of their own, so that only this call's gradients are seen."""
        seen = []
        for value in args:
            if isinstance(value, Tensor):
                position = len(self.grad_inputs)
                self.grad_inputs.append(None)
                if value.requires_grad and self.hooks:
                    value = value.view_as(value)
                    self.waiting_inputs.add(position)
                    value.register_hook(lambda grad, position=position: self._input(position, grad))
            seen.append(value)
        return tuple(seen)

    def outputs(self, output):
        """The result, watched; a tensor or a tuple of them."""
        single = isinstance(output, Tensor)
        for value in (output,) if single else output:
            if isinstance(value, Tensor):
                position = len(self.grad_outputs)
                self.grad_outputs.append(None)
                if value.requires_grad:
                    self.waiting_outputs.add(position)
                    value.register_hook(lambda grad, position=position: self._output(position, grad))
        return output

    def _output(self, position, grad):
        self.grad_outputs[position] = grad
        self.waiting_outputs.discard(position)
        if self.waiting_outputs:
            return None
        for hook in self.pre_hooks:
            new = hook(self.module, tuple(self.grad_outputs))
            if new is not None:
                self.grad_outputs = list(new) if isinstance(new, tuple) else [new]
        if not self.waiting_inputs:
            # No input wants gradients: the hooks learn of the outputs' alone.
            self._call()
        return self.grad_outputs[position]

    def _input(self, position, grad):
        self.grad_inputs[position] = grad
        self.waiting_inputs.discard(position)
        if self.waiting_inputs:
            return None
        self._call()
        return self.grad_inputs[position]

    def _call(self):
        for hook in self.hooks:
            new = hook(self.module, tuple(self.grad_inputs), tuple(self.grad_outputs))
            if new is not None:
                self.grad_inputs = list(new) if isinstance(new, tuple) else [new]
