//! Files of a session, and models made smaller: what only the page's own interface has.

use cells::Outcome;

use crate::support::Lesson;

/// Runs `code` after the imports and expects this value shown.
fn check(code: &str, value: &str) {
    let mut lesson = Lesson::new();
    lesson.run("import io\nfrom pathlib import Path\nimport numpy as np\nimport torch\nimport torch.nn as nn");
    let seen = lesson.run(code);
    assert_eq!(seen.outcome, Outcome::Ok, "{code}\n{:#?}", seen.outputs);
    assert_eq!(seen.value(), Some(value), "{code}");
}

#[test]
fn shards_are_opened_when_they_are_needed() {
    check(
        "from safetensors.sharded import Sharded, save_sharded
state = {f'layer.{i}': torch.full((4,), float(i)) for i in range(5)}
save_sharded(state, 'model/model.safetensors.index.json', max_shard_size=32)
model = Sharded('model/model.safetensors.index.json')
before = model.loaded_shards
value = model['layer.2']
len(set(model.weight_map.values())), before, value.tolist(), model.loaded_shards, model.metadata, len(model), 'layer.4' in model",
        "(3, [], [2.0, 2.0, 2.0, 2.0], ['model-00002-of-00003.safetensors'], {'total_size': 80}, 5, True)",
    );
    check(
        "from safetensors import SafetensorError
from safetensors.sharded import Sharded
import _session_files
_session_files.write('bad.json', b'{\"weight_map\": [1]}')
try:
    Sharded('bad.json')
except SafetensorError as error:
    said = str(error)
said[:33]",
        "\"bad.json is no index of shards: '\"",
    );
}

#[test]
fn a_session_that_begins_anew_has_no_files() {
    let mut lesson = Lesson::new();
    lesson.run("import torch\ntorch.save(torch.ones(2), 'a.pt')");
    assert_eq!(lesson.run("torch.load('a.pt').tolist()").value(), Some("[1.0, 1.0]"));
    let mut lesson = Lesson::new();
    let seen = lesson.run("import torch\ntorch.load('a.pt')");
    assert_eq!(seen.error().name, "FileNotFoundError");
}

#[test]
fn open_reads_and_writes_as_on_a_disk() {
    check(
        "open('a.txt', 'w').write('one\\ntwo\\n')
with open('a.txt', 'a') as file:
    print('three', file=file)
with open('a.bin', 'wb') as file:
    file.write(bytes([0, 255]))
with open('a.txt') as lines, open('a.bin', 'rb') as raw:
    seen = [line.strip() for line in lines], raw.read(1), raw.tell(), raw.read()
seen, lines.closed",
        "((['one', 'two', 'three'], b'\\x00', 1, b'\\xff'), True)",
    );
    check(
        "import csv, json
with open('t.csv', 'w', newline='') as file:
    csv.writer(file).writerows([['x', 'y'], [1, 'a, b']])
json.dump({'a': [1.5]}, open('t.json', 'w'))
with open('t.csv') as file:
    rows = list(csv.DictReader(file))
rows, json.load(open('t.json')), open('t.csv', 'rb').read()",
        "([{'x': '1', 'y': 'a, b'}], {'a': [1.5]}, b'x,y\\r\\n1,\"a, b\"\\r\\n')",
    );
    check(
        "with open('r.txt', 'w+') as file:
    file.write('abc')
    file.seek(0)
    read = file.read()
with open('r.txt', 'r+') as file:
    file.write('X')
read, open('r.txt').read(), open('old.txt', 'w', encoding='latin-1').write('é'), open('old.txt', 'rb').read()",
        "('abc', 'Xbc', 1, b'\\xe9')",
    );
}

#[test]
fn what_cannot_be_opened_is_said() {
    let mut lesson = Lesson::new();
    lesson.session.place("/data/here.csv", b"1").expect("it fits");
    lesson.session.miss("/data/late.csv", "the server answered 503; reload the page to try again");
    lesson.run("open('mine.txt', 'w').close()");
    let mut check = |code: &str, name: &str, words: &str| {
        let seen = lesson.run(code);
        let error = seen.error();
        assert!(
            error.name.ends_with(name) && error.message.contains(words),
            "{code}: {}: {}",
            error.name,
            error.message
        );
    };
    check("open('no.txt')", "FileNotFoundError", "there are: /data/here.csv, mine.txt");
    check("open('/data/no.npz')", "FileNotFoundError", "front matter, data: [no.npz]");
    check("open('/data/late.csv')", "FileNotFoundError", "did not arrive: the server answered 503");
    check("import numpy as np\nnp.load('/data/late.csv')", "FileNotFoundError", "did not arrive");
    check("open('/data')", "IsADirectoryError", "Is a directory");
    check("open('mine.txt', 'x')", "FileExistsError", "File exists");
    check("open('mine.txt', 'rw')", "ValueError", "exactly one of create/read/write/append");
    check("open('mine.txt').write('x')", "UnsupportedOperation", "not writable");
    check("open('mine.txt', 'wb').read()", "UnsupportedOperation", "read");
    check("import os\nos.remove('/data/here.csv')", "PermissionError", "belongs to the lesson");
    check("os.system('ls')", "AttributeError", "no operating system");
}

