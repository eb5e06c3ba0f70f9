//! `conda`: its hook and the activation of an environment, in the Bourne family and in PowerShell.

pub(super) mod activate;

use super::effect::{NOT_FOLLOWED, functions, quoted};
use super::powershell;
use crate::machine::Platform;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&CONDA];

/// conda.
pub static CONDA: Program = Program::new(
    &["conda"],
    "shell.SHELL hook and activate, of the Bourne family and PowerShell; there deactivate, reactivate and environments one in another too; info --base",
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
    match words {
        ["hook"] => conda_hook(run, root),
        words => activate::posix(run, root, words),
    }
}

fn in_powershell(run: &mut Run<'_>, place: &Place, words: &[&str]) -> Followed {
    let name = match words {
        ["hook"] => {
            let activates = activates(run, &place.root)?;
            let asked = powershell::Conda { root: &place.root, exe: &place.exe, activates };
            run.effect = Some(powershell::conda_hook(run, &asked));
            return Ok(0);
        }
        ["activate"] => "base",
        ["activate", name] => name,
        _ => return Err(Cannot::NotFollowed),
    };
    let environment = environment(run, &place.root, name)?;
    let windows = run.machine().platform() == Platform::Windows;
    let (by, condabin) = match windows {
        true => (';', format!("{}\\condabin", place.root)),
        false => (':', format!("{}/condabin", place.root)),
    };
    let path = run.variable("PATH")?.unwrap_or_default();
    let mut entries = directories(&environment.prefix, windows);
    // The hook puts it there in other shells (conda, activate.py, `_add_prefix_to_path`).
    if !path.split(by).any(|entry| entry.ends_with("condabin")) {
        entries.push(condabin);
    }
    entries.push(path);
    let path = entries.join(&by.to_string());
    run.effect = Some(powershell::conda_activate(&path, &environment.prefix, environment.shown));
    Ok(0)
}

/// The directories of an environment that are searched (conda, activate.py, `_get_path_dirs`).
fn directories(prefix: &str, windows: bool) -> Vec<String> {
    match windows {
        false => vec![format!("{prefix}/bin")],
        true => [
            "",
            "\\Library\\mingw-w64\\bin",
            "\\Library\\usr\\bin",
            "\\Library\\bin",
            "\\Scripts",
            "\\bin",
        ]
        .iter()
        .map(|end| format!("{prefix}{end}"))
        .collect(),
    }
}

/// An environment that can be activated.
struct Environment<'e> {
    prefix: String,
    shown: &'e str,
}

/// The first activation of an environment without scripts of its own.
fn environment<'e>(run: &Run<'_>, root: &str, name: &'e str) -> Result<Environment<'e>, Cannot> {
    let platform = run.machine().platform();
    let prefix = match name {
        "base" | "root" => root.to_owned(),
        name if name.contains(['/', '\\']) => return Err(Cannot::NotFollowed),
        name => platform.join(&platform.join(root, "envs"), name),
    };
    let level = run.filled("CONDA_SHLVL")?.unwrap_or_else(|| "0".to_owned());
    let inside = |path: &str| {
        path.split('/').fold(prefix.clone(), |folder, part| platform.join(&folder, part))
    };
    let hooks =
        run.machine().list(&inside("etc/conda/activate.d")).is_ok_and(|all| !all.is_empty());
    let variables = ["conda-meta/state", "etc/conda/env_vars.d"];
    let variables = variables.iter().any(|file| run.machine().exists(&inside(file)));
    if level != "0" || hooks || variables || !run.machine().is_directory(&prefix) {
        return Err(Cannot::NotFollowed);
    }
    Ok(Environment { prefix, shown: if name == "root" { "base" } else { name } })
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
    let mut text = format!("{}{own}", activate::names(run, root)?);
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
