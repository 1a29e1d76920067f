//! What the comparisons share.

/// Repairs a line with plsfix, its encoding alone: the bytes of the result.
pub fn plsfix_encoding(text: &str) -> usize {
    let config = plsfix::TextFixerConfig {
        unescape_html: Some(false),
        remove_terminal_escapes: false,
        fix_latin_ligatures: false,
        fix_character_width: false,
        uncurl_quotes: false,
        fix_line_breaks: false,
        remove_control_chars: false,
        normalization: None,
        ..plsfix::TextFixerConfig::default()
    };
    plsfix::fix_text(text, Some(&config)).len()
}
