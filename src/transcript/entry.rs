//! A turn as the index holds it: twenty bytes, since a chat has many turns and each says little.

use std::ops::Range;

use crate::growth::make_room;
use crate::turn::{is_placeholder, Extra, Kind, Millis, Span};

/// Stands for what is not there.
const NONE: u32 = u32::MAX;

/// A turn in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where what it says begins in the text: the lower part and the higher one.
    content: u32,
    content_high: u16,
    /// How long it is; the place of its [`Rest`] if it has one.
    length: u32,
    voice: u32,
    /// Bytes of mark-up before what it says.
    lead: u16,
    /// Where its time stands, counted from the beginning of the turn.
    stamp: u16,
    stamp_length: u8,
    kind: Kind,
}

/// In the place of a time's length: the turn has a [`Rest`].
const RESTS: u8 = u8::MAX;
/// In the place of a time's beginning: it has none.
const UNSTAMPED: u16 = u16::MAX;

/// What few turns have, for all turns of a transcript.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Rests {
    list: Vec<Rest>,
    /// In the order of the list: a chat may have a million turns of two pieces each.
    pieces: Vec<Piece>,
}

/// A piece of what is said, where not all of the content is.
#[derive(Clone, PartialEq)]
struct Piece {
    /// The place of the turn's [`Rest`].
    rest: u32,
    /// Where it begins, counted from the beginning of the content.
    from: u32,
    length: u32,
}

impl Rests {
    /// Makes room for the next turn when `done` of `all` is read.
    pub(super) fn make_room(&mut self, pieces: usize, done: usize, all: usize) {
        make_room(&mut self.list, 1, done, all);
        make_room(&mut self.pieces, pieces, done, all);
    }

    /// Gives back the room that is left over.
    pub(super) fn shrink(&mut self) {
        self.list.shrink_to_fit();
        self.pieces.shrink_to_fit();
    }

    /// The pieces that belong to the rest at the place `rest`.
    fn pieces_of(&self, rest: u32) -> &[Piece] {
        let from = self.pieces.partition_point(|piece| piece.rest < rest);
        let behind = self.pieces[from..].partition_point(|piece| piece.rest == rest);
        &self.pieces[from..from + behind]
    }

    /// Notes the pieces of the turn whose rest comes next; `None`, and nothing is noted, if they are too far away.
    fn note_pieces(&mut self, span: &Span) -> Option<()> {
        let rest = u32::try_from(self.list.len()).ok()?;
        let before = self.pieces.len();
        for piece in span.pieces() {
            let from = piece.start.checked_sub(span.content.start).and_then(|from| u32::try_from(from).ok());
            let (Some(from), Ok(length)) = (from, u32::try_from(piece.len())) else {
                self.pieces.truncate(before);
                return None;
            };
            self.pieces.push(Piece { rest, from, length });
        }
        Some(())
    }
}

/// What few turns have, or what is too long for an [`Entry`].
#[derive(Clone, PartialEq)]
enum Rest {
    Small(Small),
    Large(Box<Large>),
}

/// What the turns of some formats have: a part that the speaker plays, escapes, pieces.
#[derive(Clone, PartialEq)]
struct Small {
    /// What stands in an entry that has no rest.
    length: u32,
    stamp_length: u8,
    /// Where the part is written, counted from the beginning of the turn.
    role: Option<(u16, u16)>,
    /// Where what it says stands in the messages.
    message: Option<(u32, u32)>,
}

/// Anything.
#[derive(Clone, PartialEq)]
struct Large {
    span: Span,
    /// Where what it says stands in the messages, if it is written with escapes.
    message: Option<Range<usize>>,
}

impl Small {
    /// `None` if there is more, or more of it, than there is room for. `length` and `stamp_length` are those of the entry.
    fn of(span: &Span, message: Option<&Range<usize>>, length: u32, stamp_length: u8) -> Option<Small> {
        let role = match span.role() {
            None => None,
            Some(role) => {
                let from = role.start.checked_sub(span.whole.start)?;
                Some((u16::try_from(from).ok()?, u16::try_from(role.len()).ok()?))
            }
        };
        let message = match message {
            None => None,
            Some(message) => Some((u32::try_from(message.start).ok()?, u32::try_from(message.len()).ok()?)),
        };
        Some(Small { length, stamp_length, role, message })
    }
}

