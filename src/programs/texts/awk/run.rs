//! Runs an awk program.

mod expression;
mod statement;

use std::collections::HashMap;
use std::rc::Rc;

use super::parser::{Program, Statement, When};
use super::value::Value;
use crate::programs::{Cannot, Followed, Run};
use crate::text::posix_regex::Regex;

/// Steps one run may take.
const MOST: usize = 300_000;
/// Calls that may stand in each other.
const DEEPEST: usize = 50;

/// What leaves a statement.
pub(super) enum Leaves {
    Break,
    Continue,
    Next,
    Exit,
    Return(Value),
    Cannot(Cannot),
}

impl From<Cannot> for Leaves {
    fn from(cannot: Cannot) -> Self {
        Self::Cannot(cannot)
    }
}

pub(super) type Does<T> = Result<T, Leaves>;

/// A running program.
pub(super) struct Machine<'p> {
    program: &'p Program,
    pub(super) globals: HashMap<String, Value>,
    arrays: HashMap<String, HashMap<Rc<str>, Value>>,
    locals: Vec<HashMap<String, Value>>,
    pub(super) record: Rc<str>,
    pub(super) fields: Option<Vec<Value>>,
    pub(super) out: String,
    regexes: HashMap<String, Rc<Regex>>,
    steps: usize,
    wide: bool,
    status: i32,
    ranges: Vec<bool>,
}

/// What is not followed.
pub(super) fn no<T>() -> Does<T> {
    Err(Leaves::Cannot(Cannot::NotFollowed))
}

/// Runs a program on files.
pub(super) fn execute(
    run: &mut Run<'_>,
    program: &Program,
    given: &[(String, String)],
    operands: &[String],
) -> Followed {
    let wide = run.locale("LC_CTYPE")?.is_wide();
    let mut machine = Machine::new(program, wide);
    machine.environment(run)?;
    for (name, value) in given {
        machine.assign_text(name, value)?;
    }
    let argc = operands.len() + 1;
    machine.globals.insert("ARGC".into(), Value::Number(argc as f64));
    let result = machine.everything(run, operands);
    run.spend(machine.steps * 64)?;
    let failed = match result {
        Ok(failed) => failed,
        Err(Leaves::Cannot(cannot)) => return Err(cannot),
        Err(_) => return Err(Cannot::NotFollowed),
    };
    run.out = machine.out;
    Ok(if failed && machine.status == 0 { 2 } else { machine.status })
}

impl<'p> Machine<'p> {
    fn new(program: &'p Program, wide: bool) -> Self {
        let text = |text: &str| Value::text(text);
        let globals = [
            ("FS", text(" ")),
            ("OFS", text(" ")),
            ("ORS", text("\n")),
            ("RS", text("\n")),
            ("SUBSEP", text("\x1c")),
            ("NR", Value::Number(0.0)),
            ("FNR", Value::Number(0.0)),
            ("NF", Value::Number(0.0)),
            ("RSTART", Value::Number(0.0)),
            ("RLENGTH", Value::Number(-1.0)),
        ];
        Self {
            program,
            globals: globals.map(|(name, value)| (name.to_owned(), value)).into(),
            arrays: HashMap::new(),
            locals: Vec::new(),
            record: "".into(),
            fields: Some(Vec::new()),
            out: String::new(),
            regexes: HashMap::new(),
            steps: 0,
            wide,
            status: 0,
            ranges: vec![false; program.rules.len()],
        }
    }

    fn environment(&mut self, run: &Run<'_>) -> Result<(), Cannot> {
        let mut block = HashMap::new();
        for (name, value) in run.environment() {
            // A variable that is not known is only missed where it is asked for.
            let value = match value.text() {
                Some(text) => Value::outside(&text),
                None => continue,
            };
            block.insert(Rc::from(name.as_str()), value);
        }
        self.arrays.insert("ENVIRON".into(), block);
        Ok(())
    }

    fn assign_text(&mut self, name: &str, value: &str) -> Result<(), Cannot> {
        let text = super::lexer::unescaped(value).ok_or(Cannot::NotFollowed)?;
        self.globals.insert(name.to_owned(), Value::outside(&text));
        Ok(())
    }

    pub(super) fn step(&mut self) -> Does<()> {
        self.steps += 1;
        if self.steps > MOST || self.out.len() > 4 << 20 {
            return no();
        }
        Ok(())
    }

