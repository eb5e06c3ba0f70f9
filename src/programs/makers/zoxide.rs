//! `zoxide`: its init texts of two generations.

use super::effect::{chosen, functions, prompt_command, quoted};
use super::powershell;
use crate::machine::Platform;
use crate::programs::options::{NO, Options, YES};
use crate::programs::versions::{self, Version};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&ZOXIDE];

/// zoxide.
pub static ZOXIDE: Program = Program::new(
    &["zoxide"],
    "init of the Bourne family and PowerShell with --cmd, --no-cmd, --hook: functions and aliases; query where there is no data base",
    "its own: zoxide 0.4, judged beside it, and 0.9 to 0.10, templates/",
    zoxide,
)
.needs("its version, where it is below 0.9")
.portable()
.on_windows();

fn zoxide(run: &mut Run<'_>) -> Followed {
    let version = versions::of(run, &["zoxide"]);
    let words = run.words();
    match words.first().map(String::as_str) {
        Some("init") => {}
        Some("query") => return query(run, &words[1..], version.as_ref()),
        // Before 0.9 it tells the commit it was built from as well.
        Some("--version" | "-V")
            if version.as_ref().is_some_and(|one| !one.is_at_least(&[0, 9])) =>
        {
            return Err(Cannot::tell("is zoxide's version and commit", Shape::Filled));
        }
        Some("--version" | "-V") => return versions::line(run, &["zoxide"], "zoxide "),
        _ => return Err(Cannot::NotFollowed),
    }
    if versions::is_hidden(run, &["zoxide"]) {
        return Err(Cannot::NotFollowed);
    }
    let old = version.as_ref().is_some_and(|one| !one.is_at_least(&[0, 5]));
    let long =
        [("cmd", 'c', YES), ("hook", 'h', YES), ("no-cmd", 'n', NO), ("no-aliases", 'a', NO)];
    let options = Options::read(&words[1..], "", &long, false)?;
    let hook = options.value('h').unwrap_or("pwd");
    let shells = ["bash", "zsh", "fish", "posix", "powershell", "elvish", "nushell", "xonsh"];
    let shell = match options.operands.as_slice() {
        [shell] if shells.contains(&shell.as_str()) => shell,
        [] | [_] => return run.refuses(if old { 1 } else { 2 }),
        _ => return Err(Cannot::NotFollowed),
    };
    // The option is of later releases, which take the old name as well.
    if !matches!(hook, "none" | "prompt" | "pwd") || old && options.has('n') {
        return run.refuses(if old { 1 } else { 2 });
    }
    let cmd = options.value('c').unwrap_or("z");
    let named = !options.has('n') && !options.has('a');
    let text = match version {
        Some(_) if old => old_zoxide(run, shell, cmd, hook, named),
        Some(version) if !version.is_at_least(&[0, 9, 5]) => None,
        _ => new_zoxide(run, shell, cmd, hook, named),
    };
    run.effect = Some(text.ok_or(Cannot::NotFollowed)?);
    Ok(0)
}

