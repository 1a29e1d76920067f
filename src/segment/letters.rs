//! Letters that exclude a language: `چ` is not Arabic, `ћ` is not Russian.
//!
//! Where a turn has letters that the language told for it lacks, the languages that have them are asked.

use super::{candidates, context::Sample, script::Script, words::Word, Label};
use crate::Lang;

/// The alphabets of the languages of a script.
pub(super) struct Alphabets {
    /// The languages; of those that have all letters of some words, the first is taken.
    langs: &'static [Lang],
    /// The first code point of the table.
    first: u32,
    /// For each code point a bit for each language that lacks it.
    lacking: &'static [u8],
}

/// A word with a letter that its language lacks is so much less likely (as a factor).
pub(super) const LACKING: f32 = 1e-3;

const ARABIC: &[Lang] = &[Lang::ARA, Lang::PES, Lang::URD];
const CYRILLIC: &[Lang] = &[Lang::RUS, Lang::UKR, Lang::BUL, Lang::SRP, Lang::MKD, Lang::BEL, Lang::MON];

/// Letters, small, and the languages that have them; those of no row are in all languages of the script.
const LETTERS_OF_ARABIC: &[(&[char], &[Lang])] = &[
    // Not ي and ك, which Persian is typed with, too.
    (&['ة', 'ى', 'إ'], &[Lang::ARA]),
    (&['پ', 'چ', 'ژ', 'گ', 'ک', 'ی'], &[Lang::PES, Lang::URD]),
    (&['ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ہ', 'ھ', 'ۓ', 'ۂ'], &[Lang::URD]),
    // Of Kurdish, Pashto, Sindhi and Uyghur.
    (
        &['ێ', 'ۆ', 'ڕ', 'ڵ', 'ە', 'ې', 'ښ', 'ځ', 'څ', 'ډ', 'ړ', 'ږ', 'ټ', 'ڄ', 'ڪ', 'ڏ', 'ۇ', 'ۈ', 'ۋ', 'ڭ'],
        &[],
    ),
];
const LETTERS_OF_CYRILLIC: &[(&[char], &[Lang])] = &[
    (&['і'], &[Lang::UKR, Lang::BEL]),
    (&['ї', 'є', 'ґ'], &[Lang::UKR]),
    (&['ў'], &[Lang::BEL]),
    (&['ј', 'љ', 'њ', 'џ'], &[Lang::SRP, Lang::MKD]),
    (&['ћ', 'ђ'], &[Lang::SRP]),
    (&['ѓ', 'ќ', 'ѕ'], &[Lang::MKD]),
    (&['ы', 'э', 'ё'], &[Lang::RUS, Lang::BEL, Lang::MON]),
    (&['ъ'], &[Lang::RUS, Lang::BUL, Lang::MON]),
    (&['щ'], &[Lang::RUS, Lang::UKR, Lang::BUL, Lang::MON]),
    (&['й', 'ь', 'ю', 'я'], &[Lang::RUS, Lang::UKR, Lang::BUL, Lang::BEL, Lang::MON]),
    (&['и'], &[Lang::RUS, Lang::UKR, Lang::BUL, Lang::SRP, Lang::MKD, Lang::MON]),
    (&['ө', 'ү'], &[Lang::MON]),
    // Of Kazakh, Kyrgyz, Tatar, Tajik and others.
    (&['ә', 'ғ', 'қ', 'ң', 'ұ', 'һ', 'ҳ', 'ҷ', 'ӣ', 'ӯ', 'җ', 'ҙ', 'ҡ', 'ҫ', 'ӑ', 'ӗ', 'ӳ', 'ӏ'], &[]),
];

/// Languages of Latin letters without a lexicon.
const LATIN: &[Lang] =
    &[Lang::SWE, Lang::DAN, Lang::NOB, Lang::FIN, Lang::EST, Lang::HUN, Lang::CAT, Lang::RON];
