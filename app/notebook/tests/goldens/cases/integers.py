# Whole numbers and truth values: exact arithmetic, bits, logic, promotion.
a, b = whole(4, 5, low=-2000000, high=2000000), whole(5, low=-900, high=901)
for f in ["add", "sub", "mul", "maximum", "minimum", "eq", "lt", "ge"]:
    case(f, lambda x, y, f=f: getattr(torch, f)(x, y), whole(4, 5, low=-2000, high=2000), b)
for f in ["floor_divide", "remainder", "fmod"]:
    case(f, lambda x, y, f=f: getattr(torch, f)(x, y), a, whole(5, low=1, high=900))
    case(f, lambda x, y, f=f: getattr(torch, f)(x, -y), whole(4, 5, low=-2000000000, high=2000000000), whole(5, low=1, high=9))
    case(f, lambda x, f=f: (getattr(torch, f)(x, 7), getattr(torch, f)(x, -7), getattr(torch, f)(x, 0.75)), whole(9, low=-50, high=50))
    case(f + " by zero", lambda x, f=f: getattr(torch, f)(x, 0), whole(9))
case("operators", lambda x, y: (x // y, x % y, -x, +x, abs(x), x**2, x // 3, x % 3, 100 // y, 100 % y, 2**y.abs()), whole(6, low=-40, high=40), whole(6, low=1, high=9))
case("large", lambda x: (x + 1, x // 10, x % 10, x * 3, x - 16777217), whole(9, low=16777216, high=300000000))
for mode in [None, "floor", "trunc"]:
    case("div", lambda x, y, mode=mode: torch.div(x, y, rounding_mode=mode), whole(4, 5, low=-99, high=99), whole(5, low=1, high=9))
case("pow", lambda x, y: (x**y, torch.pow(x, 3), torch.pow(2, y), (-1) ** y), whole(9, low=-9, high=10), whole(9, low=0, high=7))
case("pow", lambda x, y: x**y, whole(9, low=-2, high=3), whole(9, low=-3, high=3))
case("pow", lambda x: x**-1, whole(4))
case("pow", lambda x: (x**0.5, x**2.0), whole(4))
for f in ["bitwise_and", "bitwise_or", "bitwise_xor"]:
    case(f, lambda x, y, f=f: (getattr(torch, f)(x, y), getattr(x, f)(12)), whole(4, 5, low=-99, high=99), b)
    case(f, lambda x, y, f=f: (getattr(torch, f)(x, y), getattr(x, f)(True)), truth(4, 5), truth(5))
    case(f, lambda x, f=f: getattr(torch, f)(x, x), real(4))
case("bits", lambda x, y: (x & y, x | y, x ^ y, ~x, x << 3, x >> 2, x & 255, 7 & x, 1 << y), whole(9, low=-999, high=999), whole(9, low=0, high=9))
case("bits", lambda x, y: (x & y, x | y, x ^ y, ~x), truth(9), truth(9))
case("bits", lambda x, y: x & y, truth(9), whole(9))
case("bits", lambda x: x << 1, truth(4))
case("bits", lambda x: ~x, real(4))
case("shift", lambda x, y: (torch.bitwise_left_shift(x, y), torch.bitwise_right_shift(x, y)), whole(9, low=-99, high=99), whole(9, low=0, high=7))
for f in ["logical_and", "logical_or", "logical_xor"]:
    case(f, lambda x, y, f=f: getattr(torch, f)(x, y), whole(4, 5, low=-1, high=2), whole(5, low=-1, high=2))
    case(f, lambda x, y, f=f: getattr(torch, f)(x, y), truth(4, 5), real(5))
case("logical_not", lambda x, y, z: (torch.logical_not(x), torch.logical_not(y), z.logical_not()), whole(4, low=-1, high=2), truth(4), real(4))
for f in ["abs", "neg", "sign", "square", "floor", "ceil", "round", "trunc", "relu"]:
    case(f, lambda x, f=f: getattr(torch, f)(x), whole(9, low=-5, high=6))
for f in ["exp", "sqrt", "sin", "erf", "sigmoid", "tanh", "log1p", "reciprocal", "isnan", "isinf", "isfinite", "atan"]:
    case(f, lambda x, f=f: getattr(torch, f)(x), whole(5, low=1, high=6))
case("promotion", lambda x, y, z: (x + 1.5, x * True, y + 1, y + 1.5, y * y, y + y, x / 2, z + x, z * y, x > 1.5, y == True), whole(4), truth(4), real(4))
case("promotion", lambda x, y: (torch.where(y, x, 0.5), torch.where(y, x, 2), torch.where(y, y, ~y), torch.atan2(x, x + 1), torch.hypot(x + 0.0, x + 1.0)), whole(4), truth(4))
def changed(x):
    y = x.clone()
    y += 3
    y *= 2
    y //= 3
    y %= 5
    y <<= 2
    y |= 1
    y &= 14
    y ^= 5
    return y
case("in place", changed, whole(9, low=-20, high=20))
case("in place", lambda x: x.clone().add_(0.5), whole(3))
case("in place", lambda x: x.clone().bitwise_and_(3), whole(5))
case("neg of truth", lambda x: -x, truth(3))
case("nan_to_num", lambda x: torch.nan_to_num(x), whole(3))
