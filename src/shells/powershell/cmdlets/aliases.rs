//! `Set-Alias`, `New-Alias`, `Get-Alias`, `Remove-Alias`.

use std::collections::BTreeMap;

use super::{Bound, Cmdlet, Run};
use crate::machine::path::folded;
use crate::shells::powershell::commands::{self, Found, Search};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::patterns::wildcard::{Wildcard, has_wildcards};
use crate::shells::powershell::state::{AliasEntry, GLOBAL, May, Scope};
use crate::value::Value;

const MISSING: &str = "ItemNotFoundException";

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Set-Alias",
        class: "SetAliasCommand",
        parameters: "Name@0.! Value@1.! Description Option PassThru? Scope Force?",
        run: Run::Each(set),
    },
    Cmdlet {
        name: "New-Alias",
        class: "NewAliasCommand",
        parameters: "Name@0.! Value@1.! Description Option PassThru? Scope Force?",
        run: Run::Each(new),
    },
    Cmdlet {
        name: "Get-Alias",
        class: "GetAliasCommand",
        parameters: "Name@0<.! Exclude# Scope# Definition",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Remove-Alias",
        class: "RemoveAliasCommand",
        parameters: "Name@0<.! Scope Force?",
        run: Run::Each(remove),
    },
];

const UNAUTHORIZED: &str = "System.Management.Automation.SessionStateUnauthorizedAccessException";

fn set(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    write(evaluator, bound, out, false)
}

fn new(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    write(evaluator, bound, out, true)
}

fn write(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink, fresh: bool) -> Flow {
    let Some(name) = bound.text(evaluator, "Name") else {
        evaluator.opaque("sets an alias whose name is not known", May::Commands);
        return Ok(());
    };
    let definition = bound.value(evaluator, "Value").unwrap_or_default();
    let scope = bound
        .text(evaluator, "Scope")
        .and_then(|word| evaluator.state.named_scope(&word))
        .unwrap_or(evaluator.state.current);
    let options = bound.text(evaluator, "Option").unwrap_or_default().to_ascii_lowercase();
    let force = bound.switch("Force");
    let old =
        evaluator.state.scope(scope).and_then(|scope| scope.aliases.get(&folded(&name))).cloned();
    let all_scope = options.contains("allscope");
    let inherited = evaluator.state.alias(&name).filter(|alias| alias.all_scope).cloned();
    if let Some(old) = old.or(inherited) {
        if fresh && !force {
            let message = format!(
                "The alias is not allowed, because an alias with the name '{name}' already exists."
            );
            return evaluator.complain(
                "AliasAlreadyExists",
                "System.Management.Automation.SessionStateException",
                message,
            );
        }
        if old.constant || old.read_only && !force {
            let message = format!(
                "Alias {name} is not writeable because alias {name} is read-only or constant and cannot be written to."
            );
            return evaluator.complain("AliasNotWritable", UNAUTHORIZED, message);
        }
        if old.all_scope && !all_scope {
            let message = format!("The AllScope option cannot be removed from the alias '{name}'.");
            return evaluator.complain("AliasAllScopeOptionCannotBeRemoved", UNAUTHORIZED, message);
        }
    }
    let scope = if all_scope { GLOBAL } else { scope };
    let entry = AliasEntry {
        name: name.clone(),
        definition,
        read_only: options.contains("readonly"),
        constant: options.contains("constant"),
        all_scope,
        description: bound
            .value(evaluator, "Description")
            .unwrap_or_else(|| Value::known("", evaluator.at.clone())),
        origin: Some(evaluator.at.clone()),
        module: None,
        perhaps: None,
    };
    evaluator.state.scope_mut(scope).aliases.insert(folded(&name), entry);
    evaluator.state.removed_aliases.shift_remove(&folded(&name));
    evaluator.state.settle(scope, &name);
    if bound.switch("PassThru") { write_alias(evaluator, &name, out) } else { Ok(()) }
}

fn write_alias(evaluator: &mut Evaluator<'_>, name: &str, out: &mut dyn Sink) -> Flow {
    if let Some(open) = evaluator.state.open_entry(name) {
        evaluator.may_complain(&open.why);
        return out.write(evaluator, Object::Unknown(open.why));
    }
    match commands::search(evaluator, name) {
        Search::Found(found @ Found::Alias { .. }) => {
            let object = evaluator.command_object(found);
            out.write(evaluator, object)
        }
        Search::Unknown(why) => {
            evaluator.may_complain(&why);
            out.write(evaluator, Object::Unknown(why))
        }
        _ => Ok(()),
    }
}

