//! Shims: programs that only hand over to another one, and which file decides where to.

mod asdf;
mod handed;
mod mise;
pub mod pyenv;
mod rustup;
pub(super) mod versions;
mod volta;
mod windows;
mod wrappers;

use crate::machine::{Kind, Machine};

pub use handed::Hand;

/// What is asked: a machine, an environment and a directory.
pub struct Asking<'a> {
    /// The machine.
    pub machine: &'a dyn Machine,
    /// A variable's text, where it is set and known.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// The directory.
    pub cwd: &'a str,
    /// The home directory.
    pub home: &'a str,
}

/// One step on the way to the file that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The file.
    pub path: String,
    /// Why it is this one; empty for the first.
    pub why: String,
}

/// The way from a file to the one that runs in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// The files, the first one as it was found.
    pub steps: Vec<Step>,
    /// Why nothing runs in the end, in the shim's own sense.
    pub refusal: Option<String>,
    /// Whether that is so because something is not installed, whatever the name.
    pub missing: bool,
}

/// Where a shim leads.
enum Leads {
    /// To this file, for this reason.
    To(String, String),
    /// Nowhere, for this reason.
    Refuses(String),
    /// Nowhere, because the version that is chosen, or what it hands over to, is not installed.
    Missing(String),
    /// Somewhere that cannot be told.
    Unknown(String),
}

/// Steps a chain may have.
const MOST: usize = 16;

impl Asking<'_> {
    fn read(&self, path: &str) -> Option<String> {
        let bytes = self.machine.read(path).ok()?;
        String::from_utf8(bytes.to_vec()).ok()
    }

    fn filled(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|text| !text.is_empty())
    }

    fn runs(&self, path: &str) -> bool {
        self.machine.status(path).is_ok_and(|status| status.is_file() && status.executable)
    }

    /// The directory and all above it.
    fn upwards(&self) -> Vec<String> {
        let platform = self.machine.platform();
        let mut all = vec![self.cwd.to_owned()];
        while let Some(above) = all.last().and_then(|last| platform.parent(last)) {
            let above = above.to_owned();
            all.push(above);
        }
        all
    }

    fn in_directory(&self, directory: &str, name: &str) -> String {
        self.machine.platform().join(directory, name)
    }

    /// A program on PATH outside of a directory.
    fn elsewhere(&self, name: &str, without: &str) -> Option<String> {
        let separator = self.machine.platform().list_separator();
        let list = self.filled("PATH")?;
        let real = |path: &str| self.machine.real_path(path).unwrap_or_else(|_| path.to_owned());
        let without = real(without);
        let directories =
            list.split(separator).filter(|one| !one.is_empty() && real(one) != without);
        let mut paths = directories.map(|one| self.in_directory(one, name));
        paths.find(|path| self.runs(path))
    }

    /// The names in a directory.
    fn names(&self, path: &str) -> Vec<String> {
        let entries = self.machine.list(path).unwrap_or_default();
        entries.into_iter().map(|entry| entry.name).collect()
    }
}

/// Follows links and shims from a file to the one that runs.
pub fn chain(asking: &Asking<'_>, path: &str) -> Chain {
    let mut chain = Chain::default();
    let mut here = path.to_owned();
    chain.steps.push(Step { path: here.clone(), why: String::new() });
    while chain.steps.len() < MOST {
        let (next, why) = match next(asking, &here) {
            None => break,
            Some(Leads::To(next, why)) => (next, why),
            Some(Leads::Refuses(why)) => {
                chain.refusal = Some(why);
                break;
            }
            Some(Leads::Missing(why)) => {
                (chain.refusal, chain.missing) = (Some(why), true);
                break;
            }
            Some(Leads::Unknown(why)) => {
                chain.refusal = Some(format!("where it leads is not known: {why}"));
                break;
            }
        };
        if chain.steps.iter().any(|step| step.path == next) {
            break;
        }
        chain.steps.push(Step { path: next.clone(), why });
        here = next;
    }
    spelled(asking, &mut chain);
    chain
}

/// The file behind a shim and what it is given; `None` where there is no shim, or plain links only.
pub fn hands(asking: &Asking<'_>, path: &str) -> Option<Hand> {
    hand_of(asking, chain(asking, path))
}

/// The same of a chain that was followed already.
pub fn hand_of(asking: &Asking<'_>, chain: Chain) -> Option<Hand> {
    let shim = |why: &str| {
        !why.is_empty() && !why.contains("a symbolic link") && !why.starts_with("a link to")
    };
    // What such a script sets is known only where it is run.
    if chain.steps.iter().any(|step| step.why == wrappers::SETS_AND_HANDS_OVER) {
        return None;
    }
    let shims = chain.steps.iter().any(|step| shim(&step.why));
    let last = chain.steps.last().filter(|_| shims && chain.refusal.is_none())?.path.clone();
    Some(handed::hand(asking, &chain, last))
}

/// The shims themselves come first: many are links to one program that looks at its own name.
fn next(asking: &Asking<'_>, path: &str) -> Option<Leads> {
    let name = asking.machine.platform().file_name(path).to_owned();
    pyenv::leads(asking, path, &name)
        .or_else(|| asdf::leads(asking, path, &name))
        .or_else(|| mise::leads(asking, path, &name))
        .or_else(|| volta::leads(asking, path, &name))
        .or_else(|| rustup::leads(asking, path, &name))
        .or_else(|| wrappers::leads(asking, path, &name))
        .or_else(|| windows::leads(asking, path, &name))
        .or_else(|| link(asking, path))
}

fn link(asking: &Asking<'_>, path: &str) -> Option<Leads> {
    let machine = asking.machine;
    let platform = machine.platform();
    if machine.link_status(path).map(|status| status.kind) != Ok(Kind::Symlink) {
        return None;
    }
    let target = machine.read_link(path).ok()?;
    let directory = platform.parent(path).unwrap_or_default();
    let to = platform.normalize(&platform.join(directory, &target));
    if machine.status(&to).is_err() {
        return Some(Leads::Refuses(format!("{path} is a link to {to}, which is not there")));
    }
    Some(Leads::To(to, "a symbolic link".to_owned()))
}

/// Links among the directories of the last path.
fn spelled(asking: &Asking<'_>, chain: &mut Chain) {
    let Some(last) = chain.steps.last().map(|step| step.path.clone()) else { return };
    let machine = asking.machine;
    let platform = machine.platform();
    let key = |path: &str| platform.key(path, machine.facts().ignores_case);
    if chain.refusal.is_some() || chain.steps.len() >= MOST {
        return;
    }
    if let Ok(real) = machine.real_path(&last) {
        if key(&real) != key(&last) {
            chain.steps.push(Step { path: real, why: "a link to its directory".to_owned() });
        }
    }
}
