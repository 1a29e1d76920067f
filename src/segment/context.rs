//! What the whole conversation says before a single turn is cut: which languages there are, and how they are used.

use super::{
    candidates,
    evidence::{Memory, Number},
    habits::{Habits, Tally, MOST},
    hmm::{Decoder, Observation},
    script::Script,
    words::{words, Traits, Word},
};
use crate::{model::lexicon::LANGS, repair::infill::log_space::ln, Lang};

/// The languages of a conversation, and how they are used.
#[derive(Debug)]
pub(crate) struct Context {
    choices: Vec<Choice>,
    /// About how many words there are.
    words: usize,
}

/// The languages that a script leaves open.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) langs: Vec<Lang>,
    /// The same languages by their numbers in the lexicon.
    pub(crate) numbers: Vec<Number>,
    /// The caller named them: there are no others.
    pub(crate) is_named: bool,
    /// How sure the language is, where there is one alone.
    pub(crate) certainty: f32,
    /// By speaker; the last is of the whole conversation, and of speakers not surveyed.
    habits: Vec<Habits>,
}

/// The scripts whose words the lexicon tells apart.
pub(crate) const SPELT: [Script; 2] = [Script::LATIN, Script::CYRILLIC];

/// How many bytes of a conversation are surveyed, about: enough to know its habits, few beside what is to be cut.
const SURVEYED: usize = 40_000;
/// How many turns in a row are surveyed, where not all are.
const BLOCK: usize = 20;
/// How often habits are estimated anew; they hardly move after that.
const ROUNDS: usize = 2;

impl Choice {
    pub(crate) fn of(langs: Vec<Lang>) -> Choice {
        let number = |lang: &Lang| LANGS.iter().position(|l| l == lang).map(|n| n as u8);
        let langs: Vec<Lang> = langs.into_iter().take(MOST).collect();
        let habits = vec![Habits::usual(langs.len())];
        Choice { numbers: langs.iter().map(number).collect(), is_named: false, certainty: 1.0, habits, langs }
    }

    /// Makes a language so many times likelier than the others, if it is there.
    pub(crate) fn favouring(mut self, lang: Lang, times: f32) -> Choice {
        let at = self.langs.iter().position(|&l| l == lang);
        self.habits.iter_mut().for_each(|habits| habits.favour(at, times));
        self
    }

    /// Whether words decide.
    pub(crate) fn is_open(&self) -> bool {
        self.langs.len() > 1
    }

    /// The habits of a speaker.
    pub(crate) fn habits(&self, speaker: Option<usize>) -> &Habits {
        let whole = self.habits.len() - 1;
        &self.habits[speaker.map_or(whole, |s| s.min(whole))]
    }
}

impl Context {
    /// Surveys a conversation: its turns in order, each with the number of its speaker, if it has one. `given` are the
    /// languages that the caller names; for scripts of which none is named, those that the words speak for are found.
    pub(crate) fn survey<'t>(
        turns: impl Iterator<Item = (Option<usize>, &'t str)>,
        given: &[Lang],
    ) -> Context {
        let sample = Sample::of(turns);
        let choice_of = |script| {
            let named = candidates::named(script, given);
            let mut choice = match named.is_empty() {
                true => {
                    let (langs, certainty) = candidates::found(script, &sample);
                    Choice { certainty, ..Choice::of(langs) }
                }
                false => Choice { is_named: true, ..Choice::of(named) },
            };
            if choice.is_open() && SPELT.contains(&script) {
                choice.habits = match choice.langs.len() {
                    ..=2 => learn::<2>(script, &choice, &sample),
                    3..=4 => learn::<4>(script, &choice, &sample),
                    _ => learn::<MOST>(script, &choice, &sample),
                };
            }
            choice
        };
        Context { choices: Script::all().map(choice_of).collect(), words: sample.of_words }
    }

    /// About how many words the conversation has.
    pub(crate) fn words(&self) -> usize {
        self.words
    }

    /// The languages that a script leaves open.
    pub(crate) fn choice(&self, script: Script) -> &Choice {
        &self.choices[script.index()]
    }
}

/// Turns from all over a conversation, cut into words.
pub(crate) struct Sample<'t> {
    words: Vec<Word>,
    /// Each turn with its speaker, and where its words end.
    turns: Vec<(Option<usize>, &'t str, usize)>,
    /// About how many words the conversation has.
    of_words: usize,
}

