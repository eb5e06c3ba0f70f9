//! zsh's functions that are read from a file when they are first called (zshmisc(1), "Autoloading Functions").

use std::rc::Rc;

use super::completions::is_completion_system;
use crate::environment::Reach;
use crate::shells::posix::evaluator::{Evaluator, Flow, Stop};
use crate::shells::posix::parser;
use crate::shells::posix::reach::of_call;
use crate::shells::posix::state::{Function, Status};
use crate::shells::posix::syntax::{Kind, Line, Script};
use crate::text::{Decoded, Place, Source, Span};
use crate::value::{Origin, Value};

/// Functions that no package of zsh is without, so that one file of them is as good as another.
const FOLLOWED: &[&str] = &["colors", "is-at-least"];

/// Hooks that zsh's `add-zsh-hook` knows (functions/Misc/add-zsh-hook).
const HOOKS: &[&str] =
    &["chpwd", "periodic", "precmd", "preexec", "zsh_directory_name", "zshaddhistory", "zshexit"];

impl Evaluator<'_> {
    /// `autoload`: the names are functions from now on, unless they are already.
    pub(in crate::shells::posix) fn autoload(&mut self, arguments: &[Value], span: Span) {
        for argument in arguments {
            let Some(text) = argument.text() else {
                let why = self.why(argument, span);
                let unknown =
                    self.reason(format!("loads a function whose name {}", why.reason), span);
                let commands = vec![Rc::from("+*")];
                self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
                continue;
            };
            if text.starts_with(['-', '+']) {
                continue;
            }
            // With a directory it is that file (zshbuiltins(1), `autoload`).
            let (file, name) = match text.rsplit_once('/') {
                Some((_, name)) => (&*text, name),
                None => ("", &*text),
            };
            if self.state.functions.get(name).is_some() {
                continue;
            }
            let origin: Origin = self.origin(span);
            let (epoch, sticky) = (self.state.epoch, self.state.sticky);
            let function = Function { body: None, file: file.into(), origin, epoch, sticky };
            self.state.functions.insert(name, function);
        }
    }

    /// A function that is read from its file now, and called.
    pub(super) fn autoloaded(
        &mut self,
        name: &str,
        function: &Function,
        arguments: Vec<Value>,
        span: Span,
    ) -> Flow {
        let from = Place::new(&self.source, span);
        let path = self.function_file(name, function).or_else(|| self.stock_file(name, function));
        if path.is_none() && name == "add-zsh-hook" && self.hooks(&arguments, span) {
            return Flow::Next;
        }
        if path.is_none() && self.is_nowhere(name, function) {
            self.error(&format!("{name}: function definition file not found"), "autoload", span);
            self.state.status = Status::FAILED;
            return Flow::Next;
        }
        let Some(file) = path.as_ref().and_then(|path| self.host.open(path, Some(from)).ok())
        else {
            let reach = of_call(name, &arguments).unwrap_or(Reach::Everything);
            return self.library_function(name, reach, span);
        };
        let file = match is_completion_system(name, file.text()) {
            true => match self.completion_system(&file, &arguments, span) {
                Some(file) => file,
                None => {
                    let reach = of_call(name, &arguments).unwrap_or(Reach::Everything);
                    return self.library_function(name, reach, span);
                }
            },
            false => file,
        };
        let (script, _) = parser::parse(file.text(), self.state.dialect);
        let called: Rc<str> = file.name().into();
        let source = match defines_itself(&script, name, file.text()) {
            true => file,
            false => wrapped(name, &file),
        };
        self.state.functions.remove(name);
        let _ = self.reading(called, Some(span), |this| this.evaluated(&source));
        match self.state.functions.get(name).cloned() {
            Some(loaded) if loaded.body.is_some() => {
                self.loading = !self.option("kshautoload");
                self.call(name, &loaded, arguments, span)
            }
            _ => Flow::Stopped(Stop::Line),
        }
    }

    /// The first file of that name on `fpath`, as far as that is known.
    fn function_file(&self, name: &str, function: &Function) -> Option<String> {
        let machine = self.host.machine();
        if !function.file.is_empty() {
            return self.absolute(&function.file).filter(|path| machine.is_file(path));
        }
        for entry in self.state.elements("fpath")? {
            let directory = entry.text()?;
            let path = self.absolute(&format!("{}/{name}", directory.trim_end_matches('/')))?;
            if machine.is_file(&path) {
                return Some(path);
            }
        }
        None
    }

    /// Whether it is certain that no file holds the function: of a recorded machine nobody knows, and where
    /// files are compiled (zshbuiltins(1), `zcompile`) one of them may.
    fn is_nowhere(&self, name: &str, function: &Function) -> bool {
        let machine = self.host.machine();
        if !machine.is_live() || !function.file.is_empty() {
            return false;
        }
        let missing = |path: String| match self.absolute(&path).map(|path| machine.status(&path)) {
            Some(Ok(status)) => status.is_directory(),
            Some(Err(fault)) => !fault.is_ours(),
            None => false,
        };
        let lacks = |entry: &Value| {
            entry.text().is_some_and(|directory| {
                let directory = directory.trim_end_matches('/');
                missing(format!("{directory}/{name}"))
                    && missing(format!("{directory}/{name}.zwc"))
                    && (missing(format!("{directory}.zwc")) || self.digest_lacks(directory, name))
            })
        };
        self.state.elements("fpath").is_some_and(|all| all.iter().all(lacks))
    }

    /// Whether the functions of a directory that are compiled into one file are others.
    fn digest_lacks(&self, directory: &str, name: &str) -> bool {
        let path = self.absolute(&format!("{directory}.zwc"));
        let digest = path.and_then(|path| self.host.machine().read(&path).ok());
        let names = digest.as_deref().and_then(digest_names);
        names.is_some_and(|names| {
            let wanted = [name.as_bytes(), b"\0"].concat();
            name.is_ascii() && !names.windows(wanted.len()).any(|part| part == wanted)
        })
    }

    /// Where packages keep zsh's own functions, while `fpath` is what it is compiled to be: `None` once a file has
    /// set it without what it was.
    fn stock_file(&self, name: &str, function: &Function) -> Option<String> {
        if !FOLLOWED.contains(&name) {
            return None;
        }
        let machine = self.host.machine();
        let known = self.state.elements("fpath").unwrap_or_default();
        let replaced = !known.is_empty() && known.iter().all(Value::is_known);
        if replaced || !function.file.is_empty() {
            return None;
        }
        let version = self.state.value("ZSH_VERSION")?.text()?.into_owned();
        let places = [
            format!("/usr/share/zsh/{version}/functions/{name}"),
            format!("/usr/share/zsh/functions/Misc/{name}"),
            format!("/usr/local/share/zsh/{version}/functions/{name}"),
            format!("/opt/homebrew/share/zsh/functions/{name}"),
        ];
        let site = format!("/usr/local/share/zsh/site-functions/{name}");
        places.into_iter().find(|path| machine.is_file(path)).filter(|_| !machine.is_file(&site))
    }

    /// `add-zsh-hook [-d] HOOK FUNCTION`; whether it is followed.
    fn hooks(&mut self, arguments: &[Value], span: Span) -> bool {
        let texts: Option<Vec<String>> =
            arguments.iter().map(|one| one.text().map(|text| text.into_owned())).collect();
        let (removes, hook, function) = match texts.as_deref() {
            Some([hook, function]) => (false, hook.clone(), function.clone()),
            Some([option, hook, function]) => match option.as_str() {
                "-d" => (true, hook.clone(), function.clone()),
                "-U" | "-Uz" | "-z" => (false, hook.clone(), function.clone()),
                _ => return false,
            },
            _ => return false,
        };
        let list = format!("{hook}_functions");
        let maybe = self.state.variable(&list).is_some_and(|one| one.maybe_unset);
        let mut all = self.state.elements(&list).unwrap_or_default();
        if !HOOKS.contains(&hook.as_str()) || maybe || all.iter().any(|one| one.text().is_none()) {
            return false;
        }
        let is = |one: &Value| one.text().as_deref() == Some(&*function);
        let there = all.iter().any(is);
        self.state.status = Status::OK;
        if removes {
            all.retain(|one| !is(one));
        } else {
            if !there {
                all.push(Value::known(function.as_str(), self.origin(span)));
            }
            self.autoload(&[Value::known(function.as_str(), self.origin(span))], span);
        }
        let origin = self.origin(span);
        match all.is_empty() {
            true => self.state.unset(&list, origin),
            false => self.state.set_array(&list, all, origin),
        }
        true
    }

    /// One of zsh's own library, or one that is not found where it could stand.
    fn library_function(&mut self, name: &str, reach: Reach, span: Span) -> Flow {
        let unknown = self.reason(format!("calls `{name}`, which is loaded from fpath"), span);
        self.raise(unknown, reach);
        self.state.status =
            Status::Unknown(self.reason(format!("depends on the function `{name}`"), span));
        Flow::Next
    }
}

