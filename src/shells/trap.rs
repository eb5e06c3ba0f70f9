//! What a text says and hardly means: quoting and words that each shell takes otherwise than people do.

use crate::text::Span;

/// The kinds of traps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrapKind {
    /// A tilde in quotes, which nobody expands.
    QuotedTilde,
    /// A reference in single quotes.
    SingleQuotedReference,
    /// A reference as another shell writes it.
    ForeignReference,
    /// Blanks around the `=` of an assignment.
    BlankAroundEquals,
    /// A semicolon where a colon separates.
    SemicolonInList,
    /// A word of `[` that may be no word or several.
    UnquotedTest,
    /// An alias of which only the first word is kept.
    AliasOfOneWord,
    /// A command that sets variables in another shell.
    ForeignWord,
    /// What only bash understands, in a script for sh.
    BashWordInSh,
    /// `set PATH=…%PATH%` without quotes.
    UnquotedSet,
    /// `%NAME%` on a line that sets NAME.
    ValueOfBlockStart,
    /// `cd D:\x` without `/d`.
    DriveNotChanged,
    /// `setx PATH` with the whole list.
    SetxOfList,
    /// A batch file that never comes back.
    BatchWithoutCall,
    /// `export A=x B=$A`.
    StaleInOneCommand,
    /// zsh's `path` as an ordinary variable.
    PathAsVariable,
    /// An alias of PowerShell with arguments.
    AliasWithArguments,
    /// `"$env:PATH:$dir"`.
    ColonInReference,
    /// `$env:ProgramFiles(x86)`.
    ParenthesisInReference,
    /// A list that is split and not joined.
    ListNotJoined,
    /// `start "C:\a b.exe"`.
    TitleForProgram,
    /// `set X=1 & …`.
    BlankAtEnd,
    /// An entry that is glued to the one before it.
    AppendedWithoutSeparator,
}

/// One place that is hardly meant as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trap {
    /// What it is.
    pub kind: TrapKind,
    /// Where.
    pub span: Span,
    /// A sentence without a full stop.
    pub message: String,
    /// What to write in the place of the span, where that can be said.
    pub better: Option<String>,
}

impl Trap {
    /// A trap at a place.
    pub fn new(kind: TrapKind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, span, message: message.into(), better: None }
    }

    /// The same, with what to write there.
    pub fn better(self, text: impl Into<String>) -> Self {
        Self { better: Some(text.into()), ..self }
    }
}

/// Whether a variable of that name holds a list of directories.
pub fn is_list(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    upper.ends_with("PATH") && !matches!(upper.as_str(), "GOPATH" | "CDPATH" | "XPATH")
}

/// The first `%NAME%` of a text, with its place.
pub fn percent_reference(text: &str) -> Option<(usize, &str)> {
    let mut from = 0;
    while let Some(start) = text[from..].find('%').map(|at| from + at) {
        let rest = &text[start + 1..];
        let end = rest.find('%')?;
        let name = &rest[..end];
        let good = |one: char| one.is_ascii_alphanumeric() || matches!(one, '_' | '(' | ')');
        let named = name.starts_with(|one: char| one.is_ascii_alphabetic() || one == '_');
        if named && name.len() > 1 && name.chars().all(good) {
            return Some((start, &text[start..start + end + 2]));
        }
        from = start + 1;
    }
    None
}

/// Whether a text is a name that can be assigned to.
pub fn is_name(text: &str) -> bool {
    let good = |one: char| one.is_ascii_alphanumeric() || one == '_';
    !text.is_empty()
        && !text.starts_with(|one: char| one.is_ascii_digit())
        && text.chars().all(good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_between_percent_signs() {
        assert_eq!(percent_reference("a;%PATH%;b"), Some((2, "%PATH%")));
        assert_eq!(percent_reference("100% of %TEMP%"), Some((8, "%TEMP%")));
        assert_eq!(percent_reference("50% or 60%"), None);
        assert_eq!(percent_reference("%d%%"), None);
    }
}
