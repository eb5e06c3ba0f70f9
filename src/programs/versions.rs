//! Which version of a program a machine has, by what package managers write down.

use super::{Cannot, Followed, Run};
use crate::machine::{Kind, Machine};
use crate::value::Shape;

/// A version's numbers, compared one by one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u64>);

impl Version {
    /// The numbers at the front of a text; `None` where there is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('v');
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let numbers: Vec<u64> =
            text[..end].split('.').filter_map(|number| number.parse().ok()).collect();
        (!numbers.is_empty()).then_some(Self(numbers))
    }

    /// Whether it is of that release or a later one.
    pub fn is_at_least(&self, numbers: &[u64]) -> bool {
        self.0.as_slice() >= numbers
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let texts: Vec<String> = self.0.iter().map(u64::to_string).collect();
        write!(f, "{}", texts.join("."))
    }
}

/// The version of the program that runs, under any of its package names.
pub fn of(run: &Run<'_>, packages: &[&str]) -> Option<Version> {
    text_of(run, packages).as_deref().and_then(Version::parse)
}

/// The same as it is written.
pub fn text_of(run: &Run<'_>, packages: &[&str]) -> Option<String> {
    let machine = run.machine();
    let real = machine.real_path(run.path()).unwrap_or_else(|_| run.path().to_owned());
    in_cellar(&real)
        .or_else(|| packages.iter().find_map(|name| in_wheel(machine, run.path(), name)))
        .or_else(|| packages.iter().find_map(|name| in_crates(machine, run.path(), name)))
        .or_else(|| in_package_json(machine, &real))
        .or_else(|| packages.iter().find_map(|name| in_packages(machine, &real, name)))
}

/// Whether a program of the system's own package keeps its version where nothing here reads it: a person's
/// machine may have any, and a recorded one says what it has that is not the newest.
pub fn is_hidden(run: &Run<'_>, packages: &[&str]) -> bool {
    let real = run.machine().real_path(run.path()).unwrap_or_else(|_| run.path().to_owned());
    run.machine().is_live() && is_packaged(&real) && text_of(run, packages).is_none()
}

/// Whether a file stands where a system's packages put theirs.
fn is_packaged(real: &str) -> bool {
    (real.starts_with("/usr/") || real.starts_with("/bin/")) && !real.starts_with("/usr/local/")
}

/// The upstream part of the version of a system's package.
fn in_packages(machine: &dyn Machine, real: &str, name: &str) -> Option<String> {
    if !is_packaged(real) {
        return None;
    }
    in_dpkg(machine, name).or_else(|| in_pacman(machine, name)).or_else(|| in_apk(machine, name))
}

/// A folder `NAME-VERSION-RELEASE` of pacman's (alpm-db(7)).
fn in_pacman(machine: &dyn Machine, name: &str) -> Option<String> {
    let front = format!("{name}-");
    machine.list("/var/lib/pacman/local").ok()?.iter().find_map(|entry| {
        let (version, _) = entry.name.strip_prefix(&front)?.rsplit_once('-')?;
        let version = version.split_once(':').map_or(version, |(_, rest)| rest);
        version.starts_with(|first: char| first.is_ascii_digit()).then(|| version.to_owned())
    })
}

/// `P:NAME` and `V:VERSION` of a paragraph of apk's (apk-installed(5)).
fn in_apk(machine: &dyn Machine, name: &str) -> Option<String> {
    let text = read(machine, "/lib/apk/db/installed")?;
    let of = |paragraph: &str, key: &str| {
        paragraph.lines().find_map(|line| line.strip_prefix(key)).map(str::to_owned)
    };
    let own = text.split("\n\n").find(|one| of(one, "P:").as_deref() == Some(name))?;
    let version = of(own, "V:")?;
    Some(version.split("-r").next().unwrap_or_default().to_owned())
}

/// A program tells its version, behind these words.
///
/// # Errors
/// When nothing on the machine tells it.
pub fn line(run: &mut Run<'_>, packages: &[&str], front: &str) -> Followed {
    match text_of(run, packages) {
        Some(version) => {
            run.out = format!("{front}{version}\n");
            Ok(0)
        }
        None => {
            Err(Cannot::tell("is the version of a program, which is not recorded", Shape::Filled))
        }
    }
}

