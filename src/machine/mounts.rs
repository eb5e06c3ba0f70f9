//! How programs of Cygwin, MSYS2 and Git for Windows see the paths of Windows: a table of mounts, and a
//! directory for the drives (Cygwin User's Guide, "The Cygwin Mount Table").

pub mod native;

use std::rc::Rc;

use super::{Facts, Machine};

/// Which of the Unix-likes a program belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// Git for Windows.
    Git,
    /// MSYS2.
    Msys2,
    /// Cygwin.
    Cygwin,
}

impl Runtime {
    /// By what a recorded machine calls it, else by where the program stands.
    fn of(program: &str, variant: Option<&str>) -> Self {
        let said = variant.map(str::to_ascii_lowercase);
        let lower = program.to_ascii_lowercase();
        let named = |word: &str| said.as_deref().unwrap_or(&lower).contains(word);
        match () {
            () if named("cygwin")
                || said.is_none() && !lower.contains("\\usr\\bin\\") && named("\\cyg") =>
            {
                Self::Cygwin
            }
            () if named("msys") => Self::Msys2,
            () => Self::Git,
        }
    }

    /// Whether its programs convert what they hand to those of Windows (msys2-runtime, `msys2_path_conv.cc`).
    pub fn converts(self) -> bool {
        self != Self::Cygwin
    }
}

/// A directory of Windows under a name of Unix.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mount {
    /// `/usr/bin`, without a slash at its end; the root is empty.
    shown: String,
    /// `C:\cygwin64\bin`, without a backslash at its end.
    native: String,
    /// Whether paths of Windows are spelled by it.
    spells: bool,
}

/// The table of one installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mounts {
    /// Whose it is.
    pub runtime: Runtime,
    /// What drives stand under: empty for `/c`, else `/cygdrive`.
    drives: String,
    table: Vec<Mount>,
}

impl Mounts {
    /// The table that a program of that path sees; its `/etc/fstab` is read where it is recorded.
    pub fn read(machine: &dyn Machine, program: &str, variant: Option<&str>) -> Self {
        let mut mounts = Self::stock(machine.facts(), program, variant);
        let root = mounts.machine("/");
        if let Some(known) = by_its_files(machine, &root).filter(|_| variant.is_none()) {
            mounts = Self::stock(machine.facts(), program, Some(known));
        }
        let name = &machine.facts().user.name;
        for path in ["\\etc\\fstab".to_owned(), format!("\\etc\\fstab.d\\{name}")] {
            if let Ok(bytes) = machine.read(&format!("{}{path}", root.trim_end_matches('\\'))) {
                mounts.add_all(&String::from_utf8_lossy(&bytes), machine.facts());
            }
        }
        mounts
    }

    /// The table without an `/etc/fstab`, as the installers leave it.
    pub fn stock(facts: &Facts, program: &str, variant: Option<&str>) -> Self {
        let path = program.replace('/', "\\");
        let lower = path.to_ascii_lowercase();
        let runtime = Runtime::of(&path, variant);
        let cut = ["\\usr\\bin\\", "\\bin\\"].iter().find_map(|part| lower.rfind(part));
        let root = path[..cut.unwrap_or(0)].to_owned();
        let mut mounts = Self { runtime, drives: String::new(), table: Vec::new() };
        mounts.add("", &root, true);
        match runtime {
            Runtime::Cygwin => {
                mounts.drives = "/cygdrive".to_owned();
                mounts.add("/usr/bin", &format!("{root}\\bin"), true);
                mounts.add("/usr/lib", &format!("{root}\\lib"), true);
            }
            // `/bin` leads there, and what stands there is spelled `/usr/bin`.
            _ => mounts.add("/bin", &format!("{root}\\usr\\bin"), false),
        }
        if runtime == Runtime::Git {
            mounts.add("/tmp", &temporary(facts), true);
        }
        mounts
    }

    fn add(&mut self, shown: &str, native: &str, spells: bool) {
        self.table.retain(|one| one.shown != shown);
        let native = native.trim_end_matches('\\').to_owned();
        self.table.push(Mount { shown: shown.trim_end_matches('/').to_owned(), native, spells });
    }

