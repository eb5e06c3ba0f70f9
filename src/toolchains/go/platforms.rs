//! The GOOS/GOARCH pairs of every release, and which of them can use cgo (src/internal/platform/zosarch.go, cmd/dist/build.go).

/// A pair with the minor releases that have it, and from which on (and up to which) cgo works there.
struct Port {
    name: &'static str,
    since: u32,
    until: u32,
    cgo_since: u32,
    cgo_until: u32,
}

const LAST: u32 = u32::MAX;
const NEVER: u32 = u32::MAX;

const fn port(name: &'static str, since: u32, until: u32, cgo_since: u32) -> Port {
    Port { name, since, until, cgo_since, cgo_until: LAST }
}

const PORTS: [Port; 57] = [
    port("aix/ppc64", 0, LAST, 0),
    port("android/386", 0, LAST, 0),
    port("android/amd64", 0, LAST, 0),
    port("android/arm", 0, LAST, 0),
    port("android/arm64", 0, LAST, 0),
    port("darwin/386", 0, 14, NEVER),
    port("darwin/amd64", 0, LAST, 0),
    port("darwin/arm", 0, 14, 0),
    port("darwin/arm64", 0, LAST, 0),
    port("dragonfly/amd64", 0, LAST, 0),
    port("freebsd/386", 0, LAST, 0),
    port("freebsd/amd64", 0, LAST, 0),
    port("freebsd/arm", 0, LAST, 0),
    port("freebsd/arm64", 14, LAST, 14),
    port("freebsd/riscv64", 20, LAST, 20),
    port("illumos/amd64", 0, LAST, 0),
    port("ios/amd64", 16, LAST, 16),
    port("ios/arm64", 16, LAST, 16),
    port("js/wasm", 0, LAST, NEVER),
    port("linux/386", 0, LAST, 0),
    port("linux/amd64", 0, LAST, 0),
    port("linux/arm", 0, LAST, 0),
    port("linux/arm64", 0, LAST, 0),
    port("linux/loong64", 19, LAST, 19),
    port("linux/mips", 0, LAST, 0),
    port("linux/mips64", 0, LAST, 0),
    port("linux/mips64le", 0, LAST, 0),
    port("linux/mipsle", 0, LAST, 0),
    port("linux/ppc64", 0, LAST, 27),
    port("linux/ppc64le", 0, LAST, 0),
    port("linux/riscv64", 14, LAST, 16),
    Port { name: "linux/riscv64", since: 0, until: 13, cgo_since: 0, cgo_until: 13 },
    port("linux/s390x", 0, LAST, 0),
    port("linux/sparc64", 0, LAST, 0),
    port("nacl/386", 0, 13, NEVER),
    port("nacl/amd64p32", 0, 13, NEVER),
    port("nacl/arm", 0, 13, NEVER),
    port("netbsd/386", 0, LAST, 0),
    port("netbsd/amd64", 0, LAST, 0),
    port("netbsd/arm", 0, LAST, 0),
    port("netbsd/arm64", 0, LAST, 0),
    port("openbsd/386", 0, LAST, 0),
    port("openbsd/amd64", 0, LAST, 0),
    port("openbsd/arm", 0, LAST, 0),
    port("openbsd/arm64", 0, LAST, 0),
    port("openbsd/mips64", 16, 26, 17),
    port("openbsd/ppc64", 21, LAST, NEVER),
    port("openbsd/riscv64", 22, LAST, 23),
    port("plan9/386", 0, LAST, NEVER),
    port("plan9/amd64", 0, LAST, NEVER),
    port("plan9/arm", 0, LAST, NEVER),
    port("solaris/amd64", 0, LAST, 0),
    port("wasip1/wasm", 21, LAST, NEVER),
    port("windows/386", 0, LAST, 0),
    port("windows/amd64", 0, LAST, 0),
    port("windows/arm", 0, 25, NEVER),
    port("windows/arm64", 17, LAST, 17),
];

fn find(minor: u32, os: &str, arch: &str) -> Option<&'static Port> {
    let wanted = |port: &&Port| port.name.split_once('/') == Some((os, arch));
    PORTS.iter().filter(wanted).find(|port| (port.since..=port.until).contains(&minor))
}

/// Whether the release can build for that pair.
pub fn is_pair(minor: u32, os: &str, arch: &str) -> bool {
    find(minor, os, arch).is_some()
}

/// Whether cgo works on that pair when it is the host.
pub fn supports_cgo(minor: u32, os: &str, arch: &str) -> bool {
    find(minor, os, arch).is_some_and(|port| (port.cgo_since..=port.cgo_until).contains(&minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_come_and_go() {
        assert!(is_pair(26, "linux", "amd64") && !is_pair(26, "bogus", "amd64"));
        assert!(is_pair(25, "windows", "arm") && !is_pair(26, "windows", "arm"));
        assert!(is_pair(13, "nacl", "386") && !is_pair(14, "nacl", "386"));
        assert!(!is_pair(26, "js", "amd64") && !is_pair(16, "windows", "arm64"));
    }

    #[test]
    fn cgo_works_on_most_hosts() {
        assert!(supports_cgo(26, "darwin", "arm64") && !supports_cgo(26, "plan9", "amd64"));
        assert!(!supports_cgo(15, "linux", "riscv64") && supports_cgo(16, "linux", "riscv64"));
        assert!(!supports_cgo(26, "linux", "ppc64") && supports_cgo(27, "linux", "ppc64"));
    }
}
