//! Enumerations of .NET, by name and number.

use std::rc::Rc;

use super::{EnumValue, Object, TypeName};

/// Type, whether its values combine, and `name=number` pairs.
static ENUMS: &[(&str, bool, &str)] = &[
    ("System.EnvironmentVariableTarget", false, "Process=0 User=1 Machine=2"),
    ("System.StringSplitOptions", true, "None=0 RemoveEmptyEntries=1 TrimEntries=2"),
    (
        "System.StringComparison",
        false,
        "CurrentCulture=0 CurrentCultureIgnoreCase=1 InvariantCulture=2 InvariantCultureIgnoreCase=3 Ordinal=4 OrdinalIgnoreCase=5",
    ),
    (
        "System.DayOfWeek",
        false,
        "Sunday=0 Monday=1 Tuesday=2 Wednesday=3 Thursday=4 Friday=5 Saturday=6",
    ),
    (
        "System.Xml.XmlNodeType",
        false,
        "None=0 Element=1 Attribute=2 Text=3 CDATA=4 EntityReference=5 Entity=6 ProcessingInstruction=7 Comment=8 Document=9 DocumentType=10 DocumentFragment=11 Notation=12 Whitespace=13 SignificantWhitespace=14 EndElement=15 EndEntity=16 XmlDeclaration=17",
    ),
    (
        "System.Management.Automation.ErrorCategory",
        false,
        "NotSpecified=0 OpenError=1 CloseError=2 DeviceError=3 DeadlockDetected=4 InvalidArgument=5 InvalidData=6 InvalidOperation=7 InvalidResult=8 InvalidType=9 MetadataError=10 NotImplemented=11 NotInstalled=12 ObjectNotFound=13 OperationStopped=14 OperationTimeout=15 SyntaxError=16 ParserError=17 PermissionDenied=18 ResourceBusy=19 ResourceExists=20 ResourceUnavailable=21 ReadError=22 WriteError=23 FromStdErr=24 SecurityError=25 ProtocolError=26 ConnectionError=27 AuthenticationError=28 LimitsExceeded=29 QuotaExceeded=30 NotEnabled=31",
    ),
    ("Microsoft.PowerShell.Commands.DisplayHintType", false, "Date=0 Time=1 DateTime=2"),
    (
        "System.MidpointRounding",
        false,
        "ToEven=0 AwayFromZero=1 ToZero=2 ToNegativeInfinity=3 ToPositiveInfinity=4",
    ),
    ("System.DateTimeKind", false, "Unspecified=0 Utc=1 Local=2"),
    ("System.UriHostNameType", false, "Unknown=0 Basic=1 Dns=2 IPv4=3 IPv6=4"),
    ("System.UriKind", false, "RelativeOrAbsolute=0 Absolute=1 Relative=2"),
    ("System.UriPartial", false, "Scheme=0 Authority=1 Path=2 Query=3"),
    (
        "System.PlatformID",
        false,
        "Win32S=0 Win32Windows=1 Win32NT=2 WinCE=3 Unix=4 Xbox=5 MacOSX=6 Other=7",
    ),
    (
        "System.ConsoleColor",
        false,
        "Black=0 DarkBlue=1 DarkGreen=2 DarkCyan=3 DarkRed=4 DarkMagenta=5 DarkYellow=6 Gray=7 DarkGray=8 Blue=9 Green=10 Cyan=11 Red=12 Magenta=13 Yellow=14 White=15",
    ),
    ("System.IO.SearchOption", false, "TopDirectoryOnly=0 AllDirectories=1"),
    (
        "System.Environment+SpecialFolder",
        false,
        "Desktop=0 Programs=2 MyDocuments=5 Personal=5 Favorites=6 Startup=7 Recent=8 SendTo=9 StartMenu=11 MyMusic=13 MyVideos=14 DesktopDirectory=16 MyComputer=17 NetworkShortcuts=19 Fonts=20 Templates=21 CommonStartMenu=22 CommonPrograms=23 CommonStartup=24 CommonDesktopDirectory=25 ApplicationData=26 PrinterShortcuts=27 LocalApplicationData=28 InternetCache=32 Cookies=33 History=34 CommonApplicationData=35 Windows=36 System=37 ProgramFiles=38 MyPictures=39 UserProfile=40 SystemX86=41 ProgramFilesX86=42 CommonProgramFiles=43 CommonProgramFilesX86=44 CommonTemplates=45 CommonDocuments=46 CommonAdminTools=47 AdminTools=48 CommonMusic=53 CommonPictures=54 CommonVideos=55 Resources=56 LocalizedResources=57 CommonOemLinks=58 CDBurning=59",
    ),
    ("System.Environment+SpecialFolderOption", false, "None=0 DoNotVerify=16384 Create=32768"),
    (
        "System.Text.RegularExpressions.RegexOptions",
        true,
        "None=0 IgnoreCase=1 Multiline=2 ExplicitCapture=4 Compiled=8 Singleline=16 IgnorePatternWhitespace=32 RightToLeft=64 ECMAScript=256 CultureInvariant=512",
    ),
    (
        "System.Management.Automation.ActionPreference",
        false,
        "SilentlyContinue=0 Stop=1 Continue=2 Inquire=3 Ignore=4 Suspend=5 Break=6",
    ),
    (
        "System.Management.Automation.ScopedItemOptions",
        true,
        "None=0 ReadOnly=1 Constant=2 Private=4 AllScope=8 Unspecified=16",
    ),
    (
        "System.Management.Automation.CommandTypes",
        true,
        "Alias=1 Function=2 Filter=4 Cmdlet=8 ExternalScript=16 Application=32 Script=64 Configuration=256 All=383",
    ),
    (
        "Microsoft.Win32.RegistryValueKind",
        false,
        "Unknown=0 String=1 ExpandString=2 Binary=3 DWord=4 MultiString=7 QWord=11 None=-1",
    ),
    ("Microsoft.Win32.RegistryValueOptions", true, "None=0 DoNotExpandEnvironmentNames=1"),
    ("System.Runtime.InteropServices.Architecture", false, "X86=0 X64=1 Arm=2 Arm64=3"),
    (
        "System.Security.Principal.WindowsBuiltInRole",
        false,
        "Administrator=544 User=545 Guest=546 PowerUser=547",
    ),
    (
        "System.Net.SecurityProtocolType",
        true,
        "SystemDefault=0 Tls=192 Tls11=768 Tls12=3072 Tls13=12288",
    ),
];

