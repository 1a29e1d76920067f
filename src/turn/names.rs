//! What can be a speaker's name, wherever a format puts it: log levels, program parts and paths are not.

/// Words that stand in the place of a name in the logs of programs.
const LEVELS: &[&str] = &[
    "info", "warn", "warning", "error", "debug", "trace", "fatal", "notice", "critical", "severe", "err",
    "verbose", "alert", "emerg", "crit", "config", "fine", "finer", "finest", "success", "failure", "fail",
    "failed", "ok", "pass", "passed", "skipping", "skipped", "stdout", "stderr", "log", "kernel", "root",
    "audit", "panic", "note", "total", "elapsed", "http", "https",
];

/// The longest of them, in bytes.
const LONGEST_LEVEL: usize = 8;

/// The first of them are levels, which may stand behind what is called by them.
const LEVELS_IN_CAPITALS: usize = 14;

/// Programs that write their own names in front of what they say: as they write them, in small letters.
const PROGRAMS: &[&str] = &[
    "apt", "bash", "cargo", "clang", "cmake", "curl", "docker", "dpkg", "gcc", "git", "gzip", "javac",
    "make", "ninja", "npm", "pip", "rsync", "rustc", "ssh", "sudo", "systemd", "tar", "wget", "yarn", "zsh",
];

/// Ends of the names of errors in most programming languages.
const ERRORS: &[&str] = &["Error", "Exception", "Warning", "Interrupt"];

/// Ends of the names of files.
const EXTENSIONS: &[&str] = &[
    "c", "cc", "cfg", "conf", "cpp", "css", "dll", "exe", "gz", "h", "html", "ini", "java", "jpg", "js",
    "json", "log", "md", "pdf", "php", "png", "py", "rs", "sh", "so", "svg", "tex", "toml", "ts", "txt",
    "xml", "yaml", "yml", "zip",
];

/// Keys that are held while others are pressed.
const HELD: &[&str] = &[
    "Alt", "AltGr", "Cmd", "Command", "Control", "Ctrl", "Fn", "Meta", "Option", "Shift", "Strg", "Super",
    "Win",
];

/// Whether `name` can name somebody in a log or an export that gives a time and a name.
pub(super) fn is_plausible(name: &str) -> bool {
    !is_of_program(name) && is_built_as_name(name)
}

/// Whether `name` is that of a program, a part of one, an error, a level of its reports, or a key of a keyboard.
pub(super) fn is_of_program(name: &str) -> bool {
    let name = name.trim();
    let Some(first) = name.split([' ', '/', '[', '(', ':', '-', '\u{A0}']).find(|word| !word.is_empty())
    else {
        return false;
    };
    if first.len() <= LONGEST_LEVEL && LEVELS.iter().any(|level| first.eq_ignore_ascii_case(level)) {
        return true;
    }
    if name.split_once('+').is_some_and(|(held, key)| HELD.contains(&held) && !key.is_empty()) {
        return true;
    }
    // `gcc: error: no input`, `ValueError: bad`
    let is_error = |end: &str| name.len() > end.len() && name.ends_with(end) && !name.contains(' ');
    if PROGRAMS.contains(&name) || ERRORS.iter().any(|end| is_error(end)) {
        return true;
    }
    // `main/INFO`, `production.ERROR`
    let last = name.trim_end_matches([']', ')']).rsplit(['/', '.', ']', '|']).next().unwrap_or("").trim();
    let is_level = last.len() < name.len()
        && last.len() <= LONGEST_LEVEL
        && LEVELS.iter().take(LEVELS_IN_CAPITALS).any(|level| last.eq_ignore_ascii_case(level));
    is_level && last.len() < name.len() && last.chars().all(char::is_uppercase)
}

/// Whether a report of a program begins with `word`: `info:`, `Warning:`.
pub(super) fn is_level(word: &str) -> bool {
    word.strip_suffix(':').is_some_and(|word| LEVELS.iter().any(|level| word.eq_ignore_ascii_case(level)))
}

