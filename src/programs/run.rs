//! What a program's model is given, and how it answers.

use std::rc::Rc;

use super::locale::Locale;
use crate::machine::overlay::Change;
use crate::machine::{Fault, Machine, Platform};
use crate::shells::{Below, Call, Host, OTHERS, OutOfFuel, Ran, steps_for};
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

/// One run of a program.
pub struct Run<'r> {
    pub(super) host: &'r mut dyn Host,
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
    /// What was said on standard error.
    pub error: String,
    /// The environment, where it is not that of the call.
    environment: Option<Vec<(String, Value)>>,
    pub(super) depth: u32,
    /// Whether the order of the lines that are printed is not known.
    pub unordered: bool,
}

impl<'r> Run<'r> {
    pub(super) fn new(
        host: &'r mut dyn Host,
        call: &'r Call<'r>,
        arguments: Vec<String>,
        input: Option<Value>,
    ) -> Self {
        Self {
            host,
            call,
            name: call.name.rsplit('/').next().unwrap_or(call.name),
            arguments,
            input,
            taken: Vec::new(),
            out: String::new(),
            value: None,
            effect: None,
            muttered: false,
            outside: None,
            error: String::new(),
            environment: None,
            depth: 0,
            unordered: false,
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

    /// Pays for so many bytes.
    ///
    /// # Errors
    /// When the fuel is used up.
    pub fn spend(&mut self, bytes: usize) -> Result<(), OutOfFuel> {
        self.host.spend(steps_for(bytes))
    }

    /// The environment.
    pub fn environment(&self) -> &[(String, Value)] {
        self.environment.as_deref().unwrap_or(self.call.environment)
    }

    /// A variable as it is, known or not.
    pub fn value_of(&self, name: &str) -> Option<Value> {
        let one = |name: &str| self.environment().iter().rev().find(|(known, _)| known == name);
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
        let home = self.variable("HOME")?;
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
        if windows && super::start::is_unix(self.call.shell) {
            return Err(Cannot::NotFollowed);
        }
        if self.machine().platform().is_absolute(path) {
            return Ok(path.to_owned());
        }
        let cwd = self.cwd()?;
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
        let text = known(&input)?;
        self.spend(text.len())?;
        self.input = Some(Value::empty());
        self.taken.push(input);
        Ok(text)
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
        self.input.take()
    }

    /// A file's text, `-` for standard input; what the system says where it cannot be read.
    ///
    /// # Errors
    /// When its text is not known.
    pub fn read(&mut self, path: &str) -> Result<Result<String, Fault>, Cannot> {
        if matches!(path, "-" | "/dev/stdin" | "/dev/fd/0") {
            return self.input().map(Ok);
        }
        if path == "/dev/null" {
            return Ok(Ok(String::new()));
        }
        if let Some((_, text)) = self.call.pipes.iter().rev().find(|(name, _)| name == path) {
            let value = text.clone();
            let text = known(&value)?;
            self.taken.push(value);
            return Ok(Ok(text));
        }
        let absolute = self.absolute(path)?;
        match self.machine().read(&absolute) {
            Ok(bytes) => {
                self.spend(bytes.len())?;
                let text = std::str::from_utf8(&bytes).map_err(|_| Cannot::unknown())?.to_owned();
                let source = crate::text::Source::inline(&absolute, &text);
                let span = crate::text::Span::new(0, text.len());
                let origin = Origin::File(Place::new(&source, span));
                self.taken.push(Value::known(text.as_str(), origin));
                Ok(Ok(text))
            }
            Err(fault) if fault.is_ours() => Err(self.hidden(&absolute, &fault)),
            Err(fault) => Ok(Err(fault)),
        }
    }

    /// A file that only envsim cannot look at.
    pub fn hidden(&self, path: &str, fault: &Fault) -> Cannot {
        let reason = format!("depends on {path}, of which {fault}");
        let origin = Origin::File(self.call.place.clone());
        Cannot::Fed(Rc::new(Unknown::new(reason, origin)))
    }

    /// Operands that are files one after the other, standard input where there are none.
    ///
    /// # Errors
    /// When a text is not known.
    pub fn texts(&mut self, files: &[String]) -> Result<(Vec<(String, String)>, bool), Cannot> {
        let mut all = Vec::new();
        let mut failed = false;
        if files.is_empty() {
            return Ok((vec![("-".to_owned(), self.input()?)], false));
        }
        for file in files {
            match self.read(file)? {
                Ok(text) => all.push((file.clone(), text)),
                Err(fault) => {
                    self.complain_of(file, &fault);
                    failed = true;
                }
            }
        }
        Ok((all, failed))
    }

    /// `NAME: FILE: what the system says`.
    pub fn complain_of(&mut self, file: &str, fault: &Fault) {
        let text = format!("{}: {file}: {}\n", self.name, fault.in_words_of_unix());
        self.error.push_str(&text);
    }

    /// Something is said on standard error that is not known word for word.
    pub fn mutters(&mut self) {
        self.muttered = true;
    }

    /// Makes a change, or leaves the path undecided where it is not certain that this runs.
    pub fn change(&mut self, change: Change) {
        let change = match (&self.call.perhaps, change.path()) {
            (Some(why), Some(path)) => Change::Undecided {
                path: path.to_owned(),
                why: format!("is changed by `{}` only if that runs: it {}", self.name, why.reason)
                    .into(),
            },
            _ => change,
        };
        self.host.change(change);
    }

    /// Nobody knows what stands at a path from now on.
    pub fn touch(&mut self, path: &str) {
        let why = format!("may be changed by `{}`, which envsim does not follow so", self.name);
        self.host.change(Change::Undecided { path: path.to_owned(), why: why.into() });
    }

    /// Where a program stands, by PATH.
    ///
    /// # Errors
    /// When PATH is not known so far.
    pub fn find(&mut self, name: &str) -> Result<Option<String>, Cannot> {
        if name.contains('/') {
            let path = self.absolute(name)?;
            return Ok(self.runnable(&path)?.then_some(path));
        }
        let Some(list) = self.variable("PATH")? else { return Ok(None) };
        self.spend(list.len() * 16)?;
        for directory in list.split(':') {
            let directory = if directory.is_empty() { "." } else { directory };
            let shown = format!("{}/{name}", directory.trim_end_matches('/'));
            if self.runnable(&self.absolute(&shown)?)? {
                return Ok(Some(shown));
            }
        }
        Ok(None)
    }

    /// Whether a regular file is there that can be run.
    ///
    /// # Errors
    /// When that is not known.
    pub fn runnable(&self, path: &str) -> Result<bool, Cannot> {
        match self.machine().status(path) {
            Ok(status) => Ok(status.is_file() && status.executable),
            Err(fault) if fault.is_ours() => Err(self.hidden(path, &fault)),
            Err(_) => Ok(false),
        }
    }

    /// Starts another program; `changes` are made to the environment it gets.
    ///
    /// # Errors
    /// When it is not followed.
    pub fn start(
        &mut self,
        words: &[String],
        input: Option<Value>,
        environment: Option<Vec<(String, Value)>>,
    ) -> Result<Child, Cannot> {
        let Some((name, arguments)) = words.split_first() else { return Err(Cannot::NotFollowed) };
        if self.depth >= DEEPEST {
            return Err(Cannot::NotFollowed);
        }
        self.spend(0)?;
        let plain: Vec<&str> = words.iter().map(String::as_str).collect();
        if let Some(output) = self.host.output(&plain) {
            let origin = Origin::Scenario(format!("output of `{}`", plain.join(" ")).into());
            let output_value = Value::known(output.stdout, origin);
            return Ok(Child { output: output_value, status: output.status });
        }
        let Some(path) = self.find(name)? else {
            self.mutters();
            return Ok(Child { output: Value::empty(), status: 127 });
        };
        let path = self.absolute(&path)?;
        let block = environment.unwrap_or_else(|| self.environment().to_vec());
        let values: Vec<Value> = Vec::new();
        let call = Call {
            name,
            path: &path,
            arguments: &values,
            input: None,
            input_is_file: false,
            environment: &block,
            cwd: self.call.cwd,
            shell: self.call.shell,
            interactive: self.call.interactive,
            pipes: self.call.pipes,
            place: self.call.place.clone(),
            perhaps: self.call.perhaps.clone(),
        };
        let ran = super::start::child(self.host, &call, arguments.to_vec(), input)
            .ok_or(Cannot::NotFollowed)?;
        self.said(ran.error);
        self.outside = self.outside.take().or(ran.outside);
        let status = ran.status.map_err(Cannot::Fed)?;
        Ok(Child { output: ran.output, status })
    }

    /// What another program said on standard error is said here.
    pub(super) fn said(&mut self, error: Value) {
        match error.text() {
            Some(text) => self.error.push_str(&text),
            None => self.muttered = true,
        }
    }

    /// What a started program printed, as text.
    ///
    /// # Errors
    /// When it is not known.
    pub fn text_of(&self, value: &Value) -> Result<String, Cannot> {
        known(value)
    }

    pub(super) fn printed(&mut self, origin: &Origin, line: &str) -> Value {
        if let Some(effect) = self.effect.take() {
            let place = Origin::File(self.call.place.clone());
            let unknown = Unknown::output_of(line, place).shaped(Shape::Filled);
            return Value::unknown(Unknown { effect: Some(effect.into()), ..unknown });
        }
        let text = std::mem::take(&mut self.out);
        if self.unordered && text.trim_end_matches('\n').contains('\n') {
            let place = Origin::File(self.call.place.clone());
            let reason = "comes in the order of the file system";
            let unknown = Unknown { lines: Some(text.into()), ..Unknown::new(reason, place) };
            return Value::unknown(unknown.shaped(Shape::Filled));
        }
        let behind = attributed(&text, &self.taken, origin);
        match self.value.take() {
            Some(value) => value.then(behind),
            None => behind,
        }
    }

    pub(super) fn complaint(&mut self, origin: &Origin) -> Value {
        let english = self.locale("LC_MESSAGES").is_ok_and(|one| one != Locale::Other);
        if self.muttered || !english && !self.error.is_empty() {
            return Value::unknown(Unknown::new("is a message of a program", origin.clone()));
        }
        match self.error.is_empty() {
            true => Value::empty(),
            false => Value::known(std::mem::take(&mut self.error), origin.clone()),
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

/// Known output; list entries and lines that were there before keep the origins they had.
fn attributed(text: &str, taken: &[Value], origin: &Origin) -> Value {
    if text.is_empty() {
        return Value::empty();
    }
    let mixed = taken.iter().any(|value| value.origins().len() > 1);
    let first = taken.iter().find_map(|value| value.origins().into_iter().next());
    let first = first.unwrap_or_else(|| origin.clone());
    if !mixed {
        return Value::known(text, first);
    }
    let known = entries_of(taken);
    let mut value = Value::empty();
    for part in text.split_inclusive([':', '\n']) {
        let bare = part.trim_end_matches([':', '\n']);
        match known.get(bare) {
            Some(entry) if !bare.is_empty() => value.append(entry.clone()),
            _ => value.push(bare, first.clone()),
        }
        if bare.len() < part.len() {
            value.push(&part[bare.len()..], first.clone());
        }
    }
    value
}

/// The entries and lines of texts, with their origins.
fn entries_of(taken: &[Value]) -> std::collections::HashMap<String, Value> {
    let mut entries = std::collections::HashMap::new();
    for value in taken {
        let Some(text) = value.text() else { continue };
        let mut at = 0;
        for part in text.split_inclusive([':', '\n']) {
            let bare = part.trim_end_matches([':', '\n']);
            if let Some(slice) = value.slice(at, at + bare.len()) {
                entries.entry(bare.to_owned()).or_insert(slice);
            }
            at += part.len();
        }
    }
    entries
}
