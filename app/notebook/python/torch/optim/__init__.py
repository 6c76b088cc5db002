"""`torch.optim`: rules that turn gradients into steps, and schedules of learning rates."""
from torch.missing import explain
from torch.optim import lr_scheduler  # noqa: F401
from torch.optim.adagrad import Adagrad  # noqa: F401
from torch.optim.adam import Adam, AdamW  # noqa: F401
from torch.optim.lbfgs import LBFGS  # noqa: F401
from torch.optim.optimizer import Optimizer  # noqa: F401
from torch.optim.rmsprop import RMSprop  # noqa: F401
from torch.optim.sgd import SGD  # noqa: F401


def __getattr__(name):
    raise AttributeError(explain("torch.optim", name), name=name)
