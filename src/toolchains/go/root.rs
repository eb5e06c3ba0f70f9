//! GOROOT by Go's own rules: the setting, the program's place, the compiled-in default (`cfg.findGOROOT`).

use super::engine::{Got, Process, doubt};
use super::version::Release;
use crate::machine::{Fault, Machine};

impl Process<'_> {
    /// GOROOT as it is printed.
    pub fn root(&self) -> Got {
        if self.since(21) {
            return self.get("GOROOT");
        }
        let set = self.get("GOROOT")?;
        if set.is_empty() { self.discovered_root() } else { Ok(self.paths.clean(&set)) }
    }

    /// GOROOT as Go 1.21 and later find it first, to read `go.env` there: the user's file beats the environment.
    pub fn early_root(&self) -> Got {
        let filed = match self.user.as_ref().map(|user| user.get("GOROOT")) {
            Ok(Some(value)) => super::engine::text_of(value)?,
            Ok(None) => String::new(),
            Err(why) => return Err(why.clone()),
        };
        let set = if filed.is_empty() { self.os_text("GOROOT")? } else { filed };
        if set.is_empty() { self.discovered_root() } else { Ok(self.paths.clean(&set)) }
    }

    /// `runtime.GOROOT`: the environment's, else the one compiled in.
    pub fn runtime_root(&self) -> Got {
        let set = self.os_text("GOROOT")?;
        if set.is_empty() { self.compiled_root() } else { Ok(set) }
    }

    /// What the release's builders compiled in: nothing since Go 1.21, which is built with `-trimpath`.
    fn compiled_root(&self) -> Got {
        if self.since(21) {
            return Ok(String::new());
        }
        let official = if self.on_windows() { "c:\\go" } else { "/usr/local/go" };
        Ok(self.debian_root().unwrap_or_else(|| official.to_owned()))
    }

    /// Debian's packages stand in `/usr/lib/go-1.X` and are compiled for that place.
    fn debian_root(&self) -> Option<String> {
        let program = self.machine.real_path(self.program.as_deref()?).ok()?;
        let root = self.paths.join(&program, "../..");
        root.starts_with("/usr/lib/go-1.").then_some(root)
    }

    /// Whether it is one of Debian's packages, whose defaults differ in places.
    pub fn is_debian(&self) -> bool {
        self.debian_root().is_some()
    }

    /// GOROOT by the place of the program, whatever is set.
    pub fn discovered_root(&self) -> Got {
        if let Some(root) = &self.supposed_root {
            return Ok(self.paths.clean(root));
        }
        let compiled = self.compiled_root()?;
        let compiled = match compiled.as_str() {
            "" if self.since(21) => String::new(),
            _ => self.paths.clean(&compiled),
        };
        let Some(program) = &self.program else {
            return doubt("no go program is found, whose place would tell");
        };
        for place in self.program_places(program) {
            for up in self.ways_up() {
                let root = self.paths.join(&place, up);
                if is_root(self, &root)? {
                    return self.spelled(compiled, root);
                }
            }
        }
        if compiled.is_empty() || self.is_directory(&compiled)? {
            return Ok(compiled);
        }
        Ok(compiled)
    }

    /// `os.Executable`, then the same with every link resolved. Linux reports the resolved one at once.
    fn program_places(&self, program: &str) -> Vec<String> {
        let resolved = self.machine.real_path(program).ok();
        let given = if self.os == "linux" { None } else { Some(self.paths.clean(program)) };
        given.into_iter().chain(resolved).collect()
    }

    /// `bin/go` and, since Go 1.21.5, `bin/GOOS_GOARCH/go`.
    fn ways_up(&self) -> &'static [&'static str] {
        let cross = self.since(22) || (self.release.minor == 21 && self.release.patch >= 5);
        if cross { &["../..", "../../.."] } else { &["../.."] }
    }

    /// The compiled-in spelling where it leads to the same directory.
    fn spelled(&self, compiled: String, root: String) -> Got {
        let identity = |path: &str| -> Got<Option<(u64, u64)>> {
            if path.is_empty() {
                return Ok(None);
            }
            let path = self.machine_path(path)?;
            Ok(self.machine.status(&path).ok().map(|status| status.identity))
        };
        let one = identity(&compiled)?;
        Ok(if one.is_some() && one == identity(&root)? { compiled } else { root })
    }

    /// GOTOOLDIR: below the GOROOT that is printed, for the binary's own system.
    pub fn tool_dir(&self) -> Got {
        let root = self.root()?;
        if root.is_empty() {
            return Ok(String::new());
        }
        let arch = self.arch.clone()?;
        Ok(self.paths.join(&root, &format!("pkg/tool/{}_{arch}", self.os)))
    }
}

/// The only thing that makes a directory a GOROOT to `go`: a directory `pkg/tool` in it.
fn is_root(process: &Process, directory: &str) -> Got<bool> {
    process.is_directory(&process.paths.join(directory, "pkg/tool"))
}

/// The release a tree says it is.
pub fn release_of(machine: &dyn Machine, root: &str) -> Option<Release> {
    let bytes = machine.read(&machine.platform().join(root, "VERSION")).ok()?;
    Release::of_file(&String::from_utf8_lossy(&bytes))
}

/// Why [`release_of`] a tree says nothing.
pub fn without_release(machine: &dyn Machine, root: &str) -> String {
    let file = machine.platform().join(root, "VERSION");
    let what = match machine.read(&file) {
        Err(Fault::NotFound | Fault::NotADirectory) => "is missing".to_owned(),
        Err(Fault::IsADirectory) => "is a directory".to_owned(),
        Err(fault) => format!("cannot be read ({fault})"),
        Ok(bytes) if bytes.trim_ascii().is_empty() => "is empty".to_owned(),
        Ok(_) => "names no release".to_owned(),
    };
    format!("{file} {what}")
}

/// The system and processor a tree's tools are for, such as `linux_amd64`.
pub fn tools_of(machine: &dyn Machine, root: &str) -> Vec<String> {
    let platform = machine.platform();
    let tools = platform.join(&platform.join(root, "pkg"), "tool");
    let entries = machine.list(&tools).unwrap_or_default();
    entries.into_iter().map(|entry| entry.name).filter(|name| name.contains('_')).collect()
}

/// Where a program's tree is, if it stands in one: what its version is read from.
pub fn tree_of(machine: &dyn Machine, program: &str) -> Option<String> {
    let platform = machine.platform();
    let places = [Some(program.to_owned()), machine.real_path(program).ok()];
    places.into_iter().flatten().find_map(|place| {
        let bin = platform.parent(&place)?.to_owned();
        let root = platform.parent(&bin)?.to_owned();
        let cross = platform.parent(&root).map(str::to_owned);
        [Some(root), cross].into_iter().flatten().find(|root| {
            let tools = platform.join(&platform.join(root, "pkg"), "tool");
            machine.is_directory(&tools) || machine.is_file(&platform.join(root, "VERSION"))
        })
    })
}
