//! A machine that exists only as data: the files, registry and outputs that somebody wrote down.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::rc::Rc;

use indexmap::IndexMap;

use super::path::folded;
use super::{Entry, Facts, Fault, Kind, Machine, Output, RegistryValue, Status};

/// Linux gives up after as many links (path_resolution(7)).
const MOST_LINKS: u32 = 40;

/// What a recorded path is.
#[derive(Clone, Debug)]
pub enum Node {
    /// A file; `None` when only its existence is recorded.
    File(Option<Rc<[u8]>>),
    /// A directory.
    Directory,
    /// A symbolic link, with the text it points to.
    Symlink(String),
    /// A Windows app execution alias (a zero-byte reparse point).
    AppAlias,
}

#[derive(Clone, Debug)]
struct Item {
    spelling: String,
    node: Node,
    mode: u32,
    number: u64,
}

/// An item and its key.
type At<'s> = (&'s Rc<str>, &'s Item);

#[derive(Clone, Debug, Default)]
struct Key {
    spelling: String,
    values: Vec<RegistryValue>,
}

/// How many paths are remembered: a search asks for the same few hundred thousands of times.
const MOST_FOUND: usize = 1 << 16;

/// No name of a directory sorts behind it.
const LAST: char = char::MAX;

/// Where paths lead, as they were asked for: the key of an item.
type Found = HashMap<String, Result<Rc<str>, Fault>>;

/// What stands in directories, as they were asked for.
type Listed = HashMap<String, Result<Rc<[Entry]>, Fault>>;

/// A recorded machine. What is not listed does not exist; parent directories exist by themselves.
#[derive(Clone, Debug)]
pub struct Recorded {
    facts: Facts,
    items: BTreeMap<Rc<str>, Item>,
    /// Links followed to the end, or but for the last part.
    found: [RefCell<Found>; 2],
    listed: RefCell<Listed>,
    registry: IndexMap<String, Key>,
    outputs: Vec<(Vec<String>, Output)>,
}

impl Recorded {
    /// A machine with nothing on it.
    pub fn new(facts: Facts) -> Self {
        Self {
            facts,
            items: BTreeMap::new(),
            found: Default::default(),
            listed: RefCell::default(),
            registry: IndexMap::new(),
            outputs: Vec::new(),
        }
    }

    /// The facts, to be completed.
    pub fn facts_mut(&mut self) -> &mut Facts {
        self.forget();
        &mut self.facts
    }

    /// Puts a node at an absolute path, with every directory above it.
    pub fn put(&mut self, path: &str, node: Node, mode: Option<u32>) {
        let platform = self.facts.platform;
        let path = platform.normalize(path);
        let mode = mode.unwrap_or_else(|| default_mode(&path, &node));
        self.put_parents(&path);
        self.put_item(path, node, mode);
    }

    /// Takes a path away, with all below it.
    pub fn remove(&mut self, path: &str) {
        let key = self.key(path);
        let below = format!("{key}{}", self.facts.platform.separator());
        self.items.retain(|item, _| **item != *key && !item.starts_with(&below));
        self.forget();
    }

    /// What was found is to be looked for again.
    fn forget(&mut self) {
        for found in &mut self.found {
            found.get_mut().clear();
        }
        self.listed.get_mut().clear();
    }

    /// Writes a registry value, creating its key; an existing value keeps its spelling.
    pub fn put_registry(&mut self, key: &str, value: RegistryValue) {
        let key = self.registry_key(key);
        let old = key.values.iter_mut().find(|old| folded(&old.name) == folded(&value.name));
        match old {
            Some(old) => old.data = value.data,
            None => key.values.push(value),
        }
    }

    /// Takes a registry value away.
    pub fn remove_registry(&mut self, key: &str, name: &str) {
        let name = folded(name);
        self.registry_key(key).values.retain(|value| folded(&value.name) != name);
    }

    /// Makes a registry key exist.
    pub fn put_registry_key(&mut self, key: &str) {
        self.registry_key(key);
    }

    /// Records what a command prints.
    pub fn put_output(&mut self, command: Vec<String>, output: Output) {
        self.outputs.retain(|(known, _)| *known != command);
        self.outputs.push((command, output));
    }

    fn registry_key(&mut self, key: &str) -> &mut Key {
        let spelling = canonical_key(key);
        let entry = self.registry.entry(folded(&spelling));
        entry.or_insert_with(|| Key { spelling, values: Vec::new() })
    }

    fn put_parents(&mut self, path: &str) {
        let platform = self.facts.platform;
        let mut above = platform.parent(path);
        while let Some(directory) = above {
            if self.items.contains_key(self.key(directory).as_str()) {
                return;
            }
            self.put_item(directory.to_owned(), Node::Directory, 0o755);
            above = platform.parent(directory);
        }
    }

