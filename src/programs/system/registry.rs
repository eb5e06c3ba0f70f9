//! `setx`: a variable of later sessions.

use crate::machine::overlay::Change;
use crate::machine::{RegistryData, RegistryValue};
use crate::programs::{Cannot, Followed, Program, Run};

/// setx.
pub static SETX: Program = Program::new(
    &["setx"],
    "NAME VALUE, /m: the registry, cut at 1024 characters",
    "its own: Windows 11, MS setx",
    setx,
);

/// The keys of the user's variables and of the machine's.
const USER: &str = "HKCU\\Environment";
const MACHINE: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";

/// What is kept of a value, in UTF-16.
const LONGEST: usize = 1024;

fn setx(run: &mut Run<'_>) -> Followed {
    if !run.is_certain() {
        return Err(Cannot::NotFollowed);
    }
    let mut key = USER;
    let mut names = Vec::new();
    for word in run.words() {
        match word.to_ascii_lowercase().as_str() {
            "/m" | "-m" => key = MACHINE,
            option if option.starts_with('/') && option.len() == 2 => return Err(Cannot::unknown()),
            _ => names.push(word),
        }
    }
    let [name, value] = names.as_slice() else {
        run.mutters();
        return Ok(1);
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
    run.out = "\r\nSUCCESS: Specified value was saved.\r\n".to_owned();
    Ok(0)
}
