//! `fnm`: the variables of a shell that manages Node's versions.

use super::effect::{chosen, functions, quoted};
use super::powershell;
use crate::machine::Platform;
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run, versions};
use crate::value::{Origin, Shape, Unknown, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&FNM];

/// fnm.
pub static FNM: Program = Program::new(
    &["fnm"],
    "env of bash, zsh, PowerShell and cmd with its options: every variable, the directory of this shell unknown",
    "its own: fnm 1.35 to 1.39, src/commands/env.rs, src/directories.rs, src/shell",
    fnm,
)
.needs("its version, where both of its directories are there")
.portable()
.on_windows();

/// The directory that is made for a shell: a sentence without its subject.
const OWN: &str = "is the directory that fnm makes for this shell";

/// What `fnm env` sets besides its own directory, in its order.
type Variables = Vec<(&'static str, String)>;

fn fnm(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    match words.first().map(String::as_str) {
        Some("--version") => versions::line(run, &["fnm"], "fnm "),
        Some("env") => env(run, &words[1..]),
        _ => Err(Cannot::NotFollowed),
    }
}

fn env(run: &mut Run<'_>, words: &[String]) -> Followed {
    let long = [
        ("shell", 's', YES),
        ("use-on-cd", 'u', NO),
        ("multi", 'm', NO),
        ("json", 'j', NO),
        ("fnm-dir", 'd', YES),
        ("node-dist-mirror", 'n', YES),
        ("log-level", 'l', YES),
        ("arch", 'a', YES),
        ("version-file-strategy", 'v', YES),
        ("corepack-enabled", 'c', NO),
        ("resolve-engines", 'r', NO),
    ];
    let options = Options::read(words, "", &long, false)?;
    if options.has('j') {
        return Err(Cannot::NotFollowed);
    }
    let shell = options.value('s').unwrap_or(run.shell()).to_owned();
    let on_cd = options.has('u');
    let variables = variables(run, &options)?;
    match shell.as_str() {
        "bash" | "zsh" => in_posix(run, &shell, &variables, on_cd),
        "cmd" if run.is_native_windows() => in_cmd(run, &variables, on_cd),
        shell if powershell::is_meant(shell) && run.is_powershell() => {
            let versions = trees(run, &variables);
            powershell::fnm(run, OWN, &variables, &versions, on_cd)
        }
        _ => Err(Cannot::NotFollowed),
    }
}

/// What is said, else what the environment says, else what is usual.
fn variables(run: &Run<'_>, options: &Options) -> Result<Variables, Cannot> {
    let given = |letter: char, name: &str, usual: &str| -> Result<String, Cannot> {
        Ok(match options.value(letter) {
            Some(value) => value.to_owned(),
            None => run.filled(name)?.unwrap_or_else(|| usual.to_owned()),
        })
    };
    let flag = |letter: char, name: &str, usual: bool| -> Result<String, Cannot> {
        let set = options.has(letter) || run.filled(name)?.map_or(usual, |text| text == "true");
        Ok(set.to_string())
    };
    let arch = match run.machine().facts().arch.as_deref() {
        Some("amd64") => "x64",
        Some("arm64") => "arm64",
        _ => return Err(Cannot::NotFollowed),
    };
    Ok(vec![
        ("FNM_VERSION_FILE_STRATEGY", given('v', "FNM_VERSION_FILE_STRATEGY", "local")?),
        ("FNM_DIR", given('d', "FNM_DIR", &directory(run)?)?),
        ("FNM_LOGLEVEL", given('l', "FNM_LOGLEVEL", "info")?),
        ("FNM_NODE_DIST_MIRROR", given('n', "FNM_NODE_DIST_MIRROR", "https://nodejs.org/dist")?),
        ("FNM_COREPACK_ENABLED", flag('c', "FNM_COREPACK_ENABLED", false)?),
        ("FNM_RESOLVE_ENGINES", flag('r', "FNM_RESOLVE_ENGINES", true)?),
        ("FNM_ARCH", given('a', "FNM_ARCH", arch)?),
    ])
}

fn in_posix(run: &mut Run<'_>, shell: &str, variables: &Variables, on_cd: bool) -> Followed {
    let own = chosen(run, OWN);
    let mut text = format!(
        "export FNM_MULTISHELL_PATH=\"{own}\"; export PATH=\"$FNM_MULTISHELL_PATH/bin:$PATH\";"
    );
    for (name, value) in variables {
        text.push_str(&format!(" export {name}={};", quoted(value)));
    }
    text.push_str(if shell == "zsh" { " rehash;" } else { " hash -r;" });
    match (on_cd, shell) {
        (false, _) => {}
        (true, "bash") => text.push_str(&format!(
            "\n{}alias cd=__fnmcd\n",
            functions(run, &["__fnm_use_if_file_found", "__fnmcd"])
        )),
        (true, _) => text.push_str(&format!(
            "\nautoload -U add-zsh-hook\n{}chpwd_functions+=(_fnm_autoload_hook)\n",
            functions(run, &["_fnm_autoload_hook"])
        )),
    }
    run.effect = Some(text);
    Ok(0)
}

/// Lines of `SET`, PATH written out as it is (src/shell/windows_cmd); a macro goes to a file that fnm writes.
fn in_cmd(run: &mut Run<'_>, variables: &Variables, on_cd: bool) -> Followed {
    let origin = Origin::Signature { name: "fnm".into(), place: run.place().clone() };
    let path = run.value_of("PATH").ok_or(Cannot::NotFollowed)?;
    // What is in quotes there loses them, and gets them again where it needs them.
    if path.text().is_some_and(|text| text.contains('"')) {
        return Err(Cannot::NotFollowed);
    }
    let leads_to = Some(trees(run, variables).into());
    let own = Unknown { leads_to, ..run.untold(OWN).shaped(Shape::Line) };
    let own = Value::unknown(own);
    let text = |text: &str| Value::known(text, origin.clone());
    let mut lines = text("SET PATH=").then(own.clone()).then(text(";")).then(path);
    lines = lines.then(text("\nSET FNM_MULTISHELL_PATH=")).then(own).then(text("\n"));
    for (name, value) in variables {
        lines.append(text(&format!("SET {name}={value}\n")));
    }
    if let Some((_, directory)) = variables.iter().find(|(name, _)| on_cd && *name == "FNM_DIR") {
        let file = run.machine().platform().join(directory, "cd.cmd");
        run.touch(&file);
        lines.append(text(&format!("doskey cd=\"{file}\" $*\n")));
    }
    run.value = Some(lines);
    Ok(0)
}

/// The trees that fnm has: the directory of a shell is a link to one of them, or to none yet
/// (`make_symlink`; src/config.rs, `installations_dir`).
fn trees(run: &Run<'_>, variables: &Variables) -> Vec<String> {
    let machine = run.machine();
    let platform = machine.platform();
    let directory = variables.iter().find(|(name, _)| *name == "FNM_DIR");
    let directory = directory.map(|(_, directory)| directory.as_str()).unwrap_or_default();
    let all = platform.join(directory, "node-versions");
    let names = machine.listing(&all).unwrap_or_default();
    let tree = |name: &str| platform.join(&platform.join(&all, name), "installation");
    names.iter().map(|entry| tree(&entry.name)).collect()
}

/// Where fnm keeps what it has. Up to 1.36 `~/.fnm` came first; since then it, and macOS' directory of before, count
/// where the one of today is not there.
fn directory(run: &Run<'_>) -> Result<String, Cannot> {
    let platform = run.machine().platform();
    let home = run.home()?;
    let old = platform.join(&home, ".fnm");
    let of_mac = format!("{home}/Library/Application Support/fnm");
    let of_xdg = || -> Result<String, Cannot> {
        let data = run.filled("XDG_DATA_HOME")?;
        Ok(format!("{}/fnm", data.unwrap_or_else(|| format!("{home}/.local/share"))))
    };
    let modern = match platform {
        Platform::Windows => format!("{}\\fnm", run.filled("APPDATA")?.ok_or(Cannot::NotFollowed)?),
        _ => of_xdg()?,
    };
    let before = if platform == Platform::MacOs { of_mac } else { modern.clone() };
    let there = |path: &String| run.machine().exists(path);
    let of_then = if there(&old) { &old } else { &before };
    let of_now = [&modern, &old, &before].into_iter().find(|path| there(path)).unwrap_or(&modern);
    match versions::of(run, &["fnm"]) {
        Some(version) if version.is_at_least(&[1, 37]) => Ok(of_now.clone()),
        Some(_) => Ok(of_then.clone()),
        None if of_now == of_then || !there(of_now) => Ok(of_now.clone()),
        None => Err(Cannot::NotFollowed),
    }
}
