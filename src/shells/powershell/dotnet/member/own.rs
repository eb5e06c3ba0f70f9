//! Properties that objects have of their own, by what they are.

use std::rc::Rc;

use super::super::super::object::{Object, Payload, Record, Sequence, Table, TypeName};
use super::{BASE, EVERYWHERE, is_whole};
use crate::shells::powershell::evaluator::{Evaluator, Stop};

impl Evaluator<'_> {
    /// Properties of an array or a collection itself; any other name is asked of its elements.
    pub(super) fn list_property(
        &mut self,
        object: &Object,
        list: &Rc<Sequence>,
        lower: &str,
    ) -> Option<Object> {
        let type_name = list.type_name();
        let array = list.is_array();
        match lower {
            "count" => Some(self.list_length(&list.items())),
            "length" | "longlength" if array => Some(self.list_length(&list.items())),
            "rank" if array => Some(Object::int(1)),
            "isreadonly" | "issynchronized" if array => Some(Object::Bool(false)),
            "isfixedsize" if array => Some(Object::Bool(true)),
            "isfixedsize" | "isreadonly" | "issynchronized" if type_name.ends_with("ArrayList") => {
                Some(Object::Bool(false))
            }
            // `ICollection`'s, which of the generic ones are seen only through the interface.
            "issynchronized" if !array && !type_name.contains('`') => Some(Object::Bool(false)),
            "syncroot" => Some(object.clone()),
            "capacity" | "comparer" | "first" | "last" | "min" | "max"
                if type_name.contains('`') || type_name.ends_with("ArrayList") =>
            {
                Some(self.unknown("is a member of a collection that envsim does not model"))
            }
            _ => None,
        }
    }

    pub(super) fn list_length(&mut self, items: &[Object]) -> Object {
        match items.iter().find(|item| matches!(item, Object::Unknown(_))) {
            // An unknown among the elements may stand for any number of them.
            Some(Object::Unknown(why)) => Object::Unknown(why.clone()),
            _ => Object::count(items.len()),
        }
    }

    pub(super) fn table_property(
        &mut self,
        table: &Rc<Table>,
        name: &str,
        lower: &str,
    ) -> Option<Object> {
        let key = self.text(name);
        if let Some(value) = table.key(&key).and_then(|key| table.get(&key)) {
            return Some(value);
        }
        match lower {
            "count" => Some(Object::count(table.len())),
            "keys" => Some(self.table_list(table, |entry| entry.0.clone())),
            "values" => Some(self.table_list(table, |entry| entry.1.clone())),
            "isreadonly" | "isfixedsize" | "issynchronized" => Some(Object::Bool(false)),
            "syncroot" | "comparer" | "capacity" => {
                Some(self.unknown("is a member of a dictionary that envsim does not model"))
            }
            _ => None,
        }
    }

    pub(super) fn table_list(
        &mut self,
        table: &Rc<Table>,
        pick: impl Fn(&(Object, Object)) -> Object,
    ) -> Object {
        if let Some(why) = table.open() {
            return Object::Unknown(why);
        }
        let items: Vec<Object> = table.entries().iter().map(pick).collect();
        let type_name = "System.Collections.Hashtable+KeyCollection";
        Object::List(Rc::new(if table.is_unordered() {
            Sequence::unordered(type_name, items)
        } else {
            Sequence::of_type(type_name, items)
        }))
    }

    pub(super) fn record_property(
        &mut self,
        record: &Rc<Record>,
        name: &str,
        lower: &str,
    ) -> Result<Option<Object>, Stop> {
        if let Some(block) = record.getter(name) {
            let object = Object::Record(record.clone());
            return match self.call_with_this(&block, &object, Vec::new()) {
                Err(Stop::Error(_)) => Ok(Some(self.unknown("is a property that fails"))),
                answer => answer.map(Some),
            };
        }
        if let Some(value) = record.get(name) {
            return Ok(Some(value));
        }
        Ok(match &record.payload {
            Payload::Wraps(inner) => self.own_property(&inner.clone(), name)?,
            Payload::Reference(scope, variable) if lower == "value" => {
                Some(self.referred(*scope, variable))
            }
            Payload::View(inner) if &*record.type_name == BASE => {
                self.base_property(&inner.clone(), lower)?
            }
            Payload::View(inner) => Some(self.view_property(&inner.clone(), lower)),
            Payload::Command(found) => Some(self.command_property(&found.clone(), lower)),
            Payload::Builder(text) if lower == "length" => {
                let text = text.borrow().text().map(|text| text.encode_utf16().count());
                Some(text.map_or_else(|| self.unknown("is unknown"), Object::count))
            }
            Payload::File { path, directory } => {
                self.file_property(&path.clone(), *directory, lower)
            }
            Payload::Markup(markup) => self.markup_property(&markup.clone(), name, lower),
            Payload::Scalar(scalar) => self.scalar_property(&scalar.clone(), lower),
            Payload::Exception(error) => Some(self.exception_property(&error.clone(), lower)),
            Payload::Intrinsic("Encoding") => {
                let which =
                    record.text.as_ref().and_then(|text| text.text().map(|text| text.into_owned()));
                Some(self.encoding_property(&which.unwrap_or_default(), lower))
            }
            Payload::Intrinsic(which) => {
                Some(self.intrinsic_property(which, lower)).filter(|value| !value.is_null())
            }
            Payload::Elements(items) if lower == "count" || lower == "length" => {
                Some(Object::count(items.len()))
            }
            Payload::Instance(class) if !class.is_whole() => {
                Some(self.unknown("is a member that a class may inherit"))
            }
            _ if record.is_custom() || is_whole(record) => None,
            // Every object has these (see `property`).
            _ if EVERYWHERE.contains(&lower) => None,
            Payload::Elements(_) | Payload::Instance(_) => None,
            _ => Some(self.unknown(&format!(
                "reads {name} of {}, which envsim does not model",
                record.type_name
            ))),
        })
    }

    pub(super) fn file_property(
        &mut self,
        path: &str,
        directory: bool,
        lower: &str,
    ) -> Option<Object> {
        let platform = self.state.platform();
        match lower {
            "parent" if directory => {
                let parent = platform.parent(path)?.to_owned();
                Some(self.file_object(&parent, true))
            }
            "directory" if !directory => {
                let parent = platform.parent(path)?.to_owned();
                Some(self.file_object(&parent, true))
            }
            "isreadonly" | "versioninfo" if !directory => {
                Some(self.unknown("is a property of a file that is not recorded"))
            }
            "root" if directory => {
                let root = path[..platform.root_len(path)].to_owned();
                Some(self.file_object(&root, true))
            }
            _ => None,
        }
    }

    /// A property of the object itself: of a table its own, never an entry of that name.
    pub(super) fn base_property(
        &mut self,
        inner: &Object,
        lower: &str,
    ) -> Result<Option<Object>, Stop> {
        match inner {
            Object::Table(table) => Ok(Some(match lower {
                "count" if table.open().is_some() => self.unknown("counts keys that are not known"),
                "count" => Object::count(table.len()),
                "keys" => self.table_list(table, |entry| entry.0.clone()),
                "values" => self.table_list(table, |entry| entry.1.clone()),
                _ => self.unknown("is a member of a dictionary that envsim does not model"),
            })),
            other => self.own_property(other, lower),
        }
    }

    /// Properties of what `.PSObject` gives.
    pub(super) fn view_property(&mut self, inner: &Object, lower: &str) -> Object {
        match lower {
            "properties" => self.properties_of(inner),
            "typenames" => Object::array(vec![self.text(&*inner.type_name())]),
            "baseobject" => inner.base().clone(),
            _ => self.unknown("is a view of an object"),
        }
    }

    pub(super) fn type_property(&mut self, target: &TypeName, lower: &str) -> Option<Object> {
        Some(match lower {
            "name" => {
                let short = target.short_name().to_owned();
                self.text(short)
            }
            "fullname" => self.text(target.full_name().to_owned()),
            "namespace" => self.text(
                target
                    .full_name()
                    .rsplit_once('.')
                    .map_or("", |(namespace, _)| namespace)
                    .to_owned(),
            ),
            "isarray" => Object::Bool(target.full_name().ends_with("[]")),
            "isenum" => {
                Object::Bool(crate::shells::powershell::object::enums::is_known(target.full_name()))
            }
            _ => self.unknown("is a property of a type"),
        })
    }

    pub(super) fn intrinsic_property(&mut self, which: &str, lower: &str) -> Object {
        match (which, lower) {
            ("ExecutionContext", "invokecommand") => {
                Record::new("System.Management.Automation.CommandInvocationIntrinsics")
                    .with_payload(Payload::Intrinsic("InvokeCommand"))
                    .into_object()
            }
            ("ExecutionContext", "sessionstate") => {
                Record::new("System.Management.Automation.SessionState")
                    .with_payload(Payload::Intrinsic("SessionState"))
                    .into_object()
            }
            ("SessionState", "path") => Record::new("System.Management.Automation.PathIntrinsics")
                .with_payload(Payload::Intrinsic("Path"))
                .into_object(),
            ("Path", "currentlocation" | "currentfilesystemlocation") => self.path_info(),
            ("ExecutionContext", "host") => self.state.value("Host").unwrap_or(Object::Null),
            ("Host", "ui" | "privatedata") | ("UI", "rawui") => {
                Record::new("System.Management.Automation.Internal.Host.InternalHostUserInterface")
                    .with_payload(Payload::Intrinsic("UI"))
                    .into_object()
            }
            (style, _) if style.starts_with("PSStyle") => self.style_property(style, lower),
            _ => self.unknown("is part of the host, which envsim does not model"),
        }
    }
}
