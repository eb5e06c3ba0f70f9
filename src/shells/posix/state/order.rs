//! The order in which a shell lists an associative array: that of its hash table.

use indexmap::IndexMap;

use crate::shells::posix::dialect::Dialect;

/// The entries in the shell's own order, made from the order in which they were put in.
pub fn in_order<V>(elements: &IndexMap<String, V>, dialect: Dialect) -> Vec<(&String, &V)> {
    let keys: Vec<&String> = elements.keys().collect();
    let order = if dialect.is_zsh() { zsh(&keys) } else { bash(&keys) };
    order.into_iter().filter_map(|at| elements.get_index(at)).collect()
}

/// zsh 5.9 (Src/hashtable.c, Src/params.c): 17 buckets, four times as many when there are twice as many
/// entries as buckets; a new entry comes first in its bucket.
fn zsh(keys: &[&String]) -> Vec<usize> {
    let hash = |key: &str| {
        key.bytes()
            .fold(0_u32, |hash, byte| hash.wrapping_add((hash << 5).wrapping_add(u32::from(byte))))
    };
    let mut buckets: Vec<Vec<usize>> = vec![Vec::new(); 17];
    for (count, key) in keys.iter().enumerate() {
        let place = hash(key) as usize % buckets.len();
        buckets[place].insert(0, count);
        if count + 1 >= buckets.len() * 2 {
            let mut larger: Vec<Vec<usize>> = vec![Vec::new(); buckets.len() * 4];
            for at in buckets.into_iter().flatten() {
                let place = hash(keys[at].as_str()) as usize % larger.len();
                larger[place].insert(0, at);
            }
            buckets = larger;
        }
    }
    buckets.into_iter().flatten().collect()
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
