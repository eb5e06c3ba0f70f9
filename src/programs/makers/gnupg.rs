//! GnuPG: `gpgconf`, and the helpers of its agent.

use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run, versions};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&GPGCONF, &GPG_CONNECT];

/// gpgconf(1).
pub static GPGCONF: Program = Program::new(
    &["gpgconf"],
    "--list-dirs with and without names, --homedir; the line of its version",
    "its own: GnuPG 2.2.40, judged beside it",
    gpgconf,
);

/// gpg-agent's helpers.
pub static GPG_CONNECT: Program = Program::new(
    &["gpg-connect-agent", "ssh-add"],
    "changes nothing that a session sees",
    "its own: GnuPG 2.2.40, OpenSSH 9.2",
    |_| Err(Cannot::NotFollowed),
);

fn gpgconf(run: &mut Run<'_>) -> Followed {
    let long = [
        ("list-dirs", 'L', NO),
        ("homedir", 'h', YES),
        ("quiet", 'q', NO),
        ("verbose", 'v', NO),
        ("null", '0', NO),
        ("version", 'V', NO),
    ];
    let options = Options::read(&run.words(), "Lqv0", &long, false)?;
    if options.has('V') {
        return gpgconf_version(run);
    }
    if !options.has('L') || options.has('0') {
        return Err(Cannot::NotFollowed);
    }
    let home = run.home()?;
    let usual = format!("{home}/.gnupg");
    let homedir = match options.value('h') {
        Some(homedir) => homedir.to_owned(),
        None => run.filled("GNUPGHOME")?.unwrap_or_else(|| usual.clone()),
    };
    let homedir = run.absolute(&homedir)?;
    let uid = run.machine().facts().user.uid.ok_or(Cannot::NotFollowed)?;
    // The first of these directories that is there holds the sockets (common/homedir.c).
    let places = [
        format!("/run/gnupg/user/{uid}"),
        format!("/run/user/{uid}"),
        format!("/var/run/user/{uid}"),
    ];
    let runtime = places.iter().find(|place| run.machine().is_directory(place)).cloned();
    let sockets = match runtime {
        None => homedir.clone(),
        Some(place) if homedir.trim_end_matches('/') == usual => format!("{place}/gnupg"),
        // Another home has a directory named by a hash of its path.
        Some(_) => return Err(Cannot::NotFollowed),
    };
    let arch = match run.machine().facts().arch.as_deref() {
        Some("amd64") => "x86_64-linux-gnu",
        Some("arm64") => "aarch64-linux-gnu",
        _ => return Err(Cannot::NotFollowed),
    };
    let rows = [
        ("sysconfdir", "/etc/gnupg".to_owned()),
        ("bindir", "/usr/bin".to_owned()),
        ("libexecdir", "/usr/lib/gnupg".to_owned()),
        ("libdir", format!("/usr/lib/{arch}/gnupg")),
        ("datadir", "/usr/share/gnupg".to_owned()),
        ("localedir", "/usr/share/locale".to_owned()),
        ("socketdir", sockets.clone()),
        ("dirmngr-socket", format!("{sockets}/S.dirmngr")),
        ("agent-ssh-socket", format!("{sockets}/S.gpg-agent.ssh")),
        ("agent-extra-socket", format!("{sockets}/S.gpg-agent.extra")),
        ("agent-browser-socket", format!("{sockets}/S.gpg-agent.browser")),
        ("agent-socket", format!("{sockets}/S.gpg-agent")),
        ("homedir", homedir),
    ];
    // Several names are answered in the order of the list, and not in theirs.
    let asked = |name: &str| options.operands.iter().any(|one| one == name);
    run.out = match options.operands.is_empty() {
        true => rows.iter().map(|(name, value)| format!("{name}:{value}\n")).collect(),
        false => {
            let rows = rows.iter().filter(|(name, _)| asked(name));
            rows.map(|(_, value)| format!("{value}\n")).collect()
        }
    };
    Ok(0)
}

/// Its first line is the version; the lines behind it are not told.
fn gpgconf_version(run: &mut Run<'_>) -> Followed {
    let version = versions::text_of(run, &["gpgconf"]).ok_or(Cannot::NotFollowed)?;
    run.out = format!("gpgconf (GnuPG) {version}\n");
    Err(Cannot::tell("is the notice behind gpgconf's version", Shape::Filled))
}
