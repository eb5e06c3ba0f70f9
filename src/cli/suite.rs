//! `test`: every question of every scenario against the recorded answers.

use std::iter;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Parser;

use super::args::{Args, Test};
use super::{Failure, World, answer, scenarios, strip};
use crate::render::Look;
use crate::report::suite::{Outcome, Question, Suite};
use crate::scenario::{FILE, Scenario};

/// Recorded answers are as wide as this whatever the terminal is.
const WIDTH: usize = 100;

/// A thread that reads deeply nested profiles needs as much as a main thread has.
const STACK: usize = 8 << 20;

pub(super) fn run(test: &Test, world: &World) -> Result<Suite, Failure> {
    let folders = folders(test, world)?;
    let next = AtomicUsize::new(0);
    let answers: Vec<OnceLock<Result<Vec<Question>, Failure>>> =
        folders.iter().map(|_| OnceLock::new()).collect();
    // Each thread opens machines of its own: nothing is shared but what is asked.
    let work = || {
        let one = || folders.iter().zip(&answers).nth(next.fetch_add(1, Ordering::Relaxed));
        for (folder, answer) in iter::from_fn(one) {
            let _ = answer.set(scenario(folder, test, world));
        }
    };
    let others = thread::available_parallelism().map_or(1, usize::from).min(folders.len()) - 1;
    thread::scope(|scope| {
        for _ in 0..others {
            // Where no thread can be had, this one does the work.
            let _ = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        }
        work();
    });
    let mut questions = Vec::new();
    for answer in answers.into_iter().filter_map(OnceLock::into_inner) {
        questions.extend(answer?);
    }
    Ok(Suite { questions, review: test.review })
}

/// Every question of one scenario.
fn scenario(folder: &str, test: &Test, world: &World) -> Result<Vec<Question>, Failure> {
    let scenario = scenarios::from_folder(folder, world)?;
    let recorded = snapshots(folder);
    let all = scenario.ask.iter();
    all.map(|words| one(&scenario, words, &recorded, test.accept, world)).collect()
}

/// The scenario folders that are named, or that stand in the folders that are named.
fn folders(test: &Test, world: &World) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for named in &test.folders {
        let named = named.trim_end_matches('/');
        if world.files.is_file(&format!("{named}/{FILE}")) {
            found.push(named.to_owned());
            continue;
        }
        let names =
            world.files.list(named).map_err(|why| Failure::new(format!("{named}: {why}")))?;
        let inside = names.iter().map(|name| format!("{named}/{name}"));
        found.extend(inside.filter(|folder| world.files.is_file(&format!("{folder}/{FILE}"))));
    }
    if found.is_empty() {
        return Err(Failure::new(format!("no scenario in {}", test.folders.join(" "))));
    }
    Ok(found)
}

/// `snapshots` beside the folder that holds the scenarios, or inside a scenario that stands alone.
fn snapshots(folder: &str) -> String {
    match folder.rsplit_once('/') {
        Some(("scenarios", _)) => "snapshots".to_owned(),
        Some((holder, _)) if holder.ends_with("/scenarios") => {
            format!("{}snapshots", &holder[..holder.len() - "scenarios".len()])
        }
        _ => format!("{folder}/snapshots"),
    }
}

fn one(
    scenario: &Scenario,
    words: &[String],
    recorded: &str,
    accept: bool,
    world: &World,
) -> Result<Question, Failure> {
    let file = format!("{recorded}/{}.snap", snapshot_name(&scenario.name, words));
    let answer = text(scenario, words, world)?;
    let old = world.files.read(&file).ok();
    let old = old.map(|bytes| contents(&String::from_utf8_lossy(&bytes)));
    let mut outcome = match &old {
        Some(old) if old.trim_end() == answer.trim_end() => Outcome::Same,
        Some(_) => Outcome::Different,
        None => Outcome::New,
    };
    if accept && outcome != Outcome::Same {
        let snap = snapshot(scenario, words, &answer);
        world
            .files
            .write(&file, snap.as_bytes())
            .map_err(|why| Failure::new(format!("{file}: {why}")))?;
        outcome = Outcome::Accepted;
    }
    Ok(Question {
        scenario: scenario.name.clone(),
        words: words.join(" "),
        file,
        outcome,
        recorded: old.unwrap_or_default(),
        answer,
    })
}

/// The answer of a scenario to one of its questions, as it is recorded.
pub(super) fn text(
    scenario: &Scenario,
    words: &[String],
    world: &World,
) -> Result<String, Failure> {
    let line = std::iter::once("envsim").chain(words.iter().map(String::as_str));
    let mistake = |error: clap::Error| {
        let error = error.to_string();
        let first = error.lines().next().unwrap_or_default().to_owned();
        Failure::new(format!("scenario {}, question {}: {first}", scenario.name, words.join(" ")))
    };
    let args = Args::try_parse_from(line).map_err(mistake)?;
    let answered = answer::of_scenario(&args, world, scenario, &scenario.name)?;
    let look = Look { width: args.width.unwrap_or(WIDTH) };
    Ok(strip(&args.format.render(&answered.report, look)))
}

/// How long a question may be in a file's name: Windows counts the whole path, and stops at 260.
const LONGEST: usize = 90;

/// `git-bat-hijack__explain-git`: letters, digits and a few signs; what is long ends in a checksum
/// (FNV-1a) of all of it.
pub fn snapshot_name(scenario: &str, words: &[String]) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() || "-._+@=".contains(letter) { letter } else { '_' }
    };
    let whole = words.join("-");
    let mut words: String = whole.chars().map(plain).collect();
    if words.len() > LONGEST {
        let step = |sum: u32, byte: u8| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        let sum = whole.bytes().fold(0x811c_9dc5, step);
        words.truncate(LONGEST - 9);
        words.push_str(&format!("-{sum:08x}"));
    }
    format!("{scenario}__{words}")
}

/// The file insta would write, so that both ways of asking share it.
fn snapshot(scenario: &Scenario, words: &[String], answer: &str) -> String {
    let question = format!("envsim {} --scenario {}", words.join(" "), scenario.name);
    let quoted = serde_json::to_string(&question).unwrap_or_default();
    format!("---\nsource: tests/scenarios.rs\ndescription: {quoted}\n---\n{}\n", answer.trim_end())
}

/// The text below the head of a snapshot file.
fn contents(snapshot: &str) -> String {
    let body = snapshot.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    body.map_or(snapshot, |(_, body)| body).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapshots_stand_beside_the_scenarios() {
        assert_eq!(snapshots("scenarios/a"), "snapshots");
        assert_eq!(snapshots("/x/scenarios/a"), "/x/snapshots");
        assert_eq!(snapshots("a"), "a/snapshots");
        let words: Vec<String> = ["explain", "C:\\a b"].map(str::to_owned).into();
        assert_eq!(snapshot_name("s", &words), "s__explain-C__a_b");
        let long = |last: &str| snapshot_name("s", &["x".repeat(200), last.to_owned()]);
        assert_eq!((long("a").len(), long("a") == long("b")), (93, false));
        assert_eq!(contents("---\nsource: x\n---\nbody\n"), "body\n");
    }
}
