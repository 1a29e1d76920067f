//! What a message looks like in JSON: paths.

use crate::turn::formats::doubt::Doubt;

/// A shape of JSON that holds a conversation.
///
/// Paths lead from the object that is a message to a value: keys with stops between them, `*` for each of a list. Of several paths the first that
/// finds something counts.
pub(in crate::turn) struct Shape {
    /// Keys of lists (or objects) of which one must hold the messages; none: anything may.
    pub(super) within: &'static [&'static str],
    /// Keys of lists that hold no messages.
    pub(super) not_within: &'static [&'static str],
    pub(super) speaker: &'static [&'static str],
    pub(super) role: &'static [&'static str],
    /// Groups of paths: those of a group are taken together, in the order of the text.
    pub(super) says: &'static [&'static [&'static str]],
    pub(super) stamp: &'static [&'static str],
    pub(super) start: &'static [&'static str],
    pub(super) end: &'static [&'static str],
    pub(super) unit: Unit,
    /// What must be there, or the object is no message.
    pub(super) needs: &'static [&'static str],
    /// The key of a list whose messages nobody said: replies of a model that were rejected.
    pub(super) rejected: &'static str,
    /// Where it says what sort of message this is, and what it says of those that people write; others are the program's.
    pub(super) sort: Option<(&'static str, &'static [&'static str])>,
    /// Nobody need be named.
    pub(super) anonymous: bool,
    /// A message whose words are empty is a turn, too: a call of a tool, a picture.
    pub(super) wordless: bool,
    /// And so is one that has no place for words at all.
    pub(super) silent: bool,
    /// Several strings are one text.
    pub(super) joined: bool,
    /// The keys of the object speak, and their values are said.
    pub(super) speaks: &'static [&'static str],
    /// One of them must be a key that asks: input and output alone are data of any sort.
    pub(super) asks: &'static [&'static str],
    /// Keys of lists of replies: they come behind the message that they answer.
    pub(super) replies: &'static [&'static str],
    /// Only the first of the replies goes on with the conversation.
    pub(super) branches: bool,
    /// Other shapes are preferred where they find anything.
    pub(in crate::turn) generic: bool,
    /// What no message has: an object with one of them is something else.
    pub(super) lacks: &'static [&'static str],
    /// What else must be seen, because the keys alone say little.
    pub(super) doubt: Doubt,
    /// The name of a message, that of the one before it, and (beside the list of messages) that of the last of the current branch.
    pub(super) tree: Option<[&'static str; 3]>,
    /// A string that holds a dialogue of `Human:` and `Assistant:`.
    pub(super) dialogue: &'static str,
    /// A string that holds a dialogue of speaker lines.
    pub(super) lines: &'static str,
}

/// What numbers in the place of times count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Milliseconds,
}

impl Shape {
    pub(super) const NONE: Shape = Shape {
        within: &[],
        not_within: &[],
        speaker: &[],
        role: &[],
        says: &[],
        stamp: &[],
        start: &[],
        end: &[],
        unit: Unit::Seconds,
        needs: &[],
        rejected: "",
        sort: None,
        anonymous: false,
        wordless: false,
        silent: false,
        joined: false,
        speaks: &[],
        asks: &[],
        replies: &[],
        branches: false,
        generic: false,
        lacks: &[],
        doubt: Doubt::None,
        tree: None,
        dialogue: "",
        lines: "",
    };
}

/// One step of a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Step {
    Key(u8),
    Each,
    /// A key that no path has.
    #[default]
    Other,
}

/// What a path leads to; the number is its rank among those of its sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Speaker(u8),
    Role(u8),
    Says(u8),
    Stamp,
    Start,
    End,
    Need(u8),
    Lack,
    Sort,
    Speaks,
    Id,
    Parent,
    Current,
    Dialogue,
    Lines,
}

pub(super) struct Path {
    pub(super) path: Vec<Step>,
    pub(super) field: Field,
}

