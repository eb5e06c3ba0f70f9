//! data.
use super::Cmdlet;
/// Table.
pub static CMDLETS: &[Cmdlet] = &[];
