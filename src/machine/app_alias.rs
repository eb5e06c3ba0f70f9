//! Whose an app execution alias is.
//!
//! The alias itself is a reparse point whose data no safe interface reads (`IO_REPARSE_TAG_APPEXECLINK`,
//! \[MS-FSCC\] 2.1.2.1). What it names stands beside it as well: `WindowsApps` has a folder for every package
//! with aliases, named by the package's family and with the same aliases in it, and the package's
//! `AppxManifest.xml` says which program an alias starts ("uap3:AppExecutionAlias", package manifest schema).

use super::path::{folded, same_name};
use super::{Kind, Machine};

/// Where the packages of this user are registered, each key a package's full name.
const PACKAGES: &str = r"HKCU\Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages";
/// The part of Windows that owns `winget` and the two names that only open the Store.
const INSTALLER: &str = "Microsoft.DesktopAppInstaller_8wekyb3d8bbwe";
const OPEN_THE_STORE: &[&str] = &["python.exe", "python3.exe"];
/// Manifests are a few kilobytes.
const LARGEST_MANIFEST: usize = 1 << 20;

/// The packages that have an alias of one name. Which of several has it is a setting that only the alias itself tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppAlias {
    /// Packages, in the order of their folders' names.
    pub packages: Vec<Package>,
}

/// A package of the Store with an alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The family: its name and the publisher's number.
    pub family: String,
    /// The program behind the alias, where the package's manifest can be read.
    pub program: Option<String>,
    /// Whether the alias only opens the Store, so that something can be installed.
    pub opens_store: bool,
}

impl AppAlias {
    /// What is behind the alias at `path`.
    pub fn at(machine: &dyn Machine, path: &str) -> Self {
        let (folder, name) = split(path);
        let (above, own) = split(folder);
        if same_name(own, "WindowsApps") {
            let families = families(machine, folder, name);
            return Self { packages: families.map(|one| package(machine, one, name)).collect() };
        }
        let named = same_name(split(above).1, "WindowsApps");
        let packages = named.then(|| package(machine, own.to_owned(), name));
        Self { packages: packages.into_iter().collect() }
    }

    /// Whether it only opens the Store; `None` where that cannot be told.
    pub fn opens_store(&self) -> Option<bool> {
        let (first, rest) = self.packages.split_first()?;
        rest.iter().all(|one| one.opens_store == first.opens_store).then_some(first.opens_store)
    }

    /// The alias in words, to stand behind "is".
    pub fn words(&self) -> String {
        let what = "an app execution alias of";
        match (self.opens_store(), &*self.packages) {
            (_, []) => format!("{what} the Store, which may only open the Store"),
            (Some(true), _) => format!("{what} {INSTALLER}, which only opens the Store"),
            (_, [one]) => match &one.program {
                Some(program) => format!("{what} {}, for {program}", one.family),
                None => format!("{what} {}", one.family),
            },
            (_, several) => {
                let names: Vec<&str> = several.iter().map(|one| &*one.family).collect();
                format!("{what} {}, as Settings say (App execution aliases)", names.join(" or "))
            }
        }
    }
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once(['\\', '/']).unwrap_or(("", path))
}

/// The families whose folders have an alias of this name, too.
fn families(machine: &dyn Machine, folder: &str, name: &str) -> impl Iterator<Item = String> {
    let entries = machine.list(folder).unwrap_or_default().into_iter();
    let folders = entries.filter(|one| one.kind == Kind::Directory);
    folders.map(|one| one.name).filter(move |family| {
        let alias = machine.platform().join(&machine.platform().join(folder, family), name);
        machine.link_status(&alias).is_ok_and(|found| !found.is_directory())
    })
}

fn package(machine: &dyn Machine, family: String, name: &str) -> Package {
    let opens_store =
        same_name(&family, INSTALLER) && OPEN_THE_STORE.iter().any(|one| same_name(one, name));
    let program = root(machine, &family).and_then(|root| program(machine, &root, name));
    Package { family, program, opens_store }
}

