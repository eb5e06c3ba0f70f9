//! What a program's model is given, and how it answers.

mod child;
mod files;
mod output;

use std::rc::Rc;

use super::locale::Locale;
use crate::machine::{Machine, Platform};
use crate::shells::{Below, Call, ConsoleAlias, Host, Left, OTHERS, OutOfFuel, Ran, steps_for};
use crate::text::Place;
use crate::value::{Origin, Piece, Shape, Unknown, Value};

/// The exit status, or why nobody can tell.
pub type Followed = Result<i32, Cannot>;

/// Why a program's output is not known.
#[derive(Clone, Debug)]
pub enum Cannot {
    /// Not in this use: as if there were no model.
    NotFollowed,
    /// The output ends in something that cannot be known.
    Because {
        /// Why: a sentence without its subject; empty for the usual one.
        reason: String,
        /// What is known of it all the same.
        shape: Shape,
        /// The exit status, where it is known.
        status: Option<i32>,
    },
    /// What it works on is not known.
    Fed(Rc<Unknown>),
    /// Only the exit status is not known.
    Status(Rc<Unknown>),
}

impl Cannot {
    /// Output that cannot be known, of a program that succeeds.
    pub fn tell(reason: &str, shape: Shape) -> Self {
        Self::Because { reason: reason.to_owned(), shape, status: Some(0) }
    }

    /// The usual reason, nothing known.
    pub fn unknown() -> Self {
        Self::Because { reason: String::new(), shape: Shape::Any, status: None }
    }
}

impl From<OutOfFuel> for Cannot {
    fn from(_: OutOfFuel) -> Self {
        Self::NotFollowed
    }
}

/// What a program that another one started did.
pub struct Child {
    /// What it printed.
    pub output: Value,
    /// Its status.
    pub status: i32,
}

/// How deep programs may start each other.
const DEEPEST: u32 = 8;

/// Whether a shell's programs see the paths of Unix, even on Windows.
pub(super) fn is_unix(shell: &str) -> bool {
    matches!(shell, "bash" | "zsh" | "sh")
}

/// How a program that another one starts is followed: which programs there are is known above.
pub(super) type Starter =
    fn(&mut dyn Host, &Call<'_>, arguments: Vec<String>, input: Option<Value>) -> Option<Ran>;

/// One run of a program.
pub struct Run<'r> {
    pub(super) host: &'r mut dyn Host,
    /// Follows the programs that this one starts.
    starter: Starter,
    call: &'r Call<'r>,
    /// The name it was called by, without directories.
    pub name: &'r str,
    /// The arguments.
    pub arguments: Vec<String>,
    input: Option<Value>,
    /// What was taken from files and standard input, with origins.
    taken: Vec<Value>,
    /// Standard output.
    pub out: String,
    /// Standard output that has origins of its own; `out` stands behind it.
    pub value: Option<Value>,
    /// A text that does in a shell what the output does, where the output itself is not known.
    pub effect: Option<String>,
    /// Whether something was said on standard error that is not known word for word.
    muttered: bool,
    /// Why files may be others than they seem.
    pub outside: Option<Rc<Unknown>>,
    /// What it does to the aliases of the console.
    pub aliases: Vec<ConsoleAlias>,
    /// What was said on standard error.
    pub error: String,
    /// The environment, where it is not that of the call.
    environment: Option<Vec<(String, Value)>>,
    pub(super) depth: u32,
    /// Whether the order of the lines that are printed is not known.
    pub unordered: bool,
    /// Whether it read its standard input.
    took: bool,
    /// Whether it handed it on.
    handed: bool,
    /// What is left of that, where it is not nothing.
    left: Option<Left>,
}

impl<'r> Run<'r> {
    pub(super) fn new(
        host: &'r mut dyn Host,
        call: &'r Call<'r>,
        arguments: Vec<String>,
        input: Option<Value>,
        starter: Starter,
    ) -> Self {
        Self {
            host,
            starter,
            call,
            name: call.name.rsplit(['/', '\\']).next().unwrap_or(call.name),
            arguments,
            input,
            taken: Vec::new(),
            out: String::new(),
            value: None,
            effect: None,
            muttered: false,
            outside: None,
            aliases: Vec::new(),
            error: String::new(),
            environment: None,
            depth: 0,
            unordered: false,
            took: false,
            handed: false,
            left: None,
        }
    }

