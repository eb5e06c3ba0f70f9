//! The batch files of conda and mamba, which do in cmd what functions do in other shells. What they do is decided by
//! their programs and not by their text: that hands the question on by files of random names.

use super::activation::{Asking, Tool, Voice};
use super::conda::located;
use super::mamba;
use crate::machine::Platform;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&CONDA, &MAMBA];

/// conda's.
pub static CONDA: Program = Program::new(
    &["conda.bat", "conda_hook.bat", "activate.bat", "deactivate.bat"],
    "in cmd: the hook, activate and deactivate; what it hands to conda.exe otherwise",
    "its own: conda 4.12 to 26, shell/condabin/*.bat and conda/activate.py (CmdExeActivator)",
    conda,
)
.needs("conda-meta beside it for the release, .condarc")
.on_windows();
/// mamba's.
pub static MAMBA: Program = Program::new(
    &["micromamba.bat", "mamba.bat", "mamba_hook.bat"],
    "in cmd: the hook, activate and deactivate; what it hands to its program otherwise",
    "its own: mamba 2.0 to 2.8, libmamba/data/*.bat and activation.cpp (CmdExeActivator)",
    mamba,
)
.needs("its program beside it, .condarc")
.on_windows();

/// The directory above the one that a file stands in, where that is one of these.
fn root(run: &Run<'_>, folders: &[&str]) -> Result<String, Cannot> {
    let windows = Platform::Windows;
    let folder = windows.parent(run.path()).ok_or(Cannot::NotFollowed)?;
    let own = windows.file_name(folder);
    let fits = run.shell() == "cmd" && folders.iter().any(|one| one.eq_ignore_ascii_case(own));
    match windows.parent(folder).filter(|_| fits) {
        Some(root) => Ok(root.to_owned()),
        None => Err(Cannot::NotFollowed),
    }
}

fn conda(run: &mut Run<'_>) -> Followed {
    let name = Platform::Windows.file_name(run.path()).to_ascii_lowercase();
    let (folders, inner): (&[&str], _) = match name.as_str() {
        "activate.bat" => (&["condabin", "Scripts"], ""),
        // An environment's own stands before the program on PATH.
        "conda.bat" if is_library(run.path()) => (&["bin"], "\\Library"),
        _ => (&["condabin"], ""),
    };
    let above = root(run, folders)?;
    let root = above[..above.len() - inner.len()].to_owned();
    // A virtual environment of Python has files of these names too.
    let own = format!("{root}\\condabin\\conda.bat");
    if !run.machine().exists(&own) {
        return Err(Cannot::NotFollowed);
    }
    let hooks = run.path().to_ascii_lowercase().contains("\\condabin\\");
    let told = match name.as_str() {
        "conda_hook.bat" => Some(conda_hook(&root)),
        "activate.bat" if hooks => Some(format!(
            "@CALL \"{root}\\condabin\\conda_hook.bat\"\r\n@\"{own}\" activate %*\r\n"
        )),
        "activate.bat" => Some(format!("@CALL \"{own}\" activate %*\r\n")),
        "conda.bat" if !inner.is_empty() => Some(format!("@CALL \"{own}\" %*\r\n")),
        "deactivate.bat" => Some(format!("@\"{own}\" deactivate %*\r\n")),
        _ => None,
    };
    if told.is_some() {
        run.effect = told;
        return Ok(0);
    }
    conda_of(run, &root)
}

fn is_library(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with("\\library\\bin\\conda.bat")
}

fn conda_of(run: &mut Run<'_>, root: &str) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let exe = format!("{root}\\Scripts\\conda.exe");
    let asking = Asking { tool: Tool::Conda, root, voice: Voice::Batch };
    let done = put(run, &asking, &words, |run, name| match name {
        Some(name) => located(run, root, name),
        None => Ok(Some(root.to_owned())),
    })?;
    let text = match done {
        Done::Put => return Ok(0),
        // It says itself what is wrong.
        Done::Refused => format!("@\"{exe}\" shell.cmd.exe %*\r\n@EXIT /B %ERRORLEVEL%\r\n"),
        Done::Other => conda_itself(&exe),
    };
    run.effect = Some(text);
    Ok(0)
}

/// The directory of conda's own files comes in front of PATH, and a person types `conda`.
fn conda_hook(root: &str) -> String {
    let lines = [
        "@IF DEFINED CONDA_SHLVL GOTO :EOF",
        &format!("@SET \"PATH={root}\\condabin;%PATH%\""),
        &format!("@SET \"CONDA_BAT={root}\\condabin\\conda.bat\""),
        &format!("@SET \"CONDA_EXE={root}\\Scripts\\conda.exe\""),
        "@DOSKEY conda=\"%CONDA_BAT%\" $*",
        "@SET CONDA_SHLVL=0",
        "",
    ];
    lines.join("\r\n")
}

