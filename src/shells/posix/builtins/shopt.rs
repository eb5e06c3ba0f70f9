//! bash's `shopt`, and what it and `set -o` list (bash(1), SHELL BUILTIN COMMANDS).

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::Status;
use crate::shells::posix::tables::usage::is_shopt_option;
use crate::text::Span;
use crate::value::Value;

/// Options of `shopt` that are off from the start (bash(1), `shopt`).
const OFF: &[&str] = &[
    "autocd",
    "cdspell",
    "dirspell",
    "dotglob",
    "execfail",
    "extdebug",
    "extglob",
    "failglob",
    "globstar",
    "histappend",
    "huponexit",
    "lastpipe",
    "nocaseglob",
    "nocasematch",
    "nullglob",
    "xpg_echo",
];

/// Those that are on from the start.
const ON: &[&str] = &[
    "cmdhist",
    "extquote",
    "force_fignore",
    "hostcomplete",
    "interactive_comments",
    "progcomp",
    "promptvars",
    "sourcepath",
];

/// What the options of `shopt` ask for.
#[derive(Default)]
struct Asked {
    on: Option<bool>,
    quiet: bool,
    /// `-p`: as commands.
    commands: bool,
    /// `-o`: the options of `set`.
    set: bool,
}

impl Asked {
    fn read(&mut self, letters: &str) {
        for letter in letters.chars() {
            match letter {
                's' => self.on = Some(true),
                'u' => self.on = Some(false),
                'q' => self.quiet = true,
                'p' => self.commands = true,
                'o' => self.set = true,
                _ => {}
            }
        }
    }
}

impl Evaluator<'_> {
    pub(super) fn shopt(&mut self, arguments: &[Value], span: Span) {
        let mut asked = Asked::default();
        let mut names = 0;
        let mut all = true;
        for argument in arguments {
            let Some(text) = argument.text().map(|text| text.into_owned()) else { continue };
            if let Some(letters) = text.strip_prefix('-').filter(|_| names == 0) {
                asked.read(letters);
                continue;
            }
            names += 1;
            if !is_shopt_option(&text) && !asked.set {
                self.error(&format!("shopt: {text}: invalid shell option name"), "usage", span);
                all = false;
                continue;
            }
            match asked.on {
                Some(on) => {
                    self.state.options.turn(&text, on);
                    if asked.set {
                        self.counts_ends(&text, on, span);
                    }
                }
                None => match self.asked_option(&text, &asked, span) {
                    Some(on) => all &= on,
                    None => return self.shopt_unknown(&text, arguments, span),
                },
            }
        }
        if !all {
            self.state.status = Status::FAILED;
        }
        if names == 0 && !asked.quiet {
            self.print_unknown("shopt", span);
        }
    }

    fn shopt_unknown(&mut self, name: &str, arguments: &[Value], span: Span) {
        let quiet = |one: &Value| {
            one.text().is_some_and(|text| text.starts_with('-') && text.contains('q'))
        };
        if !arguments.iter().any(quiet) {
            self.print_unknown("shopt", span);
        }
        let why = self.reason(format!("asks for the option `{name}`"), span);
        self.state.status = Status::Unknown(why);
    }

    /// Whether an option is on, which is shown.
    fn asked_option(&mut self, name: &str, asked: &Asked, span: Span) -> Option<bool> {
        let on = match asked.set {
            true => self.option_is_on(name).ok()?,
            false => self.shopt_is_on(name)?,
        };
        if !asked.quiet {
            let line = shown(name, on, asked.commands, if asked.set { "set" } else { "shopt" });
            self.state.print(Value::known(line, self.origin(span)));
        }
        Some(on)
    }

    fn shopt_is_on(&self, name: &str) -> Option<bool> {
        let options = &self.state.options;
        match name {
            "login_shell" => Some(options.login),
            "expand_aliases" => Some(self.expands_aliases()),
            _ if options.unsure(name).is_some() => None,
            _ if self.option(name) => Some(true),
            _ if OFF.contains(&name) || options.was_turned_off(name) => Some(false),
            _ => ON.contains(&name).then_some(true),
        }
    }

    /// `set -o` and `set +o` alone.
    pub(super) fn lists_options(&mut self, table: bool, span: Span) {
        let names = self.set_option_names();
        let known: Option<Vec<bool>> =
            names.iter().map(|name| self.option_is_on(name).ok()).collect();
        let edits = self.option("vi") || self.state.options.was_turned_off("emacs");
        match known.filter(|_| self.state.dialect.is_bash() && !edits) {
            Some(all) => {
                let lines = names.iter().zip(all).map(|(name, on)| shown(name, on, !table, "set"));
                let text = lines.collect::<String>();
                self.state.print(Value::known(text, self.origin(span)));
            }
            None => self.print_unknown("set", span),
        }
    }
}

/// An option as a line of a table, or as the command that sets it so.
fn shown(name: &str, on: bool, command: bool, of: &str) -> String {
    match (command, of, on) {
        (false, ..) => format!("{name:<15}\t{}\n", if on { "on" } else { "off" }),
        (true, "set", true) => format!("set -o {name}\n"),
        (true, "set", false) => format!("set +o {name}\n"),
        (true, _, true) => format!("shopt -s {name}\n"),
        (true, _, false) => format!("shopt -u {name}\n"),
    }
}
