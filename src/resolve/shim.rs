//! Where a file leads in a session: links and shims, down to the one that runs.

use std::rc::Rc;

use crate::environment::Environment;
use crate::machine::Kind;
use crate::programs::shims::{self, Asking, Chain, Hand};
use crate::session::{Noticed, Session, Spec};

/// The way from a file to the one that runs in the end; empty where it runs itself.
pub fn chain(session: &Session, path: &str) -> Chain {
    if !may_lead(session, path) {
        return Chain::default();
    }
    let chain = asking(session, |asking| shims::chain(asking, path));
    match chain.steps.len() > 1 || chain.refusal.is_some() {
        true => chain,
        false => Chain::default(),
    }
}

/// Why those of the files end in an error whose version, or what they hand over to, is not installed.
pub fn missing(session: &Session, paths: &[&str]) -> Vec<Option<String>> {
    let may: Vec<bool> = paths.iter().map(|path| may_lead(session, path)).collect();
    if !may.contains(&true) {
        return vec![None; paths.len()];
    }
    asking(session, |asking| {
        let one = |(path, may): (&&str, bool)| {
            let chain = may.then(|| shims::chain(asking, path))?;
            chain.refusal.filter(|_| chain.missing)
        };
        paths.iter().zip(may).map(one).collect()
    })
}

/// The file behind a shim and what it is given; `None` where there is no shim, or plain links only.
pub fn hands(session: &Session, path: &str) -> Option<Hand> {
    may_lead(session, path).then(|| asking(session, |asking| shims::hands(asking, path)))?
}

/// The program that a command runs in the end, and what it is started with.
pub struct Standing {
    /// The file that was found.
    pub found: Option<String>,
    /// The program; `None` where there is none, or which one it is is not certain.
    pub program: Option<String>,
    /// What it is given.
    pub environment: Rc<Environment>,
    /// Why the file that was found leads to no program that is known.
    pub refused: Option<String>,
}

/// What stands behind a command: a shim is no program, and neither is a script that starts one.
pub fn standing(session: &Session, words: &[&str]) -> Standing {
    let lookup = session.lookup(words.first().copied().unwrap_or_default());
    let outcome = lookup.outcome();
    let end = outcome.ends.first().filter(|_| outcome.is_certain());
    let winner = end.and_then(|end| end.candidate);
    let program = winner.and_then(|winner| winner.path.clone());
    let environment = session.environment_of_programs();
    let Some(path) = program else {
        let refused = winner.map(|winner| match winner.kind.name() {
            "alias" => "it is an alias here, and what that starts is not followed".to_owned(),
            kind => format!("it is a {kind} here, and what that starts is not followed"),
        });
        return Standing { found: None, program, environment, refused };
    };
    behind(session, words, path, environment)
}

/// The same of a file that is started with that environment.
fn behind(session: &Session, words: &[&str], path: String, given: Rc<Environment>) -> Standing {
    let found = Some(path.clone());
    let at = |program, environment| Standing { found, program, environment, refused: None };
    let mut environment = given;
    if let Some(hand) = hands(session, &path) {
        Hand::into(&hand, Rc::make_mut(&mut environment));
        return at(Some(hand.path), environment);
    }
    let refused = chain(session, &path).refusal;
    if refused.is_some() || !is_script(session, &path) {
        return Standing { refused, ..at(Some(path), environment) };
    }
    match run(session, words, &path) {
        Some((program, environment)) => at(Some(program), environment),
        None => {
            let refused = Some("it is a script that is not followed to a program".to_owned());
            Standing { refused, ..at(Some(path), environment) }
        }
    }
}

/// The same of a program that was seen being started.
pub fn seen(session: &Session, started: &[Noticed]) -> Option<Standing> {
    let windows = session.machine().platform().is_windows();
    // A script is followed by the program that it starts.
    let runs = started
        .iter()
        .find(|one| hands(session, &one.path).is_some() || !is_script(session, &one.path))?;
    let mut environment = runs.environment(windows);
    let hand = hands(session, &runs.path);
    hand.iter().for_each(|hand| hand.into(&mut environment));
    let program = hand.map_or_else(|| runs.path.clone(), |hand| hand.path);
    let found = started.first().map(|one| one.path.clone());
    let refused = chain(session, &runs.path).refusal;
    Some(Standing { found, program: Some(program), environment: Rc::new(environment), refused })
}

/// Whether a shell reads the file.
fn is_script(session: &Session, path: &str) -> bool {
    let machine = session.machine();
    let lower = path.to_ascii_lowercase();
    let batch =
        machine.platform().is_windows() && (lower.ends_with(".cmd") || lower.ends_with(".bat"));
    batch || machine.read(path).is_ok_and(|bytes| bytes.starts_with(b"#!"))
}

/// Has a script run where it would stand, up to the one program of the same name that it starts.
fn run(session: &Session, words: &[&str], path: &str) -> Option<(String, Rc<Environment>)> {
    let machine = session.machine();
    let shell = session.shell().name();
    let spec = Spec::parse(&format!("{shell}:script"), machine.platform()).ok()?;
    let mut below = Session::open_below(machine, &spec, session).ok()?;
    let name = words.first()?;
    below.watch(name);
    let line = words.join(" ");
    below.run_text(&line, &line);
    let started: Vec<Noticed> =
        below.noticed().iter().filter(|one| one.path != path).cloned().collect();
    let [one] = started.as_slice() else { return None };
    let standing = seen(session, &started).filter(|_| one.perhaps.is_none())?;
    Some((standing.program.filter(|_| standing.refused.is_none())?, standing.environment))
}

fn asking<T>(session: &Session, question: impl FnOnce(&Asking<'_>) -> T) -> T {
    let environment = session.environment();
    let variable = |name: &str| {
        let found = environment.variables.get(name).filter(|one| one.exported)?;
        found.value.as_ref()?.text().map(std::borrow::Cow::into_owned)
    };
    let cwd = environment.cwd.text().map(std::borrow::Cow::into_owned);
    let cwd = cwd.unwrap_or_else(|| session.start().cwd.clone());
    let home = variable("HOME").unwrap_or_else(|| session.machine().facts().user.home.clone());
    question(&Asking { machine: session.machine(), variable: &variable, cwd: &cwd, home: &home })
}

/// Most files are what they are: a link, a script, or one in a directory of shims may lead on.
fn may_lead(session: &Session, path: &str) -> bool {
    let machine = session.machine();
    let link = machine.link_status(path).map(|status| status.kind) == Ok(Kind::Symlink);
    let away = machine.real_path(path).is_ok_and(|real| real != path);
    let script = || machine.read(path).is_ok_and(|bytes| !bytes.is_empty() && bytes.len() < 8192);
    let known = ["/.cargo/bin/", "/bin/go1.", "/shims/", "/.volta/bin/"];
    let windows = machine.platform().is_windows();
    link || away || windows || known.iter().any(|part| path.contains(part)) || script()
}
