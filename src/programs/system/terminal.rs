//! `tput`, `infocmp`, `stty`, `tty`.

use crate::machine::terminals::device_of_window;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{Origin, Shape, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&TPUT, &INFOCMP, &STTY, &TTY];

/// tput(1).
pub static TPUT: Program = Program::new(
    &["tput"],
    "colors, setaf, setab, bold, sgr0… of the usual terminals; sizes are unknown",
    "ncurses 6.4, judged beside it",
    tput,
)
.portable();
/// infocmp(1).
pub static INFOCMP: Program = Program::new(
    &["infocmp"],
    "that the terminals which every system has are described; the text is unknown",
    "ncurses 6.4, judged beside it",
    infocmp,
)
.portable();
/// stty(1).
pub static STTY: Program =
    Program::new(&["stty"], "settings that print nothing", "coreutils 9.1", stty).portable();
/// tty(1).
pub static TTY: Program = Program::new(
    &["tty"],
    "how the device is named that a terminal window gives; its number is unknown",
    "coreutils 9.1",
    tty,
)
.portable();

/// Families of terminals and how many colours each has (terminfo of ncurses 6.4).
fn colours(term: &str) -> Option<u32> {
    Some(match term {
        "xterm-256color"
        | "screen-256color"
        | "tmux-256color"
        | "alacritty"
        | "xterm-kitty"
        | "rxvt-unicode-256color"
        | "st-256color"
        | "konsole-256color"
        | "gnome-256color"
        | "putty-256color" => 256,
        "xterm" | "xterm-color" | "screen" | "tmux" | "linux" | "ansi" | "rxvt" => 8,
        "xterm-16color" => 16,
        "rxvt-unicode" => 88,
        "xterm-direct" => 0x100_0000,
        _ => return None,
    })
}

fn tput(run: &mut Run<'_>) -> Followed {
    let mut words = run.words();
    let mut term = run.variable("TERM")?;
    if words.first().is_some_and(|word| word == "-T") && words.len() > 1 {
        term = Some(words[1].clone());
        words.drain(..2);
    } else if let Some(rest) =
        words.first().and_then(|word| word.strip_prefix("-T")).map(str::to_owned)
    {
        term = Some(rest);
        words.remove(0);
    }
    let Some(term) = term.filter(|term| !term.is_empty()) else {
        return run.refuses(2);
    };
    let texts: Vec<&str> = words.iter().map(String::as_str).collect();
    if matches!(texts.as_slice(), ["cols" | "lines"]) {
        return Err(Cannot::tell("is the size of the terminal", Shape::Positive));
    }
    if term == "dumb" {
        return dumb(run, &texts);
    }
    let Some(count) = colours(&term) else { return Err(Cannot::NotFollowed) };
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number < count);
    let modern = (256..0x100_0000).contains(&count);
    let is_xterm = term.starts_with("xterm");
    run.out = match texts.as_slice() {
        ["colors"] => format!("{count}\n"),
        ["setaf" | "setab", one] => {
            let number = number(one).ok_or(Cannot::NotFollowed)?;
            let base = if texts[0] == "setaf" { 3 } else { 4 };
            match number {
                0..=7 => format!("\x1b[{base}{number}m"),
                8..=15 if modern => format!("\x1b[{}{}m", base + 6, number - 8),
                _ if modern => format!("\x1b[{base}8;5;{number}m"),
                _ => return Err(Cannot::NotFollowed),
            }
        }
        ["bold"] => "\x1b[1m".to_owned(),
        ["dim"] if is_xterm => "\x1b[2m".to_owned(),
        ["sgr0"] if is_xterm => "\x1b(B\x1b[m".to_owned(),
        ["smul"] => "\x1b[4m".to_owned(),
        ["rmul"] => "\x1b[24m".to_owned(),
        ["rev" | "smso"] if is_xterm => "\x1b[7m".to_owned(),
        [] => {
            return run.refuses(2);
        }
        _ => return Err(Cannot::NotFollowed),
    };
    Ok(0)
}

