//! The words of sudo, su, runuser, ssh and env.

use nom::IResult;
use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{is_not, take_till};
use nom::character::complete::{anychar, char, space0};
use nom::combinator::{map, recognize};
use nom::multi::{fold_many0, fold_many1};
use nom::sequence::{delimited, preceded, terminated};

use super::Command;

/// Which shell sudo is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SudoShell {
    /// None: a command.
    #[default]
    No,
    /// `-s`: the caller's.
    Shell,
    /// `-i`: the target's, as a login shell.
    Login,
}

/// sudo(8), as far as it matters to the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SudoWords {
    /// `-u`.
    pub user: Option<String>,
    /// `-i` or `-s`.
    pub shell: SudoShell,
    /// `-E`.
    pub preserve: bool,
    /// `--preserve-env=LIST`.
    pub keep: Vec<String>,
    /// `-H`.
    pub home: bool,
    /// `-D`.
    pub cwd: Option<String>,
    /// `NAME=VALUE` in front of the command.
    pub set: Vec<(String, String)>,
    /// Whether a command follows.
    pub runs_command: bool,
}

/// su(1) and runuser(1) of util-linux.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuWords {
    /// Whether it is runuser, which asks PAM by its own name.
    pub runuser: bool,
    /// Whom to become; root where nobody is named.
    pub user: Option<String>,
    /// `-`, `-l`.
    pub login: bool,
    /// `-m`, `-p`.
    pub preserve: bool,
    /// `-s`.
    pub shell: Option<String>,
    /// `-w`.
    pub keep: Vec<String>,
    /// `-c`, or a command that follows.
    pub runs_command: bool,
    /// `runuser -u`: no shell at all.
    pub without_shell: bool,
}

/// ssh(1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SshWords {
    /// The account on the server.
    pub user: Option<String>,
    /// `-o SetEnv=`.
    pub set: Vec<(String, String)>,
    /// `-o SendEnv=`.
    pub send: Vec<String>,
    /// Whether a command follows the host.
    pub runs_command: bool,
    /// `-t`: a terminal even for a command.
    pub terminal: bool,
}

/// env(1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvWords {
    /// `-i`.
    pub empty: bool,
    /// `-u`.
    pub unset: Vec<String>,
    /// `NAME=VALUE`.
    pub set: Vec<(String, String)>,
    /// `-C`.
    pub cwd: Option<String>,
}

/// A command line as a shell splits it: blanks, quotes, backslashes.
pub(super) fn words(text: &str) -> Result<Vec<String>, String> {
    let all = fold_many0(preceded(space0, word), Vec::new, |mut words: Vec<String>, word| {
        words.push(word);
        words
    });
    let parsed: IResult<&str, Vec<String>> = terminated(all, space0).parse(text);
    match parsed {
        Ok(("", words)) => Ok(words),
        Ok((rest, _)) => Err(format!("the quote is not closed: {rest}")),
        Err(_) => Err("these are no words".to_owned()),
    }
}

fn word(input: &str) -> IResult<&str, String> {
    let single = delimited(char('\''), take_till(|c| c == '\''), char('\''));
    let double = delimited(char('"'), recognized, char('"'));
    let escaped = map(preceded(char('\\'), recognize(anychar)), str::to_owned);
    let plain = map(is_not(" \t'\"\\"), str::to_owned);
    let part = alt((map(single, str::to_owned), double, escaped, plain));
    fold_many1(part, String::new, |mut word, part| {
        word.push_str(&part);
        word
    })
    .parse(input)
}

/// Inside of double quotes a backslash protects the next letter.
fn recognized(input: &str) -> IResult<&str, String> {
    let escaped = map(preceded(char('\\'), recognize(anychar)), str::to_owned);
    let plain = map(is_not("\"\\"), str::to_owned);
    fold_many0(alt((escaped, plain)), String::new, |mut text, part| {
        text.push_str(&part);
        text
    })
    .parse(input)
}

/// What the words mean.
pub(super) fn command(words: &[String]) -> Result<Command, String> {
    let (first, rest) = words.split_first().ok_or("a command is expected, such as 'sudo -i'")?;
    let name = first.rsplit('/').next().unwrap_or_default();
    let mut words = Words { rest, name };
    match name {
        "sudo" => sudo(&mut words).map(Command::Sudo),
        "su" => su(&mut words, false).map(Command::Su),
        "runuser" => su(&mut words, true).map(Command::Su),
        "ssh" => ssh(&mut words).map(Command::Ssh),
        "env" => env(&mut words).map(Command::Env),
        "tmux" => Ok(Command::Tmux),
        _ => Err(format!("'{name}' is none of sudo su runuser ssh env tmux runas")),
    }
}

/// The words that are left, read as options.
struct Words<'w> {
    rest: &'w [String],
    name: &'w str,
}

