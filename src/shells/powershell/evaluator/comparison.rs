//! Comparisons of scalars and of the elements of lists (about_Comparison_Operators).

use super::Evaluator;
use super::errors::RUNTIME;
use super::flow::Answer;
use super::operator::ignores;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::convert::Refused;
use crate::shells::powershell::operators::compare;
use crate::shells::powershell::operators::text::{self};
use crate::shells::powershell::syntax::BinaryOperator as Op;

impl Evaluator<'_> {
    /// The comparison of two scalars, or the elements of a list for which it holds.
    pub(super) fn compared(&mut self, op: Op, one: &Object, two: &Object) -> Answer {
        if let Object::Array(list) | Object::List(list) = one {
            let mut kept = Vec::new();
            for item in list.items() {
                match self.compare_one(op, &item, two)? {
                    Object::Bool(true) => kept.push(item),
                    Object::Bool(false) => {}
                    unknown => kept.push(unknown),
                }
            }
            return Ok(Object::array(kept));
        }
        self.compare_one(op, one, two)
    }

    fn compare_one(&mut self, op: Op, one: &Object, two: &Object) -> Answer {
        let at = self.at.clone();
        let result = match op {
            Op::Equal(case) => compare::equal(one, two, ignores(case), &at),
            Op::NotEqual(case) => compare::equal(one, two, ignores(case), &at).map(|same| !same),
            Op::Greater(case) => {
                compare::order_of(one, two, ignores(case), &at).map(std::cmp::Ordering::is_gt)
            }
            Op::GreaterOrEqual(case) => {
                compare::order_of(one, two, ignores(case), &at).map(std::cmp::Ordering::is_ge)
            }
            Op::Less(case) => {
                compare::order_of(one, two, ignores(case), &at).map(std::cmp::Ordering::is_lt)
            }
            Op::LessOrEqual(case) => {
                compare::order_of(one, two, ignores(case), &at).map(std::cmp::Ordering::is_le)
            }
            _ => Ok(false),
        };
        let id = match &result {
            Err(Refused::Error(message)) if message.contains("Cannot convert") => {
                "ComparisonFailure"
            }
            Err(Refused::Error(_)) => "NotIcomparable",
            _ => "",
        };
        self.settle(result.map(Object::Bool), id, RUNTIME)
    }

    pub(super) fn contains(
        &mut self,
        list: &Object,
        item: &Object,
        ignore_case: bool,
        wanted: bool,
    ) -> Answer {
        let at = self.at.clone();
        let items = list.enumerate().unwrap_or_else(|| vec![list.clone()]);
        self.weigh_compared(items.len());
        let mut doubt = None;
        for one in &items {
            match compare::equal(one, item, ignore_case, &at) {
                Ok(true) => return Ok(Object::Bool(wanted)),
                Ok(false) | Err(Refused::Error(_)) => {}
                Err(Refused::Unknown(why)) => doubt = Some(why),
            }
        }
        Ok(match doubt {
            Some(why) => Object::Unknown(why),
            None => Object::Bool(!wanted),
        })
    }

    pub(super) fn like(
        &mut self,
        one: &Object,
        two: &Object,
        ignore_case: bool,
        wanted: bool,
    ) -> Answer {
        let at = self.at.clone();
        let pattern = self.text_of(two);
        let mut test = |evaluator: &mut Self, item: &Object| {
            let value = evaluator.text_of(item);
            let result = text::like(&value, &pattern, ignore_case, &at)
                .map(|holds| Object::Bool(holds == wanted));
            evaluator.settle(
                result,
                "WildcardPatternException",
                "System.Management.Automation.WildcardPatternException",
            )
        };
        self.filtered(one, &mut test)
    }

    /// A test on a scalar, or the elements of a list that pass it.
    pub(super) fn filtered(
        &mut self,
        one: &Object,
        test: &mut dyn FnMut(&mut Self, &Object) -> Answer,
    ) -> Answer {
        let (Object::Array(list) | Object::List(list)) = one else { return test(self, one) };
        let mut kept = Vec::new();
        for item in list.items() {
            match test(self, &item)? {
                Object::Bool(true) => kept.push(item),
                Object::Bool(false) => {}
                unknown => kept.push(unknown),
            }
        }
        Ok(Object::array(kept))
    }
}
