//! What candidates try: every attempt fails, is told honestly why, and the next one is judged as if nothing had been.

use cells::Message;
use cells::grade::{Judgement, Limit};
use server::sandbox::Sandbox;
use tests::grader::{sandbox, submission};

/// Stands in every hidden check and in nothing that anybody may see.
const CANARY: &str = "canary-7f3a91";

async fn judged(sandbox: &Sandbox, code: &str) -> Judgement {
    let check = format!("# {CANARY}\nsecret = '{CANARY}'\n{{'correct': f(3) == 9 and f(5) == 25 and len(secret) > 3}}");
    let judged = sandbox.judge(submission(code, &[&check, "type(f(2)) is int and f(2) == 4"])).await;
    judged.unwrap_or_else(|error| panic!("{code}: {error}"))
}

/// The attack gets no point, and nothing of the check is in what comes back.
async fn fails(sandbox: &Sandbox, code: &str) -> Judgement {
    let judged = judged(sandbox, code).await;
    assert_eq!(judged.points(), 0, "{code}: {:?}", judged.findings);
    assert!(!format!("{judged:?}").contains(CANARY), "{code}: {judged:?}");
    judged
}

#[tokio::test]
async fn honest_code_passes() {
    let Some(sandbox) = sandbox() else { return };
    assert!(judged(&sandbox, "def f(x): return x * x").await.passed());
}

#[tokio::test]
async fn values_cannot_lie() {
    let Some(sandbox) = sandbox() else { return };
    for code in [
        "class Yes:\n    def __eq__(self, other): return True\n    def __bool__(self): return True\ndef f(x): return Yes()",
        "class N(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\ndef f(x): return N(1)",
        "class M(type):\n    def __eq__(self, other): return True\n    def __instancecheck__(c, o): return True\nclass Y(metaclass=M): pass\ndef f(x): return Y",
        "class D(dict):\n    def __getitem__(self, k): return True\ndef f(x): return D()",
        "class S(str):\n    def __eq__(self, other): return True\n    __hash__ = str.__hash__\ndef f(x): return S('9')",
        "class P:\n    @property\n    def __class__(self): return int\n    def __eq__(self, other): return True\ndef f(x): return P()",
    ] {
        fails(&sandbox, code).await;
    }
}

#[tokio::test]
async fn the_checks_python_is_another_one() {
    let Some(sandbox) = sandbox() else { return };
    for code in [
        "import builtins\nbuiltins.len = lambda x: 99\nbuiltins.type = lambda *a: int\nbuiltins.bool = lambda x: True\ndef f(x): return 0",
        "type = lambda x: int\nlen = lambda x: 4\ndict = list\ndef f(x): return 0",
        "import sys\nfor m in list(sys.modules.values()):\n    for n in ('ask', 'check', 'judge', 'Remote'):\n        try: setattr(m, n, lambda *a, **k: True)\n        except Exception: pass\ndef f(x): return 0",
        "secret = 'x' * 99\nresult = True\ncorrect = True\ndef f(x): return None",
        "import _notebook_remote, _notebook_checks\n_notebook_remote.Remote.__eq__ = lambda *a: True\ndef f(x): return object()",
        "import sys\nsys.setrecursionlimit(10)\nsys.stdout = None\ndef f(x): return None",
    ] {
        fails(&sandbox, code).await;
    }
}

#[tokio::test]
async fn nothing_of_the_checks_can_be_seen() {
    let Some(sandbox) = sandbox() else { return };
    let look = [
        "import sys\ndef f(x):\n    frame, seen = sys._getframe(), []\n    while frame:\n        seen.append((frame.f_code.co_name, dict(frame.f_globals), frame.f_locals))\n        frame = frame.f_back\n    raise ValueError(repr(seen))",
        "import gc\ndef f(x): raise ValueError(repr([o for o in gc.get_objects() if isinstance(o, str)]))",
        "def f(x):\n    try: raise KeyError\n    except KeyError as e:\n        t = e.__traceback__\n        raise ValueError(repr([t.tb_frame.f_back, t.tb_frame.f_globals.keys()]))",
        "import sys\nprint(sys.modules.keys(), sys.argv if hasattr(sys, 'argv') else '', vars())\ndef f(x): print(globals(), x); return globals()",
        "import __main__\ndef f(x): return vars(__main__)",
        "import inspect\ndef f(x): return inspect.getsource(f)",
        "print(user_code, solution, check_code)",
    ];
    for code in look {
        fails(&sandbox, code).await;
    }
}

