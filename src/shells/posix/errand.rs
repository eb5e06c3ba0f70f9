//! The command lines of the family: `bash -c TEXT NAME ARGUMENTS`, `sh FILE`, `zsh -l`
//! (bash(1) OPTIONS; zshoptions(1), INVOCATION; dash(1)).

use super::dialect::Dialect;
use crate::shells::{Errand, Task};

/// What a command line tells a shell to do; `None` where an option is not followed.
pub fn errand(arguments: &[String], dialect: Dialect) -> Option<Errand> {
    let mut reader = Reader {
        dialect,
        command: false,
        input: false,
        no_rc: false,
        no_profile: false,
        errand: Errand::default(),
    };
    let mut rest = arguments;
    while let Some((first, after)) = rest.split_first() {
        match first.as_str() {
            "-" | "--" => {
                rest = after;
                break;
            }
            long if long.starts_with("--") => rest = reader.long(&long[2..], after)?,
            short if short.len() > 1 && short.starts_with(['-', '+']) => {
                rest = reader.letters(short, after)?;
            }
            _ => break,
        }
    }
    reader.task(rest)
}

struct Reader {
    dialect: Dialect,
    command: bool,
    input: bool,
    no_rc: bool,
    no_profile: bool,
    errand: Errand,
}

impl Reader {
    fn long<'a>(&mut self, name: &str, rest: &'a [String]) -> Option<&'a [String]> {
        let mode = &mut self.errand.mode;
        match name {
            "login" => mode.login = true,
            "norc" if self.dialect.is_bash() => self.no_rc = true,
            "noprofile" if self.dialect.is_bash() => self.no_profile = true,
            "posix" if self.dialect.is_bash() => mode.posix = true,
            "noediting" if self.dialect.is_bash() => {}
            _ => return None,
        }
        Some(rest)
    }

    fn letters<'a>(&mut self, word: &str, rest: &'a [String]) -> Option<&'a [String]> {
        let on = word.starts_with('-');
        let mut rest = rest;
        for letter in word[1..].chars() {
            let zsh = self.dialect.is_zsh();
            match letter {
                'c' if on => self.command = true,
                's' if on => self.input = true,
                'l' => self.errand.mode.login = on,
                'i' => self.errand.mode.interactive = on,
                'f' if zsh => self.errand.mode.noprofile = on,
                'o' => {
                    let (name, after) = rest.split_first()?;
                    rest = after;
                    self.option(&["-o", name], on);
                }
                'O' if self.dialect.is_bash() => return None,
                'a' | 'e' | 'f' | 'u' | 'C' | 'x' | 'v' if !zsh => {
                    self.option(&[&format!("-{letter}")], on);
                }
                'e' | 'u' | 'x' | 'v' => self.option(&[&format!("-{letter}")], on),
                'b' | 'h' | 'm' | 'B' | 'E' | 'T' | 'H' if !zsh => {}
                _ => return None,
            }
        }
        Some(rest)
    }

    fn option(&mut self, words: &[&str], on: bool) {
        for word in words {
            let word = if on { (*word).to_owned() } else { word.replacen('-', "+", 1) };
            self.errand.options.push(word);
        }
    }

    fn task(mut self, rest: &[String]) -> Option<Errand> {
        let errand = &mut self.errand;
        let (task, rest) = match (self.command, self.input, rest) {
            (true, _, [text, rest @ ..]) => (Task::Text(text.clone()), rest),
            (true, ..) => return None,
            (false, false, [file, rest @ ..]) => {
                errand.zero = Some(file.clone());
                (Task::File(file.clone()), rest)
            }
            (false, ..) => (Task::Input, rest),
        };
        errand.task = task;
        let rest = match (self.command, rest.split_first()) {
            (true, Some((zero, rest))) => {
                errand.zero = Some(zero.clone());
                rest
            }
            _ => rest,
        };
        errand.positional = rest.to_vec();
        // A login shell reads no rc file by itself, another one no profile (bash(1), INVOCATION).
        errand.mode.noprofile |= if errand.mode.login { self.no_profile } else { self.no_rc };
        Some(self.errand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, dialect: Dialect) -> Option<Errand> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        errand(&words, dialect)
    }

    #[test]
    fn command_lines_are_read_as_each_shell_does() {
        let one = read("-lc text zero a b", Dialect::BASH).expect("an errand");
        assert_eq!((one.task, one.zero.as_deref()), (Task::Text("text".into()), Some("zero")));
        assert_eq!((one.positional, one.mode.login), (vec!["a".to_owned(), "b".to_owned()], true));
        let one = read("-euo pipefail -c text", Dialect::BASH).expect("an errand");
        assert_eq!(one.options, ["-e", "-u", "-o", "pipefail"]);
        let one = read("-e file -x", Dialect::DASH).expect("an errand");
        assert_eq!((one.task, one.positional), (Task::File("file".into()), vec!["-x".to_owned()]));
        let one = read("-s a", Dialect::BASH).expect("an errand");
        assert_eq!((one.task, one.positional), (Task::Input, vec!["a".to_owned()]));
        assert!(read("-f -c x", Dialect::ZSH).is_some_and(|one| one.mode.noprofile));
        assert!(read("-n file", Dialect::BASH).is_none() && read("-c", Dialect::BASH).is_none());
    }
}
