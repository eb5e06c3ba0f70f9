//! What programs say of the system, its users and the terminal.

pub mod accounts;
pub mod cygpath;
pub mod directory;
pub mod environment;
pub mod facts;
pub mod manager;
pub mod quiet;
pub mod sysctl;
pub mod terminal;
pub mod wslpath;

/// The programs of each `pub mod`: a file more is a line more (`build.rs`).
pub(super) static ALL: &[&[&super::Program]] = include!(concat!(env!("OUT_DIR"), "/system.rs"));

/// The numbers and names of the password file.
pub(super) struct Account {
    pub(super) line: String,
    pub(super) fields: Vec<String>,
}

/// Lines of `/etc/passwd` or `/etc/group`.
pub(super) fn database(
    run: &mut super::Run<'_>,
    path: &str,
) -> Result<Vec<Account>, super::Cannot> {
    let text = match run.read(path)? {
        Ok(text) => text,
        Err(_) => return Err(super::Cannot::NotFollowed),
    };
    Ok(text
        .lines()
        .map(|line| Account {
            line: line.to_owned(),
            fields: line.split(':').map(str::to_owned).collect(),
        })
        .collect())
}
