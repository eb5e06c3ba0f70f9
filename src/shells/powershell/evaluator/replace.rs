//! Matches replaced by text or by what a block makes of them.

use std::rc::Rc;

use super::Evaluator;
use super::errors::RUNTIME;
use super::flow::Stop;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::convert::Refused;
use crate::shells::powershell::operators::text;
use crate::shells::powershell::patterns::regex::{Found, Regex};
use crate::value::Value;

type Answer = Result<Object, Stop>;

/// Why a replacement gives no text.
enum Failure {
    Refused(Refused),
    Stop(Stop),
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl Evaluator<'_> {
    /// One text with all matches replaced.
    ///
    /// # Errors
    /// When a replacement block throws.
    pub fn replace_one(
        &mut self,
        item: &Object,
        regex: &Rc<Regex>,
        replacement: &Object,
    ) -> Answer {
        let at = self.at.clone();
        let subject = self.text_of(item);
        self.charge(text::bytes(&subject) as u64 / 16);
        let result = match replacement {
            // A block makes the text of each match from 6.0 on; 5.1 takes its source as the text.
            Object::Block(block) if !self.state.desktop => {
                let mut block = |found: &Found| -> Result<Value, Failure> {
                    let object = (self.library.members.matched)(self, regex, found, &subject);
                    let made = self.value_here(block, object).map_err(Failure::Stop)?;
                    Ok(self.text_of(&made))
                };
                text::replace(&subject, regex, &at, &mut block)
            }
            other => {
                let template = self.text_of(other);
                let mut count = 0;
                let result = text::replace(&subject, regex, &at, |found| {
                    count += 1;
                    text::expand(&template, &subject, regex, found, &at)
                        .ok_or_else(|| Failure::Refused(text::not_known(&template, &at)))
                });
                self.weigh_matches(count);
                result
            }
        };
        self.replaced(result)
    }

    /// `Regex.Replace`: a block is a `MatchEvaluator`, called with the match as its argument.
    ///
    /// # Errors
    /// When the block throws.
    pub fn evaluate_matches(
        &mut self,
        subject: &Value,
        regex: &Rc<Regex>,
        replacement: &Object,
        most: usize,
    ) -> Answer {
        let at = self.at.clone();
        self.charge(text::bytes(subject) as u64 / 16);
        let mut left = most;
        let result = text::replace(subject, regex, &at, |found| -> Result<Value, Failure> {
            if left == 0 {
                let (start, end) = found.range();
                return Ok(text::piece(subject, start, end, &at));
            }
            left -= 1;
            match replacement {
                Object::Block(block) => {
                    let object = (self.library.members.matched)(self, regex, found, subject);
                    let made = self.call_value(block, vec![object]).map_err(Failure::Stop)?;
                    Ok(self.text_of(&made))
                }
                other => {
                    let template = self.text_of(other);
                    text::expand(&template, subject, regex, found, &at)
                        .ok_or_else(|| Failure::Refused(text::not_known(&template, &at)))
                }
            }
        });
        self.replaced(result)
    }

    fn replaced(&mut self, result: Result<Value, Failure>) -> Answer {
        match result {
            Ok(value) => Ok(Object::Text(value)),
            Err(Failure::Stop(stop)) => Err(stop),
            Err(Failure::Refused(Refused::Unknown(why))) => Ok(Object::Unknown(why)),
            Err(Failure::Refused(Refused::Error(message))) => {
                Err(self.raise("RuntimeException", RUNTIME, message))
            }
        }
    }
}
