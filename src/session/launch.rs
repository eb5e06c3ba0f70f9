//! The environment block a launcher gives to the shell it starts.

mod unix;
mod windows;

use std::collections::{HashMap, HashSet};

use crate::machine::path::folded;
use crate::machine::{Facts, Machine};
use crate::shells::{Given, Launcher};
use crate::value::{Origin, Unknown, Value};

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
    let key = |name: &str| if windows { folded(name) } else { name.to_owned() };
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, one) in given.iter().enumerate() {
        places.entry(key(&one.name)).or_insert(at);
    }
    let mut gone: HashSet<usize> = HashSet::new();
    for (name, value) in &facts.environment {
        let place = places.get(&key(name)).copied();
        match (value, place) {
            (Some(text), Some(at)) => given[at].value = parent(facts, name, text),
            (Some(text), None) => {
                places.insert(key(name), given.len());
                given.push(Given { name: name.clone(), value: parent(facts, name, text) });
            }
            (None, _) => gone.extend(places.remove(&key(name))),
        }
    }
    let mut at = 0..;
    given.retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
}

fn parent(facts: &Facts, name: &str, text: &str) -> Value {
    let origin = match &facts.recorded_as {
        Some(_) => Origin::Scenario(format!("env {name}").into()),
        None => Origin::Parent("the parent process".into()),
    };
    // The host had bytes there that are no Unicode text: what a shell makes of them is not what is shown.
    if facts.recorded_as.is_none() && text.contains('\u{fffd}') {
        return Value::unknown(Unknown::new("holds bytes that are no Unicode text", origin));
    }
    Value::known(text, origin)
}

/// A variable the system sets by itself.
fn system(name: &str, text: impl Into<String>, rule: &str) -> Given {
    let value = Value::known(text.into(), Origin::Default(rule.into()));
    Given { name: name.to_owned(), value }
}
