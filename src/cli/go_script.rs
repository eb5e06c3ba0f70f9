//! `go-env --script FILE:LINE`: what a go command of a script would see.

use std::ops::RangeInclusive;
use std::rc::Rc;

use super::args::GoEnv;
use super::{Failure, World, ask, script};
use crate::report::go_env::Suppose;
use crate::report::{self, Asked, Setting, Why};
use crate::resolve::shim;
use crate::scenario::stage::Stage;
use crate::session::{Noticed, Session, Spec, WhatIf};
use crate::shells::{Outline, Shell, Statement};
use crate::text::Source;
use crate::toolchains::{self, ToolChain};
use crate::value::{Origin, Unknown};

/// The tool that is asked.
pub(super) fn tool() -> Result<&'static dyn ToolChain, Failure> {
    toolchains::by_name("go").ok_or_else(|| Failure::new("this program knows no go"))
}

/// What the question takes for given of it.
pub(super) fn suppose(go: &GoEnv) -> Suppose<'_> {
    Suppose { version: go.go_version.as_deref(), root: go.goroot.as_deref() }
}

/// The command that was asked for.
struct Command<'o> {
    /// The whole statement.
    own: &'o Statement,
    /// The statement at the top that holds it; itself where it stands there.
    top: &'o Statement,
    /// The assignments in front of its name.
    given: Vec<&'o Statement>,
}

/// A script whose command is asked about.
struct Script<'s> {
    stage: &'s Stage<'s>,
    what_if: &'s WhatIf,
    path: String,
    shell: &'static dyn Shell,
    source: Rc<Source>,
    asked: Option<&'s str>,
}

/// Runs the script and asks go where the command starts it.
pub(super) fn answer(
    stage: &Stage,
    what_if: &WhatIf,
    world: &World,
    setting: Setting,
    go: &GoEnv,
    (file, line): (&str, u32),
) -> Result<report::GoEnv, Failure> {
    let machine = stage.machine();
    let (path, bytes) = script::read(file, machine, world)?;
    let shell = script::language(&path, &bytes, None)?;
    let source = script::source(&path, &bytes, shell, machine);
    let script = Script { stage, what_if, path, shell, source, asked: go.session.as_deref() };
    let outline = shell.outline(script.source.text());
    let command = find(&outline, &script.source, line);
    let (name, mut session) = script.open()?;
    let lines = command.as_ref().map_or(line..=line, |one| lines(&script.source, one.own));
    let started = script.run(&mut session, &lines);
    let spec = session.spec().to_string();
    let (standing, doubt) = match (shim::seen(&session, &started), &command) {
        (Some(standing), _) => {
            let sure = started.first().and_then(|one| one.perhaps.clone());
            (standing, sure.map(|why| Why::new(&why)))
        }
        (None, Some(command)) => {
            session = script.open()?.1;
            script.run_up_to(&mut session, command);
            (
                shim::standing(&session, &[tool()?.name()]),
                Some(Why::new(&passed_by(command, &script.source))),
            )
        }
        (None, None) => return Err(none(&outline, &script.source, file, line)),
    };
    let asked = Asked { name: &spec, label: &name, session: &session };
    let mut result = report::GoEnv::at(asked, &standing, setting, tool()?, suppose(go), &go.names);
    result.doubts.splice(0..0, doubt);
    if let 2.. = started.len() {
        result
            .remarks
            .push(format!("the command runs {} times; this is what it sees first", started.len()));
    }
    result.all = go.all;
    let own = command.map_or_else(|| script.line(line), |one| text(&script.source, one.own));
    result.command = Some((format!("{}:{line}", script.path), own.to_owned()));
    Ok(result)
}

impl<'s> Script<'s> {
    /// The session that the script runs in, and what it is called.
    fn open(&self) -> Result<(String, Session<'s>), Failure> {
        let machine = self.stage.machine();
        let terminal = ask::default_names(self.stage).into_iter().next();
        // Where the machine lacks the script's own shell, the one that is there runs it.
        let there = self.shell.installed(machine.facts()).map(|_| self.shell.name().to_owned());
        let runs = there.or_else(|| terminal.clone());
        let runs = runs.unwrap_or_else(|| self.shell.name().to_owned());
        let refused = |refusal: crate::session::Refusal| Failure::new(refusal.to_string());
        let parsed = |name: &str| Spec::parse(name, machine.platform()).map_err(refused);
        match (self.asked, terminal) {
            // A script is started from the terminal, and has what that one has.
            (None, Some(terminal)) => {
                let spec = parsed(&terminal)?;
                let above = Session::open(machine, &spec, self.what_if).map_err(refused)?;
                let spec = parsed(&format!("{runs}:script"))?;
                let session = Session::open_below(machine, &spec, &above).map_err(refused)?;
                Ok((format!("a script in {terminal}"), session))
            }
            (name, _) => {
                let name = name.map_or_else(|| format!("{runs}:script"), str::to_owned);
                let spec = parsed(&name)?;
                Ok((name, Session::open(machine, &spec, self.what_if).map_err(refused)?))
            }
        }
    }

