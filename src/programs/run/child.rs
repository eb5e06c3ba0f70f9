//! Programs that a program starts.

use std::rc::Rc;

use super::{Cannot, Child, DEEPEST, Run, known};
use crate::shells::{Call, OTHERS, needs_quotes};
use crate::value::{Origin, Unknown, Value};

impl Run<'_> {
    /// Starts a program of which it is not certain that it runs, with an environment that is not told:
    /// what it writes is undecided.
    ///
    /// # Errors
    /// When the fuel is used up.
    pub fn may_start(
        &mut self,
        words: &[String],
        input: Option<Value>,
        why: Rc<Unknown>,
    ) -> Result<(), Cannot> {
        let Some((name, arguments)) = words.split_first() else { return Ok(()) };
        self.spend(words.len())?;
        let place = self.place().clone();
        let origin = Origin::File(place.clone());
        let known = |text: &String| Value::known(text.as_str(), origin.clone());
        let arguments: Vec<Value> = arguments.iter().map(known).collect();
        let environment = vec![(OTHERS.to_owned(), Value::unknown(why.clone()))];
        let path = self.find(name).ok().flatten().unwrap_or_else(|| name.clone());
        let call = Call {
            name,
            path: &path,
            arguments: &arguments,
            line: None,
            input: input.as_ref(),
            input_is_file: false,
            environment: &environment,
            cwd: self.call.cwd,
            shell: self.call.shell,
            interactive: false,
            pipes: &[],
            place,
            perhaps: Some(why),
        };
        let _ = self.host.start(&call);
        Ok(())
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
            line: None,
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
        let ran = (self.starter)(self.host, &call, arguments.to_vec(), input)
            .ok_or(Cannot::NotFollowed)?;
        self.said(ran.error);
        self.outside = self.outside.take().or(ran.outside);
        self.hands_back(ran.left);
        let status = ran.status.map_err(Cannot::Fed)?;
        Ok(Child { output: ran.output, status })
    }

    /// What stands behind its name on the command line of Windows, made of words where the shell hands on those.
    pub fn command_line(&self) -> Value {
        if let Some(line) = self.call.line {
            return line.clone();
        }
        let quote = |line: &mut Value| line.push("\"", Origin::File(self.place().clone()));
        let mut line = Value::empty();
        for (index, word) in self.call.arguments.iter().enumerate() {
            let quoted = word.text().is_some_and(|text| needs_quotes(&text));
            if index > 0 {
                line.push(" ", Origin::File(self.place().clone()));
            }
            quoted.then(|| quote(&mut line));
            line.append(word.clone());
            quoted.then(|| quote(&mut line));
        }
        line
    }

    /// What another program said on standard error is said here.
    pub(in crate::programs) fn said(&mut self, error: Value) {
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
}
