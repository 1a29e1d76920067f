//! The hidden Markov chain over the words of a conversation.
//!
//! People who mix languages do it in two ways: they go over from one language to the other, and they set single words
//! of one into sentences of the other. So a state of the chain is a pair: the *matrix* language, which goes on until
//! something speaks against it, and the *current* language, which is the matrix language or that of an insertion, soon
//! over. How often either happens differs from conversation to conversation, and is learnt from each ([`Tally`]).

use super::{
    context::Choice,
    evidence::likelihoods,
    words::{Pause, Word},
};

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
    pub(crate) matrix: [f32; MOST],
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

impl Tally {
    fn count_word<const N: usize>(&mut self, link: &Link<N>, langs: usize) {
        for l in 0..langs {
            self.words[l] += link.langs[l];
            if let Some(capital) = link.capital {
                self.cased[l] += link.langs[l];
                self.capitals[l] += if capital { link.langs[l] } else { 0.0 };
            }
        }
    }

    /// Adds another tally to this one.
    pub(crate) fn add(&mut self, other: &Tally) {
        let sums = |a: &mut [f32], b: &[f32]| a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        sums(&mut self.words, &other.words);
        sums(&mut self.matrix, &other.matrix);
        sums(&mut self.cased, &other.cased);
        sums(&mut self.capitals, &other.capitals);
        sums(&mut self.pairs, &other.pairs);
        sums(&mut self.changes, &other.changes);
        self.outside += other.outside;
        self.begun += other.begun;
        self.inside += other.inside;
        self.ended += other.ended;
    }
}

/// Habits before anything was seen. The pauses are in the order of [`Pause`], a hyphen first: within a word nothing
/// changes.
const USUAL_RENEWALS: [f32; PAUSES] = [0.0, 0.02, 0.1, 0.2, 0.3];
const USUAL_INSERTION: f32 = 0.03;
const USUAL_END: f32 = 0.6;
const USUAL_CAPITALS: f32 = 0.1;

/// What is known before counts like so many words seen: enough that a short conversation stays with what is usual.
const PRIOR_WORDS: f32 = 50.0;

impl Habits {
    /// Habits before anything was seen, all of `langs` languages alike.
    pub(crate) fn usual(langs: usize) -> Habits {
        Habits {
            shares: std::array::from_fn(|l| if l < langs { 1.0 / langs as f32 } else { 0.0 }),
            renewals: USUAL_RENEWALS,
            insertion: USUAL_INSERTION,
            end: USUAL_END,
            capitals: [USUAL_CAPITALS; MOST],
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
        let mean = |sum: f32, count: f32, before: f32| (sum + PRIOR_WORDS * before) / (count + PRIOR_WORDS);
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

    /// Weighs a word by its capital letter: German nouns have one, Turkish ones do not.
    fn weigh_case<const N: usize>(&self, link: &mut Link<N>, langs: usize) {
        let Some(capital) = link.capital else { return };
        let mut most = f32::MIN_POSITIVE;
        for (p, &rate) in link.langs.iter_mut().zip(&self.capitals[..langs]) {
            *p *= if capital { rate } else { 1.0 - rate };
            most = most.max(*p);
        }
        link.langs.iter_mut().for_each(|p| *p /= most);
    }
}

/// A weight for each state: by matrix language, then by current language.
type States<const N: usize> = [[f32; N]; N];

/// One word of the chain.
#[derive(Clone, Copy)]
struct Link<const N: usize> {
    pause: Pause,
    /// Whether the word begins with a capital; none where that says nothing.
    capital: Option<bool>,
    /// The likelihood of each language, and then its posterior.
    langs: [f32; N],
}

/// Finds the languages of the words of one script, turn by turn; `N` is at least the number of languages.
pub(crate) struct Decoder<const N: usize> {
    links: Vec<Link<N>>,
    forward: Vec<States<N>>,
    /// What is known of the states at the end of the last turn.
    carried: States<N>,
}

impl<const N: usize> Decoder<N> {
    pub(crate) fn new(choice: &Choice) -> Self {
        let habits = choice.habits(None);
        let carried =
            std::array::from_fn(|m| std::array::from_fn(|c| if m == c { habits.shares[m] } else { 0.0 }));
        Decoder { links: Vec::new(), forward: Vec::new(), carried }
    }

    /// Finds the posteriors of the languages of `words`, the words of a turn in the script of `choice`.
    pub(crate) fn decode<'w>(
        &mut self,
        text: &str,
        words: impl Iterator<Item = &'w Word>,
        choice: &Choice,
        habits: &Habits,
        tally: Option<&mut Tally>,
    ) {
        let langs = choice.langs.len().min(N);
        self.links.clear();
        for word in words {
            let mut link = Link { pause: word.pause, capital: word.capital(), langs: [0.0; N] };
            likelihoods(text, word, &choice.numbers[..langs], &mut link.langs[..langs]);
            habits.weigh_case(&mut link, langs);
            self.links.push(link);
        }
        if !self.links.is_empty() && langs > 0 {
            self.forward_backward(langs, habits, tally);
        }
    }

    /// The best language of each word, by its number in the choice, with its posterior.
    pub(crate) fn best(&self, langs: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.links.iter().map(move |link| {
            let ranked = link.langs[..langs.min(N)].iter().copied().enumerate();
            ranked.fold((0, f32::MIN), |best, next| if next.1 > best.1 { next } else { best })
        })
    }

    fn forward_backward(&mut self, langs: usize, habits: &Habits, mut tally: Option<&mut Tally>) {
        let step = Step::<N>::new(habits, langs);
        self.forward.clear();
        let mut state = self.carried;
        for (i, link) in self.links.iter().enumerate() {
            state = step.predict(&state, kind(i, link.pause));
            let mut total = 0.0;
            for row in &mut state[..langs] {
                for (p, likelihood) in row[..langs].iter_mut().zip(&link.langs) {
                    *p *= likelihood;
                    total += *p;
                }
            }
            scale(&mut state, langs, total);
            self.forward.push(state);
        }
        // What the words after each say of it.
        let mut after = [[1.0; N]; N];
        for i in (0..self.links.len()).rev() {
            let link = &mut self.links[i];
            let kind = kind(i, link.pause);
            let forward = &self.forward[i];
            let mut supported = after;
            let mut posterior = [0.0; N];
            let mut total = 0.0;
            for m in 0..langs {
                for c in 0..langs {
                    let p = forward[m][c] * after[m][c];
                    posterior[c] += p;
                    total += p;
                    supported[m][c] *= link.langs[c];
                }
            }
            let one = 1.0 / total.max(f32::MIN_POSITIVE);
            posterior.iter_mut().for_each(|p| *p *= one);
            link.langs = posterior;
            if let Some(tally) = tally.as_deref_mut() {
                tally.count_word(link, langs);
                for m in 0..langs {
                    tally.matrix[m] += (0..langs).map(|c| forward[m][c] * after[m][c]).sum::<f32>() * one;
                }
                let before = if i == 0 { &self.carried } else { &self.forward[i - 1] };
                step.count(before, &supported, kind, tally);
            }
            after = step.recall(&supported, kind);
            let total = after[..langs].iter().flat_map(|row| &row[..langs]).sum();
            scale(&mut after, langs, total);
        }
        self.carried = state;
    }
}

/// The kind of pause before word `i` of a turn.
fn kind(i: usize, pause: Pause) -> usize {
    if i == 0 {
        BETWEEN_TURNS
    } else {
        pause as usize
    }
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
        let (mut all, mut changed, mut outside, mut begun, mut ended, mut kept) =
            (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
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
