//! What an attribute demands of every value of a variable or parameter.

use crate::shells::powershell::object::Object;

/// A `[Validate…()]` attribute with its arguments.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name in small letters, without `attribute`.
    pub word: String,
    /// The positional arguments, lists among them taken apart.
    pub arguments: Vec<Object>,
    /// Whether it has named arguments, which change what it demands in ways that are not modelled.
    pub open: bool,
}
