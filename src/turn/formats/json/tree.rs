//! Conversations that are trees: an answer was asked for again, a question put anew. One branch is the conversation.

use super::message::Message;
use std::collections::HashMap;
use std::ops::Range;

/// The messages of a tree that is not at its end.
#[derive(Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// The number of the bracket with which the tree ends.
    ends_with: usize,
}

struct Node {
    id: Range<usize>,
    parent: Option<Range<usize>>,
    message: Message,
}

impl Tree {
    pub(super) fn add(
        &mut self,
        id: Range<usize>,
        parent: Option<Range<usize>>,
        message: Message,
        ends_with: usize,
    ) {
        self.ends_with = ends_with;
        self.nodes.push(Node { id, parent, message });
    }

    pub(super) fn closes_with(&self, bracket: usize) -> bool {
        !self.nodes.is_empty() && self.ends_with == bracket
    }

    /// Where the first message stands that waits.
    pub(super) fn waits_since(&self) -> Option<usize> {
        self.nodes.first().map(|node| node.message.whole.start)
    }

    /// All messages in the order of the text.
    pub(super) fn all(&mut self) -> impl Iterator<Item = Message> {
        std::mem::take(&mut self.nodes).into_iter().map(|node| node.message)
    }

    /// The messages from the root to the one named `current`, in the order of the text; all, if none is.
    pub(super) fn branch(
        &mut self,
        current: Option<Range<usize>>,
        text: &str,
    ) -> impl Iterator<Item = Message> {
        let nodes = std::mem::take(&mut self.nodes);
        let mut kept = vec![true; nodes.len()];
        if let Some(current) = current {
            let numbers: HashMap<&str, usize> =
                nodes.iter().enumerate().map(|(number, node)| (&text[node.id.clone()], number)).collect();
            let mut on_branch = vec![false; nodes.len()];
            let mut at = numbers.get(&text[current]).copied();
            let mut any = false;
            // A ring of parents would be followed for ever.
            while let Some(number) = at.filter(|number| !on_branch[*number]) {
                on_branch[number] = true;
                any = true;
                at = nodes[number].parent.clone().and_then(|parent| numbers.get(&text[parent]).copied());
            }
            if any {
                kept = on_branch;
            }
        }
        nodes.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(node, _)| node.message)
    }

    /// Tells that the text has lost `by` bytes at the front. What waited there is given up.
    pub(super) fn rebase(&mut self, by: usize) {
        self.nodes.retain(|node| node.message.whole.start >= by);
        for node in &mut self.nodes {
            let back = |range: &mut Range<usize>| {
                *range = range.start.saturating_sub(by)..range.end.saturating_sub(by)
            };
            back(&mut node.id);
            node.parent.as_mut().map(back);
            node.message.rebase(by);
        }
    }
}