fn get(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    if bound.has("Definition") {
        return leading_to(evaluator, bound, out);
    }
    if !bound.has("Name") {
        let unknown = evaluator.unknown("lists aliases");
        return out.write(evaluator, unknown);
    }
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else { continue };
        if has_wildcards(&name) && name != "?" {
            let Some(pattern) = Wildcard::new(&name, true) else { continue };
            for name in fitting(evaluator, |alias| pattern.matches(&alias.name)) {
                write_alias(evaluator, &name, out)?;
            }
        } else if evaluator.state.alias(&name).is_some() {
            write_alias(evaluator, &name, out)?;
        } else {
            let message = format!(
                "This command cannot find a matching alias because an alias with the name '{name}' does not exist."
            );
            evaluator.complain(
                "ItemNotFoundException",
                "System.Management.Automation.ItemNotFoundException",
                message,
            )?;
        }
    }
    Ok(())
}

/// The aliases that stand for a command, or for one that fits a pattern, by their names.
fn leading_to(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    for wanted in bound.items("Definition") {
        let wanted = evaluator.plain(&wanted);
        let pattern = wanted.as_deref().and_then(|text| Wildcard::new(text, true));
        let (Some(wanted), Some(pattern)) = (wanted, pattern) else {
            let unknown = evaluator.unknown("lists aliases");
            out.write(evaluator, unknown)?;
            continue;
        };
        if let Some(why) = evaluator.state.changed_since(0, May::Commands) {
            out.write(evaluator, Object::Unknown(why))?;
        }
        let names = fitting(evaluator, |alias| {
            alias.definition.text().is_none_or(|text| pattern.matches(&text))
        });
        for name in &names {
            write_alias(evaluator, name, out)?;
        }
        if names.is_empty() && !has_wildcards(&wanted) {
            let message = format!(
                "This command cannot find a matching alias because an alias with the definition '{wanted}' does not exist."
            );
            evaluator.complain(
                MISSING,
                "System.Management.Automation.ItemNotFoundException",
                message,
            )?;
        }
    }
    Ok(())
}

/// The names of the aliases that are seen and fit, sorted; a nearer one hides those of the same name.
fn fitting(evaluator: &Evaluator<'_>, fits: impl Fn(&AliasEntry) -> bool) -> Vec<String> {
    let mut seen: BTreeMap<String, &AliasEntry> = BTreeMap::new();
    for (_, scope) in evaluator.state.chain(evaluator.state.current) {
        for alias in scope.aliases.values() {
            seen.entry(alias.name.to_lowercase()).or_insert(alias);
        }
    }
    seen.into_values().filter(|alias| fits(alias)).map(|alias| alias.name.clone()).collect()
}

fn remove(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else {
            evaluator.opaque("removes an alias whose name is not known", May::Commands);
            continue;
        };
        // -Scope says where an alias must be; what goes is the nearest (`RemoveAliasCommand.ProcessRecord`).
        if let Some(word) = bound.text(evaluator, "Scope") {
            let Some(scope) = evaluator.state.named_scope(&word) else {
                evaluator.opaque("removes an alias of a scope that is not known", May::Commands);
                continue;
            };
            let there = |scope: &Scope| scope.aliases.contains_key(&folded(&name));
            if !evaluator.state.scope(scope).is_some_and(there) {
                evaluator.missing_alias(&name)?;
                continue;
            }
        }
        evaluator.remove_alias(&name, bound.switch("Force"))?;
    }
    Ok(())
}

impl Evaluator<'_> {
    fn missing_alias(&mut self, name: &str) -> Flow {
        // Remove-Alias has words of its own (RemoveAliasCommand.cs), the drive those of every provider.
        let separator = self.state.platform().separator();
        let (id, message) = match self.command {
            Some("RemoveAliasCommand") => (
                "ItemNotFoundException",
                format!(
                    "This command cannot find a matching alias because an alias with the name '{name}' does not exist."
                ),
            ),
            _ => (
                "PathNotFound",
                format!("Cannot find path 'Alias:{separator}{name}' because it does not exist."),
            ),
        };
        self.complain(id, "System.Management.Automation.ItemNotFoundException", message)
    }

    /// Takes an alias away.
    ///
    /// # Errors
    /// When the error action makes a missing one an error that ends something.
    pub fn remove_alias(&mut self, name: &str, force: bool) -> Flow {
        let key = folded(name);
        let scope = self
            .state
            .chain(self.state.current)
            .find(|(_, scope)| scope.aliases.contains_key(&key))
            .map(|(id, _)| id);
        let Some(scope) = scope else { return self.missing_alias(name) };
        let entry = self.state.scope(scope).and_then(|scope| scope.aliases.get(&key)).cloned();
        if entry.as_ref().is_some_and(|entry| entry.constant || entry.read_only && !force) {
            let message =
                format!("Alias {name} cannot be removed because it is constant or read-only.");
            return self.complain("AliasNotRemovable", UNAUTHORIZED, message);
        }
        self.state.scope_mut(scope).aliases.shift_remove(&key);
        self.state.settled.remove(&key);
        if entry.is_some_and(|entry| entry.origin.is_none()) {
            let at = self.at.clone();
            self.state.removed_aliases.insert(name.to_owned(), at);
        }
        Ok(())
    }
}
