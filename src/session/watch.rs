//! The starts of one program, as whoever watches it is told of them.

use std::rc::Rc;

use crate::environment::Environment;
use crate::shells::{Call, environment_of};
use crate::text::Place;
use crate::value::{Unknown, Value};

/// How many starts are told: a loop has no end that anybody reads.
const MOST: usize = 64;

/// A program was started.
#[derive(Clone, Debug)]
pub struct Noticed {
    /// The file, in the machine's spelling.
    pub path: String,
    /// The statement that starts it.
    pub place: Place,
    /// Why it is not certain that it runs.
    pub perhaps: Option<Rc<Unknown>>,
    block: Vec<(String, Value)>,
    cwd: Value,
}

impl Noticed {
    /// What it is started with.
    pub fn environment(&self, windows: bool) -> Environment {
        environment_of(&self.block, self.cwd.clone(), windows)
    }
}

/// Which program is watched, and what was seen of it.
#[derive(Debug, Default)]
pub(super) struct Watch {
    program: String,
    noticed: Vec<Noticed>,
}

impl Watch {
    pub(super) fn of(program: &str) -> Self {
        Self { program: program.to_owned(), noticed: Vec::new() }
    }

    pub(super) fn noticed(&self) -> &[Noticed] {
        &self.noticed
    }

    pub(super) fn sees(&mut self, call: &Call<'_>, perhaps: Option<&Rc<Unknown>>) {
        let base = call.name.rsplit(['/', '\\']).next().unwrap_or(call.name);
        let base = base.strip_suffix(".exe").unwrap_or(base);
        if self.program.is_empty() || base != self.program || self.noticed.len() >= MOST {
            return;
        }
        self.noticed.push(Noticed {
            path: call.path.to_owned(),
            place: call.place.clone(),
            perhaps: call.perhaps.clone().or_else(|| perhaps.cloned()),
            block: call.environment.to_vec(),
            cwd: call.cwd.clone(),
        });
    }
}
