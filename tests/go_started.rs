//! What a go sees that a script starts: `go-env --script FILE:LINE`, and a `go` that is itself a script.

#[path = "common/machine.rs"]
mod machine;
#[path = "common/program.rs"]
mod program;

use machine::recorded;
use program::{Ran, envsim};
use serde_json::{Value, json};

const GO_ENV: &str =
    "GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n";

/// A Linux machine with two trees of Go, and these files.
fn linux(files: &[(&str, &str)]) -> Value {
    let mut all = json!({
        "/usr/bin/bash": {"mode": "0755"}, "/usr/bin/sh": {"mode": "0755"}, "/usr/bin/env": {"mode": "0755"},
        "/bin": {"symlink": "usr/bin"}, "/tmp": {"dir": true},
        "/home/me/.bashrc": {"text": "export PATH=$HOME/bin:$PATH:/usr/local/go/bin\n"},
    });
    for (root, version) in [("/usr/local/go", "1.26.6"), ("/opt/go", "1.24.2")] {
        all[format!("{root}/VERSION")] = json!({"text": format!("go{version}\n")});
        all[format!("{root}/go.env")] = json!({"text": GO_ENV});
        all[format!("{root}/pkg/tool/linux_amd64/compile")] = json!({"mode": "0755"});
        all[format!("{root}/bin/go")] = json!({"mode": "0755"});
    }
    for (path, text) in files {
        all[*path] = json!({"text": text, "mode": "0755"});
    }
    json!({
        "schema": "envsim-scenario/1", "title": "t", "platform": "linux", "arch": "amd64",
        "user": {"name": "me", "home": "/home/me", "shell": "/bin/bash"}, "cwd": "/home/me", "files": all,
        "shells": {"bash": {"path": "/bin/bash", "version": "5.2"}, "sh": {"path": "/bin/sh"}},
    })
}

/// A Windows machine with Go, and these files.
fn windows(files: &[(&str, &str)]) -> Value {
    let mut all = json!({
        "C:\\Go\\bin\\go.exe": {}, "C:\\Go\\VERSION": {"text": "go1.26.3\n"}, "C:\\Go\\go.env": {"text": GO_ENV},
        "C:\\Go\\pkg\\tool\\windows_amd64\\compile.exe": {}, "C:\\Program Files\\PowerShell\\7\\pwsh.exe": {},
        "C:\\Windows\\system32\\cmd.exe": {},
    });
    for (path, text) in files {
        all[*path] = json!({"text": text});
    }
    let path = json!({"Path": {"type": "REG_EXPAND_SZ", "data": "C:\\bin;%SystemRoot%\\system32;C:\\Go\\bin"}});
    json!({
        "schema": "envsim-scenario/1", "title": "t", "platform": "windows", "arch": "amd64",
        "user": {"name": "me", "home": "C:\\Users\\me"}, "cwd": "C:\\work", "files": all,
        "registry": {"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment": path},
    })
}

fn asked(machine: &Value, words: &[&str]) -> Ran {
    let folder = recorded(machine);
    let place = folder.path().to_string_lossy().into_owned();
    envsim(&[&["go-env"][..], words, &["--scenario", &place]].concat())
}

/// Values as JSON has them: `?` where one is not known.
fn values(ran: &Ran, names: &[&str]) -> Vec<String> {
    let result: Value = serde_json::from_str(&ran.out).unwrap_or_default();
    let one = |name: &&str| {
        let text = result["variables"][*name]["value"].as_str();
        text.unwrap_or("?").to_owned()
    };
    names.iter().map(one).collect()
}

fn on_line(machine: &Value, file: &str, line: u32, names: &[&str]) -> (Vec<String>, bool) {
    let place = format!("{file}:{line}");
    let words = ["--format", "json", "--script", &place];
    let ran = asked(machine, &[&words[..], names].concat());
    let result: Value = serde_json::from_str(&ran.out).unwrap_or_default();
    let doubts = result["doubts"].as_array().is_some_and(|doubts| !doubts.is_empty());
    (values(&ran, names), doubts)
}

