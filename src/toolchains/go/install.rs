//! Where `go install` puts a program (cmd/go/internal/load, modload.BinDir).

use super::engine::{Got, Process};
use super::talk::Talk;
use crate::toolchains::Target;
use crate::value::Value;

/// What is installed, as far as it decides the place.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// The import path; its last element, a `/vN` left out in module mode, names the program.
    pub import_path: String,
    /// Its directory, for GOPATH mode and messages.
    pub directory: String,
}

impl Process<'_> {
    /// The directory an installed program of the user's goes to; the file where a package is given.
    pub fn install_target(&self, package: Option<&Package>) -> Target {
        match self.target(package) {
            Ok(target) => match &self.awaited {
                Some(awaited) if awaited.likely => {
                    Target { path: target.path.doubted(&awaited.why), ..target }
                }
                Some(awaited) => {
                    let path = Value::unknown((*awaited.why).clone());
                    Target { path, because: "another go says".to_owned(), refused: None }
                }
                None => target,
            },
            Err(why) => Target {
                path: Value::unknown((*why).clone()),
                because: why.reason.to_string(),
                refused: None,
            },
        }
    }

    fn target(&self, package: Option<&Package>) -> Got<Target> {
        if let Some(tool) = package.and_then(|package| package.import_path.strip_prefix("cmd/")) {
            return self.own_tool(tool);
        }
        let bin = self.get("GOBIN")?;
        let (os, arch) = (self.target_os()?, self.target_arch()?);
        let cross = os != self.os || arch != self.arch.clone()?;
        let prefix = if self.since(18) { "go" } else { "go install" };
        if !bin.is_empty() {
            if !self.paths.is_absolute(&bin) {
                return Ok(refused(
                    "GOBIN is relative",
                    // base.Errorf without a prefix, in every release.
                    "cannot install, GOBIN must be an absolute path".to_owned(),
                ));
            }
            if cross {
                return Ok(refused(
                    "GOBIN is set and the target is another system",
                    format!("{prefix}: cannot install cross-compiled binaries when GOBIN is set"),
                ));
            }
            return self.placed(&bin, "GOBIN", None, package, &os);
        }
        let modules = self.modules_will_be_on(&mut Talk::default())?;
        let (directory, because) = match modules {
            true => (self.gopath_dir(&self.gopath()?, "bin"), "bin in the first element of GOPATH"),
            false => {
                (self.gopath_bin(package)?, "bin in the element of GOPATH that holds the package")
            }
        };
        if directory.is_empty() {
            let place = match package {
                Some(package) if !package.directory.is_empty() => package.directory.clone(),
                _ => self.cwd()?,
            };
            return Ok(refused(
                "neither GOBIN nor GOPATH says where",
                match modules && !self.since(18) {
                    true => "missing $GOPATH".to_owned(),
                    false => format!(
                        "{prefix}: no install location for directory {place} outside GOPATH\n\tFor more details see: 'go help gopath'"
                    ),
                },
            ));
        }
        let below = cross.then(|| format!("{os}_{arch}"));
        self.placed(&directory, because, below.as_deref(), package, &os)
    }

    fn placed(
        &self,
        directory: &str,
        because: &str,
        below: Option<&str>,
        package: Option<&Package>,
        os: &str,
    ) -> Got<Target> {
        let mut path = directory.to_owned();
        for part in below
            .into_iter()
            .map(str::to_owned)
            .chain(package.map(|one| self.program_name(one, os)))
        {
            path = self.paths.join(&path, &part);
        }
        Ok(Target {
            path: Value::known(path, super::table::built_in()),
            because: because.to_owned(),
            refused: None,
        })
    }

    /// `cmd/go` and `cmd/gofmt` go to GOROOT/bin, the other commands of the tree to its tools; GOBIN does not count.
    fn own_tool(&self, tool: &str) -> Got<Target> {
        let (os, arch) = (self.target_os()?, self.target_arch()?);
        let exe = if os == "windows" { ".exe" } else { "" };
        let directory = match tool {
            "go" | "gofmt" => "bin".to_owned(),
            _ => format!("pkg/tool/{os}_{arch}"),
        };
        let path = self.paths.join(&self.root()?, &format!("{directory}/{tool}{exe}"));
        Ok(Target {
            path: Value::known(path, super::table::built_in()),
            because: "a command of the Go tree itself".to_owned(),
            refused: None,
        })
    }

    fn program_name(&self, package: &Package, os: &str) -> String {
        let mut parts = package.import_path.rsplit('/');
        let last = parts.next().unwrap_or("");
        let version = last.strip_prefix('v').is_some_and(|number| {
            !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && number != "1"
                && !number.starts_with('0')
        });
        let modules = self.modules_will_be_on(&mut Talk::default()).unwrap_or(false);
        let name = if version && modules { parts.next().unwrap_or(last) } else { last };
        let exe = if os == "windows" { ".exe" } else { "" };
        format!("{name}{exe}")
    }

    /// GOPATH mode: the element around the package, its `bin`.
    fn gopath_bin(&self, package: Option<&Package>) -> Got {
        let place = match package {
            Some(package) if !package.directory.is_empty() => package.directory.clone(),
            _ => self.cwd()?,
        };
        for part in self.paths.split_list(&self.gopath()?).iter().filter(|part| !part.is_empty()) {
            let sources = format!("{}{}", self.paths.join(part, "src"), self.paths.separator());
            if place.starts_with(&sources) {
                return Ok(self.paths.join(part, "bin"));
            }
        }
        Ok(String::new())
    }
}

fn refused(because: &str, text: String) -> Target {
    Target { path: Value::empty(), because: because.to_owned(), refused: Some(text) }
}
