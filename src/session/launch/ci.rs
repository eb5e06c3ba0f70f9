//! A runner of continuous integration: what its description says, over what container images give.

use super::block::Block;
use super::terminal::lay_over;
use super::{Launched, Scene};
use crate::machine::Platform;
use crate::session::Refusal;
use crate::shells::Mode;

const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

pub(super) fn launch(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let own = scene.accounts.own.clone();
    let mut block = Block::identity(scene.machine, &own);
    match scene.platform() {
        Platform::MacOs => {
            block.system("PATH", "/usr/bin:/bin:/usr/sbin:/sbin", "launchd, user.cs_path");
        }
        _ => block.system("PATH", PATH, "the default of container images"),
    }
    block.system("CI", "true", "the convention of continuous integration");
    let facts = scene.machine.facts();
    if !super::is_whole(facts) {
        lay_over(&mut block, facts);
    }
    let mut launched = Launched::new(scene, own);
    launched.block = block;
    launched.shell = Some(scene.shell_of(&launched.user));
    launched.mode = Some(scene.mode.unwrap_or(Mode { noprofile: true, ..Mode::SCRIPT }));
    Ok(launched)
}
