//! sshd 9.2 (session.c `do_setup_env`, servconf.c), measured on Debian 12.

mod server;

use super::block::Block;
use super::config::{self, Read};
use super::pam::Service;
use super::{Launched, Scene};
use crate::environment::Doubt;
use crate::machine::{Platform, User};
use crate::session::Refusal;
use crate::session::how::{Command, How, SshWords};
use crate::shells::Mode;
use crate::value::{Origin, Value};
use server::Server;

const RULE: &str = "sshd session.c";
const USER_PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/games";
const ROOT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const MACOS_PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin";

pub(super) fn launch(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let words = words(scene);
    let user = match &words.user {
        Some(name) => scene.target(Some(name))?,
        None => scene.accounts.own.clone(),
    };
    let server = Server::read(scene.machine, &user);
    if let Some((keyword, origin)) = &server.refused {
        let place = origin.place().map(|at| format!("{}:{}", at.file(), at.line()));
        let place = place.unwrap_or_default();
        let message = format!("sshd does not start: {place} has {keyword} in a Match block");
        let remedy = "put it in front of the first Match line".to_owned();
        return Err(Refusal::not_started(message, Some(remedy)));
    }
    let shell = scene.shell_of(&user);
    let mut launched = Launched::new(scene, user);
    launched.cwd.clone_from(&launched.user.home);
    launched.shell = Some(shell.clone());
    launched.mode = Some(mode(scene, &words));
    launched.block = block(scene, &launched, &server, &words, &shell)?;
    launched.read.clone_from(&server.read);
    if launched.mode.is_some_and(|mode| mode.login && mode.interactive) {
        let what = "this is a login; a command over ssh (`ssh host CMD`) is SHELL:script@ssh";
        launched.remarks.push(what.to_owned());
    }
    launched.doubts.extend(server.doubts.iter().map(|why| Doubt::total(why.clone())));
    Ok(launched)
}

/// What was typed; a session's flags say it where nothing was.
fn words(scene: &Scene<'_>) -> SshWords {
    match scene.how {
        How::Typed(typed) => match &typed.command {
            Command::Ssh(words) => words.clone(),
            _ => SshWords::default(),
        },
        _ => SshWords::default(),
    }
}

fn mode(scene: &Scene<'_>, words: &SshWords) -> Mode {
    let login = Mode { login: true, ..Mode::INTERACTIVE };
    scene.mode.unwrap_or(if words.runs_command { Mode::SCRIPT } else { login })
}

fn block(
    scene: &Scene<'_>,
    launched: &Launched,
    server: &Server,
    words: &SshWords,
    shell: &str,
) -> Result<Block, Refusal> {
    let user = &launched.user;
    let mut block = Block::default();
    for (name, value) in &words.set {
        if server.accepts(name) {
            let origin = Origin::Parent("the client's SetEnv".into());
            block.put(name, Value::known(value.as_str(), origin));
        }
    }
    identity(scene, user, server, shell, &mut block);
    let terminal = words.terminal || launched.mode.is_some_and(|mode| mode.interactive);
    if terminal {
        block.unknown("TERM", "is what the client says of its terminal", RULE);
    }
    if server.user_environment.is_some() {
        user_file(scene, user, server, &mut block);
    }
    if server.uses_pam && scene.platform() == Platform::Linux {
        let pam = Service { machine: scene.machine, name: "sshd", user, caller: None };
        let variables = pam.open();
        variables.opened()?;
        block.extend(&variables.block);
        variables.doubts.iter().for_each(|why| block.doubt(why));
    }
    for (name, value) in server.set.iter().flatten() {
        block.put(name, value.clone());
    }
    block.unknown("SSH_CLIENT", "holds the client's address and port", RULE);
    block.unknown("SSH_CONNECTION", "holds the addresses of both ends", RULE);
    if terminal {
        block.unknown("SSH_TTY", "is the terminal that sshd opened", RULE);
    }
    Ok(block)
}

fn identity(scene: &Scene<'_>, user: &User, server: &Server, shell: &str, block: &mut Block) {
    block.system("USER", &user.name, RULE);
    block.system("LOGNAME", &user.name, RULE);
    block.system("HOME", &user.home, RULE);
    let path = match (scene.platform(), user.root) {
        (Platform::MacOs, _) => MACOS_PATH,
        (_, true) => ROOT_PATH,
        (_, false) => USER_PATH,
    };
    block.system("PATH", path, "sshd session.c, _PATH_STDPATH");
    if !server.uses_pam {
        block.system("MAIL", &format!("/var/mail/{}", user.name), RULE);
    }
    block.system("SHELL", shell, RULE);
}

/// `~/.ssh/environment`, and what the key's options say (`PermitUserEnvironment`).
fn user_file(scene: &Scene<'_>, user: &User, server: &Server, block: &mut Block) {
    keys(scene, user, server, block);
    match config::read(scene.machine, &format!("{}/.ssh/environment", user.home)) {
        Read::Text(config) => {
            for line in config.lines() {
                let text = line.text.trim_start_matches([' ', '\t']);
                if text.is_empty() || text.starts_with('#') {
                    continue;
                }
                let Some((name, value)) = text.split_once('=') else { continue };
                if server.permits(name) {
                    block.put(name, config.value(value, line));
                }
            }
        }
        Read::Missing => {}
        Read::Hidden(why) => block.doubt(&why),
    }
}

/// `environment="NAME=value"` of authorized_keys: known where every key says the same.
fn keys(scene: &Scene<'_>, user: &User, server: &Server, block: &mut Block) {
    let path = format!("{}/.ssh/authorized_keys", user.home);
    let Some(config) = config::read(scene.machine, &path).text() else { return };
    let lines = config.lines().filter(|line| {
        let text = line.text.trim();
        !text.is_empty() && !text.starts_with('#')
    });
    let all: Vec<_> = lines.map(|line| (line, key_variables(line.text))).collect();
    let Some((_, first)) = all.first() else { return };
    let same = all.iter().all(|(_, one)| one == first);
    for (line, variables) in &all {
        for (name, value) in variables {
            if !server.permits(name) {
                continue;
            }
            match same {
                true => block.put(name, config.value(value, *line)),
                false => block.unknown(name, "depends on the key of the client", "authorized_keys"),
            }
        }
    }
}

/// The variables among a key's options; of one name the first counts (sshd(8)).
fn key_variables(line: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find("environment=\"") {
        rest = &rest[at + "environment=\"".len()..];
        let Some((inside, left)) = rest.split_once('"') else { break };
        if let Some((name, value)) = inside.split_once('=')
            && !found.iter().any(|(known, _)| known == name)
        {
            found.push((name.to_owned(), value.to_owned()));
        }
        rest = left;
    }
    found
}
