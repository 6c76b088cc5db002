# Schedules of learning rates: the rates of thirty epochs.
import math
import torch.optim.lr_scheduler as S


def optimizer(kind=torch.optim.SGD, **options):
    w = [torch.nn.Parameter(torch.ones(2)) for _ in range(2)]
    return kind([{"params": w[:1], "lr": 0.5}, {"params": w[1:]}], lr=0.1, **options)


def rates(make, epochs=30, metric=None, **options):
    o = optimizer(**options)
    s = make(o)
    found = []
    for epoch in range(epochs):
        found += [group["lr"] for group in o.param_groups]
        if "momentum" in options and "max_momentum" in o.param_groups[0]:
            found.append(o.param_groups[0]["momentum"])
        if "betas" in options:
            found += list(o.param_groups[1]["betas"])
        o.step()
        if metric is None:
            s.step()
        else:
            s.step(metric(epoch))
    return found + list(s.get_last_lr())


def going_on(make, epochs=12):
    """A new schedule that goes on from the state dict of another."""
    o = optimizer()
    s = make(o)
    for _ in range(5):
        o.step()
        s.step()
    state, saved = s.state_dict(), o.state_dict()
    o = optimizer()
    s = make(o)
    o.load_state_dict(saved)
    s.load_state_dict(state)
    found = [s.last_epoch]
    for _ in range(epochs):
        o.step()
        s.step()
        found += list(s.get_last_lr())
    return found


makers = {
    "StepLR": [lambda o: S.StepLR(o, 4), lambda o: S.StepLR(o, 3, gamma=0.5)],
    "MultiStepLR": [lambda o: S.MultiStepLR(o, [3, 8, 8, 20]), lambda o: S.MultiStepLR(o, [0, 5], gamma=0.5)],
    "ExponentialLR": [lambda o: S.ExponentialLR(o, 0.9)],
    "LambdaLR": [lambda o: S.LambdaLR(o, lambda e: 1 / (1 + e)), lambda o: S.LambdaLR(o, [lambda e: 0.9**e, lambda e: min(1, e / 10)])],
    "MultiplicativeLR": [lambda o: S.MultiplicativeLR(o, lambda e: 0.95)],
    "LinearLR": [lambda o: S.LinearLR(o), lambda o: S.LinearLR(o, 0.1, 0.5, total_iters=9), lambda o: S.LinearLR(o, 1.0, 0.0, 20)],
    "ConstantLR": [lambda o: S.ConstantLR(o), lambda o: S.ConstantLR(o, factor=0.25, total_iters=7)],
    "CosineAnnealingLR": [lambda o: S.CosineAnnealingLR(o, 10), lambda o: S.CosineAnnealingLR(o, T_max=30, eta_min=0.01)],
    "CosineAnnealingWarmRestarts": [lambda o: S.CosineAnnealingWarmRestarts(o, 5), lambda o: S.CosineAnnealingWarmRestarts(o, 4, T_mult=2, eta_min=0.01)],
    "PolynomialLR": [lambda o: S.PolynomialLR(o), lambda o: S.PolynomialLR(o, total_iters=12, power=2.0)],
    "SequentialLR": [
        lambda o: S.SequentialLR(o, [S.LinearLR(o, 0.1, total_iters=5), S.CosineAnnealingLR(o, 20)], [5]),
        lambda o: S.SequentialLR(o, [S.ConstantLR(o, 0.1, 3), S.ExponentialLR(o, 0.9), S.StepLR(o, 2)], milestones=[3, 10]),
        lambda o: S.SequentialLR(o, [S.LinearLR(o, 0.1, total_iters=5), S.LambdaLR(o, lambda e: 1 / (1 + e))], [5]),
    ],
    "ChainedScheduler": [lambda o: S.ChainedScheduler([S.ConstantLR(o, 0.1, 2), S.ExponentialLR(o, 0.9)])],
}
for name, list_of in makers.items():
    for make in list_of:
        case(name, lambda make=make: rates(make))
    case(f"{name} from its state_dict", lambda make=list_of[0]: going_on(make))
