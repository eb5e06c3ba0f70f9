//! .NET type names: accelerators, full names, and how they print.

use std::rc::Rc;

/// A type envsim knows by name; what it can do with it is another matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName {
    full: Rc<str>,
}

/// Accelerators (TypeAccelerators.cs, 7.6) and the types they stand for.
static ACCELERATORS: &[(&str, &str)] = &[
    ("Alias", "System.Management.Automation.AliasAttribute"),
    ("array", "System.Array"),
    ("bigint", "System.Numerics.BigInteger"),
    ("bool", "System.Boolean"),
    ("byte", "System.Byte"),
    ("char", "System.Char"),
    ("cimclass", "Microsoft.Management.Infrastructure.CimClass"),
    ("ciminstance", "Microsoft.Management.Infrastructure.CimInstance"),
    ("cultureinfo", "System.Globalization.CultureInfo"),
    ("datetime", "System.DateTime"),
    ("decimal", "System.Decimal"),
    ("double", "System.Double"),
    ("float", "System.Single"),
    ("guid", "System.Guid"),
    ("hashtable", "System.Collections.Hashtable"),
    ("initialsessionstate", "System.Management.Automation.Runspaces.InitialSessionState"),
    ("int", "System.Int32"),
    ("int16", "System.Int16"),
    ("int32", "System.Int32"),
    ("int64", "System.Int64"),
    ("ipaddress", "System.Net.IPAddress"),
    ("long", "System.Int64"),
    ("mailaddress", "System.Net.Mail.MailAddress"),
    ("NullString", "System.Management.Automation.Language.NullString"),
    ("ordered", "System.Collections.Specialized.OrderedDictionary"),
    ("pscredential", "System.Management.Automation.PSCredential"),
    ("pscustomobject", "System.Management.Automation.PSObject"),
    ("psobject", "System.Management.Automation.PSObject"),
    ("psmoduleinfo", "System.Management.Automation.PSModuleInfo"),
    ("psvariable", "System.Management.Automation.PSVariable"),
    ("psprimitivedictionary", "System.Management.Automation.PSPrimitiveDictionary"),
    ("powershell", "System.Management.Automation.PowerShell"),
    ("ref", "System.Management.Automation.PSReference"),
    ("psnoteproperty", "System.Management.Automation.PSNoteProperty"),
    ("regex", "System.Text.RegularExpressions.Regex"),
    ("runspace", "System.Management.Automation.Runspaces.Runspace"),
    ("runspacefactory", "System.Management.Automation.Runspaces.RunspaceFactory"),
    ("sbyte", "System.SByte"),
    ("scriptblock", "System.Management.Automation.ScriptBlock"),
    ("securestring", "System.Security.SecureString"),
    ("semver", "System.Management.Automation.SemanticVersion"),
    ("short", "System.Int16"),
    ("single", "System.Single"),
    ("string", "System.String"),
    ("switch", "System.Management.Automation.SwitchParameter"),
    ("timespan", "System.TimeSpan"),
    ("type", "System.Type"),
    ("uint", "System.UInt32"),
    ("uint16", "System.UInt16"),
    ("uint32", "System.UInt32"),
    ("uint64", "System.UInt64"),
    ("ulong", "System.UInt64"),
    ("uri", "System.Uri"),
    ("ushort", "System.UInt16"),
    ("version", "System.Version"),
    ("void", "System.Void"),
    ("wildcardpattern", "System.Management.Automation.WildcardPattern"),
    ("wmi", "System.Management.ManagementObject"),
    ("xml", "System.Xml.XmlDocument"),
];

