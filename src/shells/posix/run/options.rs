//! Which options are on, as `-o`, `SHELLOPTS` and conditions ask.

use std::rc::Rc;

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::{Options, is_on_from_start};
use crate::text::Span;
use crate::value::Unknown;

/// The options of bash's `set -o`, in the order they are listed in (set.def).
const SET: &[&str] = &[
    "allexport",
    "braceexpand",
    "emacs",
    "errexit",
    "errtrace",
    "functrace",
    "hashall",
    "histexpand",
    "history",
    "ignoreeof",
    "interactive-comments",
    "keyword",
    "monitor",
    "noclobber",
    "noexec",
    "noglob",
    "nolog",
    "notify",
    "nounset",
    "onecmd",
    "physical",
    "pipefail",
    "posix",
    "privileged",
    "verbose",
    "vi",
    "xtrace",
];

impl Evaluator<'_> {
    pub(in crate::shells::posix) fn option_is_on(&self, name: &str) -> Result<bool, Rc<Unknown>> {
        if self.state.dialect.is_zsh() {
            let (name, on) = Options::zsh_name(name, true);
            let opposite = format!("no{name}");
            let options = &self.state.options;
            if let Some(why) = options.unsure(&name).or(options.unsure(&opposite)) {
                return Err(why.clone());
            }
            return Ok(match name.as_str() {
                // A terminal's shell edits lines and controls jobs (zshoptions(1), MONITOR and ZLE).
                "interactive" | "zle" | "monitor" => self.state.options.interactive == on,
                "login" => self.state.options.login == on,
                _ if options.has(&name) => on,
                _ if options.has(&opposite) => !on,
                _ => is_on_from_start(&name) == on,
            });
        }
        if let Some(why) = self.state.options.unsure(name) {
            return Err(why.clone());
        }
        let ends = self.state.variable("IGNOREEOF").filter(|_| name == "ignoreeof");
        if ends.is_some_and(|variable| variable.maybe_unset) {
            return Err(self.reason("depends on whether `IGNOREEOF` is set", Span::default()));
        }
        Ok(self.set_option_is_on(name))
    }

    /// `set -o` of bash: some are on from the start, more where a person sits before it (bash(1), "set").
    fn set_option_is_on(&self, name: &str) -> bool {
        let usual = match name {
            "ignoreeof" if self.state.dialect.is_bash() => return self.state.is_set("IGNOREEOF"),
            "emacs" | "monitor" | "history" | "histexpand" => self.state.options.interactive,
            "braceexpand" | "hashall" | "interactive-comments" => self.state.dialect.is_bash(),
            _ => false,
        };
        match usual {
            true => !self.state.options.was_turned_off(name),
            false => self.option(name),
        }
    }

    /// What `SHELLOPTS` lists, in order.
    pub(in crate::shells::posix) fn set_options_on(&self) -> Vec<&'static str> {
        SET.iter().copied().filter(|name| self.set_option_is_on(name)).collect()
    }

    /// All that bash's `set -o` has.
    pub(in crate::shells::posix) fn set_option_names(&self) -> &'static [&'static str] {
        SET
    }
}
