//! Batch files as people write them, made up from a seed.

const PIECES: &[&str] = &[
    "@echo off\r\nsetlocal EnableExtensions EnableDelayedExpansion\r\n",
    "set \"PATH=C:\\tools\u{1}\\bin;%PATH%\"\r\n",
    "if not exist \"%ProgramFiles%\\Tool\u{1}\\bin\" (\r\n    echo Tool\u{1} is not here 1>&2\r\n    exit /b \u{1}\r\n)\r\n",
    "for /f \"usebackq tokens=1,* delims==\" %%a in (`set TOOL\u{1}`) do (\r\n    set \"name=%%a\"\r\n    set \"value=%%b\"\r\n)\r\n",
    "for %%d in (\"%PATH:;=\" \"%\") do if /i \"%%~d\"==\"C:\\windows\" set FOUND=\u{1}\r\n",
    "rem A note about what follows, number \u{1}, as scripts have them.\r\n",
    ":: and one of the other kind\r\n",
    "call :sub\u{1} \"%~dp0lib\" %*\r\nif errorlevel 1 goto fail\u{1}\r\n",
    ":sub\u{1}\r\nset /a count+=\u{1}, rest=count%%7\r\nif !count! gtr \u{1} (set \"%~1=!count!\") else set %~1=0\r\ngoto :eof\r\n",
    "copy /y \"%SRC%\\*.dll\" \"%DST%\" >nul 2>&1 || goto fail\u{1}\r\n",
    ":fail\u{1}\r\necho failed: %ERRORLEVEL%\r\nendlocal & set \"RESULT=%RESULT%\" & exit /b 1\r\n",
    "type list.txt | findstr /v /c:\"#\" > kept\u{1}.txt && del /q list.txt\r\n",
];

/// About `bytes` bytes of script.
pub fn script(seed: u64, bytes: usize) -> String {
    crate::made::up(PIECES, seed, bytes)
}
