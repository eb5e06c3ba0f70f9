//! The host's files, for what the command line names itself, and its terminal.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use crate::machine::LARGEST_FILE;
use crate::machine::files::Files;

/// The host's files.
#[derive(Clone, Copy, Debug, Default)]
pub struct HostFiles;

impl Files for HostFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let read = || -> io::Result<Vec<u8>> {
            let mut bytes = Vec::new();
            fs::File::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        match read() {
            Ok(bytes) if bytes.len() as u64 > LARGEST_FILE => {
                Err(format!("larger than {LARGEST_FILE} bytes"))
            }
            Ok(bytes) => Ok(bytes),
            Err(error) => Err(words(&error)),
        }
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

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), String> {
        if let Some(directory) = Path::new(path).parent() {
            fs::create_dir_all(directory).map_err(|error| words(&error))?;
        }
        fs::write(path, bytes).map_err(|error| words(&error))
    }

    fn is_directory(&self, path: &str) -> bool {
        Path::new(path).is_dir()
    }

    fn is_file(&self, path: &str) -> bool {
        Path::new(path).is_file()
    }
}

fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
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
