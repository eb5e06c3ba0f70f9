//! What a running PowerShell holds: scopes, the environment block, locations, errors.

mod members;
mod module;
mod opaque;
mod perhaps;
mod places;
mod rule;
mod scope;

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::rc::Rc;

use indexmap::IndexMap;

use super::object::class::Class;
use super::object::error::ErrorRecord;
use super::object::{Object, Sequence};
use crate::environment::{Diagnostic, Variables};
use crate::machine::path::folded;
use crate::machine::{Facts, Platform};
use crate::shells::{Launcher, Mode};
use crate::text::Place;
use crate::value::{Origin, Unknown};

pub use members::{Given, TypeMember};
pub use module::{Exports, Module};
pub use opaque::{May, Opaque};
pub use perhaps::{Open, Sides, join};
pub use places::{Directory, Drive, Location, Running, drive_of};
pub use rule::Rule;
pub use scope::{AliasEntry, Scope, Strict, Variable};

pub use super::object::block::ScopeId;
pub use super::object::command::Function;
pub use super::object::perhaps::{Entry, Perhaps};

/// The state of a session.
#[derive(Clone, Debug)]
pub struct State {
    /// The machine.
    pub facts: Rc<Facts>,
    /// Whether it is Windows PowerShell 5.1.
    pub desktop: bool,
    /// The version, such as 7.6.5.
    pub version: [i64; 4],
    /// How it was started and by whom; `None` where nobody says.
    pub started: Option<(Mode, Launcher)>,
    /// `$PSHOME`.
    pub home: String,
    /// The user's home, `$HOME`, fixed at start.
    pub user_home: String,
    /// The four profile paths, in the order they are run.
    pub profiles: [String; 4],
    /// All scopes that are alive.
    pub scopes: BTreeMap<ScopeId, Scope>,
    /// The scope code runs in now.
    pub current: ScopeId,
    next_scope: ScopeId,
    /// The environment block.
    pub environment: Variables,
    /// Where the session stands; `None` inside when that is unknown.
    pub location: Location,
    /// Why the location is unknown, where it is.
    pub lost: Option<Rc<Unknown>>,
    /// The process' own directory, which `Set-Location` does not change.
    pub process_directory: String,
    /// `Push-Location`'s stack.
    pub location_stack: Vec<Location>,
    /// Where the session stood before, for `Set-Location -`.
    pub location_history: Vec<Location>,
    /// Where `Set-Location +` goes.
    pub location_forward: Vec<Location>,
    /// Drives beyond those the machine has.
    pub drives: Vec<Drive>,
    /// Every error of the session, oldest first.
    pub errors: Vec<Rc<ErrorRecord>>,
    /// `$Error`, newest first, which a profile may empty and change.
    pub error_list: Rc<Sequence>,
    /// Why there may be other errors than those.
    pub unsure_errors: Option<Rc<Unknown>>,
    /// Statements that may have changed what nobody knows.
    pub opaque: Vec<Opaque>,
    /// How many of them there have been.
    pub clock: u64,
    /// When variables of the environment were written, by that clock; before all of them where not told.
    pub written: BTreeMap<String, u64>,
    /// Whether some function or alias is there only perhaps.
    pub has_perhaps: bool,
    /// `$?`.
    pub succeeded: Object,
    /// Files being run, outermost first.
    pub running: Vec<Running>,
    /// How many `try` blocks are active up the call chain.
    pub tries: u32,
    /// Loaded modules, in order of import.
    pub modules: Vec<Module>,
    /// Classes and enums of the profile, by folded name.
    pub classes: IndexMap<String, Rc<Class>>,
    /// `using namespace`.
    pub namespaces: Vec<String>,
    /// Modules that were loaded without envsim knowing all that they define.
    pub opaque_modules: Vec<Rc<Unknown>>,
    /// Why there may be types that envsim does not know: code was compiled, or an assembly loaded.
    pub foreign_types: Option<Rc<Unknown>>,
    /// Members that `Update-TypeData` gave to types, by folded name; the empty name stands for any.
    pub type_members: BTreeMap<String, Rc<Unknown>>,
    /// Those of them that are followed on objects of exactly their type, by the same names.
    pub given_members: BTreeMap<String, Vec<Rc<TypeMember>>>,
    /// Modules that may have been installed from the network since, by folded name.
    pub brought: BTreeMap<String, Rc<Unknown>>,
    /// Why a name that leads nowhere may lead somewhere after all: a handler is asked.
    pub not_found_handler: Option<Rc<Unknown>>,
    /// What `LocationChangedAction` may do whenever the location changes.
    pub moved_handler: Option<Rc<Unknown>>,
    /// Why any name may lead elsewhere: a handler is asked before or after every look-up.
    pub lookup_handler: Option<Rc<Unknown>>,
    /// Why something may be missing.
    pub incomplete: Vec<Rc<Unknown>>,
    /// Aliases the session got after all that: by folded name.
    pub settled: HashSet<String>,
    /// What envsim reports.
    pub diagnostics: Vec<Diagnostic>,
    /// Built-in aliases that were taken away.
    pub removed_aliases: IndexMap<String, Origin>,
    /// The status `[Environment]::Exit` ended the process with.
    pub ended: Option<i32>,
    /// PATH as it was last searched, in lower case, and the directories it meant then.
    pub searched: Option<(String, Vec<Directory>)>,
}

