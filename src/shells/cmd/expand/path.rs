//! `%~dpnx1`, `%%~fi`, `%~$PATH:1`: the parts of a path.

use std::rc::Rc;

use super::Expander;
use crate::machine::short_names::{short_part, shortened};
use crate::machine::{Machine, Platform};
use crate::shells::cmd::traced::{Traced, bare};
use crate::value::{Origin, Unknown};

const WINDOWS: Platform = Platform::Windows;

/// What stands between `~` and the argument's digit or letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    letters: String,
    search: Option<String>,
}

impl Modifiers {
    /// Reads modifiers that end before a character `is_end` takes; the longest reading wins. The length is in bytes.
    pub fn before(text: &str, is_end: impl Fn(char) -> bool) -> Option<(Self, usize)> {
        let is_letter = |letter: char| "fdpnxsatz".contains(letter.to_ascii_lowercase());
        let run = text.find(|letter| !is_letter(letter)).unwrap_or(text.len());
        if text[run..].starts_with('$') {
            let colon = run + text[run..].find(':')?;
            let end = text[colon + 1..].chars().next()?;
            let name = &text[run + 1..colon];
            if is_end(end) && !name.contains(['%', ' ', '\n']) {
                let letters = text[..run].to_ascii_lowercase();
                return Some((Self { letters, search: Some(name.to_owned()) }, colon + 1));
            }
        }
        let ends = |at: usize| text[at..].chars().next().is_some_and(&is_end);
        let length = (0..=run).rev().find(|at| ends(*at))?;
        let letters = text[..length].to_ascii_lowercase();
        Some((Self { letters, search: None }, length))
    }

    /// Whether the text is taken as a path at all.
    pub fn needs_path(&self) -> bool {
        !self.letters.is_empty() || self.search.is_some()
    }

    fn has(&self, letter: char) -> bool {
        self.letters.contains(letter)
    }
}

/// The argument as the modifiers want it. `origin` is the statement that asks.
pub fn apply(from: &Expander<'_>, argument: &Traced, how: &Modifiers, origin: &Origin) -> Traced {
    let bare = unquoted(argument);
    if !how.needs_path() || bare.is_empty() {
        return bare;
    }
    let unknown = |unknown: Rc<Unknown>| {
        let mut traced = Traced::default();
        traced.push_unknown(unknown);
        traced
    };
    let Some(name) = bare.as_known() else {
        return bare.why_unknown().map_or_else(Traced::default, unknown);
    };
    if how.letters == "a" && how.search.is_none() {
        return attributes(from, name, origin).unwrap_or_else(unknown);
    }
    match text(from, name, how) {
        Ok(changed) => {
            let origin = bare.origin_at(0).unwrap_or_else(|| origin.clone());
            Traced::known(&changed, origin)
        }
        Err(reason) => unknown(reason),
    }
}

/// `%~a1`: the first letter tells a directory (`d`), the others are not recorded.
fn attributes(from: &Expander<'_>, name: &str, origin: &Origin) -> Result<Traced, Rc<Unknown>> {
    let full = full_path(from, name)?;
    let mut traced = Traced::default();
    if !from.machine.exists(&full) {
        return Ok(traced);
    }
    traced.push(if from.machine.is_directory(&full) { "d" } else { "-" }, origin);
    let reason = format!("takes the attributes of {full}, which are not recorded");
    traced.push_unknown(Rc::new(Unknown::new(reason, origin.clone())));
    Ok(traced)
}

/// Without the quotes around it.
fn unquoted(argument: &Traced) -> Traced {
    let text = argument.text();
    let start = usize::from(text.starts_with('"'));
    let end = text.len() - usize::from(text.len() > start && text[start..].ends_with('"'));
    argument.slice(start..end)
}

fn text(from: &Expander<'_>, name: &str, how: &Modifiers) -> Result<String, Rc<Unknown>> {
    let full = match &how.search {
        Some(variable) => match searched(from, name, variable)? {
            Some(full) => full,
            None => return Ok(String::new()),
        },
        None => full_path(from, name)?,
    };
    let mut words = Vec::new();
    for (letter, what) in [('a', "attributes"), ('t', "time")] {
        if how.has(letter) && from.machine.exists(&full) {
            return Err(Rc::new(Unknown::new(
                format!("takes the {what} of {full}, which are not recorded"),
                Origin::Builtin("cmd".into()),
            )));
        }
    }
    if how.has('z')
        && let Some(size) = size(from.machine, &full)?
    {
        words.push(size);
    }
    // Of a file that is not there the long name stays; a drive is as short as it gets.
    let asked =
        !how.letters.contains(['d', 'p', 'n', 'x']) || how.letters.contains(['f', 'p', 'n', 'x']);
    if let Some(part) = short_part(from.machine, &full).filter(|_| asked && !how.has('s')) {
        let reason =
            format!("{part} is a short name, and whether its long one is shown is not documented");
        return Err(Rc::new(Unknown::new(reason, Origin::Builtin("cmd".into()))));
    }
    let full = match how.has('s') && asked && from.machine.exists(&full) {
        true => shortened(from.machine, &full).ok_or_else(|| {
            let reason = format!("takes the short name of {full}, which is not recorded");
            Rc::new(Unknown::new(reason, Origin::Builtin("cmd".into())))
        })?,
        false => full,
    };
    let parts = if how.has('f') || !how.letters.contains(['d', 'p', 'n', 'x']) {
        let only_facts = how.letters.contains(['a', 't', 'z']) && !how.letters.contains(['f', 's']);
        if only_facts { String::new() } else { full }
    } else {
        chosen_parts(&full, how)
    };
    if !parts.is_empty() {
        words.push(parts);
    }
    Ok(words.join(" "))
}

