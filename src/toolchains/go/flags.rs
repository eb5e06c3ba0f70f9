//! The flags of `go env`, on its command line and in GOFLAGS (cmd/go/internal/base/goflags.go).

use super::cgo::boolean;
use super::engine::{Got, Process};
use super::print::quote;
use super::talk::Talk;

/// The flags of `go env`, from the command line and GOFLAGS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `-json`.
    pub json: bool,
    /// `-changed`.
    pub changed: bool,
    /// `-w`.
    pub write: bool,
    /// `-u`.
    pub unset: bool,
}

impl Flags {
    fn set(&mut self, name: &str, on: bool) {
        match name {
            "json" => self.json = on,
            "changed" => self.changed = on,
            "w" => self.write = on,
            "u" => self.unset = on,
            _ => {}
        }
    }
}

impl Process<'_> {
    /// Reads the flags of GOFLAGS and of the command line; names follow the last of them.
    pub fn flags<'t>(
        &self,
        arguments: &'t [&'t str],
        talk: &mut Talk,
    ) -> Got<(Flags, &'t [&'t str])> {
        let mut flags = Flags::default();
        for (name, value) in self.goflags()?.iter().filter(|(name, _)| self.is_flag(name)) {
            let place = if self.on_windows() { "%GOFLAGS%" } else { "$GOFLAGS" };
            if name == "C" {
                let value = quote(value);
                self.misuse(talk, &format!(
                    "go: invalid value {value} for flag -C (from {place}): -C flag must be first flag on command line"
                ));
                continue;
            }
            match boolean(value) {
                Some(on) => flags.set(name, on),
                None => {
                    let value = quote(value);
                    self.misuse(talk, &format!(
                        "go: invalid boolean value {value} for flag -{name} (from {place}): parse error"
                    ));
                }
            }
        }
        let mut rest = arguments;
        while let Some((word, names)) = rest.split_first() {
            if !word.starts_with('-') || *word == "-" || talk.is_dead() {
                break;
            }
            rest = names;
            if *word == "--" {
                break;
            }
            let name = word.strip_prefix("--").unwrap_or(&word[1..]);
            let (name, value) = name.split_once('=').unwrap_or((name, "true"));
            match boolean(value) {
                _ if name == "C" && self.since(20) => {
                    let next = rest.first().filter(|_| !word.contains('='));
                    let value = next.map_or_else(
                        || word.split_once('=').map(|(_, value)| value),
                        |next| Some(*next),
                    );
                    self.misuse(talk, &match value {
                        Some(value) => format!(
                            "invalid value {} for flag -C: -C flag must be first flag on command line",
                            quote(value)
                        ),
                        None => "flag needs an argument: -C".to_owned(),
                    });
                }
                _ if !self.is_flag(name) => {
                    self.misuse(talk, &format!("flag provided but not defined: -{name}"));
                }
                Some(on) => flags.set(name, on),
                None => {
                    let value = quote(value);
                    self.misuse(
                        talk,
                        &format!("invalid boolean value {value} for -{name}: parse error"),
                    );
                }
            }
        }
        Ok((flags, rest))
    }

    /// Whether `go env` of this release has the flag.
    fn is_flag(&self, name: &str) -> bool {
        match name {
            "json" | "w" | "u" => true,
            "changed" => self.since(23),
            "n" | "x" | "C" => self.since(20),
            _ => false,
        }
    }

    /// Dies of a bad command line.
    fn misuse(&self, talk: &mut Talk, what: &str) {
        let changed = if self.since(23) { "[-changed] " } else { "" };
        talk.die(2, format!(
            "{what}\nusage: go env [-json] {changed}[-u] [-w] [var ...]\nRun 'go help env' for details."
        ));
    }

    /// Flags that exclude each other.
    pub fn check_flags(&self, flags: Flags, talk: &mut Talk) {
        let prefix = if self.since(18) { "go" } else { "go env" };
        for (one, other, text) in [
            (flags.json, flags.unset, "cannot use -json with -u"),
            (flags.json, flags.write, "cannot use -json with -w"),
            (flags.unset, flags.write, "cannot use -u with -w"),
        ] {
            if one && other {
                talk.die(1, format!("{prefix}: {text}"));
            }
        }
    }
}
