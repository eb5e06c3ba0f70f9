//! Patterns as a small program.

use super::BadPattern;
use super::parse::{Anchor, Node, Parsed, Set};

/// One instruction.
#[derive(Clone, Debug)]
pub(super) enum Inst {
    Char(char, bool),
    Any(bool),
    Set(Box<Set>),
    /// Try the first, then the second.
    Split(usize, usize),
    Jump(usize),
    /// Remembers the position in a slot.
    Save(usize),
    /// Remembers the position where a loop's body starts.
    Enter(usize),
    /// Fails when the loop's body took nothing.
    Progress(usize),
    Back(usize, bool),
    At(Anchor),
    /// Runs the program behind it up to `Accept`; then goes on at the address.
    Look {
        ahead: bool,
        negative: bool,
        next: usize,
    },
    /// The same for an atomic group.
    Atomic(usize),
    Accept,
}

const LONGEST: usize = 20_000;

struct Compiler {
    program: Vec<Inst>,
    loops: usize,
    slots: usize,
}

pub(super) fn compile(parsed: &Parsed) -> Result<Vec<Inst>, BadPattern> {
    let mut compiler = Compiler { program: Vec::new(), loops: 0, slots: parsed.groups * 2 };
    compiler.push(Inst::Save(0))?;
    compiler.node(&parsed.node)?;
    compiler.push(Inst::Save(1))?;
    compiler.push(Inst::Accept)?;
    Ok(compiler.program)
}

impl Compiler {
    fn push(&mut self, inst: Inst) -> Result<usize, BadPattern> {
        if self.program.len() >= LONGEST {
            return Err(BadPattern {
                message: "the pattern is too long".into(),
                unsupported: true,
            });
        }
        self.program.push(inst);
        Ok(self.program.len() - 1)
    }

    fn here(&self) -> usize {
        self.program.len()
    }

    fn node(&mut self, node: &Node) -> Result<(), BadPattern> {
        match node {
            Node::Empty | Node::Named(..) | Node::BackNamed(..) => {}
            Node::Char(letter, fold) => drop(self.push(Inst::Char(*letter, *fold))?),
            Node::Any(all) => drop(self.push(Inst::Any(*all))?),
            Node::Set(set) => drop(self.push(Inst::Set(Box::new(set.clone())))?),
            Node::Sequence(parts) => parts.iter().try_for_each(|part| self.node(part))?,
            Node::Choice(branches) => self.choice(branches)?,
            Node::Repeat { node, least, most, lazy } => self.repeat(node, *least, *most, *lazy)?,
            Node::Capture(index, node) => {
                self.push(Inst::Save(index * 2))?;
                self.node(node)?;
                self.push(Inst::Save(index * 2 + 1))?;
            }
            Node::Look { node, ahead, negative } => {
                let look = self.push(Inst::Accept)?;
                self.node(node)?;
                self.push(Inst::Accept)?;
                let next = self.here();
                self.program[look] = Inst::Look { ahead: *ahead, negative: *negative, next };
            }
            Node::Atomic(node) => {
                let atomic = self.push(Inst::Accept)?;
                self.node(node)?;
                self.push(Inst::Accept)?;
                self.program[atomic] = Inst::Atomic(self.here());
            }
            Node::Back(index, fold) => drop(self.push(Inst::Back(*index, *fold))?),
            Node::At(anchor) => drop(self.push(Inst::At(*anchor))?),
        }
        Ok(())
    }

    fn choice(&mut self, branches: &[Node]) -> Result<(), BadPattern> {
        let mut ends = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            if index + 1 == branches.len() {
                self.node(branch)?;
                break;
            }
            let split = self.push(Inst::Accept)?;
            self.node(branch)?;
            ends.push(self.push(Inst::Accept)?);
            self.program[split] = Inst::Split(split + 1, self.here());
        }
        let here = self.here();
        for end in ends {
            self.program[end] = Inst::Jump(here);
        }
        Ok(())
    }

    fn repeat(
        &mut self,
        node: &Node,
        least: u32,
        most: Option<u32>,
        lazy: bool,
    ) -> Result<(), BadPattern> {
        for _ in 0..least {
            self.node(node)?;
        }
        match most {
            None => self.endless(node, lazy),
            Some(most) => {
                let mut splits = Vec::new();
                for _ in least..most {
                    splits.push(self.push(Inst::Accept)?);
                    self.node(node)?;
                }
                let end = self.here();
                for split in splits {
                    self.program[split] = branch(split + 1, end, lazy);
                }
                Ok(())
            }
        }
    }

    fn endless(&mut self, node: &Node, lazy: bool) -> Result<(), BadPattern> {
        let slot = self.slots + self.loops;
        self.loops += 1;
        let split = self.push(Inst::Accept)?;
        self.push(Inst::Enter(slot))?;
        self.node(node)?;
        self.push(Inst::Progress(slot))?;
        self.push(Inst::Jump(split))?;
        self.program[split] = branch(split + 1, self.here(), lazy);
        Ok(())
    }
}

fn branch(body: usize, after: usize, lazy: bool) -> Inst {
    if lazy { Inst::Split(after, body) } else { Inst::Split(body, after) }
}