impl Entry {
    /// `span`, spoken by the speaker with the number `voice`. What does not fit goes to `rests`.
    pub(super) fn new(
        span: Span,
        voice: Option<usize>,
        message: Option<Range<usize>>,
        rests: &mut Rests,
    ) -> Entry {
        let start = span.content.start;
        let stamp = span.stamp.clone().map_or(Some((UNSTAMPED, 0)), |stamp| {
            let from = u16::try_from(stamp.start - span.whole.start).ok()?;
            let length = u8::try_from(stamp.len()).ok()?;
            (from != UNSTAMPED && length != RESTS).then_some((from, length))
        });
        let lead = u16::try_from(start - span.whole.start).ok();
        let length = u32::try_from(span.content.len()).ok();
        let mut entry = Entry {
            content: start as u32,
            content_high: (start as u64 >> 32) as u16,
            length: length.unwrap_or_default(),
            voice: voice.map_or(NONE, short),
            lead: lead.unwrap_or(u16::MAX),
            stamp: stamp.map_or(UNSTAMPED, |stamp| stamp.0),
            stamp_length: stamp.map_or(RESTS, |stamp| stamp.1),
            kind: span.kind,
        };
        let fits = stamp.is_some() && lead.is_some() && length.is_some();
        if !fits || span.extra.is_some() || message.is_some() {
            let small = fits.then(|| Small::of(&span, message.as_ref(), entry.length, entry.stamp_length));
            let small = small.flatten().filter(|_| rests.note_pieces(&span).is_some());
            entry.stamp_length = RESTS;
            entry.length = short(rests.list.len());
            rests.list.push(match small {
                Some(small) => Rest::Small(small),
                None => Rest::Large(Box::new(Large { span, message })),
            });
        }
        entry
    }

    fn rest<'a>(&self, rests: &'a Rests) -> Option<&'a Rest> {
        rests.list.get((self.stamp_length == RESTS).then_some(self.length as usize)?)
    }

    fn content_start(&self) -> usize {
        (u64::from(self.content_high) << 32 | u64::from(self.content)) as usize
    }

    /// Where the turn begins in the text, mark-up and all; later, if there are over 64 KiB of that.
    pub(super) fn begin(&self) -> usize {
        self.content_start() - usize::from(self.lead)
    }

    /// Where what it says is written in the text.
    pub(super) fn content(&self, rests: &Rests) -> Range<usize> {
        let length = match self.rest(rests) {
            Some(Rest::Large(rest)) => return rest.span.content.clone(),
            Some(Rest::Small(rest)) => rest.length,
            None => self.length,
        };
        self.content_start()..self.content_start() + length as usize
    }

    /// Where what it says stands in the messages, if it is written with escapes.
    pub(super) fn message(&self, rests: &Rests) -> Option<Range<usize>> {
        match self.rest(rests)? {
            Rest::Large(rest) => rest.message.clone(),
            Rest::Small(rest) => {
                rest.message.map(|(start, length)| start as usize..start as usize + length as usize)
            }
        }
    }

    /// Where its time is written in the text.
    pub(super) fn stamp(&self, rests: &Rests) -> Option<Range<usize>> {
        let length = match self.rest(rests) {
            Some(Rest::Large(rest)) => return rest.span.stamp.clone(),
            Some(Rest::Small(rest)) => rest.stamp_length,
            None => self.stamp_length,
        };
        let start = self.begin() + usize::from(self.stamp);
        (self.stamp != UNSTAMPED).then(|| start..start + usize::from(length))
    }

    /// Where the part that the speaker plays is written in the text.
    pub(super) fn role(&self, rests: &Rests) -> Option<Range<usize>> {
        match self.rest(rests)? {
            Rest::Large(rest) => rest.span.role(),
            Rest::Small(rest) => rest.role.map(|(from, length)| {
                let start = self.begin() + usize::from(from);
                start..start + usize::from(length)
            }),
        }
    }

    /// The pieces of the content that were said; none, if all of it was.
    pub(super) fn pieces(&self, rests: &Rests) -> Vec<Range<usize>> {
        let place = |piece: &Piece| {
            let from = self.content_start() + piece.from as usize;
            from..from + piece.length as usize
        };
        match self.rest(rests) {
            Some(Rest::Large(rest)) => rest.span.pieces().to_vec(),
            Some(Rest::Small(_)) => rests.pieces_of(self.length).iter().map(place).collect(),
            None => Vec::new(),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether somebody's words are said in it: it is not the program's, and `said` is more than a placeholder.
    pub(super) fn is_speech(&self, said: &str) -> bool {
        self.kind != Kind::System && !is_placeholder(said)
    }

    /// The span that it was made of, as far as it is known: the speaker's name and the times are kept elsewhere.
    pub(super) fn span(&self, rests: &Rests) -> Span {
        let content = self.content(rests);
        let (role, pieces) = (self.role(rests), self.pieces(rests));
        let extra = (role.is_some() || !pieces.is_empty()).then(|| Box::new(Extra { role, pieces }));
        let plain = || Span {
            whole: self.begin()..content.end,
            speaker: None,
            content: content.clone(),
            stamp: self.stamp(rests),
            start: None,
            end: None,
            extra,
            kind: self.kind,
        };
        match self.rest(rests) {
            Some(Rest::Large(rest)) => rest.span.clone(),
            Some(Rest::Small(_)) | None => plain(),
        }
    }

    /// The number of its speaker.
    pub(super) fn voice(&self) -> Option<usize> {
        (self.voice != NONE).then_some(self.voice as usize)
    }
}

/// As far as it goes: what is longer is in the rest.
fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(NONE - 1)
}

