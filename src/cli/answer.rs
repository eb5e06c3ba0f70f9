//! Opens the machine and its sessions and builds the report.

use clap::CommandFactory;

use super::args::{Args, Check, Command, Diff, Env, Explain, GoEnv, Parse, Startup};
use super::ask::{self, Sessions};
use super::go_script::{suppose, tool};
use super::{
    FINE, Failure, World, callers, fragments, gate, go_script, hint, mend, scenarios, script,
};
use crate::machine::Machine;
use crate::machine::overlay::Overlay;
use crate::machine::path::same_name;
use crate::machine::registry_file;
use crate::report::check::Sources;
use crate::report::env::Choice;
use crate::report::explain::{
    answer as explain_answer, answer_as as explain_answer_as,
    answer_beside as explain_answer_beside,
};
use crate::report::go_env::ask as ask_tool;
use crate::report::{self, Pages, Programs, Report, Setting};
use crate::rules::{Stale, stale};
use crate::scenario::config::Config;
use crate::scenario::stage::Stage;
use crate::scenario::{Scenario, library};
use crate::session::{Spec, WhatIf, own_shell, own_spec};
use crate::shells::Shell;
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

/// A command and what surrounds it.
struct Question<'q> {
    args: &'q Args,
    world: &'q World<'q>,
    scenario: Option<&'q str>,
    what_if: WhatIf,
    /// Where the host has the machine's files.
    sources: Sources,
    /// What is wanted of a check besides the arguments, and what must hold.
    config: Config,
}

impl<'q> Question<'q> {
    fn new(args: &'q Args, world: &'q World<'q>, scenario: Option<&'q str>) -> Self {
        let (sources, config) = (Sources::default(), Config::default());
        Self { args, world, scenario, what_if: args.what_if(), sources, config }
    }

