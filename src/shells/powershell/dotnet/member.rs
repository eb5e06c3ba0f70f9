//! Properties, indexing and type tests.

use std::rc::Rc;

use super::super::object::{IntKind, Object, Payload, Record, Sequence, Table, TypeName};
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::{Evaluator, Stop};

type Answer = Result<Object, Stop>;

const RUNTIME: &str = "System.Management.Automation.RuntimeException";
/// What `.PSBase` and its like give: the object without what was added to it.
const BASE: &str = "System.Management.Automation.PSMemberSet";

/// Types of which envsim sets every member there is, so that any other name is `$null`.
static WHOLE: &[&str] = &[
    "System.Collections.DictionaryEntry",
    "System.Management.Automation.SwitchParameter",
    "System.Management.Automation.PathInfo",
    "System.Management.Automation.PSReference",
    "Microsoft.PowerShell.Commands.MatchInfo",
    "Microsoft.PowerShell.Commands.GroupInfo",
    "Microsoft.PowerShell.Commands.GenericMeasureInfo",
    "Microsoft.PowerShell.Commands.TextMeasureInfo",
    "System.IO.FileInfo",
    "System.IO.DirectoryInfo",
    "System.TimeSpan",
    "System.DateTime",
    "System.Guid",
    "System.Object",
];

/// Members that every object has.
const EVERYWHERE: [&str; 8] = [
    "count",
    "length",
    "psobject",
    "psbase",
    "psadapted",
    "psextended",
    "pstypenames",
    "psstandardmembers",
];

fn is_length(name: &str) -> bool {
    name.eq_ignore_ascii_case("count") || name.eq_ignore_ascii_case("length")
}

fn is_whole(record: &Record) -> bool {
    WHOLE.contains(&&*record.type_name)
}

