//! Generated fragments, run by the real bash, zsh and dash and by envsim: nothing envsim says may be wrong.
//!
//! `ENVSIM_CASES` and `ENVSIM_SEED` choose how many and which; the default is the same few hundred every time.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

mod posix_support;
#[path = "common/skip.rs"]
mod skip;

use posix_support::{Row, Tally, judge, prepare, program};

/// Names the fragments write; all are exported at the end.
const NAMES: [&str; 5] = ["VA", "VB", "VC", "VD", "VE"];

/// What the three shells take, and what only bash and zsh do.
#[derive(Clone, Copy, PartialEq)]
enum Kin {
    All,
    Modern,
}

/// What is thrown, and how many loops there are: each counts in a name of its own.
struct Dice(posix_support::Dice, usize);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0.below(sides)
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }

    fn name(&mut self) -> &'static str {
        NAMES[self.below(NAMES.len())]
    }

    fn operand(&mut self, depth: usize, kin: Kin) -> String {
        match self.below(4) {
            0 => self.one(&["", "w", "x:y", "a*", "?", "*b", "/", "[ab]", "*:", ":*"]).to_owned(),
            1 => format!("\"{}\"", self.one(&["q r", "*", "a", "$VA", "/*"])),
            2 => format!("'{}'", self.one(&["s t", "*", "b", "$VA"])),
            _ if depth > 0 => self.parameter(depth - 1, kin),
            _ => "z".to_owned(),
        }
    }

    fn parameter(&mut self, depth: usize, kin: Kin) -> String {
        let name = self.name();
        let operators = ["-", ":-", "+", ":+", "=", ":=", "#", "##", "%", "%%"];
        match self.below(if kin == Kin::Modern { 8 } else { 6 }) {
            0 => format!("${name}"),
            1 => format!("${{{name}}}"),
            2 => format!("${{#{name}}}"),
            6 => format!(
                "${{{name}{}{}/{}}}",
                self.one(&["/", "//", "/#", "/%"]),
                self.one(&["a", "?", "b*", ":", "x"]),
                self.one(&["", "Z", "Y$VA"])
            ),
            7 => format!("${{{name}:{}}}", self.one(&["0", "1", "1:2", "0:1", " -1", "2:0", "9"])),
            _ => format!("${{{name}{}{}}}", self.one(&operators), self.operand(depth, kin)),
        }
    }

    fn number(&mut self, depth: usize) -> String {
        let left = self.one(&["1", "2", "7", "10", "0x1f", "VN", "$VN"]).to_owned();
        if depth == 0 {
            return left;
        }
        let operator =
            self.one(&["+", "-", "*", "<", "<=", "==", "!=", "&&", "||", "&", "|", "^", "<<", "%"]);
        let right = if operator == "%" { "3".to_owned() } else { self.number(depth - 1) };
        format!("({left} {operator} {right})")
    }

    fn part(&mut self, depth: usize, kin: Kin) -> String {
        match self.below(10) {
            0 => self
                .one(&["a", "b/c", "x.y.z", "1", "a:b", "/p/q", "-n", "k=v", "~", "~/t"])
                .to_owned(),
            1 => format!("'{}'", self.one(&["", "a b", "$VA", "\\n", "x\"y", "*"])),
            2 => format!(
                "\"{}{}\"",
                self.one(&["", "a ", "\\$", "\\\\", "\\a", "'"]),
                self.parameter(depth, kin)
            ),
            3 => self.one(&["\\ ", "\\a", "\\$", "\\'", "\\*"]).to_owned(),
            4 if depth > 0 => format!("$(echo {})", self.word(depth - 1, kin)),
            5 if depth > 0 => format!("\"$(printf '%s\\n' {})\"", self.word(depth - 1, kin)),
            6 => format!("$(({}))", self.number(depth.min(2))),
            7 if kin == Kin::Modern => self.one(&["$'a\\tb'", "$'\\x41'", "$'q\\'r'"]).to_owned(),
            _ => self.parameter(depth, kin),
        }
    }

    fn word(&mut self, depth: usize, kin: Kin) -> String {
        (0..=self.below(3)).map(|_| self.part(depth, kin)).collect()
    }

    fn condition(&mut self, depth: usize, kin: Kin) -> String {
        let (word, other) = (self.word(depth, kin), self.word(depth, kin));
        match self.below(if kin == Kin::Modern { 8 } else { 6 }) {
            0 => format!("[ \"${}\" = {} ]", self.name(), self.one(&["a", "''", "b/c"])),
            1 => format!("[ -{} \"${}\" ]", self.one(&["n", "z"]), self.name()),
            2 => self.one(&["true", "false", ":", "! true", "! false"]).to_owned(),
            3 => format!(
                "[ {} -{} {} ]",
                self.below(4),
                self.one(&["eq", "ne", "lt", "ge"]),
                self.below(4)
            ),
            4 => format!(
                "test -{} \"$HOME/{}\"",
                self.one(&["d", "f", "e", "x"]),
                self.one(&["d", "d/one.sh", "no", "bin"])
            ),
            5 => format!(
                "case {word} in {}) true;; *) false;; esac",
                self.one(&["a*", "*b*", "''", "?", "*.*|1", "[!a]*"])
            ),
            6 => format!(
                "[[ {word} {} {} ]]",
                self.one(&["==", "!=", "="]),
                self.one(&["a*", "*b*", "''", "?", "*.*"])
            ),
            _ => format!("[[ -{} {other} ]]", self.one(&["n", "z"])),
        }
    }

    fn statement(&mut self, depth: usize, kin: Kin) -> String {
        let name = self.name();
        let deeper = depth.saturating_sub(1);
        match self.below(if depth == 0 { 7 } else { 19 }) {
            0 | 1 => format!("{name}={}", self.word(2, kin)),
            2 => format!("export {name}={}", self.word(1, kin)),
            3 => format!("unset {name}"),
            4 => format!("set -- {} {}\n{name}=\"$#:$*\"", self.word(1, kin), self.word(1, kin)),
            5 if kin == Kin::Modern => format!("{name}+={}", self.word(1, kin)),
            6 => format!(
                "IFS={} read -r {name} VE <<EOT\n{}\nEOT",
                self.one(&["", ":", "' '", "/"]),
                self.one(&["a b c", "x:y z", "$VA:$VB", " p "])
            ),
            7 => format!(
                "if {}; then\n{}\nelse\n{}\nfi",
                self.condition(1, kin),
                self.statement(deeper, kin),
                self.statement(deeper, kin)
            ),
            8 => format!(
                "for {name} in {} {}; do\n{}\ndone",
                self.word(1, kin),
                self.word(1, kin),
                self.statement(deeper, kin)
            ),
            9 => format!(
                "case {} in\n{}) {};;\n*) {};;\nesac",
                self.word(1, kin),
                self.one(&["a*", "''", "?", "x|y", "*:*", "\"$VA\""]),
                self.statement(deeper, kin),
                self.statement(deeper, kin)
            ),
            10 => format!(
                "f() {{\n{}\n{}\n}}\nf {}",
                if kin == Kin::Modern { format!("local {}", self.name()) } else { ":".into() },
                self.statement(deeper, kin),
                self.word(1, kin)
            ),
            11 => format!(
                "{} {} {}",
                self.condition(1, kin),
                self.one(&["&&", "||"]),
                self.statement(0, kin)
                    .replace('\n', ";")
                    .split(";EOT")
                    .next()
                    .filter(|text| !text.contains("<<"))
                    .unwrap_or(":")
            ),
            12 => format!("(\n{}\n)", self.statement(deeper, kin)),
            13 => format!("{{\n{}\n}}", self.statement(deeper, kin)),
            14 => format!(
                "eval {name}={}",
                self.one(&["'$VA'", "\\$VB", "'\"$VC x\"'", "a", "'$((1+1))'"])
            ),
            15 => {
                self.1 += 1;
                let count = format!("N{}", self.1);
                format!(
                    "{count}=0\nwhile [ \"${count}\" -lt {} ]; do\n{count}=$(({count} + 1))\n{}\ndone",
                    self.below(4),
                    self.statement(deeper, kin)
                )
            }
            16 => format!(
                "IFS={}\nset -- ${}\n{name}=$#:$1\nunset IFS",
                self.one(&[":", "/", "' '", "x"]),
                self.name()
            ),
            17 => format!(". \"$HOME/d/{}\"\n{name}=$ONE$TWO", self.one(&["one.sh", "two.sh"])),
            _ => format!("{name}=$(\n{}\necho \"${}\")", self.statement(deeper, kin), self.name()),
        }
    }

    fn fragment(&mut self, kin: Kin) -> String {
        let mut text = String::from("VN=3\n");
        for _ in 0..2 + self.below(4) {
            text.push_str(&self.statement(2, kin));
            text.push('\n');
        }
        text.push_str("unset IFS\nexport VA VB VC VD VE\n");
        text
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn generated_fragments_are_never_answered_wrongly() {
    let directory = tempfile::tempdir().expect("a directory");
    let home = directory.path().join("home");
    prepare(&home);
    let mut tally = Tally { right: 0, unknown: Vec::new(), wrong: Vec::new() };
    let first = number("ENVSIM_SEED", 1);
    for shell in ["bash", "zsh", "sh"].into_iter().filter(|shell| program(shell).is_none()) {
        skip::skipped(&format!("no {shell} here"));
    }
    for seed in first..first + number("ENVSIM_CASES", 150) {
        let kin = if seed % 2 == 0 { Kin::All } else { Kin::Modern };
        let text = Dice(posix_support::Dice(seed), 0).fragment(kin);
        let shells: &[&str] =
            if kin == Kin::All { &["bash", "zsh", "sh"] } else { &["bash", "zsh"] };
        let before = tally.wrong.len();
        for shell in shells {
            let row = Row { title: format!("seed {seed}"), shells: Vec::new(), text: text.clone() };
            judge(&row, shell, &home, &mut tally);
        }
        if tally.wrong.len() > before {
            println!("---- seed {seed}\n{text}");
        }
    }
    println!("right {}, unknown {}, wrong {}", tally.right, tally.unknown.len(), tally.wrong.len());
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
}
