//! The command `go env` with flags and names, up to its last line (envcmd/env.go).

use std::rc::Rc;

use super::checks::Doubts;
use super::engine::{Process, text_of};
use super::flags::Flags;
use super::print::{batch_line, json, quote, shell_line};
use super::table::{self, Row, can_get, listed};
use super::talk::Talk;
use crate::toolchains::Printed;
use crate::value::{Piece, Unknown, Value};

impl Process<'_> {
    /// `go env` with flags and names, up to its last line.
    pub fn print(&self, arguments: &[&str], early: Talk) -> Printed {
        let mut talk = early;
        let mut doubts = Doubts::new();
        self.start(&mut talk, &mut doubts);
        let mut printed = Printed::default();
        match self.flags(arguments, &mut talk) {
            // GOFLAGS may ask for a write.
            Ok((flags, _)) if flags.write || flags.unset => {
                match self.edit(arguments, &mut talk, &mut doubts) {
                    Ok(_) => {}
                    Err(why) => doubts.push(("settings file".to_owned(), why)),
                }
            }
            Ok((flags, names)) => {
                self.check(flags, names, &mut talk, &mut doubts);
                if !talk.is_dead() {
                    self.lines(flags, names, &mut printed, &mut talk, &mut doubts);
                }
            }
            Err(why) => doubts.push(("GOFLAGS".to_owned(), why)),
        }
        printed.status = talk.status().unwrap_or(printed.status);
        printed.stderr = talk.text();
        printed.unknown = doubts;
        printed
    }

    fn lines(
        &self,
        flags: Flags,
        names: &[&str],
        printed: &mut Printed,
        talk: &mut Talk,
        doubts: &mut Doubts,
    ) {
        let rows = match listed(self) {
            Ok(rows) => rows,
            Err(why) => return doubts.push(("GOARCH".to_owned(), why)),
        };
        let mut values: Vec<(String, Value)> = Vec::new();
        if names.is_empty() {
            for row in rows.iter().filter(|row| !flags.changed || self.counts(row, doubts)) {
                values.push((row.name.to_owned(), self.value(row)));
            }
        } else if flags.changed {
            let named = names.iter().filter_map(|name| rows.iter().find(|row| row.name == *name));
            for row in named.filter(|row| self.counts(row, doubts)) {
                values.push((row.name.to_owned(), self.value(row)));
            }
            if self.since(24) {
                values.sort_by(|left, right| left.0.cmp(&right.0));
            }
        } else {
            for name in names {
                values.push(((*name).to_owned(), self.named(&rows, name)));
            }
        }
        self.write_lines(
            flags,
            !names.is_empty() && !flags.changed,
            &values,
            printed,
            talk,
            doubts,
        );
    }

    /// Whether `-changed` lists it.
    fn counts(&self, row: &Row, doubts: &mut Doubts) -> bool {
        let value = self.value(row);
        match self.changed(row, &value) {
            Some(changed) => changed,
            None => {
                let why = value.why_unknown().unwrap_or_else(|| {
                    Rc::new(Unknown::new("its default is not known", table::built_in()))
                });
                doubts.push((row.name.to_owned(), why));
                false
            }
        }
    }

    /// `findEnv`: a printed name, else since Go 1.21 any that may be looked up.
    fn named(&self, rows: &[&Row], name: &str) -> Value {
        if let Some(row) = rows.iter().find(|row| row.name == name) {
            return self.value(row);
        }
        let text = match self.since(21) {
            true => can_get(self, name)
                .and_then(|can| if can { self.get(name) } else { Ok(String::new()) }),
            false => Ok(String::new()),
        };
        match text {
            Ok(text) => Value::known(text, table::built_in()),
            Err(why) => Value::unknown((*why).clone()),
        }
    }

    fn write_lines(
        &self,
        flags: Flags,
        bare: bool,
        values: &[(String, Value)],
        printed: &mut Printed,
        talk: &mut Talk,
        doubts: &mut Doubts,
    ) {
        let minor = self.release.minor;
        let texts: Vec<(String, String)> =
            values.iter().map(|(name, value)| (name.clone(), shown(value))).collect();
        for (name, value) in values {
            if let Some(why) = value.why_unknown() {
                doubts.push((name.clone(), why));
            }
        }
        if flags.json {
            printed.stdout.extend(json(minor, &texts).into_bytes());
            return;
        }
        for (name, text) in &texts {
            if bare {
                printed.stdout.extend(text.bytes());
                printed.stdout.push(b'\n');
            } else if self.on_windows() {
                let (line, stripped) = batch_line(minor, name, text);
                printed.stdout.extend(line);
                if stripped {
                    let name = quote(name);
                    talk.warn(format!(
                        "go: stripping unprintable or unescapable characters from %{name}%"
                    ));
                    printed.status = 1;
                }
            } else {
                printed.stdout.extend(shell_line(minor, name, text).into_bytes());
            }
        }
    }
}

/// A value as it stands in printed lines.
fn shown(value: &Value) -> String {
    if let Ok(text) = text_of(value) {
        return text;
    }
    let whole = !value.pieces().iter().any(|piece| matches!(piece, Piece::Text { .. }));
    let part = if whole { "(unknown)" } else { "(random)" };
    let texts = value.pieces().iter().map(|piece| match piece {
        Piece::Text { text, .. } => text.to_string(),
        _ => part.to_owned(),
    });
    texts.collect()
}
