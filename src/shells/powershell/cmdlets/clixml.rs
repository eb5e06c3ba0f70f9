//! `Import-Clixml`, `Export-Clixml`: objects as XML ([MS-PSRP] 2.2.5, serialization.cs). Texts, numbers, lists, hashtables
//! and custom objects are read; any other object is not.

use std::rc::Rc;

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::charset::Writer;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::markup::{self, Document, Sort};
use crate::shells::powershell::object::{
    IntKind, Object, Record, Sequence, Table, TableKind, TypeName,
};
use crate::shells::powershell::providers::paths::path_text;
use crate::value::Value;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Import-Clixml",
        class: "ImportClixmlCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! IncludeTotalCount# Skip# First#",
        run: Run::Each(import),
    },
    Cmdlet {
        name: "Export-Clixml",
        class: "ExportClixmlCommand",
        parameters: "Path@0! LiteralPath,PSPath,LP! InputObject<% Depth% Force?% NoClobber? Encoding",
        run: Run::All(export),
    },
];

fn import(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    for item in bound.items(if bound.has("LiteralPath") { "LiteralPath" } else { "Path" }) {
        let path = path_text(evaluator, &item);
        let text = path.text().map(|path| evaluator.full_path(&path));
        let text = text.and_then(|full| evaluator.read_text(&full).ok());
        let document = text.and_then(|text| {
            evaluator.charge(1 + u64::try_from(text.len()).unwrap_or(u64::MAX) / 16);
            markup::parse(&text).ok()
        });
        let root = document.as_ref().and_then(|document| document.root());
        let (Some(document), Some(root)) = (document, root) else {
            let unknown = evaluator.unknown("is a file of objects that envsim cannot read");
            out.write(evaluator, unknown)?;
            continue;
        };
        for at in elements(&document, root) {
            let object = read(evaluator, &document, at, 0);
            let object =
                object.unwrap_or_else(|| evaluator.unknown("is an object envsim does not read"));
            out.write(evaluator, object)?;
        }
    }
    Ok(())
}

fn elements(document: &Document, at: usize) -> Vec<usize> {
    let children = document.node(at).children.iter().copied();
    children.filter(|at| document.node(*at).sort == Sort::Element).collect()
}

/// How deep objects may stand in objects.
const DEEPEST: u32 = 60;

/// One object; `None` for one of a kind that is not read.
fn read(
    evaluator: &mut Evaluator<'_>,
    document: &Document,
    at: usize,
    depth: u32,
) -> Option<Object> {
    if depth > DEEPEST {
        return None;
    }
    let text = document.inner_text(at);
    let whole = |name| {
        let kind = IntKind::by_name(name)?;
        let number = text.trim().parse::<i128>().ok()?;
        kind.holds(number).then_some(Object::Integer(kind, number))
    };
    match document.node(at).name.as_str() {
        "S" => Some(evaluator.text(unescaped(&text))),
        "B" => Some(Object::Bool(text.trim() == "true")),
        "I16" => whole("System.Int16"),
        "I32" => whole("System.Int32"),
        "I64" => whole("System.Int64"),
        "By" => whole("System.Byte"),
        "Db" => text.trim().parse().ok().map(Object::Double),
        "Nil" => Some(Object::Null),
        "G" => made(evaluator, &text, "System.Guid"),
        "Version" => made(evaluator, &text, "System.Version"),
        "Obj" => object(evaluator, document, at, depth),
        _ => None,
    }
}

fn made(evaluator: &mut Evaluator<'_>, text: &str, type_name: &str) -> Option<Object> {
    let text = evaluator.text(text.trim());
    evaluator.convert(&text, &TypeName::of(type_name)).ok()
}

/// `_x000A_` is a character by its number.
fn unescaped(text: &str) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let letter =
            code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let taken = if letter.is_some() { 7 } else { 2 };
        made.push_str(&rest[..at]);
        match letter {
            Some(letter) => made.push(letter),
            None => made.push_str("_x"),
        }
        rest = &rest[at + taken..];
    }
    made + rest
}

fn object(
    evaluator: &mut Evaluator<'_>,
    document: &Document,
    at: usize,
    depth: u32,
) -> Option<Object> {
    let parts = elements(document, at);
    let part = |name: &str| parts.iter().copied().find(|at| document.node(*at).name == name);
    let names = elements(document, part("TN")?);
    let type_name = document.inner_text(*names.first()?);
    if let Some(list) = part("LST") {
        let items: Option<Vec<Object>> = elements(document, list)
            .into_iter()
            .map(|at| read(evaluator, document, at, depth + 1))
            .collect();
        return Some(Object::List(Rc::new(Sequence::of_type(
            "System.Collections.ArrayList",
            items?,
        ))));
    }
    match (type_name.as_str(), part("DCT"), part("MS")) {
        ("System.Collections.Hashtable", Some(entries), None) => {
            let table = Table::new(TableKind::Hashtable);
            for entry in elements(document, entries) {
                let [key, value] = elements(document, entry)[..] else { return None };
                let key = read(evaluator, document, key, depth + 1)?;
                let value = read(evaluator, document, value, depth + 1)?;
                table.set(table.key(&key)?, key, value);
            }
            Some(Object::Table(Rc::new(table)))
        }
        (name, None, Some(members))
            if name.ends_with("System.Management.Automation.PSCustomObject") =>
        {
            let record = Record::custom();
            for member in elements(document, members) {
                let name = document.attribute(member, "N")?;
                record.set(&unescaped(name), read(evaluator, document, member, depth + 1)?);
            }
            Some(record.into_object())
        }
        _ => None,
    }
}

/// The file is there afterwards; what PowerShell writes into it is not worked out.
fn export(evaluator: &mut Evaluator<'_>, bound: &Bound, _: Vec<Object>, _: &mut dyn Sink) -> Flow {
    let name = bound.get("Path").or_else(|| bound.get("LiteralPath")).cloned();
    let path = name.and_then(|name| path_text(evaluator, &name).text().map(String::from));
    let Some(path) = path.map(|path| evaluator.full_path(&path)) else {
        evaluator.incomplete("writes to a file whose name is not known");
        return Ok(());
    };
    if bound.switch("NoClobber") && evaluator.exists(&path) {
        let message = format!("The file '{path}' already exists.");
        return Err(evaluator.fail("NoClobber", "System.IO.IOException", message));
    }
    let charset = evaluator.charset_of(bound, Writer::Output);
    let text = Value::unknown((*evaluator.why("is made of objects written as XML")).clone());
    evaluator.write_encoded(&path, &text, false, charset)
}