/// Other types that profiles name, so that a short name finds its full one.
static KNOWN: &[&str] = &[
    "System.AppContext",
    "System.AppDomain",
    "System.ArgumentException",
    "System.ArgumentNullException",
    "System.Array",
    "System.MidpointRounding",
    "System.BitConverter",
    "System.Boolean",
    "System.Byte",
    "System.Char",
    "System.Collections.ArrayList",
    "System.Collections.Hashtable",
    "System.Collections.IDictionary",
    "System.Collections.IEnumerable",
    "System.Collections.IList",
    "System.Collections.Queue",
    "System.Collections.SortedList",
    "System.Collections.Stack",
    "System.Collections.DictionaryEntry",
    "System.Collections.Specialized.OrderedDictionary",
    "System.Collections.Generic.Dictionary",
    "System.Collections.Generic.HashSet",
    "System.Collections.Generic.List",
    "System.Collections.Generic.KeyValuePair",
    "System.Collections.Generic.LinkedList",
    "System.Collections.Generic.Queue",
    "System.Collections.Generic.SortedDictionary",
    "System.Collections.Generic.SortedSet",
    "System.Collections.Generic.Stack",
    "System.Collections.ObjectModel.Collection",
    "System.Console",
    "System.ConsoleColor",
    "System.ConsoleKey",
    "System.ConsoleModifiers",
    "System.Convert",
    "System.DateTime",
    "System.DateTimeOffset",
    "System.DateTimeKind",
    "System.DayOfWeek",
    "System.DBNull",
    "System.Decimal",
    "System.DivideByZeroException",
    "System.Double",
    "System.Enum",
    "System.Environment",
    "System.EnvironmentVariableTarget",
    "System.Environment+SpecialFolder",
    "System.Environment+SpecialFolderOption",
    "System.EventArgs",
    "System.Exception",
    "System.FormatException",
    "System.GC",
    "System.Globalization.CultureInfo",
    "System.Guid",
    "System.IndexOutOfRangeException",
    "System.Int16",
    "System.Int32",
    "System.Int64",
    "System.IntPtr",
    "System.InvalidCastException",
    "System.InvalidOperationException",
    "System.IO.Directory",
    "System.IO.DirectoryInfo",
    "System.IO.DriveInfo",
    "System.IO.File",
    "System.IO.FileInfo",
    "System.IO.FileMode",
    "System.IO.FileNotFoundException",
    "System.IO.FileAttributes",
    "System.IO.FileSystemInfo",
    "System.IO.DirectoryNotFoundException",
    "System.IO.IOException",
    "System.IO.MemoryStream",
    "System.IO.Path",
    "System.IO.SearchOption",
    "System.IO.StreamReader",
    "System.IO.StreamWriter",
    "System.IO.StringReader",
    "System.IO.StringWriter",
    "System.Lazy",
    "System.Linq.Enumerable",
    "System.Math",
    "System.NotImplementedException",
    "System.NotSupportedException",
    "System.NullReferenceException",
    "System.Object",
    "System.OperatingSystem",
    "System.OverflowException",
    "System.PlatformID",
    "System.Random",
    "System.SByte",
    "System.Single",
    "System.String",
    "System.StringComparer",
    "System.StringComparison",
    "System.StringSplitOptions",
    "System.TimeSpan",
    "System.TimeZoneInfo",
    "System.Tuple",
    "System.Type",
    "System.UInt16",
    "System.UInt32",
    "System.UInt64",
    "System.UnauthorizedAccessException",
    "System.Uri",
    "System.UriBuilder",
    "System.ValueType",
    "System.Version",
    "System.Void",
    "System.Diagnostics.Process",
    "System.Diagnostics.ProcessStartInfo",
    "System.Diagnostics.Stopwatch",
    "System.Management.Automation.ActionPreference",
    "System.Management.Automation.ApplicationInfo",
    "System.Management.Automation.AliasInfo",
    "System.Management.Automation.CmdletInfo",
    "System.Management.Automation.CommandInfo",
    "System.Management.Automation.CommandNotFoundException",
    "System.Management.Automation.CommandTypes",
    "System.Management.Automation.CompletionResult",
    "System.Management.Automation.CompletionResultType",
    "System.Management.Automation.DriveNotFoundException",
    "System.Management.Automation.ErrorRecord",
    "System.Management.Automation.ErrorCategory",
    "System.Management.Automation.FunctionInfo",
    "System.Management.Automation.ItemNotFoundException",
    "System.Management.Automation.Language.NullString",
    "System.Management.Automation.Language.Parser",
    "System.Management.Automation.MethodInvocationException",
    "System.Management.Automation.ParameterBindingException",
    "System.Management.Automation.PathInfo",
    "System.Management.Automation.PSCustomObject",
    "System.Management.Automation.PSObject",
    "System.Management.Automation.PSNoteProperty",
    "System.Management.Automation.PSReference",
    "System.Management.Automation.PSVersionHashTable",
    "System.Management.Automation.RuntimeException",
    "System.Management.Automation.ScopedItemOptions",
    "System.Management.Automation.ScriptBlock",
    "System.Management.Automation.SemanticVersion",
    "System.Management.Automation.SessionStateUnauthorizedAccessException",
    "System.Management.Automation.SwitchParameter",
    "System.Management.Automation.ValidationMetadataException",
    "System.Management.Automation.WildcardOptions",
    "System.Management.Automation.WildcardPattern",
    "System.Management.Automation.Internal.Host.InternalHost",
    "System.Net.Dns",
    "System.Net.IPAddress",
    "System.Net.SecurityProtocolType",
    "System.Net.ServicePointManager",
    "System.Net.WebClient",
    "System.Net.WebRequest",
    "System.Net.WebProxy",
    "System.Reflection.Assembly",
    "System.Runtime.InteropServices.Architecture",
    "System.Runtime.InteropServices.OSPlatform",
    "System.Runtime.InteropServices.RuntimeInformation",
    "System.Runtime.InteropServices.Marshal",
    "System.Runtime.InteropServices.RuntimeEnvironment",
    "System.Security.Principal.WindowsBuiltInRole",
    "System.Security.Principal.WindowsIdentity",
    "System.Security.Principal.WindowsPrincipal",
    "System.Security.Principal.SecurityIdentifier",
    "System.Text.ASCIIEncoding",
    "System.Text.Encoding",
    "System.Text.RegularExpressions.Match",
    "System.Text.RegularExpressions.Regex",
    "System.Text.RegularExpressions.RegexOptions",
    "System.Text.StringBuilder",
    "System.Text.UTF8Encoding",
    "System.Text.UnicodeEncoding",
    "System.Threading.Thread",
    "System.Threading.Mutex",
    "System.Web.HttpUtility",
    "System.Net.WebUtility",
    "System.Windows.Forms.Clipboard",
    "Microsoft.PowerShell.PSConsoleReadLine",
    "Microsoft.PowerShell.PSConsoleReadLineOptions",
    "Microsoft.PowerShell.ViMode",
    "Microsoft.Win32.Registry",
    "Microsoft.Win32.RegistryHive",
    "Microsoft.Win32.RegistryKey",
    "Microsoft.Win32.RegistryValueKind",
    "Microsoft.Win32.RegistryValueOptions",
    "Microsoft.Win32.RegistryView",
];