/// Where a package is installed: its full name is `NAME_VERSION_PROCESSOR_RESOURCE_PUBLISHER`.
fn root(machine: &dyn Machine, family: &str) -> Option<String> {
    let wanted = folded(family);
    let (name, publisher) = wanted.rsplit_once('_')?;
    let is_of = |full: &str| {
        let full = folded(full);
        full.split('_').next() == Some(name) && full.rsplit('_').next() == Some(publisher)
    };
    let full = machine.registry_keys(PACKAGES)?.into_iter().find(|full| is_of(full))?;
    let value = machine.registry_value(&format!("{PACKAGES}\\{full}"), "PackageRootFolder")?;
    value.data.text().map(str::to_owned)
}

/// The program that a manifest names for an alias: of the extension, or else of the application it belongs to.
fn program(machine: &dyn Machine, root: &str, alias: &str) -> Option<String> {
    let bytes = machine.read(&machine.platform().join(root, "AppxManifest.xml")).ok()?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= LARGEST_MANIFEST)?;
    let tree = crate::text::xml::tree(text)?;
    let named = tree.descendants().find(|node| {
        let is = node.attribute("Alias").is_some_and(|one| same_name(one, alias));
        is && node.tag_name().name() == "ExecutionAlias"
    })?;
    let program = named.ancestors().find_map(|node| node.attribute("Executable"))?;
    Some(machine.platform().join(root, program))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::recorded::{Node, Recorded};
    use crate::machine::{Facts, Platform, RegistryData, RegistryValue};

    const APPS: &str = r"C:\Users\me\AppData\Local\Microsoft\WindowsApps";
    const STORE_PYTHON: &str = "PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0";
    const TERMINAL: &str = "Microsoft.WindowsTerminal_8wekyb3d8bbwe";

    fn machine(families: &[&str], name: &str) -> Recorded {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        machine.put(&format!("{APPS}\\{name}"), Node::AppAlias, None);
        for family in families {
            machine.put(&format!("{APPS}\\{family}\\{name}"), Node::AppAlias, None);
        }
        machine
    }

    fn alias(families: &[&str], name: &str) -> AppAlias {
        AppAlias::at(&machine(families, name), &format!("{APPS}\\{name}"))
    }

    #[test]
    fn the_folder_beside_an_alias_names_its_package() {
        assert_eq!(alias(&[INSTALLER], "python.exe").opens_store(), Some(true));
        assert_eq!(alias(&[STORE_PYTHON], "python.exe").opens_store(), Some(false));
        assert_eq!(alias(&[INSTALLER, STORE_PYTHON], "python.exe").opens_store(), None);
        assert_eq!(alias(&[], "python.exe").opens_store(), None);
        assert_eq!(alias(&[INSTALLER], "winget.exe").opens_store(), Some(false));
    }

    #[test]
    fn an_alias_in_the_folder_of_its_package_is_that_package() {
        let machine = machine(&[STORE_PYTHON, INSTALLER], "python.exe");
        let alias = AppAlias::at(&machine, &format!("{APPS}\\{STORE_PYTHON}\\python.exe"));
        assert_eq!(alias.words(), format!("an app execution alias of {STORE_PYTHON}"));
    }

    #[test]
    fn a_manifest_names_the_program() {
        let mut machine = machine(&[TERMINAL], "wt.exe");
        let root = r"C:\Program Files\WindowsApps\T";
        let manifest = "<Package xmlns='p' xmlns:u='u'><Application Executable='x.exe'>\
            <u:Extension Category='windows.appExecutionAlias' Executable='wt.exe'>\
            <u:AppExecutionAlias><u:ExecutionAlias Alias='wt.exe'/></u:AppExecutionAlias>\
            </u:Extension></Application></Package>";
        let node = Node::File(Some(manifest.as_bytes().into()));
        machine.put(&format!("{root}\\AppxManifest.xml"), node, None);
        let full = "Microsoft.WindowsTerminal_1.21.3231.0_x64__8wekyb3d8bbwe";
        let value = RegistryValue {
            name: "PackageRootFolder".to_owned(),
            data: RegistryData::Text(root.to_owned()),
        };
        machine.put_registry(&format!("{PACKAGES}\\{full}"), value);
        let said = AppAlias::at(&machine, &format!("{APPS}\\wt.exe")).words();
        assert_eq!(said, format!("an app execution alias of {TERMINAL}, for {root}\\wt.exe"));
    }
}
