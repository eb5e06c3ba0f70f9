//! The same name asked by programs that are not shells.

use super::settled::settled;
use super::{Answer, Resolved, same};
use crate::callers::{Asker, Caller, Child};
use crate::environment::Environment;
use crate::machine::Platform;
use crate::report::Asked;
use crate::shells::Doubt;
use crate::value::Value;

/// The program that asks: where it is, and what it hands on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calling {
    /// Its file.
    pub program: Option<String>,
    /// What the process it starts is given.
    pub child: Child,
}

/// What programs that are not shells make of the name when they are started from a session.
pub fn answer_as(name: &str, callers: &[Caller], from: Asked, calling: &Calling) -> Answer {
    let sessions: Vec<Resolved> =
        callers.iter().map(|caller| called(name, *caller, from, calling)).collect();
    let agree = sessions.windows(2).all(|pair| same(&pair[0], &pair[1]));
    Answer { name: name.to_owned(), variables: Vec::new(), lines: Vec::new(), sessions, agree }
}

fn called(name: &str, caller: Caller, from: Asked, calling: &Calling) -> Resolved {
    let environment = from.session.environment_of_programs();
    if !from.session.machine().platform().is_windows() {
        let lookup =
            caller.lookup_on_unix(&environment, from.session.machine(), name, &calling.child);
        let label = caller.name();
        return settled(format!("{label} from {}", from.name), label, &lookup, from.session);
    }
    let mut lookup = caller.lookup(&asker(from, &environment, calling), name);
    for variable in ["PATH", "PATHEXT"] {
        let value = environment.exported(variable);
        if let Some(why) = value.and_then(Value::why_unknown) {
            lookup.doubts.push(Doubt { unknown: why, before: 0 });
        }
    }
    let label = caller.name();
    let session = format!("{label} from {}", from.name);
    settled(session, label, &lookup, from.session)
}

fn asker<'a>(from: Asked<'a, '_>, environment: &Environment, calling: &Calling) -> Asker<'a> {
    let parent = |file: &String| Some(Platform::Windows.parent(file)?.to_owned());
    let session = from.session;
    let cwd = environment.cwd.text().map(std::borrow::Cow::into_owned);
    let given = session.handed_down();
    Asker {
        machine: session.machine(),
        cwd: cwd.unwrap_or_else(|| session.start().cwd.clone()),
        program_directory: calling.program.as_ref().and_then(parent),
        environment: given
            .into_iter()
            .filter_map(|one| Some((one.name, one.value.text()?.into_owned())))
            .collect(),
        child: calling.child.clone(),
    }
}
