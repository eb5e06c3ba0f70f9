//! Odd machines: the program as an ordinary user in a root of its own, made with bubblewrap. No panic, and each odd
//! thing is named. Skipped with a notice where namespaces do not work.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs")]

#[path = "common/skip.rs"]
mod skip;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What stands on a machine, below its root.
enum Item {
    /// A file with a text.
    File(&'static str, &'static str),
    /// A file that may be run.
    Program(&'static str),
    /// A directory.
    Folder(&'static str),
    /// A symbolic link: where it stands, where it leads.
    Link(&'static str, &'static str),
    /// A pipe nobody writes to.
    Pipe(&'static str),
    /// A socket.
    Socket(&'static str),
    /// A file of bytes.
    Bytes(&'static str, &'static [u8]),
    /// A large file without text.
    Large(&'static str),
    /// The permissions of what stands there already.
    Mode(&'static str, u32),
}
use Item::{Bytes, File, Folder, Large, Link, Mode, Pipe, Program, Socket};

/// One machine and one question to it.
struct Odd {
    /// What is odd.
    title: &'static str,
    /// What stands there.
    items: &'static [Item],
    /// Further words for bubblewrap.
    more: &'static [&'static str],
    /// The question.
    words: &'static [&'static str],
    /// What the answer, or what is said beside it, names.
    names: &'static [&'static str],
}

const PASSWD: Item =
    File("etc/passwd", "me:x:1000:1000::/home/me:/bin/bash\nroot:x:0:0::/root:/bin/sh\n");
const HOME: Item = Folder("home/me");

const MACHINES: &[Odd] = &include!("live_support/odd_machines.rs");

#[test]
fn odd_machines_are_named_and_nothing_panics() {
    if let Err(why) = usable() {
        skip::skipped(&format!("odd machines: {why}"));
        return;
    }
    let mut wrong = Vec::new();
    for odd in MACHINES {
        let output = ask(odd);
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        let code = output.status.code();
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let missing: Vec<_> = odd.names.iter().filter(|name| !flat.contains(**name)).collect();
        if said.contains("panicked") || !matches!(code, Some(0..=2)) || !missing.is_empty() {
            wrong.push(format!("{}: {code:?}, not named: {missing:?}\n{said}", odd.title));
        }
    }
    println!("{} odd machines, {} wrong", MACHINES.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

#[test]
fn words_and_variables_that_are_no_text_are_named() {
    let envsim = |words: &[&[u8]]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_envsim"));
        command.args(words.iter().map(|word| OsStr::from_bytes(word)));
        command.env("ODD", OsStr::from_bytes(b"x\xff\x1b[31m")).output().expect("it runs")
    };
    let refused = envsim(&[b"explain", b"a\xff\x1b[31m"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2));
    assert!(said.contains("word 2 of the command line") && !said.contains('\x1b'), "{said}");
    let odd = envsim(&[b"env", b"bash", b"--only", b"ODD"]);
    let said = String::from_utf8_lossy(&odd.stdout).into_owned();
    assert!(said.contains("no Unicode text") && !said.contains('\x1b'), "{said}");
    let check = envsim(&[b"check"]);
    assert!(String::from_utf8_lossy(&check.stderr).contains("the variable ODD holds bytes"));
}

/// Whether a root of our own can be had here.
fn usable() -> Result<(), String> {
    let mut command = Command::new("bwrap");
    command.args(BASE).args(["--uid", "1000", "--gid", "1000", "/usr/bin/true"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("bwrap cannot make namespaces here".to_owned()),
        Err(_) => Err("there is no bwrap here".to_owned()),
    }
}

const BASE: &[&str] = &[
    "--unshare-all",
    "--die-with-parent",
    "--ro-bind",
    "/usr",
    "/usr",
    "--symlink",
    "usr/bin",
    "/bin",
    "--symlink",
    "usr/lib",
    "/lib",
    "--symlink",
    "usr/lib64",
    "/lib64",
    "--clearenv",
];

fn ask(odd: &Odd) -> Output {
    let root = tempfile::tempdir().expect("a temporary folder");
    for folder in ["etc", "home", "opt", "work"] {
        fs::create_dir(root.path().join(folder)).expect("a folder");
    }
    odd.items.iter().for_each(|item| make(root.path(), item));
    let mut command = Command::new("timeout");
    command.args(["20", "bwrap"]).args(BASE);
    command.arg("--ro-bind").arg(env!("CARGO_BIN_EXE_envsim")).arg("/envsim");
    for folder in ["etc", "home", "opt", "work"] {
        command.arg("--bind").arg(root.path().join(folder)).arg(format!("/{folder}"));
    }
    command.args(["--uid", "1000", "--gid", "1000"]);
    if !odd.more.contains(&"--chdir") {
        command.args(["--chdir", "/"]);
    }
    for (name, value) in [("PATH", "/usr/bin:/bin"), ("HOME", "/home/me"), ("USER", "me")] {
        command.args(["--setenv", name, value]);
    }
    command.args(odd.more);
    // bwrap sets PWD by itself: what is to be given instead stands before the question.
    let set = odd.words.iter().take_while(|word| word.contains('=')).count();
    let (set, words) = odd.words.split_at(set);
    command.arg("/usr/bin/env").args(set).arg("/envsim").args(words);
    let output = command.stdin(Stdio::null()).output();
    // What nobody may enter cannot be removed either.
    for item in odd.items {
        if let Mode(path, _) = item {
            let _ = fs::set_permissions(root.path().join(path), fs::Permissions::from_mode(0o700));
        }
    }
    output.expect("bwrap runs")
}

fn make(root: &Path, item: &Item) {
    let at = |path: &str| {
        let full = root.join(path);
        fs::create_dir_all(full.parent().expect("a folder above")).expect("folders");
        full
    };
    match item {
        File(path, text) => fs::write(at(path), text).expect("a file"),
        Bytes(path, bytes) => fs::write(at(path), bytes).expect("a file"),
        Program(path) => {
            fs::write(at(path), "#!/bin/sh\n").expect("a program");
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(root.join(path), mode).expect("a mode");
        }
        Folder(path) => fs::create_dir_all(at(path)).expect("a folder"),
        Link(path, target) => symlink(target, at(path)).expect("a link"),
        Pipe(path) => {
            let (kind, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU);
            rustix::fs::mknodat(rustix::fs::CWD, at(path), kind, mode, 0).expect("a pipe");
        }
        Socket(path) => drop(std::os::unix::net::UnixListener::bind(at(path)).expect("a socket")),
        Large(path) => {
            let file = fs::File::create(at(path)).expect("a file");
            file.set_len(64 << 20).expect("a length");
        }
        Mode(path, mode) => {
            let mode = fs::Permissions::from_mode(*mode);
            fs::set_permissions(root.join(path), mode).expect("a mode");
        }
    }
}
