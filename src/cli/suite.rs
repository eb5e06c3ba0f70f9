//! `test`: every question of every scenario against the recorded answers.

mod names;

use std::iter;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Parser;

pub use names::snapshot_names;

use super::answer;
use super::args::{Args, Test};
use super::question::Answered;
use super::{FINE, Failure, USAGE, World, scenarios, strip};
use crate::machine::files::NoFiles;
use crate::render::Look;
use crate::report::Report;
use crate::report::suite::{Outcome, Question, Suite};
use crate::scenario::{FILE, Scenario};

/// Recorded answers are as wide as this whatever the terminal is.
const WIDTH: usize = 100;

/// A thread that reads deeply nested profiles needs as much as a main thread has.
const STACK: usize = 8 << 20;

/// Answers `test`.
pub(super) fn answer(test: &Test, world: &World) -> Result<Answered, Failure> {
    let all = run(test, world)?;
    let code = if all.count(Outcome::Refused) > 0 { USAGE } else { FINE };
    Ok(Answered { code, ..Answered::fine(Report::Suite(all)) })
}

fn run(test: &Test, world: &World) -> Result<Suite, Failure> {
    let folders = folders(test, world)?;
    let next = AtomicUsize::new(0);
    let answers: Vec<OnceLock<Vec<Question>>> = folders.iter().map(|_| OnceLock::new()).collect();
    // Each thread opens machines of its own: nothing is shared but what is asked.
    let work = || {
        let one = || folders.iter().zip(&answers).nth(next.fetch_add(1, Ordering::Relaxed));
        for (folder, answer) in iter::from_fn(one) {
            let _ = answer.set(scenario(folder, test, world));
        }
    };
    let others =
        thread::available_parallelism().map_or(1, usize::from).min(folders.len()).saturating_sub(1);
    thread::scope(|scope| {
        for _ in 0..others {
            // Where no thread can be had, this one does the work.
            let _ = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        }
        work();
    });
    let mut questions = Vec::new();
    for answer in answers.into_iter().filter_map(OnceLock::into_inner) {
        questions.extend(answer);
    }
    Ok(Suite { questions, review: test.review })
}

/// The folder of a scenario.
struct Folder {
    /// What was named on the command line: this folder, or one above it.
    named: String,
    /// The folder itself.
    path: String,
}

impl Folder {
    /// `snapshots` beside the folder that holds the scenarios, or inside a scenario that stands alone.
    fn snapshots(&self) -> String {
        match self.path.rsplit_once('/') {
            Some(("scenarios", _)) => "snapshots".to_owned(),
            Some((holder, _)) if holder.ends_with("/scenarios") => {
                format!("{}snapshots", &holder[..holder.len() - "scenarios".len()])
            }
            _ => format!("{}/snapshots", self.path),
        }
    }

    /// A file of the snapshots as the folder it must stay in, and the way from there.
    fn place<'f>(&self, file: &'f str) -> (String, &'f str) {
        let below = file.strip_prefix(self.named.as_str()).and_then(|rest| rest.strip_prefix('/'));
        match below {
            Some(below) => (self.named.clone(), below),
            None => {
                let at = file.rfind("snapshots/").unwrap_or(0);
                (file[..at].to_owned(), &file[at..])
            }
        }
    }
}

/// Every question of one scenario.
fn scenario(folder: &Folder, test: &Test, world: &World) -> Vec<Question> {
    let scenario = match scenarios::from_folder(&folder.path, world) {
        Ok(scenario) => scenario,
        Err(failure) => return vec![refused(&folder.path, &[], String::new(), failure)],
    };
    let recorded = folder.snapshots();
    let named = scenario.ask.iter().zip(snapshot_names(&scenario));
    named
        .map(|(words, name)| {
            let file = format!("{recorded}/{name}.snap");
            one(&scenario, words, folder, file, test.accept, world)
        })
        .collect()
}

