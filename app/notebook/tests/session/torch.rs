//! `torch` as a student meets it.

use cells::Outcome;

use crate::support::Lesson;

/// Runs `code` after `import torch` and expects this value shown.
fn check(code: &str, value: &str) {
    let mut lesson = Lesson::new();
    lesson.run("import torch\nimport torch.nn as nn\nimport torch.nn.functional as F");
    let seen = lesson.run(code);
    assert_eq!(seen.outcome, Outcome::Ok, "{code}\n{:#?}", seen.outputs);
    assert_eq!(seen.value(), Some(value), "{code}");
}

/// Runs `code` after `import torch` and expects this exception.
fn check_error(code: &str, name: &str, part: &str) {
    let mut lesson = Lesson::new();
    lesson.run("import torch");
    let seen = lesson.run(code);
    assert_eq!(seen.error().name, name, "{code}\n{}", seen.error().text);
    assert!(seen.error().message.contains(part), "{code}\n{}", seen.error().message);
}

#[test]
fn making_and_printing() {
    check("torch.tensor([[1., 9.]]).max(dim=1)", "torch.return_types.max(\nvalues=tensor([9.]),\nindices=tensor([1]))");
    check("torch.tensor([[1, 2], [3, 4]])", "tensor([[1, 2],\n        [3, 4]])");
    check("torch.tensor([1.0, 2.5])", "tensor([1.0000, 2.5000])");
    check("torch.tensor(3.0)", "tensor(3.)");
    check("torch.tensor([True, False]), torch.tensor([1, 2.5])", "(tensor([ True, False]), tensor([1.0000, 2.5000]))");
    check(
        "torch.zeros(2, 3).shape, torch.zeros((2, 3)).size(), torch.ones(4).size(0)",
        "(torch.Size([2, 3]), torch.Size([2, 3]), 4)",
    );
    check("torch.arange(5), torch.arange(1, 2, 0.5)", "(tensor([0, 1, 2, 3, 4]), tensor([1.0000, 1.5000]))");
    check("torch.linspace(0, 1, 3).tolist(), torch.eye(2).tolist()", "([0.0, 0.5, 1.0], [[1.0, 0.0], [0.0, 1.0]])");
    check(
        "torch.full((2,), 7), torch.zeros_like(torch.ones(2)), torch.empty(0)",
        "(tensor([7, 7]), tensor([0., 0.]), tensor([]))",
    );
    check(
        "torch.manual_seed(0)\ntorch.randn(2, 3)",
        "tensor([[ 1.5410, -0.2934, -2.1788],\n        [ 0.5684, -1.0845, -1.3986]])",
    );
    check("torch.manual_seed(0)\ntorch.rand(3)", "tensor([0.4963, 0.7682, 0.0885])");
    check(
        "x = torch.zeros(3)\nx.dtype, x.device, x.ndim, x.numel(), len(x)",
        "(torch.float32, device(type='cpu'), 1, 3, 3)",
    );
    check(
        "torch.tensor([[1., 2.]]).to(torch.int64).dtype is torch.int64, torch.ones(1, dtype=int).dtype",
        "(True, torch.int64)",
    );
    check("torch.Tensor([1, 2]), torch.Tensor(2)", "(tensor([1., 2.]), tensor([0., 0.]))");
}

#[test]
fn arrays_to_tensors_and_back() {
    check(
        "import numpy as np\na = np.arange(6).reshape(2, 3).T\nx = torch.tensor(a)\nx, x.numpy()",
        "(tensor([[0, 3],\n        [1, 4],\n        [2, 5]]), array([[0, 3],\n       [1, 4],\n       [2, 5]]))",
    );
    check(
        "import numpy as np\ntorch.from_numpy(np.array([0.5, 2.0])), torch.tensor(np.array([0.5, 2.0]), dtype=torch.int64)",
        "(tensor([0.5000, 2.0000]), tensor([0, 2]))",
    );
    check(
        "import numpy as np\ntorch.tensor(np.array([0, 3]) > 1), torch.tensor(np.array(2.5)), torch.tensor(np.zeros((0, 2))).shape",
        "(tensor([False,  True]), tensor(2.5000), torch.Size([0, 2]))",
    );
    check(
        "t = torch.ones(2, 2)\nt.T.numpy().dtype, (t > 0).numpy().dtype, torch.tensor(3.0).numpy().shape",
        "(dtype('float32'), dtype('bool'), ())",
    );
    check_error("import numpy as np\ntorch.tensor(np.array([2**40]))", "OverflowError", "does not fit");
}

