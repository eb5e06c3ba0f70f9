//! `powershell.config.json` of 7: the program's and the user's (about_PowerShell_Config;
//! `PSConfiguration.cs`).

use serde_json::Value as Json;

use crate::machine::Machine;
use crate::shells::powershell::state::State;

const FILE: &str = "powershell.config.json";

/// Whose file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The one beside the user's profiles.
    User,
    /// The one in `$PSHOME`.
    All,
}

/// Both files as they were read.
#[derive(Clone, Debug, Default)]
pub struct Config {
    user: Option<Json>,
    all: Option<Json>,
    invalid: bool,
}

impl Config {
    /// Reads both files.
    pub fn read(machine: &dyn Machine, state: &State) -> Self {
        let user = machine.platform().parent(&state.profiles[2]).map(str::to_owned);
        Self::of(machine, user.as_ref(), &state.home)
    }

    /// Reads the files of a user's profile directory and of `$PSHOME`.
    pub fn of(machine: &dyn Machine, user: Option<&String>, home: &str) -> Self {
        let mut config = Self::default();
        for (owner, directory) in
            [(Owner::User, user.map(String::as_str)), (Owner::All, Some(home))]
        {
            let path = directory.map(|one| machine.platform().join(one, FILE));
            let Some(bytes) = path.and_then(|path| machine.read(&path).ok()) else { continue };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let json = parse(&text);
            config.invalid |= json.is_none();
            match owner {
                Owner::User => config.user = json,
                Owner::All => config.all = json,
            }
        }
        config
    }

    /// Whether a file is no JSON: then PowerShell does not start at all.
    pub fn is_invalid(&self) -> bool {
        self.invalid
    }

    /// A setting's text; its name in any case.
    pub fn text(&self, owner: Owner, name: &str) -> Option<String> {
        let file = match owner {
            Owner::User => self.user.as_ref(),
            Owner::All => self.all.as_ref(),
        };
        let object = file?.as_object()?;
        let found = object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
    }

    /// Whether the file is there.
    pub fn is_present(&self, owner: Owner) -> bool {
        match owner {
            Owner::User => self.user.is_some(),
            Owner::All => self.all.is_some(),
        }
    }

    /// Whether a PSModulePath setting holds more than one directory.
    pub fn has_many_directories(&self) -> bool {
        [Owner::User, Owner::All].iter().any(|owner| {
            self.text(*owner, "PSModulePath").is_some_and(|text| {
                text.trim_matches(';').contains(';') || text.starts_with('/') && text.contains(':')
            })
        })
    }
}

/// The path of a file; `None` while its directory is not known.
pub fn path(machine: &dyn Machine, state: &State, owner: Owner) -> Option<String> {
    let platform = machine.platform();
    let directory = match owner {
        Owner::User => platform.parent(&state.profiles[2])?.to_owned(),
        Owner::All => state.home.clone(),
    };
    Some(platform.join(&directory, FILE))
}

/// JSON as the engine's reader takes it: comments, a comma at the end and an empty file are fine.
pub fn parse(text: &str) -> Option<Json> {
    let text = text.trim_start_matches('\u{feff}');
    let plain = plain(text);
    if plain.trim().is_empty() {
        return Some(Json::Object(serde_json::Map::new()));
    }
    serde_json::from_str(&plain).ok()
}

/// The text without comments and without commas before a closing bracket.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                out.push(letter);
                while let Some(inner) = letters.next() {
                    out.push(inner);
                    match inner {
                        '\\' => out.extend(letters.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '/' if letters.peek() == Some(&'/') => {
                while letters.next_if(|letter| *letter != '\n').is_some() {}
            }
            '/' if letters.peek() == Some(&'*') => {
                letters.next();
                let mut last = ' ';
                for inner in letters.by_ref() {
                    if last == '*' && inner == '/' {
                        break;
                    }
                    last = inner;
                }
            }
            '}' | ']' => {
                let kept = out.trim_end().len();
                if out[..kept].ends_with(',') {
                    out.truncate(kept - 1);
                }
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_engine_takes_more_than_strict_json() {
        let good = ["", "{}", "// x\n{\"a\": \"b\", }", "{ /* c */ \"a\": [1,] }", "\u{feff}{}"];
        for text in good {
            assert!(parse(text).is_some(), "{text:?}");
        }
        for text in ["{ bad json", "{\"a\": }", "{\"a\" 1}"] {
            assert!(parse(text).is_none(), "{text:?}");
        }
    }
}
