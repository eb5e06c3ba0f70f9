//! Machines with seeded configuration files, and what is asked of each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::dice::Dice;
use super::lines::*;

/// A machine: its files, and what is asked.
#[derive(Default)]
pub struct Asked {
    /// Its files.
    pub files: BTreeMap<String, String>,
    /// What is typed in place of a launcher.
    pub typed: Option<String>,
    /// The session that is asked.
    pub session: String,
    /// Whether root sits there.
    pub root: bool,
    /// The block of the one who types, where it is known.
    pub given: Option<Vec<(String, String)>>,
}

/// What every machine has: accounts, and the files of PAM.
pub fn base(dice: &mut Dice, seed: u64) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut put = |path: &str, text: String| drop(files.insert(path.to_owned(), text));
    put("/etc/passwd", "root:x:0:0::/root:/bin/bash\nsshd:x:101:65534::/run/sshd:/usr/sbin/nologin\nme:x:1000:1000::/home/me:/bin/bash\n".into());
    put("/etc/shadow", "root:*:1::::::\nsshd:*:1::::::\nme:*:1::::::\n".into());
    put("/etc/group", "root:x:0:\nshadow:x:42:\nme:x:1000:\nnogroup:x:65534:\n".into());
    put("/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\n".into());
    for (path, lines) in [
        ("/etc/environment", (ENVIRONMENT, ODD_ENVIRONMENT)),
        ("/etc/security/pam_env.conf", (PAM_ENV, ODD_PAM_ENV)),
        ("/etc/default/locale", (LOCALE, ODD_LOCALE)),
    ] {
        // Without its own file pam_env reads no other.
        if dice.below(12) > if path.ends_with(".conf") { 0 } else { 2 } {
            put(path, some(dice, seed, lines, 5));
        }
    }
    for entry in fs::read_dir("/etc/pam.d").into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        put(&format!("/etc/pam.d/{name}"), text);
    }
    if is_odd(seed) {
        stacks(dice, seed, &mut files);
    }
    // What pam_limits asks for.
    files.insert("/etc/security/limits.conf".into(), String::new());
    files
}

/// Every other machine has what is odd.
fn is_odd(seed: u64) -> bool {
    seed.is_multiple_of(2)
}

/// Some lines, of an odd machine from both kinds; now and then as an editor of another system leaves a file.
fn some(dice: &mut Dice, seed: u64, (plain, odd): (&[&str], &[&str]), most: usize) -> String {
    if !is_odd(seed) {
        return dice.some(plain, most);
    }
    let mut text = dice.some(plain, most / 2) + &dice.some(odd, most);
    match dice.below(14) {
        0 => drop(text.pop()),
        1 => text = text.replace('\n', "\r\n"),
        2 => text.insert_str(0, "\n\n"),
        _ => {}
    }
    text
}

/// Other ways to ask pam_env, in the files of its services.
const PAM: &[&str] = &[
    "session required pam_env.so envfile=/etc/site.env",
    "session required pam_env.so conffile=/etc/site.conf",
    "session required pam_env.so readenv=0",
    "session required pam_env.so user_readenv=1",
    "session required pam_env.so user_readenv=1 user_envfile=.site_env",
    "session\trequired\tpam_env.so\treadenv=1\tenvfile=/etc/site.env",
    "session optional pam_env.so conffile=/nope readenv=0",
    "session [success=ok default=ignore] pam_env.so envfile=/etc/site.env",
    "-session required pam_env.so envfile=/etc/site.env",
    "@include site",
    "# session required pam_env.so envfile=/etc/site.env",
    "session required pam_env.so \\\n envfile=/etc/site.env",
    "SESSION required pam_env.so envfile=/etc/site.env",
    "auth required pam_env.so envfile=/etc/site.env",
];

