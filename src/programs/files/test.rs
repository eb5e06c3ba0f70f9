//! `test` and `[` as programs.

use crate::machine::Kind;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&TEST];

/// test(1).
pub static TEST: Program = Program::new(
    &["test", "["],
    "files, texts and numbers, !, -a, -o",
    super::super::texts::COREUTILS,
    test,
)
.portable();

/// Longer tests are not followed: each operator stands around all behind it.
const MOST_WORDS: usize = 200;

/// Truth, or `None` for a syntax error.
type Truth = Result<Option<bool>, Cannot>;

fn test(run: &mut Run<'_>) -> Followed {
    let mut words = run.words();
    if run.name == "[" && words.pop().as_deref() != Some("]") {
        return run.refuses(2);
    }
    if words.len() > MOST_WORDS {
        return Err(Cannot::NotFollowed);
    }
    match expression(run, &words)? {
        Some(yes) => Ok(i32::from(!yes)),
        None => {
            run.mutters();
            Ok(2)
        }
    }
}

fn expression(run: &Run<'_>, words: &[String]) -> Truth {
    let texts: Vec<&str> = words.iter().map(String::as_str).collect();
    match texts.as_slice() {
        [] => Ok(Some(false)),
        [one] => Ok(Some(!one.is_empty())),
        ["!", rest @ ..] if rest.len() <= 3 => {
            Ok(expression(run, &words[words.len() - rest.len()..])?.map(|yes| !yes))
        }
        [operator, operand] => unary(run, operator, operand),
        [left, operator, right] if is_binary(operator) => binary(run, left, operator, right),
        _ => joined(run, words),
    }
}

fn joined(run: &Run<'_>, words: &[String]) -> Truth {
    if words.iter().any(|word| word == "(" || word == ")") {
        return Err(Cannot::NotFollowed);
    }
    for (word, either) in [("-o", true), ("-a", false)] {
        let at = (1..words.len().saturating_sub(1)).find(|at| words[*at] == word);
        if let Some(at) = at {
            let (left, right) =
                (expression(run, &words[..at])?, expression(run, &words[at + 1..])?);
            let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
            return Ok(Some(if either { left || right } else { left && right }));
        }
    }
    Ok(None)
}

fn is_binary(operator: &str) -> bool {
    let all = ["=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"];
    all.contains(&operator)
}

fn binary(run: &Run<'_>, left: &str, operator: &str, right: &str) -> Truth {
    let number = |text: &str| text.trim().trim_start_matches('+').parse::<i128>().ok();
    match operator {
        "=" | "==" => return Ok(Some(left == right)),
        "!=" => return Ok(Some(left != right)),
        "-ef" => {
            let (left, right) = (run.absolute(left)?, run.absolute(right)?);
            let (left, right) = (run.machine().real_path(&left), run.machine().real_path(&right));
            return Ok(Some(left.is_ok() && left == right));
        }
        "-nt" | "-ot" => return Err(Cannot::NotFollowed),
        _ => {}
    }
    let (Some(left), Some(right)) = (number(left), number(right)) else { return Ok(None) };
    Ok(Some(match operator {
        "-eq" => left == right,
        "-ne" => left != right,
        "-lt" => left < right,
        "-le" => left <= right,
        "-gt" => left > right,
        _ => left >= right,
    }))
}

fn unary(run: &Run<'_>, operator: &str, operand: &str) -> Truth {
    match operator {
        "-n" => return Ok(Some(!operand.is_empty())),
        "-z" => return Ok(Some(operand.is_empty())),
        "-t" => return Err(Cannot::NotFollowed),
        _ if operator.len() != 2 || !operator.starts_with('-') => return Ok(None),
        _ => {}
    }
    if operand.is_empty() {
        return Ok(Some(false));
    }
    let path = run.absolute(operand)?;
    let link = super::link_status(run, &path)?;
    let status = super::status(run, &path)?;
    let kind = status.map(|status| status.kind);
    Ok(Some(match operator {
        "-e" => status.is_some(),
        "-f" => kind == Some(Kind::File),
        "-d" => kind == Some(Kind::Directory),
        "-h" | "-L" => link.is_some_and(|status| status.kind == Kind::Symlink),
        "-r" => status.is_some_and(|status| status.readable),
        "-w" => status.is_some_and(|status| status.writable),
        "-x" => status.is_some_and(|status| status.executable),
        "-s" => match kind {
            Some(Kind::File) => {
                let bytes = run.machine().read(&path);
                match bytes {
                    Ok(bytes) => !bytes.is_empty(),
                    Err(fault) if fault.is_ours() => return Err(run.hidden(&path, &fault)),
                    Err(_) => status.is_some_and(|status| status.size > 0),
                }
            }
            Some(_) => true,
            None => false,
        },
        "-p" | "-S" | "-b" | "-c" if kind != Some(Kind::Other) => false,
        _ => return Err(Cannot::NotFollowed),
    }))
}
