//! tmux 3.3a: the server's block, tmux.conf and the client (tmux(1) GLOBAL AND SESSION ENVIRONMENT; environ.c, spawn.c).

mod conf;
mod names;

use std::rc::Rc;

use super::block::Block;
use super::config::{self, Budget, Read};
use super::stock::{self, Family};
use super::{Launched, Scene, wild};
use crate::environment::{Doubt, Reach};
use crate::session::Refusal;
use crate::session::how::Typed;
use crate::shells::Mode;
use crate::value::{Origin, Unknown, Value};
use conf::Statement;

const RULE: &str = "tmux(1)";
/// `update-environment` as it comes.
const UPDATED: &[&str] = &[
    "DISPLAY",
    "KRB5CCNAME",
    "SSH_ASKPASS",
    "SSH_AUTH_SOCK",
    "SSH_AGENT_PID",
    "SSH_CONNECTION",
    "WINDOWID",
    "XAUTHORITY",
];
/// Files are read inside one another no deeper than this.
const DEEPEST: usize = 16;
/// So many doubts of one reach are told.
const MOST_DOUBTS: usize = 20;

/// A new session of a server that was not running before.
pub(super) fn launch(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let own = scene.accounts.own.clone();
    let mut launched = Launched::new(scene, own);
    let mut server = Server::new(scene);
    for path in files(scene) {
        server.read(&path, 0);
    }
    let shell = server.shell();
    let block = server.pane(&shell);
    launched.block = block;
    launched.mode = Some(scene.mode.unwrap_or_else(|| server.mode()));
    launched.shell = Some(server.runs().unwrap_or(shell));
    launched.doubts = server.doubts;
    launched.read = server.files;
    Ok(launched)
}

/// The system's file, then the first of the user's.
fn files(scene: &Scene<'_>) -> Vec<String> {
    let home = &scene.accounts.own.home;
    let xdg = scene.caller().text("XDG_CONFIG_HOME").map(|text| text.into_owned());
    let xdg = xdg.filter(|path| !path.is_empty()).map(|path| format!("{path}/tmux/tmux.conf"));
    let own =
        [xdg, Some(format!("{home}/.config/tmux/tmux.conf")), Some(format!("{home}/.tmux.conf"))];
    let first = own.into_iter().flatten().find(|path| scene.machine.exists(path));
    std::iter::once("/etc/tmux.conf".to_owned()).chain(first).collect()
}

struct Server<'s> {
    scene: &'s Scene<'s>,
    global: Block,
    hidden: Vec<String>,
    updated: Vec<String>,
    default_shell: Option<String>,
    default_command: String,
    default_terminal: Option<Value>,
    doubts: Vec<Rc<Doubt>>,
    files: Vec<String>,
    budget: Budget,
}

impl<'s> Server<'s> {
    fn new(scene: &'s Scene<'s>) -> Self {
        let mut global = scene.caller().clone();
        global.system("PWD", &scene.cwd(), RULE);
        Self {
            scene,
            global,
            hidden: Vec::new(),
            updated: UPDATED.iter().map(|name| (*name).to_owned()).collect(),
            default_shell: None,
            default_command: String::new(),
            default_terminal: None,
            doubts: Vec::new(),
            files: Vec::new(),
            budget: Budget::default(),
        }
    }

    /// One more of the same reach says nothing new behind so many.
    fn doubt(&mut self, doubt: Rc<Doubt>) {
        if self.doubts.iter().filter(|one| one.reach == doubt.reach).count() < MOST_DOUBTS {
            self.doubts.push(doubt);
        }
    }