fn stacks(dice: &mut Dice, seed: u64, files: &mut BTreeMap<String, String>) {
    let own = dice.some(PAM, 2);
    for name in ["su", "su-l", "sudo", "sshd", "cron", "runuser", "runuser-l"] {
        if let Some(text) = files.get_mut(&format!("/etc/pam.d/{name}")) {
            text.push_str(&own);
        }
    }
    files.insert(
        "/etc/pam.d/site".into(),
        "session required pam_env.so envfile=/etc/site.env\n".into(),
    );
    files.insert("/etc/site.env".into(), some(dice, seed, (ENVIRONMENT, ODD_ENVIRONMENT), 3));
    files.insert("/etc/site.conf".into(), some(dice, seed, (PAM_ENV, ODD_PAM_ENV), 3));
    for home in ["/home/me", "/root"] {
        let text = some(dice, seed, (PAM_ENV, ODD_PAM_ENV), 3);
        files.insert(format!("{home}/.pam_environment"), text);
        let text = some(dice, seed, (PAM_ENV, ODD_PAM_ENV), 3);
        files.insert(format!("{home}/.site_env"), text);
    }
}

/// A machine of that number.
pub fn ssh(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice, seed);
    let mut config = "HostKey /etc/ssh/host\nStrictModes no\nPidFile none\n".to_owned();
    let lines = some(&mut dice, seed, (SSHD, ODD_SSHD), 5);
    if !lines.contains("UsePAM") {
        config.push_str("UsePAM yes\n");
    }
    config.push_str(&lines);
    files.insert("/etc/ssh/sshd_config".into(), config);
    files.insert("/etc/ssh/more/a.conf".into(), "SetEnv REGION=more\n".into());
    if dice.below(2) == 0 {
        files.insert(
            "/home/me/.ssh/environment".into(),
            some(&mut dice, seed, (SSH_ENVIRONMENT, ODD_SSH_ENVIRONMENT), 5),
        );
    }
    if dice.below(3) == 0 {
        files.insert(
            "/home/me/.pam_environment".into(),
            some(&mut dice, seed, (PAM_ENV, ODD_PAM_ENV), 3),
        );
    }
    if dice.below(3) == 0 {
        files.insert("/home/me/.bashrc".into(), "export RC=1\nPATH=$PATH:/rc\n".into());
    }
    let mut typed = "ssh".to_owned();
    let sent: BTreeSet<&str> = (0..dice.below(3)).map(|_| SENT[dice.below(SENT.len())]).collect();
    if !sent.is_empty() {
        let all: Vec<&str> = sent.into_iter().collect();
        typed.push_str(&format!(" -o 'SetEnv={}'", all.join(" ")));
    }
    let root = dice.below(6) == 0;
    let who = if root { "root@box" } else { "me@box" };
    let typed = Some(format!("{typed} {who}"));
    Asked { files, typed, session: "bash:script".into(), root, given: None }
}

/// The generator of the user's manager, and what that one has already.
pub const GENERATOR: &str =
    "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";
/// What the user's manager has already.
pub const MANAGER: &[&str] = &[
    "HOME=/home/me",
    "USER=me",
    "LOGNAME=me",
    "SHELL=/bin/bash",
    "LANG=C.UTF-8",
    "XDG_RUNTIME_DIR=/run/user/1000",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
];

const JOB: &str = "/usr/bin/env -0 > /out/env; /usr/bin/mv /out/env /out/done";

/// A machine of that number.
pub fn cron(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice, seed);
    let lines = some(&mut dice, seed, (CRONTAB, ODD_CRONTAB), 6);
    let lines = match is_odd(seed) && dice.below(12) == 0 {
        true => lines + BAD_CRONTAB[dice.below(BAD_CRONTAB.len())] + "\n",
        false if lines.is_empty() || lines.ends_with('\n') => lines,
        false => lines + "\n",
    };
    let line = lines.lines().count() + 1;
    let root = dice.below(6) == 0;
    let who = if root { "root" } else { "me" };
    let (path, job) = match dice.below(3) {
        0 => ("/etc/crontab".to_owned(), format!("@reboot {who} {JOB}\n")),
        1 => ("/etc/cron.d/site".to_owned(), format!("@reboot {who} {JOB}\n")),
        _ => (format!("/var/spool/cron/crontabs/{who}"), format!("@reboot {JOB}\n")),
    };
    files.insert(path.clone(), format!("{lines}{job}"));
    if is_odd(seed) && dice.below(12) == 0 {
        // cron wants a newline at the end.
        files.entry(path.clone()).and_modify(|text| text.truncate(text.len() - 1));
    }
    Asked { files, typed: None, session: format!("@cron={path}:{line}"), root, given: None }
}

