//! Members of `[xml]` and its nodes (CoreAdapter.cs `XmlNodeAdapter`): names of attributes and children first, then
//! what the class of the node has.

use super::super::object::enums;
use super::super::object::{Object, Payload, Record};
use super::scalar::Answer;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::markup::path;
use crate::shells::powershell::markup::{Markup, Sort};

/// Methods that write to a document, or make a node that may become a part of it.
static WRITERS: [&str; 16] = [
    "appendchild",
    "insertafter",
    "insertbefore",
    "load",
    "loadxml",
    "normalize",
    "prependchild",
    "removeall",
    "removeallattributes",
    "removeattribute",
    "removeattributenode",
    "removechild",
    "replacechild",
    "setattribute",
    "setattributenode",
    "importnode",
];

fn whole(markup: Markup) -> Object {
    Record::new(markup.type_name()).with_payload(Payload::Markup(markup)).into_object()
}

/// The name of a node in a list, by which it may be asked for.
pub(super) fn name_of(object: &Object) -> Option<String> {
    match object {
        Object::Record(record) => match &record.payload {
            Payload::Markup(markup) => Some(markup.node().name.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn list(type_name: &str, items: Vec<Object>) -> Object {
    Record::new(type_name).with_payload(Payload::Elements(items)).into_object()
}

impl Evaluator<'_> {
    fn touched(&mut self) -> Object {
        self.unknown("is part of a document that was written to since it was read")
    }

    /// A node as the language gives it: the text of one that holds nothing else.
    fn node_object(&mut self, markup: Markup) -> Object {
        if !markup.document.is_plain(markup.at) {
            return whole(markup);
        }
        let text = markup.document.inner_text(markup.at);
        self.text(text)
    }

    fn nodes(markup: &Markup, type_name: &str, all: &[usize]) -> Object {
        list(type_name, all.iter().map(|at| whole(markup.other(*at))).collect())
    }

    /// A property of a node; `None` where it has none of that name.
    pub(super) fn markup_property(
        &mut self,
        markup: &Markup,
        name: &str,
        lower: &str,
    ) -> Option<Object> {
        if markup.document.is_touched() {
            return Some(self.touched());
        }
        self.charge(1 + u64::try_from(markup.node().children.len()).unwrap_or(u64::MAX));
        let mut named = markup.document.named(markup.at, name);
        match named.len() {
            0 => self.node_member(markup, lower),
            1 => Some(self.node_object(markup.other(named.remove(0)))),
            _ => {
                let items =
                    named.into_iter().map(|at| self.node_object(markup.other(at))).collect();
                Some(Object::array(items))
            }
        }
    }

    fn node_member(&mut self, markup: &Markup, lower: &str) -> Option<Object> {
        let node = markup.node();
        let document = &markup.document;
        let one = |at: Option<usize>| at.map_or(Object::Null, |at| whole(markup.other(at)));
        let parent = document.node(node.parent);
        let beside = |step: isize| {
            let here = parent.children.iter().position(|at| *at == markup.at)?;
            parent.children.get(here.checked_add_signed(step)?).copied()
        };
        let is = |sort| node.sort == sort;
        Some(match lower {
            "name" => self.text(node.name.clone()),
            "localname" => self.text(node.local_name().to_owned()),
            "prefix" => {
                self.text(node.name.split_once(':').map_or("", |(prefix, _)| prefix).to_owned())
            }
            "namespaceuri" => self.text(node.namespace.clone()),
            "innertext" => {
                let text = document.inner_text(markup.at);
                self.charge(u64::try_from(text.len()).unwrap_or(u64::MAX));
                self.text(text)
            }
            "value" if matches!(node.sort, Sort::Document | Sort::Element) => Object::Null,
            "value" => self.text(node.value.clone()),
            "data" | "length"
                if matches!(node.sort, Sort::Text | Sort::Section | Sort::Comment) =>
            {
                match lower {
                    "data" => self.text(node.value.clone()),
                    _ => Object::count(node.value.encode_utf16().count()),
                }
            }
            "nodetype" => {
                let number = match node.sort {
                    Sort::Element => 1,
                    Sort::Attribute => 2,
                    Sort::Text => 3,
                    Sort::Section => 4,
                    Sort::Instruction => 7,
                    Sort::Comment => 8,
                    Sort::Document => 9,
                    Sort::Declaration => 17,
                };
                enums::object("System.Xml.XmlNodeType", number)
            }
            "childnodes" => Self::nodes(markup, "System.Xml.XmlChildNodes", &node.children),
            "attributes" if is(Sort::Element) => {
                Self::nodes(markup, "System.Xml.XmlAttributeCollection", &node.attributes)
            }
            "attributes" => Object::Null,
            "haschildnodes" => Object::Bool(!node.children.is_empty()),
            "hasattributes" if is(Sort::Element) => Object::Bool(!node.attributes.is_empty()),
            "firstchild" => one(node.children.first().copied()),
            "lastchild" => one(node.children.last().copied()),
            "nextsibling" => one(beside(1)),
            "previoussibling" => one(beside(-1)),
            "parentnode" if is(Sort::Document) || is(Sort::Attribute) => Object::Null,
            "parentnode" => one(Some(node.parent)),
            "ownerelement" if is(Sort::Attribute) => one(Some(node.parent)),
            "ownerdocument" if is(Sort::Document) => Object::Null,
            "ownerdocument" => one(Some(0)),
            "documentelement" if is(Sort::Document) => one(document.root()),
            "baseuri" | "innerxml" | "outerxml" | "isreadonly" | "item" | "isempty"
            | "schemainfo" | "previoustext" | "specified" | "documenttype" | "implementation"
            | "nametable" | "preservewhitespace" | "schemas" | "xmlresolver" | "encoding"
            | "standalone" | "version" | "target" | "data" => {
                self.unknown("is a member of an XML node that envsim does not model")
            }
            _ => return None,
        })
    }

    /// Calls a method of a node.
    pub(super) fn markup_method(
        &mut self,
        markup: &Markup,
        lower: &str,
        name: &str,
        arguments: &[Object],
    ) -> Answer {
        if WRITERS.contains(&lower) {
            markup.document.touch();
        }
        if lower == "save" {
            self.incomplete("writes a file from an XML document, which envsim does not model");
            return Ok(Object::Nothing);
        }
        if markup.document.is_touched() {
            return Ok(self.touched());
        }
        let first = arguments.first().and_then(|first| self.plain(first));
        let size = u64::try_from(markup.document.len()).unwrap_or(u64::MAX);
        match (lower, first, arguments.len()) {
            ("getattribute", Some(name), 1) => {
                let value = markup.document.attribute(markup.at, &name).unwrap_or_default();
                Ok(self.text(value.to_owned()))
            }
            ("hasattribute", Some(name), 1) => {
                Ok(Object::Bool(markup.document.attribute(markup.at, &name).is_some()))
            }
            ("selectnodes" | "selectsinglenode", Some(text), 1) => {
                self.charge(size);
                let found = path::select(&markup.document, markup.at, &text);
                Ok(match (found, lower) {
                    (None, _) => {
                        self.unknown("takes a path through XML that envsim does not follow")
                    }
                    (Some(all), "selectnodes") => {
                        Self::nodes(markup, "System.Xml.XPathNodeList", &all)
                    }
                    (Some(all), _) => {
                        all.first().map_or(Object::Null, |at| whole(markup.other(*at)))
                    }
                })
            }
            ("getelementsbytagname", Some(name), 1) if name != "*" => {
                self.charge(size);
                let found = path::select(&markup.document, markup.at, &format!(".//{name}"));
                Ok(match found {
                    Some(all) => Self::nodes(markup, "System.Xml.XmlElementList", &all),
                    None => self.unknown("lists elements by a name envsim does not follow"),
                })
            }
            ("tostring", _, 0) => Ok(self.text(markup.type_name())),
            _ => {
                Ok(self
                    .unknown(&format!("calls {name} of an XML node, which envsim does not model")))
            }
        }
    }
}
