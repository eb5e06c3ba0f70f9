//! zsh's tables of itself (zshmodules(1), "The zsh/parameter Module" and its neighbours; `print ${(t)name}` of zsh 5.9).

/// A parameter through which zsh shows, and often lets change, what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnTable {
    /// Its name.
    pub name: &'static str,
    /// Whether it has keys, or is an array.
    pub keyed: bool,
    /// Whether it may be written.
    pub writable: bool,
    /// The module that it is of.
    pub module: &'static str,
}

const fn keyed(name: &'static str, writable: bool) -> OwnTable {
    OwnTable { name, keyed: true, writable, module: "zsh/parameter" }
}

const fn array(name: &'static str) -> OwnTable {
    OwnTable { name, keyed: false, writable: false, module: "zsh/parameter" }
}

/// All of them, sorted by name.
const OWN: &[OwnTable] = &[
    keyed("aliases", true),
    keyed("builtins", false),
    keyed("commands", true),
    OwnTable { writable: true, ..array("dirstack") },
    keyed("dis_aliases", true),
    keyed("dis_builtins", false),
    keyed("dis_functions", true),
    keyed("dis_functions_source", false),
    keyed("dis_galiases", true),
    array("dis_patchars"),
    array("dis_reswords"),
    keyed("dis_saliases", true),
    array("funcfiletrace"),
    array("funcsourcetrace"),
    array("funcstack"),
    keyed("functions", true),
    keyed("functions_source", false),
    array("functrace"),
    keyed("galiases", true),
    keyed("history", false),
    array("historywords"),
    keyed("jobdirs", false),
    keyed("jobstates", false),
    keyed("jobtexts", false),
    OwnTable { module: "zsh/zleparameter", ..array("keymaps") },
    keyed("modules", false),
    keyed("nameddirs", true),
    keyed("options", true),
    keyed("parameters", false),
    array("patchars"),
    array("reswords"),
    keyed("saliases", true),
    OwnTable { module: "zsh/termcap", ..keyed("termcap", false) },
    OwnTable { module: "zsh/terminfo", ..keyed("terminfo", false) },
    keyed("userdirs", false),
    keyed("usergroups", false),
    OwnTable { module: "zsh/zleparameter", ..keyed("widgets", false) },
    OwnTable { module: "zsh/sched", ..array("zsh_scheduled_events") },
];

/// The table of that name.
pub fn own_table(name: &str) -> Option<&'static OwnTable> {
    OWN.binary_search_by(|one| one.name.cmp(name)).ok().map(|at| &OWN[at])
}

/// The names of all of them.
pub fn own_tables() -> impl Iterator<Item = &'static str> {
    OWN.iter().map(|one| one.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_found() {
        assert!(OWN.is_sorted_by_key(|one| one.name));
        assert_eq!(own_table("nameddirs").map(|one| one.writable), Some(true));
        assert_eq!(own_table("parameters").map(|one| one.writable), Some(false));
        assert_eq!(own_table("path"), None);
    }
}
