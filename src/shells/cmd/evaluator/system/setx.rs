//! `setx NAME VALUE [/m]`: the registry, cut at 1024 characters (MS `setx`).

use crate::machine::overlay::{Change, RegistryPlace};
use crate::machine::{RegistryData, RegistryValue, first_values};
use crate::shells::cmd::evaluator::Evaluator;
use crate::shells::cmd::traced::Traced;
use crate::value::Origin;

/// What `setx` keeps of a value.
const LONGEST: usize = 1024;

impl Evaluator<'_> {
    pub(super) fn setx(&mut self, rest: &Traced, origin: &Origin) {
        let words = command_words(rest);
        let mut names = Vec::new();
        let mut key = first_values::USER;
        for word in words {
            match word.text().to_ascii_lowercase().as_str() {
                "/m" | "-m" => key = first_values::SYSTEM,
                "/f" | "/k" | "/s" | "/u" | "/p" | "/a" | "/r" | "/x" | "/?" => {
                    return self.registry_unknown("setx", variables(), origin);
                }
                _ => names.push(word),
            }
        }
        let [name, value] = names.as_slice() else {
            self.failed("InvalidSyntax", "ERROR: Invalid syntax.", origin);
            return;
        };
        let (Some(known), Some(value), None) =
            (name.as_known(), value.as_known(), self.uncertain())
        else {
            let place = RegistryPlace::of(key, name.as_known());
            return self.registry_unknown("setx", vec![place], origin);
        };
        let place = RegistryPlace::of(key, Some(known));
        if self.may_be_refused("setx", vec![place], origin) {
            return;
        }
        let kept = cut(value);
        if kept.len() < value.len() {
            let message = format!("setx cuts {known} after 1024 characters and reports success");
            self.remark(message, origin);
        }
        let data = match kept.contains('%') {
            true => RegistryData::Expand(kept.to_owned()),
            false => RegistryData::Text(kept.to_owned()),
        };
        let value = RegistryValue { name: known.to_owned(), data };
        self.host.change(Change::Registry { key: key.to_owned(), value });
        self.host.change(Change::Broadcast);
        self.program_succeeds("setx", origin);
    }

    /// A write to the registry that nobody can foresee, anywhere if no place is named: later sessions may differ.
    pub(super) fn registry_unknown(
        &mut self,
        program: &str,
        places: Vec<RegistryPlace>,
        origin: &Origin,
    ) {
        self.registry_undecided(program, "is not known", places, origin);
    }
}

/// The variables of the user and of the machine.
fn variables() -> Vec<RegistryPlace> {
    [first_values::USER, first_values::SYSTEM].map(|key| RegistryPlace::of(key, None)).into()
}

fn cut(value: &str) -> &str {
    let mut units = 0;
    for (at, letter) in value.char_indices() {
        units += letter.len_utf16();
        if units > LONGEST {
            return &value[..at];
        }
    }
    value
}

/// The words as a C program gets them: quotes join, `\"` is a quote, blanks separate.
pub fn command_words(text: &Traced) -> Vec<Traced> {
    let flat = text.text();
    let mut words = Vec::new();
    let mut word: Option<Traced> = None;
    let mut quoted = false;
    let mut letters = flat.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if !quoted && matches!(letter, ' ' | '\t') {
            words.extend(word.take());
            continue;
        }
        let current = word.get_or_insert_default();
        match letter {
            '"' => quoted = !quoted,
            '\\' => {
                let run = flat[at..].len() - flat[at..].trim_start_matches('\\').len();
                let before_quote = flat[at + run..].starts_with('"');
                for _ in 1..run {
                    letters.next();
                }
                let kept = if before_quote { run / 2 } else { run };
                current.push_part(text, at..at + kept);
                if before_quote && run % 2 == 1 {
                    letters.next();
                    current.push_part(text, at + run..at + run + 1);
                }
            }
            _ => current.push_part(text, at..at + letter.len_utf8()),
        }
    }
    words.extend(word);
    words
}

/// The words, if all of them are known.
pub fn known_words(text: &Traced) -> Option<Vec<String>> {
    command_words(text).iter().map(|word| word.as_known().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_program() {
        let text =
            Traced::known(" PATH \"C:\\a b\\;x\" \"C:\\x\\\" y\"  /m", Origin::Default("t".into()));
        let words: Vec<_> =
            command_words(&text).iter().map(|word| word.text().to_owned()).collect();
        assert_eq!(words, ["PATH", "C:\\a b\\;x", "C:\\x\" y", "/m"]);
        assert_eq!(cut(&"é".repeat(1025)).chars().count(), 1024);
    }
}