fn chosen_parts(full: &str, how: &Modifiers) -> String {
    let drive = if full.as_bytes().get(1) == Some(&b':') { 2 } else { 0 };
    let file = full.rfind('\\').map_or(drive, |at| at + 1);
    let extension = full[file..].rfind('.').map_or(full.len(), |dot| file + dot);
    let parts = [('d', 0..drive), ('p', drive..file), ('n', file..extension)];
    let mut chosen: String = parts
        .into_iter()
        .filter(|(letter, _)| how.has(*letter))
        .map(|(_, range)| &full[range])
        .collect();
    if how.has('x') {
        chosen.push_str(&full[extension..]);
    }
    chosen
}

fn size(machine: &dyn Machine, full: &str) -> Result<Option<String>, Rc<Unknown>> {
    if !machine.is_file(full) {
        return Ok(machine.is_directory(full).then(|| "0".to_owned()));
    }
    match machine.read(full) {
        Ok(bytes) => Ok(Some(bytes.len().to_string())),
        Err(fault) => Err(Rc::new(Unknown::new(
            format!("takes the size of {full}: {fault}"),
            Origin::Builtin("cmd".into()),
        ))),
    }
}

/// The absolute path, spelled as the file system has it where the file is there.
pub fn full_path(from: &Expander<'_>, name: &str) -> Result<String, Rc<Unknown>> {
    let closed = name.ends_with(['\\', '/']);
    let full = match from.state.cwd.text() {
        Some(cwd) => WINDOWS.absolute(&cwd, name),
        None if WINDOWS.is_absolute(name) => WINDOWS.normalize(name),
        None => {
            let reason = "depends on the current directory";
            let unknown = || Rc::new(Unknown::new(reason, Origin::Builtin("cmd".into())));
            let why = from.state.cwd.why_unknown();
            return Err(why.map_or_else(unknown, |why| bare(&why)));
        }
    };
    let mut full = from.machine.spelled(full.trim_end_matches(' '));
    if closed && !full.ends_with('\\') {
        full.push('\\');
    }
    Ok(full)
}

/// `%~$VARIABLE:1`: the first directory of the list that has the file.
fn searched(
    from: &Expander<'_>,
    name: &str,
    variable: &str,
) -> Result<Option<String>, Rc<Unknown>> {
    let Some(list) = from.value(variable) else { return Ok(None) };
    for entry in list.listed(';') {
        if let Some(doubt) = entry.doubt {
            return Err(bare(&doubt));
        }
        let Some(directory) = entry.value.text() else {
            let reason = || Unknown::new("depends on a list", Origin::Builtin("cmd".into()));
            let why = entry.value.why_unknown();
            return Err(why.map_or_else(|| Rc::new(reason()), |why| bare(&why)));
        };
        let directory = directory.replace('"', "");
        if directory.is_empty() {
            continue;
        }
        let candidate = full_path(from, &WINDOWS.join(&directory, name))?;
        match (from.machine.exists(&candidate), entry.when) {
            (true, Some(when)) => return Err(when.condition),
            (true, None) => return Ok(Some(candidate)),
            (false, _) => {}
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::state;
    use super::*;
    use crate::machine::Facts;
    use crate::machine::recorded::{Node, Recorded};

    #[test]
    fn parts_of_paths() {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        machine.put("C:\\Dir\\File.Txt", Node::File(Some(b"12345".as_slice().into())), None);
        let state = state(&[("LIST", "nowhere;C:\\dir")]);
        let from = Expander { state: &state, machine: &machine };
        let origin = Origin::Default("test".into());
        for (argument, modifiers, expected) in [
            ("\"a b\"", "", "a b"),
            ("x.y", "f", "C:\\work\\x.y"),
            ("x.y", "d", "C:"),
            ("x.y", "p", "\\work\\"),
            ("x.y", "dp", "C:\\work\\"),
            ("x.y", "pd", "C:\\work\\"),
            ("O. P.OOL", "x", ".OOL"),
            ("hello", "x", ""),
            ("l.eh", "xn", "l.eh"),
            ("\"\"", "fdpnxsatz", ""),
            ("c:\\dir\\file.txt", "nx", "File.Txt"),
            ("c:\\dir\\file.txt", "z", "5"),
            ("c:\\dir\\none", "z", ""),
            ("file.txt", "$LIST:", "C:\\Dir\\File.Txt"),
            ("none.txt", "$LIST:", ""),
            ("none.txt", "dp$LIST:", ""),
        ] {
            let argument = Traced::known(argument, origin.clone());
            let text = format!("{modifiers}1");
            let parsed = Modifiers::before(&text, |letter| letter == '1');
            let how = parsed.map(|(how, _)| how).unwrap_or_default();
            let applied = apply(&from, &argument, &how, &origin);
            assert_eq!(applied.text(), expected, "{modifiers} of {:?}", argument.text());
        }
    }
}
