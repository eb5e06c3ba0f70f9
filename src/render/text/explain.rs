//! `explain` for people.

mod groups;
mod list;
mod script;
mod uncertain;

use std::collections::BTreeSet;

use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::report::Setting;
use crate::report::Verdict;
use crate::report::explain::{
    Answer, Candidate, Explain, InSession, NOT_FOUND, Resolved, UNCERTAIN,
};

/// How many candidates of a session are shown before the rest is folded.
const FOLD: usize = 6;
/// A value longer than this does not fit into a sentence.
const LONG: usize = 50;

pub(super) fn write(page: &mut Page, explain: &Explain) {
    if let Some(script) = &explain.script {
        return script::write(page, explain, script);
    }
    for answer in &explain.answers {
        page.gap();
        if answer.is_command() || answer.variables.is_empty() {
            command(page, explain, answer);
        }
        if !answer.variables.is_empty() {
            page.gap();
            variable(page, explain, answer);
        }
    }
}

fn command(page: &mut Page, explain: &Explain, answer: &Answer) {
    let setting = &explain.setting;
    headline(page, explain, answer);
    if answer.sessions.len() > 1 && !same_lines(answer) {
        refusals(page, setting, answer);
    }
    if answer.sessions.len() > 1 && (!answer.agree || answer.is_command()) && !same_lines(answer) {
        page.gap();
        let rows = answer.sessions.iter().map(|one| row(setting, one));
        let labels = answer.sessions.iter().map(|one| label(explain, &one.session, &one.label));
        page.table(2, &groups::rows(labels, rows, explain.own.is_some()));
    }
    uncertain::remedies(page, setting, answer);
    let mut said: Vec<&String> = Vec::new();
    for note in answer.sessions.iter().flat_map(|one| &one.notes) {
        if !said.contains(&note) {
            page.say(2, Tone::Dim, note);
            said.push(note);
        }
    }
    nearest(page, setting, answer);
    evidence(page, explain, answer);
    next(page, explain, answer);
}

/// What comes nearest where nothing is found, each once.
fn nearest(page: &mut Page, setting: &Setting, answer: &Answer) {
    let mut said: Vec<String> = Vec::new();
    for near in answer.sessions.iter().flat_map(|one| &one.nearest) {
        let path = near.path.as_ref().map(|path| words::home(setting, path));
        let text = match path {
            Some(path) if near.name == answer.name => format!("nearest: {path}, {}", near.reason),
            Some(path) => format!("nearest: {} ({path}), {}", near.name, near.reason),
            None => format!("nearest: {}, {}", near.name, near.reason),
        };
        // A name that is only alike is no nearer for standing at another position elsewhere.
        let place = near.path.as_ref().filter(|_| near.name != answer.name);
        let key = place.map_or_else(|| text.clone(), |path| format!("{} {path}", near.name));
        if !said.contains(&key) {
            page.say(2, Tone::Plain, &text);
            said.push(key);
        }
    }
}

/// Whether every session says the same in the same words, so that a table would only repeat it.
fn same_lines(answer: &Answer) -> bool {
    answer.agree
        && answer.sessions.windows(2).all(|pair| {
            pair[0].stage == pair[1].stage
                && pair[0].text == pair[1].text
                && pair[0].origin == pair[1].origin
        })
}

fn labels(answer: &Answer) -> Vec<String> {
    answer.sessions.iter().map(|one| one.label.clone()).collect()
}

/// The user's own shell is marked where others stand beside it.
fn label(explain: &Explain, session: &str, label: &str) -> String {
    match explain.own.as_deref() == Some(session) {
        true => format!("{label} (your shell)"),
        false => label.to_owned(),
    }
}

fn headline(page: &mut Page, explain: &Explain, answer: &Answer) {
    let (setting, name) = (&explain.setting, &answer.name);
    let text = match answer.sessions.as_slice() {
        all if explain.own.is_some() && groups::divides(all) => groups::headline(name, all),
        [] => format!("{name}: there is no session to ask."),
        all if all.iter().all(|one| one.kind == NOT_FOUND) => {
            format!("{name} is not found by {}.", words::list(&labels(answer), "or"))
        }
        [one] if one.kind == UNCERTAIN => return uncertain::alone(page, setting, name, one),
        [one] => return alone(page, setting, name, one),
        [first, ..] if same_lines(answer) => {
            alone(page, setting, name, first);
            let who = words::list(&labels(answer), "and");
            return page.say(2, Tone::Dim, &format!("the same in {who}"));
        }
        [first, ..] if answer.agree => {
            format!("{name} is the same everywhere: {}.", target(setting, first))
        }
        all => disagreement(name, all),
    };
    page.say(0, Tone::Strong, &text);
}

