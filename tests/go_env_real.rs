//! Generated environments, asked of real `go` programs and of envsim: the same bytes, or the test names the line.
//!
//! Releases come from `ENVSIM_GO` or `target/go` (see `.ci/install-go`), and from Debian's packages.
//! `ENVSIM_GO_CASES` and `ENVSIM_GO_SEED` choose how many and which cases are run.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod go_env;
#[path = "common/skip.rs"]
mod skip;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use envsim::machine::live::Live;
use go_env::dice::Dice;
use go_env::{
    Answer, Case, differences, first_seed, how_many, is_open, minor_of, releases, simulate,
};

/// Draws one environment with its files, in the directory `base`.
fn draw(dice: &mut Dice, base: &str, tree: &Path, others: &[PathBuf]) -> Case {
    let mut case = Case::default();
    let minor = minor_of(tree);
    let tree = tree.to_string_lossy().into_owned();
    case.files.push((format!("{base}/home/"), Vec::new()));
    case.files.push((format!("{base}/w/plain/"), Vec::new()));
    case.files.push((format!("{base}/empty/"), Vec::new()));
    tools(&mut case, dice, base, others);
    directories(&mut case, dice, base);
    let at = |text: &str| text.replace("@", base);
    let set = |case: &mut Case, dice: &mut Dice, name: &str, percent: usize, values: &[&str]| {
        if dice.chance(percent) {
            let value = at(dice.pick(values));
            case.environment.insert(name.to_owned(), value);
        }
    };
    set(
        &mut case,
        dice,
        "HOME",
        90,
        &["@/home", "@/home", "@/home", "@/home//", "relh", "", "/", "@/中文 目录", "@"],
    );
    set(&mut case, dice, "XDG_CACHE_HOME", 25, &["@/c", "@//c/", "r", "", "./c"]);
    set(&mut case, dice, "XDG_CONFIG_HOME", 25, &["@/xc", "@//xc/", "r", ""]);
    set(&mut case, dice, "GOENV", 20, &["off", "OFF", "@/myenv", "relenv", "", "@//x/../myenv"]);
    set(
        &mut case,
        dice,
        "GOPATH",
        40,
        &[
            "@/gp",
            "/a//b/:/c:",
            ":/a",
            "/x/../y/",
            "rel",
            "/a:~/x",
            " :/a",
            ".",
            "",
            "@/gp:@/gp2",
            "@/home/go",
            "/a:rel",
            "@/with go.mod",
            "@/中 文",
        ],
    );
    let trees: Vec<String> =
        others.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    if dice.chance(20) {
        let other = trees[dice.below(trees.len())].clone();
        let picks = [
            tree.clone(),
            format!("{tree}/"),
            format!("{tree}//bin/.."),
            "/tmp".into(),
            "/nonexistent".into(),
            "rel".into(),
            other,
            String::new(),
            format!("{tree}/bin/go"),
        ];
        let root = picks[dice.below(picks.len())].clone();
        case.environment.insert("GOROOT".into(), root);
    }
    set(&mut case, dice, "GOBIN", 15, &["@/bin2", "rel", "", "/a//b/"]);
    set(&mut case, dice, "GOCACHE", 20, &["@/cache", "/a//b/", "rel", "off", "OFF", ""]);
    set(&mut case, dice, "GOMODCACHE", 12, &["@/mc", "rel", "", "/a//"]);
    set(
        &mut case,
        dice,
        "GOFLAGS",
        15,
        &[
            "-mod=mod",
            "-json",
            "a",
            "'-x=a b'",
            "-modcacherw -changed",
            "-tags=a,b",
            "",
            "-mod=vendor 'x",
            "--json=false",
            "-n",
        ],
    );
    set(&mut case, dice, "GO111MODULE", 20, &["on", "off", "auto", "", "bad", "auto", "off"]);
    set(
        &mut case,
        dice,
        "GOOS",
        8,
        &["windows", "darwin", "js", "bogus", "linux", "freebsd", "android", "ios", "aix", ""],
    );
    set(
        &mut case,
        dice,
        "GOARCH",
        10,
        &[
            "arm", "arm64", "386", "wasm", "mips", "mips64le", "ppc64", "ppc64le", "riscv64",
            "s390x", "loong64", "bogus", "amd64",
        ],
    );
    set(&mut case, dice, "CGO_ENABLED", 12, &["0", "1", "true", ""]);
    set(
        &mut case,
        dice,
        "CC",
        12,
        &[
            "gcc -m32",
            "clang",
            "@/bin/gcc",
            "./x/y",
            "",
            "'/a b/cc' -O",
            "nonesuch",
            "'x",
            "tcc -a -b",
        ],
    );
    set(&mut case, dice, "CXX", 6, &["g++ -m32", "./x", "", "clang++"]);
    set(&mut case, dice, "FC", 3, &["./x", "gfortran"]);
    set(&mut case, dice, "AR", 5, &["llvm-ar", "", "ar"]);
    set(&mut case, dice, "GCCGO", 6, &["gccgo-12", "@/bin/gcc", "gcc", "", "nonesuch"]);
    set(&mut case, dice, "PKG_CONFIG", 5, &["/a/pkgc --foo", "", "pkgconf"]);
    for name in ["CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_FFLAGS", "CGO_LDFLAGS"] {
        set(&mut case, dice, name, 4, &["-O2  -g", "-DX='a b'", "", "-O0", "\"-a b\" c", "-O2 -g"]);
    }
    set(&mut case, dice, "GOPROXY", 10, &["off", "direct", "", "https://p.example|direct", ","]);
    set(
        &mut case,
        dice,
        "GOSUMDB",
        12,
        &["off", "", "sum.example", "a b c", "sum.golang.org", "sum.golang.google.cn", " "],
    );
    set(
        &mut case,
        dice,
        "GOPRIVATE",
        10,
        &["a'b", "*.corp", "", "a<b>&\"\\", "\t é \u{2028}", "中文"],
    );
    set(&mut case, dice, "GONOPROXY", 5, &["x", "", "*.corp"]);
    set(&mut case, dice, "GONOSUMDB", 5, &["x", "", "a'b"]);
    set(&mut case, dice, "GOINSECURE", 3, &["x"]);
    set(&mut case, dice, "GOVCS", 3, &["*:all", ""]);
    set(
        &mut case,
        dice,
        "GOEXPERIMENT",
        5,
        &[
            "fieldtrack",
            "bogus",
            "nope",
            "none",
            "",
            "arenas",
            "regabi,noregabi",
            "fieldtrack,nofieldtrack,staticlockranking",
        ],
    );
    set(&mut case, dice, "GOAMD64", 5, &["v3", "x", "", "v1"]);
    set(&mut case, dice, "GOARM", 6, &["5", "6", "7", "8", "7,softfloat", ""]);
    set(&mut case, dice, "GOARM64", 4, &["v8.0", "v9.0,lse", "v7", "v8.1,crypto"]);
    set(&mut case, dice, "GOMIPS", 3, &["softfloat", "x"]);
    set(&mut case, dice, "GOPPC64", 3, &["power9", "power10", "x"]);
    set(&mut case, dice, "GORISCV64", 3, &["rva22u64", "rva23u64", "x"]);
    set(&mut case, dice, "GOWASM", 3, &["satconv", "signext,satconv", "x", "satconv,"]);
    set(&mut case, dice, "GO386", 3, &["softfloat", "sse2", "x"]);
    set(&mut case, dice, "GOFIPS140", 3, &["off", "latest", "bogus", "v9.9.9", "v1.0", ""]);
    set(
        &mut case,
        dice,
        "GODEBUG",
        12,
        &[
            "a=1",
            "execerrdot=0",
            "",
            "tlsrsakex=1",
            "tlsrsakex=0,x509sha1=1,tls3des=1",
            "asynctimerchan=2",
            "asynctimerchan=0,gotypesalias",
            "fips140=bad",
            "fips140=off",
            "toolchaintrace=1",
            "toolchaintrace=1",
            "toolchaintrace=1,toolchaintrace=0",
            "tls10server=1#x",
        ],
    );
    set(&mut case, dice, "GOAUTH", 3, &["off", "netrc"]);
    set(&mut case, dice, "GOCACHEPROG", 2, &["", "prog"]);
    set(&mut case, dice, "GOPACKAGESDRIVER", 3, &["off"]);
    set(&mut case, dice, "GOTELEMETRY", 3, &["on"]);
    set(&mut case, dice, "GOTMPDIR", 6, &["@/home", "/nope", "", "home"]);
    set(&mut case, dice, "TMPDIR", 8, &["@/w", "/nope", "", "@/w/mod", "@"]);
    set(&mut case, dice, "GOWORK", 10, &["off", "auto", "/a//b/", "rel", "", "@/w/ws/go.work"]);
    let local = format!("go1.{minor}");
    let toolchains = [
        "local",
        "auto",
        "path",
        "bogus",
        "local+x",
        "local+auto",
        "local+path",
        "go1.2.3.4+auto",
        "",
        "go1.999",
        "go1.24.11",
        "go1.26.6+path",
        local.as_str(),
        "+auto",
    ];
    if minor < 21 || dice.chance(60) {
        case.environment.insert("GOTOOLCHAIN".into(), "local".into());
    } else {
        set(&mut case, dice, "GOTOOLCHAIN", 90, &toolchains);
        // Nothing is ever downloaded.
        let proxies = [
            "off",
            "file:///nonexistent",
            "file:///nonexistent",
            "file:///nonexistent,off",
            ",",
            "off,direct",
            "nonsense",
        ];
        case.environment.insert("GOPROXY".into(), dice.pick(&proxies).into());
        if dice.chance(50) {
            case.environment.insert("GOSUMDB".into(), "off".into());
        }
        if dice.chance(10) {
            case.environment
                .insert("GONOSUMDB".into(), dice.pick(&["golang.org", "*.org/tool*", "x"]).into());
        }
    }
    if dice.chance(50) {
        let text = settings(dice, base, &tree);
        for file in ["home/.config/go/env", "xc/go/env", "myenv"] {
            case.files.push((format!("{base}/{file}"), text.clone()));
        }
        case.files.push((format!("{}/relenv", case.cwd), text));
    }
    if dice.chance(20) {
        let mode = dice.pick(&["on 2024-01-01", "off", "local\n", "", " on"]).as_bytes().to_vec();
        case.files.push((format!("{base}/home/.config/go/telemetry/mode"), mode));
    }
    cached_toolchains(&mut case, dice, base, others);
    arguments(&mut case, dice, minor);
    program(&mut case, dice, base, &tree);
    case
}

