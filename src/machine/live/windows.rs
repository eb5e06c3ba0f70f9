//! Windows: registry, known folders, reparse points and devices by name.

mod registry;
mod shells;

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io;
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::process;
use super::system::{Details, System};
use crate::machine::path::folded;
use crate::machine::{Attributes, Facts, Platform, RegistryData, RegistryValue, User};
use crate::text::CodePages;

/// Windows.
pub(super) struct Windows;

const NT: &str = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
const NAME: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName";
const PAGES: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage";
const SYSTEM: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";

/// `FILE_ATTRIBUTE_READONLY`, `_HIDDEN` and `_SYSTEM` (winnt.h).
const READ_ONLY: u32 = 0x1;
const HIDDEN: u32 = 0x2;
const OF_SYSTEM: u32 = 0x4;
/// `FILE_ATTRIBUTE_REPARSE_POINT` (winnt.h).
const REPARSE_POINT: u32 = 0x400;
/// `FILE_FLAG_BACKUP_SEMANTICS`: directories are opened too (winbase.h).
const BACKUP_SEMANTICS: u32 = 0x0200_0000;
/// `ERROR_CANT_RESOLVE_FILENAME`: links that lead back to themselves (winerror.h).
const CANNOT_RESOLVE: i32 = 1921;

impl System for Windows {
    fn facts(&self) -> Facts {
        let version = version();
        let user = user();
        let mut notes: Vec<String> = process::odd_home(&user.home).into_iter().collect();
        notes.extend(process::odd_directory());
        notes.extend(process::odd_variables());
        notes.extend(far_entries());
        notes.extend(shells::others());
        Facts {
            platform: Platform::Windows,
            shells: shells::installed(version.as_deref()),
            version,
            host: registry::text(NAME, "ComputerName")
                .or_else(|| process::variable("COMPUTERNAME")),
            arch: Some(arch()),
            user,
            cwd: process::directory(),
            environment: process::environment().into_iter().collect(),
            environment_is_whole: true,
            code_pages: code_pages(),
            ignores_case: true,
            folders: folders(),
            recorded_as: None,
            notes,
        }
    }

    fn details(&self, path: &str, found: &Metadata) -> Details {
        let writable = found.is_dir() || !found.permissions().readonly();
        Details {
            mode: 0o644,
            identity: identity(path),
            rights: 5 | u32::from(writable) << 1,
            app_alias: is_app_alias(path, found),
            owner: None,
        }
    }

    fn is_own(&self, _: &str) -> bool {
        false
    }

    fn is_device(&self, path: &str) -> bool {
        names_device(path)
    }

    fn is_nothing(&self, path: &str) -> bool {
        last_part(path).eq_ignore_ascii_case("NUL")
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        File::open(path)
    }

    fn special(&self, _: FileType) -> &'static str {
        "not a regular file"
    }

    fn refuses(&self, file: &File) -> Option<&'static str> {
        let disk = winapi_util::file::typ(file).is_ok_and(|kind| kind.is_disk());
        (!disk).then_some("a device")
    }

    fn is_loop(&self, error: &io::Error) -> bool {
        error.raw_os_error() == Some(CANNOT_RESOLVE)
    }

    /// The long form of a resolved path is not how anybody writes it.
    fn spelled(&self, real: &Path) -> String {
        let text = real.to_string_lossy();
        match (text.strip_prefix(r"\\?\UNC\"), text.strip_prefix(r"\\?\")) {
            (Some(share), _) => format!(r"\\{share}"),
            (None, Some(plain)) => plain.to_owned(),
            (None, None) => text.into_owned(),
        }
    }

    fn attributes(&self, path: &str) -> Attributes {
        let Ok(found) = fs::symlink_metadata(path) else { return Attributes::ORDINARY };
        let has = |flag: u32| found.file_attributes() & flag != 0;
        Attributes::Known {
            // Of a directory it only says that the Explorer shows it in a way of its own (MS "attrib").
            read_only: has(READ_ONLY) && !found.is_dir(),
            hidden: has(HIDDEN),
            system: has(OF_SYSTEM),
        }
    }

    fn registry_values(&self, key: &str) -> Vec<RegistryValue> {
        registry::values(key)
    }

    fn registry_keys(&self, key: &str) -> Option<Vec<String>> {
        registry::keys(key)
    }
}