/// The global scope.
pub const GLOBAL: ScopeId = 0;

impl State {
    /// A session with an empty global scope.
    pub fn new(facts: Rc<Facts>, desktop: bool, version: [i64; 4], environment: Variables) -> Self {
        let cwd = facts.cwd.clone();
        let drive = drive_of(facts.platform, &cwd);
        let home = facts.user.home.clone();
        Self {
            desktop,
            version,
            started: None,
            home: String::new(),
            user_home: home,
            profiles: Default::default(),
            scopes: BTreeMap::from([(GLOBAL, Scope { is_script: true, ..Scope::default() })]),
            current: GLOBAL,
            next_scope: 1,
            environment,
            location: Location { drive, path: cwd.clone() },
            lost: None,
            process_directory: cwd,
            location_stack: Vec::new(),
            location_history: Vec::new(),
            location_forward: Vec::new(),
            drives: Vec::new(),
            errors: Vec::new(),
            error_list: Rc::new(Sequence::of_type("System.Collections.ArrayList", Vec::new())),
            unsure_errors: None,
            has_perhaps: false,
            opaque: Vec::new(),
            clock: 0,
            written: BTreeMap::new(),
            succeeded: Object::Bool(true),
            running: Vec::new(),
            tries: 0,
            modules: Vec::new(),
            classes: IndexMap::new(),
            namespaces: Vec::new(),
            opaque_modules: Vec::new(),
            foreign_types: None,
            type_members: BTreeMap::new(),
            given_members: BTreeMap::new(),
            brought: BTreeMap::new(),
            not_found_handler: None,
            moved_handler: None,
            lookup_handler: None,
            incomplete: Vec::new(),
            settled: HashSet::new(),
            diagnostics: Vec::new(),
            removed_aliases: IndexMap::new(),
            ended: None,
            searched: None,
            facts,
        }
    }

    /// The platform.
    pub fn platform(&self) -> Platform {
        self.facts.platform
    }

    /// Whether a terminal window opened it for a person, with no arguments.
    pub fn is_plain_terminal(&self) -> bool {
        self.started == Some((Mode::INTERACTIVE, Launcher::Terminal))
    }

    /// Whether the version is at least this one.
    pub fn at_least(&self, major: i64, minor: i64) -> bool {
        (self.version[0], self.version[1]) >= (major, minor)
    }

    /// Opens a scope below another.
    pub fn open(&mut self, parent: ScopeId, is_script: bool) -> ScopeId {
        let id = self.next_scope;
        self.next_scope += 1;
        self.scopes.insert(id, Scope { parent: Some(parent), is_script, ..Scope::default() });
        id
    }

    /// Scopes opened from here on are none of those that another course of events opened.
    pub fn number_after(&mut self, other: &Self) {
        self.next_scope = self.next_scope.max(other.next_scope);
        self.clock = self.clock.max(other.clock);
    }

    /// Closes a scope.
    pub fn close(&mut self, scope: ScopeId) {
        self.scopes.remove(&scope);
    }

