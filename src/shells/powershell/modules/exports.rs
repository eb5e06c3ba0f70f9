//! Which module a command that is not there could come from: what its files say they export,
//! without running them (`AnalysisCache.cs`, `ScriptAnalysis.cs`).

use std::rc::Rc;

use super::find::{cut, module_files};
use super::manifest::{Entry, Manifest};
use crate::machine::path::same_name;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::parser;
use crate::shells::powershell::patterns::wildcard::Wildcard;
use crate::shells::powershell::stock;
use crate::shells::powershell::syntax::StatementKind;
use crate::text::{Encoding, decode};
use crate::value::Unknown;

/// A module that could hold a command.
#[derive(Clone, Debug)]
pub enum Export {
    /// The file of one whose exports hold the name.
    Module(String),
    /// One that comes with PowerShell.
    Stock(&'static str),
    /// One of which that is not known.
    Unknown(Rc<Unknown>),
}

/// What a module's file says it exports.
#[derive(Clone, Debug)]
pub enum Exports {
    /// These functions and aliases.
    Names(Vec<String>),
    /// That cannot be told without loading it.
    Unknown(Rc<Unknown>),
}

/// The modules that say they export a name, in the order PowerShell asks them: PSModulePath,
/// then `$PSHOME/Modules`.
pub fn exporting(evaluator: &mut Evaluator<'_>, name: &str) -> Vec<Export> {
    let mut found = Vec::new();
    let stock = stock::find(evaluator.state, name).map(|(module, _)| module);
    let platform = evaluator.state.platform();
    let home = platform.join(&evaluator.state.home, "Modules");
    let key = |path: &str| platform.key(path, platform.is_windows());
    let mut directories = evaluator.module_directories();
    if !directories.iter().any(|one| key(one) == key(&home)) {
        directories.push(home.clone());
    }
    for directory in directories {
        if key(&directory) == key(&home) {
            found.extend(stock.map(Export::Stock));
        }
        for file in files_in(evaluator, &directory) {
            if is_stock(evaluator, &file) {
                continue;
            }
            match exports(evaluator, &file) {
                Exports::Names(names) => {
                    if names.iter().any(|one| same_name(one, name)) {
                        found.push(Export::Module(file));
                    }
                }
                Exports::Unknown(why) => found.push(Export::Unknown(why)),
            }
        }
    }
    found
}

/// Functions that unloaded modules on PSModulePath export and that fit a pattern: name, module.
pub fn matching(
    evaluator: &mut Evaluator<'_>,
    pattern: &Wildcard,
) -> (Vec<(String, String)>, Option<Rc<Unknown>>) {
    let (mut found, mut doubt) = (Vec::new(), None);
    for directory in evaluator.module_directories() {
        for file in files_in(evaluator, &directory) {
            let platform = evaluator.state.platform();
            let module = platform.file_name(&file);
            let module = module.rsplit_once('.').map_or(module, |(base, _)| base).to_owned();
            if evaluator.state.is_loaded(&module) {
                continue;
            }
            match exports(evaluator, &file) {
                Exports::Names(names) => found.extend(
                    names
                        .into_iter()
                        .filter(|name| pattern.matches(name))
                        .map(|name| (name, module.clone())),
                ),
                Exports::Unknown(why) => doubt = Some(why),
            }
        }
    }
    (found, doubt)
}

fn is_stock(evaluator: &Evaluator<'_>, file: &str) -> bool {
    let name = evaluator.state.platform().file_name(file);
    let name = name.rsplit_once('.').map_or(name, |(base, _)| base);
    stock::module(evaluator.state, name).is_some()
}

fn files_in(evaluator: &Evaluator<'_>, directory: &str) -> Vec<String> {
    let machine = evaluator.host.machine();
    let Ok(entries) = machine.list(directory) else { return Vec::new() };
    let folder = |name: &str| evaluator.state.platform().join(directory, name);
    let folders = entries.iter().map(|entry| folder(&entry.name));
    folders.flat_map(|folder| module_files(evaluator, &folder)).collect()
}

/// What one file says. A manifest's lists count when they hold no wildcard; otherwise its script
/// modules are read.
pub fn exports(evaluator: &mut Evaluator<'_>, file: &str) -> Exports {
    if cut(file, ".psd1").is_some() {
        return of_manifest(evaluator, file);
    }
    if cut(file, ".psm1").is_some() {
        return of_script(evaluator, file);
    }
    Exports::Unknown(evaluator.why(&format!("may come from {file}, which envsim cannot read")))
}

fn of_manifest(evaluator: &mut Evaluator<'_>, file: &str) -> Exports {
    let doubt = |evaluator: &Evaluator<'_>| {
        Exports::Unknown(evaluator.why(&format!("may come from the module {file}")))
    };
    let errors = evaluator.state.errors.len();
    let manifest = Manifest::read(evaluator, file);
    evaluator.state.errors.truncate(errors);
    let Some(manifest) = manifest else { return Exports::Names(Vec::new()) };
    let mut all = Vec::new();
    for key in ["FunctionsToExport", "CmdletsToExport", "AliasesToExport"] {
        match manifest.entry(evaluator, key) {
            Entry::Texts(names) if !names.iter().any(|name| name.contains(['*', '?', '['])) => {
                all.extend(names);
            }
            Entry::Absent if key != "FunctionsToExport" => {}
            Entry::Absent | Entry::Texts(_) => match roots(evaluator, &manifest, file) {
                Some(names) => all.extend(names),
                None => return doubt(evaluator),
            },
            Entry::Other(_) => return doubt(evaluator),
        }
    }
    Exports::Names(all)
}

/// The functions of a manifest's script modules; `None` where one of them cannot be read.
fn roots(evaluator: &mut Evaluator<'_>, manifest: &Manifest, file: &str) -> Option<Vec<String>> {
    let platform = evaluator.state.platform();
    let base = platform.parent(file).unwrap_or_default().to_owned();
    let mut all = Vec::new();
    for key in ["RootModule", "ModuleToProcess", "NestedModules"] {
        let parts = match manifest.entry(evaluator, key) {
            Entry::Absent => continue,
            Entry::Texts(parts) => parts,
            Entry::Other(_) => return None,
        };
        for part in parts.iter().filter(|part| !part.is_empty()) {
            let path = evaluator.find_module(&platform.absolute(&base, part))?;
            match cut(&path, ".psm1").map(|_| of_script(evaluator, &path)) {
                Some(Exports::Names(names)) => all.extend(names),
                _ => return None,
            }
        }
    }
    Some(all)
}

/// The functions a script module defines on its top level. `Export-ModuleMember` with named
/// parameters hides none of them here: PowerShell's own analysis does not bind those.
fn of_script(evaluator: &mut Evaluator<'_>, file: &str) -> Exports {
    let Ok(bytes) = evaluator.host.machine().read(file) else {
        return Exports::Unknown(
            evaluator.why(&format!("may come from {file}, which cannot be read")),
        );
    };
    let decoded = decode(&bytes, Encoding::Utf8);
    let script = parser::parse(&decoded.text, evaluator.state.desktop);
    let blocks = [&script.body.begin, &script.body.process, &script.body.end];
    let statements = blocks.into_iter().flatten().flat_map(|block| &block.statements);
    let names = statements.filter_map(|statement| match &statement.kind {
        StatementKind::Function { name, .. } => Some(name.of(&decoded.text).to_owned()),
        _ => None,
    });
    Exports::Names(names.collect())
}
