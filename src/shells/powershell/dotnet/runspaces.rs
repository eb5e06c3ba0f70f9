//! `[powershell]` and `[runspacefactory]`: scripts in a runspace of their own (PowerShell.cs, RunspaceFactory.cs).
//! Such a script has its own variables and functions; the environment, the files and what it is handed are shared.

mod steps;

use std::rc::Rc;

use super::super::object::{Object, Payload, Property, Record};
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::state::May;

type Answer = Result<Object, Stop>;

const SHELL: &str = "System.Management.Automation.PowerShell";
const FACTORY: &str = "System.Management.Automation.Runspaces.RunspaceFactory";
const SPACE: &str = "System.Management.Automation.Runspaces.Runspace";
const POOL: &str = "System.Management.Automation.Runspaces.RunspacePool";
const PROXY: &str = "System.Management.Automation.Runspaces.SessionStateProxy";
/// What is to run, in order. No member of .NET has such a name, so no script asks for it.
const STEPS: &str = "(steps)";
/// Something that is there once the runspace was handed an object which it can change this session by.
const HANDED: &str = "(handed)";
/// What stands before the name of a variable that the runspace was given.
const VARIABLE: char = '$';
/// Something that is there once it has values that a script is not run with here: variables whose names are not known,
/// and what an earlier script left.
const GIVEN: &str = "(given)";

