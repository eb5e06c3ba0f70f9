//! The terminals of editors: VS Code's, and that of the IDEs of JetBrains. Graded by rule, not measured.

use super::{Launched, Scene, jetbrains, vscode};
use crate::session::Refusal;
use crate::session::how::How;

/// What the editors are called.
pub(super) const JETBRAINS: &str = "jetbrains";
const VSCODE: &str = "vscode";

/// The terminal of the editor that was chosen, VS Code's where none is.
pub(super) fn terminal(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    match scene.how {
        How::Chosen(name) if &**name == JETBRAINS => jetbrains::terminal(scene),
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