    /// Every rule on every record; whether a file could not be read.
    fn everything(&mut self, run: &mut Run<'_>, operands: &[String]) -> Does<bool> {
        let program = self.program;
        let mut exits = false;
        let mut failed = false;
        for (when, action) in &program.rules {
            if let (When::Begin, Some(action)) = (when, action) {
                exits |= self.leaves(action)?;
                if exits {
                    break;
                }
            }
        }
        let reads = program.rules.iter().any(|(when, _)| !matches!(when, When::Begin));
        if reads && !exits {
            failed = self.input(run, operands, &mut exits)?;
        }
        for (when, action) in &program.rules {
            if let (When::End, Some(action)) = (when, action) {
                if self.status < 0 {
                    break;
                }
                if self.leaves(action)? {
                    break;
                }
            }
        }
        Ok(failed)
    }

    /// Runs an action; whether the program ends.
    fn leaves(&mut self, action: &[Statement]) -> Does<bool> {
        match self.block(action) {
            Ok(()) | Err(Leaves::Next) => Ok(false),
            Err(Leaves::Exit) => Ok(true),
            Err(Leaves::Cannot(cannot)) => Err(Leaves::Cannot(cannot)),
            Err(_) => no(),
        }
    }

    fn input(&mut self, run: &mut Run<'_>, operands: &[String], exits: &mut bool) -> Does<bool> {
        let mut read = false;
        for operand in operands {
            let assigned = operand.split_once('=').filter(|(name, _)| {
                !name.is_empty()
                    && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                    && !name.starts_with(|c: char| c.is_ascii_digit())
            });
            if let Some((name, value)) = assigned {
                self.assign_text(name, value)?;
                continue;
            }
            read = true;
            match run.read(operand)? {
                Ok(text) => {
                    self.globals.insert("FILENAME".into(), Value::text(operand.as_str()));
                    self.globals.insert("FNR".into(), Value::Number(0.0));
                    self.records(run, &text, exits)?;
                }
                // Some go on, others end there.
                Err(_) => return no(),
            }
            if *exits {
                return Ok(false);
            }
        }
        if !read {
            let text = run.input()?;
            self.records(run, &text, exits)?;
        }
        Ok(false)
    }

    fn records(&mut self, run: &mut Run<'_>, text: &str, exits: &mut bool) -> Does<()> {
        run.spend(text.len()).map_err(Cannot::from)?;
        let separator = self.shown_global("RS")?;
        let records: Vec<&str> = match &*separator {
            "\n" => super::super::lines(text),
            "" => return no(),
            one if one.chars().count() == 1 && one.is_ascii() => {
                let mut parts: Vec<&str> = text.split(one).collect();
                if parts.last().is_some_and(|last| last.is_empty()) {
                    parts.pop();
                }
                // What mawk and gawk make of the line end behind the last record is the same: it belongs to it.
                parts
            }
            _ => return no(),
        };
        for record in records {
            for name in ["NR", "FNR"] {
                let number = self.globals.get(name).map_or(0.0, Value::number) + 1.0;
                self.globals.insert(name.to_owned(), Value::Number(number));
            }
            self.set_record(record);
            *exits = self.one_record()?;
            if *exits || self.shown_global("RS")? != separator {
                return if *exits { Ok(()) } else { no() };
            }
        }
        Ok(())
    }

    /// Every rule on the record; whether the program ends.
    fn one_record(&mut self) -> Does<bool> {
        let program = self.program;
        for (at, (when, action)) in program.rules.iter().enumerate() {
            let result = self.rule(at, when, action.as_deref());
            match result {
                Ok(()) => {}
                Err(Leaves::Next) => return Ok(false),
                Err(Leaves::Exit) => return Ok(true),
                Err(other) => return Err(other),
            }
        }
        Ok(false)
    }

    fn rule(&mut self, at: usize, when: &When, action: Option<&[Statement]>) -> Does<()> {
        self.step()?;
        let fits = match when {
            When::Begin | When::End => false,
            When::Always => true,
            When::If(condition) => self.value(condition)?.is_true(),
            When::Range(from, to) => {
                let inside = self.ranges[at] || self.value(from)?.is_true();
                if inside {
                    self.ranges[at] = !self.value(to)?.is_true();
                }
                inside
            }
        };
        match (fits, action) {
            (false, _) => Ok(()),
            (true, Some(action)) => self.block(action),
            (true, None) => self.print(&[]),
        }
    }
}
