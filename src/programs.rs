//! The tools that profiles call, followed without being run.
//!
//! A program is data, the names it answers to and where its rules were taken
//! from, and a function: arguments, input, variables, directory and machine in;
//! output, error text, status and changes out, or "cannot tell, because". Shells
//! ask for one through their host and know none by name. What is recorded of a
//! program wins over its model, and a program is followed only where the shell's
//! own look-up finds it on the machine.
//!
//! A program is one file beside the others of its family, and one line in [`ALL`].

pub mod files;
pub mod find;
pub mod makers;
pub mod shells;
pub mod shims;
pub mod stock;
pub mod system;
pub mod texts;
pub mod versions;
pub mod windows;

mod locale;
mod options;
mod partial;
mod run;
mod start;

pub use makers::reach::of_tool as reach;
pub use partial::Unit;
pub use run::{Cannot, Child, Followed, Run};
pub use start::start;

/// A program that is followed.
pub struct Program {
    /// The name it is listed by.
    pub name: &'static str,
    /// Every name it answers to.
    pub names: &'static [&'static str],
    /// What is modelled of it.
    pub models: &'static str,
    /// Where the rules were taken from, with versions.
    pub source: &'static str,
    /// What the machine must tell.
    pub needs: &'static str,
    /// Whether it behaves the same where the user land is not GNU's.
    pub portable: bool,
    /// Which parts of its output depend on which of its input, with these arguments.
    pub unit: fn(&[String]) -> Unit,
    /// Whether one part that succeeds makes the whole succeed, as where something is found.
    pub any_counts: bool,
    /// Follows it.
    pub follow: fn(&mut Run<'_>) -> Followed,
}

impl Program {
    /// A row of the table: no needs, GNU only.
    pub const fn new(
        names: &'static [&'static str],
        models: &'static str,
        source: &'static str,
        follow: fn(&mut Run<'_>) -> Followed,
    ) -> Self {
        Self {
            name: names[0],
            names,
            models,
            source,
            needs: "",
            portable: false,
            unit: |_| Unit::Whole,
            any_counts: false,
            follow,
        }
    }

    /// The same, with what it makes of an input that is known in parts.
    pub const fn by(self, unit: fn(&[String]) -> Unit) -> Self {
        Self { unit, ..self }
    }

    /// The same, where one part that succeeds is enough.
    pub const fn any_counts(self) -> Self {
        Self { any_counts: true, ..self }
    }

    /// The same, with the same answers on macOS.
    pub const fn portable(self) -> Self {
        Self { portable: true, ..self }
    }

    /// The same, with what it asks of the machine.
    pub const fn needs(self, needs: &'static str) -> Self {
        Self { needs, ..self }
    }
}

