//! XML documents as `[xml]` has them: read once, never changed; what is written to one makes it unknown.

pub mod path;
mod read;

use std::cell::Cell;
use std::rc::Rc;

pub use read::parse;

/// What a node is (`XmlNodeType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The document itself.
    Document,
    /// `<name …>`.
    Element,
    /// `name="value"`.
    Attribute,
    /// Text between tags.
    Text,
    /// `<![CDATA[ … ]]>`.
    Section,
    /// `<!-- … -->`.
    Comment,
    /// `<?target …?>`.
    Instruction,
    /// `<?xml …?>`.
    Declaration,
}

/// One node of a document.
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub sort: Sort,
    /// The name with its prefix, or `#text` and its like.
    pub name: String,
    /// The address of its name's namespace.
    pub namespace: String,
    /// The text of what has no children.
    pub value: String,
    /// The attributes, declarations of namespaces among them.
    pub attributes: Vec<usize>,
    /// The children.
    pub children: Vec<usize>,
    /// The node above; the document is its own.
    pub parent: usize,
}

impl Node {
    /// The name without its prefix.
    pub fn local_name(&self) -> &str {
        self.name.rsplit_once(':').map_or(&self.name, |(_, local)| local)
    }
}

/// A document: its nodes, the document itself first.
#[derive(Debug)]
pub struct Document {
    nodes: Vec<Node>,
    touched: Cell<bool>,
}

impl Document {
    /// A node by its number.
    pub fn node(&self, at: usize) -> &Node {
        &self.nodes[at.min(self.nodes.len() - 1)]
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never: the document itself is a node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The outermost element.
    pub fn root(&self) -> Option<usize> {
        let children = &self.nodes.first()?.children;
        children.iter().copied().find(|at| self.node(*at).sort == Sort::Element)
    }

    /// Something wrote to it: nothing of it is known from here on.
    pub fn touch(&self) {
        self.touched.set(true);
    }

    /// Whether something wrote to it.
    pub fn is_touched(&self) -> bool {
        self.touched.get()
    }

    /// All text below a node (`InnerText`).
    pub fn inner_text(&self, at: usize) -> String {
        let mut made = String::new();
        let mut rest = vec![at];
        while let Some(at) = rest.pop() {
            let node = self.node(at);
            match node.sort {
                Sort::Document | Sort::Element => rest.extend(node.children.iter().rev()),
                Sort::Text | Sort::Section | Sort::Attribute => made.push_str(&node.value),
                _ if rest.is_empty() && made.is_empty() => made.push_str(&node.value),
                _ => {}
            }
        }
        made
    }

    /// Attributes, then children, of that local name, without regard to case (`XmlNodeAdapter.FindNodes`).
    pub fn named(&self, at: usize, name: &str) -> Vec<usize> {
        let node = self.node(at);
        let all = node.attributes.iter().chain(&node.children).copied();
        all.filter(|one| self.node(*one).local_name().eq_ignore_ascii_case(name)).collect()
    }

    /// Whether the language gives its text instead of it (`XmlNodeAdapter.GetNodeObject`).
    pub fn is_plain(&self, at: usize) -> bool {
        let node = self.node(at);
        let only_text = || matches!(node.children[..], [one] if self.node(one).sort == Sort::Text);
        match node.sort {
            Sort::Text | Sort::Attribute => true,
            _ => node.attributes.is_empty() && (node.children.is_empty() || only_text()),
        }
    }

    /// An attribute's text by its full name.
    pub fn attribute(&self, at: usize, name: &str) -> Option<&str> {
        let attributes = self.node(at).attributes.iter();
        attributes.map(|at| self.node(*at)).find(|one| one.name == name).map(|one| &*one.value)
    }
}

/// A node together with its document.
#[derive(Clone, Debug)]
pub struct Markup {
    /// The document.
    pub document: Rc<Document>,
    /// Which of its nodes.
    pub at: usize,
}

impl Markup {
    /// Another node of the same document.
    pub fn other(&self, at: usize) -> Self {
        Self { document: self.document.clone(), at }
    }

    /// The node.
    pub fn node(&self) -> &Node {
        self.document.node(self.at)
    }

    /// The full name of its type.
    pub fn type_name(&self) -> &'static str {
        match self.node().sort {
            Sort::Document => "System.Xml.XmlDocument",
            Sort::Element => "System.Xml.XmlElement",
            Sort::Attribute => "System.Xml.XmlAttribute",
            Sort::Text => "System.Xml.XmlText",
            Sort::Section => "System.Xml.XmlCDataSection",
            Sort::Comment => "System.Xml.XmlComment",
            Sort::Instruction => "System.Xml.XmlProcessingInstruction",
            Sort::Declaration => "System.Xml.XmlDeclaration",
        }
    }
}
