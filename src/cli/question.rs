//! A command that is asked of a machine, and what surrounds it.

mod explain;
mod findings;
mod go;
mod place;

use super::args::{Args, Command, Diff, Env, Parse, Startup};
use super::ask::{self, Sessions};
use super::{FINE, Failure, World, hint, scenarios, script};
use crate::machine::overlay::Overlay;
use crate::machine::registry_file;
use crate::report::check::Sources;
use crate::report::env::Choice;
use crate::report::{self, Report};
use crate::scenario::config::Config;
use crate::scenario::stage::Stage;
use crate::session::WhatIf;
use crate::text::{Encoding, Source, decode};

/// A report, and what is said beside it.
pub(super) struct Answered {
    /// The result.
    pub report: Report,
    /// For the error stream.
    pub aside: String,
    /// The exit code, where the report itself does not decide.
    pub code: u8,
}

impl Answered {
    pub(super) fn fine(report: Report) -> Self {
        Self { report, aside: String::new(), code: FINE }
    }
}

/// A command and what surrounds it.
pub(super) struct Question<'q> {
    pub(super) args: &'q Args,
    pub(super) world: &'q World<'q>,
    /// How the machine was named, where it is a recorded one.
    pub(super) scenario: Option<&'q str>,
    pub(super) what_if: WhatIf,
    /// Where the host has the machine's files.
    pub(super) sources: Sources,
    /// What is wanted of a check besides the arguments, and what must hold.
    pub(super) config: Config,
}

impl<'q> Question<'q> {
    pub(super) fn new(args: &'q Args, world: &'q World<'q>, scenario: Option<&'q str>) -> Self {
        let (sources, config) = (Sources::default(), Config::default());
        Self { args, world, scenario, what_if: args.what_if(), sources, config }
    }

    pub(super) fn answer(&self, stage: &Stage) -> Result<Answered, Failure> {
        self.starts_somewhere(stage.machine())?;
        let report = match &self.args.command {
            Command::Explain(explain) => Report::Explain(self.explain(stage, explain)?),
            Command::Env(env) => Report::Env(Box::new(self.env(stage, env)?)),
            Command::Check(check) if check.diff => return self.patch(stage, check),
            Command::Check(check) => Report::Check(self.check(stage, check)?),
            Command::Diff(diff) => self.diff(stage, diff)?,
            Command::Sessions => Report::Sessions(Box::new(self.listed(stage))),
            Command::Startup(startup) => Report::Startup(self.startup(stage, startup)?),
            Command::Parse(parse) => Report::Parse(self.parse(stage, parse)?),
            Command::GoEnv(go) if go.plain || go.json => return self.go_prints(stage, go),
            Command::GoEnv(go) => Report::GoEnv(Box::new(self.go_env(stage, go)?)),
            _ => return Err(Failure::new("this question is not asked of a machine")),
        };
        Ok(Answered { aside: self.notes(stage.machine()), ..Answered::fine(report) })
    }

    fn sessions<'s, 'm>(
        &self,
        stage: &'s Stage<'m>,
        names: &[String],
        words: &[&str],
    ) -> Result<Sessions<'s, 'm>, Failure> {
        Sessions::open(stage, names, &self.way(words))
    }