/// An option and the value that is glued to it.
enum Option_<'w> {
    Short(char, &'w str),
    Long(&'w str, Option<&'w str>),
}

impl<'w> Words<'w> {
    fn next(&mut self) -> Option<&'w str> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn peek(&self) -> Option<&'w str> {
        self.rest.first().map(String::as_str)
    }

    /// The next option; `None` at the first word that is none, `--` is passed over.
    fn option(&mut self) -> Option<Option_<'w>> {
        let word = self.peek()?;
        if word == "--" {
            self.next();
            return None;
        }
        if let Some(long) = word.strip_prefix("--") {
            self.next();
            return Some(match long.split_once('=') {
                Some((name, value)) => Option_::Long(name, Some(value)),
                None => Option_::Long(long, None),
            });
        }
        let rest = word.strip_prefix('-').filter(|rest| !rest.is_empty())?;
        self.next();
        let letter = rest.chars().next()?;
        Some(Option_::Short(letter, &rest[letter.len_utf8()..]))
    }

    /// The value of an option: what is glued to it, else the next word.
    fn value(&mut self, glued: Option<&'w str>) -> Result<String, String> {
        let glued = glued.filter(|glued| !glued.is_empty());
        let value = glued.or_else(|| self.next());
        value.map(str::to_owned).ok_or_else(|| format!("{}: a value is missing", self.name))
    }

    fn unknown<T>(&self, option: &str) -> Result<T, String> {
        Err(format!("{}: the option {option} is not known", self.name))
    }

    /// `NAME=VALUE` words in front of the command.
    fn assignments(&mut self) -> Vec<(String, String)> {
        let mut set = Vec::new();
        while let Some((name, value)) = self.peek().and_then(|word| word.split_once('=')) {
            if name.is_empty() || name.contains('/') {
                break;
            }
            set.push((name.to_owned(), value.to_owned()));
            self.next();
        }
        set
    }
}

/// The letters of one word, each an option; a letter in `valued` takes the rest or the next word.
fn letters<'w>(
    words: &mut Words<'w>,
    first: char,
    glued: &'w str,
    valued: &str,
    mut each: impl FnMut(char, Option<String>) -> bool,
) -> Result<(), String> {
    let mut letter = first;
    let mut rest = glued;
    loop {
        if valued.contains(letter) {
            let value = words.value(Some(rest))?;
            return match each(letter, Some(value)) {
                true => Ok(()),
                false => words.unknown(&format!("-{letter}")),
            };
        }
        if !each(letter, None) {
            return words.unknown(&format!("-{letter}"));
        }
        match rest.chars().next() {
            Some(next) => {
                rest = &rest[next.len_utf8()..];
                letter = next;
            }
            None => return Ok(()),
        }
    }
}

fn sudo(words: &mut Words<'_>) -> Result<SudoWords, String> {
    let mut sudo = SudoWords::default();
    while let Some(option) = words.option() {
        match option {
            Option_::Short(letter, glued) => {
                letters(words, letter, glued, "ughpCrtUTRD", |letter, value| {
                    sudo_letter(&mut sudo, letter, value)
                })?;
            }
            Option_::Long("preserve-env", Some(list)) => {
                sudo.keep.extend(list.split(',').map(str::to_owned));
            }
            Option_::Long(name, value) => sudo_long(words, &mut sudo, name, value)?,
        }
    }
    sudo.set = words.assignments();
    sudo.runs_command = words.peek().is_some();
    Ok(sudo)
}

fn sudo_letter(sudo: &mut SudoWords, letter: char, value: Option<String>) -> bool {
    match letter {
        'u' => sudo.user = value,
        'D' => sudo.cwd = value,
        'i' => sudo.shell = SudoShell::Login,
        's' => sudo.shell = SudoShell::Shell,
        'E' => sudo.preserve = true,
        'H' => sudo.home = true,
        'n' | 'S' | 'k' | 'A' | 'b' | 'B' | 'N' | 'g' | 'h' | 'p' | 'C' | 'r' | 't' | 'T' => {}
        _ => return false,
    }
    true
}

fn sudo_long<'w>(
    words: &mut Words<'w>,
    sudo: &mut SudoWords,
    name: &str,
    value: Option<&'w str>,
) -> Result<(), String> {
    match name {
        "user" => sudo.user = Some(words.value(value)?),
        "chdir" => sudo.cwd = Some(words.value(value)?),
        "group" | "host" | "prompt" | "close-from" | "command-timeout" => {
            words.value(value)?;
        }
        "login" => sudo.shell = SudoShell::Login,
        "shell" => sudo.shell = SudoShell::Shell,
        "preserve-env" => sudo.preserve = true,
        "set-home" => sudo.home = true,
        "non-interactive" | "stdin" | "askpass" | "background" => {}
        _ => return words.unknown(&format!("--{name}")),
    }
    Ok(())
}

