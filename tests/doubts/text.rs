//! Fragments, what a tool may print, and the cases made of both.

/// What is done with the output of the tool.
pub struct Use {
    /// The fragments: a paragraph each, its first line says which shells take it.
    fragments: &'static str,
    /// What the tool may print, a line each, behind the shells in which it may.
    effects: &'static str,
    /// The statement that asks the tool.
    tool: &'static str,
    /// The statement with a text in the place of the tool's output.
    known: fn(&str) -> String,
    /// Whether a constant that is assigned behind the tool is known: the tool does not end the file or make names
    /// that cannot be written.
    constants: bool,
    /// How many rows of several fragments are tried beside the single ones.
    pub rows: usize,
}

/// The output is run.
pub const EVALUATED: Use = Use {
    fragments: include_str!("fragments.txt"),
    effects: include_str!("effects.txt"),
    tool: "eval \"$(mytool)\"",
    known: |effect| format!("eval '{effect}'"),
    constants: true,
    rows: 500,
};

/// The output is a word that the fragment hands to its commands.
pub const HANDED: Use = Use {
    fragments: include_str!("handed.txt"),
    effects: include_str!("words.txt"),
    tool: "WORD=$(mytool)",
    known: |word| format!("WORD='{word}'"),
    constants: false,
    rows: 0,
};

/// A fragment, and the number of lines before the tool.
pub struct Case {
    pub used: &'static Use,
    pub text: String,
    pub tool: usize,
    /// What the tool may print, by number.
    pub effects: Vec<usize>,
}

/// So many texts of the list are tried in each case.
const TRIED: usize = 5;

/// What stands where a tool's output cannot be.
const NO_BREAK: &str = " ^";

impl Case {
    fn filled(&self, statement: &str) -> String {
        let mut lines: Vec<&str> = self.text.lines().collect();
        lines.insert(self.tool, statement);
        lines.join("\n") + "\n"
    }

    /// The fragment with a text in the place of the tool's output.
    pub fn with(&self, effect: &str) -> String {
        self.filled(&(self.used.known)(effect))
    }

    /// The fragment as it is written.
    pub fn with_tool(&self) -> String {
        self.filled(self.used.tool)
    }

    /// The names that only constants are assigned to, in lines behind the tool with nothing but such lines behind them.
    pub fn sure(&self) -> Vec<(&str, &str)> {
        let behind: Vec<&str> = self.text.lines().skip(self.tool).collect();
        // In another directory the file is not there, and dash ends (POSIX 2.8.1, special built-ins).
        if !self.used.constants || behind.iter().any(|line| line.starts_with(". ")) {
            return Vec::new();
        }
        let constants = behind.iter().rev().map_while(|line| constant(line));
        let mut sure: Vec<(&str, &str)> = Vec::new();
        for (name, value) in constants {
            if sure.iter().all(|(known, _)| *known != name) {
                sure.push((name, value));
            }
        }
        sure
    }
}

fn constant(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
    let plain =
        |text: &str| text.chars().all(|one| one.is_ascii_alphanumeric() || "/:_".contains(one));
    (!name.is_empty() && plain(name) && plain(value)).then_some((name, value))
}

fn fits(shells: &str, shell: &str) -> bool {
    shells == "all" || shells.split(' ').any(|one| one == shell)
}

fn fragments(used: &Use, shell: &str) -> Vec<&'static str> {
    let all = used.fragments.split("\n\n").map(|one| {
        let start = one.find(|letter| letter != '#' && letter != '\n').unwrap_or(0);
        if one.starts_with('#') {
            one.split_once("^ (taken off).\n").map_or("", |(_, rest)| rest)
        } else {
            &one[start..]
        }
    });
    all.filter_map(|one| one.split_once('\n'))
        .filter(|(shells, _)| fits(shells, shell))
        .map(|(_, text)| text)
        .collect()
}

/// What the tool may print in a shell.
pub fn effects(used: &Use, shell: &str) -> Vec<&'static str> {
    let lines = used.effects.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| effect(line, shell)).collect()
}

fn effect<'l>(line: &'l str, shell: &str) -> Option<&'l str> {
    let mut rest = line;
    let mut fitting = false;
    while let Some((word, text)) = rest.split_once(' ') {
        if !["all", "bash", "zsh", "sh"].contains(&word) {
            break;
        }
        fitting |= fits(word, shell);
        rest = text;
    }
    fitting.then_some(rest)
}

/// Lines that may stand last: what they assign is known whatever the tool printed.
const TAILS: [&str; 5] = ["", "X=last\n", "export A=/a:/b\nB=2\n", "Y=\n", "PATH=/usr/bin:/bin\n"];

/// A fixed sequence of numbers (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % sides
    }
}

/// Every fragment with the tool in every place, then rows of two or three with the tool in some place.
pub fn cases(used: &'static Use, shell: &str, rows: usize, seed: u64) -> Vec<Case> {
    let fragments = fragments(used, shell);
    let places = |text: &&str| (0..=text.lines().count()).collect::<Vec<_>>();
    let mut cases: Vec<Case> = Vec::new();
    for text in &fragments {
        cases.extend(places(text).into_iter().filter_map(|tool| case(used, text, tool)));
    }
    let mut dice = Dice(seed);
    let all = effects(used, shell).len();
    let end = cases.len() + rows;
    while cases.len() < end {
        let mut text = String::new();
        for _ in 0..2 + dice.below(2) {
            text += fragments[dice.below(fragments.len())].trim_end();
            text += "\n";
        }
        text += TAILS[dice.below(TAILS.len())];
        let tool = dice.below(text.lines().count() + 1);
        cases.extend(case(used, &text, tool));
    }
    for case in &mut cases {
        case.effects = (0..TRIED).map(|_| dice.below(all)).collect();
    }
    cases
}

fn case(used: &'static Use, text: &str, tool: usize) -> Option<Case> {
    let broken =
        tool > 0 && text.lines().nth(tool - 1).is_some_and(|line| line.ends_with(NO_BREAK));
    (!broken).then(|| Case { used, text: text.replace(NO_BREAK, ""), tool, effects: Vec::new() })
}
