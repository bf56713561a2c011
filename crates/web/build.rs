//! The screens are embedded from `client/dist`; a new build of them is a reason to build this crate anew.
fn main() {
    println!("cargo:rerun-if-changed=../../client/dist");
    println!("cargo:rerun-if-changed=../../locales");
}
