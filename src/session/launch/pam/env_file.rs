//! `/etc/environment` as pam_env reads it (Linux-PAM 1.5.2, modules/pam_env/pam_env.c, `_parse_env_file`). It is not shell.

use super::super::block::Block;
use super::super::config::Config;

/// Writes what the file says.
pub(super) fn read(config: &Config, block: &mut Block) {
    for (line, start) in lines(config.text()) {
        match variable(&line) {
            Some((name, Some(value))) => {
                block.put(name, config.value_at(&value, start, start + line.len()));
            }
            Some((name, None)) => block.remove(name),
            None => {}
        }
    }
}

/// Logical lines with the offset they begin at; a backslash at the end joins the next line.
fn lines(text: &str) -> Vec<(String, usize)> {
    let mut lines: Vec<(String, usize)> = Vec::new();
    let mut open: Option<(String, usize)> = None;
    let mut start = 0;
    for raw in text.split_inclusive('\n') {
        let line = raw.strip_suffix('\n').unwrap_or(raw);
        let begins = start;
        start += raw.len();
        // Blank lines and comments do not part what a backslash joins.
        let inside = line.trim_start_matches([' ', '\t']);
        if inside.is_empty() || inside.starts_with('#') {
            continue;
        }
        // The blanks in front of what is joined stay (`_assemble_line`).
        let (mut joined, at) = open.take().unwrap_or((String::new(), begins));
        match line.trim_end_matches([' ', '\t']).strip_suffix('\\') {
            Some(front) => {
                joined.push_str(front);
                open = Some((joined, at));
            }
            None => {
                joined.push_str(line);
                lines.push((joined, at));
            }
        }
    }
    // A backslash before the end of the file loses the line.
    lines
}

/// A name and its value; a name alone takes the variable away.
fn variable(line: &str) -> Option<(&str, Option<String>)> {
    let line = line.trim_start_matches([' ', '\t', '\n']);
    // The first `#` cuts, even inside a word or quotes.
    let line = line.split('#').next().unwrap_or_default();
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = match line.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (line.trim_end(), None),
    };
    let good = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if name.is_empty() || !name.chars().all(good) {
        return None;
    }
    Some((name, value.map(unquoted)))
}

/// One quote in front and one behind are dropped, whatever their kinds, if there is one in front.
fn unquoted(value: &str) -> String {
    match value.strip_prefix(['"', '\'']) {
        Some(rest) => rest.strip_suffix(['"', '\'']).unwrap_or(rest).to_owned(),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_pam_reads_them() {
        type Row = (&'static str, Option<(&'static str, Option<&'static str>)>);
        // Each line was given to su(1) on Debian 12 in a mount namespace of its own.
        let rows: &[Row] = &[
            ("A=\"b\" ", Some(("A", Some("b\" ")))),
            ("\tA=2\t", Some(("A", Some("2\t")))),
            ("A =z", None),
            ("A= q", Some(("A", Some(" q")))),
            ("export  A=1", None),
            ("A=b", Some(("A", Some("b")))),
            ("  export A='b c'", Some(("A", Some("b c")))),
            ("A=a#b", Some(("A", Some("a")))),
            ("A=\"a#b\"", Some(("A", Some("a")))),
            ("A=\"abc", Some(("A", Some("abc")))),
            ("A=a\"b\"c", Some(("A", Some("a\"b\"c")))),
            ("A=\"a\" \"b\"", Some(("A", Some("a\" \"b")))),
            ("A=$HOME/bin:~/x", Some(("A", Some("$HOME/bin:~/x")))),
            ("A=", Some(("A", Some("")))),
            ("A", Some(("A", None))),
            ("# A=b", None),
            ("E-X=1", None),
            ("X+=y", None),
            ("", None),
        ];
        for (line, expected) in rows {
            let found = variable(line);
            let found = found.as_ref().map(|(name, value)| (*name, value.as_deref()));
            assert_eq!(found, *expected, "{line}");
        }
    }

    #[test]
    fn a_backslash_joins_lines() {
        assert_eq!(lines("A=1\\\n  2"), [("A=1  2".to_owned(), 0)]);
        assert_eq!(lines("A=1\\\n2\nB=3"), [("A=12".to_owned(), 0), ("B=3".to_owned(), 7)]);
    }
}
