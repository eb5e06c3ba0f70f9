//! virtualenvwrapper's loader of hooks, which its shell functions start with python.

use std::rc::Rc;

use crate::machine::overlay::Change;
use crate::programs::{Cannot, Followed, Run};

/// The module.
pub(super) const MODULE: &str = "virtualenvwrapper.hook_loader";

/// The scripts that are made for a person to write to, and whether they are only read by the shell
/// (virtualenvwrapper 4.8 to 6.1, user_scripts.py and project.py).
const SCRIPTS: &[(&str, bool)] = &[
    ("get_env_details", false),
    ("initialize", true),
    ("postactivate", true),
    ("postdeactivate", true),
    ("postmkproject", false),
    ("postmkvirtualenv", true),
    ("postrmvirtualenv", false),
    ("preactivate", false),
    ("predeactivate", true),
    ("premkproject", false),
    ("premkvirtualenv", false),
    ("prermvirtualenv", false),
];

/// `--script FILE initialize`, where nothing else plugs in: scripts that are not there are made, and FILE is what
/// the shell reads.
pub(super) fn load(run: &mut Run<'_>, words: &[&str]) -> Followed {
    let ["--script", file, "initialize"] = words else { return Err(Cannot::NotFollowed) };
    let packages = "/usr/lib/python3/dist-packages";
    let entries = run.machine().list(packages).unwrap_or_default();
    let own = |name: &str| name == "virtualenvwrapper" || name.starts_with("virtualenvwrapper-");
    let mut names = entries.iter().map(|entry| entry.name.as_str());
    let other = names.clone().any(|name| name.starts_with("virtualenvwrapper") && !own(name));
    let told = run.variable("PYTHONPATH")?.is_some();
    if !run.path().starts_with("/usr/bin/") || !names.any(own) || other || told {
        return Err(Cannot::NotFollowed);
    }
    let folder = run.filled("VIRTUALENVWRAPPER_HOOK_DIR")?.ok_or(Cannot::NotFollowed)?;
    let shell = run.variable("SHELL")?.unwrap_or_else(|| "/bin/sh".to_owned());
    for (name, is_read) in SCRIPTS {
        let path = run.absolute(&format!("{folder}/{name}"))?;
        if run.machine().status(&path).is_ok() {
            continue;
        }
        run.change(match *name {
            "initialize" => Change::File { path: path.clone(), bytes: greeting(&shell) },
            _ => {
                let why = "is a script that virtualenvwrapper makes".into();
                Change::Unread { path: path.clone(), why, program: None }
            }
        });
        run.change(Change::Mode { path, mode: if *is_read { 0o644 } else { 0o755 } });
    }
    run.mutters();
    let path = run.absolute(file)?;
    let text = "# initialize\n# user_scripts\n#\n# Run user-provided scripts\n#\n[ -f \"$VIRTUALENVWRAPPER_HOOK_DIR/initialize\" ] &&     source \"$VIRTUALENVWRAPPER_HOOK_DIR/initialize\"\n";
    run.change(Change::File { path, bytes: Rc::from(text.as_bytes()) });
    Ok(0)
}

/// How its shell functions ask python for a path without `~`, `$` and what is too much in it.
const EXPANDS: (&str, &str) = (
    "import os,sys; sys.stdout.write(os.path.normpath(os.path.expanduser(os.path.expandvars(\"",
    "\")))+'\\n')",
);

/// The answer to that; `None` where python is asked for something else.
pub(super) fn expanded(run: &Run<'_>, code: &str) -> Result<Option<String>, Cannot> {
    let (front, back) = EXPANDS;
    let path = code.strip_prefix(front).and_then(|rest| rest.strip_suffix(back));
    let Some(path) = path else { return Ok(None) };
    let home = run.home()?;
    let whole = path.replace("$HOME", &home).replace("${HOME}", &home);
    let whole = match whole.strip_prefix("~/") {
        Some(rest) => format!("{home}/{rest}"),
        None => whole,
    };
    if whole.contains(['$', '\\', '"', '~']) || !whole.starts_with('/') || whole.starts_with("//") {
        return Err(Cannot::NotFollowed);
    }
    Ok(Some(run.machine().platform().normalize(&whole)))
}

/// What the first of them says, which is read at once.
fn greeting(shell: &str) -> Rc<[u8]> {
    let text = format!(
        "#!{shell}\n# This hook is sourced during the startup phase when loading virtualenvwrapper.sh.\n\n"
    );
    Rc::from(text.into_bytes())
}
