//! Measures of code-switching.

use crate::Lang;
use unicode_segmentation::UnicodeSegmentation;

/// How languages are mixed in a turn, by a speaker, or in a transcript.
///
/// Everything is counted in tokens: the words of Unicode Standard Annex #29, where every Han character is one. A token
/// in no language (a number, or a name without a known language) counts only for [`tokens`](Mixing::tokens). The turns of a
/// speaker, and those of a transcript, are taken as one sequence in the order of the text; so a switch may lie between two
/// turns. No measure is ever NaN: if there are too few words or languages to define it, it is `None`.
///
/// A value is counted once. Its methods take time linear in the number of languages; [`span_entropy`](Mixing::span_entropy),
/// [`burstiness`](Mixing::burstiness) and [`memory`](Mixing::memory) linear in the number of spans (the first one sorts them).
///
/// In the formulas below, *N* is the number of tokens in a language, *w(i)* how many of them are in language *i*,
/// *p(i) = w(i) / N*, *P* the number of switches (neighbouring tokens in different languages, tokens in no language
/// passed over), *k* the number of languages of the transcript, and a *span* a maximal sequence of tokens in one
/// language, its length counted in tokens.
///
/// ```
/// use lacuna::{Lang, Transcript};
///
/// let transcript = Transcript::parse("[A]: 我想用一个 time-travel API，可以吗？\n");
/// let mixing = transcript.mixing();
/// assert_eq!(mixing.matrix_language(), Some(Lang::ZHO));
/// assert_eq!(mixing.switches(), 2);
/// ```
///
/// - Das and Gambäck 2014, *Identifying languages at the word level in code-mixed Indian social media text*
/// - Gambäck and Das 2016, *Comparing the level of code-switching in corpora*
/// - Guzmán, Ricard, Serigos, Bullock and Toribio 2017, *Metrics for modeling code-switching across corpora*
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mixing {
    tokens: u64,
    langs: Vec<(Lang, u64)>,
    spans: Vec<u32>,
    last: Option<Lang>,
    /// The number of languages to compare with, if more than there are here.
    out_of: usize,
}

impl Mixing {
    /// Counts one token.
    pub(crate) fn add(&mut self, lang: Option<Lang>) {
        self.tokens += 1;
        let Some(lang) = lang else { return };
        match self.langs.iter_mut().find(|l| l.0 == lang) {
            Some((_, count)) => *count += 1,
            None => self.langs.push((lang, 1)),
        }
        match self.spans.last_mut().filter(|_| self.last == Some(lang)) {
            Some(length) => *length = length.saturating_add(1),
            None => self.spans.push(1),
        }
        self.last = Some(lang);
    }

    /// Counts the tokens of a segment. A token without a letter is in no language.
    pub(crate) fn add_segment(&mut self, text: &str, lang: Option<Lang>) {
        for word in text.unicode_words() {
            self.add(lang.filter(|_| word.chars().any(char::is_alphabetic)));
        }
    }

    /// Compares with the languages of the whole transcript, of which there are `langs`.
    pub(crate) fn out_of(mut self, langs: usize) -> Mixing {
        self.out_of = langs;
        self
    }

    /// The number of tokens, in whatever language or none.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// The number of tokens in each language, in the order in which the languages appear.
    #[must_use]
    pub fn languages(&self) -> &[(Lang, u64)] {
        &self.langs
    }

    /// The number of switches, *P*.
    #[must_use]
    pub fn switches(&self) -> u64 {
        self.spans.len().saturating_sub(1) as u64
    }

    /// The language of most tokens; none where there is no token in a language, or where two languages lead.
    #[must_use]
    pub fn matrix_language(&self) -> Option<Lang> {
        let (lang, most) = *self.langs.iter().max_by_key(|l| l.1)?;
        (self.langs.iter().filter(|l| l.1 == most).count() == 1).then_some(lang)
    }

    /// The code-mixing index of Das and Gambäck 2014, 0 to 100: *100 (1 − max w / N)*.
    ///
    /// None where *N* is 0 (the paper has 0 there).
    #[must_use]
    pub fn cmi(&self) -> Option<f64> {
        let n = self.in_a_language()?;
        Some(100.0 * (n - self.most()) / n)
    }

    /// The utterance index of Gambäck and Das 2016, 0 to 100: *100 (N − max w + P) / 2N*.
    ///
    /// Where the measured text is more than a turn, it is taken as one long utterance. None where *N* is 0.
    #[must_use]
    pub fn utterance_index(&self) -> Option<f64> {
        let n = self.in_a_language()?;
        Some(100.0 * (n - self.most() + self.switches() as f64) / (2.0 * n))
    }

