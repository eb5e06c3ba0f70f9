//! The options that builtins take (measured on bash 5.2, zsh 5.9 and dash 0.5.12, letter by letter; what bash 5.3
//! adds, `read -E` and `compgen -V`, is taken too, as a letter that a later version has is no mistake), and the
//! names of options (`shopt`, `set -o`, `${(k)options}` of the same; bash 5.3's are added).

use crate::shells::posix::dialect::{Dialect, Family};

/// A builtin and its letters: behind `:` one takes an argument, behind `;` the next word, and a `+` in front
/// says that `+x` is an option too, and behind `!` nothing more is read.
type Usage = (&'static str, &'static str);

#[rustfmt::skip]
const BASH: &[Usage] = &[
    ("alias", "p"), ("bind", "lvpVPsSXm:f:q:u:r:x:"), ("builtin", ""), ("cd", "LPe@"),
    ("command", "pvV"), ("compgen", "abcdefgjko:suvA:C:F:G:P:S:V:W:X:"),
    ("complete", "abcdefgjko:prsuvA:C:DEF:G:IP:S:W:X:"), ("compopt", "+o:DEI"),
    ("declare", "+acfgilnprtuxAFGI"), ("disown", "ahr"), ("enable", "adnpsf:"), ("eval", ""),
    ("export", "aAfnp"), ("fc", "e:lnrs0123456789"), ("getopts", ""), ("hash", "dlp:rt"),
    ("help", "dms"), ("history", "acd:npsrw"), ("jobs", "lpnxrs"),
    ("mapfile", "d:u:n:O:tC:c:s:"), ("printf", "v:"), ("pwd", "LP"), ("read", "ersEa:d:i:n:p:t:u:N:"),
    ("readarray", "d:u:n:O:tC:c:s:"), ("readonly", "aAfnp"), ("set", "+abefhkmno;prtuvxBCEHPT"),
    ("shopt", "psuoq"), ("times", ""), ("trap", "lp"), ("type", "afptP"),
    ("typeset", "+acfgilnprtuxAFGI"), ("umask", "Sp"), ("unalias", "a"), ("unset", "fnv"),
    ("wait", "fnp:"),
];

#[rustfmt::skip]
const ZSH: &[Usage] = &[
    ("alias", "+gmrsL"), ("autoload", "+dkmrtwzRTUWX"), ("bindkey", "adelmprsvADLMNR"),
    ("declare", "+afghiklmprtuxzAEFHLRTUZ"), ("disable", "afmprs"), ("emulate", "lLRc:"),
    ("enable", "afmprs"), ("export", "+afghilprtuEFHLRTUZ"), ("float", "+ghlprtuxEFHLRZ"),
    ("functions", "+ckmstuxzMTUW"), ("getln", "celnAE"), ("hash", "dfmrvL"),
    ("integer", "+ghilprtuxHLRZ"), ("jobs", "dlprsZ"), ("limit", "hs"),
    ("local", "+aghilprtuxzAEFHLRTUZ"), ("print", "abcilmnoprsuvzC:DNOPR!Sx:X:f:"),
    ("pwd", "rLP"), ("read", "ceklnpqrstuzdAE"), ("readonly", "+afghilptuxAEFHLRTUZ"),
    ("rehash", "df"), ("sched", "o"),
    ("set", "+adefghiklmno;prstuvwxyA!BCDEFGHIJKLMNOPQRSTUVWXYZ"), ("shift", "p"), ("ttyctl", "fu"), ("type", "afmpswS"),
    ("typeset", "+afghiklmprtuxzAEFHLRTUZ"), ("umask", "S"), ("unalias", "ams"),
    ("unfunction", "m"), ("unhash", "adfms"), ("unlimit", "hs"), ("unset", "fmv"),
    ("whence", "acfmpsvwxS"), ("where", "mpswxS"), ("which", "ampswxS"), ("zcompile", "ackmtzMRU"),
    ("zle", "acfglmrwACDFGIKLMNRTU"), ("zmodload", "abcdefilmpsuAFILPR"), ("zregexparse", "c"),
];

