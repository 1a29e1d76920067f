//! What stands in a chat for something that is no text: a picture, a sticker, a message that was taken back.

/// Longest placeholder, in bytes.
const LONGEST: usize = 120;

/// How exports call what they leave out, and messages that were taken back; lower case, without brackets and stops.
const PHRASES: &[&str] = &[
    "media omitted",
    "image omitted",
    "video omitted",
    "audio omitted",
    "sticker omitted",
    "gif omitted",
    "document omitted",
    "contact card omitted",
    "this message was deleted",
    "you deleted this message",
    "null",
    "missed voice call",
    "missed video call",
    "medien ausgeschlossen",
    "bild weggelassen",
    "video weggelassen",
    "audio weggelassen",
    "sticker weggelassen",
    "diese nachricht wurde gelöscht",
    "du hast diese nachricht gelöscht",
    "médias omis",
    "image absente",
    "vidéo absente",
    "ce message a été supprimé",
    "vous avez supprimé ce message",
    "multimedia omitido",
    "imagen omitida",
    "video omitido",
    "audio omitido",
    "sticker omitido",
    "se eliminó este mensaje",
    "este mensaje fue eliminado",
    "eliminaste este mensaje",
    "media omessi",
    "immagine omessa",
    "video omesso",
    "audio omesso",
    "questo messaggio è stato eliminato",
    "arquivo de mídia oculto",
    "mídia omitida",
    "imagem ocultada",
    "mensagem apagada",
    "esta mensagem foi apagada",
    "media weggelaten",
    "afbeelding weggelaten",
    "dit bericht is verwijderd",
    "medya dahil edilmedi",
    "bu mesaj silindi",
    "без медиафайлов",
    "изображение отсутствует",
    "данное сообщение удалено",
    "вы удалили данное сообщение",
    "pominięto multimedia",
    "ta wiadomość została usunięta",
    "תמונה הושמטה",
    "המדיה לא נכללה",
    "تم استبعاد الوسائط",
    "मीडिया छोड़ा गया",
    "メディアは含まれていません",
    "画像は含まれていません",
    "このメッセージは削除されました",
    "省略多媒体文件",
    "图片已忽略",
    "此消息已删除",
    "多媒體檔案略過",
    "此訊息已刪除",
    "미디어 파일을 생략한 대화내용",
    "삭제된 메시지입니다",
    "사진",
    "동영상",
    "이모티콘",
    "음성메시지",
    "photo",
    "photos",
    "video",
    "sticker",
    "stickers",
    "emoticon",
    "emoticons",
    "audio file",
    "voice message",
    "uploaded a file",
];

/// Whether all that `said` says stands for something else.
pub(crate) fn is_placeholder(said: &str) -> bool {
    // Most messages end here: they are long, or begin with a letter of a sentence that is none of these.
    if said.len() > LONGEST {
        return false;
    }
    let marked = said.starts_with('\u{200E}');
    let said =
        said.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{FEFF}'));
    let inside = |open: char, close: char| {
        let inside = said.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))?;
        (!inside.contains([open, close])).then_some(inside)
    };
    if let Some(inside) = inside('<', '>')
        .or_else(|| inside('[', ']'))
        .or_else(|| inside('{', '}'))
        .or_else(|| inside('［', '］'))
    {
        const MOST_WORDS: usize = 8;
        return inside.split_whitespace().count() <= MOST_WORDS && !inside.contains(['\n', '"']);
    }
    // The iPhone puts a mark of direction before what is not the sender's.
    marked || is_phrase(said.trim_end_matches(['.', '。']))
}

/// Whether `said` is one of the phrases, capitals aside. Without a copy of it: this is asked of every turn.
fn is_phrase(said: &str) -> bool {
    let mut letters = said.chars().flat_map(char::to_lowercase);
    let Some(first) = letters.next() else { return false };
    PHRASES.iter().any(|phrase| {
        let mut wanted = phrase.chars();
        wanted.next() == Some(first) && wanted.eq(letters.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn placeholders() {
        for said in [
            "<Media omitted>",
            "<Medien ausgeschlossen>",
            "\u{200E}image omitted",
            "[Sticker]",
            "[スタンプ]",
            "[ Photo ]",
            "사진",
            "This message was deleted.",
            "<attached: 0001-PHOTO.jpg>",
        ] {
            assert!(is_placeholder(said), "{said}");
        }
        for said in
            ["", "ok", "media omitted by whom?", "[one] and [two]", "a photo of you", "I <3 you>", "你好"]
        {
            assert!(!is_placeholder(said), "{said}");
        }
    }
}
