//! The shapes of JSON that are known.

use super::shape::{Shape, Unit};
use crate::turn::formats::doubt::{Doubt, Instead};

const NONE: Shape = Shape::NONE;

pub(in crate::turn::formats) static MESSAGES: Shape = Shape {
    speaker: &["name", "role"],
    role: &["role"],
    says: &[
        &["content"],
        &["content.*"],
        &["content.*.text"],
        &["content.*.value"],
        &["content.*.text.value"],
        &["content.*.refusal"],
        &["steps.*.content.*.text"],
    ],
    needs: &["role"],
    rejected: "rejected",
    wordless: true,
    ..NONE
};

pub(in crate::turn::formats) static SHAREGPT: Shape = Shape {
    speaker: &["name", "from"],
    role: &["from"],
    says: &[&["value"], &["value.*"]],
    needs: &["from"],
    wordless: true,
    ..NONE
};

pub(in crate::turn::formats) static MESSENGER: Shape = Shape {
    speaker: &["sender_name", "senderName"],
    says: &[&["content"], &["text"]],
    stamp: &["timestamp_ms", "timestamp"],
    needs: &["sender_name"],
    sort: Some(("type", &["Generic", "Share", "text", "media", "link", "Call", "Payment"])),
    wordless: true,
    silent: true,
    ..NONE
};

/// Messenger's chats that were encrypted from end to end have other keys.
pub(in crate::turn::formats) static MESSENGER_ENCRYPTED: Shape = Shape {
    speaker: &["senderName"],
    says: &[&["text"]],
    stamp: &["timestamp"],
    needs: &["senderName", "timestamp"],
    wordless: true,
    silent: true,
    ..NONE
};

pub(in crate::turn::formats) static TELEGRAM: Shape = Shape {
    speaker: &["from"],
    says: &[&["text", "text.*", "text.*.text"], &["action"]],
    stamp: &["date"],
    needs: &["date", "id", "type"],
    sort: Some(("type", &["message"])),
    wordless: true,
    joined: true,
    anonymous: true,
    ..NONE
};

pub(in crate::turn::formats) static DISCORD: Shape = Shape {
    speaker: &["author.nickname", "author.global_name", "author.name", "author.username"],
    says: &[&["content"]],
    stamp: &["timestamp"],
    needs: &["timestamp", "content"],
    sort: Some((
        "type",
        &[
            "Default",
            "Reply",
            "ChatInputCommand",
            "ContextMenuCommand",
            "ThreadStarterMessage",
            "0",
            "19",
            "20",
            "21",
            "23",
        ],
    )),
    wordless: true,
    ..NONE
};

pub(in crate::turn::formats) static SLACK: Shape = Shape {
    speaker: &[
        "user_profile.display_name",
        "user_profile.real_name",
        "user_name",
        "username",
        "bot_profile.name",
        "user",
        "bot_id",
    ],
    says: &[&["text"]],
    stamp: &["ts"],
    needs: &["ts", "text"],
    sort: Some((
        "subtype",
        &["bot_message", "me_message", "thread_broadcast", "file_share", "file_comment", "reply_broadcast"],
    )),
    wordless: true,
    replies: &["slackdump_thread_replies"],
    ..NONE
};

/// Google Chat, as Takeout exports it.
pub(in crate::turn::formats) static GOOGLE_CHAT: Shape = Shape {
    speaker: &["creator.name", "creator.email"],
    says: &[&["text"]],
    stamp: &["created_date"],
    needs: &["created_date", "creator.user_type"],
    wordless: true,
    silent: true,
    ..NONE
};

/// Hangouts, as Takeout exported it.
pub(in crate::turn::formats) static HANGOUTS: Shape = Shape {
    within: &["events"],
    speaker: &["sender_id.gaia_id", "sender_id.chat_id"],
    says: &[&["chat_message.message_content.segment.*.text"]],
    stamp: &["timestamp"],
    needs: &["timestamp"],
    joined: true,
    ..NONE
};