    /// Lines of `fstab`: what, where, kind, options; `\040` is a blank.
    fn add_all(&mut self, text: &str, facts: &Facts) {
        for line in text.lines().map(|line| line.split('#').next().unwrap_or_default()) {
            let words: Vec<String> =
                line.split_whitespace().map(|word| word.replace("\\040", " ")).collect();
            let [what, place, kind, ..] = words.as_slice() else { continue };
            match kind.as_str() {
                "cygdrive" => place.trim_end_matches('/').clone_into(&mut self.drives),
                "usertemp" => self.add(place, &temporary(facts), true),
                _ if place.starts_with('/') => self.add(place, &what.replace('/', "\\"), true),
                _ => {}
            }
        }
    }

    /// The path of Windows that a path of these programs leads to.
    pub fn machine(&self, path: &str) -> String {
        if !path.starts_with('/') || path.starts_with("//") {
            return path.replace('/', "\\");
        }
        if let Some((drive, rest)) = self.drive(path) {
            return format!("{drive}:\\{}", rest.replace('/', "\\"));
        }
        let under = |one: &&Mount| {
            let rest = path.strip_prefix(one.shown.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let found = self.table.iter().filter(under).max_by_key(|one| one.shown.len());
        let Some(mount) = found else { return path.replace('/', "\\") };
        let rest = path[mount.shown.len()..].replace('/', "\\");
        match rest.as_str() {
            "" | "\\" if mount.native.ends_with(':') => format!("{}\\", mount.native),
            "\\" => mount.native.clone(),
            _ => format!("{}{rest}", mount.native),
        }
    }

    /// `/c/x` or `/cygdrive/c/x`: the drive's letter, and what follows.
    fn drive<'p>(&self, path: &'p str) -> Option<(char, &'p str)> {
        let rest = path.strip_prefix(self.drives.as_str())?.strip_prefix('/')?;
        let (letter, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let mut letters = letter.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if letter.is_ascii_alphabetic() => {
                Some((letter.to_ascii_uppercase(), rest))
            }
            _ => None,
        }
    }

    /// How these programs spell a path of Windows.
    pub fn shell(&self, path: &str) -> String {
        let native = path.replace('/', "\\");
        let under = |one: &&Mount| {
            let head = native.get(..one.native.len());
            let rest = native.get(one.native.len()..).unwrap_or_default();
            let same = head.is_some_and(|head| head.eq_ignore_ascii_case(&one.native));
            one.spells
                && !one.native.is_empty()
                && same
                && (rest.is_empty() || rest.starts_with('\\'))
        };
        if let Some(mount) = self.table.iter().filter(under).max_by_key(|one| one.native.len()) {
            let rest = native[mount.native.len()..].replace('\\', "/");
            return match (mount.shown.as_str(), rest.as_str()) {
                ("", "") => "/".to_owned(),
                (shown, rest) => format!("{shown}{rest}"),
            };
        }
        match native.as_bytes() {
            [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic() => {
                let drive = (*drive as char).to_ascii_lowercase();
                let rest = native[2..].replace('\\', "/");
                format!("{}/{drive}{}", self.drives, if rest == "/" { "" } else { &rest })
            }
            _ => native.replace('\\', "/"),
        }
    }
}

/// Whose installation it is, by the library that its programs load.
fn by_its_files(machine: &dyn Machine, root: &str) -> Option<&'static str> {
    let has = |path: &str| machine.exists(&format!("{}\\{path}", root.trim_end_matches('\\')));
    match () {
        () if has("bin\\cygwin1.dll") => Some("cygwin"),
        () if has("git-bash.exe") || has("cmd\\git.exe") => Some("git"),
        () if has("usr\\bin\\msys-2.0.dll") || has("msys2_shell.cmd") => Some("msys2"),
        () => None,
    }
}

/// GetTempPathW, where the block has the usual TMP.
fn temporary(facts: &Facts) -> String {
    let given = |name: &str| {
        let same = |(known, _): &(&String, &Option<String>)| known.eq_ignore_ascii_case(name);
        facts.environment.iter().find(same).and_then(|(_, value)| value.clone())
    };
    let home = facts.user.home.trim_end_matches('\\');
    given("TMP")
        .or_else(|| given("TEMP"))
        .unwrap_or_else(|| format!("{home}\\AppData\\Local\\Temp"))
}

/// How a shell spells paths: as the machine does, or as a program of a Unix-like on Windows does.
pub type Spelling = Option<Rc<Mounts>>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::Platform;
    use crate::machine::recorded::{Node, Recorded};

    fn mounts(program: &str) -> Mounts {
        Mounts::stock(&Facts::new(Platform::Windows), program, None)
    }

