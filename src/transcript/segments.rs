//! The segments of all turns, twelve bytes each.

use crate::growth::make_room;
use crate::lang::Lang;
use crate::segment::Span;

/// The segments of all turns of a transcript, or of some of its turns.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Segments {
    pieces: Vec<Piece>,
    /// Where the pieces of each turn end.
    ends: Vec<usize>,
    languages: Vec<Lang>,
}

/// A segment; it begins where the one before it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Piece {
    length: u32,
    pub(super) lang: Option<Lang>,
    pub(super) confidence: f32,
}

impl Piece {
    /// Bytes of the turn's text that it covers.
    pub(crate) fn len(&self) -> usize {
        self.length as usize
    }
}

impl Segments {
    pub(super) fn with_capacity(turns: usize) -> Segments {
        Segments { ends: Vec::with_capacity(turns), ..Segments::default() }
    }

    /// Adds a turn that says `said`, with the segments that cover it. The languages of one that `is_speech` are those of the conversation.
    pub(super) fn push(&mut self, said: &str, spans: &[Span], is_speech: bool) {
        self.push_pieces(said, spans, u32::MAX as usize);
        if is_speech {
            for lang in spans.iter().filter_map(|span| span.lang) {
                if !self.languages.contains(&lang) {
                    self.languages.push(lang);
                }
            }
        }
    }

    /// A segment longer than `longest` bytes becomes several.
    fn push_pieces(&mut self, said: &str, spans: &[Span], longest: usize) {
        for Span { range, lang, confidence } in spans {
            let mut start = range.start;
            while start < range.end {
                let mut end = range.end.min(start.saturating_add(longest));
                while !said.is_char_boundary(end) {
                    end -= 1;
                }
                make_room(&mut self.pieces, 1, self.ends.len(), self.ends.capacity());
                let length = (end - start) as u32;
                self.pieces.push(Piece { length, lang: *lang, confidence: *confidence });
                start = end;
            }
        }
        self.ends.push(self.pieces.len());
    }

    /// The segments of the turn with that number.
    pub(super) fn of_turn(&self, number: usize) -> &[Piece] {
        let first = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.pieces[first..self.ends[number]]
    }

    /// The languages in the order in which they appear.
    pub(super) fn languages(&self) -> &[Lang] {
        &self.languages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        assert_eq!(size_of::<Piece>(), 12);
        let span = |range, lang| Span { range, lang, confidence: 0.5 };
        let said = "我们 go, 好";
        let spans =
            [span(0..7, Some(Lang::ZHO)), span(7..11, Some(Lang::ENG)), span(11..14, Some(Lang::ZHO))];
        let mut segments = Segments::with_capacity(3);
        segments.push("", &[], true);
        segments.push("hola", &[span(0..4, Some(Lang::SPA))], false);
        segments.push(said, &spans, true);
        segments.push("42", &[span(0..2, None)], true);
        let of_turn = |number| -> Vec<(usize, Option<Lang>)> {
            segments.of_turn(number).iter().map(|piece| (piece.len(), piece.lang)).collect()
        };
        assert_eq!(of_turn(0), []);
        assert_eq!(of_turn(1), [(4, Some(Lang::SPA))]);
        assert_eq!(of_turn(2), [(7, Some(Lang::ZHO)), (4, Some(Lang::ENG)), (3, Some(Lang::ZHO))]);
        assert_eq!(of_turn(3), [(2, None)]);
        assert_eq!(segments.languages(), [Lang::ZHO, Lang::ENG]);

        let mut segments = Segments::default();
        segments.push_pieces(said, &spans, 5);
        let lengths: Vec<_> = segments.of_turn(0).iter().map(Piece::len).collect();
        assert_eq!(lengths, [3, 4, 4, 3], "long ones are cut between characters");
    }
}
