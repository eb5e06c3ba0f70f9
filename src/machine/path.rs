//! Paths of the simulated platform: text rules only, the host's are never asked.

use super::Platform;

/// Compares two Windows names the way NTFS and the registry do: simple upper case, one character each.
pub fn same_name(left: &str, right: &str) -> bool {
    if left.is_ascii() && right.is_ascii() {
        return left.eq_ignore_ascii_case(right);
    }
    left == right || left.chars().map(upper).eq(right.chars().map(upper))
}

/// The upper-case form Windows compares names by; characters that grow keep their case.
pub fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_uppercase();
    }
    name.chars().map(upper).collect()
}

fn upper(letter: char) -> char {
    let mut upper = letter.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) => single,
        _ => letter,
    }
}

impl Platform {
    /// Whether a character separates path parts; Windows takes both slashes.
    pub fn is_separator(self, letter: char) -> bool {
        letter == '/' || (letter == '\\' && self.is_windows())
    }

    /// Whether a path stands for one place whatever the current directory and drive are.
    pub fn is_absolute(self, path: &str) -> bool {
        if self.is_windows() {
            prefix_len(path) > 0 && is_rooted(path)
        } else {
            path.starts_with('/')
        }
    }

    /// Joins a path to a directory; an absolute second part replaces the first.
    pub fn join(self, directory: &str, path: &str) -> String {
        if directory.is_empty() || self.is_absolute(path) {
            return path.to_owned();
        }
        if self.is_windows() && path.starts_with(['\\', '/']) {
            return format!("{}{path}", &directory[..prefix_len(directory)]);
        }
        let mut joined = directory.to_owned();
        let drive_only = self.is_windows() && prefix_len(directory) == 2 && directory.len() == 2;
        if !joined.ends_with(|letter| self.is_separator(letter)) && !drive_only {
            joined.push(self.separator());
        }
        joined.push_str(path);
        joined
    }

    /// Where the last part begins, its separator excluded.
    fn last_part(self, path: &str) -> usize {
        let start = if self.is_windows() { prefix_len(path) } else { 0 };
        path[start..].rfind(|letter| self.is_separator(letter)).map_or(start, |at| start + at + 1)
    }

    /// The last part of a path; empty when it ends in a separator.
    pub fn file_name(self, path: &str) -> &str {
        &path[self.last_part(path)..]
    }

    /// The directory part without its trailing separator, a root kept whole; `None` for a bare name or a root.
    pub fn parent(self, path: &str) -> Option<&str> {
        let cut = self.last_part(path);
        if cut == path.len() && path[..cut].ends_with(|letter| self.is_separator(letter)) {
            let trimmed = path.trim_end_matches(|letter| self.is_separator(letter));
            return if trimmed.len() > self.root_len(path) { self.parent(trimmed) } else { None };
        }
        let root = self.root_len(path);
        match cut {
            0 => None,
            _ if cut <= root => (path.len() > root).then(|| &path[..root]),
            _ => Some(path[..cut].trim_end_matches(|letter| self.is_separator(letter))),
        }
    }

    /// Length of `/`, `C:\`, `C:` or `\\server\share\` at the start of a path.
    pub fn root_len(self, path: &str) -> usize {
        let prefix = if self.is_windows() { prefix_len(path) } else { 0 };
        match path[prefix..].chars().next() {
            Some(letter) if self.is_separator(letter) => prefix + 1,
            _ => prefix,
        }
    }

    /// The extension of the last part, dot included (`.exe`); empty where there is none.
    pub fn extension(self, path: &str) -> &str {
        let name = self.file_name(path);
        name.rfind('.').map_or("", |at| &name[at..])
    }

    /// Resolves `.`, `..` and doubled separators by text alone, in the platform's own separator.
    pub fn normalize(self, path: &str) -> String {
        if self.is_normal(path) {
            return path.to_owned();
        }
        let root = self.root_len(path);
        let mut parts: Vec<&str> = Vec::new();
        for part in path[root..].split(|letter| self.is_separator(letter)) {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
                ".." if root > 0 => {}
                _ => parts.push(part),
            }
        }
        let separator = self.separator().to_string();
        let mut normal = path[..root].to_owned();
        if self.is_windows() {
            normal = normal.replace('/', "\\");
        }
        normal.push_str(&parts.join(&separator));
        if normal.is_empty() { ".".to_owned() } else { normal }
    }

    /// Whether [`Self::normalize`] would leave an absolute path as it is: most are, and are asked for often.
    fn is_normal(self, path: &str) -> bool {
        let root = self.root_len(path);
        let (root, rest) = path.split_at(root);
        let alien = |byte: &u8| *byte == b'/' && self.is_windows();
        let separator = self.separator() as u8;
        let whole = |part: &[u8]| !matches!(part, b"" | b"." | b"..");
        self.is_separator(root.chars().last().unwrap_or_default())
            && !path.as_bytes().iter().any(alien)
            && (rest.is_empty() || rest.as_bytes().split(|byte| *byte == separator).all(whole))
    }

    /// The path seen from `cwd`, normalized; Windows' drive-relative `C:x` is taken from the drive's root.
    pub fn absolute(self, cwd: &str, path: &str) -> String {
        if self.is_windows() && prefix_len(path) == 2 && !is_rooted(path) {
            let here = cwd.len() >= 2 && same_name(&cwd[..prefix_len(cwd)], &path[..2]);
            let base = if here { cwd.to_owned() } else { format!("{}\\", &path[..2]) };
            return self.normalize(&self.join(&base, &path[2..]));
        }
        self.normalize(&self.join(cwd, path))
    }

    /// The form by which two paths of this platform are one, given its case rule.
    pub fn key(self, path: &str, ignores_case: bool) -> String {
        let normal = self.normalize(path);
        if ignores_case { folded(&normal) } else { normal }
    }
}

