//! CHAT (MacWhinney 2000, and the manual at talkbank.org).
//!
//! CHAT takes words, commas, quotation marks and one terminator an utterance, and little else. So the main line is a plain one: what it
//! cannot hold is put as the manual wants it (digits spelled, typographic apostrophes straight, Chinese stops as terminators) or left out
//! (emoji, brackets, mark-up), and the words as they were stand in a tier of their own, `%xori`, wherever the two differ.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use lacuna::{Format, Lacuna, LacunaKind, Lang, Transcript, Turn};
use unicode_segmentation::UnicodeSegmentation;

/// Writes a transcript. Text that nobody said, or nobody is named for, is kept in comments. Where turns have times, `name` is the name of
/// the recording, which CHAT wants to be that of the file, too, without its extension.
pub fn chat(transcript: &Transcript, name: &str, out: &mut impl Write) -> io::Result<()> {
    let languages = languages(transcript);
    let codes = codes(transcript);
    let named = |langs: &[Lang]| langs.iter().map(Lang::to_string).collect::<Vec<_>>().join(", ");
    writeln!(out, "@UTF8\n@Begin\n@Languages:\t{}", named(&languages))?;
    let mut speakers: Vec<(&str, &str)> = Vec::new();
    for (name, _) in transcript.speakers() {
        speakers.push((codes[name].as_str(), name));
    }
    let participants: Vec<String> =
        speakers.iter().map(|(code, name)| format!("{code} {} Participant", header_name(name))).collect();
    if !participants.is_empty() {
        writeln!(out, "@Participants:\t{}", participants.join(", "))?;
    }
    for (code, _) in &speakers {
        writeln!(out, "@ID:\t{}|lacuna|{code}|||||Participant|||", named(&languages))?;
    }
    if transcript.turns().any(|turn| turn.start().is_some() && turn.end().is_some()) {
        writeln!(out, "@Media:\t{name}, audio, missing")?;
    }
    for turn in transcript.turns() {
        match turn.speaker().filter(|_| !turn.is_system()) {
            Some(speaker) => write_turn(turn, &codes[speaker], &languages, transcript.format(), out)?,
            None if turn.text().trim().is_empty() => {}
            None => writeln!(out, "@Comment:\t{}", one_line(turn.text()))?,
        }
    }
    writeln!(out, "@End")
}

/// The languages, that of most words first: words in it need no mark.
fn languages(transcript: &Transcript) -> Vec<Lang> {
    let mixing = transcript.mixing();
    let mut languages = mixing.languages().to_vec();
    languages.sort_by_key(|(_, words)| std::cmp::Reverse(*words));
    let mut languages: Vec<Lang> = languages.into_iter().map(|(lang, _)| lang).collect();
    if languages.is_empty() {
        languages.extend("und".parse::<Lang>());
    }
    languages
}

/// A code of three or more capitals for each speaker, after the name where it has letters of ASCII.
fn codes(transcript: &Transcript) -> HashMap<String, String> {
    let mut taken = HashSet::new();
    let mut codes = HashMap::new();
    for (name, _) in transcript.speakers() {
        let letters: String = name.chars().filter(char::is_ascii_alphabetic).take(3).collect();
        let stem = format!("{}SPK", letters.to_ascii_uppercase())[..3].to_owned();
        let numbered = (1..).map(|number| format!("{}{number}", &stem[..2]));
        let code = [stem.clone()].into_iter().chain(numbered).find(|code| taken.insert(code.clone()));
        codes.insert(name.to_owned(), code.unwrap_or(stem));
    }
    codes
}

/// A name for a header that is divided by blanks and commas.
fn header_name(name: &str) -> String {
    let parts: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        "Unknown".into()
    } else {
        parts.join("_")
    }
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A word of the main line, or a comma.
struct Item {
    text: String,
    lang: Option<Lang>,
}

/// What a main line is made of.
#[derive(Default)]
struct Utterance {
    items: Vec<Item>,
    original: String,
    /// What `www` stands for.
    untranscribed: Vec<&'static str>,
}

