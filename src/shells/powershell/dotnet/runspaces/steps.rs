//! What `[powershell]` is to run: scripts and commands with their arguments (PSCommand.cs, Command.cs).

use std::rc::Rc;

use super::{Answer, STEPS};
use crate::shells::powershell::evaluator::functions::{Arg, Given};
use crate::shells::powershell::evaluator::sink::Collect;
use crate::shells::powershell::evaluator::{Evaluator, Flow};
use crate::shells::powershell::object::{Object, Record, Table, TableKind};
use crate::shells::powershell::state::{GLOBAL, Location, May};

/// Parts of a step. No member of .NET has such a name, so no script asks for one.
const TEXT: &str = "(text)";
const COMMAND: &str = "(command)";
const ARGUMENTS: &str = "(arguments)";
const NAME: &str = "(name)";
const VALUE: &str = "(value)";
/// A statement begins.
const BEGINS: &str = "(begins)";

/// Runs a command with parameters, arguments and the pipeline's objects.
const CALL: &str = "param($command, $parameters, $arguments) & $command @parameters @arguments";
const FED: &str =
    "param($command, $parameters, $arguments) $input | & $command @parameters @arguments";

impl Evaluator<'_> {
    /// A method that adds to what is run; `None` for another.
    pub(super) fn step_method(
        &mut self,
        record: &Rc<Record>,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Answer> {
        let first = arguments.first();
        match lower {
            "addscript" | "addcommand" => {
                let text = first.map(|text| self.text_of(text)).unwrap_or_default();
                let step = Record::new("(step)")
                    .with(TEXT, Object::Text(text))
                    .with(COMMAND, Object::Bool(lower == "addcommand"))
                    .with(ARGUMENTS, Object::array(Vec::new()));
                if record.get(BEGINS).is_some() {
                    step.set(BEGINS, Object::Bool(true));
                    record.remove(BEGINS);
                }
                self.add(record, STEPS, step.into_object());
            }
            "addargument" => self.add_argument(record, None, first),
            "addparameter" => {
                let name = first.map(|name| self.text_of(name)).unwrap_or_default();
                self.add_argument(record, Some(Object::Text(name)), arguments.get(1));
            }
            "addparameters" => self.add_parameters(record, first),
            "addstatement" => record.set(BEGINS, Object::Bool(true)),
            _ => return None,
        }
        Some(Ok(Object::Record(record.clone())))
    }

    fn add(&mut self, record: &Rc<Record>, list: &str, item: Object) {
        let mut items = record.get(list).and_then(|all| all.enumerate()).unwrap_or_default();
        self.charge(items.len() as u64 + 1);
        items.push(item);
        record.set(list, Object::array(items));
    }

    fn add_argument(&mut self, record: &Rc<Record>, name: Option<Object>, value: Option<&Object>) {
        let argument = Record::new("(argument)");
        if let Some(name) = name {
            argument.set(NAME, name);
        }
        if let Some(value) = value {
            argument.set(VALUE, value.clone());
        }
        if let Some(Object::Record(step)) = steps(record).last() {
            self.add(step, ARGUMENTS, argument.into_object());
        }
    }

    /// A table's entries are named, a list's elements are not.
    fn add_parameters(&mut self, record: &Rc<Record>, all: Option<&Object>) {
        match all {
            Some(Object::Table(table)) if table.open().is_none() => {
                for (name, value) in table.entries() {
                    self.add_argument(record, Some(name), Some(&value));
                }
            }
            Some(Object::Array(list) | Object::List(list)) => {
                for value in list.items() {
                    self.add_argument(record, None, Some(&value));
                }
            }
            _ => {
                let unknown = self.unknown("is a parameter that is not known");
                self.add_argument(record, Some(unknown), None);
            }
        }
    }

    /// Runs the statements; each is a pipeline, of which every step has all that the one before gave.
    pub(super) fn run_steps(
        &mut self,
        steps: &[Object],
        variables: &[(String, Object)],
        out: &mut Collect,
    ) -> Flow {
        // A new runspace stands where the process does.
        let path = self.state.process_directory.clone();
        let drive = path.split_once(':').map_or("/", |(drive, _)| drive).to_owned();
        self.state.location = Location { drive, path };
        for (name, value) in variables {
            self.state.set_in(GLOBAL, name, value.clone());
        }
        let mut last = Vec::new();
        for step in steps {
            let Object::Record(step) = step else { continue };
            let fed = step.get(BEGINS).is_none();
            if !fed {
                std::mem::take(&mut last).into_iter().for_each(|object| out.items.push(object));
            }
            let mut given = Collect::default();
            self.run_step(step, last, &mut given)?;
            last = given.items;
        }
        last.into_iter().for_each(|object| out.items.push(object));
        Ok(())
    }

    fn run_step(&mut self, step: &Rc<Record>, input: Vec<Object>, out: &mut Collect) -> Flow {
        let text = match step.get(TEXT) {
            Some(Object::Text(text)) => {
                text.program().and_then(|all| Some(all.text()?.into_owned()))
            }
            _ => None,
        };
        let (Some(text), Some(arguments)) = (text, self.step_arguments(step)) else {
            self.opaque("runs something in another runspace that is not known", May::Everything);
            return Ok(());
        };
        if !matches!(step.get(COMMAND), Some(Object::Bool(true))) {
            let block = self.parse_block(&text)?;
            let given = Given { arguments, ..Given::default() };
            return self.call_block(&block, given, input, true, out);
        }
        let block = self.parse_block(if input.is_empty() { CALL } else { FED })?;
        let given = Given::positional(self.splatted(text, arguments));
        self.call_block(&block, given, input, true, out)
    }

    /// The arguments of a step; `None` where a parameter's name is not known.
    fn step_arguments(&self, step: &Rc<Record>) -> Option<Vec<Arg>> {
        let all = step.get(ARGUMENTS).and_then(|all| all.enumerate()).unwrap_or_default();
        let one = |argument: &Object| {
            let Object::Record(argument) = argument else { return None };
            let value = argument.get(VALUE);
            match argument.get(NAME) {
                None => Some(Arg::Value(value.unwrap_or(Object::Null), None)),
                Some(name) => {
                    let name = self.plain(&name)?;
                    Some(Arg::Named(name.trim_start_matches('-').to_owned(), value))
                }
            }
        };
        all.iter().map(one).collect()
    }

    fn splatted(&self, command: String, arguments: Vec<Arg>) -> Vec<Object> {
        let named = Table::new(TableKind::Ordered);
        let mut values = Vec::new();
        for argument in arguments {
            match argument {
                Arg::Value(value, _) => values.push(value),
                Arg::Named(name, value) => {
                    let key = self.text(name);
                    if let Some(folded) = named.key(&key) {
                        named.set(folded, key, value.unwrap_or(Object::Bool(true)));
                    }
                }
            }
        }
        vec![self.text(command), Object::Table(Rc::new(named)), Object::array(values)]
    }
}

/// What is to run, in order.
pub(super) fn steps(record: &Rc<Record>) -> Vec<Object> {
    record.get(STEPS).and_then(|all| all.enumerate()).unwrap_or_default()
}

/// Every value that a step is given.
pub(super) fn values(record: &Rc<Record>) -> Vec<Object> {
    let parts = |of: &Object, list: &str| match of {
        Object::Record(one) => one.get(list).and_then(|all| all.enumerate()).unwrap_or_default(),
        _ => Vec::new(),
    };
    let arguments = steps(record).into_iter().flat_map(|step| parts(&step, ARGUMENTS));
    let value = |argument: Object| match argument {
        Object::Record(one) => one.get(VALUE),
        _ => None,
    };
    arguments.filter_map(value).collect()
}
