//! Go's own path rules (`path/filepath`), which differ from the shells' and between releases.

/// The rules of one Go release on one system.
#[derive(Clone, Copy, Debug)]
pub struct Paths {
    /// Whether the system is Windows.
    pub windows: bool,
    /// Whether the release is Go 1.19 or older, whose volume rules were narrower.
    pub narrow: bool,
}

impl Paths {
    /// Whether a byte separates path parts.
    pub fn is_separator(self, byte: u8) -> bool {
        byte == b'/' || (self.windows && byte == b'\\')
    }

    /// What `filepath.Join` puts between parts.
    pub fn separator(self) -> &'static str {
        if self.windows { "\\" } else { "/" }
    }

    /// `filepath.VolumeName`'s length (internal/filepathlite/path_windows.go, `volumeNameLen`).
    pub fn volume_len(self, path: &str) -> usize {
        let bytes = path.as_bytes();
        if !self.windows {
            0
        } else if self.narrow {
            narrow_volume_len(bytes)
        } else {
            volume_len(bytes)
        }
    }

    /// `filepath.IsAbs`.
    pub fn is_absolute(self, path: &str) -> bool {
        if !self.windows {
            return path.starts_with('/');
        }
        if self.narrow && is_reserved(path) {
            return true;
        }
        let volume = self.volume_len(path);
        let bytes = path.as_bytes();
        if volume == 0 {
            return false;
        }
        is_slash(bytes, 0) && is_slash(bytes, 1) || is_slash(bytes, volume)
    }

    /// `filepath.Clean`.
    pub fn clean(self, path: &str) -> String {
        let volume = self.volume_len(path);
        let (head, rest) = path.split_at(volume);
        if rest.is_empty() {
            let unc = volume > 1 && is_slash(path.as_bytes(), 0) && is_slash(path.as_bytes(), 1);
            return if unc {
                self.own_slashes(path)
            } else {
                format!("{}.", self.own_slashes(head))
            };
        }
        let rooted = self.is_separator(rest.as_bytes()[0]);
        let mut parts: Vec<&str> = Vec::new();
        for part in rest.split(|letter| letter == '/' || (self.windows && letter == '\\')) {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
                ".." if rooted => {}
                _ => parts.push(part),
            }
        }
        let mut clean = self.own_slashes(head);
        if rooted {
            clean.push_str(self.separator());
        }
        clean.push_str(&parts.join(self.separator()));
        if clean.len() == head.len() {
            clean.push('.');
        }
        if self.windows && volume == 0 { guarded(clean, path) } else { clean }
    }

    /// `filepath.Join` of two parts.
    pub fn join(self, first: &str, second: &str) -> String {
        if first.is_empty() && second.is_empty() {
            return String::new();
        }
        if first.is_empty() {
            return self.clean(second);
        }
        if !self.windows {
            return self.clean(&format!("{first}/{second}"));
        }
        if self.narrow {
            return self.narrow_join(first, second);
        }
        let last = first.as_bytes()[first.len() - 1];
        if self.is_separator(last) {
            let second = second.trim_start_matches(['\\', '/']);
            let dot = if first.len() == 1 && second.starts_with("??") { ".\\" } else { "" };
            return self.clean(&format!("{first}{dot}{second}"));
        }
        if last == b':' {
            return self.clean(&format!("{first}{second}"));
        }
        self.clean(&format!("{first}\\{second}"))
    }

    /// `joinNonEmpty` of Go 1.19 and older: two parts that are no UNC path never make one.
    fn narrow_join(self, first: &str, second: &str) -> String {
        if first.len() == 2 && first.ends_with(':') {
            return self.clean(&format!("{first}{second}"));
        }
        let whole = self.clean(&format!("{first}\\{second}"));
        let head = self.clean(first);
        if self.volume_len(&whole) <= 2 || self.volume_len(&head) > 2 {
            return whole;
        }
        let separator = if head.ends_with('\\') { "" } else { "\\" };
        format!("{head}{separator}{}", self.clean(second))
    }

    /// `filepath.Dir`.
    pub fn dir(self, path: &str) -> String {
        let volume = self.volume_len(path);
        let cut = self.last_separator(path).map_or(volume, |at| at + 1).max(volume);
        let dir = self.clean(&path[volume..cut]);
        let head = self.own_slashes(&path[..volume]);
        if dir == "." && volume > 2 {
            self.own_slashes(&path[..volume])
        } else {
            format!("{head}{dir}")
        }
    }

    /// `filepath.Base`.
    pub fn base(self, path: &str) -> String {
        if path.is_empty() {
            return ".".to_owned();
        }
        let is_separator = |letter: char| letter == '/' || (self.windows && letter == '\\');
        let trimmed = path.trim_end_matches(is_separator);
        let trimmed = &trimmed[self.volume_len(trimmed)..];
        let base = trimmed.rfind(is_separator).map_or(trimmed, |at| &trimmed[at + 1..]);
        if base.is_empty() { self.separator().to_owned() } else { base.to_owned() }
    }

    /// `filepath.SplitList`.
    pub fn split_list(self, list: &str) -> Vec<String> {
        if list.is_empty() {
            return Vec::new();
        }
        if !self.windows {
            return list.split(':').map(str::to_owned).collect();
        }
        let mut parts = vec![String::new()];
        let mut quoted = false;
        for letter in list.chars() {
            match letter {
                '"' => quoted = !quoted,
                ';' if !quoted => parts.push(String::new()),
                _ => {
                    if let Some(part) = parts.last_mut() {
                        part.push(letter);
                    }
                }
            }
        }
        parts
    }

    /// The path seen from a directory (`filepath.Abs`), where the path's drive is not another one.
    pub fn absolute(self, cwd: &str, path: &str) -> String {
        if self.is_absolute(path) {
            return self.clean(path);
        }
        let bytes = path.as_bytes();
        if self.windows && is_slash(bytes, 0) {
            return self.clean(&format!("{}{path}", &cwd[..self.volume_len(cwd)]));
        }
        if self.windows && self.volume_len(path) == 2 {
            let same = cwd.get(..2).is_some_and(|drive| drive.eq_ignore_ascii_case(&path[..2]));
            let base = if same { cwd.to_owned() } else { format!("{}\\", &path[..2]) };
            return self.join(&base, &path[2..]);
        }
        self.join(cwd, path)
    }

    fn last_separator(self, path: &str) -> Option<usize> {
        path.bytes().rposition(|byte| self.is_separator(byte))
    }

    fn own_slashes(self, path: &str) -> String {
        if self.windows { path.replace('/', "\\") } else { path.to_owned() }
    }
}