#[test]
fn the_files_of_a_lesson_outlive_its_variables() {
    let mut lesson = Lesson::new();
    lesson.session.place("/data/a.csv", b"1").expect("it fits");
    lesson.run("open('/data/a.csv', 'w').write('2')\nopen('mine.txt', 'w').close()");
    lesson.session.reset();
    assert_eq!(lesson.run("import os\nopen('/data/a.csv').read(), os.listdir('/')").value(), Some("('1', ['data'])"));
}

#[test]
fn paths_are_those_of_pathlib() {
    check(
        "p = Path('out') / 'runs/a.tar.gz'
p.parent.mkdir(parents=True, exist_ok=True)
p, p.name, p.suffix, p.suffixes, p.stem, p.with_suffix('.md'), p.parents, p.relative_to('out'), p.exists()",
        "(PosixPath('out/runs/a.tar.gz'), 'a.tar.gz', '.gz', ['.tar', '.gz'], 'a.tar', PosixPath('out/runs/a.tar.md'), \
         (PosixPath('out/runs'), PosixPath('out'), PosixPath('.')), PosixPath('runs/a.tar.gz'), False)",
    );
    check(
        "root = Path('/w')
(root / 'a').mkdir(parents=True)
for name in ['a/1.txt', 'a/2.csv', '3.txt']:
    (root / name).write_text(name)
(root / '3.txt').rename(root / 'b.txt')
(root / 'a/2.csv').unlink()
sorted(map(str, root.rglob('*.txt'))), [str(q) for q in root.glob('*.txt')], sorted(q.name for q in root.iterdir())",
        "(['/w/a/1.txt', '/w/b.txt'], ['/w/b.txt'], ['a', 'b.txt'])",
    );
}

#[test]
fn what_cannot_be_saved_is_said() {
    let mut lesson = Lesson::new();
    let seen = lesson.run("import torch\ntorch.save({'model': torch.nn.Linear(1, 1)}, 'a.pt')");
    assert_eq!(seen.error().name, "TypeError");
    assert!(seen.error().message.contains("the object['model'] is a Linear"), "{}", seen.error().message);
}

#[test]
fn narrow_types_become_arrays_that_hold_them() {
    check(
        "[str(torch.ones(2, dtype=d).numpy().dtype) for d in (torch.uint8, torch.int32, torch.float16, torch.bool)]",
        "['int64', 'int64', 'float32', 'bool']",
    );
    check("torch.tensor(np.array([1.5, 2.5]), dtype=torch.float16)", "tensor([1.5000, 2.5000], dtype=torch.float16)");
    check("torch.from_numpy(np.array([1, 300])).to(torch.uint8).tolist()", "[1, 44]");
}

#[test]
fn whole_numbers_beyond_32_bits_are_refused() {
    for code in [
        "torch.tensor([2**40], dtype=torch.int32)",
        "torch.tensor([2**40])",
        "torch.ones(1, dtype=torch.int32) + 2**40",
    ] {
        let mut lesson = Lesson::new();
        lesson.run("import torch");
        assert_eq!(lesson.run(code).error().name, "OverflowError", "{code}");
    }
}

#[test]
fn binary_layers_train_and_pack() {
    check(
        "from torch.ao.nn import binary
torch.manual_seed(0)
layer = binary.Linear(70, 5)
x = torch.randn(4, 70)
layer(x).square().sum().backward()
small = binary.PackedLinear.from_float(layer)
same = torch.allclose(small(x), layer(x), atol=1e-4)
signs = bool((small.signs() == torch.where(layer.weight.detach() >= 0, 1, -1)).all())
same, signs, layer.weight.grad is not None, layer.weight.nbytes // small.packed.nbytes, small(x.reshape(2, 2, 70)).shape",
        "(True, True, True, 23, torch.Size([2, 2, 5]))",
    );
    check(
        "from torch.ao.nn import binary
layer = binary.Linear(9, 3, binary_input=False)
x = torch.randn(2, 9)
torch.allclose(binary.PackedLinear.from_float(layer)(x), layer(x), atol=1e-4)",
        "True",
    );
}

#[test]
fn models_become_half() {
    check(
        "model = nn.Sequential(nn.Linear(3, 2), nn.ReLU()).half()
y = model(torch.ones(1, 3).half())
y.dtype, [p.dtype for p in model.parameters()], model.float()[0].weight.dtype",
        "(torch.float16, [torch.float16, torch.float16], torch.float32)",
    );
    check(
        "import torch.ao.quantization as tq
small = tq.quantize_dynamic(nn.Sequential(nn.Linear(8, 8)), {nn.Linear}, dtype=torch.qint8)
kept = small.to('cpu').half()[0]._weight.dtype
sum(b.nbytes for b in small.buffers()), kept",
        "(96, torch.int8)",
    );
}
