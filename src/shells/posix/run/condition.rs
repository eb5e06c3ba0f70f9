//! `[[ … ]]`, `[ … ]` and `test` (POSIX test(1), bash(1) CONDITIONAL EXPRESSIONS, zshmisc(1)).

use std::rc::Rc;

use crate::machine::{Fault, Kind as FileKind};
use crate::shells::posix::evaluator::{Evaluator, Expanded, Flow, Stop};
use crate::shells::posix::state::{Options, Slot, Status};
use crate::shells::posix::syntax::Test;
use crate::shells::steps_for;
use crate::text::Span;
use crate::text::posix_regex::{Grammar, Reading, Regex};
use crate::value::{Unknown, Value};

/// True, false, or the reason why nobody knows.
type Truth = Result<bool, Rc<Unknown>>;

/// What is known of texts that are not known as a whole may be enough.
fn decided(left: &Value, operator: &str, right: &Value) -> Option<bool> {
    match operator {
        "=" | "==" => return left.equals(right),
        "!=" => return left.equals(right).map(|same| !same),
        _ => {}
    }
    if left.is_known() == right.is_known() {
        return None;
    }
    // Turned so that what is not known stands on the left: `0 -lt X` is `X -gt 0`.
    let (value, number, operator) = match left.is_known() {
        false => (left, right, operator),
        true => (right, left, turned(operator)?),
    };
    let (least, number) = (value.least_number()?, number.text()?.trim().parse::<i64>().ok()?);
    match operator {
        "-eq" | "-le" if least > number => Some(false),
        "-ne" | "-gt" if least > number => Some(true),
        "-lt" if least >= number => Some(false),
        "-ge" if least >= number => Some(true),
        _ => None,
    }
}

fn turned(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "-eq" => "-eq",
        "-ne" => "-ne",
        "-lt" => "-gt",
        "-gt" => "-lt",
        "-le" => "-ge",
        "-ge" => "-le",
        _ => return None,
    })
}

/// zsh's options that are on from the start (zshoptions(1), zsh 5.9).
const ZSH_ON: &[&str] = &[
    "aliases",
    "alwayslastprompt",
    "appendhistory",
    "autolist",
    "automenu",
    "autoparamkeys",
    "autoparamslash",
    "autoremoveslash",
    "badpattern",
    "banghist",
    "bareglobqual",
    "beep",
    "bgnice",
    "braceexpand",
    "caseglob",
    "casematch",
    "checkjobs",
    "checkrunningjobs",
    "clobber",
    "debugbeforecmd",
    "equals",
    "evallineno",
    "exec",
    "flowcontrol",
    "functionargzero",
    "glob",
    "globalexport",
    "globalrcs",
    "hashall",
    "hashcmds",
    "hashlistall",
    "histappend",
    "histbeep",
    "histexpand",
    "histsavebycopy",
    "hup",
    "listambiguous",
    "listbeep",
    "listtypes",
    "log",
    "multibyte",
    "multifuncdef",
    "multios",
    "nomatch",
    "notify",
    "promptcr",
    "promptpercent",
    "promptsp",
    "rcs",
    "shortloops",
    "trackall",
    "unset",
];

