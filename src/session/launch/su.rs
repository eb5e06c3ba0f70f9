//! su(1) and runuser(1) of util-linux 2.38.1 (login-utils/su-common.c `modify_environment`, `set_path`), measured on Debian 12.

use super::pam::{Service, doubted};
use super::{Launched, Scene, login_defs::LoginDefs};
use crate::machine::User;
use crate::session::Refusal;
use crate::session::how::{Command, How, SuWords};
use crate::shells::Mode;
use crate::value::{Origin, Value};

const RULE: &str = "su(1)";

pub(super) fn launch(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let words = words(scene);
    let target = scene.target(words.user.as_deref())?;
    let defs = LoginDefs::read(scene.machine);
    let shell = shell(scene, &words, &target);
    let mut launched = Launched::new(scene, target);
    launched.shell = Some(shell.clone());
    launched.mode = Some(mode(scene, &words));
    if words.login {
        login(&mut launched, scene, &words, &shell, &defs);
    } else {
        stay(&mut launched, scene, &words, &shell, &defs);
    }
    let service = match (words.runuser, words.login) {
        (true, true) => "runuser-l",
        (true, false) => "runuser",
        (false, true) => "su-l",
        (false, false) => "su",
    };
    let user = launched.user.clone();
    let caller = scene.accounts.own.name.as_str();
    let pam = Service { machine: scene.machine, name: service, user: &user, caller: Some(caller) };
    let variables = pam.open();
    variables.opened()?;
    launched.block.extend(&variables.block);
    doubted(&mut launched.block, &variables.doubts);
    launched.read.extend(variables.read);
    Ok(launched)
}

/// What was typed; a session's flags say it where nothing was.
fn words(scene: &Scene<'_>) -> SuWords {
    match scene.how {
        How::Typed(typed) => match &typed.command {
            Command::Su(words) => words.clone(),
            _ => SuWords::default(),
        },
        _ => SuWords { login: scene.mode.is_some_and(|mode| mode.login), ..SuWords::default() },
    }
}

fn mode(scene: &Scene<'_>, words: &SuWords) -> Mode {
    let interactive = !words.runs_command;
    scene.mode.unwrap_or(Mode { login: words.login, interactive, ..Mode::SCRIPT })
}

/// `-s`, with `-m` the caller's `SHELL`, else that of the account.
fn shell(scene: &Scene<'_>, words: &SuWords, target: &User) -> String {
    let own = || match words.preserve && !words.login {
        true => scene.caller().text("SHELL").map(std::borrow::Cow::into_owned),
        false => None,
    };
    let shell = words.shell.clone().or_else(own).or_else(|| target.shell.clone());
    shell.filter(|shell| !shell.is_empty()).unwrap_or_else(|| "/bin/sh".to_owned())
}

/// `su -`: TERM stays, and what `-w` names.
fn login(
    launched: &mut Launched,
    scene: &Scene<'_>,
    words: &SuWords,
    shell: &str,
    defs: &LoginDefs,
) {
    let user = launched.user.clone();
    launched.cwd.clone_from(&user.home);
    let kept = std::iter::once("TERM").chain(words.keep.iter().map(String::as_str));
    for name in kept {
        if let Some(value) = scene.caller().get(name) {
            launched.block.put(name, value.clone());
        }
    }
    // These are set whatever `-w` says.
    for (name, text) in [
        ("HOME", &user.home),
        ("SHELL", &shell.to_owned()),
        ("USER", &user.name),
        ("LOGNAME", &user.name),
    ] {
        launched.block.put(name, account(text));
    }
    launched.block.put("PATH", defs.path(user.root));
}

/// `su`: the caller's block, with HOME and SHELL, and unless it is root USER and LOGNAME.
fn stay(
    launched: &mut Launched,
    scene: &Scene<'_>,
    words: &SuWords,
    shell: &str,
    defs: &LoginDefs,
) {
    let user = launched.user.clone();
    launched.block = scene.caller().clone();
    if words.without_shell {
        for name in ["HOME", "SHELL", "USER", "LOGNAME"] {
            launched.block.unknown(name, "is set by runuser -u or left as it was", "runuser(1)");
        }
        return;
    }
    if words.preserve {
        return;
    }
    launched.block.put("HOME", account(&user.home));
    launched.block.put("SHELL", account(shell));
    if defs.is_on("ALWAYS_SET_PATH") {
        launched.block.put("PATH", defs.path(user.root));
    }
    if !user.root {
        launched.block.put("USER", account(&user.name));
        launched.block.put("LOGNAME", account(&user.name));
    }
}

fn account(text: &str) -> Value {
    Value::known(text, Origin::Default(RULE.into()))
}
