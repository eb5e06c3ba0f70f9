//! Names, and where they are looked for.

/// The directories of the system.
pub const SYSTEM: &str = "C:\\windows\\system32;C:\\windows";

/// PATH, PATHEXT, directory, whether the directory is left out, and the names that are asked for.
pub type Search = (&'static str, &'static str, &'static str, bool, &'static [&'static str]);

pub const USUAL: &str = ".COM;.EXE;.BAT;.CMD";
pub const TWO: &str = "C:\\tree\\p1;C:\\tree\\p2";

pub const SEARCHES: &[Search] = &[
    (
        TWO,
        USUAL,
        "C:\\lab",
        false,
        &[
            "a",
            "b",
            "c",
            "d",
            "d.exe",
            "e",
            "e.bat",
            "f",
            "g",
            "h.bat",
            "upper",
            "both",
            "a.exe",
            "a.bat",
            "only2",
            "only2.cmd",
            "dot.name",
            "nothing",
            "\"long name\"",
            "sub\\deep",
            "c.exe",
            "a.com",
            "b.cmd",
        ],
    ),
    (
        "C:\\tree\\p2;C:\\tree\\p1",
        ".CMD;.BAT;.EXE;.COM",
        "C:\\lab",
        false,
        &["a", "b", "both", "e", "d"],
    ),
    (TWO, ".BAT", "C:\\lab", false, &["a", "b", "both", "e", "a.exe", "git"]),
    (
        TWO,
        USUAL,
        "C:\\tree\\w",
        false,
        &["a", "both", "here", "git", "sub\\deep", "x.y", ".\\a", "x"],
    ),
    (TWO, USUAL, "C:\\tree\\w", true, &["a", "both", "here", "git", ".\\a", "sub\\deep"]),
    ("C:\\tree\\p 3;C:\\tree\\p2", USUAL, "C:\\lab", false, &["spaced", "a", "dash-ed", "more"]),
    ("\"C:\\tree\\p;4\";C:\\tree\\p2", USUAL, "C:\\lab", false, &["semi", "a", "git"]),
    (
        ";;C:\\tree\\nowhere;C:\\tree\\p2\\;C:/tree/p1",
        USUAL,
        "C:\\lab",
        false,
        &["a", "f", "git", "deep"],
    ),
    ("p1;..\\p2", USUAL, "C:\\tree\\w", false, &["only2", "more", "f"]),
    ("sub;C:\\tree\\p2", USUAL, "C:\\tree\\w", false, &["deep", "only2"]),
    ("%TREE%\\p1;C:\\tree\\p2", USUAL, "C:\\lab", false, &["f", "only2"]),
    ("C:\\TREE\\P1;c:\\tree\\P2", USUAL, "C:\\lab", false, &["A", "F", "oNLY2"]),
    ("C:\\tree\\p2\\;C:/tree/p1", USUAL, "C:\\lab", false, &["a", "f", "git", "deep"]),
    (
        "C:\\tree\\nowhere;C:\\tree\\p1;Q:\\x;C:\\tree\\p2",
        USUAL,
        "C:\\lab",
        false,
        &["a", "git", "c", "e"],
    ),
    (TWO, ".cmd;.exe", "C:\\tree\\w", false, &["a", "both", "f", "only2", "git", "here"]),
];