/// zoxide 0.4: functions without a prefix of their own, and aliases.
fn old_zoxide(
    run: &mut Run<'_>,
    shell: &str,
    cmd: &str,
    hook: &str,
    named: bool,
) -> Option<String> {
    let posix = matches!(shell, "posix" | "dash" | "ksh");
    if !matches!(shell, "bash" | "zsh") && !posix {
        return None;
    }
    let mut names: Vec<String> = vec![format!("{cmd}i")];
    if named {
        names.push(format!("{cmd}ri"));
    }
    if hook != "none" {
        names.push("_zoxide_hook".into());
    }
    // A hook on directories keeps the last one in a file where the shell has none of its own.
    let keeps = posix && hook == "pwd";
    if keeps {
        names.extend(["_zoxide_cleanup".into(), "_zoxide_setpwd".into()]);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut text = functions(run, &names) + &old_jump(run, cmd);
    if named {
        text.push_str(&format!(
            "alias {cmd}a='zoxide add'\nalias {cmd}q='zoxide query'\nalias {cmd}qi='zoxide query -i'\nalias {cmd}r='zoxide remove'\n"
        ));
    }
    if keeps {
        run.touch("/tmp/zoxide");
        let file = chosen(run, "is a file that zoxide names by chance");
        text.push_str(&format!("_ZO_TMP_PATH='/tmp/zoxide'\n_ZO_PWD_PATH={file}\n"));
    }
    match (shell, hook) {
        (_, "none") => {}
        ("bash", _) => text.push_str(&prompt_command("_zoxide_hook")),
        ("zsh", "prompt") => text.push_str("precmd_functions+=(_zoxide_hook)\n"),
        ("zsh", _) => text.push_str("chpwd_functions+=(_zoxide_hook)\n"),
        _ => text.push_str("PS1=\"\\$(_zoxide_hook)${PS1}\"\n"),
    }
    Some(text)
}

/// What zoxide 0.4 jumps by: it calls `cd` by that name, whoever has it.
fn old_jump(run: &Run<'_>, cmd: &str) -> String {
    let path = quoted(run.path());
    // Called `cd` itself it calls itself, which zsh ends with an error (zshparam(1), FUNCNEST).
    if cmd == "cd" {
        return match run.shell() {
            "zsh" => format!(
                "_z_cd() {{ : [z; }}
cd() {{
if [ \"$#\" -eq 0 ]; then _z_cd
elif [ \"$#\" -eq 1 ] && [ \"$1\" = - ]; then
if [ -n \"$OLDPWD\" ]; then _z_cd; else echo 'zoxide: $OLDPWD is not set'; return 1; fi
else _zoxide_result=\"$({path} query -- \"$@\")\" && _z_cd; fi
}}
"
            ),
            _ => functions(run, &["_z_cd", "cd"]),
        };
    }
    format!(
        "_z_cd() {{ cd \"$@\" || return \"$?\"; if [ \"$_ZO_ECHO\" = 1 ]; then echo \"$PWD\"; fi; }}
{cmd}() {{
if [ \"$#\" -eq 0 ]; then _z_cd ~
elif [ \"$#\" -eq 1 ] && [ \"$1\" = - ]; then
if [ -n \"$OLDPWD\" ]; then _z_cd \"$OLDPWD\"; else echo 'zoxide: $OLDPWD is not set'; return 1; fi
else _zoxide_result=\"$({path} query -- \"$@\")\" && _z_cd \"$_zoxide_result\"; fi
}}
"
    )
}

/// What later ones jump by (templates/bash.txt, zsh.txt, posix.txt).
fn jump(run: &Run<'_>, shell: &str) -> String {
    let path = quoted(run.path());
    let (local, builtin) = match shell {
        "bash" | "zsh" => ("builtin local result", "builtin cd --"),
        _ => (":", "command cd"),
    };
    let numbered = if shell == "zsh" { " || [[ \"$1\" = [-+][0-9] ]]" } else { "" };
    let echoes = run.value_of("_ZO_ECHO").is_some_and(|value| value.text().as_deref() == Some("1"));
    let told = if echoes { " && pwd -L" } else { "" };
    format!(
        "__zoxide_pwd() {{ pwd -L; }}
__zoxide_cd() {{ {builtin} \"$@\"{told}; }}
__zoxide_z() {{
if [ \"$#\" -eq 0 ]; then __zoxide_cd ~
elif [ \"$#\" -eq 1 ] && {{ [ -d \"$1\" ] || [ \"$1\" = - ]{numbered}; }}; then __zoxide_cd \"$1\"
elif [ \"$#\" -eq 2 ] && [ \"$1\" = -- ]; then __zoxide_cd \"$2\"
else {local}; result=\"$({path} query --exclude \"$(__zoxide_pwd)\" -- \"$@\")\" && __zoxide_cd \"$result\"; fi
}}
"
    )
}

/// `query`: without a data base nothing is found; the old one takes a directory for itself.
fn query(run: &mut Run<'_>, words: &[String], version: Option<&Version>) -> Followed {
    let old = version.is_some_and(|one| !one.is_at_least(&[0, 5]));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let keywords = match words.as_slice() {
        ["--exclude", _, "--", keywords @ ..] if !old => keywords,
        ["--", keywords @ ..] => keywords,
        _ => return Err(Cannot::NotFollowed),
    };
    if run.machine().platform() != Platform::Linux {
        return Err(Cannot::NotFollowed);
    }
    if let ([only], true) = (keywords, old) {
        let path = run.absolute(only)?;
        if !only.is_empty() && run.machine().is_directory(&path) {
            run.out = format!("{only}\n");
            return Ok(0);
        }
    }
    let data = match (run.filled("_ZO_DATA_DIR")?, run.filled("XDG_DATA_HOME")?) {
        (Some(own), _) => own,
        (None, Some(data)) => format!("{data}/zoxide"),
        (None, None) => format!("{}/.local/share/zoxide", run.home()?),
    };
    let file = run.absolute(&format!("{data}/db.zo"))?;
    match run.machine().status(&file) {
        Err(fault) if fault.is_ours() => Err(run.hidden(&file, &fault)),
        Err(_) => {
            run.touch(&data);
            run.refuses(1)
        }
        Ok(_) => Err(Cannot::NotFollowed),
    }
}

/// zoxide 0.9.5 and later.
fn new_zoxide(
    run: &mut Run<'_>,
    shell: &str,
    cmd: &str,
    hook: &str,
    named: bool,
) -> Option<String> {
    if shell == "powershell" && run.is_powershell() {
        return Some(powershell::zoxide(run, cmd, hook, named));
    }
    let mut text = functions(run, &["__zoxide_doctor", "__zoxide_zi"]) + &jump(run, shell);
    let list = format!("{cmd}i");
    let own = functions(run, &[&list]) + &format!("{cmd}() {{ __zoxide_z \"$@\"; }}\n");
    let completes = functions(run, &["__zoxide_z_complete", "__zoxide_z_complete_helper"]);
    match shell {
        "bash" => {
            if hook != "none" {
                text.push_str(&functions(run, &["__zoxide_hook"]));
                text.push_str(&prompt_command("__zoxide_hook"));
            }
            if named {
                text.push_str(&own);
                text.push_str(&format!(
                    "if [[ -o emacs && ${{TERM}} != dumb ]]; then\n{completes}fi\n"
                ));
            }
        }
        "zsh" => {
            text.push_str(&functions(run, &["__zoxide_hook"]));
            match hook {
                "prompt" => text.push_str("precmd_functions+=(__zoxide_hook)\n"),
                "pwd" => text.push_str("chpwd_functions+=(__zoxide_hook)\n"),
                _ => {}
            }
            if named {
                text.push_str(&own);
                text.push_str(&format!("if [[ -o zle ]]; then\n{completes}fi\n"));
            }
        }
        "posix" | "dash" | "ksh" => {
            if hook == "prompt" {
                text.push_str(&functions(run, &["__zoxide_hook"]));
                text.push_str("PS1=\"${PS1-}\\$(__zoxide_hook)\"\n");
            }
            if named {
                text.push_str(&own);
            }
        }
        _ => return None,
    }
    Some(text)
}
