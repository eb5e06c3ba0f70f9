//! `mamba` and `micromamba`: the hook, and what is put in force and taken back, in the Bourne family.

use super::conda::activate::{environment, modifier, prompt, shown, sourced};
use super::effect::{NOT_FOLLOWED, functions, quoted};
use crate::programs::{Cannot, Followed, Program, Run, versions};

/// What is followed here.
pub const ALL: &[&Program] = &[&MAMBA];

/// mamba.
pub static MAMBA: Program = Program::new(
    &["mamba", "micromamba"],
    "shell hook, activate, deactivate and reactivate of bash, zsh and sh; --version",
    "its own: mamba 2.0 to 2.8, libmamba/src/core/activation.cpp and shell_init.cpp",
    mamba,
)
.needs("$MAMBA_ROOT_PREFIX, or where its environments stand; .condarc")
.portable();

/// What is asked of `shell`.
#[derive(Default)]
struct Asked {
    words: Vec<String>,
    shell: Option<String>,
    root: Option<String>,
    prefix: Option<String>,
}

fn asked(words: &[String]) -> Result<Asked, Cannot> {
    let mut asked = Asked::default();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (name, joined) = match word.split_once('=') {
            Some((name, value)) if word.starts_with("--") => (name, Some(value.to_owned())),
            _ => (word.as_str(), None),
        };
        let mut value =
            || joined.clone().or_else(|| rest.next().cloned()).ok_or(Cannot::NotFollowed);
        match name {
            "-s" | "--shell" => asked.shell = Some(value()?),
            "-r" | "--root-prefix" => asked.root = Some(value()?),
            "-p" | "--prefix" | "-n" | "--name" => asked.prefix = Some(value()?),
            option if option.starts_with('-') => return Err(Cannot::NotFollowed),
            word => asked.words.push(word.to_owned()),
        }
    }
    Ok(asked)
}

fn mamba(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    match words.first().map(String::as_str) {
        Some("--version") => match versions::text_of(run, &[]) {
            Some(version) => {
                run.out = format!("{version}\n");
                Ok(0)
            }
            None => Err(Cannot::NotFollowed),
        },
        // mamba 1 is a script of Python, and conda's own hook is asked there.
        Some("shell") if !is_script(run) => shell(run, &asked(&words[1..])?),
        _ => Err(Cannot::NotFollowed),
    }
}

fn is_script(run: &Run<'_>) -> bool {
    run.machine().read(run.path()).is_ok_and(|bytes| bytes.starts_with(b"#!"))
}

fn shell(run: &mut Run<'_>, asked: &Asked) -> Followed {
    if run.is_native_windows() {
        return Err(Cannot::NotFollowed);
    }
    let shell = asked.shell.clone().unwrap_or_else(|| run.shell().to_owned());
    if !matches!(shell.as_str(), "bash" | "zsh" | "posix" | "sh" | "dash") {
        return Err(Cannot::NotFollowed);
    }
    let words: Vec<&str> = asked.words.iter().map(String::as_str).collect();
    let text = match (words.as_slice(), &asked.prefix) {
        (["hook"], _) => hook(run)?,
        (["deactivate"], None) => deactivate(run, &root(run, asked)?)?,
        (["reactivate"], None) => reactivate(run, &root(run, asked)?)?,
        (["activate"], prefix) => {
            let name = prefix.clone().unwrap_or_else(|| "base".to_owned());
            return activate(run, &root(run, asked)?, &name);
        }
        (["activate", name], None) => return activate(run, &root(run, asked)?, name),
        _ => return Err(Cannot::NotFollowed),
    };
    run.effect = Some(text);
    Ok(0)
}

/// Where environments are kept: what is said, else the installation that the program is part of, else the one of the
/// usual places that is there (`~/micromamba` up to 2.0).
fn root(run: &Run<'_>, asked: &Asked) -> Result<String, Cannot> {
    if let Some(root) = &asked.root {
        return run.absolute(root);
    }
    if let Some(root) = run.filled("MAMBA_ROOT_PREFIX")? {
        return Ok(root);
    }
    let real = run.machine().real_path(run.path()).map_err(|_| Cannot::NotFollowed)?;
    let own = real.strip_suffix("/bin/mamba").or_else(|| real.strip_suffix("/condabin/mamba"));
    if let Some(own) = own.filter(|own| run.machine().is_directory(&format!("{own}/conda-meta"))) {
        return Ok(own.to_owned());
    }
    let home = run.home()?;
    let places = [format!("{home}/micromamba"), format!("{home}/.local/share/mamba")];
    let mut there = places.into_iter().filter(|place| run.machine().is_directory(place));
    match (there.next(), there.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(Cannot::NotFollowed),
    }
}

