//! `=~`, and the variables that hold what matched.

use std::rc::Rc;

use super::condition::Truth;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::steps_for;
use crate::text::Span;
use crate::text::posix_regex::{Grammar, Reading, Regex};
use crate::value::{Unknown, Value};

impl Evaluator<'_> {
    /// `=~`: quoted characters stand for themselves (bash(1), `[[`; zshmisc(1), CONDITIONAL EXPRESSIONS).
    pub(super) fn regex(
        &mut self,
        value: &Value,
        pattern: Result<crate::shells::posix::pattern::Characters, Rc<Unknown>>,
        span: Span,
    ) -> Truth {
        let Some(text) = value.text() else { return Err(self.why(value, span)) };
        let mut regex = String::new();
        for (letter, literal) in pattern? {
            // zsh takes what stands between quotes for the expression itself.
            if literal && self.state.dialect.is_bash() && "\\.[](){}*+?|^$".contains(letter) {
                regex.push('\\');
            }
            regex.push(letter);
        }
        let _ = self.host.spend(steps_for((text.len() + 1) * (regex.len() + 1)));
        let gap = |this: &Self| {
            this.reason("is compared with a regular expression envsim does not follow", span)
        };
        let reading = Reading {
            grammar: Grammar::Extended,
            ignores_case: self.option("nocasematch"),
            wide: true,
            escapes: false,
            lines: false,
        };
        let compiled = Regex::new(&regex, reading).filter(|one| !one.is_local() || text.is_ascii());
        let Some(compiled) = compiled else {
            self.captured_nothing_known(span);
            return Err(gap(self));
        };
        match compiled.find(text.as_bytes(), 0, true) {
            Ok(found) => {
                self.captured_groups(value, found.as_deref(), span);
                Ok(found.is_some())
            }
            Err(_) => {
                self.captured_nothing_known(span);
                Ok(compiled.is_match(text.as_bytes()))
            }
        }
    }

    /// The variables that hold what matched.
    fn captured_groups(
        &mut self,
        value: &Value,
        found: Option<&[Option<(usize, usize)>]>,
        span: Span,
    ) {
        let origin = self.origin(span);
        let cut = |ends: &Option<(usize, usize)>| match ends {
            Some((from, to)) => value.slice(*from, *to).unwrap_or_default(),
            None => Value::known("", origin.clone()),
        };
        let groups: Vec<Value> = found.unwrap_or_default().iter().map(cut).collect();
        if self.state.dialect.is_bash() {
            return self.state.set_array("BASH_REMATCH", groups, origin);
        }
        let (Some(Some((from, to))), Some((whole, rest))) =
            (found.and_then(<[_]>::first), groups.split_first())
        else {
            return;
        };
        let text = value.text().unwrap_or_default();
        let letters = |end: usize| text[..end].chars().count();
        let (begin, end) = (letters(*from) + 1, letters(*to));
        self.state.set("MATCH", whole.clone(), origin.clone());
        self.state.set_array("match", rest.to_vec(), origin.clone());
        for (name, number) in [("MBEGIN", begin), ("MEND", end)] {
            let number = Value::known(number.to_string(), origin.clone());
            self.state.set(name, number, origin.clone());
        }
    }

    fn captured_nothing_known(&mut self, span: Span) {
        let unknown = self.unknown("is what a regular expression matched", span);
        let origin = self.origin(span);
        let names: &[&str] = match self.state.dialect.is_bash() {
            true => &["BASH_REMATCH"],
            false => &["MATCH", "match", "MBEGIN", "MEND"],
        };
        for name in names {
            self.state.set(name, unknown.clone(), origin.clone());
        }
    }
}
