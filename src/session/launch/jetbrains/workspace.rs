//! `.idea/workspace.xml`: what a project's terminal is told (plugins/terminal, `TerminalProjectOptionsProvider`).

use roxmltree::Node;

use super::super::Scene;
use super::super::block::Block;
use super::super::config::{self, Read};
use crate::machine::path::same_name;
use crate::text::xml;
use crate::value::Value;

/// The component that has the settings.
const COMPONENT: &str = "TerminalProjectNonSharedOptionsProvider";

/// What the project says.
#[derive(Default)]
pub(super) struct Workspace {
    /// The file, where it was read.
    pub(super) path: Option<String>,
    /// Variables with their places.
    variables: Vec<(String, Value)>,
    /// Whether nothing of the IDE's own environment is passed.
    pub(super) without_parent: bool,
    /// The shell's program.
    pub(super) shell: Option<String>,
    /// Whether it is told to log in.
    pub(super) logs_in: bool,
    /// The directory, where it is one.
    pub(super) directory: Option<String>,
    /// What is to be said of the file.
    pub(super) remark: Option<String>,
}

/// Reads the settings of the project in the directory that is open.
pub(super) fn read(scene: &Scene<'_>) -> Workspace {
    let separator = scene.platform().separator();
    let path = format!("{}{separator}.idea{separator}workspace.xml", scene.cwd());
    let mut workspace = Workspace::default();
    let config = match config::read(scene.machine, &path) {
        Read::Text(config) if xml::is_too_wide(config.text()) => {
            workspace.remark = Some(format!("{path} has more attributes than envsim follows"));
            return workspace;
        }
        Read::Text(config) => config,
        Read::Missing => return workspace,
        Read::Hidden(_) => {
            workspace.remark = Some(format!("{path} cannot be read"));
            return workspace;
        }
    };
    let Some(document) = xml::tree(config.text()) else {
        workspace.remark = Some(format!("{path} is no XML, and the IDE passes over it"));
        return workspace;
    };
    let is_own = |node: &Node<'_, '_>| node.attribute("name") == Some(COMPONENT);
    let Some(component) = document.descendants().find(is_own) else { return workspace };
    for node in component.descendants().filter(Node::is_element) {
        let value = node.attribute("value").map(|text| expanded(scene, text));
        let range = node.range();
        match (node.tag_name().name(), node.attribute("name"), node.attribute("key"), value) {
            ("env" | "entry", _, Some(name), Some(text)) => {
                let value = config.value_at(&text, range.start, range.end);
                workspace.variables.push((name.to_owned(), value));
            }
            ("option", Some(name), _, Some(text)) => workspace.option(scene, name, &text),
            _ => {}
        }
    }
    workspace.path = Some(path);
    workspace
}

impl Workspace {
    fn option(&mut self, scene: &Scene<'_>, name: &str, text: &str) {
        match name {
            "isPassParentEnvs" | "passParentEnvs" => self.without_parent = text == "false",
            "shellPath" => {
                let mut words = text.split_whitespace();
                self.shell = words.next().map(str::to_owned);
                self.logs_in = words.any(|word| matches!(word, "-l" | "--login" | "-li" | "-il"));
            }
            "startingDirectory" if scene.machine.is_directory(text) => {
                self.directory = Some(text.to_owned());
            }
            _ => {}
        }
    }

    /// The variables come over everything else; a project that is not trusted has none.
    pub(super) fn write(&self, scene: &Scene<'_>, block: &mut Block) {
        for (name, value) in &self.variables {
            let same = |known: &str| match scene.platform().is_windows() {
                true => same_name(known, name),
                false => known == name,
            };
            let spelled =
                block.iter().find(|(known, _)| same(known)).map(|(known, _)| known.to_owned());
            block.put(&spelled.unwrap_or_else(|| name.clone()), value.clone());
        }
    }
}

/// The macros of paths (`PathMacroManager`).
fn expanded(scene: &Scene<'_>, text: &str) -> String {
    text.replace("$PROJECT_DIR$", &scene.cwd()).replace("$USER_HOME$", &scene.accounts.own.home)
}
