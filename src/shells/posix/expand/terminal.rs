//! `$terminfo`: what the terminal can (zshmodules(1), "The zsh/terminfo Module"; terminfo(5), "Fetching Compiled
//! Descriptions").

use super::subject::Found;
use crate::machine::Platform;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::steps_for;
use crate::text::Span;
use crate::text::terminfo::{Capability, Terminfo};
use crate::value::{Origin, Unknown};

/// Where descriptions lie besides a person's own (Debian's ncurses 6.4, `infocmp -D`; others have the last two).
const DIRECTORIES: &[&str] =
    &["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/lib/terminfo"];

impl Evaluator<'_> {
    /// A capability of the terminal by its name.
    pub(super) fn capability(&mut self, name: &str, span: Span) -> Found {
        let open =
            |this: &Self| Found::open(Unknown::new("depends on the terminal", this.origin(span)));
        let Some(terminal) = self.terminal() else { return open(self) };
        match terminal.get(name) {
            None => Found::default(),
            Some(Capability::Flag(had)) => {
                Found::one(self.computed(if had { "yes" } else { "no" }, span))
            }
            Some(Capability::Number(number)) => Found::one(self.computed(number.to_string(), span)),
            Some(Capability::Text(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => Found::one(self.computed(text, span)),
                Err(_) => open(self),
            },
        }
    }

    /// The description of the terminal that the shell was started in; `None` where that is not known.
    fn terminal(&mut self) -> Option<Terminfo> {
        let elsewhere = ["TERMINFO", "TERMINFO_DIRS"];
        if self.host.machine().platform() != Platform::Linux
            || elsewhere.iter().any(|name| !self.state.surely_lacks(name))
        {
            return None;
        }
        let sure = self.state.variable("TERM").is_some_and(|term| !term.maybe_unset);
        let term = self.state.value("TERM").filter(|_| sure)?;
        // What a profile makes of it later does not reach a module that is loaded.
        if term.origins().iter().any(|origin| matches!(origin, Origin::File(_))) {
            return None;
        }
        let (term, home) = (term.text()?.into_owned(), self.state.value("HOME")?);
        let own = format!("{}/.terminfo", home.text()?);
        let first = term.chars().next().filter(|_| !term.contains('/'))?;
        let all = std::iter::once(&*own).chain(DIRECTORIES.iter().copied());
        for path in all.map(|directory| format!("{directory}/{first}/{term}")) {
            match self.host.machine().read(&path) {
                Ok(bytes) => {
                    self.host.spend(steps_for(bytes.len())).ok()?;
                    return Terminfo::parse(&bytes);
                }
                Err(fault) if fault.is_ours() => return None,
                Err(_) => {}
            }
        }
        None
    }
}
