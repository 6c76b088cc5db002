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
