//! Keywords and builtins (bash 5.2 `compgen -b/-k`, zsh 5.9 `${(k)builtins}`, dash 0.5.12 builtins.def).

use super::dialect::{Dialect, Family};

const BASH: &str = ". : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset wait";
const ZSH: &str = "- . : [ alias autoload bg bindkey break builtin bye cd chdir command comparguments compadd compcall compctl compdescribe compfiles compgroups compquote compset comptags comptry compvalues continue declare dirs disable disown echo echotc echoti emulate enable eval exec exit export false fc fg float functions getln getopts hash history integer jobs kill let limit local log logout noglob popd print printf private pushd pushln pwd r read readonly rehash return sched set setopt shift source suspend test times trap true ttyctl type typeset ulimit umask unalias unfunction unhash unlimit unset unsetopt vared wait whence where which zcompile zformat zle zmodload zparseopts zregexparse zstyle";
const DASH: &str = ". : [ alias bg break cd chdir command continue echo eval exec exit export false fg getopts hash jobs kill local printf pwd read readonly return set shift test times trap true type ulimit umask unalias unset wait";

const BASH_WORDS: &str = "if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc";
const ZSH_WORDS: &str = "do done esac then elif else fi for case if while function repeat time until select coproc nocorrect foreach end ! [[ { } declare export float integer local readonly typeset";
const DASH_WORDS: &str = "! { } case do done elif else esac fi for if in then until while";

/// The special builtins of POSIX 2.15, `source` and dash's `local` aside.
const SPECIAL: &str =
    ". : break continue eval exec exit export readonly return set shift times trap unset";

/// Whether the shell itself has a command of that name.
pub fn is_builtin(dialect: Dialect, name: &str) -> bool {
    let table = match dialect.family {
        Family::Bash => BASH,
        Family::Zsh => ZSH,
        Family::Dash => DASH,
    };
    table.split(' ').any(|known| known == name)
}

/// Whether it is a reserved word.
pub fn is_keyword(dialect: Dialect, name: &str) -> bool {
    let table = match dialect.family {
        Family::Bash => BASH_WORDS,
        Family::Zsh => ZSH_WORDS,
        Family::Dash => DASH_WORDS,
    };
    table.split(' ').any(|known| known == name)
}

/// Whether it is one of POSIX' special builtins.
pub fn is_special(name: &str) -> bool {
    SPECIAL.split(' ').any(|known| known == name)
}
