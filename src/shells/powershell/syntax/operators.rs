//! Operators, and the other words that choose between a few ways.

/// `&&` or `||`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainOperator {
    /// `&&`.
    And,
    /// `||`.
    Or,
}

/// An assignment operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignmentOperator {
    /// `=`.
    Set,
    /// `+=`.
    Add,
    /// `-=`.
    Subtract,
    /// `*=`.
    Multiply,
    /// `/=`.
    Divide,
    /// `%=`.
    Remainder,
    /// `??=`.
    Coalesce,
}

/// Which loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopKind {
    /// `while`.
    While,
    /// `do … while`.
    DoWhile,
    /// `do … until`.
    DoUntil,
}

/// How `switch` matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SwitchMode {
    /// Equality.
    #[default]
    Exact,
    /// `-Wildcard`.
    Wildcard,
    /// `-Regex`.
    Regex,
}

/// How a command is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invocation {
    /// By its name alone.
    Plain,
    /// `&`.
    Call,
    /// `.`.
    Dot,
}

/// A unary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-not`, `!`.
    Not,
    /// `-`.
    Minus,
    /// `+`.
    Plus,
    /// `-bnot`.
    BitNot,
    /// `-split`, `-isplit`; `-csplit`.
    Split,
    /// `-join`.
    Join,
    /// `,x`.
    Comma,
    /// `++x`.
    IncrementBefore,
    /// `--x`.
    DecrementBefore,
    /// `x++`.
    IncrementAfter,
    /// `x--`.
    DecrementAfter,
}

/// Case rule of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Case {
    /// No prefix: case is ignored.
    #[default]
    Default,
    /// `i`.
    Ignored,
    /// `c`.
    Sensitive,
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Remainder,
    /// `..`.
    Range,
    /// `-f`.
    Format,
    /// `-and`.
    And,
    /// `-or`.
    Or,
    /// `-xor`.
    Xor,
    /// `-band`.
    BitAnd,
    /// `-bor`.
    BitOr,
    /// `-bxor`.
    BitXor,
    /// `-shl`.
    ShiftLeft,
    /// `-shr`.
    ShiftRight,
    /// `??`.
    Coalesce,
    /// `-eq`.
    Equal(Case),
    /// `-ne`.
    NotEqual(Case),
    /// `-gt`.
    Greater(Case),
    /// `-ge`.
    GreaterOrEqual(Case),
    /// `-lt`.
    Less(Case),
    /// `-le`.
    LessOrEqual(Case),
    /// `-like`.
    Like(Case),
    /// `-notlike`.
    NotLike(Case),
    /// `-match`.
    Match(Case),
    /// `-notmatch`.
    NotMatch(Case),
    /// `-contains`.
    Contains(Case),
    /// `-notcontains`.
    NotContains(Case),
    /// `-in`.
    In(Case),
    /// `-notin`.
    NotIn(Case),
    /// `-replace`.
    Replace(Case),
    /// `-split`.
    Split(Case),
    /// `-join`.
    Join,
    /// `-is`.
    Is,
    /// `-isnot`.
    IsNot,
    /// `-as`.
    As,
}
