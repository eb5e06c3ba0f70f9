//! What was probably meant: the session in its right spelling, or the same question on a machine that can answer it.

use crate::machine::Platform;
use crate::scenario::{Scenario, library};
use crate::session::{Spec, called};
use crate::shells::{self, Launcher};
use crate::text::{Meant, nearest};

/// The words of the command, without global flags: `diff cmd pwsh`.
pub(super) type Words = Vec<String>;

/// `try: envsim diff cmd pwsh --scenario NAME`, with the first scenario that has the shell, preferably one that asks just that.
pub(super) fn elsewhere(shell: &str, words: &Words) -> Option<String> {
    let all: Vec<Scenario> = library::names().filter_map(|name| library::load(name).ok()).collect();
    let fits = |scenario: &&Scenario| has(scenario, shell) && has_all(scenario, words);
    let asks = |scenario: &&Scenario| scenario.ask.contains(words);
    let found = all.iter().filter(fits).find(asks).or_else(|| all.iter().find(fits))?;
    Some(format!("on a machine that has it: envsim {} --scenario {}", words.join(" "), found.name))
}

fn has(scenario: &Scenario, shell: &str) -> bool {
    use crate::machine::Machine;
    let facts = scenario.machine.facts();
    shells::by_name(shell).is_some_and(|shell| shell.installed(facts).is_some())
}

/// Whether every word that names a session names one the scenario can open.
fn has_all(scenario: &Scenario, words: &Words) -> bool {
    use crate::machine::Machine;
    let platform = scenario.machine.platform();
    let specs = words.iter().skip(1).filter_map(|word| Spec::parse(word, platform).ok());
    specs.into_iter().all(|spec| spec.shell.is_none_or(|shell| has(scenario, shell.name())))
}

const FLAGS: [&str; 5] = ["login", "interactive", "script", "noprofile", "posix"];

/// `bash:ssh` is `bash@ssh`, `bash:login,interactive` is `bash:login+interactive`, `bash:logn` is `bash:login`.
pub(super) fn session<'o>(
    text: &str,
    platform: Platform,
    open: impl Iterator<Item = &'o str> + Clone,
) -> Option<String> {
    if let Some(alone) = text.strip_prefix('@') {
        let launcher = Launcher::ALL.iter().map(|launcher| launcher.name());
        return near(alone, launcher).map(|name| format!("did you mean: @{name}"));
    }
    let mut parts = text.split([':', '@', '+', ',']).map(str::trim);
    let known = shells::ALL.iter().map(|shell| shell.name()).chain(open);
    let mut meant = near(parts.next()?, known)?.to_owned();
    let (mut flags, mut launchers) = (Vec::new(), Vec::new());
    for part in parts.filter(|part| !part.is_empty()) {
        let launcher = Launcher::ALL.iter().map(|launcher| launcher.name());
        let exact = launcher
            .clone()
            .find(|name| *name == part)
            .or_else(|| called(part).map(|(launcher, _)| launcher.name()));
        match (near(part, FLAGS.into_iter()), exact) {
            (_, Some(name)) => launchers.push(name),
            (Some(flag), None) => flags.push(flag),
            (None, None) => launchers.push(near(part, launcher)?),
        }
    }
    if !flags.is_empty() {
        meant.push_str(&format!(":{}", flags.join("+")));
    }
    launchers.iter().for_each(|launcher| meant.push_str(&format!("@{launcher}")));
    let because = match launchers.as_slice() {
        [one] if text.contains(&format!(":{one}")) => format!("{one} is a launcher: "),
        _ if text.contains(',') => "flags are joined with +: ".to_owned(),
        _ => "did you mean: ".to_owned(),
    };
    Spec::parse(&meant, platform).ok().map(|_| format!("{because}{meant}"))
}

/// A word in its right spelling; shorter than three letters it may be anything.
fn near<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> Option<&'k str> {
    let exact = known.clone().find(|one| one.eq_ignore_ascii_case(word));
    let close = |one: &&str| Meant::new(word, one.len() / 3).distance(one).is_some();
    exact.or_else(|| nearest(word, known.filter(close)))
}

/// A name as it is typed: `$PATH`, `${PATH}`, `$env:Path` and `%PATH%` are the variable.
pub(super) fn plain(name: &str) -> String {
    let braces = |text: &'_ str| {
        text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).map(str::len)
    };
    let inside = match name.strip_prefix('$') {
        Some(rest) if braces(rest).is_some() => &rest[1..rest.len() - 1],
        Some(rest) => rest,
        None => match name.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')) {
            Some(rest) => rest,
            None => return name.to_owned(),
        },
    };
    let scoped = inside.get(..4).is_some_and(|scope| scope.eq_ignore_ascii_case("env:"));
    let inside = if scoped { &inside[4..] } else { inside };
    let good = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '(' | ')');
    match !inside.is_empty() && inside.chars().all(good) {
        true => inside.to_owned(),
        false => name.to_owned(),
    }
}

/// A variable or command in the place of a session.
pub(super) fn name(text: &str, words: &Words) -> Option<String> {
    let command = words.first().map(String::as_str)?;
    let plain = text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    (command == "env" && plain).then(|| {
        format!("for one variable of a session: envsim env --only {text}; for all that is known of a name: envsim explain {text}")
    })
}