/// Every program, sorted by name.
pub static ALL: &[&Program] = &[
    &system::facts::ARCH,
    &makers::atuin::ATUIN,
    &texts::awk::AWK,
    &texts::base64::BASE64,
    &files::names::BASENAME,
    &shells::SHELLS,
    &makers::brew::BREW,
    &makers::helpers::BROOT,
    &makers::helpers::CARAPACE,
    &texts::cat::CAT,
    &files::mode::CHMOD,
    &windows::small::CHOICE,
    &texts::comm::COMM,
    &makers::conda::CONDA,
    &files::transfer::CP,
    &texts::cut::CUT,
    &system::cygpath::CYGPATH,
    &system::facts::DATE,
    &makers::agents::DIRCOLORS,
    &makers::prompts::DIRENV,
    &files::names::DIRNAME,
    &texts::printf::ECHO,
    &system::environment::ENV,
    &texts::expr::EXPR,
    &system::quiet::FALSE,
    &find::FIND,
    &windows::filters::FIND,
    &windows::findstr::FINDSTR,
    &makers::node::FNM,
    &texts::lines::FOLD,
    &makers::prompts::FZF,
    &makers::languages::GEM,
    &system::facts::GETCONF,
    &system::accounts::GETENT,
    &makers::git::GIT,
    &makers::go::GO,
    &makers::goenv::GOENV,
    &makers::agents::GPG_CONNECT,
    &makers::agents::GPGCONF,
    &texts::grep::GREP,
    &system::accounts::GROUPS,
    &texts::ends::HEAD,
    &windows::small::HELP,
    &system::facts::HOSTNAME,
    &windows::small::HOSTNAME,
    &system::accounts::ID,
    &files::transfer::INSTALL,
    &makers::rbenv::JENV,
    &makers::agents::KEYCHAIN,
    &system::manager::LAUNCHCTL,
    &makers::agents::LESSPIPE,
    &files::make::LN,
    &system::facts::LOCALE,
    &files::list::LS,
    &system::facts::LSB_RELEASE,
    &makers::luarocks::LUAROCKS,
    &makers::mise::MISE,
    &files::make::MKDIR,
    &files::make::MKTEMP,
    &windows::filters::MORE,
    &files::transfer::MV,
    &system::environment::NICE,
    &texts::lines::NL,
    &makers::node::NPM,
    &system::facts::NPROC,
    &makers::prompts::OH_MY_POSH,
    &makers::opam::OPAM,
    &texts::paste::PASTE,
    &makers::brew::PATH_HELPER,
    &shells::POWERSHELL,
    &system::environment::PRINTENV,
    &texts::printf::PRINTF,
    &makers::pyenv::PYENV,
    &makers::languages::PYTHON,
    &makers::rbenv::RBENV,
    &files::links::READLINK,
    &files::links::REALPATH,
    &windows::refreshenv::REFRESHENV,
    &system::registry::REG,
    &makers::completions::ARGCOMPLETE,
    &texts::cat::REV,
    &files::remove::RM,
    &files::remove::RMDIR,
    &makers::completions::COMPLETERS,
    &windows::scoop::SCOOP,
    &texts::sed::SED,
    &texts::seq::SEQ,
    &system::registry::SETX,
    &system::quiet::SLEEP,
    &texts::sort::SORT,
    &windows::filters::SORT,
    &makers::agents::SSH_AGENT,
    &makers::prompts::STARSHIP,
    &files::stat::STAT,
    &system::terminal::STTY,
    &system::manager::SUDO,
    &system::facts::SW_VERS,
    &makers::misc::SYSTEMD_PATH,
    &texts::cat::TAC,
    &texts::ends::TAIL,
    &texts::cat::TEE,
    &files::test::TEST,
    &makers::prompts::THEFUCK,
    &windows::small::TIMEOUT,
    &files::make::TOUCH,
    &system::terminal::TPUT,
    &texts::tr::TR,
    &system::quiet::TRUE,
    &files::make::TRUNCATE,
    &system::terminal::TTY,
    &system::facts::UNAME,
    &texts::uniq::UNIQ,
    &makers::languages::UV,
    &windows::vswhere::VSWHERE,
    &texts::wc::WC,
    &windows::lookup::WHERE,
    &files::which::WHICH,
    &system::accounts::WHOAMI,
    &system::wslpath::WSLPATH,
    &texts::xargs::XARGS,
    &makers::misc::XCODE_SELECT,
    &makers::yarn::YARN,
    &makers::prompts::ZOXIDE,
];

/// The program of Windows' own that answers to a name, with its extension or without.
pub fn of_windows(name: &str) -> Option<&'static Program> {
    let lower = name.to_ascii_lowercase();
    let whole = |end: &str| by_name(&format!("{lower}{end}"));
    match lower.contains('.') {
        true => by_name(&lower),
        false => whole(".com").or_else(|| whole(".exe")),
    }
}

/// The program that answers to a name.
pub fn by_name(name: &str) -> Option<&'static Program> {
    ALL.iter().copied().find(|program| program.names.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_sorted_and_no_name_stands_twice() {
        assert!(ALL.is_sorted_by_key(|program| program.name));
        let mut names: Vec<&str> = ALL.iter().flat_map(|program| program.names).copied().collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        for program in ALL {
            assert!(!program.models.is_empty() && !program.source.is_empty(), "{}", program.name);
        }
    }
}
