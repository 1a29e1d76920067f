//! Trains `src/model/plausibility.bin`: how likely one character is after another in text that is whole.
//!
//! Every character belongs to a class (a script's letters, or a
//! punctuation mark of its own); the model is a table of class after class, and a table of characters within their class. A cased
//! letter counts as three classes of what goes before: one at a word's start, one after a small letter, one after a capital. A third
//! table has what a letter's script costs or spares after a letter of another script, with marks or blanks between them.
//! Each language counts the same but for the two that conversations of this kind are held in most, and every file of a language
//! the same, so that no corpus sets the tone. Deterministic: the same text gives the same bytes.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::files;
use crate::shared::LEFT_OUT;
use unicode_properties::{GeneralCategory as Gc, UnicodeEmoji, UnicodeGeneralCategory};

/// Text read from one language, at most, in bytes; spread over its files.
const SAMPLE: usize = 12 << 20;
/// How many times its share a language counts.
const WEIGHTS: [(&str, f64); 3] = [("zh", 3.0), ("en", 3.0), ("zh-Hant", 2.0)];
/// Characters that a language weighs in with; only the ratio to the smoothing constants matters.
const LANGUAGE_MASS: f64 = 1e6;
/// Pseudo-counts that pull a class pair towards the classes' own frequency; high enough to forgive garbled lines in the corpora.
const PAIR_SMOOTHING: f64 = 60.0;
/// Pseudo-count of a character never seen in its class; low, since the classes' inventories are well covered.
const CHARACTER_SMOOTHING: f64 = 0.3;
/// Pseudo-count of a script after another; moderate, since people quote what no corpus holds.
const MEETING_SMOOTHING: f64 = 2000.0;
/// No-break spaces for each space. Corpora are published with their no-break spaces made plain; the wild has about so many.
const NO_BREAK_SPACES: f64 = 0.005;
/// Costs are stored in eighths of a bit, so a byte reaches to 31.9 bits.
const STEPS_PER_BIT: f64 = 8.0;
/// Code points that have a cell of their own: planes 0 and 1. The rest is one class a plane.
const CELLS: u32 = 0x20000;

/// The script of a class of letters, for what follows what across blanks; `0` if it is no letter.
fn script_of(name: &str) -> u8 {
    let scripts = ["Latin", "Greek", "Cyrillic", "Hebrew", "Arabic", "Devanagari", "Thai", "Han", "Hangul"];
    match name {
        "lower" | "upper" | "U+00E0" => 1,
        "hiragana" | "katakana" | "bopomofo" => 8,
        // Letters that look odd in a Latin text: phonetic signs, raised letters.
        "Latin B lower" | "Latin B upper" | "Latin B letter" | "modifier" => SCRIPTS - 1,
        _ if name.starts_with("elsewhere")
            || name.starts_with("Armenian")
            || name.starts_with("Georgian") =>
        {
            SCRIPTS - 1
        }
        _ => scripts.iter().position(|script| name.starts_with(script)).map_or(0, |number| number as u8 + 1),
    }
}

/// Scripts, none and all others included.
const SCRIPTS: u8 = 11;

/// What a class of letters is to its neighbours: `0` no cased letter, `1` small letters, `2` capitals.
fn case_of(name: &str) -> u8 {
    // à is most often a word of its own.
    if name == "U+00E0" {
        return 1;
    }
    let letters = ["lower", "upper", "Latin-1 lower", "Latin-1 upper", "Latin A lower", "Latin A upper"];
    let far = ["Greek lower", "Greek upper", "Greek tonos lower", "Cyrillic lower", "Cyrillic upper"];
    match letters.iter().chain(&far).find(|cased| **cased == name) {
        None => 0,
        Some(cased) => 1 + u8::from(cased.ends_with("upper")),
    }
}

/// Numbers of the classes, by name, in order of first use.
#[derive(Default)]
struct Classes {
    numbers: BTreeMap<String, u8>,
}

impl Classes {
    fn number(&mut self, name: &str) -> u8 {
        let next = u8::try_from(self.numbers.len()).expect("at most 256 classes");
        *self.numbers.entry(name.to_owned()).or_insert(next)
    }
}

