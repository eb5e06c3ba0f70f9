//! Static properties.

use super::super::super::object::convert::known;
use super::super::super::object::{IntKind, Object, Payload, Record};
use super::Answer;
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::object::enums;
use crate::value::Value;

impl Evaluator<'_> {
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
        if let Some(value) = self.scalar_static(full, &lower) {
            return Ok(value);
        }
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
            // 2π (Math.Tau, .NET 5).
            ("System.Math", "tau") if !self.state.desktop => Object::Double(std::f64::consts::TAU),
            ("System.BitConverter", "islittleendian") => Object::Bool(true),
            ("System.Char", "maxvalue") => Object::Char('\u{FFFF}'),
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
            ) => self.encoding_named(&lower),
            ("Microsoft.Win32.Registry", "currentuser") => self.registry_object("HKCU"),
            ("Microsoft.Win32.Registry", "localmachine") => self.registry_object("HKLM"),
            ("System.Globalization.CultureInfo", "invariantculture") => Record::new(full)
                .with_payload(Payload::Intrinsic("InvariantCulture"))
                .with("Name", self.text(""))
                .printing(known("", &self.at))
                .into_object(),
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
}
