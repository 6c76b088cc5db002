"""What a check holds in place of things that stay in the candidate's session: each use asks there, and gets copies."""


class Remote:
    """An object of the candidate's."""

    __slots__ = ("_handle", "_kind", "_name", "_ask")

    def __init__(self, handle, kind, name, ask):
        set_slot = object.__setattr__
        set_slot(self, "_handle", handle)
        set_slot(self, "_kind", kind)
        set_slot(self, "_name", name)
        set_slot(self, "_ask", ask)

    def __getattr__(self, name):
        return self._ask("attribute", self._handle, name)

    def __setattr__(self, name, value):
        raise AttributeError("a check only looks at the candidate's objects", name=name)

    def __getitem__(self, index):
        return self._ask("item", self._handle, index)

    def __len__(self):
        return self._ask("length", self._handle)

    def __iter__(self):
        return iter(self._ask("items", self._handle))

    def __bool__(self):
        return True

    def __repr__(self):
        return self._ask("repr", self._handle)

    def __str__(self):
        return self.__getattr__("__str__")()

    def __instancecheck__(self, thing):
        return isinstance(thing, Remote) and self._ask("is", thing._handle, self._handle)


class RemoteFunction(Remote):
    """A function, class or other thing of the candidate's that can be called."""

    __slots__ = ()

    def __call__(self, *args, **kwargs):
        return self._ask("call", self._handle, args, kwargs)


def operator(name):
    """The operator as the candidate's class defines it. Comparisons are not among them: they stay with the check."""

    def apply(self, *others):
        return self.__getattr__(name)(*others)

    return apply


for _name in "add sub mul truediv floordiv mod pow matmul and or xor neg pos abs invert".split():
    setattr(Remote, f"__{_name}__", operator(f"__{_name}__"))


class Variables:
    """The candidate's variables, by attribute and by item."""

    def __init__(self, names, ask):
        self.__dict__["_names"] = frozenset(names)
        self.__dict__["_ask"] = ask

    def __getattribute__(self, name):
        own = object.__getattribute__(self, "__dict__")
        if not name.startswith("__") and name in own["_names"]:
            return own["_ask"]("variable", name)
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        raise AttributeError(f"there is no variable named {name!r}", name=name)

    def __getitem__(self, name):
        own = object.__getattribute__(self, "__dict__")
        if name not in own["_names"]:
            raise KeyError(name)
        return own["_ask"]("variable", name)

    def get(self, name, default=None):
        return self[name] if name in self else default

    def __contains__(self, name):
        return name in object.__getattribute__(self, "__dict__")["_names"]

    def __iter__(self):
        return iter(sorted(object.__getattribute__(self, "__dict__")["_names"]))

    def __len__(self):
        return len(object.__getattribute__(self, "__dict__")["_names"])