const LETTERS_OF_LATIN: &[(&[char], &[Lang])] = &[
    (&['å'], &[Lang::SWE, Lang::DAN, Lang::NOB]),
    (&['æ', 'ø'], &[Lang::DAN, Lang::NOB]),
    (&['ä'], &[Lang::SWE, Lang::FIN, Lang::EST]),
    (&['ö'], &[Lang::SWE, Lang::FIN, Lang::EST, Lang::HUN]),
    (&['õ'], &[Lang::EST]),
    (&['ü'], &[Lang::EST, Lang::HUN, Lang::CAT]),
    (&['ő', 'ű'], &[Lang::HUN]),
    (&['í', 'ó', 'ú'], &[Lang::HUN, Lang::CAT]),
    (&['ă', 'ș', 'ț', 'î', 'â'], &[Lang::RON]),
    (&['à', 'è', 'ò', 'ç'], &[Lang::CAT]),
];

/// Languages of Latin letters that `words` are not in, since another has the letters of more of them.
pub(super) fn not_in_latin(words: &str) -> impl Iterator<Item = Lang> {
    static OF_LATIN: Alphabets = Alphabets { langs: LATIN, first: FIRST_LATIN, lacking: &LACKING_LATIN };
    let lacking: Vec<u8> = words.split(' ').map(|word| OF_LATIN.lacking(word)).collect();
    let count = move |bit: usize| lacking.iter().filter(|&&l| l >> bit & 1 != 0).count();
    let least = (0..LATIN.len()).map(&count).min().unwrap_or(0);
    LATIN.iter().enumerate().filter(move |(bit, _)| count(*bit) > least).map(|(_, lang)| *lang)
}

const FIRST_LATIN: u32 = 0xC0;
static LACKING_LATIN: [u8; 0x190] = table(LATIN, FIRST_LATIN, LETTERS_OF_LATIN);
const FIRST_ARABIC: u32 = 0x600;
const FIRST_CYRILLIC: u32 = 0x400;
static LACKING_ARABIC: [u8; 0x100] = table(ARABIC, FIRST_ARABIC, LETTERS_OF_ARABIC);
static LACKING_CYRILLIC: [u8; 0x130] = table(CYRILLIC, FIRST_CYRILLIC, LETTERS_OF_CYRILLIC);

const fn table<const N: usize>(langs: &[Lang], first: u32, rows: &[(&[char], &[Lang])]) -> [u8; N] {
    let mut table = [0; N];
    let mut row = 0;
    while row < rows.len() {
        let mut lacking = ((1u16 << langs.len()) - 1) as u8;
        let (mut lang, mut has) = (0, 0);
        while has < rows[row].1.len() {
            if langs[lang].is(rows[row].1[has]) {
                lacking &= !(1 << lang);
                (lang, has) = (0, has + 1);
            } else {
                lang += 1;
            }
        }
        let mut letter = 0;
        while letter < rows[row].0.len() {
            let scalar = rows[row].0[letter] as u32;
            table[(scalar - first) as usize] = lacking;
            table[(capital(scalar) - first) as usize] = lacking;
            letter += 1;
        }
        row += 1;
    }
    table
}

const fn capital(scalar: u32) -> u32 {
    match scalar {
        0xE0..=0xFE => scalar - 0x20,
        0x100..=0x24F => scalar & !1,
        0x430..=0x44F => scalar - 0x20,
        0x450..=0x45F => scalar - 0x50,
        0x460..=0x4BF | 0x4D0..=0x52F => scalar & !1,
        0x4C1..=0x4CE => scalar - 1,
        0x4CF => 0x4C0,
        _ => scalar,
    }
}

/// The alphabets of the languages of `script`, where they are known.
pub(super) fn alphabets(script: Script) -> Option<&'static Alphabets> {
    static OF_ARABIC: Alphabets = Alphabets { langs: ARABIC, first: FIRST_ARABIC, lacking: &LACKING_ARABIC };
    static OF_CYRILLIC: Alphabets =
        Alphabets { langs: CYRILLIC, first: FIRST_CYRILLIC, lacking: &LACKING_CYRILLIC };
    match script {
        Script::ARABIC => Some(&OF_ARABIC),
        Script::CYRILLIC => Some(&OF_CYRILLIC),
        _ => None,
    }
}

