//! Programs that change the console they run in: its code page, and the aliases of who reads lines from it.

use super::text_of;
use crate::machine::path::folded;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::shells::ConsoleAlias;
use crate::value::{Origin, Piece, Shape, Unknown, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&CHCP, &DOSKEY];

/// chcp.com.
pub static CHCP: Program = Program::new(
    &["chcp.com"],
    "what it returns; the lines of a batch file behind it are read in that page",
    "its own: MS chcp, Code Page Identifiers",
    chcp,
);
/// doskey.exe.
pub static DOSKEY: Program = Program::new(
    &["doskey.exe"],
    "NAME=TEXT, /macrofile, /exename; what else it is asked changes no alias",
    "its own: MS doskey, AddConsoleAlias",
    doskey,
)
.partly();

/// What every Windows has (MS "Code Page Identifiers"; the pages of the stock locales).
const PAGES: &[u32] = &[
    437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 865, 866, 869, 874, 932, 936, 949,
    950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 65001,
];

fn chcp(run: &mut Run<'_>) -> Followed {
    let message = || Shape::Line;
    match run.words().as_slice() {
        [] => Err(Cannot::tell("is a message in the language of Windows", message())),
        [page] if page.parse().is_ok_and(|page| PAGES.contains(&page)) => {
            Err(Cannot::tell("is a message in the language of Windows", message()))
        }
        // "Parameter format not correct"
        [page] if !page.starts_with('/') && page.parse::<u32>().is_err() => run.refuses(1),
        _ => Err(Cannot::unknown()),
    }
}

/// What an alias costs.
const ALIAS: usize = 16 * 1024;

/// The program whose aliases cmd reads.
const CMD: &str = "cmd.exe";

fn doskey(run: &mut Run<'_>) -> Followed {
    let line = run.command_line();
    let text = line.text().map(|text| text.trim().to_owned());
    match text {
        // What quotes around a name do is not asked of Windows.
        Some(text) if text.starts_with('"') => {
            lost(run, "*", "defines a macro whose name is in quotes");
            Err(Cannot::unknown())
        }
        Some(text) if text == "/macros" || text == "/history" => Err(Cannot::unknown()),
        Some(text) if text.starts_with('/') => options(run, &text),
        _ => {
            define(run, &line);
            Ok(0)
        }
    }
}

/// `NAME=TEXT`; without text the alias is taken away.
fn define(run: &mut Run<'_>, line: &Value) {
    let Some((name, text)) = parted(line) else { return };
    match name.text() {
        Some(name) => {
            let name = folded(name.trim());
            run.aliases.push(ConsoleAlias::Set { name, text, from: None });
        }
        None => {
            let part = |piece: &Piece| match piece {
                Piece::Text { text, .. } => text.to_string(),
                _ => "*".to_owned(),
            };
            let names: String = name.pieces().iter().map(part).collect();
            lost(run, names.trim(), "defines a macro whose name is not known");
        }
    }
}

fn lost(run: &mut Run<'_>, names: &str, reason: &str) {
    let why = Unknown::new(reason, Origin::File(run.place().clone())).into();
    run.aliases.push(ConsoleAlias::Unknown { names: names.into(), why });
}

/// What stands before the first equals sign, and behind it.
fn parted(line: &Value) -> Option<(Value, Value)> {
    let mut front = Value::empty();
    for (index, piece) in line.pieces().iter().enumerate() {
        if let Piece::Text { text, origin } = piece
            && let Some((name, value)) = text.split_once('=')
        {
            front.push(name, origin.clone());
            let mut back = Value::known(value, origin.clone());
            line.pieces()[index + 1..].iter().for_each(|one| back.push_piece(one.clone()));
            return Some((front, back));
        }
        front.push_piece(piece.clone());
    }
    None
}

fn options(run: &mut Run<'_>, text: &str) -> Followed {
    let mut quoted = false;
    let end = text.find(|letter: char| {
        quoted ^= letter == '"';
        !quoted && matches!(letter, ' ' | '\t')
    });
    let (option, rest) = text.split_at(end.unwrap_or(text.len()));
    let (option, given) = option.split_once(['=', ':']).unwrap_or((option, ""));
    match option.to_ascii_lowercase().as_str() {
        // What a console keeps for other programs is not asked of cmd.
        "/exename" if !given.eq_ignore_ascii_case(CMD) => Ok(0),
        "/exename" | "/insert" | "/overstrike" | "/reinstall" | "/listsize" => {
            behind(run, rest.trim())
        }
        "/macrofile" => {
            let name = if given.is_empty() { rest.trim_start_matches(['=', ' ']) } else { given };
            of_file(run, &name.replace('"', ""))
        }
        _ => {
            lost(run, "*", "is asked for something that is not followed");
            Err(Cannot::unknown())
        }
    }
}

/// More options, or an alias.
fn behind(run: &mut Run<'_>, rest: &str) -> Followed {
    if rest.starts_with('/') {
        return options(run, rest);
    }
    let line = Value::known(rest, Origin::File(run.place().clone()));
    define(run, &line);
    Ok(0)
}

/// A line each; what begins with a semicolon is a remark.
fn of_file(run: &mut Run<'_>, name: &str) -> Followed {
    let text = match text_of(run, name) {
        Ok(Some(text)) => text,
        // Where it is looked for is not known for sure.
        Ok(None) => {
            lost(run, "*", "reads macros from a file that is not found");
            return Err(Cannot::unknown());
        }
        Err(_) => {
            lost(run, "*", "reads macros from a file whose text is not known");
            return Ok(0);
        }
    };
    let path = run.absolute(name)?;
    let source = crate::text::Source::inline(&path, &text);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = crate::text::Span::new(at, at + line.trim_end().len());
        at += line.len();
        let Some((name, body)) = line.split_once('=') else { continue };
        let (name, body) = (folded(name.trim()), body.trim_end());
        if name.is_empty() || name.starts_with(';') || body.is_empty() {
            continue;
        }
        run.spend(ALIAS)?;
        let origin = Origin::File(crate::text::Place::new(&source, span));
        let text = Value::known(body, origin.clone());
        run.aliases.push(ConsoleAlias::Set { name, text, from: Some(origin) });
    }
    Ok(0)
}