#[test]
fn arithmetic() {
    check(
        "x = torch.tensor([1., 2.])\nx + 1, 2 * x, x / 2, 1 - x, x ** 2, -x",
        "(tensor([2., 3.]), tensor([2., 4.]), tensor([0.5000, 1.0000]), tensor([ 0., -1.]), tensor([1., 4.]), tensor([-1., -2.]))",
    );
    check("torch.ones(2, 3) @ torch.ones(3, 1)", "tensor([[3.],\n        [3.]])");
    check(
        "x = torch.tensor([1, 5, 3])\nx > 2, (x > 2) & (x < 4), x == 5",
        "(tensor([False,  True,  True]), tensor([False, False,  True]), tensor([False,  True, False]))",
    );
    check(
        "x = torch.tensor([[1., 2.], [3., 4.]])\nx.sum(), x.sum(0), x.mean(dim=1, keepdim=True).shape, x.max().item()",
        "(tensor(10.), tensor([4., 6.]), torch.Size([2, 1]), 4.0)",
    );
    check(
        "v, i = torch.tensor([[1., 9.], [3., 4.]]).max(dim=1)\nv, i, torch.tensor([1., 3., 2.]).argmax().item()",
        "(tensor([9., 4.]), tensor([1, 1]), 1)",
    );
    check(
        "torch.softmax(torch.tensor([1., 1.]), dim=0), torch.exp(torch.zeros(1)), torch.relu(torch.tensor([-1., 1.]))",
        "(tensor([0.5000, 0.5000]), tensor([1.]), tensor([0., 1.]))",
    );
    check(
        "torch.where(torch.tensor([True, False]), 1.0, torch.zeros(2)), torch.clamp(torch.tensor([-1., 5.]), 0, 1)",
        "(tensor([1., 0.]), tensor([0., 1.]))",
    );
    check("x = torch.ones(2)\ny = x\nx += 1\nx.add_(1)\ny, x is y", "(tensor([3., 3.]), True)");
    check(
        "f'{torch.tensor(2.5):.2f}', float(torch.tensor(3)), int(torch.tensor(2.7)), bool(torch.tensor(0))",
        "('2.50', 3.0, 2, False)",
    );
}

#[test]
fn shapes_and_indices() {
    check(
        "x = torch.arange(6).reshape(2, 3)\nx[1], x[:, 1], x[0, 2].item(), x[-1, ::2], x.T.shape",
        "(tensor([3, 4, 5]), tensor([1, 4]), 2, tensor([3, 5]), torch.Size([3, 2]))",
    );
    check(
        "x = torch.arange(4)\nx[x > 1], x[[0, 2]], x[torch.tensor([3, 0])], x[None].shape, x[..., 0]",
        "(tensor([2, 3]), tensor([0, 2]), tensor([3, 0]), torch.Size([1, 4]), tensor(0))",
    );
    check(
        "x = torch.zeros(2, 2)\nx[0] = 1\nx[:, 1] = torch.tensor([5., 6.])\nx",
        "tensor([[1., 5.],\n        [0., 6.]])",
    );
    check(
        "a = torch.ones(2)\ntorch.cat([a, a]).shape, torch.stack([a, a], dim=1).shape, a.unsqueeze(0).shape, torch.ones(1, 2).squeeze().shape",
        "(torch.Size([4]), torch.Size([2, 2]), torch.Size([1, 2]), torch.Size([2]))",
    );
    check("[row.tolist() for row in torch.eye(2)]", "[[1.0, 0.0], [0.0, 1.0]]");
    check(
        "a, b = torch.arange(4).split(2)\na, b, torch.arange(4).view(2, -1).flatten().tolist()",
        "(tensor([0, 1]), tensor([2, 3]), [0, 1, 2, 3])",
    );
}