/// The class of a character, by name. Marks that code pages put where UTF-8 has its continuation bytes are told apart one by one:
/// they carry the evidence.
fn class_name(c: char) -> String {
    let code = c as u32;
    let letter = |name: &str| match c.general_category() {
        Gc::UppercaseLetter | Gc::TitlecaseLetter => format!("{name} upper"),
        Gc::LowercaseLetter => format!("{name} lower"),
        Gc::NonspacingMark | Gc::SpacingMark | Gc::EnclosingMark => format!("{name} mark"),
        Gc::OtherLetter | Gc::ModifierLetter => format!("{name} letter"),
        Gc::Unassigned => "unassigned".into(),
        _ => format!("{name} other"),
    };
    let single = || format!("U+{code:04X}");
    match code {
        0x0A => "line".into(),
        0x00..=0x1F | 0x7F => "control".into(),
        0x80..=0x9F => "C1".into(),
        0x20..=0x7E if c.is_ascii_digit() => "digit".into(),
        0x20..=0x7E if c.is_ascii_uppercase() => "upper".into(),
        0x20..=0x7E if c.is_ascii_lowercase() => "lower".into(),
        0x20..=0x7E | 0xA0..=0xBF => single(),
        0xD7 | 0xE0 | 0xF7 => single(),
        0xC0..=0xFF => letter("Latin-1"),
        0x100..=0x17F => letter("Latin A"),
        0x192 => single(),
        0x1A0..=0x1B0 | 0x218..=0x21B => letter("Latin A"),
        0x180..=0x2AF => letter("Latin B"),
        0x2B0..=0x2FF => "modifier".into(),
        0x300..=0x36F => "combining".into(),
        0x386..=0x3CE if "άέήίόύώϊϋΐΰΆΈΉΊΌΎΏ".contains(c) => letter("Greek tonos"),
        0x370..=0x3FF => letter("Greek"),
        0x410..=0x44F => letter("Cyrillic"),
        0x401 | 0x451 | 0x404 | 0x454 | 0x406 | 0x456 | 0x407 | 0x457 | 0x490 | 0x491 => {
            letter("Cyrillic near")
        }
        0x400..=0x52F => letter("Cyrillic far"),
        0x530..=0x58F => letter("Armenian"),
        0x590..=0x5FF => letter("Hebrew"),
        0x621..=0x652 => letter("Arabic"),
        0x600..=0x6FF => letter("Arabic far"),
        0x900..=0x97F => letter("Devanagari"),
        0xE00..=0xE7F => letter("Thai"),
        0x10A0..=0x10FF => letter("Georgian"),
        0x1100..=0x11FF => "Jamo".into(),
        0x1E00..=0x1EFF => letter("Latin more"),
        0x1F00..=0x1FFF => letter("Greek old"),
        0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF => "format".into(),
        0x2000..=0x200A => "space".into(),
        0x2010..=0x203A => single(),
        0x20AC | 0x2122 => single(),
        0x20A0..=0x20CF => "currency".into(),
        0x203B..=0x206F => "general punctuation".into(),
        0x2070..=0x209F => "superscript".into(),
        0x2100..=0x214F => "letterlike".into(),
        0x2150..=0x218F => "number form".into(),
        0x2190..=0x21FF => "arrow".into(),
        0x2200..=0x22FF => "mathematical".into(),
        0x2300..=0x23FF => "technical".into(),
        0x2500..=0x257F => "box".into(),
        0x2580..=0x259F => "block".into(),
        0x25A0..=0x25FF => "geometric".into(),
        0x2600..=0x27BF => "dingbat".into(),
        0x3000..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301F => single(),
        0x3040..=0x309F => "hiragana".into(),
        0x30FB | 0x30FC => single(),
        0x30A0..=0x30FF => "katakana".into(),
        0x3100..=0x312F => "bopomofo".into(),
        0x3400..=0x4DBF | 0x20000..=0x3FFFF => "Han far".into(),
        0x4E00..=0x9FFF => "Han".into(),
        0xAC00..=0xD7AF => "Hangul".into(),
        0xE000..=0xF8FF | 0xF0000.. => "private".into(),
        0xFB01 | 0xFB02 => single(),
        0xFE00..=0xFE0F => "variation".into(),
        0xFF01..=0xFF5E if c.general_category() == Gc::OtherPunctuation => single(),
        0xFF00..=0xFF60 => "full-width".into(),
        0xFF61..=0xFF9F => "half-width".into(),
        0xFFFD => single(),
        0x1F000..=0x1FAFF if c.is_emoji_char() => "emoji".into(),
        _ if c.general_category() == Gc::Unassigned => "unassigned".into(),
        _ => letter("elsewhere"),
    }
}

