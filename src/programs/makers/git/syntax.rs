//! The text of a settings file: read, and changed as git changes it (git, config.c).

/// One line that says something: where it stands, and what.
pub(super) struct Line {
    /// The index of the line.
    pub at: usize,
    /// What it says.
    pub says: Says,
}

/// What a line says.
pub(super) enum Says {
    /// A section begins, by its canonical name.
    Section(String),
    /// A key has a value; none where it stands alone.
    Entry(String, Option<String>),
}

/// Sections and names ignore case, what stands between them does not.
pub(super) fn folded(key: &str) -> String {
    match (key.find('.'), key.rfind('.')) {
        (Some(first), Some(last)) if first < last => format!(
            "{}{}{}",
            key[..first].to_ascii_lowercase(),
            &key[first..last],
            key[last..].to_ascii_lowercase()
        ),
        _ => key.to_ascii_lowercase(),
    }
}

/// The lines of a file (git-config(1), "Syntax"); `None` where it is not followed.
pub(super) fn lines(text: &str) -> Option<Vec<Line>> {
    let mut all = Vec::new();
    let mut section = String::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let end = rest.find(']')?;
            section = header(&rest[..end])?;
            if !rest[end + 1..].trim().is_empty() {
                return None;
            }
            all.push(Line { at, says: Says::Section(section.clone()) });
            continue;
        }
        let (name, value) = match line.split_once('=') {
            Some((name, value)) => (name.trim(), Some(unquoted(value.trim())?)),
            None => (line, None),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if !name.bytes().all(plain) || name.is_empty() {
            return None;
        }
        let key = format!("{section}.{}", name.to_ascii_lowercase());
        all.push(Line { at, says: Says::Entry(key, value) });
    }
    Some(all)
}

/// `core` and `remote "origin"`.
fn header(text: &str) -> Option<String> {
    let Some((name, sub)) = text.split_once('"') else { return Some(text.to_ascii_lowercase()) };
    let sub = sub.strip_suffix('"')?;
    let sub = sub.replace("\\\"", "\"").replace("\\\\", "\\");
    Some(format!("{}.{sub}", name.trim().to_ascii_lowercase()))
}

fn unquoted(value: &str) -> Option<String> {
    let mut out = String::new();
    let (mut quoted, mut kept) = (false, 0);
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                quoted = !quoted;
                kept = out.len();
            }
            '\\' => {
                out.push(match letters.next()? {
                    'n' => '\n',
                    't' => '\t',
                    other @ ('"' | '\\') => other,
                    _ => return None,
                });
                kept = out.len();
            }
            '#' | ';' if !quoted => break,
            other => {
                out.push(other);
                if quoted || !other.is_whitespace() {
                    kept = out.len();
                }
            }
        }
    }
    out.truncate(kept);
    (!quoted).then_some(out)
}

/// What became of a file.
pub(super) enum Edited {
    /// Its new text.
    Text(String),
    /// The key stands there more than once, or not at all where it should be removed.
    Refused,
}

/// Gives a key a value: in its place, behind its section, or in a section of its own.
pub(super) fn set(text: &str, key: &str, value: &str, adds: bool) -> Option<Edited> {
    let all = lines(text)?;
    let (section, name) = key.rsplit_once('.')?;
    let wanted = folded(key);
    let written = format!("\t{name} = {}", quoted(value));
    let mut kept: Vec<String> = text.lines().map(str::to_owned).collect();
    let same = |line: &&Line| matches!(&line.says, Says::Entry(found, _) if *found == wanted);
    let places: Vec<usize> = all.iter().filter(same).map(|line| line.at).collect();
    match (places.as_slice(), adds) {
        ([at], false) => kept[*at] = written,
        ([_, _, ..], false) => return Some(Edited::Refused),
        _ => match end_of(&all, wanted.rsplit_once('.')?.0) {
            Some(at) => kept.insert(at + 1, written),
            None => kept.extend([shown(section), written]),
        },
    }
    Some(Edited::Text(kept.iter().flat_map(|line| [line.as_str(), "\n"]).collect()))
}

/// The last line of a section that stands there already.
fn end_of(all: &[Line], section: &str) -> Option<usize> {
    let mut last = None;
    let mut inside = false;
    for line in all {
        match &line.says {
            Says::Section(found) => inside = found == section,
            Says::Entry(..) => {}
        }
        if inside {
            last = Some(line.at);
        }
    }
    last
}

/// Takes a key away.
pub(super) fn unset(text: &str, key: &str, every: bool) -> Option<Edited> {
    let all = lines(text)?;
    let wanted = folded(key);
    let same = |line: &&Line| matches!(&line.says, Says::Entry(found, _) if *found == wanted);
    let places: Vec<usize> = all.iter().filter(same).map(|line| line.at).collect();
    if places.is_empty() || places.len() > 1 && !every {
        return Some(Edited::Refused);
    }
    let left: Vec<&str> = text
        .lines()
        .enumerate()
        .filter(|(at, _)| !places.contains(at))
        .map(|(_, line)| line)
        .collect();
    let left: String = left.iter().flat_map(|line| [*line, "\n"]).collect();
    Some(Edited::Text(without_empty(&left, wanted.rsplit_once('.')?.0)?))
}

/// A section that holds nothing any more goes too, unless somebody wrote a remark there.
fn without_empty(text: &str, section: &str) -> Option<String> {
    let all = lines(text)?;
    let kept: Vec<&str> = text.lines().collect();
    let at = all.iter().position(|line| matches!(&line.says, Says::Section(one) if one == section));
    let Some(at) = at else { return Some(text.to_owned()) };
    let next = all.get(at + 1);
    if next.is_some_and(|line| matches!(line.says, Says::Entry(..))) {
        return Some(text.to_owned());
    }
    let (begin, end) = (all[at].at, next.map_or(kept.len(), |line| line.at));
    // Of remarks nobody knows which section they are about.
    if text.contains(['#', ';']) || kept[begin + 1..end].iter().any(|line| !line.trim().is_empty())
    {
        return None;
    }
    let rest = kept[..begin].iter().chain(&kept[end..]);
    Some(rest.flat_map(|line| [*line, "\n"]).collect())
}

/// A section's first line.
fn shown(section: &str) -> String {
    match section.split_once('.') {
        Some((name, sub)) => {
            format!("[{name} \"{}\"]", sub.replace('\\', "\\\\").replace('"', "\\\""))
        }
        None => format!("[{section}]"),
    }
}

/// A value as it is written (config.c, `write_pair`).
fn quoted(value: &str) -> String {
    let quotes = value.starts_with(' ') || value.ends_with(' ') || value.contains([';', '#']);
    let mut out = String::new();
    for letter in value.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '"' | '\\' => out.extend(['\\', letter]),
            other => out.push(other),
        }
    }
    if quotes { format!("\"{out}\"") } else { out }
}