/// The scenario folders that are named, or that stand in the folders that are named.
fn folders(test: &Test, world: &World) -> Result<Vec<Folder>, Failure> {
    let mut found = Vec::new();
    for named in &test.folders {
        let named = if named == "/" { named } else { named.trim_end_matches('/') };
        let at = |path: String| Folder { named: named.to_owned(), path };
        if world.files.exists(&format!("{named}/{FILE}")) {
            found.push(at(named.to_owned()));
            continue;
        }
        let names =
            world.files.list(named).map_err(|why| Failure::new(format!("{named}: {why}")))?;
        let inside = names.iter().map(|name| format!("{named}/{name}"));
        let inside = inside.filter(|folder| world.files.exists(&format!("{folder}/{FILE}")));
        found.extend(inside.map(at));
    }
    if found.is_empty() {
        return Err(Failure::new(format!("no scenario in {}", test.folders.join(" "))));
    }
    Ok(found)
}

fn one(
    scenario: &Scenario,
    words: &[String],
    folder: &Folder,
    file: String,
    accept: bool,
    world: &World,
) -> Question {
    let answer = match text(scenario, words, world) {
        Ok(answer) => answer,
        Err(failure) => return refused(&scenario.name, words, file, failure),
    };
    let old = world.files.read(&file).ok();
    let old = old.map(|bytes| contents(&String::from_utf8_lossy(&bytes)));
    let mut outcome = match &old {
        Some(old) if old.trim_end() == answer.trim_end() => Outcome::Same,
        Some(_) => Outcome::Different,
        None => Outcome::New,
    };
    if accept && outcome != Outcome::Same {
        let snap = snapshot(scenario, words, &answer);
        let (holder, below) = folder.place(&file);
        if let Err(why) = world.files.write_inside(&holder, below, snap.as_bytes()) {
            let failure = Failure::new(format!("{file}: {why}"));
            return refused(&scenario.name, words, file, failure);
        }
        outcome = Outcome::Accepted;
    }
    Question {
        scenario: scenario.name.clone(),
        words: words.join(" "),
        file,
        outcome,
        recorded: old.unwrap_or_default(),
        answer,
    }
}

/// A question without an answer: the others are asked all the same.
fn refused(scenario: &str, words: &[String], file: String, failure: Failure) -> Question {
    let remedy = failure.remedy.map(|remedy| format!("; {remedy}")).unwrap_or_default();
    Question {
        scenario: scenario.to_owned(),
        words: words.join(" "),
        file,
        outcome: Outcome::Refused,
        recorded: String::new(),
        answer: format!("{}{remedy}", failure.message),
    }
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
        let first = error.lines().next().unwrap_or_default();
        Failure::new(first.strip_prefix("error: ").unwrap_or(first))
    };
    let args = Args::try_parse_from(line).map_err(mistake)?;
    if args.scenario.is_some() {
        return Err(Failure::new("a scenario asks about itself: leave --scenario out"));
    }
    let sealed = World { files: &NoFiles, ..*world };
    let answered = answer::of_scenario(&args, &sealed, scenario, &scenario.name)?;
    let look = Look { width: args.width.unwrap_or(WIDTH) };
    let text = args.format.render(&answered.report, look);
    Ok(if answered.report.is_verbatim() { text } else { strip(&text) })
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
        let at = |named: &str, path: &str| {
            let folder = Folder { named: named.to_owned(), path: path.to_owned() };
            let file = format!("{}/f", folder.snapshots());
            let (holder, below) = folder.place(&file);
            (holder, below.to_owned())
        };
        let pair = |left: &str, right: &str| (left.to_owned(), right.to_owned());
        assert_eq!(at("scenarios", "scenarios/a"), pair("", "snapshots/f"));
        assert_eq!(at("/x/scenarios", "/x/scenarios/a"), pair("/x/", "snapshots/f"));
        assert_eq!(at("/x/scenarios/a", "/x/scenarios/a"), pair("/x/", "snapshots/f"));
        assert_eq!(at("a", "a"), pair("a", "snapshots/f"));
        assert_eq!(at("all", "all/a"), pair("all", "a/snapshots/f"));
        assert_eq!(contents("---\nsource: x\n---\nbody\n"), "body\n");
    }
}