case("OneCycleLR", lambda: rates(lambda o: S.OneCycleLR(o, 1.0, total_steps=31), momentum=0.9))
case("OneCycleLR", lambda: rates(lambda o: S.OneCycleLR(o, [1.0, 0.5], epochs=4, steps_per_epoch=8, anneal_strategy="linear"), momentum=0.9))
case("OneCycleLR", lambda: rates(lambda o: S.OneCycleLR(o, 1.0, total_steps=40, three_phase=True, pct_start=0.4), kind=torch.optim.Adam, betas=(0.9, 0.99)))
case("OneCycleLR", lambda: rates(lambda o: S.OneCycleLR(o, 1.0, total_steps=40, cycle_momentum=False, div_factor=5.0, final_div_factor=10.0)))
case("CyclicLR", lambda: rates(lambda o: S.CyclicLR(o, 0.01, 0.1, step_size_up=4), momentum=0.9))
case("CyclicLR", lambda: rates(lambda o: S.CyclicLR(o, 0.01, 0.1, step_size_up=4, step_size_down=7, mode="triangular2", cycle_momentum=False)))
case("CyclicLR", lambda: rates(lambda o: S.CyclicLR(o, 0.01, 0.1, 5, mode="exp_range", gamma=0.98), kind=torch.optim.Adam, betas=(0.9, 0.99)))
bumpy = [5.0, 4.0, 4.5, 4.6, 3.0, 3.0, 3.0, 3.0, 3.0, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.0, 2.0, 2.0, 2.0, 2.0] + [1.0] * 10
case("ReduceLROnPlateau", lambda: rates(lambda o: S.ReduceLROnPlateau(o, patience=2), metric=lambda e: bumpy[e]))
case("ReduceLROnPlateau", lambda: rates(lambda o: S.ReduceLROnPlateau(o, "max", 0.5, patience=1, cooldown=2, min_lr=0.02), metric=lambda e: torch.tensor(bumpy[e])))
case("ReduceLROnPlateau", lambda: rates(lambda o: S.ReduceLROnPlateau(o, patience=1, threshold=0.2, threshold_mode="abs", min_lr=[0.1, 0.0]), metric=lambda e: bumpy[e]))


def any_epoch():
    o = optimizer()
    s = S.CosineAnnealingWarmRestarts(o, 4, T_mult=2)
    found = []
    for epoch in [0.5, 1.0, 3.75, 4.0, 11.5, 13.0]:
        s.step(epoch)
        found += s.get_last_lr()
    return found


case("CosineAnnealingWarmRestarts at any epoch", any_epoch)
case("resuming", lambda: S.StepLR(optimizer(), 3, last_epoch=4))
for wrong in [
    lambda o: S.StepLR(o.param_groups, 3), lambda o: S.ConstantLR(o, factor=2.0), lambda o: S.LinearLR(o, start_factor=0),
    lambda o: S.LambdaLR(o, [lambda e: 1.0]), lambda o: S.OneCycleLR(o, 1.0), lambda o: S.OneCycleLR(o, 1.0, total_steps=-3),
    lambda o: S.OneCycleLR(o, 1.0, total_steps=10, anneal_strategy="steep"), lambda o: S.CosineAnnealingWarmRestarts(o, 0),
    lambda o: S.ReduceLROnPlateau(o, factor=1.5), lambda o: S.ReduceLROnPlateau(o, mode="least"), lambda o: S.SequentialLR(o, [], []),
    lambda o: S.SequentialLR(o, [S.StepLR(o, 2)], [1, 2]), lambda o: S.ChainedScheduler([]), lambda o: S.CyclicLR(o, 0.1, 1.0, mode="round"),
    lambda o: S.ReduceLROnPlateau(o, min_lr=[0.1, 0.1, 0.1]),
]:
    case("refused", lambda wrong=wrong: wrong(optimizer()))
