//! `type -a`, `whence -a`, `where`: all that a name leads to, a line each (bash(1), zshbuiltins(1)).

use std::rc::Rc;

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::tables;
use crate::text::Span;
use crate::value::{Unknown, Value};

/// How a line is written.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    /// `type` and `whence -v`: a sentence.
    Sentence,
    /// `where`, `which` and `whence -c`: as csh says it.
    Csh,
    /// `whence -w` and `type -t`: the kind.
    Kind,
    /// `whence`: what would be run.
    Short,
}

impl Evaluator<'_> {
    pub(super) fn every_answer(
        &mut self,
        command: &str,
        options: &str,
        name: &str,
        span: Span,
    ) -> Result<Option<Value>, Rc<Unknown>> {
        let zsh = self.state.dialect.is_zsh();
        let manner = match options {
            _ if options.contains(['w', 't']) => Manner::Kind,
            _ if command == "type" || options.contains('v') => Manner::Sentence,
            _ if command != "whence" || options.contains('c') => Manner::Csh,
            _ => Manner::Short,
        };
        let odd = |letter: char| !matches!(letter, '-' | 'a' | 'v' | 'c' | 'w' | 't' | 'p' | 'P');
        if options.contains(odd) || self.state.paths.is_msys() {
            return Ok(Some(Value::unknown(Unknown::output_of(command, self.origin(span)))));
        }
        let mut lines = Vec::new();
        if !options.contains(['p', 'P']) {
            if let Some(why) = self.undecided_name(name) {
                return Err(why);
            }
            for kind in self.kinds(name) {
                match self.line_of(kind, manner, name) {
                    Some(line) => lines.push(line),
                    None => {
                        let unknown = Unknown::output_of(command, self.origin(span));
                        return Ok(Some(Value::unknown(unknown)));
                    }
                }
            }
        }
        // What is not known of PATH decides how many there are.
        let first = self.command_path(name, span)?;
        let plain = manner == Manner::Short
            || manner == Manner::Csh
            || !zsh && options.contains(['p', 'P']);
        for file in if first.is_some() { self.programs(name, span)? } else { Vec::new() } {
            lines.push(match manner {
                _ if plain => file,
                Manner::Kind if zsh => format!("{name}: command"),
                Manner::Kind => "file".to_owned(),
                _ => format!("{name} is {file}"),
            });
        }
        let text = lines.join("\n");
        Ok((!lines.is_empty()).then(|| Value::known(text, self.origin(span))))
    }

    /// What the name is besides a file, in the order the shell looks.
    fn kinds(&self, name: &str) -> Vec<&'static str> {
        let dialect = self.state.dialect;
        let alias = self.expands_aliases() && self.state.aliases.get(name).is_some();
        let builtin = self.is_builtin(name) && !self.state.disabled.iter().any(|one| one == name);
        let all = [
            (alias, "alias"),
            (tables::is_keyword(dialect, name), "keyword"),
            (self.state.functions.get(name).is_some(), "function"),
            (builtin, "builtin"),
        ];
        all.into_iter().filter(|(is, _)| *is).map(|(_, kind)| kind).collect()
    }

    fn line_of(&self, kind: &str, manner: Manner, name: &str) -> Option<String> {
        let zsh = self.state.dialect.is_zsh();
        let text = || Some(self.state.aliases.get(name)?.value.text()?.into_owned());
        Some(match (manner, kind) {
            (Manner::Kind, "keyword") if zsh => format!("{name}: reserved"),
            (Manner::Kind, kind) if zsh => format!("{name}: {kind}"),
            (Manner::Kind, kind) => kind.to_owned(),
            (Manner::Sentence, "alias") if zsh => format!("{name} is an alias for {}", text()?),
            (Manner::Sentence, "alias") => format!("{name} is aliased to `{}'", text()?),
            (Manner::Sentence, "keyword") if zsh => format!("{name} is a reserved word"),
            (Manner::Sentence, "keyword") => format!("{name} is a shell keyword"),
            (Manner::Sentence, "builtin") => format!("{name} is a shell builtin"),
            (Manner::Csh, "alias") => format!("{name}: aliased to {}", text()?),
            (Manner::Csh, "keyword") => format!("{name}: shell reserved word"),
            (Manner::Csh, "builtin") => format!("{name}: shell built-in command"),
            (Manner::Short, "alias") => text()?,
            (Manner::Short, _) => name.to_owned(),
            // The text of a function, as the shell writes it.
            _ => return None,
        })
    }

    /// The programs of that name in all entries of PATH.
    fn programs(&self, name: &str, span: Span) -> Result<Vec<String>, Rc<Unknown>> {
        if name.contains('/') {
            return Ok(vec![name.to_owned()]);
        }
        let Some(list) = self.state.value("PATH") else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for entry in list.entries(':') {
            let Some(directory) = entry.value.text() else {
                return Err(self.why(&entry.value, span));
            };
            let shown = crate::shells::posix::lookup::joined(&directory, name);
            if self.absolute(&shown).map_or(Ok(false), |path| self.is_executable(&path, span))? {
                found.push(shown);
            }
        }
        Ok(found)
    }
}