#[test]
fn a_command_sees_what_its_script_gives_it_wherever_it_stands() {
    let script = "\
export CGO_ENABLED=0
GOOS=windows GOARCH=arm64 go build
for a in arm64 386; do GOARCH=$a go build; done
env GOOS=darwin go build
(export GOOS=plan9; go vet)
export GOFLAGS=-v && GOOS=js go list
build() { GOARCH=$1 go build -ldflags \"-X a=$(date)\"; }
build riscv64
x=$(cd /tmp && GOOS=aix go env GOOS)
GOOS=solaris exec go run .
";
    let machine = linux(&[("/home/me/b.sh", script)]);
    let names = ["GOOS", "GOARCH", "CGO_ENABLED", "GOFLAGS"];
    for (line, wanted) in [
        (2, ["windows", "arm64", "0", ""]),
        (3, ["linux", "arm64", "0", ""]),
        (4, ["darwin", "amd64", "0", ""]),
        (5, ["plan9", "amd64", "0", ""]),
        (6, ["js", "amd64", "0", "-v"]),
        (7, ["linux", "riscv64", "0", "-v"]),
        (9, ["aix", "amd64", "0", "-v"]),
        (10, ["solaris", "amd64", "0", "-v"]),
    ] {
        let (values, doubts) = on_line(&machine, "/home/me/b.sh", line, &names);
        assert_eq!((values, doubts), (wanted.map(str::to_owned).into(), false), "line {line}");
    }
    let ran = asked(&machine, &["--script", "/home/me/b.sh:3"]);
    assert!(
        ran.out.contains("the command runs 2 times; this is what it sees first"),
        "{}",
        ran.out
    );
    let ran = asked(&machine, &["--script", "/home/me/b.sh:1"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
}

/// A branch that is not taken, or of which nobody knows whether it is.
#[test]
fn a_command_that_may_not_run_is_doubted() {
    let script = "export GOOS=js\nif [ -n \"$1\" ]; then GOARCH=wasm go build; fi\nif mystery; then go vet; fi\n";
    let machine = linux(&[("/home/me/b.sh", script), ("/usr/bin/mystery", "")]);
    for line in [2, 3] {
        let (values, doubts) = on_line(&machine, "/home/me/b.sh", line, &["GOOS"]);
        assert_eq!((values, doubts), (vec!["js".to_owned()], true), "line {line}");
    }
}

#[test]
fn cmd_and_powershell_give_their_commands_what_stands_before_them() {
    let batch = "@set GOOS=linux\r\n@set GOARCH=arm64&& go build\r\n@for %%a in (386) do @(set GOARCH=%%a& go vet)\r\n";
    let script = "$env:GOOS = 'linux'; go build\r\nforeach ($a in 'arm64', '386') { $env:GOARCH = $a; & go build }\r\n";
    let machine = windows(&[("C:\\work\\b.bat", batch), ("C:\\work\\b.ps1", script)]);
    for (file, line, wanted) in [
        ("C:\\work\\b.bat", 2, ["linux", "arm64"]),
        ("C:\\work\\b.bat", 3, ["linux", "386"]),
        ("C:\\work\\b.ps1", 1, ["linux", "amd64"]),
        ("C:\\work\\b.ps1", 2, ["linux", "arm64"]),
    ] {
        let (values, doubts) = on_line(&machine, file, line, &["GOOS", "GOARCH"]);
        assert_eq!((values, doubts), (wanted.map(str::to_owned).into(), false), "{file}:{line}");
    }
}

/// A `go` that is a script: what it sets reaches the one that it starts, in `go-env` and in `$(go env …)`.
#[test]
fn a_script_called_go_is_followed_with_what_it_sets() {
    let names = ["GOVERSION", "GOFLAGS", "GOROOT"];
    let given = |version: &str, flags: &str| {
        let root = if version == "1.24.2" { "/opt/go" } else { "/usr/local/go" };
        vec![format!("go{version}"), flags.to_owned(), root.to_owned()]
    };
    for (script, wanted) in [
        ("#!/bin/sh\nexec /opt/go/bin/go \"$@\"\n", given("1.24.2", "")),
        ("#!/bin/sh\n/opt/go/bin/go \"$@\"\n", given("1.24.2", "")),
        ("#!/bin/sh\nexport GOFLAGS=-v\nexec /opt/go/bin/go \"$@\"\n", given("1.24.2", "-v")),
        ("#!/bin/sh\nexec env GOFLAGS=-x /opt/go/bin/go \"$@\"\n", given("1.24.2", "-x")),
        ("#!/bin/bash\nGOFLAGS=-a exec /opt/go/bin/go ${1+\"$@\"}\n", given("1.24.2", "-a")),
        (
            "#!/bin/bash\nif [ -d /nowhere ]; then exec /nowhere/go \"$@\"; fi\nPATH=/usr/local/go/bin:$PATH exec go \"$@\"\n",
            given("1.26.6", ""),
        ),
    ] {
        let machine = linux(&[("/home/me/bin/go", script)]);
        let ran = asked(&machine, &[&["--format", "json"][..], &names].concat());
        assert_eq!(values(&ran, &names), wanted, "{script}{}", ran.err);
        let asks = "export A=\"$(go env GOVERSION GOFLAGS)\"\n";
        let rc = format!("export PATH=$HOME/bin:$PATH:/usr/local/go/bin\n{asks}");
        let machine = linux(&[("/home/me/bin/go", script), ("/home/me/.bashrc", &rc)]);
        let folder = recorded(&machine);
        let place = folder.path().to_string_lossy().into_owned();
        let ran = envsim(&["env", "bash", "--format", "json", "--scenario", &place]);
        let lines = format!("{}\\n{}", wanted[0], wanted[1]);
        let lines = lines.trim_end_matches("\\n");
        assert!(ran.out.contains(&format!("\"value\": \"{lines}\"")), "{script}: {lines}");
    }
}

/// What cannot be followed is said, and nothing else.
#[test]
fn a_go_that_is_not_followed_is_not_known() {
    let machines = [
        linux(&[("/home/me/bin/go", "#!/usr/bin/env python3\nimport os\n")]),
        linux(&[
            (
                "/home/me/bin/go",
                "#!/bin/sh\nif mystery; then exec /opt/go/bin/go \"$@\"; fi\nexec /usr/local/go/bin/go \"$@\"\n",
            ),
            ("/usr/bin/mystery", ""),
        ]),
        linux(&[(
            "/home/me/.bashrc",
            "PATH=$PATH:/usr/local/go/bin\ngo() { GOFLAGS=-v command go \"$@\"; }\n",
        )]),
        linux(&[("/home/me/.bashrc", "alias go='GOFLAGS=-v /opt/go/bin/go'\n")]),
    ];
    for machine in &machines {
        let ran = asked(machine, &["--plain", "GOFLAGS"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{machine}");
        assert!(ran.err.starts_with("envsim: go is not known: "), "{}", ran.err);
    }
}

/// What go dies of comes first, and a toolchain that is not there is not called one that comes.
#[test]
fn the_first_lines_say_what_go_would_do() {
    let profile = |line: &str| {
        linux(&[("/home/me/.bashrc", &format!("PATH=$PATH:/usr/local/go/bin\n{line}\n"))])
    };
    for (line, wanted) in [
        ("export GOROOT=/none", "go itself says: go: cannot find GOROOT directory: /none"),
        (
            "export GOTOOLCHAIN=go1.22.0+path",
            "go1.22.0 is asked for by GOTOOLCHAIN=go1.22.0+path, and is not found",
        ),
        (
            "export GOTOOLCHAIN=go1.22",
            "go1.22 is asked for by GOTOOLCHAIN=go1.22, and was never released: the first release of that version is go1.22.0",
        ),
        (
            "export GOTOOLCHAIN=go1.99.1",
            "go1.99.1, which envsim knows nothing of, would build here, if there is such a release to download: GOTOOLCHAIN=go1.99.1 asks for it",
        ),
    ] {
        let ran = asked(&profile(line), &[]);
        let text = ran.out.lines().skip(1).collect::<Vec<_>>().join(" ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.starts_with(wanted), "{}", ran.out);
    }
}
