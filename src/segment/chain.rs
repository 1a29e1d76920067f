//! The hidden Markov chain over the words of a conversation.
//!
//! People who mix languages do it in two ways: they go over from one language to the other, and they set single words
//! of one into sentences of the other. So a state of the chain is a pair: the *matrix* language, which goes on until
//! something speaks against it, and the *current* language, which is the matrix language or that of an insertion, soon
//! over. How often either happens differs from conversation to conversation, and is learnt from each ([`Tally`]).

use super::words::Pause;
use crate::tune::t;

/// The most languages that a chain tells apart.
pub(crate) const MOST: usize = 16;

/// How the languages of a chain are used, learnt from the conversation itself.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    /// The share of each language among matrix languages.
    pub(crate) shares: [f32; MOST],
    /// How likely the matrix language is drawn anew from `shares`, by the pause before the word; the last is between
    /// turns.
    pub(crate) renewals: [f32; PAUSES],
    /// How likely an insertion begins with the next word, and how likely one ends before it.
    pub(crate) insertion: f32,
    pub(crate) end: f32,
    /// How often a word within a sentence begins with a capital, by language.
    pub(crate) capitals: [f32; MOST],
}

/// The kinds of [`Pause`], and the pause between turns.
const PAUSES: usize = 5;
const BETWEEN_TURNS: usize = 4;

/// Sums of expectations that habits are estimated from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Words by their language, and by their matrix language.
    pub(crate) words: [f32; MOST],
    matrix: [f32; MOST],
    /// Pairs of neighbouring words by pause, and how many of them change the matrix language.
    pairs: [f32; PAUSES],
    changes: [f32; PAUSES],
    /// Words that could begin an insertion, and those that do.
    outside: f32,
    begun: f32,
    /// Words that follow an insertion's word, and those that no longer belong to it.
    inside: f32,
    ended: f32,
    cased: [f32; MOST],
    capitals: [f32; MOST],
}

impl Habits {
    /// Habits before anything was seen.
    pub(crate) fn unknown(shares: [f32; MOST]) -> Habits {
        Habits {
            shares,
            renewals: [0.0, t("R_BLANK", 0.02), t("R_CLAUSE", 0.1), t("R_SENT", 0.2), t("R_TURN", 0.3)],
            insertion: t("INS", 0.03),
            end: t("END", 0.6),
            capitals: [0.1; MOST],
        }
    }

    /// Habits after a tally; what was known before counts like a number of words seen.
    pub(crate) fn learn(before: &Habits, tally: &Tally, langs: usize) -> Habits {
        let mut habits = before.clone();
        let weight = t("PRIOR", 50.0);
        let total: f32 = tally.matrix[..langs].iter().sum();
        for lang in 0..langs {
            habits.shares[lang] = (tally.matrix[lang] + weight * before.shares[lang]) / (total + weight);
        }
        // A renewal draws the same language again with this probability.
        let same: f32 = habits.shares[..langs].iter().map(|s| s * s).sum();
        let change = (1.0 - same).max(0.02);
        for kind in 1..PAUSES {
            let changes = tally.changes[kind] + weight * before.renewals[kind] * change;
            habits.renewals[kind] = (changes / (tally.pairs[kind] + weight) / change).clamp(1e-4, 1.0);
        }
        habits.renewals[1] *= t("MR", 1.0);
        habits.insertion = t("MI", 1.0) * (tally.begun + weight * before.insertion) / (tally.outside + weight);
        habits.end = (tally.ended + weight * before.end) / (tally.inside + weight);
        for l in 0..langs {
            habits.capitals[l] = (tally.capitals[l] + weight * before.capitals[l]) / (tally.cased[l] + weight);
        }
        habits
    }

    pub(crate) fn weigh_case<const N: usize>(&self, link: &mut Link<N>, langs: usize) {
        let Some(capital) = link.capital else { return };
        let mut most = f32::MIN_POSITIVE;
        for l in 0..langs {
            let p = self.capitals[l];
            link.likelihoods[l] *= (if capital { p } else { 1.0 - p }).powf(t("CASE", 0.5));
            most = most.max(link.likelihoods[l]);
        }
        link.likelihoods.iter_mut().for_each(|p| *p /= most);
    }
}

/// One word of the chain: what stands before it, and the likelihood of each language.
#[derive(Clone, Copy)]
pub(crate) struct Link<const N: usize> {
    pub(crate) pause: Pause,
    pub(crate) likelihoods: [f32; N],
    /// Whether the word begins with a capital; none where the sentence does.
    pub(crate) capital: Option<bool>,
}

/// A weight for each state: by matrix language, then by current language.
pub(crate) type States<const N: usize> = [[f32; N]; N];

