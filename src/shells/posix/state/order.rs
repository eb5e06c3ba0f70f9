//! The order in which a shell lists a table: that of its hash table.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::shells::posix::dialect::Dialect;

/// The entries in the shell's own order, made from the order in which they were put in.
pub fn in_order<V>(elements: &IndexMap<String, V>, dialect: Dialect) -> Vec<(&String, &V)> {
    if dialect.is_zsh() {
        let mut buckets = Buckets::new(PARAMETERS);
        elements.keys().for_each(|key| buckets.put(key.as_str()));
        let names = buckets.names().map(|name| elements.get_key_value(*name));
        return names.flatten().collect();
    }
    let keys: Vec<&String> = elements.keys().collect();
    bash(&keys).into_iter().filter_map(|at| elements.get_index(at)).collect()
}

/// Buckets of an associative array (zsh 5.9 Src/params.c, `newparamtable`).
const PARAMETERS: usize = 17;

/// One of zsh's hash tables (zsh 5.9 Src/hashtable.c): four times as many buckets when there are twice as many
/// entries as buckets, never fewer; a new entry comes first in its bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buckets<K> {
    all: Rc<Vec<Vec<K>>>,
    count: usize,
}

impl<K: AsRef<str> + Clone> Buckets<K> {
    /// An empty table.
    pub fn new(size: usize) -> Self {
        Self { all: Rc::new(vec![Vec::new(); size]), count: 0 }
    }

    /// Puts a name in; one that is there keeps its place.
    pub fn put(&mut self, name: K) {
        let place = self.place(name.as_ref());
        if self.all[place].iter().any(|one| one.as_ref() == name.as_ref()) {
            return;
        }
        Rc::make_mut(&mut self.all)[place].insert(0, name);
        self.count += 1;
        if self.count == self.all.len() * 2 {
            self.grow();
        }
    }

    fn grow(&mut self) {
        let larger = Rc::new(vec![Vec::new(); self.all.len() * 4]);
        let before = std::mem::replace(&mut self.all, larger);
        for name in before.iter().flatten() {
            let place = self.place(name.as_ref());
            Rc::make_mut(&mut self.all)[place].insert(0, name.clone());
        }
    }

    /// Takes a name out.
    pub fn take(&mut self, name: &str) {
        let place = self.place(name);
        if let Some(at) = self.all[place].iter().position(|one| one.as_ref() == name) {
            Rc::make_mut(&mut self.all)[place].remove(at);
            self.count -= 1;
        }
    }

    /// The names in order.
    pub fn names(&self) -> impl Iterator<Item = &K> {
        self.all.iter().flatten()
    }

    fn place(&self, name: &str) -> usize {
        let hash = name
            .bytes()
            .fold(0_u32, |hash, byte| hash.wrapping_add((hash << 5).wrapping_add(u32::from(byte))));
        hash as usize % self.all.len()
    }
}

/// bash 5.2 (hashlib.c, assoc.c): 1,024 buckets by FNV-1; a new entry comes first in its bucket.
fn bash(keys: &[&String]) -> Vec<usize> {
    let hash = |key: &str| {
        key.bytes()
            .fold(2_166_136_261_u32, |hash, byte| hash.wrapping_mul(16_777_619) ^ u32::from(byte))
    };
    let mut order: Vec<(u32, usize)> =
        keys.iter().enumerate().map(|(at, key)| (hash(key.as_str()) & 1023, at)).collect();
    order.sort_by_key(|&(bucket, at)| (bucket, std::cmp::Reverse(at)));
    order.into_iter().map(|(_, at)| at).collect()
}