/// `10.0.BUILD`, as `ver` and `[Environment]::OSVersion` say it.
fn version() -> Option<String> {
    let number = |name: &str| match registry::value(NT, name)?.data {
        RegistryData::Dword(number) => Some(number),
        _ => None,
    };
    let build = registry::text(NT, "CurrentBuildNumber")?;
    match (number("CurrentMajorVersionNumber"), number("CurrentMinorVersionNumber")) {
        (Some(major), Some(minor)) => Some(format!("{major}.{minor}.{build}")),
        _ => registry::text(NT, "CurrentVersion").map(|version| format!("{version}.{build}")),
    }
}

/// Entries of PATH on other computers: every search looks there, envsim's too.
fn far_entries() -> Vec<String> {
    let path = process::variable("PATH").unwrap_or_default();
    let far = path.split(';').filter(|entry| entry.trim_matches('"').starts_with(r"\\"));
    far.map(|entry| format!("PATH has {entry}, and to look there asks another computer")).collect()
}

/// The machine's own processor, whatever this program was built for, in Go's words.
fn arch() -> String {
    match registry::text(SYSTEM, "PROCESSOR_ARCHITECTURE").as_deref() {
        Some("AMD64") => "amd64".to_owned(),
        Some("ARM64") => "arm64".to_owned(),
        Some("x86") => "386".to_owned(),
        _ => process::arch().to_owned(),
    }
}

/// The account of this process. Permissions are not asked for: what may not be read says so when it is read.
fn user() -> User {
    let logon = registry::text("HKCU\\Volatile Environment", "USERNAME");
    let home = dirs::home_dir().map(|path| path.to_string_lossy().into_owned());
    User {
        name: logon.or_else(|| process::variable("USERNAME")).unwrap_or_default(),
        home: home.or_else(|| process::variable("USERPROFILE")).unwrap_or_default(),
        ..User::default()
    }
}

/// `ACP` and `OEMCP` of the system's locale, which its programs begin with.
fn code_pages() -> CodePages {
    let usual = CodePages::default();
    let page = |name: &str| registry::text(PAGES, name).and_then(|text| text.trim().parse().ok());
    CodePages { ansi: page("ACP").unwrap_or(usual.ansi), oem: page("OEMCP").unwrap_or(usual.oem) }
}

/// Where the user's folders are, which OneDrive and policies move.
fn folders() -> IndexMap<String, String> {
    let known = [("Documents", dirs::document_dir()), ("Desktop", dirs::desktop_dir())];
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    known.into_iter().filter_map(|(name, path)| Some((name.to_owned(), text(path?)))).collect()
}

/// Volume and index of a file, the same for all its names. No right to its data is asked for, so that a file nobody
/// may read has one too, and nothing that is kept elsewhere is fetched.
fn identity(path: &str) -> (u64, u64) {
    let mut options = OpenOptions::new();
    let handle = options.access_mode(0).custom_flags(BACKUP_SEMANTICS).open(path);
    match handle.and_then(winapi_util::file::information) {
        Ok(found) => (found.volume_serial_number(), found.file_index()),
        // By its name then (FNV-1a): a file is never taken for another one.
        Err(_) => (u64::MAX, folded(path).bytes().fold(0xcbf2_9ce4_8422_2325, hashed)),
    }
}