impl<'t> Sample<'t> {
    fn of(turns: impl Iterator<Item = (Option<usize>, &'t str)>) -> Self {
        let all: Vec<(Option<usize>, &str)> = turns.collect();
        let bytes: usize = all.iter().map(|t| t.1.len()).sum();
        // One block of turns in every so many, since a conversation changes on its way.
        let every = (bytes / SURVEYED).max(1);
        let mut sample = Sample { words: Vec::new(), turns: Vec::new(), of_words: bytes / 5 };
        for block in all.chunks(BLOCK).step_by(every) {
            for &(speaker, text) in block {
                words(text, &mut sample.words);
                sample.turns.push((speaker, text, sample.words.len()));
            }
        }
        sample
    }

    /// The same without abbreviations (`QA`, `KTV`), if other scripts say more than they do: such words are the same in all languages.
    pub(crate) fn without_abbreviations(&self, script: Script) -> Option<Sample<'t>> {
        let is_abbreviation =
            |w: &Word| w.script == script && (w.traits.has(Traits::CAPITALS) || w.end - w.start == 1);
        let bytes = |which: &dyn Fn(&Word) -> bool| -> usize {
            self.words.iter().filter(|w| which(w)).map(|w| w.end - w.start).sum()
        };
        let abbreviations = bytes(&is_abbreviation);
        if abbreviations == 0 || abbreviations > bytes(&|w| w.script != script) {
            return None;
        }
        let mut rest = Sample { words: Vec::new(), turns: Vec::new(), of_words: self.of_words };
        for (speaker, text, words) in self.turns() {
            rest.words.extend(words.iter().filter(|w| !is_abbreviation(w)));
            rest.turns.push((speaker, text, rest.words.len()));
        }
        Some(rest)
    }

    /// The turns: speaker, text, words.
    pub(crate) fn turns(&self) -> impl Iterator<Item = (Option<usize>, &'t str, &[Word])> + '_ {
        let mut start = 0;
        self.turns.iter().map(move |&(speaker, text, end)| {
            let words = &self.words[start..end];
            start = end;
            (speaker, text, words)
        })
    }

    /// All words.
    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }
}

/// The habits of each speaker, and of the conversation last.
fn learn<const N: usize>(script: Script, choice: &Choice, sample: &Sample<'_>) -> Vec<Habits> {
    let langs = choice.langs.len();
    let survey = Survey::<N>::of(script, choice, sample, usize::MAX);
    let usual = Habits::usual(langs);
    let mut whole = usual.clone();
    let mut by_speaker = Vec::new();
    for _ in 0..ROUNDS {
        let (all, speakers) = survey.tally(choice, &whole);
        whole = usual.after(&all, langs);
        by_speaker = speakers;
    }
    let mut habits: Vec<Habits> = by_speaker.iter().map(|t| whole.of_speaker(t, langs)).collect();
    habits.push(whole);
    habits
}

/// The evidence of the words of one script in a sample.
pub(crate) struct Survey<const N: usize> {
    links: Vec<Observation<N>>,
    /// The speaker of each turn that has such words, and where its links end.
    turns: Vec<(Option<usize>, usize)>,
}

impl<const N: usize> Survey<N> {
    /// Gathers the evidence for the languages of `choice` in the first turns, until there are `enough` words.
    pub(crate) fn of(script: Script, choice: &Choice, sample: &Sample<'_>, enough: usize) -> Self {
        let mut memory = Memory::new(&choice.numbers, sample.words.len().min(enough));
        let mut survey = Survey { links: Vec::new(), turns: Vec::new() };
        for (speaker, text, words) in sample.turns() {
            // A turn can be a book.
            let own = words.iter().filter(|w| w.script == script).take(enough.saturating_mul(2));
            survey.links.extend(own.map(|w| Observation::of(text, w, &mut memory)));
            survey.turns.push((speaker, survey.links.len()));
            if survey.links.len() >= enough {
                break;
            }
        }
        survey
    }

    /// How much the words speak for each language, each word by itself.
    pub(crate) fn sums(&self) -> [f32; N] {
        let mut sums = [0.0; N];
        for link in &self.links {
            let total: f32 = link.likelihoods.iter().sum();
            sums.iter_mut().zip(link.likelihoods).for_each(|(sum, p)| *sum += p / total);
        }
        sums
    }

    /// How likely all words together are in each language (as a logarithm).
    pub(crate) fn log_likelihoods(&self) -> [f32; N] {
        let mut sums = [0.0; N];
        for link in &self.links {
            sums.iter_mut().zip(link.likelihoods).for_each(|(sum, p)| *sum += ln(p.max(f32::MIN_POSITIVE)));
        }
        sums
    }

    /// How much likelier (in nats) the words are in language `last` than each in whichever of those before it, and how many words there are.
    pub(crate) fn gain(&self, last: usize) -> (f32, usize) {
        let of_word = |link: &Observation<N>| {
            let known = link.likelihoods[..last].iter().copied().fold(f32::MIN_POSITIVE, f32::max);
            ln(link.likelihoods[last].max(f32::MIN_POSITIVE)) - ln(known)
        };
        (self.links.iter().map(of_word).sum(), self.links.len())
    }

    /// What is expected to have happened, in all and by speaker.
    pub(crate) fn tally(&self, choice: &Choice, habits: &Habits) -> (Tally, Vec<Tally>) {
        let mut all = Tally::default();
        let mut speakers: Vec<Tally> = Vec::new();
        let mut decoder = Decoder::<N>::new(choice, 0);
        let mut start = 0;
        for &(speaker, end) in &self.turns {
            let mut one = Tally::default();
            decoder.survey(&self.links[start..end], habits, &mut one);
            start = end;
            all.add(&one);
            if let Some(speaker) = speaker {
                if speakers.len() <= speaker {
                    speakers.resize_with(speaker + 1, Tally::default);
                }
                speakers[speaker].add(&one);
            }
        }
        (all, speakers)
    }
}