#[rustfmt::skip]
const DASH: &[Usage] = &[
    ("cd", "LP"), ("chdir", "LP"), ("command", "pvV"), ("export", "p"), ("hash", "r"),
    ("jobs", "lp"), ("printf", ""), ("pwd", "LP"), ("read", "p:r"), ("readonly", "p"),
    ("set", "+abefimno;psuvxCEIV"), ("trap", ""), ("ulimit", "HSacdflmnprstvw"), ("umask", "S"),
    ("unalias", "a"), ("unset", "fv"), ("wait", ""),
];

#[rustfmt::skip]
const SHOPT: &[&str] = &[
    "array_expand_once", "assoc_expand_once", "autocd", "bash_source_fullpath", "cdable_vars",
    "cdspell", "checkhash", "checkjobs", "checkwinsize", "cmdhist", "compat31", "compat32",
    "compat40", "compat41", "compat42", "compat43", "compat44", "compat50", "compat51",
    "compat52", "complete_fullquote", "completion_strip_exe", "direxpand", "dirspell", "dotglob",
    "execfail", "expand_aliases", "extdebug", "extglob", "extquote", "failglob", "force_fignore",
    "globasciiranges", "globskipdots", "globstar", "gnu_errfmt", "histappend", "histreedit",
    "histverify", "hostcomplete", "huponexit", "inherit_errexit", "interactive_comments",
    "lastpipe", "lithist", "localvar_inherit", "localvar_unset", "login_shell", "mailwarn",
    "no_empty_cmd_completion", "nocaseglob", "nocasematch", "noexpand_translation", "nullglob",
    "patsub_replacement", "progcomp", "progcomp_alias", "promptvars", "restricted_shell",
    "shift_verbose", "sourcepath", "syslog_history", "varredir_close", "xpg_echo",
];

#[rustfmt::skip]
const SET: &[&str] = &[
    "allexport", "braceexpand", "emacs", "errexit", "errtrace", "functrace", "hashall",
    "histexpand", "history", "ignoreeof", "igncr", "interactive-comments", "keyword", "monitor",
    "noclobber", "noexec", "noglob", "nolog", "notify", "nounset", "onecmd", "physical",
    "pipefail", "posix", "privileged", "verbose", "vi", "xtrace",
];

#[rustfmt::skip]
const DASH_SET: &[&str] = &[
    "allexport", "debug", "emacs", "errexit", "ignoreeof", "interactive", "monitor", "noclobber",
    "noexec", "noglob", "nolog", "notify", "nounset", "pipefail", "privileged", "stdin", "verbose",
    "vi", "xtrace",
];

