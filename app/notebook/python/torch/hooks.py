"""Functions that are called at certain moments, until their handle is removed."""


class RemovableHandle:
    """Takes a hook out again: by `remove()`, or at the end of a `with` block."""

    next_id = 0

    def __init__(self, hooks, hook, first=False):
        self.id = RemovableHandle.next_id
        RemovableHandle.next_id += 1
        self.hooks = hooks
        others = dict(hooks) if first else {}
        if first:
            hooks.clear()
        hooks[self.id] = hook
        hooks.update(others)

    def remove(self):
        self.hooks.pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.remove()
