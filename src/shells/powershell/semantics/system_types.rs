//! Which type names lead nowhere for certain.

/// Whether no assembly PowerShell loads has a type of that name (`TypeResolver.cs`): a name
/// without a namespace that is neither an accelerator nor a type of `System`, or one whose
/// namespace begins with a word no such assembly uses. `namespaces` are those of `using`.
pub fn is_missing(name: &str, namespaces: &[String]) -> bool {
    let name = name.trim().trim_end_matches(['[', ']', ',']);
    let bare = name.split(['[', '`', '+']).next().unwrap_or(name).trim();
    if bare.is_empty() || !namespaces.is_empty() {
        return false;
    }
    match bare.split_once('.') {
        Some((root, _)) => {
            let known =
                ["System", "Microsoft", "Internal", "Interop", "MS", "Windows", "Newtonsoft"];
            let more = ["Json", "Markdig", "Mono", "Humanizer", "FxResources"];
            let inner = CHILDREN.split_ascii_whitespace();
            !known.into_iter().chain(more).chain(inner).any(|one| one.eq_ignore_ascii_case(root))
        }
        None => {
            let listed = |list: &str| {
                list.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(bare))
            };
            !listed(SYSTEM) && !listed(ACCELERATORS)
        }
    }
}

/// Whether PowerShell knows an exception of that name, which may lack its leading `System.`.
pub fn is_exception(name: &str) -> bool {
    let listed =
        |list: &str| list.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(name));
    name.to_ascii_lowercase().ends_with("exception") && (listed(SYSTEM) || listed(EXCEPTIONS))
}

/// Exceptions of other namespaces that are loaded from the start.
const EXCEPTIONS: &str = "IO.IOException IO.FileNotFoundException IO.DirectoryNotFoundException \
    IO.DriveNotFoundException IO.EndOfStreamException IO.FileLoadException IO.PathTooLongException \
    IO.InvalidDataException Net.WebException Security.SecurityException \
    Management.Automation.RuntimeException Management.Automation.CommandNotFoundException \
    Management.Automation.ItemNotFoundException Management.Automation.ParseException \
    Management.Automation.ParameterBindingException Management.Automation.PSInvalidCastException \
    Management.Automation.ActionPreferenceStopException Management.Automation.DriveNotFoundException \
    Management.Automation.MethodException Management.Automation.MethodInvocationException \
    Management.Automation.PSArgumentException Management.Automation.PSNotSupportedException \
    Management.Automation.ValidationMetadataException";

/// Namespaces below `System`, which every name may leave out.
const CHILDREN: &str = "Activities AddIn Buffers CodeDom Collections ComponentModel Composition \
    Configuration Data Deployment Device Diagnostics DirectoryServices Drawing Dynamic \
    EnterpriseServices Formats Globalization IdentityModel IO Linq Management Media Messaging Net \
    Numerics Printing Private Reflection Resources Runtime Security ServiceModel ServiceProcess \
    Speech Text Threading Timers Transactions Web Windows Workflow Xaml Xml";

