//! A terminal window: the block of the session that was logged in to, under what the machine's description says.

use super::block::Block;
use super::login_defs::LoginDefs;
use super::pam::Service;
use super::{Launched, Scene, is_whole, wsl};
use crate::machine::{Facts, Machine, Platform};
use crate::session::Refusal;
use crate::shells::Mode;
use crate::value::{Origin, Unknown, Value};

/// The kernel's user.cs_path, which launchd hands to everything it starts.
const MACOS_PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin";

pub(super) fn launch(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let mut launched = Launched::new(scene, scene.accounts.own.clone());
    launched.block = block(scene.machine);
    launched.shell = Some(scene.shell_of(&launched.user));
    launched.umask = None;
    // `wsl` and the windows of distributions start a login shell.
    if wsl::is_one(scene.machine) {
        launched.mode = scene.mode.or(Some(Mode { login: true, ..Mode::INTERACTIVE }));
    }
    Ok(launched)
}

/// The block that a window is given.
pub(super) fn block(machine: &dyn Machine) -> Block {
    let facts = machine.facts();
    let mut block = match is_whole(facts) {
        true => Block::default(),
        false if wsl::is_one(machine) => wsl::block(machine, &facts.user),
        false => login(machine),
    };
    lay_over(&mut block, facts);
    block
}

/// What a login gives, before anybody's files are read.
pub(super) fn login(machine: &dyn Machine) -> Block {
    let user = &machine.facts().user;
    let mut block = Block::identity(machine, user);
    if machine.platform() == Platform::MacOs {
        block.system("PATH", MACOS_PATH, "launchd, user.cs_path");
        return block;
    }
    block.put("PATH", LoginDefs::read(machine).path(false));
    let pam = Service { machine, name: "display-manager", user, caller: None };
    let variables = pam.open();
    block.extend(&variables.block);
    variables.doubts.iter().for_each(|why| block.doubt(why));
    block
}

/// What the machine's description says of the block; `None` takes a name away.
pub(super) fn lay_over(block: &mut Block, facts: &Facts) {
    for (name, value) in &facts.environment {
        match value {
            Some(text) => block.put(name, parent(facts, name, text)),
            None => block.remove(name),
        }
    }
}

/// A variable of the parent process.
pub(super) fn parent(facts: &Facts, name: &str, text: &str) -> Value {
    let origin = match &facts.recorded_as {
        Some(_) => Origin::Scenario(format!("env {name}").into()),
        None => Origin::Parent("the parent process".into()),
    };
    // The host had bytes there that are no Unicode text: what a shell makes of them is not what is shown.
    if facts.recorded_as.is_none() && text.contains('\u{fffd}') {
        return Value::unknown(Unknown::new("holds bytes that are no Unicode text", origin));
    }
    Value::known(text, origin)
}
