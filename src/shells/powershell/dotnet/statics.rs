//! Static members.

use std::rc::Rc;

use super::super::object::cast::parse_version;
use super::super::object::convert::known;
use super::super::object::{
    IntKind, Object, Payload, Record, Sequence, Table, TableKind, TypeName,
};
use super::values::options_of;
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::enums;
use crate::shells::powershell::patterns::regex::Options;
use crate::shells::powershell::patterns::wildcard;
use crate::value::Value;

type Answer = Result<Object, Stop>;

impl Evaluator<'_> {
    pub(super) fn static_type(&mut self, object: &Object) -> Result<Option<TypeName>, Stop> {
        match object {
            Object::Type(name) => Ok(Some(name.clone())),
            Object::Unknown(_) | Object::Null => Ok(None),
            other => Ok(Some(TypeName::of(&other.type_name()))),
        }
    }

    /// Reads a static property.
    ///
    /// # Errors
    /// When PowerShell throws.
    pub fn static_property(&mut self, object: &Object, name: &str) -> Answer {
        let Some(target) = self.static_type(object)? else {
            return Ok(Object::Unknown(self.reason_of(object)));
        };
        let full = target.full_name();
        if let Some(class) = self.state.classes.get(&folded(full)).cloned() {
            if let Some((_, number)) =
                class.values.iter().find(|(label, _)| label.eq_ignore_ascii_case(name))
            {
                return Ok(self.enum_of(&class.name, *number));
            }
            let value = class.statics.borrow().get(&folded(name)).cloned();
            return Ok(value.unwrap_or(Object::Null));
        }
        if enums::is_known(full) {
            return Ok(enums::named(full, name).unwrap_or(Object::Null));
        }
        if let Some(kind) = IntKind::by_name(full) {
            let (least, greatest) = kind.bounds();
            return Ok(match name.to_ascii_lowercase().as_str() {
                "maxvalue" => Object::Integer(kind, greatest),
                "minvalue" => Object::Integer(kind, least),
                _ => Object::Null,
            });
        }
        let windows = self.state.platform().is_windows();
        let lower = name.to_ascii_lowercase();
        Ok(match (full, lower.as_str()) {
            ("System.IO.Path", "pathseparator") => {
                Object::Char(self.state.platform().list_separator())
            }
            ("System.IO.Path", "directoryseparatorchar") => {
                Object::Char(self.state.platform().separator())
            }
            ("System.IO.Path", "altdirectoryseparatorchar") => Object::Char('/'),
            ("System.IO.Path", "volumeseparatorchar") => {
                Object::Char(if windows { ':' } else { '/' })
            }
            ("System.Environment", "newline") => self.text(if windows { "\r\n" } else { "\n" }),
            ("System.Environment", "osversion") => {
                let platform = enums::object("System.PlatformID", if windows { 2 } else { 4 });
                let version =
                    self.unknown("is the version of the operating system, which is not recorded");
                Record::new("System.OperatingSystem")
                    .with("Platform", platform)
                    .with("Version", version.clone())
                    .with("VersionString", version.clone())
                    .with("ServicePack", self.text(""))
                    .into_object()
            }
            ("System.Environment", "username") => self.text(self.state.facts.user.name.clone()),
            ("System.Environment", "machinename") => match self.state.facts.host.clone() {
                Some(host) => self.text(host),
                None => self.unknown("is the machine's name, which is not recorded"),
            },
            ("System.Environment", "processpath") => {
                let name = match (self.state.desktop, windows) {
                    (true, _) => "powershell.exe",
                    (false, true) => "pwsh.exe",
                    (false, false) => "pwsh",
                };
                let path = self.state.platform().join(&self.state.home, name);
                if self.state.desktop {
                    self.unknown("is a property this edition does not have")
                } else {
                    self.text(path)
                }
            }
            ("System.Environment", "currentdirectory") => {
                self.text(self.state.process_directory.clone())
            }
            ("System.Environment", "systemdirectory") => {
                let text = match windows {
                    true => format!("{}\\system32", self.windows_directory()),
                    false => String::new(),
                };
                self.text(text)
            }
            ("System.Environment", "userdomainname")
                if windows && self.state.environment.value("USERDOMAIN").is_some() =>
            {
                self.read_env("USERDOMAIN")
            }
            ("System.Environment", "is64bitoperatingsystem" | "is64bitprocess") => {
                Object::Bool(true)
            }
            ("System.Environment", "userinteractive")
                if !windows || self.state.is_plain_terminal() =>
            {
                Object::Bool(true)
            }
            (
                "System.Console",
                "isinputredirected" | "isoutputredirected" | "iserrorredirected",
            ) if self.state.is_plain_terminal() => Object::Bool(false),
            ("System.String", "empty") => self.text(""),
            ("System.Math", "pi") => Object::Double(std::f64::consts::PI),
            ("System.Math", "e") => Object::Double(std::f64::consts::E),
            ("System.Double" | "System.Single", "nan") => Object::Double(f64::NAN),
            ("System.Double", "positiveinfinity") => Object::Double(f64::INFINITY),
            ("System.Double", "negativeinfinity") => Object::Double(f64::NEG_INFINITY),
            ("System.Double", "maxvalue") => Object::Double(f64::MAX),
            ("System.Char", "minvalue") => Object::Char('\0'),
            ("System.Management.Automation.Language.NullString", "value") => {
                Record::new("System.Management.Automation.Language.NullString")
                    .with_payload(Payload::Intrinsic("NullString"))
                    .printing(known("", &self.at))
                    .into_object()
            }
            (
                "System.Runtime.InteropServices.OSPlatform",
                "windows" | "linux" | "osx" | "freebsd",
            ) => {
                let text = known(lower.to_ascii_uppercase(), &self.at);
                Record::new("System.Runtime.InteropServices.OSPlatform")
                    .printing(text)
                    .into_object()
            }
            (
                "System.Runtime.InteropServices.RuntimeInformation",
                "processarchitecture" | "osarchitecture",
            ) => match self.state.facts.arch.as_deref() {
                Some("amd64") => enums::object("System.Runtime.InteropServices.Architecture", 1),
                Some("arm64") => enums::object("System.Runtime.InteropServices.Architecture", 3),
                _ => self.unknown("is the processor's architecture, which is not recorded"),
            },
            (
                "System.Text.Encoding",
                "utf8" | "unicode" | "ascii" | "default" | "bigendianunicode" | "latin1" | "utf32",
            ) => {
                let name = known(lower, &self.at);
                Record::new("System.Text.Encoding")
                    .with_payload(Payload::Intrinsic("Encoding"))
                    .printing(name)
                    .into_object()
            }
            ("Microsoft.Win32.Registry", "currentuser") => self.registry_object("HKCU"),
            ("Microsoft.Win32.Registry", "localmachine") => self.registry_object("HKLM"),
            ("System.Guid", "empty") => self.text("00000000-0000-0000-0000-000000000000"),
            ("System.StringComparer", _) => {
                let printed = (*self.why("is the name of a comparer's type")).clone();
                Record::new(&format!("System.StringComparer+{lower}"))
                    .with_payload(Payload::Intrinsic("StringComparer"))
                    .printing(Value::unknown(printed))
                    .into_object()
            }
            _ => self.unknown(&format!("reads {name} of [{full}], which envsim does not model")),
        })
    }

    /// Calls a static method, or a constructor by `new`.
    ///
    /// # Errors
    /// When PowerShell throws.
    pub fn static_call(&mut self, object: &Object, name: &str, arguments: Vec<Object>) -> Answer {
        self.step()?;
        let Some(target) = self.static_type(object)? else {
            return Ok(Object::Unknown(self.reason_of(object)));
        };
        let full = target.full_name().to_owned();
        if let Some(class) = self.state.classes.get(&folded(&full)).cloned()
            && let Some(value) = self.call_class(&class, name, arguments.clone())?
        {
            return Ok(value);
        }
        let lower = name.to_ascii_lowercase();
        if lower == "new" {
            return self.new_object(&target, arguments);
        }
        match full.as_str() {
            "System.Environment" => self.environment_call(&lower, name, arguments),
            "System.IO.Path" => self.path_call(&lower, name, arguments),
            "System.IO.File" | "System.IO.Directory" => {
                self.file_call(&full, &lower, name, arguments)
            }
            "System.String" => self.string_call(&lower, name, arguments),
            "System.Math" => self.math_call(&lower, arguments),
            "System.Text.RegularExpressions.Regex" => self.regex_call(&lower, name, arguments),
            "System.Management.Automation.WildcardPattern" => {
                let text = arguments.first().map(|first| self.text_of(first)).unwrap_or_default();
                Ok(match lower.as_str() {
                    "escape" => Object::Text(text.map_text(wildcard::escape)),
                    "unescape" => Object::Text(text.map_text(wildcard::unescape)),
                    "containswildcardcharacters" => match text.text() {
                        Some(text) => Object::Bool(wildcard::has_wildcards(&text)),
                        None => self.unknown("is unknown"),
                    },
                    _ => self.unknown("uses a wildcard pattern"),
                })
            }
            "System.Management.Automation.ScriptBlock" if lower == "create" => {
                match arguments.first().and_then(|text| self.plain(text)) {
                    Some(text) => Ok(Object::Block(self.parse_block(&text)?)),
                    None => Ok(self.unknown("is a script block of an unknown text")),
                }
            }
            "System.Enum" => self.enum_call(&lower, &arguments),
            "System.Convert" => self.convert_call(&lower, arguments),
            "System.Char" => self.char_call(&lower, &arguments),
            "System.Array" => self.array_call(&lower, arguments),
            "System.Version" if lower == "parse" => {
                self.convert(&arguments.first().cloned().unwrap_or(Object::Null), &target)
            }
            "System.Runtime.InteropServices.RuntimeInformation" if lower == "isosplatform" => {
                let wanted = arguments.first().and_then(|one| self.plain(one)).unwrap_or_default();
                let mine = match self.state.platform() {
                    crate::machine::Platform::Windows => "WINDOWS",
                    crate::machine::Platform::Linux => "LINUX",
                    crate::machine::Platform::MacOs => "OSX",
                };
                Ok(Object::Bool(wanted == mine))
            }
            "Microsoft.Win32.Registry" => self.registry_call(&lower, &arguments),
            "System.Console"
            | "System.GC"
            | "Microsoft.PowerShell.PSConsoleReadLine"
            | "System.Threading.Thread"
            | "System.Net.ServicePointManager" => {
                Ok(if lower.starts_with("get") || lower.starts_with("read") {
                    self.unknown("asks the console")
                } else {
                    Object::Nothing
                })
            }
            _ if IntKind::by_name(&full).is_some()
                || full == "System.Double"
                || full == "System.Boolean" =>
            {
                match lower.as_str() {
                    "parse" => {
                        let text = arguments.first().cloned().unwrap_or(Object::Null);
                        let value = self.plain(&text).unwrap_or_default();
                        let plain =
                            value.trim().trim_start_matches(['-', '+']).bytes().all(|byte| {
                                byte.is_ascii_digit() || full == "System.Double" && byte == b'.'
                            });
                        if full == "System.Boolean" {
                            return match value.trim().to_ascii_lowercase().as_str() {
                                "true" => Ok(Object::Bool(true)),
                                "false" => Ok(Object::Bool(false)),
                                _ => Err(self.method_error(
                                    "FormatException",
                                    "String was not recognized as a valid Boolean.",
                                )),
                            };
                        }
                        if value.trim().is_empty() || !plain {
                            return Err(self.method_error(
                                "FormatException",
                                "The input string was not in a correct format.",
                            ));
                        }
                        self.convert(&text, &target)
                    }
                    "isnan" => Ok(Object::Bool(
                        matches!(arguments.first(), Some(Object::Double(number)) if number.is_nan()),
                    )),
                    _ => Ok(self.unknown("calls a method of a number type")),
                }
            }
            _ if enums::is_known(&full) && lower == "parse" => {
                self.convert(&arguments.last().cloned().unwrap_or(Object::Null), &target)
            }
            _ => {
                if ["set", "write", "delete", "create", "move", "copy"]
                    .iter()
                    .any(|verb| lower.starts_with(verb))
                {
                    self.incomplete(&format!(
                        "calls [{full}]::{name}, which envsim does not model"
                    ));
                }
                Ok(self.unknown(&format!("calls [{full}]::{name}, which envsim does not model")))
            }
        }
    }

    /// `ErrorRecord(exception, id, category, target)`.
    fn error_record(&mut self, arguments: &[Object]) -> Object {
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
    fn encoding_object(&mut self, full: &str, arguments: &[Object]) -> Object {
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
            if full.contains("SortedSet") {
                return Ok(self.unknown("is a set with an order of its own"));
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
                        super::super::operators::compare::equal(one, &item, folding, &at)
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
                    let count = usize::try_from(*count).unwrap_or(0).min(1 << 16);
                    Ok(self.text(letter.repeat(count)))
                }
                [Object::Array(letters)] => {
                    Ok(Object::Text(super::super::operators::text::join_items(
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
                    let filler = match full {
                        "System.Int32[]" => Object::int(0),
                        _ => Object::Null,
                    };
                    let count = usize::try_from(*count).unwrap_or(0).min(1 << 16);
                    Ok(Object::Array(Rc::new(Sequence::of_type(full, vec![filler; count]))))
                }
                _ => Ok(self.unknown("makes an array")),
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
fn without_comparer(mut arguments: Vec<Object>) -> Option<(Vec<Object>, bool)> {
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

/// Nothing, or how many elements there will be.
fn is_capacity(arguments: &[Object]) -> bool {
    matches!(arguments, [] | [Object::Integer(..)])
}
