//! The commands inside cmd (dbenham & jeb; Microsoft's index of Windows commands).

/// Every internal command, sorted.
pub static NAMES: &[&str] = &[
    "assoc", "break", "call", "cd", "chdir", "cls", "color", "copy", "date", "del", "dir", "dpath",
    "echo", "endlocal", "erase", "exit", "for", "ftype", "goto", "if", "keys", "md", "mkdir",
    "mklink", "move", "path", "pause", "popd", "prompt", "pushd", "rd", "rem", "ren", "rename",
    "rmdir", "set", "setlocal", "shift", "start", "time", "title", "type", "ver", "verify", "vol",
];

/// The internal command of that name, in any case.
pub fn named(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    NAMES.binary_search(&lower.as_str()).ok().map(|index| NAMES[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.is_sorted());
        assert_eq!(named("SetLocal"), Some("setlocal"));
        assert_eq!(named("more"), None);
    }
}