    fn read(&mut self, path: &str, depth: usize) {
        let config = match self.budget.read(self.scene.machine, path) {
            Read::Text(config) => config,
            Read::Missing => return,
            Read::Hidden(why) => return self.doubt(Doubt::total(why)),
        };
        self.files.push(path.to_owned());
        let home = self.scene.accounts.own.home.clone();
        let parsed = conf::parse(&config, &mut self.global, &home);
        self.hidden.extend(parsed.hidden);
        for origin in parsed.undecided {
            let why = Unknown::new("is a condition of tmux that is not followed", origin);
            self.doubt(Doubt::total(why));
        }
        // One command that is not known, and none of the file's is run; assignments hold all the same.
        let known = |statement: &Statement| {
            statement.words.first().is_some_and(|word| names::is_known(&word.text()))
        };
        if !parsed.statements.iter().all(known) {
            return;
        }
        for statement in parsed.statements {
            self.run(&statement, depth);
        }
    }

    fn run(&mut self, statement: &Statement, depth: usize) {
        let words: Vec<String> = statement.words.iter().map(conf::Word::text).collect();
        let Some((command, rest)) = words.split_first() else { return };
        match command.as_str() {
            "set-environment" | "setenv" => self.set_environment(statement, rest),
            "set-option" | "set" => self.set_option(statement, rest),
            "source-file" | "source" if depth < DEEPEST && !self.budget.is_over() => {
                for pattern in rest.iter().filter(|word| !word.starts_with('-')) {
                    let pattern =
                        self.scene.platform().absolute(&self.scene.accounts.own.home, pattern);
                    for path in config::glob(self.scene.machine, &pattern) {
                        self.read(&path, depth + 1);
                    }
                }
            }
            "run-shell" | "run" | "if-shell" | "if" => {
                let reason =
                    format!("may be changed by `{command}` of tmux, which is not followed");
                let unknown = Rc::new(Unknown::new(reason, statement.origin.clone()));
                let variables = vec!["TERM".into()];
                let reach = Reach::Only { variables, commands: Vec::new() };
                self.doubt(Rc::new(Doubt { unknown, reach }));
            }
            _ => {}
        }
    }

    /// Without `-g` there is no session yet, and it is an error.
    fn set_environment(&mut self, statement: &Statement, rest: &[String]) {
        let flags: String =
            rest.iter().take_while(|word| word.starts_with('-')).map(|word| &word[1..]).collect();
        let first = rest.iter().take_while(|word| word.starts_with('-')).count();
        let Some(name) = rest.get(first).filter(|_| flags.contains('g')) else { return };
        if flags.contains(['u', 'r']) {
            self.global.remove(name);
            return;
        }
        let Some(value) = statement.words.get(first + 2).map(|word| word.value.clone()) else {
            return;
        };
        self.hidden.retain(|hidden| hidden != name);
        if flags.contains('h') {
            self.hidden.push(name.clone());
        }
        self.global.put(name, value);
    }

    fn set_option(&mut self, statement: &Statement, rest: &[String]) {
        let flags: String =
            rest.iter().take_while(|word| word.starts_with('-')).map(|word| &word[1..]).collect();
        let first = rest.iter().take_while(|word| word.starts_with('-')).count();
        let Some(name) = rest.get(first) else { return };
        let value = rest.get(first + 1).cloned().unwrap_or_default();
        let unset = flags.contains('u');
        match name.split('[').next().unwrap_or_default() {
            "default-shell" => {
                // An unsuitable shell is refused.
                if !unset && self.is_shell(&value) {
                    self.default_shell = Some(value);
                } else if unset {
                    self.default_shell = None;
                }
            }
            "default-command" => self.default_command = if unset { String::new() } else { value },
            "default-terminal" => {
                self.default_terminal = statement
                    .words
                    .get(first + 2)
                    .map(|word| word.value.clone())
                    .filter(|_| !unset);
            }
            "update-environment" => {
                let words = value.split([' ', ',']).filter(|word| !word.is_empty());
                let added = name.contains('[') || flags.contains('a');
                if unset {
                    self.updated = UPDATED.iter().map(|name| (*name).to_owned()).collect();
                } else if added {
                    self.updated.extend(words.map(str::to_owned));
                } else {
                    self.updated = words.map(str::to_owned).collect();
                }
            }
            _ => {}
        }
    }

