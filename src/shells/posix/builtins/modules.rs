//! `zmodload`: the modules that every zsh comes with (zsh 5.8 and 5.9, `Src/Modules/*.mdd`, `Src/Zle/*.mdd`).

use crate::value::Value;

/// Those that packages never split off and no library is needed for.
const ALWAYS: &[&str] = &[
    "zsh/complete",
    "zsh/complist",
    "zsh/computil",
    "zsh/datetime",
    "zsh/langinfo",
    "zsh/main",
    "zsh/mapfile",
    "zsh/mathfunc",
    "zsh/parameter",
    "zsh/sched",
    "zsh/stat",
    "zsh/system",
    "zsh/terminfo",
    "zsh/zle",
    "zsh/zleparameter",
    "zsh/zselect",
    "zsh/zutil",
];

/// Features of them, as `-F` names them.
const FEATURES: &[&str] = &[
    "b:strftime",
    "b:sysread",
    "b:zselect",
    "b:zstat",
    "b:zstyle",
    "b:zsystem",
    "p:EPOCHREALTIME",
    "p:EPOCHSECONDS",
    "p:functions",
    "p:parameters",
];

/// Whether `zmodload` is asked only for what is there.
pub(super) fn are_there(arguments: &[Value]) -> bool {
    let texts: Option<Vec<_>> = arguments.iter().map(Value::text).collect();
    let known = |name: &str| ALWAYS.binary_search(&name).is_ok();
    match texts.as_deref() {
        Some([option, module, features @ ..]) if option == "-F" => {
            let plain = |one: &str| FEATURES.contains(&one.trim_start_matches('+'));
            known(module) && features.iter().all(|one| plain(one))
        }
        Some([option, rest @ ..]) if option == "-i" => {
            !rest.is_empty() && rest.iter().all(|one| known(one))
        }
        Some(names) => !names.is_empty() && names.iter().all(|one| known(one)),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(ALWAYS.is_sorted() && FEATURES.is_sorted());
    }
}
