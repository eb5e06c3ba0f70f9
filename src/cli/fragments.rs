//! `check FILE…`: what can be said of a text without a machine.

use super::args::{Args, Check};
use super::{Failure, World, gate, script};
use crate::machine::recorded::Recorded;
use crate::machine::{Facts, Platform};
use crate::report::{self, Setting};
use crate::rules::fragment::Fragment;
use crate::scenario::config::Config;

/// Looks at the files that are named.
pub(super) fn check(args: &Args, check: &Check, world: &World) -> Result<report::Check, Failure> {
    if !check.session.is_empty() || args.scenario.is_some() {
        return Err(Failure {
            message: "files are looked at without a machine: leave --session and --scenario out"
                .to_owned(),
            remedy: Some("envsim check without a file asks the machine".to_owned()),
        });
    }
    let wanted = gate::wanted(check, &Config::default(), world)?;
    let fragments: Result<Vec<Fragment>, Failure> =
        check.files.iter().map(|file| fragment(file, check.shell.as_deref(), world)).collect();
    let setting = Setting { separator: '/', ..Setting::default() };
    Ok(report::Check::of_texts(&fragments?, setting, wanted))
}

fn fragment(file: &str, named: Option<&str>, world: &World) -> Result<Fragment, Failure> {
    let bytes = world.files.read(file).map_err(|why| Failure::new(format!("{file}: {why}")))?;
    let shell = script::language(file, &bytes, named)?;
    // No machine: only how the shell reads bytes is asked of it.
    let machine = Recorded::new(Facts::new(Platform::Linux));
    let source = script::source(file, &bytes, shell, &machine);
    Ok(Fragment::new(source, shell, "", true))
}
