//! zsh in the manner of another shell (zshbuiltins(1), `emulate`).

use super::State;

/// Options that an emulation without `-R` leaves as they are (zsh 5.9 Src/options.c, those without OPT_EMULATE).
#[rustfmt::skip]
const UNTOUCHED: &[&str] = &[
    "alwayslastprompt", "alwaystoend", "appendhistory", "autocontinue", "autolist", "automenu",
    "autonamedirs", "autoparamkeys", "autoparamslash", "autopushd", "autoremoveslash",
    "autoresume", "banghist", "bashautolist", "bashrematch", "beep", "caseglob", "casematch",
    "casepaths", "cbases", "cdsilent", "clobberempty", "combiningchars", "completealiases",
    "completeinword", "continueonerror", "correct", "correctall", "debugbeforecmd", "dvorak",
    "emacs", "exec", "extendedhistory", "flowcontrol", "forcefloat", "globalrcs", "globcomplete",
    "hashall", "hashcmds", "hashdirs", "hashexecutablesonly", "hashlistall", "histallowclobber",
    "histappend", "histbeep", "histexpand", "histexpiredupsfirst", "histfcntllock",
    "histfindnodups", "histignorealldups", "histignoredups", "histignorespace", "histlexwords",
    "histnofunctions", "histnostore", "histreduceblanks", "histsavebycopy", "histsavenodups",
    "histverify", "ignoreeof", "incappendhistory", "incappendhistorytime", "interactive",
    "interactivecomments", "kshtypeset", "kshzerosubscript", "listambiguous", "listbeep",
    "listpacked", "listrowsfirst", "listtypes", "log", "login", "longlistjobs", "mailwarn",
    "mailwarning", "markdirs", "menucomplete", "monitor", "multibyte", "notify", "overstrike",
    "printeightbit", "printexitvalue", "privileged", "promptbang", "promptcr", "promptpercent",
    "promptsp", "promptsubst", "promptvars", "pushdsilent", "rcs", "recexact", "rematchpcre",
    "restricted", "rmstarsilent", "rmstarwait", "sharehistory", "shinstdin", "singlecommand",
    "singlelinezle", "sourcetrace", "stdin", "sunkeyboardhack", "trackall", "transientrprompt",
    "trapsasync", "verbose", "vi", "xtrace", "zle",
];

/// What each shell turns, as far as that changes what a profile means (zsh 5.9, `emulate SHELL; set -o`).
const BOURNE: &[&str] = &[
    "globsubst",
    "ksharrays",
    "nobadpattern",
    "nobareglobqual",
    "noequals",
    "nofunctionargzero",
    "noglobalexport",
    "nomultios",
    "nonomatch",
    "posixbuiltins",
    "posixtraps",
    "shglob",
    "shwordsplit",
    "typesetsilent",
];
const SH: &[&str] = &["ignorebraces", "octalzeroes"];
const KSH: &[&str] = &["kshglob", "localoptions", "localtraps"];
const CSH: &[&str] =
    &["cshnullglob", "globassign", "globsubst", "nobareglobqual", "noequals", "noglobalexport"];

/// Whether an emulation leaves the option as it is.
pub fn is_untouched(name: &str) -> bool {
    let plain = name.strip_prefix("no").filter(|_| !matches!(name, "notify" | "nomatch"));
    [Some(name), plain].into_iter().flatten().any(|name| UNTOUCHED.binary_search(&name).is_ok())
}

impl State {
    /// The options that count are those of another shell, or zsh's own.
    pub fn emulate(&mut self, shell: &'static str) {
        self.emulation = shell;
        self.options.reset(is_untouched);
        let lists: [&[&str]; 2] = match shell {
            "zsh" => [&[], &[]],
            "csh" => [CSH, &[]],
            "ksh" => [BOURNE, KSH],
            _ => [BOURNE, SH],
        };
        for option in lists.concat() {
            self.options.turn(option, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_found() {
        assert!(UNTOUCHED.is_sorted());
        assert!(is_untouched("promptsubst") && is_untouched("norcs") && is_untouched("notify"));
        assert!(!is_untouched("nonomatch") && !is_untouched("extendedglob"));
    }
}
