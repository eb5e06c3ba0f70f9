//! `if`.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{Evaluator, Flow, redirect, sorting};
use crate::machine::Platform;
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::state::Level;
use crate::shells::cmd::syntax::{Comparison, If, Test};
use crate::shells::cmd::traced::Traced;
use crate::text::Span;
use crate::value::{Origin, Unknown};

type Truth = Result<bool, Rc<Unknown>>;

impl Evaluator<'_> {
    pub(super) fn conditional(&mut self, line: &Traced, one: &If, span: Span) -> Flow {
        let origin = Self::origin(line, span);
        // What is neither true nor false fails, and runs nothing.
        let Some(truth) = self.test(line, one, &origin) else {
            self.state.code = Level::Known(1);
            return Flow::Next;
        };
        match truth {
            Ok(holds) => self.branch(line, one, holds),
            Err(unknown) => {
                let written = &line.text()[span.start as usize..one.then.span.start as usize];
                let written: String = written.trim().chars().take(60).collect();
                let when = format!("`{}`", written.replace(crate::shells::cmd::traced::HOLE, "…"));
                let unless = format!("not {when}");
                self.fork(&unknown, (&when, &unless), &mut |me, holds| me.branch(line, one, holds))
            }
        }
    }

    fn branch(&mut self, line: &Traced, one: &If, holds: bool) -> Flow {
        match (holds, &one.otherwise) {
            (true, _) => self.node(line, &one.then),
            (false, Some(otherwise)) => self.node(line, otherwise),
            (false, None) => {
                self.state.code = Level::Known(0);
                Flow::Next
            }
        }
    }

    /// Whether the condition holds, `not` included; `None` where it counts as neither.
    fn test(&mut self, line: &Traced, one: &If, origin: &Origin) -> Option<Truth> {
        let truth = match one.test {
            Test::Compare(left, comparison, right) => {
                let (left, right) = (self.word(line, left), self.word(line, right));
                self.compare(&left, comparison, &right, one.ignore_case, origin)
            }
            Test::Exist(name) => self.exists(&self.word(line, name)),
            Test::Defined(name) => self.defined(&self.word(line, name)),
            Test::ErrorLevel(number) => {
                return self.at_least(&self.word(line, number), one.negated);
            }
            Test::CmdExtVersion(number) => {
                let word = self.word(line, number);
                match (word.why_unknown(), word.text().trim().parse::<i32>()) {
                    (Some(unknown), _) => Err(unknown),
                    (None, Ok(number)) => Ok(2 >= number),
                    (None, Err(_)) => Ok(false),
                }
            }
        };
        Some(truth.map(|holds| holds != one.negated))
    }

    fn compare(
        &self,
        left: &Traced,
        comparison: Comparison,
        right: &Traced,
        ignore_case: bool,
        origin: &Origin,
    ) -> Truth {
        let all = |word: &Traced| word.to_value().alternatives();
        let (Some(lefts), Some(rights)) = (all(left), all(right)) else {
            return Err(why(left, right));
        };
        let mut answer: Option<bool> = None;
        for one in &lefts {
            for other in &rights {
                let (Some(one), Some(other)) = (one.value.text(), other.value.text()) else {
                    return Err(why(left, right));
                };
                let holds = decide(&one, comparison, &other, ignore_case, origin)?;
                if answer.is_some_and(|before| before != holds) {
                    return Err(why(left, right));
                }
                answer = Some(holds);
            }
        }
        answer.ok_or_else(|| why(left, right))
    }

    fn exists(&self, word: &Traced) -> Truth {
        if let Some(unknown) = word.why_unknown() {
            return Err(unknown);
        }
        let name = word.text().replace('"', "");
        if name.is_empty() {
            return Ok(false);
        }
        if redirect::is_device(&name) {
            // Wine's tests: "does not work with NUL"; older scripts ask for DIRECTORY\nul.
            let reason = "asks for a device, which is there or not by the release of Windows";
            return Err(Rc::new(Unknown::new(reason, Origin::Builtin("if exist".into()))));
        }
        let drive = name.as_bytes().get(1) == Some(&b':') && name.len() <= 3;
        let path = full_path(&self.expander(), &name)?;
        let machine = self.host.machine();
        if let Some(unknown) = self.undecided(&path) {
            return Err(unknown);
        }
        if drive {
            return Ok(machine.is_directory(&format!("{}\\", &name[..2])));
        }
        if name.contains(['*', '?']) {
            return Ok(!self.plainly_matching(&name, true)?.is_empty());
        }
        let closed = path.ends_with('\\') && path.len() > Platform::Windows.root_len(&path);
        if closed {
            return Ok(machine.is_directory(path.trim_end_matches('\\')));
        }
        Ok(machine.exists(&path) || machine.link_status(&path).is_ok())
    }

    fn defined(&self, word: &Traced) -> Truth {
        if let Some(unknown) = word.why_unknown() {
            return Err(unknown);
        }
        let name = word.text();
        let made_up = name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("=exit"));
        if let (true, Some(value)) = (made_up, self.expander().value(name)) {
            return value.why_unknown().map_or(Ok(true), Err);
        }
        if self.state.is_set(name)? {
            return Ok(true);
        }
        Ok(self.state.extensions && self.expander().value(name).is_some())
    }

    /// A number that is none makes both `if` and `if not` false.
    fn at_least(&self, word: &Traced, negated: bool) -> Option<Truth> {
        if let Some(unknown) = word.why_unknown() {
            return Some(Err(unknown));
        }
        let number: i32 = word.text().trim().parse().ok()?;
        Some(match &self.state.level {
            Level::Known(level) => Ok((*level >= number) != negated),
            Level::Unknown(unknown) => Err(unknown.clone()),
        })
    }
}

fn why(left: &Traced, right: &Traced) -> Rc<Unknown> {
    left.why_unknown().or_else(|| right.why_unknown()).unwrap_or_else(|| {
        Rc::new(Unknown::new("has too many possible values", Origin::Builtin("cmd".into())))
    })
}

fn decide(
    left: &str,
    comparison: Comparison,
    right: &str,
    ignore_case: bool,
    origin: &Origin,
) -> Truth {
    if comparison == Comparison::Same {
        return Ok(same(left, right, ignore_case));
    }
    let order = match (integer(left), integer(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ if matches!(comparison, Comparison::Equal | Comparison::NotEqual) => {
            let equal = same(left, right, ignore_case);
            Some(if equal { Ordering::Equal } else { Ordering::Less })
        }
        _ => sorting::compare(left, right, ignore_case),
    };
    let order = order.ok_or_else(|| {
        Rc::new(Unknown::new("depends on the order of words in the locale", origin.clone()))
    })?;
    Ok(match comparison {
        Comparison::Equal | Comparison::Same => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    })
}

fn same(left: &str, right: &str, ignore_case: bool) -> bool {
    if ignore_case { crate::machine::path::same_name(left, right) } else { left == right }
}

/// A whole word as an integer: decimal, `0` octal, `0x` hexadecimal, with a sign.
fn integer(word: &str) -> Option<i64> {
    let (negative, digits) = match word.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, word.strip_prefix('+').unwrap_or(word)),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', _, ..] => (16, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        [_, ..] => (10, lower.as_str()),
        [] => return None,
    };
    if !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let number = i64::from_str_radix(digits, radix).unwrap_or(i64::MAX);
    let number = if negative { -number } else { number };
    Some(number.clamp(i64::from(i32::MIN), i64::from(i32::MAX)))
}
