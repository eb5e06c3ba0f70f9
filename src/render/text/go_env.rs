//! `go-env` for people.

use indexmap::IndexSet;

use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::report::go_env::{GoEnv, GoVariable, Install, Kept, Program, Step};

/// A value with more letters than this stands below the others, wrapped.
const LONG: usize = 56;

pub(super) fn write(page: &mut Page, result: &GoEnv) {
    if let Some((place, text)) = &result.command {
        let first = text.lines().next().unwrap_or_default();
        page.say(0, Tone::Plain, &format!("{}: {first}", words::home(&result.setting, place)));
    }
    if !result.beside.is_empty() {
        return side_by_side(page, result);
    }
    headline(page, result);
    handing_over(page, result);
    if dies_first(result) {
        says(page, result);
    }
    if !result.named {
        installs(page, result);
    }
    uncertain(page, result);
    for (name, near) in &result.not_there {
        let meant = near.as_ref().map(|near| format!("; did you mean {near}?"));
        let meant = meant.unwrap_or_default();
        page.say(0, Tone::Warn, &format!("{name} is no variable of this go{meant}"));
    }
    if let Some(kept) = &result.kept {
        keeps(page, result, kept);
    }
    if !result.variables.is_empty() {
        page.gap();
    }
    match (result.named, result.all) {
        (true, _) => chains(page, result),
        (false, true) => everything(page, result),
        (false, false) => what_matters(page, result),
    }
    closing(page, result);
}

fn version(program: &Program) -> &str {
    program.version.trim_start_matches("go")
}

fn headline(page: &mut Page, result: &GoEnv) {
    let found =
        result.stage.as_ref().map(|stage| format!(", found by {} at {stage}", result.label));
    let text = match result.found.as_ref().or(result.program.as_ref()) {
        None if result.maybe_there => {
            format!("which go {} runs, if any, is not certain.", result.label)
        }
        None if result.stage.is_some() || !result.doubts.is_empty() => {
            format!("a go of which the release is not known{}", found.unwrap_or_default())
        }
        None => format!("no go in {}.", result.label),
        Some(program) => {
            let path = program.path.as_ref().map(|path| format!(" at {path}")).unwrap_or_default();
            format!("go {}{path}{}", version(program), found.unwrap_or_default())
        }
    };
    page.say(0, Tone::Strong, &text);
}

/// Which toolchain builds here, and why.
fn handing_over(page: &mut Page, result: &GoEnv) {
    let short = |text: &str| {
        let parts = text.split(' ').map(|part| words::home(&result.setting, part));
        parts.collect::<Vec<_>>().join(" ")
    };
    let (tone, text) = match (&result.handed_over, &result.program, result.missing) {
        (Some((name, because)), _, Some(true)) if !has_likely(result) => (
            Tone::Warn,
            format!(
                "{name}, which envsim knows nothing of, would build here, if there is such a release to download: {} asks for it",
                short(because)
            ),
        ),
        (Some((name, because)), _, Some(true)) => (
            Tone::Warn,
            format!("{name} would build here, after a download: {} asks for it", short(because)),
        ),
        (Some((name, because)), _, Some(false)) => (
            Tone::Bad,
            format!(
                "{name} is asked for by {}, and was never released{}",
                short(because),
                last(result)
            ),
        ),
        (Some((name, because)), Some(program), None)
            if result.found.is_some() && program.version == *name =>
        {
            let path = program.path.clone().unwrap_or_default();
            let path = words::home(&result.setting, &path);
            (Tone::Plain, format!("{name} builds here: {} asks for it, at {path}", short(because)))
        }
        (Some((name, because)), _, None) if result.dies => {
            (Tone::Bad, format!("{name} is asked for by {}, and is not found", short(because)))
        }
        (Some((name, because)), _, None) => (
            Tone::Warn,
            format!("{name} is asked for by {}; from where is not certain", short(because)),
        ),
        _ if result.too_old.is_some() => {
            let refusal = result.too_old.clone().unwrap_or_default();
            (Tone::Warn, format!("It answers here and builds nothing: {refusal}"))
        }
        (_, Some(_), _) if !result.stays.is_empty() && !result.named && !result.dies => {
            (Tone::Plain, format!("It builds here itself: {}", short(&result.stays)))
        }
        _ => return,
    };
    page.say(0, tone, &text);
}

/// Whether anything is likely of a go that is not there.
fn has_likely(result: &GoEnv) -> bool {
    result.variables.values().any(|one| one.value.likely.is_some())
        || result.install.as_ref().is_some_and(|install| install.path.likely.is_some())
}

