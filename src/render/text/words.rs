//! Origins, paths and lists in plain words.

use crate::report::{Origin, Setting, Spot, Why};

/// What a suggested command needs to ask the same machine.
pub(super) fn on_scenario(setting: &Setting) -> String {
    setting.scenario.as_ref().map_or_else(String::new, |name| format!(" --scenario {name}"))
}

/// A path with the home directory written as `~`.
pub(super) fn home(setting: &Setting, path: &str) -> String {
    let home = setting.home.trim_end_matches(setting.separator);
    match path.strip_prefix(home) {
        Some(rest)
            if home.len() > 1 && (rest.is_empty() || rest.starts_with(setting.separator)) =>
        {
            format!("~{rest}")
        }
        _ => path.to_owned(),
    }
}

/// A sentence with every path below the home written with `~`, and the machine's own environment key by its short name.
pub(super) fn homes(setting: &Setting, text: &str) -> String {
    let home = setting.home.trim_end_matches(setting.separator);
    let text = text.replace(&format!("{MACHINE} "), "machine ");
    if home.len() < 2 {
        return text;
    }
    let (mut said, mut rest) = (String::new(), text.as_str());
    while let Some(at) = rest.find(home) {
        let (before, after) = (&rest[..at], &rest[at + home.len()..]);
        said.push_str(before);
        let inside = |letter: char| letter.is_alphanumeric() || "/~._-".contains(letter);
        let begins = !said.ends_with(inside);
        let ends = after.is_empty() || after.starts_with([setting.separator, ' ', ',', ':']);
        said.push_str(if begins && ends { "~" } else { home });
        rest = after;
    }
    said + rest
}

/// `~/.bashrc:12`.
pub(super) fn spot(setting: &Setting, spot: &Spot) -> String {
    format!("{}:{}", home(setting, &spot.file), spot.line)
}

/// Who wrote something, the sourcing file first: `~/.zshrc:19 -> ~/go.zsh:3`.
pub(super) fn origin(setting: &Setting, origin: &Origin) -> String {
    let key = origin.key.as_deref().unwrap_or_default();
    match (&origin.spot, origin.kind) {
        (Some(at), kind) => {
            let mut places: Vec<String> =
                origin.via.iter().rev().map(|via| spot(setting, via)).collect();
            places.push(spot(setting, at));
            let chain = places.join(" -> ");
            match kind {
                "signature" => format!("{key} at {chain}"),
                // Nothing else reads these lists (path_helper(8)).
                _ if at.file == "/etc/paths" || at.file.starts_with("/etc/paths.d/") => {
                    format!("{chain}, by path_helper")
                }
                _ => chain,
            }
        }
        (None, "registry") => registry(key, origin.name.as_deref().unwrap_or_default()),
        (None, "default") => format!("default ({key})"),
        (None, "scenario") if !key.starts_with("--") => format!("scenario, {key}"),
        (None, _) => key.to_owned(),
    }
}

/// Who somebody would ask about a value: where files wrote a part of it, what its other parts were
/// by default is of no interest.
pub(super) fn writers(origins: &[Origin]) -> impl Iterator<Item = &Origin> {
    let in_file = origins.iter().any(|one| one.spot.is_some());
    origins.iter().filter(move |one| !in_file || one.kind != "default")
}

/// The file of an origin behind those that had it read: `~/.zshrc:19 -> ~/go.zsh`.
pub(super) fn chain(setting: &Setting, origin: &Origin) -> String {
    let file = origin.spot.as_ref().map(|at| home(setting, &at.file));
    let via = origin.via.iter().rev().map(|via| spot(setting, via));
    via.chain(file).collect::<Vec<_>>().join(" -> ")
}

/// The machine's own environment key has a name that nobody wants to read twice.
const MACHINE: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";

/// A value of the registry.
pub(super) fn registry(key: &str, name: &str) -> String {
    if key.eq_ignore_ascii_case(MACHINE) {
        format!("machine {name}")
    } else {
        format!("{key} {name}")
    }
}

/// A file, or a key of the registry.
pub(super) fn source(setting: &Setting, source: &str) -> String {
    match source.eq_ignore_ascii_case(MACHINE) {
        true => "the machine's environment (HKLM)".to_owned(),
        false => home(setting, source),
    }
}

/// `~/.zshrc:40 takes the output of …`.
pub(super) fn why(setting: &Setting, why: &Why) -> String {
    match why.origin.spot {
        Some(_) => format!("{} {}", origin(setting, &why.origin), why.reason),
        None => why.reason.clone(),
    }
}

/// Why a statement is not followed: ```fnm env` is not followed``, or the reason in a sentence.
pub(super) fn cause(why: &Why) -> String {
    match &why.opaque {
        Some(command) if why.reason.ends_with("which is never run") => {
            format!("`{command}` is not followed")
        }
        _ => format!("it {}", why.reason),
    }
}

/// What a choice hangs on: ``by ~/.bashrc:3 (`op check` is not followed)``.
pub(super) fn by(setting: &Setting, why: &Why) -> String {
    match why.origin.spot {
        Some(_) => format!("by {} ({})", origin(setting, &why.origin), cause(why)),
        None => format!("by what {}", why.reason),
    }
}

/// ``unless ~/.zprofile:1 changes PATH: `fnm env` is not followed``.
pub(super) fn unless(setting: &Setting, why: &Why, changes: &str) -> String {
    match why.origin.spot {
        Some(_) => format!("unless {} {changes}: {}", origin(setting, &why.origin), cause(why)),
        None => format!("unless something {changes}: {}", why.reason),
    }
}

/// What a statement that is not followed may change; long lists are cut.
pub(super) fn reach(names: &[String]) -> String {
    const MOST: usize = 6;
    match names {
        [only] if only == "everything" => "everything the session has".to_owned(),
        names if names.len() > MOST => {
            format!("{} and {} more", names[..MOST].join(", "), names.len() - MOST)
        }
        names => list(names, "and"),
    }
}

/// `a, b and c`.
pub(super) fn list(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [firsts @ .., end] => format!("{} {last} {end}", firsts.join(", ")),
    }
}

/// `1 entry`, `2 entries`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// Small numbers as words.
pub(super) fn number(number: usize) -> String {
    const WORDS: [&str; 10] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_is_written_as_a_tilde_only_where_it_is_one() {
        let setting = Setting { home: "/home/me".into(), separator: '/', ..Setting::default() };
        assert_eq!(home(&setting, "/home/me/.bashrc"), "~/.bashrc");
        assert_eq!(home(&setting, "/home/me"), "~");
        assert_eq!(home(&setting, "/home/melinda/x"), "/home/melinda/x");
        let nobody = Setting { home: "/".into(), separator: '/', ..Setting::default() };
        assert_eq!(home(&nobody, "/etc"), "/etc");
    }

    #[test]
    fn a_sentence_has_every_path_below_the_home_with_a_tilde() {
        let setting = Setting { home: "/home/me".into(), separator: '/', ..Setting::default() };
        let said = |text: &str| homes(&setting, text);
        assert_eq!(said("/home/me/.x:1 has /home/me/bin"), "~/.x:1 has ~/bin");
        assert_eq!(
            said("in /home/melinda or /srv/home/me/x"),
            "in /home/melinda or /srv/home/me/x"
        );
        assert_eq!(said("HOME is /home/me"), "HOME is ~");
    }

    #[test]
    fn lists_read_as_sentences() {
        let words = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
        assert_eq!(list(&words(&["bash", "zsh", "sh"]), "or"), "bash, zsh or sh");
        assert_eq!(list(&words(&["bash"]), "and"), "bash");
    }
}
