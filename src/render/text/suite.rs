//! `test` for people.

use super::page::{Page, Tone, cell, plain};
use super::words;
use crate::report::suite::{Outcome, Question, Suite};

pub(super) fn write(page: &mut Page, suite: &Suite) {
    let all = words::count(suite.questions.len(), "question", "questions");
    let counts = [
        (Outcome::Same, "as recorded"),
        (Outcome::Different, "answered differently"),
        (Outcome::New, "not recorded yet"),
        (Outcome::Accepted, "recorded now"),
        (Outcome::Refused, "without an answer"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(outcome, _)| suite.count(*outcome) > 0)
        .map(|(outcome, text)| format!("{} {text}", suite.count(outcome)))
        .collect();
    let tone = if suite.failed() { Tone::Bad } else { Tone::Good };
    page.say(0, tone, &format!("{all}: {}.", counts.join(", ")));
    for question in &suite.questions {
        match question.outcome {
            Outcome::Refused => refused(page, question),
            Outcome::Different | Outcome::New => different(page, suite, question),
            Outcome::Accepted if suite.review => different(page, suite, question),
            Outcome::Same | Outcome::Accepted => {}
        }
    }
    if suite.count(Outcome::Different) + suite.count(Outcome::New) > 0 {
        page.gap();
        let text = if suite.review {
            "envsim test --accept records these answers"
        } else {
            "envsim test --review shows them, --accept records them"
        };
        page.say(0, Tone::Dim, text);
    }
}

/// The scenario, the question, and why it cannot be asked.
fn refused(page: &mut Page, question: &Question) {
    page.gap();
    let asked = if question.words.is_empty() { "" } else { ": " };
    let head = [cell(&question.scenario, Tone::Strong), plain(asked), plain(&question.words)];
    page.verbatim(0, &head);
    page.say(2, Tone::Bad, &question.answer);
}

fn different(page: &mut Page, suite: &Suite, question: &Question) {
    page.gap();
    page.verbatim(
        0,
        &[
            cell(&question.scenario, Tone::Strong),
            plain(": "),
            plain(&question.words),
            cell(format!("  {}", question.file), Tone::Dim),
        ],
    );
    if !suite.review {
        return;
    }
    let (old, new): (Vec<&str>, Vec<&str>) =
        (question.recorded.lines().collect(), question.answer.lines().collect());
    let head = old.iter().zip(&new).take_while(|(left, right)| left == right).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest);
    let tail = tail.take_while(|(left, right)| left == right).count();
    for line in &old[head..old.len() - tail] {
        page.verbatim(2, &[cell(format!("- {line}"), Tone::Bad)]);
    }
    for line in &new[head..new.len() - tail] {
        page.verbatim(2, &[cell(format!("+ {line}"), Tone::Good)]);
    }
}
