//! Methods of dictionaries, patterns, builders and other objects.

use std::rc::Rc;

use super::super::object::convert::{Refused, own_text, truth};
use super::super::object::{Object, Payload, Record, Sequence, Table, TableKind};
use super::super::operators::{compare, format};
use crate::shells::powershell::commands::Search;
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::value::Value;

type Answer = Result<Object, Stop>;

/// Methods of dictionaries that write or take away by a key.
const CHANGING: &[&str] = &["add", "tryadd", "remove", "set_item"];

/// So many matches of one text are held.
const MOST_MATCHES: usize = 1 << 14;

impl Evaluator<'_> {
    pub(super) fn table_method(
        &mut self,
        table: &Rc<Table>,
        lower: &str,
        name: &str,
        arguments: Vec<Object>,
    ) -> Answer {
        if let Some(answer) = self.dictionary_method(table, lower, &arguments) {
            return answer;
        }
        let key = arguments.first().and_then(|key| table.key(key));
        if let (Some(first), None) = (arguments.first(), &key)
            && !matches!(lower, "gettype" | "tostring" | "insert" | "copyto" | "trygetvalue")
        {
            let why = self.reason_of(first);
            if CHANGING.contains(&lower) {
                self.may_fail(&why);
                table.leave_open(&why);
            }
            return Ok(Object::Unknown(why));
        }
        if let Some(why) = table.open()
            && !matches!(lower, "gettype" | "tostring" | "clear")
        {
            if CHANGING.contains(&lower) {
                self.may_fail(&why);
                table.leave_open(&why);
            }
            return Ok(Object::Unknown(why));
        }
        Ok(match lower {
            "containskey" | "contains" => {
                Object::Bool(key.is_some_and(|key| table.get(&key).is_some()))
            }
            "containsvalue" => {
                let at = self.at.clone();
                let wanted = arguments.first().cloned().unwrap_or(Object::Null);
                Object::Bool(
                    table.entries().iter().any(|(_, value)| {
                        compare::equal(value, &wanted, false, &at).unwrap_or(false)
                    }),
                )
            }
            "add" => {
                let (Some(key), Some(spelled)) = (key, arguments.first().cloned()) else {
                    return Err(self.no_overload(name, arguments.len()));
                };
                if table.get(&key).is_some() {
                    return Err(
                        self.method_error("ArgumentException", "Item has already been added.")
                    );
                }
                table.set(key, spelled, arguments.get(1).cloned().unwrap_or(Object::Null));
                Object::Nothing
            }
            "tryadd" => {
                let (Some(key), Some(spelled)) = (key, arguments.first().cloned()) else {
                    return Err(self.no_overload(name, arguments.len()));
                };
                let fresh = table.get(&key).is_none();
                if fresh {
                    table.set(key, spelled, arguments.get(1).cloned().unwrap_or(Object::Null));
                }
                Object::Bool(fresh)
            }
            "remove" => {
                let removed = key.is_some_and(|key| table.remove(&key));
                if matches!(table.kind, TableKind::Generic(_) | TableKind::GenericFolding(_)) {
                    Object::Bool(removed)
                } else {
                    Object::Nothing
                }
            }
            "insert" => {
                let (Some(Object::Integer(_, at)), Some(spelled)) =
                    (arguments.first(), arguments.get(1).cloned())
                else {
                    return Err(self.no_overload(name, arguments.len()));
                };
                let Some(key) = table.key(&spelled) else {
                    let why = self.reason_of(&spelled);
                    table.leave_open(&why);
                    return Ok(Object::Nothing);
                };
                {
                    table.insert_at(
                        usize::try_from(*at).unwrap_or(0),
                        key,
                        spelled,
                        arguments.get(2).cloned().unwrap_or(Object::Null),
                    );
                }
                Object::Nothing
            }
            "clear" => {
                table.clear();
                Object::Nothing
            }
            "clone" => Object::Table(Rc::new(table.duplicate())),
            "getenumerator" => self.entries(table),
            "get_item" | "item" => key.and_then(|key| table.get(&key)).unwrap_or(Object::Null),
            "set_item" => {
                if let (Some(key), Some(spelled)) = (key, arguments.first().cloned()) {
                    table.set(key, spelled, arguments.get(1).cloned().unwrap_or(Object::Null));
                }
                Object::Nothing
            }
            "tostring" => self.text(&*table.type_name()),
            "equals" => Object::Bool(
                matches!(arguments.first(), Some(Object::Table(other)) if Rc::ptr_eq(other, table)),
            ),
            "removeat" => {
                if let Some(Object::Integer(_, at)) = arguments.first()
                    && let Some((spelled, _)) =
                        usize::try_from(*at).ok().and_then(|at| table.at(at))
                    && let Some(key) = table.key(&spelled)
                {
                    table.remove(&key);
                }
                Object::Nothing
            }
            _ => return Err(self.no_method(&table.type_name(), name)),
        })
    }

    /// The entries of a table, as `GetEnumerator()` gives them.
    pub fn entries(&mut self, table: &Rc<Table>) -> Object {
        let items: Vec<Object> = table
            .entries()
            .into_iter()
            .map(|(key, value)| {
                Record::new("System.Collections.DictionaryEntry")
                    .with("Name", key.clone())
                    .with("Key", key)
                    .with("Value", value)
                    .into_object()
            })
            .collect();
        let list = if table.is_unordered() {
            Sequence::unordered("System.Object[]", items)
        } else {
            Sequence::array(items)
        };
        Object::Array(Rc::new(list))
    }

    pub(super) fn record_method(
        &mut self,
        record: &Rc<Record>,
        object: &Object,
        lower: &str,
        name: &str,
        arguments: Vec<Object>,
    ) -> Answer {
        let at = self.at.clone();
        if let Some(block) = record.method(name) {
            return self.call_with_this(&block, object, arguments);
        }
        if let Some(answer) = self.runspace_method(record, lower, &arguments) {
            return answer;
        }
        if let Some(answer) = self.properties_method(record, lower, &arguments) {
            return answer;
        }
        match &record.payload {
            Payload::Instance(class) => {
                if let Some(value) =
                    self.call_instance(object, &class.clone(), name, arguments.clone())?
                {
                    return Ok(value);
                }
                if lower == "tostring" {
                    return Ok(self.text(class.name.clone()));
                }
                return Err(self.no_method(&class.name, name));
            }
            Payload::Module(scope) if matches!(lower, "invoke" | "newboundscriptblock") => {
                return self.module_method(*scope, lower, arguments);
            }
            Payload::Builder(text) => return self.builder_method(record, text, lower, &arguments),
            Payload::Markup(markup) => {
                return self.markup_method(&markup.clone(), lower, name, &arguments);
            }
            Payload::Scalar(scalar) => {
                return self.scalar_instance_call(object, &scalar.clone(), lower, name, &arguments);
            }
            Payload::Regex(regex) => return self.regex_method(&regex.clone(), lower, &arguments),
            Payload::Intrinsic("Encoding") => {
                let which = record
                    .text
                    .as_ref()
                    .and_then(|text| text.text().map(|text| text.into_owned()))
                    .unwrap_or_default();
                return Ok(self.encoding_method(&which, lower, &arguments));
            }
            Payload::Intrinsic(which) => return self.intrinsic_method(which, lower, &arguments),
            Payload::View(inner) => {
                return Ok(match lower {
                    "copy" => self.copied(inner),
                    _ => self.unknown("calls a method of an object's view"),
                });
            }
            Payload::Elements(items) if lower == "getenumerator" => {
                return Ok(Object::array(items.clone()));
            }
            _ => {}
        }
        match lower {
            "tostring" => Ok(Object::Text(own_text(object, &at))),
            "getvalue" if &*record.type_name == "Microsoft.Win32.RegistryKey" => {
                self.registry_get_value(record, &arguments)
            }
            "getvaluenames" | "opensubkey" | "getsubkeynames" | "close" | "dispose" | "flush"
            | "createsubkey" | "getvaluekind" | "setvalue" | "deletevalue"
                if &*record.type_name == "Microsoft.Win32.RegistryKey" =>
            {
                self.registry_key_method(record, lower, &arguments)
            }
            "equals" => Ok(Object::Bool(
                matches!(arguments.first(), Some(Object::Record(other)) if Rc::ptr_eq(other, record)),
            )),
            "getscriptblock" => Ok(self.unknown("is a script block of a command")),
            _ if record.is_custom() => match record.get(name) {
                Some(Object::Unknown(why)) => Ok(Object::Unknown(why)),
                _ => Err(self.no_method("System.Management.Automation.PSCustomObject", name)),
            },
            _ => {
                self.note_if_writing(lower);
                Ok(self.unknown(&format!(
                    "calls {name} of {}, which envsim does not model",
                    record.type_name
                )))
            }
        }
    }

    pub(super) fn note_if_writing(&mut self, lower: &str) {
        if ["set", "delete", "create", "write", "move", "copyto", "remove"]
            .iter()
            .any(|verb| lower.starts_with(verb))
        {
            self.incomplete(&format!(
                "calls the method {lower}, which may change files or registry"
            ));
        }
    }

    pub(super) fn builder_method(
        &mut self,
        record: &Rc<Record>,
        text: &std::cell::RefCell<Value>,
        lower: &str,
        arguments: &[Object],
    ) -> Answer {
        let added = arguments.first().map(|first| self.text_of(first)).unwrap_or_default();
        let newline = if self.state.platform().is_windows() { "\r\n" } else { "\n" };
        // What is appended is kept piece by piece.
        self.charge(1 + 2 * crate::shells::powershell::evaluator::costs::text_steps(&added));
        self.weigh(&Object::Text(added.clone()));
        match lower {
            "append" => text.borrow_mut().append(added),
            "appendline" => {
                text.borrow_mut().append(added);
                text.borrow_mut().push(newline, self.at.clone());
            }
            "appendformat" => {
                let manner = self.manner();
                let rest = arguments.get(1..).unwrap_or_default();
                let result = format::composite(&added, rest, manner, &self.at).map(Object::Text);
                let made = self.settle(result, "FormatException", "System.FormatException")?;
                let made = self.text_of(&made);
                text.borrow_mut().append(made);
            }
            "tostring" => return Ok(Object::Text(text.borrow().clone())),
            "clear" => *text.borrow_mut() = Value::empty(),
            "insert" | "replace" | "remove" => {
                let current = text.borrow().clone();
                let changed = self.string_method(&current, lower, arguments)?;
                *text.borrow_mut() = self.text_of(&changed);
            }
            _ => {
                return Ok(self.unknown("calls a method of a string builder envsim does not model"));
            }
        }
        Ok(Object::Record(record.clone()))
    }

    /// Methods of a regular expression.
    pub(super) fn regex_method(
        &mut self,
        regex: &Rc<crate::shells::powershell::patterns::regex::Regex>,
        lower: &str,
        arguments: &[Object],
    ) -> Answer {
        let subject = arguments.first().map(|first| self.text_of(first)).unwrap_or_default();
        let Some(text) = subject.text().map(|text| text.into_owned()) else {
            return Ok(Object::Unknown(self.reason_of(&Object::Text(subject))));
        };
        let hard = "matches a pattern that takes too long";
        Ok(match lower {
            "ismatch" => match regex.find_at(&text, 0) {
                Ok(found) => Object::Bool(found.is_some()),
                Err(_) => self.unknown(hard),
            },
            "match" => match regex.find_at(&text, 0) {
                Ok(Some(found)) => self.match_object(regex, &found, &subject),
                Ok(None) => {
                    let empty = self.text("");
                    let groups = Record::new("System.Text.RegularExpressions.GroupCollection")
                        .with_payload(Payload::Elements(Vec::new()))
                        .into_object();
                    Record::new("System.Text.RegularExpressions.Match")
                        .with("Success", Object::Bool(false))
                        .with("Value", empty)
                        .with("Groups", groups)
                        .with("Index", Object::int(0))
                        .with("Length", Object::int(0))
                        .printing(Value::known("", self.at.clone()))
                        .into_object()
                }
                Err(_) => self.unknown(hard),
            },
            "matches" => match regex.find_all(&text, MOST_MATCHES) {
                Ok(all) if all.len() >= MOST_MATCHES => {
                    self.unknown("finds more matches than envsim holds")
                }
                Ok(all) => {
                    let items =
                        all.iter().map(|found| self.match_object(regex, found, &subject)).collect();
                    Record::new("System.Text.RegularExpressions.MatchCollection")
                        .with_payload(Payload::Elements(items))
                        .into_object()
                }
                Err(_) => self.unknown(hard),
            },
            "replace" => {
                let replacement = arguments.get(1).cloned().unwrap_or_else(|| self.text(""));
                let most = match arguments.get(2).map(Object::base) {
                    None => usize::MAX,
                    Some(Object::Integer(_, most)) if arguments.len() == 3 => {
                        usize::try_from(*most).unwrap_or(usize::MAX)
                    }
                    Some(_) => return Ok(self.unknown("replaces only some matches")),
                };
                return self.evaluate_matches(&subject, regex, &replacement, most);
            }
            "split" => match super::super::operators::text::split(
                &subject,
                &regex.pattern,
                super::super::operators::text::SplitRule::default(),
                &self.at,
            ) {
                Ok(parts) => Object::Array(Rc::new(Sequence::of_type(
                    "System.String[]",
                    parts.into_iter().map(Object::Text).collect(),
                ))),
                Err(Refused::Unknown(why)) => Object::Unknown(why),
                Err(Refused::Error(_)) => self.unknown(hard),
            },
            "tostring" => self.text(regex.pattern.clone()),
            _ => self.unknown("calls a method of a pattern envsim does not model"),
        })
    }

    pub(super) fn intrinsic_method(
        &mut self,
        which: &str,
        lower: &str,
        arguments: &[Object],
    ) -> Answer {
        let first = arguments.first().and_then(|first| self.plain(first));
        Ok(match (which, lower, first) {
            ("InvokeCommand", "expandstring", Some(text)) => return self.expand_text(&text),
            ("InvokeCommand", "getcommand", Some(name)) => {
                match crate::shells::powershell::commands::search(self, &name) {
                    Search::Found(found) => self.command_object(found),
                    Search::Missing(_) => Object::Null,
                    Search::Unknown(why) => Object::Unknown(why),
                }
            }
            ("InvokeCommand", "newscriptblock", Some(text)) => {
                Object::Block(self.parse_block(&text)?)
            }
            ("InvokeCommand", "invokescript", Some(text)) => {
                let mut out = crate::shells::powershell::evaluator::Collect::default();
                self.invoke_text(&text, &mut out)?;
                Object::array(out.items)
            }
            ("PSCmdlet", "shouldprocess" | "shouldcontinue", _) => {
                let what_if = self
                    .state
                    .value("WhatIfPreference")
                    .is_some_and(|value| truth(&value) == Ok(true));
                Object::Bool(!what_if)
            }
            ("PSCmdlet", "writeerror" | "throwterminatingerror", _) => {
                let argument = arguments.first().cloned().unwrap_or(Object::Null);
                return self.script_cmdlet_error(&argument, lower == "throwterminatingerror");
            }
            ("PSCmdlet", "writeobject", _) => self.unknown("writes through the cmdlet object"),
            ("PSCmdlet", "writeverbose" | "writedebug" | "writewarning" | "writeprogress", _) => {
                Object::Nothing
            }
            ("Path", "getunresolvedproviderpathfrompspath", Some(path)) => {
                let full = self.full_path(&path);
                self.text(full)
            }
            ("PSStyle.Foreground" | "PSStyle.Background", "fromrgb", _) => {
                return self.style_colour(which, arguments);
            }
            _ => self.unknown("calls a part of the host, which envsim does not model"),
        })
    }
}
