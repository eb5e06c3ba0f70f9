//! Static members.

mod construct;
mod property;

use super::super::object::{IntKind, Object, TypeName};
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::enums;
use crate::shells::powershell::patterns::wildcard;

type Answer = Result<Object, Stop>;

/// How the methods begin that load an assembly, with types nobody knows.
const LOADERS: [&str; 3] = ["load", "unsafeload", "reflectiononlyload"];

impl Evaluator<'_> {
    pub(super) fn static_type(&mut self, object: &Object) -> Result<Option<TypeName>, Stop> {
        match object {
            Object::Type(name) => Ok(Some(name.clone())),
            Object::Unknown(_) | Object::Null => Ok(None),
            other => Ok(Some(TypeName::of(&other.type_name()))),
        }
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
        // Every type has them from `System.Object`.
        if lower == "referenceequals" || lower == "equals" && full != "System.String" {
            return Ok(self.unknown("compares two objects"));
        }
        if let Some(answer) = self.scalar_static_call(&full, &lower, &arguments) {
            return answer;
        }
        if let Some(answer) = self.runspace_call(&full, &lower, &arguments) {
            return answer;
        }
        match full.as_str() {
            "System.Environment" => self.environment_call(&lower, name, arguments),
            "System.IO.Path" => self.path_call(&lower, name, arguments),
            "System.IO.File" | "System.IO.Directory" => {
                self.file_call(&full, &lower, name, arguments)
            }
            "System.String" => self.string_call(&lower, name, arguments),
            "System.Math" => self.math_call(&lower, name, &arguments),
            "System.BitConverter" => self.bits_call(&lower, &arguments),
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
                let text = arguments.first().map(|text| self.text_of(text));
                match text.and_then(|text| text.program()?.text().map(|text| text.into_owned())) {
                    Some(text) => Ok(Object::Block(self.parse_block(&text)?)),
                    None => Ok(self.unknown("is a script block of an unknown text")),
                }
            }
            "System.Enum" => self.enum_call(&lower, &arguments),
            "System.Convert" => self.convert_call(&lower, &arguments),
            "System.Char" => self.char_call(&lower, &arguments),
            "System.Array" => self.array_call(&lower, arguments),
            "System.Version" if lower == "tryparse" => self.version_try(&arguments),
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
                    "tryparse" => self.number_try(&full, &arguments),
                    "parse" => {
                        let text = arguments.first().cloned().unwrap_or(Object::Null);
                        let value = self.plain(&text).unwrap_or_default();
                        let plain =
                            value.trim().trim_start_matches(['-', '+']).bytes().all(|byte| {
                                byte.is_ascii_digit() || full == "System.Double" && byte == b'.'
                            });
                        // Thousands, exponents, `NaN`: what cultures and styles take is not modelled.
                        if !plain && (full == "System.Double" || arguments.len() > 1) {
                            return Ok(self.unknown("reads a number from a text"));
                        }
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
                if full == "System.Reflection.Assembly"
                    && LOADERS.iter().any(|one| lower.starts_with(one))
                {
                    let why =
                        self.why(&format!("calls [{full}]::{name}, which envsim does not model"));
                    self.state.foreign_types.get_or_insert_with(|| why.clone());
                    self.may_fail(&why);
                    return Ok(Object::Unknown(why));
                }
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
}