impl Evaluator<'_> {
    /// Makes what runs scripts beside the session; `None` where a call is no such thing.
    pub(super) fn runspace_call(
        &mut self,
        full: &str,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Answer> {
        let plain = arguments.iter().all(is_setting);
        match (full, lower) {
            (SHELL, "create") => {
                let space = match arguments {
                    [] => self.space(SPACE),
                    [space] if is_space(space) => space.clone(),
                    [mode] if self.text_of(mode).text().as_deref() == Some("NewRunspace") => {
                        self.space(SPACE)
                    }
                    _ => return None,
                };
                let shell = Record::new(SHELL).with(STEPS, Object::array(Vec::new()));
                let shell = shell.with("Runspace", space).with("RunspacePool", Object::Null);
                Some(Ok(shell.into_object()))
            }
            (FACTORY, "createrunspace") if plain => Some(Ok(self.space(SPACE))),
            (FACTORY, "createrunspacepool") if plain => Some(Ok(self.space(POOL))),
            _ => None,
        }
    }

    fn space(&mut self, kind: &str) -> Object {
        let handed = Record::new(HANDED).into_object();
        let proxy = || Record::new(PROXY).with(HANDED, handed.clone());
        let variables = proxy().into_object();
        let proxy = proxy().with("PSVariable", variables).into_object();
        let state = self.unknown("is the state of a runspace");
        Record::new(kind)
            .with(HANDED, handed)
            .with("SessionStateProxy", proxy)
            .with("ApartmentState", state.clone())
            .with("ThreadOptions", state)
            .into_object()
    }

    /// A method of a runspace or of what runs scripts in it; `None` for other objects.
    pub(super) fn runspace_method(
        &mut self,
        record: &Rc<Record>,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Answer> {
        match &*record.type_name {
            SHELL => self.shell_method(record, lower, arguments),
            SPACE | POOL => match lower {
                "open" | "openasync" | "close" | "closeasync" | "dispose" => {
                    Some(Ok(Object::Nothing))
                }
                _ if lower.starts_with("setm") => Some(Ok(Object::Bool(true))),
                _ => None,
            },
            PROXY => match lower {
                "setvariable" | "set" => {
                    if let Some(Object::Record(handed)) = record.get(HANDED) {
                        self.set_variable(&handed, arguments);
                    }
                    Some(Ok(Object::Nothing))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn shell_method(
        &mut self,
        record: &Rc<Record>,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Answer> {
        if let Some(answer) = self.step_method(record, lower, arguments) {
            return Some(answer);
        }
        match lower {
            "invoke" => Some(self.run_shell(record, true, arguments)),
            "begininvoke" | "invokeasync" => Some(self.run_shell(record, false, arguments)),
            "endinvoke" => Some(Ok(self.unknown("is what another runspace gives"))),
            "dispose" | "stop" => Some(Ok(Object::Nothing)),
            _ => None,
        }
    }

    /// A variable of a runspace, which its scripts see.
    fn set_variable(&mut self, handed: &Rc<Record>, arguments: &[Object]) {
        self.hand(handed, arguments.get(1));
        match arguments {
            [Object::Text(name), value] if name.is_known() => {
                let name = name.text().unwrap_or_default();
                handed.set(&format!("{VARIABLE}{name}"), value.clone());
            }
            _ => handed.set(GIVEN, Object::Bool(true)),
        }
    }

    /// An object that the runspace gets. A table is shared: whatever it holds may be another from now on. By other
    /// objects the session itself may be changed.
    fn hand(&mut self, holder: &Rc<Record>, object: Option<&Object>) {
        match object {
            Some(Object::Table(table)) if table.entries().iter().all(|(_, one)| is_plain(one)) => {
                let why = self.why("is shared with another runspace");
                table.leave_open(&why);
            }
            Some(object) if !is_plain(object) => holder.set(HANDED, Object::Bool(true)),
            _ => {}
        }
    }

    /// What it runs happens now where it is waited for, else now or at any later time.
    fn run_shell(&mut self, record: &Rc<Record>, waits: bool, input: &[Object]) -> Answer {
        let why = self.why("is what another runspace gives");
        for value in steps::values(record) {
            if !(waits && is_inert(&value, 4)) {
                self.hand(record, Some(&value));
            }
        }
        let handed = matches!(record.get(HANDED), Some(Object::Bool(_)));
        let spaces = ["Runspace", "RunspacePool"].map(|name| record.get(name));
        let own = spaces.iter().flatten().all(|one| one.is_null() || is_apart(one));
        if handed || !own || !input.iter().all(is_plain) {
            self.opaque(
                "runs a script in another runspace with objects of this session",
                May::Everything,
            );
            self.may_fail(&why);
            return Ok(Object::Unknown(why));
        }
        let steps = steps::steps(record);
        let variables: Vec<(String, Object)> =
            spaces.iter().flatten().flat_map(variables).collect();
        let blind = !input.is_empty() || spaces.iter().flatten().any(has_values);
        spaces.iter().flatten().for_each(leaves_values);
        if waits && !blind {
            return self
                .awaited(why, |evaluator, out| evaluator.run_steps(&steps, &variables, out));
        }
        self.apart(true, |evaluator, out| evaluator.run_steps(&steps, &variables, out))?;
        if blind {
            let reason =
                "runs a script in another runspace with values that envsim does not give it";
            self.opaque(reason, May::Environment);
        }
        if waits {
            self.may_fail(&why);
        }
        Ok(Object::Unknown(why))
    }
}

/// Whether a value does nothing by itself and holds nothing that does.
fn is_inert(object: &Object, depth: u32) -> bool {
    let inner = |one: &Object| depth > 0 && is_inert(one, depth - 1);
    match object {
        Object::Array(list) | Object::List(list) => list.items().iter().all(inner),
        Object::Table(table) => table.entries().iter().all(|(_, value)| inner(value)),
        Object::Record(record) => {
            matches!(record.payload, Payload::None)
                && record.properties().iter().all(|one| inner(&one.value))
        }
        other => is_plain(other),
    }
}

/// A value that nobody can change for another: a text, a number, nothing.
fn is_plain(object: &Object) -> bool {
    !matches!(
        object,
        Object::Record(_)
            | Object::Array(_)
            | Object::List(_)
            | Object::Table(_)
            | Object::Block(_)
            | Object::Unknown(_)
    )
}

/// What a runspace is made with: sizes, and the host, which shows things.
fn is_setting(object: &Object) -> bool {
    let host = |record: &Rc<Record>| matches!(record.payload, Payload::Intrinsic("Host"));
    is_plain(object) || matches!(object, Object::Record(record) if host(record))
}

fn is_space(object: &Object) -> bool {
    matches!(object, Object::Record(record) if matches!(&*record.type_name, SPACE | POOL))
}

/// The variables that a runspace was given.
fn variables(space: &Object) -> Vec<(String, Object)> {
    let handed = match space {
        Object::Record(record) => record.get(HANDED),
        _ => None,
    };
    let Some(Object::Record(handed)) = handed else { return Vec::new() };
    let named = |one: Property| Some((one.name.strip_prefix(VARIABLE)?.to_owned(), one.value));
    handed.properties().into_iter().filter_map(named).collect()
}

/// Whether a runspace has what nobody follows, and a new one has not.
fn has_values(space: &Object) -> bool {
    let Object::Record(record) = space else { return false };
    matches!(record.get(HANDED), Some(Object::Record(one)) if one.get(GIVEN).is_some())
}

/// A script has run in it.
fn leaves_values(space: &Object) {
    let Object::Record(record) = space else { return };
    if let Some(Object::Record(one)) = record.get(HANDED) {
        one.set(GIVEN, Object::Bool(true));
    }
}

/// Whether a runspace was handed nothing it could change this session by.
fn is_apart(object: &Object) -> bool {
    let Object::Record(record) = object else { return false };
    let handed = record.get(HANDED);
    let clean = |one: &Rc<Record>| one.get(HANDED).is_none();
    is_space(object) && matches!(handed, Some(Object::Record(one)) if clean(&one))
}
