//! A turn as the index holds it: forty bytes, since a chat has many turns and each says little.

use std::ops::Range;

use crate::turn::{Kind, Millis, Span};

/// Stands for what is not there.
const NONE: u32 = u32::MAX;

/// A turn in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where what it says begins in the text.
    content: usize,
    length: u32,
    /// Bytes of mark-up before what it says.
    lead: u32,
    /// Where its time stands, counted from the beginning of the turn.
    stamp: u32,
    stamp_length: u16,
    kind: Kind,
    start: u32,
    end: u32,
    voice: u32,
    /// The place of its [`Rest`].
    rest: u32,
}

/// What few turns have, or what is too long for an [`Entry`].
#[derive(Clone)]
pub(super) struct Rest {
    span: Span,
    /// Where what it says stands in the messages, if it is written with escapes.
    message: Option<Range<usize>>,
}

impl Entry {
    /// `span`, spoken by the speaker with the number `voice`. What does not fit goes to `rests`.
    pub(super) fn new(
        span: Span,
        voice: Option<usize>,
        message: Option<Range<usize>>,
        rests: &mut Vec<Rest>,
    ) -> Entry {
        let fits = u32::try_from(span.whole.len()).is_ok()
            && span.stamp.as_ref().is_none_or(|stamp| u16::try_from(stamp.len()).is_ok());
        let mut entry = Entry {
            content: span.content.start,
            length: short(span.content.len()),
            lead: short(span.content.start - span.whole.start),
            stamp: span.stamp.as_ref().map_or(NONE, |stamp| short(stamp.start - span.whole.start)),
            stamp_length: span.stamp.as_ref().map_or(0, |stamp| stamp.len() as u16),
            kind: span.kind,
            start: span.start.map_or(NONE, capped),
            end: span.end.map_or(NONE, capped),
            voice: voice.map_or(NONE, short),
            rest: NONE,
        };
        if !fits || span.role.is_some() || message.is_some() {
            entry.rest = short(rests.len());
            rests.push(Rest { span, message });
        }
        entry
    }

    fn rest<'a>(&self, rests: &'a [Rest]) -> Option<&'a Rest> {
        rests.get(self.rest as usize)
    }

    /// Where the turn begins in the text, mark-up and all; later, if there are over 4 GiB of that.
    pub(super) fn begin(&self) -> usize {
        self.content - self.lead as usize
    }

    /// Where what it says is written in the text.
    pub(super) fn content(&self, rests: &[Rest]) -> Range<usize> {
        match self.rest(rests) {
            Some(rest) => rest.span.content.clone(),
            None => self.content..self.content + self.length as usize,
        }
    }

    /// Where what it says stands in the messages, if it is written with escapes.
    pub(super) fn message(&self, rests: &[Rest]) -> Option<Range<usize>> {
        self.rest(rests)?.message.clone()
    }

    /// Where its time is written in the text.
    pub(super) fn stamp(&self, rests: &[Rest]) -> Option<Range<usize>> {
        match self.rest(rests) {
            Some(rest) => rest.span.stamp.clone(),
            None if self.stamp == NONE => None,
            None => {
                let start = self.begin() + self.stamp as usize;
                Some(start..start + usize::from(self.stamp_length))
            }
        }
    }

    pub(super) fn start(&self) -> Option<Millis> {
        (self.start != NONE).then_some(self.start)
    }

    pub(super) fn end(&self) -> Option<Millis> {
        (self.end != NONE).then_some(self.end)
    }

    /// Where the part that the speaker plays is written in the text.
    pub(super) fn role(&self, rests: &[Rest]) -> Option<Range<usize>> {
        self.rest(rests)?.span.role.clone()
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
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

fn capped(millis: Millis) -> u32 {
    millis.min(NONE - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_says_what_the_span_says() {
        assert_eq!(size_of::<Entry>(), 40);
        let span = |content: Range<usize>, stamp: Option<Range<usize>>, role: Option<Range<usize>>| Span {
            whole: 100..content.end + 1,
            speaker: None,
            content,
            stamp,
            start: Some(0),
            end: None,
            role,
            kind: Kind::Speech,
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
        ];
        let mut rests = Vec::new();
        for span in spans {
            for message in [None, Some(3..5)] {
                let entry = Entry::new(span.clone(), Some(7), message.clone(), &mut rests);
                assert_eq!(entry.content(&rests), span.content);
                assert_eq!(entry.stamp(&rests), span.stamp);
                assert_eq!(entry.role(&rests), span.role);
                assert_eq!(entry.message(&rests), message);
                assert_eq!((entry.start(), entry.end()), (span.start, span.end));
                assert_eq!((entry.voice(), entry.kind()), (Some(7), span.kind));
                assert!(entry.begin() >= span.whole.start && entry.begin() <= span.content.start);
            }
        }
        assert_eq!(Entry::new(span(110..120, None, None), None, None, &mut rests).voice(), None);
    }
}
