//! `assoc` and `ftype`: the classes of the machine (MS `assoc`, `ftype`): `HKLM\Software\Classes`, whoever calls.

use std::rc::Rc;

use super::Evaluator;
use crate::machine::associations::{self, CLASSES, Class};
use crate::machine::overlay::{Change, RegistryPlace};
use crate::machine::{RegistryData, RegistryValue};
use crate::shells::cmd::state::Level;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Unknown, Value};

/// Where the command of a class stands below it.
const OPEN: &str = "\\shell\\open\\command";

impl Evaluator<'_> {
    /// `assoc .EXT`, `assoc .EXT=CLASS`; `ftype CLASS`, `ftype CLASS=COMMAND`.
    pub(super) fn file_type(&mut self, command: &str, text: &Traced, origin: &Origin) {
        let text = text.trim(&[' ', '\t']);
        let unmodelled = |me: &mut Self| {
            me.print_unknown(command, origin);
            me.unknown_code(&format!("is what `{command}` returns"), origin);
        };
        let Some(known) = text.as_known().map(str::to_owned) else {
            let why = format!("may have been written by `{command}`");
            let at = crate::machine::overlay::RegistryPlace::default();
            if text.text().contains('=') {
                self.outside("writes a class of files that is not known", origin);
                self.host.change(Change::RegistryUndecided { at, why: why.into() });
            }
            return unmodelled(self);
        };
        if known.is_empty() {
            self.print_unknown(command, origin);
            return self.succeeds();
        }
        let (name, new) = match known.split_once('=') {
            Some((name, new)) => (name.trim_end(), Some(new.trim())),
            None => (known.trim_end(), None),
        };
        let below = if command == "ftype" { OPEN } else { "" };
        if name.is_empty() || name.contains(['\\', '"', ' ']) {
            return unmodelled(self);
        }
        if below.is_empty() && !name.starts_with('.') && new.is_none() {
            let message = format!("File association not found for extension {name}");
            return self.failed("NotAssociated", &message, origin);
        }
        match new {
            Some(new) => self.file_type_written(command, (name, below), new, origin),
            None => self.file_type_shown(command, (name, below), origin),
        }
    }

    fn file_type_shown(&mut self, command: &str, (name, below): (&str, &str), origin: &Origin) {
        match associations::class(self.host.machine(), name, below) {
            Class::Known(data) => {
                self.print_line(Value::known(format!("{name}={data}"), origin.clone()), origin);
                self.succeeds();
            }
            Class::Missing if command == "ftype" => {
                let message =
                    format!("File type '{name}' not found or no open command associated with it.");
                self.complain("NoOpenCommand", &message, origin);
                self.state.returns(2);
            }
            Class::Missing => {
                let message = format!("File association not found for extension {name}");
                self.failed("NotAssociated", &message, origin);
            }
            Class::Unknown(reason) => {
                let unknown = Rc::new(Unknown::new(&*reason, origin.clone()));
                self.state.print(Value::unknown(unknown.clone()));
                self.state.level = Level::Unknown(unknown.clone());
                self.state.code = Level::Unknown(unknown);
            }
        }
    }

    /// A write for the machine that may be refused.
    fn machine_undecided(&mut self, command: &str, key: &str, origin: &Origin) {
        let rights = "takes administrator rights, which only a session `@sudo` certainly has";
        self.outside(&format!("what `{command}` writes to the registry here {rights}"), origin);
        let why = format!("may have been written by `{command}`").into();
        let at = RegistryPlace::of(key, None);
        self.host.change(Change::RegistryUndecided { at, why });
        self.print_unknown(command, origin);
        self.unknown_code(&format!("is what `{command}` returns"), origin);
    }

    fn file_type_written(
        &mut self,
        command: &str,
        (name, below): (&str, &str),
        new: &str,
        origin: &Origin,
    ) {
        // All that was written before is looked through for it.
        if self.host.spend(super::external::SEARCH).is_err() {
            return;
        }
        let key = format!("{CLASSES}\\{name}{below}");
        if !self.host.is_elevated() {
            return self.machine_undecided(command, &key, origin);
        }
        let there = associations::class(self.host.machine(), name, below);
        let change = match new.is_empty() {
            true => {
                self.host.change(Change::RegistryKey { key: key.clone() });
                Change::RegistryRemoved { key, name: String::new() }
            }
            false => {
                let data = RegistryData::Expand(new.to_owned());
                let data = if below.is_empty() { RegistryData::Text(new.to_owned()) } else { data };
                Change::Registry { key, value: RegistryValue { name: String::new(), data } }
            }
        };
        let change = match self.uncertain() {
            Some(why) => change.perhaps(why.reason.clone()),
            None => Some(change),
        };
        if let Some(change) = change {
            self.host.change(change);
        }
        match (new.is_empty(), there) {
            (false, _) => {
                self.print_line(Value::known(format!("{name}={new}"), origin.clone()), origin);
                self.succeeds();
            }
            // Wine's tests assert that nothing is printed.
            (true, Class::Known(_)) => self.succeeds(),
            // What is said of a class that is not there nobody asserts.
            (true, _) => {
                self.print_unknown(command, origin);
                self.unknown_code(&format!("is what `{command}` returns"), origin);
            }
        }
    }
}