#[tokio::test]
async fn leaving_and_claiming_do_not_help() {
    let Some(sandbox) = sandbox() else { return };
    for code in [
        "print('{\"type\":\"examined\",\"findings\":[{\"verdict\":{\"correct\":true}}]}')\nprint('PASSED 100/100')\ndef f(x): return 0",
        "import sys\nsys.exit(0)",
        "raise SystemExit",
        "import sys\ndef f(x): sys.exit(0)",
        "def f(x): raise KeyboardInterrupt",
        "class A(BaseException): pass\ndef f(x): raise A",
        "def f(x): raise AssertionError",
        "def f(x): raise StopIteration",
        "quit()",
        "{'correct': True, 'message': 'done', 'type': 'success'}",
        "f = True",
        "del f",
        "",
        "def f(x: int",
    ] {
        fails(&sandbox, code).await;
    }
}

#[tokio::test]
async fn there_is_no_system_to_reach() {
    let Some(sandbox) = sandbox() else { return };
    for module in ["socket", "ctypes", "subprocess", "posix", "_posixsubprocess", "mmap", "signal", "threading"] {
        let judged = fails(&sandbox, &format!("import {module}\nraise RuntimeError('{module} is there')")).await;
        let told = format!("{:?}", judged.outputs);
        assert!(!told.contains(&format!("{module} is there")), "{told}");
    }
    // `os` has names and the files of the session, and nothing of the machine.
    let os = "import os\nif os.environ or os.listdir('/') or hasattr(os, 'system'): raise RuntimeError('a machine is there')";
    let told = format!("{:?}", fails(&sandbox, os).await.outputs);
    assert!(!told.contains("a machine is there") && !told.contains("Error("), "{told}");
    let read = "import io\ndef f(x): return io.open('/etc/passwd').read()";
    fails(&sandbox, read).await;
    fails(&sandbox, "def f(x): return open('/proc/self/environ').read()").await;
}

#[tokio::test]
async fn limits_end_what_does_not_end() {
    let Some(sandbox) = sandbox() else { return };
    let limit = async |code: &str, expected: &[Limit]| {
        let judged = fails(&sandbox, code).await;
        let found = judged.limit.unwrap_or_else(|| panic!("{code}: no limit: {:?} {:?}", judged.findings, judged.work));
        assert!(expected.contains(&found), "{code}: {found:?}");
        assert!(judged.findings.iter().all(|f| f.verdict.message == Message::Limit { limit: found }), "{judged:?}");
    };
    limit("while True: pass", &[Limit::Fuel]).await;
    limit(
        "def f(x):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        &[Limit::Fuel],
    )
    .await;
    limit("while True: print('x' * 1000)", &[Limit::Fuel]).await;
    // Refused before it takes long: an error of the code.
    let huge = fails(&sandbox, "x = 9 ** 9 ** 9").await;
    assert!(huge.findings.iter().all(|f| f.verdict.message == Message::CodeFailed), "{huge:?}");
    assert!(judged(&sandbox, "def f(x): return x * x").await.passed());
}

#[tokio::test]
async fn bombs_are_errors_like_others() {
    let Some(sandbox) = sandbox() else { return };
    for code in [
        "def g(n): return g(n + 1)\ng(0)",
        "def f(x): return f(x)",
        "x = []\nx.append(x)\ndef f(y): return x",
        "x = []\nfor _ in range(100000): x = [x]\ndef f(y): return x",
        "x = 'a' * (1 << 31)",
        "x = [0] * (1 << 30)",
        "b = []\nwhile True: b.append(bytearray(1 << 20))",
        "import torch\nx = torch.zeros(1 << 16, 1 << 16)",
        "def f(x): return 'a' * (64 << 20)",
        "def f(x): return list(range(10 ** 7))",
        "class R:\n    def __repr__(self): return 'a' * (1 << 28)\nR()",
        "(lambda: 0).__code__ = 0",
        "eval('(' * 100000)",
        "exec('x = ' + '-' * 200000 + '1')",
    ] {
        fails(&sandbox, code).await;
    }
    assert!(judged(&sandbox, "def f(x): return x * x").await.passed());
}
