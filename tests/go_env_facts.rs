//! Recorded machines with Go trees of every release from 1.13 to 1.27, asked one fact a case.
//!
//! A case in `tests/go_env/*.cases` reads `ID: WORDS ? ARGUMENTS => RANGE STATUS LINES`, continued on indented lines.
//! Words are `NAME=VALUE` of the environment, or `@cwd DIR`, `@file PATH TEXT`, `@dir PATH`, `@link PATH TARGET`,
//! `@go PROGRAM`, `@tree DIR VERSION` (a further tree), `@mode PATH OCTAL`, `@user` (not the superuser),
//! `@bare` (no go.env in the tree).
//! Words may be quoted with `"`, in which `\n \r \t \" \\` are escapes. Lines of output follow the status; `!` goes
//! over to the error stream, `*` stands for the rest of a stream. `GR` is the tree, `VER` the release.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use envsim::environment::{Environment, Variables};
use envsim::machine::overlay::Change;
use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Platform};
use envsim::toolchains::go::{Go, install::Package, install_target};
use envsim::toolchains::{Asked, ToolChain};
use envsim::value::{Origin, Value};

#[derive(Debug)]
struct Expected {
    since: u32,
    until: u32,
    status: i32,
    stdout: Vec<String>,
    stderr: Vec<String>,
}

#[derive(Debug)]
struct Case {
    id: String,
    words: Vec<String>,
    arguments: Vec<String>,
    expected: Vec<Expected>,
}

/// Splits a line at blanks; quotes keep blanks, `\` escapes within them.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut letters = line.chars().peekable();
    loop {
        while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
        if letters.peek().is_none() {
            return words;
        }
        let mut word = String::new();
        let mut quoted = false;
        while let Some(letter) = letters.next_if(|letter| quoted || !letter.is_whitespace()) {
            match letter {
                '"' => quoted = !quoted,
                '\\' if quoted => word.push(match letters.next() {
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('t') => '\t',
                    Some('u') => {
                        let digits: String = letters.by_ref().take(4).collect();
                        u32::from_str_radix(&digits, 16)
                            .ok()
                            .and_then(char::from_u32)
                            .unwrap_or('?')
                    }
                    Some(other) => other,
                    None => '\\',
                }),
                _ => word.push(letter),
            }
        }
        words.push(word);
    }
}

fn parse(text: &str) -> Vec<Case> {
    let mut joined: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        match joined.last_mut() {
            Some(last) if line.starts_with(' ') => last.push_str(line),
            _ => joined.push(line.to_owned()),
        }
    }
    joined.iter().map(|line| case(line)).collect()
}

fn case(line: &str) -> Case {
    let (id, rest) = line.split_once(": ").unwrap_or_else(|| panic!("no id: {line}"));
    let mut parts = rest.split(" => ");
    let question = parts.next().unwrap_or("");
    let (words, arguments) =
        question.split_once(" ? ").unwrap_or_else(|| match question.strip_suffix(" ?") {
            Some(words) => (words, ""),
            None => panic!("no question: {line}"),
        });
    let expected = parts.map(|part| expectation(&split(part))).collect();
    Case { id: id.to_owned(), words: split(words), arguments: split(arguments), expected }
}

fn expectation(words: &[String]) -> Expected {
    let (since, until) = words[0].split_once('-').unwrap_or((&words[0], &words[0]));
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("no range: {words:?}"));
    let mark = words.iter().position(|word| word == "!").unwrap_or(words.len());
    Expected {
        since: number(since),
        until: number(until),
        status: words[1].parse().unwrap_or_else(|_| panic!("no status: {words:?}")),
        stdout: words[2..mark].to_vec(),
        stderr: words.get(mark + 1..).unwrap_or_default().to_vec(),
    }
}

/// A machine with the tree of one release on it.
struct Place {
    machine: Recorded,
    environment: Environment,
    program: String,
    root: String,
}

