//! Questions about names: `command -v`, `type`, `which`, `whence`, `hash`, `autoload`.

use crate::environment::{Entry, Named};
use crate::machine::Fault;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::Status;
use crate::shells::posix::tables;
use crate::shells::steps_for;
use crate::text::Span;
use crate::value::{Unknown, Value};
use std::rc::Rc;

impl Evaluator<'_> {
    /// What the last name leads to decides the status; what is printed is known for `command -v` only.
    pub(super) fn what(&mut self, command: &str, arguments: &[Value], span: Span) {
        // dash's `type` knows no option: what looks like one is a name.
        let takes = !self.state.dialect.is_dash() || command != "type";
        let is_option = |value: &Value, least: usize| {
            takes && value.text().is_some_and(|text| text.starts_with('-') && text.len() > least)
        };
        let names: Vec<&Value> = arguments.iter().filter(|value| !is_option(value, 1)).collect();
        let options: String = arguments
            .iter()
            .filter(|value| is_option(value, 0))
            .filter_map(|value| value.text().map(|text| text.into_owned()))
            .collect();
        let mut status = Status::OK;
        for name in names {
            let Some(text) = name.text().map(|text| text.into_owned()) else {
                status = Status::Unknown(self.why(name, span));
                self.print_unknown(command, span);
                continue;
            };
            match self.answer(command, &options, &text, span) {
                Ok(Some(mut value)) => {
                    value.push("\n", self.origin(span));
                    self.state.print(value);
                }
                Ok(None) => {
                    if let Some(text) = self.missing_text(command, &options, &text) {
                        self.state.print(Value::known(text, self.origin(span)));
                    }
                    let missing = if self.state.dialect.is_dash() { 127 } else { 1 };
                    status = Status::Known(missing);
                }
                Err(why) => {
                    self.print_unknown(command, span);
                    status = Status::Unknown(why);
                }
            }
        }
        self.state.status = status;
    }

    fn answer(
        &mut self,
        command: &str,
        options: &str,
        name: &str,
        span: Span,
    ) -> Result<Option<Value>, Rc<Unknown>> {
        // Each candidate has a line of its own.
        let all = command == "where" || options.contains('a') && command != "command -v";
        if all {
            return self.every_answer(command, options, name, span);
        }
        let only_files = options.contains(['P', 'p']) && command != "command -v"
            || command == "which" && !self.state.dialect.is_zsh();
        let prints_name = command == "command -v" || command == "whence" || command == "which";
        if !only_files {
            if let Some(why) = self.undecided_name(name) {
                return Err(why);
            }
            let alias = self.expands_aliases() && self.state.aliases.get(name).is_some();
            let named = tables::is_keyword(self.state.dialect, name)
                || self.state.functions.get(name).is_some()
                || self.is_builtin(name);
            if let Some(text) = self.described(command, options, name, alias) {
                return Ok(Some(Value::known(text, self.origin(span))));
            }
            if alias || (named && !prints_name) {
                return Ok(Some(Value::unknown(Unknown::output_of(command, self.origin(span)))));
            }
            let written = self.state.functions.get(name).is_some() && command != "command -v";
            if named
                && (options.is_empty() || command == "command -v")
                && !(written && command != "whence")
            {
                return Ok(Some(Value::known(name, self.origin(span))));
            }
            if named {
                return Ok(Some(Value::unknown(Unknown::output_of(command, self.origin(span)))));
            }
        }
        let path = self.command_path(name, span)?;
        let file = path.as_ref().and_then(Value::text).map(|text| text.into_owned());
        if let Some(text) = file
            .filter(|_| !only_files)
            .and_then(|file| self.described_file(command, options, name, &file))
        {
            return Ok(Some(Value::known(text, self.origin(span))));
        }
        let asks = |letters: &str| options.chars().all(|letter| letters.contains(letter));
        let speaks = command == "type" || options.contains('v');
        let sentence = self.state.dialect.is_zsh() && speaks && asks("-vp");
        Ok(match path {
            Some(path) if sentence => {
                let front = Value::known(format!("{name} is "), self.origin(span));
                Some(front.then(path))
            }
            Some(_) if self.state.dialect.is_zsh() && !asks("-vpc") => {
                Some(Value::unknown(Unknown::output_of(command, self.origin(span))))
            }
            Some(path) if prints_name || only_files => Some(path),
            Some(_) => Some(Value::unknown(Unknown::output_of(command, self.origin(span)))),
            // bash names a file that cannot be run where nothing better is found (findcmd.c).
            None if prints_name
                && self.state.dialect.is_bash()
                && !only_files
                && !name.contains('/') =>
            {
                let machine = self.host.machine();
                let found = self.search_path(name, |path| machine.is_file(path)).into_iter().next();
                found.map(|path| Value::known(path, self.origin(span)))
            }
            None => None,
        })
    }

    /// What is printed of a name that leads nowhere; bash says so on standard error.
    fn missing_text(&self, command: &str, options: &str, name: &str) -> Option<String> {
        match (self.state.dialect.is_zsh(), command, options) {
            (true, "whence", "-w") => Some(format!("{name}: none\n")),
            (true, "whence", options) if options.contains('v') => {
                Some(format!("{name} not found\n"))
            }
            (true, "which" | "where", "") | (true, "type", _) => {
                Some(format!("{name} not found\n"))
            }
            (false, "type", _) if self.state.dialect.is_dash() => {
                Some(format!("{name}: not found\n"))
            }
            _ => None,
        }
    }

    /// What the shell says of a name that is no file; `None` where that is not followed.
    fn described(&self, command: &str, options: &str, name: &str, alias: bool) -> Option<String> {
        let dialect = self.state.dialect;
        let keyword = tables::is_keyword(dialect, name);
        let function = self.state.functions.get(name).is_some();
        let builtin = self.is_builtin(name) && !self.state.disabled.iter().any(|one| one == name);
        let text = alias
            .then(|| self.state.aliases.get(name)?.value.text())
            .flatten()
            .map(|text| text.into_owned());
        let kind = match (alias, keyword, function, builtin) {
            (true, ..) => "alias",
            (_, true, ..) => "keyword",
            (_, _, true, _) => "function",
            (.., true) => "builtin",
            _ => return None,
        };
        if dialect.is_zsh() {
            let verbose = options.contains('v') || command == "type";
            let csh = command == "which" || command == "where" || options.contains('c');
            return match (kind, options) {
                (_, "-w") => Some(match kind {
                    "keyword" => format!("{name}: reserved"),
                    kind => format!("{name}: {kind}"),
                }),
                _ if !options
                    .trim_start_matches('-')
                    .chars()
                    .all(|one| matches!(one, 'v' | 'c')) =>
                {
                    None
                }
                ("alias", _) if verbose => Some(format!("{name} is an alias for {}", text?)),
                ("alias", _) if csh => Some(format!("{name}: aliased to {}", text?)),
                ("alias", _) if command == "whence" => text,
                ("keyword", _) if verbose => Some(format!("{name} is a reserved word")),
                ("keyword", _) if csh => Some(format!("{name}: shell reserved word")),
                ("builtin", _) if verbose => Some(format!("{name} is a shell builtin")),
                ("builtin", _) if csh => Some(format!("{name}: shell built-in command")),
                _ => None,
            };
        }
        if command != "type" {
            return None;
        }
        match (dialect.is_bash(), kind, options) {
            (true, _, "-t") => Some(kind.to_owned()),
            (true, "alias", "") => Some(format!("{name} is aliased to `{}'", text?)),
            (true, "keyword", "") => Some(format!("{name} is a shell keyword")),
            (true, "builtin", "") if !dialect.posix => Some(format!("{name} is a shell builtin")),
            (false, "alias", "") => Some(format!("{name} is an alias for {}", text?)),
            (false, "keyword", "") => Some(format!("{name} is a shell keyword")),
            (false, "function", "") => Some(format!("{name} is a shell function")),
            (false, "builtin", "") if tables::is_special(name) => {
                Some(format!("{name} is a special shell builtin"))
            }
            (false, "builtin", "") => Some(format!("{name} is a shell builtin")),
            _ => None,
        }
    }

    /// What the shell says of a name that leads to a file.
    fn described_file(
        &self,
        command: &str,
        options: &str,
        name: &str,
        file: &str,
    ) -> Option<String> {
        let dialect = self.state.dialect;
        match (dialect.is_zsh(), command, options) {
            (true, "whence", "-w") => Some(format!("{name}: command")),
            (true, "whence", "-v") | (true, "type", "") => Some(format!("{name} is {file}")),
            (false, "type", "-t") if dialect.is_bash() => Some("file".to_owned()),
            _ => None,
        }
    }

    /// Why it is not known whether a name is an alias or function.
    pub(super) fn undecided_name(&self, name: &str) -> Option<Rc<Unknown>> {
        fn of<T: Clone>(table: &Named<T>, name: &str) -> Option<Rc<Unknown>> {
            let condition = |entry: &Entry<T>| {
                let when = entry.when.as_ref().filter(|_| entry.may_be_absent());
                entry.doubt.clone().or_else(|| when.map(|when| when.condition.clone()))
            };
            table.may_hold(name).cloned().or_else(|| table.entry(name).and_then(condition))
        }
        of(&self.state.aliases, name).or_else(|| of(&self.state.functions, name))
    }

    /// The file a command name leads to.
    pub(in crate::shells::posix) fn command_path(
        &mut self,
        name: &str,
        span: Span,
    ) -> Result<Option<Value>, Rc<Unknown>> {
        if let Some(path) = self.state.hashed.get(name) {
            return match path.is_known() {
                true => Ok(Some(path.clone())),
                false => Err(self.why(path, span)),
            };
        }
        if name.contains('/') {
            let path = self.absolute(name);
            let there = path.map_or(Ok(false), |path| self.is_executable(&path, span))?;
            return Ok(there.then(|| Value::known(name, self.origin(span))));
        }
        let Some(list) = self.state.value("PATH") else { return Ok(None) };
        let _ = self.host.spend(steps_for(list.size() * 16));
        for entry in list.entries(':') {
            match entry.value.text() {
                Some(directory) => {
                    let shown = super::super::lookup::joined(&directory, name);
                    let path = self.absolute(&shown);
                    if path.map_or(Ok(false), |path| self.is_executable(&path, span))? {
                        return Ok(Some(Value::known(shown, self.origin(span))));
                    }
                }
                None => return Err(self.why(&entry.value, span)),
            }
        }
        Ok(None)
    }

    /// Whether a regular file is there that can be run.
    pub(super) fn is_executable(&self, path: &str, span: Span) -> Result<bool, Rc<Unknown>> {
        match self.host.machine().status(path) {
            Ok(status) => Ok(status.is_file() && status.executable),
            Err(Fault::Undecided(why)) => {
                Err(self.reason(format!("depends on {path}, which {why}"), span))
            }
            Err(_) => Ok(false),
        }
    }

    /// Files of that name in the known entries of PATH.
    pub(in crate::shells::posix) fn search_path(
        &self,
        name: &str,
        takes: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let Some(list) = self.state.value("PATH") else { return Vec::new() };
        let directories = list.entries(':');
        let paths = directories.iter().filter_map(|entry| entry.value.text());
        let paths = paths
            .filter_map(|directory| self.absolute(&super::super::lookup::joined(&directory, name)));
        paths.filter(|path| takes(path)).collect()
    }

    pub(super) fn hash(&mut self, arguments: &[Value], span: Span) {
        let mut texts =
            arguments.iter().filter_map(|value| value.text().map(|text| text.into_owned()));
        let mut path = None;
        while let Some(text) = texts.next() {
            match text.as_str() {
                "-r" => self.state.hashed.clear(),
                "-p" => path = texts.next(),
                "-d" => {
                    let texts: Vec<String> = texts.collect();
                    return self.names_directories(&texts, span);
                }
                "-t" if self.state.dialect.is_bash() => {
                    let texts: Vec<String> = texts.collect();
                    return self.tells_hashed(&texts, span);
                }
                _ if text.starts_with('-') => {}
                _ => match (text.split_once('='), path.take()) {
                    (Some((name, path)), _) if self.state.dialect.is_zsh() => {
                        let value = Value::known(path, self.origin(span));
                        self.state.hashed.insert(name.to_owned(), value);
                    }
                    (_, Some(path)) => {
                        let value = Value::known(path, self.origin(span));
                        self.state.hashed.insert(text, value);
                    }
                    _ => {
                        if let Ok(None) = self.command_path(&text, span) {
                            self.state.status = Status::FAILED;
                        }
                    }
                },
            }
        }
    }

    /// bash's `hash -t`: what is remembered of a name.
    fn tells_hashed(&mut self, names: &[String], span: Span) {
        for name in names {
            match self.state.hashed.get(name).cloned() {
                Some(path) if names.len() == 1 && path.is_known() => {
                    let mut path = path;
                    path.push("\n", self.origin(span));
                    self.state.print(path);
                }
                _ => {
                    self.print_unknown("hash", span);
                    let why = self.reason("depends on which programs have run", span);
                    self.state.status = Status::Unknown(why);
                }
            }
        }
    }

    /// zsh's `hash -d name=path`: a directory that `~name` stands for.
    fn names_directories(&mut self, texts: &[String], span: Span) {
        if !self.state.dialect.is_zsh() {
            return;
        }
        for text in texts.iter().filter(|text| !text.starts_with('-')) {
            match text.split_once('=') {
                Some((name, path)) => {
                    let value = Value::known(path, self.origin(span));
                    self.state.named_directories.insert(name.to_owned(), value);
                }
                None if self.state.named_directories.contains_key(text) => {
                    self.print_unknown("hash", span);
                }
                None => {
                    self.error(&format!("hash: no such hash table element: {text}"), "hash", span);
                    self.state.status = Status::FAILED;
                }
            }
        }
    }
}
