//! Scripts whose only act is to hand over, snaps, and the wrappers of golang.org/dl.

use super::{Asking, Leads};

pub(super) fn leads(asking: &Asking<'_>, path: &str, name: &str) -> Option<Leads> {
    snap(asking, path, name).or_else(|| sdk(asking, path, name)).or_else(|| script(asking, path))
}

/// `/snap/bin/NAME` is a link to snap itself, which reads the snap's own description.
fn snap(asking: &Asking<'_>, path: &str, name: &str) -> Option<Leads> {
    if !path.starts_with("/snap/bin/") && !path.starts_with("/var/lib/snapd/snap/bin/") {
        return None;
    }
    let target = asking.machine.read_link(path).ok()?;
    // An alias leads to the command's whole name first.
    if !target.ends_with("/snap") {
        let alias = target.rsplit('/').next()?.to_owned();
        return Some(Leads::To(format!("/snap/bin/{alias}"), "an alias of the snap".to_owned()));
    }
    let (package, app) = name.split_once('.').unwrap_or((name, name));
    let current = format!("/snap/{package}/current");
    let file = format!("{current}/meta/snap.yaml");
    let Some(text) = asking.read(&file) else {
        let usual = format!("{current}/bin/{app}");
        return Some(match asking.runs(&usual) {
            true => Leads::To(usual, format!("the snap {package}")),
            false => Leads::Unknown(format!("{file} is not recorded")),
        });
    };
    let mut inside = false;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if indent == 2 {
            inside = line.trim() == format!("{app}:");
        } else if let Some(command) = line.trim().strip_prefix("command:").filter(|_| inside) {
            let command = command.trim().trim_matches(['"', '\'']);
            let command =
                command.split(' ').next().unwrap_or_default().trim_start_matches("$SNAP/");
            return Some(Leads::To(
                format!("{current}/{command}"),
                format!("the snap {package}, by {file}"),
            ));
        }
    }
    Some(Leads::Unknown(format!("{file} names no command {app}")))
}

/// `go1.22.3` of golang.org/dl runs the tree below `~/sdk`.
fn sdk(asking: &Asking<'_>, path: &str, name: &str) -> Option<Leads> {
    let version =
        name.strip_prefix("go").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))?;
    if !version.contains('.') || asking.read(path).is_some_and(|text| !text.is_empty()) {
        return None;
    }
    let root = format!("{}/sdk/{name}", asking.home);
    let target = format!("{root}/bin/go");
    Some(match asking.runs(&target) {
        true => Leads::To(target, "the wrapper of golang.org/dl".to_owned()),
        false => Leads::Refuses(format!(
            "{name}: not downloaded. Run `{name} download` to install to {root}"
        )),
    })
}

/// Why a script leads to the file that it runs with the very words it was given.
const ONLY_HANDS_OVER: &str = "a script that only hands over";

/// The same of one that the file is given more by.
pub(super) const SETS_AND_HANDS_OVER: &str =
    "a script that hands over, with more than it was given";

/// A script that holds `exec PATH "$@"`, and nothing that chooses another file.
fn script(asking: &Asking<'_>, path: &str) -> Option<Leads> {
    let text = asking.read(path).filter(|text| text.starts_with("#!") && text.len() < 4096)?;
    let first = text.lines().next().unwrap_or_default();
    if !["/sh", "bash", "dash", "zsh", "ksh"].iter().any(|shell| first.trim_end().ends_with(shell))
    {
        return None;
    }
    let acts: Vec<&str> = text
        .lines()
        .skip(1)
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !is_harmless(line))
        .collect();
    let [act] = acts.as_slice() else { return None };
    let command = act.strip_prefix("exec ")?.trim();
    let words = words(asking, path, command)?;
    if words.last().map(String::as_str) != Some("$@") {
        return None;
    }
    let target = match words.first()?.as_str() {
        "env" | "/usr/bin/env" => words.iter().skip(1).find(|word| !word.contains('='))?,
        first => first,
    };
    let found = match target.contains('/') {
        true => target.to_owned(),
        false => match asking.elsewhere(target, "") {
            Some(found) => found,
            None => {
                return Some(Leads::Refuses(format!("{path} runs {target}, which is not on PATH")));
            }
        },
    };
    // What it sets, and words of its own, are seen by whoever runs it.
    let lines = text.lines().map(str::trim);
    let bare = words.len() == 2 && !lines.into_iter().any(|line| line.starts_with("export "));
    let why = if bare { ONLY_HANDS_OVER } else { SETS_AND_HANDS_OVER };
    Some(match asking.runs(&found) {
        true => Leads::To(found, why.to_owned()),
        false => Leads::Refuses(format!("{path} runs {found}, which is not there")),
    })
}

/// Lines that change nothing about what is run.
fn is_harmless(line: &str) -> bool {
    line.starts_with("set -")
        || line.starts_with("export ") && !line.contains("PATH=") && !line.contains("$(")
}

/// The words of a simple command: quotes taken off, the home and the script's own directory put in.
fn words(asking: &Asking<'_>, path: &str, command: &str) -> Option<Vec<String>> {
    if command.contains([';', '|', '&', '<', '>', '`', '*']) {
        return None;
    }
    let own = asking.machine.platform().parent(path)?.to_owned();
    let command = command
        .replace("\"$(dirname \"$0\")\"", &own)
        .replace("$(dirname \"$0\")", &own)
        .replace("$(dirname $0)", &own)
        .replace("${0%/*}", &own)
        .replace("${HOME}", asking.home)
        .replace("$HOME", asking.home);
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for letter in command.chars() {
        match (letter, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => quote = Some(letter),
            (' ' | '\t', None) => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            (c, _) => word.push(c),
        }
    }
    words.push(word);
    let last = words.len() - 1;
    let strange = words
        .iter()
        .enumerate()
        .any(|(at, word)| word.contains('$') && !(at == last && word == "$@"));
    let tilde = |word: &String| match word.strip_prefix("~/") {
        Some(rest) => format!("{}/{rest}", asking.home),
        None => word.clone(),
    };
    let plain: Vec<String> = words.iter().map(tilde).collect();
    let absolute = plain.first().map(|first| asking.machine.platform().normalize(first));
    let mut plain = plain;
    if let (Some(first), Some(absolute)) = (plain.first_mut(), absolute) {
        if first.starts_with('/') {
            *first = absolute;
        }
    }
    (!strange).then_some(plain)
}
