"""What the checks of an exercise see besides the student's variables."""


class Environment(dict):
    """Variables by attribute and by item: `envir_result.x` and `envir_result["x"]`."""

    def __getattribute__(self, name):
        # Variables first, whatever dict calls its methods: a student may well have a variable named items.
        if not name.startswith("__") and dict.__contains__(self, name):
            return dict.__getitem__(self, name)
        return dict.__getattribute__(self, name)

    def __getattr__(self, name):
        raise AttributeError(f"there is no variable named {name!r}", name=name)

    def __repr__(self):
        return "Environment(" + ", ".join(sorted(k for k in self if not k.startswith("__"))) + ")"
