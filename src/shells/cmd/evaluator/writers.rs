//! Programs that nobody follows and whose command line names what they write: what stands there is not known then.

use std::rc::Rc;

use super::{Evaluator, system};
use crate::machine::Platform;
use crate::machine::overlay::Effect;
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Unknown};

const WINDOWS: Platform = Platform::Windows;

impl Evaluator<'_> {
    /// Marks what a program writes that is named on its command line.
    pub(super) fn may_write(&mut self, name: &Traced, rest: &Traced, origin: &Origin) {
        let file = name.text().replace('"', "").to_ascii_lowercase();
        let file = WINDOWS.file_name(&file);
        let program = file.strip_suffix(".exe").unwrap_or(file);
        let words = system::command_words(rest);
        let words: Vec<Option<&str>> = words.iter().map(Traced::as_known).collect();
        let Some(target) = target(program, &words) else { return };
        let Some(target) = target else {
            for word in system::command_words(rest).iter().filter(|word| word.as_known().is_none())
            {
                self.changed_somewhere(word, Effect::Writes);
            }
            return self.outside("writes to a file whose name is not known", origin);
        };
        let Ok(path) = full_path(&self.expander(), &target.name) else { return };
        let path = path.trim_end_matches('\\').to_owned();
        let path = match target.source.filter(|one| self.is_one_file(one)) {
            Some(source) if self.directory_is_there(&path) => {
                format!("{path}\\{}", WINDOWS.file_name(&source))
            }
            _ => path,
        };
        let reason = format!("may be changed by `{program}`, which envsim does not follow so");
        self.mark_undecided(&path, Rc::new(Unknown::new(reason, origin.clone())));
    }

    fn is_one_file(&self, name: &str) -> bool {
        full_path(&self.expander(), name).is_ok_and(|path| self.host.machine().is_file(&path))
    }
}

/// What is written.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    name: String,
    /// What is put there: where it is one file and the name a directory's, only that is written.
    source: Option<String>,
}

/// What the program writes: `None` is nothing that is named, `Some(None)` a name that is not known.
#[allow(clippy::option_option, reason = "nothing written and something unknown written differ")]
fn target(program: &str, words: &[Option<&str>]) -> Option<Option<Target>> {
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
