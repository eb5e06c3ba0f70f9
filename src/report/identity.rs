//! What tells two files of one name apart: size, SHA-256, and the version that a Windows program carries.

use object::LittleEndian as LE;
use object::pe::{ImageNtHeaders32, ImageNtHeaders64};
use object::read::pe::{ImageNtHeaders, PeFile};
use sha2::{Digest, Sha256};

use crate::machine::Machine;

/// A file's bytes, summed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Bytes; `None` where they are not known.
    pub size: Option<u64>,
    /// In hexadecimal.
    pub sha256: Option<String>,
    /// `FileVersion` of the version resource, as numbers.
    pub version: Option<String>,
    /// Why there is no sum.
    pub unknown: Option<String>,
}

impl Identity {
    /// Reads the file.
    pub fn of(machine: &dyn Machine, path: &str) -> Self {
        match machine.read(path) {
            Ok(bytes) => Self {
                size: Some(bytes.len() as u64),
                sha256: Some(hexadecimal(&Sha256::digest(&bytes))),
                version: version(&bytes),
                unknown: None,
            },
            Err(fault) => {
                let recorded = machine.facts().recorded_as.is_some();
                let status = machine.status(path).ok().filter(|_| !recorded);
                let size = status.map(|status| status.size);
                Self { size, sha256: None, version: None, unknown: Some(fault.to_string()) }
            }
        }
    }

    /// On one line.
    pub fn words(&self) -> String {
        let size = self.size.map(|size| format!("{size} bytes"));
        let version = self.version.as_ref().map(|version| format!("version {version}"));
        let sum = match (&self.sha256, &self.unknown) {
            (Some(sum), _) => Some(format!("sha256 {sum}")),
            (None, Some(why)) => Some(format!("sha256 not known: {why}")),
            (None, None) => None,
        };
        [size, version, sum].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Whether two files are known to hold the same bytes, or known to hold others.
pub fn same_bytes(left: (&dyn Machine, &str), right: (&dyn Machine, &str)) -> Option<bool> {
    let size = |(machine, path): (&dyn Machine, &str)| {
        let live = machine.facts().recorded_as.is_none();
        machine.status(path).ok().filter(|_| live).map(|status| status.size)
    };
    if let (Some(one), Some(other)) = (size(left), size(right))
        && one != other
    {
        return Some(false);
    }
    Some(left.0.read(left.1).ok()? == right.0.read(right.1).ok()?)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The version of a Windows program, 64-bit or 32-bit.
fn version(bytes: &[u8]) -> Option<String> {
    if !bytes.starts_with(b"MZ") {
        return None;
    }
    of_image::<ImageNtHeaders64>(bytes).or_else(|| of_image::<ImageNtHeaders32>(bytes))
}

/// `RT_VERSION` (winuser.h).
const VERSION: u16 = 16;

fn of_image<Pe: ImageNtHeaders>(bytes: &[u8]) -> Option<String> {
    let file = PeFile::<Pe>::parse(bytes).ok()?;
    let sections = file.section_table();
    let resources = file.data_directories().resource_directory(bytes, &sections).ok()??;
    let kinds = resources.root().ok()?;
    let kind = kinds.entries.iter().find(|entry| entry.name_or_id().id() == Some(VERSION))?;
    // The type's names, the name's languages, the language's data.
    let names = kind.data(resources).ok()?.table()?;
    let languages = names.entries.first()?.data(resources).ok()?.table()?;
    let data = languages.entries.first()?.data(resources).ok()?.data()?;
    let at = data.offset_to_data.get(LE);
    let block = sections.pe_data_at(bytes, at)?;
    fixed(block.get(..data.size.get(LE) as usize).unwrap_or(block))
}

/// `VS_FIXEDFILEINFO` begins with this (verrsrc.h); two double words further on is the file's version.
const SIGNATURE: [u8; 4] = 0xFEEF_04BD_u32.to_le_bytes();

fn fixed(block: &[u8]) -> Option<String> {
    let at = memchr::memmem::find(block, &SIGNATURE)?;
    let number = |from: usize| Some(u16::from_le_bytes([*block.get(from)?, *block.get(from + 1)?]));
    let parts = [number(at + 10)?, number(at + 8)?, number(at + 14)?, number(at + 12)?];
    Some(parts.map(|part| part.to_string()).join("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::recorded::{Node, Recorded};
    use crate::machine::{Facts, Platform};

    /// A 64-bit program of one section that holds only a version resource.
    fn program() -> Vec<u8> {
        let mut bytes = vec![0; 0x400];
        let mut put = |at: usize, what: &[u8]| bytes[at..at + what.len()].copy_from_slice(what);
        put(0, b"MZ");
        put(0x3c, &0x40_u32.to_le_bytes());
        put(0x40, b"PE\0\0");
        put(0x44, &0x8664_u16.to_le_bytes());
        put(0x46, &1_u16.to_le_bytes());
        put(0x54, &(112_u16 + 16 * 8).to_le_bytes());
        put(0x58, &0x20b_u16.to_le_bytes());
        put(0x58 + 108, &16_u32.to_le_bytes());
        let directory = 0x58 + 112 + 2 * 8;
        put(directory, &0x1000_u32.to_le_bytes());
        put(directory + 4, &0x200_u32.to_le_bytes());
        let section = 0x58 + 112 + 16 * 8;
        put(section, b".rsrc\0\0\0");
        for (at, value) in [(8, 0x200_u32), (12, 0x1000), (16, 0x200), (20, 0x200)] {
            put(section + at, &value.to_le_bytes());
        }
        let table = |id: u32, next: u32| {
            let mut one = vec![0; 12];
            one.extend([0, 0, 1, 0]);
            one.extend(id.to_le_bytes());
            one.extend(next.to_le_bytes());
            one
        };
        put(0x200, &table(16, 0x8000_0018));
        put(0x218, &table(1, 0x8000_0030));
        put(0x230, &table(0x409, 0x48));
        put(0x248, &0x1060_u32.to_le_bytes());
        put(0x24c, &0x40_u32.to_le_bytes());
        put(0x260 + 8, &SIGNATURE);
        for (at, part) in [(8, 44_u16), (10, 2), (12, 1), (14, 0)] {
            put(0x268 + at, &part.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn a_program_tells_its_version() {
        assert_eq!(version(&program()).as_deref(), Some("2.44.0.1"));
        for cut in [2, 0x40, 0x58, 0x150, 0x210, 0x26c] {
            assert_eq!(version(&program()[..cut]), None, "{cut}");
        }
        assert_eq!(version(b"#!/bin/sh"), None);
    }

    #[test]
    fn equal_bytes_are_told_from_other_ones_and_from_unknown_ones() {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        machine.facts_mut().recorded_as = Some("x".into());
        for (path, text) in [
            ("C:\\a.exe", Some("x")),
            ("C:\\b.exe", Some("x")),
            ("C:\\c.exe", Some("y")),
            ("C:\\d.exe", None),
        ] {
            machine.put(path, Node::File(text.map(|text| text.as_bytes().into())), None);
        }
        let same = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|name| format!("C:\\{name}.exe"));
            same_bytes((&machine, &one), (&machine, &other))
        };
        assert_eq!(
            [same("a", "b"), same("a", "c"), same("a", "d")],
            [Some(true), Some(false), None]
        );
        let [a, d] = ["a", "d"].map(|name| Identity::of(&machine, &format!("C:\\{name}.exe")));
        let sum = "sha256 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
        assert_eq!(a.words(), format!("1 bytes, {sum}"));
        assert!(d.words().contains("not known: its text is not recorded"));
    }
}
