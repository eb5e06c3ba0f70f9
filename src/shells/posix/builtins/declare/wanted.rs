//! The options of declarations.

use std::rc::Rc;

use crate::shells::posix::state::Form;

/// What the options of a declaration ask for.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// The builtin, for what it says.
    pub(super) command: Rc<str>,
    pub(super) export: Option<bool>,
    pub(super) readonly: bool,
    pub(super) array: bool,
    pub(super) map: bool,
    pub(super) integer: Option<bool>,
    pub(super) case: Option<u8>,
    pub(super) unique: Option<bool>,
    pub(super) global: bool,
    pub(super) functions: bool,
    pub(super) prints: bool,
    /// zsh: the letter of a form whose number is the next word.
    pub(super) awaits: Option<char>,
    pub(super) form: Option<Form>,
    /// Whether that form was given no number.
    pub(super) bare: bool,
    /// `-n` of `declare` and its kin makes a reference, of `export` it takes the export away.
    pub(super) declares: bool,
    /// Whether `local` says it.
    pub(super) kept: bool,
    pub(super) zsh: bool,
    pub(super) refers: Option<bool>,
    pub(super) local: bool,
    /// Whether its text in the environment is not known.
    pub(super) unsettled: bool,
    /// zsh's `-m` and `+m`: names are patterns.
    pub(super) matches: Option<bool>,
}

pub(super) fn is_option(text: &str) -> bool {
    text.len() > 1 && text.starts_with(['-', '+']) && !text.contains('=')
}

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn read(text: &str, wanted: &mut Wanted) {
    let on = text.starts_with('-');
    let letters = text[1..].trim_end_matches(|letter: char| letter.is_ascii_digit());
    let number: Option<usize> = text[1 + letters.len()..].parse().ok();
    if let (true, Some(last)) = (wanted.zsh, letters.chars().last()) {
        wanted.form = if on { Form::new(last, number).or(wanted.form) } else { None };
        wanted.bare = number.is_none();
        if wanted.zsh && on && letters.len() > 1 && letters.contains('x') && "ZLR".contains(last) {
            // What a process gets of such a variable is another text than `$name` is.
            wanted.prints = false;
            wanted.unsettled = true;
        }
        let takes = on && number.is_none() && "iFEZLR".contains(last);
        wanted.awaits = takes.then_some(last);
    }
    for letter in letters.chars() {
        match letter {
            'x' => wanted.export = Some(on),
            'n' if wanted.declares => wanted.refers = Some(on),
            'n' => wanted.export = Some(!on),
            'r' => wanted.readonly = on,
            'a' => wanted.array = on,
            'A' => wanted.map = on,
            'i' => wanted.integer = Some(on),
            'u' | 'l' => wanted.case = on.then_some(letter as u8),
            'U' => wanted.unique = Some(on),
            'g' => wanted.global = on,
            'f' => wanted.functions = true,
            // zsh's makes a number with a point (zshbuiltins(1), `typeset`).
            'F' if !wanted.zsh => wanted.functions = true,
            'm' if wanted.zsh => wanted.matches = Some(on),
            'p' => wanted.prints = true,
            _ => {}
        }
    }
    if wanted.global {
        wanted.local = false;
    }
}

impl Wanted {
    /// Whether it gives or takes an attribute of a text.
    pub(super) fn gives_attributes(&self) -> bool {
        self.export.is_some()
            || self.readonly
            || self.integer.is_some()
            || self.case.is_some()
            || self.form.is_some()
            || self.unique.is_some()
    }

    /// Whether nothing is asked for but that the name is declared.
    pub(super) fn only_names(&self) -> bool {
        self.export.is_none()
            && !(self.readonly
                || self.array
                || self.map
                || self.functions
                || self.prints
                || self.unsettled)
            && self.integer.is_none()
            && self.case.is_none()
            && self.unique.is_none()
            && self.form.is_none()
            && self.awaits.is_none()
    }
}
