//! `New-PSDrive`, `Remove-PSDrive`.

use super::{Bound, Cmdlet, Run};
use crate::machine::path::same_name;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::Record;
use crate::shells::powershell::state::Drive;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "New-PSDrive",
        class: "NewPSDriveCommand",
        parameters: "Name@0.! PSProvider@1.! Root@2. Description% Scope% Persist?% Credential#",
        run: Run::Each(new),
    },
    Cmdlet {
        name: "Remove-PSDrive",
        class: "RemovePSDriveCommand",
        parameters: "Name@0<.! LiteralName# PSProvider# Scope# Force?%",
        run: Run::Each(remove),
    },
    Cmdlet {
        name: "Get-PSDrive",
        class: "GetPSDriveCommand",
        parameters: "Name@0. LiteralName# Scope# PSProvider.",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Get-PSProvider",
        class: "GetPSProviderCommand",
        parameters: "PSProvider@0<.",
        run: Run::Each(providers),
    },
];

/// Providers that are named; those of `Certificate` and `WSMan` come with their modules.
fn providers(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let windows = evaluator.state.platform().is_windows();
    let known = ["Alias", "Environment", "FileSystem", "Function", "Registry", "Variable"];
    let known = known.into_iter().filter(|name| windows || *name != "Registry");
    let known: Vec<&str> = known.collect();
    let items = bound.items("PSProvider");
    if items.is_empty() {
        let unknown = evaluator.unknown("lists all providers");
        return out.write(evaluator, unknown);
    }
    for item in items {
        let name = evaluator.plain(&item).unwrap_or_else(|| "*".into());
        if let Some(known) = known.iter().find(|one| same_name(one, &name)) {
            let provider = evaluator.provider_object(known);
            out.write(evaluator, provider)?;
            continue;
        }
        let open = ["Certificate", "WSMan"].iter().any(|one| windows && same_name(one, &name));
        if open || name.contains(['*', '?', '[', '\\']) {
            let unknown = evaluator.unknown("lists providers in a way envsim does not model");
            out.write(evaluator, unknown)?;
            continue;
        }
        // SessionStateProviderAPIs.cs, `GetSingleProvider`.
        evaluator.complain(
            "ProviderNotFound",
            "System.Management.Automation.ProviderNotFoundException",
            format!("Cannot find a provider with the name '{name}'."),
        )?;
    }
    Ok(())
}

/// A drive that is named; all there are depends on the machine's volumes and the modules loaded.
fn get(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    if !bound.has("Name") {
        return list(evaluator, bound, out);
    }
    if bound.has("PSProvider") {
        let unknown = evaluator.unknown("lists drives by name and provider");
        return out.write(evaluator, unknown);
    }
    for item in bound.items("Name") {
        let name = evaluator.plain(&item).filter(|name| !name.contains(['*', '?', '[']));
        let open =
            ["cert", "wsman"].map(|one| name.as_deref().is_some_and(|name| same_name(name, one)));
        let Some(name) = name.filter(|_| !open.contains(&true)) else {
            let unknown = evaluator.unknown("lists drives in a way envsim does not model");
            out.write(evaluator, unknown)?;
            continue;
        };
        if evaluator.is_drive(&name) {
            let drive = evaluator.drive_object(&name);
            out.write(evaluator, drive)?;
            continue;
        }
        evaluator.complain(
            "GetLocationNoMatchingDrive",
            "System.Management.Automation.DriveNotFoundException",
            format!("Cannot find drive. A drive with the name '{name}' does not exist."),
        )?;
    }
    Ok(())
}

/// All drives, or those of some providers, by name. The volumes of Windows are not all recorded, and `Cert:` and
/// `WSMan:` are there once their modules are loaded.
fn list(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let windows = evaluator.state.platform().is_windows();
    let wanted: Option<Vec<String>> = match bound.has("PSProvider") {
        true => bound.items("PSProvider").iter().map(|one| evaluator.plain(one)).collect(),
        false => Some(Vec::new()),
    };
    let fits = |provider: &str| {
        let all = wanted.as_ref().is_none_or(|wanted| wanted.is_empty());
        all || wanted.iter().flatten().any(|one| same_name(one, provider))
    };
    let shared = ["Alias", "Env", "Function", "Variable"].map(str::to_owned);
    let system: &[&str] = if windows { &["HKCU", "HKLM"] } else { &["/", "Temp"] };
    let own = evaluator.state.drives.iter().map(|drive| drive.name.clone());
    let mut names: Vec<String> =
        shared.into_iter().chain(system.iter().map(|name| (*name).to_owned())).chain(own).collect();
    names.retain(|name| fits(&evaluator.provider_of(name)));
    names.sort_by_key(|name| name.to_ascii_lowercase());
    let modules = windows && ["Certificate", "WSMan"].iter().any(|one| fits(one));
    if wanted.is_none() || modules || windows && fits("FileSystem") {
        let unknown = evaluator.unknown("lists all drives");
        return out.write(evaluator, unknown);
    }
    for name in names {
        let drive = evaluator.drive_object(&name);
        out.write(evaluator, drive)?;
    }
    Ok(())
}

fn new(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let texts = ["Name", "PSProvider", "Root"].map(|name| bound.text(evaluator, name));
    let [Some(name), Some(provider), Some(root)] = texts else {
        evaluator.incomplete("makes a drive whose name or root is not known");
        return Ok(());
    };
    if evaluator.is_drive(&name) {
        return evaluator.complain(
            "DriveAlreadyExists",
            "System.Management.Automation.SessionStateException",
            format!("A drive with the name '{name}' already exists."),
        );
    }
    let provider = match provider.to_ascii_lowercase().as_str() {
        "filesystem" => "FileSystem",
        "registry" if evaluator.state.platform().is_windows() => "Registry",
        "registry" => {
            return Err(evaluator.fail(
                "ProviderNotFound",
                "System.Management.Automation.ProviderNotFoundException",
                "Cannot find a provider with the name 'Registry'.",
            ));
        }
        _ => {
            evaluator.incomplete("makes a drive of a provider envsim does not model");
            return Ok(());
        }
    };
    let full = if provider == "FileSystem" { evaluator.full_path(&root) } else { root.clone() };
    if provider == "FileSystem" && !evaluator.is_directory(&full) {
        return evaluator.complain(
            "DriveRootError",
            "System.IO.IOException",
            format!(
                "The specified drive root \"{root}\" either does not exist, or it is not a folder."
            ),
        );
    }
    evaluator.state.drives.push(Drive {
        name: name.clone(),
        provider: provider.into(),
        root: full,
    });
    let record = Record::new("System.Management.Automation.PSDriveInfo")
        .with("Name", evaluator.text(name))
        .with("Root", evaluator.text(root))
        .into_object();
    out.write(evaluator, record)
}

fn remove(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else {
            evaluator.incomplete("removes a drive whose name is not known");
            continue;
        };
        let before = evaluator.state.drives.len();
        evaluator.state.drives.retain(|drive| !same_name(&drive.name, &name));
        if evaluator.state.drives.len() == before {
            evaluator.complain(
                "DriveNotFound",
                "System.Management.Automation.DriveNotFoundException",
                format!("Cannot find drive. A drive with the name '{name}' does not exist."),
            )?;
        }
    }
    Ok(())
}