#[test]
fn gradients() {
    check(
        "x = torch.tensor([1., 2.], requires_grad=True)\ny = (x ** 2).sum()\ny.backward()\nx.grad, y",
        "(tensor([2., 4.]), tensor(5., grad_fn=<SumBackward0>))",
    );
    check(
        "w = torch.ones(1, requires_grad=True)\nwith torch.no_grad():\n    v = w * 2\nv.requires_grad, w.is_leaf, w.detach().requires_grad",
        "(False, True, False)",
    );
    check(
        "@torch.no_grad()\ndef f(x):\n    return x * 2\nf(torch.ones(1, requires_grad=True)).requires_grad, torch.is_grad_enabled()",
        "(False, True)",
    );
    check("x = torch.tensor(3., requires_grad=True)\ntorch.autograd.grad(x * x, x)", "(tensor(6.),)");
}

#[test]
fn modules_and_optimisers() {
    check(
        "nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))",
        "Sequential(\n  (0): Linear(in_features=2, out_features=3, bias=True)\n  (1): ReLU()\n  (2): Linear(in_features=3, out_features=1, bias=True)\n)",
    );
    check(
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = nn.Linear(2, 1)\n    def forward(self, x):\n        return self.layer(x)\nnet = Net()\n[(n, tuple(p.shape)) for n, p in net.named_parameters()], net(torch.ones(4, 2)).shape",
        "([('layer.weight', (1, 2)), ('layer.bias', (1,))], torch.Size([4, 1]))",
    );
    check(
        "torch.manual_seed(0)\nx = torch.randn(64, 2)\ny = (x[:, 0] > 0).long()\nnet = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))\nopt = torch.optim.SGD(net.parameters(), lr=0.5, momentum=0.9)\nfor _ in range(40):\n    opt.zero_grad()\n    loss = nn.CrossEntropyLoss()(net(x), y)\n    loss.backward()\n    opt.step()\nbool(loss < 0.1), (net(x).argmax(1) == y).float().mean().item() > 0.95",
        "(True, True)",
    );
    check("nn.Parameter(torch.ones(1))", "Parameter containing:\ntensor([1.], requires_grad=True)");
    check(
        "p = nn.Parameter(torch.tensor([1.0]))\nopt = torch.optim.Adam([p], lr=0.1)\nfor _ in range(200):\n    opt.zero_grad()\n    ((p - 3) ** 2).sum().backward()\n    opt.step()\nabs(p.item() - 3) < 0.05",
        "True",
    );
    check(
        "F.mse_loss(torch.ones(2), torch.zeros(2)), F.cross_entropy(torch.zeros(1, 4), torch.tensor([2]))",
        "(tensor(1.), tensor(1.3863))",
    );
}

/// The course's worked example: 100 rows, 10 features, 1,000 steps at rate 0.01, predictions for 10 new rows.
#[test]
fn linear_regression_by_gradient_descent() {
    let mut lesson = Lesson::new();
    let seen = lesson.run(
        "import torch\ntorch.manual_seed(1)\nX = torch.randn(100, 10)\ntrue = torch.randn(10, 1)\ny = X @ true + 0.1 * torch.randn(100, 1)\nw = torch.zeros(10, 1, requires_grad=True)\nb = torch.zeros(1, requires_grad=True)\nfor step in range(1000):\n    loss = ((X @ w + b - y) ** 2).mean()\n    loss.backward()\n    with torch.no_grad():\n        w -= 0.01 * w.grad\n        b -= 0.01 * b.grad\n    w.grad = None\n    b.grad = None\n    if step % 100 == 0:\n        print(step, loss.item())\n(torch.randn(10, 10) @ w + b).shape",
    );
    assert_eq!(seen.outcome, Outcome::Ok, "{:#?}", seen.outputs);
    assert_eq!(seen.value(), Some("torch.Size([10, 1])"));
    let losses: Vec<f64> = seen.stdout().lines().filter_map(|line| line.split(' ').nth(1)?.parse().ok()).collect();
    assert_eq!(losses.len(), 10, "{}", seen.stdout());
    assert!(losses.windows(2).all(|pair| pair[1] < pair[0]), "{losses:?}");
    assert!(losses[0] > 1.0 && losses[9] < 0.05, "{losses:?}");
}