fn disagreement(name: &str, sessions: &[Resolved]) -> String {
    let of = |kind: &str| sessions.iter().filter(|one| one.kind == kind).count();
    let (missing, unknown) = (of(NOT_FOUND), of(UNCERTAIN));
    let different: BTreeSet<String> = sessions
        .iter()
        .filter(|one| !matches!(one.kind, NOT_FOUND | UNCERTAIN))
        .map(|one| {
            one.end().map(str::to_owned).unwrap_or_else(|| format!("{} {:?}", one.kind, one.text))
        })
        .collect();
    match (different.len(), missing, unknown) {
        (0, _, _) => uncertain::everywhere(name, sessions),
        (1, 0, _) => format!("{name} is certain in some sessions and uncertain in others."),
        (1, _, _) => format!("{name} is found by some sessions only."),
        (many, _, _) => {
            let programs = sessions.iter().all(|one| one.path.is_some() || one.kind == NOT_FOUND);
            let what = if programs { "programs" } else { "things" };
            format!("{name} is {} different {what} here.", words::number(many))
        }
    }
}

fn alone(page: &mut Page, setting: &Setting, name: &str, one: &Resolved) {
    let verb = match one.kind {
        _ if one.blocked => "would be",
        "application" | "script" | "app-path" => "runs",
        _ => "is",
    };
    let why = because(setting, one);
    let why = if why.is_empty() { String::new() } else { format!("({why})") };
    let whatever = uncertain::whatever(setting, one);
    let head = format!("{name} {verb} {}", target(setting, one));
    page.table(0, &[vec![cell(head, Tone::Strong), plain(why)]]);
    handed_over(page, setting, one);
    if let Some(whatever) = whatever {
        page.say(2, Tone::Dim, &whatever);
    }
}

/// Who decides where a shim leads, and why one refuses.
fn handed_over(page: &mut Page, setting: &Setting, one: &Resolved) {
    for step in &one.chain.steps {
        let plain = step.why.is_empty() || step.why.starts_with("a symbolic link");
        if !plain && !step.why.starts_with("a link to its directory") {
            let why = words::home(setting, &step.why);
            page.say(2, Tone::Dim, &format!("{}: {why}", words::home(setting, &step.path)));
        }
    }
    if let Some(refusal) = &one.chain.refusal {
        page.say(2, Tone::Warn, &format!("it does not run: {refusal}"));
    }
}

/// The files that are found and end in an error, each once.
fn refusals(page: &mut Page, setting: &Setting, answer: &Answer) {
    let mut said: Vec<String> = Vec::new();
    for one in &answer.sessions {
        let refusal = one.chain.refusal.as_ref().filter(|_| one.chain.missing);
        let (Some(path), Some(why)) = (&one.path, refusal) else { continue };
        let (path, why) = (words::home(setting, path), words::home(setting, why));
        let text = format!("{path} does not run: {why}");
        if !said.contains(&text) {
            page.say(2, Tone::Warn, &text);
            said.push(text);
        }
    }
}

/// What runs, as the shell writes it, links shown.
pub(super) fn target(setting: &Setting, one: &Resolved) -> String {
    let steps = &one.chain.steps;
    if steps.len() > 1 && !is_no_file(one.kind) {
        let chain: Vec<String> =
            steps.iter().map(|step| words::home(setting, &step.path)).collect();
        return chain.join(" -> ");
    }
    match one.kind {
        UNCERTAIN => uncertain::target(setting, one),
        kind => what(kind, one.text.as_deref().unwrap_or_default()),
    }
}

fn is_no_file(kind: &str) -> bool {
    let kinds = [NOT_FOUND, UNCERTAIN, "alias", "function", "keyword", "builtin", "cmdlet"];
    kinds.contains(&kind)
}

pub(super) fn what(kind: &str, text: &str) -> String {
    match kind {
        NOT_FOUND => "not found".to_owned(),
        "alias" => format!("an alias for {text}"),
        "function" => "a function".to_owned(),
        "keyword" => "a keyword of the shell".to_owned(),
        "builtin" => "built into the shell".to_owned(),
        "cmdlet" => format!("the cmdlet {text}"),
        _ => text.to_owned(),
    }
}

/// The rule and who wrote what it found.
fn because(setting: &Setting, one: &Resolved) -> String {
    match one.kind {
        UNCERTAIN => return uncertain::because(setting, one),
        NOT_FOUND => return one.reason.clone(),
        _ => {}
    }
    let stage = one.stage.as_deref().unwrap_or_default();
    found(setting, stage, &one.reason, one.origin.as_ref())
}

