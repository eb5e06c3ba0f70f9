//! Members of what `Get-Command` gives (CommandInfo and what derives from it).

use super::super::object::convert::known;
use super::super::object::{Object, Payload, Record};
use crate::shells::powershell::commands::{self, Found as Command};
use crate::shells::powershell::evaluator::Evaluator;
use crate::value::Value;

impl Evaluator<'_> {
    /// Properties of a command.
    pub fn command_property(&mut self, found: &Command, lower: &str) -> Object {
        let (platform, desktop) = (self.state.platform(), self.state.desktop);
        match (found, lower) {
            (
                Command::Alias { name, .. }
                | Command::Function { name, .. }
                | Command::Cmdlet { name, .. },
                "name",
            ) => self.text(name.as_str()),
            (Command::Script { name, .. } | Command::Application { name, .. }, "name") => {
                self.text(name.as_str())
            }
            (found, "commandtype") => {
                let kind = match found {
                    Command::Alias { .. } => 1,
                    Command::Function { function, .. } => {
                        if function.filter {
                            4
                        } else {
                            2
                        }
                    }
                    Command::Cmdlet { .. } if found.is_stock_function(desktop) => 2,
                    Command::Cmdlet { .. } => 8,
                    Command::Script { .. } => 16,
                    Command::Application { .. } => 32,
                };
                crate::shells::powershell::object::enums::object(
                    "System.Management.Automation.CommandTypes",
                    kind,
                )
            }
            (
                Command::Script { path, .. } | Command::Application { path, .. },
                "source" | "path" | "definition",
            ) => self.text(path.as_str()),
            (Command::Application { .. }, "extension") | (Command::Script { .. }, "extension") => {
                let (Command::Script { path, .. } | Command::Application { path, .. }) = found
                else {
                    return Object::Null;
                };
                self.text(platform.extension(path))
            }
            (Command::Cmdlet { module, .. }, "source" | "modulename") => self.text(module.clone()),
            (Command::Function { function, .. }, "source" | "modulename") => {
                self.text(function.module.clone().unwrap_or_default())
            }
            (Command::Alias { .. }, "source" | "modulename") => self.text(""),
            (Command::Function { function, .. }, "definition") => match &function.body {
                Some(body) => self.text(body.text().to_owned()),
                None => self.unknown("is a function of the shell's own stock"),
            },
            (Command::Function { function, .. }, "scriptblock") => match &function.body {
                Some(body) => Object::Block(body.clone()),
                None => self.unknown("is a function of the shell's own stock"),
            },
            (Command::Alias { definition, .. }, "definition" | "resolvedcommandname") => {
                Object::Text(definition.clone())
            }
            (Command::Alias { name, .. }, "description" | "options") => {
                match self.state.alias(name) {
                    Some(alias) if lower == "description" => {
                        Object::Text(alias.description.clone())
                    }
                    Some(alias) => {
                        let number = i64::from(alias.read_only)
                            + i64::from(alias.all_scope) * 8
                            + i64::from(alias.constant) * 2;
                        crate::shells::powershell::object::enums::object(
                            "System.Management.Automation.ScopedItemOptions",
                            number,
                        )
                    }
                    None => Object::Null,
                }
            }
            (
                Command::Alias { definition, target, .. },
                "referencedcommand" | "resolvedcommand",
            ) => {
                let found = match &**target {
                    Some(found) => Some(found.clone()),
                    None => self.command_behind(definition),
                };
                match found {
                    Some(found) => self.command_object(found),
                    None if self.state.opaque_modules.is_empty() => Object::Null,
                    None => self.unknown("is a command that a module may bring"),
                }
            }
            (Command::Alias { name, definition, .. }, "displayname") => {
                let text = known(format!("{name} -> "), &self.at).then(definition.clone());
                Object::Text(text)
            }
            (
                Command::Function { .. } | Command::Cmdlet { .. } | Command::Alias { .. },
                "path" | "extension",
            ) => Object::Null,
            _ => self.unknown("is a property of a command that envsim does not model"),
        }
    }

    /// What an alias leads to now.
    fn command_behind(&mut self, definition: &Value) -> Option<Command> {
        let followed = commands::follow(self, String::new(), definition.clone());
        if let Command::Alias { target, .. } = &followed
            && target.is_some()
        {
            return (**target).clone();
        }
        match definition.text().map(|name| commands::search(self, &name)) {
            Some(commands::Search::Found(found)) => Some(found),
            _ => None,
        }
    }

    /// A command as an object; its text is its name, or its path for a file.
    pub fn command_object(&mut self, found: Command) -> Object {
        self.command_record(found).into_object()
    }

    /// The same, to be given more properties.
    pub fn command_record(&mut self, found: Command) -> Record {
        let (type_name, text) = match &found {
            Command::Alias { name, .. } => ("System.Management.Automation.AliasInfo", name.clone()),
            Command::Function { name, .. } => {
                ("System.Management.Automation.FunctionInfo", name.clone())
            }
            Command::Cmdlet { name, .. } => {
                ("System.Management.Automation.CmdletInfo", name.clone())
            }
            Command::Script { name, .. } => {
                ("System.Management.Automation.ExternalScriptInfo", name.clone())
            }
            Command::Application { name, .. } => {
                ("System.Management.Automation.ApplicationInfo", name.clone())
            }
        };
        let text = Value::known(text, self.at.clone());
        Record::new(type_name).with_payload(Payload::Command(found)).printing(text)
    }
}
