//! `$PSCmdlet` of an advanced function (PSScriptCmdlet; MshCommandRuntime.cs).

use std::rc::Rc;

use super::Evaluator;
use super::flow::{Raised, Stop};
use crate::shells::powershell::object::convert::unknown_here;
use crate::shells::powershell::object::error::ErrorRecord;
use crate::shells::powershell::object::{Object, Payload, Record};
use crate::shells::powershell::state::ScopeId;
use crate::value::{Unknown, Value};

impl Evaluator<'_> {
    /// Sets `$PSCmdlet` of a call.
    pub(super) fn set_script_cmdlet(&mut self, scope: ScopeId, set: Result<&String, &Rc<Unknown>>) {
        let set = match set {
            Ok(set) => self.text(set.as_str()),
            Err(why) => Object::Unknown(why.clone()),
        };
        let cmdlet = Record::new("System.Management.Automation.PSScriptCmdlet")
            .with_payload(Payload::Intrinsic("PSCmdlet"))
            .with("ParameterSetName", set)
            .with("MyInvocation", Object::Unknown(unknown_here("is a call", &self.at)))
            .into_object();
        self.state.set_in(scope, "PSCmdlet", cmdlet);
    }

    /// `$PSCmdlet.WriteError()` and `.ThrowTerminatingError()`.
    ///
    /// # Errors
    /// What the error ends.
    pub fn script_cmdlet_error(&mut self, argument: &Object, ends: bool) -> Result<Object, Stop> {
        let Object::Error(record) = argument else {
            let why = self.reason_of(argument);
            self.may_fail(&why);
            return Ok(Object::Unknown(why));
        };
        let record = Rc::new(self.signed(record));
        if !ends {
            self.report(record)?;
            return Ok(Object::Nothing);
        }
        if self.state.tries > self.within.tries {
            let why = self.why("ends a function inside a `try` of its own");
            self.may_fail(&why);
            return Ok(Object::Unknown(why));
        }
        Err(Stop::Halted(self.within.pipeline, Raised { record, whole: false }))
    }

    /// The record with the function's name behind its id, once.
    fn signed(&self, record: &ErrorRecord) -> ErrorRecord {
        let mut record = record.clone();
        let suffix = format!(",{}", self.invocation.name);
        if let Some(id) = record.id.text()
            && !id.contains(',')
        {
            record.id = Value::known(format!("{id}{suffix}"), self.at.clone());
        }
        record
    }
}
