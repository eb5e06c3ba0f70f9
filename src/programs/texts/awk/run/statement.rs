//! The statements of awk.

use super::{Does, Leaves, Machine, no};
use crate::programs::Cannot;
use crate::programs::texts::awk::parser::{Expression, Statement};
use crate::programs::texts::awk::value::Value;
use std::rc::Rc;

impl Machine<'_> {
    pub(in crate::programs::texts::awk) fn block(&mut self, statements: &[Statement]) -> Does<()> {
        statements.iter().try_for_each(|one| self.statement(one))
    }

    pub(super) fn statement(&mut self, statement: &Statement) -> Does<()> {
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
    pub(super) fn turn(&mut self, body: &[Statement]) -> Does<bool> {
        self.step()?;
        match self.block(body) {
            Ok(()) | Err(Leaves::Continue) => Ok(true),
            Err(Leaves::Break) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// In which order keys come is every awk's own: only one key is followed.
    pub(super) fn each(&mut self, name: &str, array: &str, body: &[Statement]) -> Does<()> {
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

    pub(super) fn delete(&mut self, name: &str, keys: Option<&[Expression]>) -> Does<()> {
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

    pub(super) fn print(&mut self, list: &[Expression]) -> Does<()> {
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
}
