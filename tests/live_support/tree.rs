//! The prepared tree and registry.

use std::fs;

use super::Lab;

/// The files of the tree below `C:\tree`; what ends in `.exe` or `.com` says its own name, so do batch files.
const FILES: &[&str] = &[
    "p1\\a.exe",
    "p1\\b.bat",
    "p1\\c",
    "p1\\d.exe.exe",
    "p1\\e.com",
    "p1\\e.exe",
    "p1\\e.bat",
    "p1\\f.cmd",
    "p1\\g.exe\\inside.txt",
    "p1\\long name.exe",
    "p1\\dot.name.exe",
    "p1\\h.bat.bat",
    "p1\\UPPER.EXE",
    "p1\\both.bat",
    "p1\\both.exe",
    "p1\\py.xyz",
    "p2\\a.exe",
    "p2\\a.bat",
    "p2\\b.exe",
    "p2\\c.exe",
    "p2\\c.bat",
    "p2\\d.bat",
    "p2\\g.bat",
    "p2\\only2.cmd",
    "p2\\both.exe",
    "p2\\git.exe",
    "p2\\more.exe",
    "p2\\sub\\deep.exe",
    "p2\\sub\\deep.bat",
    "p 3\\spaced.exe",
    "p 3\\a.cmd",
    "p 3\\dash-ed.bat",
    "p 3\\more.bat",
    "p;4\\semi.exe",
    "w\\a.bat",
    "w\\here.exe",
    "w\\both.cmd",
    "w\\git.bat",
    "w\\sub\\deep.exe",
    "w\\x.y.bat",
    "app\\registered.exe",
    "app\\hidden.exe",
    "app\\quoted name.exe",
];

/// The registry, in the file format of `reg import`.
const REGISTRY: &str = r#"Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\Software\Lab]
@="the default"
"Text"="plain"
"Spaces"="two  words "
"Percent"="%USERPROFILE%\\x"
"Expand"=hex(2):25,00,53,00,79,00,73,00,74,00,65,00,6d,00,52,00,6f,00,6f,00,74,00,25,00,5c,00,78,00,00,00
"Unfinished"=hex(1):61,00,62,00
"Number"=dword:0000002a
"Large"=dword:ffffffff
"Quad"=hex(b):01,00,00,00,01,00,00,00
"List"=hex(7):61,00,00,00,62,00,63,00,00,00,00,00
"Bytes"=hex:01,02,fe
"Backslash"="C:\\dir\\"
"Quote"="say \"x\""
"Semicolons"="a;b;;c"
"name with spaces"="value"
"Umlaut"="\u00e4"

[HKEY_CURRENT_USER\Software\Lab\Below]
"Deep"="down"

[HKEY_CURRENT_USER\Software\Lab\Other]

[HKEY_CURRENT_USER\Environment]
"LAB_JDK"="C:\\jdk-21"

[HKEY_LOCAL_MACHINE\Software\Lab]
"Text"="of the machine"

[HKEY_LOCAL_MACHINE\Software\Wow6432Node\Lab]
"Text"="of 32-bit programs"

[HKEY_LOCAL_MACHINE\Software\Microsoft\Windows\CurrentVersion\App Paths\registered.exe]
@="C:\\tree\\app\\registered.exe"

[HKEY_LOCAL_MACHINE\Software\Microsoft\Windows\CurrentVersion\App Paths\other.exe]
@="C:\\tree\\app\\hidden.exe"

[HKEY_LOCAL_MACHINE\Software\Microsoft\Windows\CurrentVersion\App Paths\quoted.exe]
@="\"C:\\tree\\app\\quoted name.exe\""

[HKEY_CURRENT_USER\Software\Microsoft\Command Processor]
"AutoRun"="if defined LAB call C:\\tree\\auto.bat"
"#;

/// What `reg query` is asked for: key, value, and the name of the variable that takes the answer.
pub const QUERIES: &[(&str, &str)] = &[
    ("HKCU\\Software\\Lab", "Text"),
    ("HKCU\\Software\\Lab", "text"),
    ("HKCU\\Software\\Lab", "Spaces"),
    ("HKCU\\Software\\Lab", "Percent"),
    ("HKCU\\Software\\Lab", "Expand"),
    ("HKCU\\Software\\Lab", "Unfinished"),
    ("HKCU\\Software\\Lab", "Number"),
    ("HKCU\\Software\\Lab", "Large"),
    ("HKCU\\Software\\Lab", "Backslash"),
    ("HKCU\\Software\\Lab", "Semicolons"),
    ("HKCU\\Software\\Lab", "Missing"),
    ("HKCU\\Software\\Lab\\Below", "Deep"),
    ("HKEY_CURRENT_USER\\Software\\Lab\\Below", "Deep"),
    ("hkcu\\software\\lab\\below", "Deep"),
    ("HKCU\\Software\\Lab\\Other", "Deep"),
    ("HKCU\\Software\\Lab\\Nowhere", "Deep"),
    ("HKLM\\Software\\Lab", "Text"),
    ("HKLM\\Software\\Wow6432Node\\Lab", "Text"),
];

/// Letters that mean something else in every code page.
const OEM: &[u8] = b"@set OEM1=\x84\x81\xe1\r\n@set OEM2=\xc4\x80\r\n@set OEM3=plain\r\n";

/// Puts the tree and the registry into a new prefix.
pub fn prepare(lab: &Lab) {
    let say = lab.drive().join("lab").join("say.exe");
    for file in FILES {
        let path = lab.drive().join("tree").join(file.replace('\\', "/"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder of the tree");
        let lower = file.to_ascii_lowercase();
        if lower.ends_with(".exe") || lower.ends_with(".com") {
            fs::copy(&say, &path).expect("a program of the tree");
        } else if lower.ends_with(".bat") || lower.ends_with(".cmd") {
            fs::write(&path, "@echo %~f0\r\n").expect("a batch file of the tree");
        } else {
            fs::write(&path, "").expect("a file of the tree");
        }
    }
    fs::write(lab.drive().join("tree").join("auto.bat"), queries()).expect("the batch file");
    fs::write(lab.drive().join("tree").join("oem.bat"), OEM).expect("the batch file");
    // The file format of regedit is UTF-16 with a mark.
    let text = REGISTRY.replace("\\u00e4", "\u{e4}").replace('\n', "\r\n");
    let bytes: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(lab.drive().join("lab").join("lab.reg"), bytes).expect("the registry file");
    assert!(lab.wine(&["regedit", "/S", "C:\\lab\\lab.reg"]), "the registry is not prepared");
}

/// One line for every query; a missing value leaves the variable as it was.
fn queries() -> String {
    let line = |(at, (key, name)): (usize, &(&str, &str))| {
        format!(
            "set \"Q{at}=none\"\r\nfor /f \"tokens=2,*\" %%a in ('reg query \"{key}\" /v \"{name}\" 2^>nul') do set \"Q{at}=%%a %%b\"\r\n"
        )
    };
    let lines: String = QUERIES.iter().enumerate().map(line).collect();
    // Every command of `for /f` is run by a cmd of its own, which reads AutoRun again.
    format!("@echo off\r\nset LAB=\r\n{lines}call C:\\tree\\oem.bat\r\n")
}
