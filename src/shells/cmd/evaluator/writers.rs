//! Programs that nobody follows and whose command line names what they write: what stands there is not known then.

use std::rc::Rc;

use super::Evaluator;
use super::words::command_words;
use crate::machine::Platform;
use crate::machine::overlay::Effect;
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Unknown};

const WINDOWS: Platform = Platform::Windows;

impl Evaluator<'_> {
    /// Marks what a program writes that is named on its command line.
    pub(super) fn may_write(&mut self, name: &Traced, rest: &Traced, origin: &Origin) {
        let file = name.text().replace('"', "").to_ascii_lowercase();
        let file = WINDOWS.file_name(&file);
        let program = file.strip_suffix(".exe").unwrap_or(file);
        let words = command_words(rest);
        let words: Vec<Option<&str>> = words.iter().map(Traced::as_known).collect();
        let Some(target) = self.host.names_written(program, &words) else { return };
        let Some(target) = target else {
            for word in command_words(rest).iter().filter(|word| word.as_known().is_none()) {
                self.changed_somewhere(word, Effect::Writes);
            }
            return self.outside("writes to a file whose name is not known", origin);
        };
        let Ok(path) = full_path(&self.expander(), &target.name) else { return };
        let path = path.trim_end_matches('\\').to_owned();
        let path = match target.source.filter(|one| self.is_one_file(one)) {
            Some(source) if self.directory_is_there(&path) => {
                format!("{path}\\{}", WINDOWS.file_name(&source))
            }
            _ => path,
        };
        let reason = format!("may be changed by `{program}`, which envsim does not follow so");
        self.mark_undecided(&path, Rc::new(Unknown::new(reason, origin.clone())));
    }

    fn is_one_file(&self, name: &str) -> bool {
        full_path(&self.expander(), name).is_ok_and(|path| self.host.machine().is_file(&path))
    }
}
