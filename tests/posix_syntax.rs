//! What a session makes of syntax that envsim once refused, beside what bash 5.2 and zsh 5.9 print.

#[path = "common/program.rs"]
mod program;

use program::envsim;

/// The exported one-letter variables of a session whose start-up file has this text.
fn letters(shell: &str, file: &str, text: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = "/home/u";
    let json = format!(
        r#"{{"schema":"envsim-scenario/1","platform":"linux","user":{{"name":"u","home":"{home}"}},
        "files":{{"{home}/tok":{{"text":"tok123\n\n"}},"{home}/n.sh":{{"text":"export N=1\u0000\n"}},
        "{home}/{file}":{{"text":{text:?}}}}},
        "shells":{{"{shell}":{{"path":"/bin/{shell}"}}}}}}"#
    );
    #[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
    std::fs::write(folder.path().join("scenario.json"), json).expect("a file");
    let path = folder.path().to_string_lossy().into_owned();
    let session = format!("{shell}:interactive");
    let ran = envsim(&["env", &session, "--scenario", &path]);
    let lines = ran.out.lines().filter(|line| line.as_bytes().get(1) == Some(&b'='));
    lines.collect::<Vec<_>>().join(" ")
}

#[test]
fn sessions_know_what_the_shells_know() {
    let rows = [
        (
            "bash",
            ".bashrc",
            "export A=$(<~/tok) B=\"x$(< ~/tok)y\" C=`<~/tok`",
            "A=tok123 B=xtok123y C=tok123",
        ),
        (
            "zsh",
            ".zshrc",
            "export A=$(<~/tok) B=\"x$(< /home/u/tok)y\" C=`<~/tok`",
            "A=tok123 B=xtok123y C=tok123",
        ),
        ("bash", ".bashrc", ". ~/n.sh", "N=1"),
        ("bash", ".bashrc", "if false; then echo ${(s:,:)X}; fi; export A=1", "A=1"),
        ("bash", ".bashrc", "echo ${(s:,:)X}; export A=1\nexport B=2", "B=2"),
        (
            "bash",
            ".bashrc",
            "f() { echo ${(%):-%x}; export A=1; }\nf; export B=1\nexport C=1",
            "C=1",
        ),
        ("bash", ".bashrc", "if { true; }; then export A=1; fi", "A=1"),
        ("bash", ".bashrc", "coproc f { while :; do echo x; done; }\nexport A=1", "A=1"),
        ("zsh", ".zshrc", "() { export A=$1 } args", "A=args"),
        (
            "zsh",
            ".zshrc",
            "if { true; } { export A=1; }\nfor 1 in p; do export B=$1; done",
            "A=1 B=p",
        ),
        (
            "zsh",
            ".zshrc",
            "foreach x (a b) { export A=$x }\nfor é in c; do export B=$é; done",
            "A=b B=c",
        ),
    ];
    for (shell, file, text, wanted) in rows {
        let text = format!("{text}\n");
        assert_eq!(letters(shell, file, &text), wanted, "{shell}: {text}");
    }
}

#[test]
fn a_problem_beside_a_long_character_is_shown() {
    for text in
        ["echo ${é}", "${’}", "x=${é}", "for é in a; do :; done", "[[ a = \"✓", "\"✓", "${\u{fffd}"]
    {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        #[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
        std::fs::write(file.path(), text).expect("a file");
        for shell in ["bash", "zsh", "sh"] {
            let ran = envsim(&["parse", &file.path().to_string_lossy(), "--shell", shell]);
            assert!(ran.code < 2, "{shell}: {text}: {}", ran.err);
        }
    }
}
