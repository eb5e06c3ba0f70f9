//! `starship`: its init texts.

use super::effect::{chosen, functions, prompt_command};
use super::powershell;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&STARSHIP];

/// starship.
pub static STARSHIP: Program = Program::new(
    &["starship"],
    "init of bash, zsh and PowerShell: functions and exported variables; completions",
    "its own: starship 1.26, judged beside it, and 1.27, src/init",
    starship,
)
.portable()
.on_windows();

fn starship(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let key = chosen(run, "is a random key");
    let key = format!("STARSHIP_SESSION_KEY={key}\nexport STARSHIP_SESSION_KEY\n");
    let prompt = chosen(run, "is a prompt that starship draws");
    match words.as_slice() {
        ["init", "bash", rest @ ..] if rest.iter().all(|word| *word == "--print-full-init") => {
            let names = [
                "_starship_set_return",
                "starship_precmd",
                "starship_preexec",
                "starship_preexec_ps0",
            ];
            let hook = prompt_command("starship_precmd");
            run.effect =
                Some(format!("{}{hook}export STARSHIP_SHELL=bash\n{key}", functions(run, &names)));
            Ok(0)
        }
        ["init", "zsh", rest @ ..] if rest.iter().all(|word| *word == "--print-full-init") => {
            let names = [
                "__starship_get_time",
                "prompt_starship_precmd",
                "prompt_starship_preexec",
                "starship_zle-keymap-select",
            ];
            run.effect = Some(format!(
                "{}autoload -Uz add-zsh-hook\nprecmd_functions+=(prompt_starship_precmd)\npreexec_functions+=(prompt_starship_preexec)\nexport STARSHIP_SHELL=zsh\n{key}VIRTUAL_ENV_DISABLE_PROMPT=1\nsetopt promptsubst\nPROMPT={prompt}\nRPROMPT={prompt}\nPROMPT2={prompt}\n",
                functions(run, &names)
            ));
            Ok(0)
        }
        ["init", "powershell", rest @ ..] if run.is_powershell() => match rest {
            [] => powershell::starship(run, false),
            ["--print-full-init"] => powershell::starship(run, true),
            _ => Err(Cannot::NotFollowed),
        },
        ["completions", "bash"] => {
            run.effect = Some(functions(run, &["_starship"]));
            Ok(0)
        }
        ["completions", shell] if powershell::is_meant(shell) => powershell::completion(run, &[]),
        _ => Err(Cannot::NotFollowed),
    }
}
