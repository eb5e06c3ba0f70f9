//! zsh's `emulate` (zshbuiltins(1)).

use crate::shells::posix::evaluator::{Evaluator, Flow, Stop};
use crate::shells::posix::state::{Status, is_untouched};
use crate::shells::posix::tables::usage::{is_set_option, zsh_options};
use crate::text::Span;
use crate::value::Value;

/// What its words ask for.
#[derive(Default)]
struct Asked<'v> {
    lists: bool,
    local: bool,
    whole: bool,
    shell: Option<&'static str>,
    /// Options to turn after that.
    options: Vec<(String, bool)>,
    text: Option<&'v Value>,
}

impl<'v> Asked<'v> {
    /// None where a word is not known, or not understood.
    fn read(arguments: &'v [Value]) -> Option<Self> {
        let mut asked = Self::default();
        let mut rest = arguments.iter();
        while let Some(word) = rest.next() {
            let text = word.text()?;
            match &*text {
                "-o" | "+o" => asked.options.push((rest.next()?.text()?.into(), text == "-o")),
                "-c" if asked.text.is_none() => asked.text = Some(rest.next()?),
                _ if asked.shell.is_some() => {
                    asked.options.push((text.strip_prefix("-o")?.to_owned(), true));
                }
                _ if text.starts_with('-') && text.len() > 1 => asked.letters(&text[1..])?,
                _ => asked.shell = Some(shell(&text)),
            }
        }
        Some(asked)
    }

    fn letters(&mut self, letters: &str) -> Option<()> {
        for letter in letters.chars() {
            match letter {
                'l' => self.lists = true,
                'L' => self.local = true,
                'R' => self.whole = true,
                _ => return None,
            }
        }
        Some(())
    }
}

/// The shell is told by its first letter, behind one that says that it is restricted (Src/options.c, `emulate`).
fn shell(name: &str) -> &'static str {
    let mut letters = name.chars();
    let first = match letters.next() {
        Some('r') => letters.next(),
        first => first,
    };
    match first {
        Some('c') => "csh",
        Some('k') => "ksh",
        Some('s' | 'b') => "sh",
        _ => "zsh",
    }
}

impl Evaluator<'_> {
    pub(super) fn emulate(&mut self, arguments: &[Value], span: Span) -> Result<Flow, Stop> {
        self.state.status = Status::OK;
        if arguments.is_empty() {
            let text = format!("{}\n", self.state.emulation);
            self.state.print(Value::known(text, self.origin(span)));
            return Ok(Flow::Next);
        }
        let Some(asked) = Asked::read(arguments) else {
            self.incomplete("emulates a shell in a way envsim does not follow", span);
            return Ok(Flow::Next);
        };
        let Some(shell) = asked.shell.filter(|_| !asked.lists) else {
            self.print_unknown("emulate", span);
            return Ok(Flow::Next);
        };
        if asked.local && asked.text.is_some() {
            self.error("emulate: option -L incompatible with -c", "usage", span);
            self.state.status = Status::FAILED;
            return Ok(Flow::Next);
        }
        let before = (self.state.options.clone(), self.state.emulation, self.state.sticky);
        self.turns_into(shell, &asked, span);
        let Some(text) = asked.text else { return Ok(Flow::Next) };
        self.state.sticky = Some(shell);
        let flow = self.eval(std::slice::from_ref(text), span);
        self.state.options.restore(before.0);
        (self.state.emulation, self.state.sticky) = (before.1, before.2);
        Ok(flow)
    }

    fn turns_into(&mut self, shell: &'static str, asked: &Asked<'_>, span: Span) {
        self.state.emulate(shell);
        for name in zsh_options().filter(|name| !is_untouched(name)) {
            self.state.options.settle(name);
            self.state.options.settle(&format!("no{name}"));
        }
        if asked.whole {
            // `-R` sets the others too.
            self.state.options.reset(|name| matches!(name, "interactive" | "login" | "zle"));
            self.state.emulate(shell);
        }
        for (name, on) in &asked.options {
            match is_set_option(self.state.dialect, name) {
                true => self.zsh_option(name, *on),
                false => {
                    self.error(&format!("emulate: no such option: {name}"), "usage", span);
                    self.state.status = Status::FAILED;
                }
            }
        }
        if asked.local {
            for name in ["localoptions", "localpatterns", "localtraps"] {
                self.state.options.turn(name, true);
            }
        }
    }
}
