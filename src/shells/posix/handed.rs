//! Functions that bash hands to its children in the environment: `export -f`
//! (bash 5.2, variables.c: `initialize_shell_variables`, `make_env_array_from_var_list`).

use std::rc::Rc;

use super::dialect::Dialect;
use super::parser;
use super::state::{Function, State};
use super::syntax::{Kind, Line};
use crate::environment::{Doubt, Reach};
use crate::text::{Place, Source};
use crate::value::{Origin, Unknown, Value};

/// The variable that holds a function.
pub fn variable(function: &str) -> String {
    format!("BASH_FUNC_{function}%%")
}

/// What the variable holds: the text as bash prints it is not followed, what it defines is known.
pub fn value(name: &str, function: &Function, unknown: Unknown) -> Value {
    let text = function.body.as_ref().and_then(|(body, source)| {
        let text = source.text().get(body.span.start as usize..body.span.end as usize)?;
        Some(format!("{name} () {text}"))
    });
    Value::unknown(Unknown { effect: text.map(Rc::from), ..unknown })
}

/// Defines the function that a variable of the environment holds.
pub fn import(state: &mut State, variable: &str, value: &Value) -> bool {
    let name = variable.strip_prefix("BASH_FUNC_").and_then(|rest| rest.strip_suffix("%%"));
    let Some(name) = name.filter(|_| state.dialect.is_bash()) else { return false };
    let text = match value.text() {
        Some(text) if text.starts_with("() {") => format!("{name} {text}"),
        Some(_) => return false,
        None => match value.why_unknown() {
            Some(why) => match &why.effect {
                Some(text) => text.to_string(),
                None => return doubted(state, name, why),
            },
            None => return false,
        },
    };
    define(state, name, &text, value.writer())
}

/// It is there, and what it does is not known.
fn doubted(state: &mut State, name: &str, why: Rc<Unknown>) -> bool {
    let reach = Reach::Only { variables: Vec::new(), commands: vec![name.into()] };
    state.raise(&Rc::new(Doubt { unknown: why, reach }));
    true
}

fn define(state: &mut State, name: &str, text: &str, writer: Option<Origin>) -> bool {
    let source = match writer.as_ref().and_then(Origin::place) {
        Some(place) => Source::evaluated(text, place.clone()),
        None => Source::inline("the environment", text),
    };
    let (script, problems) = parser::parse(source.text(), Dialect::BASH);
    let command = match script.lines.first() {
        Some(Line::Commands(body)) if problems.is_empty() => body.first(),
        _ => None,
    };
    let command = command.and_then(|and_or| and_or.first.commands.first());
    let Some(Kind::Function { body, .. }) = command.map(|command| &command.kind) else {
        return false;
    };
    let origin = writer.unwrap_or_else(|| Origin::Parent("the parent process".into()));
    let origin = match origin {
        Origin::File(_) => Origin::File(Place::new(&source, body.span)),
        other => other,
    };
    let function = Function {
        body: Some((body.clone(), source)),
        file: "environment".into(),
        origin,
        epoch: 0,
        sticky: None,
    };
    state.functions.insert(name.to_owned(), function);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shells::posix::state::Options;

    fn known(text: &str) -> Value {
        Value::known(text, Origin::Parent("test".into()))
    }

    #[test]
    fn only_what_bash_writes_is_a_function() {
        let mut state = State::new(Dialect::BASH, Options::default());
        assert!(import(&mut state, "BASH_FUNC_f%%", &known("() {  A=1\n}")));
        assert!(state.functions.get("f").is_some());
        assert!(!import(&mut state, "BASH_FUNC_g%%", &known("{ A=1; }")), "not the form of bash");
        assert!(!import(&mut state, "f", &known("() { :; }")), "a plain variable");
        let mut dash = State::new(Dialect::DASH, Options::default());
        assert!(!import(&mut dash, "BASH_FUNC_f%%", &known("() { :; }")), "dash has no such thing");
    }

    #[test]
    fn a_function_arrives_as_it_was_written() {
        let mut parent = State::new(Dialect::BASH, Options::default());
        assert!(import(&mut parent, "BASH_FUNC_f%%", &known("() { A=1; }")));
        let function = parent.functions.get("f").expect("it is there");
        let handed = value("f", function, Unknown::new("x", Origin::Parent("test".into())));
        let mut child = State::new(Dialect::BASH, Options::default());
        assert!(import(&mut child, &variable("f"), &handed));
        assert!(child.functions.get("f").is_some());
    }
}