/// Length of `C:` or `\\server\share` at the start of a Windows path.
fn prefix_len(path: &str) -> usize {
    let bytes = path.as_bytes();
    match bytes {
        [letter, b':', ..] if letter.is_ascii_alphabetic() => 2,
        [b'\\' | b'/', b'\\' | b'/', ..] => share_len(path),
        _ => 0,
    }
}

fn share_len(path: &str) -> usize {
    let is_slash = |letter| letter == '\\' || letter == '/';
    let server = path[2..].find(is_slash).map_or(path.len(), |at| at + 2);
    let share = path.get(server + 1..).and_then(|rest| rest.find(is_slash));
    share.map_or(path.len(), |at| server + 1 + at)
}

fn is_rooted(path: &str) -> bool {
    path.starts_with(['\\', '/']) || path[prefix_len(path)..].starts_with(['\\', '/'])
}

/// What Win32 makes of a whole path: one dot at the end of a part is dropped.
pub fn without_dots(path: &str) -> String {
    let plain =
        |part: &str| part.strip_suffix('.').filter(|left| !left.ends_with('.')).map(str::to_owned);
    let parts = path.split('\\').map(|part| plain(part).unwrap_or_else(|| part.to_owned()));
    parts.collect::<Vec<_>>().join("\\")
}

/// Whether a Windows path leads to another computer: `\\\\server\\share`, however it is spelled.
pub fn is_on_network(path: &str) -> bool {
    let path = path.replace('/', "\\");
    match path.strip_prefix("\\\\?\\").or(path.strip_prefix("\\\\.\\")) {
        Some(rest) => rest.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("UNC\\")),
        None => path.starts_with("\\\\"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const W: Platform = Platform::Windows;
    const U: Platform = Platform::Linux;

    #[test]
    fn windows_paths() {
        assert!(W.is_absolute("C:\\a") && W.is_absolute("\\\\srv\\share\\x"));
        assert!(!W.is_absolute("\\a") && !W.is_absolute("C:a") && !W.is_absolute("a"));
        assert_eq!(W.join("C:\\a", "b"), "C:\\a\\b");
        assert_eq!(W.join("C:\\a", "\\b"), "C:\\b");
        assert_eq!(W.normalize("C:/a/../b//c/."), "C:\\b\\c");
        assert_eq!(W.normalize("\\\\srv\\sh\\a\\..\\b"), "\\\\srv\\sh\\b");
        assert_eq!(W.parent("C:\\a"), Some("C:\\"));
        assert_eq!(W.parent("C:\\"), None);
        assert_eq!((W.parent("C:"), W.parent("\\\\server")), (None, None));
        assert_eq!(W.file_name("C:\\a/b.exe"), "b.exe");
        assert_eq!(W.extension("C:\\a.d\\b"), "");
        assert_eq!(W.absolute("C:\\w", "C:x"), "C:\\w\\x");
        assert_eq!(W.absolute("C:\\w", "D:x"), "D:\\x");
        assert_eq!(W.absolute("C:\\w", ".\\x"), "C:\\w\\x");
    }

    #[test]
    fn unix_paths() {
        assert_eq!(U.join("/", "a"), "/a");
        assert_eq!(U.join("/a", "/b"), "/b");
        assert_eq!(U.normalize("/a/./b/../../.."), "/");
        assert_eq!(U.normalize("a\\b"), "a\\b");
        assert_eq!(U.parent("/a/b/"), Some("/a"));
        assert_eq!(U.parent("/a"), Some("/"));
        assert_eq!(U.parent("a"), None);
        assert_eq!(U.extension("/a/b.tar.gz"), ".gz");
    }

    #[test]
    fn a_normal_path_is_left_as_it_is() {
        for path in ["C:\\", "C:\\a b\\c.d", "\\\\srv\\sh\\a", "C:\\a...\\..b"] {
            assert_eq!(W.normalize(path), path);
            assert!(W.is_normal(path), "{path}");
        }
        for path in ["", "a", "C:", "C:a", "C:/a", "C:\\a\\", "C:\\.\\a", "C:\\a\\\\b", "C:\\.."] {
            assert!(!W.is_normal(path), "{path}");
        }
        assert!(U.is_normal("/") && U.is_normal("/a/b\\c") && !U.is_normal("/a//b"));
    }

    #[test]
    fn names_that_differ_in_case_only() {
        assert!(same_name("Path", "PATH") && same_name("ÄB", "äb"));
        assert!(!same_name("straße", "STRASSE"));
    }

    #[test]
    fn every_way_up_ends() {
        let letters = ["\\", "/", "C", ":", ".", "a"];
        for number in 0..letters.len().pow(6) {
            let mut rest = number;
            let mut path = String::new();
            while rest > 0 {
                path.push_str(letters[rest % letters.len()]);
                rest /= letters.len();
            }
            for platform in [W, U] {
                let above = platform.parent(&path);
                assert!(above.is_none_or(|above| above.len() < path.len()), "{path}: {above:?}");
            }
        }
    }
}
