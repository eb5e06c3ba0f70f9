//! What the rules about Go share: the answers of the go that a session finds, asked once.

use super::{Evidence, Subject};
use crate::resolve::shim;
use crate::toolchains::{self, Asked, Chain, Layer, Setting, Step};

/// The go command's own answers in a session that is certain to find one.
pub(super) fn chain<'s>(subject: &'s Subject) -> Option<&'s Chain> {
    subject.go.get_or_init(|| asked(subject)).as_ref()
}

fn asked(subject: &Subject) -> Option<Chain> {
    let standing = shim::standing(subject.session, &["go", "env"]);
    let program = standing.program?;
    // go is a program: a shell of MSYS2 hands it paths of Windows.
    let environment = standing.environment;
    let behind = |path: &str| shim::hands(subject.session, path).map(|hand| hand.path);
    let machine = subject.session.machine();
    let asked =
        Asked { behind: Some(&behind), ..Asked::new(machine, &environment, Some(&program)) };
    let chain = toolchains::by_name("go")?.chain(&asked);
    chain.program.is_some().then_some(chain)
}

/// The root of the tree that the go of the session stands in, whatever GOROOT says.
pub(super) fn tree(subject: &Subject) -> Option<String> {
    let chain = chain(subject)?;
    let program = chain.found.as_ref().or(chain.program.as_ref())?.path.clone()?;
    toolchains::go::root::tree_of(subject.session.machine(), &program)
}

/// A setting that somebody chose: its known text, which is not empty, and who wrote it.
pub(super) fn chosen<'c>(chain: &'c Chain, name: &str) -> Option<(&'c Setting, String)> {
    let setting = chain.settings.get(name)?;
    let by_somebody = matches!(setting.layer, Layer::Environment | Layer::UserFile);
    let text = setting.value.text().filter(|text| by_somebody && !text.is_empty())?;
    Some((setting, text.into_owned()))
}

/// The step of a layer, where it offers something.
pub(super) fn offer(setting: &Setting, layer: Layer) -> Option<(&Step, String)> {
    let step = setting.steps.iter().find(|step| step.layer == layer)?;
    let text = step.offered.as_ref()?.text()?.into_owned();
    Some((step, text))
}

/// `NAME=VALUE`, and who wrote it.
pub(super) fn evidence(name: &str, setting: &Setting) -> Evidence {
    let text = setting.value.text().unwrap_or_default();
    Evidence { text: format!("{name}={text}"), origin: setting.value.writer() }
}

/// The same of one layer.
pub(super) fn offered(name: &str, step: &Step) -> Evidence {
    let text = step.offered.as_ref().and_then(|value| value.text()).unwrap_or_default();
    Evidence { text: format!("{name}={text}"), origin: step.origin.clone() }
}