fn is_slash(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'/' | b'\\'))
}

/// Keeps a cleaned relative path from becoming a drive or device path (`postClean`).
fn guarded(clean: String, original: &str) -> String {
    if clean == original {
        return clean;
    }
    let first = clean.split('\\').next().unwrap_or("");
    if first.contains(':') {
        return format!(".\\{clean}");
    }
    if clean.starts_with("\\??") {
        return format!("\\.{clean}");
    }
    clean
}

fn volume_len(bytes: &[u8]) -> usize {
    if bytes.len() >= 2 && bytes[1] == b':' {
        return 2;
    }
    if !is_slash(bytes, 0) {
        return 0;
    }
    if has_prefix(bytes, b"\\\\.\\UNC") {
        return unc_len(bytes, 8);
    }
    if [&b"\\\\."[..], b"\\\\?", b"\\??"].iter().any(|prefix| has_prefix(bytes, prefix)) {
        if bytes.len() == 3 {
            return 3;
        }
        let rest = bytes.get(4..).unwrap_or_default();
        let cut = rest.iter().position(|byte| matches!(byte, b'/' | b'\\'));
        return cut.map_or(bytes.len(), |at| 4 + at);
    }
    if is_slash(bytes, 1) { unc_len(bytes, 2) } else { 0 }
}

fn has_prefix(bytes: &[u8], prefix: &[u8]) -> bool {
    let same = |(at, wanted): (usize, &u8)| match wanted {
        b'\\' => is_slash(bytes, at),
        _ => bytes.get(at).is_some_and(|byte| byte.eq_ignore_ascii_case(wanted)),
    };
    prefix.iter().enumerate().all(same)
        && (bytes.len() == prefix.len() || is_slash(bytes, prefix.len()))
}

fn unc_len(bytes: &[u8], from: usize) -> usize {
    let mut slashes = (from..bytes.len()).filter(|at| is_slash(bytes, *at));
    slashes.nth(1).unwrap_or(bytes.len())
}

