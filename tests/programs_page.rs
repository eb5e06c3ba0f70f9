//! The page of followed programs is what the table says.
#![allow(clippy::disallowed_methods, reason = "a test reads its own package")]

use envsim::report::Programs;

#[test]
fn the_page_of_programs_is_the_table() {
    let page = Programs::new(None).expect("the table").page();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/programs.md");
    if std::env::var_os("ENVSIM_PROGRAMS").is_some() {
        std::fs::write(file, &page).expect("the page is written");
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        kept == page,
        "docs/programs.md drifted; ENVSIM_PROGRAMS=accept cargo test --test programs_page mends it"
    );
}
