use super::super::syntax::{
    BinaryOperator, Element, Expression, ExpressionKind, Script, StatementKind,
};
use super::parse;

/// What PowerShell 7 accepts.
const ACCEPTED: &[&str] = &[
    "$a.b() = 2",
    "",
    "$x = if ($a) { 1 } else { 2 }",
    "$env:PATH += \";C:\\x\"",
    "& \"C:\\x y\\z.exe\" -a",
    ". ./lib.ps1",
    "git log --oneline -n 5 | Select-Object -First 1",
    "7z x a.zip; g++ -v; !bang; ^caret; we$ird",
    "$a = @{ Name = 'x'; 'b c' = 1; 3 = $true; d = Get-Item . }",
    "$a = @{\n  x = 1\n  y =\n    2\n}",
    "\"$env:PATH;C:\\x\"",
    "\"$($env:PATH):/x ${env:PATH}:/y\"",
    "\"a `\"b`\" \"\"c\"\" $(\"d\") $(Get-Item \"\"e\"\")\"",
    "@\"\na \"quoted\" $x $(Get-Date)\n\"@",
    "@'\nit's $x\n'@ | Out-Null",
    "function f($a, [int]$b = 3) { $a + $b }",
    "function g() { param([Parameter(Mandatory)][string]$Name) process { $Name } }",
    "filter h { $_ }",
    "[CmdletBinding()]\nparam(\n  [switch]$Force,\n  [ValidateSet('a','b')] [string] $Kind = 'a'\n)\n$Kind",
    "begin { 1 } process { 2 } end { 3 }",
    "clean { 1 }",
    "switch -Regex ($x) { '^a' { 1; break } default { 2 } }",
    "switch -File a.txt { x { 1 } }",
    ":outer foreach ($i in 1..3) { continue outer }",
    "for ($i = 0; $i -lt 3; $i++) { }",
    "for (;;) { break }",
    "do { $i-- } until ($i -le 0)",
    "try { 1 } catch [System.IO.IOException], [Exception] { 2 } catch { 3 } finally { 4 }",
    "trap { continue }",
    "$a, $b = 1, 2",
    "[int]$n, $m = 1, 2",
    "$x = $y = 3",
    "$h.a.b[0]::c = 1",
    "[Environment]::SetEnvironmentVariable('A', 'b', 'User')",
    "[System.Collections.Generic.Dictionary[string,int]]::new()",
    "[int[]]$a = 1, 2, 3",
    "$list.Where{ $_ -gt 1 }.ForEach({ $_ })",
    "$x = $a ? 1 : 2",
    "$a ?? 'b' ; $a ??= 3; ${a}?.b; ${a}?[0]",
    "Get-Item a && Get-Item b || Get-Item c",
    "Start-Job { 1 } &",
    "Get-Item .\n  | Sort-Object\n  # note\n  | Select-Object -First 1",
    "Get-Item . |\n\n  # note\n  Sort-Object",
    "Get-Item `\n  -Path .",
    "$a = 1 +\n 2",
    "$a.\n  b",
    "cmd --% /c \"echo %PATH%\" { (",
    "Get-Thing -Name:value -Flag -- -x",
    "Get-Item @params",
    "Get-Item a 2>&1 > out.txt 3>> log",
    "1..3 | ForEach-Object { $_ } 2>$null",
    "class A : B, C { [int]$x = 1; static [string] $y; A([int]$v) : base($v) { $this.x = $v }\n hidden [void] M() { } }",
    "[Flags()] enum E { A = 1; B = 2\n C }",
    "using namespace System.IO\nusing module ./x.psm1\n$a",
    "data d -SupportedCommand ConvertTo-Json { 'x' }",
    "#Requires -Version 7\n<# block #> 1",
    "configuration C { Node localhost { File f { Ensure = 'Present'; Type = 'File' } } }",
    "if ($a) { 1 }\nelseif ($b) { 2 }\n\nelse { 3 }",
    "-not $a -eq 10; !$b; -join $c; -split 'a b'; ,1",
    "0x1F; 1kb; 1.5e3; 10L; 0b101; 5u; 3d; .5",
    "return\nexit 1",
    "throw \"no\"",
    "$a[0..2]; $a[-1]; $a['x']",
    "{ param($x) $x }.Invoke(1)",
    "[pscustomobject]@{ a = 1 }",
    "[ordered]@{ a = 1 }",
    "\u{201c}smart\u{201d}; \u{2018}too\u{2019}; 3 \u{2013} 1",
    "echo a#b 'c'#d",
    "$x = @(\n 1\n 2,\n 3\n)",
    "param = 1",
    "$a = 'x' -replace 'a', 'b' -split ','",
    "% { $_ }; ? { $_ }",
    "$null = [void](1)",
    "while ($true) { if (1) { break } }",
    "break; continue",
    "default",
    "function Test-It { [CmdletBinding()] param() dynamicparam { 1 } end { 2 } }",
    "$using:x; $global:y = 1; ${a b}; $$; $?; $^",
    "a\\b\\c.exe /x=y z:1 @{a=1} (1+2) {b} $c.d",
    "\"`u{1F600}`e\"",
    "$x -is [int] -and $y -as [string]",
    "foo -a:$b -c:(1) -d: 2",
    "try { } finally { }",
    "[a.b.c]$x | Out-Null",
    "$a = [type]",
];

