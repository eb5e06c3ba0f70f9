//! The terminal of an IDE of JetBrains: graded by rule, not measured.

mod workspace;

use super::block::Block;
use super::{Launched, Scene, desktop, vscode};
use crate::machine::{Machine, Platform};
use crate::session::Refusal;
use crate::shells::Mode;

const RULE: &str = "IntelliJ Platform, LocalOptionsConfigurer";

/// Whether an IDE left its settings.
pub(super) fn has_settings(machine: &dyn Machine) -> bool {
    let home = &machine.facts().user.home;
    let place = match machine.platform() {
        Platform::Linux => "/.config/JetBrains",
        Platform::MacOs => "/Library/Application Support/JetBrains",
        Platform::Windows => "\\AppData\\Roaming\\JetBrains",
    };
    machine.exists(&format!("{home}{place}"))
}

/// An IDE from the desktop reads the environment of a login and interactive shell (`EnvironmentUtil`): on macOS
/// always, on Linux since 2022 and where it was not started from a shell.
pub(super) fn terminal(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let mut launched = Launched::new(scene, scene.accounts.own.clone());
    let platform = scene.platform();
    let settings = workspace::read(scene);
    launched.read.extend(settings.path.clone());
    let shell = scene.shell_of(&launched.user);
    let mut block = match platform {
        _ if settings.without_parent => Block::default(),
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
    settings.write(scene, &mut block);
    launched.remarks.extend(settings.remark.clone());
    launched.block = block;
    if let Some(directory) = &settings.directory {
        launched.cwd.clone_from(directory);
    }
    let login = platform == Platform::MacOs || settings.logs_in;
    launched.mode = scene.mode.or(Some(Mode { login, ..Mode::INTERACTIVE }));
    launched.shell = match platform {
        _ if settings.shell.is_some() => settings.shell,
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
