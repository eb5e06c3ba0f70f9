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
            Outcome::Different | Outcome::New => different(page, suite, question),
            Outcome::Accepted if suite.review => different(page, suite, question),
            Outcome::Same | Outcome::Accepted => {}
        }
    }
    if suite.failed() {
        page.gap();
        let text = if suite.review {
            "envsim test --accept records these answers"
        } else {
            "envsim test --review shows them, --accept records them"
        };
        page.say(0, Tone::Dim, text);
    }
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