/// What it rejects, with the first id it gives.
const REJECTED: &[(&str, &str)] = &[
    ("'abc", "TerminatorExpectedAtEndOfString"),
    ("\"abc", "TerminatorExpectedAtEndOfString"),
    ("@'\nabc", "TerminatorExpectedAtEndOfString"),
    ("@\"\nabc\n  \"@", "WhitespaceBeforeHereStringFooter"),
    ("@' x\n'@", "UnexpectedCharactersAfterHereStringHeader"),
    ("if ($a) {", "MissingEndCurlyBrace"),
    ("{ 1", "MissingEndCurlyBrace"),
    ("(1", "MissingEndParenthesisInExpression"),
    ("$(1", "MissingEndParenthesisInSubexpression"),
    ("$a[1", "MissingEndSquareBracket"),
    ("$a[]", "MissingArrayIndexExpression"),
    ("}", "UnexpectedToken"),
    (")", "UnexpectedToken"),
    ("\"$dir:$x\"", "InvalidVariableReferenceWithDrive"),
    ("\"$HOME: x\"", "InvalidVariableReferenceWithDrive"),
    ("\"$C:\\x\"", "InvalidVariableReferenceWithDrive"),
    ("\"${}\"", "EmptyVariableReference"),
    ("1 +", "ExpectedValueExpression"),
    ("$a =", "ExpectedValueExpression"),
    ("$a,", "MissingExpressionAfterToken"),
    ("$a -eq", "ExpectedValueExpression"),
    ("-not", "MissingExpressionAfterOperator"),
    ("'a' -x", "UnexpectedToken"),
    ("\"C:\\x\\y.exe\" -a", "UnexpectedToken"),
    ("$env:ProgramFiles\\Git\\cmd\\git.exe", "UnexpectedToken"),
    ("1 2", "UnexpectedToken"),
    ("@at", "SplattingNotPermitted"),
    ("$x = @args", "SplattingNotPermitted"),
    ("a | ", "EmptyPipeElement"),
    ("| a", "EmptyPipeElement"),
    ("a | 1", "ExpressionsMustBeFirstInPipeline"),
    ("a &&", "EmptyPipelineChainElement"),
    ("if $a { 1 }", "MissingOpenParenthesisInIfStatement"),
    ("if () { 1 }", "IfStatementMissingCondition"),
    ("if ($a) 1", "MissingStatementBlock"),
    ("if ($a) { 1 } else 2", "MissingStatementBlockAfterElse"),
    ("while ($a) 1", "MissingLoopStatement"),
    ("do { 1 }", "MissingWhileOrUntilInDoWhile"),
    ("foreach ($a of $b) { }", "MissingInInForeach"),
    ("foreach (a in $b) { }", "MissingVariableNameAfterForeach"),
    ("switch ($a) { }", "MissingSwitchConditionExpression"),
    ("switch ($a) { x }", "MissingSwitchStatementClause"),
    ("switch ($a) { default {1} default {2} }", "MultipleSwitchDefaultClauses"),
    ("try { 1 }", "MissingCatchOrFinally"),
    ("try { 1 } catch { 2 } catch [x] { 3 }", "EmptyCatchNotLast"),
    ("function { }", "MissingNameAfterKeyword"),
    ("function f", "MissingFunctionBody"),
    ("function 'f' { }", "MissingNameAfterKeyword"),
    ("function f($a { }", "MissingEndParenthesisInFunctionParameterList"),
    ("function f($a, $A) { }", "DuplicateFormalParameter"),
    ("function f($a) { param($b) }", "OnlyOneParameterListAllowed"),
    ("param($a,)", "MissingExpressionAfterToken"),
    ("@{ a = 1; A = 2 }", "DuplicateKeyInHashLiteral"),
    ("@{ a 1 }", "MissingEqualsInHashLiteral"),
    ("@{ a = }", "MissingStatementInHashLiteral"),
    ("@{ a = 1", "MissingEndCurlyBrace"),
    ("1 = 2", "InvalidLeftHandSide"),
    ("'a' = 2", "InvalidLeftHandSide"),
    ("$a + 1 = 2", "InvalidLeftHandSide"),
    ("1++", "OperatorRequiresVariableOrProperty"),
    ("$a.b(1", "MissingEndParenthesisInMethodCall"),
    ("$a.b(1,)", "MissingExpressionAfterToken"),
    ("$a ? 1", "MissingColonInTernaryExpression"),
    ("[ordered]1", "OrderedAttributeOnlyOnHashLiteralNode"),
    ("[int", "EndSquareBracketExpectedAtEndOfAttribute"),
    ("begin { } 1", "MissingNamedBlocks"),
    ("begin { } begin { }", "DuplicateScriptCommandClause"),
    ("1; using namespace System", "UsingMustBeAtStartOfScript"),
    ("class { }", "MissingNameAfterKeyword"),
    ("class A", "MissingTypeBody"),
    ("class A { [int] }", "IncompleteMemberDefinition"),
    ("from x", "ReservedKeywordNotAllowed"),
    ("a > ", "MissingFileSpecification"),
    ("a < b", "RedirectionNotSupported"),
    ("a > b > c", "StreamAlreadyRedirected"),
    ("a -b:", "ParameterRequiresArgument"),
    ("a , b", "MissingArgument"),
    ("a b,", "MissingExpression"),
    ("<# open", "MissingTerminatorMultiLineComment"),
    ("& ", "MissingExpression"),
    ("workflow w { }", "WorkflowNotSupportedInPowerShellCore"),
    ("99999999999999999999l + 1", "BadNumericConstant"),
    ("Get-Item .\n\n  | Sort-Object", "EmptyPipeElement"),
];

