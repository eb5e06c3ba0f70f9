//! `catch` clauses that can never run (`SemanticChecks.VisitTryStatement`).

use super::system_types;
use crate::shells::powershell::syntax::Catch;
use crate::text::Span;

/// Types that a clause before has caught: the same ones, and any where that was `System.Exception`.
/// Of other exceptions it is not asked which derive from which.
pub(super) fn twice(text: &str, catches: &[Catch]) -> Vec<Span> {
    let mut found = Vec::new();
    for (at, clause) in catches.iter().enumerate() {
        for caught in &clause.types {
            let name = short(caught.span.of(text));
            let mut before = catches[..at].iter().flat_map(|before| &before.types);
            let covers = |first: &str| {
                first.eq_ignore_ascii_case("exception") || first.eq_ignore_ascii_case(name)
            };
            if system_types::is_exception(name)
                && before.any(|first| covers(short(first.span.of(text))))
            {
                found.push(caught.span);
            }
        }
    }
    found
}

fn short(name: &str) -> &str {
    let name = name.trim();
    let qualified = name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("system."));
    if qualified { &name[7..] } else { name }
}
