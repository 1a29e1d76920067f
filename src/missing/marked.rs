//! Lacunae that the text itself declares.

use super::{scan, Found, Kind};
use memchr::memmem;

/// Longest remark in brackets that is looked at, in bytes.
const LONGEST: usize = 48;

/// What a transcriber writes in brackets where something could not be heard. Matched at the start of the remark, lower case; what
/// may follow is a time, a question mark or a few words.
const INAUDIBLE: &[&str] = &[
    "inaudible",
    "unintelligible",
    "indistinct",
    "unclear",
    "incomprehensible",
    "indecipherable",
    "audio gap",
    "audio cuts out",
    "audio cut out",
    "no audio",
    "blank_audio",
    "inintelligible",
    "inaudible",
    "inaudibles",
    "unverständlich",
    "undeutlich",
    "inintelligible",
    "inintelligibile",
    "incomprensible",
    "ininteligible",
    "inaudível",
    "ininteligível",
    "niezrozumiałe",
    "неразборчиво",
    "нрзб",
    "anlaşılmıyor",
    "onverstaanbaar",
    "听不清",
    "聽不清",
    "听不清楚",
    "聽不清楚",
    "无法辨识",
    "無法辨識",
    "无法听清",
    "不清楚",
    "音频不清",
    "聲音不清",
    "聴取不能",
    "聞き取り不能",
    "不明瞭",
    "청취 불능",
    "불명",
];

/// What stands in brackets where the writer left something out.
const OMITTED: &[&str] = &[
    "...",
    "…",
    "……",
    ". . .",
    "redacted",
    "omitted",
    "deleted",
    "removed",
    "expurgated",
    "expletive deleted",
    "略",
    "省略",
    "中略",
    "已删除",
    "删除",
    "後略",
    "前略",
];

/// The whole content of a message or of a remark in angle brackets, in place of a picture, a voice message or a file.
const MEDIA: &[&str] = &[
    "media omitted",
    "image omitted",
    "video omitted",
    "audio omitted",
    "sticker omitted",
    "gif omitted",
    "document omitted",
    "contact card omitted",
    "video note omitted",
    "medien ausgeschlossen",
    "bild weggelassen",
    "video weggelassen",
    "audio weggelassen",
    "sticker weggelassen",
    "gif weggelassen",
    "dokument weggelassen",
    "multimedia omitido",
    "imagen omitida",
    "video omitido",
    "audio omitido",
    "sticker omitido",
    "gif omitido",
    "documento omitido",
    "médias omis",
    "fichier média omis",
    "image absente",
    "vidéo absente",
    "audio omis",
    "sticker omis",
    "mídia oculta",
    "arquivo de mídia oculto",
    "imagem ocultada",
    "vídeo omitido",
    "áudio ocultado",
    "figurinha omitida",
    "media omessi",
    "immagine omessa",
    "video omesso",
    "audio omesso",
    "media weggelaten",
    "afbeelding weggelaten",
    "medya dahil edilmedi",
    "görüntü dahil edilmedi",
    "без медиафайлов",
    "медиафайл не включен",
    "pominięto multimedia",
    "média vynechána",
    "省略多媒体文件",
    "媒体已省略",
    "图像已忽略",
    "圖片已略去",
    "略去多媒體檔",
    "メディアは含まれていません",
    "画像は含まれていません",
    "미디어 파일을 제외",
    "사진 생략됨",
    "file attached",
];

/// The bytes with which a remark in ASCII may begin, whatever its case: most brackets hold something else.
static BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let mut list = 0;
    while list < 3 {
        let words = [INAUDIBLE, OMITTED, MEDIA][list];
        let mut word = 0;
        while word < words.len() {
            let first = words[word].as_bytes()[0];
            begins[first as usize] = true;
            begins[first.to_ascii_uppercase() as usize] = true;
            word += 1;
        }
        list += 1;
    }
    begins
};

/// The length of the shortest word of a list, in bytes: names in brackets are shorter than most.
const fn shortest(words: &[&str]) -> usize {
    let (mut shortest, mut word) = (usize::MAX, 0);
    while word < words.len() {
        if words[word].len() < shortest {
            shortest = words[word].len();
        }
        word += 1;
    }
    shortest
}

const SHORTEST_MEDIA: usize = shortest(MEDIA);
const SHORTEST: usize = {
    let (inaudible, omitted) = (shortest(INAUDIBLE), shortest(OMITTED));
    if inaudible < omitted {
        inaudible
    } else {
        omitted
    }
};

pub(super) fn find(text: &str, out: &mut Vec<Found>) {
    for at in memchr::memchr3_iter(b'[', b'(', b'<', text.as_bytes()) {
        bracketed(text, at, at + 1, out);
    }
    if !text.is_ascii() {
        // On iOS a placeholder begins with a left-to-right mark.
        for at in memmem::find_iter(text.as_bytes(), "\u{200E}") {
            placeholder(text, at, out);
        }
        if scan::may_have_wide_marks(text.as_bytes()) {
            replacements(text, out);
            for at in memmem::find_iter(text.as_bytes(), "（") {
                bracketed(text, at, at + "（".len(), out);
            }
        }
    }
    chat_codes(text, out);
}

/// Runs of U+FFFD.
fn replacements(text: &str, out: &mut Vec<Found>) {
    const MARK: &str = "\u{FFFD}";
    let from = out.len();
    for at in memmem::find_iter(text.as_bytes(), MARK) {
        let end = at + MARK.len();
        match out[from..].last_mut() {
            Some(last) if last.range.end == at => last.range.end = end,
            _ => out.push(Found { range: at..end, kind: Kind::Unreadable }),
        }
    }
}

