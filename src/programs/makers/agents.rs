//! Agents and colours: `ssh-agent`, `keychain`, `gpgconf`, `dircolors`, `lesspipe`.

use super::effect::chosen;
use crate::machine::Kind;
use crate::programs::options::{NO, Options, YES};
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{Origin, Shape, Unknown, Value};

const SOCKET: &str = "is the socket that an agent makes when it starts";
const COLOURS: &str = "is what this release of coreutils colours";
const BY_TERMINAL: &str = "is the list of colours, or empty, by the terminal";
const PROCESS: &str = "is the number of an agent's process";

/// What is followed here.
pub const ALL: &[&Program] =
    &[&SSH_AGENT, &KEYCHAIN, &GPGCONF, &GPG_CONNECT, &DIRCOLORS, &LESSPIPE];

/// ssh-agent(1).
pub static SSH_AGENT: Program = Program::new(
    &["ssh-agent"],
    "-s -c -k -a: the variables, their values unknown",
    "its own: OpenSSH 9.2",
    ssh_agent,
)
.portable();
/// keychain(1).
pub static KEYCHAIN: Program = Program::new(
    &["keychain"],
    "--eval with keys and options: the variables of ssh's agent, their values unknown",
    "its own: keychain 2.8.5, judged beside it",
    keychain,
)
.portable();
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
/// dircolors(1).
pub static DIRCOLORS: Program = Program::new(
    &["dircolors", "gdircolors"],
    "-b -c, of a file, of standard input, or the database of coreutils 9.1; of other releases the variable, its value unknown",
    "its own: coreutils 9.1, src/dircolors.c, judged beside it",
    dircolors,
);
/// lesspipe(1).
pub static LESSPIPE: Program = Program::new(
    &["lesspipe", "lessfile"],
    "the two variables",
    "its own: Debian's less 590, judged beside it",
    lesspipe,
);

fn ssh_agent(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let shell = run.variable("SHELL")?.unwrap_or_default();
    let mut csh = shell.ends_with("csh");
    let mut socket = told(run, SOCKET);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-s" => csh = false,
            "-c" => csh = true,
            "-a" => {
                let path = rest.next().ok_or(Cannot::NotFollowed)?.as_str();
                socket = Value::known(path, by_agent(run));
            }
            "-t" | "-E" | "-P" | "-O" => {
                let _ = rest.next();
            }
            "-k" => return killed(run, csh),
            // Behind its options stands a program, which it starts.
            _ => return Err(Cannot::NotFollowed),
        }
    }
    if csh {
        return Err(Cannot::NotFollowed);
    }
    let pid = told(run, PROCESS);
    let text = |text: &str| Value::known(text, by_agent(run));
    let value = text("SSH_AUTH_SOCK=")
        .then(socket)
        .then(text("; export SSH_AUTH_SOCK;\nSSH_AGENT_PID="))
        .then(pid.clone())
        .then(text("; export SSH_AGENT_PID;\necho Agent pid "))
        .then(pid)
        .then(text(";\n"));
    run.value = Some(value);
    Ok(0)
}

fn by_agent(run: &Run<'_>) -> Origin {
    Origin::Signature { name: "ssh-agent".into(), place: run.place().clone() }
}

/// A part of the output that the agent chooses when it starts.
fn told(run: &Run<'_>, what: &str) -> Value {
    let effect = chosen(run, what);
    let unknown = Unknown::new(what, by_agent(run)).shaped(Shape::Filled);
    Value::unknown(Unknown { effect: Some(effect.into()), ..unknown })
}

fn killed(run: &mut Run<'_>, csh: bool) -> Followed {
    let Some(pid) = run.filled("SSH_AGENT_PID")? else {
        run.mutters();
        return Ok(1);
    };
    if csh {
        return Err(Cannot::NotFollowed);
    }
    run.out = format!("unset SSH_AUTH_SOCK;\nunset SSH_AGENT_PID;\necho Agent pid {pid} killed;\n");
    Ok(0)
}

