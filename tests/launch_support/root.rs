//! A machine as a root of its own, and the real program started in it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::{Command, Stdio};

use super::machines::{Asked, GENERATOR, MANAGER};

/// The root on disk.
pub fn lay(root: &Path, asked: &Asked, key: &Path) {
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
    lay_bare(root);
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
    for name in ["etc/sudoers.more", "etc/sudoers.d/10-site", "etc/sudoers.d/20.off"] {
        let _ = fs::set_permissions(root.join(name), fs::Permissions::from_mode(0o440));
    }
    let _ = fs::set_permissions(root.join("etc/sudoers"), fs::Permissions::from_mode(0o440));
    fs::set_permissions(root.join("out"), fs::Permissions::from_mode(0o777)).expect("a mode");
    for path in [
        "home/me",
        "home/me/.ssh",
        "home/me/.ssh/authorized_keys",
        "home/me/.ssh/environment",
        "home/me/.pam_environment",
        "home/me/.site_env",
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
pub fn inside(root: &Path) -> Command {
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
pub fn really(root: &Path, asked: &Asked) -> Option<BTreeMap<String, String>> {
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

/// Why the real programs cannot be asked here.
pub fn lacking(program: &str) -> Option<String> {
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

/// The links of a merged `/usr`.
pub fn lay_bare(root: &Path) {
    for name in ["bin", "sbin", "lib", "lib64"] {
        std::os::unix::fs::symlink(format!("usr/{name}"), root.join(name)).expect("a link");
    }
}
