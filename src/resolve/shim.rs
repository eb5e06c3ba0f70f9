//! Where a file leads in a session: links and shims, down to the one that runs.

use crate::machine::Kind;
use crate::programs::shims::{self, Asking, Chain, Hand};
use crate::session::Session;

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
