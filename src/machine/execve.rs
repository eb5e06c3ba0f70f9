//! What execve(2) makes of a file that may be executed: its first bytes decide.
//!
//! Linux: fs/binfmt_script.c (the line is looked for in the first 256 bytes since 5.1) and fs/exec.c (a script may be
//! the interpreter of another one, five deep), fs/binfmt_elf.c; macOS: bsd/kern/kern_exec.c (`exec_shell_imgact`, 512 bytes).

mod foreign;

use super::{Fault, Machine, Platform};

/// How many interpreters may stand behind each other (fs/exec.c, `exec_binprm`).
const DEEPEST: usize = 5;

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Execve {
    /// It starts, as far as its first bytes tell.
    Starts,
    /// ENOENT, ENOTDIR: the interpreter that its first line names is not there.
    NoInterpreter(String, Fault),
    /// EACCES: that interpreter may not be executed.
    Denied(String),
    /// ELOOP: it is its own interpreter in the end.
    Loops,
    /// ENOEXEC: no format that the kernel knows.
    NoFormat(Format),
}

/// What a file looks like that the kernel does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A text without `#!`.
    Plain,
    /// Nothing stands behind `#!`, or a text without `#!` does.
    NoProgram,
    /// The line behind `#!` is longer than the kernel reads.
    LongLine,
    /// A program, and of another kind of system.
    Foreign(&'static str),
}

/// How much of a file the kernel looks at.
pub(super) fn seen(platform: Platform) -> usize {
    if platform == Platform::MacOs { 512 } else { 256 }
}

/// What becomes of an executable file started in that directory.
pub fn execve(machine: &dyn Machine, path: &str, cwd: &str) -> Execve {
    let mut file = path.to_owned();
    for depth in 0..=DEEPEST {
        // What cannot be read, or was not recorded, is taken for a program.
        let Ok(start) = machine.start_of(&file) else { return Execve::Starts };
        let Some(line) = start.strip_prefix(b"#!") else { return other(machine, &start, depth) };
        let interpreter = match interpreter(line, start.len() >= seen(machine.platform())) {
            Ok(name) => name,
            Err(format) => return Execve::NoFormat(format),
        };
        file = machine.platform().absolute(cwd, &interpreter);
        let installed = machine.facts().shells.values().any(|shell| shell.path == file);
        match machine.status(&file) {
            Ok(status) if status.is_file() && status.executable => {}
            Ok(_) => return Execve::Denied(interpreter),
            Err(Fault::Loop) => return Execve::Loops,
            Err(Fault::Denied) => return Execve::Denied(interpreter),
            Err(why @ (Fault::NotFound | Fault::NotADirectory)) if !installed => {
                return Execve::NoInterpreter(interpreter, why);
            }
            Err(_) => return Execve::Starts,
        }
    }
    Execve::Loops
}

/// A file without `#!`: a text where no NUL stands in its first line.
fn other(machine: &dyn Machine, start: &[u8], depth: usize) -> Execve {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match (line.contains(&0), depth) {
        (true, _) => foreign::kind(machine, start)
            .map_or(Execve::Starts, |kind| Execve::NoFormat(Format::Foreign(kind))),
        (false, 0) => Execve::NoFormat(Format::Plain),
        (false, _) => Execve::NoFormat(Format::NoProgram),
    }
}

/// The program that the line behind `#!` names; `cut` where the file goes on behind what is seen.
fn interpreter(line: &[u8], cut: bool) -> Result<String, Format> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let ended = line.iter().position(|byte| *byte == b'\n');
    let line = &line[..ended.unwrap_or(line.len())];
    let from = line.iter().position(|byte| !is_blank(byte)).ok_or(Format::NoProgram)?;
    let rest = &line[from..];
    let to = rest.iter().position(|byte| is_blank(byte) || *byte == 0);
    if to.is_none() && ended.is_none() && cut {
        return Err(Format::LongLine);
    }
    let name = String::from_utf8_lossy(&rest[..to.unwrap_or(rest.len())]).into_owned();
    if name.is_empty() { Err(Format::NoProgram) } else { Ok(name) }
}

impl Execve {
    /// Why it does not start, in words; `None` where it does.
    pub fn reason(&self) -> Option<String> {
        Some(match self {
            Self::Starts => return None,
            Self::NoInterpreter(name, _) => match name.strip_suffix('\r') {
                Some(name) => format!(
                    "its first line ends in a carriage return, so that its interpreter is {name}^M, which is not there"
                ),
                None => format!("its interpreter {name} is not there"),
            },
            Self::Denied(name) => format!("its interpreter {name} may not be executed"),
            Self::Loops => "its interpreter leads back to itself".to_owned(),
            Self::NoFormat(Format::Foreign(kind)) => {
                format!("it is a program for {kind}, which the kernel does not start")
            }
            Self::NoFormat(Format::Plain) => "it has no #! line".to_owned(),
            Self::NoFormat(Format::NoProgram) => "its #! line names no program".to_owned(),
            Self::NoFormat(Format::LongLine) => {
                "its #! line is longer than the kernel reads".to_owned()
            }
        })
    }
}