    /// A scope that is alive.
    pub fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.get(&id)
    }

    /// A scope, to be changed; the global one where it is gone.
    pub fn scope_mut(&mut self, id: ScopeId) -> &mut Scope {
        self.scopes.entry(id).or_default()
    }

    /// The scopes from one up to the global one.
    pub fn chain(&self, from: ScopeId) -> impl Iterator<Item = (ScopeId, &Scope)> {
        let mut next = Some(from);
        std::iter::from_fn(move || {
            let id = next?;
            let scope = self.scopes.get(&id)?;
            next = scope.parent;
            Some((id, scope))
        })
    }

    /// The scope `$script:` means.
    pub fn script_scope(&self) -> ScopeId {
        self.chain(self.current).find(|(_, scope)| scope.is_script).map_or(GLOBAL, |(id, _)| id)
    }

    /// The variable a plain name means now.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        let key = folded(name);
        let current = self.current;
        self.chain(current).find_map(|(id, scope)| {
            scope.variables.get(&key).filter(|one| !one.private || id == current)
        })
    }

    /// The value a plain name means now.
    pub fn value(&self, name: &str) -> Option<Object> {
        self.variable(name).map(|variable| variable.value.clone())
    }

    /// Every variable that is seen from here, by its name.
    pub fn visible_variables(&self) -> Vec<(String, Object)> {
        let mut seen: IndexMap<&String, &Variable> = IndexMap::new();
        for (_, scope) in self.chain(self.current) {
            for (key, variable) in scope.variables.iter() {
                seen.entry(key).or_insert(variable);
            }
        }
        seen.into_values().map(|one| (one.name.clone(), one.value.clone())).collect()
    }

    /// Writes a variable of one scope.
    pub fn set_in(&mut self, scope: ScopeId, name: &str, value: Object) {
        let written = self.clock;
        let table = &mut self.scope_mut(scope).variables;
        match table.get_mut(&folded(name)) {
            Some(variable) => {
                variable.value = value;
                variable.written = written;
            }
            None => {
                let variable = Variable {
                    written,
                    name: name.to_owned(),
                    value,
                    typed: None,
                    rules: Rc::from([]),
                    read_only: false,
                    constant: false,
                    private: false,
                };
                table.insert(folded(name), variable);
            }
        }
    }

    /// Writes a variable of the current scope.
    pub fn set(&mut self, name: &str, value: Object) {
        self.set_in(self.current, name, value);
    }

    /// The function a name means now.
    pub fn function(&self, name: &str) -> Option<&Function> {
        let key = folded(name);
        let current = self.current;
        self.chain(current).find_map(|(id, scope)| {
            scope.functions.get(&key).filter(|one| !one.private || id == current)
        })
    }

    /// The alias a name means now.
    pub fn alias(&self, name: &str) -> Option<&AliasEntry> {
        let key = folded(name);
        self.chain(self.current).find_map(|(_, scope)| scope.aliases.get(&key))
    }

    /// The scope a `-Scope` argument means: a word, or a number of steps up.
    pub fn named_scope(&self, word: &str) -> Option<ScopeId> {
        match word.to_ascii_lowercase().as_str() {
            "global" => Some(GLOBAL),
            "local" => Some(self.current),
            "private" => Some(self.current),
            "script" => Some(self.script_scope()),
            number => {
                let steps: usize = number.parse().ok()?;
                self.chain(self.current).nth(steps).map(|(id, _)| id)
            }
        }
    }

    /// Notes that something opaque may have changed the session.
    pub fn note_incomplete(&mut self, unknown: Rc<Unknown>) {
        self.settled.clear();
        if !self.incomplete.contains(&unknown) {
            self.incomplete.push(unknown);
        }
    }

    /// Whether a module is loaded; Core always is.
    pub fn is_loaded(&self, module: &str) -> bool {
        module.eq_ignore_ascii_case("Microsoft.PowerShell.Core")
            || self.modules.iter().any(|one| !one.unlisted && one.name.eq_ignore_ascii_case(module))
    }

    /// The file that is being run, empty at the prompt.
    pub fn script_path(&self) -> &str {
        self.running.last().map_or("", |running| running.path.as_str())
    }

    /// The place as an origin.
    pub fn origin(place: Place) -> Origin {
        Origin::File(place)
    }
}