/// Which release comes nearest to one that was never made.
fn last(result: &GoEnv) -> String {
    let told = result.doubts.iter().find_map(|why| why.reason.split_once("never released: "));
    told.map(|(_, what)| format!(": {what}")).unwrap_or_default()
}

/// Where `go install` writes, and whether programs are found there.
fn installs(page: &mut Page, result: &GoEnv) {
    // Of a go that does not exist nothing can be said.
    let says = !result.dies && result.missing != Some(false);
    let Some(install) = result.install.as_ref().filter(|_| says) else { return };
    match &install.refused {
        Some(refused) => {
            let refused = refused.replace("\n\t", "; ");
            page.say(0, Tone::Warn, &format!("go install refuses: {refused}"));
        }
        None => page.say(0, Tone::Plain, &format!("go install {}", writes_to(result, install))),
    }
}

fn writes_to(result: &GoEnv, install: &Install) -> String {
    let path = install.path.known.as_ref().or(install.path.likely.as_ref());
    let Some(path) = path else {
        return format!("writes to a place that is not known ({})", install.because);
    };
    let likely = if install.path.known.is_some() { "" } else { "likely " };
    let found = match install.on_path {
        Some(Some(number)) => format!(", PATH entry {number}"),
        Some(None) => ", which is not on PATH".to_owned(),
        None => String::new(),
    };
    let path = words::home(&result.setting, path);
    format!("{likely}writes to {path} ({}){found}", install.because)
}

fn uncertain(page: &mut Page, result: &GoEnv) {
    for why in &result.doubts {
        // Told already, in the line about the toolchain.
        if result.missing.is_some() && why.reason.starts_with("go hands over to") {
            continue;
        }
        page.say(0, Tone::Warn, &format!("not certain: {}", words::why(&result.setting, why)));
        if let Some(remedy) = &why.remedy {
            page.say(2, Tone::Dim, &format!("to be certain, {remedy}"));
        }
    }
}

/// What `go env -w` would do.
fn keeps(page: &mut Page, result: &GoEnv, kept: &Kept) {
    page.gap();
    let command = format!("go env -w {}", kept.settings.join(" "));
    match (&kept.file, kept.status) {
        (Some(file), 0) => {
            let file = words::home(&result.setting, file);
            page.say(0, Tone::Plain, &format!("`{command}` would write {file}"));
        }
        (_, 0) => page.say(0, Tone::Warn, &format!("what `{command}` would do is not known")),
        _ => page.say(0, Tone::Bad, &format!("`{command}` would write nothing")),
    }
    for line in kept.said.lines() {
        page.say(2, Tone::Warn, &format!("go itself says: {line}"));
    }
    for (name, variable) in result.variables.iter().filter(|_| kept.status == 0) {
        if variable.chosen && variable.layer == "environment" {
            let (value, _) = shown(variable);
            let writer = variable.writer.as_ref();
            let why = writer.map_or_else(
                || "the environment".to_owned(),
                |writer| words::origin(&result.setting, writer),
            );
            page.say(2, Tone::Warn, &format!("{name} stays {value}: {why} comes first"));
        }
    }
    let shown = |text: &crate::report::Text| match text.known.as_deref() {
        Some("") => "(empty)".to_owned(),
        _ => text.marked(),
    };
    let change = |(name, before, after): &(String, _, _)| {
        vec![
            cell(name.clone(), Tone::Strong),
            cell(shown(before), Tone::Dim),
            plain(format!("becomes {}", shown(after))),
        ]
    };
    let rows: Vec<Vec<Cell>> = kept.changes.iter().map(change).collect();
    if rows.is_empty() && kept.status == 0 && kept.file.is_some() {
        page.say(
            2,
            Tone::Warn,
            "and nothing changes: the value is there already, or something else decides",
        );
    }
    page.table(2, &rows);
}

