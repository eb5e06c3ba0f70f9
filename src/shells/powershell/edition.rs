//! The two editions as sessions see them.

use std::rc::Rc;

use super::candidates;
use super::evaluator::Evaluator;
use super::initial::state;
use super::library::LIBRARY;
use super::login::{self, LoginShell};
use super::policy;
use super::profiles;
use super::state::{GLOBAL, May, Perhaps, State};
use crate::environment::{Alias, Doubt, Environment, Function};
use crate::machine::Facts;
use crate::shells::{
    Action, Below, Errand, Flow, Host, Interpreter, Located, Lookup, Mode, OTHERS, Outline, Ran,
    Shell, Start, Step, Task,
};
use crate::text::{Decoded, Encoding, Source, decode};
use crate::value::{Origin, Unknown, Value};

/// An edition of PowerShell.
pub struct PowerShell {
    /// Whether it is Windows PowerShell 5.1.
    desktop: bool,
}

/// Windows PowerShell 5.1.
pub static DESKTOP: PowerShell = PowerShell { desktop: true };
/// PowerShell 7.
pub static CORE: PowerShell = PowerShell { desktop: false };

const RULE: &str = "about_Profiles; ConsoleHost.cs, HostUtilities.cs GetProfileCommands";

/// The names of the four slots, in the order they are run.
const SLOTS: [&str; 4] = [
    "$PROFILE.AllUsersAllHosts",
    "$PROFILE.AllUsersCurrentHost",
    "$PROFILE.CurrentUserAllHosts",
    "$PROFILE.CurrentUserCurrentHost",
];

impl Shell for PowerShell {
    fn name(&self) -> &'static str {
        if self.desktop { "powershell" } else { "pwsh" }
    }

    fn title(&self) -> &'static str {
        if self.desktop { "Windows PowerShell 5.1" } else { "PowerShell 7" }
    }

    fn language(&self) -> &'static str {
        "powershell"
    }

    fn claims(&self, file_name: &str) -> bool {
        let lower = file_name.to_ascii_lowercase();
        !self.desktop && [".ps1", ".psm1", ".psd1"].iter().any(|ending| lower.ends_with(ending))
    }

    fn offered(&self) -> (&'static [&'static str], u8) {
        if self.desktop { (&["Windows PowerShell", "PowerShell"], 2) } else { (&["PowerShell"], 3) }
    }

    /// `-Login` must be asked for, on every platform (Program.cs, `IsLogin`).
    fn login_by_default(&self, _: crate::machine::Platform) -> bool {
        false
    }

    fn plan(&self, start: &Start) -> Vec<Step> {
        let skipped = start.mode.noprofile.then(|| "-NoProfile leaves it out".to_owned());
        let slot = |name: &&str| Step {
            action: Action::Source((*name).to_owned()),
            rule: RULE,
            skipped: skipped.clone(),
        };
        let mut steps = login::steps(start);
        steps.extend(SLOTS.iter().map(slot));
        steps
    }

    fn interpreter(&self, start: &Start, host: &mut dyn Host) -> Box<dyn Interpreter> {
        Box::new(Session::new(self.desktop, start, host))
    }

    fn decode(&self, facts: &Facts, bytes: &[u8]) -> Decoded {
        let otherwise = match self.desktop {
            true => Encoding::CodePage(facts.code_pages.ansi),
            false => Encoding::Utf8,
        };
        decode(bytes, otherwise)
    }

    /// It reads its profiles itself where its arguments do not leave them out.
    fn errand(&self, arguments: &[String]) -> Option<Errand> {
        let mode = Mode { noprofile: true, ..Mode::SCRIPT };
        Some(Errand { mode, task: Task::Words(arguments.to_vec()), ..Errand::default() })
    }

    fn traps(&self, text: &str) -> Vec<crate::shells::trap::Trap> {
        super::traps::traps(text, self.desktop)
    }

    fn outline(&self, text: &str) -> Outline {
        let script = super::parser::parse(text, self.desktop);
        super::outline::outline(text, &script)
    }
}

/// A running PowerShell.
struct Session {
    state: State,
    stock: State,
    policy: policy::Policy,
    machine_path: Option<String>,
    /// The shell that reads its profiles first.
    login: Option<LoginShell>,
}

impl Session {
    fn new(desktop: bool, start: &Start, host: &mut dyn Host) -> Self {
        let state = state(desktop, start, host.machine());
        let login = LoginShell::new(start, host);
        let policy = policy::effective(host.machine(), &state);
        Self { stock: state.clone(), state, policy, machine_path: None, login }
    }
}

impl Session {
    /// pwsh itself begins: with what the login shell hands over, where there is one.
    fn begin(&mut self, host: &mut dyn Host) {
        let Some(login) = self.login.take() else { return };
        let (start, incomplete) = login.hand_over(host);
        let mut state = state(self.state.desktop, &start, host.machine());
        state.incomplete = incomplete;
        self.stock = state.clone();
        self.state = state;
    }
}