/// Go 1.19 and older (path/filepath/path_windows.go).
fn narrow_volume_len(bytes: &[u8]) -> usize {
    if bytes.len() >= 2 && bytes[1] == b':' && bytes[0].is_ascii_alphabetic() {
        return 2;
    }
    let len = bytes.len();
    let unc = len >= 5 && is_slash(bytes, 0) && is_slash(bytes, 1);
    if !unc || is_slash(bytes, 2) || bytes[2] == b'.' {
        return 0;
    }
    let Some(slash) = (3..len - 1).find(|at| is_slash(bytes, *at)) else { return 0 };
    let share = slash + 1;
    if is_slash(bytes, share) || bytes[share] == b'.' {
        return 0;
    }
    (share..len).find(|at| is_slash(bytes, *at)).unwrap_or(len)
}

/// Windows device names, absolute by themselves in Go 1.19 and older.
fn is_reserved(path: &str) -> bool {
    let upper = path.to_ascii_uppercase();
    match upper.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        _ => {
            let numbered = upper.strip_prefix("COM").or_else(|| upper.strip_prefix("LPT"));
            numbered
                .is_some_and(|rest| rest.len() == 1 && matches!(rest.as_bytes()[0], b'1'..=b'9'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const U: Paths = Paths { windows: false, narrow: false };
    const W: Paths = Paths { windows: true, narrow: false };
    const OLD: Paths = Paths { windows: true, narrow: true };

    #[test]
    fn unix_paths_are_cleaned_like_filepath_clean() {
        for (path, clean) in [
            ("", "."),
            ("/", "/"),
            ("/a//b/", "/a/b"),
            ("/x/../y/", "/y"),
            ("a/../..", ".."),
            ("/..", "/"),
            ("./", "."),
            ("C:\\a", "C:\\a"),
        ] {
            assert_eq!(U.clean(path), clean, "{path}");
        }
        assert_eq!(U.join("", "go"), "go");
        assert_eq!(U.join("/", "go"), "/go");
        assert_eq!(U.dir("/a/b"), "/a");
        assert_eq!(U.dir("/a"), "/");
        assert_eq!(U.dir("a"), ".");
        assert_eq!(U.base("a/b/"), "b");
        assert_eq!(U.split_list(":/a"), ["", "/a"]);
        assert!(U.split_list("").is_empty());
    }

    #[test]
    fn windows_paths_know_volumes() {
        for (path, clean) in [
            ("C:/Users/x/go", "C:\\Users\\x\\go"),
            ("C:", "C:."),
            ("C:a\\..", "C:."),
            ("\\\\srv\\share", "\\\\srv\\share"),
            ("//srv/share/a/..", "\\\\srv\\share\\"),
            ("\\a\\..\\b", "\\b"),
            ("a\\..\\c:", ".\\c:"),
        ] {
            assert_eq!(W.clean(path), clean, "{path}");
        }
        assert_eq!(W.join("C:", "go"), "C:go");
        assert_eq!(W.join("C:\\", "go"), "C:\\go");
        assert_eq!(W.join("\\\\srv\\share", "go"), "\\\\srv\\share\\go");
        for (path, absolute) in [
            ("C:\\a", true),
            ("C:/a", true),
            ("C:a", false),
            ("\\a", false),
            ("/c/Users", false),
            ("\\\\srv\\share", true),
            ("\\\\srv", true),
            ("NUL", false),
        ] {
            assert_eq!(W.is_absolute(path), absolute, "{path}");
        }
        assert_eq!(OLD.join("\\\\srv", "go"), "\\srv\\go");
        assert_eq!(W.join("\\\\srv", "go"), "\\\\srv\\go");
        assert!(OLD.is_absolute("NUL") && !OLD.is_absolute("\\\\srv"));
        assert_eq!(W.split_list("\"C:\\a;b\";D:\\c"), ["C:\\a;b", "D:\\c"]);
        assert_eq!(W.dir("C:\\a\\b"), "C:\\a");
        assert_eq!(W.dir("C:\\a"), "C:\\");
        assert_eq!(W.dir("C:\\"), "C:\\");
        assert_eq!(W.absolute("Z:\\w", "C:x"), "C:\\x");
        assert_eq!(W.absolute("Z:\\w", "\\x"), "Z:\\x");
    }
}
