//! Go versions: what a tree's `VERSION` says, and how Go orders them (internal/gover).

use std::cmp::Ordering;

/// A release of Go as its binary names itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// What `go env GOVERSION` prints, such as `go1.26.6`.
    pub text: String,
    /// The minor number: 26 for every 1.26.x. Rules differ at this grain.
    pub minor: u32,
    /// The patch number, 0 where there is none.
    pub patch: u32,
}

/// The newest minor release whose rules are known here.
pub const NEWEST: u32 = 27;

impl Release {
    /// Reads `go1.26.6`, `1.26`, `go1.26.6 X:exp` or `devel go1.22-abc …`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let words: Vec<&str> = text.split([' ', '-', '+']).collect();
        let at = if words[0] == "devel" { 1 } else { 0 };
        let number = words.get(at)?.strip_prefix("go").unwrap_or(words.get(at)?);
        let mut parts = number.strip_prefix("1.")?.split(['.', 'r', 'b', 'a']);
        let minor = parts.next()?.parse().ok()?;
        let patch = parts.next().and_then(|patch| patch.parse().ok()).unwrap_or(0);
        let text = if text.starts_with("1.") { format!("go{text}") } else { text.to_owned() };
        Some(Self { text, minor, patch })
    }

    /// Reads a `VERSION` file: its first line, with which the binary was stamped.
    pub fn of_file(text: &str) -> Option<Self> {
        Self::parse(text.lines().next()?)
    }

    /// The version without `go` and suffixes, as `gover.Local` has it.
    pub fn number(&self) -> String {
        from_toolchain(&self.text).unwrap_or_else(|| self.text.clone())
    }

    /// The toolchain's name, as `gover.LocalToolchain` has it.
    pub fn toolchain(&self) -> String {
        self.text.split(' ').next().unwrap_or("").to_owned()
    }
}

#[derive(Default, PartialEq, Eq)]
struct Parts<'t> {
    major: &'t str,
    minor: &'t str,
    patch: &'t str,
    kind: &'t str,
    pre: &'t str,
}

/// Whether the text is a version Go understands (`1.22`, `1.22.3`, `1.22rc1`).
pub fn is_valid(version: &str) -> bool {
    parse(version).is_some()
}

/// Whether it names a language version such as `1.22` and no release.
pub fn is_language(version: &str) -> bool {
    parse(version).is_some_and(|parts| {
        parts.patch.is_empty() && parts.kind.is_empty() && parts.pre.is_empty()
    })
}

/// `gover.Compare`: malformed versions come first and equal each other.
pub fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (parse(left).unwrap_or_default(), parse(right).unwrap_or_default());
    number_order(left.major, right.major)
        .then_with(|| number_order(left.minor, right.minor))
        .then_with(|| number_order(left.patch, right.patch))
        .then_with(|| left.kind.cmp(right.kind))
        .then_with(|| number_order(left.pre, right.pre))
}

/// The version in a toolchain's name: `go1.2.3-corp` is 1.2.3; `None` if it is no such name.
pub fn from_toolchain(name: &str) -> Option<String> {
    if name.contains(['\\', '/']) {
        return None;
    }
    let version = name.strip_prefix("go")?;
    let version = version.split([' ', '\t', '-']).next()?;
    is_valid(version).then(|| version.to_owned())
}

/// The last patch release of every minor release that gets no more of them (go.dev/doc/devel/release).
const LAST: [(u32, u32); 15] = [
    (9, 7),
    (10, 8),
    (11, 13),
    (12, 17),
    (13, 15),
    (14, 15),
    (15, 15),
    (16, 15),
    (17, 13),
    (18, 10),
    (19, 13),
    (20, 14),
    (21, 13),
    (22, 12),
    (23, 12),
];

/// The last release of a closed line, where the name is that of a later one.
pub fn beyond_the_last(name: &str) -> Option<String> {
    let version = name.strip_prefix("go1.")?;
    let (minor, patch) = version.split_once('.')?;
    let (minor, patch): (u32, u32) = (minor.parse().ok()?, patch.parse().ok()?);
    let (_, last) = LAST.iter().find(|(closed, _)| *closed == minor)?;
    (patch > *last).then(|| format!("go1.{minor}.{last}"))
}

fn number_order(left: &str, right: &str) -> Ordering {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

fn parse(text: &str) -> Option<Parts<'_>> {
    let (major, rest) = cut_number(text)?;
    if rest.is_empty() {
        return Some(Parts { major, minor: "0", patch: "0", ..Parts::default() });
    }
    let (minor, rest) = cut_number(rest.strip_prefix('.')?)?;
    if rest.is_empty() {
        let old = number_order(minor, "21") == Ordering::Less;
        return Some(Parts { major, minor, patch: if old { "0" } else { "" }, ..Parts::default() });
    }
    if let Some(patch) = rest.strip_prefix('.') {
        let (patch, rest) = cut_number(patch)?;
        return rest.is_empty().then_some(Parts { major, minor, patch, ..Parts::default() });
    }
    let end = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
    let (kind, pre) = rest.split_at(end);
    if kind.is_empty() || !kind.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    if pre.is_empty() {
        return Some(Parts { major, minor, kind, ..Parts::default() });
    }
    let (pre, rest) = cut_number(pre)?;
    rest.is_empty().then_some(Parts { major, minor, kind, pre, patch: "" })
}

fn cut_number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let leading_zero = text.starts_with('0') && end != 1;
    (end > 0 && !leading_zero).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read_from_version_files() {
        let release = Release::of_file("go1.26.6\ntime 2026-01-01T00:00:00Z\n");
        assert_eq!(release, Some(Release { text: "go1.26.6".into(), minor: 26, patch: 6 }));
        assert_eq!(Release::parse("1.22").map(|r| (r.text, r.minor)), Some(("go1.22".into(), 22)));
        assert_eq!(Release::parse("go1.21rc2").map(|r| r.minor), Some(21));
        assert_eq!(Release::parse("devel go1.22-12ab Thu").map(|r| r.minor), Some(22));
        assert_eq!(Release::parse("nonsense"), None);
    }

    #[test]
    fn versions_are_ordered_as_gover_does() {
        for (left, right, order) in [
            ("1.21", "1.21rc1", Ordering::Less),
            ("1.21rc1", "1.21.0", Ordering::Less),
            ("1.20", "1.20.0", Ordering::Equal),
            ("1.9", "1.10", Ordering::Less),
            ("bad", "1.1", Ordering::Less),
            ("bad", "worse", Ordering::Equal),
            ("1.99999999999999999999", "1.100000000000000000000", Ordering::Less),
        ] {
            assert_eq!(compare(left, right), order, "{left} {right}");
        }
        assert!(is_language("1.21") && !is_language("1.21.0") && !is_language("1.20"));
        assert_eq!(from_toolchain("go1.2.3-big"), Some("1.2.3".into()));
        assert_eq!(from_toolchain("local"), None);
    }
}