    /// Absolute and executable (tmux.c `checkshell`).
    fn is_shell(&self, path: &str) -> bool {
        let status = self.scene.machine.status(path);
        path.starts_with('/') && status.is_ok_and(|status| status.is_file() && status.executable)
    }

    /// The shell of new windows: the option, else SHELL, else the account's (tmux.c `getshell`).
    fn shell(&self) -> String {
        let given = || self.scene.caller().text("SHELL").map(|text| text.into_owned());
        let account = || Some(self.scene.shell_of(&self.scene.accounts.own));
        let usable = |path: &String| self.is_shell(path);
        let found = self.default_shell.clone().or_else(|| given().filter(usable)).or_else(account);
        found.unwrap_or_else(|| "/bin/sh".to_owned())
    }

    /// `default-command` runs below `$SHELL -c`; the shell that it names runs in the end.
    fn command_words(&self) -> Vec<String> {
        let words = Typed::split(&self.default_command);
        let skipped = ["exec", "reattach-to-user-namespace"];
        let mut words = words.into_iter().skip_while(|word| skipped.contains(&word.as_str()));
        let first = words.next();
        // `reattach-to-user-namespace -l zsh`.
        let login = first.as_deref() == Some("-l");
        let shell = if login { words.next() } else { first };
        shell.into_iter().chain(login.then(|| "-l".to_owned())).chain(words).collect()
    }

    fn runs(&self) -> Option<String> {
        let first = self.command_words().into_iter().next()?;
        let name = first.rsplit('/').next()?;
        let shell = crate::shells::by_name(name)?;
        Some(shell.installed(self.scene.machine.facts())?.path)
    }

    fn mode(&self) -> Mode {
        let words = self.command_words();
        let has = |flags: &[&str]| words.iter().skip(1).any(|word| flags.contains(&word.as_str()));
        match words.is_empty() {
            true => Mode { login: true, ..Mode::INTERACTIVE },
            false => Mode {
                login: has(&["-l", "--login", "-li", "-il"]),
                noprofile: has(&["--norc", "--noprofile", "-f"]),
                ..Mode::INTERACTIVE
            },
        }
    }

    /// What the first pane is given.
    fn pane(&mut self, shell: &str) -> Block {
        let caller = self.scene.caller();
        let mut block = std::mem::take(&mut self.global);
        self.hidden.iter().for_each(|name| block.remove(name));
        for pattern in &self.updated {
            let mut found = false;
            for (name, value) in caller.iter().filter(|(name, _)| wild::matches(pattern, name)) {
                block.put(name, value.clone());
                found = true;
            }
            if !found {
                block.remove(pattern);
            }
        }
        // The first pane has the PATH of the client that made it (spawn.c).
        if let Some(path) = caller.get("PATH") {
            block.put("PATH", path.clone());
        }
        self.terminal(&mut block);
        block.system("TMUX_PANE", "%0", RULE);
        block.unknown("TMUX", "names the server's socket and process", RULE);
        block.put("SHELL", Value::known(shell, Origin::Default("tmux(1) default-shell".into())));
        block
    }

    fn terminal(&self, block: &mut Block) {
        let debian = stock::family(self.scene.machine) == Family::Debian;
        match &self.default_terminal {
            Some(terminal) => block.put("TERM", terminal.clone()),
            None if debian => {
                block.system("TERM", "tmux-256color", "default-terminal, as Debian builds tmux");
            }
            None => block.unknown("TERM", "is the default-terminal that tmux was built with", RULE),
        }
        block.system("TERM_PROGRAM", "tmux", RULE);
        let version = self.scene.machine.facts().version.as_deref().unwrap_or("debian 12");
        match version.starts_with("debian 12") {
            true => block.system("TERM_PROGRAM_VERSION", "3.3a", "tmux of Debian 12"),
            false => block.unknown("TERM_PROGRAM_VERSION", "is the version of tmux", RULE),
        }
    }
}
