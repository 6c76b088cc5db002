//! Rust syntax to the kernel language, with an error that says what is allowed instead.

use crate::ir::{Binary, Block, Expr, INTRINSICS, Intrinsic, Kernel, Kind, Ty};
use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::{Error, Result};

const ALLOWED: &str = "a kernel holds only `let`, `if`/`else` with values, + - * /, comparisons, && || !, numbers such as \
                       0.5, and calls of: exp log log2 log1p erf tanh sin cos sqrt abs floor pow min max nan is_nan is_inf";

type Scope = Vec<(Ident, Ty)>;

/// Checks and translates a function.
pub fn kernel(function: &syn::ItemFn, int: bool) -> Result<Kernel> {
    let signature = &function.sig;
    if !signature.generics.params.is_empty() || signature.unsafety.is_some() || signature.asyncness.is_some() {
        return Err(Error::new(signature.span(), "a kernel is a plain function: no generics, `unsafe` or `async`"));
    }
    let mut params = Vec::new();
    for input in &signature.inputs {
        match input {
            syn::FnArg::Typed(typed) => match &*typed.pat {
                syn::Pat::Ident(p) if p.subpat.is_none() && p.mutability.is_none() => {
                    params.push((p.ident.clone(), ty(&typed.ty)?));
                }
                other => {
                    return Err(Error::new(other.span(), "a kernel's parameter is a plain name, such as `x: f32`"));
                }
            },
            syn::FnArg::Receiver(r) => return Err(Error::new(r.span(), "a kernel is a free function: no `self`")),
        }
    }
    if params.is_empty() || params.len() > 3 {
        return Err(Error::new(signature.span(), "a kernel takes one, two or three values"));
    }
    let result = match &signature.output {
        syn::ReturnType::Type(_, t) => ty(t)?,
        syn::ReturnType::Default => return Err(Error::new(signature.span(), "a kernel returns `f32` or `bool`")),
    };
    let mut scope = params.clone();
    let body = block(&function.block, &mut scope, int)?;
    expect(&body.value, result, function.block.span())?;
    Ok(Kernel {
        name: signature.ident.clone(),
        docs: function.attrs.iter().filter(|a| a.path().is_ident("doc")).cloned().collect(),
        params,
        result,
        body,
        int,
    })
}

fn ty(t: &syn::Type) -> Result<Ty> {
    match t {
        syn::Type::Path(p) if p.path.is_ident("f32") => Ok(Ty::Num),
        syn::Type::Path(p) if p.path.is_ident("bool") => Ok(Ty::Bool),
        other => Err(Error::new(other.span(), "kernels work on `f32` and `bool` only")),
    }
}

fn expect(e: &Expr, ty: Ty, span: proc_macro2::Span) -> Result<()> {
    let name = |t| if t == Ty::Num { "f32" } else { "bool" };
    if e.ty == ty {
        return Ok(());
    }
    Err(Error::new(span, format!("this is {}, but {} is needed here", name(e.ty), name(ty))))
}

fn block(b: &syn::Block, scope: &mut Scope, int: bool) -> Result<Block> {
    let outer = scope.len();
    let mut lets = Vec::new();
    let Some((last, first)) = b.stmts.split_last() else {
        return Err(Error::new(b.span(), "this block has no value; end it with an expression"));
    };
    for statement in first {
        let syn::Stmt::Local(local) = statement else { return Err(Error::new(statement.span(), ALLOWED)) };
        let (syn::Pat::Ident(name), Some(init)) = (&local.pat, &local.init) else {
            return Err(Error::new(local.span(), "write `let name = value;` here"));
        };
        if name.mutability.is_some() || init.diverge.is_some() {
            return Err(Error::new(local.span(), "kernels are pure: no `mut`, no `let ... else`; use a new `let`"));
        }
        let value = expr(&init.expr, scope, int)?;
        scope.push((name.ident.clone(), value.ty));
        lets.push((name.ident.clone(), value));
    }
    let syn::Stmt::Expr(value, None) = last else {
        return Err(Error::new(last.span(), "the last line of a block is its value: no `;` after it"));
    };
    let value = Box::new(expr(value, scope, int)?);
    scope.truncate(outer);
    Ok(Block { lets, value })
}