fn tree(machine: &mut Recorded, root: &str, version: &str, os: &str, arch: &str, go_env: bool) {
    let windows = os == "windows";
    let path = |part: &str| match windows {
        true => format!("{root}\\{}", part.replace('/', "\\")),
        false => format!("{root}/{part}"),
    };
    let text = |text: &str| Node::File(Some(text.as_bytes().into()));
    machine.put(&path("VERSION"), text(&format!("{version}\n")), None);
    machine.put(&path(&format!("pkg/tool/{os}_{arch}")), Node::Directory, None);
    machine.put(
        &path(if windows { "bin/go.exe" } else { "bin/go" }),
        Node::File(None),
        Some(0o755),
    );
    if go_env {
        let lines = "# comment\nGOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n";
        machine.put(&path("go.env"), text(lines), None);
    }
}

fn place(case: &Case, minor: u32, platform: Platform) -> Place {
    let (os, arch, root) = match platform {
        Platform::Windows => ("windows", "amd64", "C:\\Go"),
        Platform::Linux => ("linux", "amd64", "/usr/local/go"),
        Platform::MacOs => ("darwin", "arm64", "/usr/local/go"),
    };
    let mut facts = Facts::new(platform);
    facts.arch = Some(arch.to_owned());
    facts.user.root = !case.words.iter().any(|word| word == "@user");
    let mut place = Place {
        machine: Recorded::new(facts),
        environment: Environment::default(),
        program: if os == "windows" {
            format!("{root}\\bin\\go.exe")
        } else {
            format!("{root}/bin/go")
        },
        root: root.to_owned(),
    };
    let go_env = minor >= 21 && !case.words.iter().any(|word| word == "@bare");
    let own = case.words.iter().position(|word| word == "@root");
    if let Some(at) = own {
        place.root = case.words[at + 1].clone();
        let separator = if os == "windows" { "\\" } else { "/" };
        let exe = if os == "windows" { ".exe" } else { "" };
        place.program = format!("{}{separator}bin{separator}go{exe}", place.root);
    }
    tree(&mut place.machine, &place.root.clone(), &version(minor), os, arch, go_env);
    let home = if os == "windows" { "C:\\Windows\\Temp" } else { "/tmp" };
    place.machine.put(home, Node::Directory, Some(0o777));
    let origin = || Origin::Parent("the case".into());
    place.environment.variables = Variables::new(platform.is_windows());
    let mut cwd = home.to_owned();
    let mut words = case.words.iter();
    while let Some(word) = words.next() {
        let mut next =
            || words.next().cloned().unwrap_or_else(|| panic!("{}: {word} lacks a word", case.id));
        match word.as_str() {
            "@cwd" => {
                cwd = next();
                place.machine.put(&cwd, Node::Directory, None);
            }
            "@file" => {
                let (path, text) = (next(), next());
                place.machine.put(
                    &path,
                    Node::File(Some(text.replace("GR", &place.root).as_bytes().into())),
                    None,
                );
            }
            "@program" => place.machine.put(&next(), Node::File(None), Some(0o755)),
            "@dir" => place.machine.put(&next(), Node::Directory, None),
            "@locked" => place.machine.put(&next(), Node::Directory, Some(0o555)),
            "@link" => {
                let (path, target) = (next(), next());
                place.machine.put(&path, Node::Symlink(target), None);
            }
            "@go" => place.program = next(),
            "@root" => drop(next()),
            "@tree" => {
                let (path, version) = (next(), next());
                tree(&mut place.machine, &path, &version, os, arch, true);
            }
            "@user" | "@bare" => {}
            _ => {
                let (name, value) =
                    word.split_once('=').unwrap_or_else(|| panic!("{}: {word}", case.id));
                let value = value.replace("GR", &place.root);
                place.environment.variables.export(name, Value::known(value, origin()), origin());
            }
        }
    }
    place.environment.cwd = Value::known(cwd, origin());
    place
}

fn version(minor: u32) -> String {
    if minor < 21 { format!("go1.{minor}.9") } else { format!("go1.{minor}.6") }
}

