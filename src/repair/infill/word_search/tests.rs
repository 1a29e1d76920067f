use std::collections::HashMap;

use super::*;
use crate::dice::Dice;
use crate::model::restoration::bilinear::Bilinear;

/// A model that knows words and nothing else.
#[derive(Default)]
struct Known(HashMap<u64, f32>);

impl Known {
    fn of(words: &[(&str, Tongue, f32)]) -> Known {
        Known(words.iter().map(|(word, tongue, share)| (spelt(word).key(*tongue), *share)).collect())
    }
}

impl Weights for Known {
    fn look_up(&self, _: u64, _: bool) -> f32 {
        0.0
    }
    fn prior(&self, _: char) -> f32 {
        0.0
    }
    fn vectors(&self) -> &Bilinear<'_> {
        &Bilinear::EMPTY
    }
    fn word(&self, key: u64) -> Option<f32> {
        self.0.get(&key).copied()
    }
}

fn spelt(word: &str) -> Spelt {
    word.chars().fold(Spelt::NONE, |spelt, c| spelt.then(feature::symbol(c)))
}

/// Fills the gaps of a text, each written as its candidates and their shares in hundredths: `то{щ60ш40}`.
fn filled(text: &str, words: &impl Weights) -> (String, Vec<Choice>) {
    filled_among(&[], text, words)
}

/// The same where any gap could be these letters, too.
fn filled_among(candidates: &[char], text: &str, words: &impl Weights) -> (String, Vec<Choice>) {
    let (mut slots, mut kinds, mut choices) = (vec![], vec![], vec![]);
    for piece in text.split('{') {
        let (gap, rest) = piece.split_once('}').map_or((None, piece), |(gap, rest)| (Some(gap), rest));
        if let Some(gap) = gap {
            let mut shares = vec![];
            for part in
                gap.split_inclusive(|c: char| c.is_ascii_digit()).collect::<String>().split_whitespace()
            {
                let c = part.chars().next().unwrap();
                shares.push((c, part[c.len_utf8()..].parse::<f32>().unwrap() / 100.0));
            }
            slots.push(GAP | choices.len() as u32);
            kinds.push(GapKind::of(shares[0].0));
            choices.push(Choice::of(&shares));
        }
        slots.extend(rest.chars().map(u32::from));
    }
    let mut views = Views::default();
    views.build(&slots, &kinds);
    choose(&views, &kinds, words, |_| candidates, &mut choices);
    let char_of = |slot: &u32| match slot & GAP {
        0 => char::from_u32(*slot).unwrap(),
        _ => choices[(slot & !GAP) as usize].best,
    };
    (slots.iter().map(char_of).collect(), choices)
}

#[test]
fn what_makes_a_word_is_chosen() {
    let known = Known::of(&[
        ("αγόρασα", Tongue::Other, -12.0),
        ("хліб", Tongue::Ukrainian, -9.0),
        ("улиц", Tongue::Russian, -9.0),
        ("țară", Tongue::Other, -10.0),
    ]);
    for (given, expected) in [
        ("Αγόρα{τ70 σ30}α ψωμί", "Αγόρασα ψωμί"),
        ("{Α60 Η40}γό{ς60 ρ40}α{τ60 σ40}α", "Αγόρασα"),
        ("{у60 х40}л{ы60 і40}б", "хліб"),
        ("{t50 ţ40 ț10}ar{ã60 ă40}", "țară"),
        // No word, and words of one letter: as it was.
        ("Αγόρα{τ70 σ30}ες", "Αγόρατες"),
        ("{с70 я30}", "с"),
    ] {
        assert_eq!(filled(given, &known).0, expected, "{given}");
    }
    assert_eq!(filled("Αγόρα{τ70 σ30}α", &Known::default()).0, "Αγόρατα");
    let known = Known::of(&[("свити", Tongue::Ukrainian, -9.0), ("été", Tongue::Other, -9.0)]);
    assert_eq!(filled("{я60 с40}вити", &known).0, "свити");
    for apostrophe in ['\'', '’', 'ʼ'] {
        let half = format!("пред{apostrophe}{{я60 с40}}вити");
        assert!(filled(&half, &known).0.ends_with("явити"), "half a word is none: {half}");
        assert!(filled(&format!("l{apostrophe}ét{{à60 é40}}"), &known).0.ends_with("été"));
    }
}

/// The windows of letters have met no Danish, but the table has.
#[test]
fn a_letter_that_makes_a_word_is_found_among_all_candidates() {
    let known = Known::of(&[("århundrede", Tongue::Other, -13.0), ("år", Tongue::Other, -9.0)]);
    for (given, expected) in [
        ("{É35 Ö20}rhundrede", "Århundrede"),
        ("{É95 Ö3}rhundrede", "Érhundrede"),
        ("{É35 Ö20}rhundreder", "Érhundreder"),
        ("{É35 Ö20}r", "Ér"),
        ("{É35 Ö20}rh{ü60 ö40}ndrede", "Érhündrede"),
    ] {
        assert_eq!(filled_among(&['Á', 'É', 'Ö', 'Å'], given, &known).0, expected);
    }
    let (_, choices) = filled_among(&['Å'], "{É35 Ö20}rhundrede", &known);
    let all: f32 = choices[0].shares().iter().map(|(_, share)| share).sum();
    assert!(all <= 1.0, "{:?}", choices[0]);
}

