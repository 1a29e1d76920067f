//! Labels that are known to be speakers' parts, and labels that are known not to be speakers.
//!
//! Neither list decides alone: a part spoken for by nothing else must still open a line, and a heading that recurs is
//! only barred from being taken for a name.

use super::hash::ByHash;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Parts in a conversation with a language model. Where both sides of one occur, other labels are part of the text.
const MODEL_SIDE: &[&str] = &[
    "ai",
    "assistant",
    "bot",
    "chatbot",
    "chatgpt",
    "claude",
    "copilot",
    "deepseek",
    "gemini",
    "github copilot",
    "gpt",
    "grok",
    "llama",
    "mistral",
    "model",
    "perplexity",
    "助手",
    "机器人",
    "アシスタント",
    "ассистент",
];
const USER_SIDE: &[&str] = &[
    "human",
    "me",
    "prompt",
    "question",
    "user",
    "you",
    "用户",
    "用戶",
    "使用者",
    "我",
    "ユーザー",
    "пользователь",
];
const THIRD_SIDE: &[&str] = &["system", "tool", "function", "developer", "系统", "系統"];

/// How the fields of e-mail headers and package records begin.
const FIELDS: &[&str] = &[
    "content-",
    "x-",
    "mime-",
    "message-id",
    "in-reply-to",
    "return-path",
    "delivered-to",
    "received",
    "user-agent",
    "metadata-",
    "home-page",
    "author-email",
    "cache-",
    "end-",
    "installed-",
    "other-",
    "project-",
    "required-",
    "requires-",
    "start-",
];

/// What lines of parallel text are labelled by, besides the codes of languages in capitals.
const VERSIONS: &[&str] = &[
    "src",
    "tgt",
    "source",
    "target",
    "ref",
    "hyp",
    "mt",
    "front",
    "back",
    "english",
    "french",
    "german",
    "spanish",
    "italian",
    "portuguese",
    "dutch",
    "russian",
    "chinese",
    "japanese",
    "korean",
    "arabic",
    "turkish",
    "polish",
    "latin",
    "greek",
    "hindi",
    "deutsch",
    "français",
    "español",
    "italiano",
    "中文",
    "英文",
    "日文",
    "英语",
    "汉语",
    "日本語",
    "英語",
];

/// Codes of languages that are hardly anything else in capitals.
const CODES: &[&str] = &[
    "EN", "DE", "FR", "ES", "IT", "PT", "NL", "RU", "ZH", "JA", "KO", "AR", "TR", "PL", "SV", "DA", "FI",
    "CS", "HU", "EL", "HE", "HI", "UK", "RO", "CN", "JP", "KR",
];

/// Ends of Chinese clauses that bring in somebody's words: a tale, not a transcript.
const NARRATED: &[&str] = &[
    "说", "道", "说道", "问道", "答道", "笑道", "喊道", "叫道", "想", "曰", "云", "問道", "說", "說道",
    "写道", "表示", "认为", "指出", "如下", "包括", "是", "有", "为", "的",
];

/// Words that are found at once. Each stands on a line of its file.
type Words = LazyLock<HashSet<&'static str, ByHash>>;

static PARTS: Words = LazyLock::new(|| words(include_str!("vocabulary/parts.txt")));
static HEADINGS: Words = LazyLock::new(|| words(include_str!("vocabulary/headings.txt")));
static CHANGES: Words = LazyLock::new(|| words(include_str!("vocabulary/changes.txt")));
static CALENDAR: Words = LazyLock::new(|| words(include_str!("vocabulary/calendar.txt")));

fn words(file: &'static str) -> HashSet<&'static str, ByHash> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// Whether the label names a part in a conversation: `User`, `Speaker 2`, `A`, `主持人`.
pub(super) fn is_part(name: &str) -> bool {
    let name = folded(name);
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '_' | '#' | '-'));
    if name.len() == 1 {
        return name.as_bytes()[0].is_ascii_alphabetic();
    }
    // `You said`, as the pages of chat models have it.
    let base = [" said", " responded"].iter().find_map(|said| base.strip_suffix(said)).unwrap_or(base);
    let lettered =
        base.strip_suffix(|c: char| c.is_ascii_alphabetic()).and_then(|base| base.strip_suffix([' ', '_']));
    // `Question 1` is a heading.
    if base.len() < name.len() && matches!(base, "question" | "answer") {
        return false;
    }
    PARTS.contains(base) || lettered.is_some_and(|base| PARTS.contains(base)) || is_third_side(&name)
}

