//! Names with a meaning of their own for the analysis of methods.

/// Commands that write variables by name: with one of them in it, a method keeps no slots.
const WRITERS: [&str; 9] = [
    "new-variable",
    "remove-variable",
    "set-variable",
    "set-psbreakpoint",
    "nv",
    "rv",
    "sbp",
    "sv",
    "set",
];

/// Names that need no assignment: automatic ones, those of every session, constants
/// (`SpecialVariables.cs`).
const FREE: [&str; 23] = [
    "_",
    "psitem",
    "args",
    "this",
    "input",
    "pscmdlet",
    "psboundparameters",
    "myinvocation",
    "psscriptroot",
    "pscommandpath",
    "?",
    "true",
    "false",
    "null",
    "foreach",
    "switch",
    "lastexitcode",
    "error",
    "stacktrace",
    "outputencoding",
    "pwd",
    "nestedpromptlevel",
    "matches",
];

/// Types whose values the engine keeps in typed slots.
const SLOTTED: &str = "string int int32 int64 long bool boolean double float single byte char decimal \
    object psobject pscustomobject array hashtable regex version scriptblock uri xml type guid datetime \
    timespan system.string system.int32 system.int64 system.boolean system.object \
    system.collections.hashtable system.uri system.version";

pub(super) fn writes_variables(command: &str) -> bool {
    WRITERS.contains(&command)
}

pub(super) fn is_free(variable: &str) -> bool {
    FREE.contains(&variable)
}

pub(super) fn is_slotted(name: &str) -> bool {
    let element = name.trim_end_matches("[]");
    SLOTTED.split_ascii_whitespace().any(|known| known == element)
}
