//! The kernel language to Rust over `Lane`, to Rust over `i32`, and to WGSL.

use crate::ir::{Binary, Block, Expr, Kernel, Kind, Ty};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// The module that replaces the annotated function.
pub fn module(k: &Kernel) -> TokenStream {
    let (module, docs, arity) = (&k.name, &k.docs, k.params.len());
    let name = k.name.to_string();
    let name = name.trim_end_matches('_');
    let source = wgsl(k, name, "f32");
    let (params, body) = (k.params.iter().map(|(n, t)| lane_param(n, *t)), lane_block(&k.body));
    let result = lane_type(k.result);
    let int = k.int.then(|| {
        let source = wgsl(k, name, "i32");
        let params = k.params.iter().map(|(n, t)| {
            let t = int_type(*t);
            quote!(#n: #t)
        });
        let (result, body) = (int_type(k.result), int_block(&k.body));
        quote! {
            /// The same over 32-bit integers, as WGSL.
            pub const WGSL_INT: &str = #source;
            /// The same over 32-bit integers, arithmetic wrapping.
            #[inline(always)]
            pub fn int(#(#params),*) -> #result { #body }
        }
    });
    quote! {
        #(#docs)*
        pub mod #module {
            /// Name in tables, without the `k_` it carries in WGSL.
            pub const NAME: &str = #name;
            /// Number of operands.
            pub const ARITY: usize = #arity;
            /// WGSL source of the function `k_NAME`.
            pub const WGSL: &str = #source;
            /// The kernel over one vector of lanes.
            #[inline(always)]
            pub fn lane<V: crate::lane::Lane>(#(#params),*) -> #result { #body }
            #int
        }
    }
}

fn lane_type(t: Ty) -> TokenStream {
    match t {
        Ty::Num => quote!(V),
        Ty::Bool => quote!(V::Mask),
    }
}

fn lane_param(name: &Ident, t: Ty) -> TokenStream {
    let t = lane_type(t);
    quote!(#name: #t)
}

fn lane_block(b: &Block) -> TokenStream {
    let lets = b.lets.iter().map(|(n, e)| {
        let e = lane(e);
        quote!(let #n = #e;)
    });
    let value = lane(&b.value);
    quote!({ #(#lets)* #value })
}

fn lane(e: &Expr) -> TokenStream {
    match &e.kind {
        Kind::Literal(v) => {
            let v = *v as f32;
            quote!(V::splat(#v))
        }
        Kind::Var(n) => quote!(#n),
        Kind::Neg(a) => {
            let a = lane(a);
            quote!(V::neg(#a))
        }
        Kind::Not(a) => {
            let a = lane(a);
            quote!(V::not(#a))
        }
        Kind::Binary(op, a, b) => {
            let (method, a, b) = (Ident::new(op.method(), Span::call_site()), lane(a), lane(b));
            quote!(V::#method(#a, #b))
        }
        Kind::If(c, yes, no) => {
            let (c, t, f) = (lane(c), lane_block(yes), lane_block(no));
            match e.ty {
                Ty::Num => quote!(V::select(#c, #t, #f)),
                Ty::Bool => quote!({ let c = #c; V::or(V::and(c, #t), V::and(V::not(c), #f)) }),
            }
        }
        Kind::Call(i, args) => {
            let (method, args) = (Ident::new(i.name, Span::call_site()), args.iter().map(lane));
            quote!(V::#method(#(#args),*))
        }
    }
}

fn int_type(t: Ty) -> TokenStream {
    match t {
        Ty::Num => quote!(i32),
        Ty::Bool => quote!(bool),
    }
}

fn int_block(b: &Block) -> TokenStream {
    let lets = b.lets.iter().map(|(n, e)| {
        let e = int(e);
        quote!(let #n = #e;)
    });
    let value = int(&b.value);
    quote!({ #(#lets)* #value })
}

fn int(e: &Expr) -> TokenStream {
    match &e.kind {
        Kind::Literal(v) => {
            let v = *v as i32;
            quote!(#v)
        }
        Kind::Var(n) => quote!(#n),
        Kind::Neg(a) => {
            let a = int(a);
            quote!(i32::wrapping_neg(#a))
        }
        Kind::Not(a) => {
            let a = int(a);
            quote!((!#a))
        }
        Kind::Binary(op, a, b) => {
            let (a, b) = (int(a), int(b));
            match op {
                Binary::Add | Binary::Sub | Binary::Mul => {
                    let method = format_ident!("wrapping_{}", op.method());
                    quote!(i32::#method(#a, #b))
                }
                _ => {
                    let symbol: TokenStream = op.symbol().parse().expect("operators are Rust tokens");
                    quote!((#a #symbol #b))
                }
            }
        }
        Kind::If(c, yes, no) => {
            let (c, t, f) = (int(c), int_block(yes), int_block(no));
            quote!(if #c #t else #f)
        }
        Kind::Call(i, args) => {
            let args: Vec<_> = args.iter().map(int).collect();
            match i.name {
                "is_nan" => quote!(false),
                "abs" => quote!(i32::wrapping_abs(#(#args),*)),
                other => {
                    let method = Ident::new(other, Span::call_site());
                    quote!(i32::#method(#(#args),*))
                }
            }
        }
    }
}

/// WGSL source of the kernel over `num` (`f32` or `i32`).
pub fn wgsl(k: &Kernel, name: &str, num: &str) -> String {
    let mut w = Wgsl { num, lines: String::new(), count: 0 };
    let mut scope: Vec<(String, String)> = k.params.iter().map(|(n, _)| (n.to_string(), format!("p_{n}"))).collect();
    let value = w.block(&k.body, &mut scope);
    let params: Vec<String> = k.params.iter().map(|(n, t)| format!("p_{n}: {}", w.ty(*t))).collect();
    format!("fn k_{name}({}) -> {} {{\n{}    return {value};\n}}\n", params.join(", "), w.ty(k.result), w.lines)
}

struct Wgsl<'a> {
    num: &'a str,
    lines: String,
    count: usize,
}

impl Wgsl<'_> {
    fn ty(&self, t: Ty) -> String {
        if t == Ty::Num { self.num.to_string() } else { "bool".to_string() }
    }

    /// Emits the `let`s into the function (all code is pure, so hoisting is safe) and returns the value's text.
    fn block(&mut self, b: &Block, scope: &mut Vec<(String, String)>) -> String {
        let outer = scope.len();
        for (name, e) in &b.lets {
            let value = self.expr(e, scope);
            let fresh = format!("v{}_{name}", self.count);
            self.count += 1;
            self.lines.push_str(&format!("    let {fresh} = {value};\n"));
            scope.push((name.to_string(), fresh));
        }
        let value = self.expr(&b.value, scope);
        scope.truncate(outer);
        value
    }

    fn expr(&mut self, e: &Expr, scope: &mut Vec<(String, String)>) -> String {
        match &e.kind {
            Kind::Literal(v) if self.num == "i32" => format!("{}i", *v as i64),
            Kind::Literal(v) => format!("{:?}f", *v as f32),
            Kind::Var(n) => {
                let found = scope.iter().rev().find(|(name, _)| n == name);
                found.expect("the parser resolved every name").1.clone()
            }
            Kind::Neg(a) => format!("(-{})", self.expr(a, scope)),
            Kind::Not(a) => format!("(!{})", self.expr(a, scope)),
            Kind::Binary(op, a, b) => {
                let (a, b) = (self.expr(a, scope), self.expr(b, scope));
                format!("({a} {} {b})", op.symbol())
            }
            Kind::If(c, yes, no) => {
                let (c, t, f) = (self.expr(c, scope), self.block(yes, scope), self.block(no, scope));
                format!("select({f}, {t}, {c})")
            }
            Kind::Call(i, _) if i.name == "is_nan" && self.num == "i32" => "false".to_string(),
            Kind::Call(i, args) => {
                let args: Vec<String> = args.iter().map(|a| self.expr(a, scope)).collect();
                format!("{}({})", i.wgsl, args.join(", "))
            }
        }
    }
}
