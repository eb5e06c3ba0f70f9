//! Filters: text in, text out (POSIX XCU; where options are GNU's, the manuals of coreutils 9.1,
//! grep 3.8, sed 4.9, findutils 4.9 and mawk 1.3.4).

pub mod awk;
pub mod base64;
pub mod cat;
pub mod comm;
pub mod cut;
pub mod ends;
pub mod expr;
pub mod grep;
pub mod lines;
pub mod paste;
pub mod perl;
pub mod printf;
pub mod sed;
pub mod seq;
pub mod sort;
pub mod tr;
pub mod uniq;
pub mod wc;
pub mod xargs;

mod number;
pub(crate) mod order;

/// The programs of each `pub mod`: a file more is a line more (`build.rs`).
pub(super) static ALL: &[&[&super::Program]] = include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Where the rules of the filters are from.
pub const COREUTILS: &str = "coreutils 9.1, judged beside it";

/// Lines without their ends.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    if text.is_empty() || text.ends_with('\n') {
        lines.pop();
    }
    lines
}
