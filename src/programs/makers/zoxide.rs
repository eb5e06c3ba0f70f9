//! `zoxide`: its init texts of two generations.

use super::effect::{chosen, functions, prompt_command};
use super::powershell;
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run, versions};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&ZOXIDE];

/// zoxide.
pub static ZOXIDE: Program = Program::new(
    &["zoxide"],
    "init of the Bourne family and PowerShell with --cmd, --no-cmd, --hook: functions and aliases",
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
    let mut names: Vec<String> = vec!["_z_cd".into(), cmd.to_owned(), format!("{cmd}i")];
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
    let mut text = functions(run, &names);
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
    let all = ["__zoxide_pwd", "__zoxide_cd", "__zoxide_doctor", "__zoxide_z", "__zoxide_zi"];
    let mut text = functions(run, &all);
    let list = format!("{cmd}i");
    let own = functions(run, &[cmd, &list]);
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
