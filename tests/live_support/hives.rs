//! Wine's registry files and its drive, compared key by key and file by file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::Lab;

/// Every key of both hives with its text, the time of its last change included.
pub type Keys = BTreeMap<String, String>;

/// The hives as they are on disk once the server has ended.
pub fn keys(lab: &Lab) -> Keys {
    lab.stop();
    let mut keys = Keys::new();
    for hive in ["system.reg", "user.reg"] {
        let bytes = fs::read(lab.prefix.join(hive)).expect("a hive");
        let text = String::from_utf8_lossy(&bytes);
        for block in text.split("\n\n") {
            let head = block.lines().next().unwrap_or_default();
            let name = head.rsplit_once(']').map_or(head, |(name, _)| name);
            keys.insert(format!("{hive} {name}"), block.to_owned());
        }
    }
    keys
}

/// The keys that differ in any byte.
pub fn changed(before: &Keys, after: &Keys) -> BTreeSet<String> {
    let names = before.keys().chain(after.keys());
    names.filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

/// Every file below a folder: its size and when it was written.
pub fn files(folder: &Path) -> BTreeMap<String, (u64, Option<SystemTime>)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(about) = fs::symlink_metadata(entry.path()) else { continue };
            if about.is_dir() {
                open.push(entry.path());
            }
            let name = entry.path().to_string_lossy().into_owned();
            found.insert(name, (about.len(), about.modified().ok()));
        }
    }
    found
}
