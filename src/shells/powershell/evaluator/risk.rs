//! Which operations on something unknown, or beyond what envsim models, may raise an error.

use std::rc::Rc;

use super::Evaluator;
use crate::shells::powershell::object::{Object, TypeName};
use crate::shells::powershell::scalars::Scalar;
use crate::shells::powershell::syntax::BinaryOperator as Op;
use crate::value::Unknown;

/// Types that take everything.
static PATIENT: &[&str] = &[
    "System.String",
    "System.Boolean",
    "System.Object",
    "System.Object[]",
    "System.String[]",
    "System.Array",
    "System.Void",
    "System.Collections.ArrayList",
    "System.Management.Automation.PSObject",
    "System.Management.Automation.SwitchParameter",
];

/// Methods of a text that do not throw when nothing they are given is `$null`.
static CALM_OF_TEXT: &[&str] = &[
    "contains",
    "endswith",
    "equals",
    "gethashcode",
    "gettype",
    "indexof",
    "lastindexof",
    "normalize",
    "split",
    "startswith",
    "tochararray",
    "tolower",
    "tolowerinvariant",
    "tostring",
    "toupper",
    "toupperinvariant",
    "trim",
    "trimend",
    "trimstart",
];

/// Types whose static members do not throw, of those whose answers are not always known.
static CALM_TYPES: &[&str] = &[
    "System.DateTime",
    "System.DateTimeOffset",
    "System.Environment",
    "System.Guid",
    "System.Globalization.CultureInfo",
    "System.Runtime.InteropServices.RuntimeInformation",
    "System.Text.Encoding",
];

/// Static methods that do not throw whatever text they are given.
static CALM_CALLS: &[&str] = &[
    "System.IO.File exists",
    "System.IO.Directory exists",
    "System.String isnullorempty",
    "System.String isnullorwhitespace",
    "System.String join",
    "System.String concat",
    "System.Guid newguid",
    "System.Net.Dns gethostname",
    "System.Diagnostics.Process getcurrentprocess",
    "System.Security.Principal.WindowsIdentity getcurrent",
];

fn holds(list: &[&str], name: &str) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(name))
}

fn whole(value: &Object) -> Option<Rc<Unknown>> {
    match value.base() {
        Object::Unknown(why) => Some(why.clone()),
        _ => None,
    }
}

/// A number, known or not: computing with two of them raises nothing but a division by zero.
fn is_number(value: &Object) -> bool {
    match value.base() {
        Object::Integer(..) | Object::Double(_) | Object::Single(_) | Object::Decimal(_) => true,
        Object::Unknown(why) => why.shape.is_number(),
        _ => false,
    }
}

/// Methods of dates, spans and identifiers that are given something known and throw nothing.
fn is_calm_scalar(of: &Object, lower: &str, arguments: &[Object]) -> bool {
    let known = arguments.iter().all(|argument| argument.why_unknown().is_none());
    match of.as_scalar().map(Scalar::type_name) {
        Some("System.DateTime") => known && (lower.starts_with("add") || lower.starts_with("to")),
        Some("System.TimeSpan") => known && lower.starts_with("to"),
        Some("System.Diagnostics.Stopwatch" | "System.Guid") => known,
        Some("System.Security.Principal.WindowsPrincipal") => lower == "isinrole",
        Some(_) | None => false,
    }
}

