"""Runs once when the interpreter starts: what differs in a page from a Python on a computer."""
import builtins
import sys

import _io
import _session_clock

OFFERED = (
    "torch, numpy, matplotlib.pyplot, sklearn, safetensors, tqdm, IPython.display, and of the standard library: abc ast "
    "base64 bisect cmath collections contextlib copy csv dataclasses datetime decimal difflib enum fnmatch fractions functools "
    "hashlib heapq inspect io itertools json math numbers operator os.path pathlib pprint random re statistics string struct sys "
    "textwrap time timeit types typing warnings"
)
NEED_COMPUTER = frozenset(
    "shutil subprocess socket threading multiprocessing asyncio urllib http requests glob tempfile ssl "
    "signal selectors concurrent".split()
)


# What to use instead of well-known packages that a page does not have.
INSTEAD = {
    "torchvision": "torch.utils.data loads data, and transforms are a few lines over tensors",
    "torchaudio": "sound is a tensor of samples; torch.nn.functional.conv1d filters it",
    **dict.fromkeys(["transformers", "datasets", "huggingface_hub", "timm", "diffusers", "peft", "accelerate"],
                    "nothing is downloaded here; torch.nn has the layers they are made of"),
    **dict.fromkeys(["tensorflow", "keras", "jax", "flax"], "torch has layers, gradients and optimisers"),
    **dict.fromkeys(["pandas", "polars"], "csv reads tables, numpy computes with their columns"),
    "scipy": "numpy.linalg and torch.linalg have the linear algebra, sklearn some of the statistics",
    **dict.fromkeys(["seaborn", "plotly", "bokeh", "altair"], "matplotlib.pyplot draws"),
    **dict.fromkeys(["PIL", "cv2", "imageio", "skimage"], "images are arrays here; plt.imshow shows them"),
    "pickle": "torch.save and json.dump keep data",
    "logging": "print() shows what happens",
}
OURS = frozenset("torch numpy matplotlib sklearn safetensors IPython tqdm".split())


class MissingModule:
    """The last finder asked: says what there is instead of only what there is not."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        package, _, part = name.partition(".")
        if package in OURS and part:
            if package == "torch":
                from torch.missing import explain

                words = explain("torch", part)
            else:
                words = f"{name} is not part of this page's subset of {package}"
            # Named after the package: an error of the part's own name would be swallowed by `from package import part`.
            raise ModuleNotFoundError(words, name=package)
        if path is not None:
            return None
        if package in INSTEAD:
            why = f"No module named '{name}' in this page: {INSTEAD[package]}."
        elif name in NEED_COMPUTER:
            why = f"'{name}' is not available: code in this page has no network, no processes and no disk."
        else:
            why = f"No module named '{name}' in this page."
        raise ModuleNotFoundError(f"{why} It offers {OFFERED}", name=name)


def no_input(prompt="", /):
    raise RuntimeError("input() has no keyboard here: write the value into the code instead")


def open_file(file, *args, **kwds):
    """Opens a file of the session; see `_session_open.open_file`, which is read in when it is needed."""
    from _session_open import open_file

    return open_file(file, *args, **kwds)


def show_help(thing=None):
    """Prints the documentation of `thing`."""
    text = getattr(thing, "__doc__", None) or "no documentation here"
    print(text)


sys.meta_path.append(MissingModule)
builtins.input = no_input
builtins.open = _io.open = open_file
builtins.help = show_help
