//! The tools that profiles call, followed without being run.
//!
//! A program is data, the names it answers to and where its rules were taken
//! from, and a function: arguments, input, variables, directory and machine in;
//! output, error text, status and changes out, or "cannot tell, because". Shells
//! ask for one through their host and know none by name. What is recorded of a
//! program wins over its model, and a program is followed only where the shell's
//! own look-up finds it on the machine.
//!
//! A program is one file beside the others of its family, and one line that names the file there.

use std::sync::LazyLock;

pub mod files;
pub mod find;
pub mod makers;
pub mod shells;
pub mod shims;
pub mod stock;
pub mod system;
pub mod texts;
pub mod versions;
pub mod windows;

mod locale;
mod mise_config;
mod options;
mod partial;
mod run;
mod start;
mod writers;

pub use makers::reach::of_tool as reach;
pub use partial::Unit;
pub use run::{Cannot, Child, Followed, Run};
pub use start::start;
pub use writers::windows::target as names_written;

/// A program that is followed.
pub struct Program {
    /// The name it is listed by.
    pub name: &'static str,
    /// Every name it answers to.
    pub names: &'static [&'static str],
    /// What is modelled of it.
    pub models: &'static str,
    /// Where the rules were taken from, with versions.
    pub source: &'static str,
    /// What the machine must tell.
    pub needs: &'static str,
    /// Whether it behaves the same where the user land is not GNU's.
    pub portable: bool,
    /// Whether it is followed in shells of Windows' own too.
    pub on_windows: bool,
    /// Whether a script under its name that is no shim is somebody's own, and followed line by line.
    pub wrapped: bool,
    /// Whether it follows a call of which some arguments are not known: it gets [`NAMELESS`](crate::value::NAMELESS)
    /// for them, and is not certain to run.
    pub partly: bool,
    /// Which parts of its output depend on which of its input, with these arguments.
    pub unit: fn(&[String]) -> Unit,
    /// Whether one part that succeeds makes the whole succeed, as where something is found.
    pub any_counts: bool,
    /// Follows it.
    pub follow: fn(&mut Run<'_>) -> Followed,
}

impl Program {
    /// A row of the table: no needs, GNU only.
    pub const fn new(
        names: &'static [&'static str],
        models: &'static str,
        source: &'static str,
        follow: fn(&mut Run<'_>) -> Followed,
    ) -> Self {
        Self {
            name: names[0],
            names,
            models,
            source,
            needs: "",
            portable: false,
            on_windows: false,
            wrapped: false,
            partly: false,
            unit: |_| Unit::Whole,
            any_counts: false,
            follow,
        }
    }

    /// The same, with what it makes of an input that is known in parts.
    pub const fn by(self, unit: fn(&[String]) -> Unit) -> Self {
        Self { unit, ..self }
    }

    /// The same, where one part that succeeds is enough.
    pub const fn any_counts(self) -> Self {
        Self { any_counts: true, ..self }
    }

    /// The same, with the same answers on macOS.
    pub const fn portable(self) -> Self {
        Self { portable: true, ..self }
    }

    /// The same, with the same answers in shells of Windows' own.
    pub const fn on_windows(self) -> Self {
        Self { on_windows: true, ..self }
    }

    /// The same, where people put scripts of their own in its place.
    pub const fn wrapped(self) -> Self {
        Self { wrapped: true, ..self }
    }

    /// The same, where it says what may become of a call that is known in parts.
    pub const fn partly(self) -> Self {
        Self { partly: true, ..self }
    }

    /// The same, with what it asks of the machine.
    pub const fn needs(self, needs: &'static str) -> Self {
        Self { needs, ..self }
    }
}

/// The programs of each family.
static FAMILIES: &[&[&[&Program]]] =
    &[files::ALL, makers::ALL, system::ALL, texts::ALL, windows::ALL, &[find::ALL, shells::ALL]];

/// Every program, sorted by name.
pub static ALL: LazyLock<Vec<&'static Program>> = LazyLock::new(|| {
    let mut all: Vec<&'static Program> =
        FAMILIES.iter().flat_map(|family| family.iter().copied().flatten().copied()).collect();
    all.sort_by_key(|program| program.name);
    all
});

/// The program of Windows' own that answers to a name, with its extension or without.
pub fn of_windows(name: &str) -> Option<&'static Program> {
    let lower = name.to_ascii_lowercase();
    let whole = |end: &str| by_name(&format!("{lower}{end}"));
    match lower.contains('.') {
        true => by_name(&lower),
        false => whole(".com").or_else(|| whole(".exe")),
    }
}

/// The program that answers to a name.
pub fn by_name(name: &str) -> Option<&'static Program> {
    ALL.iter().copied().find(|program| program.names.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_twice_and_every_program_says_what_is_followed() {
        let mut names: Vec<&str> = ALL.iter().flat_map(|program| program.names).copied().collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        for program in ALL.iter() {
            assert!(!program.models.is_empty() && !program.source.is_empty(), "{}", program.name);
        }
    }
}
