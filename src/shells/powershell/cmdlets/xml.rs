//! `Select-Xml` (SelectXmlCommand.cs).

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop};
use crate::shells::powershell::markup::{Markup, path};
use crate::shells::powershell::object::{Object, Payload, Record, TypeName};
use crate::shells::powershell::providers::paths::path_text;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[Cmdlet {
    name: "Select-Xml",
    class: "SelectXmlCommand",
    parameters: "XPath@0! Xml,Node@1<. Path@1. LiteralPath,PSPath,LP. Content< Namespace#",
    run: Run::Each(select),
}];

/// The documents that are looked through, and where each is from.
fn sources(evaluator: &mut Evaluator<'_>, bound: &Bound) -> Result<Vec<(Object, String)>, Stop> {
    let target = TypeName::of("System.Xml.XmlDocument");
    let mut all = Vec::new();
    for item in bound.items("Content") {
        all.push((evaluator.convert(&item, &target)?, "InputStream".to_owned()));
    }
    for item in bound.items("Xml") {
        match &item {
            Object::Text(_) => {
                all.push((evaluator.convert(&item, &target)?, "InputStream".to_owned()));
            }
            _ => all.push((item, "InputStream".to_owned())),
        }
    }
    for name in ["Path", "LiteralPath"] {
        for item in bound.items(name) {
            let path = path_text(evaluator, &item);
            let full = path.text().map(|path| evaluator.full_path(&path));
            let text = full.as_ref().and_then(|full| evaluator.read_text(full).ok());
            let document = match text {
                Some(text) => {
                    let text = evaluator.text(text);
                    evaluator.convert(&text, &target)?
                }
                None => evaluator.unknown("is an XML file that cannot be read"),
            };
            all.push((document, full.unwrap_or_default()));
        }
    }
    Ok(all)
}

fn select(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let pattern = bound.text(evaluator, "XPath");
    for (source, place) in sources(evaluator, bound)? {
        let node = match &source {
            Object::Record(record) => match &record.payload {
                Payload::Markup(node) if !node.document.is_touched() => Some(node.clone()),
                _ => None,
            },
            _ => None,
        };
        let found = node.zip(pattern.clone()).and_then(|(node, pattern)| {
            evaluator.charge(u64::try_from(node.document.len()).unwrap_or(u64::MAX));
            Some((path::select(&node.document, node.at, &pattern)?, node, pattern))
        });
        let Some((found, node, pattern)) = found else {
            let unknown = evaluator.unknown("looks through XML that envsim does not follow");
            out.write(evaluator, unknown)?;
            continue;
        };
        for at in found {
            let info = info(evaluator, &node.other(at), &pattern, &place);
            out.write(evaluator, info)?;
        }
    }
    Ok(())
}

fn info(evaluator: &Evaluator<'_>, node: &Markup, pattern: &str, place: &str) -> Object {
    let one = Record::new(node.type_name()).with_payload(Payload::Markup(node.clone()));
    Record::new("Microsoft.PowerShell.Commands.SelectXmlInfo")
        .with("Node", one.into_object())
        .with("Path", evaluator.text(place))
        .with("Pattern", evaluator.text(pattern))
        .into_object()
}
