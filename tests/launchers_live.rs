//! The real sshd, cron, su, sudo, tmux and systemd's generator beside the answers: each machine is a scratch root with its own configuration, and the
//! environment that the started process really gets is compared with the session's.
//!
//! Needs root and bubblewrap, and `openssh-server`, `cron` and `sudo`; skipped with a notice where one is missing. Nothing
//! leaves the root: the client talks to `sshd -i` through a pipe.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs")]

#[path = "common/skip.rs"]
mod skip;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::Arc;

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Installed, Platform};
use envsim::session::how::Typed;
use envsim::session::{Session, Spec, WhatIf};

/// How many machines each program is asked about.
const MACHINES: u64 = 60;
/// What differs from run to run.
const LOOSE: &[&str] = &["SHLVL", "_", "PWD", "OLDPWD", "SUDO_COMMAND"];

/// Numbers that look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }

    /// Some of the lines, each ended.
    fn some(&mut self, lines: &[&str], most: usize) -> String {
        let count = self.below(most + 1);
        (0..count).map(|_| format!("{}\n", lines[self.below(lines.len())])).collect()
    }
}

const ENVIRONMENT: &[&str] = &[
    "SITE=lab",
    "export A=1",
    "A=\"two words\"",
    "A='x # y'",
    "B=a#b",
    "B = c",
    "PATH=/opt/site:/usr/bin:/bin",
    "LANG=de_DE.UTF-8",
    "# C=1",
    "C",
    "D-E=1",
    "F=$HOME/x",
    "G=",
    "TZ=Europe/Berlin",
    "MAIL=/var/spool/x",
    "  H=lead",
    "I=tail   ",
    "J=a\\",
    "K=\"open",
];
const PAM_ENV: &[&str] = &[
    "A DEFAULT=conf",
    "A OVERRIDE=over",
    "B DEFAULT=${HOME} OVERRIDE=${A}",
    "PATH DEFAULT=/conf/bin:${PATH}",
    "C DEFAULT=@{HOME}/c",
    "D DEFAULT=@{PAM_USER}",
    "E DEFAULT=\"two words\"",
    "F DEFAULT=$HOME",
    "G DEFAULT=",
    "H=plain",
    "SITE OVERRIDE=${SITE}-x",
    "# I DEFAULT=1",
    "K DEFAULT=\\$x",
    "L DEFAULT=${NOPE}",
    "M DEFAULT='single'",
];
const LOCALE: &[&str] =
    &["LANG=en_US.UTF-8", "LC_ALL=C", "LANGUAGE=\"en:de\"", "# LANG=x", "SITE=locale"];
const CRONTAB: &[&str] = &[
    "A=cron",
    "A = spaced",
    "B=\"quo ted\"",
    "C='single'",
    "PATH=/opt/cron:/usr/bin:/bin",
    "HOME=/srv",
    "SHELL=/bin/bash",
    "MAILTO=\"\"",
    "LOGNAME=other",
    "USER=other",
    "D=$HOME/x",
    "E=a#b",
    "# F=1",
    "LANG=C.UTF-8",
    "A-B=odd",
    "G=\"\"",
    "  H=lead",
];
const SSHD: &[&str] = &[
    "SetEnv REGION=eu",
    "SetEnv REGION=us ZONE=b",
    "SetEnv \"WORDS=two words\"",
    "AcceptEnv LANG LC_*",
    "AcceptEnv GO* EDITOR",
    "PermitUserEnvironment yes",
    "PermitUserEnvironment A,SE*",
    "PermitUserEnvironment no",
    "permituserenvironment=yes",
    "UsePAM no",
    "Match User me\n  SetEnv REGION=match\nMatch all",
    "Match User other\n  SetEnv REGION=other\nMatch all",
    "# SetEnv ZONE=c",
];
const SSH_ENVIRONMENT: &[&str] = &[
    "A=ssh",
    "SET=1",
    "export B=2",
    "C=\"quoted\"",
    "  D=lead",
    "# E=1",
    "PATH=/ssh/bin:/usr/bin:/bin",
    "F=a#b",
    "LOGNAME=other",
    "REGION=own",
];
const SENT: &[&str] = &["GOPATH=/sent", "EDITOR=vi", "LANG=fr_FR.UTF-8", "LC_TIME=C", "OTHER=1"];

