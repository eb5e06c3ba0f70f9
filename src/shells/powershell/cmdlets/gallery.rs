//! `Install-Module`, `Install-PSResource`: what they bring is open, since they ask the network (PowerShellGet,
//! Microsoft.PowerShell.PSResourceGet).

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::modules::gallery;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Install-Module",
        class: "Install-Module",
        parameters: "Name@0<.! InputObject# MinimumVersion% MaximumVersion% RequiredVersion% Repository% Credential# Scope% Proxy% ProxyCredential# AllowClobber?% SkipPublisherCheck?% Force?% AllowPrerelease?% AcceptLicense?% PassThru?#",
        run: Run::Each(install),
    },
    Cmdlet {
        name: "Install-PSResource",
        class: "InstallPSResource",
        parameters: "Name@0<.! Version% Prerelease?% Repository% Credential# Scope% TemporaryPath% TrustRepository?% Reinstall?% Quiet?% AcceptLicense?% NoClobber?% SkipDependencyCheck?% AuthenticodeCheck?% PassThru?# InputObject# RequiredResource# RequiredResourceFile#",
        run: Run::Each(install),
    },
];

fn install(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let why = evaluator.why("depends on a module that is installed from the network");
    evaluator.may_fail(&why);
    for name in bound.items("Name") {
        match evaluator.plain(&name) {
            Some(name) => gallery::bring(evaluator, &name, &why),
            None => evaluator.state.opaque_modules.push(why.clone()),
        }
    }
    Ok(())
}
