//! Where outputs go.

use super::Evaluator;
use super::flow::Flow;
use crate::shells::powershell::object::Object;

/// Takes outputs one by one, as they are made.
pub trait Sink {
    /// Takes one object.
    ///
    /// # Errors
    /// When whatever it is handed to ends.
    fn write(&mut self, evaluator: &mut Evaluator<'_>, object: Object) -> Flow;
}

/// Keeps outputs in a list.
#[derive(Debug, Default)]
pub struct Collect {
    /// What was written.
    pub items: Vec<Object>,
}

impl Collect {
    /// The outputs as one value.
    pub fn into_object(self) -> Object {
        Object::from_output(self.items)
    }
}

impl Sink for Collect {
    fn write(&mut self, _: &mut Evaluator<'_>, object: Object) -> Flow {
        self.items.push(object);
        Ok(())
    }
}

/// Throws outputs away, as the host's screen does here.
#[derive(Debug)]
pub struct Discard;

impl Sink for Discard {
    fn write(&mut self, _: &mut Evaluator<'_>, _: Object) -> Flow {
        Ok(())
    }
}