const LOGIN_DEFS: &[&str] = &[
    "ENV_PATH PATH=/opt/login:/usr/bin:/bin",
    "ENV_SUPATH PATH=/opt/super:/usr/sbin:/usr/bin:/bin",
    "ENV_PATH /plain/bin:/usr/bin",
    "env_path = /eq/bin:/usr/bin",
    "ALWAYS_SET_PATH yes",
    "ALWAYS_SET_PATH no",
    "ENV_ROOTPATH PATH=/root/bin:/bin",
    "ENV_PATH PATH=\"/quoted/bin:/bin\"",
    "# ENV_PATH PATH=/comment",
    "ENV_HZ HZ=100",
    "MAIL_DIR /var/mail",
];
const GIVEN: &[&str] = &[
    "PATH=/given/bin:/usr/bin:/bin",
    "LANG=de_DE.UTF-8",
    "LC_ALL=C",
    "EDITOR=vi",
    "GOPATH=/given/go",
    "DISPLAY=:0",
    "TERM=xterm",
    "XAUTHORITY=/x",
    "MAIL=/given/mail",
    "TZ=Europe/Berlin",
    "COLORTERM=true/color",
    "LD_PRELOAD=",
    "SHELL=/bin/sh",
    "USER=given",
    "HOME=/srv",
    "KRB5CCNAME=k",
    "A=given",
];
const SU: &[&str] = &[
    "su me",
    "su - me",
    "su -l me",
    "su -m me",
    "su -p me",
    "su",
    "su -",
    "runuser me",
    "runuser -l me",
    "runuser - me",
];
const SUDOERS: &[&str] = &[
    "Defaults env_keep += \"EDITOR GO*\"",
    "Defaults env_keep = A",
    "Defaults !env_reset",
    "Defaults env_keep += HOME",
    "Defaults always_set_home",
    "Defaults !set_logname",
    "Defaults secure_path=\"/secure/bin:/usr/bin:/bin\"",
    "Defaults secure_path=/plain:/usr/bin",
    "Defaults:root env_keep += LC_ALL",
    "Defaults>me secure_path=/target:/usr/bin",
    "Defaults@box env_keep += TZ",
    "Defaults !secure_path",
    "Defaults env_delete += EDITOR",
    "Defaults env_check += A",
    "Defaults -env_keep",
    "Defaults env_keep -= DISPLAY",
    "Defaults set_home",
    "# Defaults env_keep += B",
    "Defaults env_keep += \"PATH MAIL\"",
];
const SUDO: &[&str] = &[
    "sudo",
    "sudo -u me",
    "sudo -E",
    "sudo -E -u me",
    "sudo -i",
    "sudo -i -u me",
    "sudo -s",
    "sudo -H -u me",
    "sudo -u me B=set",
    "sudo --preserve-env=EDITOR,A -u me",
    "sudo -E -H",
];

const ENVIRONMENT_D: &[&str] = &[
    "A=d",
    "B=${A}-x",
    "C=$HOME/bin",
    "PATH=/d/bin:$PATH",
    "D=${NOPE:-default}",
    "E=${A:+set}",
    "F=$$x",
    "G=\"two words\"",
    "H='single'",
    "I=a#b",
    "# J=1",
    "K=",
    "L = spaced",
    "export M=1",
    "N=${A:-${HOME}}",
    "O=tail  ",
    "P=a\\\nb",
    "Q=$1",
    "GOPATH=${HOME}/go",
];
const TMUX: &[&str] = &[
    "set-environment -g A conf",
    "set-environment -g EDITOR nano",
    "set-environment -gu GOPATH",
    "set-environment -gr LC_ALL",
    "set -g default-terminal screen-256color",
    "set -g update-environment 'DISPLAY A'",
    "set-option -ga update-environment ' EDITOR'",
    "setenv -g B \"$HOME/x\"",
    "C=plain",
    "%hidden H=1",
    "# setenv -g D 1",
    "set-environment -g DISPLAY :9",
];

/// A machine: its files, and what is asked.
#[derive(Default)]
struct Asked {
    files: BTreeMap<String, String>,
    typed: Option<String>,
    session: String,
    root: bool,
    /// The block of the one who types, where it is known.
    given: Option<Vec<(String, String)>>,
}

