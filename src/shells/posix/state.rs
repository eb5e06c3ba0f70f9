//! What a running shell of the family holds. Cloned where a condition cannot be decided.

mod aliases;
mod definitions;
mod doubts;
mod emulation;
mod form;
mod from_start;
mod join;
mod options;
mod order;
mod positional;
mod scopes;
mod status;
mod styles;
mod ties;
mod unordered;
mod variables;
mod widen;

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;

use super::dialect::Dialect;
use super::paths::Paths;
use crate::environment::{Named, Shared, Table};
use crate::value::Value;

pub use aliases::{AliasOrder, KEPT};
pub use definitions::{Alias, AliasKind, Function};
pub use doubts::any_number;
use doubts::{Lost, Raised};
pub use emulation::is_untouched;
pub use form::Form;
pub use from_start::is_on_from_start;
pub use options::Options;
pub use order::in_order;
pub use positional::Positional;
pub use scopes::{Cursor, Saved};
pub use status::Status;
pub use styles::{Styled, Styles};
pub use ties::Ties;
pub use unordered::Ran;
pub use variables::{Slot, Variable, deduplicate, element_name, numbered, spaced};

/// Where what is written to a descriptor goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Where nobody looks: the terminal, `/dev/null`, the shell's own output.
    Away,
    /// To output that is captured, counted from the outermost.
    Sink(usize),
    /// To the end of a file.
    File(String),
}

/// Everything a statement can change.
#[derive(Clone, Debug)]
pub struct State {
    /// The grammar in force.
    pub dialect: Dialect,
    /// Variables by name.
    pub variables: Table<Variable>,
    /// Those of them that a doubt about everything has reached.
    pub lost: Lost,
    /// Functions by name.
    pub functions: Named<Function>,
    /// Aliases by name.
    pub aliases: Named<Alias>,
    /// zsh's global and suffix aliases, by name.
    pub other_aliases: Named<Alias>,
    /// The order in which zsh lists them.
    pub alias_order: AliasOrder,
    /// What was not followed, oldest first.
    pub doubts: Vec<Raised>,
    /// Commands taken out with `enable -n` or `disable`.
    pub disabled: Vec<String>,
    /// Locations given with `hash`.
    pub hashed: Shared<IndexMap<String, Value>>,
    /// zsh's named directories.
    pub named_directories: Shared<IndexMap<String, Value>>,
    /// Options.
    pub options: Options,
    /// Why any text that is assigned may become another, or may be refused.
    pub reshaped: Option<Rc<crate::value::Unknown>>,
    /// `$1`, `$2`…
    pub positional: Positional,
    /// `$0`.
    pub zero: Value,
    /// The directory.
    pub cwd: Value,
    /// The last exit status.
    pub status: Status,
    /// One list of saved variables for every active function call.
    pub locals: Vec<Rc<Saved>>,
    /// Where output goes while it is captured.
    pub sinks: Vec<Value>,
    /// What standard input holds, where known.
    pub input: Option<Value>,
    /// Whether a trap on a signal was set.
    pub trapped: bool,
    /// The texts of the traps, by the signal's name.
    pub traps: BTreeMap<&'static str, Value>,
    /// zsh's tied variables.
    pub ties: Ties,
    /// The statuses of the commands of the last pipeline.
    pub pipe: Vec<Status>,
    /// zsh's styles.
    pub styles: Rc<Styles>,
    /// Where the last `getopts` stopped.
    pub cursor: Cursor,
    /// What zsh emulates.
    pub emulation: &'static str,
    /// What zsh's `emulate SHELL -c TEXT` emulates: functions defined by such a text do so whenever they are called.
    pub sticky: Option<&'static str>,
    /// Whether that is a file which a redirection opened.
    pub input_is_file: bool,
    /// Where standard error goes.
    pub errors: Target,
    /// Where the other open descriptors go.
    pub descriptors: BTreeMap<u32, Target>,
    /// What the pipes hold that `<(…)` made, by name.
    pub pipes: Vec<(String, Value)>,
    /// How many aliases were defined.
    pub epoch: u64,
    /// The aliases that are being replaced right now.
    pub replacing: Vec<String>,
    /// How the shell spells paths.
    pub paths: Paths,
}

impl State {
    /// A shell with nothing in it.
    pub fn new(dialect: Dialect, options: Options) -> Self {
        Self {
            dialect,
            variables: Table::default(),
            lost: Lost::default(),
            functions: Named::default(),
            aliases: Named::default(),
            other_aliases: Named::default(),
            alias_order: AliasOrder::default(),
            doubts: Vec::new(),
            disabled: Vec::new(),
            hashed: Shared::default(),
            named_directories: Shared::default(),
            options,
            reshaped: None,
            positional: Positional::default(),
            zero: Value::empty(),
            cwd: Value::empty(),
            status: Status::OK,
            locals: Vec::new(),
            sinks: Vec::new(),
            input: None,
            trapped: false,
            traps: BTreeMap::new(),
            ties: Ties::new(dialect.is_zsh()),
            pipe: Vec::new(),
            styles: Rc::default(),
            cursor: Cursor::default(),
            emulation: "zsh",
            sticky: None,
            input_is_file: false,
            errors: Target::Away,
            descriptors: BTreeMap::new(),
            pipes: Vec::new(),
            epoch: 0,
            replacing: Vec::new(),
            paths: Paths::default(),
        }
    }

    /// What was captured so far cannot be added to from inside a substitution.
    pub fn out_of_reach(&mut self) {
        let away = |target: &mut Target| {
            if matches!(target, Target::Sink(_)) {
                *target = Target::Away;
            }
        };
        away(&mut self.errors);
        self.descriptors.values_mut().for_each(away);
    }

    /// Output that is captured now gets longer.
    pub fn print(&mut self, value: Value) {
        if let Some(sink) = self.sinks.last_mut() {
            sink.append(value);
        }
    }
}
