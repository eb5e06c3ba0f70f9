//! A text that cmd runs and envsim does not follow: whatever it may have changed is not known, and
//! nothing else is lost. The judge is envsim itself, with known texts in the place of the unknown one.

mod cmd_support;

use std::collections::BTreeMap;

use cmd_support::{machine, plain_block};
use envsim::environment::Environment;
use envsim::machine::Platform;
use envsim::session::{Session, Spec, WhatIf};

/// What the tool may print, besides what writes every name there is.
const EFFECTS: &[&str] = &[
    "rem nothing",
    "set NEW=1",
    "set OLD=changed",
    "set OLD=",
    "set PATH=C:\\other;C:\\windows",
    "cd /d C:\\t\\sub",
    "doskey g=t_prog other",
    "pushd C:\\t\\sub",
    "doskey nosuch=t_prog",
    "set OLD=7",
    "setlocal",
    "endlocal",
    "endlocal&cd /d C:\\t\\sub",
    "exit /b 3",
];

/// `{}` is the place of the text. `L` lines are typed, where `exit /b` would be the end of cmd.
const FRAGMENTS: &[(&str, &str)] = &[
    ("B", "{}\r\n"),
    ("B", "set A=before\r\n{}\r\nset K=after\r\n"),
    ("B", "call :sub\r\nset K=after\r\nset OLD=mine\r\nexit /b\r\n:sub\r\n{}\r\nset S=1\r\n"),
    ("B", "call :sub\r\nset OLD=\r\nset PATH=C:\\windows\r\nexit /b\r\n:sub\r\n{}\r\n"),
    ("B", "call :sub\r\ncd /d C:\\t\r\nset HERE=at\r\ngoto :eof\r\n:sub\r\n{}\r\n"),
    ("B", "setlocal\r\n{}\r\nset L=1\r\nendlocal\r\n"),
    ("B", "setlocal\r\nset L=1\r\nendlocal\r\n{}\r\nset M=%OLD%\r\n"),
    ("B", "if defined OLD (\r\n{}\r\n) else set E=1\r\nset Z=%NEW%x\r\n"),
    (
        "B",
        "call :sub\r\nif defined NEW set D=1\r\nif not defined OLD set D=2\r\nexit /b\r\n:sub\r\n{}\r\n",
    ),
    (
        "B",
        "call :sub\r\nset P=C:\\x;%PATH%\r\nset Q=%OLD:~0,1%\r\nset R=%NEW%\r\nexit /b\r\n:sub\r\n{}\r\n",
    ),
    (
        "B",
        "call :sub\r\nif errorlevel 1 set F=1\r\nset X=%ERRORLEVEL%\r\nset C=%CD%\r\nexit /b\r\n:sub\r\n{}\r\n",
    ),
    ("B", "call :sub\r\npopd\r\nset C=%CD%\r\nexit /b\r\n:sub\r\n{}\r\n"),
    ("B", "call :sub\r\nfor %%f in (%OLD%) do set F=%%f\r\nexit /b\r\n:sub\r\n{}\r\n"),
    ("B", "call :sub\r\nset N=\r\nset /a N=OLD+1\r\nexit /b\r\n:sub\r\n{}\r\n"),
    (
        "B",
        "for %%a in (1 2) do call :sub %%a\r\nset K=after\r\nexit /b\r\n:sub\r\n{}\r\nset S%1=1\r\n",
    ),
    ("B", "cmd /c \"{}\"\r\nset K=after\r\n"),
    ("L", "{}"),
    ("L", "{} & set K=after"),
    ("L", "set A=before& {} & set OLD=mine& set M=%OLD%"),
    ("L", "call t_child.bat one & {} & cd /d C:\\t & doskey g=mine"),
];