/// What its text for a shell does.
fn hook(run: &Run<'_>) -> Result<String, Cannot> {
    let name = run.path().rsplit('/').next().unwrap_or_default();
    if !matches!(name, "mamba" | "micromamba") {
        return Err(Cannot::NotFollowed);
    }
    let exe = quoted(run.path());
    let own = functions(run, &["__mamba_exe", "__mamba_hashr", "__mamba_xctivate", "__mamba_wrap"]);
    let put = format!("eval \"$(PS1=\"${{PS1:-}}\" {exe} shell \"$@\" --shell bash)\"");
    Ok(format!(
        "{own}__exe_name={name}\n{name}() {{\n  case \"${{1:-}}\" in\n  activate|deactivate|reactivate) {put} ;;\n  install|update|upgrade|remove|uninstall) eval \"$({exe} {NOT_FOLLOWED})\" ;;\n  *) {exe} \"$@\" ;;\n  esac\n}}\nif [ -z \"${{CONDA_SHLVL+x}}\" ]; then\n  export CONDA_SHLVL=0\n  export PATH=\"${{MAMBA_ROOT_PREFIX}}/condabin:${{PATH}}\"\n  if [ -z \"${{PS1+x}}\" ]; then PS1=; fi\nfi\n"
    ))
}

fn export(name: &str, value: &str) -> String {
    format!("export {name}={}\n", quoted(value))
}

/// How many are in force, and the last of them.
fn in_force(run: &Run<'_>) -> Result<(u32, Option<String>), Cannot> {
    let level = match run.filled("CONDA_SHLVL")? {
        Some(text) => text.trim().parse().map_err(|_| Cannot::NotFollowed)?,
        None => 0,
    };
    Ok((level, run.filled("CONDA_PREFIX")?))
}

fn activate(run: &mut Run<'_>, root: &str, name: &str) -> Followed {
    let prefix = match name {
        "base" => root.to_owned(),
        path if path.contains('/') => run.machine().platform().normalize(&run.absolute(path)?),
        name => format!("{root}/envs/{name}"),
    };
    if !run.machine().is_directory(&prefix) {
        run.mutters();
        return Ok(1);
    }
    let (level, active) = in_force(run)?;
    let text = match active {
        Some(active) if level > 0 && active == prefix => reactivate(run, root)?,
        _ if level > 0
            && run.filled(&format!("CONDA_PREFIX_{}", level - 1))?.as_deref() == Some(&prefix) =>
        {
            deactivate(run, root)?
        }
        active => enter(run, root, level, active, &prefix)?,
    };
    run.effect = Some(text);
    Ok(0)
}

/// PATH with the directory of one environment in front and without another's.
fn path(run: &Run<'_>, old: Option<&str>, new: Option<&str>) -> Result<Vec<String>, Cannot> {
    let path = run.variable("PATH")?.unwrap_or_default();
    let old = old.map(|old| format!("{old}/bin"));
    let rest = path.split(':').filter(|entry| Some(*entry) != old.as_deref()).map(str::to_owned);
    let mut entries: Vec<String> =
        new.map(|new| format!("{new}/bin")).into_iter().chain(rest).collect();
    entries.dedup();
    Ok(entries)
}

