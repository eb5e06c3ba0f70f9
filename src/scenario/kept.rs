//! A tool chain's own command for keeping settings (`go env -w K=V`), typed as a step of a scenario.

use crate::machine::overlay::Change;
use crate::resolve::shim;
use crate::session::Session;
use crate::toolchains::{self, Asked};

/// What the line writes, where it is such a command in plain words; `None` where it is anything else.
pub(super) fn keep(session: &Session, line: &str) -> Option<Vec<Change>> {
    let words = plain_words(line)?;
    let (name, arguments) = words.split_first()?;
    let chain = toolchains::by_name(name)?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let arguments = chain.keeping(&arguments)?;
    let standing = shim::standing(session, &[name.as_str(), "env"]);
    let behind = |path: &str| shim::hands(session, path).map(|hand| hand.path);
    let asked = Asked {
        behind: Some(&behind),
        refused: standing.refused.as_deref(),
        ..Asked::new(session.machine(), &standing.environment, standing.program.as_deref())
    };
    Some(chain.persist(&asked, arguments).changes)
}

/// Words that every shell splits alike: blanks between them, double quotes around some, nothing that is expanded.
fn plain_words(line: &str) -> Option<Vec<String>> {
    if line.contains(['$', '%', '`', '\'', '|', '&', ';', '<', '>', '(', ')', '^', '!', '*', '\n'])
    {
        return None;
    }
    let mut words = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let (mut word, mut quoted, mut end) = (String::new(), false, rest.len());
        for (at, letter) in rest.char_indices() {
            match letter {
                '"' => quoted = !quoted,
                ' ' | '\t' if !quoted => {
                    end = at;
                    break;
                }
                _ => word.push(letter),
            }
        }
        if quoted {
            return None;
        }
        words.push(word);
        rest = rest[end..].trim_start();
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_are_taken() {
        let words = |line| plain_words(line).map(|words| words.join("|"));
        assert_eq!(words("go env -w \"GOFLAGS=-a -b\""), Some("go|env|-w|GOFLAGS=-a -b".into()));
        assert_eq!(words("go env -w GOBIN=C:\\b"), Some("go|env|-w|GOBIN=C:\\b".into()));
        assert_eq!(words("go env -w GOBIN=$HOME"), None);
        assert_eq!(words("go env -w \"GOBIN"), None);
    }
}
