//! Which files bash, zsh and sh read as they start, over modes, variables and homes, beside the real shells.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

#[path = "common/skip.rs"]
mod skip;

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use envsim::machine::live::Live;
use envsim::machine::{Installed, Platform};
use envsim::session::{Session, Spec, WhatIf};
use envsim::shells::Flow;

const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// A program under a name, and the options that its flags stand for.
struct Way {
    shell: &'static str,
    program: &'static str,
    name: &'static str,
    variant: Option<&'static str>,
    flags: &'static [(&'static str, &'static [&'static str])],
}

const WAYS: &[Way] = &[
    Way {
        shell: "bash",
        program: "/bin/bash",
        name: "bash",
        variant: None,
        flags: &[("", &[]), ("+noprofile", &["--noprofile", "--norc"]), ("+posix", &["--posix"])],
    },
    Way {
        shell: "sh",
        program: "/bin/bash",
        name: "sh",
        variant: Some("bash"),
        flags: &[("", &[])],
    },
    Way {
        shell: "sh",
        program: "/bin/dash",
        name: "dash",
        variant: Some("dash"),
        flags: &[("", &[])],
    },
    Way {
        shell: "zsh",
        program: "/bin/zsh",
        name: "zsh",
        variant: None,
        flags: &[("", &[]), ("+noprofile", &["-f"]), ("+posix", &["--emulate", "sh"])],
    },
];

const MODES: &[(&str, &str)] =
    &[("script", "-c"), ("login", "-lc"), ("interactive", "-ic"), ("login+interactive", "-ilc")];

/// What the shell is given besides HOME and PATH; `@` is the home.
const GIVEN: &[(&str, &[(&str, &str)])] = &[
    ("bash sh zsh", &[]),
    ("bash sh", &[("POSIXLY_CORRECT", "1")]),
    ("bash sh", &[("POSIXLY_CORRECT", ""), ("ENV", "@/env")]),
    ("bash", &[("BASH_ENV", "@/env")]),
    ("bash", &[("BASH_ENV", "~/env")]),
    ("bash", &[("BASH_ENV", "$HOME/${NOPE:-env}"), ("ENV", "@/other")]),
    ("bash", &[("BASH_ENV", "$(echo $HOME)/env")]),
    ("bash sh zsh", &[("ENV", "@/env")]),
    ("sh", &[("ENV", "~/env")]),
    ("bash sh zsh", &[("ENV", "$HOME/env")]),
    ("sh", &[("ENV", "@/missing")]),
    ("zsh", &[("ENV", "~/env")]),
    ("zsh", &[("ZDOTDIR", "@/z")]),
    ("zsh", &[("ZDOTDIR", "@/nowhere")]),
];

/// Files of a home besides the usual ones: `!` instead of the text takes one away.
const HOMES: &[(&str, &[(&str, &str)])] = &[
    ("bash sh zsh", &[]),
    ("bash sh", &[(".bash_profile", "!"), (".bash_login", "!")]),
    ("bash", &[(".bash_profile", "")]),
    ("bash", &[(".bash_profile", "mark profile; . ~/.bashrc\n")]),
    ("bash", &[(".bash_profile", "mark one\nreturn 3\nmark two\n")]),
    ("bash", &[(".bashrc", "mark rc\nexit 3\nmark never\n")]),
    ("bash sh", &[(".bash_profile", "!"), (".bash_login", "!"), (".profile", "mark p\nexit\n")]),
    ("bash", &[(".bashrc", "mark a\nif ; then\nmark b\n")]),
    ("bash", &[(".bashrc", "mark a\nPOSIXLY_CORRECT=1\nmark b\n")]),
    ("bash", &[(".bash_profile", "mark a\nC[-]=x; mark b\nmark c\n")]),
    (
        "bash",
        &[(".bash_profile", "mark a\n. ~/other\nmark b\n"), ("other", "x=${C[1/0]}\nmark o\n")],
    ),
    ("bash", &[(".bashrc", "mark a\nf() { declare -i I=1+; mark f; }\nf; mark b\nmark c\n")]),
    (
        "bash",
        &[
            (".bashrc", "mark a\neval 'C=([-]=x)'; mark b\n"),
            (".bash_profile", "mark p\nshift 1 2\nmark q\n"),
        ],
    ),
    ("bash", &[(".bash_profile", "mark a\nset -u\n(( nope )); mark b\nmark c\n")]),
    ("bash", &[(".bashrc", "mark a\nset -u\nx=$((nope)); mark b\nmark c\n")]),
    ("bash", &[(".bashrc", "mark a\nset -u\neval ': $nope'; mark b\nmark c\n")]),
    ("bash", &[(".bash_profile", "mark a\nfor i in 1 2; do break x; done; mark b\nmark c\n")]),
    (
        "bash",
        &[
            (".bashrc", "mark a\nx=$((1+)); mark b\nmark c\n"),
            (".bash_profile", "mark p\nfor ((1+;;)); do break; done; mark q\n"),
        ],
    ),
    ("sh", &[(".profile", "mark p\nENV=$HOME/env\n")]),
    ("sh", &[(".profile", "mark p\nexport ENV=~/env\n")]),
    ("zsh", &[(".zshenv", "mark env\nunsetopt RCS\n")]),
    ("zsh", &[(".zshenv", "mark env\nsetopt no_rcs; mark still\n")]),
    ("zsh", &[(".zshenv", "mark env\nunsetopt GLOBAL_RCS\n")]),
    ("zsh", &[(".zshenv", "mark env\nZDOTDIR=~/z\n")]),
    ("zsh", &[(".zshenv", "mark env\nHOME=$HOME/z\n")]),
    ("zsh", &[(".zprofile", "mark p\nZDOTDIR=~/z\nunsetopt rcs\nsetopt rcs\n")]),
    ("zsh", &[(".zshrc", "mark rc\nreturn\nmark never\n")]),
    ("zsh", &[(".zshrc", "mark rc\nexit 2\nmark never\n")]),
    ("zsh", &[(".zshrc", "mark rc\nif then\nmark never\n")]),
    ("zsh", &[(".zshenv", "!"), (".zprofile", "!")]),
];