fn enter(
    run: &mut Run<'_>,
    root: &str,
    level: u32,
    active: Option<String>,
    prefix: &str,
) -> Result<String, Cannot> {
    let new = environment(run, prefix)?;
    for (name, value) in &new.variables {
        // A value that was there before is kept under another name.
        if run.value_of(&name.to_ascii_uppercase()).is_some() || value == "***unset***" {
            return Err(Cannot::NotFollowed);
        }
    }
    let old = active.filter(|_| level > 0);
    let mut entries = path(run, old.as_deref(), Some(prefix))?;
    if level == 0 && !entries.iter().any(|entry| entry.ends_with("condabin")) {
        entries.insert(1, format!("{root}/condabin"));
    }
    let name = shown(root, prefix);
    let mut text = String::new();
    if let Some(old) = &old {
        let old = environment(run, old)?;
        text.push_str(&sourced(&old.leaves));
        old.variables.iter().for_each(|(name, _)| {
            text.push_str(&format!("unset {}\n", name.to_ascii_uppercase()));
        });
    }
    text.push_str(&prompt(run, root, &name)?);
    for (name, value) in &new.variables {
        text.push_str(&export(&name.to_ascii_uppercase(), value));
    }
    text.push_str(&export("PATH", &entries.join(":")));
    text.push_str(&in_force_now(run, root, level + 1, prefix, &name)?);
    if let Some(old) = &old {
        text.push_str(&export(&format!("CONDA_PREFIX_{level}"), old));
    }
    text.push_str(&sourced(&new.scripts));
    Ok(text)
}

/// The names that tell what is in force.
fn in_force_now(
    run: &mut Run<'_>,
    root: &str,
    level: u32,
    prefix: &str,
    name: &str,
) -> Result<String, Cannot> {
    let modifier = match modifier(run, root, name)? {
        empty if empty.is_empty() => "unset CONDA_PROMPT_MODIFIER\n".to_owned(),
        text => export("CONDA_PROMPT_MODIFIER", &text),
    };
    Ok([
        export("CONDA_PREFIX", prefix),
        export("CONDA_SHLVL", &level.to_string()),
        export("CONDA_DEFAULT_ENV", name),
        modifier,
    ]
    .concat())
}

fn deactivate(run: &mut Run<'_>, root: &str) -> Result<String, Cannot> {
    let (level, Some(active)) = in_force(run)? else { return Ok(String::new()) };
    if level == 0 || run.value_of(&format!("CONDA_STACKED_{level}")).is_some() {
        return Err(Cannot::NotFollowed);
    }
    let old = environment(run, &active)?;
    let saved = |name: &str| format!("__CONDA_SHLVL_{}_{}", level - 1, name.to_ascii_uppercase());
    if old.variables.iter().any(|(name, _)| run.value_of(&saved(name)).is_some()) {
        return Err(Cannot::NotFollowed);
    }
    let below = format!("CONDA_PREFIX_{}", level - 1);
    let back = match level {
        1 => None,
        _ => Some(run.filled(&below)?.ok_or(Cannot::NotFollowed)?),
    };
    let entries = path(run, Some(&active), back.as_deref())?;
    let mut text = export("PATH", &entries.join(":"));
    text.push_str(&sourced(&old.leaves));
    for (name, _) in &old.variables {
        text.push_str(&format!("unset {}\n", name.to_ascii_uppercase()));
    }
    match back {
        None => {
            text.push_str("unset CONDA_PREFIX CONDA_DEFAULT_ENV CONDA_PROMPT_MODIFIER\n");
            text.push_str(&prompt(run, root, "")?);
            text.push_str(&export("CONDA_SHLVL", "0"));
        }
        Some(prefix) => {
            let name = shown(root, &prefix);
            text.push_str(&format!("unset {below}\n"));
            text.push_str(&prompt(run, root, &name)?);
            text.push_str(&in_force_now(run, root, level - 1, &prefix, &name)?);
            let new = environment(run, &prefix)?;
            for (name, value) in &new.variables {
                text.push_str(&export(&name.to_ascii_uppercase(), value));
            }
            text.push_str(&sourced(&new.scripts));
        }
    }
    Ok(text)
}

fn reactivate(run: &mut Run<'_>, root: &str) -> Result<String, Cannot> {
    let (level, Some(active)) = in_force(run)? else { return Ok(String::new()) };
    if level == 0 {
        return Ok(String::new());
    }
    let own = environment(run, &active)?;
    let name = run.filled("CONDA_DEFAULT_ENV")?.unwrap_or_else(|| shown(root, &active));
    let entries = path(run, Some(&active), Some(&active))?;
    Ok([
        sourced(&own.leaves),
        prompt(run, root, &name)?,
        export("PATH", &entries.join(":")),
        sourced(&own.scripts),
    ]
    .concat())
}
