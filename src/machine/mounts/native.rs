//! What programs of Windows are handed by those of Cygwin, MSYS2 and Git for Windows.
//!
//! A few variables are always translated (winsup `environ.cc`, `conv_envvars`).
//! MSYS2 and Git translate every other value that looks like a path or a list
//! of paths as well (`msys2_path_conv.cc`, CC0).

use super::{Mounts, Runtime};

/// What becomes of a value on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handed {
    /// It arrives as it is.
    Same,
    /// It arrives as this.
    As(String),
    /// Which of its parts are taken for paths is not followed.
    Unsure,
}

/// Lists of directories.
const LISTS: &[&str] = &["PATH", "LD_LIBRARY_PATH"];
/// Single paths.
const PATHS: &[&str] = &["HOME", "TMPDIR", "TMP", "TEMP"];

impl Mounts {
    /// Whether a variable is a list that is translated both ways, or (`false`) a single path.
    pub fn is_list(&self, name: &str) -> Option<bool> {
        let own = self.runtime.converts();
        match name {
            _ if LISTS.contains(&name) || own && name == "ORIGINAL_PATH" => Some(true),
            _ if PATHS.contains(&name) || own && name == "SHELL" => Some(false),
            _ => None,
        }
    }

    /// A variable as a program of Windows is handed it. `kept` are the beginnings of `NAME=value` that are left alone
    /// (`MSYS2_ENV_CONV_EXCL`); `None` leaves all alone (`MSYS_NO_PATHCONV`).
    pub fn handed(&self, name: &str, text: &str, kept: Option<&[&str]>) -> Handed {
        match self.is_list(name) {
            Some(true) => Handed::As(self.list(text)),
            Some(false) => Handed::As(self.machine(text)),
            None if self.runtime == Runtime::Cygwin => Handed::Same,
            None => {
                let whole = format!("{name}={text}");
                let alone = |start: &str| start == "*" || whole.starts_with(start);
                match kept {
                    Some(kept) if !kept.iter().any(|start| alone(start)) => self.guessed(text),
                    _ => Handed::Same,
                }
            }
        }
    }

    fn list(&self, text: &str) -> String {
        let entries: Vec<String> = text.split(':').map(|entry| self.machine(entry)).collect();
        entries.join(";")
    }

    /// By its looks.
    fn guessed(&self, text: &str) -> Handed {
        let untouched = |sign: char| matches!(sign, '`' | '\'' | '"' | '*' | '?' | '[' | ']');
        let odd = ["/~", "::", "@@", ":./"].iter().any(|part| text.contains(part));
        let plain = !text.contains('/')
            || text.starts_with(['~', ':', '.'])
            || text.contains("://")
            || odd
            || text.chars().any(untouched)
            || is_drive(text);
        if plain {
            return Handed::Same;
        }
        if !text.starts_with('/') {
            // `a/b` is a relative path; `x=/y`, `-I/x` and `a,/b` are taken apart.
            let simple =
                text.chars().all(|sign| sign.is_ascii_alphanumeric() || "/._- +".contains(sign));
            return if simple && !text.starts_with('-') { Handed::Same } else { Handed::Unsure };
        }
        if text.starts_with("//")
            || text.contains([';', ' ', ',', '=', '(', ')'])
            || text.contains("..")
        {
            return Handed::Unsure;
        }
        let is_list = text.match_indices(':').any(|(at, _)| text[at + 1..].starts_with('/'));
        match (is_list, text.contains(':')) {
            (true, _) => Handed::As(self.list(text)),
            (false, true) => Handed::Unsure,
            (false, false) => Handed::As(self.machine(text).replace('\\', "/")),
        }
    }
}

/// `C:\x` or `C:/x`.
fn is_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::{Facts, Platform};

    fn handed(program: &str, name: &str, text: &str) -> Handed {
        let mounts = Mounts::stock(&Facts::new(Platform::Windows), program, None);
        mounts.handed(name, text, Some(&["KEPT="]))
    }

    #[test]
    fn paths_are_translated_for_windows() {
        let rows = [
            ("PATH", "/usr/bin:/c/Go/bin", Some("C:\\msys64\\usr\\bin;C:\\Go\\bin")),
            ("HOME", "/home/me", Some("C:\\msys64\\home\\me")),
            ("GOPATH", "/c/Users/me/go", Some("C:/Users/me/go")),
            ("GOPATH", "/c/a:/c/b", Some("C:\\a;C:\\b")),
            ("PREFIX", "/opt/x", Some("C:/msys64/opt/x")),
            ("KEPT", "/opt/x", None),
            ("URL", "https://example.org/x", None),
            ("EDITOR", "vim", None),
            ("REL", "a/b", None),
            ("WIN", "C:/x", None),
        ];
        for (name, text, expected) in rows {
            let expected = expected.map_or(Handed::Same, |text| Handed::As(text.to_owned()));
            assert_eq!(handed("C:\\msys64\\usr\\bin\\bash.exe", name, text), expected, "{name}");
        }
        let odd = handed("C:\\msys64\\usr\\bin\\bash.exe", "FLAGS", "-I/usr/include");
        assert_eq!(odd, Handed::Unsure);
    }

    #[test]
    fn cygwin_translates_its_own_few_names_only() {
        let of = |name, text| handed("C:\\cygwin64\\bin\\bash.exe", name, text);
        assert_eq!(of("GOPATH", "/cygdrive/c/go"), Handed::Same);
        assert_eq!(of("SHELL", "/bin/bash"), Handed::Same);
        let path = Handed::As("C:\\cygwin64\\bin;C:\\Go\\bin".to_owned());
        assert_eq!(of("PATH", "/usr/bin:/cygdrive/c/Go/bin"), path);
    }
}
