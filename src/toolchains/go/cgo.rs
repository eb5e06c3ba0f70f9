//! cgo: whether it is on, which compilers are called, and with which flags (cmd/go/internal/work).

use super::engine::{Got, Process, doubt};
use super::talk::Talk;
use super::{platforms, quoted};
use crate::value::{Origin, Unknown, Value};

impl Process<'_> {
    /// The target system.
    pub fn target_os(&self) -> Got {
        self.get_or("GOOS", self.os)
    }

    /// The target processor.
    pub fn target_arch(&self) -> Got {
        let set = self.get("GOARCH")?;
        if set.is_empty() { self.arch.clone() } else { Ok(set) }
    }

    /// The compiler called where CC or CXX says nothing (cmd/dist, `defaultcc`).
    pub fn default_compiler(&self, variable: &str) -> Got {
        let clang = match self.since(21) {
            true => ["darwin", "ios", "freebsd", "openbsd"].contains(&self.target_os()?.as_str()),
            false => self.os == "darwin",
        };
        Ok(match (variable, clang) {
            ("CC", true) => "clang",
            ("CC", false) => "gcc",
            (_, true) => "clang++",
            (_, false) => "g++",
        }
        .to_owned())
    }

    /// CGO_ENABLED where no setting says 0 or 1.
    pub fn default_cgo(&self) -> Got<bool> {
        let (os, arch) = (self.target_os()?, self.target_arch()?);
        if os != self.os || arch != self.arch.clone()? {
            return Ok(false);
        }
        if !platforms::supports_cgo(self.release.minor, &os, &arch) {
            return Ok(false);
        }
        // go/build's own view of CGO_ENABLED comes first up to Go 1.24; it only matters to -changed.
        if !self.since(20) || !self.os_text("CC")?.is_empty() {
            return Ok(true);
        }
        Ok(self.look_path(&self.default_compiler("CC")?)?.is_some())
    }

    /// Whether cgo is on.
    pub fn cgo(&self) -> Got<bool> {
        match self.get("CGO_ENABLED")?.as_str() {
            "0" => Ok(false),
            "1" => Ok(true),
            _ => self.default_cgo(),
        }
    }

    /// The words of a setting of flags, its default where it is empty (`envList`).
    pub fn words(&self, text: &str) -> Result<Vec<String>, String> {
        if self.since(18) {
            quoted::split(text)
        } else {
            Ok(text.split_whitespace().map(str::to_owned).collect())
        }
    }

    /// A list of words as it is printed.
    pub fn shown(&self, words: &[String]) -> String {
        if self.since(19) { quoted::shown(words) } else { words.join(" ") }
    }

    /// What CGO_CFLAGS and its kin default to.
    pub fn default_flags(&self) -> &'static str {
        if self.since(20) { "-O2 -g" } else { "-g -O2" }
    }

    /// Whether GOFLAGS turns on `-n` for `go env`, so that no compiler is asked (Go 1.20 and later).
    pub fn dry_run(&self) -> Got<bool> {
        Ok(self.since(20) && self.flag_in_goflags("n")?)
    }

    /// Whether GOFLAGS turns on `-x` for `go env`.
    pub fn explains(&self) -> Got<bool> {
        Ok(self.since(20) && self.flag_in_goflags("x")? && !self.dry_run()?)
    }

    /// Whether a boolean flag stands in GOFLAGS.
    fn flag_in_goflags(&self, flag: &str) -> Got<bool> {
        let given = self.goflags()?;
        let last = given.iter().rev().find(|(name, _)| name == flag);
        Ok(last.is_some_and(|(_, value)| boolean(value) == Some(true)))
    }

    /// The flags of GOFLAGS with their values, words that are no flags left out (`base.InitGOFLAGS`).
    pub fn goflags(&self) -> Got<Vec<(String, String)>> {
        let text = self.get("GOFLAGS")?;
        let words = match self.since(20) {
            true => quoted::split(&text).unwrap_or_default(),
            false => text.split_whitespace().map(str::to_owned).collect(),
        };
        let flags = words.iter().filter(|word| word.starts_with('-')).map(|word| {
            let name = word.strip_prefix("--").unwrap_or(&word[1..]);
            let (name, value) = name.split_once('=').unwrap_or((name, "true"));
            (name.to_owned(), value.to_owned())
        });
        Ok(flags.collect())
    }

    /// What a builder checks before it computes anything (`work.BuildInit`, Go 1.20 and later).
    pub fn check_compilers(&self, talk: &mut Talk) -> Got<()> {
        for name in ["CC", "CXX", "FC"] {
            let words = match quoted::split(&self.get(name)?) {
                Ok(words) => words,
                Err(error) => {
                    let text =
                        format!("go: {name} environment variable could not be parsed: {error}");
                    talk.die(1, text);
                    return Ok(());
                }
            };
            let Some(path) = words.first() else { continue };
            if !self.paths.is_absolute(path) && *path != self.paths.base(path) {
                talk.die(
                    1,
                    format!(
                        "go: {name} environment variable is relative; must be absolute path: {path}"
                    ),
                );
            }
        }
        Ok(())
    }

    /// The words of CC, as a builder calls it.
    fn compiler(&self) -> Got<Vec<String>> {
        let set = self.get("CC")?;
        let text = if set.is_empty() { self.default_compiler("CC")? } else { set };
        match self.words(&text) {
            Ok(words) if !words.is_empty() => Ok(words),
            _ => doubt("CC names no program"),
        }
    }

    /// What `-n` prints instead of asking the compiler.
    pub fn dry_run_lines(&self) -> Got<String> {
        let compiler = self.compiler()?;
        let flags = |name: &str| -> Got<Vec<String>> {
            let text = self.get_or(name, self.default_flags())?;
            Ok(self.words(&text).unwrap_or_default())
        };
        let mut lines = vec!["cd $WORK".to_owned()];
        for option in [
            "-fno-caret-diagnostics",
            "-Qunused-arguments",
            "-Wl,--no-gc-sections",
            "-fdebug-prefix-map=a=b",
            "-gno-record-gcc-switches",
        ] {
            let linker = option.starts_with("-Wl,");
            let mut words = compiler.clone();
            words.push(option.to_owned());
            words.extend(flags(if linker { "CGO_LDFLAGS" } else { "CGO_CFLAGS" })?);
            words.extend((!linker).then(|| "-c".to_owned()));
            words.extend(["-x", "c", "-", "-o", self.null_device()].map(str::to_owned));
            let shown: Vec<String> = words.iter().map(|word| unambiguous(word)).collect();
            lines.push(format!("{} || true", shown.join(" ")));
        }
        Ok(lines.join("\n"))
    }

    /// Whether a builder asks a compiler what it can do, and so needs the build cache (Go 1.20 and later).
    pub fn probes_compiler(&self) -> Got<bool> {
        if self.dry_run()? {
            return Ok(false);
        }
        Ok(self.since(20) && self.look_path(&self.compiler()?[0])?.is_some())
    }

    /// GOGCCFLAGS: everything but the name of the builder's work directory, which is random.
    pub fn gcc_flags(&self) -> Got<Value> {
        let compiler = self.compiler()?;
        let target = self.target_os()?;
        let mut flags: Vec<String> = compiler.iter().skip(1).cloned().collect();
        if self.since(18) && !flags.is_empty() {
            // The printed part starts after the third word of the whole command.
            flags.extend(["-I".to_owned(), ".".to_owned()]);
            flags.drain(..2);
        }
        if target != "windows" {
            flags.push("-fPIC".to_owned());
        }
        flags.extend(self.arch_flags()?);
        if self.cgo()? {
            let old = target == "windows" && !self.since(27);
            flags.push(if old { "-mthreads" } else { "-pthread" }.to_owned());
        }
        if target == "aix" {
            flags.push("-mcmodel=large".to_owned());
        }
        let support = if self.dry_run()? { Support::NONE } else { self.support(&compiler[0])? };
        flags.extend(support.caret.then(|| "-fno-caret-diagnostics".to_owned()));
        flags.extend(support.unused.then(|| "-Qunused-arguments".to_owned()));
        flags.extend(
            (support.sections && self.since(19)).then(|| "-Wl,--no-gc-sections".to_owned()),
        );
        flags.push("-fmessage-length=0".to_owned());
        let mut after = Vec::new();
        after.extend(support.record.then(|| "-gno-record-gcc-switches".to_owned()));
        after
            .extend(["darwin", "ios"].contains(&target.as_str()).then(|| "-fno-common".to_owned()));
        self.with_work_dir(&flags, &after, &support)
    }

    fn with_work_dir(&self, before: &[String], after: &[String], support: &Support) -> Got<Value> {
        let origin = || Origin::Builtin("cmd/go/internal/work".into());
        if !support.map {
            let words: Vec<String> = before.iter().chain(after).cloned().collect();
            return Ok(Value::known(self.shown(&words), origin()));
        }
        let option = if self.since(21) { "-ffile-prefix-map=" } else { "-fdebug-prefix-map=" };
        let parent = self.get("GOTMPDIR")?;
        let parent = if parent.is_empty() { self.temp_dir()? } else { parent };
        let work = self.paths.join(&self.machine_path(&parent)?, "go-build");
        let quote = if self.since(19) && work.contains([' ', '\t']) { "'" } else { "" };
        let mut value = Value::known(self.shown(before), origin());
        value.push(format!(" {quote}{option}{work}"), origin());
        value.append(Value::unknown(Unknown::new("is a random number that go chooses", origin())));
        value.push(format!("=/tmp/go-build{quote}"), origin());
        if !after.is_empty() {
            value.push(format!(" {}", self.shown(after)), origin());
        }
        Ok(value)
    }

    fn arch_flags(&self) -> Got<Vec<String>> {
        let target = self.target_os()?;
        let flags = match self.target_arch()?.as_str() {
            "386" => "-m32".to_owned(),
            "amd64" if target == "darwin" && self.since(16) => "-arch x86_64 -m64".to_owned(),
            "amd64" | "amd64p32" => "-m64".to_owned(),
            "arm64" if target == "darwin" && self.since(16) => "-arch arm64".to_owned(),
            "arm" => "-marm".to_owned(),
            "s390x" if self.since(25) => "-m64 -march=z13".to_owned(),
            "s390x" => "-m64 -march=z196".to_owned(),
            "mips64" | "mips64le" => format!("-mabi=64{}", self.float_flags("GOMIPS64")?),
            "mips" | "mipsle" => format!("-mabi=32 -march=mips32{}", self.float_flags("GOMIPS")?),
            "loong64" if self.since(27) => "-mabi=lp64d -mno-relax".to_owned(),
            "loong64" if self.since(19) => "-mabi=lp64d".to_owned(),
            "ppc64" if target == "aix" => "-maix64".to_owned(),
            _ => String::new(),
        };
        Ok(flags.split_whitespace().map(str::to_owned).collect())
    }

    fn float_flags(&self, variable: &str) -> Got<&'static str> {
        if !self.since(17) {
            return Ok("");
        }
        Ok(match (self.get_or(variable, "hardfloat")?.as_str(), variable) {
            ("hardfloat", "GOMIPS64") => " -mhard-float",
            ("hardfloat", _) => " -mhard-float -mfp32 -mno-odd-spreg",
            ("softfloat", _) => " -msoft-float",
            _ => "",
        })
    }

    /// Why the compiler's answers to what Go asks of it cannot be foreseen: the user's own flags stand in each question,
    /// and with the tree of another release every one of them fails.
    fn probes_oddly(&self) -> Got<Option<String>> {
        let harmless = |word: &String| {
            ["-O", "-g", "-D", "-I", "-L"].iter().any(|flag| word.starts_with(flag))
        };
        for name in ["CGO_CFLAGS", "CGO_LDFLAGS"] {
            let text = self.get(name)?;
            if !self.words(&text).unwrap_or_default().iter().all(harmless) {
                return Ok(Some(format!(
                    "go tries the compiler with {name}={text}, and it is never run"
                )));
            }
        }
        let other = super::root::release_of(self.machine, &self.root()?);
        let own = other.is_none_or(|other| other.text == self.release.text);
        Ok((!own).then(|| "go asks the compiler with the tools of another release".to_owned()))
    }

    /// Which optional flags the compiler takes: a missing one is believed to take all.
    fn support(&self, compiler: &str) -> Got<Support> {
        let Some(path) = self.look_path(compiler)? else { return Ok(Support::ALL) };
        if let Some(why) = self.probes_oddly()? {
            return doubt(why);
        }
        let real = self.machine.real_path(&self.machine_path(&path)?).unwrap_or(path);
        let name = self.paths.base(&real);
        let name = name.strip_suffix(".exe").unwrap_or(&name);
        let Some((program, version)) = name.rsplit_once('-') else { return opaque(&real) };
        let major: u32 = version.parse().unwrap_or(0);
        let program = program.rsplit_once('-').map_or(program, |(_, program)| program);
        match program {
            "gcc" if major >= 8 && self.os == "linux" => Ok(Support::GCC),
            _ => opaque(&real),
        }
    }
}

/// A word of a command line that is shown (`joinUnambiguously`).
fn unambiguous(word: &str) -> String {
    let quoted = super::print::quote(word);
    let plain = !word.is_empty() && !word.contains([' ', '(', ')', '>', ';']);
    if plain && quoted.len() <= word.len() + 2 { word.to_owned() } else { quoted }
}

/// `strconv.ParseBool`.
pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

fn opaque<T>(path: &str) -> Got<T> {
    doubt(format!("go asks {path} which flags it takes, and it is never run"))
}

/// The optional flags a compiler takes.
struct Support {
    caret: bool,
    unused: bool,
    sections: bool,
    map: bool,
    record: bool,
}

impl Support {
    const ALL: Self = Self { caret: true, unused: true, sections: true, map: true, record: true };
    const NONE: Self =
        Self { caret: false, unused: false, sections: false, map: false, record: false };
    /// GCC 8 and later with GNU ld on Linux.
    const GCC: Self = Self { caret: false, unused: false, ..Self::ALL };
}
