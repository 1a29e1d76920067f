//! Telling encodings from bytes beside chardetng: text in the legacy encodings of its language, a document at a time.
//!
//!     cargo run --release --manifest-path benches/peers/Cargo.toml --bin encodings -- FOLDER
//!
//! `FOLDER` holds a folder for each language, named by its code (`ru`, `zh-Hant`), with text files of a sentence a line. For each encoding
//! that the language was written in, the lines that it can hold are documents one by one, five at a time, and all at once. A document counts
//! as right if its text comes back, whatever name the encoding is given.

use std::fs;
use std::path::Path;

use chardetng::EncodingDetector;
use encoding_rs::Encoding;

/// Lines of a file that are used, and how many of them make a document.
const LINES: usize = 200;
const DOCUMENTS: [usize; 3] = [1, 5, LINES];

fn main() {
    let folder = std::env::args().nth(1).expect("the folder of the languages' texts");
    let mut folders: Vec<_> =
        fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    println!(
        "{:<9}{:<14}{:>6}{:>11}{:>9}{:>11}",
        "language", "encoding", "lines", "documents", "lacuna", "chardetng"
    );
    let mut sum = Score::default();
    for folder in folders {
        let lang = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let text = text_of(&folder);
        for label in encodings_of(&lang) {
            let encoding = Encoding::for_label(label.as_bytes()).expect("a label that encoding_rs knows");
            let lines: Vec<&str> =
                text.lines().filter(|line| !line.is_ascii() && holds(encoding, line)).take(LINES).collect();
            for size in DOCUMENTS {
                let score = compare(encoding, &lines, size);
                println!(
                    "{lang:<9}{label:<14}{size:>6}{:>11}{:>9}{:>11}",
                    score.documents, score.ours, score.theirs
                );
                sum.add(&score);
            }
        }
    }
    println!("{:<29}{:>11}{:>9}{:>11}", "all", sum.documents, sum.ours, sum.theirs);
}

/// The encodings that a language's text was saved in, as labels of the Encoding Standard.
fn encodings_of(lang: &str) -> &'static [&'static str] {
    match lang {
        "zh" => &["gbk", "gb18030"],
        "zh-Hant" => &["big5"],
        "ja" => &["shift_jis", "euc-jp"],
        "ko" => &["euc-kr"],
        "ru" => &["windows-1251", "koi8-r", "ibm866", "x-mac-cyrillic", "iso-8859-5"],
        "uk" => &["windows-1251", "koi8-u"],
        "el" => &["windows-1253", "iso-8859-7"],
        "he" => &["windows-1255"],
        "ar" => &["windows-1256"],
        "th" => &["windows-874"],
        "vi" => &["windows-1258"],
        "tr" => &["windows-1254"],
        "pl" | "cs" => &["windows-1250", "iso-8859-2"],
        "de" | "es" | "fr" | "pt" => &["windows-1252"],
        _ => &[],
    }
}

fn text_of(folder: &Path) -> String {
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).expect("UTF-8") + "\n").collect()
}

/// True if the encoding has all of the line's characters, and gives each back.
fn holds(encoding: &'static Encoding, line: &str) -> bool {
    let (bytes, _, unmappable) = encoding.encode(line);
    !unmappable && encoding.decode_without_bom_handling(&bytes).0 == line
}

#[derive(Default)]
struct Score {
    documents: usize,
    ours: usize,
    theirs: usize,
}

impl Score {
    fn add(&mut self, other: &Score) {
        self.documents += other.documents;
        self.ours += other.ours;
        self.theirs += other.theirs;
    }
}

fn compare(encoding: &'static Encoding, lines: &[&str], size: usize) -> Score {
    let mut score = Score::default();
    for document in lines.chunks(size) {
        let text = document.join("\n");
        let (bytes, _, _) = encoding.encode(&text);
        score.documents += 1;
        let ours = lacuna::repair_bytes(&bytes).text() == text;
        let mut detector = EncodingDetector::new();
        detector.feed(&bytes, true);
        let guess = detector.guess(None, true);
        let theirs = guess.decode_without_bom_handling(&bytes).0 == text;
        score.ours += usize::from(ours);
        score.theirs += usize::from(theirs);
    }
    score
}