fn base(dice: &mut Dice) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut put = |path: &str, text: String| drop(files.insert(path.to_owned(), text));
    put("/etc/passwd", "root:x:0:0::/root:/bin/bash\nsshd:x:101:65534::/run/sshd:/usr/sbin/nologin\nme:x:1000:1000::/home/me:/bin/bash\n".into());
    put("/etc/shadow", "root:*:1::::::\nsshd:*:1::::::\nme:*:1::::::\n".into());
    put("/etc/group", "root:x:0:\nshadow:x:42:\nme:x:1000:\nnogroup:x:65534:\n".into());
    put("/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\n".into());
    for (path, lines) in [
        ("/etc/environment", ENVIRONMENT),
        ("/etc/security/pam_env.conf", PAM_ENV),
        ("/etc/default/locale", LOCALE),
    ] {
        // Without its own file pam_env reads no other.
        if dice.below(12) > if path.ends_with(".conf") { 0 } else { 2 } {
            put(path, dice.some(lines, 5));
        }
    }
    for entry in fs::read_dir("/etc/pam.d").into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        put(&format!("/etc/pam.d/{name}"), text);
    }
    // What pam_limits asks for.
    put("/etc/security/limits.conf", String::new());
    files
}

fn ssh(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice);
    let mut config = "HostKey /etc/ssh/host\nStrictModes no\nPidFile none\n".to_owned();
    let lines = dice.some(SSHD, 5);
    if !lines.contains("UsePAM") {
        config.push_str("UsePAM yes\n");
    }
    config.push_str(&lines);
    files.insert("/etc/ssh/sshd_config".into(), config);
    if dice.below(2) == 0 {
        files.insert("/home/me/.ssh/environment".into(), dice.some(SSH_ENVIRONMENT, 5));
    }
    if dice.below(3) == 0 {
        files.insert("/home/me/.pam_environment".into(), dice.some(PAM_ENV, 3));
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
const GENERATOR: &str =
    "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";
const MANAGER: &[&str] = &[
    "HOME=/home/me",
    "USER=me",
    "LOGNAME=me",
    "SHELL=/bin/bash",
    "LANG=C.UTF-8",
    "XDG_RUNTIME_DIR=/run/user/1000",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
];

const JOB: &str = "/usr/bin/env -0 > /out/env; /usr/bin/mv /out/env /out/done";

fn cron(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice);
    let lines = dice.some(CRONTAB, 6);
    let line = lines.lines().count() + 1;
    let root = dice.below(6) == 0;
    let who = if root { "root" } else { "me" };
    let (path, job) = match dice.below(3) {
        0 => ("/etc/crontab".to_owned(), format!("@reboot {who} {JOB}\n")),
        1 => ("/etc/cron.d/site".to_owned(), format!("@reboot {who} {JOB}\n")),
        _ => (format!("/var/spool/cron/crontabs/{who}"), format!("@reboot {JOB}\n")),
    };
    files.insert(path.clone(), format!("{lines}{job}"));
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

fn su(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice);
    if dice.below(5) > 0 {
        files.insert("/etc/login.defs".into(), dice.some(LOGIN_DEFS, 5));
    }
    let typed = SU[dice.below(SU.len())];
    let login = typed.split(' ').any(|word| matches!(word, "-" | "-l"));
    let session = format!("bash:{}", if login { "login" } else { "script" });
    Asked { files, typed: Some(typed.into()), session, root: true, given: Some(given(&mut dice)) }
}

fn sudo(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice);
    let lines = dice.some(SUDOERS, 5);
    files.insert("/etc/sudoers".into(), format!("{lines}root ALL=(ALL:ALL) ALL\n"));
    files.insert("/etc/hosts".into(), "127.0.0.1 localhost\n127.0.1.1 box\n".into());
    let typed = SUDO[dice.below(SUDO.len())];
    let login = typed.split(' ').any(|word| word == "-i");
    let session = format!("bash:{}", if login { "login" } else { "script" });
    Asked { files, typed: Some(typed.into()), session, root: true, given: Some(given(&mut dice)) }
}

fn environment_d(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice);
    for path in [
        "/etc/environment.d/10-a.conf",
        "/etc/environment.d/60-b.conf",
        "/home/me/.config/environment.d/50-c.conf",
        "/home/me/.config/environment.d/10-a.conf",
    ] {
        if dice.below(3) > 0 {
            files.insert(path.into(), dice.some(ENVIRONMENT_D, 5));
        }
    }
    Asked { files, session: "@systemd-user".into(), ..Asked::default() }
}

fn tmux(seed: u64) -> Asked {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice);
    files.insert("/root/.tmux.conf".into(), dice.some(TMUX, 5));
    let mut given = given(&mut dice);
    for (name, text) in [("PATH", "/usr/bin:/bin"), ("HOME", "/root"), ("SHELL", "/bin/bash")] {
        given.retain(|(known, _)| known != name);
        given.push((name.into(), text.into()));
    }
    let typed = Some("tmux".to_owned());
    Asked { files, typed, session: "bash:script".into(), root: true, given: Some(given) }
}

