//! Items of drives as variables: `$function:f`, `$alias:a`, `${c:\file}` (about_Providers).

use super::Evaluator;
use super::errors::RUNTIME;
use super::flow::{Answer, Flow};
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::charset::Writer;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::patterns::wildcard::has_wildcards;
use crate::shells::powershell::state::{AliasEntry, May, ScopeId};
use crate::value::Value;

impl Evaluator<'_> {
    /// The item of a drive, as `$drive:item` reads it.
    ///
    /// # Errors
    /// When several items match a wildcard.
    pub fn read_drive(&mut self, drive: &str, item: &str) -> Answer {
        match drive.to_ascii_lowercase().as_str() {
            "env" | "environment" => self.read_env_path(item),
            "function" | "alias" if self.state.open_entry(item).is_some() => {
                let open = self.state.open_entry(item);
                Ok(open.map_or(Object::Null, |open| Object::Unknown(open.why)))
            }
            "function" => Ok(match self.state.function(item).map(|one| one.body.clone()) {
                Some(Some(body)) => Object::Block(body),
                Some(None) => self.unknown("is a function of the shell's own stock"),
                None => self.perhaps_made(),
            }),
            "alias" => Ok(self.state.alias(item).map_or_else(
                || self.perhaps_made(),
                |alias| Object::Text(alias.definition.clone()),
            )),
            _ => self.read_file_drive(drive, item),
        }
    }

    /// A function or alias that is not there, unless an opaque statement made it.
    fn perhaps_made(&self) -> Object {
        self.state.changed_since(0, May::Commands).map_or(Object::Null, Object::Unknown)
    }

    fn read_file_drive(&mut self, drive: &str, item: &str) -> Answer {
        if !self.is_drive(drive) {
            return Ok(Object::Null);
        }
        let path = self.full_path(&format!("{drive}:{item}"));
        Ok(match self.read_lines(&path) {
            Ok(lines) => Object::from_output(lines),
            Err(_) => Object::Null,
        })
    }

    pub(super) fn write_drive(&mut self, drive: &str, item: &str, value: Object) -> Flow {
        match drive.to_ascii_lowercase().as_str() {
            "env" | "environment" => {
                let item = item.trim_start_matches(['\\', '/']);
                if has_wildcards(item) {
                    let names = self.env_names(item);
                    if names.is_empty() {
                        let message =
                            format!("Cannot find path 'Env:{item}' because it does not exist.");
                        return Err(self.raise("RuntimeException", RUNTIME, message));
                    }
                    for name in names {
                        self.write_env(&name, &value);
                    }
                    return Ok(());
                }
                let value = self.rendered(value)?;
                self.write_env(item, &value);
                Ok(())
            }
            "function" => self.write_function(item, value),
            "alias" => {
                let text = self.text_of(&value);
                self.put_alias(self.state.current, item, text);
                Ok(())
            }
            _ if self.is_drive(drive) => {
                let path = self.full_path(&format!("{drive}:{item}"));
                let text = self.text_of(&value);
                self.write_text_file(&path, &text, false, Writer::Content)
            }
            _ => {
                let message =
                    format!("Cannot find drive. A drive with the name '{drive}' does not exist.");
                Err(self.raise(
                    "DriveNotFound",
                    "System.Management.Automation.DriveNotFoundException",
                    message,
                ))
            }
        }
    }

    /// `$function:f = …` and `Set-Item Function:f …`.
    ///
    /// # Errors
    /// When text for a body does not parse.
    pub fn write_function(&mut self, item: &str, value: Object) -> Flow {
        let item = item.trim_start_matches(['\\', '/']);
        match &value {
            Object::Block(block) => {
                self.put_function(item, false, block.clone());
                Ok(())
            }
            Object::Null | Object::Nothing => {
                let key = folded(item);
                let scope = self.state.current;
                self.state.scope_mut(scope).functions.shift_remove(&key);
                Ok(())
            }
            other => {
                let Some(text) = self.text_of(other).text().map(|text| text.into_owned()) else {
                    self.opaque(
                        "a function gets a body that is not known",
                        crate::shells::powershell::state::May::Commands,
                    );
                    return Ok(());
                };
                let block = self.parse_block(&text)?;
                self.put_function(item, false, block);
                Ok(())
            }
        }
    }

    /// Puts an alias into a scope without asking whether that is allowed.
    pub fn put_alias(&mut self, scope: ScopeId, name: &str, definition: Value) {
        let origin = self.at.clone();
        let entry = AliasEntry {
            name: name.to_owned(),
            definition,
            read_only: false,
            constant: false,
            all_scope: false,
            description: Value::known("", origin.clone()),
            origin: Some(origin),
            module: None,
            perhaps: None,
        };
        self.state.scope_mut(scope).aliases.insert(folded(name), entry);
        self.state.settle(scope, name);
    }
}
