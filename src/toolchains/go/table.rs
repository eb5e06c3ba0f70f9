//! Every variable `go env` prints: since when, which layers can say something, and what holds otherwise.

use super::engine::{Got, Process, doubt};
use super::{arch, experiments};
use crate::value::{Origin, Value};

/// Which layers above the default are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Process environment, user file, go.env.
    Settings,
    /// The process environment only.
    Process,
    /// Nobody: it cannot be set.
    Nobody,
}

/// What holds where no layer above says anything.
pub enum Otherwise {
    /// A text in the binary.
    Text(&'static str),
    /// A text in the binary up to this minor release; later `go.env` has it, and nothing is left without that file.
    TextUntil(u32, &'static str),
    /// Computed; the words say how.
    Computed(fn(&Process) -> Got, &'static str),
    /// Computed, with parts that are not known.
    Pieced(fn(&Process) -> Got<Value>, &'static str),
}

/// One variable.
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// The first minor release that prints it.
    pub since: u32,
    /// Who is asked.
    pub asks: Asks,
    /// What holds otherwise.
    pub otherwise: Otherwise,
    /// What becomes of a text that a layer offers; `None` prints it raw.
    pub made: Option<fn(&Process, &str) -> Got>,
    /// Whether a builder is needed to know it, with all that can fail there.
    pub costly: bool,
}

use Asks::{Nobody, Process as ProcessOnly, Settings};
use Otherwise::{Computed, Pieced, Text, TextUntil};

const fn raw(name: &'static str, since: u32) -> Row {
    Row { name, since, asks: Settings, otherwise: Text(""), made: None, costly: false }
}

const fn text(name: &'static str, since: u32, default: &'static str) -> Row {
    Row { otherwise: Text(default), ..raw(name, since) }
}

const fn process(name: &'static str, since: u32) -> Row {
    Row { asks: ProcessOnly, ..raw(name, since) }
}

const fn derived(
    name: &'static str,
    since: u32,
    from: fn(&Process) -> Got,
    how: &'static str,
) -> Row {
    Row { asks: Nobody, otherwise: Computed(from, how), ..raw(name, since) }
}

const fn computed(
    name: &'static str,
    since: u32,
    from: fn(&Process) -> Got,
    how: &'static str,
) -> Row {
    Row { otherwise: Computed(from, how), ..raw(name, since) }
}

const fn arch_row(name: &'static str, since: u32, from: fn(&Process) -> Got) -> Row {
    computed(name, since, from, "built in for this target")
}

const fn flags(name: &'static str) -> Row {
    Row {
        made: Some(shown_words),
        costly: true,
        ..computed(name, 0, |process| Ok(process.default_flags().to_owned()), "built in")
    }
}

/// All variables, in the order plain `go env` prints them up to Go 1.23; later releases sort by name.
pub static ROWS: &[Row] = &[
    raw("GO111MODULE", 0),
    computed("GOARCH", 0, |process| process.arch.clone(), "what go was built for"),
    text("GOAUTH", 24, "netrc"),
    computed("GOBIN", 0, |process| process.derived_gobin(), "where go install writes"),
    Row {
        made: Some(|process, _| Ok(process.cache()?.0)),
        ..computed("GOCACHE", 0, |process| Ok(process.cache()?.0), "go-build in the user's caches")
    },
    raw("GOCACHEPROG", 24),
    Row {
        asks: ProcessOnly,
        made: Some(|_, text| Ok(if text == "off" { "" } else { text }.to_owned())),
        ..computed(
            "GOENV",
            0,
            |process| Ok(process.env_file()?.unwrap_or_default()),
            "go/env in the user's settings",
        )
    },
    derived("GOEXE", 0, exe_suffix, ".exe for GOOS=windows"),
    Row { made: Some(experiment), ..raw("GOEXPERIMENT", 17) },
    text("GOFIPS140", 24, "off"),
    raw("GOFLAGS", 0),
    derived("GOHOSTARCH", 0, |process| process.arch.clone(), "what go was built for"),
    derived("GOHOSTOS", 0, |process| Ok(process.os.to_owned()), "what go was built for"),
    raw("GOINSECURE", 14),
    computed(
        "GOMODCACHE",
        15,
        |process| Ok(process.gopath_dir(&process.first_gopath()?, "pkg/mod")),
        "pkg/mod in GOPATH's first entry",
    ),
    computed("GONOPROXY", 0, |process| process.get("GOPRIVATE"), "GOPRIVATE"),
    computed("GONOSUMDB", 0, |process| process.get("GOPRIVATE"), "GOPRIVATE"),
    computed("GOOS", 0, |process| Ok(process.os.to_owned()), "what go was built for"),
    process("GOPACKAGESDRIVER", 27),
    computed("GOPATH", 0, |process| process.gopath(), "go in the home directory"),
    raw("GOPRIVATE", 0),
    Row { otherwise: TextUntil(20, "https://proxy.golang.org,direct"), ..raw("GOPROXY", 0) },
    Row {
        made: Some(|process, text| {
            Ok(if process.since(21) { text.to_owned() } else { process.paths.clean(text) })
        }),
        ..computed("GOROOT", 0, |process| process.root(), "where the program stands")
    },
    Row { otherwise: TextUntil(20, "sum.golang.org"), ..raw("GOSUMDB", 0) },
    raw("GOTMPDIR", 0),
    raw("GOTOOLCHAIN", 21),
    derived("GOTOOLDIR", 0, |process| process.tool_dir(), "pkg/tool in GOROOT"),
    raw("GOVCS", 16),
    derived("GOVERSION", 16, |process| Ok(process.release.text.clone()), "what go was built from"),
    process("GODEBUG", 23),
    derived("GOTELEMETRY", 23, |process| process.telemetry_mode(), "mode in GOTELEMETRYDIR"),
    derived(
        "GOTELEMETRYDIR",
        23,
        |process| process.telemetry_dir(),
        "go/telemetry in the user's settings",
    ),
    Row {
        made: Some(found_or_name),
        ..computed(
            "GCCGO",
            0,
            |process| found_or_name(process, "gccgo"),
            "gccgo, where PATH has it",
        )
    },
    arch_row("GO386", 0, |process| arch_default(process, "GO386")),
    arch_row("GOAMD64", 18, |process| arch_default(process, "GOAMD64")),
    arch_row("GOARM", 0, |process| arch_default(process, "GOARM")),
    arch_row("GOARM64", 23, |process| arch_default(process, "GOARM64")),
    arch_row("GOMIPS", 0, |process| arch_default(process, "GOMIPS")),
    arch_row("GOMIPS64", 0, |process| arch_default(process, "GOMIPS64")),
    arch_row("GOPPC64", 0, |process| arch_default(process, "GOPPC64")),
    arch_row("GORISCV64", 23, |process| arch_default(process, "GORISCV64")),
    arch_row("GOWASM", 0, |process| arch_default(process, "GOWASM")),
    text("AR", 0, "ar"),
    Row {
        made: Some(|process, text| compiler(process, "CC", text)),
        ..computed("CC", 0, |process| process.default_compiler("CC"), "built in for the target")
    },
    Row {
        made: Some(|process, text| compiler(process, "CXX", text)),
        ..computed("CXX", 0, |process| process.default_compiler("CXX"), "built in for the target")
    },
    Row {
        made: Some(|process, _| Ok(flag(process.cgo()?))),
        ..computed(
            "CGO_ENABLED",
            0,
            |process| Ok(flag(process.default_cgo()?)),
            "a C compiler for the host",
        )
    },
    derived("GOMOD", 0, |process| Ok(process.modules()?.gomod), "the nearest go.mod upwards"),
    Row {
        made: Some(work_file),
        ..computed(
            "GOWORK",
            18,
            |process| process.search_work_file(),
            "the nearest go.work upwards",
        )
    },
    flags("CGO_CFLAGS"),
    Row { made: Some(shown_words), costly: true, ..raw("CGO_CPPFLAGS", 0) },
    flags("CGO_CXXFLAGS"),
    flags("CGO_FFLAGS"),
    flags("CGO_LDFLAGS"),
    Row { made: Some(first_word), costly: true, ..text("PKG_CONFIG", 0, "pkg-config") },
    Row {
        asks: Nobody,
        otherwise: Pieced(|process| process.gcc_flags(), "what the C compiler is given"),
        costly: true,
        ..raw("GOGCCFLAGS", 0)
    },
];

/// The row of a name that the process prints.
pub fn row(process: &Process, name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name && process.since(row.since))
}

/// The rows the process prints, in its order; architecture variables only for the target.
pub fn listed(process: &Process) -> Got<Vec<&'static Row>> {
    let target = process.target_arch();
    let own = target.map(|target| arch::of(process.release.minor, &target).map(|one| one.name));
    let is_arch = |name: &str| arch::VARIABLES.iter().any(|one| one.name == name);
    let mut rows: Vec<&Row> = ROWS
        .iter()
        .filter(|row| process.since(row.since))
        .filter(|row| !is_arch(row.name) || own.as_ref().is_ok_and(|own| *own == Some(row.name)))
        .collect();
    if process.since(24) {
        rows.sort_by_key(|row| row.name);
    }
    Ok(rows)
}

fn flag(on: bool) -> String {
    if on { "1" } else { "0" }.to_owned()
}

fn exe_suffix(process: &Process) -> Got {
    Ok(if process.target_os()? == "windows" { ".exe" } else { "" }.to_owned())
}

/// Go 1.17 and 1.18 print the cleaned list, later releases the text itself.
fn experiment(process: &Process, list: &str) -> Got {
    if process.since(19) {
        return Ok(list.to_owned());
    }
    let (os, arch) = (process.target_os()?, process.target_arch()?);
    Ok(experiments::parse(process.release.minor, &os, &arch, list).unwrap_or_default())
}

fn arch_default(process: &Process, name: &str) -> Got {
    if name == "GO386" && process.is_debian() {
        return Ok(if process.since(16) { "softfloat" } else { "387" }.to_owned());
    }
    let host = process.arch.clone()?;
    Ok(arch::default(process.release.minor, name, process.os, &host).to_owned())
}

fn found_or_name(process: &Process, name: &str) -> Got {
    Ok(process.look_path(name)?.unwrap_or_else(|| name.to_owned()))
}

/// Up to Go 1.17 only the first word is printed.
fn compiler(process: &Process, variable: &str, text: &str) -> Got {
    if process.since(18) {
        return Ok(text.to_owned());
    }
    match text.split_whitespace().next() {
        Some(word) => Ok(word.to_owned()),
        None => process.default_compiler(variable),
    }
}

fn work_file(process: &Process, text: &str) -> Got {
    match text {
        "auto" => process.search_work_file(),
        _ => Ok(text.to_owned()),
    }
}

fn shown_words(process: &Process, text: &str) -> Got {
    match process.words(text) {
        Ok(words) => Ok(process.shown(&words)),
        Err(error) => doubt(format!("go dies of it: {error}")),
    }
}

fn first_word(process: &Process, text: &str) -> Got {
    match process.words(text) {
        Ok(words) if !words.is_empty() => Ok(words[0].clone()),
        Ok(_) => doubt("go dies of it: it holds no word"),
        Err(error) => doubt(format!("go dies of it: {error}")),
    }
}

/// An origin for what the release itself decides.
pub fn built_in() -> Origin {
    Origin::Builtin("the go command".into())
}

/// Names that may stand in a settings file, with the minor release that learned them (src/internal/cfg/cfg.go).
const KNOWN: [(&str, u32); 61] = [
    ("AR", 0),
    ("CC", 0),
    ("CGO_CFLAGS", 0),
    ("CGO_CFLAGS_ALLOW", 0),
    ("CGO_CFLAGS_DISALLOW", 0),
    ("CGO_CPPFLAGS", 0),
    ("CGO_CPPFLAGS_ALLOW", 0),
    ("CGO_CPPFLAGS_DISALLOW", 0),
    ("CGO_CXXFLAGS", 0),
    ("CGO_CXXFLAGS_ALLOW", 0),
    ("CGO_CXXFLAGS_DISALLOW", 0),
    ("CGO_ENABLED", 0),
    ("CGO_FFLAGS", 0),
    ("CGO_FFLAGS_ALLOW", 0),
    ("CGO_FFLAGS_DISALLOW", 0),
    ("CGO_LDFLAGS", 0),
    ("CGO_LDFLAGS_ALLOW", 0),
    ("CGO_LDFLAGS_DISALLOW", 0),
    ("CXX", 0),
    ("FC", 0),
    ("GCCGO", 0),
    ("GO111MODULE", 0),
    ("GO386", 0),
    ("GOAMD64", 18),
    ("GOARCH", 0),
    ("GOARM", 0),
    ("GOARM64", 23),
    ("GOAUTH", 24),
    ("GOBIN", 0),
    ("GOCACHE", 0),
    ("GOCACHEPROG", 21),
    ("GOENV", 0),
    ("GOEXE", 0),
    ("GOEXPERIMENT", 17),
    ("GOFIPS140", 24),
    ("GOFLAGS", 0),
    ("GOGCCFLAGS", 0),
    ("GOHOSTARCH", 0),
    ("GOHOSTOS", 0),
    ("GOINSECURE", 14),
    ("GOMIPS", 0),
    ("GOMIPS64", 0),
    ("GOMODCACHE", 15),
    ("GONOPROXY", 0),
    ("GONOSUMDB", 0),
    ("GOOS", 0),
    ("GOPATH", 0),
    ("GOPPC64", 0),
    ("GOPRIVATE", 0),
    ("GOPROXY", 0),
    ("GORISCV64", 23),
    ("GOROOT", 0),
    ("GOSUMDB", 0),
    ("GOTMPDIR", 0),
    ("GOTOOLCHAIN", 21),
    ("GOTOOLDIR", 0),
    ("GOVCS", 16),
    ("GOWASM", 0),
    ("GOWORK", 18),
    ("GO_EXTLINK_ENABLED", 0),
    ("PKG_CONFIG", 0),
];

/// Whether a name may be looked up (`cfg.CanGetenv`): known, or since Go 1.21 present in a settings file.
pub fn can_get(process: &Process, name: &str) -> Got<bool> {
    if KNOWN.iter().any(|(known, since)| *known == name && process.since(*since)) {
        return Ok(true);
    }
    if !process.since(21) {
        return Ok(false);
    }
    Ok(process.filed(name)?.is_some())
}