/// The root on disk.
fn lay(root: &Path, asked: &Asked, key: &Path) {
    for folder in [
        "etc/ssh",
        "home/me/.ssh",
        "root/.ssh",
        "out",
        "srv",
        "var/spool/cron/crontabs",
        "var/run",
        "etc/cron.d",
        "run",
        "tmp",
        "dev",
        "proc",
        "usr",
    ] {
        fs::create_dir_all(root.join(folder)).expect("a folder");
    }
    for name in ["bin", "sbin", "lib", "lib64"] {
        std::os::unix::fs::symlink(format!("usr/{name}"), root.join(name)).expect("a link");
    }
    for (path, text) in &asked.files {
        let full = root.join(&path[1..]);
        fs::create_dir_all(full.parent().expect("a folder above")).expect("folders");
        fs::write(&full, text).expect("a file");
    }
    let public = fs::read(key.with_extension("pub")).expect("a key");
    for home in ["home/me", "root"] {
        fs::write(root.join(home).join(".ssh/authorized_keys"), &public).expect("keys");
    }
    for place in ["etc/ssh/host", "root/key"] {
        fs::copy(key, root.join(place)).expect("a key");
        fs::set_permissions(root.join(place), fs::Permissions::from_mode(0o600)).expect("a mode");
    }
    let _ = fs::set_permissions(root.join("etc/sudoers"), fs::Permissions::from_mode(0o440));
    fs::set_permissions(root.join("out"), fs::Permissions::from_mode(0o777)).expect("a mode");
    for path in [
        "home/me",
        "home/me/.ssh",
        "home/me/.ssh/authorized_keys",
        "home/me/.ssh/environment",
        "home/me/.pam_environment",
        "home/me/.bashrc",
    ] {
        let _ = chown(root.join(path), Some(1000), Some(1000));
    }
    let tabs = root.join("var/spool/cron/crontabs");
    for entry in fs::read_dir(&tabs).into_iter().flatten().flatten() {
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o600)).expect("a mode");
        if entry.file_name() == "me" {
            let _ = chown(entry.path(), Some(1000), None);
        }
    }
}

/// Enters the root.
fn inside(root: &Path) -> Command {
    let mut command = Command::new("timeout");
    command.args([
        "60",
        "bwrap",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--hostname",
        "box",
    ]);
    command.args(["--die-with-parent", "--cap-add", "ALL", "--bind"]).arg(root).arg("/");
    command.args(["--ro-bind", "/usr", "/usr", "--dev", "/dev", "--proc", "/proc"]);
    command.args(["--tmpfs", "/tmp", "--tmpfs", "/run", "--dir", "/run/sshd", "--clearenv"]);
    command.args(["--setenv", "PATH", "/usr/bin:/usr/sbin", "--"]);
    command.stdin(Stdio::null());
    command
}

