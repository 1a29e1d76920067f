//! Lines in which a client of IRC reports who came and went, and what was set.

/// How a report goes on behind the name of whoever it is about.
const DEEDS: &[&str] = &[
    "has joined",
    "has left",
    "has quit",
    "has parted",
    "has been kicked",
    "has kicked",
    "has changed",
    "has set",
    "has become",
    "has entered",
    "has disconnected",
    "was kicked",
    "joined #",
    "joined the",
    "joined channel",
    "joined (",
    "left #",
    "left the",
    "left channel",
    "left irc",
    "left (",
    "quit (",
    "quit irc",
    "parted #",
    "sets mode",
    "set mode",
    "sets ban",
    "set the topic",
    "sets channel",
    "changes topic",
    "changed the topic",
    "changed topic",
    "is now known as",
    "is no longer",
    "changed nick",
    "gives channel",
    "removes channel",
    "removes ban",
    "kicked ",
    "entered the room",
    "is now away",
    "came back",
    "mode change",
];

/// How reports begin that are about nobody.
const OPENINGS: &[&str] = &[
    "Now talking",
    "Now known as",
    "Topic",
    "Set by",
    "Disconnected",
    "Attempting",
    "Rejoined",
    "Users on",
    "You are",
    "You have",
    "You were",
    "Channel ",
    "Retrieving",
    "Looking up",
    "Connecting",
    "Connected",
    "No such",
    "Logging",
    "Quits:",
    "Joins:",
    "Parts:",
    "Joined ",
    "Joining",
    "Mode ",
    "Closing",
    "Log opened",
    "Log closed",
    "Log started",
    "Day changed",
    "Session ",
    "Users:",
    "Netsplit",
    "Irssi:",
    "BEGIN LOGGING",
    "ENDING LOGGING",
    "ChanServ sets",
    "Server ",
    "Your ",
    "Join\t",
    "Part\t",
    "Quit\t",
    "Mode\t",
    "Nick\t",
    "Topic\t",
    "Kick\t",
];

/// Signs before a report.
const SIGNS: &[char] = &['*', '-', '!', '=', '<', '>', '→', '←', '⇒', '⇐', '⇨', '⇦', '↔', '•', ' ', '\t'];

/// Whether the line, its time aside, is a report: `cyd (u@h) has joined #c`, `*** Quits: cyd (…)`.
pub(super) fn is_report(line: &str) -> bool {
    let rest = line.trim_start_matches(SIGNS);
    let Some(first) = rest.bytes().next() else { return false };
    // The first byte rules most of them out without a call.
    if OPENINGS.iter().any(|opening| opening.as_bytes()[0] == first && rest.starts_with(opening)) {
        return true;
    }
    let mut at = rest.find([' ', '\t']).unwrap_or(rest.len());
    // Where he comes from, in one or two pairs of brackets.
    loop {
        let behind = rest[at..].trim_start();
        let close = match behind.as_bytes().first() {
            Some(b'(') => ')',
            Some(b'[') => ']',
            _ => break deed(behind),
        };
        let Some(end) = behind.find(close) else { break false };
        at = rest.len() - behind.len() + end + 1;
    }
}

fn deed(behind: &str) -> bool {
    const LONGEST: usize = 20;
    let mut reach = behind.len().min(LONGEST);
    while !behind.is_char_boundary(reach) {
        reach -= 1;
    }
    let start = &behind[..reach];
    let Some(first) = start.bytes().next() else { return false };
    // Most words begin none of them, so nothing is folded beforehand.
    let begins = |deed: &&str| {
        deed.as_bytes()[0].eq_ignore_ascii_case(&first)
            && start
                .as_bytes()
                .get(..deed.len())
                .is_some_and(|bytes| bytes.eq_ignore_ascii_case(deed.as_bytes()))
    };
    let whole = start.trim_end_matches('.');
    DEEDS.iter().any(begins)
        || ["joined", "left", "quit", "parted"].iter().any(|deed| whole.eq_ignore_ascii_case(deed))
}

#[cfg(test)]
mod tests {
    use super::is_report;

    #[test]
    fn reports() {
        for line in [
            "cyd (u@h) joined #c.",
            "-!- cyd [u@h] has joined #c",
            "*** Quits: cyd (~u@h) (Quit: Leaving)",
            "→ cyd joined (u@h)",
            "ann sets mode: +o bo",
            "--- Log opened Fri Dec 31 21:10:00 2021",
            "Join\tcyd joined the channel #c.",
            "cyd left",
        ] {
            assert!(is_report(line), "{line}");
        }
        for line in
            ["ann waves at everybody", "ann left her keys here", "cyd quits smoking", "anything else", ""]
        {
            assert!(!is_report(line), "{line}");
        }
    }
}
