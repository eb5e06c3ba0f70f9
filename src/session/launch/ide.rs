//! The terminals of editors: VS Code's, and that of the IDEs of JetBrains. Graded by rule, not measured.

use super::block::Block;
use super::{Launched, Scene, desktop, vscode};
use crate::machine::Platform;
use crate::session::Refusal;
use crate::session::how::How;
use crate::shells::Mode;

const RULE: &str = "IntelliJ Platform, LocalTerminalDirectRunner";

/// What the editors are called.
pub(super) const JETBRAINS: &str = "jetbrains";
const VSCODE: &str = "vscode";

/// The terminal of the editor that was chosen, VS Code's where none is.
pub(super) fn terminal(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    match scene.how {
        How::Chosen(name) if &**name == JETBRAINS => jetbrains(scene),
        How::Chosen(name) if &**name != VSCODE => {
            let remedy = Some(format!("they are {VSCODE} and {JETBRAINS}"));
            Err(Refusal::not_started(
                format!("{name} is none of the editors that are followed"),
                remedy,
            ))
        }
        _ => vscode::terminal(scene),
    }
}

/// An IDE from the desktop reads the environment of a login and interactive shell (`EnvironmentUtil`): on macOS
/// always, on Linux since 2022 and where it was not started from a shell.
fn jetbrains(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let mut launched = Launched::new(scene, scene.accounts.own.clone());
    let platform = scene.platform();
    let shell = scene.shell_of(&launched.user);
    let mut block = match platform {
        Platform::Windows => super::windows::of_program(scene),
        _ => read(scene, &shell)?,
    };
    if platform == Platform::Linux {
        desktop::manager(scene, &mut block, &mut launched.read);
    }
    block.system("TERMINAL_EMULATOR", "JetBrains-JediTerm", RULE);
    block.unknown("TERM_SESSION_ID", "is a number of the terminal's", RULE);
    if !platform.is_windows() {
        block.system("TERM", "xterm-256color", RULE);
    }
    launched.remarks.push(
        "variables of the terminal's own settings (.idea/workspace.xml) are not followed"
            .to_owned(),
    );
    launched.block = block;
    let login = platform == Platform::MacOs;
    launched.mode = scene.mode.or(Some(Mode { login, ..Mode::INTERACTIVE }));
    launched.shell = match platform {
        Platform::Windows => crate::session::own_shell(scene.machine)
            .and_then(|shell| shell.installed(scene.machine.facts()))
            .map(|installed| installed.path),
        _ => Some(scene.program(&shell)),
    };
    launched.umask = None;
    Ok(launched)
}

fn read(scene: &Scene<'_>, shell: &str) -> Result<Block, Refusal> {
    let marks = [("INTELLIJ_ENVIRONMENT_READER", "true")];
    let (plain, through) = desktop::surroundings(scene)?;
    let made = |base: &Block| vscode::through_shell(scene, base, shell, &marks);
    if scene.platform() == Platform::MacOs {
        return Ok(made(&plain));
    }
    let base = through.unwrap_or_else(|| plain.clone());
    Ok(desktop::joined_because(
        &plain,
        &made(&base),
        "depends on the IDE's version and on who started it: it reads the shell's environment, or not",
        ["the shell is asked", "the shell is not asked"],
    ))
}