/// What prompts for language models are headed by. Only as headings: elsewhere they are words like others.
const PROMPT_SIDE: [&str; 3] = ["instruction", "prompt", "query"];
const RESPONSE_SIDE: [&str; 3] = ["response", "completion", "output"];

/// Whether a heading is one by which a prompt names its parts: true for that of the user, false for that of the model.
pub(super) fn prompt_side(name: &str) -> Option<bool> {
    let name = folded(name);
    let name = name.as_str();
    if PROMPT_SIDE.contains(&name) {
        return Some(true);
    }
    RESPONSE_SIDE.contains(&name).then_some(false)
}

/// Behind the names on the pages of chat models, in the languages of their readers.
const SAID: [&str; 14] = [
    " said",
    " responded",
    " hast gesagt",
    " hat gesagt",
    " avez dit",
    " a dit",
    " dijo",
    " ha detto",
    " disse",
    " сказали",
    " сказал",
    " 说",
    "说",
    "說",
];

/// What these pages call their reader, before one of `SAID`; and where no word for the reader stands before it.
const READER: [&str; 6] = ["you", "du", "vous", "você", "вы", "你"];
const READER_SAID: [&str; 2] = ["dijiste", "hai detto"];

/// The name without what the pages of chat models write behind it.
pub(super) fn before_said(name: &str) -> &str {
    SAID.iter().find_map(|said| name.strip_suffix(said)).unwrap_or(name)
}

/// Whether a line is one that such a page has above what its reader or the model said, in any of its languages.
pub(super) fn is_line_of_page(name: &str) -> bool {
    let name = folded(name);
    let base = before_said(&name);
    let said = base.len() < name.len();
    READER_SAID.contains(&base) || said && (READER.contains(&base) || is_model_side(base))
}

pub(super) fn is_model_side(name: &str) -> bool {
    let name = folded(name);
    let base = before_said(&name);
    // `O ChatGPT disse`
    MODEL_SIDE.contains(&base.strip_prefix("o ").unwrap_or(base))
}

pub(super) fn is_user_side(name: &str) -> bool {
    let name = folded(name);
    let base = before_said(&name);
    USER_SIDE.contains(&base)
        || READER_SAID.contains(&base)
        || READER.contains(&base) && base.len() < name.len()
}

pub(super) fn is_third_side(name: &str) -> bool {
    THIRD_SIDE.contains(&folded(name).as_str())
}

/// Whether the label is one that introduces a remark, a heading or a field: `Note`, `Chapter 3`, `P.S.`, `说明`.
pub(super) fn is_heading(name: &str) -> bool {
    let name = folded(name);
    let first = name.split([' ', '\u{A0}']).next().unwrap_or("");
    let first = first.trim_end_matches(|c: char| c.is_ascii_digit() || c == '#');
    is_field(&name)
        || HEADINGS.contains(first)
        || HEADINGS.contains(first.trim_end_matches('.'))
        || HEADINGS.contains(name.as_str())
        || numbered_in_chinese(&name)
}

/// Whether the label is a field of the header of a mail or a package: `Content-Type`, `Requires-Dist`.
pub(super) fn is_field(name: &str) -> bool {
    let begins = |field: &&str| name.get(..field.len()).is_some_and(|name| name.eq_ignore_ascii_case(field));
    FIELDS.iter().any(begins)
}

/// `第三章`, `第2回`
fn numbered_in_chinese(name: &str) -> bool {
    name.strip_prefix('第')
        .is_some_and(|rest| rest.chars().take(8).any(|c| "章节回条卷部篇集课步题节课題".contains(c)))
}

/// Whether the label is the name of a day or a month.
pub(super) fn is_calendar(name: &str) -> bool {
    CALENDAR.contains(folded(name).as_str())
}

/// Whether a text begins as those do that say what somebody changed in a program: `Fix build`, `feat(ui): dark mode`.
pub(super) fn begins_as_change(text: &str) -> bool {
    let first = text.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    CHANGES.contains(folded(first).as_str())
}

/// Whether the label says in which language, or in which version, something stands: `EN`, `German`, `src`.
pub(super) fn is_version(name: &str) -> bool {
    CODES.contains(&name) || VERSIONS.contains(&folded(name).as_str())
}

/// Whether a label reads as the end of a clause rather than a name: `他笑道`, `原因如下`.
pub(super) fn is_narration(name: &str) -> bool {
    NARRATED.iter().any(|end| name.len() > end.len() && name.ends_with(end))
}