/// What the case gives with one release: status, output, errors.
fn answer(case: &Case, minor: u32, platform: Platform) -> (i32, Vec<String>, Vec<String>) {
    let place = place(case, minor, platform);
    let asked = Asked::new(&place.machine, &place.environment, Some(&place.program));
    let arguments: Vec<&str> = case.arguments.iter().map(String::as_str).collect();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<String>>();
    match arguments.first() {
        Some(&"@install") => {
            let package = Package {
                import_path: arguments[1].to_owned(),
                directory: arguments.get(2).map_or(String::new(), |one| (*one).to_owned()),
            };
            let target = install_target(&asked, &package).expect("there is a go");
            let path = target.path.text().map_or("(unknown)".into(), |text| text.into_owned());
            let errors = target.refused.map_or(Vec::new(), |text| lines(&text));
            (
                i32::from(!errors.is_empty()),
                if errors.is_empty() { vec![path] } else { Vec::new() },
                errors,
            )
        }
        Some(&"-w" | &"-u") => {
            let persisted = Go.persist(&asked, &arguments);
            let mut out = Vec::new();
            for change in &persisted.changes {
                if let Change::File { path, bytes } = change {
                    out.push(path.clone());
                    out.extend(lines(&String::from_utf8_lossy(bytes)));
                }
            }
            (persisted.printed.status, out, lines(&persisted.printed.stderr))
        }
        Some(&"@doubt") => {
            let printed = Go.print(&asked, &arguments[1..]);
            let doubts =
                printed.unknown.iter().map(|(name, why)| format!("{name}: {}", why.reason));
            (printed.status, doubts.collect(), lines(&printed.stderr))
        }
        _ => {
            let printed = Go.print(&asked, &arguments);
            let out = String::from_utf8_lossy(&printed.stdout).into_owned();
            (printed.status, lines(&out), lines(&printed.stderr))
        }
    }
}

fn matches(found: &[String], expected: &[String], root: &str, minor: u32) -> bool {
    let mut expected =
        expected.iter().map(|line| line.replace("GR", root).replace("VER", &version(minor)));
    let mut found = found.iter();
    loop {
        match (found.next(), expected.next()) {
            (_, Some(rest)) if rest == "*" => return true,
            (None, None) => return true,
            (Some(one), Some(other)) if *one == other => {}
            _ => return false,
        }
    }
}

fn check(name: &str, text: &str, platform: Platform, at_least: usize) {
    let cases = parse(text);
    assert!(cases.len() >= at_least, "{name}: {} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        assert!(!case.expected.is_empty(), "{}: nothing is expected", case.id);
        for expected in &case.expected {
            for minor in expected.since..=expected.until {
                let (status, stdout, stderr) = answer(case, minor, platform);
                let root = &place(case, minor, platform).root;
                let fits = status == expected.status
                    && matches(&stdout, &expected.stdout, root, minor)
                    && matches(&stderr, &expected.stderr, root, minor);
                if !fits {
                    wrong.push(format!(
                        "{} with 1.{minor}: {status} {stdout:?} ! {stderr:?}\n    expected {} {:?} ! {:?}",
                        case.id, expected.status, expected.stdout, expected.stderr
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{name}:\n  {}", wrong.join("\n  "));
}

#[test]
fn the_verified_linux_cases_hold_for_every_release() {
    check("linux", include_str!("go_env/linux.cases"), Platform::Linux, 60);
}

#[test]
fn the_windows_cases_hold_for_every_release() {
    check("windows", include_str!("go_env/windows.cases"), Platform::Windows, 15);
}

#[test]
fn the_darwin_cases_hold_for_every_release() {
    check("darwin", include_str!("go_env/darwin.cases"), Platform::MacOs, 60);
}

#[test]
fn what_is_wrongly_said_about_go_is_shown() {
    check("article", include_str!("go_env/article.cases"), Platform::Linux, 20);
    check("article on Windows", include_str!("go_env/article-windows.cases"), Platform::Windows, 8);
}
