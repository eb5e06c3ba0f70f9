//! Filters: text in, text out (POSIX XCU; where options are GNU's, the manuals of coreutils 9.1,
//! grep 3.8, sed 4.9, findutils 4.9 and mawk 1.3.4).

family! {
    awk
    base64
    cat
    comm
    cut
    ends
    expr
    grep
    lines
    paste
    printf
    sed
    seq
    sort
    tr
    uniq
    wc
    xargs
}

pub mod number;

pub(crate) mod order;

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
