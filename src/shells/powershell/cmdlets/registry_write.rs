//! What is written to the registry: the kind a value gets, and its data (`RegistryProvider.cs`,
//! `SetRegistryValue`; `RegistryKey.SetValue`).

use crate::machine::RegistryData;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::object::Object;

/// What becomes of a value that is to be written.
pub enum Data {
    /// This.
    Known(RegistryData),
    /// PowerShell refuses it.
    Refused,
    /// envsim does not know.
    Unknown,
}

/// The data of a value for a kind of that name; without one the kind of the value that is there
/// counts, then the object's own: text REG_SZ, a number REG_DWORD. A list has no kind of its own.
pub fn data(
    evaluator: &Evaluator<'_>,
    kind: &str,
    old: Option<&RegistryData>,
    value: &Object,
) -> Data {
    let kind = match (kind.to_ascii_lowercase().as_str(), old) {
        ("" | "unknown", Some(old)) => of_old(old),
        ("" | "unknown", None) => match value.base() {
            Object::Integer(..) => "dword",
            Object::Array(_) | Object::List(_) => return Data::Refused,
            Object::Unknown(_) => return Data::Unknown,
            _ => "string",
        },
        (kind, _) => match KINDS.iter().find(|one| **one == kind) {
            Some(kind) => kind,
            None if kind == "binary" || kind == "none" => return Data::Unknown,
            None => return Data::Refused,
        },
    };
    written(evaluator, kind, value)
}

const KINDS: [&str; 5] = ["string", "expandstring", "dword", "qword", "multistring"];

fn of_old(old: &RegistryData) -> &'static str {
    match old {
        RegistryData::Text(_) => "string",
        RegistryData::Expand(_) => "expandstring",
        RegistryData::Dword(_) => "dword",
        RegistryData::Qword(_) => "qword",
        RegistryData::Multi(_) => "multistring",
        RegistryData::Binary(_) => "binary",
    }
}

fn written(evaluator: &Evaluator<'_>, kind: &str, value: &Object) -> Data {
    if kind == "multistring" {
        let items = value.enumerate().unwrap_or_else(|| vec![value.clone()]);
        let texts: Option<Vec<String>> = items.iter().map(|one| evaluator.plain(one)).collect();
        return texts.map_or(Data::Unknown, |texts| Data::Known(RegistryData::Multi(texts)));
    }
    let Some(text) = evaluator.text_of(value).text().map(|text| text.into_owned()) else {
        return Data::Unknown;
    };
    // Empty text is the number 0, as in a cast.
    let number = match text.trim() {
        "" => Some(0),
        text => text.parse::<i128>().ok(),
    };
    match (kind, number) {
        ("string", _) => Data::Known(RegistryData::Text(text)),
        ("expandstring", _) => Data::Known(RegistryData::Expand(text)),
        ("dword", Some(number)) => match i32::try_from(number) {
            Ok(number) => Data::Known(RegistryData::Dword(number.cast_unsigned())),
            Err(_) => u32::try_from(number)
                .map_or(Data::Refused, |number| Data::Known(RegistryData::Dword(number))),
        },
        ("qword", Some(number)) => i64::try_from(number).map_or(Data::Refused, |number| {
            Data::Known(RegistryData::Qword(number.cast_unsigned()))
        }),
        ("dword" | "qword", None) => Data::Refused,
        _ => Data::Unknown,
    }
}
