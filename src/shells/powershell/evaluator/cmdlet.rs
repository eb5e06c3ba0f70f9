//! What the language knows of a cmdlet: its name, its parameters, and how it is run.

use super::Evaluator;
use super::bound::Bound;
use super::flow::Flow;
use super::sink::Sink;
use crate::shells::powershell::object::Object;

/// How a cmdlet runs.
#[derive(Clone, Copy)]
pub enum Run {
    /// Once for every object of the pipeline, or once without any.
    Each(fn(&mut Evaluator<'_>, &Bound, &mut dyn Sink) -> Flow),
    /// Once at the end, with all objects of the pipeline.
    All(fn(&mut Evaluator<'_>, &Bound, Vec<Object>, &mut dyn Sink) -> Flow),
    /// With a state of its own.
    Stream(fn() -> Box<dyn Streaming>),
}

/// A cmdlet that keeps something between objects.
pub trait Streaming {
    /// Before the first object.
    ///
    /// # Errors
    /// Whatever ends the pipeline.
    fn begin(&mut self, evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
        let _ = (evaluator, bound, out);
        Ok(())
    }

    /// For one object, or once with `None` where nothing is piped.
    ///
    /// # Errors
    /// Whatever ends the pipeline.
    fn process(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        bound: &Bound,
        input: Option<Object>,
        out: &mut dyn Sink,
    ) -> Flow;

    /// After the last object.
    ///
    /// # Errors
    /// Whatever ends the pipeline.
    fn end(&mut self, evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
        let _ = (evaluator, bound, out);
        Ok(())
    }
}

/// A cmdlet of the table.
pub struct Cmdlet {
    /// Its name.
    pub name: &'static str,
    /// The class error ids end with.
    pub class: &'static str,
    /// Its parameters: `Name,Alias` and flags: `@n` position, `?` switch, `<` takes the pipeline's objects,
    /// `.` takes the property of that name, `*` takes all that is left, `!` refuses `$null` and empty text as a
    /// mandatory parameter does, `~` the same in 5.1 alone, `^` as `[ValidateNotNullOrEmpty()]` does, `>7.3` exists
    /// from that version on. `%` is taken and changes nothing that a session shows; `#` is not modelled, so that
    /// a call with it is not followed. Any other parameter is read by the cmdlet's code.
    pub parameters: &'static str,
    /// What it does.
    pub run: Run,
}

impl Cmdlet {
    /// Whether it treats every object by itself.
    pub fn is_per_item(&self) -> bool {
        matches!(self.run, Run::Each(_)) || matches!(self.name, "ForEach-Object" | "Where-Object")
    }
}

impl Cmdlet {
    /// Whether it asks before it acts, so that `-WhatIf` keeps it from acting (SupportsShouldProcess).
    pub fn asks(&self) -> bool {
        ASKING.split_ascii_whitespace().any(|name| name == self.name)
    }
}

impl Cmdlet {
    /// Whether its output is what it finds among files.
    pub fn reads_items(&self) -> bool {
        READING.split_ascii_whitespace().any(|name| name == self.name)
    }
}

/// Cmdlets that look among files for what they print.
static READING: &str = "Convert-Path Get-ChildItem Get-Content Get-FileHash Get-Item Import-Clixml Import-Csv \
    Import-PowerShellDataFile Resolve-Path Select-String";

/// Cmdlets of the tables that support `-WhatIf`.
static ASKING: &str = "Add-Content Clear-Item Copy-Item Export-Csv Move-Item New-Alias New-Item \
    New-ItemProperty New-PSDrive New-Variable Out-File Remove-Item Remove-ItemProperty Remove-Module \
    Remove-PSDrive Remove-Variable Rename-Item Set-Alias Set-Content Set-ExecutionPolicy Set-Item \
    Set-ItemProperty Set-Variable Start-Process Clear-Variable Unblock-File Clear-Content";
