//! Notices that an export of WhatsApp puts under the name of the chat or of a contact, as if they had been said.

use crate::turn::is_placeholder;
use crate::turn::lines::trim_invisible;
use std::collections::HashSet;

/// How the notice about encryption begins in a language, and a word that it has: each alone could be said by anybody.
const ENCRYPTED: &[(&str, &str)] = &[
    ("Messages", "end-to-end encrypt"),
    ("Nachrichten", "Ende-zu-Ende-"),
    ("Los mensajes", "cifrad"),
    ("Les messages", "chiffré"),
    ("I messaggi", "crittografat"),
    ("As mensagens", "criptografia"),
    ("As mensagens", "encriptadas"),
    ("Berichten", "versleuteld"),
    ("Mesajlar", "şifreli"),
    ("Сообщения", "шифрованием"),
    ("Wiadomości", "szyfrowan"),
    ("ההודעות", "מוצפנות"),
    ("الرسائل", "مشفرة"),
    ("मैसेज", "एन्क्रिप्ट"),
    ("メッセージ", "暗号化"),
    ("消息", "加密"),
    ("訊息", "加密"),
    ("메시지", "암호화"),
];

/// Longest report of who joined or left, in bytes.
const LONGEST_REPORT: usize = 200;

/// What is reported of somebody who joined or left: before the name or behind it.
const DEEDS: &[&str] = &[
    "left",
    "joined using",
    "joined from",
    "hat die Gruppe verlassen",
    "ist der Gruppe",
    "salió",
    "se unió",
    "a quitté",
    "a rejoint",
    "ha abbandonato",
    "è uscit",
    "si è unit",
    "saiu",
    "entrou usando",
    "heeft de groep verlaten",
    "is lid geworden",
    "ayrıldı",
    "вышел",
    "вышла",
    "покинул",
    "присоединил",
    "opuścił",
    "dołączył",
    "יצא",
    "הצטרף",
    "غادر",
    "انضم",
    "が退出",
    "が参加",
    "退出了",
    "加入了",
];

/// What is reported of somebody who changed the group. A colon may follow, or stand in what was changed.
const CHANGES: &[&str] = &[
    "changed the group",
    "changed this group",
    "changed the subject",
    "pinned a message",
    "hat die Gruppenbeschreibung",
    "hat den Betreff",
    "hat eine Nachricht angeheftet",
    "cambió la descripción",
    "cambió el asunto",
    "fijó un mensaje",
    "a modifié la description",
    "a changé le sujet",
    "a épinglé un message",
    "ha cambiato la descrizione",
    "ha cambiato l'oggetto",
    "ha fissato un messaggio",
    "mudou a descrição",
    "alterou a descrição",
    "fixou uma mensagem",
    "heeft de groepsbeschrijving",
    "heeft het onderwerp",
    "heeft een bericht vastgezet",
];

/// Those who have been named so far.
#[derive(Default)]
pub(super) struct Members {
    names: HashSet<Box<str>>,
}

impl Members {
    /// More are not remembered.
    const MOST: usize = 1 << 12;

    pub(super) fn add(&mut self, name: &str) {
        let name = bare(name);
        if self.names.len() < Self::MOST && !name.is_empty() && !self.names.contains(name) {
            self.names.insert(name.into());
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(bare(name))
    }

    /// Whether `said` was written by the program, on iOS: such lines open with a mark of direction, and with the name of whoever did it. Behind
    /// that mark alone there may be a picture, too.
    pub(super) fn are_reported(&self, said: &str) -> bool {
        const MARK: char = '\u{200E}';
        if !said.starts_with(MARK) || is_placeholder(shown(said)) {
            return false;
        }
        let said = bare(said);
        let ends = said.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at);
        ends.take(MOST_WORDS).any(|end| self.names.contains(&said[..end]))
    }
}

/// Words of the longest name.
const MOST_WORDS: usize = 8;

/// Whether what stands before a colon is none's name, but a report of what somebody did to the group: `Ann changed the group description`.
pub(super) fn is_report(before: &str) -> bool {
    let before = shown(before);
    let encrypted = |(opening, word): &(&str, &str)| before.starts_with(opening) && before.contains(word);
    let changed = |deed: &&str| before.find(*deed).is_some_and(|at| at > 0 && before[..at].ends_with(' '));
    ENCRYPTED.iter().any(encrypted) || CHANGES.iter().any(changed)
}

/// Whether `said`, under the name of `sender`, was written by the program.
pub(super) fn is_notice(sender: &str, said: &str) -> bool {
    let said = shown(said);
    let encrypted = |(opening, word): &(&str, &str)| said.starts_with(opening) && said.contains(word);
    ENCRYPTED.iter().any(encrypted) || has_gone(bare(sender), said)
}

/// Whether somebody is said to do what people do not say of themselves by their own names: `Bo: Bo left`.
fn has_gone(sender: &str, said: &str) -> bool {
    if sender.is_empty() || said.len() > LONGEST_REPORT || !said.contains(sender) {
        return false;
    }
    match behind_name(sender, said) {
        Some(behind) => DEEDS.iter().any(|deed| behind.starts_with(deed)),
        None => DEEDS.iter().any(|deed| {
            said.strip_prefix(deed).is_some_and(|whom| behind_name(sender, whom.trim_start()).is_some())
        }),
    }
}

/// What follows the name that `text` begins with.
fn behind_name<'t>(name: &str, text: &'t str) -> Option<&'t str> {
    let behind = bare(text).strip_prefix(name)?;
    (!behind.starts_with(char::is_alphanumeric)).then(|| behind.trim_start())
}

/// `text` without the mark of a contact who is in nobody's address book.
fn bare(text: &str) -> &str {
    shown(shown(text).trim_start_matches('~'))
}

fn shown(text: &str) -> &str {
    &text[trim_invisible(text, 0..text.len())]
}

#[cfg(test)]
mod tests {
    use super::is_notice;

    #[test]
    fn notices() {
        for (sender, said) in [
            ("Trip", "\u{200E}Messages and calls are end-to-end encrypted. Tap to learn more."),
            ("Reise", "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt."),
            ("~ Ann", "~ Ann left"),
            ("~ ليلى", "انضم ~ ليلى باستخدام رابط المجموعة."),
        ] {
            assert!(is_notice(sender, said), "{said}");
        }
        for (sender, said) in [
            ("Ann", "Messages from Bo are late"),
            ("Ann", "are these end-to-end encrypted?"),
            ("Ann", "Bo left"),
            ("Ann", "left it at home, ask Ann"),
            ("Ann", "Ann here"),
            ("A", "left Anna at home"),
            ("Ann", ""),
            ("~", "left"),
        ] {
            assert!(!is_notice(sender, said), "{said}");
        }
    }
}