fn write_turn(
    turn: Turn<'_>,
    code: &str,
    languages: &[Lang],
    format: Option<Format>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut utterance = Utterance::default();
    let mut utterances = Vec::new();
    let mut lacunae: Vec<Lacuna> = turn.lacunae().collect();
    lacunae.reverse();
    let mut codes = Codes { is_chat: format == Some(Format::Chat), until: None };
    for segment in turn.segments() {
        for (at, text) in segment.text().split_word_bound_indices() {
            let place = segment.range_in_turn().start + at;
            // A mark that stands for a lacuna goes with it.
            let mut covered = false;
            while let Some(lacuna) =
                lacunae.last().filter(|lacuna| lacuna.range_in_turn().start < place + text.len())
            {
                let range = lacuna.range_in_turn();
                covered |= range.end > place;
                if range.start >= place || utterance.items.is_empty() && range.end >= place {
                    utterance.missing(lacuna.kind());
                }
                if range.end > place + text.len() {
                    break;
                }
                lacunae.pop();
            }
            utterance.original.push_str(text);
            if covered || codes.hold(text) {
                continue;
            }
            match terminator(text) {
                Some(mark) if !utterance.items.is_empty() => {
                    utterances.push((std::mem::take(&mut utterance), mark))
                }
                // A second mark, or a bracket behind the first, belongs to what it ended.
                Some(_) => {}
                None => utterance.add(text, segment.lang()),
            }
        }
    }
    for lacuna in lacunae.iter().rev() {
        utterance.missing(lacuna.kind());
    }
    if utterance.items.iter().any(|item| item.text != ",") {
        utterances.push((utterance, "."));
    }
    let alone = utterances.len() == 1;
    for (utterance, mark) in &utterances {
        let bullet = match (turn.start(), turn.end()) {
            // A bullet is of one utterance.
            (Some(start), Some(end)) if alone => {
                format!(" \u{15}{}_{}\u{15}", start.as_millis(), end.as_millis())
            }
            _ => String::new(),
        };
        utterance.write(code, mark, &bullet, languages, out)?;
    }
    Ok(())
}

/// Passes over the marks that a CHAT file already has: `[- eng]`, `@s:eng`, `&=laughs`. They are written anew.
struct Codes {
    is_chat: bool,
    until: Option<char>,
}

impl Codes {
    /// True if the word belongs to a mark.
    fn hold(&mut self, word: &str) -> bool {
        match self.until {
            Some(']') if word.contains(']') => self.until = None,
            Some(' ') if word.starts_with(char::is_whitespace) => self.until = None,
            Some(_) => {}
            None => {
                self.until = match word {
                    "[" if self.is_chat => Some(']'),
                    "@" | "&" | "+" if self.is_chat => Some(' '),
                    _ => return false,
                }
            }
        }
        true
    }
}

/// The terminator of CHAT that a word or mark stands for.
fn terminator(text: &str) -> Option<&'static str> {
    match text {
        "." | "。" | "．" | "।" => Some("."),
        "?" | "？" | "؟" => Some("?"),
        "!" | "！" => Some("!"),
        "…" | "..." => Some("+..."),
        // A line that ends without a mark ends an utterance.
        "\n" | "\r\n" | "\r" => Some("."),
        _ => None,
    }
}

impl Utterance {
    fn add(&mut self, text: &str, lang: Option<Lang>) {
        if matches!(text, "," | "，" | "、" | ";" | "；" | ":" | "：" | "—" | "–" | "،") {
            // No two separators together, none at the beginning.
            if self.items.last().is_some_and(|item| item.text != ",") {
                self.items.push(Item { text: ",".into(), lang: None });
            }
            return;
        }
        let mut word = String::new();
        for c in text.chars() {
            match c {
                '’' | '\'' | 'ʼ' => word.push('\''),
                '_' | '-' if !word.is_empty() => word.push(c),
                c if c.is_numeric() => {
                    self.push(std::mem::take(&mut word), lang);
                    let digit = c.to_digit(10).map_or("", |digit| spelled(digit as usize, lang));
                    self.push(digit.to_owned(), lang);
                }
                c if c.is_alphabetic() || is_mark(c) => word.push(c),
                _ => {}
            }
        }
        self.push(word, lang);
    }

    fn push(&mut self, word: String, lang: Option<Lang>) {
        let word = word.trim_matches(['\'', '-', '_']);
        if word.chars().any(char::is_alphabetic) {
            self.items.push(Item { text: word.to_owned(), lang });
        }
    }

