//! Runs an awk program.

use std::collections::HashMap;
use std::rc::Rc;

use super::parser::{Expression, Function, Program, Statement, When};
use super::value::Value;
use crate::programs::{Cannot, Followed, Run};
use crate::text::posix_regex::{Grammar, Reading, Regex};

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
    run.spend(machine.steps * 8)?;
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

    pub(super) fn block(&mut self, statements: &[Statement]) -> Does<()> {
        statements.iter().try_for_each(|one| self.statement(one))
    }

    fn statement(&mut self, statement: &Statement) -> Does<()> {
        self.step()?;
        match statement {
            Statement::Expression(one) => self.value(one).map(drop),
            Statement::Print(list) => self.print(list),
            Statement::Printf(list) => {
                let values = self.values(list)?;
                let text = self.formatted(&values)?;
                self.out.push_str(&text);
                Ok(())
            }
            Statement::If(condition, yes, no) => match self.value(condition)?.is_true() {
                true => self.block(yes),
                false => self.block(no),
            },
            Statement::While(condition, body) => {
                while self.value(condition)?.is_true() {
                    if !self.turn(body)? {
                        break;
                    }
                }
                Ok(())
            }
            Statement::Do(body, condition) => {
                while self.turn(body)? && self.value(condition)?.is_true() {}
                Ok(())
            }
            Statement::For(first, condition, step, body) => {
                first.iter().try_for_each(|one| self.statement(one))?;
                loop {
                    if let Some(condition) = condition {
                        if !self.value(condition)?.is_true() {
                            return Ok(());
                        }
                    }
                    if !self.turn(body)? {
                        return Ok(());
                    }
                    step.iter().try_for_each(|one| self.statement(one))?;
                }
            }
            Statement::Each(name, array, body) => self.each(name, array, body),
            Statement::Next => Err(Leaves::Next),
            Statement::Exit(value) => {
                if let Some(value) = value {
                    let number = self.value(value)?.number();
                    if !(0.0..256.0).contains(&number) {
                        return no();
                    }
                    self.status = number as i32;
                }
                Err(Leaves::Exit)
            }
            Statement::Break => Err(Leaves::Break),
            Statement::Continue => Err(Leaves::Continue),
            Statement::Return(value) => {
                let value = match value {
                    Some(value) => self.value(value)?,
                    None => Value::Nothing,
                };
                Err(Leaves::Return(value))
            }
            Statement::Delete(name, keys) => self.delete(name, keys.as_deref()),
        }
    }

    /// One turn of a loop; whether it goes on.
    fn turn(&mut self, body: &[Statement]) -> Does<bool> {
        self.step()?;
        match self.block(body) {
            Ok(()) | Err(Leaves::Continue) => Ok(true),
            Err(Leaves::Break) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// In which order keys come is every awk's own: only one key is followed.
    fn each(&mut self, name: &str, array: &str, body: &[Statement]) -> Does<()> {
        let keys: Vec<Rc<str>> =
            self.arrays.get(array).map(|keys| keys.keys().cloned().collect()).unwrap_or_default();
        if keys.len() > 1 {
            return no();
        }
        for key in keys {
            self.set_variable(name, Value::outside(&key))?;
            if !self.turn(body)? {
                break;
            }
        }
        Ok(())
    }

    fn delete(&mut self, name: &str, keys: Option<&[Expression]>) -> Does<()> {
        match keys {
            None => drop(self.arrays.remove(name)),
            Some(keys) => {
                let key = self.key(keys)?;
                if let Some(array) = self.arrays.get_mut(name) {
                    array.remove(&key);
                }
            }
        }
        Ok(())
    }

    fn print(&mut self, list: &[Expression]) -> Does<()> {
        if list.is_empty() {
            let record = self.whole_record()?;
            self.out.push_str(&record);
        } else {
            let values = self.values(list)?;
            let between = self.shown_global("OFS")?;
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    self.out.push_str(&between);
                }
                let text = value.shown().ok_or(Cannot::NotFollowed)?;
                self.out.push_str(&text);
            }
        }
        let end = self.shown_global("ORS")?;
        self.out.push_str(&end);
        Ok(())
    }

    pub(super) fn values(&mut self, list: &[Expression]) -> Does<Vec<Value>> {
        list.iter().map(|one| self.value(one)).collect()
    }

    pub(super) fn shown(&mut self, one: &Expression) -> Does<Rc<str>> {
        let value = self.value(one)?;
        Ok(value.shown().ok_or(Cannot::NotFollowed)?)
    }

    pub(super) fn shown_global(&self, name: &str) -> Does<Rc<str>> {
        let value = self.globals.get(name).cloned().unwrap_or(Value::Nothing);
        Ok(value.shown().ok_or(Cannot::NotFollowed)?)
    }

    pub(super) fn value(&mut self, one: &Expression) -> Does<Value> {
        self.step()?;
        Ok(match one {
            Expression::Number(value) => Value::Number(*value),
            Expression::Text(text) => Value::Text(text.clone()),
            Expression::Pattern(pattern) => {
                let record = self.whole_record()?;
                Value::truth(self.regex(pattern, &record)?.is_match(record.as_bytes()))
            }
            Expression::Group(inner) => self.value(inner)?,
            Expression::Variable(name) => self.variable(name)?,
            Expression::Element(name, keys) => {
                let key = self.key(keys)?;
                self.element(name, key)?
            }
            Expression::Field(index) => {
                let index = self.value(index)?.number();
                self.field(index)?
            }
            Expression::Unary(operator, inner) => {
                let value = self.value(inner)?;
                match *operator {
                    "!" => Value::truth(!value.is_true()),
                    "-" => Value::Number(-value.number()),
                    _ => Value::Number(value.number()),
                }
            }
            Expression::Binary(operator, left, right) => self.binary(operator, left, right)?,
            Expression::Matches(negated, left, right) => {
                let text = self.shown(left)?;
                let regex = self.pattern_of(right, &text)?;
                Value::truth(regex.is_match(text.as_bytes()) != *negated)
            }
            Expression::And(left, right) => {
                Value::truth(self.value(left)?.is_true() && self.value(right)?.is_true())
            }
            Expression::Or(left, right) => {
                Value::truth(self.value(left)?.is_true() || self.value(right)?.is_true())
            }
            Expression::Conditional(condition, yes, no) => match self.value(condition)?.is_true() {
                true => self.value(yes)?,
                false => self.value(no)?,
            },
            Expression::Assign(target, operator, value) => {
                let value = self.value(value)?;
                let value = match *operator {
                    "=" => value,
                    operator => {
                        let before = self.value(target)?.number();
                        Value::Number(arithmetic(operator, before, value.number()))
                    }
                };
                self.assign(target, value.clone())?;
                value
            }
            Expression::Step(before, step, target) => {
                let old = self.value(target)?.number();
                self.assign(target, Value::Number(old + step))?;
                Value::Number(if *before { old + step } else { old })
            }
            Expression::In(keys, array) => {
                if array.is_empty() {
                    return no();
                }
                let key = self.key(keys)?;
                if array == "ENVIRON" {
                    return no();
                }
                Value::truth(self.arrays.get(array).is_some_and(|array| array.contains_key(&key)))
            }
            Expression::Call(name, arguments) => self.call(name, arguments)?,
        })
    }

    fn binary(&mut self, operator: &str, left: &Expression, right: &Expression) -> Does<Value> {
        let (one, other) = (self.value(left)?, self.value(right)?);
        Ok(match operator {
            " " => {
                let (one, other) = (one.shown(), other.shown());
                let (Some(one), Some(other)) = (one, other) else { return no() };
                if one.len() + other.len() > 1 << 20 {
                    return no();
                }
                Value::text(format!("{one}{other}"))
            }
            "<" | "<=" | ">" | ">=" | "==" | "!=" => {
                let order = one.compare(&other).ok_or(Cannot::NotFollowed)?;
                Value::truth(match operator {
                    "<" => order.is_lt(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    ">=" => order.is_ge(),
                    "==" => order.is_eq(),
                    _ => order.is_ne(),
                })
            }
            _ => {
                let divides = matches!(operator, "/" | "%") && other.number() == 0.0;
                if divides {
                    return no();
                }
                Value::Number(arithmetic(operator, one.number(), other.number()))
            }
        })
    }

    /// A pattern, written as one or made of a text.
    pub(super) fn pattern_of(&mut self, one: &Expression, text: &str) -> Does<Rc<Regex>> {
        match one {
            Expression::Pattern(pattern) => self.regex(pattern, text),
            Expression::Group(inner) => self.pattern_of(inner, text),
            other => {
                let pattern = self.shown(other)?;
                self.regex(&pattern, text)
            }
        }
    }

    pub(super) fn regex(&mut self, pattern: &str, text: &str) -> Does<Rc<Regex>> {
        self.steps += text.len() / 64;
        if let Some(regex) = self.regexes.get(pattern) {
            let regex = regex.clone();
            return if regex.is_local() && !text.is_ascii() { no() } else { Ok(regex) };
        }
        let reading = Reading {
            grammar: Grammar::Awk,
            ignores_case: false,
            wide: self.wide,
            escapes: true,
            lines: false,
        };
        let regex = Rc::new(Regex::new(pattern, reading).ok_or(Cannot::NotFollowed)?);
        self.regexes.insert(pattern.to_owned(), regex.clone());
        if regex.is_local() && !text.is_ascii() { no() } else { Ok(regex) }
    }

    fn key(&mut self, keys: &[Expression]) -> Does<Rc<str>> {
        let mut parts = Vec::new();
        for key in keys {
            parts.push(self.shown(key)?);
        }
        match parts.as_slice() {
            [one] => Ok(one.clone()),
            _ => {
                let between = self.shown_global("SUBSEP")?;
                Ok(parts.iter().map(|part| &**part).collect::<Vec<_>>().join(&between).into())
            }
        }
    }

    fn element(&mut self, name: &str, key: Rc<str>) -> Does<Value> {
        if self.locals.last().is_some_and(|locals| locals.contains_key(name)) {
            return no();
        }
        // What the environment has and is not known is not in the table.
        if name == "ENVIRON" && !self.arrays.get(name).is_some_and(|all| all.contains_key(&key)) {
            return no();
        }
        let array = self.arrays.entry(name.to_owned()).or_default();
        Ok(array.entry(key).or_insert(Value::Nothing).clone())
    }

    pub(super) fn set_element(&mut self, name: &str, key: Rc<str>, value: Value) {
        self.arrays.entry(name.to_owned()).or_default().insert(key, value);
    }

    pub(super) fn clear(&mut self, name: &str) {
        self.arrays.insert(name.to_owned(), HashMap::new());
    }

    pub(super) fn variable(&mut self, name: &str) -> Does<Value> {
        if let Some(value) = self.locals.last().and_then(|locals| locals.get(name)) {
            return Ok(value.clone());
        }
        if name == "NF" {
            let count = self.split_record()?.len();
            return Ok(Value::Number(count as f64));
        }
        if self.arrays.contains_key(name) {
            return no();
        }
        Ok(self.globals.get(name).cloned().unwrap_or(Value::Nothing))
    }

    pub(super) fn assign(&mut self, target: &Expression, value: Value) -> Does<()> {
        match target {
            Expression::Variable(name) => self.set_variable(name, value),
            Expression::Element(name, keys) => {
                let key = self.key(keys)?;
                self.set_element(name, key, value);
                Ok(())
            }
            Expression::Field(index) => {
                let index = self.value(index)?.number();
                self.set_field(index, value)
            }
            _ => no(),
        }
    }

    fn set_variable(&mut self, name: &str, value: Value) -> Does<()> {
        if let Some(locals) = self.locals.last_mut() {
            if let Some(slot) = locals.get_mut(name) {
                *slot = value;
                return Ok(());
            }
        }
        match name {
            "NF" => return self.set_count(value.number()),
            // How numbers are shown is fixed here.
            "CONVFMT" | "OFMT" => return no(),
            "FS" | "RS" => drop(self.split_record()?.len()),
            _ => {}
        }
        self.globals.insert(name.to_owned(), value);
        Ok(())
    }

    /// Calls a function of the program.
    pub(super) fn own(&mut self, name: &str, arguments: &[Expression]) -> Does<Value> {
        let program = self.program;
        let function: Option<&Function> = program.functions.iter().find(|one| one.name == name);
        let Some(function) = function else { return no() };
        if self.locals.len() >= DEEPEST || arguments.len() > function.parameters.len() {
            return no();
        }
        let values = self.values(arguments)?;
        let mut locals = HashMap::new();
        for (at, parameter) in function.parameters.iter().enumerate() {
            locals.insert(parameter.clone(), values.get(at).cloned().unwrap_or(Value::Nothing));
        }
        self.locals.push(locals);
        let result = self.block(&function.body);
        self.locals.pop();
        match result {
            Ok(()) => Ok(Value::Nothing),
            Err(Leaves::Return(value)) => Ok(value),
            Err(other) => Err(other),
        }
    }
}

fn arithmetic(operator: &str, one: f64, other: f64) -> f64 {
    match operator {
        "+" => one + other,
        "-" => one - other,
        "*" => one * other,
        "/" => one / other,
        "%" => one % other,
        _ => one.powf(other),
    }
}
