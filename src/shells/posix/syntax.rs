//! The syntax tree of the Bourne family. Nodes hold spans and own no text.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::text::Span;

/// A parsed text.
#[derive(Debug, Default)]
pub struct Script {
    /// The lines, each with the commands that are read, and only then run, together.
    pub lines: Vec<Line>,
    /// Which of them hold ksh's groups outside of `[[`, ascending: bash refuses these unless `extglob` is on.
    pub extended: Vec<usize>,
    /// The names that lines define functions by without `function`, in order, each with its line's place.
    pub defined: Vec<(usize, Span)>,
    /// Which of the lines that cannot be read the shell itself surely refuses.
    pub refused: Vec<usize>,
}

/// What the shell reads before it runs anything of it.
#[derive(Debug)]
pub enum Line {
    /// Commands up to the end of a line on which none is left open.
    Commands(Body),
    /// A syntax error, or a construct envsim cannot read; shells give the rest of the file up here.
    Broken(Span),
}

/// Commands in order; shared, because functions keep theirs.
pub type Body = Rc<[AndOr]>;

/// Pipelines joined by `&&` and `||`, left to right.
#[derive(Debug)]
pub struct AndOr {
    /// The first pipeline.
    pub first: Pipeline,
    /// The others, each with what stands before it.
    pub rest: Vec<(Connector, Pipeline)>,
    /// Whether `&` follows.
    pub background: bool,
}

/// What joins two pipelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connector {
    /// `&&`.
    And,
    /// `||`.
    Or,
}

/// Commands joined by `|`.
#[derive(Debug)]
pub struct Pipeline {
    /// Whether `!` stands before it.
    pub negated: bool,
    /// At least one.
    pub commands: Vec<Command>,
}

/// A command with its redirections.
#[derive(Debug)]
pub struct Command {
    /// What it is.
    pub kind: Kind,
    /// Redirections, in order.
    pub redirects: Vec<Redirect>,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of commands.
#[derive(Debug)]
pub enum Kind {
    /// Assignments and words.
    Simple(Simple),
    /// `{ …; }`.
    Group(Body),
    /// `( … )`.
    Subshell(Body),
    /// `if … then … elif … else … fi`.
    If {
        /// Conditions with what they guard.
        arms: Vec<(Body, Body)>,
        /// The last resort.
        otherwise: Option<Body>,
    },
    /// `for NAME in WORDS`; without `in`, the positional parameters.
    For {
        /// The names (zsh takes several).
        names: Vec<Span>,
        /// The words.
        words: Option<Vec<Word>>,
        /// The body.
        body: Body,
    },
    /// `for (( init; condition; step ))`.
    ForArithmetic {
        /// The three expressions.
        parts: Box<[Word; 3]>,
        /// The body.
        body: Body,
    },
    /// `while` and `until`.
    While {
        /// Whether it is `until`.
        until: bool,
        /// The condition.
        condition: Body,
        /// The body.
        body: Body,
    },
    /// `case WORD in …`.
    Case {
        /// The word.
        word: Word,
        /// The arms.
        arms: Vec<Arm>,
    },
    /// `select NAME in WORDS`: asks a person.
    Select {
        /// The body.
        body: Body,
    },
    /// zsh's `repeat COUNT`.
    Repeat {
        /// How often.
        count: Word,
        /// The body.
        body: Body,
    },
    /// A function definition.
    Function {
        /// The names.
        names: Vec<Word>,
        /// The body.
        body: Rc<Command>,
    },
    /// zsh's anonymous function, called at once.
    Anonymous {
        /// The body.
        body: Rc<Command>,
        /// What it is called with.
        arguments: Vec<Word>,
    },
    /// `(( … ))`.
    Arithmetic(Word),
    /// `[[ … ]]`.
    Condition(Box<Test>),
    /// zsh's `{ … } always { … }`.
    Always(Body, Body),
    /// `coproc`: runs beside the shell.
    Coprocess {
        /// Its name, where it has one.
        name: Option<Span>,
    },
}

/// Assignments and words.
#[derive(Debug, Default)]
pub struct Simple {
    /// The assignments before the first word.
    pub assignments: Vec<Assignment>,
    /// The command word and its arguments.
    pub words: Vec<Argument>,
}

/// A word of a simple command.
#[derive(Debug)]
pub enum Argument {
    /// Any word.
    Word(Word),
    /// `NAME=…` behind a declaration command such as `export`.
    Assignment(Box<Assignment>),
}

/// `NAME=value`, `NAME+=value`, `NAME[…]=value`, `NAME=(…)`.
#[derive(Debug)]
pub struct Assignment {
    /// The name.
    pub name: Span,
    /// What stands between brackets.
    pub subscript: Option<Word>,
    /// Whether it is `+=`.
    pub append: bool,
    /// What is assigned.
    pub value: Assigned,
    /// The whole assignment.
    pub span: Span,
}

/// What is assigned.
#[derive(Debug)]
pub enum Assigned {
    /// A word.
    Scalar(Word),
    /// Elements in parentheses.
    Array(Vec<Element>),
}

/// An element of an array literal.
#[derive(Debug)]
pub struct Element {
    /// `[key]=`.
    pub key: Option<Word>,
    /// The value.
    pub value: Word,
}

/// One arm of a `case`.
#[derive(Debug)]
pub struct Arm {
    /// The patterns.
    pub patterns: Vec<Word>,
    /// What is run.
    pub body: Body,
    /// What follows.
    pub end: ArmEnd,
}

/// How an arm ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArmEnd {
    /// `;;`.
    Break,
    /// `;&`: the next arm is run too.
    FallThrough,
    /// `;;&` in bash, `;|` in zsh: the next patterns are tried too.
    Continue,
}

