//! Input made to hurt: eight times as much takes hardly more than eight times as long, and everything that is promised of any input holds.

use std::io::{self, Read};
use std::time::Instant;

use lacuna::{Channel, Reader, Transcript};

/// Bytes of the shorter input; the longer one is `TIMES` as long.
const SHORT: usize = 1 << 16;
const TIMES: usize = 8;
/// What a shared machine may add: four times as long, and so many seconds.
const LEEWAY: f64 = 4.0;
const PAUSE: f64 = 0.1;

fn garble(channel: &str, text: &str) -> String {
    channel.parse::<Channel>().unwrap().apply(text)
}

/// `unit` over and over, up to `len` bytes or a little more.
fn fill(len: usize, unit: &str) -> String {
    unit.repeat(len / unit.len() + 1)
}

/// Different pieces, by number, up to `len` bytes or a little more.
fn number(len: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for n in 0.. {
        if text.len() >= len {
            break;
        }
        text.push_str(&piece(n));
    }
    text
}

type Make = fn(usize) -> Vec<u8>;

const HOSTILE: &[(&str, Make)] = &[
    ("marks of direction", |n| {
        fill(n, "[A]: \u{202E}abc\u{202D}\u{2066}אב\u{2069}\n\u{200F}[B]: x\n").into()
    }),
    ("combining marks", |n| ("[A]: e".to_owned() + &fill(n, "\u{301}\u{323}")).into()),
    ("speakers without end", |n| number(n, |k| format!("[s{k}]: no sé, well\n")).into()),
    ("one line", |n| fill(n, "一 long line of 文字, ").into()),
    ("one word", |n| fill(n, "long").into()),
    ("blanks", |n| fill(n, " ").into()),
    ("NULs", |n| vec![0; n]),
    ("one byte that is no UTF-8", |n| vec![0xFF; n]),
    ("bytes of every kind", |n| (0..n).map(|k| (((k * k) >> 3) ^ k) as u8).collect()),
    ("leads", |n| fill(n, "Ã").into()),
    ("leads of every kind", |n| fill(n, "ÃÄåæðÐГ├").into()),
    ("continuations", |n| fill(n, "©€™“").into()),
    ("pairs that are nothing", |n| fill(n, "Ã¿ÂÿÃ€").into()),
    ("controls", |n| fill(n, "\u{85}\u{9D}\u{AD}").into()),
    ("replacements", |n| fill(n, "\u{FFFD}").into()),
    ("replacements in words", |n| fill(n, "Ру\u{FFFD}\u{FFFD}кий ").into()),
    ("layers", |n| {
        let thrice =
            (0..3).fold("— é 这个".to_owned(), |text, _| garble("UTF-8 read as windows-1252", &text));
        fill(n, &thrice).into()
    }),
    ("layers that end nowhere", |n| fill(n, "ÃƒÂƒÃ‚Â¢ÃƒÂ¢Ã¢â‚¬Å¡Â¬").into()),
    ("channels by the line", |n| {
        let pages = ["windows-1252", "windows-1251", "macintosh", "KOI8-R", "IBM437"];
        number(n, |k| garble(&format!("UTF-8 read as {}", pages[k % 5]), "“这个” é…\n")).into()
    }),
    // Each run is weighed, in words that nobody knows.
    ("letters alone in words", |n| {
        let word = |k: usize| format!("{k:x}").replace(|c: char| c.is_ascii_digit(), "kwz");
        number(n, |k| garble("UTF-8 read as macintosh", &format!("{}éx\n", word(k * 77_777)))).into()
    }),
    // Gaps side by side with nothing whole between them.
    ("gaps only", |n| {
        let lossy = |text: &str| garble("UTF-8 read as windows-1254, controls stripped", text);
        (lossy("这个问题，我们的。是吗？") + &lossy(&fill(n, "这个问題吗话不"))).into()
    }),
    // Han of which two bytes are lost, so that each could be any of most characters.
    ("gaps of most candidates", |n| {
        let lossy = |text: &str| garble("UTF-8 read as windows-1254, controls stripped", text);
        let gaps: String =
            ('\u{4E00}'..'\u{9FFF}').filter(|c| lossy(&c.to_string()).chars().count() == 1).collect();
        (lossy(&"这个问题，我们的。是吗？".repeat(20)) + &lossy(&fill(2 * n, &gaps))).into()
    }),
    ("a multi-byte page", |n| fill(n, "浣犲ソ锛屼笘鐣屻€�").into()),
    ("a multi-byte page below another page", |n| {
        let below = garble("UTF-8 read as GB18030; then UTF-8 read as windows-1252", "我们明天去图书馆看书");
        fill(n, &below).into()
    }),
    ("line feeds behind marks for two bytes", |n| fill(n, "鏂囦欢澶?\n").into()),
    ("marks for two bytes in one line", |n| fill(n, "鍚?\"鏂囦欢澶?, ").into()),
    ("legacy bytes", |n| fill(n, "ÄãºÃ£¬ÊÀ½ç¡£").into()),
    ("JSON of backslashes", |n| {
        (r#"[{"role": "user", "content": ""#.to_owned() + &fill(n, r"\\\u4f60\n") + r#""}]"#).into()
    }),
    ("open brackets", |n| fill(n, "[A [B (C <D “E ").into()),
    ("lacunae", |n| fill(n, "the prospect of a — , and   of the .\n[inaudible] (…) xxx ").into()),
    ("switches", |n| fill(n, "yo and tú y the la of ").into()),
];

/// Reads everything that there is to read; gives the time.
fn read(input: &[u8]) -> f64 {
    let start = Instant::now();
    let transcript = Transcript::parse(input);
    let mut at = 0;
    for turn in transcript.turns() {
        assert!(turn.range_in_text().start >= at);
        at = turn.range_in_text().end;
        let end = turn.segments().fold(0, |at, segment| {
            assert_eq!(segment.range_in_turn().start, at);
            segment.range_in_turn().end
        });
        assert_eq!(end, turn.text().len());
        assert!(turn.lacunae().all(|lacuna| turn.text().get(lacuna.range_in_turn()).is_some()));
    }
    let time = start.elapsed().as_secs_f64();
    assert_eq!(transcript.original(), input);
    time
}

/// Times that both are measured, until the long one is in step.
const TRIES: usize = 8;

/// `read` takes hardly longer for each byte of the longer input than of the shorter one.
fn check_growth(name: &str, [short, long]: [Vec<u8>; 2], read: fn(&[u8]) -> f64) {
    let size = long.len() as f64 / short.len() as f64;
    let (mut quick, mut slow) = (f64::MAX, f64::MAX);
    // On a busy machine a run may be slow by chance; if it is slow by its nature, it is each time.
    let in_step = (0..TRIES).any(|_| {
        quick = quick.min(read(&short));
        slow = slow.min(read(&long));
        slow < LEEWAY * size * quick + PAUSE
    });
    assert!(in_step, "{name}: {quick:.4} s, then {slow:.4} s");
}

#[test]
fn cost_is_in_step_with_the_input() {
    for (name, make) in HOSTILE {
        check_growth(name, [make(SHORT), make(TIMES * SHORT)], read);
    }
}

/// An input that gives one byte at a time.
struct Bytewise<'a>(&'a [u8]);

impl Read for Bytewise<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = out.len().min(1);
        self.0.read(&mut out[..length])
    }
}

#[test]
fn cost_is_in_step_with_the_input_byte_by_byte() {
    let read = |input: &[u8]| {
        let start = Instant::now();
        let parts = Reader::new(Bytewise(input)).map(|part| part.unwrap().text().len());
        assert_eq!(parts.sum::<usize>(), input.len());
        start.elapsed().as_secs_f64()
    };
    for (name, unit) in [("a line without an end", "一 long line of 文字, "), ("no ASCII", "你好吗我很好")]
    {
        // The first 64 KiB are held in any case.
        check_growth(name, [SHORT / 2, TIMES * SHORT / 2].map(|n| fill(n, unit).into()), read);
    }
}
