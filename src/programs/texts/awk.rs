//! `awk`: the language without `getline`, pipes, redirections and the order of `for … in`.

mod functions;
mod lexer;
mod parser;
mod run;
mod value;

use crate::programs::options::{Options, YES};
use crate::programs::{Cannot, Followed, Program, Run, Unit};

/// What is followed here.
pub const ALL: &[&Program] = &[&AWK];

/// awk(1).
pub static AWK: Program = Program::new(
    &["awk", "gawk", "mawk", "nawk"],
    "patterns, actions, functions, arrays, -F -v; where all awks agree",
    "POSIX awk, judged beside mawk 1.3.4",
    awk,
)
.by(unit)
.portable();

/// A program without an end, files of its own and ways out sees the lines one after the other; what it
/// keeps from one to the next is seldom told by a glance at its text.
fn unit(words: &[String]) -> Unit {
    let long = [("field-separator", 'F', YES), ("assign", 'v', YES)];
    let Ok(options) = Options::read(words, "F:v:", &long, true) else { return Unit::Whole };
    let [text] = options.operands.as_slice() else { return Unit::Whole };
    let waits = ["END", "getline", "exit", "close", "system", "|", ">", "printf"];
    if waits.iter().any(|word| text.contains(word)) {
        return Unit::Whole;
    }
    let keeps = ["BEGIN", "NR", "=", "++", "--", "[", "/,", "next", "rand"];
    let separated = text.replace("==", "").replace("!=", "");
    match keeps.iter().any(|word| separated.contains(word)) {
        true => Unit::Stream,
        false => Unit::Line,
    }
}

/// Longer programs are not followed.
const LONGEST: usize = 64 << 10;
/// What parsing a letter of one takes, in bytes that are made.
const PARSED: usize = 64;

fn awk(run: &mut Run<'_>) -> Followed {
    let long = [("field-separator", 'F', YES), ("assign", 'v', YES), ("file", 'f', YES)];
    let options = Options::read(&run.arguments, "F:v:f:", &long, true)?;
    let mut operands = options.operands.clone();
    let mut texts = Vec::new();
    let files: Vec<String> = options.values('f').map(str::to_owned).collect();
    for file in &files {
        match run.read(file)? {
            Ok(text) => texts.push(text),
            Err(_) => {
                return run.refuses(2);
            }
        }
    }
    if files.is_empty() {
        if operands.is_empty() {
            return run.refuses(2);
        }
        texts.push(operands.remove(0));
    }
    let text = texts.join("\n");
    if text.len() > LONGEST {
        return Err(Cannot::NotFollowed);
    }
    run.spend(text.len() * PARSED)?;
    let program = parser::parse(&text).ok_or(Cannot::NotFollowed)?;
    let mut given: Vec<(String, String)> = Vec::new();
    if let Some(by) = options.value('F') {
        if by == "t" {
            return Err(Cannot::NotFollowed);
        }
        given.push(("FS".to_owned(), by.to_owned()));
    }
    for text in options.values('v') {
        let (name, value) = text.split_once('=').ok_or(Cannot::NotFollowed)?;
        given.push((name.to_owned(), value.to_owned()));
    }
    // What it reads itself, and where it leaves, is not counted.
    if texts.iter().any(|text| text.contains("exit") || text.contains("getline")) {
        run.stops_somewhere();
    }
    run::execute(run, &program, &given, &operands)
}
