//! What columns of a table of messages are called, by those that write such tables.

use crate::turn::formats::doubt::{Doubt, Instead};
use crate::turn::{names, stamp};

/// The places of the columns that make a turn.
pub(super) struct Columns {
    pub(super) speaker: Option<usize>,
    /// The same column, if it names the part that a speaker plays and nobody besides.
    pub(super) speaks_parts: Option<usize>,
    pub(super) says: usize,
    /// The part that the speaker plays, beside the name.
    pub(super) role: Option<usize>,
    pub(super) stamp: Option<usize>,
    pub(super) start: Option<usize>,
    pub(super) end: Option<usize>,
    /// Milliseconds of the unit that times are written in.
    pub(super) unit: f64,
    /// What else must be seen, because the names say little.
    pub(super) doubt: Doubt,
    /// Columns that there are.
    pub(super) count: usize,
}

/// Names of columns in small letters, without blanks and marks; those first that are taken before others.
const SAYS: [&str; 27] = [
    "messagetext",
    "messagecontent",
    "message",
    "content",
    "text",
    "utterance",
    "msg",
    "body",
    "strcontent",
    "transcript",
    "transcription",
    "메시지",
    "내용",
    "消息内容",
    "内容",
    "消息",
    "訊息",
    "メッセージ",
    "сообщение",
    "текст",
    "nachricht",
    "texte",
    "texto",
    "mensaje",
    "sentence",
    "dialogue",
    "words",
];
const SPEAKERS: [&str; 28] = [
    "sendername",
    "speakername",
    "authorname",
    "displayname",
    "nickname",
    "username",
    "speaker",
    "sender",
    "participant",
    "character",
    "sprecher",
    "absender",
    "locuteur",
    "hablante",
    "nick",
    "보낸사람",
    "사용자",
    "发送人",
    "发送者",
    "昵称",
    "發送人",
    "傳送者",
    "送信者",
    "отправитель",
    "remitente",
    "expéditeur",
    "автор",
    "说话人",
];
/// The same, where a column of time or one called `utterance` shows that these are messages.
const LIKELY_SPEAKERS: [&str; 9] =
    ["author", "fromname", "from", "user", "name", "authorid", "senderid", "userid", "speakerid"];
/// What is said in them, by those who do: columns of other tables are called so, too.
const LINES: [&str; 8] =
    ["linetext", "line", "quote", "comment", "commenttext", "reply", "response", "speech"];
/// Columns of tables that no conversation has.
const FOREIGN: [&str; 14] = [
    "title",
    "headline",
    "subject",
    "description",
    "price",
    "version",
    "commit",
    "sha",
    "hash",
    "path",
    "file",
    "level",
    "severity",
    "key",
];
/// Columns by which lines of plays and series are found.
const SCENES: [&str; 4] = ["season", "episode", "scene", "act"];
/// Those who write, if what they write shows it.
const WRITERS: [&str; 4] = ["author", "user", "name", "from"];
/// Those of them that send what is called `message`, and no object of a program.
const SENDERS: [&str; 3] = ["user", "from", "fromname"];
const ROLES: [&str; 1] = ["role"];
const STAMPS: [&str; 17] = [
    "datetime",
    "timestamp",
    "messagedate",
    "msgdate",
    "createdat",
    "sentat",
    "date",
    "time",
    "strtime",
    "sent",
    "날짜",
    "시간",
    "时间",
    "日期",
    "時間",
    "日時",
    "дата",
];
/// The columns of whisper and whisper.cpp, which know no speakers and count milliseconds.
const WHISPER: [&str; 3] = ["start", "end", "text"];
/// Milliseconds of a second.
const SECOND: f64 = 1000.0;
const STARTS: [&str; 5] = ["start", "starttime", "begin", "starts", "timestart"];
const ENDS: [&str; 5] = ["end", "endtime", "stop", "ends", "timeend"];
/// Letters of the longest name.
const LONGEST: usize = 40;

impl Columns {
    /// The columns that have these names; `None` if nothing says who speaks, or what is said.
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Option<Columns> {
        let names: Vec<String> = names.map(plain).collect();
        let find =
            |wanted: &[&str]| wanted.iter().find_map(|wanted| names.iter().position(|name| name == wanted));
        if names.iter().any(|name| name.chars().nth(LONGEST).is_some()) {
            return None;
        }
        if names == WHISPER {
            return Some(Columns {
                speaker: None,
                says: 2,
                start: Some(0),
                end: Some(1),
                unit: 1.0,
                ..Columns::of_count(names.len())
            });
        }
        let Some(says) = find(&SAYS) else { return Columns::in_doubt(&names, find(&LINES)?, &find) };
        let (stamp, start, role) = (find(&STAMPS), find(&STARTS), find(&ROLES));
        let are_messages = stamp.is_some() || start.is_some() || names[says] == "utterance";
        let likely = || match names[says].as_str() {
            _ if are_messages => find(&LIKELY_SPEAKERS),
            "message" => find(&SENDERS),
            _ => None,
        };
        let named = find(&SPEAKERS).or_else(likely);
        let Some(speaker) = named.or(role).filter(|speaker| *speaker != says) else {
            return Columns::in_doubt(&names, says, &find);
        };
        // Histories of programs have an author, a date and a message, too.
        let is_of_author = names[speaker].starts_with("author");
        Some(Columns {
            speaker: Some(speaker),
            doubt: if is_of_author { Doubt::NoHistory } else { Doubt::None },
            speaks_parts: role.filter(|_| named.is_none()),
            says,
            role: role.filter(|role| *role != speaker),
            stamp,
            start,
            end: find(&ENDS),
            ..Columns::of_count(names.len())
        })
    }

    /// Columns that are called as in many tables. What is in them must show that these are messages.
    fn in_doubt(names: &[String], says: usize, find: &dyn Fn(&[&str]) -> Option<usize>) -> Option<Columns> {
        if find(&FOREIGN).is_some() {
            return None;
        }
        let sure = find(&SPEAKERS).filter(|speaker| *speaker != says);
        let speaker = sure.or_else(|| find(&WRITERS)).filter(|speaker| *speaker != says)?;
        let instead = match sure.or_else(|| find(&SCENES)) {
            Some(_) => Instead::Names,
            None => Instead::Nothing,
        };
        let stamp = find(&STAMPS);
        Some(Columns {
            speaker: Some(speaker),
            says,
            stamp,
            start: find(&STARTS),
            end: find(&ENDS),
            doubt: Doubt::Again(if stamp.is_some() { Instead::Times } else { instead }),
            ..Columns::of_count(names.len())
        })
    }

    /// The columns of a record that names none: Viber's exports begin at once with a date, a time, a name, a number and a text.
    pub(super) fn of_unnamed(cells: &[&str]) -> Option<Columns> {
        let [day, time, name, number, ..] = cells else { return None };
        let number =
            number.strip_prefix('+').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        let fits = cells.len() >= 5
            && stamp::is_day(day)
            && stamp::is_time_of_day(time)
            && number
            && names::is_plausible(name);
        fits.then(|| Columns { speaker: Some(2), says: 4, stamp: Some(1), ..Columns::of_count(5) })
    }

    fn of_count(count: usize) -> Columns {
        Columns {
            speaker: None,
            speaks_parts: None,
            says: 0,
            role: None,
            stamp: None,
            start: None,
            end: None,
            unit: SECOND,
            doubt: Doubt::None,
            count,
        }
    }
}

/// A name in small letters, without blanks and marks, and without what is added in brackets: `Start (s)`.
fn plain(name: &str) -> String {
    let name = name.split('(').next().unwrap_or(name);
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
