"""Data sets: small ones that the course ships under `/data`, and made-up ones."""
import numpy as np

from sklearn import _missing
from sklearn.utils import Bunch, check_random_state, shuffle as _shuffled


class _Names(tuple):
    """Names of classes; an array of numbers picks a list of them, as of an array of text."""

    def __getitem__(self, index):
        if hasattr(index, "tolist") and getattr(index, "ndim", 0):
            return [tuple.__getitem__(self, i) for i in index.tolist()]
        return tuple.__getitem__(self, index)

    def tolist(self):
        return list(self)


def _doubles(x):
    """The decimal numbers that were stored in single precision: seven digits each."""
    x = x.astype(np.float64)
    size = np.abs(x)
    scale = 10.0 ** (6 - np.floor(np.log10(np.where(size > 0, size, 1.0))))
    return np.round(x * scale) / scale


def _load(name, return_X_y, as_frame, feature_names, target_names=None):
    if as_frame:
        raise ValueError("as_frame=True needs pandas, which is not here; use the arrays")
    # A page holds only the files that its lesson names; the error of a missing one says what to write.
    file = np.load(f"/data/{name}.npz")
    data, target = file["data"], file["target"]
    data = _doubles(data) if data.dtype == np.float32 else data.astype(np.float64)
    target = target.astype(np.int64) if target_names else target.astype(np.float64)
    if return_X_y:
        return data, target
    bunch = Bunch(data=data, target=target, frame=None, feature_names=feature_names)
    if target_names:
        bunch["target_names"] = _Names(target_names)
    return bunch


def load_iris(*, return_X_y=False, as_frame=False):
    """150 irises of three kinds: sepals and petals in cm. Reads /data/iris.npz."""
    features = ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"]
    return _load("iris", return_X_y, as_frame, features, ["setosa", "versicolor", "virginica"])


def load_wine(*, return_X_y=False, as_frame=False):
    """178 wines of three growers, by 13 chemical measures. Reads /data/wine.npz."""
    features = (
        "alcohol malic_acid ash alcalinity_of_ash magnesium total_phenols flavanoids nonflavanoid_phenols "
        "proanthocyanins color_intensity hue od280/od315_of_diluted_wines proline"
    ).split()
    return _load("wine", return_X_y, as_frame, features, ["class_0", "class_1", "class_2"])


def load_breast_cancer(*, return_X_y=False, as_frame=False):
    """569 tumours, by 30 measures of their cells' nuclei; 0 malignant, 1 benign. Reads /data/breast_cancer.npz."""
    measures = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
                "symmetry", "fractal dimension"]
    features = [f"mean {m}" for m in measures] + [f"{m} error" for m in measures] + [f"worst {m}" for m in measures]
    return _load("breast_cancer", return_X_y, as_frame, features, ["malignant", "benign"])


def load_digits(*, n_class=10, return_X_y=False, as_frame=False):
    """1,797 handwritten digits of 8 × 8 pixels, 0 to 16. Reads /data/digits.npz."""
    features = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    bunch = _load("digits", False, as_frame, features, list(range(10)))
    if n_class < 10:
        kept = bunch.target < n_class
        bunch.data, bunch.target = bunch.data[kept], bunch.target[kept]
    bunch.target_names = np.arange(10)[:n_class]
    bunch.images = bunch.data.reshape(-1, 8, 8)
    return (bunch.data, bunch.target) if return_X_y else bunch


