//! The types a class names: the engine looks them up as it parses, inside of classes only.

use super::walk::{self, Node};
use crate::shells::powershell::syntax::{Class, TypeExpression};
use crate::text::Span;

/// A type's name in a class.
#[derive(Clone, Debug)]
pub struct TypeUse {
    /// Where it stands.
    pub span: Span,
    /// Whether an attribute is named, whose type may end in `Attribute`.
    pub is_attribute: bool,
}

impl TypeUse {
    /// PowerShell's id where nothing has the name.
    pub fn id(&self) -> &'static str {
        if self.is_attribute { "CustomAttributeTypeNotFound" } else { "TypeNotFound" }
    }
}

pub(super) fn used(text: &str, class: &Class) -> Vec<TypeUse> {
    let mut found = Vec::new();
    collect(text, Node::Class(class), &mut found);
    found
}

fn collect(text: &str, node: Node<'_>, found: &mut Vec<TypeUse>) {
    match node {
        Node::Type(name) => names(text, name, false, found),
        Node::Attribute(attribute) => names(text, attribute.name, attribute.is_attribute, found),
        _ => {}
    }
    walk::parts(node, &mut |part| collect(text, part, found));
}

/// The names in `Dictionary[string, My.Type[]]`. A name with an assembly behind a comma is left out:
/// the engine does not take it for a class of the script.
fn names(text: &str, written: TypeExpression, is_attribute: bool, found: &mut Vec<TypeUse>) {
    let whole = written.span.of(text);
    let outside = whole.split('[').next().unwrap_or(whole);
    if outside.contains(',') || whole.contains("[[") || whole.contains('=') {
        return;
    }
    let mut at = 0;
    for piece in whole.split(['[', ']', ',']) {
        let name = piece.trim();
        if !name.is_empty() && !name.eq_ignore_ascii_case("ordered") {
            let start = written.span.start as usize + at + (piece.len() - piece.trim_start().len());
            found.push(TypeUse { span: Span::new(start, start + name.len()), is_attribute });
        }
        at += piece.len() + 1;
    }
}
