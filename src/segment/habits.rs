//! How the languages of a conversation are used, and how that is learnt from the conversation itself.

use super::words::Pause;

/// The most languages that are told apart.
pub(crate) const MOST: usize = 16;

/// The kinds of [`Pause`], and the pause between turns.
pub(crate) const PAUSES: usize = Pause::Sentence as usize + 2;
pub(crate) const BETWEEN_TURNS: usize = PAUSES - 1;

/// How the languages of a script are used, by a speaker or by all.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    /// The share of each language among matrix languages.
    pub(crate) shares: [f32; MOST],
    /// How often a word within a sentence begins with a capital, by language.
    pub(crate) capitals: [f32; MOST],
    /// How likely the matrix language is drawn anew from the shares, by the pause before the word.
    pub(crate) renewals: [f32; PAUSES],
    /// How likely an insertion begins with the next word.
    pub(crate) insertion: f32,
    /// How likely an insertion ends before the next word.
    pub(crate) end: f32,
}

/// Habits before anything was seen, by pause: within a word nothing changes.
const USUAL_RENEWALS: [f32; PAUSES] = [0.0, 0.02, 0.1, 0.2, 0.3];
const USUAL_INSERTION: f32 = 0.03;
const USUAL_END: f32 = 0.6;
const USUAL_CAPITALS: f32 = 0.1;

/// What is known before counts like so many words seen: enough that a short conversation stays with what is usual.
const PRIOR_WORDS: f32 = 50.0;

/// What is expected to have happened in turns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Words by their matrix language.
    pub(crate) matrix: [f32; MOST],
    /// Words of which the capital counts, by their language, and those of them that have one.
    pub(crate) cased: [f32; MOST],
    pub(crate) capitals: [f32; MOST],
    /// Pairs of neighbouring words by pause, and how many of them change the matrix language.
    pub(crate) pairs: [f32; PAUSES],
    pub(crate) changes: [f32; PAUSES],
    /// Words that could begin an insertion, and those that do.
    pub(crate) outside: f32,
    pub(crate) begun: f32,
    /// Words after a word of an insertion, and those that no longer belong to it.
    pub(crate) inside: f32,
    pub(crate) ended: f32,
}

impl Habits {
    /// Habits before anything was seen, all of `langs` languages alike.
    pub(crate) fn usual(langs: usize) -> Habits {
        Habits {
            shares: std::array::from_fn(|l| if l < langs { 1.0 / langs as f32 } else { 0.0 }),
            capitals: [USUAL_CAPITALS; MOST],
            renewals: USUAL_RENEWALS,
            insertion: USUAL_INSERTION,
            end: USUAL_END,
        }
    }

    /// Makes one language, if any, so many times likelier.
    pub(crate) fn favour(&mut self, lang: Option<usize>, times: f32) {
        if let Some(lang) = lang {
            self.shares[lang] *= times;
            let total: f32 = self.shares.iter().sum();
            self.shares.iter_mut().for_each(|s| *s /= total);
        }
    }

    /// These habits after a tally.
    pub(crate) fn after(&self, tally: &Tally, langs: usize) -> Habits {
        let total: f32 = tally.matrix[..langs].iter().sum();
        let mut habits = self.clone();
        for l in 0..langs {
            habits.shares[l] = mean(tally.matrix[l], total, self.shares[l]);
            habits.capitals[l] = mean(tally.capitals[l], tally.cased[l], self.capitals[l]);
        }
        // A renewal may well draw the same language again.
        let same: f32 = habits.shares[..langs].iter().map(|s| s * s).sum();
        let other = (1.0 - same).max(0.02);
        for kind in 1..PAUSES {
            let changed = mean(tally.changes[kind], tally.pairs[kind], self.renewals[kind] * other);
            habits.renewals[kind] = (changed / other).clamp(1e-4, 1.0);
        }
        habits.insertion = mean(tally.begun, tally.outside, self.insertion);
        habits.end = mean(tally.ended, tally.inside, self.end);
        habits
    }

    /// These habits with the shares of languages that `tally` has, of one speaker.
    pub(crate) fn of_speaker(&self, tally: &Tally, langs: usize) -> Habits {
        Habits { shares: self.after(tally, langs).shares, ..self.clone() }
    }
}

fn mean(sum: f32, count: f32, before: f32) -> f32 {
    (sum + PRIOR_WORDS * before) / (count + PRIOR_WORDS)
}

impl Tally {
    /// Adds another tally to this one.
    pub(crate) fn add(&mut self, other: &Tally) {
        add(&mut self.matrix, &other.matrix);
        add(&mut self.cased, &other.cased);
        add(&mut self.capitals, &other.capitals);
        add(&mut self.pairs, &other.pairs);
        add(&mut self.changes, &other.changes);
        self.outside += other.outside;
        self.begun += other.begun;
        self.inside += other.inside;
        self.ended += other.ended;
    }
}

fn add(sums: &mut [f32], others: &[f32]) {
    sums.iter_mut().zip(others).for_each(|(a, b)| *a += b);
}
