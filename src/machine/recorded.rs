//! A machine that exists only as data: the files, registry and outputs that somebody wrote down.

mod registry;
mod walk;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::rc::Rc;

use indexmap::IndexMap;

use registry::Key;
pub use registry::canonical_key;

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

/// How many paths are remembered: a search asks for the same few hundred thousands of times.
const MOST_FOUND: usize = 1 << 16;

/// No name of a directory sorts behind it.
const LAST: char = char::MAX;

/// Where paths lead, as they were asked for: the key of an item.
type Found = HashMap<String, Result<Rc<str>, Fault>>;

/// What stands in directories, as they were asked for.
type Listed = HashMap<String, Result<Rc<[Entry]>, Fault>>;

/// No word of a command holds it.
const BETWEEN: &str = "\0";

/// A recorded machine. What is not listed does not exist; parent directories exist by themselves.
#[derive(Clone, Debug)]
pub struct Recorded {
    facts: Facts,
    items: BTreeMap<Rc<str>, Item>,
    /// Links followed to the end, or but for the last part.
    found: [RefCell<Found>; 2],
    listed: RefCell<Listed>,
    /// The keys that 8.3 names stand for.
    short: BTreeMap<Rc<str>, Rc<str>>,
    /// 8.3 names by the keys of what has them.
    short_names: BTreeMap<Rc<str>, String>,
    registry: IndexMap<String, Key>,
    /// By the words of the command.
    outputs: HashMap<String, Output>,
}

impl Recorded {
    /// A machine with nothing on it.
    pub fn new(facts: Facts) -> Self {
        Self {
            facts,
            items: BTreeMap::new(),
            found: Default::default(),
            listed: RefCell::default(),
            short: BTreeMap::new(),
            short_names: BTreeMap::new(),
            registry: IndexMap::new(),
            outputs: HashMap::new(),
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

    /// The 8.3 name that the volume keeps for a path beside its own.
    pub fn put_short_name(&mut self, path: &str, short: &str) {
        let platform = self.facts.platform;
        let long = platform.normalize(path);
        let Some(above) = platform.parent(&long) else { return };
        let key = self.key(&platform.join(above, short));
        self.short.insert(key.into(), self.key(&long).into());
        self.short_names.insert(self.key(&long).into(), short.to_owned());
        self.forget();
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

    /// Records what a command prints.
    pub fn put_output(&mut self, command: Vec<String>, output: Output) {
        self.outputs.insert(command.join(BETWEEN), output);
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
            owner: None,
        }
    }
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
        self.values_of(key)
    }

    fn registry_keys(&self, key: &str) -> Option<Vec<String>> {
        self.keys_below(key)
    }

    fn long_path(&self, path: &str) -> Option<String> {
        if self.short.is_empty() || !path.contains('~') {
            return None;
        }
        self.find(path, false).ok().map(|item| item.spelling.clone())
    }

    fn short_name(&self, path: &str) -> Option<String> {
        let item = self.find(path, false).ok()?;
        self.short_names.get(&*self.key(&item.spelling)).cloned()
    }

    fn output(&self, command: &[&str]) -> Option<Output> {
        match self.outputs.is_empty() {
            true => None,
            false => self.outputs.get(&command.join(BETWEEN)).cloned(),
        }
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
