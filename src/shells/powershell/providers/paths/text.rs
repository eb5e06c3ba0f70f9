//! Paths as text: joined, and taken apart.

use crate::machine::Platform;

/// The order a directory is listed in: by name, ignoring case.
pub fn name_order(left: &str, right: &str) -> std::cmp::Ordering {
    let key = |name: &str| name.to_lowercase();
    key(left).cmp(&key(right)).then_with(|| left.cmp(right))
}

/// `Join-Path`'s rule for two parts (NavigationCmdletProvider.MakePath).
pub fn make_path(platform: Platform, parent: &str, child: &str) -> String {
    let separator = platform.separator();
    let normal = |text: &str| text.replace(['/', '\\'], &separator.to_string());
    let (parent, child) = (normal(parent), normal(child));
    if parent.is_empty() {
        return child;
    }
    if child.is_empty() {
        return if parent.ends_with(separator) { parent } else { format!("{parent}{separator}") };
    }
    // One separator in front of the child goes; one is put between them where neither side has one.
    let child = child.strip_prefix(separator).unwrap_or(&child);
    if parent.ends_with(separator) || child.starts_with(separator) {
        format!("{parent}{child}")
    } else {
        format!("{parent}{separator}{child}")
    }
}

/// `Split-Path`'s parent; `None` where PowerShell refuses (the root of a Unix system).
pub fn parent_of(platform: Platform, path: &str) -> Option<String> {
    let separator = platform.separator();
    let path = path.replace(['/', '\\'], &separator.to_string());
    if !platform.is_windows() && path.chars().all(|letter| letter == separator) {
        return None;
    }
    let trimmed = path.trim_end_matches(separator);
    let Some(at) = trimmed.rfind(separator) else {
        return Some(match trimmed.split_once(':') {
            Some((drive, rest)) if platform.is_windows() && !rest.is_empty() => format!("{drive}:"),
            _ => String::new(),
        });
    };
    let head = &trimmed[..at];
    if platform.is_windows() {
        if head.len() == 2 && head.ends_with(':') {
            return Some(if trimmed.len() > 3 { format!("{head}\\") } else { String::new() });
        }
        if head == "\\" {
            return Some(String::new());
        }
    }
    Some(head.to_owned())
}

/// The last part of a path.
pub fn leaf_of(platform: Platform, path: &str) -> String {
    let separator = platform.separator();
    let normal = path.replace(['/', '\\'], &separator.to_string());
    let trimmed = normal.trim_end_matches(separator);
    if trimmed.is_empty() || trimmed.len() == 2 && trimmed.ends_with(':') {
        return normal;
    }
    let is_end = |letter: char| letter == separator || platform.is_windows() && letter == ':';
    let from = trimmed.rfind(is_end).map_or(0, |at| at + 1);
    trimmed[from..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_split_as_the_cmdlets_do() {
        let (w, u) = (Platform::Windows, Platform::Linux);
        assert_eq!(make_path(u, "a\\b", "c"), "a/b/c");
        assert_eq!(make_path(u, "/opt/t/", "/bin/"), "/opt/t/bin/");
        assert_eq!(make_path(w, "C:\\r", ""), "C:\\r\\");
        assert_eq!(parent_of(u, "/a").as_deref(), Some(""));
        assert_eq!(parent_of(u, "/"), None);
        assert_eq!(parent_of(w, "C:\\a").as_deref(), Some("C:\\"));
        assert_eq!(parent_of(w, "C:\\").as_deref(), Some(""));
        assert_eq!(parent_of(w, "\\\\srv\\share").as_deref(), Some("\\\\srv"));
        assert_eq!(parent_of(w, "file").as_deref(), Some(""));
        assert_eq!(parent_of(w, "C:foo\\bar").as_deref(), Some("C:foo"));
        assert_eq!(leaf_of(u, "/opt/t/trail/"), "trail");
    }
}