/// Microsoft Teams, by Graph and by exports that keep its objects.
pub(in crate::turn::formats) static TEAMS: Shape = Shape {
    speaker: &["from.user.displayName", "from.application.displayName"],
    says: &[&["body.content"]],
    stamp: &["createdDateTime"],
    needs: &["createdDateTime", "body.content"],
    sort: Some(("messageType", &["message"])),
    ..NONE
};

/// Skype's own export.
pub(in crate::turn::formats) static SKYPE: Shape = Shape {
    within: &["MessageList"],
    speaker: &["displayName", "from"],
    says: &[&["content"]],
    stamp: &["originalarrivaltime"],
    needs: &["originalarrivaltime", "from"],
    sort: Some((
        "messagetype",
        &[
            "RichText",
            "RichText/Contacts",
            "RichText/Location",
            "RichText/Media_AudioMsg",
            "RichText/Media_Card",
            "RichText/Media_GenericFile",
            "RichText/Media_Video",
            "RichText/UriObject",
            "Text",
        ],
    )),
    wordless: true,
    ..NONE
};

/// Matrix: events of a room, as Element exports them.
pub(in crate::turn::formats) static MATRIX: Shape = Shape {
    speaker: &["sender"],
    says: &[&["content.body"]],
    stamp: &["origin_server_ts"],
    needs: &["origin_server_ts"],
    ..NONE
};

pub(in crate::turn::formats) static ZULIP: Shape = Shape {
    speaker: &["sender_full_name"],
    says: &[&["content"]],
    stamp: &["timestamp"],
    needs: &["sender_full_name"],
    ..NONE
};

pub(in crate::turn::formats) static MATTERMOST: Shape = Shape {
    speaker: &["user", "username"],
    says: &[&["message"]],
    stamp: &["create_at"],
    needs: &["create_at", "message"],
    wordless: true,
    replies: &["replies"],
    ..NONE
};

pub(in crate::turn::formats) static ROCKET_CHAT: Shape = Shape {
    speaker: &["u.name", "u.username"],
    says: &[&["msg"]],
    stamp: &["ts.$date", "ts"],
    needs: &["u.username", "msg"],
    // What people write has none.
    sort: Some(("t", &[])),
    wordless: true,
    ..NONE
};

/// Snapchat, TikTok: what they hand out to the owner of an account.
pub(in crate::turn::formats) static CHAT_HISTORY: Shape = Shape {
    speaker: &["From"],
    says: &[&["Content"], &["Text"]],
    stamp: &["Created", "Date"],
    needs: &["From"],
    wordless: true,
    ..NONE
};

/// SillyTavern and its like: a message a line.
pub(in crate::turn::formats) static TAVERN: Shape = Shape {
    speaker: &["name"],
    says: &[&["mes"]],
    stamp: &["send_date"],
    needs: &["is_user", "mes"],
    wordless: true,
    ..NONE
};

/// whisper, faster-whisper, whisperX, NeMo, pyannote with text; transcripts of the podcast namespace.
pub(in crate::turn::formats) static SEGMENTS: Shape = Shape {
    within: &["segments"],
    speaker: &["speaker", "speaker_label", "speaker_id"],
    says: &[&["text"], &["body"], &["transcript"]],
    start: &["start", "startTime", "start_time"],
    end: &["end", "endTime", "end_time"],
    anonymous: true,
    ..NONE
};

/// whisper.cpp.
pub(in crate::turn::formats) static WHISPER_CPP: Shape = Shape {
    within: &["transcription"],
    speaker: &["speaker"],
    says: &[&["text"]],
    stamp: &["timestamps.from"],
    start: &["offsets.from"],
    end: &["offsets.to"],
    unit: Unit::Milliseconds,
    anonymous: true,
    ..NONE
};

/// The pipelines of `transformers`.
pub(in crate::turn::formats) static CHUNKS: Shape = Shape {
    within: &["chunks"],
    speaker: &["speaker"],
    says: &[&["text"]],
    needs: &["timestamp.*"],
    stamp: &["timestamp.*"],
    start: &["timestamp.*"],
    anonymous: true,
    ..NONE
};

