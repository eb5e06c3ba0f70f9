//! zsh's tied variables: a scalar that shows an array joined with colons (zshparam(1), "Tied").

/// Scalars and the arrays behind them.
const TIES: &[(&str, &str)] = &[
    ("CDPATH", "cdpath"),
    ("FIGNORE", "fignore"),
    ("FPATH", "fpath"),
    ("MAILPATH", "mailpath"),
    ("MANPATH", "manpath"),
    ("MODULE_PATH", "module_path"),
    ("PATH", "path"),
    ("PSVAR", "psvar"),
];

/// The array behind a scalar.
pub fn array_of(scalar: &str) -> Option<&'static str> {
    TIES.iter().find(|(name, _)| *name == scalar).map(|(_, array)| *array)
}

/// The scalar in front of an array.
pub fn scalar_of(array: &str) -> Option<&'static str> {
    TIES.iter().find(|(_, name)| *name == array).map(|(scalar, _)| *scalar)
}
