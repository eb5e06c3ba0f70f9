//! `set`, `setopt`, `emulate`.

use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::state::{Options, Status};
use crate::shells::posix::tables::usage::is_set_option;
use crate::text::Span;
use crate::value::Value;

/// The letters of `set` (POSIX set(1), bash(1)).
const LETTERS: &[(char, &str)] = &[
    ('a', "allexport"),
    ('e', "errexit"),
    ('f', "noglob"),
    ('u', "nounset"),
    ('k', "keyword"),
    ('C', "noclobber"),
    ('x', "xtrace"),
    ('v', "verbose"),
    ('b', "notify"),
    ('m', "monitor"),
    ('h', "hashall"),
    ('B', "braceexpand"),
    ('E', "errtrace"),
    ('H', "histexpand"),
    ('P', "physical"),
    ('T', "functrace"),
];

/// zsh's own (zshoptions(1), SINGLE LETTER OPTIONS): those that change what a profile means.
const ZSH_LETTERS: &[(char, &str)] = &[
    ('a', "allexport"),
    ('e', "errexit"),
    ('f', "norcs"),
    ('u', "nounset"),
    ('k', "interactivecomments"),
    ('x', "xtrace"),
    ('v', "verbose"),
    ('m', "monitor"),
    ('y', "shwordsplit"),
    ('w', "chaselinks"),
    ('C', "noclobber"),
    ('F', "noglob"),
    ('G', "nullglob"),
    ('I', "ignorebraces"),
    ('J', "autocd"),
    ('K', "nobanghist"),
    ('N', "autopushd"),
    ('P', "rcexpandparam"),
    ('3', "nonomatch"),
    ('4', "globdots"),
    ('5', "notify"),
    ('6', "bgnice"),
    ('9', "autolist"),
];

impl Evaluator<'_> {
    pub(super) fn set_options(&mut self, arguments: &[Value], span: Span) -> Result<(), Stop> {
        let mut rest = arguments;
        while let Some((first, after)) = rest.split_first() {
            let Some(text) = first.text() else { break };
            if text == "--" {
                self.state.positional = after.to_vec().into();
                return Ok(());
            }
            // It ends the options and turns two of them off (POSIX set(1), RATIONALE; bash(1)).
            if text == "-" {
                for name in ["xtrace", "verbose"] {
                    self.turn_option(name, false);
                }
                if !after.is_empty() {
                    self.state.positional = after.to_vec().into();
                }
                return Ok(());
            }
            if text.len() < 2 || !text.starts_with(['-', '+']) {
                break;
            }
            let on = text.starts_with('-');
            rest = after;
            for letter in text[1..].chars() {
                if letter == 'o' {
                    let Some((name, after)) = rest.split_first() else {
                        self.lists_options(on, span);
                        return Ok(());
                    };
                    rest = after;
                    if let Some(name) = name.text() {
                        self.turn_option(&name, on);
                        self.counts_ends(&name, on, span);
                    }
                } else if let Some(name) = self.option_of(letter) {
                    self.turn_option(name, on);
                } else if letter == 'A' {
                    return self.set_words(rest, on, span);
                }
            }
        }
        if !rest.is_empty() {
            self.state.positional = rest.to_vec().into();
        }
        if arguments.is_empty() {
            self.print_unknown("set", span);
        }
        Ok(())
    }

    fn option_of(&self, letter: char) -> Option<&'static str> {
        let letters = if self.state.dialect.is_zsh() { ZSH_LETTERS } else { LETTERS };
        letters.iter().find(|(known, _)| *known == letter).map(|(_, name)| *name)
    }

    fn turn_option(&mut self, name: &str, on: bool) {
        if self.state.dialect.is_zsh() {
            self.zsh_option(name, on);
        } else {
            self.state.options.turn(name, on);
        }
    }

    /// bash's `ignoreeof` is the variable of that name (set.def, `set_ignoreeof`).
    pub(super) fn counts_ends(&mut self, name: &str, on: bool, span: Span) {
        if !self.state.dialect.is_bash() || name != "ignoreeof" {
            return;
        }
        let origin = self.origin(span);
        match on {
            true => self.state.set("IGNOREEOF", self.computed("10", span), origin),
            false => self.state.unset("IGNOREEOF", origin),
        }
    }

    /// zsh options that are on from the start are kept as their absence: `nonomatch`, `noequals`…
    pub(in crate::shells::posix) fn zsh_option(&mut self, name: &str, on: bool) {
        let (name, on) = Options::zsh_name(name, on);
        const ON_BY_DEFAULT: &[&str] = &[
            "badpattern",
            "clobber",
            "nomatch",
            "equals",
            "rcs",
            "globalrcs",
            "aliases",
            "glob",
            "unset",
        ];
        if ON_BY_DEFAULT.contains(&name.as_str()) {
            let opposite = match name.as_str() {
                "unset" => "nounset".to_owned(),
                _ => format!("no{name}"),
            };
            self.state.options.turn(&opposite, !on);
        } else {
            self.state.options.turn(&name, on);
        }
    }

    pub(super) fn setopt(&mut self, arguments: &[Value], on: bool, span: Span) {
        if arguments.is_empty() {
            self.print_unknown("setopt", span);
        }
        for argument in arguments {
            let Some(text) = argument.text().map(|text| text.into_owned()) else { continue };
            match text.as_str() {
                "-o" | "+o" => {}
                name if !is_set_option(self.state.dialect, name) && !name.starts_with('-') => {
                    self.error(&format!("setopt: no such option: {name}"), "usage", span);
                    self.state.status = Status::FAILED;
                }
                name => self.zsh_option(name, on),
            }
        }
    }
}
