//! A turn in a language that the rest of the conversation does not speak: one German message among Spanish and English ones.
//!
//! Most turns have hardly a word that other languages know better; only where half of the words are such are all languages asked.

use super::{
    candidates, context::Choice, evidence::Memory, habits::MOST, hmm::Observation, script::Script,
    words::Word,
};
use crate::repair::infill::log_space::ln;
use crate::Lang;

/// Words that other languages know better, at the least, before these are asked.
const FEWEST: usize = 3;
/// How much likelier (in nats) the whole turn must be in the other language than each of its words in whichever language of the
/// conversation. It makes up for how rare such turns are, and for how many languages there are.
const SURE: f32 = 12.0;

/// The language of a turn if it is none of `choice`; `strange` of its words are better known in other languages.
pub(crate) fn language<'w>(
    script: Script,
    choice: &Choice,
    strange: usize,
    text: &str,
    words: impl Iterator<Item = &'w Word> + Clone,
) -> Option<Lang> {
    if choice.is_named || strange < FEWEST || 2 * strange < words.clone().count() {
        return None;
    }
    if choice.numbers.contains(&None) {
        return None;
    }
    let all = Choice::of(candidates::of_lexicon(script));
    let mut memory = Memory::<MOST>::new(&all.numbers, FEWEST);
    let (mut sums, mut mixed) = ([0.0; MOST], 0.0);
    for word in words {
        let likelihoods = Observation::of(text, word, &mut memory).likelihoods;
        let own = all.langs.iter().zip(likelihoods).filter(|(lang, _)| choice.langs.contains(lang));
        mixed += ln(own.map(|(_, p)| p).fold(f32::MIN_POSITIVE, f32::max));
        sums.iter_mut().zip(likelihoods).for_each(|(sum, p)| *sum += ln(p.max(f32::MIN_POSITIVE)));
    }
    let others = all.langs.iter().zip(sums).filter(|(lang, _)| !choice.langs.contains(lang));
    let (lang, sum) = others.max_by(|a, b| a.1.total_cmp(&b.1))?;
    (sum - mixed > SURE).then_some(*lang)
}

#[cfg(test)]
mod tests {
    use crate::{Lang, Options, Transcript};

    const TALK: &str = "[A]: no sé qué decirte, la verdad, but I will be there tomorrow\n\
        [B]: well you know how they are, siempre llegan tarde a la casa de mi mamá\n\
        [A]: I told them that we have to leave before the party, pero no me escuchan\n\
        [B]: ya sé, ya sé, we can talk about it later when you come home\n";

    fn languages(text: &str, options: &Options) -> Vec<Option<Lang>> {
        let transcript = options.parse(text);
        let last = transcript.turns().last().unwrap();
        last.segments().map(|segment| segment.lang()).collect()
    }

    #[test]
    fn one_turn_in_a_third_language_is_in_that_language() {
        let talk = TALK.repeat(10);
        for (said, lang) in [
            ("ich weiß nicht, was wir heute noch machen sollen, aber das ist auch egal", Lang::DEU),
            ("je ne sais pas ce que nous allons faire ce soir, mais ça ne fait rien", Lang::FRA),
            ("non so che cosa dobbiamo fare questa sera, ma va bene lo stesso", Lang::ITA),
            ("ik weet niet wat we vanavond gaan doen, maar dat maakt niets uit", Lang::NLD),
            ("nie wiem, co będziemy robić dziś wieczorem, ale to nie szkodzi", Lang::POL),
        ] {
            let text = format!("{talk}[A]: {said}\n");
            assert_eq!(languages(&text, &Options::new()), [Some(lang)], "{said}");
            let named = Options::new().languages([Lang::SPA, Lang::ENG]);
            let found = languages(&text, &named);
            assert!(!found.contains(&Some(lang)), "the caller knows better: {found:?}");
        }
    }

    #[test]
    fn names_and_odd_words_are_no_third_language() {
        let talk = TALK.repeat(10);
        for said in ["Giuseppe, Wolfgang y Matthieu", "hmm, tja, nee", "gracias, Schatz!", "der Juan ese"] {
            let found = languages(&format!("{talk}[A]: {said}\n"), &Options::new());
            assert!(
                found.iter().flatten().all(|lang| [Lang::SPA, Lang::ENG].contains(lang)),
                "{said}: {found:?}"
            );
        }
        let before = Transcript::parse(&talk);
        let known = |lang: Option<Lang>| matches!(lang, Some(Lang::SPA | Lang::ENG));
        assert!(before.turns().all(|turn| turn.segments().all(|segment| known(segment.lang()))));
    }
}
