//! Emoji side by side of which the same is left: mostly one emoji, several times over.

use crate::repair::infill::choice::{Choice, RUNNERS_UP};

/// The emoji that is met most, and stands in rows more often than any other.
pub(crate) const COMMONEST: char = '😂';
/// Its probability in a row of which no byte is left but the first of each: the share that it has of all such emoji in chats.
const IN_ROWS: f32 = 0.23;
/// What is left to what the models say there: they have learnt rows of different emoji from posts, and were sure of the first.
const OF_MODELS: f32 = 0.2;

/// One choice for all gaps of a row, for which these were chosen. `is_open`: nothing is left of them but the first byte, which the commonest one has.
pub(crate) fn one_for_all(choices: &[Choice], is_open: bool) -> Choice {
    let mut shares: Vec<(char, f32)> = Vec::new();
    let each = 1.0 / choices.len() as f32;
    for (c, share) in choices.iter().flat_map(Choice::shares).filter(|(_, share)| *share > 0.0) {
        match shares.iter_mut().find(|(known, _)| *known == c) {
            Some((_, sum)) => *sum += share * each,
            None => shares.push((c, share * each)),
        }
    }
    if is_open {
        shares.retain(|(c, _)| *c != COMMONEST);
        shares.iter_mut().for_each(|(_, share)| *share *= OF_MODELS);
        shares.push((COMMONEST, IN_ROWS));
    }
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut named = [('\0', 0.0); RUNNERS_UP + 1];
    named.iter_mut().zip(shares).for_each(|(slot, share)| *slot = share);
    let mut choice = choices.first().copied().unwrap_or(Choice::NONE);
    choice.set_shares(&named);
    choice
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_emoji() {
        let choices = [Choice::of(&[('🔥', 0.6), ('🎥', 0.4)]), Choice::of(&[('🎥', 0.5), ('🔥', 0.4)])];
        let choice = one_for_all(&choices, false);
        assert_eq!((choice.best, choice.confidence), ('🔥', 0.5));
        let choice = one_for_all(&choices, true);
        assert_eq!((choice.best, choice.confidence), (COMMONEST, IN_ROWS));
        assert_eq!(choice.runners_up[0], ('🔥', 0.5 * OF_MODELS));
    }
}
