//! Members of errors and exceptions.

use std::rc::Rc;

use super::super::object::{Object, Payload, Record};
use crate::shells::powershell::evaluator::{ErrorRecord, Evaluator};

impl Evaluator<'_> {
    pub(super) fn error_property(
        &mut self,
        error: &Rc<ErrorRecord>,
        lower: &str,
    ) -> Option<Object> {
        Some(match lower {
            "exception" => Record::new(&error.exception)
                .with_payload(Payload::Exception(error.clone()))
                .printing(error.text())
                .into_object(),
            "fullyqualifiederrorid" => Object::Text(error.id.clone()),
            "targetobject" => error.target.clone(),
            "invocationinfo"
            | "scriptstacktrace"
            | "categoryinfo"
            | "errordetails"
            | "pipelineiterationinfo"
            | "psmessagedetails" => self.unknown("is a detail of an error"),
            _ => return None,
        })
    }

    pub(super) fn exception_property(&mut self, error: &ErrorRecord, lower: &str) -> Object {
        let named = match &*error.exception {
            "System.Management.Automation.CommandNotFoundException" => "commandname",
            "System.Management.Automation.ItemNotFoundException"
            | "System.Management.Automation.DriveNotFoundException" => "itemname",
            _ => "",
        };
        match lower {
            "message" => Object::Text(error.text()),
            name if name == named => error.target.clone(),
            _ => self.unknown("is a member of an exception that envsim does not model"),
        }
    }
}