    fn missing(&mut self, kind: LacunaKind) {
        let (code, what) = match kind {
            LacunaKind::Inaudible | LacunaKind::Unreadable => ("xxx", None),
            LacunaKind::Media => ("www", Some("a picture, a recording or a file")),
            LacunaKind::Elided => ("www", Some("a phrase that was dropped")),
            _ => ("www", Some("left out by the transcriber")),
        };
        self.items.push(Item { text: code.into(), lang: None });
        self.untranscribed.extend(what);
    }

    fn write(
        &self,
        code: &str,
        mark: &str,
        bullet: &str,
        languages: &[Lang],
        out: &mut impl Write,
    ) -> io::Result<()> {
        let base = self.base(languages);
        write!(out, "*{code}:\t")?;
        // A whole utterance in another language is marked once, not word by word.
        if base != languages[0] {
            write!(out, "[- {base}] ")?;
        }
        let end = self.items.iter().rposition(|item| item.text != ",").map_or(0, |last| last + 1);
        for item in &self.items[..end] {
            write!(out, "{}", item.text)?;
            if let Some(lang) = item.lang.filter(|lang| *lang != base) {
                write!(out, "@s:{lang}")?;
            }
            write!(out, " ")?;
        }
        writeln!(out, "{mark}{bullet}")?;
        if !self.untranscribed.is_empty() {
            writeln!(out, "%exp:\t{}", self.untranscribed.join(", "))?;
        }
        let words = self.items[..end].iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(" ");
        let original = one_line(&self.original);
        if squeezed(&original).trim_end_matches(['.', '?', '!', '。', '？', '！']) != squeezed(&words) {
            writeln!(out, "%xori:\t{original}")?;
        }
        Ok(())
    }

    /// The language of most words.
    fn base(&self, languages: &[Lang]) -> Lang {
        let count = |lang: Lang| self.items.iter().filter(|item| item.lang == Some(lang)).count();
        let most = languages.iter().copied().max_by_key(|lang| (count(*lang), *lang == languages[0]));
        most.unwrap_or(languages[0])
    }
}

/// A text without its blanks, the Chinese comma like the other.
fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '，' | '、') { ',' } else { c })
        .collect()
}

/// Combining marks and joiners, without which words of many scripts fall apart.
fn is_mark(c: char) -> bool {
    c == '\u{200D}'
        || c == '\u{200C}'
        || ('\u{300}'..='\u{36F}').contains(&c)
        || (c > '\u{590}' && !c.is_alphanumeric() && c < '\u{1100}')
}

/// The name of a digit. CHAT wants no digits in words.
fn spelled(digit: usize, lang: Option<Lang>) -> &'static str {
    let names = match lang.map(Lang::code) {
        Some("zho" | "yue" | "cmn") => "零 一 二 三 四 五 六 七 八 九",
        Some("jpn") => "零 一 二 三 四 五 六 七 八 九",
        Some("kor") => "영 일 이 삼 사 오 육 칠 팔 구",
        Some("spa") => "cero uno dos tres cuatro cinco seis siete ocho nueve",
        Some("fra") => "zéro un deux trois quatre cinq six sept huit neuf",
        Some("deu") => "null eins zwei drei vier fünf sechs sieben acht neun",
        Some("por") => "zero um dois três quatro cinco seis sete oito nove",
        Some("tur") => "sıfır bir iki üç dört beş altı yedi sekiz dokuz",
        Some("pol") => "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
        Some("ces") => "nula jedna dva tři čtyři pět šest sedm osm devět",
        Some("rus") => "ноль один два три четыре пять шесть семь восемь девять",
        Some("ukr") => "нуль один два три чотири п'ять шість сім вісім дев'ять",
        Some("ell") => "μηδέν ένα δύο τρία τέσσερα πέντε έξι επτά οκτώ εννέα",
        Some("vie") => "không một hai ba bốn năm sáu bảy tám chín",
        Some("hin") => "शून्य एक दो तीन चार पाँच छह सात आठ नौ",
        Some("tha") => "ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า",
        Some("ara") => "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
        Some("heb") => "אפס אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע",
        _ => "zero one two three four five six seven eight nine",
    };
    names.split(' ').nth(digit).unwrap_or_default()
}