/// A remark between the bracket that ends at `open` and its partner.
fn bracketed(text: &str, at: usize, open: usize, out: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let close = match bytes[open - 1] {
        b'[' => "]",
        b'(' => ")",
        b'<' => ">",
        _ => "）",
    };
    // Most brackets hold something else, which the first bytes tell.
    let Some(&first) = bytes.get(open) else {
        return;
    };
    if close == ")" && first.is_ascii_uppercase() {
        return;
    }
    let reach = bytes.len().min(open + LONGEST);
    let inside = &bytes[open..reach];
    let length = match close.as_bytes() {
        [close] => memchr::memchr(*close, inside),
        close => memmem::find(inside, close),
    };
    let Some(length) = length else { return };
    let Some(inside) = text.get(open..open + length) else {
        return;
    };
    let range = at..open + length + close.len();
    let remark = inside
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200E}' | '\u{200F}' | '?' | '*' | '_'));
    if remark.len() < if close == ">" { SHORTEST_MEDIA } else { SHORTEST } {
        return;
    }
    // What has letters beyond ASCII may be known by its end.
    if remark.is_ascii() && remark.bytes().next().is_none_or(|first| !BEGINS[usize::from(first)]) {
        return;
    }
    let begins = |word: &&str| {
        starts_with_folded(remark, word) && !remark[word.len()..].starts_with(char::is_alphabetic)
    };
    let kind = if close == ">" {
        MEDIA.iter().any(|word| starts_with_folded(remark, word)).then_some(Kind::Media)
    } else if INAUDIBLE.iter().any(begins) || remark.ends_with("听不清") {
        Some(Kind::Inaudible)
    } else if OMITTED.iter().any(|word| remark.len() == word.len() && starts_with_folded(remark, word)) {
        // Behind a word, a bracket or an equals sign it is code with its arguments left out: `f(...)`, `x=[...]`.
        let before = &bytes[..at];
        let word = before.last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        let sign = matches!(before.trim_ascii_end().last(), Some(b'=' | b'(' | b'['));
        let quoted = word || sign;
        (!quoted).then_some(Kind::Omitted)
    } else {
        None
    };
    if let Some(kind) = kind {
        out.push(Found { range, kind });
    }
}

/// `‎image omitted` as the text of a message.
fn placeholder(text: &str, at: usize, out: &mut Vec<Found>) {
    let start = at + '\u{200E}'.len_utf8();
    let rest = &text[start..];
    let rest = rest.strip_prefix('<').unwrap_or(rest);
    let start = text.len() - rest.len();
    let Some(word) = MEDIA.iter().find(|word| starts_with_folded(rest, word)) else {
        return;
    };
    let after = &rest[word.len()..];
    let length = word.len() + usize::from(after.starts_with('>'));
    if after
        .trim_start_matches('>')
        .trim_start_matches([' ', '.'])
        .chars()
        .next()
        .is_none_or(|c| c == '\n' || c == '\r')
    {
        let from = if text[..start].ends_with('<') { start - 1 } else { start };
        out.push(Found { range: from..start + length, kind: Kind::Media });
    }
}

/// `xxx`, `yyy` and `www` on the speaker lines of CHAT files (`*MOT:`), where they stand for speech that could not be
/// made out or was not transcribed. Elsewhere they are kisses and addresses.
fn chat_codes(text: &str, out: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    if memmem::find(bytes, b":\t").is_none() {
        return;
    }
    for (code, kind) in [("xxx", Kind::Inaudible), ("yyy", Kind::Inaudible), ("www", Kind::Omitted)] {
        for at in memmem::find_iter(bytes, code) {
            let end = at + code.len();
            let word = |b: Option<&u8>| {
                b.is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80 || *b == b'.' || *b == b'_')
            };
            if (at > 0 && word(bytes.get(at - 1)))
                || bytes.get(end).is_some_and(|b| b.is_ascii_alphanumeric())
            {
                continue;
            }
            if on_chat_line(bytes, at) {
                out.push(Found { range: at..end, kind });
            }
        }
    }
}

/// Whether the line about `at`, or the line it continues, begins with a CHAT speaker code.
fn on_chat_line(bytes: &[u8], at: usize) -> bool {
    // An utterance is short; a long line before the code is not CHAT, and must not be walked for each code on it.
    const REACH: usize = 600;
    let window = &bytes[at.saturating_sub(REACH)..at];
    let mut end = window.len();
    loop {
        let line = memchr::memrchr(b'\n', &window[..end]).map_or(0, |found| found + 1);
        match window.get(line) {
            Some(b'\t') if line > 0 => end = line - 1,
            Some(b'*') => {
                let code = window[line + 1..]
                    .iter()
                    .take(8)
                    .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
                    .count();
                return code > 0 && window[line + 1 + code..].starts_with(b":\t");
            }
            _ => return false,
        }
    }
}

/// Whether `text` begins with `word`, which is lower case, whatever the case of its own letters.
#[inline(always)]
fn starts_with_folded(text: &str, word: &str) -> bool {
    // Most words begin with another letter.
    let first = |text: &str| text.as_bytes().first().map(u8::to_ascii_lowercase);
    let may_begin = first(word).is_some_and(|byte| !byte.is_ascii() || first(text) == Some(byte));
    may_begin && is_folded_to(text, word)
}

fn is_folded_to(text: &str, word: &str) -> bool {
    let Some(start) = text.get(..word.len()) else { return false };
    start.as_bytes().eq_ignore_ascii_case(word.as_bytes())
        || (!word.is_ascii() && start.chars().flat_map(char::to_lowercase).eq(word.chars()))
}