    fn answer(&self, stage: &Stage) -> Result<Answered, Failure> {
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

    /// What is odd about the live machine, said where a machine is looked over, and what the registry says by now of
    /// the names that are asked for.
    fn notes(&self, machine: &dyn Machine) -> String {
        let line = |note: &String| format!("envsim: {note}\n");
        match &self.args.command {
            Command::Check(_) | Command::Startup(_) => {
                machine.facts().notes.iter().map(line).collect()
            }
            Command::Explain(explain) if machine.facts().recorded_as.is_none() => {
                let asked = |stale: &Stale| {
                    let own = |name: &String| same_name(name, &stale.name);
                    same_name("PATH", &stale.name) || explain.names.iter().any(own)
                };
                stale(machine)
                    .iter()
                    .filter(|one| asked(one))
                    .map(|one| line(&one.message))
                    .collect()
            }
            _ => String::new(),
        }
    }

    /// No shell starts in a directory that is not there.
    fn starts_somewhere(&self, machine: &dyn Machine) -> Result<(), Failure> {
        let Some(cwd) = &self.args.cwd else { return Ok(()) };
        let (facts, platform) = (machine.facts(), machine.platform());
        let fail = |what: String, remedy: String| {
            Err(Failure { message: format!("--cwd {cwd}: {what}"), remedy: Some(remedy) })
        };
        if !platform.is_absolute(cwd) {
            let whole = platform.absolute(&facts.cwd, cwd);
            return fail(
                format!("an absolute path of {} is expected", platform.name()),
                format!("did you mean: --cwd {whole}"),
            );
        }
        let key = |path: &str| platform.key(path, facts.ignores_case);
        let there = machine.is_directory(cwd);
        // Of a recording, the user's own directory is there although nothing in it is listed.
        if there || [&facts.user.home, &facts.cwd].iter().any(|known| key(known) == key(cwd)) {
            return Ok(());
        }
        let remedy = match facts.recorded_as {
            Some(_) => format!("list it under \"files\": {{\"{cwd}\": {{\"dir\": true}}}}"),
            None => "name one that is there".to_owned(),
        };
        fail("no such directory on this machine".to_owned(), remedy)
    }

    /// The directory that `~` stands for: the one the parent process calls so, else the account's.
    fn home(&self, machine: &dyn Machine) -> String {
        let facts = machine.facts();
        let name = if facts.platform.is_windows() { "USERPROFILE" } else { "HOME" };
        let asked = self.what_if.variables.iter().rev().find(|(one, _)| one == name);
        let given = asked.map(|(_, value)| value).or_else(|| facts.environment.get(name));
        let given = given.cloned().flatten();
        given.filter(|home| !home.is_empty()).unwrap_or_else(|| facts.user.home.clone())
    }

    fn setting(&self, machine: &dyn Machine) -> Setting {
        Setting {
            home: self.home(machine),
            scenario: self.scenario.map(str::to_owned),
            separator: machine.platform().separator(),
        }
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

    fn explain(&self, stage: &Stage, explain: &Explain) -> Result<report::Explain, Failure> {
        let flags = explain.session.iter().flat_map(|name| ["--session", name.as_str()]);
        let words: Vec<&str> = std::iter::once("explain")
            .chain(explain.names.iter().map(String::as_str))
            .chain(flags)
            .collect();
        let plain = explain.session.is_empty() && explain.callers.is_empty();
        let script = explain.script.as_ref().map(|file| self.script(stage, explain, file));
        let script = script.transpose()?;
        let sessions = match &script {
            Some((shell, _)) if plain && self.args.by.is_none() => {
                Sessions::of_script(stage, *shell, &self.way(&words))?
            }
            None if plain => Sessions::that_matter(stage, &self.way(&words))?,
            _ => self.sessions(stage, &explain.session, &words)?,
        };
        let asked = sessions.asked();
        let callers = callers::named(&explain.callers, stage.machine())?;
        let calling = callers::calling(explain, &callers)?;
        let own = own_spec(stage.machine()).filter(|_| asked.len() > 1);
        let own = own.filter(|_| !stage.machine().platform().is_windows());
        let names: Vec<String> = explain.names.iter().map(|name| hint::plain(name)).collect();
        let one = |name: &String| match (callers.as_slice(), asked.first()) {
            ([_, ..], Some(from)) => explain_answer_as(name, &callers, *from, &calling),
            _ => explain_answer(name, &asked),
        };
        let mut answers: Vec<_> = names.iter().map(one).collect();
        if callers.is_empty() {
            self.told_by_others(&sessions, &mut answers, &words, plain);
        }
        let mut shown = None;
        if let Some((shell, source)) = &script {
            for (name, lines) in script::commands(*shell, source) {
                answers.push(report::explain::Answer { lines, ..explain_answer(&name, &asked) });
            }
            if let Some(own) = own_shell(stage.machine()).filter(|_| explain.session.is_empty()) {
                let own = self.sessions(stage, &[own.name().to_owned()], &words)?;
                report::explain::note_of_prompt(&mut answers, first(&own)?);
            }
            shown = Some(source.name().to_owned());
        }
        if explain.hash {
            answers.iter_mut().for_each(|answer| answer.identify(stage.machine()));
        }
        Ok(report::Explain {
            setting: self.setting(stage.machine()),
            script: shown,
            called: !callers.is_empty(),
            own: own.map(|own| own.to_string()),
            all_candidates: explain.all_candidates || explain.hash,
            answers,
        })
    }

    /// What sessions know that nobody asked for: who has a name that the others lack, and what a service makes of it.
    fn told_by_others(
        &self,
        sessions: &Sessions,
        answers: &mut [report::explain::Answer],
        words: &[&str],
        plain: bool,
    ) {
        let way = self.way(words);
        let asked = sessions.asked();
        let nowhere = |one: &report::explain::Answer| one.is_nowhere();
        let mut open: Vec<String> =
            answers.iter().filter(|one| nowhere(one)).map(|one| one.name.clone()).collect();
        if !open.is_empty() {
            let witnesses = sessions.witnesses(&way, |one| {
                open.retain(|name| explain_answer(name, &[*one]).is_nowhere());
                open.is_empty()
            });
            let witnesses = witnesses.asked();
            for answer in answers.iter_mut().filter(|one| one.is_nowhere()) {
                *answer = explain_answer_beside(&answer.name, &asked, &witnesses);
            }
        }
        let windows =
            asked.first().is_some_and(|one| one.session.machine().platform().is_windows());
        let service = (plain && windows).then(|| sessions.service(&way)).flatten();
        if let Some(service) = service.as_ref().and_then(|one| one.asked().into_iter().next()) {
            answers.iter_mut().for_each(|one| report::explain::note_of_service(one, service));
        }
    }

    /// A script's text, and the shell that runs it: the first session's where nothing else tells.
    fn script(
        &self,
        stage: &Stage,
        explain: &Explain,
        file: &str,
    ) -> Result<(&'static dyn Shell, std::rc::Rc<Source>), Failure> {
        let machine = stage.machine();
        let (path, bytes) = script::read(file, machine, self.world)?;
        let named = explain.session.first().and_then(|name| {
            Spec::parse(name, machine.platform()).ok().and_then(|spec| spec.shell)
        });
        let shell = match (script::language(&path, &bytes, None), named) {
            (Ok(shell), _) | (Err(_), Some(shell)) => shell,
            (Err(failure), None) => {
                let remedy = "say it with --session, such as --session bash:script".to_owned();
                return Err(Failure { remedy: Some(remedy), ..failure });
            }
        };
        Ok((shell, script::source(&path, &bytes, shell, machine)))
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

    fn check(&self, stage: &Stage, check: &Check) -> Result<report::Check, Failure> {
        let wanted = gate::wanted(check, &self.config, self.world)?;
        let sessions = match check.session.is_empty() {
            true => Sessions::that_matter(stage, &self.way(&["check"]))?,
            false => self.sessions(stage, &check.session, &["check"])?,
        };
        let all = sessions.asked();
        let (asked, beside) = all.split_at(sessions.plain().min(all.len()));
        let setting = self.setting(stage.machine());
        let sources = self.sources.clone();
        Ok(report::Check { sources, ..report::Check::new(asked, beside, setting, wanted) })
    }

    /// `check --diff`: the patch, and how much of the findings it mends.
    fn patch(&self, stage: &Stage, check: &Check) -> Result<Answered, Failure> {
        let look = |stage: &Stage| {
            let found = self.check(stage, check)?;
            let sessions = Sessions::that_matter(stage, &self.way(&["check"]))?;
            let held = sessions.asked().iter().map(|one| mend::held(one.session)).collect();
            Ok(mend::Outcome { check: found, held })
        };
        let machine = stage.machine();
        let name = |file: &str| {
            let known = self.sources.files.iter().find(|(path, _)| path == file);
            let name = known.map_or(file, |(_, host)| host.as_str());
            name.trim_start_matches("./").trim_start_matches('/').to_owned()
        };
        let found = mend::patch(machine, &look, &name)?;
        let mut aside =
            format!("envsim: {} of {} findings are mended by this patch", found.mended, found.all);
        let live = machine.facts().recorded_as.is_none() && found.mended > 0;
        aside.push_str(if live { "; patch -p1 -d / takes it\n" } else { "\n" });
        if !found.commands.is_empty() {
            aside.push_str("envsim: for the registry, one at a time in PowerShell:\n");
            found.commands.iter().for_each(|one| aside.push_str(&format!("  {one}\n")));
        }
        Ok(Answered { aside, ..Answered::fine(Report::Verbatim(found.patch)) })
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

    fn go_env(&self, stage: &Stage, go: &GoEnv) -> Result<report::GoEnv, Failure> {
        let setting = self.setting(stage.machine());
        if let Some((file, line)) = &go.script {
            return go_script::answer(stage, &self.what_if, self.world, setting, go, (file, *line));
        }
        if go.all_sessions {
            let sessions = Sessions::that_matter(stage, &self.way(&["go-env", "--all-sessions"]))?;
            return report::GoEnv::across(
                &sessions.asked(),
                setting,
                tool()?,
                suppose(go),
                &go.names,
            )
            .ok_or_else(|| Failure::new("no session was opened"));
        }
        let sessions = self.session(stage, go.session.as_deref(), &["go-env", "--session"])?;
        let asked = first(&sessions)?;
        if !go.what_if.is_empty() {
            return Ok(report::GoEnv::keeping(asked, setting, tool()?, suppose(go), &go.what_if));
        }
        let result = report::GoEnv::new(asked, setting, tool()?, suppose(go), &go.names);
        Ok(report::GoEnv { all: go.all, ..result })
    }

    /// `go env` itself: its bytes, its complaints, its exit status.
    fn go_prints(&self, stage: &Stage, go: &GoEnv) -> Result<Answered, Failure> {
        let sessions = self.session(stage, go.session.as_deref(), &["go-env", "--session"])?;
        let flags = [(go.json, "-json"), (go.changed, "-changed")];
        let flags = flags.iter().filter(|(is, _)| *is).map(|(_, flag)| *flag);
        let words: Vec<&str> = flags.chain(go.names.iter().map(String::as_str)).collect();
        let asked = first(&sessions)?;
        if let Some(doubt) = asked.session.lookup(tool()?.name()).doubt() {
            let message = format!("which go runs in {} is not known", asked.label);
            return Err(Failure { message, remedy: Some(doubt.unknown.reason.to_string()) });
        }
        let printed = ask_tool(asked, tool()?, suppose(go), |question| {
            tool().map(|tool| tool.print(question, &words))
        })?;
        let mut aside = printed.stderr.clone();
        for (name, why) in &printed.unknown {
            aside.push_str(&format!("envsim: {name} is not known: {}\n", why.reason));
        }
        let text = String::from_utf8_lossy(&printed.stdout).into_owned();
        // The tool's own status: it is asked for what the tool would do.
        let code = u8::try_from(printed.status).unwrap_or(super::FOUND);
        // What another toolchain prints that is not there is not what stands here.
        let code = match printed.unknown.iter().any(|(name, _)| name == "toolchain") {
            true => code.max(super::UNCERTAIN),
            false => code,
        };
        Ok(Answered { report: Report::Verbatim(text), aside, code })
    }
}

fn first<'a, 'm>(sessions: &'a Sessions<'_, 'm>) -> Result<report::Asked<'a, 'm>, Failure> {
    let asked = sessions.asked().into_iter().next();
    asked.ok_or_else(|| Failure::new("no session was opened"))
}