/// Names and values of some of the lines, each name once.
fn given(dice: &mut Dice) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in dice.some(GIVEN, 9).lines() {
        let (name, text) = line.split_once('=').expect("a pair");
        if !all.iter().any(|(known, _)| known == name) {
            all.push((name.to_owned(), text.to_owned()));
        }
    }
    all
}

/// A machine of that number.
pub fn su(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice, seed);
    if dice.below(5) > 0 {
        files.insert(
            "/etc/login.defs".into(),
            some(&mut dice, seed, (LOGIN_DEFS, ODD_LOGIN_DEFS), 5),
        );
    }
    let typed = SU[dice.below(SU.len())];
    let login = typed.split(' ').any(|word| matches!(word, "-" | "-l"));
    let session = format!("bash:{}", if login { "login" } else { "script" });
    Asked { files, typed: Some(typed.into()), session, root: true, given: Some(given(&mut dice)) }
}

/// A machine of that number.
pub fn sudo(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice, seed);
    let lines = some(&mut dice, seed, (SUDOERS, ODD_SUDOERS), 5);
    files.insert("/etc/sudoers".into(), format!("{lines}\nroot ALL=(ALL:ALL) ALL\n"));
    files.insert("/etc/sudo.env".into(), dice.some(SUDO_ENV, 5));
    files.insert("/etc/sudoers.more".into(), "Defaults env_keep += A\n".into());
    files.insert("/etc/sudoers.d/10-site".into(), "Defaults env_keep += EDITOR\n".into());
    files.insert("/etc/sudoers.d/20.off".into(), "Defaults env_keep += TZ\n".into());
    files.insert("/etc/hosts".into(), "127.0.0.1 localhost\n127.0.1.1 box\n".into());
    let typed = SUDO[dice.below(SUDO.len())];
    let login = typed.split(' ').any(|word| word == "-i");
    let session = format!("bash:{}", if login { "login" } else { "script" });
    Asked { files, typed: Some(typed.into()), session, root: true, given: Some(given(&mut dice)) }
}

/// A machine of that number.
pub fn environment_d(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice, seed);
    for path in [
        "/etc/environment.d/10-a.conf",
        "/etc/environment.d/60-b.conf",
        "/home/me/.config/environment.d/50-c.conf",
        "/home/me/.config/environment.d/10-a.conf",
    ] {
        if dice.below(3) > 0 {
            files.insert(path.into(), some(&mut dice, seed, (ENVIRONMENT_D, ODD_ENVIRONMENT_D), 5));
        }
    }
    Asked { files, session: "@systemd-user".into(), ..Asked::default() }
}

/// A machine of that number.
pub fn tmux(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice, seed);
    files.insert("/root/more.conf".into(), "setenv -g MORE 1\n".into());
    files.insert("/root/.tmux.conf".into(), some(&mut dice, seed, (TMUX, ODD_TMUX), 5));
    let mut given = given(&mut dice);
    for (name, text) in [("PATH", "/usr/bin:/bin"), ("HOME", "/root"), ("SHELL", "/bin/bash")] {
        given.retain(|(known, _)| known != name);
        given.push((name.into(), text.into()));
    }
    let typed = Some("tmux".to_owned());
    Asked { files, typed, session: "bash:script".into(), root: true, given: Some(given) }
}