impl Alphabets {
    /// A bit for each language that lacks a letter of `word`.
    pub(super) fn lacking(&self, word: &str) -> u8 {
        let of_letter = |c: char| self.lacking.get((c as u32).wrapping_sub(self.first) as usize);
        word.chars().filter_map(of_letter).fold(0, |all, lacking| all | lacking)
    }

    /// The bits of these languages; none if the alphabet of one is not known.
    fn bits(&self, langs: &[Lang]) -> Option<u8> {
        let bit = |lang: &Lang| self.langs.iter().position(|l| l == lang).map(|bit| 1 << bit);
        langs.iter().try_fold(0, |bits, lang| Some(bits | bit(lang)?))
    }

    /// Whether `lang` is one of the languages that a word with these bits cannot be in.
    pub(super) fn excludes(&self, lacking: u8, lang: Lang) -> bool {
        self.bits(&[lang]).is_some_and(|bit| lacking & bit != 0)
    }

    /// The language of `words`, if their letters say that it is none of `told`, and how sure that is. `lacking` has the bits of each word.
    fn language(&self, words: &str, lacking: &[u8], told: &[Lang]) -> Option<(Lang, f32)> {
        let bits = self.bits(told)?;
        let excluded = lacking.iter().filter(|&&l| l & bits == bits).count();
        let count = |bit: usize| lacking.iter().filter(|&&l| l >> bit & 1 != 0).count();
        let counts: Vec<usize> = (0..self.langs.len()).map(count).collect();
        let least = counts.iter().copied().min().filter(|&least| least < excluded)?;
        let fits = self.langs.iter().zip(counts).filter(|(_, count)| *count == least);
        let best: Vec<Lang> = fits.map(|(lang, _)| *lang).collect();
        // One word from elsewhere makes no other language of a sentence.
        let lang = match 2 * excluded > lacking.len() {
            true => best[0],
            false => candidates::likeliest(words, &[&best[..1], told].concat()).unwrap_or(best[0]),
        };
        let share = (lacking.len() - least) as f32 / lacking.len() as f32;
        (!told.contains(&lang))
            .then_some((lang, share * if best.len() > 1 { silent(lacking.len()) } else { 1.0 }))
    }
}

/// How sure a language is that has all letters of so many words, where others have them, too.
fn silent(words: usize) -> f32 {
    1.0 - 0.5f32.powi(words.min(30) as i32)
}

/// The words of a script, each with a blank after it, and the bits of each.
fn gather<'w>(alphabets: &Alphabets, words: impl Iterator<Item = (&'w str, &'w Word)>) -> (String, Vec<u8>) {
    let (mut said, mut lacking) = (String::new(), Vec::new());
    for (text, word) in words {
        let word = &text[word.start..word.end];
        lacking.push(alphabets.lacking(word));
        if said.len() < candidates::BYTES_TO_ASK {
            said.push_str(word);
            said.push(' ');
        }
    }
    (said, lacking)
}

/// The languages of all words of `script` and how sure they are: `told`, unless letters say that it is another.
pub(super) fn of_conversation(script: Script, sample: &Sample<'_>, told: Vec<Lang>) -> (Vec<Lang>, f32) {
    let Some(alphabets) = alphabets(script) else { return (told, 1.0) };
    let all = sample.turns().flat_map(|(_, text, words)| words.iter().map(move |word| (text, word)));
    let (said, lacking) = gather(alphabets, all.filter(|(_, word)| word.script == script));
    if let Some((lang, sure)) = alphabets.language(&said, &lacking, &told) {
        return (vec![lang], sure);
    }
    let bits = alphabets.bits(&told).unwrap_or(0);
    let excluded = lacking.iter().filter(|&&l| bits != 0 && l & bits == bits).count();
    let share = (lacking.len() - excluded) as f32 / lacking.len().max(1) as f32;
    let sure = if lacking.iter().all(|&l| l == 0) { silent(lacking.len()) } else { 1.0 };
    (told, share * sure)
}

