//! What the desktop of Linux starts. Graded by rule, not measured.
//!
//! Whether a profile is read is the display manager's affair: Debian's Xsession
//! (X11) sources `/etc/profile` and `~/.profile`, gnome-session on Wayland goes
//! through a login shell of the user's, others read nothing. Where both ways
//! lead to the same, it is known; else it is a choice.

use std::rc::Rc;

use super::block::Block;
use super::terminal;
use super::{Launched, Scene, systemd};
use crate::machine::Platform;
use crate::session::own::shell_at;
use crate::session::{Refusal, Spec};
use crate::shells::Mode;
use crate::value::{Origin, Shape, Unknown, Value};

const RULE: &str = "the desktop's session";

/// A program that the menu or file manager starts.
pub(super) fn program(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let mut launched = Launched::new(scene, scene.accounts.own.clone());
    launched.block = block(scene, &mut launched.read);
    launched.umask = None;
    Ok(launched)
}

fn block(scene: &Scene<'_>, read: &mut Vec<String>) -> Block {
    let (plain, through) = ways(scene);
    let mut block = match through {
        Some(through) => joined(&plain, &through),
        None => plain,
    };
    manager(scene, &mut block, read);
    block
}

/// What a program of the desktop may start from: the block, and that after a profile, where one may be read.
pub(super) fn surroundings(scene: &Scene<'_>) -> Result<(Block, Option<Block>), Refusal> {
    match scene.platform() {
        Platform::MacOs => Ok((super::launchd::program(scene)?.block, None)),
        _ => Ok(ways(scene)),
    }
}

/// The block of a desktop that reads no profile, and that of one that does, where there is one to read.
fn ways(scene: &Scene<'_>) -> (Block, Option<Block>) {
    let mut plain = terminal::login(scene.machine);
    if let Some(uid) = scene.accounts.own.uid {
        plain.system("XDG_RUNTIME_DIR", &format!("/run/user/{uid}"), "pam_systemd(8)");
    }
    for (name, reason) in [
        ("DISPLAY", "is the display of the session, where it has one"),
        ("XDG_SESSION_TYPE", "is x11 or wayland"),
        ("XDG_CURRENT_DESKTOP", "is the name of the desktop"),
    ] {
        let unknown = Unknown::new(reason, Origin::Default(RULE.into())).shaped(Shape::Any);
        plain.put(name, Value::unknown(unknown));
    }
    let through = profile(scene, &plain);
    (plain, through)
}

/// The block after `/etc/profile` and `~/.profile`, read by `sh`.
fn profile(scene: &Scene<'_>, plain: &Block) -> Option<Block> {
    let names = ["/etc/profile".to_owned(), format!("{}/.profile", scene.accounts.own.home)];
    if !names.iter().any(|name| scene.machine.exists(name)) {
        return None;
    }
    let login = Mode { login: true, ..Mode::SCRIPT };
    let spec = Spec::default_for(shell_at("/bin/sh", scene.machine.facts()).ok()?, Platform::Linux);
    (scene.started)(&Spec { mode: Some(login), ..spec }, plain.clone())
}

/// Whether reading the profile makes a difference to anything but what a shell has by itself.
pub(super) fn differs(plain: &Block, through: &Block) -> bool {
    let names = || through.iter().filter(|(name, _)| !OF_SHELLS.contains(name));
    names().any(|(name, value)| {
        plain.get(name).is_none_or(|held| held != value && held.text() != value.text())
    })
}

/// Variables that a shell has by itself, and hands on.
pub(super) const OF_SHELLS: [&str; 4] = ["PWD", "OLDPWD", "SHLVL", "_"];

/// What both ways agree on is known; where they differ it is a choice.
pub(super) fn joined(plain: &Block, through: &Block) -> Block {
    let reason = "depends on the desktop: an X11 session reads ~/.profile, others may not";
    joined_because(plain, through, reason, ["~/.profile is read", "not ~/.profile is read"])
}

/// The same for another reason, which has words for both of its outcomes.
pub(super) fn joined_because(
    plain: &Block,
    through: &Block,
    reason: &str,
    [read, not]: [&str; 2],
) -> Block {
    let mut block = plain.clone();
    let condition = Rc::new(Unknown::new(reason, Origin::Default(RULE.into())));
    for (name, value) in through.iter().filter(|(name, _)| !OF_SHELLS.contains(name)) {
        match plain.get(name) {
            Some(held) if held.text().is_some() && held.text() == value.text() => {}
            Some(held) => {
                block.put(name, Value::join_under(&condition, (read, value), (not, held)));
            }
            None => {
                let mut unknown = (*condition).clone();
                unknown.likely = value.is_known().then(|| value.clone());
                block.put(name, Value::unknown(unknown));
            }
        }
    }
    block
}

/// environment.d reaches what is started through the user's systemd (GNOME, Plasma), PATH excepted: the session's own is handed over.
pub(super) fn manager(scene: &Scene<'_>, block: &mut Block, read: &mut Vec<String>) {
    let mut launched = Launched::new(scene, scene.accounts.own.clone());
    let of_manager = systemd::user_block(scene, &mut launched);
    read.extend(launched.read);
    for (name, value) in of_manager.iter() {
        let written = value.origins().iter().any(|origin| matches!(origin, Origin::File(_)));
        if written && !block.has(name) {
            let reason = "depends on the desktop: environment.d reaches programs that the user's systemd starts (GNOME, Plasma)";
            let origin = value.origins().into_iter().next();
            let origin = origin.unwrap_or_else(|| Origin::Default(RULE.into()));
            let mut unknown = Unknown::new(reason, origin);
            unknown.likely = value.is_known().then(|| value.clone());
            block.put(name, Value::unknown(unknown));
        }
    }
}
