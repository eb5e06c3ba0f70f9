//! What the unit tests of this folder share.

use std::rc::Rc;

use super::state::{Level, State};
use crate::environment::{Named, Variables};
use crate::value::{Origin, Value};

/// A state in `C:\work` with these variables.
pub fn state(variables: &[(&str, &str)]) -> State {
    let origin = Origin::Default("test".into());
    let mut table = Variables::new(true);
    for (name, text) in variables {
        table.export(name, Value::known(*text, origin.clone()), origin.clone());
    }
    State {
        variables: Rc::new(table),
        cwd: Value::known("C:\\work", origin),
        level: Level::Known(0),
        code: Level::Known(0),
        exited: None,
        extensions: true,
        delayed: false,
        delayed_unknown: None,
        directories: Rc::default(),
        macros: Named::default(),
        doubts: Rc::default(),
        cut: None,
        saved: Rc::default(),
        arguments: None,
        loops: Rc::default(),
        visible: 0,
        output: None,
        errors: None,
        echo: Some(true),
        jumped: false,
        left: 0,
        fork: None,
    }
}
