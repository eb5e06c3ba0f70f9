//! `go-env --script FILE:LINE`: what a go command of a script would see.

use super::args::GoEnv;
use super::{Failure, World, ask, script};
use crate::report::go_env::Suppose;
use crate::report::{self, Asked, Setting};
use crate::scenario::stage::Stage;
use crate::session::{Session, Spec, WhatIf};
use crate::shells::{Outline, Statement};
use crate::text::Source;
use crate::toolchains::{self, ToolChain};

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

/// Runs the script up to the command, with what stands in front of its name, and asks go.
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
    let outline = shell.outline(source.text());
    let command =
        find(&outline, &source, line).ok_or_else(|| none(&outline, &source, file, line))?;
    // Where the machine lacks the script's own shell, the one that is there runs it.
    let there = shell.installed(machine.facts()).map(|_| shell.name().to_owned());
    let runs = there.or_else(|| ask::default_names(stage).into_iter().next());
    let runs = runs.unwrap_or_else(|| shell.name().to_owned());
    let refused = |refusal: crate::session::Refusal| Failure::new(refusal.to_string());
    let parsed = |name: &str| Spec::parse(name, machine.platform()).map_err(refused);
    let (name, mut session) = match (&go.session, ask::default_names(stage).first()) {
        // A script is started from the terminal, and has what that one has.
        (None, Some(terminal)) => {
            let above = Session::open(machine, &parsed(terminal)?, what_if).map_err(refused)?;
            let spec = parsed(&format!("{runs}:script"))?;
            let session = Session::open_below(machine, &spec, &above).map_err(refused)?;
            (format!("a script in {terminal}"), session)
        }
        (name, _) => {
            let name = name.clone().unwrap_or_else(|| format!("{runs}:script"));
            let session = Session::open(machine, &parsed(&name)?, what_if).map_err(refused)?;
            (name, session)
        }
    };
    session.run_text(&path, before(&source, command.top));
    for one in &command.given {
        // Seen by the command alone, which is here the only one that follows.
        let lines = source.position(one.span.start).0.saturating_sub(1) as usize;
        let text = format!("{}export {}", "\n".repeat(lines), text(&source, one));
        session.run_text(&path, &text);
    }
    let spec = session.spec().to_string();
    let asked = Asked { name: &spec, label: &name, session: &session };
    let mut result = report::GoEnv::new(asked, setting, tool()?, suppose(go), &go.names);
    if command.own.depth > 0 {
        result.remarks.push(format!(
            "the command stands inside a block that begins on line {}: what the block does before it is not followed",
            source.position(command.top.span.start).0
        ));
    }
    result.all = go.all;
    result.command = Some((format!("{path}:{line}"), text(&source, command.own).to_owned()));
    Ok(result)
}

fn text<'s>(source: &'s Source, statement: &Statement) -> &'s str {
    let (start, end) = (statement.span.start as usize, statement.span.end as usize);
    source.text().get(start..end).unwrap_or_default()
}

fn before<'s>(source: &'s Source, statement: &Statement) -> &'s str {
    source.text().get(..statement.span.start as usize).unwrap_or_default()
}

fn is_go(statement: &Statement) -> bool {
    let name = statement.name.as_deref().unwrap_or_default();
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    statement.kind == "command" && (base == "go" || base.eq_ignore_ascii_case("go.exe"))
}

fn find<'o>(outline: &'o Outline, source: &Source, line: u32) -> Option<Command<'o>> {
    let here = |one: &&Statement| {
        let end = one.span.end.max(one.span.start + 1) - 1;
        (source.position(one.span.start).0..=source.position(end).0).contains(&line)
    };
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
