//! The environment block a launcher gives to the shell it starts.

mod unix;
mod windows;

use crate::machine::path::same_name;
use crate::machine::{Facts, Machine};
use crate::shells::{Given, Launcher};
use crate::value::{Origin, Value};

/// The block, in order: the platform's own variables, then what the machine's description adds or takes away.
pub fn environment(machine: &dyn Machine, launcher: Launcher) -> Vec<Given> {
    let facts = machine.facts();
    let inherited = matches!(launcher, Launcher::Terminal);
    let mut given = match (facts.environment_is_whole && inherited, facts.platform.is_windows()) {
        (true, _) => Vec::new(),
        (false, true) => windows::environment(machine, launcher),
        (false, false) => unix::environment(machine, launcher),
    };
    if inherited || !facts.environment_is_whole {
        lay_over(&mut given, facts);
    }
    given
}

fn lay_over(given: &mut Vec<Given>, facts: &Facts) {
    let windows = facts.platform.is_windows();
    for (name, value) in &facts.environment {
        let same =
            |one: &Given| if windows { same_name(&one.name, name) } else { one.name == *name };
        let position = given.iter().position(same);
        match (value, position) {
            (Some(text), Some(index)) => given[index].value = parent(facts, name, text),
            (Some(text), None) => {
                given.push(Given { name: name.clone(), value: parent(facts, name, text) });
            }
            (None, Some(index)) => drop(given.remove(index)),
            (None, None) => {}
        }
    }
}

fn parent(facts: &Facts, name: &str, text: &str) -> Value {
    let origin = match &facts.recorded_as {
        Some(_) => Origin::Scenario(format!("env {name}").into()),
        None => Origin::Parent("the parent process".into()),
    };
    Value::known(text, origin)
}

/// A variable the system sets by itself.
fn system(name: &str, text: impl Into<String>, rule: &str) -> Given {
    let value = Value::known(text.into(), Origin::Default(rule.into()));
    Given { name: name.to_owned(), value }
}
