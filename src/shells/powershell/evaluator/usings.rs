//! `using` statements: namespaces for the types, modules whose classes the text needs.

use std::rc::Rc;

use super::Evaluator;
use super::flow::{Flow, Stop};
use super::library::{Load, Wanted};
use crate::shells::powershell::stock;
use crate::shells::powershell::syntax::{Script, Using, UsingKind};
use crate::text::{Source, Span};

/// Where the module of a `using` statement is.
enum Place {
    /// It comes with PowerShell.
    Stock(&'static str),
    File(String),
    Missing,
    /// It is asked for by more than a name.
    Unknown,
}

impl Evaluator<'_> {
    /// The first module that is not there: the parser looks for them, and rejects the text without.
    pub(super) fn missing_module(&mut self, source: &Source, script: &Script) -> Option<Span> {
        let mut modules = script.usings.iter().filter(|using| using.kind == UsingKind::Module);
        modules.find_map(|using| {
            matches!(self.place_of(source, using), Place::Missing).then_some(using.span)
        })
    }

    fn place_of(&mut self, source: &Source, using: &Using) -> Place {
        let written = using.name.of(source.text());
        if written.starts_with('@') {
            return Place::Unknown;
        }
        let name = written.trim_matches(['"', '\'']);
        let platform = self.state.platform();
        let beside = name.contains(['/', '\\']) && !platform.is_absolute(name);
        let folder = platform.parent(source.name()).filter(|_| beside).map(str::to_owned);
        let path = folder.map_or(name.to_owned(), |folder| platform.join(&folder, name));
        match ((self.library.find_module)(self, &path), stock::module(self.state, name)) {
            (Some(file), _) => Place::File(file),
            (None, Some(stock)) => Place::Stock(stock),
            (None, None) if stock::windows::module(self.state, name).is_some() => Place::Unknown,
            (None, None) => Place::Missing,
        }
    }

    /// Does what the statements say.
    ///
    /// # Errors
    /// The error a module's file ends with.
    pub(super) fn use_all(&mut self, source: &Rc<Source>, script: &Script) -> Flow {
        for using in &script.usings {
            match using.kind {
                UsingKind::Namespace => {
                    let name = using.name.of(source.text()).trim_matches(['"', '\'']);
                    self.state.namespaces.push(name.to_owned());
                }
                UsingKind::Module => self.use_module(source, using)?,
                UsingKind::Assembly => {
                    let why = self.why("loads an assembly by a `using` statement");
                    self.state.opaque_modules.push(why);
                }
            }
        }
        Ok(())
    }

    fn use_module(&mut self, source: &Rc<Source>, using: &Using) -> Result<(), Stop> {
        let load = match self.place_of(source, using) {
            Place::Stock(name) => {
                stock::load(self.state, name);
                Load::Loaded
            }
            Place::File(file) => (self.library.import)(self, &file, Wanted::default())?,
            Place::Unknown => Load::Unknown(self.why("uses a module by more than its name")),
            Place::Missing => Load::Missing,
        };
        if let Load::Unknown(why) = load {
            self.state.opaque_modules.push(why.clone());
            self.state.note_incomplete(why);
        }
        Ok(())
    }
}
