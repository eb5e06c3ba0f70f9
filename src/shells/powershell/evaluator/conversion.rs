//! Values converted to a type, classes of the profile included.

use super::Evaluator;
use super::flow::Answer;
use crate::shells::powershell::object::cast::cast;
use crate::shells::powershell::object::{Object, TypeName};

impl Evaluator<'_> {
    /// Converts a value to a type with an error id of the caller's.
    ///
    /// # Errors
    /// When PowerShell refuses.
    pub fn convert_as(&mut self, value: &Object, target: &TypeName, id: &str) -> Answer {
        let exception = "System.Management.Automation.ArgumentTransformationMetadataException";
        self.converted(value, target, id, exception)
    }

    fn converted(
        &mut self,
        value: &Object,
        target: &TypeName,
        id: &str,
        exception: &str,
    ) -> Answer {
        self.weigh_cast(value, target);
        if let Some(instance) = self.convert_class(value, target)? {
            return Ok(instance);
        }
        let separator = self.separator();
        let result = cast(value, target, &separator, &self.at);
        self.settle(result, id, exception)
    }

    /// Converts a value as a cast does.
    ///
    /// # Errors
    /// When PowerShell refuses.
    pub fn convert(&mut self, value: &Object, target: &TypeName) -> Answer {
        let id = match (value.base(), target.full_name()) {
            (
                Object::Text(_),
                "System.Int32" | "System.Int64" | "System.Double" | "System.Byte",
            ) => "InvalidCastFromStringToInteger",
            (
                Object::Text(_),
                "System.Version" | "System.DateTime" | "System.TimeSpan" | "System.Guid",
            ) => "InvalidCastParseTargetInvocation",
            (_, "System.Xml.XmlDocument") => "InvalidCastToXmlDocument",
            (Object::Text(_), _)
                if crate::shells::powershell::object::enums::is_known(target.full_name()) =>
            {
                "InvalidCastFromStringToEnum"
            }
            _ => "ConvertToFinalInvalidCastException",
        };
        self.converted(value, target, id, "System.Management.Automation.PSInvalidCastException")
    }
}
