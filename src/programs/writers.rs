//! What programs that write may have changed in a call that is not followed.

mod fetched;
pub mod windows;

use std::rc::Rc;

use super::run::is_unix;
use super::{Program, by_name};
use crate::machine::Platform;
use crate::machine::overlay::{Change, Effect, Somewhere};
use crate::shells::{Call, Host, changed_at};
use crate::value::{Origin, Value};

/// Which of its words a program changes.
#[derive(Clone, Copy)]
enum Operands {
    All,
    Last,
}

/// What a call does to what it names; `None` where it writes nothing.
fn writes(base: &str, arguments: &[Value]) -> Option<(Effect, Operands)> {
    let has = |fits: fn(&str) -> bool| {
        arguments.iter().any(|value| value.text().is_some_and(|text| fits(&text)))
    };
    let name = by_name(base).map_or(base, |program| program.name);
    Some(match name {
        "mkdir" => (Effect::MakesDirectory, Operands::All),
        "touch" => (Effect::Makes, Operands::All),
        "rm" | "rmdir" => (Effect::Removes, Operands::All),
        "cp" | "install" | "ln"
            if has(|word| word.starts_with("-t") || word.starts_with("--t")) =>
        {
            (Effect::Writes, Operands::All)
        }
        "cp" | "install" | "ln" | "rsync" => (Effect::Writes, Operands::Last),
        "sed" if !has(|word| word.starts_with("-i") || word.starts_with("--i")) => return None,
        "find" if !has(|word| word == "-delete" || word.starts_with("-exec")) => return None,
        "git" if !has(|word| matches!(word, "clone" | "init")) => return None,
        "git" => (Effect::Makes, Operands::Last),
        "curl" | "dd" | "find" | "patch" | "sed" | "tar" | "tee" | "unzip" | "wget" => {
            (Effect::Writes, Operands::All)
        }
        _ if by_name(base).is_some_and(is_writer) => (Effect::Writes, Operands::All),
        _ => return None,
    })
}

fn is_writer(program: &Program) -> bool {
    program.source == super::files::SOURCE
}

/// What a program does that another starts with operands from its input, of those that nobody knows.
fn started(base: &str, arguments: &[Value]) -> Option<Effect> {
    let mut words = arguments.iter().enumerate().filter(|_| base == "xargs");
    words.find_map(|(at, word)| Some(writes(&word.text()?, &arguments[at + 1..])?.0))
}

/// Leaves open what a call names that is not followed.
pub(super) fn leave_undecided(host: &mut dyn Host, call: &Call<'_>) {
    let base = call.name.rsplit('/').next().unwrap_or(call.name);
    if let Some(effect) = started(base, call.arguments) {
        let why = format!("may be changed by `{base}`, whose input is not known");
        host.change(Change::somewhere(Somewhere::default(), effect, why));
    }
    let windows = host.machine().platform() == Platform::Windows;
    if windows && !is_unix(call.shell) {
        return windows::leave(host, call, base);
    }
    let Some((effect, operands)) = writes(base, call.arguments) else { return };
    let why: Rc<str> =
        format!("may be changed by `{base}`, which envsim does not follow so").into();
    for word in fetched_by(host, call, base, &why).unwrap_or_else(|| named(call, operands)) {
        if windows {
            host.change(mapped(&word, effect, &why));
            continue;
        }
        for change in changed_at(host.machine(), call.cwd, &word, effect, &why) {
            host.change(change);
        }
    }
}

/// The words of a call that name what it changes.
fn named(call: &Call<'_>, operands: Operands) -> Vec<Value> {
    let mut all = call.arguments.iter().filter(|word| is_operand(word)).cloned();
    match operands {
        Operands::All => all.collect(),
        Operands::Last => all.next_back().into_iter().collect(),
    }
}

/// What a program writes whose command line is known; the directories above may be made too.
fn fetched_by(
    host: &mut dyn Host,
    call: &Call<'_>,
    base: &str,
    why: &Rc<str>,
) -> Option<Vec<Value>> {
    let texts = call.arguments.iter().map(Value::path).collect::<Option<Vec<_>>>()?;
    let words: Vec<&str> = texts.iter().map(|text| &**text).collect();
    let origin = Origin::File(call.place.clone());
    let platform = host.machine().platform();
    let mut named = Vec::new();
    for one in fetched::written(base, &words)? {
        let above = call.cwd.text().and_then(|cwd| {
            let path = platform.absolute(&cwd, &one.path);
            platform.parent(&path).map(str::to_owned)
        });
        if let Some(path) = above.filter(|above| one.parents && !host.machine().exists(above)) {
            host.change(Change::PerhapsDirectory { path, why: why.clone() });
        }
        named.push(Value::known(one.path, origin.clone()));
    }
    Some(named)
}

/// A path as MSYS2 or Cygwin maps it: only its last name is certain.
fn mapped(word: &Value, effect: Effect, why: &Rc<str>) -> Change {
    let back = word.text().map(|text| {
        let name = text.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        format!("\\{name}")
    });
    let back = back.filter(|_| effect != Effect::MakesDirectory).unwrap_or_default();
    Change::somewhere(Somewhere { front: String::new(), back }, effect, why.clone())
}

/// Whether a word may be a path: no option, no device, and not nothing.
fn is_operand(word: &Value) -> bool {
    let front = word.front();
    !front.starts_with(['-', '+']) && !front.starts_with("/dev/") && word.is_empty() != Some(true)
}