fn opened<T>(text: &str, line: bool, see: impl FnOnce(&Session<'_>) -> T) -> T {
    let mut block = plain_block();
    block.push(("OLD".to_owned(), "old".to_owned()));
    let machine = machine("frag.bat", text.as_bytes(), &block);
    let spec =
        Spec::parse("cmd:interactive", Platform::Windows).unwrap_or_else(|no| panic!("{no}"));
    let opened = Session::open(&machine, &spec, &WhatIf::default());
    let mut session = opened.unwrap_or_else(|no| panic!("{no}"));
    if line {
        session.run_text("typed", text);
    } else {
        session.run_file("C:\\t\\frag.bat").unwrap_or_else(|no| panic!("{no}"));
    }
    see(&session)
}

/// What is known of a name: `Ok(None)` is certainly not set.
type Known = Result<Option<String>, ()>;

fn variable(environment: &Environment, name: &str) -> Known {
    match environment.variables.get(name) {
        Some(one) if one.maybe_unset => Err(()),
        Some(one) => match &one.value {
            Some(value) => value.text().map(|text| Some(text.into_owned())).ok_or(()),
            None => Ok(None),
        },
        None if environment.may_be_set(name).is_some() => Err(()),
        None => Ok(None),
    }
}

fn seen(text: &str, line: bool, names: &[String]) -> BTreeMap<String, Known> {
    opened(text, line, |session| {
        let environment = session.environment();
        let mut seen: BTreeMap<String, Known> =
            names.iter().map(|name| (name.clone(), variable(&environment, name))).collect();
        let cwd = environment.cwd.text().map(|text| Some(text.into_owned()));
        seen.insert("the directory".into(), cwd.ok_or(()));
        for name in ["g", "t_prog", "nosuch"] {
            let lookup = session.lookup(name);
            let outcome = lookup.outcome();
            let runs = outcome.ends.first().and_then(|end| end.candidate);
            let runs = runs.map(|one| one.path.clone().unwrap_or_else(|| one.text.clone()));
            let known = if outcome.is_certain() { Ok(runs) } else { Err(()) };
            seen.insert(format!("command {name}"), known);
        }
        seen
    })
}

fn names() -> Vec<String> {
    let all = "OLD NEW PATH PATHEXT ComSpec A K S L M E Z D P Q R F X C N S1 S2 HERE CHILD";
    all.split(' ').map(str::to_owned).collect()
}

/// Writes every name, as one line.
fn everything(names: &[String]) -> String {
    names.iter().map(|name| format!("set {name}=other")).collect::<Vec<_>>().join("&")
}

#[test]
fn what_may_differ_is_not_known_and_nothing_else_is_lost() {
    let names = names();
    let all = everything(&names);
    let ended = format!("endlocal&{all}");
    let mut wrong = Vec::new();
    let mut lost = Vec::new();
    let mut kept = 0;
    for (kind, fragment) in FRAGMENTS {
        let line = *kind == "L";
        let sign = if line { "%" } else { "%%" };
        let text = format!("for /f \"delims=\" {sign}i in ('t_prog env') do {sign}i");
        let ours = seen(&fragment.replace("{}", &text), line, &names);
        let effects = EFFECTS.iter().copied().chain([all.as_str(), ended.as_str()]);
        let effects = effects.filter(|effect| !line || !effect.starts_with("exit"));
        let worlds: Vec<_> =
            effects.map(|effect| seen(&fragment.replace("{}", effect), line, &names)).collect();
        for (name, our) in &ours {
            let theirs: Vec<&Known> = worlds.iter().map(|world| &world[name]).collect();
            let differs = theirs.iter().any(|one| *one != theirs[0]);
            match (differs, our) {
                (true, Ok(value)) => wrong.push(format!("{fragment:?} {name}={value:?}")),
                (false, Err(())) if theirs[0].is_ok() => lost.push(format!("{fragment:?} {name}")),
                (false, Ok(value)) => {
                    kept += 1;
                    if Ok(value) != theirs[0].as_ref() {
                        wrong.push(format!("{fragment:?} {name}={value:?}, not {:?}", theirs[0]));
                    }
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(lost.is_empty(), "{lost:#?}");
    assert!(kept >= 30, "{kept}");
}

/// What one session knows of a fragment's variables, in order (`$` ends a line, `~&` is `~$`); `?` where that is not certain, `-` where nothing.
fn known(fragment: &str, names: &str) -> String {
    opened(&fragment.replace('$', "\r\n").replace("~&", "~$"), false, |session| {
        let environment = session.environment();
        let shown = names.split(' ').map(|name| match variable(&environment, name) {
            Ok(value) => value.unwrap_or_else(|| "-".to_owned()),
            Err(()) => "?".to_owned(),
        });
        shown.collect::<Vec<_>>().join(" ")
    })
}

#[test]
fn what_is_lost_reaches_as_far_as_it_must() {
    for (fragment, names, expected) in [
        // Text that runs in the session may have done anything.
        ("call :s$set K=after$exit /b$:s$call \"%TIME%\"", "OLD K A", "? after ?"),
        ("call :s$set K=after$exit /b$:s$call :%TIME%", "OLD K A", "? after ?"),
        ("call :s$set K=after$exit /b$:s$goto %TIME%", "OLD K A", "? after ?"),
        ("call :s$set K=after$exit /b$:s$%TIME% x", "OLD K A", "? after ?"),
        // What it may have ended is perhaps not run.
        ("set A=1$%TIME% x$set K=after", "OLD K A", "? ? ?"),
        // A program changes nothing here, whatever it is.
        ("\"%TIME%\\x.exe\" y$set K=after", "OLD K A", "old after -"),
        ("call %RANDOM% 2>nul$set K=after", "OLD K A", "old after -"),
        // Only the names that may have been meant.
        ("set A=1$set O%TIME%=x$set K=after", "OLD K A Q", "? after 1 ?"),
        ("set Ob=1$set Ob$doskey %TIME%=x$set K=after", "OLD K", "old after"),
        // Only files.
        ("echo x>%TIME%$set K=after", "OLD K A", "old after -"),
        // What it wrote under a condition is what it was otherwise.
        ("t_prog && set OLD=new$set K=after", "OLD K A", "? after -"),
        ("t_prog || set A=1$if errorlevel 1 set B=1", "OLD A B", "old ? ?"),
        ("if exist %TIME% (set A=1) else set A=1", "A", "1"),
        ("if %TIME%==1 (setlocal) else set A=1$endlocal$set K=1", "OLD K A", "? ? ?"),
        // What a child of cmd runs changes nothing in its parent.
        (
            "cmd /c \"%TIME% x\"$for /f %%i in ('%TIME% x') do rem$set K=after",
            "OLD K A",
            "old after -",
        ),
        // A search through a list is certain up to what is not.
        (
            "if %TIME%==1 set PATH=C:\\t;%PATH%$for %%f in (t_prog.exe) do set F=%%~&PATH:f",
            "F",
            "?",
        ),
        (
            "set PATH=C:\\t;%TIME%$for %%f in (t_prog.exe) do set F=%%~&PATH:f",
            "F",
            "C:\\t\\t_prog.exe",
        ),
        ("set PATH=%TIME%;C:\\t$for %%f in (t_prog.exe) do set F=%%~&PATH:f", "F", "?"),
        // What is too deep, too long or without an end may have done anything.
        (":x$if %TIME%==1 exit /b$set /a N+=1$goto x", "OLD N", "old ?"),
        ("for /l %%i in (1,0,2) do goto x$:x$set K=1", "OLD K", "? ?"),
    ] {
        assert_eq!(known(fragment, names), expected, "{fragment}");
    }
}

#[test]
fn when_the_fuel_ends_nothing_is_known() {
    for endless in [
        "for /l %%i in (1,1,1000000000) do set A=%%i$set K=after",
        "for /l %%i in (1,1,1000000000) do @rem$set K=after",
        ":x$call :x$call :x$set K=after",
        "for /l %%i in (1,1,1000000000) do @echo a%%i>>f.txt",
        "for /l %%i in (1,1,1000000000) do call set A=%%i",
        "for /f %%i in ('for /l %%j in ^(1 1 1000000000^) do @echo 0123456789') do set A=%%i",
    ] {
        assert_eq!(known(endless, "OLD A K"), "? ? ?", "{endless}");
    }
}

/// Every way a name may lead, with its condition.
fn ways(fragment: &str, name: &str) -> Vec<String> {
    opened(&fragment.replace('$', "\r\n"), false, |session| {
        let lookup = session.lookup(name);
        let outcome = lookup.outcome();
        let doubt = outcome.doubt.map(|_| "unless there is a doubt".to_owned());
        let ends = outcome.ends.iter().map(|end| {
            let found =
                end.candidate.map_or("nothing", |one| one.path.as_deref().unwrap_or(&one.text));
            match end.when {
                Some(when) => format!("{found} if {}", when.words),
                None => found.to_owned(),
            }
        });
        ends.chain(doubt).collect()
    })
}

#[test]
fn a_name_leads_where_its_condition_says() {
    const HERE: &str = "C:\\t\\t_prog.exe";
    for (fragment, name, expected) in [
        ("if %TIME%==1 doskey g=one", "g", ["one if `if …==1 `", "nothing"].as_slice()),
        ("doskey /exename=cmd.exe g=one", "g", &["one"]),
        ("doskey /exename=powershell.exe g=one", "g", &["nothing"]),
        ("doskey g=one$doskey /macrofile=nosuch.txt", "g", &["one", "unless there is a doubt"]),
        ("doskey /insert g=one", "g", &["one"]),
        ("echo g=two> \"a m.txt\"$doskey /macrofile=\"a m.txt\"", "g", &["two"]),
        ("echo g=two> m.txt$doskey /macrofile=m.txt", "g", &["two"]),
        (
            "echo g=two> %TIME%$doskey /macrofile=%TIME%",
            "g",
            &["nothing", "unless there is a doubt"],
        ),
        ("if %TIME%==1 (doskey g=one) else doskey g=two", "g", &["one if `if …==1`", "two"]),
        ("doskey g=one$if %TIME%==1 doskey g=", "g", &["one if not `if …==1`", "nothing"]),
        ("if %TIME%==1 exit /b$doskey g=one", "g", &["one if not `if …==1`", "nothing"]),
        (
            "if %TIME%==1 set PATH=C:\\t;%PATH%$cd /d C:\\t\\sub",
            "t_prog",
            &["C:\\t\\t_prog.exe if `if …==1`", "nothing"],
        ),
        ("if %TIME%==1 set PATH=%PATH%;C:\\other", "t_prog", &[HERE]),
        (
            "if %TIME%==1 cd /d C:\\t\\sub",
            "t_prog",
            &["C:\\t\\t_prog.exe if not `if …==1`", "nothing"],
        ),
        ("set PATH=%TIME%;%PATH%", "t_prog", &[HERE]),
        ("cd /d C:\\t\\sub$set PATH=%TIME%;C:\\t", "t_prog", &[HERE, "unless there is a doubt"]),
        ("cd /d C:\\t\\sub$set PATH=C:\\t;%TIME%", "t_prog", &[HERE]),
        ("cd /d C:\\t\\sub$set PATH=\"C:\\a;b\";C:\\t", "t_prog", &[HERE]),
        ("call :s$exit /b$:s$%TIME% x", "dir", &["dir", "unless there is a doubt"]),
        ("call :s$exit /b$:s$%TIME% x", "nosuch", &["nothing", "unless there is a doubt"]),
    ] {
        let found: Vec<String> =
            ways(fragment, name).iter().map(|one| one.replace("==1 `", "==1`")).collect();
        let expected: Vec<String> =
            expected.iter().map(|one| one.replace("==1 `", "==1`")).collect();
        assert_eq!(found, expected, "{fragment}");
    }
}