/// AssemblyAI.
pub(in crate::turn::formats) static UTTERANCES: Shape = Shape {
    within: &["utterances"],
    speaker: &["speaker"],
    says: &[&["text"]],
    start: &["start"],
    end: &["end"],
    unit: Unit::Milliseconds,
    anonymous: true,
    ..NONE
};

/// Deepgram, AWS Transcribe.
pub(in crate::turn::formats) static TRANSCRIPTS: Shape = Shape {
    within: &["utterances", "audio_segments"],
    speaker: &["speaker_label", "speaker", "channel"],
    says: &[&["transcript"]],
    start: &["start", "start_time"],
    end: &["end", "end_time"],
    anonymous: true,
    ..NONE
};

/// Google's and Azure's recognisers.
pub(in crate::turn::formats) static ALTERNATIVES: Shape = Shape {
    within: &["results", "recognizedPhrases"],
    speaker: &["speaker", "channelTag"],
    says: &[&["alternatives.*.transcript"], &["nBest.*.display"]],
    end: &["resultEndTime", "resultEndOffset"],
    anonymous: true,
    ..NONE
};

/// Rev: words and marks as elements.
pub(in crate::turn::formats) static MONOLOGUES: Shape = Shape {
    within: &["monologues"],
    speaker: &["speaker_name", "speaker_info.name", "speaker"],
    says: &[&["elements.*.value"]],
    start: &["elements.*.ts"],
    joined: true,
    ..NONE
};

/// YouTube's `json3`.
pub(in crate::turn::formats) static EVENTS: Shape = Shape {
    within: &["events"],
    says: &[&["segs.*.utf8"]],
    start: &["tStartMs"],
    needs: &["tStartMs"],
    unit: Unit::Milliseconds,
    anonymous: true,
    joined: true,
    ..NONE
};

/// Chats of many programs: lists of messages with a user.
pub(in crate::turn::formats) static USERS: Shape = Shape {
    within: &["messages"],
    speaker: &["user", "username"],
    says: &[&["message"]],
    stamp: &["timestamp", "time"],
    needs: &["message"],
    generic: true,
    ..NONE
};

/// Speech by speakers, written by hand or by programs without a name.
pub(in crate::turn::formats) static SPEAKERS: Shape = Shape {
    speaker: &["speaker", "sender", "speaker_name"],
    says: &[&["text"], &["utterance"], &["message"], &["content"], &["transcript"], &["sentence"]],
    stamp: &["timestamp", "time"],
    start: &["startTime", "start_time"],
    end: &["endTime", "end_time"],
    generic: true,
    ..NONE
};

/// Messages that name who wrote them as chats of many programs do. The keys are those of other data, too.
pub(in crate::turn::formats) static WRITERS: Shape = Shape {
    speaker: &[
        "author.display_name",
        "author.displayName",
        "author.nickname",
        "author.name",
        "author.username",
        "user.display_name",
        "user.displayName",
        "user.name",
        "user.username",
        "user.login",
        "sender.name",
        "sender.username",
        "from.name",
        "from.username",
        "display_name",
        "displayName",
        "nickname",
        "author_name",
        "authorName",
        "sender_name",
        "senderName",
        "user_name",
        "userName",
        "username",
        "speaker_name",
        "speakerName",
        "speaker",
        "sender",
        "character",
        "user",
    ],
    doubt: Doubt::Two,
    ..POSTS
};

/// The same in a list whose key says that people speak in it. Then a name is enough.
pub(in crate::turn::formats) static NAMED_LISTS: Shape = Shape {
    within: &[
        "messages",
        "comments",
        "replies",
        "conversation",
        "conversations",
        "chat",
        "dialogue",
        "dialog",
        "transcript",
        "utterances",
        "turns",
        "thread",
    ],
    speaker: &["author", "name", "from"],
    doubt: Doubt::Again(Instead::Names),
    ..POSTS
};

