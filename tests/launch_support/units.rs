//! Units of systemd with seeded settings, several on one machine.

use std::collections::BTreeMap;

use super::dice::Dice;
use super::lines::{ENVIRONMENT, ODD_ENVIRONMENT};
use super::machines::base;

/// What stands in the section `[Service]`.
const SERVICE: &[&str] = &[
    "Environment=A=1",
    "Environment=A=2 \"B=two words\" C='x y'",
    "Environment=C=$HOME D=%n E=%u:%U F=%N",
    "Environment=\"G=a\\tb\" H=a\\x41",
    "Environment=",
    "Environment=1X=bad GOOD=1",
    "Environment=PATH=/opt/%p/bin:/usr/bin",
    "Environment=LANG=de_DE.UTF-8 HOME=/srv",
    "Environment=I=%%x J=%H K=%t L=%s",
    "Environment=M=a \\\n  N=b",
    "Environment=O=%i P=%j",
    "Environment=Q=one R=\"open",
    "Environment=S=1 T=\\q U=3",
    "Environment=V=a'b c'd W=\"a\"b",
    "Environment = X=spaced",
    "Environment=Y-Z=1 AA=2",
    "Environment=LL=100% MM=%! NN=50%z",
    "User=daemon",
    "NotifyAccess=all",
    "WorkingDirectory=/nope",
    "WorkingDirectory=~",
    "Environment=BB=a;b CC=#c",
    "# Environment=DD=1",
    "EnvironmentFile=/etc/site.env",
    "EnvironmentFile=-/etc/nope.env",
    "EnvironmentFile=/etc/nope.env",
    "EnvironmentFile=-/etc/site.d/*.env",
    "EnvironmentFile=/etc/%p.env",
    "EnvironmentFile=",
    "UnsetEnvironment=A",
    "UnsetEnvironment=B=2 A=2 LANG",
    "UnsetEnvironment=PATH",
    "UnsetEnvironment=HOME USER",
    "PassEnvironment=MANAGED LANG",
    "PassEnvironment=MANAGED NOPE\nPassEnvironment=",
    "User=me",
    "User=1000",
    "User=root",
    "User=",
    "Group=me",
    "WorkingDirectory=/srv",
    "WorkingDirectory=-/nope",
    "User=me\nWorkingDirectory=~",
    "ExecSearchPath=/opt/x:/usr/bin",
    "ExecSearchPath=/opt/x /opt/y",
    "RuntimeDirectory=b a",
    "RuntimeDirectory=b/c a\nRuntimeDirectory=%p",
    "StateDirectory=z y",
    "StateDirectory=z:link",
    "CacheDirectory=c",
    "LogsDirectory=l",
    "ConfigurationDirectory=k",
    "PAMName=su",
    "PAMName=su\nUser=me",
    "PAMName=cron\nUser=me",
    "WatchdogSec=30",
    "StandardError=journal",
    "StandardInput=null",
    "SetCredential=token:x",
    "TTYPath=/dev/tty9",
    "UMask=077",
    "KillMode=process",
    "environment=LOW=1",
    "[Install]\nEnvironment=OTHER=1\n[Service]",
];
/// What stands in a drop-in.
const DROP_IN: &[&str] = &[
    "Environment=A=drop",
    "Environment=\nEnvironment=B=drop",
    "Environment=EE=drop PATH=/drop:/usr/bin",
    "UnsetEnvironment=",
    "UnsetEnvironment=C",
    "User=",
    "EnvironmentFile=-/etc/site.env",
    "ExecSearchPath=",
    "WorkingDirectory=",
];
/// What stands in `system.conf`.
const MANAGER: &[&str] = &[
    "DefaultEnvironment=A=manager FF=1",
    "DefaultEnvironment=",
    "DefaultEnvironment=PATH=/manager/bin:/usr/bin",
    "DefaultEnvironment=\"GG=two words\" HH=$HOME",
    "DefaultEnvironment=II=%h LANG=xx",
    "DefaultEnvironment=KK=%H LL=%n MM=%% NN=5%",
    "ManagerEnvironment=MANAGED=1 A=hidden",
    "# DefaultEnvironment=JJ=1",
];
const LOCALE: &[&str] = &[
    "LANG=en_US.UTF-8",
    "LC_TIME=\"de_DE.UTF-8\"",
    "LC_ALL=C",
    "SITE=1",
    "LANGUAGE=en:de",
    "LANG=",
];

/// The units of a machine.
pub const UNITS: &[&str] =
    &["plain", "two-words", "with@one-two", "dropped", "late-part-name", "last"];

/// A machine of that number.
pub fn booted(seed: u64) -> BTreeMap<String, String> {
    let mut dice = Dice(seed);
    let mut files = base(&mut dice, seed);
    files.remove("/etc/default/locale");
    for (path, line) in [
        ("/etc/passwd", "daemon:x:1:1::/:/usr/sbin/nologin\n"),
        ("/etc/group", "daemon:x:1:\n"),
        ("/etc/shadow", "daemon:*:1::::::\n"),
    ] {
        files.entry(path.into()).or_default().push_str(line);
    }
    for (path, lines, most) in [
        ("/etc/systemd/system.conf", MANAGER, 3),
        ("/etc/systemd/system.conf.d/10-a.conf", MANAGER, 2),
    ] {
        let text = format!("[Manager]\nDefaultTimeoutStartSec=20s\n{}", dice.some(lines, most));
        files.insert(path.into(), text);
    }
    for path in ["/etc/locale.conf", "/etc/default/locale"] {
        if dice.below(3) == 0 {
            files.insert(path.into(), dice.some(LOCALE, 3));
        }
    }
    for path in ["/etc/site.env", "/etc/site.d/a.env", "/etc/site.d/b.env", "/etc/plain.env"] {
        let lines = if dice.below(2) == 0 { ENVIRONMENT } else { ODD_ENVIRONMENT };
        files.insert(path.into(), dice.some(lines, 4));
    }
    for name in UNITS {
        let own = dice.some(SERVICE, 7);
        let template =
            name.split_once('@').map_or((*name).to_owned(), |(one, _)| format!("{one}@"));
        // The process tells its block, then its directory.
        let start = format!(
            "[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nStandardOutput=append:/out/{name}\nExecStart=/usr/bin/env -0\nExecStart=/usr/bin/pwd -P\n{own}"
        );
        files.insert(format!("/etc/systemd/system/{template}.service"), start);
    }
    for folder in
        ["dropped.service", "late-.service", "late-part-name.service", "with@.service", "service"]
    {
        if dice.below(2) == 0 {
            let text = format!("[Service]\n{}", dice.some(DROP_IN, 2));
            files.insert(format!("/etc/systemd/system/{folder}.d/50-site.conf"), text);
        }
    }
    let wanted: String =
        UNITS.iter().map(|name| format!("Wants={name}.service\nAfter={name}.service\n")).collect();
    let end =
        "[Unit]\nDefaultDependencies=no\nSuccessAction=exit-force\nFailureAction=exit-force\n";
    files.insert(
        "/etc/systemd/system/end.service".into(),
        format!("{end}{wanted}[Service]\nType=oneshot\nExecStart=/usr/bin/true\n"),
    );
    files.insert(
        "/etc/systemd/system/ask.target".into(),
        "[Unit]\nDefaultDependencies=no\nWants=end.service\n".into(),
    );
    files.insert("/etc/machine-id".into(), "0123456789abcdef0123456789abcdef\n".into());
    files
}