/// Terminals that the base package of ncurses describes (Debian's ncurses-base, Fedora's ncurses-base).
const EVERYWHERE: &[&str] = &[
    "ansi",
    "dumb",
    "linux",
    "rxvt",
    "screen",
    "screen-256color",
    "tmux",
    "tmux-256color",
    "vt100",
    "vt102",
    "vt220",
    "vt52",
    "xterm",
    "xterm-256color",
    "xterm-color",
];

fn infocmp(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let (options, names): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.starts_with('-'));
    let plain =
        options.iter().all(|word| matches!(word.as_str(), "-1" | "-x" | "-L" | "-I" | "-C"));
    let term = match names.as_slice() {
        [] => run.variable("TERM")?.unwrap_or_default(),
        [one] => (*one).clone(),
        _ => return Err(Cannot::NotFollowed),
    };
    match plain && EVERYWHERE.contains(&term.as_str()) {
        true => Err(Cannot::tell("describes the terminal", Shape::Filled)),
        false => Err(Cannot::NotFollowed),
    }
}

/// A terminal without colours: what it lacks fails in silence.
fn dumb(run: &mut Run<'_>, words: &[&str]) -> Followed {
    match words {
        ["colors"] => {
            run.out = "-1\n".to_owned();
            Ok(0)
        }
        ["setaf" | "setab", _]
        | ["bold" | "sgr0" | "smul" | "rmul" | "rev" | "dim" | "smso" | "rmso"] => Ok(1),
        _ => Err(Cannot::NotFollowed),
    }
}

fn stty(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let asks = words.is_empty()
        || words.iter().any(|word| {
            matches!(word.as_str(), "-a" | "-g" | "size" | "speed" | "--all" | "--save")
        });
    if asks {
        return Err(Cannot::NotFollowed);
    }
    let plain = |word: &String| {
        let bare = word.trim_start_matches('-');
        matches!(
            bare,
            "ixon"
                | "ixoff"
                | "echo"
                | "echoctl"
                | "echoe"
                | "echok"
                | "sane"
                | "icanon"
                | "isig"
                | "iutf8"
                | "onlcr"
                | "icrnl"
                | "intr"
                | "erase"
                | "kill"
                | "quit"
                | "susp"
                | "start"
                | "stop"
                | "werase"
                | "lnext"
                | "eof"
                | "dsusp"
                | "undef"
                | "tostop"
                | "ixany"
                | "crterase"
                | "ctlecho"
        ) || word.starts_with('^')
            || word == "undef"
            || word.is_empty()
    };
    if !words.iter().all(plain) {
        return Err(Cannot::NotFollowed);
    }
    // Its input is the shell's own: a terminal in one that a person uses.
    match run.is_interactive() {
        true => Ok(0),
        false => Err(Cannot::NotFollowed),
    }
}

/// The device begins as those of terminal windows do where the shell was started in one.
fn tty(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let own = run.whole_input().is_none() && run.is_interactive();
    // One that a profile has written does not tell where the shell was started.
    let written = |term: &Value| term.origins().iter().any(|one| matches!(one, Origin::File(_)));
    let term = run.value_of("TERM").filter(|term| !written(term));
    let term = term.and_then(|term| Some(term.text()?.into_owned()));
    let platform = run.machine().platform();
    let front = term.and_then(|term| device_of_window(platform, &term));
    match (front, words.is_empty() && own) {
        (Some(front), true) => {
            let number = run.untold("is the terminal").shaped(Shape::Number);
            let known = Value::known(front, Origin::File(run.place().clone()));
            run.value = Some(known.then(Value::unknown(number)));
            run.out = "\n".to_owned();
            Ok(0)
        }
        _ => Err(Cannot::Because {
            reason: "is the terminal, or that there is none".to_owned(),
            shape: Shape::Filled,
            status: None,
        }),
    }
}
