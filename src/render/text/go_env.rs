//! `go-env` for people.

use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::report::go_env::{GoEnv, GoVariable, Step};

pub(super) fn write(page: &mut Page, result: &GoEnv) {
    headline(page, result);
    for name in &result.not_there {
        page.say(0, Tone::Warn, &format!("{name} is no variable of this go"));
    }
    if !result.variables.is_empty() {
        page.gap();
    }
    let mut rows = Vec::new();
    for (name, variable) in &result.variables {
        rows.push(head(result, name, variable));
        if result.named {
            page.table(0, &rows);
            rows.clear();
            let steps: Vec<Vec<Cell>> =
                variable.steps.iter().map(|step| row(result, step)).collect();
            page.table(2, &steps);
        }
    }
    page.table(0, &rows);
    closing(page, result);
}

fn headline(page: &mut Page, result: &GoEnv) {
    let found =
        result.stage.as_ref().map(|stage| format!(", found by {} at {stage}", result.label));
    let text = match &result.program {
        None if result.maybe_there => {
            format!("which go {} runs, if any, is not certain.", result.label)
        }
        None if result.stage.is_some() || !result.doubts.is_empty() => {
            format!("a go of which the release is not known{}", found.unwrap_or_default())
        }
        None => format!("no go in {}.", result.label),
        Some(program) => {
            let path = program.path.as_ref().map(|path| format!(" at {path}")).unwrap_or_default();
            let version = program.version.trim_start_matches("go");
            format!("go {version}{path}{}", found.unwrap_or_default())
        }
    };
    page.say(0, Tone::Strong, &text);
}

fn head(result: &GoEnv, name: &str, variable: &GoVariable) -> Vec<Cell> {
    let (value, tone) = match variable.value.known.as_deref() {
        Some("") => ("(empty)".to_owned(), Tone::Dim),
        Some(text) => (text.to_owned(), Tone::Plain),
        None => (variable.value.marked(), Tone::Warn),
    };
    let mut why = variable.layer.replace('-', " ");
    if let Some(unknown) = &variable.value.why {
        why = words::why(&result.setting, unknown);
    } else if name == "GOBIN" && value == "(empty)" {
        let install = result.install.as_ref().and_then(|install| install.path.known.as_ref());
        if let Some(path) = install {
            why = format!("{why}; go install writes to {path}");
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

fn closing(page: &mut Page, result: &GoEnv) {
    page.gap();
    if let Some(install) = &result.install {
        let text = match (&install.refused, &install.path.known) {
            (Some(refused), _) => format!("go install refuses: {refused}"),
            (None, Some(path)) => format!("go install writes to {path} ({})", install.because),
            (None, None) => format!("where go install writes is not known ({})", install.because),
        };
        page.say(0, Tone::Plain, &text);
    }
    for text in &result.said {
        page.say(0, Tone::Warn, &format!("go itself says: {text}"));
    }
    for text in &result.remarks {
        page.say(0, Tone::Plain, text);
    }
    for why in &result.doubts {
        page.say(0, Tone::Warn, &format!("not certain: {}", words::why(&result.setting, why)));
        if let Some(remedy) = &why.remedy {
            page.say(2, Tone::Dim, &format!("to be certain, {remedy}"));
        }
    }
}