fn su(words: &mut Words<'_>, runuser: bool) -> Result<SuWords, String> {
    let mut su = SuWords { runuser, ..SuWords::default() };
    loop {
        // Options may stand behind the user's name too (getopt(3)).
        while let Some(option) = words.option() {
            match option {
                Option_::Short(letter, glued) => {
                    letters(words, letter, glued, "csgGwu", |letter, value| {
                        su_letter(&mut su, letter, value)
                    })?;
                }
                Option_::Long(name, value) => su_long(words, &mut su, name, value)?,
            }
        }
        match words.next() {
            Some("-") => su.login = true,
            Some(name) if su.user.is_none() => su.user = Some(name.to_owned()),
            Some(_) => {
                su.runs_command = true;
                return Ok(su);
            }
            None => return Ok(su),
        }
    }
}

fn su_letter(su: &mut SuWords, letter: char, value: Option<String>) -> bool {
    match letter {
        'l' => su.login = true,
        'm' | 'p' => su.preserve = true,
        's' => su.shell = value,
        'c' => su.runs_command = true,
        'w' => su.keep.extend(value.iter().flat_map(|list| list.split(',')).map(str::to_owned)),
        'u' if su.runuser => {
            su.user = value;
            su.without_shell = true;
        }
        'f' | 'P' | 'g' | 'G' => {}
        _ => return false,
    }
    true
}

fn su_long<'w>(
    words: &mut Words<'w>,
    su: &mut SuWords,
    name: &str,
    value: Option<&'w str>,
) -> Result<(), String> {
    match name {
        "login" => su.login = true,
        "preserve-environment" => su.preserve = true,
        "shell" => su.shell = Some(words.value(value)?),
        "command" | "session-command" => {
            words.value(value)?;
            su.runs_command = true;
        }
        "whitelist-environment" => {
            su.keep.extend(words.value(value)?.split(',').map(str::to_owned));
        }
        "fast" | "pty" => {}
        "group" | "supp-group" => drop(words.value(value)?),
        _ => return words.unknown(&format!("--{name}")),
    }
    Ok(())
}

/// Letters of ssh(1) that take a value.
const SSH_VALUED: &str = "bBcDeEFIiJLlmOopQRSwW";

fn ssh(words: &mut Words<'_>) -> Result<SshWords, String> {
    let mut ssh = SshWords::default();
    let mut host: Option<&str> = None;
    loop {
        while let Some(option) = words.option() {
            let Option_::Short(letter, glued) = option else {
                return words.unknown("with two dashes");
            };
            letters(words, letter, glued, SSH_VALUED, |letter, value| {
                ssh_letter(&mut ssh, letter, value)
            })?;
        }
        match (host, words.next()) {
            (None, Some(name)) => host = Some(name),
            (_, Some(_)) => {
                ssh.runs_command = true;
                break;
            }
            (_, None) => break,
        }
    }
    if let Some((user, _)) = host.and_then(|host| host.rsplit_once('@')) {
        ssh.user = Some(user.to_owned());
    }
    Ok(ssh)
}

fn ssh_letter(ssh: &mut SshWords, letter: char, value: Option<String>) -> bool {
    match (letter, value) {
        ('l', user) => ssh.user = user,
        ('t', _) => ssh.terminal = true,
        ('o', Some(option)) => {
            let (name, value) = option.split_once(['=', ' ']).unwrap_or((option.as_str(), ""));
            let pairs = words(value).unwrap_or_default();
            if name.eq_ignore_ascii_case("SetEnv") {
                let pair = |one: &String| {
                    one.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
                };
                // Only the first SetEnv counts.
                if ssh.set.is_empty() {
                    ssh.set = pairs.iter().filter_map(pair).collect();
                }
            } else if name.eq_ignore_ascii_case("SendEnv") {
                ssh.send.extend(pairs);
            }
        }
        _ => {}
    }
    true
}

fn env(words: &mut Words<'_>) -> Result<EnvWords, String> {
    let mut env = EnvWords::default();
    loop {
        if words.peek() == Some("-") {
            words.next();
            env.empty = true;
            continue;
        }
        let Some(option) = words.option() else { break };
        match option {
            Option_::Short(letter, glued) => {
                letters(words, letter, glued, "uC", |letter, value| match (letter, value) {
                    ('i', _) => {
                        env.empty = true;
                        true
                    }
                    ('u', Some(name)) => {
                        env.unset.push(name);
                        true
                    }
                    ('C', cwd) => {
                        env.cwd = cwd;
                        true
                    }
                    _ => false,
                })?;
            }
            Option_::Long("ignore-environment", _) => env.empty = true,
            Option_::Long("unset", value) => env.unset.push(words.value(value)?),
            Option_::Long("chdir", value) => env.cwd = Some(words.value(value)?),
            Option_::Long(name, _) => return words.unknown(&format!("--{name}")),
        }
    }
    env.set = words.assignments();
    Ok(env)
}
