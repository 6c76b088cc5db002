"""What all schedules share: counting epochs and writing rates into the optimiser's groups."""
import warnings

from _torch import Tensor
from torch.optim.optimizer import Optimizer


def set_lr(group, value):
    """Writes a rate into a group; a rate that is a tensor stays that tensor."""
    if isinstance(group["lr"], Tensor):
        group["lr"].fill_(float(value))
    else:
        group["lr"] = value


def values(optimizer, name):
    """A setting of all groups."""
    found = [group[name] for group in optimizer.param_groups]
    return [value.clone() if isinstance(value, Tensor) else value for value in found]


def per_group(name, optimizer, value):
    """One value for each group, from one for all or a list."""
    groups = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        return [value] * groups
    if len(value) != groups:
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. "
            f"{name} has {len(value)} values, param_groups has {groups}."
        )
    return list(value)


def check_optimizer(optimizer):
    """Only an optimiser will do."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")


class LRScheduler:
    """Base of the schedules. A schedule says its rates in `get_lr()`, from `last_epoch` and the groups as they are; where
    it can also say them from `base_lrs` alone, it does so in `_get_closed_form_lr()`."""

    _is_initial = False
    # Attributes that are not part of `state_dict()`.
    _unsaved = ("optimizer",)

    def __init__(self, optimizer, last_epoch=-1):
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for number, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                first = group["lr"]
                group.setdefault("initial_lr", first.clone() if isinstance(first, Tensor) else first)
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{number}] when resuming scheduler with "
                    "last_epoch >= 0. Load the optimizer's state first, or leave last_epoch out for a fresh run."
                )
        self.base_lrs = values(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        self._initial_step()

    def _initial_step(self):
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def get_lr(self):
        raise NotImplementedError

    def get_last_lr(self):
        """The rates written last, one for each group."""
        return self._last_lr

    def state_dict(self):
        return {name: value for name, value in self.__dict__.items() if name not in self._unsaved}

    def load_state_dict(self, state_dict):
        self.__dict__.update(state_dict)

    def step(self, epoch=None):
        """The next epoch's rates. Call it after `optimizer.step()`."""
        if self._step_count == 1 and not self.optimizer._opt_called and type(self.optimizer).step is Optimizer.step:
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. Call them in the opposite order: "
                "otherwise the first value of the schedule is skipped.",
                UserWarning,
                stacklevel=2,
            )
        self._step_count += 1
        self._update_lr(epoch)

    def _update_lr(self, epoch=None):
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if epoch is not None and hasattr(self, "_get_closed_form_lr"):
            rates = self._get_closed_form_lr()
        else:
            rates = self.get_lr()
        self._write(rates)

    def _write(self, rates):
        for group, rate in zip(self.optimizer.param_groups, rates):
            set_lr(group, rate)
        self._last_lr = values(self.optimizer, "lr")

    def _now(self):
        """The rates as they are."""
        return values(self.optimizer, "lr")

    def _times(self, factor):
        """The rates as they are, times a factor."""
        return [group["lr"] * factor for group in self.optimizer.param_groups]

    def _based(self, factor):
        """The rates of the beginning, times a factor."""
        return [base * factor for base in self.base_lrs]