    fn put_item(&mut self, spelling: String, node: Node, mode: u32) {
        let key = self.key(&spelling);
        let number = self.item(&key).map_or(self.items.len() as u64 + 1, |(_, old)| old.number);
        self.items.insert(key.into(), Item { spelling, node, mode, number });
        self.forget();
    }

    /// The item of a key, and the key as it is kept.
    fn item(&self, key: &str) -> Option<At<'_>> {
        self.items.get_key_value(key)
    }

    fn key(&self, path: &str) -> String {
        self.facts.platform.key(path, self.facts.ignores_case)
    }

    /// Follows links part by part, as the kernel does; the last part only if asked.
    fn find(&self, path: &str, follow_last: bool) -> Result<&Item, Fault> {
        let found = &self.found[usize::from(follow_last)];
        if let Some(known) = found.borrow().get(path) {
            return known.clone().and_then(|key| self.items.get(&key).ok_or(Fault::NotFound));
        }
        let mut links = MOST_LINKS;
        let walked = self.walk(path, follow_last, &mut links);
        let mut found = found.borrow_mut();
        if found.len() >= MOST_FOUND {
            found.clear();
        }
        found.insert(path.to_owned(), walked.clone().map(|(key, _)| key.clone()));
        walked.map(|(_, item)| item)
    }

    fn walk(&self, path: &str, follow_last: bool, links: &mut u32) -> Result<At<'_>, Fault> {
        let platform = self.facts.platform;
        let root = platform.root_len(path);
        let mut here = self.item(&self.key(&path[..root]));
        let mut parts = path[root..]
            .split(|c| platform.is_separator(c))
            .filter(|part| !part.is_empty())
            .peekable();
        if path[root..].is_empty() {
            return here.ok_or(Fault::NotFound);
        }
        while let Some(part) = parts.next() {
            if here.is_some_and(|(_, item)| !matches!(item.node, Node::Directory)) {
                return Err(Fault::NotADirectory);
            }
            if here.is_some_and(|(_, item)| !self.status_of(item).executable) {
                // Search permission (path_resolution(7)); the superuser needs none.
                return Err(Fault::Denied);
            }
            let item = self.item(&self.key_in(here, &path[..root], part)).ok_or(Fault::NotFound)?;
            let trailing = path.ends_with(|c| platform.is_separator(c));
            let last = parts.peek().is_none() && !trailing;
            here = Some(if last && !follow_last { item } else { self.resolved(item, links)? });
            if trailing && parts.peek().is_none() && !is_directory(here) {
                return Err(Fault::NotADirectory);
            }
        }
        here.ok_or(Fault::NotFound)
    }

    /// The key of a part of a path, seen from the directory that was reached.
    fn key_in(&self, here: Option<At>, root: &str, part: &str) -> String {
        let platform = self.facts.platform;
        let Some((key, item)) = here.filter(|_| !matches!(part, "." | "..")) else {
            let directory = here.map_or(root, |(_, item)| item.spelling.as_str());
            return self.key(&platform.join(directory, part));
        };
        // A drive-like part (`C:` inside a path) is no plain name.
        if platform.is_windows() && part.contains(':') {
            return self.key(&platform.join(&item.spelling, part));
        }
        let mut below = key.to_string();
        if !below.ends_with(platform.separator()) {
            below.push(platform.separator());
        }
        below.push_str(&if self.facts.ignores_case { folded(part) } else { part.to_owned() });
        below
    }

    fn resolved<'s>(&'s self, at: At<'s>, links: &mut u32) -> Result<At<'s>, Fault> {
        let Node::Symlink(target) = &at.1.node else { return Ok(at) };
        *links = links.checked_sub(1).ok_or(Fault::Loop)?;
        let platform = self.facts.platform;
        let directory = platform.parent(&at.1.spelling).unwrap_or("/");
        self.walk(&platform.join(directory, target), true, links)
    }

    fn status_of(&self, item: &Item) -> Status {
        let root = self.facts.user.root;
        let windows = self.facts.platform.is_windows();
        let may = |bit: u32| windows || item.mode & bit != 0;
        let (kind, size) = match &item.node {
            Node::File(bytes) => (Kind::File, bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Node::Directory => (Kind::Directory, 0),
            Node::Symlink(target) => (Kind::Symlink, target.len() as u64),
            Node::AppAlias => (Kind::File, 0),
        };
        Status {
            kind,
            mode: item.mode,
            size,
            readable: root || may(0o400),
            writable: root || may(0o200),
            executable: match item.node {
                Node::Directory => root || may(0o100),
                _ if root => may(0o111),
                _ => may(0o100),
            },
            app_alias: matches!(item.node, Node::AppAlias),
            identity: (0, item.number),
        }
    }
}

