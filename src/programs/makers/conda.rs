//! `conda`: its hook and the activation of an environment, in the Bourne family and in PowerShell.

use super::activation::{Asking, Tool, Voice, release};
use super::effect::{NOT_FOLLOWED, functions, quoted};
use super::powershell;
use crate::machine::Platform;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&CONDA];

/// conda.
pub static CONDA: Program = Program::new(
    &["conda"],
    "shell.SHELL hook, activate, deactivate and reactivate, of the Bourne family and PowerShell; info --base",
    "its own: conda 4.9 to 26, conda/activate.py, judged beside 26",
    conda,
)
.needs("etc/profile.d/conda.sh beside it where it was changed, .condarc")
.portable()
.on_windows();

/// Where an installation stands, and the names of its programs.
struct Place {
    root: String,
    exe: String,
}

fn place(run: &Run<'_>) -> Result<Place, Cannot> {
    let real = run.machine().real_path(run.path()).map_err(|_| Cannot::NotFollowed)?;
    if run.machine().platform() == Platform::Windows {
        let lower = real.to_ascii_lowercase();
        let end = ["\\scripts\\conda.exe", "\\condabin\\conda.bat"];
        let end = end.iter().find(|end| lower.ends_with(*end)).ok_or(Cannot::NotFollowed)?;
        let root = real[..real.len() - end.len()].to_owned();
        return Ok(Place { exe: format!("{root}\\Scripts\\conda.exe"), root });
    }
    let root = real.strip_suffix("/bin/conda").or_else(|| real.strip_suffix("/condabin/conda"));
    let root = root.ok_or(Cannot::NotFollowed)?.to_owned();
    Ok(Place { exe: format!("{root}/bin/conda"), root })
}

fn conda(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let place = place(run)?;
    let (asked, rest) = words.split_first().ok_or(Cannot::NotFollowed)?;
    match (*asked, rest) {
        ("shell.bash" | "shell.zsh" | "shell.posix", rest) if !run.is_native_windows() => {
            in_posix(run, &place.root, rest)
        }
        ("shell.powershell", rest) if run.is_powershell() => in_powershell(run, &place, rest),
        ("info", ["--base"]) => {
            run.out = format!("{}\n", place.root);
            Ok(0)
        }
        _ => Err(Cannot::NotFollowed),
    }
}

fn in_posix(run: &mut Run<'_>, root: &str, words: &[&str]) -> Followed {
    // How paths of Windows are turned into those of MSYS2 is that one's business.
    if run.machine().platform() == Platform::Windows {
        return Err(Cannot::NotFollowed);
    }
    match words {
        ["hook"] => conda_hook(run, root),
        words => put(run, root, Voice::Posix, words),
    }
}

fn in_powershell(run: &mut Run<'_>, place: &Place, words: &[&str]) -> Followed {
    match words {
        ["hook"] => {
            let activates = activates(run, &place.root)?;
            let asked = powershell::Conda { root: &place.root, exe: &place.exe, activates };
            run.effect = Some(powershell::conda_hook(run, &asked));
            Ok(0)
        }
        words => put(run, &place.root, Voice::PowerShell, words),
    }
}

/// Something is put in force, taken back, or done again.
fn put(run: &mut Run<'_>, root: &str, voice: Voice, words: &[&str]) -> Followed {
    let asking = Asking { tool: Tool::Conda, root, voice };
    match words {
        ["deactivate"] => asking.deactivate(run),
        ["reactivate"] => asking.reactivate(run),
        ["activate"] => asking.activate(run, root),
        ["activate", name] => match located(run, root, name)? {
            Some(prefix) => asking.activate(run, &prefix),
            None => run.refuses(1),
        },
        _ => Err(Cannot::NotFollowed),
    }
}

/// Where an environment stands: by path, or by name in the directories for them.
pub(super) fn located(run: &mut Run<'_>, root: &str, name: &str) -> Result<Option<String>, Cannot> {
    if matches!(name, "base" | "root") {
        return Ok(Some(root.to_owned()));
    }
    if name.starts_with('-')
        || run.filled("CONDA_ENVS_PATH")?.is_some()
        || run.filled("CONDA_ENVS_DIRS")?.is_some()
    {
        return Err(Cannot::NotFollowed);
    }
    let platform = run.machine().platform();
    if name.contains(platform.separator()) {
        let path = platform.normalize(&run.absolute(name)?);
        let there = run.machine().is_directory(&platform.join(&path, "conda-meta"));
        return Ok(there.then_some(path));
    }
    let own = platform.join(&platform.join(&run.home()?, ".conda"), "envs");
    let folders = [platform.join(root, "envs"), own];
    let prefix = folders.iter().map(|folder| platform.join(folder, name));
    Ok(prefix.into_iter().find(|path| run.machine().is_directory(path)))
}

/// What a `.condarc` says of activating the base by itself.
fn activates(run: &mut Run<'_>, root: &str) -> Result<bool, Cannot> {
    let home = run.home()?;
    let platform = run.machine().platform();
    let own = platform.join(&home, ".conda");
    for folder in [home.as_str(), &own, root] {
        let file = platform.join(folder, ".condarc");
        if let Ok(text) = run.read(&file)? {
            for line in text.lines() {
                if let Some(value) = line
                    .trim()
                    .strip_prefix("auto_activate_base:")
                    .or_else(|| line.trim().strip_prefix("auto_activate:"))
                {
                    return Ok(!matches!(value.trim(), "false" | "False" | "no" | "off"));
                }
            }
        }
    }
    Ok(run.filled("CONDA_AUTO_ACTIVATE_BASE")?.is_none_or(|text| text != "false"))
}

fn conda_hook(run: &mut Run<'_>, root: &str) -> Followed {
    let file = format!("{root}/etc/profile.d/conda.sh");
    let own = match run.read(&file)? {
        Ok(_) => format!(". {}\n", quoted(&file)),
        Err(_) => own_functions(run, root),
    };
    let mut text = format!("{}{own}", release::names(run, root)?);
    if activates(run, root)? {
        text.push_str("conda activate base\n");
    }
    run.effect = Some(text);
    Ok(0)
}

/// What its profile's file does, where that is not there to be read (conda/shell/etc/profile.d/conda.sh).
fn own_functions(run: &Run<'_>, root: &str) -> String {
    let exe = quoted(&format!("{root}/bin/conda"));
    let names = ["__conda_exe", "__conda_hashr", "__conda_activate", "__conda_reactivate"];
    format!(
        "{}conda() {{\n  case \"${{1:-}}\" in\n  activate|deactivate|reactivate) eval \"$(PS1=\"${{PS1:-}}\" {exe} shell.posix \"$@\")\" ;;\n  *) eval \"$({exe} {NOT_FOLLOWED})\" ;;\n  esac\n}}\nif [ -z \"${{CONDA_SHLVL+x}}\" ]; then\n  export CONDA_SHLVL=0\n  export PATH={}:\"$PATH\"\n  if [ -z \"${{PS1+x}}\" ]; then PS1=; fi\nfi\n",
        functions(run, &names),
        quoted(&format!("{root}/condabin"))
    )
}
