//! Why a text is not known, and what is known of it all the same.

use std::rc::Rc;

use super::{Origin, Value};

/// What is known of a text that is not known itself: enough to decide `-n`, `-z`, `:+` or `-eq 0`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Nothing: any length, any characters.
    #[default]
    Any,
    /// Nothing, and where it stands among arguments it may be any number of them, or none.
    Words,
    /// It has at least one character.
    Filled,
    /// One line, of at least one character.
    Line,
    /// Any number of lines in which nothing stands.
    Blank,
    /// A number of any kind.
    Numeric,
    /// A whole number that is not negative, in decimal digits.
    Number,
    /// A whole number above zero, in decimal digits.
    Positive,
}

impl Shape {
    /// Whether it has at least one character.
    pub fn is_filled(self) -> bool {
        !matches!(self, Self::Any | Self::Words | Self::Blank)
    }

    /// Whether it is a number.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Numeric | Self::Number | Self::Positive)
    }

    /// Whether no line ends in it.
    pub fn is_line(self) -> bool {
        self == Self::Line || self.is_number()
    }

    /// The least number it can be; `None` where it need not be one.
    pub fn least(self) -> Option<i64> {
        match self {
            Self::Number => Some(0),
            Self::Positive => Some(1),
            Self::Any | Self::Words | Self::Filled | Self::Line | Self::Blank | Self::Numeric => {
                None
            }
        }
    }
}

/// Why a text cannot be known without running something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The reason, a sentence without its subject: ``takes the output of `op read …`, which is never run``.
    pub reason: Rc<str>,
    /// What the user can do about it, where there is something.
    pub remedy: Option<Rc<str>>,
    /// Where it became unknown.
    pub origin: Origin,
    /// What is known of the text all the same.
    pub shape: Shape,
    /// The command that is not followed, where one is the cause (`fnm env`).
    pub opaque: Option<Rc<str>>,
    /// A program text that changes a session as the unknown one does, where that much is known.
    pub effect: Option<Rc<str>>,
    /// Its lines, where only their order is not known.
    pub lines: Option<Rc<str>>,
    /// Where the cause became unknown of which this is only a consequence.
    pub root: Option<Origin>,
    /// Where the text names a directory that a program makes as a link: what it may lead to.
    pub leads_to: Option<Rc<[String]>>,
    /// Where a file or directory is kept whose name this is: nobody knows it, and it is there.
    pub stands_in: Option<Rc<str>>,
    /// What the text would be had the statement behind the reason changed nothing.
    pub likely: Option<Value>,
}

/// Where files are kept whose names nobody knows: a directory that no machine has.
pub const NAMELESS: &str = "/\u{F8F4}";

/// A command line longer than this is not repeated whole in a reason.
const SHOWN: usize = 60;
/// A command line longer than this is not repeated in a remedy either: nobody types it.
const TYPED: usize = 200;

impl Unknown {
    /// An unknown without a remedy.
    pub fn new(reason: impl Into<Rc<str>>, origin: Origin) -> Self {
        Self {
            reason: reason.into(),
            remedy: None,
            origin,
            shape: Shape::Any,
            opaque: None,
            effect: None,
            lines: None,
            root: None,
            leads_to: None,
            stands_in: None,
            likely: None,
        }
    }

    /// The output of a command that is not recorded; the remedy says how to give it.
    pub fn output_of(command: &str, origin: Origin) -> Self {
        let shown: String = command.chars().take(SHOWN).collect();
        let shown = if shown.len() < command.len() { format!("{shown}…") } else { shown };
        let reason = format!("takes the output of `{shown}`, which is never run");
        Self {
            remedy: Some(remedy(command).into()),
            opaque: Some(shown.into()),
            ..Self::new(reason, origin)
        }
    }

    /// The same, with something known of the text.
    #[must_use]
    pub fn shaped(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }

    /// Something else that is unknown for the same cause: its remedy and its opaque command stay.
    #[must_use]
    pub fn because(&self, reason: impl Into<Rc<str>>, origin: Origin) -> Self {
        Self {
            remedy: self.remedy.clone(),
            opaque: self.opaque.clone(),
            root: Some(self.root.clone().unwrap_or_else(|| self.origin.clone())),
            ..Self::new(reason, origin)
        }
    }
}

/// How to give what a command prints, in a form that can be typed.
fn remedy(command: &str) -> String {
    match command.chars().count() <= TYPED && !command.contains('\n') {
        true => format!("give it: --output {}, or record it in a scenario", quoted(command)),
        false => "record its output in a scenario".to_owned(),
    }
}

/// `'COMMAND=VALUE'` as every shell reads it; a quote inside takes the other kind around it.
fn quoted(command: &str) -> String {
    match command.contains('\'') && !command.contains(['"', '$', '`', '%']) {
        true => format!("\"{command}=VALUE\""),
        false => format!("'{}=VALUE'", command.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remedy_can_be_typed() {
        let of = |command: &str| {
            let unknown = Unknown::output_of(command, Origin::Default("test".into()));
            unknown.remedy.map(|remedy| remedy.to_string()).unwrap_or_default()
        };
        assert_eq!(of("fnm env"), "give it: --output 'fnm env=VALUE', or record it in a scenario");
        assert_eq!(
            of("say it's"),
            "give it: --output \"say it's=VALUE\", or record it in a scenario"
        );
        let long = "x ".repeat(40);
        assert!(of(&long).contains(&long), "not cut: {}", of(&long));
        assert_eq!(of(&"x ".repeat(200)), "record its output in a scenario");
    }
}