/// Authors of anything: of messages, if they come back or each has its time.
pub(in crate::turn::formats) static AUTHORS: Shape =
    Shape { speaker: &["author", "from"], doubt: Doubt::Again(Instead::Times), ..POSTS };

/// What has a name and a text: messages, if the names come back.
pub(in crate::turn::formats) static NAMES: Shape =
    Shape { speaker: &["name"], doubt: Doubt::Again(Instead::Nothing), ..POSTS };

/// What the shapes of messages without a program have in common.
const POSTS: Shape = Shape {
    not_within: &["commits", "changes", "releases"],
    says: &[
        &["text"],
        &["content"],
        &["message"],
        &["body"],
        &["line"],
        &["utterance"],
        &["msg"],
        &["comment"],
    ],
    stamp: &[
        "timestamp",
        "timestamp_ms",
        "time",
        "date",
        "datetime",
        "created_at",
        "createdAt",
        "created_utc",
        "published_at",
        "publishedAt",
        "sent_at",
        "sentAt",
        "ts",
        "time_text",
    ],
    lacks: &[
        "title",
        "headline",
        "subject",
        "description",
        "version",
        "price",
        "path",
        "commit",
        "sha",
        "hash",
        "author.email",
        "level",
        "severity",
        "pid",
        "logger",
    ],
    replies: &["replies", "comments", "children", "responses"],
    wordless: true,
    generic: true,
    ..NONE
};

/// Transcripts of YouTube, as its unofficial interface gives them.
pub(in crate::turn::formats) static CAPTIONS: Shape = Shape {
    says: &[&["text"]],
    needs: &["text", "start", "duration"],
    start: &["start"],
    anonymous: true,
    generic: true,
    ..NONE
};

/// Deepgram: sentences of who speaks.
pub(in crate::turn::formats) static PARAGRAPHS: Shape = Shape {
    within: &["paragraphs"],
    speaker: &["speaker"],
    says: &[&["sentences.*.text"]],
    start: &["start"],
    end: &["end"],
    ..NONE
};

/// Data sets of dialogues: SAMSum, DialogSum.
pub(in crate::turn::formats) static DIALOGUES: Shape = Shape { lines: "dialogue", generic: true, ..NONE };

pub(in crate::turn::formats) static CHATGPT: Shape = Shape {
    within: &["mapping"],
    speaker: &["message.author.name", "message.author.role"],
    role: &["message.author.role"],
    says: &[
        &["message.content.parts.*", "message.content.parts.*.text"],
        &["message.content.text"],
        &["message.content.result"],
    ],
    stamp: &["message.create_time"],
    needs: &["message.author.role"],
    tree: Some(["id", "parent", "current_node"]),
    ..NONE
};

pub(in crate::turn::formats) static CLAUDE: Shape = Shape {
    within: &["chat_messages"],
    speaker: &["sender"],
    role: &["sender"],
    says: &[&["text"], &["content.*.text"]],
    stamp: &["created_at"],
    wordless: true,
    tree: Some(["uuid", "parent_message_uuid", "current_leaf_message_uuid"]),
    ..NONE
};

pub(in crate::turn::formats) static GEMINI: Shape = Shape {
    speaker: &["role"],
    role: &["role"],
    says: &[&["parts"], &["parts.*"], &["parts.*.text"]],
    needs: &["role"],
    wordless: true,
    ..NONE
};

pub(in crate::turn::formats) static OPEN_ASSISTANT: Shape = Shape {
    speaker: &["role"],
    role: &["role"],
    says: &[&["text"]],
    needs: &["role", "text"],
    replies: &["replies"],
    branches: true,
    ..NONE
};

pub(in crate::turn::formats) static ALPACA: Shape = Shape {
    speaks: &["instruction", "input", "context", "prompt", "output", "response", "completion"],
    asks: &["instruction", "prompt"],
    ..NONE
};

pub(in crate::turn::formats) static HUMAN_ASSISTANT: Shape = Shape { dialogue: "chosen", ..NONE };
