//! `-match`, `-split`, `-replace`, and `$Matches`.

use std::rc::Rc;

use super::Evaluator;
use super::costs::SEARCHED;
use super::errors::RUNTIME;
use super::flow::{Answer, Stop};
use crate::shells::powershell::object::convert::Refused;
use crate::shells::powershell::object::{Object, Payload, Table, TableKind, TypeName};
use crate::shells::powershell::operators::text::{self, SplitRule};
use crate::shells::powershell::patterns::regex::{Found, Options, Regex};
use crate::value::Value;

/// What `-replace` raises for a pattern that is none (ParserOps.ReplaceOperator); the others pass the
/// exception on.
const BAD_REPLACE: &str = "InvalidRegularExpression";

impl Evaluator<'_> {
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

    pub(super) fn match_operator(
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
            evaluator.charge(subject.len() as u64 / SEARCHED);
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

    pub(super) fn split(&mut self, one: &Object, two: &Object, ignore_case: bool) -> Answer {
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
                Ok(more) => {
                    self.weigh_made(more.len());
                    parts.extend(more.into_iter().map(Object::Text));
                }
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

    pub(super) fn replace(&mut self, one: &Object, two: &Object, ignore_case: bool) -> Answer {
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
