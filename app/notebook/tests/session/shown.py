"""Writes anew what real Python shows for the programs of a file of cases: python shown.py sklearn.txt (NumPy 2.4, scikit-learn
1.9). A case is a program, a line of four dashes and what it shows; cases stand apart by a line of four equals signs."""
import ast
import contextlib
import io
import pathlib
import sys
import warnings

warnings.simplefilter("ignore")
path = pathlib.Path(__file__).with_name(sys.argv[1])
cases = []
for case in path.read_text().rstrip("\n").split("\n====\n"):
    code = f"{case}\n".split("\n----\n")[0]
    tree = ast.parse(f"import numpy as np\n{code}")
    last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
    text, scope = io.StringIO(), {}
    try:
        with contextlib.redirect_stdout(text):
            exec(compile(tree, "case", "exec"), scope)
            value = eval(compile(last, "case", "eval"), scope) if last else None
        shown = text.getvalue() + ("" if value is None else repr(value))
    except Exception as error:
        # NumPy's own kinds of TypeError are private.
        kind = next(k.__name__ for k in type(error).__mro__ if not k.__name__.startswith(("_", "UFunc")))
        shown = text.getvalue() + f"{kind}: {error}".rstrip()
    cases.append(f"{code}\n----\n" + shown.rstrip("\n"))
path.write_text("\n====\n".join(cases) + "\n")
