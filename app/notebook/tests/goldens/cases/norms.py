# Normalisation.
import torch.nn.functional as F

for second in [False, True]:
    case("layer_norm", lambda x, w, b: F.layer_norm(x, (4,), w, b), real(3, 4), positive(4), real(4), second=second, tolerance=1e-4)
    case("layer_norm two", lambda x, w, b: F.layer_norm(x, [3, 4], w, b, 1e-3), real(2, 3, 4), positive(3, 4), real(3, 4), second=second, tolerance=1e-4)
    case("layer_norm plain", lambda x: F.layer_norm(x, (5,)), real(2, 2, 5), second=second, tolerance=1e-4)
    case("layer_norm bias only", lambda x, b: F.layer_norm(x, (5,), bias=b), real(2, 5), real(5), tolerance=1e-4)
    case("layer_norm views", lambda x, w: F.layer_norm(x, (4,), w), real(3, 4, lie="transposed"), positive(4), second=second, tolerance=1e-4)
    case("rms_norm", lambda x, w: F.rms_norm(x, (4,), w), real(3, 4), positive(4), second=second, tolerance=1e-4)
    case("rms_norm plain", lambda x: F.rms_norm(x, (3, 4), eps=1e-3), real(2, 3, 4), second=second, tolerance=1e-4)
    case("group_norm weighted", lambda x, w: F.group_norm(x, 2, w), real(2, 4, 3), positive(4), second=second, tolerance=1e-4)
    case("group_norm flat", lambda x: F.group_norm(x, 3), real(2, 6), second=second, tolerance=1e-4)
    case("batch_norm", lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), real(4, 3), positive(3), real(3), second=second, tolerance=1e-4)
    case("batch_norm images", lambda x, w, b: F.batch_norm(x, None, None, w, b, True), real(2, 3, 2, 2), positive(3), real(3), second=second, tolerance=1e-4)
    case("batch_norm evaluation", lambda x, m, v, w, b: F.batch_norm(x, m.detach(), v.detach(), w, b), real(4, 3), real(3), positive(3), positive(3), real(3), second=second, tolerance=1e-4)
    case("instance_norm", lambda x, w, b: F.instance_norm(x, weight=w, bias=b), real(2, 3, 4), positive(3), real(3), second=second, tolerance=1e-4)
case("group_norm", lambda x, w, b: F.group_norm(x, 2, w, b), real(2, 4, 3), positive(4), real(4), tolerance=1e-4)


def moving(x, m, v):
    mean, var = m.detach().clone(), v.detach().clone()
    y = F.batch_norm(x, mean, var, training=True, momentum=0.3)
    return y, mean, var


def moving_instances(x, m, v):
    mean, var = m.detach().clone(), v.detach().clone()
    y = F.instance_norm(x, mean, var, momentum=0.3)
    return y, mean, var


case("batch_norm running", moving, real(4, 3), real(3), positive(3), tolerance=1e-4)
case("batch_norm running images", moving, real(2, 3, 2, 2), real(3), positive(3), tolerance=1e-4)
case("instance_norm running", moving_instances, real(2, 3, 4), real(3), positive(3), tolerance=1e-4)
case("instance_norm evaluation", lambda x, m, v: F.instance_norm(x, m.detach(), v.detach(), use_input_stats=False), real(2, 3, 4), real(3), positive(3), tolerance=1e-4)
case("layer_norm nothing", lambda x: F.layer_norm(x, (4,)), real(0, 4))
case("layer_norm shape", lambda x: F.layer_norm(x, (5,)), real(3, 4))
case("layer_norm weight", lambda x, w: F.layer_norm(x, (4,), w), real(3, 4), positive(3))
case("layer_norm scalar", lambda x: F.layer_norm(x, ()), real(3, 4))
case("rms_norm shape", lambda x: F.rms_norm(x, (5,)), real(3, 4))
case("group_norm groups", lambda x: F.group_norm(x, 3), real(2, 4, 3))
case("group_norm weight", lambda x, w: F.group_norm(x, 2, w), real(2, 4, 3), positive(3))
case("batch_norm one", lambda x: F.batch_norm(x, None, None, training=True), real(1, 3))
case("batch_norm statistics", lambda x: F.batch_norm(x, None, None), real(2, 3))
case("batch_norm channels", lambda x, w: F.batch_norm(x, None, None, w, training=True), real(2, 3), positive(4))
case("instance_norm one", lambda x: F.instance_norm(x), real(2, 3, 1))