/// `PATH entry 3, /etc/profile:31`; a reason that says more than the stage stands instead of it.
pub(super) fn found(
    setting: &Setting,
    stage: &str,
    reason: &str,
    origin: Option<&crate::report::Origin>,
) -> String {
    let said = if reason.is_empty() || reason.starts_with(stage) { stage } else { reason };
    let by = origin.map(|origin| words::origin(setting, origin)).unwrap_or_default();
    match (said.is_empty(), by.is_empty()) {
        (false, false) if !said.contains(&by) => format!("{said}, {by}"),
        (true, _) => by,
        _ => said.to_owned(),
    }
}

fn row(setting: &Setting, one: &Resolved) -> Vec<Cell> {
    let tone = match one.kind {
        NOT_FOUND => Tone::Bad,
        UNCERTAIN => Tone::Warn,
        _ if one.blocked => Tone::Bad,
        _ => Tone::Good,
    };
    let why = match (&one.lack, one.kind) {
        (Some(lack), _) => groups::lack(setting, lack),
        (None, NOT_FOUND) => String::new(),
        (None, _) => because(setting, one),
    };
    vec![cell(target(setting, one), tone), plain(why)]
}

/// The candidates of each session, sessions with the same ones together.
fn evidence(page: &mut Page, explain: &Explain, answer: &Answer) {
    let mut groups: Vec<(Vec<String>, &Resolved)> = Vec::new();
    // Of many launchers only the user's own shell is told in full.
    let own = |one: &&Resolved| {
        let only = explain.own.as_deref().filter(|_| !explain.all_candidates);
        only.is_none_or(|own| own == one.session)
    };
    for one in answer.sessions.iter().filter(own) {
        let lines = |one: &Resolved| one.candidates.iter().map(line).collect::<Vec<_>>();
        match groups.iter_mut().find(|(_, first)| lines(first) == lines(one)) {
            Some((labels, _)) => labels.push(one.label.clone()),
            None => groups.push((vec![one.label.clone()], one)),
        }
    }
    for (labels, one) in groups {
        let worth = one.candidates.len() > 1
            || one.candidates.iter().any(|candidate| candidate.verdict != Verdict::Chosen)
            || explain.all_candidates && !one.candidates.is_empty();
        if worth {
            page.gap();
            let who = words::list(&labels, "and");
            page.say(0, Tone::Plain, &format!("{who} considered, in this order"));
            candidates(page, explain, one);
        }
    }
}

fn line(candidate: &Candidate) -> (String, String, &'static str) {
    (candidate.text.clone(), candidate.stage.clone(), candidate.verdict.name())
}

fn candidates(page: &mut Page, explain: &Explain, one: &Resolved) {
    let most = if explain.all_candidates { usize::MAX } else { FOLD };
    let shown = if one.candidates.len() <= most.saturating_add(1) { usize::MAX } else { most };
    let mut number = 0;
    let mut rows = Vec::new();
    for candidate in one.candidates.iter().take(shown) {
        let mark = if candidate.verdict == Verdict::Refused {
            "-".to_owned()
        } else {
            number += 1;
            number.to_string()
        };
        rows.push(candidate_row(&explain.setting, mark, candidate));
    }
    page.table(2, &rows);
    let hidden = one.candidates.len().saturating_sub(shown);
    if hidden > 0 {
        page.say(2, Tone::Dim, &format!("… and {hidden} more: --all-candidates"));
    }
}

fn candidate_row(setting: &Setting, mark: String, candidate: &Candidate) -> Vec<Cell> {
    let tone = match candidate.verdict {
        Verdict::Chosen => Tone::Good,
        Verdict::Shadowed => Tone::Dim,
        Verdict::Refused | Verdict::Blocked => Tone::Bad,
        Verdict::Possible => Tone::Warn,
    };
    let what = match candidate.kind {
        "application" | "script" | "app-path" => candidate.text.clone(),
        "alias" => format!("alias {}", candidate.text),
        kind => kind.to_owned(),
    };
    let why = found(setting, &candidate.stage, &candidate.reason, candidate.origin.as_ref());
    let why = if why == what { String::new() } else { why };
    let why = match &candidate.identity {
        Some(identity) => format!("{why} ({})", identity.words()),
        None => why,
    };
    vec![plain(mark), plain(what), cell(candidate.verdict.name(), tone), plain(why)]
}

/// The next useful command, if there is one.
fn next(page: &mut Page, explain: &Explain, answer: &Answer) {
    let two: Vec<&Resolved> = match answer.sessions.as_slice() {
        [first, rest @ ..] if !answer.agree && !explain.called && answer.is_command() => {
            let other = rest.iter().find(|one| one.path != first.path || one.kind != first.kind);
            std::iter::once(first).chain(other).collect()
        }
        _ => return,
    };
    if let [left, right] = two.as_slice() {
        page.gap();
        let on = explain.setting.scenario.as_ref();
        let on = on.map(|name| format!(" --scenario {name}")).unwrap_or_default();
        page.say(
            0,
            Tone::Dim,
            &format!("See also: envsim diff {} {}{on}", short(left), short(right)),
        );
    }
}