fn expr(e: &syn::Expr, scope: &mut Scope, int: bool) -> Result<Expr> {
    match e {
        syn::Expr::Paren(p) => expr(&p.expr, scope, int),
        syn::Expr::Group(g) => expr(&g.expr, scope, int),
        syn::Expr::Lit(l) => match &l.lit {
            syn::Lit::Float(f) => {
                let value: f64 = f.base10_parse()?;
                if int && value.fract() != 0.0 {
                    return Err(Error::new(f.span(), "an `int` kernel takes whole numbers only, such as 1.0"));
                }
                Ok(Expr { ty: Ty::Num, kind: Kind::Literal(value) })
            }
            syn::Lit::Int(i) => Err(Error::new(i.span(), format!("write {i}.0: numbers in a kernel are f32"))),
            other => Err(Error::new(other.span(), ALLOWED)),
        },
        syn::Expr::Path(p) => {
            let name = p.path.get_ident().ok_or_else(|| Error::new(p.span(), ALLOWED))?;
            let found = scope.iter().rev().find(|(n, _)| n == name);
            let (_, ty) = found.ok_or_else(|| Error::new(p.span(), format!("`{name}` is not a parameter or `let`")))?;
            Ok(Expr { ty: *ty, kind: Kind::Var(name.clone()) })
        }
        syn::Expr::Unary(u) => {
            let inner = expr(&u.expr, scope, int)?;
            match u.op {
                syn::UnOp::Neg(_) => {
                    expect(&inner, Ty::Num, u.expr.span())?;
                    Ok(Expr { ty: Ty::Num, kind: Kind::Neg(Box::new(inner)) })
                }
                syn::UnOp::Not(_) => {
                    expect(&inner, Ty::Bool, u.expr.span())?;
                    Ok(Expr { ty: Ty::Bool, kind: Kind::Not(Box::new(inner)) })
                }
                _ => Err(Error::new(u.span(), ALLOWED)),
            }
        }
        syn::Expr::Binary(b) => binary(b, scope, int),
        syn::Expr::If(i) => {
            let condition = expr(&i.cond, scope, int)?;
            expect(&condition, Ty::Bool, i.cond.span())?;
            let yes = block(&i.then_branch, scope, int)?;
            let Some((_, other)) = &i.else_branch else {
                return Err(Error::new(i.span(), "an `if` in a kernel is a value: it needs an `else`"));
            };
            let no = match &**other {
                syn::Expr::Block(b) => block(&b.block, scope, int)?,
                chained => Block { lets: Vec::new(), value: Box::new(expr(chained, scope, int)?) },
            };
            expect(&no.value, yes.value.ty, other.span())?;
            Ok(Expr { ty: yes.value.ty, kind: Kind::If(Box::new(condition), yes, no) })
        }
        syn::Expr::Call(c) => call(c, scope, int),
        other => Err(Error::new(other.span(), ALLOWED)),
    }
}

fn binary(b: &syn::ExprBinary, scope: &mut Scope, int: bool) -> Result<Expr> {
    use Ty::{Bool, Num};
    let (op, operands, result) = match b.op {
        syn::BinOp::Add(_) => (Binary::Add, Num, Num),
        syn::BinOp::Sub(_) => (Binary::Sub, Num, Num),
        syn::BinOp::Mul(_) => (Binary::Mul, Num, Num),
        syn::BinOp::Div(_) => (Binary::Div, Num, Num),
        syn::BinOp::Lt(_) => (Binary::Lt, Num, Bool),
        syn::BinOp::Le(_) => (Binary::Le, Num, Bool),
        syn::BinOp::Gt(_) => (Binary::Gt, Num, Bool),
        syn::BinOp::Ge(_) => (Binary::Ge, Num, Bool),
        syn::BinOp::Eq(_) => (Binary::Eq, Num, Bool),
        syn::BinOp::Ne(_) => (Binary::Ne, Num, Bool),
        syn::BinOp::And(_) => (Binary::And, Bool, Bool),
        syn::BinOp::Or(_) => (Binary::Or, Bool, Bool),
        other => return Err(Error::new(other.span(), ALLOWED)),
    };
    if int && op == Binary::Div {
        return Err(Error::new(b.span(), "an `int` kernel cannot divide: whole numbers would lose their remainder"));
    }
    let (left, right) = (expr(&b.left, scope, int)?, expr(&b.right, scope, int)?);
    expect(&left, operands, b.left.span())?;
    expect(&right, operands, b.right.span())?;
    Ok(Expr { ty: result, kind: Kind::Binary(op, Box::new(left), Box::new(right)) })
}

fn call(c: &syn::ExprCall, scope: &mut Scope, int: bool) -> Result<Expr> {
    let name = match &*c.func {
        syn::Expr::Path(p) => p.path.get_ident().map(Ident::to_string),
        _ => None,
    };
    let known = name.and_then(|n| INTRINSICS.iter().find(|i| i.name == n));
    let intrinsic: &'static Intrinsic = known.ok_or_else(|| Error::new(c.func.span(), ALLOWED))?;
    if int && !intrinsic.int {
        return Err(Error::new(c.span(), format!("`{}` does not exist for integers", intrinsic.name)));
    }
    if c.args.len() != intrinsic.arity {
        let text = format!("`{}` takes {} value(s), here are {}", intrinsic.name, intrinsic.arity, c.args.len());
        return Err(Error::new(c.span(), text));
    }
    let mut args = Vec::new();
    for argument in &c.args {
        let value = expr(argument, scope, int)?;
        expect(&value, Ty::Num, argument.span())?;
        args.push(value);
    }
    Ok(Expr { ty: intrinsic.result, kind: Kind::Call(intrinsic, args) })
}