/// What only PowerShell 7 has.
const NEW: &[&str] = &[
    "$a ? 1 : 2",
    "$a ?? 1",
    "$a ??= 1",
    "a && b",
    "a || b",
    "a &",
    "a\n | b",
    "${a}?.b",
    "begin { } clean { }",
];

#[test]
fn what_the_engine_accepts_has_no_problem() {
    for text in ACCEPTED {
        let script = parse(text, false);
        assert!(script.problems.is_empty(), "{text}: {:?}", script.problems);
    }
}

#[test]
fn what_the_engine_rejects_carries_its_id() {
    for (text, id) in REJECTED {
        let ids = parse(text, false).error_ids;
        assert_eq!(ids.first(), Some(id), "{text}: {ids:?}");
    }
}

#[test]
fn new_syntax_is_an_error_in_windows_powershell() {
    for text in NEW {
        assert!(parse(text, false).problems.is_empty(), "{text}");
        assert!(!parse(text, true).problems.is_empty(), "{text}");
    }
}

/// The expression with every operation in parentheses.
fn shape(text: &str, node: &Expression) -> String {
    match &node.kind {
        ExpressionKind::Binary(operator, left, right) => {
            let name = match operator {
                BinaryOperator::Add => "+".to_owned(),
                BinaryOperator::Multiply => "*".to_owned(),
                other => format!("{other:?}").split('(').next().unwrap_or("").to_lowercase(),
            };
            format!("({} {name} {})", shape(text, left), shape(text, right))
        }
        ExpressionKind::Unary(operator, child) => {
            format!("({operator:?} {})", shape(text, child)).to_lowercase()
        }
        ExpressionKind::List(values) => {
            let values: Vec<_> = values.iter().map(|value| shape(text, value)).collect();
            format!("[{}]", values.join(" "))
        }
        _ => node.span.of(text).to_owned(),
    }
}

fn first_expression(text: &str, script: &Script) -> String {
    let statement = &script.body.end.as_ref().unwrap().statements[0];
    let StatementKind::Pipeline(pipeline) = &statement.kind else { panic!("{text}") };
    let Element::Expression(value, _) = &pipeline.elements[0] else { panic!("{text}") };
    shape(text, value)
}

#[test]
fn operators_bind_as_the_token_table_says() {
    let rows = [
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("1 - 2 + 3", "((1 subtract 2) + 3)"),
        ("$a -or $b -and $c", "(($a or $b) and $c)"),
        ("$a -split ';' -notcontains $d", "(($a split ';') notcontains $d)"),
        ("$a ?? 'x' -split ';'", "(($a coalesce 'x') split ';')"),
        ("'a' + 'b','c'", "('a' + ['b' 'c'])"),
        ("!0,0", "[(not 0) 0]"),
        ("-not $a -eq 10", "((not $a) equal 10)"),
        ("1..3 * 2", "((1 range 3) * 2)"),
        ("'{0}' -f 1 + 2", "(('{0}' format 1) + 2)"),
        ("'{0}{1}' -f 1,2", "('{0}{1}' format [1 2])"),
        ("$a -band 1 -eq 1", "($a bitand (1 equal 1))"),
        ("$a -eq 1 -and $b -lt 2", "(($a equal 1) and ($b less 2))"),
    ];
    for (text, expected) in rows {
        assert_eq!(first_expression(text, &parse(text, false)), expected, "{text}");
    }
}

#[test]
fn deep_and_broken_texts_end() {
    let heads =
        ["(", "{", "@(", "$(", "\"$(", "[", "@{a=", "\0", "a[", "$a.b(", "!", "if(", "[A({"];
    for head in heads {
        let script = parse(&head.repeat(20_000), false);
        assert!(!script.problems.is_empty() || head == "\0" || head == "a[", "{head}");
    }
}