    /// The arguments as plain text.
    pub fn words(&self) -> Vec<String> {
        self.arguments.clone()
    }

    /// The machine.
    pub fn machine(&self) -> &dyn Machine {
        self.host.machine()
    }

    /// The file that runs.
    pub fn path(&self) -> &str {
        self.call.path
    }

    /// The name as it was typed.
    pub fn typed(&self) -> &str {
        self.call.name
    }

    /// Why it is not certain that it runs.
    pub fn perhaps(&self) -> Option<Rc<Unknown>> {
        self.call.perhaps.clone()
    }

    /// Runs a shell below.
    pub fn below(&mut self, below: &Below) -> Option<Ran> {
        self.host.below(below)
    }

    /// The shell that starts it.
    pub fn shell(&self) -> &str {
        self.call.shell
    }

    /// Whether a person sits before the shell.
    pub fn is_interactive(&self) -> bool {
        self.call.interactive
    }

    /// The statement that starts it.
    pub fn place(&self) -> &Place {
        &self.call.place
    }

    /// Whether it is certain that it runs.
    pub fn is_certain(&self) -> bool {
        self.call.perhaps.is_none()
    }

    /// Whether it certainly has administrator rights.
    pub fn is_elevated(&self) -> bool {
        self.host.is_elevated()
    }

    /// Pays for so many bytes.
    ///
    /// # Errors
    /// When the fuel is used up.
    pub fn spend(&mut self, bytes: usize) -> Result<(), OutOfFuel> {
        self.host.spend(steps_for(bytes))
    }

    /// Whether a shell of Windows' own starts it there: its paths are those of Windows.
    pub fn is_native_windows(&self) -> bool {
        let windows = self.machine().platform() == Platform::Windows;
        windows && !is_unix(self.call.shell)
    }

    /// Whether PowerShell starts it.
    pub fn is_powershell(&self) -> bool {
        matches!(self.call.shell, "powershell" | "pwsh")
    }

    /// The environment.
    pub fn environment(&self) -> &[(String, Value)] {
        self.environment.as_deref().unwrap_or(self.call.environment)
    }

    /// A variable as it is, known or not.
    pub fn value_of(&self, name: &str) -> Option<Value> {
        // Programs of Windows do not tell the cases of a name apart.
        let folded = self.is_native_windows();
        let same = |known: &str, name: &str| match folded {
            true => known.eq_ignore_ascii_case(name),
            false => known == name,
        };
        let one = |name: &str| self.environment().iter().rev().find(|(known, _)| same(known, name));
        one(name).or_else(|| one(OTHERS)).map(|(_, value)| value.clone())
    }

    /// A variable's text.
    ///
    /// # Errors
    /// When it is not known.
    pub fn variable(&self, name: &str) -> Result<Option<String>, Cannot> {
        match self.value_of(name) {
            None => Ok(None),
            Some(value) => known(&value).map(Some),
        }
    }

    /// A variable's text where it is set and not empty.
    ///
    /// # Errors
    /// When it is not known.
    pub fn filled(&self, name: &str) -> Result<Option<String>, Cannot> {
        Ok(self.variable(name)?.filter(|text| !text.is_empty()))
    }

    /// The home directory.
    ///
    /// # Errors
    /// When it is not known.
    pub fn home(&self) -> Result<String, Cannot> {
        let name = if self.is_native_windows() { "USERPROFILE" } else { "HOME" };
        let home = self.variable(name)?;
        Ok(home.unwrap_or_else(|| self.machine().facts().user.home.clone()))
    }

    /// The locale its texts are in.
    ///
    /// # Errors
    /// When it is not known.
    pub fn locale(&self, category: &str) -> Result<Locale, Cannot> {
        for name in ["LC_ALL", category, "LANG"] {
            // Of a locale the ending may be all that is known, and all that matters.
            let value = self.value_of(name).filter(|value| !value.is_known());
            if let Some(Piece::Text { text, .. }) =
                value.as_ref().and_then(|one| one.pieces().last())
                && text.ends_with(".UTF-8")
            {
                return Ok(Locale::of(text));
            }
            if let Some(text) = self.filled(name)? {
                return Ok(Locale::of(&text));
            }
        }
        Ok(if self.machine().platform() == Platform::MacOs { Locale::Other } else { Locale::C })
    }