#[rustfmt::skip]
const SETOPT: &[&str] = &[
    "aliases", "aliasfuncdef", "allexport", "alwayslastprompt", "alwaystoend", "appendcreate",
    "appendhistory", "autocd", "autocontinue", "autolist", "automenu", "autonamedirs",
    "autoparamkeys", "autoparamslash", "autopushd", "autoremoveslash", "autoresume", "badpattern",
    "banghist", "bareglobqual", "bashautolist", "bashrematch", "beep", "bgnice", "braceccl",
    "braceexpand", "bsdecho", "caseglob", "casematch", "casepaths", "cbases", "cdablevars",
    "cdsilent", "chasedots", "chaselinks", "checkjobs", "checkrunningjobs", "clobber",
    "clobberempty", "combiningchars", "completealiases", "completeinword", "continueonerror",
    "correct", "correctall", "cprecedences", "cshjunkiehistory", "cshjunkieloops",
    "cshjunkiequotes", "cshnullcmd", "cshnullglob", "debugbeforecmd", "dotglob", "dvorak", "emacs",
    "equals", "errexit", "errreturn", "evallineno", "exec", "extendedglob", "extendedhistory",
    "flowcontrol", "forcefloat", "functionargzero", "glob", "globalexport", "globalrcs",
    "globassign", "globcomplete", "globdots", "globstarshort", "globsubst", "hashall", "hashcmds",
    "hashdirs", "hashexecutablesonly", "hashlistall", "histallowclobber", "histappend", "histbeep",
    "histexpand", "histexpiredupsfirst", "histfcntllock", "histfindnodups", "histignorealldups",
    "histignoredups", "histignorespace", "histlexwords", "histnofunctions", "histnostore",
    "histreduceblanks", "histsavebycopy", "histsavenodups", "histsubstpattern", "histverify",
    "hup", "ignorebraces", "ignoreclosebraces", "ignoreeof", "incappendhistory",
    "incappendhistorytime", "interactive", "interactivecomments", "ksharrays", "kshautoload",
    "kshglob", "kshoptionprint", "kshtypeset", "kshzerosubscript", "listambiguous", "listbeep",
    "listpacked", "listrowsfirst", "listtypes", "localloops", "localoptions", "localpatterns",
    "localtraps", "log", "login", "longlistjobs", "magicequalsubst", "mailwarn", "mailwarning",
    "markdirs", "menucomplete", "monitor", "multibyte", "multifuncdef", "multios", "nomatch",
    "notify", "nullglob", "numericglobsort", "octalzeroes", "onecmd", "overstrike", "pathdirs",
    "pathscript", "physical", "pipefail", "posixaliases", "posixargzero", "posixbuiltins",
    "posixcd", "posixidentifiers", "posixjobs", "posixstrings", "posixtraps", "printeightbit",
    "printexitvalue", "privileged", "promptbang", "promptcr", "promptpercent", "promptsp",
    "promptsubst", "promptvars", "pushdignoredups", "pushdminus", "pushdsilent", "pushdtohome",
    "rcexpandparam", "rcquotes", "rcs", "recexact", "rematchpcre", "restricted", "rmstarsilent",
    "rmstarwait", "sharehistory", "shfileexpansion", "shglob", "shinstdin", "shnullcmd",
    "shoptionletters", "shortloops", "shortrepeat", "shwordsplit", "singlecommand",
    "singlelinezle", "sourcetrace", "stdin", "sunkeyboardhack", "trackall", "transientrprompt",
    "trapsasync", "typesetsilent", "typesettounset", "unset", "verbose", "vi", "warncreateglobal",
    "warnnestedvar", "xtrace", "zle",
];

/// The letters that a builtin takes; `None` where they are not told here.
pub fn letters(dialect: Dialect, name: &str) -> Option<&'static str> {
    let table = match dialect.family {
        Family::Bash => BASH,
        Family::Zsh => ZSH,
        Family::Dash => DASH,
    };
    let at = table.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    Some(table[at].1)
}

/// Whether `set -o` knows the name; zsh's may be spelt in many ways (zshoptions(1)).
pub fn is_set_option(dialect: Dialect, name: &str) -> bool {
    match dialect.family {
        Family::Bash => SET.contains(&name),
        Family::Dash => DASH_SET.contains(&name),
        Family::Zsh => is_zsh_option(name),
    }
}

/// zsh's options by their plain names.
pub fn zsh_options() -> impl Iterator<Item = &'static str> {
    SETOPT.iter().copied()
}

/// Whether `shopt` knows the name.
pub fn is_shopt_option(name: &str) -> bool {
    SHOPT.binary_search(&name).is_ok()
}

/// `EXTENDED_GLOB`, `noExtendedGlob`: underscores and case do not count, `no` turns it over.
fn is_zsh_option(name: &str) -> bool {
    let plain: String =
        name.chars().filter(|one| *one != '_').map(|one| one.to_ascii_lowercase()).collect();
    let known = |name: &str| SETOPT.binary_search(&name).is_ok();
    known(&plain) || plain.strip_prefix("no").is_some_and(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [BASH, ZSH, DASH] {
            assert!(table.is_sorted_by(|one, other| one.0 < other.0));
        }
        assert!(SHOPT.is_sorted() && SETOPT.is_sorted());
    }

    #[test]
    fn zsh_spells_its_options_in_many_ways() {
        for name in ["extendedglob", "EXTENDED_GLOB", "no_nomatch", "noGlob", "NO_hup", "notify"] {
            assert!(is_zsh_option(name), "{name}");
        }
        assert!(!is_zsh_option("extglob") && !is_zsh_option("") && !is_zsh_option("nono"));
    }
}
