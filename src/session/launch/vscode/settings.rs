//! `settings.json` of VS Code and its relatives: JSON with comments, the user's beneath the workspace's.

use indexmap::IndexMap;
use jsonc_parser::ast::{Object, Value as Json};
use jsonc_parser::common::Ranged;

use super::super::config::{self, Config, Read};
use super::super::jsonc;
use crate::machine::{Machine, Platform};
use crate::value::Origin;

/// Folders below the place of settings: the first that is there counts.
const PRODUCTS: &[&str] = &["Code", "Code - Insiders", "VSCodium", "Cursor"];

/// A file of more settings is not followed: nobody writes it.
const MOST: usize = 1 << 12;

/// A setting and who wrote it.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub value: serde_json::Value,
    pub origin: Origin,
}

/// The settings of terminals, as far as files say so.
#[derive(Default)]
pub(super) struct Settings {
    all: Vec<(String, Setting)>,
    /// The files that were read, the user's first.
    pub read: Vec<String>,
    /// Files that are there and could not be taken for settings.
    pub refused: Vec<String>,
}

impl Settings {
    /// The user's, then those of the folder that is open, which count more.
    pub(super) fn read(machine: &dyn Machine, home: &str, folder: &str) -> Self {
        let mut settings = Self::default();
        let user = of_user(machine, home);
        let separator = machine.platform().separator();
        let workspace = format!("{folder}{separator}.vscode{separator}settings.json");
        for path in user.into_iter().chain([workspace]) {
            match config::read(machine, &path) {
                Read::Text(file) if settings.take(&file) => settings.read.push(path),
                Read::Missing => {}
                _ => settings.refused.push(path),
            }
        }
        settings
    }

    fn take(&mut self, file: &Config) -> bool {
        let Some(Json::Object(object)) = jsonc::tree(file.text()) else { return false };
        let before = self.all.len();
        self.object(file, "", &object);
        let many = self.all.len() - before > MOST;
        if many {
            self.all.truncate(before);
        }
        !many
    }

    /// Objects of environments and profiles are merged name by name, in every file and over all of them.
    fn object(&mut self, file: &Config, under: &str, object: &Object<'_>) {
        for property in &object.properties {
            let name = format!("{under}{}", property.name.as_str());
            let merged = ["terminal.integrated.env.", "terminal.integrated.profiles."];
            let is_table =
                merged.iter().any(|start| name.starts_with(start)) && !name.contains('\n');
            match &property.value {
                Json::Object(inner) if is_table => self.object(file, &format!("{name}\n"), inner),
                value => {
                    let range = property.value.range();
                    let origin = file.origin(range.start, range.end);
                    let value: serde_json::Value = value.clone().into();
                    self.all.push((name, Setting { value, origin }));
                }
            }
        }
    }

    /// A setting; the last that says so counts.
    pub(super) fn get(&self, name: &str) -> Option<&Setting> {
        self.all.iter().rev().find(|(known, _)| known == name).map(|(_, setting)| setting)
    }

    /// Whether a setting that is on by default was turned off.
    pub(super) fn is_off(&self, name: &str) -> bool {
        self.get(name).is_some_and(|setting| setting.value == false)
    }

    /// The members of a merged object, in the order in which they were first written.
    pub(super) fn members(&self, name: &str) -> Vec<(&str, &Setting)> {
        let start = format!("{name}\n");
        let all = self.all.iter();
        let members: IndexMap<&str, &Setting> =
            all.filter_map(|(key, setting)| Some((key.strip_prefix(&start)?, setting))).collect();
        members.into_iter().collect()
    }
}

fn of_user(machine: &dyn Machine, home: &str) -> Option<String> {
    let below = |product: &str| match machine.platform() {
        Platform::Linux => format!("{home}/.config/{product}/User/settings.json"),
        Platform::MacOs => {
            format!("{home}/Library/Application Support/{product}/User/settings.json")
        }
        Platform::Windows => format!("{home}\\AppData\\Roaming\\{product}\\User\\settings.json"),
    };
    PRODUCTS.iter().map(|product| below(product)).find(|path| machine.exists(path))
}
