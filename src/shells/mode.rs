//! How a shell is started, and by whom.

/// The flags of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mode {
    /// A login shell (`-l`, or a name that starts with `-`).
    pub login: bool,
    /// A shell that talks to a person.
    pub interactive: bool,
    /// Started so that it reads no profile (`--norc`, `-NoProfile`, `/d`).
    pub noprofile: bool,
    /// Started in its POSIX manner (`--posix`, `emulate sh`).
    pub posix: bool,
}

impl Mode {
    /// Neither login nor interactive: what runs a script.
    pub const SCRIPT: Self =
        Self { login: false, interactive: false, noprofile: false, posix: false };
    /// What a new terminal window gives on Linux and Windows.
    pub const INTERACTIVE: Self = Self { interactive: true, ..Self::SCRIPT };

    /// The flags in the words of a session, such as `login+interactive`.
    pub fn describe(self) -> String {
        let flags = [
            (self.login, "login"),
            (self.interactive, "interactive"),
            (!self.login && !self.interactive, "script"),
            (self.noprofile, "noprofile"),
            (self.posix, "posix"),
        ];
        let set: Vec<&str> = flags.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect();
        set.join("+")
    }
}

/// Who started the shell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Launcher {
    /// A terminal window; on the live machine, whoever started envsim.
    #[default]
    Terminal,
    /// The desktop itself: a menu entry, a file manager.
    Gui,
    /// An SSH daemon.
    Ssh,
    /// cron.
    Cron,
    /// systemd, launchd or the Windows service manager.
    Service,
    /// `su`.
    Su,
    /// `sudo`.
    Sudo,
    /// A continuous-integration runner.
    Ci,
    /// An editor started from the desktop.
    Ide,
    /// A terminal multiplexer.
    Tmux,
    /// systemd's manager of a user.
    SystemdUser,
    /// A scheduled task of Windows.
    Task,
}

impl Launcher {
    /// Every launcher.
    pub const ALL: &'static [Self] = &[
        Self::Terminal,
        Self::Gui,
        Self::Ssh,
        Self::Cron,
        Self::Service,
        Self::Su,
        Self::Sudo,
        Self::Ci,
        Self::Ide,
        Self::Tmux,
        Self::SystemdUser,
        Self::Task,
    ];

    /// The word sessions use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Gui => "gui",
            Self::Ssh => "ssh",
            Self::Cron => "cron",
            Self::Service => "service",
            Self::Su => "su",
            Self::Sudo => "sudo",
            Self::Ci => "ci",
            Self::Ide => "ide",
            Self::Tmux => "tmux",
            Self::SystemdUser => "systemd-user",
            Self::Task => "task",
        }
    }

    /// Whether it starts programs and no shell.
    pub fn starts_no_shell(self) -> bool {
        matches!(self, Self::Gui | Self::Service | Self::SystemdUser | Self::Task)
    }
}
