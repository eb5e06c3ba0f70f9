//! zsh: a variable that is set gets another type, a width or digits: its text is written anew (zshbuiltins(1), `typeset`).

use super::wanted::Wanted;
use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::state::{Form, Slot};
use crate::text::Span;
use crate::value::Value;

/// How a variable was kept before a declaration.
#[derive(Default, PartialEq)]
pub(super) struct Kept {
    form: Option<Form>,
    case: Option<u8>,
    integer: bool,
    number: Option<f64>,
}

impl Evaluator<'_> {
    pub(super) fn kept_as(&self, name: &str) -> Kept {
        self.state.variable(name).map_or_else(Kept::default, |one| Kept {
            form: one.form,
            case: one.case,
            integer: one.integer,
            number: one.number,
        })
    }

    /// Writes the text of a variable in the form that it was given now.
    pub(super) fn reform(
        &mut self,
        name: &str,
        before: &Kept,
        wanted: &Wanted,
        span: Span,
    ) -> Result<(), Stop> {
        self.settles_form(name, before, wanted);
        let now = self.kept_as(name);
        let scalar =
            self.state.variable(name).is_some_and(|one| matches!(one.slot, Slot::Scalar(_)));
        if !scalar || now == *before || self.state.variable(name).is_some_and(|one| one.readonly) {
            return Ok(());
        }
        let value = self
            .plain_value(name, before, &now)
            .unwrap_or_else(|| self.unknown("was kept in another form than it is shown in", span));
        let origin = self.origin(span);
        self.assign(name, value, origin, span)
    }

    /// A float that gets no number of digits has those that it had; integers and floats take each other's place.
    fn settles_form(&mut self, name: &str, before: &Kept, wanted: &Wanted) {
        let digits = before.form.and_then(Form::digits);
        let variable = self.state.entry(name);
        let real = |form: Option<Form>| form.is_some_and(Form::is_real);
        if wanted.integer == Some(true) && !wanted.form.is_some_and(Form::is_number) {
            variable.form = variable.form.filter(|form| !form.is_real());
        } else if real(wanted.form) {
            variable.integer = false;
            if let (Some(digits), true) = (digits, wanted.bare) {
                variable.form = variable.form.map(|form| form.with_digits(digits));
            }
        }
    }

    /// The text as it was assigned, where the form it was shown in does not hide it.
    fn plain_value(&self, name: &str, before: &Kept, now: &Kept) -> Option<Value> {
        let value = self.state.value(name)?;
        if let Some(number) = before.number {
            return value.text().map(|_| value.map_text(|_| number.to_string()));
        }
        // An integer remembers the base that its text is written in.
        let based = value.text().is_some_and(|text| text.contains(['#', 'x', 'X']));
        let base = matches!(before.form, Some(Form::Base(_)));
        if now.integer && based && !base {
            return None;
        }
        let whole = before.form.is_none() || base;
        let cased = before.case.is_some() && value.text().is_none_or(|text| has_letters(&text));
        (whole && !cased).then_some(value)
    }
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}
