//! An answer beside the environment that the real program gave.

use std::collections::BTreeMap;
use std::fs;
use std::rc::Rc;
use std::sync::Arc;

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Installed, Platform};
use envsim::session::how::Typed;
use envsim::session::{Session, Spec, WhatIf};

use super::machines::Asked;

/// What differs from run to run.
const LOOSE: &[&str] = &["SHLVL", "_", "PWD", "OLDPWD", "SUDO_COMMAND"];

/// The directory among what a process told: no variable has such a name.
pub const CWD: &str = "=cwd";

fn recorded(asked: &Asked) -> Recorded {
    let mut facts = Facts::new(Platform::Linux);
    facts.version = Some("debian 12".into());
    facts.host = Some("box".into());
    facts.user.name = if asked.root { "root" } else { "me" }.into();
    facts.user.home = if asked.root { "/root" } else { "/home/me" }.into();
    facts.user.uid = Some(if asked.root { 0 } else { 1000 });
    facts.user.shell = Some("/bin/bash".into());
    facts.user.root = asked.root;
    facts.cwd = facts.user.home.clone();
    if let Some(given) = &asked.given {
        let given = given.iter().map(|(name, text)| (name.clone(), Some(text.clone())));
        facts.environment = given.collect();
        facts.environment_is_whole = true;
        facts.cwd = "/".into();
    }
    for (name, path) in [("bash", "/bin/bash"), ("sh", "/bin/sh")] {
        let installed = Installed { path: path.into(), version: None, variant: None };
        facts.shells.insert(name.into(), installed);
    }
    let mut machine = Recorded::new(facts);
    for (path, text) in &asked.files {
        machine.put(path, Node::File(Some(Rc::from(text.as_bytes()))), None);
    }
    // The system's own, which the real program sees.
    for entry in fs::read_dir("/usr/lib/environment.d").into_iter().flatten().flatten() {
        let path = format!("/usr/lib/environment.d/{}", entry.file_name().to_string_lossy());
        let node = match fs::read_link(entry.path()) {
            Ok(target) => Node::Symlink(target.to_string_lossy().into_owned()),
            Err(_) => Node::File(Some(fs::read(entry.path()).unwrap_or_default().into())),
        };
        machine.put(&path, node, None);
    }
    for path in ["/bin/dash", "/bin/bash", "/bin/sh"] {
        machine.put(path, Node::File(None), Some(0o755));
    }
    for folder in ["/out", "/srv", "/root", "/home/me"] {
        machine.put(folder, Node::Directory, None);
    }
    machine
}

/// What is wrong, and how many values are not known.
pub fn judge(asked: &Asked, real: Option<&BTreeMap<String, String>>) -> (Vec<String>, usize) {
    let machine = recorded(asked);
    let spec = Spec::parse(&asked.session, Platform::Linux).expect("a session");
    let spec = match &asked.typed {
        Some(typed) => spec.by(&Arc::new(Typed::parse(typed).expect("what was typed")), true),
        None => spec,
    };
    let (session, real) = match (Session::open(&machine, &spec, &WhatIf::default()), real) {
        (Ok(session), Some(real)) => (session, real),
        (Err(_), None) => return (Vec::new(), 0),
        (Ok(session), None)
            if session.remarks().iter().any(|one| one.contains("does not start")) =>
        {
            return (Vec::new(), 0);
        }
        (Ok(_), None) => return (vec!["it runs, and should not".into()], 0),
        (Err(refusal), Some(_)) => return (vec![format!("it does not run: {refusal}")], 0),
    };
    let environment = session.environment();
    let refused = session.remarks().iter().find(|one| one.contains("does not start"));
    if let Some(remark) = refused {
        return (vec![format!("it runs, and is said not to: {remark}")], 0);
    }
    let (mut wrong, mut unknown) = (Vec::new(), 0);
    if let Some(cwd) = real.get(CWD) {
        let said = environment.cwd.text();
        if said.as_deref().is_some_and(|said| said != cwd) {
            wrong.push(format!("the directory is {said:?}, not {cwd}"));
        }
    }
    let loose = |name: &str| name == CWD || LOOSE.contains(&name);
    for (name, text) in real.iter().filter(|(name, _)| !loose(name)) {
        let held = environment.variables.get(name).filter(|one| one.exported);
        match held.and_then(|one| one.value.as_ref()).map(|value| value.text()) {
            Some(Some(known)) if known == text.as_str() => {}
            Some(None) => unknown += usize::from(!name.starts_with("SSH_") && name != "TMUX"),
            other => wrong.push(format!("{name} is {other:?}, not {text:?}")),
        }
    }
    // A generator prints what it adds; the rest is the manager's own.
    let whole = asked.session != "@systemd-user";
    for one in environment.variables.iter().filter(|one| one.exported && whole) {
        let known = one.value.as_ref().is_some_and(|value| value.is_known());
        if known && !real.contains_key(&one.name) && !LOOSE.contains(&one.name.as_str()) {
            wrong.push(format!("{} is there", one.name));
        }
    }
    (wrong, unknown)
}