/// Puts the language that has the letters of a turn in the place of one that lacks them.
pub(super) fn correct(script: Script, text: &str, words: &[Word], labels: &mut [Label]) {
    let Some(alphabets) = alphabets(script) else { return };
    let lacks = |word: &Word, label: &Label| {
        let lacking = alphabets.lacking(&text[word.start..word.end]);
        lacking != 0 && label.lang.is_some_and(|lang| alphabets.excludes(lacking, lang))
    };
    let own = |word: &Word| word.script == script;
    if !words.iter().zip(labels.iter()).any(|(word, label)| own(word) && lacks(word, label)) {
        return;
    }
    let (said, lacking) = gather(alphabets, words.iter().filter(|w| own(w)).map(|word| (text, word)));
    let mut told: Vec<Lang> = Vec::new();
    for (_, label) in words.iter().zip(labels.iter()).filter(|(word, _)| own(word)) {
        told.extend(label.lang.filter(|lang| !told.contains(lang)));
    }
    let found = alphabets.language(&said, &lacking, &told);
    for (word, label) in words.iter().zip(labels).filter(|(word, _)| own(word)) {
        match found {
            Some((lang, confidence)) => *label = Label { lang: Some(lang), confidence },
            None if lacks(word, label) => label.confidence *= DOUBT,
            None => {}
        }
    }
}

/// What is left of the confidence in the language of a word that has a letter which the language lacks.
const DOUBT: f32 = 0.2;

#[cfg(test)]
mod tests {
    use crate::{Lang, Transcript};

    fn languages(text: &str) -> Vec<(Option<Lang>, f32)> {
        let transcript = Transcript::parse(text);
        let of_turn = |turn: crate::Turn<'_>| -> Vec<_> {
            turn.segments().map(|segment| (segment.lang(), segment.confidence())).collect()
        };
        transcript.turns().flat_map(of_turn).collect()
    }

    #[test]
    fn a_language_has_the_letters_of_its_words() {
        for (lang, text) in [
            (Lang::PES, "چطوری؟ کجایی؟"),
            (Lang::PES, "امشب می‌آیم، چیزی لازم نداری؟"),
            (Lang::URD, "آپ کیسے ہیں؟ میں ٹھیک ہوں۔"),
            (Lang::ARA, "كيف حالك؟ أين أنت الآن يا صديقي؟"),
            (Lang::UKR, "Привіт, ти вже їдеш?"),
            (Lang::SRP, "Где си, човече? Ноћас нећу доћи, уморан сам."),
            (Lang::MKD, "Каде си? Ќе дојдам веднаш, само да се облечам."),
            (Lang::BEL, "Дзе ты быў учора? Я цябе ўвесь вечар шукаў."),
        ] {
            let found = languages(text);
            assert!(found.len() == 1 && found[0].0 == Some(lang), "{text} {found:?}");
            assert!(found[0].1 > 0.7, "{text} {found:?}");
        }
    }

    #[test]
    fn a_turn_has_the_language_whose_letters_it_has() {
        let found = languages("A: كيف حالك يا صديقي؟\nB: خوبم، تو چطوری؟ کجایی؟\nA: في البيت، وأنت؟\n");
        assert_eq!(
            found.iter().map(|f| f.0).collect::<Vec<_>>(),
            [Lang::ARA, Lang::PES, Lang::ARA].map(Some)
        );
        let found = languages(
            "A: Привет, ты где? Я уже дома\nB: Я живу в Київ, это далеко\nA: Понятно, а мы выезжаем\n",
        );
        assert!(found.iter().any(|f| f.0 == Some(Lang::RUS)), "{found:?}");
        assert!(found.len() <= 5, "{found:?}");
    }

    #[test]
    fn what_no_language_fits_is_not_sure() {
        for text in ["Мен бүгін үйде боламын, қашан келесің?", "سلام"] {
            assert!(languages(text).iter().all(|found| found.1 < 0.7), "{text} {:?}", languages(text));
        }
    }
}
