//! Generated programs over the whole grammar, run by the real bash, zsh and dash and by envsim: nothing that
//! envsim says may be wrong.
//!
//! `ENVSIM_PROGRAMS_COUNT` and `ENVSIM_SEED` choose how many and which; the default is the same every time.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

#[path = "posix_programs/homes.rs"]
mod homes;
mod posix_support;
#[path = "common/skip.rs"]
mod skip;
#[path = "posix_programs/wider.rs"]
mod wider;

use posix_support::{Dice, Row, Tally, judge, prepare, program};

/// How many programs one run asks, over the three shells.
const PROGRAMS: u64 = 5000;

const NAMES: [&str; 4] = ["VA", "VB", "VC", "VD"];

/// The shell a program is written for.
#[derive(Clone, Copy, PartialEq)]
enum For {
    Bash,
    Zsh,
    Dash,
}

struct Writer {
    dice: Dice,
    shell: For,
    /// Functions, files and counters get names of their own.
    made: usize,
}

impl Writer {
    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.dice.below(of.len())]
    }

    fn name(&mut self) -> &'static str {
        NAMES[self.dice.below(NAMES.len())]
    }

    fn fresh(&mut self, stem: &str) -> String {
        self.made += 1;
        format!("{stem}{}", self.made)
    }

    fn modern(&self) -> bool {
        self.shell != For::Dash
    }

    fn text(&mut self) -> String {
        self.one(&[
            "a", "b c", "x:y:z", "", "/p/q.r.s", "k=v", "1", "12", "a*b", "  e ", "Ab", "-n",
        ])
        .to_owned()
    }

    fn number(&mut self) -> String {
        self.one(&["0", "1", "2", "3", "7", "10"]).to_owned()
    }

    fn sum(&mut self, depth: usize) -> String {
        let name = self.fresh("n");
        let modern = self.modern();
        match self.dice.below(if depth == 0 { 2 } else { 9 }) {
            0 => self.number(),
            1 => self.one(&["NA", "NB", "$NA", "$((NB))", "0x1f"]).to_owned(),
            2 => format!("({} ? {} : {})", self.sum(depth - 1), self.number(), self.number()),
            3 => format!("(NA {} {})", self.one(&["=", "+=", "-=", "*="]), self.sum(depth - 1)),
            4 if modern => self.one(&["NA++", "++NB", "NB--", "--NA"]).to_owned(),
            5 if modern => format!("({} ** 2)", self.number()),
            6 if modern => format!("({name} = 2, {name} * 3)"),
            7 => format!("{}{}", self.one(&["-", "!", "~", "+"]), self.number()),
            _ => {
                let sign = self
                    .one(&["+", "-", "*", "/", "%", "<<", "&", "|", "^", "<", "==", "&&", "||"]);
                let right = if "/%".contains(sign) { "3".to_owned() } else { self.sum(depth - 1) };
                format!("({} {sign} {right})", self.sum(depth - 1))
            }
        }
    }

    fn pattern(&mut self) -> &'static str {
        self.one(&[
            "*", "?", "a*", "*:*", "[a-c]*", "*b", "[!x]*", "''", "*.*", "1|12", "-*", "\"$VA\"",
        ])
    }

    fn expansion(&mut self) -> String {
        let name = self.name();
        let own: &[&str] = match self.shell {
            For::Bash => {
                &["^^}", ",,}", "^}", "@Q}", "/a/&&}", ": -2}", "@U}", "~~}", "^^[ab]}", "@a}"]
            }
            For::Zsh => &[
                ":u}",
                ":l}",
                ":t}",
                ":h}",
                ":r}",
                ":e}",
                ":gs/a/b/}",
                "[1,2]}",
                "[-1]}",
                ":s/b/x/}",
            ],
            For::Dash => &[":-d}", "}", "+y}"],
        };
        let flags: &[&str] = match self.shell {
            For::Zsh => &[
                "(U)",
                "(L)",
                "(C)",
                "(q)",
                "(s.:.)",
                "(j.,.)",
                "(f)",
                "(l.5.)",
                "(r.4..-.)",
                "(Q)",
            ],
            _ => &[""],
        };
        let common: &[&str] = &[
            "}", ":-w}", "-w}", ":+w}", "+w}", "#*:}", "##*/}", "%:*}", "%%.*}", "#a}", ":=w}",
            "%\" \"*}",
        ];
        let modern: &[&str] =
            &["/a/Z}", "//b/}", "/#a/x}", "/%c/y}", ":1}", ":0:2}", ":1:1}", "//[ac]/_}"];
        match self.dice.below(8) {
            0 => format!("${name}"),
            1 => format!("${{#{name}}}"),
            2 if self.modern() => format!("${{{name}{}", self.one(modern)),
            3 => format!("${{{name}{}", self.one(own)),
            4 if self.shell == For::Zsh => format!("${{{}{name}}}", self.one(flags)),
            5 => self.one(&["$#", "$*", "$?", "$1", "${2-none}", "$@", "${#}"]).to_owned(),
            _ => format!("${{{name}{}", self.one(common)),
        }
    }

    fn word(&mut self) -> String {
        match self.dice.below(9) {
            0 => format!("'{}'", self.text()),
            1 | 2 => format!("\"{}\"", self.expansion()),
            3 => format!("\"<{}>{}\"", self.expansion(), self.text()),
            4 => format!("$(({}))", self.sum(2)),
            5 => format!("\"$(printf '%s' {})\"", self.quoted()),
            6 => format!("`echo {}`", self.quoted()),
            7 if self.modern() => {
                self.one(&["$'a\\tb'", "$'\\x41\\n'", "{p,q}", "x{1..3}", "$'\\''"]).to_owned()
            }
            _ => self.expansion(),
        }
    }

    fn quoted(&mut self) -> String {
        match self.dice.below(3) {
            0 => format!("'{}'", self.text()),
            _ => format!("\"{}\"", self.expansion()),
        }
    }

    fn condition(&mut self) -> String {
        let name = self.name();
        let word = self.quoted();
        let pattern = self.pattern().split('|').next().unwrap_or("*");
        match self.dice.below(if self.modern() { 10 } else { 6 }) {
            0 => format!("[ \"${name}\" = {word} ]"),
            1 => format!("[ -n {word} ]"),
            2 => format!(
                "test {} -{} {}",
                self.number(),
                self.one(&["lt", "eq", "ge"]),
                self.number()
            ),
            3 => self.one(&["true", "false", "! true", "! false"]).to_owned(),
            4 => format!(
                "[ -{} \"$HOME/{}\" ]",
                self.one(&["d", "f", "e"]),
                self.one(&["d", "d/one.sh", "no"])
            ),
            5 => format!("case {word} in {}) true;; *) false;; esac", self.pattern()),
            6 => format!("[[ {word} {} {pattern} ]]", self.one(&["==", "!="])),
            7 => format!("[[ {word} < {} || -z ${name} ]]", self.quoted()),
            8 => format!("(( {} ))", self.sum(1)),
            _ => format!("[[ {word} =~ {} ]]", self.one(&["^a", "[0-9]+", "b$", "^$", "(a|b)"])),
        }
    }

    fn statement(&mut self, depth: usize) -> String {
        let name = self.name();
        if depth == 0 {
            return self.simple(name);
        }
        match self.dice.below(40) {
            0 | 1 => self.simple(name),
            34..=39 => self.homely(name, depth),
            26..=33 => self.rarer(name, depth),
            2 => format!(
                "if {}; then\n{}\nelif {}; then\n{}\nelse\n{}\nfi",
                self.condition(),
                self.statement(depth - 1),
                self.condition(),
                self.statement(depth - 1),
                self.statement(depth - 1)
            ),
            3 => {
                let body = self.statement(depth - 1);
                let leaves = self.one(&["break", "continue", ":"]);
                let (words, other) = (self.word(), self.word());
                format!(
                    "for {name} in {words} {other} end; do\n{body}\n{} && {leaves}\ndone",
                    self.condition()
                )
            }
            4 => {
                let count = self.fresh("C");
                let word = self.one(&["while", "until"]);
                let test = if word == "while" { "-lt 3" } else { "-ge 2" };
                let body = self.statement(depth - 1);
                format!(
                    "{count}=0\n{word} [ ${count} {test} ]; do\n{count}=$(({count}+1))\n{body}\ndone"
                )
            }
            5 => format!(
                "case {} in\n{}) {};;\n{}) {};;\n*) {};;\nesac",
                self.word(),
                self.pattern(),
                self.line(),
                self.pattern(),
                self.line(),
                self.line()
            ),
            6 => {
                let function = self.fresh("f");
                let local =
                    if self.dice.below(2) == 0 { format!("local {name}=l") } else { ":".into() };
                let body = self.statement(depth - 1);
                let status = self.one(&["return 3", ":", "return", "false", "return $#"]);
                let word = self.word();
                format!(
                    "{function}() {{\n{local}\n{body}\n{status}\n}}\n{function} {word} two\n{name}=$?$VA"
                )
            }
            7 => format!("(\n{}\n{name}=inner\n)\n{name}=$?", self.statement(depth - 1)),
            8 => format!("{{ {}; {}; }}", self.line(), self.line()),
            9 => format!("{} {} {}", self.condition(), self.one(&["&&", "||"]), self.line()),
            10 => format!("{name}=$(\n{}\necho \"out ${name}\")", self.statement(depth - 1)),
            11 => {
                let delimiter = self.one(&["EOT", "'EOT'"]);
                format!("{name}=$(cat <<{delimiter}\nx {} \\$y\n  z\nEOT\n)", self.expansion())
            }
            12 => {
                let line = format!("{} {}", self.text(), self.text());
                format!(
                    "IFS={} read -r {name} VD <<EOT\n{line}\nEOT\n{name}=${name}$?",
                    self.one(&["", ":", "' '", "/"])
                )
            }
            13 => self.loop_over_lines(name),
            14 => self.with_file(name),
            15 => self.options_of_a_call(name),
            16 => format!(
                "set -- {} {}\n{name}=\"$#:$1:$*\"\nshift\nVB=\"$*\"",
                self.word(),
                self.word()
            ),
            17 => format!("eval '{}'", self.line().replace(['\'', '\\'], "")),
            18 if self.modern() => self.elements(name),
            19 if self.modern() => self.elements(name),
            20 if self.shell == For::Bash => self.of_bash(name),
            20 | 21 if self.shell == For::Zsh => self.of_zsh(name),
            21 if self.shell == For::Bash => self.of_bash(name),
            22 => format!("{name}=$( ( trap 'echo left' EXIT; {} ) )", self.line()),
            23 => format!(
                "{name}=$( set -{}; {}; echo after )$?",
                self.one(&["u", "f", "e"]),
                self.line()
            ),
            24 => format!("printf '%s-%d|' {} 4 | {{ read {name}; }}\n", self.quoted()),
            _ => format!(
                "{name}=$(printf '{}' {} {})",
                self.one(&["%s\\n", "%5s|%-3s", "%b,", "%s%%", "[%s]"]),
                self.quoted(),
                self.quoted()
            ),
        }
    }

    /// A command without any line end in it.
    fn line(&mut self) -> String {
        let name = self.name();
        let line = self.simple(name);
        if line.contains('\n') { format!("{name}=line") } else { line }
    }

    fn simple(&mut self, name: &str) -> String {
        match self.dice.below(9) {
            0..=3 => format!("{name}={}", self.word()),
            4 => format!("export {name}={}", self.quoted()),
            5 => format!("unset {name}"),
            6 => format!("NA=$(({}))", self.sum(2)),
            7 if self.modern() => format!("{name}+={}", self.quoted()),
            _ => format!(": ${{{name}:={}}}", self.text()),
        }
    }

    fn loop_over_lines(&mut self, name: &str) -> String {
        let text = self.one(&["a b\\nc\\n", "x:y\\nz", "1\\n2\\n3\\n", "\\n  q\\n"]);
        let body = self.line();
        format!(
            "printf '{text}' > in.txt\nwhile read -r l; do\n{body}\n{name}=\"${name}$l.\"\ndone < in.txt"
        )
    }

    fn with_file(&mut self, name: &str) -> String {
        let file = self.fresh("t");
        let (word, more) = (self.quoted(), self.quoted());
        match self.dice.below(4) {
            0 => format!("echo {word} > {file}\necho {more} >> {file}\n{name}=$(cat {file})"),
            1 => format!("printf '%s\\n' 'VB=sourced' > {file}\n. ./{file}\n{name}=$?"),
            2 => format!(
                "{{ echo {word}; echo e >&2; }} > {file} 2>/dev/null\n[ -s {file} ] && {name}=$(cat < {file})"
            ),
            _ => format!(
                "mkdir -p m && : > m/{file}\nfor VB in m/*{file}; do {name}=$VB; done\nrm m/{file}"
            ),
        }
    }

    fn options_of_a_call(&mut self, name: &str) -> String {
        let function = self.fresh("g");
        let arguments = self.one(&[
            "-a -b v rest",
            "-abv r",
            "-x",
            "-b",
            "-- -a",
            "plain -a",
            "-a -a -b 'p q' z",
        ]);
        format!(
            "{function}() {{\nOPTIND=1\nwhile getopts :ab: o; do\ncase $o in a) {name}=\"${name}a\";; b) VB=$OPTARG;; *) VC=\"$o$OPTARG\";; esac\ndone\nshift $((OPTIND-1))\nVD=\"$*\"\n}}\n{function} {arguments}"
        )
    }

    fn elements(&mut self, name: &str) -> String {
        let array = self.fresh("a");
        let (first, second) = (self.word(), self.quoted());
        let zsh = self.shell == For::Zsh;
        let show = match self.dice.below(5) {
            0 => format!("{name}=${{#{array}[@]}}"),
            1 => format!("{name}=\"${{{array}[*]}}\""),
            2 => format!("{name}=${{{array}[{}]}}", self.one(&["1", "2", "-1"])),
            3 => format!("{name}=\"${{{array}[@]:1:2}}\""),
            _ => format!("for VB in \"${{{array}[@]}}\"; do {name}=\"${name}<$VB>\"; done"),
        };
        let change = match self.dice.below(6) {
            0 => format!("{array}+=(more {second})"),
            1 => format!("{array}[{}]={second}", if zsh { "2" } else { "1" }),
            2 if zsh => format!("{array}[1]=()"),
            2 => format!("unset '{array}[0]'"),
            3 => format!(
                "typeset -A h{array}; h{array}[k]={second}; h{array}[z]=1; {name}=${{#h{array}[@]}}${{h{array}[k]}}"
            ),
            _ => ":".to_owned(),
        };
        format!("{array}=({first} {second} last)\n{change}\n{show}")
    }

    fn of_bash(&mut self, name: &str) -> String {
        match self.dice.below(8) {
            0 => format!("printf -v {name} '%s/%s' {} b", self.quoted()),
            1 => format!("mapfile -t m < <(printf 'a\\nb\\n')\n{name}=${{#m[@]}}${{m[1]}}"),
            2 => format!("declare -n ref={name}\nref=through\nunset -n ref"),
            3 => format!("IFS=: read -ra parts <<< {}\n{name}=${{#parts[@]}}", self.quoted()),
            4 => format!(
                "shopt -s nocasematch\n[[ {} == A* ]] && {name}=folded\nshopt -u nocasematch",
                self.quoted()
            ),
            5 => format!("indirect={name}\n{name}=q\nVB=${{!indirect}}"),
            6 => format!(
                "trap '{name}=\"${name}!\"' ERR\nfalse\ntrue\n{}\ntrap - ERR",
                self.condition()
            ),
            _ => format!(
                "declare -i whole=3\nwhole+=4\ndeclare -u up={}\n{name}=$whole$up",
                self.quoted()
            ),
        }
    }

    fn of_zsh(&mut self, name: &str) -> String {
        match self.dice.below(9) {
            0 => format!("for x y in 1 2 3 4; do {name}=$x$y; done"),
            1 => format!("repeat 2 {name}+=r"),
            2 => format!("() {{ local {name}=in; VB=$1 }} {}", self.quoted()),
            3 => format!("typeset -A t; t=(k 1 z 2)\n{name}=${{(ok)t}}$t[z]${{(kv)#t}}"),
            4 => format!("setopt shwordsplit\nset -- ${name}\nunsetopt shwordsplit\nVB=$#"),
            5 => format!("{name}=\"${{(j:+:)${{(s.:.)VB}}}}\""),
            6 => format!(
                "fz() {{ emulate -L zsh; setopt extendedglob; [[ ${name} == [[:alpha:]]## ]] && VB=alpha }}\nfz"
            ),
            7 => {
                format!("arr=(b a c a)\n{name}=\"${{(u)arr}}${{(O)arr}}$arr[(i)c]${{arr[(r)a*]}}\"")
            }
            _ => format!("echo piped | read {name}"),
        }
    }

    fn program(&mut self) -> String {
        let mut text = String::from("NA=3 NB=5\n");
        for _ in 0..2 + self.dice.below(4) {
            text.push_str(&self.statement(2));
            text.push('\n');
        }
        text.push_str("unset IFS\nexport VA VB VC VD NA NB\n");
        text
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Every so-manieth program, in a home of its own.
fn share(first: u64, count: u64, step: u64) -> Tally {
    let directory = tempfile::tempdir().expect("a directory");
    let home = directory.path().join("home");
    let mut tally = Tally { right: 0, unknown: Vec::new(), wrong: Vec::new() };
    for seed in (first..first + count).step_by(step as usize) {
        let _ = std::fs::remove_dir_all(&home);
        prepare(&home);
        let (shell, name) = match seed % 3 {
            0 => (For::Bash, "bash"),
            1 => (For::Zsh, "zsh"),
            _ => (For::Dash, "sh"),
        };
        let text = Writer { dice: Dice(seed.wrapping_mul(7919)), shell, made: 0 }.program();
        let before = tally.wrong.len();
        let row = Row { title: format!("seed {seed}"), shells: Vec::new(), text };
        judge(&row, name, &home, &mut tally);
        if tally.wrong.len() > before {
            println!("---- seed {seed} {name}\n{}", row.text);
        }
    }
    tally
}

#[test]
fn generated_programs_are_never_answered_wrongly() {
    for shell in ["bash", "zsh", "sh"].into_iter().filter(|shell| program(shell).is_none()) {
        skip::skipped(&format!("no {shell} here"));
    }
    let first = number("ENVSIM_SEED", 1);
    let count = number("ENVSIM_PROGRAMS_COUNT", PROGRAMS);
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let start = |at| scope.spawn(move || share(first + at, count.saturating_sub(at), workers));
        let running: Vec<_> = (0..workers).map(start).collect();
        running.into_iter().map(|one| one.join().expect("a worker")).collect()
    });
    let right: usize = tallies.iter().map(|one| one.right).sum();
    let unknown: usize = tallies.iter().map(|one| one.unknown.len()).sum();
    let wrong: Vec<String> = tallies.into_iter().flat_map(|one| one.wrong).collect();
    println!("right {right}, unknown {unknown}, wrong {}", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
