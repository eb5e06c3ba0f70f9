//! Operators on evaluated operands.

use std::rc::Rc;

use super::Evaluator;
use super::errors::Stop;
use super::sink::Collect;
use crate::shells::powershell::object::convert::{Refused, element_text, truth};
use crate::shells::powershell::object::{Object, Payload, Table, TableKind, TypeName};
use crate::shells::powershell::operators::arithmetic::{self, Arithmetic, Bits};
use crate::shells::powershell::operators::regex::{Found, Options, Regex};
use crate::shells::powershell::operators::text::{self, SplitRule};
use crate::shells::powershell::operators::{compare, format};
use crate::shells::powershell::syntax::{BinaryOperator as Op, Case, Expression, UnaryOperator};
use crate::text::Span;
use crate::value::Value;

type Answer = Result<Object, Stop>;

/// What text that is no number raises where one is needed.
const FROM_TEXT: &str = "InvalidCastFromStringToInteger";
const INVALID_CAST: &str = "System.Management.Automation.PSInvalidCastException";
/// What `-replace` raises for a pattern that is none (ParserOps.ReplaceOperator); the others pass the
/// exception on.
const BAD_REPLACE: &str = "InvalidRegularExpression";
const RUNTIME: &str = "System.Management.Automation.RuntimeException";

fn ignores(case: Case) -> bool {
    case != Case::Sensitive
}

