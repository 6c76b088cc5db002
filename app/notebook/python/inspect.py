"""The part of `inspect` that programs in a page need; the library's own would bring the compiler's tables along."""
import types

_empty = type("_empty", (), {"__repr__": lambda self: "<empty>"})


def isclass(thing):
    """Whether it is a class."""
    return isinstance(thing, type)


def ismodule(thing):
    """Whether it is a module."""
    return isinstance(thing, types.ModuleType)


def isfunction(thing):
    """Whether it is a function written in Python."""
    return isinstance(thing, types.FunctionType)


def ismethod(thing):
    """Whether it is a bound method written in Python."""
    return isinstance(thing, types.MethodType)


def isbuiltin(thing):
    """Whether it is a function that is not written in Python."""
    return isinstance(thing, types.BuiltinFunctionType)


def isgenerator(thing):
    """Whether it is a running generator."""
    return isinstance(thing, types.GeneratorType)


def isgeneratorfunction(thing):
    """Whether calling it gives a generator."""
    return isfunction(thing) and bool(thing.__code__.co_flags & 0x20)


def getdoc(thing):
    """Its documentation, without the indentation."""
    text = getattr(thing, "__doc__", None)
    if not isinstance(text, str):
        return None
    first, *rest = text.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip()) for line in rest if line.strip()]
    margin = min(margins, default=0)
    return "\n".join([first.lstrip()] + [line[margin:] for line in rest]).strip("\n")


def unwrap(function, *, stop=None):
    """What a decorated function wraps."""
    while hasattr(function, "__wrapped__") and not (stop and stop(function)):
        function = function.__wrapped__
    return function


def getattr_static(thing, name, default=_empty):
    """An attribute without calling properties or `__getattr__`."""
    places = [thing] if isinstance(thing, type) else []
    own = [] if places else [getattr(thing, "__dict__", {})]
    classes = (thing if places else type(thing)).__mro__
    for attributes in own + [cls.__dict__ for cls in classes]:
        if name in attributes:
            return attributes[name]
    if default is _empty:
        raise AttributeError(name)
    return default


class Parameter:
    """One parameter of a function."""

    empty = _empty

    def __init__(self, name, default=_empty, annotation=_empty, mark=""):
        self.name = name
        self.default = default
        self.annotation = annotation
        self.mark = mark

    def __str__(self):
        text = self.mark + self.name
        if self.annotation is not _empty:
            annotation = self.annotation
            text += ": " + (annotation.__qualname__ if isinstance(annotation, type) else str(annotation))
        if self.default is not _empty:
            text += (" = " if ":" in text else "=") + repr(self.default)
        return text


class Signature:
    """How a function is called."""

    empty = _empty

    def __init__(self, parameters, keyword_from, return_annotation=_empty):
        self.parameters = {parameter.name: parameter for parameter in parameters}
        self.keyword_from = keyword_from
        self.return_annotation = return_annotation

    def __str__(self):
        parts = [str(parameter) for parameter in self.parameters.values()]
        if self.keyword_from is not None:
            parts.insert(self.keyword_from, "*")
        text = "(" + ", ".join(parts) + ")"
        back = self.return_annotation
        if back is not _empty:
            text += " -> " + (back.__qualname__ if isinstance(back, type) else str(back))
        return text

    def __repr__(self):
        return f"<Signature {self}>"


def signature(thing, **_options):
    """The signature of a function or class written in Python."""
    skip = 0
    if isinstance(thing, type):
        thing, skip = thing.__init__, 1
    elif isinstance(thing, types.MethodType):
        thing, skip = thing.__func__, 1
    thing = unwrap(thing)
    if not isfunction(thing):
        raise ValueError(f"no signature found for {thing!r}")
    code = thing.__code__
    count, named = code.co_argcount, code.co_kwonlyargcount
    names = code.co_varnames
    notes = thing.__annotations__
    defaults = thing.__defaults__ or ()
    first_default = count - len(defaults)
    parameters = []
    for position, name in enumerate(names[:count]):
        default = defaults[position - first_default] if position >= first_default else _empty
        parameters.append(Parameter(name, default, notes.get(name, _empty)))
    after = count + named
    starred = bool(code.co_flags & 0x04)
    if starred:
        parameters.append(Parameter(names[after], annotation=notes.get(names[after], _empty), mark="*"))
    for name in names[count:after]:
        default = (thing.__kwdefaults__ or {}).get(name, _empty)
        parameters.append(Parameter(name, default, notes.get(name, _empty)))
    if code.co_flags & 0x08:
        name = names[after + starred]
        parameters.append(Parameter(name, annotation=notes.get(name, _empty), mark="**"))
    keyword_from = count - skip if named and not starred else None
    return Signature(parameters[skip:], keyword_from, notes.get("return", _empty))