    fn way(&self, words: &[&str]) -> ask::Way<'_> {
        let words: hint::Words = words.iter().map(|&word| word.to_owned()).collect();
        ask::Way { what_if: &self.what_if, by: self.args.by.as_ref(), words }
    }

    /// The one session of a command: the one that is named, or the machine's first shell.
    fn session<'s, 'm>(
        &self,
        stage: &'s Stage<'m>,
        named: Option<&str>,
        words: &[&str],
    ) -> Result<Sessions<'s, 'm>, Failure> {
        let name = match named {
            Some(name) => Some(name.to_owned()),
            None if self.args.by.is_some() => return self.sessions(stage, &[], words),
            None => ask::default_names(stage).into_iter().next(),
        };
        let none = || Failure::new("this machine has none of the shells envsim knows");
        let words: Vec<&str> = words.iter().copied().chain(named).collect();
        self.sessions(stage, &[name.ok_or_else(none)?], &words)
    }

    fn env(&self, stage: &Stage, env: &Env) -> Result<report::Env, Failure> {
        let sessions = self.session(stage, env.session.as_deref(), &["env"])?;
        let choice = Choice {
            origins: env.origins,
            history: env.history,
            all: env.all,
            only: env.only.clone(),
        };
        let asked = first(&sessions)?;
        Ok(report::Env::new(asked, self.setting(stage.machine()), choice))
    }

    fn diff(&self, stage: &Stage, diff: &Diff) -> Result<Report, Failure> {
        if let Some(other) = &diff.against {
            return self.between_machines(stage, diff, other);
        }
        let given = [diff.left.as_deref(), diff.right.as_deref()];
        let words: Vec<&str> = std::iter::once("diff").chain(given.into_iter().flatten()).collect();
        let sessions = Sessions::compared(stage, given, &self.way(&words))?;
        let setting = self.setting(stage.machine());
        match sessions.asked().as_slice() {
            [left, right] if !sessions.is_spread() => {
                let both = report::Diff::new(*left, *right, setting, diff.exit_code);
                Ok(Report::Diff(Box::new(both)))
            }
            [left, others @ ..] if sessions.is_spread() => {
                let all = report::Spread::new(*left, others, setting, diff.exit_code);
                Ok(Report::Spread(Box::new(all)))
            }
            _ => Err(Failure::new("two sessions are compared")),
        }
    }

    /// A session of each of two machines.
    fn between_machines(&self, stage: &Stage, diff: &Diff, other: &str) -> Result<Report, Failure> {
        let scenario = scenarios::load(other, self.world)?;
        let shared = Overlay::new(&scenario.machine);
        let there = Stage::play(&scenario, &shared, &self.what_if)
            .map_err(|problem| Failure::new(problem.to_string()))?;
        let named = [diff.left.as_deref(), diff.right.as_deref().or(diff.left.as_deref())];
        let sessions =
            [self.session(stage, named[0], &["diff"])?, self.session(&there, named[1], &["diff"])?];
        let [left, right] = [first(&sessions[0])?, first(&sessions[1])?];
        let name = format!("{} of {}", right.name, scenario.name);
        let label = format!("{} of {}", right.label, scenario.name);
        let right = report::Asked { name: &name, label: &label, ..right };
        let setting = self.setting(stage.machine());
        Ok(Report::Diff(Box::new(report::Diff::between(left, right, setting, diff.exit_code))))
    }

    fn listed(&self, stage: &Stage) -> report::Sessions {
        let open = stage.open().keys().cloned().collect();
        let machine = stage.machine();
        report::Sessions::new(machine, &self.what_if, self.setting(machine), open)
    }

    fn startup(&self, stage: &Stage, startup: &Startup) -> Result<report::Startup, Failure> {
        let sessions = self.session(stage, startup.session.as_deref(), &["startup"])?;
        Ok(report::Startup::new(first(&sessions)?, self.setting(stage.machine())))
    }

    fn parse(&self, stage: &Stage, parse: &Parse) -> Result<report::Parse, Failure> {
        let (path, bytes) = script::read(&parse.file, stage.machine(), self.world)?;
        if parse.shell.is_none() && path.to_ascii_lowercase().ends_with(".reg") {
            let pages = stage.machine().facts().code_pages;
            let source = Source::file(&path, decode(&bytes, Encoding::CodePage(pages.ansi)), None);
            return Ok(report::Parse::registry(
                &source,
                &registry_file::parse(source.text(), pages),
            ));
        }
        let shell = script::language(&path, &bytes, parse.shell.as_deref())?;
        let source = script::source(&path, &bytes, shell, stage.machine());
        let is_there = |beside: &str| script::is_beside(stage.machine(), &path, beside);
        Ok(report::Parse::new(shell, &source, &is_there))
    }
}

fn first<'a, 'm>(sessions: &'a Sessions<'_, 'm>) -> Result<report::Asked<'a, 'm>, Failure> {
    let asked = sessions.asked().into_iter().next();
    asked.ok_or_else(|| Failure::new("no session was opened"))
}
