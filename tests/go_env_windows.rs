//! Generated Windows environments, asked of real `go.exe` programs under Wine and of envsim.
//!
//! Programs come from `ENVSIM_GO_WINDOWS` or `target/go-windows` (see `.ci/install-go-windows`).
//! `ENVSIM_GO_CASES` and `ENVSIM_GO_SEED` choose how many and which cases are run.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod go_env;
#[path = "common/skip.rs"]
mod skip;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Platform};
use go_env::dice::Dice;
use go_env::{Answer, Case, differences, first_seed, how_many, is_open, minor_of, simulate};

/// The releases with everything that is needed to run them.
fn programs() -> Vec<PathBuf> {
    let directory = std::env::var_os("ENVSIM_GO_WINDOWS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("go-windows"),
        PathBuf::from,
    );
    let Ok(directory) = directory.canonicalize() else { return Vec::new() };
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.join("bin/go.exe").is_file())
        .collect();
    found.sort();
    found
}

/// How Wine calls a path of the host.
fn wine_path(path: &str) -> String {
    format!("Z:{}", path.replace('/', "\\"))
}

fn draw(dice: &mut Dice, base: &str, tree: &str, minor: u32) -> Case {
    let mut case = Case::default();
    let at = |text: &str| text.replace('@', base);
    for directory in
        ["home\\", "w\\plain\\", "w\\mod\\sub\\", "empty\\", "bin\\", "t\\", "w\\中文 目录\\"]
    {
        case.files.push((format!("{base}\\{directory}"), Vec::new()));
    }
    let go_mod = b"module example.com/m\r\n\r\ngo 1.18\r\n".to_vec();
    case.files.push((format!("{base}\\w\\mod\\go.mod"), go_mod.clone()));
    case.files.push((format!("{base}\\w\\ws\\go.work"), b"go 1.18\r\n".to_vec()));
    case.files.push((format!("{base}\\w\\ws\\a\\go.mod"), go_mod));
    let places = ["w\\plain", "w\\mod", "w\\mod\\sub", "w\\ws", "w\\ws\\a", "w\\中文 目录"];
    case.cwd = format!("{base}\\{}", dice.pick(&places));
    case.program = format!("{tree}\\bin\\go.exe");
    case.environment.insert("SystemRoot".into(), "C:\\windows".into());
    let set =
        |case: &mut Case, dice: &mut Dice, names: &[&str], percent: usize, values: &[&str]| {
            if dice.chance(percent) {
                let value = at(dice.pick(values));
                case.environment.insert(dice.pick(names).to_owned(), value);
            }
        };
    let c = &mut case;
    set(c, dice, &["TMP", "TEMP", "tmp"], 90, &["@\\t", "@/t", "@\\t\\", "@\\w\\mod"]);
    set(
        c,
        dice,
        &["USERPROFILE", "UserProfile"],
        85,
        &[
            "@\\home",
            "C:\\Users\\me",
            "@/home",
            "rel",
            "C:",
            "C:\\",
            "C:me",
            "\\nohome",
            "\\\\srv\\share",
            "\\\\srv",
            "@\\中文 目录",
            "@\\home\\\\",
            "",
        ],
    );
    set(
        c,
        dice,
        &["APPDATA", "AppData"],
        80,
        &["@\\ad", "@\\ad", "@/ad", "relcfg", "Z:", "Z:relcfg", "", "@\\ad\\..\\ad\\"],
    );
    set(
        c,
        dice,
        &["LOCALAPPDATA", "localappdata"],
        80,
        &["@\\la", "C:\\L", "rel", "C:x", "", "\\\\srv\\share\\x", "@\\la\\"],
    );
    set(c, dice, &["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"], 20, &["/h", "C:\\h"]);
    set(c, dice, &["GOENV"], 15, &["off", "@\\my env", "relenv", "", "@/my env", "OFF"]);
    set(
        c,
        dice,
        &["GOPATH", "gopath", "GoPath"],
        45,
        &[
            "C:\\gp",
            "C:/Users/x/go",
            "/c/Users/x/go",
            "\"C:\\a;b\";D:\\c",
            "D:\\a;rel",
            "C:go",
            "\\Users\\go",
            ";C:\\a",
            "\\\\srv\\share\\go",
            "@\\中 文",
            "C:\\a b;C:\\c",
            "~\\go",
            "C:\\a\\..\\b\\",
            "",
            "NUL",
            "\\\\.\\C:\\x",
            "\\\\?\\C:\\x",
            "//srv/share/x",
            "C:\\go\"x",
        ],
    );
    let roots = [
        tree.to_owned(),
        format!("{tree}\\"),
        tree.replace('\\', "/"),
        "C:\\nope".into(),
        "rel".into(),
        String::new(),
        tree.to_lowercase(),
        "C:\\windows".into(),
    ];
    if dice.chance(20) {
        let root = roots[dice.below(roots.len())].clone();
        c.environment.insert("GOROOT".into(), root);
    }
    set(c, dice, &["GOBIN"], 12, &["C:\\bin", "rel", "", "C:bin"]);
    set(
        c,
        dice,
        &["GOCACHE", "gocache"],
        20,
        &["C:\\cache", "C:/cache//x", "rel", "off", "\\cache", "C:c", "\\\\srv\\s\\c", ""],
    );
    set(c, dice, &["GOMODCACHE"], 10, &["C:\\mc", "rel", ""]);
    set(c, dice, &["GO111MODULE"], 15, &["on", "off", "auto", "bad", ""]);
    set(c, dice, &["GOFLAGS"], 10, &["-mod=mod", "-x=y", "-json", "'a b'", "-changed=z"]);
    set(c, dice, &["GOOS"], 6, &["linux", "windows", "bogus", "darwin"]);
    // go.exe is cross-built here, and before Go 1.21 GOARM's default tells where a program was built.
    let archs: &[&str] =
        if minor < 21 { &["386", "amd64"] } else { &["386", "arm64", "arm", "amd64"] };
    set(c, dice, &["GOARCH"], 6, archs);
    set(c, dice, &["CGO_ENABLED"], 10, &["0", "1", "x"]);
    set(
        c,
        dice,
        &["CC"],
        10,
        &["gcc -m32", "C:\\x y\\cc.exe", "'C:\\x y\\cc.exe' -O", ".\\x", "clang"],
    );
    set(c, dice, &["GCCGO"], 5, &["gccgo", "gcc", "nope"]);
    set(
        c,
        dice,
        &["GOPRIVATE"],
        20,
        &["a%b^c&d|e<f>g", "中文", "a\"b'c", "x\ty", "é\u{85}\u{ad}\u{a0}", "*.corp", "\u{1}"],
    );
    set(c, dice, &["GOPROXY"], 8, &["off", "direct", "https://p.example/%20|direct"]);
    set(c, dice, &["GONOPROXY"], 4, &["x"]);
    set(c, dice, &["GOTMPDIR"], 6, &["@\\t", "rel", "@\\nope", ""]);
    set(c, dice, &["GOWORK"], 8, &["off", "auto", "rel", "C:\\x\\go.work", "\\x\\go.work", "C:x"]);
    set(c, dice, &["GODEBUG"], 4, &["execerrdot=0", "x=1"]);
    set(c, dice, &["GOAMD64"], 3, &["v3", "x"]);
    set(c, dice, &["GOEXPERIMENT"], 3, &["bogus", "fieldtrack"]);
    set(c, dice, &["NoDefaultCurrentDirectoryInExePath"], 10, &["1", ""]);
    set(c, dice, &["PATHEXT"], 15, &[".EXE;.BAT", "exe", ";", ".COM;.BAT"]);
    set(
        c,
        dice,
        &["PATH", "Path", "path"],
        90,
        &[
            "C:\\windows\\system32",
            "@\\empty",
            "@\\bin",
            "@\\bin;C:\\windows",
            ".;@\\bin",
            "",
            ";@\\bin",
            "\"@\\bin\"",
            "..\\bin",
            "@\\bin\\",
        ],
    );
    case.environment.insert("GOTOOLCHAIN".into(), "local".into());
    for (file, percent) in [("bin\\gcc.exe", 40), ("bin\\gccgo.bat", 10), ("bin\\gcc.bat", 10)] {
        if dice.chance(percent) {
            case.files.push((format!("{base}\\{file}"), Vec::new()));
        }
    }
    if dice.chance(8) {
        case.files.push((format!("{}\\gcc.exe", case.cwd), Vec::new()));
    }
    if dice.chance(60) {
        let text = settings(dice, base, tree);
        for file in ["ad\\go\\env", "my env"] {
            case.files.push((format!("{base}\\{file}"), text.clone()));
        }
        case.files.push((format!("{}\\relenv", case.cwd), text.clone()));
        case.files.push((format!("{}\\relcfg\\go\\env", case.cwd), text));
    }
    arguments(&mut case, dice, minor);
    case
}

