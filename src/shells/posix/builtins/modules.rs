//! zsh's modules: whether `zmodload` finds them (zshmodules(1)).

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::library;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

/// The mark that is set from when a module was surely loaded.
fn loaded(module: &str) -> String {
    format!(":{module}")
}

/// Those that packages never split off and no library is needed for (zsh 5.8 and 5.9, `Src/Modules/*.mdd`).
const ALWAYS: &[&str] = &[
    "zsh/complete",
    "zsh/complist",
    "zsh/computil",
    "zsh/datetime",
    "zsh/langinfo",
    "zsh/main",
    "zsh/mapfile",
    "zsh/mathfunc",
    "zsh/parameter",
    "zsh/sched",
    "zsh/stat",
    "zsh/system",
    "zsh/terminfo",
    "zsh/zle",
    "zsh/zleparameter",
    "zsh/zselect",
    "zsh/zutil",
];

/// The line editor.
const EDITOR: &str = "zsh/zle";
/// Modules that load it with themselves (zsh 5.9, `moddeps` of their `.mdd`).
const EDITING: &[&str] = &[
    "zsh/compctl",
    "zsh/complete",
    "zsh/complist",
    "zsh/computil",
    "zsh/deltochar",
    "zsh/zleparameter",
];

/// What a module has besides itself, and profiles ask for by name.
const FEATURES: &[(&str, &[&str])] = &[
    ("zsh/datetime", &["b:strftime", "p:EPOCHREALTIME", "p:EPOCHSECONDS", "p:epochtime"]),
    ("zsh/files", &["b:zf_chmod", "b:zf_ln", "b:zf_mkdir", "b:zf_mv", "b:zf_rm", "b:zf_rmdir"]),
    ("zsh/parameter", &["p:functions", "p:parameters"]),
    ("zsh/stat", &["b:stat", "b:zstat"]),
    ("zsh/system", &["b:sysread", "b:zsystem"]),
    ("zsh/terminfo", &["b:echoti", "p:terminfo"]),
    ("zsh/zselect", &["b:zselect"]),
    ("zsh/zutil", &["b:zstyle"]),
];

impl Evaluator<'_> {
    pub(super) fn zmodload(&mut self, arguments: &[Value], span: Span) {
        // Functions of arithmetic may be there from now on.
        self.state.options.turn(":mathfunctions", true);
        self.quiet("zmodload", arguments, span);
        if let Some(status) = self.loads(arguments, span) {
            self.state.status = status;
        }
    }

    /// `bindkey` and `zle` load the line editor.
    pub(super) fn loads_editor(&mut self) {
        self.state.options.turn(&loaded(EDITOR), true);
    }

    /// `=~` loads the module that it is made of.
    pub(in crate::shells::posix) fn loads_regex(&mut self) {
        self.state.options.turn(&loaded("zsh/regex"), true);
    }

    /// What is asked for loads the module that it is of.
    pub(in crate::shells::posix) fn loads_module(&mut self, module: &str) {
        let mark = loaded(module);
        if !self.option(&mark) || self.state.options.unsure(&mark).is_some() {
            self.state.options.turn(&mark, true);
            self.loads_with(module);
        }
    }

    /// What comes with a module.
    fn loads_with(&mut self, module: &str) {
        if EDITING.contains(&module) {
            self.loads_editor();
        }
    }

    /// Whether a module was surely loaded by the profile.
    pub(in crate::shells::posix) fn has_loaded(&self, module: &str) -> bool {
        self.option(&loaded(module))
    }

    /// The status, as far as it is known.
    fn loads(&mut self, arguments: &[Value], span: Span) -> Option<Status> {
        let words: Vec<String> = arguments
            .iter()
            .map(|word| word.text().map(|text| text.into_owned()))
            .collect::<Option<_>>()?;
        let (options, names) =
            words.split_at(words.iter().take_while(|word| word.starts_with('-')).count());
        let options: String = options.iter().map(|word| &word[1..]).collect();
        let first = names.first()?;
        match options.as_str() {
            "e" => self.are_loaded(names),
            "u" => {
                names.iter().for_each(|name| self.state.options.turn(&loaded(name), false));
                None
            }
            "" | "i" => self.all_load(names, span),
            "F" | "Fi" | "iF" => {
                let (_, known) = FEATURES.iter().find(|(module, _)| module == first)?;
                let plain = |name: &String| known.contains(&name.trim_start_matches('+'));
                names[1..].iter().all(plain).then(|| self.all_load(&names[..1], span))?
            }
            _ => None,
        }
    }

    /// Whether modules are loaded, as far as that is known.
    fn are_loaded(&self, names: &[String]) -> Option<Status> {
        let sure = |name: &str| match name {
            "zsh/main" => true,
            _ => self.has_loaded(name) && self.state.options.unsure(&loaded(name)).is_none(),
        };
        if names.iter().all(|name| sure(name)) {
            return Some(Status::OK);
        }
        let mark = loaded(EDITOR);
        let never = !self.option(&mark) && self.state.options.unsure(&mark).is_none();
        if names == [EDITOR] && never && !self.state.is_lost() {
            return Some(Status::FAILED);
        }
        // What else loads modules is more than is followed.
        None
    }

    fn all_load(&mut self, names: &[String], span: Span) -> Option<Status> {
        let usual = names.iter().all(|name| ALWAYS.contains(&name.as_str()));
        let machine = self.host.machine();
        let version = self.state.value("ZSH_VERSION");
        let directory =
            version.and_then(|version| library::modules(machine.facts(), &version.text()?));
        let there = |name: &&String| match &directory {
            Some(directory) => {
                *name == "zsh/main" || machine.is_file(&format!("{directory}/{name}.so"))
            }
            None => usual,
        };
        let missing = names.iter().find(|name| !there(name)).cloned();
        let whole = directory.is_some_and(|directory| machine.is_directory(&directory));
        let certain = machine.is_live() && whole;
        let Some(missing) = missing.filter(|_| certain || !usual) else {
            for name in names {
                self.state.options.turn(&loaded(name), true);
                self.loads_with(name);
            }
            return Some(Status::OK);
        };
        if !certain {
            return None;
        }
        self.error(&format!("failed to load module `{missing}'"), "zmodload", span);
        Some(Status::FAILED)
    }
}
