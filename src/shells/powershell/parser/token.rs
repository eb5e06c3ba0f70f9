//! What the lexer hands to the parser.

use super::super::syntax::{AssignmentOperator, BinaryOperator};

/// How the next characters are to be read (`TokenizerMode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Command,
    Expression,
    TypeName,
    Signature,
}

/// A token: its kind and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// Whether a string or bare word has nothing inside that needs a second look.
    pub plain: bool,
    pub start: u32,
    pub end: u32,
}

/// What a token is (`TokenKind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    End,
    NewLine,
    Semi,
    Comma,
    LParen,
    RParen,
    LCurly,
    RCurly,
    LBracket,
    RBracket,
    AtParen,
    AtCurly,
    DollarParen,
    Pipe,
    OrOr,
    AndAnd,
    Ampersand,
    Dot,
    DotDot,
    ColonColon,
    Colon,
    QuestionDot,
    QuestionBracket,
    Question,
    QuestionQuestion,
    Assign(AssignmentOperator),
    Plus,
    Minus,
    Multiply,
    Divide,
    Remainder,
    PlusPlus,
    MinusMinus,
    Exclaim,
    /// A dash operator that has two sides.
    Operator(BinaryOperator),
    Not,
    BitNot,
    Variable,
    Splat,
    Number,
    Double,
    Single,
    DoubleHere,
    SingleHere,
    /// A bare word.
    Generic,
    Identifier,
    /// `-name`; whether a colon follows.
    Parameter(bool),
    /// From a stream to a file, appended or not.
    ToFile(u8, bool),
    /// From a stream to another.
    Merge(u8, u8),
    Input,
    Label,
    Keyword(Keyword),
    Unknown,
}

impl Kind {
    /// Whether both modes read the same token here (`TokenFlags.ParseModeInvariant`).
    pub fn is_mode_invariant(self) -> bool {
        matches!(
            self,
            Self::End
                | Self::NewLine
                | Self::Semi
                | Self::Comma
                | Self::LParen
                | Self::RParen
                | Self::LCurly
                | Self::RCurly
                | Self::RBracket
                | Self::AtParen
                | Self::AtCurly
                | Self::DollarParen
                | Self::Pipe
                | Self::OrOr
                | Self::AndAnd
                | Self::Ampersand
                | Self::Double
                | Self::Single
                | Self::DoubleHere
                | Self::SingleHere
                | Self::Input
        )
    }

    /// Whether a token read in command mode would be read the same way in expression mode.
    pub fn is_same_in_expression(self) -> bool {
        matches!(self, Self::Variable | Self::Splat | Self::Number)
    }

    /// The operator with two sides and how tightly it binds (`TokenFlags.BinaryPrecedence…`).
    pub fn binary(self) -> Option<(BinaryOperator, u8)> {
        use BinaryOperator as B;
        Some(match self {
            Self::Plus => (B::Add, 5),
            Self::Minus => (B::Subtract, 5),
            Self::Multiply => (B::Multiply, 6),
            Self::Divide => (B::Divide, 6),
            Self::Remainder => (B::Remainder, 6),
            Self::DotDot => (B::Range, 8),
            Self::QuestionQuestion => (B::Coalesce, 4),
            Self::Operator(operator) => (
                operator,
                match operator {
                    B::And | B::Or | B::Xor => 1,
                    B::BitAnd | B::BitOr | B::BitXor => 2,
                    B::Format => 7,
                    _ => 3,
                },
            ),
            _ => return None,
        })
    }

    pub fn is_block_name(self) -> bool {
        use Keyword as K;
        matches!(self, Self::Keyword(K::Begin | K::Process | K::End | K::Dynamicparam | K::Clean))
    }
}

/// The reserved words (`s_keywordText`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Assembly,
    Base,
    Begin,
    Break,
    Catch,
    Class,
    Clean,
    Command,
    Configuration,
    Continue,
    Data,
    Default,
    Define,
    Do,
    Dynamicparam,
    Else,
    ElseIf,
    End,
    Enum,
    Exit,
    Filter,
    Finally,
    For,
    Foreach,
    From,
    Function,
    Hidden,
    If,
    In,
    Interface,
    Module,
    Namespace,
    Parallel,
    Param,
    Private,
    Process,
    Public,
    Return,
    Sequence,
    Static,
    Switch,
    Throw,
    Trap,
    Try,
    Type,
    Until,
    Using,
    Var,
    While,
    Workflow,
}