fn keychain(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let evals = words.iter().any(|word| word == "--eval");
    let (mut agents, mut directory) = (None, None);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--agents" => agents = rest.next().cloned(),
            "--dir" => directory = rest.next().cloned(),
            "--host" | "--timeout" | "--lockwait" | "--attempts" | "--inherit"
            | "--ssh-agent-socket" => {
                let _ = rest.next();
            }
            word if word.starts_with("--agents=") => return Err(Cannot::NotFollowed),
            "--eval" | "--quiet" | "-q" | "-Q" | "--quick" | "--noask" | "--nogui"
            | "--nocolor" | "--ignore-missing" | "--nolock" | "--noinherit" | "--absolute" => {}
            word if word.starts_with('-') => return Err(Cannot::NotFollowed),
            _ => {}
        }
    }
    // Its files below ~/.keychain are not followed; keys are asked for, and change no variable.
    let home = run.home()?;
    run.touch(directory.as_deref().unwrap_or(&format!("{home}/.keychain")));
    let shell = run.variable("SHELL")?.unwrap_or_default();
    let foreign = shell.ends_with("csh") || shell.ends_with("fish");
    // Where it writes into another directory it may not find its own file, and print nothing.
    if foreign || directory.is_some() || agents.is_some_and(|all| all != "ssh") {
        return Err(Cannot::NotFollowed);
    }
    if !evals {
        return Err(Cannot::NotFollowed);
    }
    let (socket, pid) = (chosen(run, SOCKET), chosen(run, PROCESS));
    run.effect = Some(format!(
        "SSH_AUTH_SOCK={socket}; export SSH_AUTH_SOCK; SSH_AGENT_PID={pid}; export SSH_AGENT_PID;"
    ));
    Ok(0)
}

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

/// Keywords and what they are called in `LS_COLORS` (coreutils 9.1, src/dircolors.c).
const CODES: &[(&str, &str)] = &[
    ("NORMAL", "no"),
    ("NORM", "no"),
    ("FILE", "fi"),
    ("RESET", "rs"),
    ("DIR", "di"),
    ("LNK", "ln"),
    ("LINK", "ln"),
    ("SYMLINK", "ln"),
    ("ORPHAN", "or"),
    ("MISSING", "mi"),
    ("FIFO", "pi"),
    ("PIPE", "pi"),
    ("SOCK", "so"),
    ("BLK", "bd"),
    ("BLOCK", "bd"),
    ("CHR", "cd"),
    ("CHAR", "cd"),
    ("DOOR", "do"),
    ("EXEC", "ex"),
    ("LEFT", "lc"),
    ("LEFTCODE", "lc"),
    ("RIGHT", "rc"),
    ("RIGHTCODE", "rc"),
    ("END", "ec"),
    ("ENDCODE", "ec"),
    ("SUID", "su"),
    ("SETUID", "su"),
    ("SGID", "sg"),
    ("SETGID", "sg"),
    ("STICKY", "st"),
    ("OTHER_WRITABLE", "ow"),
    ("OWR", "ow"),
    ("STICKY_OTHER_WRITABLE", "tw"),
    ("OWT", "tw"),
    ("CAPABILITY", "ca"),
    ("MULTIHARDLINK", "mh"),
    ("CLRTOEOL", "cl"),
];

fn dircolors(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let shell = run.filled("SHELL")?;
    let (mut csh, mut told) =
        (shell.as_deref().is_some_and(|shell| shell.ends_with("csh")), shell.is_some());
    let mut file = None;
    for word in &words {
        match word.as_str() {
            "-b" | "--sh" | "--bourne-shell" | "-cb" => (csh, told) = (false, true),
            "-c" | "--csh" | "--c-shell" | "-bc" => (csh, told) = (true, true),
            "-" => file = Some("-".to_owned()),
            word if word.starts_with('-') => return Err(Cannot::NotFollowed),
            name if file.is_none() => file = Some(name.to_owned()),
            _ => {
                run.mutters();
                return Ok(1);
            }
        }
    }
    // Without a shell there is nothing it could write for.
    if !told {
        run.mutters();
        return Ok(1);
    }
    let text = match &file {
        None => match database(run) {
            Some(text) => text.to_owned(),
            // Whatever this release colours, it prints this one variable (since the first of coreutils).
            None if !csh => {
                let value = chosen(run, COLOURS);
                run.effect = Some(format!("LS_COLORS={value};\nexport LS_COLORS\n"));
                return Ok(0);
            }
            None => return Err(Cannot::unknown()),
        },
        Some(file) => match run.read(file)? {
            Ok(text) => text,
            Err(_) => {
                run.mutters();
                return Ok(1);
            }
        },
    };
    // The database that is built in is fine for every terminal: only what the variable holds depends on it.
    let told = run.filled("TERM").and_then(|term| Ok((term, run.variable("COLORTERM")?)));
    let (term, colours) = match told {
        Err(_) if file.is_none() && !csh => {
            let value = chosen(run, BY_TERMINAL);
            run.effect = Some(format!("LS_COLORS={value}; export LS_COLORS\n"));
            return Ok(0);
        }
        told => told?,
    };
    let (term, colours) = (term.unwrap_or_else(|| "none".to_owned()), colours.unwrap_or_default());
    let Some(value) = colours_of(&text, &term, &colours)? else {
        run.mutters();
        return Ok(1);
    };
    run.out = match csh {
        true => format!("setenv LS_COLORS '{value}'\n"),
        false => format!("LS_COLORS='{value}';\nexport LS_COLORS\n"),
    };
    Ok(0)
}

