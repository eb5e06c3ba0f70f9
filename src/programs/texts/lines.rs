//! `nl` and `fold`.

use super::{COREUTILS, lines};
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&NL, &FOLD];

/// nl(1).
pub static NL: Program =
    Program::new(&["nl"], "-b a|t|n, -w, -s, -v, -n ln|rn|rz", COREUTILS, nl).portable();
/// fold(1).
pub static FOLD: Program = Program::new(&["fold"], "-w of plain text", COREUTILS, fold);

fn nl(run: &mut Run<'_>) -> Followed {
    let long = [
        ("body-numbering", 'b', YES),
        ("number-width", 'w', YES),
        ("number-separator", 's', YES),
        ("starting-line-number", 'v', YES),
        ("number-format", 'n', YES),
    ];
    let options = Options::read(&run.arguments, "b:w:s:v:n:", &long, false)?;
    let style = options.value('b').unwrap_or("t").to_owned();
    if !matches!(style.as_str(), "a" | "t" | "n") {
        return Err(Cannot::NotFollowed);
    }
    let number = |letter, usual: i64| match options.value(letter) {
        None => Ok(usual),
        Some(text) => text.parse::<i64>().map_err(|_| Cannot::NotFollowed),
    };
    let (width, mut next) = (number('w', 6)? as usize, number('v', 1)?);
    if width > 100 {
        return Err(Cannot::NotFollowed);
    }
    let format = options.value('n').unwrap_or("rn").to_owned();
    let between = options.value('s').unwrap_or("\t").to_owned();
    let (texts, failed) = run.texts(&options.operands)?;
    for (_, text) in texts {
        for line in lines(&text) {
            // Lines of `\:` begin a page's parts.
            if line.starts_with("\\:") {
                return Err(Cannot::NotFollowed);
            }
            if style == "a" || style == "t" && !line.is_empty() {
                run.out.push_str(&match format.as_str() {
                    "ln" => format!("{next:<width$}"),
                    "rz" => format!("{next:0width$}"),
                    "rn" => format!("{next:width$}"),
                    _ => return Err(Cannot::NotFollowed),
                });
                run.out.push_str(&between);
                run.out.push_str(line);
                next += 1;
            } else {
                run.out.push_str(&" ".repeat(width + between.len()));
                run.out.push_str(line);
            }
            run.out.push('\n');
        }
    }
    Ok(i32::from(failed))
}

fn fold(run: &mut Run<'_>) -> Followed {
    let long = [("width", 'w', YES), ("bytes", 'b', NO)];
    let options = Options::read(&run.arguments, "w:b", &long, false)?;
    let width: usize =
        options.value('w').unwrap_or("80").parse().map_err(|_| Cannot::NotFollowed)?;
    let (texts, failed) = run.texts(&options.operands)?;
    for (_, text) in texts {
        let plain = text.bytes().all(|byte| byte == b'\n' || (32..127).contains(&byte));
        if !plain || width == 0 {
            return Err(Cannot::NotFollowed);
        }
        for line in text.split_inclusive('\n') {
            let bare = line.trim_end_matches('\n');
            let mut rest = bare;
            while rest.len() > width {
                run.out.push_str(&rest[..width]);
                run.out.push('\n');
                rest = &rest[width..];
            }
            run.out.push_str(rest);
            run.out.push_str(&line[bare.len()..]);
        }
    }
    Ok(i32::from(failed))
}