/// The file's bytes.
pub fn train(corpora: &Path) -> io::Result<Vec<u8>> {
    let mut classes = Classes::default();
    let line = classes.number("line");
    let unassigned = classes.number("unassigned");
    let class_of: Vec<u8> = (0..CELLS)
        .map(|code| char::from_u32(code).map_or(unassigned, |c| classes.number(&class_name(c))))
        .collect();
    let far = [classes.number("Han far"), classes.number("private"), unassigned];
    let class = |c: char| match c as u32 {
        code if code < CELLS => class_of[code as usize],
        0x20000..=0x3FFFF => far[0],
        0xF0000.. => far[1],
        _ => far[2],
    };
    let count = classes.numbers.len();
    let mut cases = vec![0u8; count];
    let mut scripts = vec![0u8; count];
    for (name, number) in &classes.numbers {
        cases[usize::from(*number)] = case_of(name);
        scripts[usize::from(*number)] = script_of(name);
    }
    let mut meetings = [[0.0f64; SCRIPTS as usize]; SCRIPTS as usize];
    // A row for each class, and two more for each class of cased letters: after a small letter, after a capital.
    let mut inner_rows = vec![0u16; count];
    let mut row_count = count as u16;
    for class in (0..count).filter(|class| cases[*class] != 0) {
        inner_rows[class] = row_count;
        row_count += 2;
    }
    let row = |class: u8, case_before: u8| match (cases[usize::from(class)], case_before) {
        (0, _) | (_, 0) => usize::from(class),
        (_, case) => usize::from(inner_rows[usize::from(class)]) + usize::from(case) - 1,
    };
    let mut pairs = vec![0.0f64; usize::from(row_count) * count];
    let mut characters = vec![0.0f64; CELLS as usize];

    let mut languages: Vec<PathBuf> = files::listing(corpora.join("train"))?;
    languages.retain(|path| path.is_dir());
    for folder in &languages {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = sample(folder)?;
        let weight = WEIGHTS.iter().find(|(l, _)| *l == name).map_or(1.0, |(_, w)| *w);
        let unit = weight * LANGUAGE_MASS / text.chars().count().max(1) as f64;
        let mut before = usize::from(line);
        let mut case_before = 0;
        let mut script_before = 0;
        let mut apart = false;
        for c in text.chars() {
            let here = class(c);
            pairs[before * count + usize::from(here)] += unit;
            if let Some(seen) = characters.get_mut(c as usize) {
                *seen += unit;
            }
            before = row(here, case_before);
            case_before = cases[usize::from(here)];
            let script = scripts[usize::from(here)];
            if here == line {
                script_before = 0;
            } else if script == 0 {
                apart = true;
            } else {
                if apart && script_before != 0 {
                    meetings[usize::from(script_before)][usize::from(script)] += unit;
                }
                script_before = script;
                apart = false;
            }
        }
        eprintln!("{name}: {} bytes", text.len());
    }

    let mut inventory = vec![0.0f64; count];
    let mut mass = vec![0.0f64; count];
    for code in 0..CELLS as usize {
        inventory[usize::from(class_of[code])] += 1.0;
        mass[usize::from(class_of[code])] += characters[code];
    }
    let all: f64 = mass.iter().sum::<f64>() + count as f64;
    let cost = |p: f64| (-p.log2() * STEPS_PER_BIT).round().clamp(0.0, 255.0) as u8;
    let mut out = Vec::new();
    out.extend_from_slice(b"lacuna plausibility 1: made by examples/train_plausibility.rs   ");
    assert_eq!(out.len(), 64);
    out.extend_from_slice(&(count as u32).to_le_bytes());
    // Rows of 64 cells that are the same are stored once.
    let mut numbers: BTreeMap<Vec<u8>, u16> = BTreeMap::new();
    let mut index = Vec::new();
    let mut rows = Vec::new();
    for first in (0..CELLS as usize).step_by(64) {
        let mut row = Vec::with_capacity(128);
        for code in first..first + 64 {
            let at = usize::from(class_of[code]);
            let p =
                (characters[code] + CHARACTER_SMOOTHING) / (mass[at] + CHARACTER_SMOOTHING * inventory[at]);
            row.push(class_of[code]);
            row.push(if class_of[code] == unassigned { u8::MAX } else { cost(p) });
        }
        let next = numbers.len() as u16;
        let number = *numbers.entry(row.clone()).or_insert(next);
        if number == next {
            rows.extend_from_slice(&row);
        }
        index.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(&(numbers.len() as u16).to_le_bytes());
    out.extend_from_slice(&row_count.to_le_bytes());
    for class in far {
        out.push(class);
    }
    out.push(line);
    out.extend_from_slice(&index);
    out.extend_from_slice(&rows);
    for class in 0..count {
        out.push(cases[class]);
        out.extend_from_slice(&inner_rows[class].to_le_bytes());
    }
    out.extend_from_slice(&scripts);
    // What is learnt of the space holds for the no-break space.
    let [space, no_break_space] =
        [" ", "\u{A0}"].map(|c| usize::from(class(c.chars().next().unwrap_or(' '))));
    for row in 0..usize::from(row_count) {
        pairs[row * count + no_break_space] += NO_BREAK_SPACES * pairs[row * count + space];
    }
    for here in 0..count {
        pairs[no_break_space * count + here] += NO_BREAK_SPACES * pairs[space * count + here];
    }
    let share = |row: usize, here: usize, prior: f64| {
        let sum: f64 = pairs[row * count..(row + 1) * count].iter().sum();
        (pairs[row * count + here] + PAIR_SMOOTHING * prior) / (sum + PAIR_SMOOTHING)
    };
    let plain = ["lower", "upper"].map(|name| classes.numbers[name]);
    // The class and the case before of each row.
    let mut rows_of: Vec<(u8, u8)> = (0..count as u8).map(|class| (class, 0)).collect();
    rows_of.resize(usize::from(row_count), (0, 0));
    for class in (0..count).filter(|class| cases[*class] != 0) {
        for case in 1..=2 {
            rows_of[usize::from(inner_rows[class]) + case - 1] = (class as u8, case as u8);
        }
    }
    for (before, &(class, case)) in rows_of.iter().enumerate() {
        for (here, seen) in mass.iter().enumerate() {
            let own = (seen + 1.0) / all;
            // An accented letter is a letter: where little is known of it, it is like the plain ones of its case.
            let prior = match cases[usize::from(class)] {
                0 => own,
                kind => share(row(plain[usize::from(kind) - 1], case), here, own),
            };
            out.push(cost(share(before, here, prior)));
        }
    }
    let met: f64 = meetings.iter().flatten().sum();
    for before in 0..usize::from(SCRIPTS) {
        for here in 0..usize::from(SCRIPTS) {
            let column: f64 = meetings.iter().map(|row| row[here]).sum();
            let sum: f64 = meetings[before].iter().sum();
            let own = (column + 1.0) / (met + f64::from(SCRIPTS));
            let p = (meetings[before][here] + MEETING_SMOOTHING * own) / (sum + MEETING_SMOOTHING);
            let surprise = if before == 0 || here == 0 { 0.0 } else { (own / p).log2() };
            out.push((surprise * STEPS_PER_BIT).round().clamp(-128.0, 127.0) as i8 as u8);
        }
    }
    eprintln!("{count} classes, {} rows, {} bytes", numbers.len(), out.len());
    Ok(out)
}

/// Lines from all files of a language, spread over each file, `SAMPLE` bytes in all at the most.
fn sample(folder: &Path) -> io::Result<String> {
    let mut paths = files::listing(folder)?;
    paths.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.ends_with(".txt") && !LEFT_OUT.iter().any(|left_out| name.contains(left_out))
    });
    let share = SAMPLE / paths.len().max(1);
    let mut out = String::new();
    for path in paths {
        let text = String::from_utf8_lossy(&files::bytes(&path)?).into_owned();
        let stride = text.len().div_ceil(share).max(1);
        for (number, line) in text.lines().enumerate() {
            if number % stride == 0 {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    Ok(out)
}