impl Evaluator<'_> {
    pub(super) fn condition_command(&mut self, test: &Test) -> Flow {
        match self.truth(test) {
            Ok(Ok(yes)) => self.state.status = Status::of(yes),
            Ok(Err(why)) => self.state.status = Status::Unknown(why),
            Err(stop) => return self.stopped(stop),
        }
        Flow::Next
    }

    fn truth(&mut self, test: &Test) -> Expanded<Truth> {
        match test {
            Test::Word(word) => {
                let value = self.tested(word)?;
                Ok(self.filled(&value, word.span))
            }
            Test::Not(inner) => Ok(self.truth(inner)?.map(|yes| !yes)),
            Test::And(left, right) => match self.truth(left)? {
                Ok(false) => Ok(Ok(false)),
                Ok(true) => self.truth(right),
                Err(why) => Ok(match self.truth(right)? {
                    Ok(false) => Ok(false),
                    _ => Err(why),
                }),
            },
            Test::Or(left, right) => match self.truth(left)? {
                Ok(true) => Ok(Ok(true)),
                Ok(false) => self.truth(right),
                Err(why) => Ok(match self.truth(right)? {
                    Ok(true) => Ok(true),
                    _ => Err(why),
                }),
            },
            Test::Unary(operator, word) => {
                let operator = self.text(*operator);
                let value = self.tested(word)?;
                Ok(self.unary(&operator, &value, word.span))
            }
            Test::Binary(left, operator, right) => {
                let sign = self.text(*operator);
                let value = self.single(left)?;
                match sign.as_str() {
                    "=" | "==" => self.matches(&value, right),
                    "!=" => Ok(self.matches(&value, right)?.map(|yes| !yes)),
                    "=~" => {
                        let pattern = self.pattern(right)?;
                        Ok(self.regex(&value, pattern, right.span))
                    }
                    _ => {
                        let other = self.single(right)?;
                        self.binary(&value, &sign, &other, right.span)
                    }
                }
            }
        }
    }

    fn filled(&self, value: &Value, span: Span) -> Truth {
        value.is_empty().map(|empty| !empty).ok_or_else(|| self.why(value, span))
    }

    /// `=~`: quoted characters stand for themselves (bash(1), `[[`; zshmisc(1), CONDITIONAL EXPRESSIONS).
    fn regex(
        &mut self,
        value: &Value,
        pattern: Result<crate::shells::posix::pattern::Characters, Rc<Unknown>>,
        span: Span,
    ) -> Truth {
        let Some(text) = value.text() else { return Err(self.why(value, span)) };
        let mut regex = String::new();
        for (letter, literal) in pattern? {
            // zsh takes what stands between quotes for the expression itself.
            if literal && self.state.dialect.is_bash() && "\\.[](){}*+?|^$".contains(letter) {
                regex.push('\\');
            }
            regex.push(letter);
        }
        let _ = self.host.spend(steps_for((text.len() + 1) * (regex.len() + 1)));
        let gap = |this: &Self| {
            this.reason("is compared with a regular expression envsim does not follow", span)
        };
        let reading = Reading {
            grammar: Grammar::Extended,
            ignores_case: self.option("nocasematch"),
            wide: true,
            escapes: false,
            lines: false,
        };
        let compiled = Regex::new(&regex, reading).filter(|one| !one.is_local() || text.is_ascii());
        let Some(compiled) = compiled else {
            self.captured_nothing_known(span);
            return Err(gap(self));
        };
        match compiled.find(text.as_bytes(), 0, true) {
            Ok(found) => {
                self.captured_groups(value, found.as_deref(), span);
                Ok(found.is_some())
            }
            Err(_) => {
                self.captured_nothing_known(span);
                Ok(compiled.is_match(text.as_bytes()))
            }
        }
    }

    /// The variables that hold what matched.
    fn captured_groups(
        &mut self,
        value: &Value,
        found: Option<&[Option<(usize, usize)>]>,
        span: Span,
    ) {
        let origin = self.origin(span);
        let cut = |ends: &Option<(usize, usize)>| match ends {
            Some((from, to)) => value.slice(*from, *to).unwrap_or_default(),
            None => Value::known("", origin.clone()),
        };
        let groups: Vec<Value> = found.unwrap_or_default().iter().map(cut).collect();
        if self.state.dialect.is_bash() {
            return self.state.set_array("BASH_REMATCH", groups, origin);
        }
        let (Some(Some((from, to))), Some((whole, rest))) =
            (found.and_then(<[_]>::first), groups.split_first())
        else {
            return;
        };
        let text = value.text().unwrap_or_default();
        let letters = |end: usize| text[..end].chars().count();
        let (begin, end) = (letters(*from) + 1, letters(*to));
        self.state.set("MATCH", whole.clone(), origin.clone());
        self.state.set_array("match", rest.to_vec(), origin.clone());
        for (name, number) in [("MBEGIN", begin), ("MEND", end)] {
            let number = Value::known(number.to_string(), origin.clone());
            self.state.set(name, number, origin.clone());
        }
    }

    fn captured_nothing_known(&mut self, span: Span) {
        let unknown = self.unknown("is what a regular expression matched", span);
        let origin = self.origin(span);
        let names: &[&str] = match self.state.dialect.is_bash() {
            true => &["BASH_REMATCH"],
            false => &["MATCH", "match", "MBEGIN", "MEND"],
        };
        for name in names {
            self.state.set(name, unknown.clone(), origin.clone());
        }
    }

    fn unary(&mut self, operator: &str, value: &Value, span: Span) -> Truth {
        match operator {
            "-z" => return self.filled(value, span).map(|filled| !filled),
            "-n" => return self.filled(value, span),
            _ => {}
        }
        let Some(text) = value.text() else { return Err(self.why(value, span)) };
        match operator {
            "-v" if text.contains('[') => self.has_element(&text, span),
            "-v" => {
                let variable = self.state.variable(&text);
                if variable.is_some_and(|variable| variable.maybe_unset) {
                    return Err(self.reason("asks for a variable that may not be set", span));
                }
                Ok(self.state.is_set(&text))
            }
            "-o" => self.option_is_on(&text),
            "-t" => match self.state.options.interactive && self.state.sinks.is_empty() {
                true => Ok(true),
                false => Err(self.reason("depends on what the shell is connected to", span)),
            },
            _ => self.file_test(operator, &text, span),
        }
    }

    /// `-v name[key]` (bash(1), "CONDITIONAL EXPRESSIONS").
    fn has_element(&self, text: &str, span: Span) -> Truth {
        let (name, rest) = text.split_once('[').unwrap_or((text, ""));
        let key = rest.strip_suffix(']').unwrap_or(rest);
        let Some(variable) = self.state.variable(name) else { return Ok(false) };
        match (&variable.slot, key.parse::<i64>()) {
            (Slot::Unset, _) => Ok(false),
            (Slot::Map(elements), _) if key != "@" && !variable.maybe_unset => {
                Ok(elements.contains_key(key))
            }
            (Slot::Array(elements), Ok(index)) if index > 0 && self.state.dialect.is_bash() => {
                Ok(elements.contains_key(&index))
            }
            _ => Err(self.reason("asks for an element envsim does not follow", span)),
        }
    }

    pub(in crate::shells::posix) fn option_is_on(&self, name: &str) -> Result<bool, Rc<Unknown>> {
        if self.state.dialect.is_zsh() {
            let (name, on) = Options::zsh_name(name, true);
            let opposite = format!("no{name}");
            let options = &self.state.options;
            if let Some(why) = options.unsure(&name).or(options.unsure(&opposite)) {
                return Err(why.clone());
            }
            return Ok(match name.as_str() {
                // A terminal's shell edits lines and controls jobs (zshoptions(1), MONITOR and ZLE).
                "interactive" | "zle" | "monitor" => self.state.options.interactive == on,
                "login" => self.state.options.login == on,
                _ if options.has(&name) => on,
                _ if options.has(&opposite) || options.was_turned_off(&name) => !on,
                _ => ZSH_ON.contains(&name.as_str()) == on,
            });
        }
        if let Some(why) = self.state.options.unsure(name) {
            return Err(why.clone());
        }
        Ok(self.set_option_is_on(name))
    }

    /// `set -o` of bash: some are on from the start, more where a person sits before it (bash(1), "set").
    fn set_option_is_on(&self, name: &str) -> bool {
        let usual = match name {
            "emacs" | "monitor" | "history" | "histexpand" => self.state.options.interactive,
            "braceexpand" | "hashall" | "interactive-comments" => self.state.dialect.is_bash(),
            _ => false,
        };
        match usual {
            true => !self.state.options.was_turned_off(name),
            false => self.option(name),
        }
    }

    /// What `SHELLOPTS` lists, in order.
    pub(in crate::shells::posix) fn set_options_on(&self) -> Vec<&'static str> {
        const ALL: &[&str] = &[
            "allexport",
            "braceexpand",
            "emacs",
            "errexit",
            "errtrace",
            "functrace",
            "hashall",
            "histexpand",
            "history",
            "ignoreeof",
            "interactive-comments",
            "keyword",
            "monitor",
            "noclobber",
            "noexec",
            "noglob",
            "nolog",
            "notify",
            "nounset",
            "onecmd",
            "physical",
            "pipefail",
            "posix",
            "privileged",
            "verbose",
            "vi",
            "xtrace",
        ];
        ALL.iter().copied().filter(|name| self.set_option_is_on(name)).collect()
    }

    fn file_test(&mut self, operator: &str, path: &str, span: Span) -> Truth {
        if path.is_empty() {
            return Ok(false);
        }
        if self.state.paths.is_msys() && (path.starts_with("/proc/") || path.starts_with("/dev/")) {
            return Err(self.reason(format!("asks for {path}, which stands on no disk"), span));
        }
        let Some(path) = self.absolute(path) else {
            return Err(self.reason("asks for a file below a directory that is not known", span));
        };
        let machine = self.host.machine();
        let status = machine.status(&path);
        if let Err(Fault::Undecided(why)) = &status {
            return Err(self.reason(format!("asks for {path}, which {why}"), span));
        }
        if operator == "-s" && status.as_ref().is_ok_and(|status| status.is_file()) {
            if let Err(fault) = machine.read(&path) {
                if fault.is_ours() && !matches!(fault, Fault::TooLarge { .. }) {
                    let reason = format!("asks whether {path} is empty, of which {fault}");
                    return Err(self.reason(reason, span));
                }
            }
        }
        let there = status.as_ref().ok();
        let kind = there.map(|status| status.kind);
        Ok(match operator {
            "-e" | "-a" => there.is_some(),
            "-f" => kind == Some(FileKind::File),
            "-d" => kind == Some(FileKind::Directory),
            "-h" | "-L" => {
                machine.link_status(&path).is_ok_and(|status| status.kind == FileKind::Symlink)
            }
            "-r" => there.is_some_and(|status| status.readable),
            "-w" => there.is_some_and(|status| status.writable),
            "-x" => there.is_some_and(|status| status.executable),
            "-s" => there.is_some_and(|status| status.size > 0 || status.is_directory()),
            "-p" | "-S" | "-b" | "-c" if kind != Some(FileKind::Other) => false,
            "-O" | "-G" => return self.owned(&path, there.is_some(), span),
            _ => {
                return Err(
                    self.reason(format!("asks `{operator}`, which envsim does not follow"), span)
                );
            }
        })
    }

    /// Whose a file is: on a recorded machine everything below a home belongs to its user.
    fn owned(&self, path: &str, there: bool, span: Span) -> Truth {
        let facts = self.host.machine().facts();
        let home = format!("{}/", facts.user.home.trim_end_matches('/'));
        match there {
            false => Ok(false),
            true if facts.recorded_as.is_some() && path.starts_with(&home) => Ok(true),
            true => Err(self.reason(format!("depends on whose {path} is"), span)),
        }
    }

    /// `-nt`, `-ot`, `-ef`: a recorded file has no time, and with one that is missing none is needed
    /// (bash: test.c `filecomp`; dash and zsh want both).
    fn two_files(&mut self, one: &str, operator: &str, other: &str, span: Span) -> Truth {
        let (Some(one), Some(other)) = (self.absolute(one), self.absolute(other)) else {
            return Err(self.reason("asks for a file in a directory that is not known", span));
        };
        let machine = self.host.machine();
        let (first, second) = (machine.status(&one), machine.status(&other));
        for (path, status) in [(&one, &first), (&other, &second)] {
            if status.as_ref().is_err_and(|fault| fault.is_ours()) {
                return Err(self.reason(format!("depends on {path}, which cannot be read"), span));
            }
        }
        let bash = self.state.dialect.is_bash();
        match (operator, first, second) {
            ("-ef", Ok(first), Ok(second)) => {
                let real = |path| machine.real_path(path).ok();
                // Recorded files have no links but symbolic ones.
                let linked = first.identity.0 != 0 && first.identity == second.identity;
                Ok(linked || real(&one) == real(&other))
            }
            ("-ef", ..) => Ok(false),
            ("-nt", Ok(_), Err(_)) | ("-ot", Err(_), Ok(_)) => Ok(bash),
            (_, Ok(_), Ok(_)) if one == other => Ok(false),
            (_, Ok(_), Ok(_)) => Err(self.reason("compares the times of files", span)),
            _ => Ok(false),
        }
    }

    fn binary(
        &mut self,
        left: &Value,
        operator: &str,
        right: &Value,
        span: Span,
    ) -> Expanded<Truth> {
        if let Some(decided) = decided(left, operator, right) {
            return Ok(Ok(decided));
        }
        let (Some(one), Some(other)) = (left.text(), right.text()) else {
            let unknown = if left.is_known() { right } else { left };
            return Ok(Err(self.why(unknown, span)));
        };
        let order = match operator {
            "=" | "==" => return Ok(Ok(one == other)),
            "!=" => return Ok(Ok(one != other)),
            "<" | "\\<" => return Ok(Ok(one < other)),
            ">" | "\\>" => return Ok(Ok(one > other)),
            "-nt" | "-ot" | "-ef" => {
                return Ok(self.two_files(&one, operator, &other, span));
            }
            "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => operator,
            _ => return Ok(Err(self.reason("uses an operator envsim does not follow", span))),
        };
        let (one, other) = (one.into_owned(), other.into_owned());
        let (Some(one), Some(other)) = (self.number(&one, span)?, self.number(&other, span)?)
        else {
            return Ok(Err(self.reason("compares numbers that are not known", span)));
        };
        Ok(Ok(match order {
            "-eq" => one == other,
            "-ne" => one != other,
            "-lt" => one < other,
            "-le" => one <= other,
            "-gt" => one > other,
            _ => one >= other,
        }))
    }

    /// `test` and `[`; 2 where the shell would complain.
    pub(in crate::shells::posix) fn test_builtin(
        &mut self,
        arguments: &[Value],
        span: Span,
    ) -> Expanded<()> {
        let zsh_equals = self.state.dialect.is_zsh()
            && arguments.iter().any(|value| value.text().is_some_and(|text| text == "=="));
        if zsh_equals && !self.option("noequals") {
            self.error("= not found", "equals", span);
            return Err(Stop::File);
        }
        self.state.status = match self.expression(arguments, span)? {
            Some(Ok(yes)) => Status::of(yes),
            Some(Err(why)) => Status::Unknown(why),
            None => Status::Known(2),
        };
        Ok(())
    }

    /// By the number of arguments, as POSIX lays down; longer ones by `-o`, `-a` and `!`.
    fn expression(&mut self, arguments: &[Value], span: Span) -> Expanded<Option<Truth>> {
        let text = |index: usize| -> Option<String> {
            arguments.get(index).and_then(Value::text).map(|text| text.into_owned())
        };
        match arguments {
            [] => Ok(Some(Ok(false))),
            [only] => Ok(Some(self.filled(only, span))),
            [_, operand] => match text(0).as_deref() {
                Some("!") => Ok(Some(self.filled(operand, span).map(|filled| !filled))),
                Some(operator) if operator.len() == 2 && operator.starts_with('-') => {
                    Ok(Some(self.unary(operator, operand, span)))
                }
                Some(_) => Ok(None),
                None => Ok(Some(Err(self.why(&arguments[0], span)))),
            },
            [left, _, right] if text(1).is_some_and(|operator| is_binary(&operator)) => {
                let operator = text(1).unwrap_or_default();
                let lacks: &[&str] =
                    match (self.state.dialect.is_dash(), self.state.dialect.is_zsh()) {
                        (true, _) => &["=="],
                        (_, true) => &["<", ">"],
                        _ => &[],
                    };
                if lacks.contains(&&*operator) {
                    return Ok(None);
                }
                if operator.starts_with('-')
                    && operator != "-nt"
                    && operator != "-ot"
                    && operator != "-ef"
                {
                    return self.numeric(left, &operator, right, span);
                }
                self.binary(left, &operator, right, span).map(Some)
            }
            // What parentheses hold, nested ones aside (POSIX, `test`).
            [_, ..] if arguments.iter().any(|value| value.text().as_deref() == Some("(")) => {
                let reason = "is grouped in a test, which envsim does not follow";
                Ok(Some(Err(self.reason(reason, span))))
            }
            [_, rest @ ..] if text(0).as_deref() == Some("!") => {
                Ok(self.expression(rest, span)?.map(|truth| truth.map(|yes| !yes)))
            }
            _ => self.compound_expression(arguments, span),
        }
    }

    /// `[` compares only plain decimal numbers.
    fn numeric(
        &mut self,
        left: &Value,
        operator: &str,
        right: &Value,
        span: Span,
    ) -> Expanded<Option<Truth>> {
        for value in [left, right] {
            if let Some(text) = value.text() {
                let digits = text.trim().trim_start_matches(['-', '+']);
                // zsh takes nothing for zero, and only digits for a number (Src/cond.c, `cond_match`).
                let nothing = text.is_empty() && self.state.dialect.is_zsh();
                let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                if !plain && !nothing {
                    return Ok(None);
                }
            }
        }
        let plain = |value: &Value| {
            value.map_text(|text| {
                let number = text.trim().trim_start_matches('+');
                number
                    .parse::<i64>()
                    .map_or_else(|_| number.to_owned(), |number| number.to_string())
            })
        };
        self.binary(&plain(left), operator, &plain(right), span).map(Some)
    }

    fn compound_expression(&mut self, arguments: &[Value], span: Span) -> Expanded<Option<Truth>> {
        for (word, is_or) in [("-o", true), ("-a", false)] {
            let at = arguments.iter().enumerate().position(|(index, value)| {
                index > 0
                    && index + 1 < arguments.len()
                    && value.text().is_some_and(|text| text == word)
            });
            let Some(at) = at else { continue };
            let left = self.expression(&arguments[..at], span)?;
            let right = self.expression(&arguments[at + 1..], span)?;
            return Ok(match (left, right) {
                (Some(Ok(left)), Some(Ok(right))) => {
                    Some(Ok(if is_or { left || right } else { left && right }))
                }
                (Some(Ok(one)), _) | (_, Some(Ok(one))) if one == is_or => Some(Ok(is_or)),
                (Some(Err(why)), _) | (_, Some(Err(why))) => Some(Err(why)),
                _ => None,
            });
        }
        Ok(None)
    }
}

fn is_binary(operator: &str) -> bool {
    matches!(
        operator,
        "=" | "=="
            | "!="
            | "<"
            | ">"
            | "-eq"
            | "-ne"
            | "-lt"
            | "-le"
            | "-gt"
            | "-ge"
            | "-nt"
            | "-ot"
            | "-ef"
    )
}
