//! Where a finding stands, for programs that open files: editors, forges, code scanners.

use super::{Check, Finding};

/// Files of a recorded machine, and where the host has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The file that describes the machine.
    pub described: Option<String>,
    /// Machine path and path of the host.
    pub files: Vec<(String, String)>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Where<'c> {
    /// The file, as the host has it where it does, else as the machine has it.
    pub file: &'c str,
    /// Whether the host has it, below the directory where envsim runs.
    pub is_source: bool,
    /// Counted from 1.
    pub line: u32,
    /// In characters, counted from 1.
    pub column: u32,
    /// The column just past it, where it is known.
    pub end_column: Option<u32>,
}

impl Finding {
    /// What the finding is called over the years: the same rule says the same.
    pub fn fingerprint(&self) -> String {
        format!("{:016x}", hash(&[self.code.as_bytes(), b":", self.message.as_bytes()].concat()))
    }
}

/// FNV-1a with 64 bits, which stays the same over versions and systems.
fn hash(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

impl Check {
    /// Where a finding stands: the first file that it rests on; what stands in none is put down to the file that
    /// describes the machine.
    pub fn place<'c>(&'c self, finding: &'c Finding) -> Option<Where<'c>> {
        let in_file = |one: &'c super::Evidence| {
            Some((one.origin.as_ref()?.spot.as_ref()?, one.excerpt.as_ref()))
        };
        let Some((spot, excerpt)) = finding.evidence.iter().find_map(in_file) else {
            let file = self.sources.described.as_deref()?;
            return Some(Where { file, is_source: true, line: 1, column: 1, end_column: None });
        };
        let host = self.sources.files.iter().find(|(path, _)| *path == spot.file);
        Some(Where {
            file: host.map_or(spot.file.as_str(), |(_, host)| host),
            is_source: host.is_some(),
            line: spot.line,
            column: spot.column,
            end_column: excerpt.map(|excerpt| excerpt.end_column.max(spot.column)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hash(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