impl Evaluator<'_> {
    /// Reads a property.
    ///
    /// # Errors
    /// In strict mode, when it is not there.
    pub fn property(&mut self, object: &Object, name: &str) -> Answer {
        if let Some(value) = self.own_property(object, name)? {
            return Ok(value);
        }
        let everywhere = EVERYWHERE.contains(&name.to_ascii_lowercase().as_str());
        if let Some(items) = object.enumerate().filter(|_| !everywhere || is_length(name))
            && !matches!(object, Object::Nothing)
        {
            return self.each_property(object, items, name);
        }
        match name.to_ascii_lowercase().as_str() {
            "count" | "length" => return Ok(Object::int(i32::from(!object.is_null()))),
            "psbase" | "psadapted" | "psextended" if !object.is_null() => {
                return Ok(Record::new(BASE)
                    .with_payload(Payload::View(object.clone()))
                    .into_object());
            }
            "pstypenames" | "psstandardmembers" if !object.is_null() => {
                return Ok(self.unknown("is what PowerShell keeps of an object's type"));
            }
            "psobject" => {
                return Ok(Record::new("System.Management.Automation.PSObject")
                    .with_payload(Payload::View(object.clone()))
                    .into_object());
            }
            _ => {}
        }
        if self.strict_properties() && !object.is_null() {
            let message = format!(
                "The property '{name}' cannot be found on this object. Verify that the property exists."
            );
            return Err(self.raise(
                "PropertyNotFoundStrict",
                "System.Management.Automation.PropertyNotFoundException",
                message,
            ));
        }
        Ok(Object::Null)
    }

    fn strict_properties(&self) -> bool {
        self.state
            .chain(self.state.current)
            .find_map(|(_, scope)| scope.strict)
            .is_some_and(|version| version >= 2.0)
    }

    /// The property of every element of a list.
    fn each_property(&mut self, object: &Object, items: Vec<Object>, name: &str) -> Answer {
        let unordered =
            matches!(object, Object::Array(list) | Object::List(list) if list.is_unordered());
        let mut values = Vec::new();
        for item in items {
            if let Object::Unknown(_) = item {
                values.push(item);
                continue;
            }
            if let Some(value) = self.own_property(&item, name)? {
                match value.enumerate() {
                    Some(more) => values.extend(more),
                    None => values.push(value),
                }
            }
        }
        if unordered && values.len() > 1 {
            return Ok(Object::Array(Rc::new(Sequence::unordered("System.Object[]", values))));
        }
        Ok(match values.len() {
            0 => Object::Null,
            _ => Object::from_output(values),
        })
    }

    /// A property an object has of its own; `None` where its type has none of that name.
    ///
    /// # Errors
    /// What a property that runs code throws.
    pub fn own_property(&mut self, object: &Object, name: &str) -> Result<Option<Object>, Stop> {
        let lower = name.to_ascii_lowercase();
        Ok(match object {
            Object::Unknown(why) => Some(Object::Unknown(why.clone())),
            Object::Null | Object::Nothing => match lower.as_str() {
                "count" | "length" => Some(Object::int(0)),
                _ => None,
            },
            Object::Text(value) => match lower.as_str() {
                "length" => Some(match value.text() {
                    Some(text) => Object::count(text.encode_utf16().count()),
                    None => Object::Unknown(self.reason_of(object)),
                }),
                "chars" => Some(self.unknown("is a property that takes an argument")),
                _ => None,
            },
            Object::Array(list) | Object::List(list) => {
                self.list_property(object, &list.clone(), &lower)
            }
            Object::Table(table) => self.table_property(table, name, &lower),
            Object::Record(record) => self.record_property(record, name, &lower)?,
            Object::Version(parts) => {
                let index =
                    ["major", "minor", "build", "revision"].iter().position(|part| *part == lower);
                let half = |part: i64| Object::Integer(IntKind::Int16, i128::from(part));
                match lower.as_str() {
                    "majorrevision" => Some(half(parts[3] >> 16)),
                    "minorrevision" => Some(half(i64::from(parts[3] as i16))),
                    _ => index.map(|index| Object::int(i32::try_from(parts[index]).unwrap_or(-1))),
                }
            }
            Object::Error(error) => self.error_property(error, &lower),
            Object::Type(target) => self.type_property(target, &lower),
            Object::Enum(value) if lower == "value__" => {
                Some(Object::int(i32::try_from(value.number).unwrap_or(0)))
            }
            Object::Block(block) => match lower.as_str() {
                "file" => Some(self.text(block.file.clone())),
                "ast" | "attributes" | "debuggerhidden" | "id" | "isconfiguration" | "isfilter"
                | "module" | "startposition" => Some(self.unknown("is a member of a script block")),
                _ => None,
            },
            _ => None,
        })
    }

    /// Properties of an array or a collection itself; any other name is asked of its elements.
    fn list_property(
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
            "syncroot" => Some(object.clone()),
            "capacity" | "comparer" | "first" | "last" | "min" | "max"
                if type_name.contains('`') || type_name.ends_with("ArrayList") =>
            {
                Some(self.unknown("is a member of a collection that envsim does not model"))
            }
            _ => None,
        }
    }

    fn list_length(&mut self, items: &[Object]) -> Object {
        match items.iter().find(|item| matches!(item, Object::Unknown(_))) {
            // An unknown among the elements may stand for any number of them.
            Some(Object::Unknown(why)) => Object::Unknown(why.clone()),
            _ => Object::count(items.len()),
        }
    }

    fn table_property(&mut self, table: &Rc<Table>, name: &str, lower: &str) -> Option<Object> {
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

    fn table_list(
        &mut self,
        table: &Rc<Table>,
        pick: impl Fn(&(Object, Object)) -> Object,
    ) -> Object {
        let items: Vec<Object> = table.entries().iter().map(pick).collect();
        let type_name = "System.Collections.Hashtable+KeyCollection";
        Object::List(Rc::new(if table.is_unordered() {
            Sequence::unordered(type_name, items)
        } else {
            Sequence::of_type(type_name, items)
        }))
    }

    fn record_property(
        &mut self,
        record: &Rc<Record>,
        name: &str,
        lower: &str,
    ) -> Result<Option<Object>, Stop> {
        if let Some(value) = record.get(name) {
            return Ok(Some(value));
        }
        Ok(match &record.payload {
            Payload::Wraps(inner) => self.own_property(&inner.clone(), name)?,
            Payload::Reference(variable) if lower == "value" => {
                Some(self.state.value(variable).unwrap_or(Object::Null))
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
            Payload::Exception(error) => Some(self.exception_property(&error.clone(), lower)),
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

    fn file_property(&mut self, path: &str, directory: bool, lower: &str) -> Option<Object> {
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
    fn base_property(&mut self, inner: &Object, lower: &str) -> Result<Option<Object>, Stop> {
        match inner {
            Object::Table(table) => Ok(Some(match lower {
                "count" => Object::count(table.len()),
                "keys" => self.table_list(table, |entry| entry.0.clone()),
                "values" => self.table_list(table, |entry| entry.1.clone()),
                _ => self.unknown("is a member of a dictionary that envsim does not model"),
            })),
            other => self.own_property(other, lower),
        }
    }

    /// Properties of what `.PSObject` gives.
    fn view_property(&mut self, inner: &Object, lower: &str) -> Object {
        match lower {
            "properties" => {
                let properties = match inner {
                    Object::Record(record) => record.properties(),
                    _ => Vec::new(),
                };
                let items = properties
                    .into_iter()
                    .map(|property| {
                        Record::new("System.Management.Automation.PSNoteProperty")
                            .with("Name", self.text(property.name))
                            .with("Value", property.value)
                            .with("MemberType", self.text("NoteProperty"))
                            .into_object()
                    })
                    .collect();
                Record::new("System.Management.Automation.PSMemberInfoIntegratingCollection")
                    .with_payload(Payload::Elements(items))
                    .into_object()
            }
            "typenames" => Object::array(vec![self.text(&*inner.type_name())]),
            "baseobject" => inner.base().clone(),
            _ => self.unknown("is a view of an object"),
        }
    }

    fn type_property(&mut self, target: &TypeName, lower: &str) -> Option<Object> {
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

    /// Indexes an object.
    ///
    /// # Errors
    /// When PowerShell throws.
    pub fn index(&mut self, object: &Object, index: &Object) -> Answer {
        match object.base() {
            Object::Unknown(why) => Ok(Object::Unknown(why.clone())),
            Object::Null | Object::Nothing => {
                Err(self.raise("NullArray", RUNTIME, "Cannot index into a null array."))
            }
            Object::Table(table) => self.index_table(table, index),
            Object::Array(list) | Object::List(list) => {
                if list.is_unordered() {
                    let why = super::super::object::convert::unordered(&self.at);
                    return Ok(Object::unknown(why));
                }
                self.index_items(&list.items(), index)
            }
            Object::Text(value) => match value.text() {
                Some(text) => {
                    let letters: Vec<Object> = text.chars().map(Object::Char).collect();
                    self.index_items(&letters, index)
                }
                None => Ok(Object::Unknown(self.reason_of(object))),
            },
            Object::Record(record) => match &record.payload {
                Payload::Elements(items) => match index.base() {
                    Object::Text(name) => {
                        let wanted = name.text().map(|name| name.into_owned()).unwrap_or_default();
                        let named = items.iter().find(|item| matches!(item, Object::Record(one) if one.get("Name").and_then(|name| name.known_text()).is_some_and(|name| name.eq_ignore_ascii_case(&wanted))));
                        Ok(named.cloned().unwrap_or(Object::Null))
                    }
                    _ => self.index_items(&items.clone(), index),
                },
                _ => self.index_items(std::slice::from_ref(object), index),
            },
            other => self.index_items(std::slice::from_ref(other), index),
        }
    }

    fn index_table(&mut self, table: &Rc<Table>, index: &Object) -> Answer {
        if let Object::Array(keys) = index {
            let mut values = Vec::new();
            for key in keys.items() {
                values.push(self.index_table(table, &key)?);
            }
            return Ok(Object::array(values));
        }
        if table.kind == super::super::object::TableKind::Ordered
            && let Object::Integer(_, at) = index.base()
        {
            return Ok(usize::try_from(*at)
                .ok()
                .and_then(|at| table.at(at))
                .map_or(Object::Null, |(_, value)| value));
        }
        if index.is_null() {
            return Err(self.raise(
                "NullArrayIndex",
                RUNTIME,
                "Index operation failed; the array index evaluated to null.",
            ));
        }
        Ok(match table.key(index) {
            Some(key) => table.get(&key).unwrap_or(Object::Null),
            None => Object::Unknown(self.reason_of(index)),
        })
    }

    fn index_items(&mut self, items: &[Object], index: &Object) -> Answer {
        if items.iter().any(|item| matches!(item, Object::Unknown(_))) && items.len() == 1 {
            return Ok(items[0].clone());
        }
        if let Object::Array(indices) = index {
            let mut picked = Vec::new();
            for one in indices.items() {
                if let Some(at) = self.position(items.len(), &one)? {
                    picked.push(items[at].clone());
                }
            }
            return Ok(Object::array(picked));
        }
        if let Object::Unknown(why) = index {
            return Ok(Object::Unknown(why.clone()));
        }
        match self.position(items.len(), index)? {
            Some(at) => Ok(items[at].clone()),
            None if self
                .state
                .chain(self.state.current)
                .find_map(|(_, scope)| scope.strict)
                .is_some_and(|version| version >= 3.0) =>
            {
                Err(self.raise(
                    "System.IndexOutOfRangeException",
                    "System.IndexOutOfRangeException",
                    "Index was outside the bounds of the array.",
                ))
            }
            None => Ok(Object::Null),
        }
    }

    fn position(&mut self, length: usize, index: &Object) -> Result<Option<usize>, Stop> {
        let number = match self.convert(index, &TypeName::of("System.Int32"))? {
            Object::Integer(_, number) => number,
            _ => return Ok(None),
        };
        let length = i128::try_from(length).unwrap_or(0);
        let at = if number < 0 { number + length } else { number };
        Ok(usize::try_from(at).ok().filter(|_| at < length))
    }

    /// Whether an object is of a type; `None` when envsim cannot say.
    pub fn instance_of(&mut self, object: &Object, target: &TypeName) -> Option<bool> {
        let wanted = target.full_name();
        if let Object::Record(record) = object
            && let Payload::Instance(class) = &record.payload
        {
            return Some(
                class.is(wanted)
                    || matches!(wanted, "System.Object" | "System.Management.Automation.PSObject"),
            );
        }
        let own = object.type_name();
        if own.eq_ignore_ascii_case(wanted) || wanted == "System.Object" {
            return Some(!object.is_null());
        }
        let base = object.base();
        Some(match wanted {
            "System.Management.Automation.PSObject" => {
                matches!(object, Object::Record(record) if record.is_custom() || matches!(record.payload, Payload::Wraps(_) | Payload::File { .. } | Payload::Command(_)))
            }
            "System.Management.Automation.PSCustomObject" => {
                matches!(object, Object::Record(record) if record.is_custom())
            }
            "System.Array" => own.ends_with("[]"),
            "System.Object[]" => &*own == "System.Object[]" || &*own == "System.String[]",
            "System.Collections.IDictionary" => matches!(base, Object::Table(_)),
            "System.Collections.IEnumerable" => matches!(
                base,
                Object::Table(_) | Object::Array(_) | Object::List(_) | Object::Text(_)
            ),
            "System.Collections.IList" => matches!(base, Object::Array(_) | Object::List(_)),
            "System.ValueType" => matches!(
                base,
                Object::Integer(..)
                    | Object::Bool(_)
                    | Object::Char(_)
                    | Object::Double(_)
                    | Object::Decimal(_)
                    | Object::Enum(_)
            ),
            "System.Enum" => matches!(base, Object::Enum(_)),
            "System.IO.FileSystemInfo" => {
                matches!(object, Object::Record(record) if matches!(record.payload, Payload::File { .. }))
            }
            "System.Management.Automation.CommandInfo" => {
                matches!(object, Object::Record(record) if matches!(record.payload, Payload::Command(_)))
            }
            "System.Exception" => {
                matches!(object, Object::Record(record) if matches!(record.payload, Payload::Exception(_)))
            }
            _ => match object {
                Object::Record(record) if matches!(record.payload, Payload::Exception(_)) => {
                    crate::shells::powershell::object::exceptions::is_a(&record.type_name, wanted)
                }
                _ => false,
            },
        })
    }

    fn intrinsic_property(&mut self, which: &str, lower: &str) -> Object {
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
            _ => self.unknown("is part of the host, which envsim does not model"),
        }
    }

    /// An integer as an `Int64`.
    pub fn long(&self, number: i64) -> Object {
        Object::Integer(IntKind::Int64, i128::from(number))
    }

    /// Whether two names are the same item name.
    pub fn same_item(&self, left: &str, right: &str) -> bool {
        folded(left) == folded(right)
    }
}