/// Public types of the namespace `System` in .NET 10 and .NET Framework 4.8.
const SYSTEM: &str = "__ComObject AccessViolationException Action ActivationContext Activator AggregateException \
    AppContext AppDomain AppDomainInitializer AppDomainManager AppDomainSetup \
    AppDomainUnloadedException ApplicationException ApplicationId ApplicationIdentity ArgIterator \
    ArgumentException ArgumentNullException ArgumentOutOfRangeException ArithmeticException Array \
    ArraySegment ArrayTypeMismatchException AssemblyLoadEventArgs AssemblyLoadEventHandler \
    AsyncCallback Attribute AttributeTargets AttributeUsageAttribute BadImageFormatException \
    Base64FormattingOptions BinaryData BitConverter Boolean Buffer Byte \
    CannotUnloadAppDomainException Char CharEnumerator CLSCompliantAttribute Comparison Console \
    ConsoleCancelEventArgs ConsoleCancelEventHandler ConsoleColor ConsoleKey ConsoleKeyInfo \
    ConsoleModifiers ConsoleSpecialKey ContextBoundObject ContextMarshalException \
    ContextStaticAttribute Convert Converter CrossAppDomainDelegate DataMisalignedException \
    DateOnly DateTime DateTimeKind DateTimeOffset DayOfWeek DBNull Decimal Delegate \
    DivideByZeroException DllNotFoundException Double DuplicateWaitObjectException \
    EntryPointNotFoundException Enum Environment EnvironmentVariableTarget EventArgs EventHandler \
    Exception ExecutionEngineException FieldAccessException FileStyleUriParser FlagsAttribute \
    FormatException FormattableString FtpStyleUriParser Func GC GCCollectionMode \
    GCGenerationInfo GCKind GCMemoryInfo GCNotificationStatus GenericUriParser \
    GenericUriParserOptions GopherStyleUriParser Guid Half HashCode HttpStyleUriParser \
    IAppDomainSetup IAsyncDisposable IAsyncResult ICloneable IComparable IConvertible \
    ICustomFormatter IDisposable IEquatable IFormatProvider IFormattable Index \
    IndexOutOfRangeException InsufficientExecutionStackException InsufficientMemoryException \
    Int128 Int16 Int32 Int64 IntPtr InvalidCastException InvalidOperationException \
    InvalidProgramException InvalidTimeZoneException IObservable IObserver IParsable IProgress \
    IServiceProvider ISpanFormattable ISpanParsable IUtf8SpanFormattable IUtf8SpanParsable Lazy \
    LdapStyleUriParser LoaderOptimization LoaderOptimizationAttribute LocalDataStoreSlot \
    MarshalByRefObject Math MathF MemberAccessException Memory MemoryExtensions \
    MethodAccessException MidpointRounding MissingFieldException MissingMemberException \
    MissingMethodException ModuleHandle MTAThreadAttribute MulticastDelegate \
    MulticastNotSupportedException NetPipeStyleUriParser NetTcpStyleUriParser \
    NewsStyleUriParser NonSerializedAttribute NotFiniteNumberException NotImplementedException \
    NotSupportedException Nullable NullReferenceException Object ObjectDisposedException \
    ObsoleteAttribute OperatingSystem OperationCanceledException OutOfMemoryException \
    OverflowException ParamArrayAttribute PlatformID PlatformNotSupportedException Predicate \
    Progress Random Range RankException ReadOnlyMemory ReadOnlySpan ResolveEventArgs \
    ResolveEventHandler RuntimeArgumentHandle RuntimeFieldHandle RuntimeMethodHandle \
    RuntimeTypeHandle SByte SequencePosition SerializableAttribute Single Span \
    StackOverflowException STAThreadAttribute String StringComparer StringComparison \
    StringNormalizationExtensions StringSplitOptions SystemException ThreadStaticAttribute \
    TimeOnly TimeoutException TimeProvider TimeSpan TimeZone TimeZoneInfo \
    TimeZoneNotFoundException Tuple TupleExtensions Type TypeAccessException TypeCode \
    TypedReference TypeInitializationException TypeLoadException TypeUnloadedException UInt128 \
    UInt16 UInt32 UInt64 UIntPtr UnauthorizedAccessException UnhandledExceptionEventArgs \
    UnhandledExceptionEventHandler Uri UriBuilder UriComponents UriCreationOptions UriFormat \
    UriFormatException UriHostNameType UriIdnScope UriKind UriParser UriPartial \
    UriTypeConverter UriTemplate UriTemplateMatch UriTemplateTable ValueTuple ValueType Version \
    Void WeakReference";

/// All accelerators of both editions (`TypeAccelerators.cs`), attributes among them.
const ACCELERATORS: &str = "adsi adsisearcher alias allowemptycollection allowemptystring allownull \
    argumentcompleter argumentcompletions array bigint bool byte char cimclass cimconverter \
    ciminstance cimsession cimtype cmdletbinding credential cultureinfo datetime decimal double \
    dsclocalconfigurationmanager dscproperty dscresource enum environment experimental \
    experimentaction experimentalfeature float fuzzymatcher guid hashtable hidden \
    initialsessionstate int int16 int32 int64 ipaddress ipendpoint long mailaddress \
    noruninspace norunspaceaffinity nullstring objectsecurity ordered outputtype parameter \
    physicaladdress powershell psaliasproperty pscredential pscustomobject psdefaultvalue \
    pslistmodifier psmoduleinfo psnoteproperty psobject psprimitivedictionary \
    pspropertyexpression psreference psscriptmethod psscriptproperty pstypenameattribute \
    psvariable psvariableproperty ref regex runspace runspacefactory sbyte scriptblock \
    securestring semver short single static string supportswildcards switch timespan type uint \
    uint16 uint32 uint64 ulong uri ushort validatecount validatedrive validatelength \
    validatenotnull validatenotnullorempty validatenotnullorwhitespace validatepattern \
    validaterange validatescript validateset validatetrusteddata validateuserdrive version void \
    weakreference wmi wmiclass wmisearcher workflow x500distinguishedname x509certificate xml";

#[cfg(test)]
mod tests {
    use super::is_missing;

    #[test]
    fn only_names_no_assembly_has_are_missing() {
        for name in ["NoSuchType", "My.Own.Type", "Foo", "ConsoleColour"] {
            assert!(is_missing(name, &[]), "{name}");
        }
        for name in [
            "Nullable[datetime]",
            "int[]",
            "System.Whatever",
            "Microsoft.Foo",
            "Net.Whatever",
            "io.path",
            "Console",
            "semver",
            "",
        ] {
            assert!(!is_missing(name, &[]), "{name}");
        }
        assert!(!is_missing("StringBuilder", &["System.Text".to_owned()]));
    }
}
