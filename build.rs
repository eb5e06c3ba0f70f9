//! Lists the files under `scenarios/` so that the binary carries them.
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
    fs::write(out.join("scenarios.rs"), code)
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
