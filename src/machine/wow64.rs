//! What a 32-bit program of a 64-bit Windows finds in the place of System32 (WOW64, "File System Redirector").

use std::borrow::Cow;

/// Directories below System32 that are the same for all programs.
const SHARED: &[&str] =
    &["catroot", "catroot2", "driverstore", "drivers\\etc", "logfiles", "spool"];

/// The path that is really opened: `System32` is `SysWOW64`, `Sysnative` is `System32`.
pub fn redirected(path: &str) -> Cow<'_, str> {
    let Some((root, rest)) = below_windows(path) else { return Cow::Borrowed(path) };
    let (first, inner) = match rest.split_once(['\\', '/']) {
        Some((first, inner)) => (first, inner),
        None => (rest, ""),
    };
    let is = |name: &str| first.eq_ignore_ascii_case(name);
    let lower = inner.to_ascii_lowercase().replace('/', "\\");
    let shared = SHARED.iter().any(|one| {
        lower.strip_prefix(one).is_some_and(|left| left.is_empty() || left.starts_with('\\'))
    });
    let instead = match () {
        () if is("sysnative") => "System32",
        () if is("system32") && !shared => "SysWOW64",
        () => return Cow::Borrowed(path),
    };
    let end = if inner.is_empty() { String::new() } else { format!("\\{inner}") };
    Cow::Owned(format!("{root}{instead}{end}"))
}

/// `C:\\Windows\\` and what follows it.
fn below_windows(path: &str) -> Option<(&str, &str)> {
    const ROOT: &str = ":\\windows\\";
    let start = path.get(1..=ROOT.len())?;
    let same = start.replace('/', "\\").eq_ignore_ascii_case(ROOT);
    same.then(|| path.split_at(1 + ROOT.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system32_is_another_directory_for_32_bit_programs() {
        for (path, opened) in [
            ("C:\\Windows\\System32\\bash.exe", "C:\\Windows\\SysWOW64\\bash.exe"),
            ("C:\\WINDOWS\\system32", "C:\\WINDOWS\\SysWOW64"),
            ("C:\\Windows\\Sysnative\\bash.exe", "C:\\Windows\\System32\\bash.exe"),
            (
                "C:\\Windows\\System32\\drivers\\etc\\hosts",
                "C:\\Windows\\System32\\drivers\\etc\\hosts",
            ),
            ("C:\\Windows\\System32x", "C:\\Windows\\System32x"),
            ("C:\\tools\\System32\\x", "C:\\tools\\System32\\x"),
            ("C:", "C:"),
        ] {
            assert_eq!(redirected(path), opened, "{path}");
        }
    }
}
