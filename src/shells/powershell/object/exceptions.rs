//! Which exception derives from which, for typed `catch`.

/// Exception and its base; what is not listed derives from `System.Exception` through `System.SystemException`.
static BASES: &[(&str, &str)] = &[
    (
        "System.Management.Automation.CommandNotFoundException",
        "System.Management.Automation.RuntimeException",
    ),
    (
        "System.Management.Automation.ItemNotFoundException",
        "System.Management.Automation.SessionStateException",
    ),
    (
        "System.Management.Automation.DriveNotFoundException",
        "System.Management.Automation.SessionStateException",
    ),
    (
        "System.Management.Automation.ProviderNotFoundException",
        "System.Management.Automation.SessionStateException",
    ),
    (
        "System.Management.Automation.SessionStateUnauthorizedAccessException",
        "System.Management.Automation.SessionStateException",
    ),
    (
        "System.Management.Automation.SessionStateException",
        "System.Management.Automation.RuntimeException",
    ),
    (
        "System.Management.Automation.ParameterBindingException",
        "System.Management.Automation.RuntimeException",
    ),
    (
        "System.Management.Automation.ParameterBindingValidationException",
        "System.Management.Automation.ParameterBindingException",
    ),
    (
        "System.Management.Automation.ParameterBindingArgumentTransformationException",
        "System.Management.Automation.ParameterBindingException",
    ),
    (
        "System.Management.Automation.MethodInvocationException",
        "System.Management.Automation.MethodException",
    ),
    (
        "System.Management.Automation.MethodException",
        "System.Management.Automation.ExtendedTypeSystemException",
    ),
    (
        "System.Management.Automation.ExtendedTypeSystemException",
        "System.Management.Automation.RuntimeException",
    ),
    (
        "System.Management.Automation.ParseException",
        "System.Management.Automation.RuntimeException",
    ),
    (
        "System.Management.Automation.WildcardPatternException",
        "System.Management.Automation.RuntimeException",
    ),
    (
        "System.Management.Automation.ScriptRequiresException",
        "System.Management.Automation.RuntimeException",
    ),
    ("System.Management.Automation.PSInvalidCastException", "System.InvalidCastException"),
    ("System.Management.Automation.RuntimeException", "System.SystemException"),
    (
        "System.Management.Automation.ActionPreferenceStopException",
        "System.Management.Automation.RuntimeException",
    ),
    ("Microsoft.PowerShell.Commands.WriteErrorException", "System.SystemException"),
    ("System.ArgumentNullException", "System.ArgumentException"),
    ("System.ArgumentOutOfRangeException", "System.ArgumentException"),
    ("System.Text.RegularExpressions.RegexParseException", "System.ArgumentException"),
    ("System.IO.FileNotFoundException", "System.IO.IOException"),
    ("System.IO.DirectoryNotFoundException", "System.IO.IOException"),
    ("System.DivideByZeroException", "System.ArithmeticException"),
    ("System.OverflowException", "System.ArithmeticException"),
    ("System.SystemException", "System.Exception"),
];

/// Whether an exception is of that type or derives from it.
pub fn is_a(exception: &str, wanted: &str) -> bool {
    let mut next = Some(exception);
    while let Some(name) = next {
        if name.eq_ignore_ascii_case(wanted) {
            return true;
        }
        next = match BASES.iter().find(|row| row.0.eq_ignore_ascii_case(name)) {
            Some(row) => Some(row.1),
            None if name == "System.Exception" => None,
            None => Some("System.SystemException"),
        };
    }
    false
}