#[test]
fn the_words_of_a_line_tell_its_tongue() {
    let known = Known::of(&[
        ("також", Tongue::Ukrainian, -7.0),
        ("хліб", Tongue::Ukrainian, -9.0),
        ("тоже", Tongue::Russian, -7.0),
        ("три", Tongue::Russian, -7.0),
        ("три", Tongue::Ukrainian, -12.0),
        ("при", Tongue::Ukrainian, -7.0),
        ("при", Tongue::Russian, -12.0),
    ]);
    let open = "{т50 п50}ри";
    assert_eq!(filled(&format!("{{т60 р40}}акож {open}"), &known).0, "також при");
    assert_eq!(filled(&format!("{{т60 р40}}оже {open}"), &known).0, "тоже три");
    let lines = filled(&format!("{{т60 р40}}оже {open}\n{{т60 р40}}акож {open}"), &known).0;
    assert_eq!(lines, "тоже три\nтакож при", "each line is of its own");
}

#[test]
fn vietnamese_is_not_looked_up() {
    let known = Known::of(&[("cá", Tongue::Other, -5.0)]);
    assert_eq!(filled("c{à60 á40}", &known).0, "cá");
    for line in ["c{à60 á40} rất", "rất c{à60 á40}", "c{à60 á40} r{ấ90 â10}t"] {
        assert!(filled(line, &known).0.contains("cà"), "{line}");
    }
    assert_eq!(filled("rất\nc{à60 á40}\nrất", &known).0, "rất\ncá\nrất", "other lines are other texts");
}

/// A letter that is known, or the candidates of a gap.
type Letter = Result<char, Vec<(char, f32)>>;

/// The shares of each gap, by all ways to fill the gaps of one word.
fn naive(word: &[Letter], known: &Known) -> Vec<HashMap<char, f64>> {
    let mut ways: Vec<(String, f64, Vec<char>)> = vec![(String::new(), 0.0, vec![])];
    for letter in word {
        let options = match letter {
            Ok(c) => vec![(*c, None)],
            Err(shares) => shares.iter().map(|(c, share)| (*c, Some(f64::from(*share)))).collect(),
        };
        let mut more = vec![];
        for (so_far, value, picks) in &ways {
            for (c, share) in &options {
                let picks = picks.iter().copied().chain(share.map(|_| *c)).collect();
                more.push((format!("{so_far}{c}"), value + share.map_or(0.0, f64::ln), picks));
            }
        }
        ways = more;
    }
    let value = |(word, value, _): &(String, f64, Vec<char>)| {
        let share = known.word(spelt(word).key(Tongue::Other)).unwrap_or(UNKNOWN);
        (value * f64::from(OF_LETTERS) + f64::from(share) * f64::from(OF_WORD)).exp()
    };
    let all: f64 = ways.iter().map(value).sum();
    let gaps = word.iter().filter(|letter| letter.is_err()).count();
    let mut shares = vec![HashMap::new(); gaps];
    for way in &ways {
        for (gap, c) in way.2.iter().enumerate() {
            *shares[gap].entry(*c).or_default() += value(way) / all;
        }
    }
    shares
}

#[test]
fn shares_are_those_of_all_ways_to_fill_a_word() {
    let mut dice = Dice::new(11);
    for _ in 0..300 {
        let mut letters: Vec<Letter> = vec![];
        let mut text = String::new();
        for _ in 0..2 + dice.roll(6) {
            if dice.roll(2) == 0 {
                let first = dice.roll(4);
                let own: Vec<char> = "αβγδεζη".chars().skip(first).take(1 + dice.roll(3)).collect();
                let parts: Vec<u32> = own.iter().map(|_| 5 + dice.roll(20) as u32).collect();
                let all: u32 = parts.iter().sum();
                let mut shares: Vec<(char, u32)> =
                    own.into_iter().zip(parts.iter().map(|part| part * 90 / all)).collect();
                shares.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
                let written: Vec<String> = shares.iter().map(|(c, share)| format!("{c}{share}")).collect();
                text += &format!("{{{}}}", written.join(" "));
                letters.push(Err(shares.into_iter().map(|(c, share)| (c, share as f32 / 100.0)).collect()));
            } else {
                letters.push(Ok(['κ', 'λ', 'μ'][dice.roll(3)]));
                text.push(*letters.last().unwrap().as_ref().unwrap_or(&' '));
            }
        }
        // Every third way to fill it is a word.
        let mut known = Known::default();
        let mut ways = vec![String::new()];
        for letter in &letters {
            let options: Vec<char> = match letter {
                Ok(c) => vec![*c],
                Err(shares) => shares.iter().map(|(c, _)| *c).collect(),
            };
            ways = ways.iter().flat_map(|way| options.iter().map(move |c| format!("{way}{c}"))).collect();
        }
        for word in &ways {
            if dice.roll(3) > 0 {
                continue;
            }
            known.0.insert(spelt(word).key(Tongue::Other), -(4.0 + dice.roll(10) as f32));
        }
        let (_, choices) = filled(&text, &known);
        for (choice, expected) in choices.iter().zip(naive(&letters, &known)) {
            let open = choice.shares().iter().filter(|(_, share)| *share > 0.0).count();
            let named: f64 = choice.shares().iter().map(|(_, share)| f64::from(*share)).sum();
            for (c, share) in choice.shares().into_iter().take(open) {
                let share = f64::from(share) / named;
                assert!((share - expected[&c]).abs() < 1e-3, "{text}: {c} {share} {expected:?}");
            }
        }
    }
}

#[test]
fn odd_words_do_no_harm() {
    let known = Known::default();
    for text in [
        "",
        "{α50 β50}",
        &"{α50 β50}".repeat(100),
        &"α{β50 γ40}".repeat(30),
        "a\u{301}{é50 è50}",
        "{é50 è50}\n\n{é50 è50}",
    ] {
        let (_, choices) = filled(text, &known);
        for choice in choices {
            let sum: f32 = choice.shares().iter().map(|(_, share)| share).sum();
            assert!(choice.confidence >= 0.3 && sum <= 1.001, "{text}: {choice:?}");
        }
    }
}
