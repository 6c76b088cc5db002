"""`display` and `clear_output`: values and figures under the cell, and taking them away again."""
import _notebook


def display(*objects, **options):
    """Shows each object as the last line of a cell is shown; a figure as a figure."""
    for value in objects:
        if type(value).__module__.startswith("matplotlib") and hasattr(value, "show"):
            value.show()
        else:
            _notebook.show_value(str(value) if isinstance(value, _Markup) else repr(value))


def clear_output(wait=False):
    """Takes away what the cell has shown so far; with `wait` only when something new is shown, so that nothing flickers."""
    _notebook.clear_output(bool(wait))


class _Markup:
    """Text with markup, shown without it: a page shows no markup that a program made."""

    def __init__(self, data=""):
        self.data = str(data)

    def __repr__(self):
        return self.data

    __str__ = __repr__


class Markdown(_Markup):
    """Markdown, shown as it is written."""


class Math(_Markup):
    """A formula, shown as it is written."""


class HTML(_Markup):
    """HTML, shown as its text: rows of tables on lines of their own."""

    def __str__(self):
        import re

        text = re.sub(r"(?is)<(script|style)\b.*?</\1>", "", self.data)
        text = re.sub(r"(?i)</(td|th)>", "\t", text)
        text = re.sub(r"(?i)<br\s*/?>|</(tr|p|div|li|h[1-6]|table)>", "\n", text)
        text = re.sub(r"<[^>]*>", "", text)
        for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&quot;", '"'), ("&amp;", "&")):
            text = text.replace(name, sign)
        return "\n".join(line.strip() for line in text.splitlines() if line.strip())

    __repr__ = __str__
