//! What memory a transcript takes: how much at the most, and how often it is asked for.

use lacuna::{Channel, Transcript};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// One profiler counts for all threads, those of the test harness among them: so there is one test.
#[test]
fn memory() {
    whole_text_is_repaired_without_a_call_for_memory();
    an_index_is_small_and_grows_by_few_calls();
    pieces_of_what_is_said_take_little();
    repairs_are_remembered_in_step_with_the_input();
}

/// Calls for memory, and the most that was held at once in bytes, over what was held before.
fn cost<T>(work: impl FnOnce() -> T) -> (T, u64, usize) {
    let _profiler = dhat::Profiler::builder().testing().build();
    let value = work();
    let stats = dhat::HeapStats::get();
    (value, stats.total_blocks, stats.max_bytes)
}

/// Bytes of whole text.
const SIZE: usize = 8 << 20;
const TRANSCRIPT: &str = include_str!("data/transcript-turns-1-12.restored.txt");

fn conversation(size: usize) -> String {
    TRANSCRIPT.repeat(size / TRANSCRIPT.len() + 1)
}

/// An export of short messages.
fn chat(size: usize) -> String {
    let said = [
        "no me digas",
        "See you at nine, then.",
        "明天见",
        "I told him we would be late because of the rain",
        "ok",
    ];
    let line = |n: usize| {
        let (day, minute, name) = (n / 60 + 1, n % 60, ["Ana", "李明", "Tom B."][n % 3]);
        format!("12/{day}/21, 9:{minute:02} PM - {name}: {}\n", said[n % said.len()])
    };
    // After so many lines day, minute, name and message come round again.
    let period: String = (0..28 * 60).map(line).collect();
    period.repeat(size / period.len() + 1)
}

/// Subtitles: every turn has its times.
fn subtitles(size: usize) -> String {
    let line = |n: usize| {
        let (minute, second) = (n / 60 % 60, n % 60);
        format!(
            "00:{minute:02}:{second:02}.000 --> 00:{minute:02}:{second:02}.900\nI told him so, 明天见.\n\n"
        )
    };
    let period: String = (0..60 * 60).map(line).collect();
    format!("WEBVTT\n\n{}", period.repeat(size / period.len() + 1))
}

/// An export of Telegram's: what is said stands in pieces.
fn pieced(size: usize) -> String {
    let message = |n: usize| {
        format!(
            r#"{{"id": {n}, "type": "message", "date": "2021-04-22T10:{:02}:04", "from": "{}", "text": ["I told him so, ", {{"type": "bold", "text": "twice"}}]}}, "#,
            n % 60,
            ["Ana", "李明", "Tom B."][n % 3]
        )
    };
    let period: String = (0..60).map(message).collect();
    format!(r#"{{"messages": [{}{{}}]}}"#, period.repeat(size / period.len() + 1))
}

fn garble(channel: &str, text: &str) -> String {
    channel.parse::<Channel>().unwrap().apply(text)
}

/// What the index of long turns takes, and the text itself, as a share of the input.
const WHOLE: f64 = 1.5;
/// The same where turns are of forty bytes, and twenty each in the index.
const CHATTED: f64 = 1.6;
/// What finding a block's turns takes besides, in bytes, if they are so short.
const TURNS: usize = 7 << 20;
/// Where a character in twenty lost a byte, with what is said of each.
const DAMAGED: f64 = 1.5;
/// What the repair of a block takes besides, in bytes.
const BLOCK: usize = 24 << 20;
/// Calls for memory in each megabyte, where there are thirty thousand words to a megabyte.
const CALLS: u64 = 200;

fn whole_text_is_repaired_without_a_call_for_memory() {
    // Tables that all texts share are made once, when the first text needs them.
    for text in ["fiancÃ©e", "word—word"] {
        let _ = lacuna::repair(text);
    }
    for text in [conversation(SIZE), chat(SIZE)] {
        let (_, calls, peak) = cost(|| lacuna::repair(&text).repairs().len());
        assert_eq!((calls, peak), (0, 0));
    }
}

fn an_index_is_small_and_grows_by_few_calls() {
    let undone = garble("UTF-8 read as windows-1252", &conversation(SIZE));
    for (text, most, more) in [
        (conversation(SIZE), WHOLE, 0),
        (undone, WHOLE, 0),
        (chat(SIZE), CHATTED, TURNS),
        (subtitles(SIZE), CHATTED, TURNS),
    ] {
        let (turns, calls, peak) = cost(|| Transcript::parse(text.as_bytes()).turns().len());
        assert!(turns > 1000);
        assert!(peak as f64 <= most * text.len() as f64 + more as f64, "{peak} bytes for {}", text.len());
        assert!(calls <= CALLS * (text.len() >> 20) as u64, "{calls} calls for {} bytes", text.len());
        let (segments, calls, peak) = cost(|| {
            let transcript = Transcript::parse(text.as_bytes());
            transcript.turns().map(|turn| turn.segments().len()).sum::<usize>()
        });
        assert!(segments >= turns);
        assert!(
            peak as f64 <= (most + 0.5) * text.len() as f64 + more as f64,
            "{peak} bytes for {}",
            text.len()
        );
        assert!(calls <= CALLS * (text.len() >> 20) as u64, "{calls} calls for {} bytes", text.len());
    }
}

fn pieces_of_what_is_said_take_little() {
    let text = pieced(SIZE);
    let (turns, _, peak) = cost(|| Transcript::parse(text.as_bytes()).turns().len());
    assert!(turns > 1000);
    assert!(peak as f64 <= CHATTED * text.len() as f64 + TURNS as f64, "{peak} bytes for {}", text.len());
}

fn repairs_are_remembered_in_step_with_the_input() {
    let text = garble("UTF-8 read as windows-1254, controls stripped", &conversation(SIZE));
    let (repairs, calls, peak) = cost(|| Transcript::parse(text.as_bytes()).repairs().len());
    assert!(repairs > text.len() / 100);
    assert!(peak as f64 <= DAMAGED * text.len() as f64 + BLOCK as f64, "{peak} bytes for {}", text.len());
    assert!(calls < repairs as u64 / 4, "{calls} calls for {repairs} repairs");
}
