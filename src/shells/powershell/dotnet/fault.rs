//! Members of errors and exceptions.

use std::rc::Rc;

use super::super::object::enums;
use super::super::object::{Object, Payload, Record};
use crate::shells::powershell::evaluator::{ErrorRecord, Evaluator};
use crate::value::Value;

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
            "categoryinfo" => self.category_of(error),
            "invocationinfo"
            | "scriptstacktrace"
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

    /// `CategoryInfo` of the errors whose category is the same wherever they arise.
    fn category_of(&mut self, error: &ErrorRecord) -> Object {
        let id = error.id.text().unwrap_or_default().into_owned();
        let id = id.split(',').next().unwrap_or_default();
        let number = match id {
            "PathNotFound" | "CommandNotFoundException" | "DriveNotFound" => Some(13),
            "Modules_ModuleNotFound" => Some(21),
            _ => None,
        };
        let Some(number) = number else { return self.unknown("is a detail of an error") };
        let reason = error.exception.rsplit('.').next().unwrap_or_default().to_owned();
        Record::new("System.Management.Automation.ErrorCategoryInfo")
            .with("Category", enums::object("System.Management.Automation.ErrorCategory", number))
            .with("Reason", self.text(reason))
            .printing(Value::unknown((*self.why("is a detail of an error")).clone()))
            .into_object()
    }
}