const USUAL: &[&str] = &[
    ".profile",
    ".bash_profile",
    ".bash_login",
    ".bashrc",
    ".zshenv",
    ".zprofile",
    ".zshrc",
    ".zlogin",
    "env",
    "other",
    "z/.zshenv",
    "z/.zprofile",
    "z/.zshrc",
    "z/.zlogin",
];

fn lay(home: &Path, changes: &[(&str, &str)]) {
    std::fs::create_dir_all(home.join("z")).expect("a directory");
    let write = |file: &str, text: String| {
        std::fs::write(home.join(file), text).expect("a file");
    };
    let mark = |text: &str| {
        let lines = text.lines().map(|line| {
            line.split("; ")
                .map(|one| match one.strip_prefix("mark ") {
                    Some(word) => format!("TRACE=\"$TRACE {word}\"; export TRACE"),
                    None => one.to_owned(),
                })
                .collect::<Vec<_>>()
                .join("; ")
                + "\n"
        });
        lines.collect::<String>()
    };
    for file in USUAL {
        write(file, mark(&format!("mark {file}\n")));
    }
    for (file, text) in changes {
        match *text {
            "!" => std::fs::remove_file(home.join(file)).expect("a file"),
            text => write(file, mark(text)),
        }
    }
}

/// What the real shell has at its first command; none where it ended before.
fn real(
    way: &Way,
    options: &[&str],
    flags: &str,
    home: &str,
    given: &[(String, String)],
) -> Option<String> {
    let output = Command::new(way.program)
        .arg0(way.name)
        .args(options)
        .args([flags, "echo \"<$TRACE>\""])
        .env_clear()
        .envs([("HOME", home), ("PATH", PATH), ("LC_ALL", "C"), ("SHLVL", "3")])
        .envs(given.iter().map(|(name, value)| (name, value)))
        .current_dir(home)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .expect("the shell runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix('<')?.strip_suffix('>').map(str::to_owned))
}

fn said(way: &Way, mode: &str, home: &str, given: &[(String, String)]) -> Option<Option<String>> {
    let mut machine = Live::new();
    let facts = machine.facts_mut();
    facts.environment.clear();
    let own = [("HOME", home), ("PATH", PATH), ("LC_ALL", "C"), ("SHLVL", "3")];
    let all =
        own.into_iter().chain(given.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    for (name, value) in all {
        facts.environment.insert(name.into(), Some(value.into()));
    }
    facts.cwd = home.into();
    let variant = way.variant.map(str::to_owned);
    let installed = Installed { path: way.program.into(), version: None, variant };
    facts.shells.insert(way.shell.into(), installed);
    let spec = Spec::parse(&format!("{}:{mode}", way.shell), Platform::Linux).expect("a session");
    let session = Session::open(&machine, &spec, &WhatIf::default()).expect("it opens");
    if matches!(session.flow(), Flow::Ended { .. }) {
        return Some(None);
    }
    let environment = session.environment();
    let value = match environment.variables.value("TRACE") {
        None => String::new(),
        Some(value) => value.text()?.into_owned(),
    };
    Some(Some(value))
}

#[test]
fn shells_start_as_the_real_ones_do() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let (mut asked, mut open) = (0, 0);
    let mut wrong = Vec::new();
    for way in WAYS {
        if !Path::new(way.program).exists() {
            skip::skipped(&format!("no {} here", way.program));
            continue;
        }
        let meant = |shells: &&str| shells.split(' ').any(|one| one == way.shell);
        for (_, files) in HOMES.iter().filter(|(shells, _)| meant(shells)) {
            let directory = tempfile::tempdir().expect("a directory");
            lay(directory.path(), files);
            let home = directory.path().to_str().expect("a plain path");
            for (_, given) in GIVEN.iter().filter(|(shells, _)| meant(shells)) {
                let given: Vec<(String, String)> = given
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), value.replace('@', home)))
                    .collect();
                for (flag, options) in way.flags {
                    for (mode, letters) in MODES {
                        let mode = format!("{mode}{flag}");
                        let expected = real(way, options, letters, home, &given);
                        asked += 1;
                        match said(way, &mode, home, &given) {
                            None => open += 1,
                            Some(said) if said == expected => {}
                            Some(said) => wrong.push(format!(
                                "{} as {} {mode} {given:?} {files:?}: real {expected:?}, envsim {said:?}",
                                way.program, way.name
                            )),
                        }
                    }
                }
            }
        }
    }
    println!("{asked} starts, {open} not known, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
