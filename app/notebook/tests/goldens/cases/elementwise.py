# Element by element: arithmetic, functions, comparisons.
for f in ["neg", "abs", "sign", "square", "exp", "tanh", "sin", "cos", "sigmoid", "relu"]:
    for given in [real(7), real(0), real(), real(3, 4, lie="transposed"), real(3, 4, lie="strided"), real(3, 4, lie="expanded")]:
        case(f, lambda x, f=f: getattr(torch, f)(x), given, second=True)
for f in ["log", "sqrt", "rsqrt", "reciprocal"]:
    case(f, lambda x, f=f: getattr(torch, f)(x), positive(2, 5), second=True)
for f in ["floor", "ceil", "round", "isnan"]:
    case(f, lambda x, f=f: getattr(torch, f)(x), real(11))
for f in ["add", "sub", "mul", "div", "maximum", "minimum"]:
    case(f, lambda a, b, f=f: getattr(torch, f)(a, b), real(3, 1), real(4), second=True)
    case(f, lambda a, b, f=f: getattr(torch, f)(a, b), real(0, 4), real(1))
case("pow", lambda a, b: a**b, positive(3, 4), real(4), second=True)
for f in ["eq", "ne", "lt", "le", "gt", "ge"]:
    case(f, lambda a, b, f=f: getattr(torch, f)(a, b), whole(3, 4), whole(4))
case("where", lambda c, a, b: torch.where(c, a, b), truth(3, 4), real(3, 4), real(4))
case("clamp", lambda x: x.clamp(-0.5, 1.0), real(9))
for f in ["trunc", "frac", "isinf", "isfinite", "signbit", "deg2rad", "rad2deg"]:
    case(f, lambda x, f=f: getattr(torch, f)(x), real(11))
for f in ["erf", "erfc", "expm1", "exp2", "sinh", "cosh", "atan", "asinh", "tan"]:
    case(f, lambda x, f=f: getattr(torch, f)(x * 0.7), real(3, 5), second=True)
    case(f, lambda x, f=f: getattr(torch, f)(x), real(2, 3, lie="strided"))
for f in ["log2", "log10", "log1p"]:
    case(f, lambda x, f=f: getattr(torch, f)(x), positive(3, 5), second=True)
for f in ["asin", "acos", "atanh"]:
    case(f, lambda x, f=f: getattr(torch, f)(x / 3), real(3, 5), second=True)
case("acosh", lambda x: torch.acosh(x + 1.5), positive(7), second=True)
ends = [float("nan"), float("inf"), float("-inf"), 0.0, 1.0, -1.0, 1e30, -1e30, 1e-30, 88.5, -88.5, 3.5, -2.5]
for f in ("neg abs sign square exp log sqrt rsqrt reciprocal tanh sin cos sigmoid relu floor ceil round isnan trunc frac isinf "
          "isfinite isposinf isneginf signbit log2 log10 log1p expm1 sinh cosh asin acos atan asinh acosh atanh erf erfc "
          "exp2 logical_not").split():
    if f in ("sin", "cos"):
        case(f + " at the ends", lambda x, f=f: getattr(torch, f)(torch.tensor([float("nan"), 0.0, 1.0, -1.0, 88.5])), real(1))
    else:
        case(f + " at the ends", lambda x, f=f: getattr(torch, f)(torch.tensor(ends)), real(1))
for f in ("add sub mul div maximum minimum fmax fmin fmod remainder atan2 hypot eq ne lt le gt ge logaddexp xlogy "
          "logical_and logical_or logical_xor pow floor_divide").split():
    lean = [float("nan"), float("inf"), float("-inf"), 1.0, -2.0, 3.5]
    if f in ("remainder", "floor_divide", "pow"):
        lean = lean[3:]
    case(f + " at the ends", lambda x, f=f, lean=lean: getattr(torch, f)(torch.tensor(lean)[:, None], torch.tensor(lean)), real(1))
for f in ["atan2", "hypot", "fmax", "fmin", "logaddexp", "logaddexp2"]:
    case(f, lambda a, b, f=f: getattr(torch, f)(a, b), real(3, 1), real(4), second=True)
for f in ["fmod", "remainder"]:
    case(f, lambda a, b, f=f: getattr(torch, f)(a, b), real(3, 4), positive(4))
    case(f, lambda a, f=f: getattr(torch, f)(a, -0.75), real(9, low=-200, high=200))
    case(f, lambda a, f=f: getattr(a, f)(3), real(9, low=-200, high=200))
