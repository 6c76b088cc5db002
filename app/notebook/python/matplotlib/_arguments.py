"""Arguments as matplotlib takes them: data of any kind, options under several names."""


def values_of(data):
    """Anything with numbers in it as something the engine reads."""
    if isinstance(data, (list, tuple, range)) or hasattr(data, "tolist") or hasattr(data, "__float__"):
        return data.detach() if hasattr(data, "detach") else data
    return list(data)


def is_words(data):
    return isinstance(data, (list, tuple)) and len(data) > 0 and any(isinstance(item, str) for item in data)


def first_of(options, *names):
    """The value given under any of its names."""
    found = None
    for name in names:
        if name in options:
            found = options.pop(name)
    return found


# What changes only details of the look that this subset draws in its own way.
IGNORED = {"zorder", "edgecolor", "edgecolors", "ec", "linewidths", "markeredgecolor", "markerfacecolor", "mfc", "mec",
            "fontsize", "fontweight", "rwidth", "capsize", "antialiased", "clip_on", "histtype", "interpolation", "aspect",
            "pad", "labelpad", "loc", "rotation", "ha", "va", "horizontalalignment",
            "verticalalignment", "drawstyle", "markeredgewidth", "hatch", "style", "weight", "size", "family", "bbox",
            "transform", "ncol", "frameon", "which"}


def nothing_left(function, options):
    for name in options:
        if name not in IGNORED:
            raise AttributeError(f"{function}() has no property '{name}' in this subset")
