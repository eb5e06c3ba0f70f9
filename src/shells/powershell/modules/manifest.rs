//! `.psd1` files: a table of plain data (about_Module_Manifests).

use std::rc::Rc;

use crate::shells::powershell::evaluator::{Collect, Evaluator, Flow};
use crate::shells::powershell::object::{Object, Table};
use crate::value::{Origin, Unknown, Value};

/// What a manifest says under one key.
#[derive(Clone, Debug)]
pub enum Entry {
    /// Nothing.
    Absent,
    /// These texts.
    Texts(Vec<String>),
    /// Something that is no text, such as a module's specification.
    Other(Rc<Unknown>),
}

/// A manifest that was read.
#[derive(Clone, Debug)]
pub struct Manifest {
    table: Rc<Table>,
}

impl Manifest {
    /// Reads one; `None` when it cannot be read as a table.
    pub fn read(evaluator: &mut Evaluator<'_>, path: &str) -> Option<Self> {
        let place = evaluator.place();
        let source = evaluator.host.open(path, place).ok()?;
        let mut out = Collect::default();
        let flow: Flow = evaluator.run_data(&source, path, &mut out);
        flow.ok()?;
        match out.into_object() {
            Object::Table(table) => Some(Self { table }),
            _ => None,
        }
    }

    /// The whole table.
    pub fn into_object(self) -> Object {
        Object::Table(self.table)
    }

    /// The texts of a key; one text counts as a list of one.
    pub fn entry(&self, evaluator: &mut Evaluator<'_>, name: &str) -> Entry {
        let key = Object::Text(Value::known(name, Origin::Builtin("module manifest".into())));
        let value = self.table.key(&key).and_then(|key| self.table.get(&key));
        let Some(value) = value.filter(|value| !value.is_null()) else { return Entry::Absent };
        let items = value.enumerate().unwrap_or_else(|| vec![value.clone()]);
        let texts: Option<Vec<String>> = items
            .iter()
            .map(|item| match item {
                Object::Text(text) => text.text().map(|text| text.into_owned()),
                _ => None,
            })
            .collect();
        match texts {
            Some(texts) => Entry::Texts(texts),
            None => Entry::Other(evaluator.why(&format!("depends on {name} of a module manifest"))),
        }
    }
}
