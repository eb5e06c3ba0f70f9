//! The words of a command line as programs take it apart.

use crate::shells::cmd::traced::Traced;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Origin;

    #[test]
    fn words_of_a_program() {
        let text =
            Traced::known(" PATH \"C:\\a b\\;x\" \"C:\\x\\\" y\"  /m", Origin::Default("t".into()));
        let words: Vec<_> =
            command_words(&text).iter().map(|word| word.text().to_owned()).collect();
        assert_eq!(words, ["PATH", "C:\\a b\\;x", "C:\\x\" y", "/m"]);
    }
}
