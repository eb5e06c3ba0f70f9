//! What a service's own key adds.

use super::Launched;
use crate::machine::path::folded;
use crate::machine::{Machine, RegistryData};
use crate::value::{Origin, Value};

/// Where services stand.
pub(super) const SERVICES: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Services";

/// `Environment` of a service's own key (services.c: `REG_MULTI_SZ`, laid over the account's block).
pub(super) fn of_service(machine: &dyn Machine, name: &str, launched: &mut Launched) {
    let key = format!("{SERVICES}\\{name}");
    let Some(value) = machine.registry_value(&key, "Environment") else { return };
    let RegistryData::Multi(lines) = value.data else { return };
    let origin = Origin::Registry { key: key.into(), name: "Environment".into() };
    for (name, text) in lines.iter().filter_map(|line| line.split_once('=')) {
        let spelled = launched.block.iter().find(|(known, _)| folded(known) == folded(name));
        let spelled = spelled.map_or(name, |(known, _)| known).to_owned();
        launched.block.put(&spelled, Value::known(text, origin.clone()));
    }
}