fn pairs(row: &'static str) -> impl DoubleEndedIterator<Item = (&'static str, i64)> {
    row.split(' ').filter_map(|pair| {
        let (name, number) = pair.split_once('=')?;
        Some((name, number.parse().ok()?))
    })
}

fn row(type_name: &str) -> Option<&'static (&'static str, bool, &'static str)> {
    ENUMS.iter().find(|row| row.0.eq_ignore_ascii_case(type_name))
}

/// Whether envsim has the enumeration.
pub fn is_known(type_name: &str) -> bool {
    row(type_name).is_some()
}

/// The names of an enumeration, in order.
pub fn names(type_name: &str) -> Vec<&'static str> {
    row(type_name).map(|row| pairs(row.2).map(|(name, _)| name).collect()).unwrap_or_default()
}

/// The value of that number.
pub fn object(type_name: &str, number: i64) -> Object {
    let Some(row) = row(type_name) else {
        let text = number.to_string();
        return Object::Enum(Rc::new(EnumValue {
            type_name: type_name.into(),
            number,
            text: text.into(),
        }));
    };
    let exact = pairs(row.2).find(|(_, value)| *value == number).map(|(name, _)| name.to_owned());
    let text = exact.unwrap_or_else(|| flags(row, number));
    Object::Enum(Rc::new(EnumValue { type_name: row.0.into(), number, text: text.into() }))
}

fn flags(row: &'static (&'static str, bool, &'static str), number: i64) -> String {
    let mut rest = number;
    let mut names = Vec::new();
    for (name, value) in pairs(row.2).rev().filter(|_| row.1) {
        if value != 0 && rest & value == value {
            names.push(name);
            rest &= !value;
        }
    }
    names.reverse();
    if rest == 0 && !names.is_empty() { names.join(", ") } else { number.to_string() }
}

/// The value a name (or a unique beginning of one) means.
pub fn named(type_name: &str, word: &str) -> Option<Object> {
    let row = row(type_name)?;
    let mut number = 0;
    for part in word.split(',').map(str::trim) {
        let exact = pairs(row.2).find(|(name, _)| name.eq_ignore_ascii_case(part));
        let (_, value) = exact.or_else(|| {
            let lower = part.to_ascii_lowercase();
            let mut all =
                pairs(row.2).filter(|(name, _)| name.to_ascii_lowercase().starts_with(&lower));
            let first = all.next()?;
            all.next().is_none().then_some(first)
        })?;
        number |= value;
    }
    Some(object(row.0, number))
}

/// Converts an object to an enumeration.
pub fn convert(from: &Object, target: &TypeName) -> Option<EnumValue> {
    let made = match from.base() {
        Object::Text(value) => {
            let text = value.text()?;
            match text.trim().parse::<i64>() {
                Ok(number) => object(target.full_name(), number),
                Err(_) => named(target.full_name(), &text)?,
            }
        }
        Object::Integer(_, number) => object(target.full_name(), i64::try_from(*number).ok()?),
        Object::Enum(value) if *value.type_name == *target.full_name() => {
            return Some((**value).clone());
        }
        Object::Enum(value) => object(target.full_name(), value.number),
        _ => return None,
    };
    match made {
        Object::Enum(value) => Some((*value).clone()),
        _ => None,
    }
}
