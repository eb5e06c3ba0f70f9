//! Whether two sessions lead to the same.

use super::{Resolved, UNCERTAIN};
use crate::machine::path::same_name;

pub(in crate::report) fn same(left: &Resolved, right: &Resolved) -> bool {
    let certain = left.kind != UNCERTAIN && right.kind != UNCERTAIN;
    let to = |one: &Resolved| one.end().map(str::to_owned);
    match (to(left), to(right)) {
        (Some(left), Some(right)) => certain && same_file(&left, &right),
        (None, None) => certain && left.kind == right.kind && left.text == right.text,
        _ => false,
    }
}

/// Whether two sessions lead to the same for all that is known: what is likely the same is no difference.
pub(in crate::report) fn alike(left: &Resolved, right: &Resolved) -> bool {
    if left.kind != UNCERTAIN && right.kind != UNCERTAIN {
        return same(left, right);
    }
    let to = |one: &Resolved| match (&one.likely, one.kind) {
        (Some(way), _) => Some((way.kind, way.path.clone(), way.text.clone())),
        (None, UNCERTAIN) => None,
        (None, kind) => Some((kind, one.path.clone(), one.text.clone())),
    };
    match (to(left), to(right)) {
        (Some((one, path, text)), Some((other, at, words))) => match (&path, &at) {
            (Some(path), Some(at)) => same_file(path, at),
            (None, None) => one == other && text == words,
            _ => false,
        },
        (None, None) => {
            let ways = |one: &Resolved| {
                one.alternatives.iter().map(|way| (way.kind, way.path.clone())).collect::<Vec<_>>()
            };
            ways(left) == ways(right)
        }
        _ => false,
    }
}

/// Windows paths are one whatever their case.
fn same_file(left: &str, right: &str) -> bool {
    let windows = |path: &str| path.as_bytes().get(1) == Some(&b':') || path.starts_with("\\\\");
    left == right || (windows(left) && same_name(left, right))
}
