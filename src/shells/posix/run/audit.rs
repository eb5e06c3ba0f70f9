//! `compaudit`: whether nobody else can write what completes (zsh 5.9 Completion/compaudit).

use crate::machine::{Machine, Status};

/// The directories of `fpath`, and in each the files that complete something.
pub(super) struct Files {
    pub(super) folders: Vec<(String, Vec<String>)>,
}

impl Files {
    pub(super) fn count(&self) -> usize {
        self.folders.iter().map(|(_, names)| names.len()).sum()
    }
}

/// The one who asks, and the groups that do no harm.
pub(super) struct Audit<'m> {
    machine: &'m dyn Machine,
    user: u32,
    /// The user's own group, where nobody else is in it.
    own_group: Option<u32>,
    /// Debian's group for `/usr/local`.
    staff: Option<u32>,
}

impl<'m> Audit<'m> {
    /// None where the user's number is not known.
    pub(super) fn new(machine: &'m dyn Machine) -> Option<Self> {
        let user = machine.facts().user.uid?;
        let own_group = group(machine, &machine.facts().user.name, true);
        let staff = match machine.is_file("/etc/debian_version") {
            true => group(machine, "staff", false),
            false => None,
        };
        Some(Self { machine, user, own_group, staff })
    }

    /// Whether every directory, what it stands in, and every file belongs to root or to the user, and is written by
    /// nobody else. What only may be safe does not pass.
    pub(super) fn passes(&self, files: &Files) -> bool {
        files.folders.iter().all(|(directory, names)| {
            let above = directory.trim_end_matches('/').rsplit_once('/').map_or("/", |cut| cut.0);
            let above = if above.is_empty() { "/" } else { above };
            self.keeps(directory)
                && self.keeps(above)
                && self.owns(&format!("{directory}.zwc"))
                && names.iter().all(|name| self.owns(&format!("{directory}/{name}")))
        })
    }

    /// A directory that is not there is not looked at.
    fn keeps(&self, path: &str) -> bool {
        let found = match self.machine.status(path) {
            Ok(found) if self.is_ours(found) => found,
            Err(fault) => return !fault.is_ours(),
            Ok(_) => return false,
        };
        match found.mode & 0o022 {
            0 => true,
            0o020 => found.owner.is_some_and(|(user, group)| {
                self.own_group == Some(group)
                    || path.starts_with("/usr/local/") && user == 0 && self.staff == Some(group)
            }),
            _ => false,
        }
    }

    fn owns(&self, path: &str) -> bool {
        let found = self.machine.status(path).or_else(|_| self.machine.link_status(path));
        found.map_or(true, |found| self.is_ours(found))
    }

    fn is_ours(&self, found: Status) -> bool {
        found.owner.is_some_and(|(user, _)| user == 0 || user == self.user)
    }
}

/// The number of a group, if wanted only where no other user is listed in it (group(5)).
fn group(machine: &dyn Machine, name: &str, alone: bool) -> Option<u32> {
    let bytes = machine.read("/etc/group").ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let line = text.lines().find(|line| line.split(':').next() == Some(name))?;
    let fields: Vec<&str> = line.split(':').collect();
    let members = fields.get(3).copied().unwrap_or_default();
    (!alone || members.is_empty() || members == name).then(|| fields.get(2)?.parse().ok())?
}
