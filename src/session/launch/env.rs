//! env(1): the caller's block, changed on the command line.

use super::block::Block;
use super::{Launched, Scene};
use crate::session::Refusal;
use crate::session::how::EnvWords;
use crate::value::{Origin, Value};

pub(super) fn launch(scene: &Scene<'_>, words: &EnvWords) -> Result<Launched, Refusal> {
    let mut launched = Launched::new(scene, scene.accounts.own.clone());
    let mut block = if words.empty { Block::default() } else { scene.caller().clone() };
    words.unset.iter().for_each(|name| block.remove(name));
    for (name, value) in &words.set {
        let origin = Origin::Parent("what was typed behind env".into());
        block.put(name, Value::known(value.as_str(), origin));
    }
    launched.block = block;
    launched.shell = Some(scene.shell_of(&launched.user));
    if let Some(cwd) = &words.cwd {
        launched.cwd = scene.platform().absolute(&launched.cwd, cwd);
    }
    Ok(launched)
}
