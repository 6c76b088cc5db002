//! `#[kernel]`: one pure scalar function becomes a WGSL function and a generic SIMD function.
//!
//! The macro is used inside `tensor` only (it names `crate::lane::Lane`). From
//!
//! ```ignore
//! #[kernel(int)]
//! /// Larger of the two; NaN wins.
//! fn maximum(a: f32, b: f32) -> f32 {
//!     if a > b || is_nan(a) { a } else { b }
//! }
//! ```
//!
//! it makes a module `maximum` with `NAME`, `ARITY`, `WGSL` (source of `fn k_maximum`), `lane::<V: Lane>` and, because
//! of `int`, `WGSL_INT` and `int` over `i32` with wrapping arithmetic. Both branches of an `if` are always evaluated
//! (`select`), which is sound because kernels are pure.

mod emit;
mod ir;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// See the crate's documentation. Arguments: nothing, or `int` to have the integer versions too.
#[proc_macro_attribute]
pub fn kernel(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function = syn::parse_macro_input!(item as syn::ItemFn);
    let int = match arguments.to_string().as_str() {
        "" => false,
        "int" => true,
        other => {
            let text = format!("#[kernel] takes nothing or `int`, not `{other}`");
            return syn::Error::new(proc_macro2::Span::call_site(), text).to_compile_error().into();
        }
    };
    match parse::kernel(&function, int).map(|k| emit::module(&k)) {
        Ok(tokens) => tokens.into(),
        Err(error) => error.to_compile_error().into(),
    }
}
