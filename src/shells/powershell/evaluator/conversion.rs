//! Values converted to a type, classes of the profile included.

use super::Evaluator;
use super::flow::Answer;
use crate::shells::powershell::object::cast::cast;
use crate::shells::powershell::object::enums::is_known;
use crate::shells::powershell::object::{IntKind, Object, TypeName};

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
        let id = match value.base() {
            Object::Text(_) => self.refused_text(target.full_name()),
            Object::Integer(..) | Object::Double(_) | Object::Single(_) | Object::Decimal(_)
                if is_number(target.full_name()) =>
            {
                "InvalidCastIConvertible"
            }
            _ if target.full_name() == "System.Xml.XmlDocument" => "InvalidCastToXmlDocument",
            _ => FINAL,
        };
        self.converted(value, target, id, "System.Management.Automation.PSInvalidCastException")
    }

    /// The id of a text that is none of a type: that of the conversion which is tried last
    /// (`LanguagePrimitives.FigureConversion`, LanguagePrimitives.cs).
    fn refused_text(&self, full: &str) -> &'static str {
        match full {
            "System.Double" | "System.Single" => "InvalidCastFromStringToDoubleOrSingle",
            "System.Decimal" => "InvalidCastFromStringToDecimal",
            "System.Char" | "System.Version" => PARSED,
            "System.DateTime" | "System.TimeSpan" => PARSED_BY_CULTURE,
            // .NET 7 gave it a `Parse` that takes a culture.
            "System.Guid" if self.state.at_least(7, 3) => PARSED_BY_CULTURE,
            "System.Guid" => PARSED,
            "System.Xml.XmlDocument" => "InvalidCastToXmlDocument",
            _ if IntKind::by_name(full).is_some() => "InvalidCastFromStringToInteger",
            _ if is_known(full) => "InvalidCastFromStringToEnum",
            _ => FINAL,
        }
    }
}

const FINAL: &str = "ConvertToFinalInvalidCastException";
const PARSED: &str = "InvalidCastParseTargetInvocation";
const PARSED_BY_CULTURE: &str = "InvalidCastParseTargetInvocationWithFormatProvider";

/// What numbers are converted to one by one (`ConvertNumeric`).
fn is_number(full: &str) -> bool {
    IntKind::by_name(full).is_some()
        || matches!(full, "System.Char" | "System.Decimal" | "System.Single" | "System.Double")
}