    /// The directory.
    ///
    /// # Errors
    /// When it is not known.
    pub fn cwd(&self) -> Result<String, Cannot> {
        known(self.call.cwd)
    }

    /// A path from the root.
    ///
    /// # Errors
    /// When the directory is not known.
    pub fn absolute(&self, path: &str) -> Result<String, Cannot> {
        // How MSYS2 maps its paths is the shell's business.
        let windows = self.machine().platform() == Platform::Windows;
        if windows && !self.is_native_windows() {
            return Err(Cannot::NotFollowed);
        }
        if self.machine().platform().is_absolute(path) {
            return Ok(path.to_owned());
        }
        let cwd = self.cwd()?;
        if windows {
            return Ok(self.machine().platform().absolute(&cwd, path));
        }
        Ok(format!("{}/{path}", cwd.trim_end_matches('/')))
    }

    /// What standard input holds.
    ///
    /// # Errors
    /// When it is not known.
    pub fn input(&mut self) -> Result<String, Cannot> {
        let Some(input) = self.input.take() else {
            return Err(Cannot::NotFollowed);
        };
        self.took = true;
        let text = known(&input)?;
        self.spend(text.len())?;
        self.input = Some(Value::empty());
        self.taken.push(input);
        Ok(text)
    }

    /// Standard input as far as it is known, left unread.
    pub fn whole_input(&self) -> Option<Value> {
        self.input.clone()
    }

    /// The same where the order of its lines does not count.
    ///
    /// # Errors
    /// When it is not known.
    pub fn unordered_input(&mut self) -> Result<String, Cannot> {
        let lines = match self.input.as_ref().map(Value::pieces) {
            Some([Piece::Unknown(unknown)]) => unknown.lines.clone(),
            _ => None,
        };
        match lines {
            Some(lines) => {
                self.unordered = true;
                self.took = true;
                self.spend(lines.len())?;
                Ok(lines.to_string())
            }
            None => self.input(),
        }
    }

    /// Whether standard input is a file that was opened for it, and no pipe.
    pub fn reads_file(&self) -> bool {
        self.call.input_is_file
    }

    /// What standard input is, to be handed on.
    pub fn given(&mut self) -> Option<Value> {
        self.took |= self.input.is_some();
        self.handed |= self.input.is_some();
        self.input.take()
    }

    /// A program that was handed standard input left so much of it.
    pub(super) fn hands_back(&mut self, left: Left) {
        if self.handed {
            self.took = !matches!(left, Left::All);
            self.left = Some(left);
        }
    }

    /// It stops before its standard input ends: what it has read ahead of that nobody knows, but of a file,
    /// where its place is set back.
    pub fn stops_early(&mut self, rest: &str) {
        self.left = Some(match self.reads_file() || rest.is_empty() {
            true => self.rest(rest),
            false => Left::Unknown,
        });
    }

    /// It reads so much of its standard input that this is left.
    pub fn stops_at(&mut self, rest: &str) {
        self.left = Some(self.rest(rest));
    }

    /// Nobody knows how much of its standard input it reads.
    pub fn stops_somewhere(&mut self) {
        self.left = Some(Left::Unknown);
    }

    fn rest(&self, rest: &str) -> Left {
        let origin = self.taken.last().and_then(Value::writer);
        let origin = origin.unwrap_or_else(|| Origin::File(self.place().clone()));
        Left::Rest(if rest.is_empty() { Value::empty() } else { Value::known(rest, origin) })
    }

    /// What is left of standard input.
    pub(super) fn left(&mut self) -> Left {
        match self.took {
            false => Left::All,
            true => self.left.take().unwrap_or(Left::Rest(Value::empty())),
        }
    }
}

/// The text of a value.
fn known(value: &Value) -> Result<String, Cannot> {
    match value.text() {
        Some(text) => Ok(text.into_owned()),
        None => {
            let why = value.why_unknown();
            let origin = Origin::Builtin("a program's input".into());
            Err(Cannot::Fed(why.unwrap_or_else(|| Rc::new(Unknown::new("is not known", origin)))))
        }
    }
}