/// One row for each answer: the sessions that give it.
fn side_by_side(page: &mut Page, result: &GoEnv) {
    let names: IndexSet<&String> =
        result.beside.iter().flat_map(|one| one.variables.keys()).collect();
    for name in names {
        page.gap();
        page.say(0, Tone::Strong, name);
        let mut rows: Vec<(Vec<&str>, Vec<Cell>)> = Vec::new();
        for one in &result.beside {
            let cells = match one.variables.get(name) {
                Some(variable) => head(one, name, variable).split_off(1),
                None if one.maybe_there => vec![cell("not certain", Tone::Warn)],
                None => continue,
            };
            match rows.iter_mut().find(|(_, other)| *other == cells) {
                Some((labels, _)) => labels.push(&one.label),
                None => rows.push((vec![&one.label], cells)),
            }
        }
        let rows: Vec<Vec<Cell>> = rows
            .into_iter()
            .map(|(labels, cells)| [vec![plain(labels.join(", "))], cells].concat())
            .collect();
        page.table(2, &rows);
    }
    let without = result.beside.iter().filter(|one| one.program.is_none() && !one.maybe_there);
    let without: Vec<String> = without.map(|one| one.label.clone()).collect();
    if !without.is_empty() {
        page.gap();
        page.say(0, Tone::Plain, &format!("no go is found by {}", words::list(&without, "and")));
    }
}

/// Every variable that was asked for, layer by layer.
fn chains(page: &mut Page, result: &GoEnv) {
    for (name, variable) in &result.variables {
        page.table(0, &[head(result, name, variable)]);
        let steps: Vec<Vec<Cell>> = variable.steps.iter().map(|step| row(result, step)).collect();
        page.table(2, &steps);
    }
}

fn everything(page: &mut Page, result: &GoEnv) {
    let all: Vec<(&String, &GoVariable)> = result.variables.iter().collect();
    listed(page, 0, result, &all);
}

/// What somebody chose, what follows from it, and how much else there is.
fn what_matters(page: &mut Page, result: &GoEnv) {
    let all = || result.variables.iter();
    let chosen: Vec<(&String, &GoVariable)> = all().filter(|(_, one)| one.chosen).collect();
    let follows: Vec<(&String, &GoVariable)> = all().filter(|(_, one)| is_told(one)).collect();
    let rest = result.variables.len() - chosen.len() - follows.len();
    for (title, group) in [("set", &chosen), ("what follows from it", &follows)] {
        if !group.is_empty() {
            page.say(0, Tone::Dim, title);
            listed(page, 2, result, group);
        }
    }
    if rest == 0 {
        return;
    }
    let count = words::count(rest, "variable", "variables");
    let text = match (chosen.is_empty(), result.missing) {
        (_, Some(true)) if !has_likely(result) => format!("{count} more are not known"),
        (_, Some(true)) => {
            format!("{count} more come from that go: --all shows what they likely are")
        }
        (_, Some(false)) => format!("{count} more are not known"),
        (_, None) if result.dies => format!("{count} more would be as Go has them (--all)"),
        (true, None) => format!("nobody set anything: all {count} are as Go has them (--all)"),
        (false, None) => format!("{count} more are as Go has them (--all)"),
    };
    page.gap();
    page.say(0, Tone::Dim, &text);
}

/// Whether it is worth a row that something follows from what somebody set.
fn is_told(variable: &GoVariable) -> bool {
    let value = &variable.value;
    let likely = value.known.is_some() || value.likely.is_some();
    likely && !variable.chosen && !variable.follows.is_empty() && !is_empty(variable)
}

fn is_empty(variable: &GoVariable) -> bool {
    variable.value.known.as_deref() == Some("")
}

/// A table; long values below it, each wrapped.
fn listed(page: &mut Page, indent: usize, result: &GoEnv, group: &[(&String, &GoVariable)]) {
    let long = |variable: &GoVariable| shown(variable).0.chars().count() > LONG;
    let short = group.iter().filter(|(_, variable)| !long(variable));
    let rows: Vec<Vec<Cell>> = short.map(|(name, variable)| head(result, name, variable)).collect();
    page.table(indent, &rows);
    for (name, variable) in group.iter().filter(|(_, variable)| long(variable)) {
        let (value, tone) = shown(variable);
        page.table(
            indent,
            &[vec![
                cell((*name).clone(), Tone::Strong),
                cell(why(result, name, variable), Tone::Dim),
            ]],
        );
        page.say(indent + 4, tone, &value);
    }
}

/// A value as it is shown, and how.
fn shown(variable: &GoVariable) -> (String, Tone) {
    match (variable.value.known.as_deref(), variable.value.likely.as_deref()) {
        (Some(""), _) => ("(empty)".to_owned(), Tone::Dim),
        (Some(text), _) => (text.to_owned(), Tone::Plain),
        (None, Some("")) => ("(empty)".to_owned(), Tone::Warn),
        (None, Some(text)) => (text.to_owned(), Tone::Warn),
        (None, None) => (variable.value.marked(), Tone::Warn),
    }
}