/// Whether `name` has no more words than a name, and none that is built like code or a path.
fn is_built_as_name(name: &str) -> bool {
    let name = name.trim();
    let mut words = 0;
    for word in name.split([' ', '\u{A0}']).filter(|word| !word.is_empty()) {
        words += 1;
        // `sshd[123]`, `f()`, `f('x')`, `a=b`, `org.apache.X`, `/usr/bin`, `C:\x`, `std::io`
        let bytes = word.as_bytes();
        let stops =
            bytes.windows(2).filter(|pair| pair[0] == b'.' && pair[1].is_ascii_alphanumeric()).count();
        let built = bytes.iter().any(|b| matches!(b, b'=' | b'{' | b'}' | b'\\' | b'$' | b';' | b'<' | b'>'))
            || word.contains("::")
            || ["()", "('", "(\""].iter().any(|call| word.contains(call))
            || word.contains("--")
            || stops > 1
            || bytes.starts_with(b"/")
            || bytes.get(1) == Some(&b'/') && words == 1
            || bytes.ends_with(b"]")
                && bytes.len() > 2
                && bytes[bytes.len() - 2].is_ascii_digit()
                && bytes[0] != b'['
            || bytes.starts_with(b"[") && bytes.ends_with(b"]") && words == 1
            || bytes.iter().filter(|b| **b == b'/').count() > 1
            || stops > 0 && word.rsplit_once('.').is_some_and(|(_, end)| EXTENSIONS.contains(&end));
        if built {
            return false;
        }
    }
    // `carl (u@h) left. (Quit`: the bracket that is not closed was cut by what looked like the end of a name.
    let open = name.rfind('(').map_or("", |at| &name[at + 1..]);
    if open.starts_with(char::is_alphanumeric) && !open.contains(')') {
        return false;
    }
    // Names that are signs or emoji alone are names; numbers alone are not, unless they are telephones'.
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let letters = name.chars().any(|c| c.is_alphabetic() || !c.is_ascii());
    words <= 8 && (letters || digits >= 7)
}

/// Whether `name`, alone with a time and no other mark, reads as a name: few words, each with a capital or without case.
pub(super) fn is_written_as_name(name: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "al", "and", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "e", "el", "ibn",
        "la", "le", "of", "van", "von", "y", "&", "+",
    ];
    const MOST_WORDS: usize = 5;
    if name.contains(['?', '!', ';', ':', '"', '“', '”', '|', '=', '#', '`', '…'])
        || name.ends_with([',', '-', '–', '—', '(', '/'])
        || name.starts_with(['-', '–', '—', ')', '*', '%', '.', '&'])
    {
        return false;
    }
    let mut words = 0;
    let mut letters = false;
    for word in name.split([' ', '\u{A0}']).filter(|word| !word.is_empty()) {
        let Some(first) = word.trim_start_matches(['(', '[', '@', '\'', '’', '~']).chars().next() else {
            return false;
        };
        let number = word.bytes().all(|b| b.is_ascii_digit());
        if first.is_lowercase()
            && (words == 0 || !PARTICLES.contains(&word))
            && !is_single(name)
            && !word.starts_with('(')
        {
            return false;
        }
        // A number may follow: `Speaker 1`; a year is part of a date.
        if number && (words == 0 || word.len() > 3) {
            return false;
        }
        words += 1;
        letters |= word.chars().any(char::is_alphabetic);
    }
    let unspaced =
        name.chars().filter(|c| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')).count();
    letters && words <= MOST_WORDS && unspaced <= 10 && is_plausible(name) && !ends_a_sentence(name)
}

/// One word: nicknames begin as they like. Or words and a number: `speaker 1`.
fn is_single(name: &str) -> bool {
    let mut words = name.split([' ', '\u{A0}']).filter(|word| !word.is_empty());
    words.next().is_some() && words.all(|word| word.bytes().all(|b| b.is_ascii_digit()))
}

/// A stop ends a sentence unless a short word with a capital stands before it: `Jr.`, `D.`
fn ends_a_sentence(name: &str) -> bool {
    let Some(rest) = name.strip_suffix(['.', '。']) else { return false };
    let last = rest.rsplit([' ', '\u{A0}', '.']).next().unwrap_or("");
    last.chars().count() > 3 || !last.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::{is_plausible, is_written_as_name};

    #[test]
    fn names() {
        for name in [
            "Ann Lee",
            "bo",
            "小王",
            "Dr. Ray",
            "Speaker 1",
            "speaker 1",
            "Maria de la Cruz",
            "Ann Lee (Org)",
            "Sam D.",
            "+49 170 1234567",
        ] {
            assert!(is_plausible(name), "{name}");
            assert!(is_written_as_name(name) || name.starts_with('+'), "{name}");
        }
        for other in [
            "INFO",
            "[main:QuorumPeer@90]",
            "sshd[123]",
            "org.apache.X",
            "/usr/bin",
            "f('x')",
            "a=b",
            "WARN  [x]",
            "ValueError",
            "KeyboardInterrupt",
            "gcc",
            "Ctrl+C",
            "carl (u@h) left. (Quit",
            "12",
            "",
        ] {
            assert!(!is_plausible(other), "{other}");
        }
        for clause in ["We won at", "It ended", "the end", "What?", "He left.", "chapter one"] {
            assert!(!is_written_as_name(clause), "{clause}");
        }
    }
}