/// The database that is built in, where the version is that one.
fn database(run: &Run<'_>) -> Option<&'static str> {
    let version = versions::text_of(run, &["coreutils"]);
    let debian =
        run.machine().facts().version.as_deref().is_some_and(|one| one.starts_with("debian 12"));
    match version.as_deref() {
        Some("9.1") => Some(DATABASE),
        None if debian => Some(DATABASE),
        _ => None,
    }
}

/// coreutils 9.1, `dircolors --print-database`: the entries, without their comments.
const DATABASE: &str = include_str!("dircolors.txt");

/// The value; `None` where a line is refused.
fn colours_of(text: &str, term: &str, colours: &str) -> Result<Option<String>, Cannot> {
    let (mut state, mut out) = (Counts::Always, String::new());
    for line in text.lines() {
        let line = line.trim_matches([' ', '\t', '\r']);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (keyword, rest) = line.split_at(line.find([' ', '\t']).unwrap_or(line.len()));
        let argument = argument(rest);
        if argument.is_empty() {
            return Ok(None);
        }
        let upper = keyword.to_ascii_uppercase();
        if upper == "TERM" || upper == "COLORTERM" {
            let subject = if upper == "TERM" { term } else { colours };
            if state != Counts::Sure {
                state = if fits_pattern(argument, subject)? { Counts::Sure } else { Counts::No };
            }
            continue;
        }
        if state == Counts::Sure {
            state = Counts::Yes;
        }
        if state == Counts::No || matches!(upper.as_str(), "OPTIONS" | "COLOR" | "EIGHTBIT") {
            continue;
        }
        let code = CODES.iter().find(|(known, _)| *known == upper).map(|(_, code)| *code);
        let name = match keyword.as_bytes() {
            [b'.', ..] => format!("*{keyword}"),
            [b'*', ..] => keyword.to_owned(),
            _ => match code {
                Some(code) => code.to_owned(),
                // Refused only where a terminal was named.
                None if state == Counts::Yes => return Ok(None),
                None => continue,
            },
        };
        let escaped = |text: &str| text.replace('\'', "'\\''");
        out.push_str(&format!("{}={}:", escaped(&name), escaped(argument)));
    }
    Ok(Some(out))
}

/// Whether lines count: before any terminal is named all do, then those behind one that fits.
#[derive(Clone, Copy, PartialEq)]
enum Counts {
    Always,
    No,
    Sure,
    Yes,
}

/// Up to a comment, trailing blanks taken off.
fn argument(rest: &str) -> &str {
    let rest = rest.trim_start_matches([' ', '\t']);
    let end = rest.find('#').unwrap_or(rest.len());
    rest[..end].trim_end_matches([' ', '\t'])
}

/// fnmatch(3) of the few patterns that terminals are named by.
fn fits_pattern(pattern: &str, text: &str) -> Result<bool, Cannot> {
    let mut regex = String::from("^");
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            '[' => {
                regex.push('[');
                for inner in letters.by_ref() {
                    regex.push(inner);
                    if inner == ']' {
                        break;
                    }
                }
            }
            other if other.is_ascii_alphanumeric() || other == '-' || other == '_' => {
                regex.push(other)
            }
            other => {
                regex.push('\\');
                regex.push(other);
            }
        }
    }
    regex.push('$');
    let reading = crate::text::posix_regex::Reading {
        grammar: crate::text::posix_regex::Grammar::Extended,
        ignores_case: false,
        wide: false,
        escapes: false,
        lines: false,
    };
    let regex = crate::text::posix_regex::Regex::new(&regex, reading).ok_or(Cannot::NotFollowed)?;
    Ok(regex.is_match(text.as_bytes()))
}

fn lesspipe(run: &mut Run<'_>) -> Followed {
    if run.arguments.len() > 1 {
        run.out = format!("Usage: eval `{}`\n", run.name);
        return Ok(0);
    }
    if !run.arguments.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let own = run.machine().link_status(run.path()).is_ok_and(|status| status.kind != Kind::Other);
    if !own {
        return Err(Cannot::NotFollowed);
    }
    let csh = run.variable("SHELL")?.is_some_and(|shell| shell.ends_with("csh"));
    let path = run.path().to_owned();
    let pipe = if run.name == "lessfile" { "" } else { "| " };
    let (set, is) = if csh { ("setenv", ' ') } else { ("export", '=') };
    run.out =
        format!("{set} LESSOPEN{is}\"{pipe}{path} %s\";\n{set} LESSCLOSE{is}\"{path} %s %s\";\n");
    Ok(0)
}