/// A redirection.
#[derive(Debug)]
pub struct Redirect {
    /// The descriptor or `{name}` before the operator.
    pub descriptor: Option<Span>,
    /// The operator's text.
    pub operator: Span,
    /// The file, descriptor or here-string.
    pub target: Word,
    /// The text of a here-document, filled when its lines are read.
    pub document: Option<Rc<OnceCell<Word>>>,
    /// Whether leading tabs are dropped (`<<-`).
    pub strips_tabs: bool,
}

/// A word: parts without blanks between them.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// The parts.
    pub parts: Vec<Part>,
    /// Where it stands.
    pub span: Span,
}

/// A part of a word.
#[derive(Clone, Debug)]
pub enum Part {
    /// Unquoted text, or text inside double quotes.
    Text(Span),
    /// What a sequence between braces became: made while a word is expanded, never by the parser.
    Made(Rc<str>, Span),
    /// The one character behind a backslash.
    Escaped(Span),
    /// What stands between single quotes.
    Single(Span),
    /// What stands between `$'` and `'`.
    Ansi(Span),
    /// What stands between double quotes.
    Double(Vec<Part>),
    /// `$NAME` with nothing around it, dollar sign included: most expansions are that.
    Plain(Span),
    /// Any other `$NAME` or `${…}`.
    Parameter(Box<Parameter>),
    /// `$( … )`.
    Command(Body, Span),
    /// What stands between backquotes.
    Backquoted(Span),
    /// `$(( … ))`.
    Arithmetic(Vec<Part>, Span),
    /// `<( … )`, `>( … )`, zsh's `=( … )`.
    Process(Body, Span),
}

/// A parameter expansion.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The whole expansion.
    pub span: Span,
    /// What is expanded.
    pub subject: Subject,
    /// What stands between brackets.
    pub subscript: Option<Word>,
    /// zsh's flags between parentheses.
    pub flags: Option<Span>,
    /// Marks before the name: `#` length, `!` indirect, `+` is set, `=` split, `~` pattern, `^` distribute.
    pub marks: Vec<u8>,
    /// The operations behind it, in order (bash has at most one).
    pub operations: Vec<Operation>,
    /// Whether it is written with braces.
    pub braced: bool,
}

impl Parameter {
    /// `$NAME`.
    pub fn plain(span: Span) -> Self {
        let name = Span { start: span.start + 1, end: span.end };
        Self {
            span,
            subject: Subject::Name(name),
            subscript: None,
            flags: None,
            marks: Vec::new(),
            operations: Vec::new(),
            braced: false,
        }
    }

    /// Whether it is no more than `$NAME`.
    pub fn is_plain(&self) -> bool {
        !self.braced
            && self.marks.is_empty()
            && self.operations.is_empty()
            && self.subscript.is_none()
            && self.flags.is_none()
    }
}

/// What is expanded.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A name, a digit or a special character.
    Name(Span),
    /// zsh: another expansion, or a text in quotes.
    Nested(Box<Word>),
    /// zsh: nothing, as in `${:-text}`.
    Nothing,
    /// No parameter at all, an error where it is expanded.
    Bad,
}

/// An operation on a parameter.
#[derive(Clone, Debug)]
pub enum Operation {
    /// `-`, `=`, `?`, `+`, with a colon or without.
    Conditional {
        /// The operator.
        operator: u8,
        /// Whether an empty value counts as unset.
        colon: bool,
        /// The word.
        word: Word,
    },
    /// `#`, `##`, `%`, `%%`.
    Remove {
        /// Whether it is `%`.
        suffix: bool,
        /// Whether the longest match is removed.
        longest: bool,
        /// The pattern.
        pattern: Word,
    },
    /// `/pattern/replacement`.
    Replace {
        /// Whether every match is replaced.
        all: bool,
        /// `#` or `%` where the match is tied to an end.
        anchor: Option<u8>,
        /// The pattern.
        pattern: Word,
        /// The replacement.
        replacement: Word,
    },
    /// `:offset:length`.
    Slice {
        /// The offset.
        offset: Word,
        /// The length.
        length: Option<Word>,
    },
    /// `^`, `^^`, `,`, `,,`, `~`, `~~`.
    Case {
        /// `^` to upper case, `,` to lower case, `~` to the other one.
        sign: u8,
        /// Whether every character.
        all: bool,
        /// Which characters.
        pattern: Word,
    },
    /// bash's `@Q` and the like.
    Transform(u8),
    /// bash's `${!prefix*}` and `${!name[@]}` ends.
    Names(u8),
    /// zsh's modifiers, such as `:h` and `:s/a/b/`.
    Modifier(Span),
    /// zsh's `:#pattern`.
    Filter(Word),
    /// zsh's `:|`, `:*`, `:^`, `:^^` with another array.
    Combine {
        /// The operator behind the colon.
        sign: &'static str,
        /// The other array's name.
        word: Word,
    },
    /// Something envsim does not know.
    Unsupported(Span),
}

/// An expression of `[[ … ]]`.
#[derive(Debug)]
pub enum Test {
    /// One word: true when it is not empty.
    Word(Word),
    /// `-f word` and the like.
    Unary(Span, Word),
    /// `word == word` and the like.
    Binary(Word, Span, Word),
    /// `! …`.
    Not(Box<Test>),
    /// `… && …`.
    And(Vec<Test>),
    /// `… || …`.
    Or(Vec<Test>),
}
