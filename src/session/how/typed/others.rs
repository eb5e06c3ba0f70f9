//! Commands that start another one: some hand on what they have, of the others the nearest is named.

use super::options::Words;

/// Commands that hand their own block to what they start, and the letters of theirs that take a value.
const PASSING: &[(&str, &str)] = &[
    ("nohup", ""),
    ("setsid", ""),
    ("time", "fo"),
    ("timeout", "ks"),
    ("nice", "n"),
    ("ionice", "cnpPu"),
    ("taskset", ""),
    ("stdbuf", "ioe"),
    ("caffeinate", "tw"),
    ("command", ""),
    ("xargs", "adEIiLlnPs"),
];

/// Words in front of the command that are no options of theirs.
const OPERANDS: &[(&str, usize)] = &[("timeout", 1), ("taskset", 1)];

/// Commands whose session is not followed, and what comes nearest.
const NEAREST: &[(&[&str], &str)] = &[
    (
        &["docker", "podman", "nerdctl", "docker-compose", "kubectl", "oc", "lxc", "incus"],
        "starts a process of a container, which is another machine: run envsim capture inside of it and ask --scenario \
         with that, or put what it is given into --by 'env -i NAME=VALUE …'",
    ),
    (
        &[
            "flatpak",
            "snap",
            "bwrap",
            "firejail",
            "chroot",
            "nsenter",
            "unshare",
            "toolbox",
            "distrobox",
            "wsl",
        ],
        "starts a process that sees other files, which is another machine: run envsim capture inside of it and ask \
         --scenario with that",
    ),
    (&["machinectl"], "opens a login of its own: the nearest is --by 'su - USER'"),
    (
        &["systemd-run"],
        "starts a unit of its own: the nearest is the session @service, with --user @systemd-user, \
         and --set NAME=VALUE for every -E",
    ),
    (
        &["exec"],
        "puts the shell in its own place: the nearest is --by env, with a SHLVL that is one less",
    ),
    (&["launchctl"], "starts a service: the nearest is the session @service"),
    (
        &["at", "batch"],
        "keeps what the one who types has, and hands the job to /bin/sh: the nearest is the session sh:script with --by env",
    ),
    (&["crontab", "anacron"], "starts no session by itself: a job's is @cron"),
    (
        &["watch", "make", "parallel", "script", "entr"],
        "hands its commands to a shell with what it has itself: the nearest is the session sh:script with --by env",
    ),
    (
        &["npm", "npx", "yarn", "pnpm", "bun"],
        "puts node_modules/.bin in front of PATH and hands its commands to sh: the nearest is the session sh:script \
         with --by 'env PATH=…'",
    ),
    (
        &["screen", "zellij", "byobu"],
        "starts a shell with what it has itself: the nearest is --by 'env TERM=screen', with tmux as the launcher --by tmux",
    ),
    (
        &["doas", "pkexec", "sg", "newgrp", "login"],
        "is not followed: the nearest is --by 'sudo …' or --by 'su …'",
    ),
    (&["code", "codium", "cursor"], "starts an editor: its terminal is the session @ide"),
    (&["mosh", "autossh", "rsh"], "logs in on another machine: the nearest is --by 'ssh HOST'"),
    (
        &["psexec", "start"],
        "is not followed: the nearest is --by 'runas /user:NAME', or the session @gui",
    ),
];

/// Whether it hands on what it has; its options are passed over then.
pub(super) fn passes(words: &mut Words<'_>) -> bool {
    let Some((_, valued)) = PASSING.iter().find(|(name, _)| *name == words.name) else {
        return false;
    };
    while let Some(option) = words.peek().filter(|word| word.len() > 1 && word.starts_with('-')) {
        words.next();
        // A value stands in the next word where the letter is the last of its own.
        if option.len() == 2 && option.ends_with(|letter| valued.contains(letter)) {
            words.next();
        }
        if option == "--" {
            break;
        }
    }
    let operands = OPERANDS.iter().find(|(name, _)| *name == words.name).map_or(0, |(_, n)| *n);
    for _ in 0..operands {
        words.next();
    }
    true
}

/// Whether it starts a session that is not followed.
pub(super) fn is_known(name: &str) -> bool {
    NEAREST.iter().any(|(names, _)| names.contains(&name))
}

/// What is said of a command that starts no session that is followed.
pub(super) fn refused(name: &str, followed: &[&str]) -> String {
    if let Some((_, what)) = NEAREST.iter().find(|(names, _)| names.contains(&name)) {
        return format!("{name} {what}");
    }
    let known = || followed.iter().copied().chain(PASSING.iter().map(|(name, _)| *name));
    let others = NEAREST.iter().flat_map(|(names, _)| names.iter().copied());
    let meant = crate::text::nearest(name, known().chain(others));
    let meant = meant.map_or(".".to_owned(), |meant| format!(": did you mean {meant}?"));
    let all: Vec<&str> = known().collect();
    format!(
        "'{name}' starts no session that is followed{meant} Followed are {}, or a shell itself",
        all.join(" ")
    )
}