def load_diabetes(*, return_X_y=False, as_frame=False, scaled=True):
    """442 patients: ten measures, and how the illness went on in a year. Reads /data/diabetes.npz."""
    bunch = _load("diabetes", False, as_frame, ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"])
    if scaled:
        data = bunch.data - bunch.data.mean(axis=0)
        data = data / np.std(data, axis=0)
        bunch.data = data / np.sqrt(float(len(data)))
    return (bunch.data, bunch.target) if return_X_y else bunch


def _halves(n_samples):
    if hasattr(n_samples, "__len__"):
        outer, inner = n_samples
        return outer, inner
    return n_samples // 2, n_samples - n_samples // 2


def _two(x, y, outer, inner, shuffle, noise, random_state):
    generator = check_random_state(random_state)
    X = np.stack([np.concatenate(x), np.concatenate(y)], axis=1)
    labels = np.concatenate([np.zeros(outer, dtype=np.int64), np.ones(inner, dtype=np.int64)])
    if shuffle:
        X, labels = _shuffled(X, labels, random_state=generator)
    if noise is not None:
        X = X + generator.normal(scale=noise, size=X.shape)
    return X, labels


def make_moons(n_samples=100, *, shuffle=True, noise=None, random_state=None):
    """Two half circles that reach into each other."""
    outer, inner = _halves(n_samples)
    a, b = np.linspace(0, np.pi, outer), np.linspace(0, np.pi, inner)
    return _two((np.cos(a), 1 - np.cos(b)), (np.sin(a), 1 - np.sin(b) - 0.5), outer, inner, shuffle, noise, random_state)


def make_circles(n_samples=100, *, shuffle=True, noise=None, random_state=None, factor=0.8):
    """A circle within a circle."""
    outer, inner = _halves(n_samples)
    a = np.linspace(0, 2 * np.pi, outer, endpoint=False)
    b = np.linspace(0, 2 * np.pi, inner, endpoint=False)
    x, y = (np.cos(a), np.cos(b) * factor), (np.sin(a), np.sin(b) * factor)
    return _two(x, y, outer, inner, shuffle, noise, random_state)


def make_blobs(n_samples=100, n_features=2, *, centers=None, cluster_std=1.0, center_box=(-10.0, 10.0), shuffle=True,
               random_state=None, return_centers=False):
    """Round clouds of points."""
    generator = check_random_state(random_state)
    counts = list(n_samples) if hasattr(n_samples, "__len__") else None
    if centers is None or isinstance(centers, int):
        number = len(counts) if counts else centers or 3
        centers = generator.uniform(center_box[0], center_box[1], size=(number, n_features))
    centers = np.asarray(centers, dtype=np.float64)
    number, n_features = centers.shape
    if counts is None:
        counts = [n_samples // number + (i < n_samples % number) for i in range(number)]
    if len(counts) != number:
        raise ValueError(f"Length of `n_samples` not consistent with number of centers. Got n_samples = {counts}")
    spread = cluster_std if hasattr(cluster_std, "__len__") else [cluster_std] * number
    parts = [generator.normal(centers[i], spread[i], size=(counts[i], n_features)) for i in range(number)]
    X, y = np.concatenate(parts), np.repeat(np.arange(number), np.array(counts))
    if shuffle:
        X, y = _shuffled(X, y, random_state=generator)
    return (X, y, centers) if return_centers else (X, y)


def make_regression(n_samples=100, n_features=100, *, n_informative=10, n_targets=1, bias=0.0, noise=0.0, shuffle=True,
                    coef=False, random_state=None):
    """A linear function of some of the features, with noise."""
    generator = check_random_state(random_state)
    n_informative = min(n_features, n_informative)
    X = generator.standard_normal(size=(n_samples, n_features))
    truth = np.zeros((n_features, n_targets))
    truth[:n_informative] = 100 * generator.uniform(size=(n_informative, n_targets))
    y = X @ truth + bias
    if noise > 0.0:
        y = y + generator.normal(scale=noise, size=y.shape)
    if shuffle:
        X, y = _shuffled(X, y, random_state=generator)
        order = np.arange(n_features)
        generator.shuffle(order)
        X, truth = X[:, order], truth[order]
    y, truth = np.squeeze(y), np.squeeze(truth)
    return (X, y, truth) if coef else (X, y)


def __getattr__(name):
    raise _missing("sklearn.datasets", name, "load_iris, load_wine, load_breast_cancer, load_digits, load_diabetes, "
                   "make_moons, make_circles, make_blobs, make_regression")
