//! Text that went through a channel: the first byte names the channel, the rest is the text.
#![no_main]

use libfuzzer_sys::fuzz_target;

const CHANNELS: [&str; 6] = [
    "UTF-8 read as windows-1252",
    "UTF-8 read as windows-1254, controls stripped",
    "UTF-8 read as ISO-8859-1; then UTF-8 read as windows-1252",
    "UTF-8 read as macintosh",
    "UTF-8 read as windows-1252, unassigned bytes as U+FFFD",
    "UTF-8 read as windows-1252, no-break spaces as spaces",
];

fuzz_target!(|input: (u8, &str)| {
    let (number, text) = input;
    let channel: lacuna::Channel = CHANNELS[usize::from(number) % CHANNELS.len()].parse().expect("a channel");
    let garbled = channel.apply(text);
    let repaired = lacuna::repair(&garbled);
    assert_eq!(repaired.original(), garbled.as_bytes());
});
