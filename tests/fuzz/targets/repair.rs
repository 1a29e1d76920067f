//! Any bytes: the input is rebuilt from the result, every repair is consistent, nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let repaired = lacuna::repair_bytes(input);
    assert_eq!(repaired.original(), input);
    if std::str::from_utf8(input).is_ok() {
        for repair in repaired.repairs() {
            let garbled = repair.channel().apply(repair.text());
            assert_eq!(garbled.as_bytes(), &input[repair.source()]);
        }
    }
});