/// Who decided a value: the place where it was written, or the layer in plain words.
fn why(result: &GoEnv, name: &str, variable: &GoVariable) -> String {
    if let Some(unknown) = &variable.value.why {
        let told = result.missing.is_some() && unknown.reason.starts_with("comes from a go");
        return match (told, variable.value.marked().contains('\u{2039}')) {
            (true, _) => "likely".to_owned(),
            (_, true) if unknown.reason.starts_with("is ") => {
                format!("a part of it {}", words::why(&result.setting, unknown))
            }
            _ => words::why(&result.setting, unknown),
        };
    }
    let own = ["GOVERSION", "GOROOT"].contains(&name) && !variable.chosen;
    if result.missing == Some(true) && own {
        return "after a download".to_owned();
    }
    let mut why = match (&variable.writer, variable.follows.as_slice()) {
        (Some(writer), _) => words::origin(&result.setting, writer),
        (None, []) => variable.layer.replace('-', " "),
        (None, sources) => format!("from {}", sources.join(", ")),
    };
    let overruled = variable.steps.iter().filter(|step| variable.chosen && !step.used);
    for step in overruled.filter(|step| step.layer == "user-file") {
        let text = step.offered.as_ref().and_then(|text| text.known.clone());
        let (Some(text), Some(origin)) = (text, &step.origin) else { continue };
        why.push_str(&format!(", over {text} from {}", words::origin(&result.setting, origin)));
    }
    why
}

fn head(result: &GoEnv, name: &str, variable: &GoVariable) -> Vec<Cell> {
    let (value, tone) = shown(variable);
    let mut why = why(result, name, variable);
    if name == "GOBIN" && value == "(empty)" && result.named {
        let install = result.install.as_ref().filter(|one| one.refused.is_none());
        if let Some(install) = install {
            why = format!("{why}; go install {}", writes_to(result, install));
        }
    }
    vec![cell(name, Tone::Strong), cell(value, tone), cell(why, Tone::Dim)]
}

fn row(result: &GoEnv, step: &Step) -> Vec<Cell> {
    let place = words::home(&result.setting, &step.place);
    let (value, tone) = match &step.offered {
        None if step.because.is_empty() => ("not set".to_owned(), Tone::Dim),
        None => (step.because.clone(), Tone::Dim),
        Some(text) if text.known.as_deref() == Some("") => ("(empty)".to_owned(), Tone::Dim),
        Some(text) => (text.marked(), if step.used { Tone::Good } else { Tone::Plain }),
    };
    let mut why: Vec<String> = Vec::new();
    if step.offered.is_some() {
        why.extend(step.origin.as_ref().map(|origin| words::origin(&result.setting, origin)));
        why.extend(Some(step.because.clone()).filter(|because| !because.is_empty()));
    }
    vec![plain(place), cell(value, tone), cell(why.join(", "), Tone::Dim)]
}

/// Names whose answer is not whole without the place of installed programs.
const ABOUT_INSTALLING: [&str; 4] = ["GOBIN", "GOPATH", "GOOS", "GOARCH"];

/// Whether what the tool ends with comes before all that it would have printed.
fn dies_first(result: &GoEnv) -> bool {
    result.dies && !result.named
}

/// What the tool itself says; the trace of a program that gives up is nobody's concern.
fn says(page: &mut Page, result: &GoEnv) {
    for text in &result.said {
        let lines = text.lines().take_while(|line| !line.starts_with("goroutine "));
        for (number, line) in lines.filter(|line| !line.is_empty()).enumerate() {
            let line = line.trim_start();
            match number {
                0 => page.say(0, Tone::Warn, &format!("go itself says: {line}")),
                _ => page.say(2, Tone::Warn, line),
            }
        }
    }
}

fn closing(page: &mut Page, result: &GoEnv) {
    page.gap();
    let told =
        result.variables.get("GOBIN").is_some_and(|bin| bin.value.known.as_deref() == Some(""));
    let refused = result.install.as_ref().is_some_and(|install| install.refused.is_some());
    let asked = ABOUT_INSTALLING.iter().any(|name| result.variables.contains_key(*name));
    if result.named && asked && (refused || !told) {
        installs(page, result);
    }
    if !dies_first(result) {
        says(page, result);
    }
    for text in &result.remarks {
        page.say(0, Tone::Plain, text);
    }
    if result.found.is_none() && result.program.is_none() {
        page.gap();
        let on = words::on_scenario(&result.setting);
        page.say(0, Tone::Dim, &format!("See also: envsim explain go{on}"));
    }
}