#[test]
fn errors_teach() {
    check_error("torch.ones(2, 3) @ torch.ones(2, 3)", "RuntimeError", "cannot be multiplied");
    check_error("torch.ones(2) + torch.ones(3)", "RuntimeError", "must match the size of tensor b");
    check_error("torch.ones(2)[5]", "IndexError", "out of bounds");
    check_error("torch.fft", "AttributeError", "torch.fft is not part of this page's subset of PyTorch");
    check_error("torch.nn.Conv3d", "AttributeError", "torch.nn.Conv3d is not part of");
    check_error(
        "from torch import fft",
        "ModuleNotFoundError",
        "torch.fft is not part of this page's subset of PyTorch",
    );
    check_error("torch.ones(2).backward()", "RuntimeError", "");
    check_error("torch.tensor([[1], [2, 3]])", "ValueError", "expected sequence of length 1 at dim 1 (got 2)");
    check_error("torch.zeros(1500000000)", "MemoryError", "needs 6.0 GB");
    check_error("torch.zeros(3, device='cuda')", "RuntimeError", "is not available in a page");
    check_error("torch.tensor('a')", "TypeError", "cannot make a tensor of str");
    check_error("bool(torch.ones(2))", "RuntimeError", "ambiguous");
    check_error("torch.sum(torch.ones(2), axs=0)", "TypeError", "unexpected keyword argument 'axs'");
    check_error("torch.ones(2).nope", "AttributeError", "nope");
}

#[test]
fn tensors_are_stopped_too() {
    let mut lesson = Lesson::new();
    lesson.run("import torch\nx = torch.ones(200, 200)");
    let seen = lesson.run_stopped(
        100,
        "while True:\n    try:\n        x = x @ x * 0\n        x.sum().item()\n    except BaseException:\n        pass",
    );
    assert_eq!(seen.outcome, Outcome::Interrupted);
    assert!(seen.millis < 1000, "{} ms", seen.millis);
    let seen = lesson.run_stopped(100, "sum(map(lambda i: x.sum().item(), iter(int, 1)))");
    assert_eq!(seen.outcome, Outcome::Interrupted);
}

#[test]
fn layers_say_what_does_not_fit() {
    let code = "import torch.nn.functional as F\nF.conv2d(torch.zeros(1, 1, 28, 28), torch.zeros(8, 3, 3, 3))";
    let text =
        "weight of size [8, 3, 3, 3], expected input[1, 1, 28, 28] to have 3 channels, but got 1 channels instead";
    check_error(code, "RuntimeError", text);
    let code = "import torch.nn.functional as F\nF.linear(torch.zeros(3, 4), torch.zeros(2, 5))";
    check_error(code, "RuntimeError", "mat1 and mat2 shapes cannot be multiplied (3x4 and 5x2)");
    let code = "import torch.nn.functional as F\nF.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 3]))";
    check_error(code, "IndexError", "Target 3 is out of bounds");
    let code = "import torch.nn.functional as F\nF.mse_loss(torch.zeros(3, 1), torch.zeros(3))";
    check_error(code, "ValueError", "the prediction has shape [3, 1] and the target [3]");
    let code = "import torch.nn.functional as F\nF.layer_norm(torch.zeros(3, 4), (5,))";
    check_error(code, "RuntimeError", "Given normalized_shape=[5], expected input with shape [*, 5]");
    let code = "import torch.nn.functional as F\nF.grid_sample";
    check_error(code, "AttributeError", "interpolate makes other sizes");
    let code = "import torch.nn.functional as F\nF.conv2d(torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 3, 3), stride=1, steps=2)";
    check_error(code, "TypeError", "unexpected keyword argument 'steps'");
}