impl TypeName {
    /// The type of that full name, whether known or not.
    pub fn of(full: &str) -> Self {
        Self { full: full.into() }
    }

    /// The full name.
    pub fn full_name(&self) -> &str {
        &self.full
    }

    /// The part behind the last point.
    pub fn short_name(&self) -> &str {
        let head = self.full.split('[').next().unwrap_or(&self.full);
        let from = head.rfind(['.', '+']).map_or(0, |at| at + 1);
        // A closed generic type is called by its open name.
        match head.contains('`') {
            true => &head[from..],
            false => &self.full[from..],
        }
    }

    /// Whether it is that type.
    pub fn is(&self, full: &str) -> bool {
        &*self.full == full
    }

    /// The name a string conversion gives: the accelerator where there is one (ToStringCodeMethods.Type).
    pub fn display(&self) -> String {
        if let Some(element) = self.full.strip_suffix("[]") {
            return format!("{}[]", Self::of(element).display());
        }
        let short = |row: &&(&str, &str)| row.1 == &*self.full && !PREFERRED_AWAY.contains(&row.0);
        match ACCELERATORS.iter().find(short) {
            Some((name, _)) => (*name).to_owned(),
            None => self.full.to_string(),
        }
    }

    /// Finds a type by the name in a literal; `None` if envsim does not know it.
    pub fn resolve(name: &str, namespaces: &[String]) -> Option<Self> {
        let name = name.trim();
        if let Some(element) = name.strip_suffix("[]") {
            return Some(Self::of(&format!("{}[]", Self::resolve(element, namespaces)?.full)));
        }
        if let Some(at) = name.find('[') {
            return generic(&name[..at], name[at + 1..].strip_suffix(']')?, namespaces);
        }
        if let Some((_, full)) = ACCELERATORS.iter().find(|row| row.0.eq_ignore_ascii_case(name)) {
            return Some(Self::of(full));
        }
        let prefixes = ["", "System."].into_iter().map(str::to_owned);
        let used = namespaces.iter().map(|namespace| format!("{namespace}."));
        prefixes.chain(used).find_map(|prefix| known(&format!("{prefix}{name}"))).map(Self::of)
    }
}

