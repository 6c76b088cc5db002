//! What a kernel may contain, typed: the small language between the parser and the two emitters.

use proc_macro2::Ident;

/// Type of a value: a number or a truth value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ty {
    Num,
    Bool,
}

/// A whole kernel.
pub struct Kernel {
    pub name: Ident,
    pub docs: Vec<syn::Attribute>,
    pub params: Vec<(Ident, Ty)>,
    pub result: Ty,
    pub body: Block,
    /// Also wanted over integers.
    pub int: bool,
}

/// `{ let ...; let ...; value }`.
pub struct Block {
    pub lets: Vec<(Ident, Expr)>,
    pub value: Box<Expr>,
}

/// A typed expression.
pub struct Expr {
    pub ty: Ty,
    pub kind: Kind,
}

/// The forms an expression can have.
pub enum Kind {
    /// A literal, as a number.
    Literal(f64),
    Var(Ident),
    Neg(Box<Expr>),
    Not(Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    If(Box<Expr>, Block, Block),
    Call(&'static Intrinsic, Vec<Expr>),
}

/// Infix operators.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
    And,
    Or,
}

impl Binary {
    /// How Rust and WGSL both write it (`&` and `|` on WGSL booleans do not short-circuit, like `select`).
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::And => "&",
            Self::Or => "|",
        }
    }

    /// Name of the method of `Lane` that does it.
    pub fn method(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Sub => "sub",
            Self::Mul => "mul",
            Self::Div => "div",
            Self::Lt => "lt",
            Self::Le => "le",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::And => "and",
            Self::Or => "or",
        }
    }
}

/// A function that a kernel may call.
pub struct Intrinsic {
    /// As written in the kernel, and the method of `Lane`.
    pub name: &'static str,
    /// As written in WGSL. Names ending in `_` come from `tensor::map::WGSL_PRELUDE`.
    pub wgsl: &'static str,
    pub arity: usize,
    pub result: Ty,
    /// Whether it exists for integers.
    pub int: bool,
}

const fn f(name: &'static str, wgsl: &'static str, arity: usize, int: bool) -> Intrinsic {
    Intrinsic { name, wgsl, arity, result: Ty::Num, int }
}

/// Everything a kernel may call.
pub static INTRINSICS: &[Intrinsic] = &[
    f("exp", "exp_", 1, false),
    f("log", "log_", 1, false),
    f("log2", "log2_", 1, false),
    f("log1p", "log1p_", 1, false),
    f("erf", "erf_", 1, false),
    f("tanh", "tanh_", 1, false),
    f("sin", "sin", 1, false),
    f("cos", "cos", 1, false),
    f("sqrt", "sqrt", 1, false),
    f("abs", "abs", 1, true),
    f("floor", "floor", 1, false),
    f("pow", "pow_", 2, false),
    f("min", "min", 2, true),
    f("max", "max", 2, true),
    f("nan", "nan_", 1, false),
    Intrinsic { name: "is_inf", wgsl: "is_inf_", arity: 1, result: Ty::Bool, int: false },
    Intrinsic { name: "is_nan", wgsl: "is_nan_", arity: 1, result: Ty::Bool, int: true },
];