impl Evaluator<'_> {
    pub(super) fn binary(
        &mut self,
        op: Op,
        left: &Expression,
        right: &Expression,
        span: Span,
    ) -> Answer {
        match op {
            Op::And | Op::Or => return self.logical(op, left, right),
            Op::Coalesce => {
                let value = self.expression(left)?;
                return match &value {
                    Object::Null | Object::Nothing => self.expression(right),
                    Object::Unknown(why) => {
                        let why = why.clone();
                        let other = self.expression(right)?;
                        let _ = (why, other);
                        Ok(value)
                    }
                    _ => Ok(value),
                };
            }
            _ => {}
        }
        let one = self.operand(left)?;
        let two = self.operand(right)?;
        self.at = self.origin(span);
        self.weigh(&one);
        let made = self.apply(op, &one, &two)?;
        self.doubt_binary(op, &one, &two, &made);
        Ok(made)
    }

    fn operand(&mut self, expression: &Expression) -> Answer {
        self.expression(expression)
    }

    fn logical(&mut self, op: Op, left: &Expression, right: &Expression) -> Answer {
        let value = self.expression(left)?;
        let decided = op == Op::Or;
        match truth(&value) {
            Ok(one) if one == decided => Ok(Object::Bool(decided)),
            Ok(_) => {
                let value = self.expression(right)?;
                Ok(match truth(&value) {
                    Ok(two) => Object::Bool(two),
                    Err(why) => Object::Unknown(why),
                })
            }
            Err(why) => {
                let words = self.slice(left.span);
                let mut out = Collect::default();
                self.both(
                    &why,
                    &words,
                    &mut out,
                    |evaluator, out| {
                        if decided {
                            return out.write(evaluator, Object::Bool(true));
                        }
                        let value = evaluator.expression(right)?;
                        let answer = truth(&value).map_or_else(Object::Unknown, Object::Bool);
                        out.write(evaluator, answer)
                    },
                    |evaluator, out| {
                        if !decided {
                            return out.write(evaluator, Object::Bool(false));
                        }
                        let value = evaluator.expression(right)?;
                        let answer = truth(&value).map_or_else(Object::Unknown, Object::Bool);
                        out.write(evaluator, answer)
                    },
                )?;
                Ok(out.into_object())
            }
        }
    }

    /// Applies a binary operator to values.
    ///
    /// # Errors
    /// When PowerShell throws.
    pub fn apply(&mut self, op: Op, one: &Object, two: &Object) -> Answer {
        let at = self.at.clone();
        let separator = self.separator();
        match op {
            Op::Add => self.arithmetic(Arithmetic::Add, one, two),
            Op::Subtract => self.arithmetic(Arithmetic::Subtract, one, two),
            Op::Multiply => self.arithmetic(Arithmetic::Multiply, one, two),
            Op::Divide => self.arithmetic(Arithmetic::Divide, one, two),
            Op::Remainder => self.arithmetic(Arithmetic::Remainder, one, two),
            Op::Range => {
                let result = arithmetic::range(one, two, !self.state.desktop, &at);
                match &result {
                    Err(Refused::Error(message)) if message.contains("Cannot convert value") => {
                        self.settle(result, FROM_TEXT, INVALID_CAST)
                    }
                    _ => self.settle(result, "RuntimeException", RUNTIME),
                }
            }
            Op::Format => self.format(one, two),
            Op::Xor => Ok(match (truth(one), truth(two)) {
                (Ok(one), Ok(two)) => Object::Bool(one != two),
                (Err(why), _) | (_, Err(why)) => Object::Unknown(why),
            }),
            Op::BitAnd => self.bits(Bits::And, one, two),
            Op::BitOr => self.bits(Bits::Or, one, two),
            Op::BitXor => self.bits(Bits::Xor, one, two),
            Op::ShiftLeft => self.bits(Bits::Left, one, two),
            Op::ShiftRight => self.bits(Bits::Right, one, two),
            Op::Join => {
                let separator = element_text(two, &at);
                Ok(Object::Text(text::join(one, &separator, &at)))
            }
            Op::Split(case) => self.split(one, two, ignores(case)),
            Op::Replace(case) => self.replace(one, two, ignores(case)),
            Op::Match(case) => self.match_operator(one, two, ignores(case), true),
            Op::NotMatch(case) => self.match_operator(one, two, ignores(case), false),
            Op::Like(case) => self.like(one, two, ignores(case), true),
            Op::NotLike(case) => self.like(one, two, ignores(case), false),
            Op::Contains(case) => self.contains(one, two, ignores(case), true),
            Op::NotContains(case) => self.contains(one, two, ignores(case), false),
            Op::In(case) => self.contains(two, one, ignores(case), true),
            Op::NotIn(case) => self.contains(two, one, ignores(case), false),
            Op::Is => self.is_type(one, two, true),
            Op::IsNot => self.is_type(one, two, false),
            Op::As => self.as_type(one, two, &separator),
            Op::Equal(_)
            | Op::NotEqual(_)
            | Op::Greater(_)
            | Op::GreaterOrEqual(_)
            | Op::Less(_)
            | Op::LessOrEqual(_) => self.compared(op, one, two),
            Op::And | Op::Or | Op::Coalesce => {
                Ok(self.unknown("is a logical operator out of place"))
            }
        }
    }

    pub(super) fn arithmetic(&mut self, op: Arithmetic, one: &Object, two: &Object) -> Answer {
        let separator = self.separator();
        if let Object::Record(record) = one
            && let Payload::Instance(_) = &record.payload
        {
            return Ok(self.unknown("computes with an instance of a class"));
        }
        let result = arithmetic::compute(op, one, two, &separator, &self.at);
        let (id, exception) = match &result {
            Err(Refused::Error(message)) if message.contains("does not contain a method") => {
                ("MethodNotFound", RUNTIME)
            }
            Err(Refused::Error(message)) if message.contains("already been added") => {
                ("System.ArgumentException", "System.ArgumentException")
            }
            Err(Refused::Error(message)) if message.contains("hash table can only be added") => {
                ("AddHashTableToNonHashTable", RUNTIME)
            }
            Err(Refused::Error(message)) if message.contains("Cannot convert value") => {
                (FROM_TEXT, INVALID_CAST)
            }
            _ => ("RuntimeException", RUNTIME),
        };
        let zero = matches!(&result, Err(Refused::Error(text)) if text.contains("divide by zero"));
        if zero {
            let mut record = self.record(id, exception, "Attempted to divide by zero.");
            record.inner = "System.DivideByZeroException".into();
            return Err(self.raise_record(Rc::new(record), false));
        }
        self.settle(result, id, exception)
    }

    fn bits(&mut self, op: Bits, one: &Object, two: &Object) -> Answer {
        let result = arithmetic::bits(op, one, two, &self.at);
        match self.settle(result, "RuntimeException", RUNTIME)? {
            Object::Enum(value) => Ok(self.enum_of(&value.type_name, value.number)),
            other => Ok(other),
        }
    }

    fn format(&mut self, one: &Object, two: &Object) -> Answer {
        let template = self.text_of(one);
        let arguments = match two {
            Object::Array(list) | Object::List(list) => list.items(),
            other => vec![other.clone()],
        };
        let culture = self.culture();
        let result = format::composite(&template, &arguments, culture, &self.at).map(Object::Text);
        let id = match &result {
            Err(Refused::Error(_)) => format::FORMAT_ERROR,
            _ => "RuntimeException",
        };
        self.settle(result, id, RUNTIME)
    }

    /// The comparison of two scalars, or the elements of a list for which it holds.
    fn compared(&mut self, op: Op, one: &Object, two: &Object) -> Answer {
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

    fn contains(
        &mut self,
        list: &Object,
        item: &Object,
        ignore_case: bool,
        wanted: bool,
    ) -> Answer {
        let at = self.at.clone();
        let items = list.enumerate().unwrap_or_else(|| vec![list.clone()]);
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

    fn like(&mut self, one: &Object, two: &Object, ignore_case: bool, wanted: bool) -> Answer {
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
    fn filtered(
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

    /// Compiles a pattern given as an object.
    ///
    /// # Errors
    /// When .NET rejects it.
    pub fn compile(
        &mut self,
        pattern: &Object,
        options: Options,
        id: &str,
    ) -> Result<Result<Rc<Regex>, Object>, Stop> {
        if let Object::Record(record) = pattern
            && let Payload::Regex(regex) = &record.payload
        {
            return Ok(Ok(regex.clone()));
        }
        let value = self.text_of(pattern);
        let Some(pattern) = value.text() else { return Ok(Err(Object::Text(value))) };
        self.weigh_pattern(&pattern);
        match text::pattern(&pattern, options, &self.at) {
            Ok(regex) => Ok(Ok(Rc::new(regex))),
            Err(Refused::Unknown(why)) => Ok(Err(Object::Unknown(why))),
            Err(Refused::Error(message)) => Err(self.raise(id, text::BAD_PATTERN, message)),
        }
    }

    pub(super) fn match_one(&mut self, one: &Object, two: &Object, ignore_case: bool) -> Answer {
        self.match_operator(one, two, ignore_case, true)
    }

    fn match_operator(
        &mut self,
        one: &Object,
        two: &Object,
        ignore_case: bool,
        wanted: bool,
    ) -> Answer {
        let options = Options { ignore_case, ..Options::default() };
        let regex = match self.compile(two, options, text::BAD_PATTERN)? {
            Ok(regex) => regex,
            Err(unknown) => return Ok(Object::Unknown(self.reason_of(&unknown))),
        };
        let is_list = matches!(one, Object::Array(_) | Object::List(_));
        let mut test = |evaluator: &mut Self, item: &Object| {
            let value = evaluator.text_of(item);
            let Some(subject) = value.text() else {
                if let Some(answer) = alternatives_match(&value, &regex) {
                    evaluator.forget_matches();
                    return Ok(Object::Bool(answer == wanted));
                }
                evaluator.forget_matches();
                return Ok(Object::Unknown(evaluator.reason_of(&Object::Text(value.clone()))));
            };
            match regex.find_at(&subject, 0) {
                Err(_) => Ok(evaluator.unknown("matches a pattern that takes too long")),
                Ok(None) => Ok(Object::Bool(!wanted)),
                Ok(Some(found)) => {
                    if !is_list {
                        evaluator.set_matches(&regex, &found, &value);
                    }
                    Ok(Object::Bool(wanted))
                }
            }
        };
        self.filtered(one, &mut test)
    }

    /// The reason of something unknown.
    pub fn reason_of(&self, object: &Object) -> Rc<crate::value::Unknown> {
        object.why_unknown().unwrap_or_else(|| self.why("is unknown"))
    }

    fn forget_matches(&mut self) {
        let unknown = self.unknown("holds the groups of a match that is not known");
        self.state.set("Matches", unknown);
    }

    pub(super) fn set_matches(&mut self, regex: &Regex, found: &Found, subject: &Value) {
        let table = Table::new(TableKind::Hashtable);
        let order = (1..found.groups.len()).chain(std::iter::once(0));
        for index in order {
            let Some(Some((start, end))) = found.groups.get(index) else { continue };
            let name = regex.group_name(index);
            let key = match name.parse::<i32>() {
                Ok(number) => Object::int(number),
                Err(_) => self.text(name),
            };
            let value = Object::Text(text::piece(subject, *start, *end, &self.at));
            if let Some(folded) = table.key(&key) {
                table.set(folded, key, value);
            }
        }
        self.state.set("Matches", Object::Table(Rc::new(table)));
    }

    fn split(&mut self, one: &Object, two: &Object, ignore_case: bool) -> Answer {
        let arguments = match two {
            Object::Array(list) | Object::List(list) => list.items(),
            other => vec![other.clone()],
        };
        let mut rule = SplitRule {
            options: Options { ignore_case, ..Options::default() },
            ..SplitRule::default()
        };
        if let Some(most) = arguments.get(1) {
            match self.convert(most, &TypeName::of("System.Int32"))? {
                Object::Integer(_, number) => rule.most = i64::try_from(number).unwrap_or(0),
                unknown => return Ok(unknown),
            }
        }
        if let Some(options) = arguments.get(2) {
            let words = self.plain(options).unwrap_or_default().to_ascii_lowercase();
            for word in words.split(',').map(str::trim) {
                match word {
                    "simplematch" => rule.plain = true,
                    "ignorecase" => rule.options.ignore_case = true,
                    "multiline" => rule.options.multiline = true,
                    "singleline" => rule.options.singleline = true,
                    "explicitcapture" => rule.options.explicit = true,
                    "ignorepatternwhitespace" => rule.options.extended = true,
                    "regexmatch" => {}
                    _ => return Ok(self.unknown("splits with options envsim does not model")),
                }
            }
        }
        let items = match one {
            Object::Array(list) | Object::List(list) => list.items(),
            other => vec![other.clone()],
        };
        if let Some(Object::Block(block)) = arguments.first() {
            return self.split_by(items, block, rule.most);
        }
        let delimiter = arguments.first().map(|first| self.text_of(first)).unwrap_or_default();
        let Some(delimiter) = delimiter.text() else {
            return Ok(Object::Unknown(self.reason_of(&Object::Text(delimiter.clone()))));
        };
        self.weigh_pattern(&delimiter);
        let mut parts = Vec::new();
        for item in items {
            let value = self.text_of(&item);
            match text::split(&value, &delimiter, rule, &self.at) {
                Ok(more) => parts.extend(more.into_iter().map(Object::Text)),
                Err(Refused::Unknown(why)) => return Ok(Object::Unknown(why)),
                Err(Refused::Error(message)) => {
                    return Err(self.raise(text::BAD_PATTERN, text::BAD_PATTERN, message));
                }
            }
        }
        Ok(Object::Array(Rc::new(crate::shells::powershell::object::Sequence::of_type(
            "System.String[]",
            parts,
        ))))
    }

    fn replace(&mut self, one: &Object, two: &Object, ignore_case: bool) -> Answer {
        let (pattern, replacement) = match two {
            Object::Array(list) => {
                let items = list.items();
                if items.len() > 2 {
                    let message = "The -replace operator allows only two elements to follow it.";
                    return Err(self.raise("BadReplaceArgument", RUNTIME, message));
                }
                (
                    items.first().cloned().unwrap_or(Object::Null),
                    items.get(1).cloned().unwrap_or_else(|| self.text("")),
                )
            }
            other => (other.clone(), self.text("")),
        };
        let options = Options { ignore_case, ..Options::default() };
        let regex = match self.compile(&pattern, options, BAD_REPLACE)? {
            Ok(regex) => regex,
            Err(unknown) => return Ok(Object::Unknown(self.reason_of(&unknown))),
        };
        let make =
            |evaluator: &mut Self, item: &Object| evaluator.replace_one(item, &regex, &replacement);
        match one {
            Object::Array(list) | Object::List(list) => {
                let mut all = Vec::new();
                for item in list.items() {
                    all.push(make(self, &item)?);
                }
                Ok(Object::array(all))
            }
            other => make(self, other),
        }
    }

    pub(super) fn unary(&mut self, op: UnaryOperator, inner: &Expression) -> Answer {
        use UnaryOperator as U;
        match op {
            U::IncrementBefore | U::IncrementAfter | U::DecrementBefore | U::DecrementAfter => {
                return self.increment(op, inner);
            }
            _ => {}
        }
        let value = self.expression(inner)?;
        let at = self.at.clone();
        match op {
            U::Not => Ok(match truth(&value) {
                Ok(holds) => Object::Bool(!holds),
                Err(why) => Object::Unknown(why),
            }),
            U::Minus => {
                let result = arithmetic::negate(&value, &at);
                self.settle(result, "RuntimeException", RUNTIME)
            }
            U::Plus => {
                let result = arithmetic::to_number(&value, &at);
                self.settle(result, "RuntimeException", RUNTIME)
            }
            U::BitNot => {
                let result = arithmetic::complement(&value, &at);
                self.settle(result, "RuntimeException", RUNTIME)
            }
            U::Join => Ok(Object::Text(text::join(&value, &Value::empty(), &at))),
            U::Comma => Ok(Object::array(vec![if matches!(value, Object::Nothing) {
                Object::Null
            } else {
                value
            }])),
            _ => {
                let items = value.enumerate().unwrap_or_else(|| vec![value.clone()]);
                let mut parts = Vec::new();
                for item in items {
                    match text::split_blanks(&self.text_of(&item), &at) {
                        Ok(more) => parts.extend(more.into_iter().map(Object::Text)),
                        Err(_) => return Ok(Object::Unknown(self.reason_of(&item))),
                    }
                }
                Ok(Object::Array(Rc::new(crate::shells::powershell::object::Sequence::of_type(
                    "System.String[]",
                    parts,
                ))))
            }
        }
    }

    fn is_type(&mut self, one: &Object, two: &Object, wanted: bool) -> Answer {
        if let Object::Unknown(why) = one {
            return Ok(Object::Unknown(why.clone()));
        }
        let target = match two {
            Object::Type(name) => name.clone(),
            other => match self.plain(other).and_then(|name| self.type_named(&name)) {
                Some(found) => found,
                None => return Ok(self.unknown("asks for a type envsim does not know")),
            },
        };
        match self.instance_of(one, &target) {
            Some(answer) => Ok(Object::Bool(answer == wanted)),
            None => Ok(self.unknown("asks whether an object has a type envsim does not model")),
        }
    }

    fn as_type(&mut self, one: &Object, two: &Object, separator: &Value) -> Answer {
        let target = match two {
            Object::Type(name) => name.clone(),
            other => match self.plain(other).and_then(|name| self.type_named(&name)) {
                Some(found) => found,
                None => return Ok(self.unknown("converts to a type envsim does not know")),
            },
        };
        let at = self.at.clone();
        Ok(match crate::shells::powershell::object::cast::cast(one, &target, separator, &at) {
            Ok(object) => object,
            Err(Refused::Error(_)) => Object::Null,
            Err(Refused::Unknown(why)) => Object::Unknown(why),
        })
    }
}

/// Whether a pattern is found in a text of several alternatives, where all agree.
fn alternatives_match(value: &Value, regex: &Regex) -> Option<bool> {
    let all = value.alternatives()?;
    let mut answers = all.iter().map(|one| {
        let text = one.value.text()?;
        regex.find_at(&text, 0).ok().map(|found| found.is_some())
    });
    let first = answers.next()??;
    answers.all(|one| one == Some(first)).then_some(first)
}
