//! Where the installers of Windows put programs, and which of their choices puts the directory into PATH.
//!
//! Each by the installer's own words: docs.python.org "Using Python on Windows", code.visualstudio.com "Visual Studio
//! Code on Windows", gitforwindows.org, cmake.org, docs.docker.com, learn.microsoft.com (.NET, PowerShell, OpenJDK),
//! adoptium.net, rubyinstaller.org, strawberryperl.com, msys2.org, docs.anaconda.com, nodejs.org, go.dev.

use crate::machine::{Kind, Machine};

/// Directories below the home, one part of which may end in `*`, and who puts them into PATH.
const OWN: &[(&str, &str)] = &[
    ("AppData/Local/Programs/Python/Python*", PYTHON),
    ("AppData/Local/Programs/Python/Python*/Scripts", PYTHON),
    ("AppData/Roaming/Python/Python*/Scripts", "nobody by itself, where pip installs with --user,"),
    ("AppData/Local/Programs/Microsoft VS Code/bin", CODE),
    ("AppData/Local/Programs/Git/cmd", GIT),
    ("AppData/Local/Microsoft/WinGet/Links", "winget"),
    ("AppData/Roaming/nvm", "the installer of nvm-windows"),
    ("AppData/Local/nvm", "the installer of nvm-windows"),
    ("miniconda3/Scripts", CONDA),
    ("anaconda3/Scripts", CONDA),
    ("miniforge3/Scripts", CONDA),
];
/// The same for the whole machine.
const WHOLE: &[(&str, &str)] = &[
    (r"C:\Program Files\Python*", PYTHON),
    (r"C:\Program Files\Python*\Scripts", PYTHON),
    (r"C:\Python*", PYTHON),
    (r"C:\Program Files\Microsoft VS Code\bin", CODE),
    (r"C:\Program Files\Git\cmd", GIT),
    (r"C:\Program Files\Git\usr\bin", GIT_TOOLS),
    (r"C:\Program Files\Git\mingw64\bin", GIT_TOOLS),
    (r"C:\Program Files\nodejs", "the installer of Node.js (\"Add to PATH\")"),
    (r"C:\Program Files\Go\bin", "the installer of Go"),
    (r"C:\Program Files\dotnet", "the installer of .NET"),
    (r"C:\Program Files\PowerShell\7", "the installer of PowerShell (\"Add PowerShell to Path\")"),
    (r"C:\Program Files\CMake\bin", "the installer of CMake (\"Add CMake to the system PATH\")"),
    (r"C:\Program Files\Docker\Docker\resources\bin", "the installer of Docker Desktop"),
    (r"C:\Program Files\GitHub CLI", "the installer of the GitHub CLI"),
    (r"C:\Program Files\Microsoft\jdk-*\bin", "the installer of the JDK (\"Add to PATH\")"),
    (r"C:\Program Files\Eclipse Adoptium\*\bin", "the installer of the JDK (\"Add to PATH\")"),
    (r"C:\Program Files\Java\jdk*\bin", "nobody by itself"),
    (r"C:\Program Files\LLVM\bin", "the installer of LLVM (\"Add LLVM to the system PATH\")"),
    (r"C:\Program Files\7-Zip", "nobody by itself"),
    (r"C:\Program Files\PostgreSQL\*\bin", "nobody by itself"),
    (r"C:\Ruby*\bin", "the installer of Ruby (\"Add Ruby executables to your PATH\")"),
    (r"C:\Strawberry\perl\bin", "the installer of Strawberry Perl"),
    (r"C:\msys64\ucrt64\bin", "nobody by itself, but for the shells of MSYS2,"),
    (r"C:\msys64\usr\bin", "nobody by itself, but for the shells of MSYS2,"),
];
const PYTHON: &str = "the installer of Python (\"Add python.exe to PATH\")";
const CODE: &str = "the installer of VS Code (\"Add to PATH\")";
const GIT: &str = "the installer of Git (\"Git from the command line\")";
const GIT_TOOLS: &str = "the installer of Git (\"Use Git and optional Unix tools\")";
const CONDA: &str = "conda init, or its installer (\"Add to my PATH\"),";

/// All of them that are there, and who puts each into PATH.
pub(super) fn directories(machine: &dyn Machine) -> Vec<(String, &'static str)> {
    let platform = machine.platform();
    if !platform.is_windows() {
        return Vec::new();
    }
    let home = &machine.facts().user.home;
    let own =
        OWN.iter().map(|(inner, who)| (platform.normalize(&platform.join(home, inner)), *who));
    let whole = WHOLE.iter().map(|(path, who)| ((*path).to_owned(), *who));
    own.chain(whole)
        .flat_map(|(pattern, who)| {
            matching(machine, &pattern).into_iter().map(move |path| (path, who))
        })
        .collect()
}

/// The directories that a path stands for, one part of which may end in `*`; the last by name comes first.
fn matching(machine: &dyn Machine, pattern: &str) -> Vec<String> {
    let Some((front, rest)) = pattern.split_once('*') else { return vec![pattern.to_owned()] };
    let Some((parent, start)) = front.rsplit_once('\\') else { return Vec::new() };
    // A drive alone is no directory.
    let parent = if parent.ends_with(':') { format!("{parent}\\") } else { parent.to_owned() };
    let begins =
        |name: &str| name.get(..start.len()).is_some_and(|front| front.eq_ignore_ascii_case(start));
    let entries = machine.listing(&parent).unwrap_or_else(|_| [].into());
    let there = entries.iter().filter(|one| one.kind == Kind::Directory && begins(&one.name));
    let mut paths: Vec<String> =
        there.map(|one| format!("{}{rest}", machine.platform().join(&parent, &one.name))).collect();
    paths.reverse();
    paths
}
