//! New objects.

use std::rc::Rc;

use super::super::super::object::cast::parse_version;
use super::super::super::object::convert::known;
use super::super::super::object::{
    IntKind, Object, Payload, Record, Sequence, Table, TableKind, TypeName,
};
use super::super::values::options_of;
use super::Answer;
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::patterns::regex::Options;
use crate::value::Value;

impl Evaluator<'_> {
    /// `ErrorRecord(exception, id, category, target)`.
    pub(super) fn error_record(&mut self, arguments: &[Object]) -> Object {
        let [Object::Record(exception), id, _, target] = arguments else {
            return self.unknown("is an error record made in a way envsim does not model");
        };
        let Payload::Exception(inner) = &exception.payload else {
            return self.unknown("is an error record of an exception that is not known");
        };
        let mut record = (**inner).clone();
        record.id = self.text_of(id);
        record.target = target.clone();
        Object::Error(Rc::new(record))
    }

    /// An encoding made by `::new()`; `UTF8Encoding` has no mark unless it is asked for.
    pub(super) fn encoding_object(&mut self, full: &str, arguments: &[Object]) -> Object {
        let name = match (full, arguments) {
            ("System.Text.UTF8Encoding", [] | [Object::Bool(false)]) => "utf8nobom",
            ("System.Text.UTF8Encoding", [Object::Bool(true)]) => "utf8",
            ("System.Text.ASCIIEncoding", []) => "ascii",
            ("System.Text.UnicodeEncoding", []) => "unicode",
            _ => return self.unknown("is an encoding made in a way envsim does not model"),
        };
        let name = known(name, &self.at);
        Record::new(full).with_payload(Payload::Intrinsic("Encoding")).printing(name).into_object()
    }

    /// `New-Object` and `::new()`.
    ///
    /// # Errors
    /// When the constructor throws.
    pub fn new_object(&mut self, target: &TypeName, arguments: Vec<Object>) -> Answer {
        let full = target.full_name();
        if let Some(class) = self.state.classes.get(&folded(full)).cloned() {
            return self.construct(&class, arguments);
        }
        if let Some(answer) = self.scalar_new(full, &arguments) {
            return answer;
        }
        let collection = [
            "List`1",
            "Queue`1",
            "Stack`1",
            "HashSet`1",
            "SortedSet`1",
            "Collection`1",
            "LinkedList`1",
        ];
        if full == "System.Collections.ArrayList"
            || full == "System.Collections.Queue"
            || full == "System.Collections.Stack"
            || collection.iter().any(|one| full.contains(one))
        {
            if full.contains("SortedSet") || full.contains("LinkedList") {
                return Ok(self.unknown("is a collection with an order of its own"));
            }
            let Some((arguments, folding)) = without_comparer(arguments) else {
                return Ok(self.unknown("is a collection with a comparison of its own"));
            };
            let mut items = match arguments.first() {
                Some(Object::Integer(..)) | None => Vec::new(),
                Some(other) => other.enumerate().unwrap_or_else(|| vec![other.clone()]),
            };
            if full.contains("Stack") {
                items.reverse();
            }
            let made = Sequence::of_type(full, Vec::new()).folding(folding);
            let element = TypeName::of(made.element_type());
            let mut kept: Vec<Object> = Vec::new();
            for item in items {
                let item =
                    if element.is("System.Object") { item } else { self.convert(&item, &element)? };
                let at = self.at.clone();
                if full.contains("HashSet")
                    && kept.iter().any(|one| {
                        super::super::super::operators::compare::equal(one, &item, folding, &at)
                            .unwrap_or(false)
                    })
                {
                    continue;
                }
                kept.push(item);
            }
            made.replace(kept);
            return Ok(Object::List(Rc::new(made)));
        }
        if full.contains("Dictionary`2") {
            let given = without_comparer(arguments).filter(|_| !full.contains("Sorted"));
            let Some((rest, folding)) = given.filter(|(rest, _)| is_capacity(rest)) else {
                return Ok(self.unknown("is a dictionary with an order or comparison of its own"));
            };
            drop(rest);
            let kind = match folding {
                true => TableKind::GenericFolding(full.into()),
                false => TableKind::Generic(full.into()),
            };
            return Ok(Object::Table(Rc::new(Table::new(kind))));
        }
        match full {
            "System.Collections.Hashtable" => match without_comparer(arguments) {
                Some((rest, folding)) if is_capacity(&rest) => {
                    let kind =
                        if folding { TableKind::Hashtable } else { TableKind::ExactHashtable };
                    Ok(Object::Table(Rc::new(Table::new(kind))))
                }
                _ => Ok(self.unknown("is a hashtable made of another or compared in its own way")),
            },
            "System.Collections.Specialized.OrderedDictionary" if arguments.is_empty() => {
                Ok(Object::Table(Rc::new(Table::new(TableKind::Generic(full.into())))))
            }
            "System.Text.StringBuilder" => {
                let text = match arguments.first() {
                    Some(Object::Integer(..)) | None => Value::empty(),
                    Some(other) => self.text_of(other),
                };
                Ok(Record::new(full)
                    .with_payload(Payload::Builder(std::cell::RefCell::new(text)))
                    .into_object())
            }
            "System.Version" => match arguments.as_slice() {
                [one] => self.convert(one, target),
                parts => {
                    let text: Vec<String> =
                        parts.iter().filter_map(|part| self.plain(part)).collect();
                    match parse_version(&text.join(".")) {
                        Some(parts) => Ok(Object::Version(parts)),
                        None => Err(self.method_error(
                            "ArgumentException",
                            "Version string portion was too short or too long.",
                        )),
                    }
                }
            },
            "System.String" => match arguments.as_slice() {
                [letter, count] => {
                    let (Some(letter), Object::Integer(_, count)) =
                        (self.plain(letter), count.base())
                    else {
                        return Ok(self.unknown("makes a text"));
                    };
                    let Some(count) = few(*count) else {
                        return Ok(self.unknown("is a text longer than envsim makes"));
                    };
                    Ok(self.text(letter.repeat(count)))
                }
                [Object::Array(letters)] => {
                    Ok(Object::Text(super::super::super::operators::text::join_items(
                        &letters.items(),
                        &Value::empty(),
                        &self.at,
                    )))
                }
                [one] => Ok(Object::Text(self.text_of(one))),
                _ => Ok(self.unknown("makes a text")),
            },
            "System.Object" => Ok(Record::new(full).into_object()),
            "System.Management.Automation.PSObject"
            | "System.Management.Automation.PSCustomObject" => Ok(Record::custom().into_object()),
            "System.Text.RegularExpressions.Regex" => {
                let options = arguments.get(1).map_or_else(Options::default, options_of);
                let pattern = arguments.first().cloned().unwrap_or(Object::Null);
                match self.compile(&pattern, options, "RegexParseException")? {
                    Ok(regex) => Ok(Record::new(full)
                        .printing(known(regex.pattern.clone(), &self.at))
                        .with_payload(Payload::Regex(regex))
                        .into_object()),
                    Err(unknown) => Ok(unknown),
                }
            }
            "System.IO.FileInfo" | "System.IO.DirectoryInfo" => {
                match arguments.first().and_then(|path| self.plain(path)) {
                    Some(path) => {
                        let base = self.state.process_directory.clone();
                        let full_path = self.state.platform().absolute(&base, &path);
                        Ok(self.file_object(&full_path, full == "System.IO.DirectoryInfo"))
                    }
                    None => Ok(self.unknown("is a file whose name is not known")),
                }
            }
            _ if full.ends_with("[]") => match arguments.first() {
                Some(Object::Integer(_, count)) => {
                    let element = full.trim_end_matches("[]");
                    let filler = match (element, IntKind::by_name(element)) {
                        (_, Some(kind)) => Object::Integer(kind, 0),
                        ("System.Boolean", _) => Object::Bool(false),
                        ("System.Char", _) => Object::Char('\0'),
                        ("System.String" | "System.Object", _) => Object::Null,
                        _ => self.unknown("is the zero of a type"),
                    };
                    let Some(count) = few(*count) else {
                        return Ok(self.unknown("is an array longer than envsim makes"));
                    };
                    Ok(Object::Array(Rc::new(Sequence::of_type(full, vec![filler; count]))))
                }
                _ => Ok(self.unknown("makes an array")),
            },
            super::super::noted::NOTE => match arguments.as_slice() {
                [name, value] if self.plain(name).is_some() => {
                    let name = self.plain(name).unwrap_or_default();
                    Ok(self.note_property(&name, value.clone()))
                }
                _ => Ok(self.unknown("is a property made in a way envsim does not model")),
            },
            "System.Management.Automation.ErrorRecord" => Ok(self.error_record(&arguments)),
            "System.Text.UTF8Encoding"
            | "System.Text.ASCIIEncoding"
            | "System.Text.UnicodeEncoding" => Ok(self.encoding_object(full, &arguments)),
            _ if full.ends_with("Exception") => {
                let message = arguments.first().map_or_else(
                    || {
                        Value::known(
                            format!("Exception of type '{full}' was thrown."),
                            self.at.clone(),
                        )
                    },
                    |first| self.text_of(first),
                );
                let mut record = self.record("", full, "");
                record.message = message.clone();
                record.id = message.clone();
                record.worded = true;
                Ok(Record::new(full)
                    .with_payload(Payload::Exception(Rc::new(record)))
                    .printing(message)
                    .into_object())
            }
            _ => {
                Ok(self
                    .unknown(&format!("is a new object of [{full}], which envsim does not model")))
            }
        }
    }
}

/// The arguments without a `StringComparer` behind the others, and whether it ignores case; `None` for a
/// comparer that is not modelled.
pub(super) fn without_comparer(mut arguments: Vec<Object>) -> Option<(Vec<Object>, bool)> {
    let name = match arguments.last() {
        Some(Object::Record(record)) => record.type_name.clone(),
        Some(Object::Unknown(_)) => return None,
        _ => return Some((arguments, false)),
    };
    let Some(comparer) = name.strip_prefix("System.StringComparer+") else {
        return (!name.contains("Compar")).then_some((arguments, false));
    };
    arguments.pop();
    match comparer {
        "ordinal" => Some((arguments, false)),
        "ordinalignorecase" | "invariantcultureignorecase" | "currentcultureignorecase" => {
            Some((arguments, true))
        }
        _ => None,
    }
}

/// A number of letters or elements that are made at once.
fn few(count: i128) -> Option<usize> {
    usize::try_from(count).ok().filter(|count| *count <= 1 << 16)
}

/// Nothing, or how many elements there will be.
pub(super) fn is_capacity(arguments: &[Object]) -> bool {
    matches!(arguments, [] | [Object::Integer(..)])
}
