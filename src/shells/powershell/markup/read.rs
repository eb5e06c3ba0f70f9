//! Reads XML as the cast to `[xml]` does: white space between tags is left out (LanguagePrimitives.cs `ConvertToXml`).

use std::cell::Cell;
use std::rc::Rc;

use roxmltree::NodeType;

use super::{Document, Node, Sort};
use crate::shells::powershell::scalars::Fault;
use crate::text::xml;

/// Reads a document.
///
/// # Errors
/// When it is not well formed, or holds a document type or a literal section beside text, which are not modelled.
pub fn parse(text: &str) -> Result<Rc<Document>, Fault> {
    let text = text.trim_start_matches('\u{feff}');
    if text.contains("<!DOCTYPE") || xml::is_too_wide(text) {
        return Err(Fault::Open);
    }
    let tree = xml::tree(text).ok_or(Fault::Bad)?;
    if !text.match_indices(SECTION).all(|(at, _)| stands_alone(text, at)) {
        return Err(Fault::Open);
    }
    let mut nodes = vec![bare(Sort::Document, "#document", 0)];
    if let Some(inside) = declaration(text) {
        let mut node = bare(Sort::Declaration, "xml", 0);
        node.value = inside.to_owned();
        nodes.push(node);
        nodes[0].children.push(1);
    }
    let mut rest: Vec<(roxmltree::Node<'_, '_>, usize)> =
        tree.root().children().rev().map(|child| (child, 0)).collect();
    while let Some((one, parent)) = rest.pop() {
        let Some(mut node) = made(&one, text, parent) else { continue };
        let at = nodes.len();
        nodes[parent].children.push(at);
        let attributes = attributes(&one, text, at);
        node.attributes = (at + 1..=at + attributes.len()).collect();
        nodes.push(node);
        nodes.extend(attributes);
        rest.extend(one.children().rev().map(|child| (child, at)));
    }
    Ok(Rc::new(Document { nodes, touched: Cell::new(false) }))
}

const SECTION: &str = "<![CDATA[";

/// Whether a literal section has nothing but blanks and tags on both sides; the reader of the tree joins it to text.
fn stands_alone(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    let behind = text[at..].find("]]>").map(|end| text[at + end + 3..].trim_start());
    before.ends_with('>')
        && !text[at + SECTION.len()..].starts_with("]]>")
        && !before.ends_with("]]>")
        && behind.is_some_and(|behind| behind.starts_with('<') && !behind.starts_with(SECTION))
}

/// What stands in the literal section that begins a text of the tree.
fn section<'t>(one: &roxmltree::Node<'_, '_>, text: &'t str) -> Option<&'t str> {
    let rest = text.get(one.range().start..)?.trim_start().strip_prefix(SECTION)?;
    rest.split_once("]]>").map(|(inside, _)| inside)
}

fn bare(sort: Sort, name: &str, parent: usize) -> Node {
    Node {
        sort,
        name: name.to_owned(),
        namespace: String::new(),
        value: String::new(),
        attributes: Vec::new(),
        children: Vec::new(),
        parent,
    }
}

fn declaration(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("<?xml")?;
    let end = rest.find("?>")?;
    rest.starts_with(|letter: char| letter.is_ascii_whitespace()).then(|| rest[..end].trim())
}

fn made(one: &roxmltree::Node<'_, '_>, text: &str, parent: usize) -> Option<Node> {
    let value = one.text().unwrap_or_default().to_owned();
    if let (NodeType::Text, Some(inside)) = (one.node_type(), section(one, text)) {
        let mut node = bare(Sort::Section, "#cdata-section", parent);
        inside.clone_into(&mut node.value);
        return Some(node);
    }
    let mut node = match one.node_type() {
        NodeType::Root => return None,
        NodeType::Element => {
            let mut node = bare(Sort::Element, &spelled(&text[one.range().start + 1..]), parent);
            node.namespace = one.tag_name().namespace().unwrap_or_default().to_owned();
            return Some(node);
        }
        NodeType::Text if value.trim().is_empty() => return None,
        NodeType::Text => bare(Sort::Text, "#text", parent),
        NodeType::Comment => bare(Sort::Comment, "#comment", parent),
        NodeType::PI => {
            let instruction = one.pi()?;
            let mut node = bare(Sort::Instruction, instruction.target, parent);
            node.value = instruction.value.unwrap_or_default().to_owned();
            return Some(node);
        }
    };
    node.value = value;
    Some(node)
}

/// The name at the head of a tag, with its prefix.
fn spelled(text: &str) -> String {
    let ends = |letter: char| letter.is_whitespace() || matches!(letter, '>' | '/' | '=');
    text[..text.find(ends).unwrap_or(text.len())].to_owned()
}

fn attributes(one: &roxmltree::Node<'_, '_>, text: &str, parent: usize) -> Vec<Node> {
    let above: Vec<(Option<&str>, &str)> = one
        .parent()
        .map(|parent| parent.namespaces().map(|space| (space.name(), space.uri())).collect())
        .unwrap_or_default();
    let spaces = one.namespaces().map(|space| (space.name(), space.uri()));
    let declared = spaces.filter(|space| !above.contains(space)).map(|(name, address)| {
        let name = name.map_or("xmlns".to_owned(), |name| format!("xmlns:{name}"));
        (name, address.to_owned(), String::new())
    });
    let own = one.attributes().map(|attribute| {
        let name = spelled(&text[attribute.range().start..]);
        let namespace = attribute.namespace().unwrap_or_default().to_owned();
        (name, attribute.value().to_owned(), namespace)
    });
    let all = declared.filter(|(name, ..)| name != "xmlns:xml").chain(own);
    all.map(|(name, value, namespace)| {
        let mut node = bare(Sort::Attribute, &name, parent);
        node.value = value;
        node.namespace = namespace;
        node
    })
    .collect()
}
