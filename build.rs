//! Lists the files under `scenarios/` so that the binary carries them, and the programs that are followed.
#![allow(clippy::disallowed_methods, reason = "a build script reads the package it builds")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let package = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let root = package.join("scenarios");
    println!("cargo::rerun-if-changed=scenarios");
    let mut code = String::from("&[\n");
    for folder in sorted(&root)? {
        if !folder.join("scenario.json").is_file() {
            continue;
        }
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut files = Vec::new();
        collect(&folder, &folder, &mut files)?;
        let _ = writeln!(code, "    ({name:?}, &[");
        for (inner, full) in files {
            println!("cargo::rerun-if-changed={full}");
            let _ = writeln!(code, "        ({inner:?}, include_bytes!({full:?})),");
        }
        code.push_str("    ]),\n");
    }
    code.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    fs::write(out.join("scenarios.rs"), code)?;
    let programs = package.join("src/programs");
    FAMILIES.iter().try_for_each(|family| registry(&programs, family, &out))
}

/// The families of the programs that are followed.
const FAMILIES: &[&str] = &["files", "makers", "system", "texts", "windows"];

/// The list of a family's programs: `FILE::ALL` of each `pub mod FILE;`, so that one more costs one line there, and
/// rustfmt still finds the file, as it would not if a macro declared it.
fn registry(programs: &Path, family: &str, out: &Path) -> io::Result<()> {
    let source = programs.join(format!("{family}.rs"));
    println!("cargo::rerun-if-changed={}", source.display());
    let text = fs::read_to_string(source)?;
    let files = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let rows: String = files.map(|file| format!("    {file}::ALL,\n")).collect();
    fs::write(out.join(format!("{family}.rs")), format!("&[\n{rows}]\n"))
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            found.push(entry?.path());
        }
    }
    found.sort();
    Ok(found)
}

fn collect(top: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> io::Result<()> {
    for path in sorted(folder)? {
        if path.is_dir() {
            collect(top, &path, files)?;
        } else {
            let inner =
                path.strip_prefix(top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((inner, path.to_string_lossy().into_owned()));
        }
    }
    Ok(())
}
