//! The program for Windows loads nothing that a plain Windows 10 lacks. Judged on what was built
//! for Windows here; skipped with a notice where nothing was.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs")]

#[path = "common/skip.rs"]
mod skip;

use std::path::PathBuf;
use std::process::Command;

/// What every Windows 10 has in System32, in lower case ("Windows API sets"; the C runtime is part of the system).
const SYSTEM: &[&str] = &[
    "advapi32.dll",
    "bcrypt.dll",
    "bcryptprimitives.dll",
    "combase.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "ole32.dll",
    "oleaut32.dll",
    "shell32.dll",
    "user32.dll",
    "userenv.dll",
    "ws2_32.dll",
];

fn built(profile: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("target/x86_64-pc-windows-gnu")
        .join(profile)
        .join("envsim.exe");
    path.is_file().then_some(path)
}

fn imports(program: &PathBuf) -> Option<Vec<String>> {
    let output = Command::new("x86_64-w64-mingw32-objdump").arg("-p").arg(program).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let names = text.lines().filter_map(|line| line.trim().strip_prefix("DLL Name: "));
    Some(names.map(str::to_ascii_lowercase).collect())
}

#[test]
fn the_program_for_windows_needs_what_every_windows_has() {
    let programs: Vec<PathBuf> =
        ["release", "debug"].iter().filter_map(|name| built(name)).collect();
    if programs.is_empty() {
        return skip::skipped("imports of the program for Windows: none was built here");
    }
    for program in &programs {
        let Some(names) = imports(program) else {
            return skip::skipped(
                "imports of the program for Windows: there is no objdump of mingw",
            );
        };
        assert!(!names.is_empty(), "{}", program.display());
        let set = |name: &String| name.starts_with("api-ms-win-");
        let strange: Vec<_> =
            names.iter().filter(|name| !set(name) && !SYSTEM.contains(&name.as_str())).collect();
        assert!(strange.is_empty(), "{} loads {strange:?}", program.display());
    }
}