/// The part of a compiled file in which names stand as they are (zsh 5.9 Src/parse.c: words of four bytes, the
/// length of this part behind the first twelve).
fn digest_names(digest: &[u8]) -> Option<&[u8]> {
    const MAGIC: &[u8] = &[7, 6, 5, 4];
    let length = digest.get(48..52).filter(|_| digest.starts_with(MAGIC))?;
    let words = u32::from_le_bytes(length.try_into().ok()?) as usize;
    digest.get(48..words.checked_mul(4)?)
}

/// Whether all that a file does is to define the function that it is named after.
fn defines_itself(script: &Script, name: &str, text: &str) -> bool {
    let [Line::Commands(body)] = script.lines.as_slice() else { return false };
    let [only] = &**body else { return false };
    let [command] = only.first.commands.as_slice() else { return false };
    match &command.kind {
        Kind::Function { names, .. } => {
            names.iter().any(|word| parser::literal(word, text) == Some(name))
        }
        _ => false,
    }
}

/// A file's text as the body of a function, lines where they were.
fn wrapped(name: &str, file: &Rc<Source>) -> Rc<Source> {
    let text = format!("{name}() {{ {}\n}}", file.text());
    let decoded = Decoded { text: text.into(), encoding: file.encoding(), damaged: false };
    Source::file(file.name(), decoded, file.read_from().cloned())
}