fn settings(dice: &mut Dice, base: &str, tree: &str) -> Vec<u8> {
    let lines = [
        "GOBIN=C:\\file\\bin",
        "GOBIN=",
        " GOBIN=x",
        "gobin=x",
        "# c",
        "GOFLAGS=-mod=mod",
        "GOPRIVATE=中文 x",
        "FOO=bar",
        "GOCACHE=off",
        "GOCACHE=C:\\fc",
        "GOPATH=C:\\file\\go",
        "GOPATH=rel",
        "GOPATH=C:\\a;D:\\b",
        "GOROOT=@tree",
        "GOROOT=C:\\windows",
        "GOPROXY=direct",
        "CC=clang",
        "GOOS=linux",
        "CGO_ENABLED=0",
        "GO111MODULE=off",
        "GOWORK=off",
        "GOTMPDIR=C:\\nope",
        "GOEXPERIMENT=bogus",
        "GOENV=x",
        "GOMODCACHE=C:\\fm",
        "gopath=C:\\low",
        "GOSUMDB=a%b^c",
        "PATH=C:\\x",
        "",
    ];
    let mut text = if dice.chance(15) { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
    let end = if dice.chance(40) { "\r\n" } else { "\n" };
    for _ in 0..dice.below(5) + 1 {
        text.extend(dice.pick(&lines).replace("@tree", tree).replace('@', base).into_bytes());
        text.extend(end.bytes());
    }
    if dice.chance(20) {
        text.pop();
    }
    text
}

fn arguments(case: &mut Case, dice: &mut Dice, minor: u32) {
    let words: &[&str] = match dice.below(12) {
        0 => &["GOPATH", "GOCACHE", "GOENV", "GOMOD", "GOWORK", "GOMODCACHE"],
        1 | 2 => &[],
        3 if minor >= 23 => &["-changed"],
        4 if minor >= 23 => &["-json", "-changed"],
        5 => &["FOO", "GOBIN", "GOPRIVATE", "GCCGO", "CGO_ENABLED"],
        6 | 7 => match dice.below(10) {
            0 => &["-w", "GOBIN=C:\\new", "GOOS=linux"],
            1 => &["-w", "GOPATH=/c/x"],
            2 => &["-w", "GOPATH=C:\\a;rel"],
            3 => &["-w", "CC=.\\x"],
            4 => &["-u", "GOBIN", "GOPATH"],
            5 => &["-w", "GOPRIVATE=中文"],
            6 => &["-w", "GOTMPDIR=\\rel"],
            7 => &["-u", "GOPATH"],
            8 => &["-w", "GOFLAGS=-mod=mod", "GOPROXY=off"],
            _ => &["-u", "NOPE"],
        },
        _ => &["-json"],
    };
    case.arguments = words.iter().map(|word| (*word).to_owned()).collect();
}

/// The machine as data: the tree, Wine's own directories, and the files of the case.
fn machine(case: &Case, base: &str, tree: &str, host_tree: &Path) -> Recorded {
    let mut facts = Facts::new(Platform::Windows);
    facts.arch = Some("amd64".into());
    facts.user.home = "Q:\\none".into();
    let mut machine = Recorded::new(facts);
    for directory in ["C:\\windows\\system32", "C:\\windows\\temp", base] {
        machine.put(directory, Node::Directory, None);
    }
    machine.put(&format!("{tree}\\bin\\go.exe"), Node::File(None), None);
    machine.put(&format!("{tree}\\pkg\\tool\\windows_amd64"), Node::Directory, None);
    for file in ["VERSION", "go.env"] {
        let Ok(bytes) = fs::read(host_tree.join(file)) else { continue };
        machine.put(&format!("{tree}\\{file}"), Node::File(Some(bytes.into())), None);
    }
    for (path, bytes) in &case.files {
        match path.strip_suffix('\\') {
            Some(directory) => machine.put(directory, Node::Directory, None),
            None => machine.put(path, Node::File(Some(bytes.as_slice().into())), None),
        }
    }
    machine
}

/// Lays the case out on disk; programs are copies of the launcher, which ends at once.
fn lay_out(case: &Case, control: &Path, launcher: &Path) -> std::io::Result<()> {
    for (path, bytes) in &case.files {
        let host = path.trim_start_matches("Z:").replace('\\', "/");
        if host.ends_with('/') {
            fs::create_dir_all(&host)?;
            continue;
        }
        fs::create_dir_all(Path::new(&host).parent().unwrap_or(Path::new("/")))?;
        if host.ends_with(".exe") {
            fs::copy(launcher, &host).map(|_| ())?
        } else {
            fs::write(&host, bytes)?
        }
    }
    fs::create_dir_all(control)?;
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let block: String =
        case.environment.iter().map(|(name, value)| format!("{name}={value}\0")).collect();
    let words: Vec<String> = case.arguments.iter().map(|word| format!("\"{word}\"")).collect();
    fs::write(control.join("env"), wide(&block))?;
    fs::write(control.join("cmd"), wide(&format!("\"{}\" env {}", case.program, words.join(" "))))?;
    fs::write(control.join("cwd"), wide(&case.cwd))
}

/// What Wine says in other words than Windows, or only Wine says.
fn windows_words(text: &str) -> String {
    let wine_only = ["go: unlinkat ", "can't start telemetry child process"];
    let lines = text.lines().filter(|line| !wine_only.iter().any(|start| line.starts_with(start)));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let gone = "The system cannot find the file specified.";
    let bad_name = "The filename, directory name, or volume label syntax is incorrect.";
    text.replace("The system cannot find the path specified.", gone)
        .replace("File not found.", gone)
        .replace("Path not found.", gone)
        .replace("Invalid name.", bad_name)
        // The launcher types the program's path, a shell its name.
        .replace("go.exe: ", "go: ")
}

fn answer(control: &Path) -> Answer {
    let text = |name: &str| fs::read(control.join(name)).unwrap_or_default();
    Answer {
        stdout: String::from_utf8_lossy(&text("out")).into_owned(),
        stderr: windows_words(&String::from_utf8_lossy(&text("err"))),
        status: String::from_utf8_lossy(&text("status")).parse().unwrap_or(-1),
    }
}

/// What the launcher writes where a program could not be started.
const NOT_STARTED: i32 = 9999;

struct Prepared {
    case: Case,
    control: PathBuf,
    ours: envsim::toolchains::Printed,
    file: Option<(String, Vec<u8>)>,
    seed: u64,
}

fn prepare(number: usize, trees: &[PathBuf], sandbox: &str, launcher: &Path) -> Prepared {
    let host_tree = &trees[number % trees.len()];
    let seed = first_seed() + (number / trees.len()) as u64;
    let minor = minor_of(host_tree);
    let base = wine_path(&format!("{sandbox}/{number}"));
    let tree = wine_path(&host_tree.to_string_lossy());
    let mut dice = Dice::new(seed.wrapping_mul(1000).wrapping_add(u64::from(minor)));
    let case = draw(&mut dice, &base, &tree, minor);
    let control = PathBuf::from(format!("{sandbox}/{number}/control"));
    lay_out(&case, &control, launcher).expect("the files of the case");
    let machine = machine(&case, &base, &tree, host_tree);
    let (ours, file) = simulate(&machine, &case, true);
    Prepared { case, control, ours, file, seed }
}

fn wine(prefix: &Path, arguments: &[&str]) -> bool {
    let status = Command::new("wine")
        .args(arguments)
        .env("WINEPREFIX", prefix)
        .env("WINEDEBUG", "-all")
        .env("WINEARCH", "win64")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

#[test]
fn generated_windows_environments_give_the_bytes_of_the_real_go() {
    let trees = programs();
    let have_wine = Command::new("wine").arg("--version").stdout(Stdio::null()).status().is_ok();
    if trees.is_empty() || !have_wine {
        skip::skipped(
            "no go.exe in target/go-windows or ENVSIM_GO_WINDOWS, or no wine; see .ci/install-go-windows",
        );
        return;
    }
    let fixtures = trees[0].parent().expect("a directory").to_path_buf();
    let launcher = fixtures.join("launch.exe");
    let prefix = fixtures.join("wine");
    let system = prefix.join("drive_c/windows/system32");
    if !system.join("bcryptprimitives.dll").is_file() {
        wine(&prefix, &["wineboot", "-i"]);
        wine(&prefix, &["winecfg", "-v", "win10"]);
        fs::copy(fixtures.join("bcryptprimitives.dll"), system.join("bcryptprimitives.dll"))
            .expect("Wine is set up");
    }
    let sandbox = tempfile::tempdir().expect("a temporary directory");
    let root = sandbox.path().canonicalize().expect("its path").to_string_lossy().into_owned();
    let cases = how_many(60);
    let prepared: Vec<Prepared> =
        (0..cases).map(|number| prepare(number, &trees, &root, &launcher)).collect();
    let list: String = prepared
        .iter()
        .map(|one| format!("{}\n", wine_path(&one.control.to_string_lossy())))
        .collect();
    fs::write(format!("{root}/list"), list).expect("the list");
    let launched = wine(
        &prefix,
        &[&wine_path(&launcher.to_string_lossy()), &wine_path(&format!("{root}/list"))],
    );
    assert!(launched, "the launcher runs under Wine");
    let (mut wrong, mut not_started) = (0, 0);
    for one in &prepared {
        let ours = envsim::toolchains::Printed {
            stderr: windows_words(&one.ours.stderr),
            ..one.ours.clone()
        };
        let real = answer(&one.control);
        if real.status == NOT_STARTED {
            not_started += 1;
            continue;
        }
        let mut found = differences(&ours, &real);
        if let Some((path, bytes)) = one.file.as_ref().filter(|_| !is_open(&one.ours)) {
            let host = path.trim_start_matches("Z:").replace('\\', "/");
            let left = if path.starts_with("Z:") {
                fs::read(host).unwrap_or_default()
            } else {
                bytes.clone()
            };
            if left != *bytes {
                let (ours, real) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&left));
                found.push(format!("{path}: {ours:?} instead of {real:?}"));
            }
        }
        if !found.is_empty() {
            wrong += 1;
            println!(
                "seed {}, {:#?}\n  {}\n  {:?}",
                one.seed,
                one.case,
                found.join("\n  "),
                one.ours.unknown
            );
        }
    }
    println!(
        "{cases} cases, {} releases: {wrong} wrong, {not_started} that Wine did not start",
        trees.len()
    );
    assert!(not_started * 20 <= cases, "Wine starts programs");
    assert_eq!(wrong, 0);
}
