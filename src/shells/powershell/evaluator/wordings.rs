//! Messages of errors, letter by letter, where they are known (resources/*.resx of PowerShell 7; 5.1 as it prints them).

/// Ids, and how the message of each begins and ends in both editions.
static SHARED: [(&str, &str, &str); 24] = [
    (
        "AliasAlreadyExists",
        "The alias is not allowed, because an alias with the name '",
        "' already exists.",
    ),
    ("AliasNotRemovable", "Alias was not removed because alias ", " is constant or read-only."),
    (
        "AliasNotWritable",
        "Alias is not writeable because alias ",
        " is read-only or constant and cannot be written to.",
    ),
    ("DriveAlreadyExists", "A drive with the name '", "' already exists."),
    ("DriveNotFound", "Cannot find drive. A drive with the name '", "' does not exist."),
    (
        "GetLocationNoMatchingDrive",
        "Cannot find drive. A drive with the name '",
        "' does not exist.",
    ),
    ("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.", ""),
    ("MethodCountCouldNotFindBest", "Cannot find an overload for \"", "\"."),
    ("MethodNotFound", "Method invocation failed because [", "'."),
    (
        "ItemNotFoundException",
        "This command cannot find a matching alias because an alias with the name '",
        "' does not exist.",
    ),
    ("Modules_ModuleNotFound", "", ""),
    ("Modules_NoModulesRemoved", "No modules were removed. ", " exist in the runspace."),
    ("NamedParameterNotFound", "A parameter cannot be found that matches parameter name '", "'."),
    ("NullArray", "Cannot index into a null array.", ""),
    ("NullArrayIndex", "Index operation failed; the array index evaluated to null.", ""),
    ("ParameterArgumentValidationErrorEmptyArrayNotAllowed", "", ""),
    ("ParameterArgumentValidationErrorEmptyStringNotAllowed", "", ""),
    ("ParameterArgumentValidationErrorNullNotAllowed", "", ""),
    (
        "PositionalParameterNotFound",
        "A positional parameter cannot be found that accepts argument '",
        "'.",
    ),
    (
        "PropertyNotFoundStrict",
        "The property '",
        "' cannot be found on this object. Verify that the property exists.",
    ),
    ("TypeNotFound", "Unable to find type [", "]."),
    (
        "VariableIsUndefined",
        "The variable '$",
        "' cannot be retrieved because it has not been set.",
    ),
    ("VariableNotFound", "Cannot find a variable with the name '", "'."),
    ("VariableNotWritable", "Cannot overwrite variable ", " because it is read-only or constant."),
];

const CHECK: &str = "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.";

/// How envsim itself says that a command is missing.
const MISSING: &str =
    " is not recognized as a name of a cmdlet, function, script file, or executable program.";

/// The message in the edition's own words, where envsim has them; `None` where it has only its own.
pub fn exact(id: &str, message: &str, desktop: bool) -> Option<String> {
    let id = id.split(',').next().unwrap_or(id);
    if id == "CommandNotFoundException" {
        let term = message.strip_suffix(MISSING).filter(|term| term.ends_with('\''))?;
        return Some(match desktop {
            true => format!(
                "{term} is not recognized as the name of a cmdlet, function, script file, or operable program. {CHECK}"
            ),
            false => format!("{message}\n{CHECK}"),
        });
    }
    if id == "PathNotFound" {
        return message.split('\'').nth(1).is_some_and(is_spelled).then(|| message.to_owned());
    }
    // A generic type is shown with the assemblies of what it is made of.
    let fits = |(name, head, tail): &&(&str, &str, &str)| {
        *name == id
            && message.starts_with(head)
            && message.ends_with(tail)
            && !message.contains('`')
    };
    let known = message == "Attempted to divide by zero." || SHARED.iter().any(|row| fits(&row));
    known.then(|| message.to_owned())
}

/// How a relative path or one in the other system's spelling is shown is not modelled.
fn is_spelled(path: &str) -> bool {
    match path.as_bytes() {
        [b'/', ..] => !path.contains('\\'),
        [drive, b':', b'\\', ..] => drive.is_ascii_uppercase() && !path.contains('/'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_edition_has_its_own_words() {
        let message = format!("The term 'x'{MISSING}");
        let of = |desktop| exact("CommandNotFoundException", &message, desktop).unwrap();
        assert!(
            of(true).contains("as the name of") && of(true).contains("operable program. Check")
        );
        assert!(of(false).contains("as a name of") && of(false).contains("program.\nCheck"));
        assert_eq!(exact("NullArray", "something else", false), None);
        let generic =
            "Method invocation failed because [List`1] does not contain a method named 'x'.";
        assert_eq!(exact("MethodNotFound", generic, false), None);
        assert!(
            exact("PathNotFound", "Cannot find path '/x' because it does not exist.", true)
                .is_some()
        );
        assert!(
            exact("PathNotFound", "Cannot find path 'x' because it does not exist.", true)
                .is_none()
        );
    }
}
