//! The variables cmd makes up when nobody set them (`set /?`; dbenham's catalogue of dynamic variables).

use crate::shells::cmd::state::State;
use crate::value::{Origin, Shape, Unknown, Value};

/// `CD`, `ERRORLEVEL` and their like; a real variable of that name hides them.
pub fn pseudo_variable(state: &State, name: &str) -> Option<Value> {
    let origin = || Origin::Builtin("a variable cmd makes up".into());
    let moving = |what: &str| {
        let reason = format!("is {what} at the time it runs");
        Some(Value::unknown(Unknown::new(reason, origin())))
    };
    match name.to_ascii_uppercase().as_str() {
        "CD" => Some(state.cwd.clone()),
        "ERRORLEVEL" => Some(state.level.value()),
        "CMDEXTVERSION" => Some(Value::known("2", origin())),
        "DATE" => moving("the date"),
        "TIME" => moving("the time"),
        "RANDOM" => {
            let unknown = Unknown::new("is a random number at the time it runs", origin());
            Some(Value::unknown(unknown.shaped(Shape::Number)))
        }
        "CMDCMDLINE" => moving("the command line of cmd"),
        "=EXITCODE" => exited(state, |code| Some(format!("{code:08X}"))),
        "=EXITCODEASCII" => exited(state, |code| match code {
            0x21..=0x7E => char::from_u32(code).map(String::from),
            0x20 => None,
            _ => Some(String::new()),
        }),
        "HIGHESTNUMANODENUMBER" => moving("a number of the processor"),
        _ => None,
    }
}

/// What the last program returned: eight hexadecimal digits, or the character of that number
/// (dbenham's catalogue, which leaves open what a blank does).
fn exited(state: &State, shown: fn(u32) -> Option<String>) -> Option<Value> {
    let origin = Origin::Builtin("a variable cmd makes up".into());
    let known = state.exited.and_then(|code| shown(code.cast_unsigned()));
    Some(match known {
        Some(text) => Value::known(text, origin),
        None => Value::unknown(Unknown::new("is the exit code of the last program", origin)),
    })
}

/// `__CD__` and `__APPDIR__`, which no real variable hides.
pub fn fixed_variable(state: &State, name: &str) -> Option<Value> {
    if !state.extensions || !name.starts_with("__") {
        return None;
    }
    let origin = || Origin::Builtin("a variable cmd makes up".into());
    if name.eq_ignore_ascii_case("__CD__") {
        let closed = state.cwd.text().is_some_and(|cwd| cwd.ends_with('\\'));
        let end = if closed { Value::empty() } else { Value::known("\\", origin()) };
        return Some(state.cwd.clone().then(end));
    }
    if name.eq_ignore_ascii_case("__APPDIR__") {
        let program = state.variable("COMSPEC")?.text()?.into_owned();
        let directory = &program[..program.rfind('\\')? + 1];
        return Some(Value::known(directory, origin()));
    }
    None
}