    /// Runs all of it; the starts of go on these lines, each followed by those of the scripts that it is.
    fn run(&self, session: &mut Session, lines: &RangeInclusive<u32>) -> Vec<Noticed> {
        let machine = self.stage.machine();
        let facts = machine.facts();
        let absolute = facts.platform.absolute(&facts.cwd, &self.path);
        session.watch("go");
        if !machine.is_file(&absolute) || session.run_file(&absolute).is_err() {
            session.run_text(&self.path, self.source.text());
        }
        let here = |one: &&Noticed| {
            let name = one.place.source.name();
            (name == absolute || name == self.path) && lines.contains(&one.place.line())
        };
        session.noticed().iter().filter(here).cloned().collect()
    }

    /// Runs what stands before the command, and gives it what stands in front of its name.
    fn run_up_to(&self, session: &mut Session, command: &Command) {
        session.run_text(&self.path, before(&self.source, command.top));
        for one in &command.given {
            // Seen by the command alone, which is here the only one that follows.
            let lines = self.source.position(one.span.start).0.saturating_sub(1) as usize;
            let text = format!("{}export {}", "\n".repeat(lines), text(&self.source, one));
            session.run_text(&self.path, &text);
        }
    }

    fn line(&self, number: u32) -> &str {
        let line = self.source.text().lines().nth(number.saturating_sub(1) as usize);
        line.unwrap_or_default().trim()
    }
}

/// Why what is shown is not what the command sees for certain.
fn passed_by(command: &Command, source: &Source) -> Unknown {
    let place = match command.own.depth {
        0 => String::new(),
        _ => format!(
            ", nor is what its block does from line {} on",
            source.position(command.top.span.start).0
        ),
    };
    let why = format!(
        "the script does not come to the command as it is followed{place}: shown is what the lines before it leave"
    );
    Unknown::new(why, Origin::Builtin("envsim".into()))
}

fn text<'s>(source: &'s Source, statement: &Statement) -> &'s str {
    let (start, end) = (statement.span.start as usize, statement.span.end as usize);
    source.text().get(start..end).unwrap_or_default()
}

fn before<'s>(source: &'s Source, statement: &Statement) -> &'s str {
    source.text().get(..statement.span.start as usize).unwrap_or_default()
}

/// The lines that a statement stands on.
fn lines(source: &Source, one: &Statement) -> RangeInclusive<u32> {
    let end = one.span.end.max(one.span.start + 1) - 1;
    source.position(one.span.start).0..=source.position(end).0
}

fn is_go(statement: &Statement) -> bool {
    let name = statement.name.as_deref().unwrap_or_default();
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    statement.kind == "command" && (base == "go" || base.eq_ignore_ascii_case("go.exe"))
}

fn find<'o>(outline: &'o Outline, source: &Source, line: u32) -> Option<Command<'o>> {
    let here = |one: &&Statement| lines(source, one).contains(&line);
    let own = outline.statements.iter().filter(|one| is_go(one)).find(here)?;
    let holds = |one: &&Statement| one.span.start <= own.span.start && own.span.end <= one.span.end;
    let top = outline.statements.iter().filter(|one| one.depth == 0).find(holds).unwrap_or(own);
    let inside = |one: &&Statement| {
        one.kind == "assignment" && own.span.start <= one.span.start && one.span.end <= own.span.end
    };
    Some(Command { own, top, given: outline.statements.iter().filter(inside).collect() })
}

fn none(outline: &Outline, source: &Source, file: &str, line: u32) -> Failure {
    let lines: Vec<String> = outline
        .statements
        .iter()
        .filter(|one| is_go(one))
        .map(|one| source.position(one.span.start).0.to_string())
        .collect();
    let remedy = match lines.as_slice() {
        [] => "it calls go nowhere by that name".to_owned(),
        lines => format!("it calls go on line {}", lines.join(", ")),
    };
    Failure { message: format!("{file}:{line}: no go command stands there"), remedy: Some(remedy) }
}