/// Second names of a type that another accelerator already prints.
static PREFERRED_AWAY: &[&str] = &[
    "int32",
    "int64",
    "int16",
    "single",
    "uint32",
    "uint64",
    "uint16",
    "ordered",
    "pscustomobject",
    "psobject",
];

/// Whether an encoding of that type is of another: .NET hands out sealed ones, below those that have names.
pub fn is_encoding(own: &str, wanted: &str) -> bool {
    let public = own.split('+').next().unwrap_or(own);
    wanted == "System.Text.Encoding" || wanted == public
}

fn known(full: &str) -> Option<&'static str> {
    let table = KNOWN.iter().copied().find(|name| name.eq_ignore_ascii_case(full));
    table.or_else(|| {
        ACCELERATORS.iter().map(|row| row.1).find(|name| name.eq_ignore_ascii_case(full))
    })
}

/// `List[string]` and its like, in .NET's own spelling of closed generic types.
fn generic(head: &str, arguments: &str, namespaces: &[String]) -> Option<TypeName> {
    let (bare, arity) = head.split_once('`').unwrap_or((head, ""));
    let open = TypeName::resolve(bare, namespaces)?;
    let mut names = Vec::new();
    for argument in split_arguments(arguments) {
        let inner = argument.trim();
        let inner = inner.strip_prefix('[').and_then(|one| one.strip_suffix(']')).unwrap_or(inner);
        names.push(TypeName::resolve(inner, namespaces)?.full.to_string());
    }
    let arity = if arity.is_empty() { names.len().to_string() } else { arity.to_owned() };
    Some(TypeName::of(&format!("{}`{arity}[{}]", open.full, names.join(","))))
}

fn split_arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0i32, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_printed() {
        let full = |name: &str| TypeName::resolve(name, &[]).map(|one| one.full_name().to_owned());
        assert_eq!(full("int").as_deref(), Some("System.Int32"));
        assert_eq!(full("IO.Path").as_deref(), Some("System.IO.Path"));
        assert_eq!(full("string[]").as_deref(), Some("System.String[]"));
        let list = full("System.Collections.Generic.List[string]");
        assert_eq!(list.as_deref(), Some("System.Collections.Generic.List`1[System.String]"));
        assert_eq!(full("NoSuchThing"), None);
        assert_eq!(TypeName::of("System.Int32").display(), "int");
        assert_eq!(TypeName::of("System.IO.Path").display(), "System.IO.Path");
    }
}