impl Interpreter for Session {
    fn locate(&mut self, host: &mut dyn Host, name: &str) -> Located {
        let Some(slot) = SLOTS.iter().position(|slot| *slot == name) else {
            if let Some(login) = &mut self.login {
                return login.locate(host, name);
            }
            return Located::Path(Value::known(name, Origin::Builtin("PowerShell".into())));
        };
        self.begin(host);
        let path = self.state.profiles[slot].clone();
        if path.is_empty() {
            let reason = "depends on a home directory that is not known";
            let origin = Origin::Builtin(RULE.into());
            return Located::Path(Value::unknown(Unknown::new(reason, origin)));
        }
        if host.machine().is_file(&path) {
            // A profile may have changed the policy of the process.
            self.policy = policy::effective(host.machine(), &self.state);
            if let Some(reason) = self.policy.refuses(host.machine(), &path) {
                self.state.incomplete.extend(self.policy.doubt());
                Evaluator::new(&mut self.state, host, &LIBRARY).refuse(&path, &reason);
                return Located::Skip(reason);
            }
        }
        if host.machine().is_directory(&path) {
            return Located::Skip("it is a directory".to_owned());
        }
        Located::Path(Value::known(path, Origin::Builtin(RULE.into())))
    }

    fn mistaken(&self, host: &dyn Host, name: &str) -> Option<(String, String)> {
        let slot = SLOTS.iter().position(|slot| *slot == name).filter(|slot| *slot > 1)?;
        profiles::left_behind(host.machine(), &self.state.profiles[slot])
    }

    fn run(&mut self, host: &mut dyn Host, source: &Rc<Source>) -> Flow {
        if let Some(login) = &mut self.login {
            return login.run(host, source);
        }
        let mut evaluator = Evaluator::new(&mut self.state, host, &LIBRARY);
        // A profile that ends does not end the session.
        let _ = evaluator.run_top(source, source.name());
        self.machine_path = Some(source.name().to_owned());
        match self.state.ended {
            Some(status) => Flow::Ended {
                reason: format!("[Environment]::Exit({status}) ended the process"),
                place: None,
            },
            None => Flow::Next,
        }
    }

    fn settle(&mut self, host: &mut dyn Host) {
        self.begin(host);
    }

    fn employ(&mut self, _: &mut dyn Host, below: &Below) -> bool {
        let others = below.start.given.iter().any(|one| one.name == OTHERS);
        matches!(below.errand.task, Task::Words(_)) && !others
    }

    fn perform(&mut self, host: &mut dyn Host, below: &Below, _: &Flow) -> Option<Ran> {
        super::process::below(self.state.desktop, host, below, &LIBRARY)
    }

    fn environment(&self, _: &dyn Host) -> Environment {
        let global = self.state.scope(GLOBAL);
        let stock = self.stock.scope(GLOBAL);
        let mut environment =
            Environment { variables: self.state.environment.clone(), ..Environment::default() };
        for alias in global.into_iter().flat_map(|scope| scope.aliases.values()) {
            let Some(origin) = &alias.origin else { continue };
            let entry = Alias {
                perhaps: alias.perhaps.as_ref().and_then(Perhaps::when_absent),
                doubt: self.command_doubt(&alias.name),
                ..Alias::new(alias.joined(), origin.clone())
            };
            environment.aliases.insert(alias.name.clone(), entry);
        }
        let known = |name: &str| stock.is_some_and(|scope| scope.functions.contains_key(name));
        for (key, function) in global.into_iter().flat_map(|scope| &scope.functions) {
            if function.body.is_some() || !known(key) {
                let entry = Function {
                    perhaps: function.perhaps.as_ref().and_then(Perhaps::when_absent),
                    doubt: self.command_doubt(&function.name),
                    ..Function::new(function.origin.clone())
                };
                environment.functions.insert(function.name.clone(), entry);
            }
        }
        environment.removed_aliases = self.state.removed_aliases.clone();
        environment.cwd = match &self.state.lost {
            Some(why) => Value::unknown((**why).clone()),
            None => Value::known(
                self.state.location.path.as_str(),
                Origin::Builtin("the session's location".into()),
            ),
        };
        environment.errors = self.state.errors.iter().map(|error| error.report()).collect();
        environment.diagnostics = self.state.diagnostics.clone();
        environment.doubts = self.state.doubts();
        environment.absent = self.state.changed_since(0, May::Environment);
        environment.variables.doubt_where(|name| self.state.environment_doubt(name));
        environment
    }

    fn doubt(&mut self, doubt: Rc<Doubt>) {
        self.state.note_opaque(doubt.unknown.clone(), May::Everything);
    }

    fn lookup(&self, host: &dyn Host, name: &str) -> Lookup {
        candidates::lookup(&self.state, &self.policy, host, name)
    }
}

impl Session {
    /// What may have replaced an alias or function, or taken it away.
    fn command_doubt(&self, name: &str) -> Option<Rc<Unknown>> {
        self.state.replaced(name)
    }
}
