//! The host's files, for what the command line names itself, and its terminal.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use super::regular;
use crate::machine::Fault;
use crate::machine::files::{Files, words};

/// The host's files.
#[derive(Clone, Copy, Debug, Default)]
pub struct HostFiles;

impl Files for HostFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        regular::read(path).map_err(|fault| match fault {
            Fault::NotRead(what) => format!("it is {what}; envsim reads regular files only"),
            other => other.to_string(),
        })
    }

    fn read_inside(&self, folder: &str, path: &str) -> Result<Vec<u8>, String> {
        let folder = if folder.is_empty() { "." } else { folder };
        let real = |path: &Path| fs::canonicalize(path).map_err(|error| words(&error));
        let (holder, file) = (real(Path::new(folder))?, real(&Path::new(folder).join(path))?);
        if !file.starts_with(&holder) {
            return Err("a link leads out of the folder".to_owned());
        }
        self.read(&file.to_string_lossy())
    }

    fn list(&self, path: &str) -> Result<Vec<String>, String> {
        let mut names = Vec::new();
        for entry in fs::read_dir(path).map_err(|error| words(&error))? {
            let entry = entry.map_err(|error| words(&error))?;
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    fn write_inside(&self, folder: &str, path: &str, bytes: &[u8]) -> Result<(), String> {
        let folder = if folder.is_empty() { "." } else { folder };
        let mut directory = Path::new(folder).to_path_buf();
        let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        if parts.contains(&"..") {
            return Err("leads out of the folder".to_owned());
        }
        let name = parts.pop().unwrap_or_default();
        for part in parts {
            directory.push(part);
            make_directory(&directory)?;
        }
        let file = directory.join(name);
        if fs::symlink_metadata(&file).is_ok_and(|found| !found.is_file()) {
            return Err("is a link or no regular file, and is not written through".to_owned());
        }
        replace(&directory.join(format!(".{name}.new")), &file, bytes)
            .map_err(|error| words(&error))
    }

    fn is_directory(&self, path: &str) -> bool {
        Path::new(path).is_dir()
    }

    fn is_file(&self, path: &str) -> bool {
        Path::new(path).is_file()
    }

    fn exists(&self, path: &str) -> bool {
        Path::new(path).exists()
    }
}

fn make_directory(directory: &Path) -> Result<(), String> {
    match fs::symlink_metadata(directory) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(format!("{} is a link or no directory", directory.display())),
        Err(_) => fs::create_dir_all(directory).map_err(|error| words(&error)),
    }
}

/// Writes beside and renames: whoever reads sees the old file or the new one, and other names of the old file keep it.
fn replace(beside: &Path, file: &Path, bytes: &[u8]) -> io::Result<()> {
    let _ = fs::remove_file(beside);
    let mut new = fs::OpenOptions::new().write(true).create_new(true).open(beside)?;
    new.write_all(bytes)?;
    fs::rename(beside, file)
}

/// Columns of the terminal: `COLUMNS`, then what the terminal says, then 100.
pub fn terminal_width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let asked = || match io::stdout().is_terminal() {
        true => terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
        false => None,
    };
    told.filter(|width| *width > 0).or_else(asked).unwrap_or(100)
}