fn is_directory(at: Option<At>) -> bool {
    at.is_some_and(|(_, item)| matches!(item.node, Node::Directory))
}

/// On Unix a listed file is 0644, and 0755 where it has no text and stands in a directory of programs.
fn default_mode(path: &str, node: &Node) -> u32 {
    let mut parts = path.rsplit('/').skip(1);
    let among_programs = parts.next().is_some_and(|directory| matches!(directory, "bin" | "sbin"));
    match node {
        Node::File(None) if among_programs => 0o755,
        Node::File(_) | Node::AppAlias => 0o644,
        Node::Directory => 0o755,
        Node::Symlink(_) => 0o777,
    }
}

/// The short hive names (`HKCU`, `HKLM`), without slashes at the end.
pub fn canonical_key(key: &str) -> String {
    let key = key.trim_matches('\\');
    let (hive, rest) = key.split_at(key.find('\\').unwrap_or(key.len()));
    let short = match folded(hive).as_str() {
        "HKEY_CURRENT_USER" => "HKCU",
        "HKEY_LOCAL_MACHINE" => "HKLM",
        "HKEY_CLASSES_ROOT" => "HKCR",
        "HKEY_USERS" => "HKU",
        _ => hive,
    };
    format!("{short}{rest}")
}

impl Machine for Recorded {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn status(&self, path: &str) -> Result<Status, Fault> {
        self.find(path, true).map(|item| self.status_of(item))
    }

    fn link_status(&self, path: &str) -> Result<Status, Fault> {
        self.find(path, false).map(|item| self.status_of(item))
    }

    fn read_link(&self, path: &str) -> Result<String, Fault> {
        match &self.find(path, false)?.node {
            Node::Symlink(target) => Ok(target.clone()),
            _ => Err(Fault::Other("not a symbolic link".into())),
        }
    }

    fn real_path(&self, path: &str) -> Result<String, Fault> {
        self.find(path, true).map(|item| item.spelling.clone())
    }

    fn read(&self, path: &str) -> Result<Rc<[u8]>, Fault> {
        let item = self.find(path, true)?;
        if !self.status_of(item).readable {
            return Err(Fault::Denied);
        }
        match &item.node {
            Node::File(Some(bytes)) => Ok(bytes.clone()),
            Node::Directory => Err(Fault::IsADirectory),
            _ => Err(Fault::NotRecorded),
        }
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, Fault> {
        let directory = self.find(path, true)?;
        if !matches!(directory.node, Node::Directory) {
            return Err(Fault::NotADirectory);
        }
        if !self.status_of(directory).readable {
            return Err(Fault::Denied);
        }
        let key = self.key(&directory.spelling);
        let separator = self.facts.platform.separator();
        let below = if key.ends_with(separator) { key } else { format!("{key}{separator}") };
        let after = |key: &str| {
            let rest = (Bound::Excluded(key), Bound::Unbounded);
            self.items.range::<str, _>(rest).take_while(|(item, _)| item.starts_with(&below))
        };
        let mut entries = Vec::new();
        let mut items = after(&below);
        while let Some((item, found)) = items.next() {
            match item[below.len()..].find(separator) {
                None => entries.push(self.entry(found)),
                // What lies deeper is passed over at once, however much it is.
                Some(at) => items = after(&format!("{}{LAST}", &item[..=below.len() + at])),
            }
        }
        entries.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(entries)
    }

    fn listing(&self, path: &str) -> Result<Rc<[Entry]>, Fault> {
        let mut listed = self.listed.borrow_mut();
        if let Some(known) = listed.get(path) {
            return known.clone();
        }
        let entries = self.list(path).map(Rc::from);
        listed.insert(path.to_owned(), entries.clone());
        entries
    }

    fn registry_values(&self, key: &str) -> Vec<RegistryValue> {
        let key = self.registry.get(&folded(&canonical_key(key)));
        key.map(|key| key.values.clone()).unwrap_or_default()
    }

    fn registry_keys(&self, key: &str) -> Option<Vec<String>> {
        let canonical = folded(&canonical_key(key));
        let below = format!("{canonical}\\");
        let mut names: IndexMap<String, String> = IndexMap::new();
        for (folded_key, entry) in &self.registry {
            if folded_key.starts_with(&below) {
                let name = entry.spelling[below.len()..].split('\\').next().unwrap_or_default();
                names.entry(folded(name)).or_insert_with(|| name.to_owned());
            }
        }
        let there = self.registry.contains_key(&canonical) || !names.is_empty();
        there.then(|| names.into_values().collect())
    }

    fn output(&self, command: &[&str]) -> Option<Output> {
        let same = |known: &[String]| known.iter().map(String::as_str).eq(command.iter().copied());
        self.outputs.iter().find(|(known, _)| same(known)).map(|(_, output)| output.clone())
    }
}

impl Recorded {
    fn entry(&self, item: &Item) -> Entry {
        let name = self.facts.platform.file_name(&item.spelling).to_owned();
        let kind = match item.node {
            Node::Directory => Kind::Directory,
            Node::Symlink(_) => Kind::Symlink,
            Node::File(_) | Node::AppAlias => Kind::File,
        };
        Entry { name, kind }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Platform, RegistryData};
    use super::*;