impl Evaluator<'_> {
    /// A value was converted to a type.
    pub(super) fn doubt_cast(&mut self, target: &TypeName, made: &Object) {
        if let Some(why) = whole(made)
            && !holds(PATIENT, target.full_name())
        {
            self.may_fail(&why);
        }
    }

    /// A member was called or read.
    pub(super) fn doubt_member(
        &mut self,
        of: &Object,
        name: &str,
        is_static: bool,
        arguments: Option<&[Object]>,
        made: &Object,
    ) {
        let Some(why) = made.why_unknown().filter(|_| !made.is_null()) else { return };
        self.give_back_unknown(arguments.unwrap_or_default());
        let lower = name.to_ascii_lowercase();
        let calm = match (of, arguments) {
            (_, Some(arguments)) if !is_static && is_calm_scalar(of, &lower, arguments) => true,
            (Object::Type(_), Some(arguments))
                if made.as_scalar().is_some()
                    && arguments.iter().all(|argument| argument.why_unknown().is_none()) =>
            {
                true
            }
            (Object::Type(target), Some(arguments))
                if target.full_name() == "System.Math" && arguments.iter().all(is_number) =>
            {
                true
            }
            (Object::Unknown(_), None) => !self.strict(1.0),
            (_, None) if !is_static => true,
            (Object::Type(target), None) => {
                let name = target.full_name();
                holds(CALM_TYPES, name) || !name.starts_with("System.Console")
            }
            (Object::Type(target), Some(arguments)) if is_static => {
                let call = format!("{} {lower}", target.full_name());
                let getter = holds(CALM_TYPES, target.full_name()) && lower.starts_with("get");
                let given = arguments.iter().all(|argument| whole(argument).is_none());
                getter
                    || holds(CALM_CALLS, &call)
                    || given && target.full_name() == "System.IO.Path"
            }
            (Object::Text(_), Some(arguments)) => {
                holds(CALM_OF_TEXT, &lower)
                    && arguments.iter().all(|argument| whole(argument).is_none())
            }
            (Object::Array(_) | Object::List(_) | Object::Table(_), Some(_)) => true,
            _ => false,
        };
        if !calm {
            self.may_fail(&why);
        }
    }

    /// Two operands were combined.
    pub(super) fn doubt_binary(&mut self, op: Op, one: &Object, two: &Object, made: &Object) {
        let Some(why) = whole(made) else { return };
        let (left, right) = (whole(one).is_some(), two.why_unknown().is_some());
        let divides = matches!(op, Op::Divide | Op::Remainder);
        let nonzero = !divides || matches!(two.base(), Object::Integer(_, number) if *number != 0);
        let computes = matches!(op, Op::Add | Op::Subtract | Op::Multiply) || divides;
        let compares =
            matches!(op, Op::Greater(_) | Op::GreaterOrEqual(_) | Op::Less(_) | Op::LessOrEqual(_));
        let numbers = is_number(one) && is_number(two);
        let dates = one.as_scalar().is_some() && two.as_scalar().is_some();
        if (computes && numbers && nonzero) || compares && (numbers || dates) {
            return;
        }
        let risky = match op {
            Op::Add => !matches!(one, Object::Text(_) | Object::Array(_)),
            Op::Format => one.why_unknown().is_some(),
            Op::Match(_) | Op::NotMatch(_) | Op::Split(_) | Op::Replace(_) => right,
            Op::Like(_) | Op::NotLike(_) => right,
            Op::Greater(_) | Op::GreaterOrEqual(_) | Op::Less(_) | Op::LessOrEqual(_) => {
                left || whole(two).is_some() || !matches!(one, Object::Text(_))
            }
            Op::And | Op::Or | Op::Xor | Op::Coalesce | Op::Join => false,
            Op::Equal(_) | Op::NotEqual(_) => false,
            Op::Contains(_) | Op::NotContains(_) | Op::In(_) | Op::NotIn(_) => false,
            Op::Is | Op::IsNot | Op::As => !matches!(two, Object::Type(_)),
            _ => true,
        };
        if risky {
            self.may_fail(&why);
        }
    }

    /// Something was added to what an assignment writes.
    pub(super) fn doubt_sum(&mut self, old: &Object, sum: &Object) {
        self.doubt_binary(Op::Add, old, &Object::Null, sum);
    }

    /// Something was indexed.
    pub(super) fn doubt_index(&mut self, of: &Object) {
        if let Some(why) = whole(of) {
            self.may_fail(&why);
        }
    }
}