/// Other commands are the program's own; those that change an environment put it in force once more.
fn conda_itself(exe: &str) -> String {
    let lines = [
        &format!("@IF NOT DEFINED CONDA_EXE @SET \"CONDA_EXE={exe}\""),
        "@SET CONDA_EXES=\"%CONDA_EXE%\" %_CE_M% %_CE_CONDA%",
        "@CALL %CONDA_EXES% %*",
        "@EXIT /B %ERRORLEVEL%",
        "",
    ];
    lines.join("\r\n")
}

/// What became of a question.
enum Done {
    /// An environment came or went: the effect says how.
    Put,
    /// There is no such environment.
    Refused,
    /// It was another.
    Other,
}

/// Commands behind which the environment in force is put there again.
const CHANGES: &[&str] = &["install", "update", "upgrade", "remove", "uninstall"];

fn put(
    run: &mut Run<'_>,
    asking: &Asking<'_>,
    words: &[&str],
    located: impl Fn(&mut Run<'_>, Option<&str>) -> Result<Option<String>, Cannot>,
) -> Result<Done, Cannot> {
    // How paths are made whole, what stands in for an empty PATH and what becomes of a percent sign is not followed.
    let odd = |text: &str| text.is_empty() || text.contains(['/', '%']) || text.contains("..");
    if words.iter().skip(1).any(|word| odd(word))
        || run.filled("PATH")?.is_none_or(|path| path.contains('%'))
    {
        return Err(Cannot::NotFollowed);
    }
    let status = match words {
        ["deactivate"] => asking.deactivate(run)?,
        ["activate"] | ["activate", _] => match located(run, words.get(1).copied())? {
            Some(prefix) => asking.activate(run, &prefix)?,
            None => return Ok(Done::Refused),
        },
        // What an install does to the environment is not followed.
        [first, ..] if CHANGES.contains(first) || first.ends_with("activate") => {
            return Err(Cannot::NotFollowed);
        }
        _ => return Ok(Done::Other),
    };
    debug_assert_eq!(status, 0);
    run.effect.get_or_insert_default().push_str("@EXIT /B 0\r\n");
    Ok(Done::Put)
}

fn mamba(run: &mut Run<'_>) -> Followed {
    let root = root(run, &["condabin"])?;
    let name = Platform::Windows.file_name(run.path()).to_ascii_lowercase();
    let program = |name: &str| {
        let places = ["Library\\bin", "bin", "Scripts"];
        let mut paths: Vec<String> =
            places.iter().map(|one| format!("{root}\\{one}\\{name}")).collect();
        paths.push(format!("{root}\\{name}"));
        paths.into_iter().find(|path| run.machine().is_file(path))
    };
    let own = ["micromamba", "mamba"];
    let called = own.iter().find(|one| name == format!("{one}.bat"));
    let there = |one: &&str| run.machine().exists(&format!("{root}\\condabin\\{one}.bat"));
    // The hook is made for one of them.
    let called = called.or_else(|| own.iter().find(|one| there(one))).ok_or(Cannot::NotFollowed)?;
    let exe = program(&format!("{called}.exe")).ok_or(Cannot::NotFollowed)?;
    if name == "mamba_hook.bat" {
        run.effect = Some(mamba_hook(&root, called, &exe));
        return Ok(0);
    }
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let asking = Asking { tool: Tool::Mamba, root: &root, voice: Voice::Batch };
    let names = format!("@SET \"MAMBA_EXE={exe}\"\r\n@SET \"MAMBA_ROOT_PREFIX={root}\"\r\n");
    let done =
        put(run, &asking, &words, |run, name| mamba::located(run, &root, name.unwrap_or("base")))?;
    let text = match done {
        Done::Put => run.effect.take().unwrap_or_default(),
        Done::Refused | Done::Other => {
            "@CALL \"%MAMBA_EXE%\" %*\r\n@EXIT /B %ERRORLEVEL%\r\n".to_owned()
        }
    };
    run.effect = Some(names + &text);
    Ok(0)
}

fn mamba_hook(root: &str, called: &str, exe: &str) -> String {
    let lines = [
        "@IF DEFINED CONDA_SHLVL GOTO :EOF",
        &format!("@SET \"PATH={root}\\condabin;%PATH%\""),
        &format!("@SET \"MAMBA_BAT={root}\\condabin\\{called}.bat\""),
        &format!("@SET \"MAMBA_EXE={exe}\""),
        &format!("@DOSKEY {called}=\"%MAMBA_BAT%\" $*"),
        "@SET CONDA_SHLVL=0",
        "",
    ];
    lines.join("\r\n")
}
