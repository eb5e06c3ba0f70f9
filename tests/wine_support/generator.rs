//! Batch fragments made from a seed: ordinary statements in unusual company.

use super::Case;
use crate::cmd_support::Dialect;

/// A small generator of numbers (xorshift); the same seed gives the same row.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}

const NAMES: &[&str] = &["A", "B", "C", "VAR", "x y"];
const WORDS: &[&str] = &[
    "abc",
    "two words",
    "C:\\dir\\file.txt",
    "a;b;c",
    "12",
    "x=y",
    "Q'q",
    "a^&b",
    "50#",
    "{p}",
    "q\"u",
    "-7",
    "lead ",
    "ä",
];
const PARTS: &[&str] = &["~0,2", "~1", "~-3", "~-3,2", "~2,-1", "b=XX", "*b=", "a=", ";=,"];

/// So many fragments.
pub fn generated(seed: u64, count: usize) -> Vec<Case> {
    let mut dice = Dice::new(seed);
    (0..count)
        .map(|index| {
            let lines = 2 + dice.below(5);
            let mut text = String::from("set A=first\r\nset \"B=b;B b\"\r\nset C=c,c\r\n");
            for _ in 0..lines {
                text.push_str(&statement(&mut dice, 2));
                text.push_str("\r\n");
            }
            text.push_str(":end\r\n");
            Case { title: format!("generated {index}"), dialect: Dialect::Bat, text, known: None }
        })
        .collect()
}

fn value(dice: &mut Dice) -> String {
    let mut value = String::new();
    for _ in 0..=dice.below(2) {
        match dice.below(4) {
            0 => value.push_str(&format!("%{}%", dice.of(NAMES))),
            1 => value.push_str(&format!("%{}:{}%", dice.of(&["A", "B", "C"]), dice.of(PARTS))),
            _ => value.push_str(dice.of(&WORDS[..13])),
        }
    }
    value
}

fn assignment(dice: &mut Dice) -> String {
    let (name, value) = (dice.of(NAMES), value(dice));
    match dice.below(3) {
        0 => format!("set {name}={value}"),
        _ => format!("set \"{name}={value}\""),
    }
}

/// Wine 8 loses its way where shifts, bit operators or a second pair of parentheses meet others.
fn arithmetic(dice: &mut Dice) -> String {
    let mut text = format!("set /a \"{}=", dice.of(&["N", "O"]));
    text.push_str(dice.of(&["1", "7", "-3", "0x1F", "010", "N", "23", "~5"]));
    if dice.below(3) == 0 {
        text.push_str(dice.of(&["<<", ">>", "&", "|", "^"]));
        text.push_str(dice.of(&["2", "5", "0x2", "3"]));
    } else {
        for _ in 0..=dice.below(3) {
            text.push_str(dice.of(&["+", "-", "*", "/", "%%"]));
            text.push_str(dice.of(&["2", "5", "1", "0x2", "+4", "3"]));
        }
    }
    text.push('"');
    text
}

fn condition(dice: &mut Dice) -> String {
    let not = dice.of(&["", "", "not "]);
    match dice.below(5) {
        0 => format!("{not}defined {}", dice.of(&["A", "B", "VAR"])),
        1 => format!("{not}\"%A%\"==\"abc\""),
        2 => format!("/i {not}\"ABC\"==\"%A%\""),
        3 => format!(
            "{not}{} {} {}",
            dice.below(20),
            dice.of(&["EQU", "LSS", "GTR", "LEQ"]),
            dice.below(20)
        ),
        _ => format!("{not}exist {}", dice.of(&["t_here.txt", "nowhere", "sub"])),
    }
}

fn no_loop(statement: String) -> String {
    let chain = statement.contains(" & ") && !statement.starts_with("rem");
    if chain
        || statement.contains("::")
        || statement.contains("for %%")
        || statement.contains("for /")
    {
        "set LOOP=1".to_owned()
    } else {
        statement
    }
}

fn statement(dice: &mut Dice, depth: usize) -> String {
    let inner = |dice: &mut Dice| match depth {
        0 => assignment(dice),
        _ => statement(dice, depth - 1),
    };
    match dice.below(12) {
        0..=2 => assignment(dice),
        3 => arithmetic(dice),
        4 if depth > 0 => {
            // Wine 8 runs the other branch too where one holds a loop or an `&`, and lets a
            // remark with colons end a block, which cmd does not.
            let (one, other) = (no_loop(inner(dice)), no_loop(inner(dice)));
            format!("if {} (\r\n{one}\r\n) else (\r\n{other}\r\n)", condition(dice))
        }
        5 if depth > 0 => {
            let condition = condition(dice);
            format!("if {condition} {}", assignment(dice))
        }
        6 => format!(
            "for %%i in ({}) do set \"L=%%i\"",
            dice.of(&["a b", "\"x y\" z", "1,2;3", "k=v"])
        ),
        7 => format!(
            "for /f \"{}\" %%i in (\"{}\") do (set \"F=%%i\"& set \"G=%%j\")",
            dice.of(&[
                "tokens=1,2",
                "tokens=1,* delims=;",
                "delims=",
                "tokens=2,3 delims=,",
                "tokens=*"
            ]),
            dice.of(&["one two three", "a;b;c", " lead x", "p,q,r,s"])
        ),
        8 => format!(
            "for /l %%i in ({},{},{}) do set \"K=%%i\"",
            dice.below(5),
            1 + dice.below(3),
            dice.below(9)
        ),
        9 => format!("{} & {}", assignment(dice).replace('&', "+"), assignment(dice)),
        10 => format!(
            "for %%i in ({}) do set \"M=%%~{}i\"",
            dice.of(&["C:\\a\\b.c", "\"p q.r\"", "plain"]),
            dice.of(&["n", "x", "dp", "nx", "f", "d", ""])
        ),
        _ => dice
            .of(&["rem nothing & set R=1", ":: a remark", "@set \"AT=1\"", "call set \"CA=%%A%%\""])
            .to_owned(),
    }
}