/// The settings file: ordinary, odd and broken lines.
fn settings(dice: &mut Dice, base: &str, tree: &str) -> Vec<u8> {
    let lines = [
        "GOBIN=/file/bin",
        "GOBIN=",
        " GOBIN=/lead",
        "gobin=/low",
        "# comment",
        "",
        "GOFLAGS=-mod=mod\r",
        "GOPRIVATE= x ",
        "GOPRIVATE='q'",
        "FOO=bar",
        "GOENV=/x",
        "GOEXE=.x",
        "GOCACHE=off",
        "GOCACHE=/file/cache",
        "GOPATH=/file/go",
        "GOPATH=rel",
        "GOROOT=@tree",
        "GOROOT=@tree/",
        "GOROOT=/tmp",
        "GOPROXY=direct",
        "GOPROXY=",
        "GOSUMDB=off",
        "GOSUMDB=",
        "GOTOOLCHAIN=go1.24.11",
        "GOTOOLCHAIN=auto",
        "GOTOOLCHAIN=go1.22",
        "GODEBUG=tls3des=1",
        "CC=clang",
        "CC=gcc",
        "GOOS=windows",
        "GOARCH=arm64",
        "CGO_ENABLED=0",
        "CGO_ENABLED=1",
        "GO111MODULE=off",
        "GO111MODULE=auto",
        "GOWORK=off",
        "GOTOOLCHAIN=local",
        "GODEBUG=x=1",
        "GOTMPDIR=/nope",
        "GOEXPERIMENT=bogus",
        "GOEXPERIMENT=fieldtrack",
        "GOAMD64=v9",
        "GOAMD64=v2",
        "=novalue",
        "KEY = v",
        "export GOBIN=/b",
        "GOBIN=1=2",
        "GOMODCACHE=/file/mc",
        "GOVERSION=x",
        "HOME=/nowhere",
        "GOBIN=/dup",
        "PATH=/x",
        "GOFIPS140=bogus",
        "AR=x",
        "GONOPROXY=n",
        "GOINSECURE=中文",
        "GOHOSTOS=z",
    ];
    let mut text = if dice.chance(5) { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
    for _ in 0..dice.below(5) + 1 {
        text.extend(dice.pick(&lines).replace("@tree", tree).replace('@', base).into_bytes());
        text.push(b'\n');
    }
    if dice.chance(20) {
        text.pop();
    }
    text
}

/// Trees of other releases in module caches: whole, half unpacked, or without what Go checks them by.
fn cached_toolchains(case: &mut Case, dice: &mut Dice, base: &str, others: &[PathBuf]) {
    for cache in ["home/go/pkg/mod", "gp/pkg/mod", "mc"] {
        if !dice.chance(35) {
            continue;
        }
        for other in others.iter().filter(|other| minor_of(other) >= 21) {
            let name = other.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let module = format!("toolchain@v0.0.1-go{name}.linux-amd64");
            let root = format!("{base}/{cache}/golang.org/{module}");
            for part in ["bin", "pkg", "lib", "VERSION", "go.env"] {
                let target = other.join(part).to_string_lossy().into_owned();
                case.links.push((format!("{root}/{part}"), target));
            }
            case.files.push((format!("{root}/src/_go.mod"), b"module std\n".to_vec()));
            let kept = format!(
                "{base}/{cache}/cache/download/golang.org/toolchain/@v/v0.0.1-go{name}.linux-amd64"
            );
            let hash = format!("h1:{}=", "a".repeat(43)).into_bytes();
            match dice.below(8) {
                0 => {}
                1 => case.files.push((format!("{kept}.ziphash"), b"h2".to_vec())),
                2 => {
                    case.files.push((format!("{kept}.ziphash"), hash));
                    case.files.push((format!("{kept}.partial"), Vec::new()));
                }
                _ => case.files.push((format!("{kept}.ziphash"), hash)),
            }
        }
    }
}

/// Programs on PATH: none, the machine's own, or stand-ins for compilers and other releases.
fn tools(case: &mut Case, dice: &mut Dice, base: &str, others: &[PathBuf]) {
    case.files.push((format!("{base}/bin/"), Vec::new()));
    case.links.push((format!("{base}/bin/gccgo-12"), "/bin/true".into()));
    for other in others {
        let name = format!("go{}", other.file_name().unwrap_or_default().to_string_lossy());
        if name.starts_with("go1.") {
            let target = other.join("bin/go").to_string_lossy().into_owned();
            let path = format!("{base}/bin/{name}");
            match dice.below(4) {
                0 => {}
                1 => case.scripts.push((path, hands_over(&target))),
                _ => case.links.push((path, target)),
            }
        }
    }
    let paths = [
        "/usr/bin:/bin",
        "@/empty",
        "@/bin",
        "@/bin:/usr/bin",
        "",
        "bin:.",
        "/nonexistent:@/empty",
        "@/bin::",
    ];
    if dice.chance(95) {
        let path = dice.pick(&paths).replace('@', base);
        case.environment.insert("PATH".into(), path);
    }
    if dice.chance(30) {
        case.links.push((format!("{base}/bin/gcc"), "/bin/true".into()));
        case.links.push((format!("{base}/bin/gccgo"), "/bin/true".into()));
    }
}

/// A script that only hands over.
fn hands_over(target: &str) -> String {
    format!("#!/bin/sh\n# a shim\nexec \"{target}\" \"$@\"\n")
}

/// Modules, workspaces, and where the command stands in them.
fn directories(case: &mut Case, dice: &mut Dice, base: &str) {
    let module = |go: &str| format!("module example.com/m\n\n{go}\n").into_bytes();
    let lines = [
        "go 1.13",
        "go 1.20",
        "",
        "go 1.21",
        "go 1.16 // x",
        "go 1.24.11",
        "go 1.26.6",
        "go 1.27",
        "go 1.99",
        "go 1.22",
        "go 1.21\n\ntoolchain go1.26.6",
        "go 1.21\n\ntoolchain go1.24.11 // why",
        "toolchain default\ngo 1.99",
        "go 1.21\ntoolchain bogus",
        "go 1.21\ntoolchain x-go1.24.11",
        "go 1.27.3\ntoolchain go1.26.6",
        "go 1.27rc1",
    ];
    let line = dice.pick(&lines);
    let work = dice.pick(&["go 1.18", "go 1.18", "go 1.24.11", "go 1.21\ntoolchain go1.27.3"]);

    case.files.push((format!("{base}/w/mod/go.mod"), module(line)));
    case.files.push((format!("{base}/w/mod/sub/deep/"), Vec::new()));
    case.files.push((format!("{base}/w/ws/go.work"), format!("{work}\n\nuse ./a\n").into_bytes()));
    case.files.push((format!("{base}/w/ws/a/go.mod"), module("go 1.18")));
    case.files.push((format!("{base}/w/ws/b/"), Vec::new()));
    case.files.push((format!("{base}/w/odd/go.mod/"), Vec::new()));
    case.files.push((format!("{base}/with go.mod/go.mod"), module("go 1.18")));
    if dice.chance(10) {
        case.files.push((format!("{base}/w/go.mod"), module("go 1.18")));
    }
    case.links.push((format!("{base}/w/link"), format!("{base}/w/mod")));
    let places =
        ["w/plain", "w/mod", "w/mod/sub/deep", "w/ws", "w/ws/a", "w/ws/b", "w/odd", "w/link", "w"];
    case.cwd = format!("{base}/{}", dice.pick(&places));
    if dice.chance(40) {
        let pwd = if dice.chance(70) { case.cwd.clone() } else { format!("{base}/w/link") };
        case.environment.insert("PWD".into(), pwd);
    }
}

fn arguments(case: &mut Case, dice: &mut Dice, minor: u32) {
    let words: &[&str] = match dice.below(12) {
        0 => &["GOPATH", "GOCACHE", "GOENV", "GOMOD", "GOWORK"],
        1 => &["FC", "FOO", "PATH", "GOPROXY", "GODEBUG", "GOBIN", "HOME"],
        2 => &["-json", "GOROOT", "GOTOOLDIR", "NOPE", "GOPRIVATE"],
        3 => &[],
        4 if minor >= 23 => &["-changed"],
        5 if minor >= 23 => &["-json", "-changed"],
        6 if minor >= 23 => &["-changed", "GOPATH", "GOBIN", "GOOS", "CC"],
        7 => match dice.below(12) {
            0 => &["-w", "GOBIN=/new", "GOOS=linux"],
            1 => &["-w", "GOPATH=rel"],
            2 => &["-w", "GOFLAGS=-mod=mod", "GOFLAGS=x"],
            3 => &["-w", "CC=./x"],
            4 => &["-u", "GOBIN", "GOPATH"],
            5 => &["-u", "NOPE"],
            6 => &["-w", "GOOS=js"],
            7 => &["-w"],
            8 => &["-w", "GOTMPDIR=rel"],
            9 => &["-w", "GOEXPERIMENT=bogus"],
            10 => &["-u"],
            _ => &["-w", "GO111MODULE=x", "GOROOT=/r"],
        },
        8 => match dice.below(4) {
            0 => &["A=B"],
            1 => &["-changed"],
            2 => &["GOTOOLCHAIN"],
            _ => &["CGO_CFLAGS", "PKG_CONFIG", "GOVERSION"],
        },
        _ => &["-json"],
    };
    case.arguments = words.iter().map(|word| (*word).to_owned()).collect();
}

/// The program: the tree's own, or reached through links.
fn program(case: &mut Case, dice: &mut Dice, base: &str, tree: &str) {
    let own = format!("{tree}/bin/go");
    case.program = match dice.below(8) {
        2 => {
            case.scripts.push((format!("{base}/l3/go"), hands_over(&own)));
            format!("{base}/l3/go")
        }
        3 => {
            // A directory of links to everything in the tree, and one that is only half a tree.
            for part in ["bin", "pkg", "src", "VERSION", "go.env", "lib"] {
                case.links.push((format!("{base}/l4/{part}"), format!("{tree}/{part}")));
            }
            format!("{base}/l4/bin/go")
        }
        0 => {
            case.links.push((format!("{base}/l1/go"), own));
            format!("{base}/l1/go")
        }
        1 => {
            case.links.push((format!("{base}/sdk"), tree.to_owned()));
            case.links.push((format!("{base}/l2/go"), format!("{base}/sdk/bin/go")));
            format!("{base}/l2/go")
        }
        _ => own,
    };
}

/// Lays the case out on disk.
fn lay_out(case: &Case) -> std::io::Result<()> {
    let late = |path: &str| path.ends_with("/relenv");
    for (path, bytes) in case.files.iter().filter(|(path, _)| !late(path)) {
        if path.ends_with('/') {
            fs::create_dir_all(path)?;
        } else {
            fs::create_dir_all(Path::new(path).parent().unwrap_or(Path::new("/")))?;
            fs::write(path, bytes)?;
        }
    }
    for (link, target) in &case.links {
        fs::create_dir_all(Path::new(link).parent().unwrap_or(Path::new("/")))?;
        symlink(target, link)?;
    }
    for (path, bytes) in case.files.iter().filter(|(path, _)| late(path)) {
        fs::write(path, bytes)?;
    }
    for (path, text) in &case.scripts {
        fs::create_dir_all(Path::new(path).parent().unwrap_or(Path::new("/")))?;
        fs::write(path, text)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

fn run(case: &Case) -> std::io::Result<Answer> {
    let mut command = Command::new(&case.program);
    command.arg("env").args(&case.arguments).env_clear().envs(&case.environment);
    let output = command.current_dir(&case.cwd).stdin(Stdio::null()).output()?;
    Ok(Answer {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        status: output.status.code().unwrap_or(-1),
    })
}

/// One case of one release, from the drawing to the differences.
fn ask(seed: u64, tree: &Path, others: &[PathBuf]) -> (Case, Vec<String>, Vec<String>) {
    let sandbox = tempfile::tempdir().expect("a temporary directory");
    let base = sandbox.path().canonicalize().expect("its path").to_string_lossy().into_owned();
    let mut dice = Dice::new(seed.wrapping_mul(1000).wrapping_add(u64::from(minor_of(tree))));
    let case = draw(&mut dice, &base, tree, others);
    lay_out(&case).expect("the files of the case");
    let machine = Live::new();
    let (ours, file) = simulate(&machine, &case, false);
    let real = run(&case).expect("go runs");
    let mut found = differences(&ours, &real);
    if let Some((path, bytes)) = file.filter(|_| !is_open(&ours)) {
        let left = fs::read(&path).unwrap_or_default();
        if left != bytes {
            let (ours, real) = (String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&left));
            found.push(format!("{path}: {ours:?} instead of {real:?}"));
        }
    }
    let unknown =
        ours.unknown.iter().map(|(name, why)| format!("{name}: {}", why.reason)).collect();
    (case, found, unknown)
}

#[test]
fn generated_environments_give_the_bytes_of_the_real_go() {
    let trees = releases();
    if trees.is_empty() {
        skip::skipped(
            "no Go release in target/go, ENVSIM_GO or /usr/lib; .ci/install-go fetches some",
        );
        return;
    }
    let cases = how_many(150);
    let mut wrong = 0;
    let mut unknown = 0;
    for number in 0..cases {
        let tree = &trees[number % trees.len()];
        let seed = first_seed() + (number / trees.len()) as u64;
        let (case, found, doubts) = ask(seed, tree, &trees);
        unknown += usize::from(doubts.iter().any(|doubt| !doubt.starts_with("GOGCCFLAGS")));
        if !found.is_empty() {
            wrong += 1;
            println!("seed {seed}, {}: {case:#?}\n  {}", tree.display(), found.join("\n  "));
            println!("  {doubts:?}");
        }
    }
    println!(
        "{cases} cases, {} releases: {wrong} wrong, {unknown} with something unknown",
        trees.len()
    );
    assert_eq!(wrong, 0);
}
