"""Makes the data sets of this folder from scikit-learn's wheel: `pip download scikit-learn --no-deps`, then `python make.py WHEEL`.

Needs NumPy. Each `.npz` holds `data` (one row per sample, float32; uint8 for the digits) and `target` (uint8; float32 for the
diabetes set). README.md beside this file says where the data come from.
"""
import csv
import gzip
import io
import sys
import zipfile

import numpy

FOLDER = "sklearn/datasets/data/"


def table(wheel, name):
    """A file of numbers as a list of rows of text; a first line that only counts samples and features is left out."""
    raw = wheel.read(FOLDER + name)
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()
    if "," not in text:
        return [line.split() for line in text.splitlines()]
    return list(csv.reader(io.StringIO(text)))


def numbers(rows):
    return numpy.array(rows, dtype=numpy.float64)


def main(path):
    wheel = zipfile.ZipFile(path)
    digits = numbers(table(wheel, "digits.csv.gz"))
    save("digits", digits[:, :-1].astype(numpy.uint8), digits[:, -1].astype(numpy.uint8))
    for name, file in [("iris", "iris.csv"), ("wine", "wine_data.csv"), ("breast_cancer", "breast_cancer.csv")]:
        rows = numbers(table(wheel, file)[1:])
        save(name, rows[:, :-1].astype(numpy.float32), rows[:, -1].astype(numpy.uint8))
    diabetes = numbers(table(wheel, "diabetes_data_raw.csv.gz")).astype(numpy.float32)
    save("diabetes", diabetes, numbers(table(wheel, "diabetes_target.csv.gz")).reshape(-1).astype(numpy.float32))


def save(name, data, target):
    numpy.savez_compressed(name + ".npz", data=data, target=target)
    print(name, data.dtype, data.shape, target.dtype, target.shape)


if __name__ == "__main__":
    main(sys.argv[1])
