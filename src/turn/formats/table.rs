//! The rows of the table. It is long because it is one: where several formats explain a text alike, the order of the rows decides, and it can
//! be seen at a glance only in one place.

use super::{
    ass, chat, chatml, csv, cues, discord, irc, json, line, mail, name_lines, pages, signal, slack,
    speaker_lines, telegram, whatsapp, whisper, zoom,
};
use super::{Evidence, Reader, Spec};
use crate::turn::layout::Layout;
use crate::turn::{Format, Writing};

const STRONG: Evidence = Evidence::Heads { strong: true };
const WEAK: Evidence = Evidence::Heads { strong: false };

/// What most rows share.
const ROW: Spec = Spec {
    format: Format::SpeakerLines,
    writing: Writing::Plain,
    evidence: STRONG,
    reader: Reader::Own(speaker_lines::grammar),
    programs: "",
    notes: "",
    sample: "",
};

const JSON: Spec = Spec { writing: Writing::Json, evidence: Evidence::Objects, ..ROW };

/// Earlier rows are preferred where several explain as much. The last is what remains.
pub(in crate::turn) static SPECS: &[Spec] = &[
    Spec {
        format: Format::WebVtt,
        writing: Writing::WebVtt,
        evidence: Evidence::Beginning(cues::heads_vtt),
        reader: Reader::Own(cues::vtt),
        programs: "WebVTT: the web's subtitles, Zoom, Teams, YouTube",
        notes: "tags and entities are mark-up; several voices in a cue are several turns; a label (`Ann:`) that stands only where the speaker \
            changes carries on; `[ANN] hello` names a speaker where half of the cues begin so; lines that roll from cue to cue are said once",
        sample: "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ann>Hello</v>\n",
    },
    Spec {
        format: Format::Ass,
        writing: Writing::Ass,
        evidence: Evidence::Beginning(ass::heads),
        reader: Reader::Own(ass::grammar),
        programs: "SubStation Alpha (`.ass`, `.ssa`)",
        notes: "who speaks is in the column `Name`; `{…}` is mark-up, `\\N` a line end; comments and styles are mark-up",
        sample: "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: 0,0:00:00.00,0:00:02.00,Default,Ann,0,0,0,,{\\i1}Hello{\\i0}\nDialogue: 0,0:00:02.00,0:00:03.00,Default,Bo,0,0,0,,Hi\n",
    },
    Spec {
        format: Format::Chat,
        evidence: Evidence::Beginning(chat::heads),
        reader: Reader::Own(chat::grammar),
        programs: "CHAT: TalkBank, CHILDES",
        notes: "notes (`%mor:`) and headers are mark-up; languages that the transcriber gives stand",
        sample: "@UTF8\n@Begin\n@Languages:\teng\n*ANN:\thello .\n@End\n",
        ..ROW
    },
    Spec {
        format: Format::Csv,
        writing: Writing::Csv,
        evidence: Evidence::Beginning(csv::heads),
        reader: Reader::Own(csv::grammar),
        programs: "tables of messages: DiscordChatExporter, KakaoTalk for PC, iMazing, Viber, WeChat's exporters, whisper, data sets",
        notes: "the first record names the columns; one must say who speaks (`author`, `sender`, `speaker`, `role`) and one what is said (`text`, \
            `content`, `message`, `utterance`); cells are separated by commas, tabs or semicolons; Viber names no columns, and whisper no speakers",
        sample: "Date,User,Message\n2022-01-01 10:00:00,\"Ann\",\"hello\"\n2022-01-01 10:01:00,\"Bo\",\"hi, \"\"Ann\"\"\"\n",
    },
    Spec {
        format: Format::ChatMl,
        evidence: Evidence::Signs,
        reader: Reader::Own(chatml::grammar),
        programs: "prompts of language models: ChatML, Llama, Gemma, harmony, DeepSeek, Command R, Phi, Zephyr",
        notes: "",
        sample: "<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\nhi there<|im_end|>\n",
        ..ROW
    },
    Spec {
        format: Format::WebVtt,
        writing: Writing::WebVtt,
        evidence: Evidence::Times,
        reader: Reader::Own(cues::bare_vtt),
        programs: "WebVTT without its first line",
        notes: "",
        sample: "00:00.000 --> 00:02.000\n<v Ann>Hello</v>\n\n00:02.000 --> 00:03.000\n<v Bo>Hi</v>\n",
    },
    Spec {
        format: Format::SubRip,
        writing: Writing::SubRip,
        evidence: Evidence::Times,
        reader: Reader::Own(cues::srt),
        programs: "SubRip (`.srt`), SubViewer (`.sbv`)",
        notes: "as WebVTT",
        sample: "1\n00:00:00,000 --> 00:00:02,000\nAnn: Hello\n\n2\n00:00:02,000 --> 00:00:03,000\nBo: Hi\n",
    },
    Spec {
        format: Format::Chat,
        evidence: Evidence::Signs,
        reader: Reader::Own(chat::grammar),
        programs: "CHAT: excerpts",
        sample: "*ANN:\thello .\n*BOB:\thi .\n",
        ..ROW
    },
    Spec {
        format: Format::WhatsApp,
        reader: Reader::Own(whatsapp::grammar),
        programs: "WhatsApp, Android and iOS, in any locale; Signal, Skype, Viber, Element",
        notes: "lines without a name were written by the program; so are those on iOS that open with U+200E and the name of a member",
        sample: "31/12/21, 21:15 - Ann: hello\n31/12/21, 21:16 - Bo: hi\n",
        ..ROW
    },
    Spec {
        format: Format::WhatsApp,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{stamp}: {Name}: {text}"],
            system: &["{stamp}: {any}"],
            ..Layout::PLAIN
        }),
        programs: "WhatsApp, old, iOS",
        sample: "31/12/12, 21:15:04: Ann: hello\n31/12/12, 21:16:10: Bo: hi\n31/12/12, 21:17:22: Ann: bye\n",
        ..ROW
    },
    Spec {
        format: Format::KakaoTalk,
        reader: Reader::Layout(&Layout {
            heads: &["{stamp}, {alias} : {text}"],
            system: &["{stamp}: {any}", "{stamp}, {any}", "{stamp}", "{day}"],
            preamble: true,
            ..Layout::PLAIN
        }),
        programs: "KakaoTalk, Android and iOS",
        sample: "2021. 4. 22. 오전 10:01, Ann : hello\n2021. 4. 22. 오전 10:02, Bo : hi\n",
        ..ROW
    },
    Spec {
        format: Format::KakaoTalk,
        reader: Reader::Layout(&Layout {
            heads: &["[{alias}] [{time}] {text}"],
            system: &[
                "---------------{any}",
                "{day}",
                "{any} joined this chatroom.",
                "{any} left this chatroom.",
                "{any} invited {any}.",
                "{any}님이 들어왔습니다.",
                "{any}님이 나갔습니다.",
                "{any}님을 초대했습니다.",
                "{any}님을 내보냈습니다.",
                "채팅방 관리자가 메시지를 가렸습니다.",
            ],
            preamble: true,
            ..Layout::PLAIN
        }),
        programs: "KakaoTalk, PC",
        sample: "[Ann] [10:01 AM] hello\n[Bo] [10:02 AM] hi\n",
        ..ROW
    },
    Spec {
        format: Format::WeChat,
        reader: Reader::Layout(&Layout {
            heads: &["{stamp} 【{any}】{name}({number})", "{stamp} {name}({number})", "{stamp} 【{any}】{name}<{any}>", "{stamp} {Name}<{any}>", "{stamp} '{name}'"],
            system: &["================{any}", "{day}"],
            preamble: true,
            ..Layout::PLAIN
        }),
        programs: "QQ; WeChat, by its exporters",
        sample: "2021-04-22 10:01:04 小王(10001)\nhello\n\n2021-04-22 10:02:04 老李(10002)\nhi\n",
        ..ROW
    },
    Spec {
        format: Format::WeChat,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{name}({number}) {when}", "{Name} {stamp}", "{Name} {short}", "{Name}: {short}"],
            system: &["{day}"],
            ..Layout::PLAIN
        }),
        programs: "WeChat and QQ, copied; Facebook",
        sample: "小王 2021-04-22 10:01:04\nhello\n\n老李 2021-04-22 10:02:04\nhi\n\n小王 2021-04-22 10:03:04\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::WeChat,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{stamp} {Name}"],
            system: &["================{any}"],
            ..Layout::PLAIN
        }),
        programs: "WeChat, by its exporters",
        sample: "2021-04-22 10:01:04 小王\nhello\n\n2021-04-22 10:02:04 老李\nhi\n\n2021-04-22 10:03:04 小王\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::ChatLog,
        evidence: Evidence::Signs,
        reader: Reader::Own(signal::grammar),
        programs: "Signal, by sigtop",
        sample: "From: Ann (+1555)\nType: incoming\nSent: Thu, 22 Apr 2021 10:01:04 +0000\n\nhello\n\nFrom: You\nType: outgoing\nSent: Thu, 22 Apr 2021 10:02:04 +0000\n\nhi\n",
        ..ROW
    },
    Spec {
        format: Format::Mail,
        evidence: Evidence::Signs,
        reader: Reader::Own(mail::grammar),
        programs: "mail: mbox, archives of lists, threads copied from Outlook",
        notes: "two letters at the least; what they quote is theirs",
        sample: "From: Ann Lee <ann@example.org>\nDate: Tue, 3 Mar 2020 17:40:00 +0000\nSubject: Lamps\n\nHello Bo\n\nFrom: Bo <bo@example.org>\nDate: Tue, 3 Mar 2020 18:02:00 +0000\nSubject: Re: Lamps\n\nHi Ann\n",
        ..ROW
    },
    Spec {
        format: Format::Telegram,
        reader: Reader::Own(telegram::grammar),
        programs: "Telegram, copied",
        sample: "Ann, [31.12.21 21:15]\nhello\n\nBo, [31.12.21 21:16]\nhi\n",
        ..ROW
    },
    Spec {
        format: Format::Discord,
        reader: Reader::Own(discord::grammar),
        programs: "Discord, copied or exported by DiscordChatExporter",
        sample: "ann — Today at 9:15 PM\nhello\nbo — Today at 9:16 PM\nhi\n",
        ..ROW
    },
    Spec {
        format: Format::Slack,
        reader: Reader::Own(slack::grammar),
        programs: "Slack, copied, or written by slackdump",
        sample: "Ann  9:15 PM\nhello\nBo  9:16 PM\nhi\n",
        ..ROW
    },
    Spec {
        format: Format::WhisperX,
        evidence: Evidence::Times,
        reader: Reader::Own(whisper::grammar),
        programs: "whisper, whisper.cpp, faster-whisper and whisperX, as they print",
        sample: "[00:00.000 --> 00:04.000] [SPEAKER_00]: hello\n[00:04.000 --> 00:05.000] [SPEAKER_01]: hi\n",
        ..ROW
    },
    Spec {
        format: Format::Zoom,
        reader: Reader::Own(zoom::grammar),
        programs: "Zoom: the chat, and captions that were saved",
        notes: "the chat may be in Chinese, English, French, German, Italian, Japanese, Korean, Portuguese, Russian or Spanish",
        sample: "21:15:32 From Ann to Everyone: hello\n21:15:40 From Bo to Everyone: hi\n",
        ..ROW
    },
    Spec {
        format: Format::Line,
        reader: Reader::Layout(&Layout {
            heads: &["{time}\t{name}\t{text}"],
            system: &["{day}", "{time}\t{any}"],
            preamble: true,
            quoted: true,
            ..Layout::PLAIN
        }),
        programs: "LINE, iOS and Android",
        notes: "a message of several lines stands in quotation marks",
        sample: "21:15\tAnn\thello\n21:16\tBo\thi\n",
        ..ROW
    },
    Spec {
        format: Format::Irc,
        reader: Reader::Own(irc::grammar),
        programs: "logs of IRC: irssi, WeeChat, HexChat, mIRC, ZNC, eggdrop, Konversation, The Lounge, IRCCloud, supybot and more",
        notes: "actions (`* ann waves`) and notices are said by whoever is named; a line that is none of it was written by the program",
        sample: "[21:15] <ann> hello\n[21:16] <bo> hi\n",
        ..ROW
    },
    Spec {
        format: Format::Line,
        evidence: Evidence::Signs,
        reader: Reader::Own(line::grammar),
        programs: "LINE, PC",
        notes: "a name of several words is known by coming back; without its first line, the chat begins with a day",
        sample: "[LINE] Chat history with Ann\n2021.04.22 Thursday\n21:15 Ann hello\n21:16 Bo hi\n21:17 Ann bye\n",
        ..ROW
    },
    Spec {
        format: Format::ChatLog,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{Name} ({stamp}): {text}", "{Name} [{stamp}]: {text}", "{Name} {stamp}: {text}", "{Name}, {stamp}: {text}", "{Name}{dash}{stamp}: {text}"],
            ..Layout::PLAIN
        }),
        programs: "chats with the time after the name",
        sample: "Ann (2021-04-22 10:01): hello\nBo (2021-04-22 10:02): hi\nAnn (2021-04-22 10:03): bye\n",
        ..ROW
    },
    Spec {
        format: Format::ChatLog,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{Name}, {stamp}", "{Name}{dash}{stamp}"],
            ..Layout::PLAIN
        }),
        programs: "Google Chat and Skype, copied; iMazing",
        sample: "Ann, Apr 22, 2021, 10:01 AM\nhello\n\nBo, Apr 22, 2021, 10:02 AM\nhi\n\nAnn, Apr 22, 2021, 10:03 AM\nbye\n",
        ..ROW
    },
    Spec {
        evidence: Evidence::Labels,
        programs: "speaker lines of all sorts: labels, in brackets or bold, with times or without",
        notes: "a label counts if labels of the same shape come again; `[Speaker 1]` needs no colon; a time, its half of the day after it, or the \
            number of the line may stand before the name, and remarks in brackets or a title behind it",
        sample: "[Ann]: hello\n[Bo]: hi\n",
        ..ROW
    },
    Spec {
        format: Format::Otter,
        reader: Reader::Layout(&Layout {
            heads: &["{name}  {time}"],
            foot: &["Transcribed by https://otter.ai{any}"],
            ..Layout::PLAIN
        }),
        programs: "Otter; Teams (.docx as text)",
        sample: "Ann  0:00\nhello\n\nBo  0:14\nhi\n",
        ..ROW
    },
    Spec {
        format: Format::Otter,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{Name} {stamp}", "{Name} {time}"],
            ..Layout::PLAIN
        }),
        programs: "transcripts with a name and a time above each turn",
        sample: "Ann 00:02:14\nhello\n\nBo 00:02:36\nhi\n\nAnn 00:03:35\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::Otter,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{Name}{dash}{time}", "{Name}{dash}{time}:", "{Name} {time}:", "[{Name}] ({time})", "{Name} ({time})", "{Name} | {time}", "{Name}, {time}"],
            ..Layout::PLAIN
        }),
        programs: "Fireflies, Grain, Riverside",
        sample: "Ann - 00:01\nhello\n\nBo - 00:02\nhi\n\nAnn - 00:03\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::Otter,
        reader: Reader::Layout(&Layout {
            heads: &["@{time}{dash}{Name} ({any})", "@{time}{dash}{Name}"],
            ..Layout::PLAIN
        }),
        programs: "Fathom, copied",
        sample: "@0:01 - Ann (Org)\nhello\n\n@0:02 - Bo (Org)\nhi\n",
        ..ROW
    },
    Spec {
        format: Format::Otter,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{time}{dash}{Name}"],
            ..Layout::PLAIN
        }),
        programs: "Fathom",
        sample: "0:01 - Ann\n  hello\n\n0:02 - Bo\n  hi\n\n0:03 - Ann\n  bye\n",
        ..ROW
    },
    Spec {
        format: Format::Otter,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["[{time}]{dash}{Name}", "[{when}] {Name}", "({time}) {Name}", "[{time}] {Name}:", "[{Name}] ({time}{dash}{time})"],
            ..Layout::PLAIN
        }),
        programs: "Happy Scribe, Sonix, Trint, TurboScribe; Teams, pasted",
        sample: "[00:00:01.12] - Ann\nhello\n\n[00:00:02.12] - Bo\nhi\n\n[00:00:03.12] - Ann\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::Otter,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{Name} [{time}] {text}", "{Name} ({time}) {text}", "{Name}: ({time}) {text}"],
            ..Layout::PLAIN
        }),
        programs: "Descript, Sonix",
        sample: "Ann [00:01:04] hello\n\nBo [00:02:04] hi\n\nAnn [00:03:04] bye\n",
        ..ROW
    },
    Spec {
        format: Format::Otter,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{Name}\n{time}", "{Name}\n({time})"],
            ..Layout::PLAIN
        }),
        programs: "transcripts with the time on a line below the name",
        sample: "Ann\n0:01\nhello\n\nBo\n0:02\nhi\n\nAnn\n0:03\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::Otter,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{time}\n{Name}", "[{time}]\n{Name}", "{time}{dash}{time}\n{Name}"],
            ..Layout::PLAIN
        }),
        programs: "transcripts with the name on a line below the time",
        sample: "0:01\nAnn\nhello\n\n0:02\nBo\nhi\n\n0:03\nAnn\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::Otter,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{time} {Name}"],
            ..Layout::PLAIN
        }),
        programs: "transcripts with a time and a name above each turn",
        sample: "00:01 Ann\nhello\n\n00:02 Bo\nhi\n\n00:03 Ann\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::ChatLog,
        reader: Reader::Layout(&Layout {
            heads: &["({when}) {name}: {text}", "({when}) ***{nick} {text}", "({when}) * {nick} {text}"],
            system: &["({when}) {any}"],
            preamble: true,
            ..Layout::PLAIN
        }),
        programs: "Pidgin, Adium",
        sample: "(10:01:04) ann: hello\n(10:02:04) bo: hi\n(10:03:04) cy entered the room.\n",
        ..ROW
    },
    Spec {
        format: Format::ChatLog,
        reader: Reader::Layout(&Layout {
            heads: &["[{when}] {name}: {text}", "[{when}] {name}：{text}", "[{when}]{name}: {text}", "[{when}] * {nick} {text}"],
            system: &["[{when}] {any}"],
            ..Layout::PLAIN
        }),
        programs: "Gajim, Chatterino, Discord's compact view",
        sample: "[10:01:04] ann: hello\n[10:02:04] bo: hi\n[10:03:04] cy has joined\n",
        ..ROW
    },
    Spec {
        format: Format::ChatLog,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{Name}\n{when}"],
            ..Layout::PLAIN
        }),
        programs: "Teams and Google Chat, copied",
        notes: "messages of today have no day",
        sample: "Ann\n4/22 10:01 AM\nhello\n\nBo\n4/22 10:02 AM\nhi\n\nAnn\n4/22 10:03 AM\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::ChatLog,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{stamp}\n{name}", "{stamp} ({any})\n{name}"],
            ..Layout::PLAIN
        }),
        programs: "iMessage, by imessage-exporter",
        sample: "Apr 22, 2021 10:01:04 AM\nAnn\nhello\n\nApr 22, 2021 10:02:04 AM\nBo\nhi\n\nApr 22, 2021 10:03:04 AM\nAnn\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::ChatLog,
        reader: Reader::Layout(&Layout {
            heads: &["{name} says ({when}):", "{name} wrote ({when}):", "{name} sagt ({when}):", "{name} dice ({when}):", "{name} dit ({when}):", "{name} sent the following message at {when}", "{name} sent the following messages at {when}"],
            ..Layout::PLAIN
        }),
        programs: "MSN, copied; LinkedIn",
        sample: "Ann says (10:01 AM):\nhello\nBo says (10:02 AM):\nhi\n",
        ..ROW
    },
    Spec {
        format: Format::ChatLog,
        evidence: WEAK,
        reader: Reader::Layout(&Layout {
            heads: &["{moment} {Name}: {text}", "{moment} {Name}：{text}", "{moment} | {Name}: {text}"],
            ..Layout::PLAIN
        }),
        programs: "chats with the time before the name",
        sample: "2021-04-22 10:01:04 Ann: hello\n2021-04-22 10:02:04 Bo: hi\n2021-04-22 10:03:04 Ann: bye\n",
        ..ROW
    },
    Spec {
        format: Format::ChatLog,
        reader: Reader::Layout(&Layout {
            heads: &[
                "u/{nick} avatar\n{nick}\n•\n{ago}",
                "u/{nick} · {ago}",
                "u/{nick}\n•\n{ago}",
                "{nick}\n•\n{ago}",
                "{nick}\n•\n{ago} • {any}",
                "[–]{nick} {number} points {ago}{any}",
                "[–]{nick} {number} point {ago}{any}",
                "[–]{nick} [S] {number} points {ago}{any}",
                "[–]{nick} [S] {number} point {ago}{any}",
                "{nick} {ago} | {any}",
                "{name} @{any} · {ago}",
                "@{nick}\n{ago}",
                "@{nick}\n{ago} ({any}",
                "{nick} commented {ago}",
                "{nick} commented {ago} •{any}",
                "@{nick}\n{nick} commented on {date}",
                "@{nick}\n{nick} commented on {date} •{any}",
                "{nick}\n{nick} commented on {date}",
                "{nick}\n{nick} commented on {date} •{any}",
                "{nick} commented on {date}",
                "{nick} commented on {date} •{any}",
                "by {name} » {stamp}",
            ],
            system: &[],
            between: &["{nick}", "on {date}", "Author", "Collaborator", "Contributor", "Member", "Owner", "More actions"],
            buttons: &["Upvote", "Downvote", "Award", "Share", "Reply", "reply", "permalink{any}"],
            ..Layout::PLAIN
        }),
        programs: "Reddit, Hacker News, X, YouTube, GitHub and phpBB, copied",
        notes: "the buttons below a comment are mark-up",
        sample: "u/ann · 3h ago\nhello\n\nu/bo · 2h ago\nhi\n",
        ..ROW
    },
    Spec {
        format: Format::NameLines,
        evidence: Evidence::Labels,
        reader: Reader::Own(name_lines::grammar),
        programs: "plays, screenplays (Fountain), interviews, records of courts and parliaments, Markdown logs and copied pages of chats with a model",
        notes: "a name alone on its line counts where several come back; so do `Q.`, `Q` and blanks, `P.` and `R.` of interviews, `【name】`, and `○name` of \
            Japan's parliament",
        sample: "ANN\nhello\n\nBO\nhi\n\nANN\nbye\n\nBO\nbye\n",
        ..ROW
    },
    Spec {
        format: Format::NameLines,
        evidence: Evidence::Signs,
        reader: Reader::Own(pages::grammar),
        programs: "records of courts with numbered lines",
        notes: "the numbers and the heads of pages are mark-up",
        sample: "1     MS. LEE:  Good morning.\n2     Q.   Where were you?\n3     A.   At home, as I\n4  said before.\n5     Q.   Alone?\n",
        ..ROW
    },
    Spec {
        format: Format::Messages,
        reader: Reader::Json(&json::MESSAGES),
        programs: "OpenAI: messages, content parts, Responses; logs of coding agents in JSON Lines",
        notes: "several parts of a message are turns that go on; a call of a tool says nothing",
        sample: r#"{"messages": [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "hi"}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ShareGpt,
        reader: Reader::Json(&json::SHAREGPT),
        programs: "ShareGPT",
        sample: r#"{"conversations": [{"from": "human", "value": "hello"}, {"from": "gpt", "value": "hi"}]}"#,
        ..JSON
    },
    Spec {
        format: Format::Messenger,
        reader: Reader::Json(&json::MESSENGER),
        programs: "Messenger and Instagram",
        notes: "escapes that spell mojibake are repaired in what the turn says",
        sample: r#"{"messages": [{"sender_name": "Ann", "timestamp_ms": 1415147732056, "content": "caf\u00c3\u00a9"}]}"#,
        ..JSON
    },
    Spec {
        format: Format::Messenger,
        reader: Reader::Json(&json::MESSENGER_ENCRYPTED),
        programs: "Messenger, chats encrypted from end to end",
        sample: r#"{"messages": [{"senderName": "Ann", "text": "hello", "timestamp": 1415147732056}]}"#,
        ..JSON
    },
    Spec {
        format: Format::TelegramJson,
        reader: Reader::Json(&json::TELEGRAM),
        programs: "Telegram Desktop",
        notes: "the parts of a text are one text; service messages were written by the program",
        sample: r#"{"messages": [{"id": 1, "type": "message", "date": "2021-12-31T21:15:00", "from": "Ann", "text": ["see ", {"type": "bold", "text": "this"}]}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::GOOGLE_CHAT),
        programs: "Google Chat (Takeout)",
        sample: r#"{"messages": [{"creator": {"name": "Ann", "user_type": "Human"}, "created_date": "Thursday, April 22, 2021 at 10:01:04 AM UTC", "text": "hello"}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::HANGOUTS),
        programs: "Hangouts (Takeout)",
        sample: r#"{"events": [{"sender_id": {"gaia_id": "1"}, "timestamp": "1619085664", "chat_message": {"message_content": {"segment": [{"type": "TEXT", "text": "hello"}]}}}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::TEAMS),
        programs: "Microsoft Teams",
        sample: r#"{"value": [{"messageType": "message", "createdDateTime": "2021-04-22T10:01:04Z", "from": {"user": {"displayName": "Ann"}}, "body": {"contentType": "text", "content": "hello"}}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::SKYPE),
        programs: "Skype",
        sample: r#"{"conversations": [{"MessageList": [{"displayName": "Ann", "originalarrivaltime": "2021-04-22T10:01:04Z", "messagetype": "RichText", "from": "8:ann", "content": "hello"}]}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::MATRIX),
        programs: "Matrix (Element)",
        sample: r#"{"messages": [{"type": "m.room.message", "sender": "@ann:example.org", "content": {"msgtype": "m.text", "body": "hello"}, "origin_server_ts": 1619085664000}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::ZULIP),
        programs: "Zulip",
        sample: r#"{"messages": [{"sender_full_name": "Ann", "content": "hello", "timestamp": 1619085664}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::MATTERMOST),
        programs: "Mattermost",
        sample: r#"{"type": "post", "post": {"user": "ann", "message": "hello", "create_at": 1619085664000, "replies": []}}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::ROCKET_CHAT),
        programs: "Rocket.Chat",
        sample: r#"[{"u": {"username": "ann", "name": "Ann"}, "msg": "hello", "ts": {"$date": "2021-04-22T10:01:04Z"}}]"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::CHAT_HISTORY),
        programs: "Snapchat, TikTok",
        sample: r#"{"bo": [{"From": "ann", "Media Type": "TEXT", "Created": "2021-04-22 10:01:04 UTC", "Content": "hello"}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::TAVERN),
        programs: "SillyTavern",
        sample: r#"{"name": "Ann", "is_user": false, "send_date": "2021-04-22 10:01", "mes": "hello"}"#,
        ..JSON
    },
    Spec {
        format: Format::DiscordJson,
        reader: Reader::Json(&json::DISCORD),
        programs: "DiscordChatExporter",
        sample: r#"{"messages": [{"id": "1", "type": "Default", "timestamp": "2022-01-01T00:00:00+00:00", "content": "hello", "author": {"name": "ann", "nickname": "Ann"}}]}"#,
        ..JSON
    },
    Spec {
        format: Format::SlackJson,
        reader: Reader::Json(&json::SLACK),
        programs: "Slack exports, slackdump",
        sample: r#"[{"type": "message", "user": "U1", "text": "hello", "ts": "1638497751.0403", "user_profile": {"real_name": "Ann"}}]"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::SEGMENTS),
        programs: "whisper, whisperX, the podcast namespace",
        sample: r#"{"segments": [{"start": 0.0, "end": 3.5, "text": " Hello.", "speaker": "SPEAKER_00"}]}"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::WHISPER_CPP),
        programs: "whisper.cpp",
        sample: r#"{"transcription": [{"timestamps": {"from": "00:00:00,000", "to": "00:00:01,000"}, "offsets": {"from": 0, "to": 1000}, "text": " Hello."}]}"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::CHUNKS),
        programs: "transformers",
        sample: r#"{"chunks": [{"timestamp": [0.0, 3.5], "text": " Hello."}]}"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::TRANSCRIPTS),
        programs: "Deepgram, AWS Transcribe",
        sample: r#"{"results": {"utterances": [{"start": 0.1, "end": 1.5, "transcript": "Hello.", "speaker": 0}]}}"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::PARAGRAPHS),
        programs: "Deepgram, paragraphs",
        notes: "several sentences are turns that go on",
        sample: r#"{"paragraphs": [{"sentences": [{"text": "Hello.", "start": 0.1, "end": 1.5}], "speaker": 0, "start": 0.1, "end": 1.5}]}"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::UTTERANCES),
        programs: "AssemblyAI",
        sample: r#"{"utterances": [{"speaker": "A", "text": "Hello.", "start": 100, "end": 1500}]}"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::ALTERNATIVES),
        programs: "Google, Azure",
        sample: r#"{"results": [{"alternatives": [{"transcript": "Hello."}], "resultEndTime": "1.5s"}]}"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::MONOLOGUES),
        programs: "Rev",
        sample: r#"{"monologues": [{"speaker": 0, "elements": [{"type": "text", "value": "Hello", "ts": 0.1, "end_ts": 0.5}, {"type": "punct", "value": "."}]}]}"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::EVENTS),
        programs: "YouTube (`json3`)",
        sample: r#"{"events": [{"tStartMs": 0, "dDurationMs": 2000, "segs": [{"utf8": "hello"}, {"utf8": " all"}]}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatGptJson,
        reader: Reader::Json(&json::CHATGPT),
        programs: "ChatGPT",
        notes: "of a tree the current branch is read, in the order of the file",
        sample: r#"[{"mapping": {"a": {"id": "a", "message": {"author": {"role": "user"}, "content": {"parts": ["hello"]}}, "parent": null}}, "current_node": "a"}]"#,
        ..JSON
    },
    Spec {
        format: Format::ClaudeJson,
        reader: Reader::Json(&json::CLAUDE),
        programs: "Claude",
        notes: "as ChatGPT",
        sample: r#"[{"chat_messages": [{"uuid": "1", "text": "hello", "sender": "human"}]}]"#,
        ..JSON
    },
    Spec {
        format: Format::GeminiJson,
        reader: Reader::Json(&json::GEMINI),
        programs: "Gemini",
        sample: r#"{"contents": [{"role": "user", "parts": [{"text": "hello"}]}]}"#,
        ..JSON
    },
    Spec {
        format: Format::OpenAssistant,
        reader: Reader::Json(&json::OPEN_ASSISTANT),
        programs: "OpenAssistant",
        notes: "of several replies the first is followed",
        sample: r#"{"prompt": {"text": "hello", "role": "prompter", "replies": [{"text": "hi", "role": "assistant", "replies": []}]}}"#,
        ..JSON
    },
    Spec {
        format: Format::Alpaca,
        reader: Reader::Json(&json::ALPACA),
        programs: "Alpaca, Dolly, prompts with completions",
        notes: "the keys name the speakers",
        sample: r#"[{"instruction": "Say hello", "input": "", "output": "Hello"}]"#,
        ..JSON
    },
    Spec {
        format: Format::HumanAssistant,
        reader: Reader::Json(&json::HUMAN_ASSISTANT),
        programs: "dialogues of `Human:` and `Assistant:` in a string",
        notes: "what was rejected is mark-up",
        sample: r#"{"chosen": "\n\nHuman: hello\n\nAssistant: hi", "rejected": "\n\nHuman: hello\n\nAssistant: no"}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::USERS),
        programs: "lists of messages with a user",
        sample: r#"{"messages": [{"user": "ann", "message": "hello"}, {"user": "bo", "message": "hi"}]}"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::SPEAKERS),
        programs: "objects with a speaker and a text",
        sample: r#"[{"speaker": "Ann", "text": "hello"}]"#,
        ..JSON
    },
    Spec {
        format: Format::SpeechJson,
        reader: Reader::Json(&json::CAPTIONS),
        programs: "YouTube, as lists of texts with start and duration",
        sample: r#"[{"text": "hello", "start": 0.0, "duration": 2.0}]"#,
        ..JSON
    },
    Spec {
        format: Format::HumanAssistant,
        reader: Reader::Json(&json::DIALOGUES),
        programs: "data sets of dialogues: SAMSum, DialogSum",
        notes: "each line of a dialogue begins with a name",
        sample: r#"[{"id": "1", "summary": "Ann greets Bo.", "dialogue": "Ann: hello\r\nBo: hi"}]"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::WRITERS),
        programs: "lists of messages with a writer and a text, of any program",
        notes: "the writer is `user`, `username`, `sender`, `speaker`, `display_name`, `nickname`, `author.name` or the like, the text is `text`, `content`, \
            `message`, `body` or `line`; two people at least must write",
        sample: r#"[{"user": "Ann", "text": "hello"}, {"user": "Bo", "text": "hi"}]"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::NAMED_LISTS),
        programs: "the same with `name`, `author` or `from`, in lists such as `messages` and `comments`",
        sample: r#"{"comments": [{"name": "Ann", "text": "hello there"}, {"name": "Bo", "text": "hi to you"}]}"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::AUTHORS),
        programs: "the same with `author` or `from`, in any list, if they come back or each has a time",
        sample: r#"[{"author": "Ann", "text": "hello there"}, {"author": "Bo", "text": "hi to you"}, {"author": "Ann", "text": "bye for now"}]"#,
        ..JSON
    },
    Spec {
        format: Format::ChatJson,
        reader: Reader::Json(&json::NAMES),
        programs: "the same with `name`, in any list, if the names come back",
        sample: r#"[{"name": "Ann", "text": "hello there"}, {"name": "Bo", "text": "hi to you"}, {"name": "Ann", "text": "bye for now"}]"#,
        ..JSON
    },
    // What remains, where nothing was found.
    Spec { evidence: Evidence::Labels, ..ROW },
];