    fn linux() -> Recorded {
        let mut machine = Recorded::new(Facts::new(Platform::Linux));
        machine.put("/opt/v2/bin/go", Node::File(None), None);
        machine.put("/opt/current", Node::Symlink("v2".into()), None);
        machine.put("/usr/bin/go", Node::Symlink("../../opt/current/bin/go".into()), None);
        machine.put("/loop", Node::Symlink("/loop".into()), None);
        machine.put("/etc/profile", Node::File(Some(b"A=1".as_slice().into())), None);
        machine
    }

    #[test]
    fn links_are_followed_part_by_part() {
        let machine = linux();
        assert_eq!(machine.real_path("/usr/bin/go").as_deref(), Ok("/opt/v2/bin/go"));
        assert!(machine.status("/usr/bin/go").is_ok_and(|status| status.executable));
        assert_eq!(machine.status("/loop"), Err(Fault::Loop));
        assert!(machine.link_status("/loop").is_ok());
    }

    #[test]
    fn what_stands_in_a_directory_without_x_is_denied() {
        let mut machine = linux();
        machine.put("/shut", Node::Directory, Some(0o644));
        machine.put("/shut/in/a", Node::File(Some(b"".as_slice().into())), None);
        machine.put("/to", Node::Symlink("/shut/in".into()), None);
        for path in ["/shut/in", "/shut/in/a", "/shut/gone", "/to/a"] {
            assert_eq!(machine.status(path), Err(Fault::Denied), "{path}");
        }
        assert!(machine.is_directory("/shut") && machine.link_status("/to").is_ok());
        machine.facts_mut().user.root = true;
        assert!(machine.is_file("/to/a"));
    }

    #[test]
    fn files_are_not_directories() {
        let machine = linux();
        assert_eq!(machine.status("/etc/profile/x"), Err(Fault::NotADirectory));
        assert_eq!(machine.status("/etc/profile/"), Err(Fault::NotADirectory));
        assert_eq!(machine.status("/ETC/profile"), Err(Fault::NotFound));
        assert!(machine.is_directory("/opt/current/"));
    }

    #[test]
    fn what_was_found_is_looked_for_again_after_a_change() {
        let mut machine = linux();
        assert_eq!(machine.status("/opt/v3"), Err(Fault::NotFound));
        machine.put("/opt/v3", Node::Directory, None);
        machine.put("/opt/current", Node::Symlink("v3".into()), None);
        assert!(machine.is_directory("/opt/v3"));
        assert_eq!(machine.status("/usr/bin/go"), Err(Fault::NotFound));
        machine.remove("/opt/v3");
        assert_eq!(machine.status("/opt/current"), Err(Fault::NotFound));
        assert!(machine.link_status("/opt/current").is_ok());
    }

    #[test]
    fn listing_shows_direct_children_only() {
        let mut machine = linux();
        machine.put("/opt-a", Node::File(None), None);
        machine.put("/opt/v2/a", Node::File(None), None);
        machine.put("/opt0", Node::File(None), None);
        let names = |path: &str| {
            let all = machine.list(path).unwrap_or_default().into_iter();
            all.map(|entry| entry.name).collect::<Vec<_>>()
        };
        assert_eq!(names("/"), ["etc", "loop", "opt", "opt-a", "opt0", "usr"]);
        assert_eq!(names("/opt"), ["current", "v2"]);
        assert_eq!(names("/opt/current"), ["a", "bin"]);
    }

    #[test]
    fn windows_ignores_case_and_keeps_spelling() {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        machine.put("C:\\Program Files\\Go\\bin\\go.exe", Node::File(None), None);
        assert!(machine.is_file("c:/program files/GO/bin/GO.EXE"));
        assert_eq!(
            machine.real_path("c:\\PROGRAM FILES\\go").as_deref(),
            Ok("C:\\Program Files\\Go")
        );
        let data = RegistryData::Text("x".into());
        machine.put_registry(
            "HKEY_CURRENT_USER\\Environment",
            RegistryValue { name: "A".into(), data },
        );
        assert!(machine.registry_value("hkcu\\environment", "a").is_some());
        assert_eq!(machine.registry_keys("HKCU"), Some(vec!["Environment".to_owned()]));
    }
}
