//! `go env -changed` (Go 1.23 and later): which settings the command counts as changed, its own inconsistencies included.

use super::engine::{Got, Process, text_of};
use super::table::Row;
use super::{arch, platforms};
use crate::value::Value;

impl Process<'_> {
    /// Whether `go env -changed` lists the row; `None` before Go 1.23 or where it is not known.
    pub fn changed(&self, row: &Row, value: &Value) -> Option<bool> {
        if !self.since(23) || self.awaited.is_some() {
            return None;
        }
        self.is_changed(row.name, value).ok()
    }

    fn is_changed(&self, name: &str, value: &Value) -> Got<bool> {
        match name {
            // Settings of the tree and of the process are never counted.
            "GOROOT" | "GOEXE" | "GOHOSTARCH" | "GOHOSTOS" | "GOTOOLDIR" | "GOVERSION"
            | "GOMOD" | "GOWORK" | "GOTELEMETRY" | "GOTELEMETRYDIR" | "GOGCCFLAGS" => Ok(false),
            "GO111MODULE" => Ok(!["", "on"].contains(&text_of(value)?.as_str())),
            "GOBIN" if self.since(27) => self.differs(name, ""),
            "GOBIN" | "GOEXPERIMENT" | "GOFLAGS" | "GOINSECURE" | "GOPRIVATE" | "GOTMPDIR"
            | "GOVCS" | "GODEBUG" | "GOPACKAGESDRIVER" => Ok(!text_of(value)?.is_empty()),
            "GOARCH" => Ok(text_of(value)? != self.arch.clone()?),
            "GOOS" => Ok(text_of(value)? != self.os),
            "CC" | "CXX" => Ok(!self.get(name)?.is_empty()),
            "GCCGO" => self.gccgo_changed(),
            "GOENV" => {
                let own = self.os_text("GOENV")?;
                Ok(!own.is_empty() && own != "off")
            }
            "GOCACHE" => self.cache_changed(),
            "CGO_ENABLED" => self.cgo_changed(),
            "GOPATH" => {
                let own = self.os_text(name)?;
                let default = if own.is_empty() { self.default_gopath()? } else { own };
                self.differs(name, &default)
            }
            "GOMODCACHE" => {
                let default = self.gopath_dir(&self.first_gopath()?, "pkg/mod");
                self.differs(name, &default)
            }
            "GONOPROXY" | "GONOSUMDB" => self.differs(name, &self.get("GOPRIVATE")?),
            "GOAUTH" => self.differs(name, "netrc"),
            "GOFIPS140" => self.differs(name, "off"),
            "AR" => self.differs(name, "ar"),
            "CGO_CPPFLAGS" => Ok(!text_of(value)?.is_empty()),
            "PKG_CONFIG" => Ok(text_of(value)? != "pkg-config"),
            "CGO_LDFLAGS" if !self.since(24) => Ok(false),
            "CGO_CFLAGS" | "CGO_CXXFLAGS" | "CGO_FFLAGS" | "CGO_LDFLAGS" => {
                Ok(text_of(value)? != self.default_flags())
            }
            _ if arch::VARIABLES.iter().any(|one| one.name == name) => {
                self.differs(name, &self.arch_baseline(name)?)
            }
            _ => self.differs(name, ""),
        }
    }

    /// `cfg.EnvOrAndChanged`: a set value is compared with go.env's where that file has the key.
    fn differs(&self, name: &str, default: &str) -> Got<bool> {
        let set = self.get(name)?;
        if set.is_empty() {
            return Ok(false);
        }
        let shipped = self.shipped.as_ref().map_err(Clone::clone)?;
        match shipped.get(name) {
            Some(value) => Ok(set != text_of(value)?),
            None => Ok(set != default),
        }
    }

    /// Up to Go 1.23 the default is what the build configuration made of the process environment.
    fn arch_baseline(&self, name: &str) -> Got {
        let host = self.arch.clone()?;
        let default = arch::default(self.release.minor, name, self.os, &host).to_owned();
        if self.since(24) && name != "GOWASM" {
            return Ok(default);
        }
        let own = self.os_text(name)?;
        Ok(arch::normalised(self.release.minor, name, &own).unwrap_or(default))
    }

    fn gccgo_changed(&self) -> Got<bool> {
        let name = self.get_or("GCCGO", "gccgo")?;
        Ok(self.look_path(&name)?.is_some() || (self.since(25) && name != "gccgo"))
    }

    /// Go 1.23 and 1.24 count every setting, and a default that cannot be found.
    fn cache_changed(&self) -> Got<bool> {
        let set = self.get("GOCACHE")?;
        let default = self.cache_dir()?.map(|dir| self.paths.join(&dir, "go-build"));
        if self.since(25) {
            return Ok(!set.is_empty() && set != default.unwrap_or_else(|_| "off".to_owned()));
        }
        Ok(!set.is_empty() || default.is_err())
    }

    /// Go 1.23 and 1.24 compute the default after they looked at CGO_ENABLED in the process environment.
    fn cgo_changed(&self) -> Got<bool> {
        let default = match self.since(25) {
            // With CGO_ENABLED=0 nobody looks whether there is a compiler.
            true if self.os_text("CGO_ENABLED")? == "0" => {
                let (os, arch) = (self.target_os()?, self.target_arch()?);
                let host = os == self.os && arch == self.arch.clone()?;
                host && platforms::supports_cgo(self.release.minor, &os, &arch)
            }
            true => self.default_cgo()?,
            false => self.late_default_cgo()?,
        };
        Ok(self.cgo()? != default)
    }

    fn late_default_cgo(&self) -> Got<bool> {
        let (os, arch) = (self.target_os()?, self.target_arch()?);
        if os != self.os || arch != self.arch.clone()? {
            return Ok(false);
        }
        let built = match self.os_text("CGO_ENABLED")?.as_str() {
            "0" => false,
            "1" => true,
            _ => platforms::supports_cgo(self.release.minor, &os, &arch),
        };
        if !built || !self.os_text("CC")?.is_empty() {
            return Ok(built);
        }
        Ok(self.look_path(&self.default_compiler("CC")?)?.is_some())
    }
}
