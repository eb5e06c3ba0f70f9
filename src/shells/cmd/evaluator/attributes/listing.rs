//! What `attrib` shows.

use super::{Named, Request};
use crate::shells::cmd::evaluator::Evaluator;
use crate::value::{Origin, Shape, Unknown, Value};

impl Evaluator<'_> {
    /// A line for each file where nothing is to be changed, and one for each name that nothing has. Neither is a
    /// failure (ReactOS' tests of `attrib`, asserted on Windows).
    pub(super) fn show_attributes(&mut self, request: &Request, named: &Named, origin: &Origin) {
        if self.state.output.is_none() {
            return;
        }
        let listed = named.files.iter().filter(|_| !request.given);
        for path in listed {
            // The columns differ between releases, and whether there is an `I` between places.
            let columns = Unknown::new("is a column of `attrib`", origin.clone());
            let columns = Value::unknown(columns.shaped(Shape::Line));
            self.print_line(columns.then(Value::known(path.as_str(), origin.clone())), origin);
        }
        for _ in &named.missing {
            let message = Unknown::new("is a message in the language of Windows", origin.clone());
            self.print_line(Value::unknown(message.shaped(Shape::Line)), origin);
        }
    }
}
