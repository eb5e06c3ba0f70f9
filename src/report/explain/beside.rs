//! What the user's own shell might have run: a file that came first for a while, and a manager's that is not on PATH.

use super::{Resolved, moved};
use crate::report::Asked;
use crate::resolve::shims;
use crate::shells::CommandKind;

/// Notes of what the first session runs.
pub(super) fn notes(sessions: &mut [Resolved], name: &str, asked: &[Asked]) {
    let (Some(one), Some(asked)) = (sessions.first_mut(), asked.first()) else { return };
    if one.kind != CommandKind::Application.name() {
        return;
    }
    moved::note(one, *asked);
    if let Some(beside) = shims::beside_path(asked.session, name) {
        let path = &beside.path;
        let text = match beside.called {
            None => format!("{path} is not on PATH"),
            Some((manager, place)) => {
                let (file, line) = (place.file(), place.line());
                let text = statement(place.source.text(), line);
                format!("{path} is not on PATH: {manager} at {file}:{line}{text} adds no directory")
            }
        };
        one.notes.push(text);
    }
}

/// The line itself, where it is short.
fn statement(text: &str, line: u32) -> String {
    const LONG: usize = 60;
    let line = text.lines().nth(line.saturating_sub(1) as usize).map(str::trim);
    match line.filter(|line| !line.is_empty() && line.len() <= LONG) {
        Some(line) => format!(" (`{line}`)"),
        None => String::new(),
    }
}