    #[test]
    fn paths_lead_to_windows_and_back() {
        let git = mounts("C:\\Program Files\\Git\\usr\\bin\\bash.exe");
        let msys = mounts("C:\\msys64\\usr\\bin\\bash.exe");
        let cygwin = mounts("C:\\cygwin64\\bin\\bash.exe");
        let rows = [
            (&git, "/c/work/x", "C:\\work\\x"),
            (&git, "/mingw64/bin/git", "C:\\Program Files\\Git\\mingw64\\bin\\git"),
            (&git, "/usr/bin/sh", "C:\\Program Files\\Git\\usr\\bin\\sh"),
            (&git, "/tmp/x", "C:\\Users\\me\\AppData\\Local\\Temp\\x"),
            (&msys, "/ucrt64/bin/gcc", "C:\\msys64\\ucrt64\\bin\\gcc"),
            (&msys, "/home/me/.bashrc", "C:\\msys64\\home\\me\\.bashrc"),
            (&msys, "/c/Users/me/", "C:\\Users\\me\\"),
            (&msys, "/tmp", "C:\\msys64\\tmp"),
            (&cygwin, "/usr/bin/python3", "C:\\cygwin64\\bin\\python3"),
            (&cygwin, "/usr/local/bin", "C:\\cygwin64\\usr\\local\\bin"),
            (&cygwin, "/cygdrive/c/Users/me", "C:\\Users\\me"),
            (&cygwin, "/home/me", "C:\\cygwin64\\home\\me"),
            (&cygwin, "/cygdrive/d/x", "D:\\x"),
            (&cygwin, "//server/share", "\\\\server\\share"),
        ];
        for (mounts, shell, machine) in rows {
            assert_eq!(mounts.machine(shell), machine);
            assert_eq!(mounts.shell(machine), shell);
        }
    }

    #[test]
    fn some_names_lead_only_one_way() {
        let msys = mounts("C:\\msys64\\usr\\bin\\bash.exe");
        assert_eq!(msys.machine("/bin/ls"), "C:\\msys64\\usr\\bin\\ls");
        assert_eq!(msys.machine("/"), "C:\\msys64");
        assert_eq!(msys.shell("c:/MSYS64/usr/bin"), "/usr/bin");
        assert_eq!(msys.shell("C:\\"), "/c");
        assert_eq!(msys.machine("/c"), "C:\\");
        let cygwin = mounts("C:\\cygwin64\\bin\\bash.exe");
        assert_eq!(cygwin.machine("/bin/ls"), "C:\\cygwin64\\bin\\ls");
        assert_eq!(cygwin.machine("/c/x"), "C:\\cygwin64\\c\\x");
        assert_eq!(cygwin.shell("C:\\cygwin64"), "/");
        assert_eq!(cygwin.shell("C:\\cygwin640\\x"), "/cygdrive/c/cygwin640/x");
    }

    #[test]
    fn an_installation_is_known_by_its_library_wherever_it_stands() {
        for (file, expected) in [
            ("D:\\unix\\bin\\cygwin1.dll", Runtime::Cygwin),
            ("D:\\unix\\usr\\bin\\msys-2.0.dll", Runtime::Msys2),
            ("D:\\unix\\git-bash.exe", Runtime::Git),
        ] {
            let mut machine = Recorded::new(Facts::new(Platform::Windows));
            machine.put(file, Node::File(None), None);
            let mounts = Mounts::read(&machine, "D:\\unix\\bin\\bash.exe", None);
            assert_eq!(mounts.runtime, expected, "{file}");
        }
    }

    #[test]
    fn fstab_adds_mounts_and_says_where_drives_are() {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        let text =
            "none /mnt cygdrive binary 0 0 # as in WSL\nD:/my\\040work /work ntfs binary 0 0\n";
        machine.put("C:\\cygwin64\\etc\\fstab", Node::File(Some(text.as_bytes().into())), None);
        let mounts = Mounts::read(&machine, "C:\\cygwin64\\bin\\bash.exe", None);
        assert_eq!(mounts.machine("/mnt/c/x"), "C:\\x");
        assert_eq!(mounts.machine("/work/x"), "D:\\my work\\x");
        assert_eq!(mounts.shell("D:\\my work"), "/work");
        assert_eq!(mounts.shell("D:\\other"), "/mnt/d/other");
    }
}
