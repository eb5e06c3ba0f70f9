//! The flow graph of a method, and what is certainly assigned where (`VariableAnalysis.cs`).

use crate::text::Span;

/// What happens to a variable, in order.
pub(super) enum Event {
    /// It is read there.
    Read(usize, Span),
    /// It is written, under a type constraint or without one.
    Write(usize, Option<String>),
}

#[derive(Default)]
struct Node {
    events: Vec<Event>,
    next: Vec<usize>,
    before: Vec<usize>,
    reached: bool,
    /// Whether it ends in `return`, `throw` or `exit`.
    leaves: bool,
}

/// Nodes of straight code and how they follow each other.
pub(super) struct Graph {
    nodes: Vec<Node>,
    /// The node that is being filled.
    pub(super) current: usize,
}

const ENTRY: usize = 0;
/// Where all ways out of the method end.
pub(super) const EXIT: usize = 1;

impl Graph {
    pub(super) fn new() -> Self {
        let entry = Node { reached: true, ..Node::default() };
        Self { nodes: vec![entry, Node::default()], current: ENTRY }
    }

    pub(super) fn node(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    /// Control may go from one node to the other. What is reached is decided as the graph is made.
    pub(super) fn flow(&mut self, from: usize, to: usize) {
        if self.nodes[from].next.contains(&to) {
            return;
        }
        self.nodes[to].reached |= self.nodes[from].reached;
        self.nodes[from].next.push(to);
        self.nodes[to].before.push(from);
    }

    /// From the current node.
    pub(super) fn to(&mut self, next: usize) {
        self.flow(self.current, next);
    }

    /// From the current node to another, which becomes the current one.
    pub(super) fn enter(&mut self, next: usize) {
        self.to(next);
        self.current = next;
    }

    /// Leaves the method; what follows stands in a node nothing leads to.
    pub(super) fn leave(&mut self) {
        self.to(EXIT);
        self.nodes[self.current].leaves = true;
        self.current = self.node();
    }

    pub(super) fn leaves(&mut self, node: usize) {
        self.nodes[node].leaves = true;
    }

    pub(super) fn note(&mut self, event: Event) {
        self.nodes[self.current].events.push(event);
    }

    /// Whether every way out is a `return`, `throw` or `exit`.
    pub(super) fn always_leaves(&self) -> bool {
        let ends = &self.nodes[EXIT].before;
        ends.iter().map(|&end| &self.nodes[end]).all(|end| end.leaves || !end.reached)
    }

    /// Where variables are read that some way leaves unassigned; `dynamic` are those the engine keeps
    /// no slot for, whose reads it lets pass once anything writes them.
    pub(super) fn unassigned(&self, variables: usize, mut dynamic: Vec<bool>) -> Vec<Span> {
        let mut types: Vec<Option<String>> = vec![None; variables];
        let mut after: Vec<Option<Vec<bool>>> = Vec::new();
        after.resize_with(self.nodes.len(), || None);
        let mut reads = Vec::new();
        for node in self.order() {
            let mut assigned = self.assigned_before(node, variables, &after);
            for event in &self.nodes[node].events {
                match event {
                    Event::Read(name, span) if !assigned[*name] => reads.push((*name, *span)),
                    Event::Read(..) => {}
                    Event::Write(name, wanted) => {
                        dynamic[*name] |= conflicts(&mut types[*name], wanted, assigned[*name]);
                        assigned[*name] = true;
                    }
                }
            }
            after[node] = Some(assigned);
        }
        let written: Vec<bool> = types.iter().map(Option::is_some).collect();
        reads.retain(|(name, _)| !(dynamic[*name] && written[*name]));
        reads.into_iter().map(|(_, span)| span).collect()
    }

    /// What all nodes before it that were looked at have assigned.
    fn assigned_before(
        &self,
        node: usize,
        variables: usize,
        after: &[Option<Vec<bool>>],
    ) -> Vec<bool> {
        let mut assigned = vec![node != ENTRY; variables];
        for known in self.nodes[node].before.iter().filter_map(|&before| after[before].as_ref()) {
            for (all, one) in assigned.iter_mut().zip(known) {
                *all &= *one;
            }
        }
        assigned
    }

    /// Reachable nodes, each behind those that lead to it except for loops.
    fn order(&self) -> Vec<usize> {
        let mut seen = vec![false; self.nodes.len()];
        let mut order = Vec::new();
        let mut open = vec![(ENTRY, 0)];
        seen[ENTRY] = true;
        while let Some((node, at)) = open.last_mut() {
            match self.nodes[*node].next.get(*at) {
                Some(&next) => {
                    *at += 1;
                    if !std::mem::replace(&mut seen[next], true) {
                        open.push((next, 0));
                    }
                }
                None => {
                    order.push(*node);
                    open.pop();
                }
            }
        }
        order.reverse();
        order
    }
}

/// Whether a write's type differs from the one the variable has; the first write gives it.
fn conflicts(known: &mut Option<String>, wanted: &Option<String>, assigned: bool) -> bool {
    match known {
        None => {
            *known = Some(wanted.clone().unwrap_or_else(|| "object".to_owned()));
            false
        }
        Some(known) => match wanted {
            Some(wanted) => wanted != known,
            None => !assigned && known != "object",
        },
    }
}
