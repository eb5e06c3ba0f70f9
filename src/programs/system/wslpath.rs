//! `wslpath`: paths of Windows and of the Linux inside it.

use crate::programs::options::{NO, Options};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&WSLPATH];

/// wslpath(1).
pub static WSLPATH: Program = Program::new(
    &["wslpath"],
    "-u -w -m -a of drives, and of the distribution's own share",
    "its own: WSL 2.4, src/linux/init/wslpath.cpp and util.cpp",
    wslpath,
)
.needs("[automount] of /etc/wsl.conf, which drives are there");

fn wslpath(run: &mut Run<'_>) -> Followed {
    let options = Options::read(&run.arguments, "auwm", &[("help", 'h', NO)], false)?;
    let [path] = options.operands.as_slice() else {
        return run.refuses(1);
    };
    let modes = ['u', 'w', 'm'].iter().filter(|mode| options.has(**mode)).count();
    if modes > 1 || options.has('h') {
        return Err(Cannot::NotFollowed);
    }
    let path = path.clone();
    let shown = match options.has('w') || options.has('m') {
        false => to_linux(run, &path)?,
        true => {
            let windows = to_windows(run, &path)?;
            if options.has('m') { windows.replace('\\', "/") } else { windows }
        }
    };
    run.out = format!("{shown}\n");
    Ok(0)
}

/// Where drives stand, a slash at its end (wsl.conf(5), `root`).
fn drives(run: &mut Run<'_>) -> Result<String, Cannot> {
    let Ok(text) = run.read("/etc/wsl.conf")? else { return Ok("/mnt/".to_owned()) };
    let (mut inside, mut root) = (false, "/mnt/".to_owned());
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line.eq_ignore_ascii_case("[automount]");
        } else if let (true, Some((name, value))) = (inside, line.split_once('=')) {
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "root" => root = format!("{}/", value.trim_end_matches('/')),
                "enabled" if value.eq_ignore_ascii_case("false") => {
                    return Err(Cannot::NotFollowed);
                }
                _ => {}
            }
        }
    }
    Ok(root)
}

/// Whether a drive is mounted: the first one always is, others where the machine shows them.
fn is_there(run: &Run<'_>, root: &str, letter: char) -> bool {
    letter == 'c' || run.machine().is_directory(&format!("{root}{letter}"))
}

fn to_linux(run: &mut Run<'_>, path: &str) -> Result<String, Cannot> {
    let path = path.replace('/', "\\");
    if let Some(rest) = path.strip_prefix("\\\\") {
        return from_share(run, rest);
    }
    let mut letters = path.chars();
    let (Some(letter), Some(':'), Some('\\')) = (letters.next(), letters.next(), letters.next())
    else {
        return Err(Cannot::NotFollowed);
    };
    let letter = letter.to_ascii_lowercase();
    let root = drives(run)?;
    if !letter.is_ascii_lowercase() || !is_there(run, &root, letter) {
        return Err(Cannot::NotFollowed);
    }
    let rest = collapsed(letters.as_str(), '\\').ok_or(Cannot::NotFollowed)?;
    Ok(format!("{root}{letter}/{}", rest.replace('\\', "/")))
}

/// `\\wsl.localhost\NAME\…` and `\\wsl$\NAME\…` of this distribution.
fn from_share(run: &Run<'_>, rest: &str) -> Result<String, Cannot> {
    let name = run.filled("WSL_DISTRO_NAME")?.ok_or(Cannot::NotFollowed)?;
    let (server, rest) = rest.split_once('\\').ok_or(Cannot::NotFollowed)?;
    let (share, rest) = rest.split_once('\\').unwrap_or((rest, ""));
    let known = ["wsl.localhost", "wsl$"].iter().any(|one| server.eq_ignore_ascii_case(one));
    if !known || !share.eq_ignore_ascii_case(&name) {
        return Err(Cannot::NotFollowed);
    }
    let rest = collapsed(rest, '\\').ok_or(Cannot::NotFollowed)?;
    Ok(format!("/{}", rest.replace('\\', "/")))
}

fn to_windows(run: &mut Run<'_>, path: &str) -> Result<String, Cannot> {
    // What Windows cannot write is carried over by letters of its own; what is not there is refused by some versions.
    if path.contains(['\\', ':', '*', '?', '"', '<', '>', '|']) || path.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let absolute = run.absolute(path)?;
    let real = run.machine().real_path(&absolute).map_err(|_| Cannot::NotFollowed)?;
    let end = if path.ends_with('/') && real != "/" { "\\" } else { "" };
    let root = drives(run)?;
    let below = real.strip_prefix(&root).and_then(|rest| {
        let (drive, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let mut letters = drive.chars();
        let letter = letters.next().filter(|letter| letter.is_ascii_lowercase())?;
        letters.next().is_none().then(|| (letter, rest.to_owned()))
    });
    match below {
        Some((letter, rest)) if is_there(run, &root, letter) => {
            let end = if rest.is_empty() { "" } else { end };
            Ok(format!("{}:\\{}{end}", letter.to_ascii_uppercase(), rest.replace('/', "\\")))
        }
        _ => {
            let reason = "is a path of the share that this version of Windows knows Linux by";
            Err(Cannot::tell(reason, Shape::Filled))
        }
    }
}

/// Without `.`, `..` and separators that stand twice; `None` where it leads above its root.
fn collapsed(path: &str, by: char) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    let ends = path.ends_with(by);
    for part in path.split(by) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    let joined = parts.join(&by.to_string());
    Some(if ends && !joined.is_empty() { format!("{joined}{by}") } else { joined })
}
