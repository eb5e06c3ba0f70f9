//! V003: JAVA_HOME names no JDK, or another one than java on PATH.

use super::{Check, Evidence, Finding, Rule, Subject, place_key, same_place};
use crate::machine::Platform;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V003",
    name: "java-home-mismatch",
    severity: Severity::Warning,
    page: "\
JAVA_HOME names a directory without a Java, or another one than the `java` that runs.

## Problem

    export JAVA_HOME=/usr/lib/jvm/java-8      # removed; java on PATH is 21
    export JAVA_HOME=/usr/lib/jvm/java-21/bin

## Better

    export JAVA_HOME=/usr/lib/jvm/java-21
    export PATH=\"$JAVA_HOME/bin:$PATH\"

## Why

Maven, Gradle, Android's tools and start scripts of servers take JAVA_HOME; who
types `java` gets PATH's. What compiles with one does not run with the other.

## Exceptions

A build that is meant to use another JDK than the one on PATH: another Java is a note, unless JAVA_HOME's own
`bin` stands on PATH behind it.

## Sources

The java command (Oracle), environment variables of tools
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    mismatch(rule, subject).into_iter().collect()
}

fn mismatch(rule: &Rule, subject: &Subject) -> Option<Finding> {
    let session = subject.session;
    let (machine, platform) = (session.machine(), session.machine().platform());
    let value = subject.environment.exported("JAVA_HOME")?;
    let text = value.text().filter(|text| !text.is_empty())?;
    let home = session.shell().machine_path(session.start(), &text);
    if !platform.is_absolute(&home) {
        return None;
    }
    let file = if platform.is_windows() { "java.exe" } else { "java" };
    let inside = |directory: &str| platform.join(&platform.join(directory, "bin"), file);
    let own = inside(&home);
    let mut severity = Severity::Warning;
    let (message, remedy) = if !machine.is_directory(&home) {
        (
            format!("JAVA_HOME is {text}, which does not exist"),
            "name the JDK's own directory".to_owned(),
        )
    } else if !machine.is_file(&own) {
        let above = platform.parent(home.trim_end_matches(platform.separator()));
        let above = above.filter(|above| machine.is_file(&inside(above)));
        let remedy = above
            .map_or("name the JDK's own directory".to_owned(), |above| format!("write {above}"));
        (format!("JAVA_HOME is {text}, and there is no {own}"), remedy)
    } else {
        let lookup = subject.lookup("java");
        let certain = lookup.outcome().is_certain();
        let running = lookup.winner().and_then(|winner| winner.path.clone()).filter(|_| certain)?;
        // A launcher such as macOS's /usr/bin/java starts what JAVA_HOME says.
        if running == "/usr/bin/java" && !platform.is_windows() && is_launcher(subject, &running) {
            return None;
        }
        if same_place(subject, &running, &own) || is_shim(&running) {
            return None;
        }
        // Whoever puts its bin on PATH means the two to agree.
        let meant =
            platform.parent(&own).is_some_and(|bin| subject.leads_to(&place_key(subject, bin)));
        severity = if meant { Severity::Warning } else { Severity::Note };
        let message = format!("JAVA_HOME is {text}, and java runs {running}");
        (message, "put $JAVA_HOME/bin first on PATH".to_owned())
    };
    let mut finding = rule.finding(subject, message, &remedy);
    finding.severity = severity;
    finding.evidence = vec![Evidence { text: format!("JAVA_HOME={text}"), origin: value.writer() }];
    Some(finding)
}

/// macOS has one java for all that are installed (java_home(1)).
fn is_launcher(subject: &Subject, path: &str) -> bool {
    let machine = subject.session.machine();
    machine.platform() == Platform::MacOs && machine.is_file(path)
}

fn is_shim(path: &str) -> bool {
    path.contains("/shims/") || path.contains(r"\shims\")
}
