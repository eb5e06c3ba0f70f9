//! The cross-built program under Wine: built, started with exact blocks, its prefix compared before and after.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs")]

mod go;
pub mod hives;
mod same_bytes;
pub mod searches;
#[path = "../common/skip.rs"]
mod skip;
pub mod tally;
pub mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock};

const TARGET: &str = "x86_64-pc-windows-gnu";
const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Stands for half a pair of UTF-16 in a case, which no text of Rust's can hold.
pub const HALF: char = '\u{f8ff}';

/// One program to be started with exactly this block.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// The command line.
    pub line: String,
    pub cwd: String,
    pub block: Vec<(String, String)>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    pub status: String,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ran {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    /// Whether `launch.c` says that it could not be started, or was ended for the time it took.
    fn never_started(&self) -> bool {
        self.status.is_empty() || self.status == "9999"
    }

    /// What `cmd /u` prints.
    pub fn wide(&self) -> String {
        let units: Vec<u16> =
            self.out.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    }
}

/// A prefix of Wine's with the prepared tree and registry, and the program in it.
pub struct Lab {
    pub prefix: PathBuf,
}

/// The laboratory, one test at a time; `None`, said so, where something is missing.
pub fn lab(what: &str) -> Option<MutexGuard<'static, Lab>> {
    static LAB: OnceLock<Result<Mutex<Lab>, String>> = OnceLock::new();
    match LAB.get_or_init(|| Lab::open().map(Mutex::new)) {
        Ok(lab) => Some(lab.lock().unwrap_or_else(|poisoned| poisoned.into_inner())),
        Err(missing) => {
            skip::skipped(&format!("{what}: {missing}"));
            None
        }
    }
}

fn works(program: &str, word: &str) -> bool {
    let mut command = Command::new(program);
    command.arg(word).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether rustup has the standard library of Windows.
fn has_target() -> bool {
    let asked =
        Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    asked.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

/// Builds the program for Windows and says where it is.
fn built() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if let Some(given) = std::env::var_os("ENVSIM_WINDOWS") {
        return given.into();
    }
    let target = root.join("target");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--target", TARGET, "--target-dir"])
        .arg(&target)
        .current_dir(root)
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the program cannot be built for Windows");
    target.join(TARGET).join("debug").join("envsim.exe")
}

fn compile(source: &str, into: &Path, more: &[&str]) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(source);
    let mut command = Command::new(COMPILER);
    command.arg("-O1").arg("-o").arg(into).arg(source).args(more);
    assert!(command.status().is_ok_and(|status| status.success()), "{into:?} cannot be compiled");
}

impl Lab {
    fn open() -> Result<Self, String> {
        if !has_target() {
            return Err(format!("rustup has no target {TARGET}"));
        }
        if !works(COMPILER, "--version") {
            return Err("there is no mingw here".to_owned());
        }
        let prefix = Path::new(env!("CARGO_TARGET_TMPDIR")).join("live-windows");
        let lab = Self { prefix };
        lab.stop();
        let _ = fs::remove_dir_all(&lab.prefix);
        fs::create_dir_all(&lab.prefix).map_err(|error| error.to_string())?;
        if !lab.wine(&["cmd", "/c", "exit"]) {
            return Err("there is no usable `wine` here".to_owned());
        }
        lab.programs();
        tree::prepare(&lab);
        Ok(lab)
    }

    /// What stands in `C:\lab`.
    pub fn drive(&self) -> PathBuf {
        self.prefix.join("drive_c")
    }

    fn programs(&self) {
        let lab = self.drive().join("lab");
        fs::create_dir_all(&lab).expect("a folder in the prefix");
        fs::copy(built(), lab.join("envsim.exe")).expect("the program was built");
        // Wine 8 has no ProcessPrng, from which the standard library takes random numbers.
        compile("go_env/prng.c", &lab.join("bcryptprimitives.dll"), &["-shared", "-ladvapi32"]);
        compile("go_env/launch.c", &lab.join("launch.exe"), &[]);
        compile("live_support/say.c", &lab.join("say.exe"), &[]);
        compile("live_support/ask.c", &lab.join("ask.exe"), &["-municode", "-lshell32"]);
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("WINEPREFIX", &self.prefix).env("WINEDEBUG", "-all").env_remove("DISPLAY");
        command.env("WINEDLLOVERRIDES", "mscoree=;mshtml=").stdin(Stdio::null());
        // Wine's own helpers outlive the program and would keep a pipe open.
        command.stdout(Stdio::null()).stderr(Stdio::null()).current_dir(&self.prefix);
        command
    }

    /// Starts a program of Windows and waits for it.
    pub fn wine(&self, words: &[&str]) -> bool {
        self.command("wine").args(words).status().is_ok_and(|status| status.success())
    }

    /// Ends this prefix's server, which then writes the registry to its files.
    pub fn stop(&self) {
        let _ = self.command("wineserver").arg("-k").status();
        let _ = self.command("wineserver").arg("-w").status();
    }

    /// Starts all, each with its own block and directory; a busy Wine that did not start one is asked again.
    pub fn run(&self, cases: &[Case]) -> Vec<Ran> {
        let mut all = self.run_once(cases);
        for _ in 0..2 {
            let failed: Vec<usize> = (0..all.len()).filter(|&at| all[at].never_started()).collect();
            let again: Vec<Case> = failed.iter().map(|&at| cases[at].clone()).collect();
            if again.is_empty() {
                break;
            }
            failed.into_iter().zip(self.run_once(&again)).for_each(|(at, ran)| all[at] = ran);
        }
        all
    }

    fn run_once(&self, cases: &[Case]) -> Vec<Ran> {
        let folder = self.drive().join("lab").join("cases");
        let _ = fs::remove_dir_all(&folder);
        let half = |unit: u16| if unit == HALF as u16 { 0xd800 } else { unit };
        let wide = |text: &str| -> Vec<u8> {
            text.encode_utf16().map(half).flat_map(u16::to_le_bytes).collect()
        };
        let mut list = String::new();
        for (at, case) in cases.iter().enumerate() {
            let one = folder.join(at.to_string());
            fs::create_dir_all(&one).expect("a folder for the case");
            let put =
                |name: &str, text: &str| fs::write(one.join(name), wide(text)).expect("a file");
            let block: String =
                case.block.iter().map(|(name, value)| format!("{name}={value}\0")).collect();
            put("env", &block);
            put("cmd", &case.line);
            put("cwd", &case.cwd);
            list.push_str(&format!("C:\\lab\\cases\\{at}\n"));
        }
        fs::write(folder.join("list.txt"), list).expect("the list");
        assert!(
            self.wine(&["C:\\lab\\launch.exe", "C:\\lab\\cases\\list.txt"]),
            "the launcher fails"
        );
        (0..cases.len()).map(|at| result(&folder.join(at.to_string()))).collect()
    }
}

fn result(folder: &Path) -> Ran {
    let read = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
    let text = |name: &str| String::from_utf8_lossy(&read(name)).into_owned();
    Ran { status: text("status"), out: read("out"), err: text("err") }
}
