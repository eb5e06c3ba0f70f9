//! What `go env` prints differently.

use std::collections::{BTreeMap, BTreeSet};

use super::GoDiff;
use crate::report::go_env::{Suppose, ask};
use crate::report::{Asked, Text};
use crate::toolchains;

/// The settings of the go a session finds.
pub(super) type Settings = Option<BTreeMap<String, Text>>;

pub(super) fn go(asked: Asked) -> Settings {
    let tool = toolchains::by_name("go")?;
    let chain = ask(asked, tool, Suppose::default(), |question| tool.chain(question));
    chain.program.as_ref()?;
    Some(chain.settings.iter().map(|(name, one)| (name.clone(), Text::new(&one.value))).collect())
}

pub(super) fn go_diff(chains: &[Settings; 2]) -> Vec<GoDiff> {
    let mut names: BTreeSet<&String> = BTreeSet::new();
    for chain in chains.iter().flatten() {
        names.extend(chain.keys());
    }
    if chains.iter().any(Option::is_none) {
        return Vec::new();
    }
    let of = |side: usize, name: &String| chains[side].as_ref()?.get(name).cloned();
    names
        .into_iter()
        .map(|name| GoDiff { name: name.clone(), left: of(0, name), right: of(1, name) })
        .filter(|one| {
            let text = |side: &Option<Text>| side.as_ref().map(|text| text.marked());
            text(&one.left) != text(&one.right)
        })
        .collect()
}