/// Turns the likelihoods of `links` into posteriors, in place (forward-backward). `carried` is what is known of the
/// language of the turn before, and then of this one. `N` is at least `langs`.
pub(crate) fn decode<const N: usize>(
    links: &mut [Link<N>],
    langs: usize,
    habits: &Habits,
    carried: &mut States<N>,
    forward: &mut Vec<States<N>>,
    mut tally: Option<&mut Tally>,
) {
    let langs = langs.min(N);
    if links.is_empty() || langs == 0 {
        return;
    }
    let step = Step::<N>::new(habits, langs);
    forward.clear();
    let mut state = *carried;
    for (i, link) in links.iter().enumerate() {
        let kind = if i == 0 { BETWEEN_TURNS } else { link.pause as usize };
        state = step.predict(&state, kind);
        let mut total = 0.0;
        for row in &mut state[..langs] {
            for (p, likelihood) in row[..langs].iter_mut().zip(&link.likelihoods) {
                *p *= likelihood;
                total += *p;
            }
        }
        scale(&mut state, langs, total);
        forward.push(state);
    }
    // What the words after each say of it.
    let mut after = [[1.0; N]; N];
    for i in (0..links.len()).rev() {
        let likelihoods = links[i].likelihoods;
        let mut posterior = [0.0; N];
        let mut total = 0.0;
        let mut supported = after;
        for m in 0..langs {
            for c in 0..langs {
                let p = forward[i][m][c] * after[m][c];
                posterior[c] += p;
                total += p;
                supported[m][c] *= likelihoods[c];
            }
        }
        let one = 1.0 / total.max(f32::MIN_POSITIVE);
        posterior.iter_mut().for_each(|p| *p *= one);
        links[i].likelihoods = posterior;
        let kind = if i == 0 { BETWEEN_TURNS } else { links[i].pause as usize };
        if let Some(tally) = tally.as_deref_mut() {
            for m in 0..langs {
                tally.words[m] += posterior[m];
                if let Some(capital) = links[i].capital {
                    tally.cased[m] += posterior[m];
                    tally.capitals[m] += if capital { posterior[m] } else { 0.0 };
                }
                tally.matrix[m] += (0..langs).map(|c| forward[i][m][c] * after[m][c]).sum::<f32>() * one;
            }
            let before = if i == 0 { &*carried } else { &forward[i - 1] };
            step.count(before, &supported, kind, tally);
        }
        after = step.recall(&supported, kind);
        let total = after[..langs].iter().flat_map(|row| &row[..langs]).sum();
        scale(&mut after, langs, total);
    }
    *carried = forward[links.len() - 1];
}

fn scale<const N: usize>(states: &mut States<N>, langs: usize, total: f32) {
    let one = 1.0 / total.max(f32::MIN_POSITIVE);
    states[..langs].iter_mut().flat_map(|row| &mut row[..langs]).for_each(|p| *p *= one);
}

/// The transition from one word to the next.
struct Step<'h, const N: usize> {
    habits: &'h Habits,
    langs: usize,
    /// The probability that an insertion is in one given language.
    each: f32,
}

impl<'h, const N: usize> Step<'h, N> {
    fn new(habits: &'h Habits, langs: usize) -> Self {
        let others = (langs - 1).max(1) as f32;
        Step { habits, langs, each: habits.insertion / others }
    }

    /// The probabilities of the states of the next word.
    #[inline(always)]
    fn predict(&self, states: &States<N>, kind: usize) -> States<N> {
        if kind == 0 {
            return *states;
        }
        let renewal = self.habits.renewals[kind];
        let (going_on, end) = (1.0 - renewal, self.habits.end);
        let mut next = [[0.0; N]; N];
        for m in 0..self.langs {
            let inserted = states[m][..self.langs].iter().sum::<f32>() - states[m][m];
            let outside = going_on * states[m][m] + renewal * self.habits.shares[m];
            for c in 0..self.langs {
                next[m][c] = outside * self.each + going_on * (1.0 - end) * states[m][c];
            }
            next[m][m] = outside * (1.0 - self.habits.insertion) + going_on * end * inserted;
        }
        next
    }

    /// How well the states of a word agree with what is known of the next, `next`.
    #[inline(always)]
    fn recall(&self, next: &States<N>, kind: usize) -> States<N> {
        if kind == 0 {
            return *next;
        }
        let renewal = self.habits.renewals[kind];
        let (going_on, end) = (1.0 - renewal, self.habits.end);
        let mut states = [[0.0; N]; N];
        let mut drawn = 0.0;
        for m in 0..self.langs {
            let inserted = next[m][..self.langs].iter().sum::<f32>() - next[m][m];
            let outside = (1.0 - self.habits.insertion) * next[m][m] + self.each * inserted;
            drawn += self.habits.shares[m] * outside;
            for c in 0..self.langs {
                states[m][c] = going_on * (end * next[m][m] + (1.0 - end) * next[m][c]);
            }
            states[m][m] = going_on * outside;
        }
        states[..self.langs].iter_mut().flatten().for_each(|p| *p += renewal * drawn);
        states
    }

    /// Adds what is expected to have happened between two words.
    fn count(&self, before: &States<N>, next: &States<N>, kind: usize, tally: &mut Tally) {
        if kind == 0 {
            return;
        }
        let renewal = self.habits.renewals[kind];
        let (going_on, end) = (1.0 - renewal, self.habits.end);
        let (mut all, mut changed, mut outside, mut begun, mut ended, mut kept) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for m in 0..self.langs {
            let mass: f32 = before[m][..self.langs].iter().sum();
            let inserted = mass - before[m][m];
            let others = next[m][..self.langs].iter().sum::<f32>() - next[m][m];
            let drawn = (1.0 - self.habits.insertion) * next[m][m] + self.each * others;
            let from = going_on * before[m][m] + renewal * self.habits.shares[m];
            outside += from * drawn;
            begun += from * self.each * others;
            changed += renewal * self.habits.shares[m] * drawn * (1.0 - mass);
            ended += going_on * inserted * end * next[m][m];
            for c in 0..self.langs {
                if c != m {
                    kept += going_on * (1.0 - end) * before[m][c] * next[m][c];
                }
            }
        }
        all += outside + ended + kept;
        let one = 1.0 / all.max(f32::MIN_POSITIVE);
        tally.pairs[kind] += 1.0;
        tally.changes[kind] += changed * one;
        tally.outside += outside * one;
        tally.begun += begun * one;
        tally.inside += (ended + kept) * one;
        tally.ended += ended * one;
    }
}