fn hashed(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Whether a file is the alias of a Store app; a link to one is none.
fn is_app_alias(path: &str, found: &Metadata) -> bool {
    let reparse = |found: &Metadata| found.file_attributes() & REPARSE_POINT != 0;
    is_alias_place(path)
        && found.len() == 0
        && (reparse(found) || fs::symlink_metadata(path).is_ok_and(|own| reparse(&own)))
        && fs::read_link(path).is_err()
}

/// Store apps' aliases are empty files of a reparse kind that is no link (`IO_REPARSE_TAG_APPEXECLINK`), which the
/// system makes in one place only: `%LOCALAPPDATA%\Microsoft\WindowsApps` and below.
fn is_alias_place(path: &str) -> bool {
    let place = path.to_ascii_lowercase().replace('/', "\\");
    place.contains("\\microsoft\\windowsapps\\") && place.ends_with(".exe")
}

fn last_part(path: &str) -> &str {
    path.rsplit(['\\', '/']).next().unwrap_or(path).trim_end_matches([' ', ':'])
}

/// Names that are devices in every directory ("Naming Files, Paths, and Namespaces"), and the name space of devices.
/// Windows 10 takes `CON.txt` for the console too.
fn names_device(path: &str) -> bool {
    let slashes = path.replace('/', "\\");
    if slashes.starts_with(r"\\.\") || slashes.starts_with(r"\\?\") || slashes.starts_with(r"\??\")
    {
        let drive = slashes.as_bytes().get(4..7).is_some_and(|part| part[1..] == *b":\\");
        return slashes.starts_with(r"\\.\") || !(drive || slashes.starts_with(r"\\?\UNC\"));
    }
    let name = last_part(path).split('.').next().unwrap_or_default().trim_end();
    let upper = name.to_ascii_uppercase();
    let numbered = |kind: &str| {
        let number = upper.strip_prefix(kind);
        number.is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']))
    };
    matches!(&*upper, "CON" | "PRN" | "AUX" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_known_by_name() {
        for path in
            ["CON", "C:\\x\\con.txt", "aux ", "COM1:", "\\\\.\\pipe\\x", "\\\\?\\Volume{1}\\x"]
        {
            assert!(names_device(path), "{path}");
        }
        for path in
            ["C:\\console", "C:\\com", "COM0", "\\\\?\\C:\\x", "\\\\?\\UNC\\a\\b", "C:\\con\\x"]
        {
            assert!(!names_device(path), "{path}");
        }
    }

    #[test]
    fn aliases_stand_in_one_place() {
        for path in [
            "C:\\Users\\me\\AppData\\Local\\Microsoft\\WindowsApps\\python.exe",
            "c:/users/me/appdata/local/microsoft/windowsapps/PWSH.EXE",
            "C:\\Users\\me\\AppData\\Local\\Microsoft\\WindowsApps\\Some.App_1x\\a.exe",
        ] {
            assert!(is_alias_place(path), "{path}");
        }
        for path in ["C:\\tools\\python.exe", "C:\\Microsoft\\WindowsApps\\readme.txt"] {
            assert!(!is_alias_place(path), "{path}");
        }
    }

    #[test]
    fn two_names_of_one_file_are_one() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        fs::write(at("a"), "x").expect("a file");
        fs::write(at("b"), "x").expect("a file");
        fs::hard_link(at("a"), at("c")).expect("a second name");
        assert_eq!(identity(&at("a")), identity(&at("c")));
        assert_ne!(identity(&at("a")), identity(&at("b")));
        assert_ne!(identity(&at("none")), identity(&at("nothing")));
        assert_eq!(identity(&at("none")), identity(&at("NONE")));
    }

    #[test]
    fn resolved_paths_lose_their_long_form() {
        let spelled = |path: &str| Windows.spelled(Path::new(path));
        assert_eq!(spelled("\\\\?\\C:\\x"), "C:\\x");
        assert_eq!(spelled("\\\\?\\UNC\\server\\share\\x"), "\\\\server\\share\\x");
    }
}