/// What a session is asked by: its label where that is one word, else its whole name.
fn short(one: &Resolved) -> &str {
    let plain = one.session.starts_with(one.label.as_str()) && !one.label.contains(' ');
    if plain { &one.label } else { &one.session }
}

fn variable(page: &mut Page, explain: &Explain, answer: &Answer) {
    let setting = &explain.setting;
    let values: BTreeSet<Option<String>> =
        answer.variables.iter().map(|one| Some(shown(one))).collect();
    let name = &answer.name;
    let all = &answer.variables;
    if all.first().is_some_and(|first| !first.entries.is_empty()) {
        return list::write(page, explain, name, all);
    }
    let headline = match all.as_slice() {
        all if values.len() == 1 && all.iter().all(|one| shown(one) == UNSET) => {
            format!("{name} is not set by {}.", words::list(&variable_labels(answer), "or"))
        }
        all if explain.own.is_some()
            && values.len() == 2
            && all.iter().any(|one| shown(one) == UNSET) =>
        {
            groups::variable(name, all, &|one| shown(one) == UNSET)
        }
        _ if values.len() > 1 => format!("{name} differs."),
        [one] if shown(one).len() > LONG => format!("{name} in {}:", one.label),
        [first, ..] if shown(first).len() > LONG => format!("{name} is the same everywhere:"),
        [one] => format!("{name} is {} in {}.", shown(one), one.label),
        [first, ..] => format!("{name} is {} everywhere.", shown(first)),
        [] => return,
    };
    page.say(0, Tone::Strong, &headline);
    if all.iter().any(|one| shown(one) != UNSET) {
        let rows = all.iter().map(|one| variable_row(setting, one));
        let labels = all.iter().map(|one| label(explain, &one.session, &one.label));
        page.table(2, &groups::rows(labels, rows, explain.own.is_some()));
    }
    let held = |one: &InSession| one.variable.as_ref()?.value.why.as_ref()?.remedy.clone();
    let doubted = |one: &InSession| one.may_be_set.as_ref()?.remedy.clone();
    let remedies: BTreeSet<String> =
        all.iter().flat_map(|one| [held(one), doubted(one)]).flatten().collect();
    for remedy in remedies {
        page.say(2, Tone::Dim, &remedy);
    }
}

/// What is said of a variable that is not there.
const UNSET: &str = "not set";

fn variable_labels(answer: &Answer) -> Vec<String> {
    answer.variables.iter().map(|one| one.label.clone()).collect()
}

fn shown(one: &InSession) -> String {
    match &one.variable {
        None if one.may_be_set.is_some() => "not set as far as known".to_owned(),
        None => UNSET.to_owned(),
        Some(variable) if variable.value.likely.is_some() => {
            format!("likely {}", variable.value.marked())
        }
        Some(variable) if variable.maybe_unset && variable.value.known.is_some() => {
            format!("{} or not set", variable.value.marked())
        }
        Some(variable) if !variable.value.alternatives.is_empty() => variable.value.marked(),
        Some(variable) if variable.value.known.as_deref() == Some("") => "(empty)".to_owned(),
        Some(variable) if variable.value.pieces.iter().all(|piece| piece.text.is_none()) => {
            "unknown".to_owned()
        }
        Some(variable) => variable.value.marked(),
    }
}

fn variable_row(setting: &Setting, one: &InSession) -> Vec<Cell> {
    let tone = match &one.variable {
        None => Tone::Dim,
        Some(variable) if variable.value.known.is_none() => Tone::Warn,
        Some(_) => Tone::Good,
    };
    let mut why = Vec::new();
    if let Some(doubt) = &one.may_be_set {
        why.push(words::unless(setting, doubt, "sets it"));
    }
    if let Some(lack) = &one.lack {
        why.push(groups::lack(setting, lack));
    }
    if let Some(variable) = &one.variable {
        match &variable.value.why {
            Some(doubt) if variable.value.likely.is_some() => {
                why.push(words::unless(setting, doubt, "changes it"));
            }
            Some(condition) if !variable.value.alternatives.is_empty() => {
                why.push(words::by(setting, condition));
            }
            Some(unknown) => why.push(words::why(setting, unknown)),
            None => {
                let origins = words::writers(&variable.value.origins);
                why.extend(origins.map(|one| words::origin(setting, one)));
            }
        }
        if let Some((Some(old), origin)) = variable.overruled.last()
            && old.known != variable.value.known
        {
            why.push(format!("over {} from {}", old.marked(), words::origin(setting, origin)));
        }
        if !variable.exported {
            why.push("not exported".to_owned());
        }
    }
    vec![cell(shown(one), tone), plain(why.join(", "))]
}
