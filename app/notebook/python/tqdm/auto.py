"""The same bar, under the name that chooses between kinds of bars."""
from tqdm import tqdm, trange  # noqa: F401
