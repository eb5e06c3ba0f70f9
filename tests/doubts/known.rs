//! Faults that are known: counted, never hidden.

/// The shells, a part of the fragment, the names, and what is wrong.
const KNOWN: &[(&str, &str, &[&str], &str)] = &[];

/// The fault on the list that this one is.
pub fn fault(shell: &str, text: &str, name: &str) -> Option<&'static str> {
    let is = |(shells, part, names, _): &&(&str, &str, &[&str], &str)| {
        shells.contains(shell) && text.contains(part) && names.contains(&name)
    };
    KNOWN.iter().find(is).map(|(.., fault)| *fault)
}

/// Loops that nothing settles with the tool in their bodies: they run until the fuel is gone, for a minute or more.
const HANGS: &[&str] = &[];

/// Whether envsim takes too long for it.
pub fn hangs(text: &str) -> bool {
    HANGS.iter().any(|part| text.contains(part))
}
