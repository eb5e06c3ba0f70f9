//! What differs in the grammar of the family's members.

/// The member of the family whose rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// bash.
    Bash,
    /// zsh.
    Zsh,
    /// dash, and the common ground of POSIX.
    Dash,
}

/// A shell's grammar and manners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// Whose rules hold.
    pub family: Family,
    /// bash in POSIX mode, or started as `sh`.
    pub posix: bool,
}

impl Dialect {
    /// bash in its own mode.
    pub const BASH: Self = Self { family: Family::Bash, posix: false };
    /// zsh in its own mode.
    pub const ZSH: Self = Self { family: Family::Zsh, posix: false };
    /// dash.
    pub const DASH: Self = Self { family: Family::Dash, posix: true };

    /// What programs take the shell for that starts them.
    pub fn name(self) -> &'static str {
        match self.family {
            Family::Bash => "bash",
            Family::Zsh => "zsh",
            Family::Dash => "sh",
        }
    }

    /// Whether it is zsh.
    pub fn is_zsh(self) -> bool {
        self.family == Family::Zsh
    }

    /// Whether it is bash, in whatever mode.
    pub fn is_bash(self) -> bool {
        self.family == Family::Bash
    }

    /// Whether it is dash.
    pub fn is_dash(self) -> bool {
        self.family == Family::Dash
    }

    /// Commands whose arguments are read as assignments (POSIX 2.9.1.1, bash(1) "declaration commands").
    pub fn declares(self, command: &str) -> bool {
        match command {
            "export" | "readonly" | "local" => true,
            "declare" | "typeset" => !self.is_dash(),
            "integer" | "float" => self.is_zsh(),
            _ => false,
        }
    }
}