/// What the real program started.
fn really(root: &Path, asked: &Asked) -> Option<BTreeMap<String, String>> {
    let bytes = match &asked.typed {
        Some(typed) if typed == "tmux" => {
            let mut command = inside(root);
            command.args(["/usr/bin/env", "-i"]);
            for (name, text) in asked.given.iter().flatten() {
                command.arg(format!("{name}={text}"));
            }
            let pane = "/usr/bin/env -0 > /out/env; /usr/bin/mv /out/env /out/done";
            let line = format!(
                "tmux -L own new-session -d '{pane}'; n=0; while [ ! -e /out/done ] && [ $n -lt 60 ]; do sleep 0.05; n=$((n+1)); done"
            );
            let _ = command.args(["sh", "-c", &line]).output().expect("bwrap runs");
            fs::read(root.join("out/done")).unwrap_or_default()
        }
        Some(typed) if asked.given.is_some() => {
            let mut command = inside(root);
            command.args(["/usr/bin/env", "-i"]);
            for (name, text) in asked.given.iter().flatten() {
                command.arg(format!("{name}={text}"));
            }
            let mut words: Vec<&str> = typed.split(' ').collect();
            let program =
                format!("/usr/bin/{}", words.remove(0)).replace("bin/runuser", "sbin/runuser");
            command.arg(program).args(words);
            let env = "/usr/bin/env -0";
            match typed.starts_with("sudo") {
                true => command.args(["/usr/bin/env", "-0"]),
                false => command.args(["-c", env]),
            };
            command.output().expect("bwrap runs").stdout
        }
        Some(typed) => {
            let options = [
                "-F none",
                "-i /root/key",
                "-o BatchMode=yes",
                "-o StrictHostKeyChecking=no",
                "-o UserKnownHostsFile=/dev/null",
                "-o LogLevel=ERROR",
                "-o 'ProxyCommand=/usr/sbin/sshd -i -f /etc/ssh/sshd_config'",
            ];
            let line =
                format!("ssh {} {} '/usr/bin/env -0'", options.join(" "), &typed["ssh".len()..]);
            inside(root).args(["sh", "-c", &line]).output().expect("bwrap runs").stdout
        }
        None if asked.session == "@systemd-user" => {
            let mut command = inside(root);
            command.args(["/usr/bin/env", "-i"]).args(MANAGER);
            let output = command.arg(GENERATOR).output().expect("bwrap runs").stdout;
            let text = String::from_utf8_lossy(&output).into_owned();
            // What is escaped is told apart by the recordings.
            let plain = text.lines().filter(|line| !line.contains(['\\', '"', '\'']));
            plain.collect::<Vec<_>>().join("\0").into_bytes()
        }
        None => {
            let wait = "cron -f & n=0; while [ ! -e /out/done ] && [ $n -lt 60 ]; do sleep 0.05; n=$((n+1)); done; kill $!";
            let _ = inside(root).args(["sh", "-c", wait]).output().expect("bwrap runs");
            fs::read(root.join("out/done")).unwrap_or_default()
        }
    };
    let entries = bytes.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
    let pairs = entries.map(|entry| String::from_utf8_lossy(entry).into_owned());
    let all: BTreeMap<String, String> = pairs
        .filter_map(|pair| {
            pair.split_once('=').map(|(name, text)| (name.to_owned(), text.to_owned()))
        })
        .collect();
    // A generator may have nothing to say.
    (!all.is_empty() || asked.session == "@systemd-user").then_some(all)
}

fn recorded(asked: &Asked) -> Recorded {
    let mut facts = Facts::new(Platform::Linux);
    facts.version = Some("debian 12".into());
    facts.host = Some("box".into());
    facts.user.name = if asked.root { "root" } else { "me" }.into();
    facts.user.home = if asked.root { "/root" } else { "/home/me" }.into();
    facts.user.uid = Some(if asked.root { 0 } else { 1000 });
    facts.user.shell = Some("/bin/bash".into());
    facts.user.root = asked.root;
    facts.cwd = facts.user.home.clone();
    if let Some(given) = &asked.given {
        let given = given.iter().map(|(name, text)| (name.clone(), Some(text.clone())));
        facts.environment = given.collect();
        facts.environment_is_whole = true;
        facts.cwd = "/".into();
    }
    for (name, path) in [("bash", "/bin/bash"), ("sh", "/bin/sh")] {
        let installed = Installed { path: path.into(), version: None, variant: None };
        facts.shells.insert(name.into(), installed);
    }
    let mut machine = Recorded::new(facts);
    for (path, text) in &asked.files {
        machine.put(path, Node::File(Some(Rc::from(text.as_bytes()))), None);
    }
    // The system's own, which the real program sees.
    for entry in fs::read_dir("/usr/lib/environment.d").into_iter().flatten().flatten() {
        let path = format!("/usr/lib/environment.d/{}", entry.file_name().to_string_lossy());
        let node = match fs::read_link(entry.path()) {
            Ok(target) => Node::Symlink(target.to_string_lossy().into_owned()),
            Err(_) => Node::File(Some(fs::read(entry.path()).unwrap_or_default().into())),
        };
        machine.put(&path, node, None);
    }
    for folder in ["/out", "/srv", "/root", "/home/me"] {
        machine.put(folder, Node::Directory, None);
    }
    machine
}

