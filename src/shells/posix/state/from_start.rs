//! Options that are on before anybody turns them on.

/// Of zsh (zshoptions(1), zsh 5.9).
#[rustfmt::skip]
const ZSH: &[&str] = &[
    "aliases", "alwayslastprompt", "appendhistory", "autolist", "automenu", "autoparamkeys",
    "autoparamslash", "autoremoveslash", "badpattern", "banghist", "bareglobqual", "beep",
    "bgnice", "braceexpand", "caseglob", "casematch", "checkjobs", "checkrunningjobs", "clobber",
    "debugbeforecmd", "equals", "evallineno", "exec", "flowcontrol", "functionargzero", "glob",
    "globalexport", "globalrcs", "hashall", "hashcmds", "hashlistall", "histappend", "histbeep",
    "histexpand", "histsavebycopy", "hup", "listambiguous", "listbeep", "listtypes", "log",
    "multibyte", "multifuncdef", "multios", "nomatch", "notify", "promptcr", "promptpercent",
    "promptsp", "rcs", "shortloops", "trackall", "unset",
];

/// Of bash: those whose absence changes what a profile means (bash(1), `set` and `shopt`).
const BASH: &[&str] = &["braceexpand", "patsub_replacement", "promptvars", "sourcepath"];

/// Whether an option of zsh is on from the start.
pub fn is_on_from_start(name: &str) -> bool {
    ZSH.binary_search(&name).is_ok()
}

/// Whether an option of bash is.
pub(super) fn is_on_in_bash(name: &str) -> bool {
    BASH.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_is_found() {
        assert!(ZSH.is_sorted());
        assert!(is_on_from_start("nomatch") && !is_on_from_start("nullglob"));
    }
}
