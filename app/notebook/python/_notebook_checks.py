"""What the checks of an exercise see besides the student's variables."""


class Environment(dict):
    """Variables by attribute and by item: `envir_result.x` and `envir_result["x"]`."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"there is no variable named {name!r}") from None

    def __repr__(self):
        return "Environment(" + ", ".join(sorted(k for k in self if not k.startswith("__"))) + ")"