/// What is wrong, and how many values are not known.
fn judge(asked: &Asked, real: Option<&BTreeMap<String, String>>) -> (Vec<String>, usize) {
    let machine = recorded(asked);
    let spec = Spec::parse(&asked.session, Platform::Linux).expect("a session");
    let spec = match &asked.typed {
        Some(typed) => spec.by(&Arc::new(Typed::parse(typed).expect("what was typed")), true),
        None => spec,
    };
    let (session, real) = match (Session::open(&machine, &spec, &WhatIf::default()), real) {
        (Ok(session), Some(real)) => (session, real),
        (Err(_), None) => return (Vec::new(), 0),
        (Ok(_), None) => return (vec!["it runs, and should not".into()], 0),
        (Err(refusal), Some(_)) => return (vec![format!("it does not run: {refusal}")], 0),
    };
    let environment = session.environment();
    let (mut wrong, mut unknown) = (Vec::new(), 0);
    for (name, text) in real.iter().filter(|(name, _)| !LOOSE.contains(&name.as_str())) {
        let held = environment.variables.get(name).filter(|one| one.exported);
        match held.and_then(|one| one.value.as_ref()).map(|value| value.text()) {
            Some(Some(known)) if known == text.as_str() => {}
            Some(None) => unknown += usize::from(!name.starts_with("SSH_") && name != "TMUX"),
            other => wrong.push(format!("{name} is {other:?}, not {text:?}")),
        }
    }
    // A generator prints what it adds; the rest is the manager's own.
    let whole = asked.session != "@systemd-user";
    for one in environment.variables.iter().filter(|one| one.exported && whole) {
        let known = one.value.as_ref().is_some_and(|value| value.is_known());
        if known && !real.contains_key(&one.name) && !LOOSE.contains(&one.name.as_str()) {
            wrong.push(format!("{} is there", one.name));
        }
    }
    (wrong, unknown)
}

/// Why the real programs cannot be asked here.
fn lacking(program: &str) -> Option<String> {
    if !rustix::process::geteuid().is_root() {
        return Some("only root can start it in a root of its own".into());
    }
    if !Path::new(program).exists() {
        return Some(format!("there is no {program}"));
    }
    let root = tempfile::tempdir().expect("a temporary folder");
    lay_bare(root.path());
    let ran = inside(root.path()).args(["/usr/bin/setpriv", "--reuid", "1000", "true"]).output();
    match ran {
        Ok(output) if output.status.success() => None,
        _ => Some("bwrap cannot make a root with users here".into()),
    }
}

fn lay_bare(root: &Path) {
    for name in ["bin", "sbin", "lib", "lib64"] {
        std::os::unix::fs::symlink(format!("usr/{name}"), root.join(name)).expect("a link");
    }
}

fn all(name: &str, program: &str, make: fn(u64) -> Asked) {
    if let Some(why) = lacking(program) {
        skip::skipped(&format!("the real {name}: {why}"));
        return;
    }
    let keys = tempfile::tempdir().expect("a temporary folder");
    let key = keys.path().join("key");
    let made =
        Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status();
    if !made.is_ok_and(|status| status.success()) {
        skip::skipped(&format!("the real {name}: there is no ssh-keygen"));
        return;
    }
    let (mut wrong, mut unknown, mut started) = (Vec::new(), 0, 0);
    let machines = std::env::var("ENVSIM_LIVE_MACHINES").ok().and_then(|text| text.parse().ok());
    let machines = machines.unwrap_or(MACHINES);
    for seed in 1..=machines {
        let asked = make(seed * 7919);
        let root = tempfile::tempdir().expect("a temporary folder");
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
        lay(root.path(), &asked, &key);
        let real = really(root.path(), &asked);
        started += usize::from(real.is_some());
        let (bad, open) = judge(&asked, real.as_ref());
        unknown += open;
        if !bad.is_empty() {
            let shown: Vec<_> =
                asked.files.iter().filter(|(path, _)| !path.contains("pam.d/")).collect();
            wrong.push(format!("{seed} {:?} {}: {bad:#?}\n{shown:#?}", asked.typed, asked.session));
        }
    }
    println!(
        "{name}: {machines} machines, {started} started something, {unknown} values not known, {} wrong",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
    assert!(started as u64 * 10 >= 6 * machines, "{started} of {machines} started something");
}

#[test]
fn sshd_gives_what_is_said() {
    all("sshd", "/usr/sbin/sshd", ssh);
}

#[test]
fn cron_gives_what_is_said() {
    all("cron", "/usr/sbin/cron", cron);
}

#[test]
fn su_and_runuser_give_what_is_said() {
    all("su", "/usr/bin/su", su);
}

#[test]
fn sudo_gives_what_is_said() {
    all("sudo", "/usr/bin/sudo", sudo);
}

#[test]
fn the_users_systemd_gives_what_is_said() {
    all("environment.d generator", GENERATOR, environment_d);
}

#[test]
fn tmux_gives_what_is_said() {
    all("tmux", "/usr/bin/tmux", tmux);
}
