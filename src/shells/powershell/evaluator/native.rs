//! Programs that PowerShell starts: their words, and what they leave in the session.

use std::rc::Rc;

use super::Evaluator;
use super::flow::Stop;
use super::functions::{Arg, Given};
use super::library::Exit;
use super::stage::Stage;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::state::GLOBAL;
use crate::shells::powershell::syntax::{Argument, Command, ExpressionKind};
use crate::shells::{Call, Ran};
use crate::value::{Origin, Unknown, Value};

impl Evaluator<'_> {
    /// A program: its recorded output, or something unknown. It cannot change the session.
    ///
    /// # Errors
    /// Whatever an argument's expression ends with.
    pub(super) fn native(
        &mut self,
        path: &str,
        name: &str,
        command: &Command,
    ) -> Result<Stage, Stop> {
        let given = self.native_arguments(command)?;
        let words: Option<Vec<String>> =
            given.iter().map(|word| Some(word.text()?.into_owned())).collect();
        match words {
            Some(words) => Ok(self.native_output(path, name, &words)),
            None => Ok(match self.followed(path, name, &given) {
                Some(ran) => self.native_ran(ran),
                None => self.native_unknown(name),
            }),
        }
    }

    /// The stage of a program that is given these words.
    pub fn native_output(&mut self, path: &str, name: &str, words: &[String]) -> Stage {
        let mut output = None;
        let stem = name.strip_suffix(".exe").unwrap_or(name);
        for spelled in [name, path, stem] {
            let line: Vec<&str> =
                std::iter::once(spelled).chain(words.iter().map(String::as_str)).collect();
            output = output.or_else(|| self.host.output(&line));
        }
        let shown: Vec<&str> =
            std::iter::once(name).chain(words.iter().map(String::as_str)).collect();
        if let (None, Some(desktop)) = (&output, self.is_powershell(path)) {
            return self.child_stage(desktop, path, words);
        }
        match output {
            Some(output) => {
                self.state.set_in(GLOBAL, "LASTEXITCODE", Object::int(output.status));
                let origin = Origin::Signature { name: name.into(), place: self.place_or_start() };
                let lines = output
                    .stdout
                    .lines()
                    .map(|line| Object::Text(crate::value::Value::known(line, origin.clone())));
                let lines: Vec<Object> = lines.collect();
                self.native_status = Some(Object::Bool(output.status == 0));
                Stage::Output(lines)
            }
            None => {
                if let Some(ran) = self.followed_words(path, name, words) {
                    return self.native_ran(ran);
                }
                let unknown = Unknown::output_of(&shown.join(" "), self.at.clone());
                self.native_opaque(Rc::new(unknown))
            }
        }
    }

    /// What a script does that the host knows, where its arguments are plain.
    pub(super) fn modelled_script(&mut self, path: &str, given: &Given) -> Option<Ran> {
        let words = given.arguments.iter().map(|one| match one {
            Arg::Value(value @ Object::Text(_), _) => self.plain(value),
            _ => None,
        });
        let words = words.collect::<Option<Vec<String>>>()?;
        let name = self.state.platform().file_name(path).to_ascii_lowercase();
        self.followed_words(path, &name, &words)
    }

    /// A text that does what a cmdlet of somebody else's module does.
    pub(super) fn modelled_elsewhere(&mut self, name: &str) -> Option<String> {
        let fits = |cmdlet: &String| cmdlet.eq_ignore_ascii_case(name);
        let module = self.state.modules.iter().find(|one| one.cmdlets.iter().any(fits))?;
        let path = module.path.clone();
        let ran = self.followed(&path, &name.to_ascii_lowercase(), &[])?;
        Some(ran.output.program()?.text()?.into_owned())
    }

    /// Asks the host to follow a program.
    fn followed_words(&mut self, path: &str, name: &str, words: &[String]) -> Option<Ran> {
        let origin = Origin::File(self.place_or_start());
        let known = |text: &String| Value::known(text.as_str(), origin.clone());
        let arguments: Vec<Value> = words.iter().map(known).collect();
        self.followed(path, name, &arguments)
    }

    fn followed(&mut self, path: &str, name: &str, arguments: &[Value]) -> Option<Ran> {
        let place = self.place_or_start();
        let origin = Origin::File(place.clone());
        let given = self.state.environment.iter().filter(|one| one.exported);
        let environment: Vec<(String, Value)> =
            given.filter_map(|one| Some((one.name.clone(), one.value.clone()?))).collect();
        let directory = self.provider_path(&self.state.location.path);
        let cwd = match &self.state.lost {
            Some(why) => Value::unknown(why.clone()),
            None => Value::known(directory.as_str(), origin.clone()),
        };
        let full = self.state.platform().absolute(&self.state.process_directory, path);
        let stem = name.strip_suffix(".exe").unwrap_or(name).to_owned();
        let shell = if self.state.desktop { "powershell" } else { "pwsh" };
        let undecided = self.speculative > 0 || !self.doubts.is_empty();
        let perhaps = undecided.then(|| self.why("depends on a condition that is not known"));
        let call = Call {
            name: &stem,
            path: &full,
            arguments,
            line: None,
            input: None,
            input_is_file: false,
            environment: &environment,
            cwd: &cwd,
            shell,
            interactive: false,
            pipes: &[],
            place,
            perhaps,
        };
        self.host.start(&call)
    }

    pub(super) fn native_ran(&mut self, ran: Ran) -> Stage {
        if let Some(why) = ran.outside {
            self.state.note_incomplete(why);
        }
        match (ran.output.text(), ran.status) {
            (Some(text), Ok(status)) => {
                self.state.set_in(GLOBAL, "LASTEXITCODE", Object::int(status));
                self.native_status = Some(Object::Bool(status == 0));
                let mut at = 0;
                let mut lines = Vec::new();
                for line in text.split_inclusive('\n') {
                    let bare = line.trim_end_matches(['\n', '\r']);
                    let value = ran.output.slice(at, at + bare.len()).unwrap_or_default();
                    lines.push(Object::Text(value));
                    at += line.len();
                }
                Stage::Output(lines)
            }
            (_, Err(why)) => self.native_opaque(why),
            (None, Ok(status)) => {
                let why = ran.output.why_unknown();
                let why = why.unwrap_or_else(|| self.why("is the output of a program"));
                self.state.set_in(GLOBAL, "LASTEXITCODE", Object::int(status));
                self.native_status = Some(Object::Bool(status == 0));
                Stage::Opaque(Object::Unknown(why))
            }
        }
    }

    fn child_stage(&mut self, desktop: bool, path: &str, words: &[String]) -> Stage {
        let platform = self.state.platform();
        let full = platform.absolute(&self.state.process_directory, path);
        let (lines, exit) = self.child(desktop, &full, words);
        let Exit::Status(status) = exit else {
            let why = self.why("takes the output of a PowerShell that envsim cannot follow");
            return self.native_opaque(why);
        };
        self.state.set_in(GLOBAL, "LASTEXITCODE", Object::int(status));
        self.native_status = Some(Object::Bool(status == 0));
        Stage::Output(lines)
    }

    fn native_unknown(&mut self, name: &str) -> Stage {
        let unknown = Unknown::output_of(name, self.at.clone());
        self.native_opaque(Rc::new(unknown))
    }

    fn native_opaque(&mut self, why: Rc<Unknown>) -> Stage {
        self.state.set_in(GLOBAL, "LASTEXITCODE", Object::Unknown(why.clone()));
        self.native_status = Some(Object::Unknown(why.clone()));
        Stage::Opaque(Object::Unknown(why))
    }

    fn place_or_start(&self) -> crate::text::Place {
        self.place()
            .unwrap_or_else(|| crate::text::Place::new(&self.source, crate::text::Span::default()))
    }

    /// The words a program gets.
    fn native_arguments(&mut self, command: &Command) -> Result<Vec<Value>, Stop> {
        let mut words = Vec::new();
        for argument in &command.arguments {
            match argument {
                Argument::Value(expression) => {
                    let value = self.expression(expression)?;
                    let joined = matches!(expression.kind, ExpressionKind::List(_));
                    let mut items = self.native_words(&value);
                    match joined && items.len() > 1 {
                        true => words.push(self.with_commas(items)),
                        false => words.append(&mut items),
                    }
                }
                Argument::Parameter { span, value, .. } => {
                    let mut word = self.text_of(&self.text(self.slice(*span)));
                    if let Some(value) = value {
                        let value = self.expression(value)?;
                        word = word.then(self.text_of(&value));
                    }
                    words.push(word);
                }
                Argument::Splat(name) => {
                    let value = self.read_variable(*name)?;
                    words.append(&mut self.native_words(&value));
                }
                Argument::Verbatim(span) => {
                    let text = self.slice(*span);
                    words.extend(
                        text.split_whitespace().map(|word| Value::known(word, self.at.clone())),
                    );
                }
            }
        }
        Ok(words)
    }

    /// The elements of a list each for itself; nothing of `$null`.
    fn native_words(&self, value: &Object) -> Vec<Value> {
        match value.enumerate() {
            Some(items) => items.iter().map(|item| self.text_of(item)).collect(),
            None if value.is_null() => Vec::new(),
            None => vec![self.text_of(value)],
        }
    }

    /// A list that is written with commas is one word.
    fn with_commas(&self, items: Vec<Value>) -> Value {
        let mut word = Value::empty();
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                word.push(",", self.at.clone());
            }
            word = word.then(item);
        }
        word
    }
}