/// The paths of a shape, with keys as numbers.
pub(super) struct Fields {
    keys: Vec<&'static str>,
    pub(super) list: Vec<Path>,
    pub(super) replies: Vec<Step>,
    /// For each key, and then for the items of lists, the paths that end with it, and those that begin with it and go further.
    ending: Vec<Vec<usize>>,
    beginning: Vec<Vec<usize>>,
}

impl Fields {
    pub(super) fn new(shape: &Shape) -> Fields {
        let mut fields = Fields {
            keys: Vec::new(),
            list: Vec::new(),
            replies: Vec::new(),
            ending: Vec::new(),
            beginning: Vec::new(),
        };
        let mut ranked = |paths: &[&'static str], field: fn(u8) -> Field| {
            for (rank, path) in paths.iter().enumerate() {
                fields.add(path, field(rank as u8));
            }
        };
        ranked(shape.speaker, Field::Speaker);
        ranked(shape.role, Field::Role);
        ranked(shape.stamp, |_| Field::Stamp);
        ranked(shape.start, |_| Field::Start);
        ranked(shape.end, |_| Field::End);
        ranked(shape.needs, Field::Need);
        ranked(shape.lacks, |_| Field::Lack);
        ranked(shape.speaks, |_| Field::Speaks);
        for (rank, group) in shape.says.iter().enumerate() {
            for path in *group {
                fields.add(path, Field::Says(rank as u8));
            }
        }
        if let Some((sort, _)) = shape.sort {
            fields.add(sort, Field::Sort);
        }
        if let Some([id, parent, current]) = shape.tree {
            fields.add(id, Field::Id);
            fields.add(parent, Field::Parent);
            fields.add(current, Field::Current);
        }
        if !shape.dialogue.is_empty() {
            fields.add(shape.dialogue, Field::Dialogue);
        }
        if !shape.lines.is_empty() {
            fields.add(shape.lines, Field::Lines);
        }
        fields.replies = shape.replies.iter().map(|key| fields.step(key)).collect();
        fields.ending = vec![Vec::new(); fields.keys.len() + 1];
        fields.beginning = vec![Vec::new(); fields.keys.len() + 1];
        for (index, path) in fields.list.iter().enumerate() {
            if let Some(last) = path.path.last().and_then(|step| fields.slot(*step)) {
                fields.ending[last].push(index);
            }
            let says = matches!(path.field, Field::Says(_)) && path.path.len() > 1;
            if let Some(first) = path.path.first().and_then(|step| fields.slot(*step)).filter(|_| says) {
                fields.beginning[first].push(index);
            }
        }
        fields
    }

    fn add(&mut self, path: &'static str, field: Field) {
        let path = path.split('.').map(|step| self.step(step)).collect();
        self.list.push(Path { path, field });
    }

    fn step(&mut self, step: &'static str) -> Step {
        if step == "*" {
            return Step::Each;
        }
        let number = self.keys.iter().position(|key| *key == step).unwrap_or_else(|| {
            self.keys.push(step);
            self.keys.len() - 1
        });
        Step::Key(number as u8)
    }

    /// The step that a key of the text is.
    pub(super) fn key(&self, key: &str) -> Step {
        let found = self.keys.iter().position(|known| *known == key);
        found.map_or(Step::Other, |number| Step::Key(number as u8))
    }

    fn slot(&self, step: Step) -> Option<usize> {
        match step {
            Step::Key(number) => Some(usize::from(number)),
            Step::Each => Some(self.keys.len()),
            Step::Other => None,
        }
    }

    /// The path with this number among those that end with a step.
    pub(super) fn ending_with(&self, step: Step, number: usize) -> Option<usize> {
        self.ending.get(self.slot(step)?)?.get(number).copied()
    }

    /// The path with this number among those to words that begin with a step and go further.
    pub(super) fn beginning_with(&self, step: Step, number: usize) -> Option<usize> {
        self.beginning.get(self.slot(step)?)?.get(number).copied()
    }
}
