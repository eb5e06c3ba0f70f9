//! What programs of Windows, and others there, write that their command lines name.

use std::borrow::Cow;
use std::rc::Rc;

use crate::machine::overlay::Effect;
use crate::machine::{Machine, Platform};
use crate::shells::{Call, Host, Target, changed_at};
use crate::value::{Origin, Value};

/// Leaves open what a call of a shell of Windows' own names that is not followed.
pub fn leave(host: &mut dyn Host, call: &Call<'_>, base: &str) {
    let texts: Vec<Option<Cow<'_, str>>> = call.arguments.iter().map(Value::text).collect();
    let words: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
    let Some(target) = target(base, &words) else { return };
    let why: Rc<str> =
        format!("may be changed by `{base}`, which envsim does not follow so").into();
    let origin = Origin::File(call.place.clone());
    let named = |path: &str| Value::known(path, origin.clone());
    let at = match (&target, call.cwd.text()) {
        (Some(target), Some(cwd)) => vec![named(&place(host.machine(), &cwd, target))],
        (Some(target), None) => vec![named(&target.name)],
        (None, _) => call.arguments.iter().filter(|word| !word.is_known()).cloned().collect(),
    };
    for value in at {
        for change in changed_at(host.machine(), call.cwd, &value, Effect::Writes, &why) {
            host.change(change);
        }
    }
}

/// The file that is written: in a directory that is there, the one of the source's name.
fn place(machine: &dyn Machine, cwd: &str, target: &Target) -> String {
    let full = |name: &str| Platform::Windows.absolute(cwd, name);
    let path = full(&target.name).trim_end_matches('\\').to_owned();
    let source = target.source.as_ref().filter(|one| machine.is_file(&full(one)));
    match source.filter(|_| machine.is_directory(&path)) {
        Some(source) => format!("{path}\\{}", Platform::Windows.file_name(source)),
        None => path,
    }
}

/// What the program writes: `None` is nothing that is named, `Some(None)` a name that is not known.
#[allow(clippy::option_option, reason = "nothing written and something unknown written differ")]
pub fn target(program: &str, words: &[Option<&str>]) -> Option<Option<Target>> {
    let known = |word: &Option<&str>| word.map(str::to_owned);
    let operands: Vec<Option<String>> =
        words.iter().filter(|word| !word.is_some_and(is_switch)).map(known).collect();
    let named = |name: Option<String>| Some(name.map(|name| Target { name, source: None }));
    let last = || operands.last().filter(|_| operands.len() > 1).cloned();
    let behind = |all: &[&str]| {
        let at = words.iter().position(|word| word.is_some_and(|one| all.contains(&one)))?;
        words.get(at + 1).map(known)
    };
    let says = |all: &[&str]| {
        let bare = |one: &str| one.trim_start_matches(['/', '-']).to_ascii_lowercase();
        words.iter().flatten().any(|one| is_switch(one) && all.contains(&bare(one).as_str()))
    };
    let letters = |word: &Option<&str>, last: char| {
        word.is_some_and(|one| {
            one.starts_with('-') && !one.starts_with("--") && one.ends_with(last)
        })
    };
    match program {
        "xcopy" | "replace" | "robocopy" => copied(program, &operands),
        "expand" | "makecab" | "extrac32" => named(last()?),
        "certutil" if says(CERTUTIL) => named(last()?),
        "bitsadmin" if says(&["transfer"]) => named(last()?),
        "curl" => {
            let at = words.iter().position(|word| letters(word, 'o') || *word == Some("--output"));
            match at {
                Some(at) => named(words.get(at + 1).map(known)?),
                None if words.iter().any(|word| letters(word, 'O')) => {
                    named(operands.last()?.as_deref().map(|url| end_of(url).to_owned()))
                }
                None => None,
            }
        }
        "wget" => named(behind(&["-O", "--output-document"])?),
        "tar" => named(behind(&["-C", "--directory"])?),
        "git" if words.first() == Some(&Some("clone")) => {
            let url = operands.get(1)?.clone();
            let made = |url: String| end_of(url.trim_end_matches(".git")).to_owned();
            named(operands.get(2).cloned().unwrap_or_else(|| url.map(made)))
        }
        "fsutil" if words.get(1) == Some(&Some("createnew")) => named(words.get(2).map(known)?),
        "sort" => named(behind(&["/o", "/O"])?),
        _ => None,
    }
}

/// What `certutil` writes into its last name (its own page).
const CERTUTIL: &[&str] = &["decode", "encode", "decodehex", "encodehex", "urlcache"];

/// `xcopy SOURCE [TARGET]`, `replace SOURCE [TARGET]`, `robocopy SOURCE TARGET [FILE…]`; switches may stick to a name.
#[allow(clippy::option_option, reason = "nothing written and something unknown written differ")]
fn copied(program: &str, operands: &[Option<String>]) -> Option<Option<Target>> {
    let bare = |name: &Option<String>| {
        name.as_deref().map(|name| name.split('/').next().unwrap_or(name).to_owned())
    };
    let source = bare(operands.first()?);
    let here = Some(".".to_owned());
    let to = operands.get(1).map_or(here, bare);
    let file = match (program, source, operands) {
        ("robocopy", Some(source), [_, _, file]) => {
            bare(file).map(|file| format!("{source}\\{file}"))
        }
        ("robocopy", ..) => None,
        (_, source, _) => source,
    };
    Some(to.map(|name| Target { name, source: file }))
}

fn is_switch(word: &str) -> bool {
    word.starts_with(['/', '-'])
}

/// What stands behind the last slash of an address.
fn end_of(url: &str) -> &str {
    url.trim_end_matches('/').rsplit('/').next().unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_named() {
        let cases = [
            ("xcopy", "a.txt d\\ /y", "d\\ a.txt"),
            ("xcopy", "/s src\\*.* d", "d src\\*.*"),
            ("xcopy", "src d\\/D/S/E", "d\\ src"),
            ("xcopy", "a.txt", ". a.txt"),
            ("robocopy", ". d a.txt /njh", "d .\\a.txt"),
            ("robocopy", "a b /mir", "b"),
            ("certutil", "-decode in.b64 out.exe", "out.exe"),
            ("certutil", "-hashfile in SHA256", ""),
            ("curl", "-sSLo x.zip https://x/y", "x.zip"),
            ("curl", "-LO https://x/y", "y"),
            ("curl", "https://x/y", ""),
            ("git", "clone https://x/y.git", "y"),
            ("tar", "-xf x.zip -C there", "there"),
            ("sort", "a /o b", "b"),
        ];
        for (program, line, expected) in cases {
            let words: Vec<Option<&str>> = line.split(' ').map(Some).collect();
            let found = target(program, &words).flatten();
            let found = found.map(|one| [Some(one.name), one.source].into_iter().flatten());
            let found: Vec<String> = found.into_iter().flatten().collect();
            let found = found.join(" ");
            assert_eq!(found, expected, "{program} {line}");
        }
        assert_eq!(target("xcopy", &[Some("a"), None]), Some(None));
    }
}
