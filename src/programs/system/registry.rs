//! `setx`: a variable of later sessions.

use crate::machine::overlay::Change;
use crate::machine::registry_tools::{self, Outcome};
use crate::machine::{Fault, RegistryData, RegistryValue, first_values};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&SETX, &REG];

/// setx.
pub static SETX: Program = Program::new(
    &["setx"],
    "NAME VALUE, /m: the registry, cut at 1024 characters",
    "its own: Windows 11, MS setx",
    setx,
)
.on_windows();

/// reg and regedit.
pub static REG: Program = Program::new(
    &["reg", "regedit"],
    "add, delete, query /v, import; regedit /s: the registry, and nobody is told",
    "its own: Windows 11, MS reg",
    reg,
);

fn reg(run: &mut Run<'_>) -> Followed {
    if !run.is_certain() {
        return Err(Cannot::NotFollowed);
    }
    let words = run.words();
    let cwd = run.cwd()?;
    let machine = run.machine();
    let mut read = |name: &str| {
        let path = machine.platform().absolute(&cwd, name);
        match machine.read(&path) {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Fault::NotFound) => Ok(None),
            Err(_) => Err(()),
        }
    };
    let tool = if is_regedit(run.path()) { registry_tools::regedit } else { registry_tools::reg };
    match tool(machine, &words, &mut read) {
        Outcome::Done { changes, printed, unsure: false } => {
            changes.into_iter().for_each(|change| run.change(change));
            match printed {
                Some(text) => run.out = text,
                None => run.mutters(),
            }
            Ok(0)
        }
        Outcome::Failed(_) => {
            run.mutters();
            Ok(1)
        }
        Outcome::Quiet => Err(Cannot::unknown()),
        open => {
            for change in open.undecided("may have been written by `reg`") {
                run.change(change);
            }
            Err(Cannot::unknown())
        }
    }
}

fn is_regedit(path: &str) -> bool {
    let file = path.rsplit(['\\', '/']).next().unwrap_or(path);
    file.to_ascii_lowercase().starts_with("regedit")
}

/// What is kept of a value, in UTF-16.
const LONGEST: usize = 1024;

fn setx(run: &mut Run<'_>) -> Followed {
    if !run.is_certain() {
        return Err(Cannot::NotFollowed);
    }
    let mut key = first_values::USER;
    let mut names = Vec::new();
    for word in run.words() {
        match word.to_ascii_lowercase().as_str() {
            "/m" | "-m" => key = first_values::SYSTEM,
            option if option.starts_with('/') && option.len() == 2 => return Err(Cannot::unknown()),
            _ => names.push(word),
        }
    }
    let [name, value] = names.as_slice() else {
        return run.refuses(1);
    };
    let kept: String = {
        let mut units = 0;
        value
            .chars()
            .take_while(|letter| {
                units += letter.len_utf16();
                units <= LONGEST
            })
            .collect()
    };
    let data = match kept.contains('%') {
        true => RegistryData::Expand(kept),
        false => RegistryData::Text(kept),
    };
    let value = RegistryValue { name: name.clone(), data };
    run.change(Change::Registry { key: key.to_owned(), value });
    run.change(Change::Broadcast);
    run.out = "\r\nSUCCESS: Specified value was saved.\r\n".to_owned();
    Ok(0)
}