    /// The M-index (Barnett et al. 2000, after Guzmán et al. 2017), 0 to 1: *(1 − Σp²) / ((k − 1) Σp²)*.
    ///
    /// 0 where all is in one language, 1 where all *k* languages have the same share. None where *N* is 0 or *k* is 1.
    #[must_use]
    pub fn m_index(&self) -> Option<f64> {
        let squares: f64 = self.shares()?.map(|p| p * p).sum();
        let k = self.langs.len().max(self.out_of);
        (k > 1).then(|| (1.0 - squares) / ((k - 1) as f64 * squares))
    }

    /// The I-index of Guzmán et al. 2017, 0 to 1: *P / (N − 1)*, the share of neighbouring tokens between which the language
    /// switches.
    ///
    /// 0 where *N* is 1; `None` where *N* is 0.
    #[must_use]
    pub fn i_index(&self) -> Option<f64> {
        let n = self.in_a_language()?;
        Some(self.switches() as f64 / (n - 1.0).max(1.0))
    }

    /// The language entropy (Guzmán et al. 2017), in bits: *−Σ p log₂ p*. None where *N* is 0.
    #[must_use]
    pub fn language_entropy(&self) -> Option<f64> {
        Some(entropy(self.shares()?))
    }

    /// The span entropy (Guzmán et al. 2017), in bits: *−Σ q(l) log₂ q(l)*, *q(l)* being the share of spans of length *l*
    /// among all spans. None where *N* is 0.
    #[must_use]
    pub fn span_entropy(&self) -> Option<f64> {
        let n = self.in_a_language().map(|_| self.spans.len() as f64)?;
        let mut lengths = self.spans.clone();
        lengths.sort_unstable();
        Some(entropy(lengths.chunk_by(|a, b| a == b).map(|same| same.len() as f64 / n)))
    }

    /// Burstiness (Goh and Barabási 2008, after Guzmán et al. 2017), −1 to 1: *(σ − m) / (σ + m)*, *m* and *σ* being the
    /// mean and the standard deviation of the lengths of the spans.
    ///
    /// The standard deviation is that of a population (divided by the number of spans, not by one less), so that it is
    /// defined for a single span, for which burstiness is −1. None where *N* is 0.
    #[must_use]
    pub fn burstiness(&self) -> Option<f64> {
        let (mean, deviation) = moments(&self.spans)?;
        Some((deviation - mean) / (deviation + mean))
    }

    /// Memory (Goh and Barabási 2008, after Guzmán et al. 2017), −1 to 1: the correlation of the lengths of neighbouring
    /// spans, *Σ (l(i) − m₁) (l(i+1) − m₂) / ((n − 1) σ₁ σ₂)* over the *n* spans, where *m₁*, *σ₁* are of all spans but the
    /// last and *m₂*, *σ₂* of all but the first, as of populations.
    ///
    /// None where there are fewer than two spans, or where either deviation is 0.
    #[must_use]
    pub fn memory(&self) -> Option<f64> {
        let all_but_last = self.spans.get(..self.spans.len().checked_sub(1)?)?;
        let all_but_first = self.spans.get(1..)?;
        let (m1, d1) = moments(all_but_last)?;
        let (m2, d2) = moments(all_but_first)?;
        let products =
            all_but_last.iter().zip(all_but_first).map(|(&a, &b)| (f64::from(a) - m1) * (f64::from(b) - m2));
        (d1 > 0.0 && d2 > 0.0).then(|| products.sum::<f64>() / (all_but_last.len() as f64 * d1 * d2))
    }

    /// *N*, if it is not 0.
    fn in_a_language(&self) -> Option<f64> {
        let n: u64 = self.langs.iter().map(|l| l.1).sum();
        (n > 0).then_some(n as f64)
    }

    fn most(&self) -> f64 {
        self.langs.iter().map(|l| l.1).max().unwrap_or(0) as f64
    }

    fn shares(&self) -> Option<impl Iterator<Item = f64> + '_> {
        let n = self.in_a_language()?;
        Some(self.langs.iter().map(move |l| l.1 as f64 / n))
    }
}

fn entropy(shares: impl Iterator<Item = f64>) -> f64 {
    // Adding 0 keeps the sum from being −0.
    -shares.map(|p| p * p.log2()).sum::<f64>() + 0.0
}

