//! What macOS tells of its accounts and names: `dscl`, `scutil`.

use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&DSCL, &SCUTIL];

/// dscl(1).
pub static DSCL: Program = Program::new(
    &["dscl"],
    ". -read /Users/ME of UserShell, NFSHomeDirectory, UniqueID, PrimaryGroupID, RecordName; others are not recorded",
    "dscl(1) of macOS 14",
    dscl,
)
.portable();
/// scutil(8).
pub static SCUTIL: Program = Program::new(
    &["scutil"],
    "--get LocalHostName, ComputerName: unknown, and not empty",
    "scutil(8) of macOS 14",
    scutil,
)
.portable();

fn dscl(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [".", "-read" | "read", record, keys @ ..] = words.as_slice() else {
        return Err(Cannot::NotFollowed);
    };
    let own = record.strip_prefix("/Users/") == Some(&*run.machine().facts().user.name);
    if !own || keys.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let lines: Option<String> = keys.iter().map(|key| line(run, key)).collect();
    run.out = lines.ok_or(Cannot::NotFollowed)?;
    Ok(0)
}

/// `KEY: VALUE` of the account that asks.
fn line(run: &Run<'_>, key: &str) -> Option<String> {
    let user = &run.machine().facts().user;
    let value = match key {
        "UserShell" => user.shell.clone()?,
        "NFSHomeDirectory" => user.home.clone(),
        "UniqueID" => user.uid?.to_string(),
        "PrimaryGroupID" => user.gid?.to_string(),
        "RecordName" => user.name.clone(),
        _ => return None,
    };
    // One with blanks stands on a line of its own.
    (!value.contains(' ')).then(|| format!("{key}: {value}\n"))
}

fn scutil(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--get", "LocalHostName" | "ComputerName"] => {
            Err(Cannot::tell("holds the machine's name, which is not recorded", Shape::Filled))
        }
        _ => Err(Cannot::NotFollowed),
    }
}
