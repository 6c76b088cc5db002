"""Writes expected/*.txt: what real PyTorch (CPU) says to every file of cases. Run by hand: python make.py [area ...]"""
import json
import pathlib
import sys

import torch

here = pathlib.Path(__file__).parent
torch.set_num_threads(1)
areas = sys.argv[1:] or sorted(path.stem for path in (here / "cases").glob("*.py"))
for area in areas:
    scope = {}
    exec((here / "harness.py").read_text(), scope)
    exec((here / "cases" / f"{area}.py").read_text(), scope)
    lines = [f"{title}: {json.dumps(record, separators=(',', ':'))}\n" for title, record, _ in scope["_found"]]
    (here / "expected").mkdir(exist_ok=True)
    (here / "expected" / f"{area}.txt").write_text("".join(lines))
    print(f"{area}: {len(lines)} cases, {sum('error' in r for _, r, _ in scope['_found'])} of them exceptions")