/// The mean and the standard deviation of a population; none of nothing.
fn moments(values: &[u32]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / n;
    let variance = values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / n;
    (n > 0.0).then(|| (mean, variance.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn of(tags: &[Option<Lang>], langs: usize) -> Mixing {
        let mut mixing = Mixing::default();
        tags.iter().for_each(|&t| mixing.add(t));
        mixing.out_of(langs)
    }

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../tests/data/mixing-vectors.json")).unwrap()
    }

    #[test]
    fn values_agree_with_the_published_scripts() {
        let mut checked = 0;
        for (name, case) in vectors().as_object().unwrap() {
            let Some(tags) = case["tags"].as_array() else { continue };
            let tag = |t: &Value| match t.as_str().unwrap() {
                "O" | "UNIV" => None,
                code => Some(code.parse().unwrap()),
            };
            let mixing =
                of(&tags.iter().map(tag).collect::<Vec<_>>(), case["langs"].as_array().unwrap().len());
            let expect = &case["expect"];
            assert_eq!(mixing.switches(), expect["switches"].as_u64().unwrap_or(0), "{name}");
            for (measure, got) in [
                ("CMI_2014", mixing.cmi()),
                ("Cu_2016", mixing.utterance_index()),
                ("M_index", mixing.m_index()),
                ("I_index", mixing.i_index()),
                ("lang_entropy_bits", mixing.language_entropy()),
                ("span_entropy_bits", mixing.span_entropy()),
                ("burstiness_pop_sd", mixing.burstiness()),
                ("memory", mixing.memory()),
            ] {
                match (expect[measure].as_f64(), got) {
                    (Some(a), Some(b)) => assert!((a - b).abs() < 1e-9, "{name} {measure}: {a} {b}"),
                    (expected, got) => assert_eq!(expected, got, "{name} {measure}"),
                }
                checked += 1;
            }
        }
        assert_eq!(checked, 64);
    }

    #[test]
    fn the_corpus_of_the_vectors_follows_from_its_counts() {
        // Miami as a whole, of which only the counts are given: the measures that need no more.
        let expect = &vectors()["miami_full_corpus"]["expect"];
        let n = expect["n_lang"].as_f64().unwrap();
        let spa = (n * expect["CMI_2014"].as_f64().unwrap() / 100.0).round() as u64;
        let spans = expect["switches"].as_u64().unwrap() as usize + 1;
        let mixing = Mixing {
            langs: vec![(Lang::ENG, n as u64 - spa), (Lang::SPA, spa)],
            spans: vec![1; spans],
            ..Mixing::default()
        };
        for (measure, got) in [
            ("Cu_2016", mixing.utterance_index()),
            ("M_index", mixing.m_index()),
            ("I_index", mixing.i_index()),
            ("lang_entropy_bits", mixing.language_entropy()),
        ] {
            assert!((expect[measure].as_f64().unwrap() - got.unwrap()).abs() < 1e-9, "{measure}");
        }
        assert_eq!(mixing.matrix_language(), Some(Lang::ENG));
    }

    #[test]
    fn silence_has_no_measure() {
        for mixing in [of(&[], 2), of(&[None, None], 0)] {
            let measures = [
                mixing.cmi(),
                mixing.utterance_index(),
                mixing.m_index(),
                mixing.i_index(),
                mixing.language_entropy(),
                mixing.span_entropy(),
                mixing.burstiness(),
                mixing.memory(),
            ];
            assert_eq!(measures, [None; 8]);
            assert_eq!(mixing.matrix_language(), None);
        }
    }

    #[test]
    fn no_measure_leaves_its_range() {
        // Every sequence of up to seven tags over two languages and none.
        let tags = [None, Some(Lang::ENG), Some(Lang::ZHO)];
        for length in 0..=7 {
            for number in 0..3usize.pow(length) {
                let sequence: Vec<_> = (0..length).map(|i| tags[number / 3usize.pow(i) % 3]).collect();
                let m = of(&sequence, 2);
                for (low, high, value) in [
                    (0.0, 50.0, m.cmi()),
                    (0.0, 100.0, m.utterance_index()),
                    (0.0, 1.0, m.m_index()),
                    (0.0, 1.0, m.i_index()),
                    (0.0, 1.0, m.language_entropy()),
                    (0.0, 3.0, m.span_entropy()),
                    (-1.0, 1.0, m.burstiness()),
                    (-1.0 - 1e-9, 1.0 + 1e-9, m.memory()),
                ] {
                    assert!(value.is_none_or(|v| (low..=high).contains(&v)), "{sequence:?} {value:?}");
                }
            }
        }
    }

    #[test]
    fn tokens_of_a_segment() {
        let mut mixing = Mixing::default();
        mixing.add_segment("我用 ", Some(Lang::ZHO));
        mixing.add_segment("time-travel API 2.0!", Some(Lang::ENG));
        assert_eq!(mixing.languages(), [(Lang::ZHO, 2), (Lang::ENG, 3)]);
        assert_eq!((mixing.tokens(), mixing.switches()), (6, 1));
    }
}
