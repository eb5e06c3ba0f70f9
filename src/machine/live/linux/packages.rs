//! What the package manager says is installed: a way to a version without starting the program.

use memchr::memmem;

use crate::machine::live::regular;
use crate::machine::live::unix::shells::upstream;

/// A package manager's own list: blocks of lines, one of which names the package and one its version.
pub(super) struct Packages {
    text: Vec<u8>,
    name: &'static str,
    version: &'static str,
}

impl Packages {
    /// dpkg's list (dpkg-query(1)), else apk's (apk(8)).
    pub(super) fn read() -> Self {
        let dpkg = regular::read("/var/lib/dpkg/status");
        match dpkg {
            Ok(text) => Self { text, name: "Package: ", version: "Version: " },
            Err(_) => {
                let text = regular::read("/lib/apk/db/installed").unwrap_or_default();
                Self { text, name: "P:", version: "V:" }
            }
        }
    }

    /// The upstream version of a package.
    pub(super) fn version(&self, package: &str) -> Option<String> {
        let head = format!("{}{package}\n", self.name);
        let starts = |at: &usize| *at == 0 || self.text[at - 1] == b'\n';
        let start = memmem::find_iter(&self.text, head.as_bytes()).find(starts)?;
        let block = &self.text[start..];
        let block = &block[..memmem::find(block, b"\n\n").unwrap_or(block.len())];
        let field = format!("\n{}", self.version);
        let value = &block[memmem::find(block, field.as_bytes())? + field.len()..];
        upstream(&String::from_utf8_lossy(value.split(|&byte| byte == b'\n').next()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upstream_version_is_read_from_the_package_list() {
        let text = b"Package: bash-doc\nVersion: 1\n\nPackage: bash\nStatus: ok\nVersion: 1:5.2.15-2+b8\n\n";
        let dpkg = Packages { text: text.to_vec(), name: "Package: ", version: "Version: " };
        assert_eq!(dpkg.version("bash").as_deref(), Some("5.2.15"));
        assert_eq!(dpkg.version("zsh"), None);
        let text = b"C:Q1x\nP:bash\nV:5.2.26-r0\nA:x86_64\n\nC:Q1y\nP:busybox\nV:1.36.1-r15\n\n";
        let apk = Packages { text: text.to_vec(), name: "P:", version: "V:" };
        assert_eq!(apk.version("bash").as_deref(), Some("5.2.26"));
        assert_eq!(apk.version("busybox").as_deref(), Some("1.36.1"));
    }
}
