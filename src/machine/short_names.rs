//! 8.3 names: what a volume of Windows keeps beside a name that does not fit (NTFS; `fsutil 8dot3name`).
//!
//! Which number a name gets, and whether the volume keeps any, follows from its history: only what is recorded is known.

use super::{Machine, Platform};

const WINDOWS: Platform = Platform::Windows;

/// Whether a name is its own 8.3 name.
pub fn is_short(part: &str) -> bool {
    let (name, extension) = part.rsplit_once('.').unwrap_or((part, ""));
    let plain = |text: &str| {
        let odd = "!#$%&'()-@^_`{}~";
        text.chars().all(|letter| letter.is_ascii_alphanumeric() || odd.contains(letter))
    };
    !name.is_empty()
        && name.len() <= 8
        && extension.len() <= 3
        && plain(name)
        && plain(extension)
        && (!part.contains('.') || !extension.is_empty())
}

/// The path with the 8.3 name of every part; `None` where one of them is not recorded.
pub fn shortened(machine: &dyn Machine, path: &str) -> Option<String> {
    let root = WINDOWS.root_len(path);
    let mut short = path[..root].to_owned();
    let mut at = root;
    for part in path[root..].split_inclusive('\\') {
        at += part.len();
        let name = part.trim_end_matches('\\');
        match is_short(name) || name.is_empty() {
            true => short.push_str(name),
            false => short.push_str(&machine.short_name(path[..at].trim_end_matches('\\'))?),
        }
        short.push_str(&part[name.len()..]);
    }
    Some(short)
}

/// The part of a path that is an 8.3 name of something called otherwise.
pub fn short_part<'p>(machine: &dyn Machine, path: &'p str) -> Option<&'p str> {
    let ends = path.match_indices('\\').map(|(at, _)| at).chain([path.len()]);
    ends.map(|end| &path[..end]).find_map(|above| {
        let name = WINDOWS.file_name(above);
        let tilde = name.contains('~') && machine.exists(above);
        let entries = machine.listing(WINDOWS.parent(above).filter(|_| tilde)?).ok()?;
        let same = |entry: &super::Entry| super::path::same_name(&entry.name, name);
        (!entries.iter().any(same)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::Facts;
    use crate::machine::overlay::{Change, Overlay};
    use crate::machine::recorded::{Node, Recorded};

    fn machine() -> Recorded {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        machine.put("C:\\Program Files\\My Tool\\run me.cmd", Node::File(None), None);
        machine.put("C:\\bin\\x.exe", Node::File(None), None);
        machine.put_short_name("C:\\Program Files", "PROGRA~1");
        machine.put_short_name("C:\\Program Files\\My Tool", "MYTOOL~1");
        machine
    }

    #[test]
    fn recorded_names_lead_to_the_file_and_back() {
        let machine = machine();
        assert!(machine.is_file("c:\\progra~1\\MyTool~1\\run me.cmd"));
        assert!(!machine.exists("C:\\PROGRA~2"));
        assert_eq!(machine.list("C:\\PROGRA~1").map(|all| all.len()), Ok(1));
        let short = |path: &str| shortened(&machine, path);
        assert_eq!(
            short("C:\\Program Files\\My Tool\\").as_deref(),
            Some("C:\\PROGRA~1\\MYTOOL~1\\")
        );
        assert_eq!(short("C:\\bin\\x.exe").as_deref(), Some("C:\\bin\\x.exe"));
        assert_eq!(short("C:\\Program Files\\My Tool\\run me.cmd"), None);
        assert_eq!(short_part(&machine, "C:\\PROGRA~1\\My Tool"), Some("PROGRA~1"));
        assert_eq!(short_part(&machine, "C:\\Program Files\\My Tool"), None);
    }

    #[test]
    fn what_is_written_through_a_short_name_stands_at_the_long_one() {
        let machine = machine();
        let over = Overlay::new(&machine);
        let bytes = b"x".as_slice().into();
        over.change(Change::File { path: "C:\\PROGRA~1\\new.txt".into(), bytes });
        assert!(over.is_file("C:\\Program Files\\new.txt"));
        assert!(over.is_file("C:\\PROGRA~1\\NEW.TXT"));
        over.change(Change::Removed { path: "C:\\Program Files\\My Tool".into() });
        assert!(!over.exists("C:\\PROGRA~1\\MYTOOL~1\\run me.cmd"));
    }
}
