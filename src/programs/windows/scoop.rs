//! `scoop prefix`, `which` and `shim`: where an application is installed, and which program a shim stands for.

use crate::machine::Platform;
use crate::machine::overlay::Change;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&SCOOP];

/// scoop, by its script for PowerShell.
pub static SCOOP: Program = Program::new(
    &["scoop.ps1"],
    "prefix of an application, of the user or of everybody; which of a program; shim add of a path, shim rm",
    "its own: Scoop 0.5, libexec/scoop-prefix.ps1, scoop-which.ps1, scoop-shim.ps1 and lib/core.ps1",
    scoop,
)
.needs("$SCOOP, $SCOOP_GLOBAL, its config.json")
.on_windows();

fn scoop(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    if let [first, rest @ ..] = words.as_slice()
        && first == "shim"
    {
        return shim(run, rest);
    }
    let [asked, app] = words.as_slice() else { return Err(Cannot::NotFollowed) };
    if asked == "which" {
        return which(run, app);
    }
    if asked != "prefix" || app.contains(['\\', '/', '*', '?', '[']) {
        return Err(Cannot::NotFollowed);
    }
    for root in [own(run)?, Some(everybodys(run)?)].into_iter().flatten() {
        let folder = format!("{root}\\apps\\{app}\\current");
        match run.machine().status(&folder) {
            Ok(_) => {
                run.out = format!("{folder}\r\n");
                return Ok(0);
            }
            Err(fault) if fault.is_ours() => return Err(run.hidden(&folder, &fault)),
            Err(_) => {}
        }
    }
    run.mutters();
    Ok(1)
}

/// A shim of one's own is made for a program that is named by its path, or taken away (libexec/scoop-shim.ps1,
/// lib/core.ps1 `shim` and `rm_shim`).
fn shim(run: &mut Run<'_>, words: &[String]) -> Followed {
    let folder = own(run)?.map(|root| format!("{root}\\shims")).ok_or(Cannot::NotFollowed)?;
    let plain =
        |name: &str| !name.starts_with('-') && !name.contains(['\\', '/', '*', '?', '[', '.']);
    match words {
        [asked, name, target, rest @ ..] if asked == "add" && plain(name) => {
            let there = target.to_ascii_lowercase().ends_with(".exe")
                && target.contains('\\')
                && run.machine().is_file(target);
            if !there || rest.iter().any(|word| word.starts_with("-g") || word == "--global") {
                return Err(Cannot::NotFollowed);
            }
            let mut text = format!("path = \"{target}\"\r\n");
            if !rest.is_empty() {
                text.push_str(&format!("args = {}\r\n", rest.join(" ")));
            }
            let bytes = std::rc::Rc::from(text.into_bytes());
            run.change(Change::File { path: format!("{folder}\\{name}.shim"), bytes });
            let why = "is a copy of Scoop's own shim".into();
            let path = format!("{folder}\\{name}.exe");
            run.change(Change::Unread { path, why, program: None });
            Ok(0)
        }
        [asked, names @ ..] if asked == "rm" && names.iter().all(|name| plain(name)) => {
            let ends = [".shim", ".exe", ".cmd", ".ps1", ""];
            for path in
                names.iter().flat_map(|name| ends.map(|end| format!("{folder}\\{name}{end}")))
            {
                if run.machine().is_file(&path) {
                    run.change(Change::Removed { path });
                }
            }
            Ok(0)
        }
        _ => Err(Cannot::NotFollowed),
    }
}

/// The program that a shim stands for, the home directory as `~`; other programs are shown as they are found.
fn which(run: &mut Run<'_>, name: &str) -> Followed {
    if name.contains(['\\', '/', '*', '?', '[', '.']) {
        return Err(Cannot::NotFollowed);
    }
    let roots = [own(run)?, Some(everybodys(run)?)];
    let shims: Vec<String> =
        roots.into_iter().flatten().map(|root| format!("{root}\\shims")).collect();
    let path = run.variable("PATH")?.unwrap_or_default();
    // Another program of that name in front of the shims is found first, and so are functions and aliases.
    let first = path.split(';').find_map(|folder| {
        let folder = folder.trim_end_matches('\\');
        let endings = [".ps1", ".exe", ".cmd", ".bat", ".com"];
        let file = endings.iter().map(|end| format!("{folder}\\{name}{end}"));
        file.into_iter().find(|file| !folder.is_empty() && run.machine().is_file(file))
    });
    let Some(file) = first else {
        return run.refuses(2);
    };
    let folder = Platform::Windows.parent(&file).unwrap_or_default().to_owned();
    let ours = shims.iter().any(|shim| shim.eq_ignore_ascii_case(&folder));
    let shown = match (ours, file.strip_suffix(".exe")) {
        (true, Some(stem)) => target(run, &format!("{stem}.shim"))?,
        (false, Some(_)) => file,
        _ => return Err(Cannot::NotFollowed),
    };
    let home = format!("{}\\", run.home()?);
    let lower = shown.to_ascii_lowercase();
    run.out = match lower.strip_prefix(&home.to_ascii_lowercase()) {
        Some(rest) => format!("~\\{}\r\n", &shown[shown.len() - rest.len()..]),
        None => format!("{shown}\r\n"),
    };
    Ok(0)
}

/// `path = "…"` of a `.shim` file.
fn target(run: &mut Run<'_>, file: &str) -> Result<String, Cannot> {
    let text = run.read(file)?.map_err(|_| Cannot::NotFollowed)?;
    let line = text.lines().find_map(|line| line.trim().strip_prefix("path"));
    let value = line.and_then(|line| line.trim_start().strip_prefix('='));
    Ok(value.ok_or(Cannot::NotFollowed)?.trim().trim_matches('"').to_owned())
}

/// The user's installation: the one that the script is part of, unless somebody says otherwise.
fn own(run: &mut Run<'_>) -> Result<Option<String>, Cannot> {
    if let Some(root) = run.filled("SCOOP")? {
        return Ok(Some(root.trim_end_matches('\\').to_owned()));
    }
    let home = run.home()?;
    let config = run.filled("XDG_CONFIG_HOME")?.unwrap_or_else(|| format!("{home}\\.config"));
    // Another root, and applications without a link to the current version, are not followed.
    if let Ok(text) = run.read(&format!("{config}\\scoop\\config.json"))? {
        let text = text.to_ascii_lowercase();
        if ["root", "global", "junction"].iter().any(|word| text.contains(word)) {
            return Err(Cannot::NotFollowed);
        }
    }
    let shims = Platform::Windows.parent(run.path()).unwrap_or_default().to_owned();
    let lower = shims.to_ascii_lowercase();
    let root = lower.strip_suffix("\\shims").map(|root| shims[..root.len()].to_owned());
    Ok(Some(root.unwrap_or_else(|| format!("{home}\\scoop"))))
}

fn everybodys(run: &Run<'_>) -> Result<String, Cannot> {
    if let Some(root) = run.filled("SCOOP_GLOBAL")? {
        return Ok(root.trim_end_matches('\\').to_owned());
    }
    let data = run.filled("ProgramData")?.unwrap_or_else(|| "C:\\ProgramData".to_owned());
    Ok(format!("{data}\\scoop"))
}
