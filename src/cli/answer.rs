//! Opens the machine that a command is asked of.

use clap::CommandFactory;

use super::args::{Args, Check, Command};
use super::question::{Answered, Question};
use super::{Failure, World, fragments, gate, scenarios};
use crate::machine::overlay::Overlay;
use crate::report::check::Sources;
use crate::report::{Pages, Programs, Report};
use crate::scenario::config::Config;
use crate::scenario::stage::Stage;
use crate::scenario::{Scenario, library};

/// Whether the format has a form for what the command answers.
pub(super) fn fits(args: &Args) -> Result<(), Failure> {
    if !args.format.is_for_findings() || matches!(args.command, Command::Check(_)) {
        return Ok(());
    }
    Err(Failure {
        message: format!("--format {}: only envsim check has findings", args.format.name()),
        remedy: Some("other answers are written as text, json or jsonl".to_owned()),
    })
}

/// Answers a command other than `test`, which asks for many answers itself.
pub(super) fn answer(args: &Args, world: &World) -> Result<Answered, Failure> {
    match &args.command {
        Command::Rule { code } => match Pages::new(code.as_deref()) {
            Some(pages) => Ok(Answered::fine(Report::Pages(pages))),
            None => Err(Failure {
                message: format!("no rule '{}'", code.as_deref().unwrap_or_default()),
                remedy: Some("envsim rule lists them".to_owned()),
            }),
        },
        Command::Programs { name } => match Programs::new(name.as_deref()) {
            Some(programs) => Ok(Answered::fine(Report::Programs(programs))),
            None => Err(Failure {
                message: format!("no model of '{}'", name.as_deref().unwrap_or_default()),
                remedy: Some("envsim programs lists those that are followed".to_owned()),
            }),
        },
        Command::Scenarios => carried().map(Answered::fine),
        Command::Schema(schema) => match crate::scenario::schema::of(&schema.of) {
            Some(text) => Ok(Answered::fine(Report::Verbatim(text.to_owned()))),
            None => {
                let known = crate::scenario::schema::names().collect::<Vec<_>>().join(" ");
                Err(Failure::new(format!("no schema of '{}'; known are {known}", schema.of)))
            }
        },
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "envsim", &mut text);
            Ok(Answered::fine(Report::Verbatim(String::from_utf8_lossy(&text).into_owned())))
        }
        Command::Man => {
            let mut text = Vec::new();
            let written = clap_mangen::Man::new(Args::command()).render(&mut text);
            written.map_err(|error| Failure::new(error.to_string()))?;
            Ok(Answered::fine(Report::Verbatim(String::from_utf8_lossy(&text).into_owned())))
        }
        Command::Check(check) => checked(args, check, world),
        _ => of_machine(args, world, args.scenario.as_deref(), Config::default()),
    }
}

/// `check` of files, or of the machine that is named, by the arguments or by the configuration.
fn checked(args: &Args, check: &Check, world: &World) -> Result<Answered, Failure> {
    if !check.files.is_empty() {
        return fragments::check(args, check, world)
            .map(|found| Answered::fine(Report::Check(found)));
    }
    if let Some(shell) = &check.shell {
        return Err(Failure {
            message: format!("--shell {shell}: tells the language of the files that are named"),
            remedy: Some(format!("did you mean: --session {shell}")),
        });
    }
    let config = gate::config(check, args.scenario.is_some(), world)?.unwrap_or_default();
    let named = args.scenario.clone().or_else(|| config.scenario.clone());
    of_machine(args, world, named.as_deref(), config)
}

/// Answers the command on the machine that is named, or on this one.
fn of_machine(
    args: &Args,
    world: &World,
    named: Option<&str>,
    config: Config,
) -> Result<Answered, Failure> {
    match named {
        Some(named) => answered(args, world, &scenarios::load(named, world)?, named, config),
        None => {
            let live = (world.live)();
            let shared = Overlay::new(live.as_ref());
            let question = Question { config, ..Question::new(args, world, None) };
            question.answer(&Stage::empty(&shared))
        }
    }
}

/// Answers the command on a recorded machine; `named` is how its user would ask for it again.
pub(super) fn of_scenario(
    args: &Args,
    world: &World,
    scenario: &Scenario,
    named: &str,
) -> Result<Answered, Failure> {
    answered(args, world, scenario, named, Config::default())
}

pub(super) fn answered(
    args: &Args,
    world: &World,
    scenario: &Scenario,
    named: &str,
    mut config: Config,
) -> Result<Answered, Failure> {
    let described = Some(scenario.file.clone());
    let sources = Sources { described, files: scenario.sources.clone() };
    config.expect.extend(scenario.expect.iter().cloned());
    let question = Question { sources, config, ..Question::new(args, world, Some(named)) };
    let shared = Overlay::new(&scenario.machine);
    let stage = Stage::play(scenario, &shared, &question.what_if)
        .map_err(|problem| Failure::new(problem.to_string()))?;
    question.answer(&stage)
}

fn carried() -> Result<Report, Failure> {
    let mut text = String::new();
    for name in library::names() {
        let scenario = library::load(name).map_err(|problem| Failure::new(problem.to_string()))?;
        text.push_str(&format!("{name:<24}  {}\n", scenario.title));
    }
    Ok(Report::Verbatim(text))
}
