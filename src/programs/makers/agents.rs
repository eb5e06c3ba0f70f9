//! Agents that keep a user's keys: `ssh-agent`, `keychain`.

use super::effect::chosen;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{Origin, Shape, Unknown, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&SSH_AGENT, &KEYCHAIN];

/// ssh-agent(1).
pub static SSH_AGENT: Program = Program::new(
    &["ssh-agent"],
    "-s -c -k -a: the variables, their values unknown",
    "its own: OpenSSH 9.2",
    ssh_agent,
)
.portable();

/// keychain(1).
pub static KEYCHAIN: Program = Program::new(
    &["keychain"],
    "--eval with keys and options: the variables of ssh's agent, their values unknown",
    "its own: keychain 2.8.5, judged beside it",
    keychain,
)
.portable();

const SOCKET: &str = "is the socket that an agent makes when it starts";

const PROCESS: &str = "is the number of an agent's process";

fn ssh_agent(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let shell = run.variable("SHELL")?.unwrap_or_default();
    let mut csh = shell.ends_with("csh");
    let mut socket = told(run, SOCKET);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-s" => csh = false,
            "-c" => csh = true,
            "-a" => {
                let path = rest.next().ok_or(Cannot::NotFollowed)?.as_str();
                socket = Value::known(path, by_agent(run));
            }
            "-t" | "-E" | "-P" | "-O" => {
                let _ = rest.next();
            }
            "-k" => return killed(run, csh),
            // Behind its options stands a program, which it starts.
            _ => return Err(Cannot::NotFollowed),
        }
    }
    if csh {
        return Err(Cannot::NotFollowed);
    }
    let pid = told(run, PROCESS);
    let text = |text: &str| Value::known(text, by_agent(run));
    let value = text("SSH_AUTH_SOCK=")
        .then(socket)
        .then(text("; export SSH_AUTH_SOCK;\nSSH_AGENT_PID="))
        .then(pid.clone())
        .then(text("; export SSH_AGENT_PID;\necho Agent pid "))
        .then(pid)
        .then(text(";\n"));
    run.value = Some(value);
    Ok(0)
}

fn by_agent(run: &Run<'_>) -> Origin {
    Origin::Signature { name: "ssh-agent".into(), place: run.place().clone() }
}

/// A part of the output that the agent chooses when it starts.
fn told(run: &Run<'_>, what: &str) -> Value {
    let effect = chosen(run, what);
    let unknown = Unknown::new(what, by_agent(run)).shaped(Shape::Filled);
    Value::unknown(Unknown { effect: Some(effect.into()), ..unknown })
}

fn killed(run: &mut Run<'_>, csh: bool) -> Followed {
    let Some(pid) = run.filled("SSH_AGENT_PID")? else {
        return run.refuses(1);
    };
    if csh {
        return Err(Cannot::NotFollowed);
    }
    run.out = format!("unset SSH_AUTH_SOCK;\nunset SSH_AGENT_PID;\necho Agent pid {pid} killed;\n");
    Ok(0)
}

fn keychain(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let evals = words.iter().any(|word| word == "--eval");
    let (mut agents, mut directory) = (None, None);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--agents" => agents = rest.next().cloned(),
            "--dir" => directory = rest.next().cloned(),
            "--host" | "--timeout" | "--lockwait" | "--attempts" | "--inherit"
            | "--ssh-agent-socket" => {
                let _ = rest.next();
            }
            word if word.starts_with("--agents=") => return Err(Cannot::NotFollowed),
            "--eval" | "--quiet" | "-q" | "-Q" | "--quick" | "--noask" | "--nogui"
            | "--nocolor" | "--ignore-missing" | "--nolock" | "--noinherit" | "--absolute" => {}
            word if word.starts_with('-') => return Err(Cannot::NotFollowed),
            _ => {}
        }
    }
    // Its files below ~/.keychain are not followed; keys are asked for, and change no variable.
    let home = run.home()?;
    run.touch(directory.as_deref().unwrap_or(&format!("{home}/.keychain")));
    let shell = run.variable("SHELL")?.unwrap_or_default();
    let foreign = shell.ends_with("csh") || shell.ends_with("fish");
    // Where it writes into another directory it may not find its own file, and print nothing.
    if foreign || directory.is_some() || agents.is_some_and(|all| all != "ssh") {
        return Err(Cannot::NotFollowed);
    }
    if !evals {
        return Err(Cannot::NotFollowed);
    }
    let (socket, pid) = (chosen(run, SOCKET), chosen(run, PROCESS));
    run.effect = Some(format!(
        "SSH_AUTH_SOCK={socket}; export SSH_AUTH_SOCK; SSH_AGENT_PID={pid}; export SSH_AGENT_PID;"
    ));
    Ok(0)
}
