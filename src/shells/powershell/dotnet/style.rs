//! `$PSStyle`: the escape sequences that never change (PSStyle.cs); what a user can set is not kept.

use super::super::object::{Object, Payload, Record, TypeName};

use crate::shells::powershell::evaluator::{Evaluator, Stop};

/// Colours by name, and the digit of each.
static COLOURS: [(&str, u32); 8] = [
    ("black", 0),
    ("red", 1),
    ("green", 2),
    ("yellow", 3),
    ("blue", 4),
    ("magenta", 5),
    ("cyan", 6),
    ("white", 7),
];

/// What switches something on or off, and its number.
static SWITCHES: [(&str, u32); 15] = [
    ("reset", 0),
    ("bold", 1),
    ("dim", 2),
    ("italic", 3),
    ("underline", 4),
    ("blink", 5),
    ("reverse", 7),
    ("hidden", 8),
    ("strikethrough", 9),
    ("boldoff", 22),
    ("dimoff", 22),
    ("italicoff", 23),
    ("underlineoff", 24),
    ("blinkoff", 25),
    ("reverseoff", 27),
];

/// The number of a colour, those of the foreground beginning with 30.
fn colour(lower: &str) -> Option<u32> {
    let (bright, name) = lower.strip_prefix("bright").map_or((0, lower), |name| (60, name));
    COLOURS.iter().find(|(known, _)| *known == name).map(|(_, digit)| 30 + bright + digit)
}

const COLOUR: &str = "is a colour that is not known";

impl Evaluator<'_> {
    /// A member of `$PSStyle` or of one of its groups.
    pub(super) fn style_property(&mut self, which: &str, lower: &str) -> Object {
        let group = match (which, lower) {
            ("PSStyle", "foreground") => Some("PSStyle.Foreground"),
            ("PSStyle", "background") => Some("PSStyle.Background"),
            ("PSStyle", "fileinfo" | "formatting" | "progress") => Some("PSStyle.Settings"),
            ("PSStyle.Settings", "extension") => Some("PSStyle.Settings"),
            _ => None,
        };
        if let Some(group) = group {
            let name = format!("System.Management.Automation.PSStyle+{lower}");
            return Record::new(&name).with_payload(Payload::Intrinsic(group)).into_object();
        }
        let number = match which {
            "PSStyle.Foreground" => colour(lower),
            "PSStyle.Background" => colour(lower).map(|number| number + 10),
            "PSStyle" => match lower {
                "hiddenoff" => Some(28),
                "strikethroughoff" => Some(29),
                _ => SWITCHES.iter().find(|(name, _)| *name == lower).map(|(_, number)| *number),
            },
            _ => None,
        };
        match number {
            Some(number) => self.text(format!("\u{1b}[{number}m")),
            None => self.unknown("is part of $PSStyle, which a user may set"),
        }
    }

    /// `FromRgb(red, green, blue)` and `FromRgb(0xRRGGBB)`.
    ///
    /// # Errors
    /// When a part is no byte.
    pub(super) fn style_colour(
        &mut self,
        which: &str,
        arguments: &[Object],
    ) -> Result<Object, Stop> {
        let [byte, int] = ["System.Byte", "System.Int32"].map(TypeName::of);
        let [red, green, blue] = match arguments {
            [all] => match self.convert(all, &int)? {
                Object::Integer(_, all) => [all >> 16 & 0xff, all >> 8 & 0xff, all & 0xff],
                _ => return Ok(self.unknown(COLOUR)),
            },
            [_, _, _] => {
                let mut parts = [0; 3];
                for (part, argument) in parts.iter_mut().zip(arguments) {
                    match self.convert(argument, &byte)? {
                        Object::Integer(_, value) => *part = value,
                        _ => return Ok(self.unknown(COLOUR)),
                    }
                }
                parts
            }
            _ => return Ok(self.unknown(COLOUR)),
        };
        let layer = if which == "PSStyle.Foreground" { 38 } else { 48 };
        Ok(self.text(format!("\u{1b}[{layer};2;{red};{green};{blue}m")))
    }
}