/// `…/Cellar/NAME/VERSION/bin/NAME`.
fn in_cellar(real: &str) -> Option<String> {
    let rest = real.split("/Cellar/").nth(1)?;
    rest.split('/').nth(1).map(str::to_owned)
}

fn read(machine: &dyn Machine, path: &str) -> Option<String> {
    String::from_utf8(machine.read(path).ok()?.to_vec()).ok()
}

/// The upstream part of a Debian package's version.
fn in_dpkg(machine: &dyn Machine, name: &str) -> Option<String> {
    let text = read(machine, "/var/lib/dpkg/status")?;
    let mut inside = false;
    for line in text.lines() {
        if let Some(package) = line.strip_prefix("Package: ") {
            inside = package.trim() == name;
        } else if let (true, Some(version)) = (inside, line.strip_prefix("Version: ")) {
            let version = version.trim();
            let version = version.split_once(':').map_or(version, |(_, rest)| rest);
            let version = version.rsplit_once('-').map_or(version, |(front, _)| front);
            // A release that was taken back: Debian's ruby is `3.1.7+really3.1.2`.
            let version = version.split_once("+really").map_or(version, |(_, rest)| rest);
            return Some(version.split(['+', '~']).next().unwrap_or(version).to_owned());
        }
    }
    None
}

/// `~/.cargo/.crates.toml` beside `~/.cargo/bin/NAME`.
fn in_crates(machine: &dyn Machine, path: &str, name: &str) -> Option<String> {
    let root = path.strip_suffix(&format!("/bin/{}", path.rsplit('/').next()?))?;
    let text = read(machine, &format!("{root}/.crates.toml"))?;
    let line = text.lines().find_map(|line| line.trim().strip_prefix(&format!("\"{name} ")))?;
    line.split(' ').next().map(str::to_owned)
}

/// `lib/python3.X/site-packages/NAME-VERSION.dist-info` beside `bin/NAME`.
fn in_wheel(machine: &dyn Machine, path: &str, name: &str) -> Option<String> {
    let root = path.strip_suffix(&format!("/bin/{}", path.rsplit('/').next()?))?;
    let lib = format!("{root}/lib");
    for python in machine.list(&lib).ok()?.iter().filter(|one| one.name.starts_with("python")) {
        let packages = format!("{lib}/{}/site-packages", python.name);
        for entry in machine.list(&packages).unwrap_or_default() {
            let rest =
                entry.name.strip_suffix(".dist-info").filter(|_| entry.kind == Kind::Directory);
            let rest =
                rest.and_then(|rest| rest.strip_prefix(&format!("{}-", name.replace('-', "_"))));
            if let Some(version) = rest {
                return Some(version.to_owned());
            }
        }
    }
    None
}

/// `"version"` in the `package.json` of a program of npm's.
fn in_package_json(machine: &dyn Machine, real: &str) -> Option<String> {
    let folder = real.rsplit_once("/bin/")?.0;
    let text = read(machine, &format!("{folder}/package.json"))?;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    json.get("version")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::recorded::{Node, Recorded};
    use crate::machine::{Facts, Platform};

    #[test]
    fn every_system_keeps_the_versions_of_its_packages_in_its_own_way() {
        let mut machine = Recorded::new(Facts::new(Platform::Linux));
        let mut put = |path: &str, text: &str| {
            machine.put(path, Node::File(Some(text.as_bytes().into())), None);
        };
        put("/var/lib/dpkg/status", "Package: one\nVersion: 1:0.38.0-1+b1\n\nPackage: two\n");
        put("/var/lib/pacman/local/fzf-tab-1.2-1/desc", "");
        put("/var/lib/pacman/local/fzf-2:0.65.2-1/desc", "");
        put("/lib/apk/db/installed", "P:less\nV:1-r0\n\nC:x\nP:zoxide\nV:0.9.6-r2\n");
        let of = |path: &str, name: &str| in_packages(&machine, path, name);
        assert_eq!(of("/usr/bin/one", "one").as_deref(), Some("0.38.0"));
        assert_eq!(of("/usr/bin/fzf", "fzf").as_deref(), Some("0.65.2"));
        assert_eq!(of("/usr/bin/zoxide", "zoxide").as_deref(), Some("0.9.6"));
        assert_eq!(of("/usr/local/bin/fzf", "fzf"), None);
        assert_eq!(of("/usr/bin/three", "three"), None);
    }
}
