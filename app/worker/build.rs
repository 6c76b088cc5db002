//! Lets the function table grow, for the part that is linked at run time, and sizes the module's own stack. The interpreter
//! watches that stack's pointer and raises `RecursionError` near its end, but the browser keeps a second stack of about
//! 1 MB that nobody can watch. Ours must be the one that ends first.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo:rustc-link-arg-cdylib=--growable-table");
        println!("cargo:rustc-link-arg-cdylib=-zstack-size={}", 256 << 10);
    }
}