/// When turns begin and end, as far as the format says: nothing is held for a conversation that has no such times.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Times {
    /// For each turn, up to the last that has any.
    list: Vec<[u32; 2]>,
}

impl Times {
    /// Notes the times of the turn with this number, which is greater than those before, when `done` of `all` is read.
    pub(super) fn note(&mut self, turn: usize, times: [Option<Millis>; 2], done: usize, all: usize) {
        if times != [None; 2] {
            let more = turn + 1 - self.list.len();
            make_room(&mut self.list, more, done, all);
            self.list.resize(turn, [NONE; 2]);
            self.list.push(times.map(|time| time.map_or(NONE, |millis| millis.min(NONE - 1))));
        }
    }

    /// Gives back the room that is left over.
    pub(super) fn shrink(&mut self) {
        self.list.shrink_to_fit();
    }

    /// When the turn with this number begins and ends.
    pub(super) fn of(&self, turn: usize) -> [Option<Millis>; 2] {
        self.list.get(turn).map_or([None; 2], |times| times.map(|time| (time != NONE).then_some(time)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_says_what_the_span_says() {
        assert_eq!(size_of::<Entry>(), 20);
        let span = |content: Range<usize>, stamp: Option<Range<usize>>, role: Option<Range<usize>>| Span {
            whole: 100..content.end + 1,
            speaker: None,
            content,
            stamp,
            start: Some(0),
            end: None,
            extra: role.map(|role| Box::new(Extra { role: Some(role), pieces: Vec::new() })),
            kind: Kind::Speech,
        };
        let pieced = |pieces: Vec<Range<usize>>, role: Option<Range<usize>>| Span {
            extra: Some(Box::new(Extra { role, pieces })),
            ..span(110..190, Some(101..105), None)
        };
        let far = 1usize.checked_shl(33).unwrap_or(1 << 20);
        let spans = [
            span(110..120, None, None),
            span(110..120, Some(101..105), None),
            span(110..120, Some(118..121), None),
            span(110..120, Some(101..105), Some(106..108)),
            span(110..far, Some(101..105), None),
            span(far..far + 2, Some(far + 1..far + 2), None),
            span(200_000..200_002, Some(101..150_000), None),
            span(70_000..70_002, Some(69_000..69_100), None),
            span(1_000..1_002, Some(101..101 + 255), None),
            span(1_000..1_002, Some(101..101 + 254), None),
            span(100 + 65_535..70_000, Some(100 + 65_534..100 + 65_535), None),
            pieced(vec![110..120, 130..130, 180..190], None),
            pieced(vec![110..150, 160..190], Some(106..108)),
            pieced(vec![110..120, 110 + far..111 + far], None),
        ];
        let mut rests = Rests::default();
        for span in spans {
            for message in [None, Some(3..5)] {
                let entry = Entry::new(span.clone(), Some(7), message.clone(), &mut rests);
                assert_eq!(entry.content(&rests), span.content);
                assert_eq!(entry.stamp(&rests), span.stamp);
                assert_eq!(entry.role(&rests), span.role());
                assert_eq!(entry.message(&rests), message);
                assert_eq!(entry.pieces(&rests), span.pieces());
                assert_eq!((entry.voice(), entry.kind()), (Some(7), span.kind));
                assert!(entry.begin() >= span.whole.start && entry.begin() <= span.content.start);
                let again = entry.span(&rests);
                assert_eq!((again.content, again.stamp), (span.content.clone(), span.stamp.clone()));
                assert_eq!((again.extra, again.kind), (span.extra.clone(), span.kind));
            }
        }
        assert_eq!(Entry::new(span(110..120, None, None), None, None, &mut rests).voice(), None);
    }

    #[test]
    fn times_are_held_where_there_are_any() {
        let mut times = Times::default();
        times.note(0, [None, None], 0, 10);
        assert!(times.list.is_empty());
        times.note(2, [Some(0), None], 2, 10);
        times.note(3, [None, None], 3, 10);
        times.note(4, [Some(1), Some(Millis::MAX)], 4, 10);
        let all: Vec<_> = (0..6).map(|turn| times.of(turn)).collect();
        assert_eq!(all[..4], [[None; 2], [None; 2], [Some(0), None], [None; 2]]);
        assert_eq!(all[4..], [[Some(1), Some(NONE - 1)], [None; 2]]);
    }
}