case("xlogy", lambda a, b: torch.xlogy(a, b), real(3, 4), positive(4))
for mode in [None, "floor", "trunc"]:
    case("div", lambda a, b, mode=mode: torch.div(a, b, rounding_mode=mode), real(3, 4), positive(4))
case("div", lambda a: torch.div(a, 2.0, rounding_mode="up"), real(3))
case("clamp", lambda x, a, b: torch.clamp(x, a, b), real(3, 4), real(4), real(3, 1))
case("clamp", lambda x, a: torch.clamp(x, max=a), real(3, 4), real(4))
case("clamp", lambda x, a: x.clamp(min=a), real(3, 4), real(4), second=True)
case("clamp", lambda x: x.clamp(), real(3, 4))
case("clamp", lambda x: (x.clamp(min=0.5), x.clamp(max=0.5), x.clip(-1, 1), x.clamp_min(0.1), torch.clamp_max(x, -0.1)), real(3, 4))
case("clamp", lambda x: (x.clamp(0, 2), x.clamp(min=0.5), torch.clamp(x, max=3)), whole(9, low=-5, high=6))
case("clamp_", lambda x: (x * 1).clamp_(-0.5, 0.5), real(9))
case("nan_to_num", lambda x: torch.nan_to_num(torch.tensor(ends) * x), real(1))
case("nan_to_num", lambda x: torch.nan_to_num(torch.tensor(ends) * x, nan=1.0, posinf=2.0, neginf=-3.0), real(1))
case("lerp", lambda a, b: torch.lerp(a, b, 0.25), real(3, 4), real(3, 4), second=True)
case("lerp", lambda a, b, w: torch.lerp(a, b, w), real(3, 4), real(3, 4), real(4), second=True)
case("addcmul", lambda x, a, b: torch.addcmul(x, a, b, value=0.5), real(3, 4), real(3, 1), real(4), second=True)
case("addcdiv", lambda x, a, b: torch.addcdiv(x, a, b, value=-2), real(3, 4), real(3, 1), positive(4), second=True)
case("addcmul_", lambda x, a, b: (x * 1).addcmul_(a, b), real(3, 4), real(3, 1), real(4))
case("rsub", lambda x: torch.rsub(x, 2), real(4))
case("add", lambda a, b: torch.add(a, b, alpha=3), real(3, 4), real(4), second=True)
case("sub", lambda a, b: torch.sub(a, b, alpha=0.5), real(3, 4), real(4))
case("round", lambda x: (torch.round(x, decimals=1), torch.round(x * 100, decimals=-1)), real(9))
for p in [0, 1, 2, 3, -1, 0.5, -0.5, 2.5]:
    case("pow", lambda x, p=p: x**p, positive(3, 4), second=True)
case("pow", lambda x: (x**3, x**2, torch.pow(x, -3)), real(3, 4), second=True)
case("pow", lambda x: 2**x, real(3, 4), second=True)
case("slice", lambda x: (x[::2] ** 3).sum(), real(6, 2), second=True)
case("slice", lambda x: (x[1] * x[:, 1:3].exp().sum()).sin(), real(3, 3), second=True)
case("expand", lambda x: x.expand(3, 4).exp() * x, real(1, 4), second=True)
case("reshape", lambda x: x.t().reshape(2, 6).exp(), real(3, 4), second=True)
case("index", lambda x, i: x[i] ** 3, real(5, 2), whole(7), second=True)
case("index", lambda x, m: x[m] ** 3, real(5, 2), truth(5, 2), second=True)
case("cat", lambda a, b: torch.cat([a, b]) ** 3, real(2, 2), real(3, 2), second=True)
case("stack", lambda a, b: torch.stack([a, b]).exp(), real(2, 2), real(2, 2), second=True)
case("in place", lambda x: (x * 2).mul_(x).add_(x).sin_(), real(3, 4), second=True)
def written(x):
    y = x * x
    y[1:] = y[1:] * x[:-1]
    y[0] = 2.0
    return y * x
case("written", written, real(4, 2), second=True)
case("where", lambda x: (torch.where(x > 0, x, 0.0), torch.where(x > 0, 1.0, x * x)), real(7), second=True)
case("aliases", lambda x: (x.absolute(), x.negative(), torch.arctan(x), torch.greater(x, 0), x.less_equal(0.5), x.not_equal(1)), real(7))
case("alias errors", lambda x: torch.exp(x, 2), real(3))
case("broadcast error", lambda a, b: a + b, real(3, 4), real(3))
case("bool minus", lambda a, b: a - b, truth(4), truth(4))
