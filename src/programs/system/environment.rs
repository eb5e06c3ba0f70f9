//! `env`, `printenv`, and programs that only start another one.

use crate::programs::{Cannot, Child, Followed, Program, Run};
use crate::value::{Origin, Value};

const COREUTILS: &str = crate::programs::texts::COREUTILS;

/// What is followed here.
pub const ALL: &[&Program] = &[&ENV, &PRINTENV, &NICE];

/// env(1).
pub static ENV: Program = Program::new(
    &["env", "genv"],
    "-i -u, assignments, a program that is followed",
    COREUTILS,
    env,
)
.portable();
/// printenv(1).
pub static PRINTENV: Program =
    Program::new(&["printenv"], "all, or some by name", COREUTILS, printenv).portable();
/// nice(1) and its like.
pub static NICE: Program = Program::new(
    &["nice", "nohup", "setsid", "stdbuf", "time", "timeout"],
    "hands over to a program that is followed",
    COREUTILS,
    nice,
)
.portable();

fn env(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let mut block: Vec<(String, Value)> = run.environment().to_vec();
    let mut rest = words.as_slice();
    while let Some((word, after)) = rest.split_first() {
        match word.as_str() {
            "-i" | "-" | "--ignore-environment" => block.clear(),
            "-u" | "--unset" => {
                let Some((name, after)) = after.split_first() else {
                    return Err(Cannot::NotFollowed);
                };
                block.retain(|(known, _)| known != name);
                rest = after;
                continue;
            }
            "--" => {
                rest = after;
                break;
            }
            _ => match word.strip_prefix("-u").or_else(|| word.strip_prefix("--unset=")) {
                Some(name) => block.retain(|(known, _)| known != name),
                None if word.starts_with('-') => return Err(Cannot::NotFollowed),
                None => break,
            },
        }
        rest = after;
    }
    while let Some((name, value)) = rest.first().and_then(|word| word.split_once('=')) {
        let origin = Origin::File(run.place().clone());
        let value = Value::known(value, origin);
        match block.iter_mut().find(|(known, _)| known == name) {
            Some(slot) => slot.1 = value,
            None => block.push((name.to_owned(), value)),
        }
        rest = &rest[1..];
    }
    if rest.is_empty() {
        return print_all(run, &block);
    }
    let given = run.given();
    let child = run.start(rest, given, Some(block))?;
    hand_over(run, child)
}

fn hand_over(run: &mut Run<'_>, child: Child) -> Followed {
    run.value = Some(child.output);
    Ok(child.status)
}

/// Every variable: in an order that shells choose, so that only one alone is known.
fn print_all(run: &mut Run<'_>, block: &[(String, Value)]) -> Followed {
    for (name, value) in block {
        let text = run.text_of(value)?;
        if text.contains('\n') && block.len() > 1 {
            return Err(Cannot::NotFollowed);
        }
        run.out.push_str(&format!("{name}={text}\n"));
    }
    run.unordered = block.len() > 1;
    Ok(0)
}

fn printenv(run: &mut Run<'_>) -> Followed {
    let names: Vec<String> = run.words();
    if names.is_empty() {
        let block = run.environment().to_vec();
        return print_all(run, &block);
    }
    if names.iter().any(|name| name.starts_with('-')) {
        return Err(Cannot::NotFollowed);
    }
    let mut status = 0;
    let mut value = Value::empty();
    let origin = Origin::File(run.place().clone());
    for name in names {
        match run.value_of(&name) {
            Some(text) => {
                value.append(text);
                value.push("\n", origin.clone());
            }
            None => status = 1,
        }
    }
    run.value = Some(value);
    Ok(status)
}

fn nice(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let mut rest = words.as_slice();
    if run.name == "time" {
        return Err(Cannot::NotFollowed);
    }
    while let Some((word, after)) = rest.split_first().filter(|(word, _)| word.starts_with('-')) {
        let takes = matches!(word.as_str(), "-n" | "-k" | "-s" | "-o" | "-e" | "-i");
        rest = if takes { after.get(1..).unwrap_or_default() } else { after };
    }
    if run.name == "timeout" {
        rest = rest.get(1..).unwrap_or_default();
    }
    if rest.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let given = run.given();
    let child = run.start(rest, given, None)?;
    hand_over(run, child)
}
