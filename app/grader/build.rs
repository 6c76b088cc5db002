//! Sizes the module's own stack as that of the notebook's worker, so that recursion ends at the same depth in both, and
//! leaves out the names of functions, a quarter of the bytes.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo:rustc-link-arg-cdylib=-zstack-size={}", 256 << 10);
        println!("cargo:rustc-link-arg-cdylib=--strip-all");
    }
}
