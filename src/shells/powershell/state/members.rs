//! Members that `Update-TypeData` gave to types (about_Types.ps1xml).

use std::rc::Rc;

use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;

/// A member of all objects of a type.
#[derive(Clone, Debug)]
pub struct TypeMember {
    /// The full name of the type, folded.
    pub type_name: String,
    /// What it is.
    pub given: Given,
}

/// What such a member is.
#[derive(Clone, Debug)]
pub enum Given {
    /// The same value for each object.
    Note(Object),
    /// Another name of a property.
    Alias(String),
    /// What a block gives, with the object as `$this`.
    Property(Rc<Block>),
    /// A block that is called.
    Method(Rc<Block>),
}
