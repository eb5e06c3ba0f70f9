//! PSModulePath as 7 completes it once per process (`ModuleIntrinsics.cs` of 7.6, `SetModulePath`).

use crate::machine::Platform;
use crate::machine::path::same_name;

/// An inherited value with the three directories put in: each that is missing goes to a place
/// that starts at the front and then stands just behind the one before, wherever that is.
/// `directories` are the user's, the shared one and the program's; an empty one is left out.
pub fn complete(platform: Platform, inherited: &str, directories: [&str; 3]) -> String {
    let mut list = inherited.to_owned();
    let mut at = Some(0);
    for directory in directories.into_iter().filter(|one| !one.is_empty()) {
        if position(platform, &list, directory).is_none() {
            insert(platform, &mut list, directory, at);
        }
        let start = position(platform, &list, directory).unwrap_or(0);
        let separator = platform.list_separator();
        at = list.get(start..).and_then(|rest| rest.find(separator)).map(|found| start + found + 1);
    }
    list
}

fn insert(platform: Platform, list: &mut String, directory: &str, at: Option<usize>) {
    let separator = platform.list_separator();
    match at {
        Some(at) => list.insert_str(at, &format!("{directory}{separator}")),
        None if list.ends_with(separator) => list.push_str(directory),
        None => list.push_str(&format!("{separator}{directory}")),
    }
}

/// Where an entry begins, told by its text without blanks and separators at its end, in any case.
fn position(platform: Platform, list: &str, wanted: &str) -> Option<usize> {
    let plain = |text: &str| text.trim().trim_end_matches(platform.separator()).to_owned();
    let wanted = plain(wanted);
    let mut at = 0;
    for entry in list.split(platform.list_separator()) {
        if same_name(&plain(entry), &wanted) {
            return Some(at);
        }
        at += entry.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_directories_go_behind_their_predecessor() {
        let rows = [
            ("", "/u:/s:/p:"),
            ("/a:/u:/b", "/a:/u:/s:/p:/b"),
            ("/a:/s:/b", "/u:/a:/s:/p:/b"),
            ("/p:/u", "/p:/u:/s"),
            ("/x", "/u:/s:/p:/x"),
            ("/U/: /s ", "/U/: /s :/p"),
        ];
        for (inherited, expected) in rows {
            assert_eq!(complete(Platform::Linux, inherited, ["/u", "/s", "/p"]), expected);
        }
        let machine = complete(Platform::Windows, ";", ["C:\\u", "C:\\s", "C:\\p"]);
        assert_eq!(machine, "C:\\u;C:\\s;C:\\p;;");
    }
}
