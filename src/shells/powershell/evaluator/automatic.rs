//! Variables whose value follows the session (about_Automatic_Variables).

use std::rc::Rc;

use super::Evaluator;
use crate::machine::path::folded;
use crate::shells::powershell::object::command::Found;
use crate::shells::powershell::object::{Object, Record, Table, TableKind};
use crate::value::Value;

impl Evaluator<'_> {
    /// Variables whose value follows the session.
    pub(super) fn automatic(&mut self, name: &str) -> Option<Object> {
        Some(match folded(name).as_str() {
            "PWD" => self.path_info(),
            "ERROR" => self.error_list(),
            "PSSCRIPTROOT" => {
                let path = self.state.script_path().to_owned();
                let parent = self.state.platform().parent(&path).unwrap_or("").to_owned();
                self.text(parent)
            }
            "PSCOMMANDPATH" => {
                let path = self.state.script_path().to_owned();
                self.text(path)
            }
            "MYINVOCATION" => self.invocation_info(),
            "PSBOUNDPARAMETERS" => Object::Table(Rc::new(Table::new(TableKind::Ordered))),
            "ARGS" => Object::array(Vec::new()),
            "INPUT" => Object::array(Vec::new()),
            "^" | "$" => self.unknown("is a part of the last command line"),
            _ => return None,
        })
    }

    /// `$Error`, newest first.
    fn error_list(&self) -> Object {
        match &self.state.unsure_errors {
            Some(why) => Object::Unknown(why.clone()),
            None => Object::List(self.state.error_list.clone()),
        }
    }

    /// `$MyInvocation`: the command that runs, and the file it was called from
    /// (about_Automatic_Variables).
    fn invocation_info(&mut self) -> Object {
        let path = self.state.script_path().to_owned();
        let name = self.state.platform().file_name(&path).to_owned();
        let called = self.invocation.name.clone();
        let block = self.invocation.block;
        let function = self.state.function(&called).filter(|_| !called.is_empty()).cloned();
        let in_function = function.is_some();
        let command = match function {
            Some(function) => Found::Function { name: function.name.clone(), function },
            None => Found::Script { path: path.clone(), name, entry: None },
        };
        let command = match block {
            true => Record::new("System.Management.Automation.ScriptInfo")
                .with("Name", self.text(String::new()))
                .into_object(),
            false => (self.library.members.command)(self, command),
        };
        // A function was called from the file it runs in as far as is known here.
        let caller = match (in_function || block, self.state.running.len().checked_sub(2)) {
            (true, _) => path.clone(),
            (false, Some(at)) => self.state.running[at].path.clone(),
            (false, None) => String::new(),
        };
        let root = self.state.platform().parent(&caller).unwrap_or("").to_owned();
        let line = match (in_function || block, caller.is_empty()) {
            (false, true) => self.text(format!(". '{path}'")),
            _ => self.unknown("is the line of a call"),
        };
        let by = match self.invocation.by.clone() {
            Some(by) => self.text(by),
            None => self.unknown("is the word a script was called by"),
        };
        Record::new("System.Management.Automation.InvocationInfo")
            .with("MyCommand", command)
            .with("PSScriptRoot", self.text(root))
            .with("PSCommandPath", self.text(caller.clone()))
            .with("ScriptName", self.text(caller))
            .with("InvocationName", by)
            .with("Line", line)
            .into_object()
    }

    /// `$PWD`.
    pub fn path_info(&mut self) -> Object {
        if let Some(why) = &self.state.lost {
            return Object::Unknown(why.clone());
        }
        let location = self.state.location.clone();
        let shown = self.text(location.path.clone());
        let provider_path = self.provider_path(&location.path);
        let drive = self.drive_object(&location.drive);
        let text = Value::known(location.path, self.at.clone());
        let provider_path = self.text(provider_path);
        let provider = self.provider_of(&location.drive);
        let provider = self.provider_object(&provider);
        Record::new("System.Management.Automation.PathInfo")
            .with("Drive", drive)
            .with("Provider", provider)
            .with("ProviderPath", provider_path)
            .with("Path", shown)
            .printing(text)
            .into_object()
    }
}
