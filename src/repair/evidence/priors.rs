//! What each explanation of a text costs before anything is seen: how seldom it is met, in bits.
//!
//! In 23,597 text files of everyday packages 12 held mojibake, all of it UTF-8 read as a page of western Europe: eleven bits for such a file,
//! and some more since what gains is searched for among many. A line that stands alone must gain what its explanation costs and `MARGIN`
//! besides: 17 bits for the commonest damage. Text that never was UTF-8 was found in none.

use crate::channel::encoding::Encoding;
use crate::channel::{Garbling, Layer, Loss, Quotes, UnassignedByte, WhiteSpace};
use crate::model::plausibility::BIT;
use crate::repair::undo::wrong_encoding::{is_pair, rarity, InputKind};
use crate::repair::undo::{east_asian, latin_letters};

/// UTF-8 read with a single-byte page; what a page is rarer than others comes on top.
const SINGLE_BYTE: i32 = 9 * BIT;
/// Each separate thing that was lost besides.
const LOSS: i32 = 6 * BIT;
/// UTF-8 read with a multi-byte page that systems of East Asia have as their own.
const MULTI_BYTE: i32 = 14 * BIT;
/// The same of a page that is met on few systems.
const RARE_MULTI_BYTE: i32 = 22 * BIT;
/// What a multi-byte page costs more if its decoder wrote a mark for two bytes where most write it for one, or the other way round. Of 300 lines of Chinese that Windows read, in one document, 274 come
/// back with it and 268 without; of 300 that Python read, each by itself, 239 and 241.
const UNUSUAL_MARK: i32 = 4 * BIT;
/// Text of one encoding of East Asia, read with the page of another one. Of 3,600 lines through twelve pairs, each by itself, 1,646 came back with it and with 8 bits less,
/// and 1,644 with 8 bits more.
const EAST_ASIAN: i32 = 20 * BIT;
/// Text of another encoding, read with a page of Latin letters and saved as UTF-8.
const WRONG_ENCODING: i32 = 22 * BIT;
/// The same of letters that another page of the same letters was read with: words prove it. Of 5,206 lines 2,600 come back by themselves, and 2,129 with ten bits
/// more; with six bits less words of Icelandic become Croatian.
const SAME_LETTERS: i32 = 12 * BIT;
/// The same where the text was bytes that are not UTF-8: of some encoding they are.
const SOME_ENCODING: i32 = 2 * BIT;
/// Controls of Latin-1 in place of the marks of windows-1252: nobody types them.
const CONTROLS_AS_MARKS: i32 = 0;

/// What a character costs a page that does not have it, where another page does: more than the wider choice gains that a page with
/// more unassigned bytes has for the gaps of a line.
pub(crate) const STRANGER: i32 = 20 * BIT;

/// Where fewer than one stretch (or line) in so many is clear mojibake, a line (or text) is mostly whole, and only what glares is touched: a
/// dash before a letter or a letter before a quotation mark is a quirk that returns, not damage.
pub(crate) const FEW: u32 = 4;
/// Bits that a stretch (or line) must gain in such a line (or text).
pub(crate) const GLARING: i32 = 24 * BIT;

/// Bits that a line may gain by chance: only what is beyond them speaks for an explanation in other lines. Quirks return.
const CHANCE: i32 = 6 * BIT;
/// The same of text in one encoding of East Asia read with the page of another one: a few rare Han make a word of Korean by chance. Of
/// 619,177 lines of two Chinese word lists 32 are changed with ten bits less, and none with it.
const CHANCE_OF_EAST_ASIA: i32 = 16 * BIT;
/// The same of bytes, which are of some encoding: of the lines of lists and names in such documents 293 are wrong with it, and 460 with 5 bits more.
const CHANCE_OF_BYTES: i32 = BIT;

/// What a line must gain more by another way to lose bytes than by that of most lines.
pub(crate) const ANOTHER_WAY: i32 = 8 * BIT;

/// What a line of bytes must gain more by another encoding than by that of most lines: a file is in one. Of 27,000 lines of names, addresses, lists and prose, in
/// documents of 12 to 24 in one of 22 encodings, 928 were wrong with it and 950 with 8 bits less; of 2,993 lines of documents in two encodings, 317 and 283.
pub(crate) const ANOTHER_ENCODING: i32 = 24 * BIT;

/// What a line may gain more by one way to lose bytes than by another without telling them apart.
pub(crate) const ALIKE: i32 = 2 * BIT;

/// What a line must gain beyond its share of the document, where not nearly all lines are damaged: lists and units gain some by chance.
pub(crate) const MARGIN: i32 = 8 * BIT;

/// What the damage of all other lines speaks for damage in a line, at the most.
pub(crate) const MOST_BONUS: i32 = 8 * BIT;
/// The same if it is that of nearly all.
pub(crate) const NEARLY_ALL: i32 = 3 * BIT;

/// What a line gains that is UTF-8 by no chance.
pub(crate) const BEYOND_DOUBT: i32 = 60 * BIT;

/// Evidence that a mark also stands for a character of ASCII: without that character, a quotation, bracket or tag stays open. Of five such lines of code,
/// each by itself, one comes back without.
pub(crate) const CLOSED: i32 = 8 * BIT;

/// What a line that is damaged beyond doubt speaks for damage in its other stretches that are in keeping with it and no single letter, unless a third of
/// all are none. Of 1,000 Vietnamese messages, each by itself, .910 come right with it and .900 without; of 6,000 messages of a garbled sentence and intact
/// text beside it 5,129 and 5,104, and in 95 and 94 the intact part is changed. If leads alone get it, too, 141 are. An explanation that leaves
/// two bytes of a Latin letter as they are (`vá».` was `về.`) loses as much: of the 1,000 .914 come right then. Of `så£` the two bytes would be Han.
pub(crate) const OF_DAMAGED_LINE: i32 = 8 * BIT;

/// Evidence for one explanation counts up to this.
pub(crate) const MOST_CARRIED: i32 = 100 * BIT;

/// What an explanation costs, in eighths of a bit.
pub(crate) fn of(garbling: Garbling, from: InputKind) -> i32 {
    match garbling {
        Garbling::Wide(wide) => {
            let page = if wide.page.is_common() { MULTI_BYTE } else { RARE_MULTI_BYTE };
            page + if wide.is_usual() { 0 } else { UNUSUAL_MARK }
        }
        Garbling::WideLegacy(pair) => match pair.source {
            Encoding::Single(_) => SAME_LETTERS + latin_letters::rarity(pair) * BIT,
            Encoding::Utf8 | Encoding::Cesu8 | Encoding::Multi(_) => {
                EAST_ASIAN + east_asian::pairs::rarity(pair) * BIT
            }
        },
        Garbling::Narrow(layer) => match layer.source {
            Encoding::Utf8 | Encoding::Cesu8 => {
                SINGLE_BYTE + layer.page.rarity() * BIT + losses(layer) * LOSS
            }
            _ if layer.has_controls_for_marks() => CONTROLS_AS_MARKS,
            _ if from == InputKind::Bytes => SOME_ENCODING + rarity(layer, from) * BIT,
            _ if is_pair(layer) => SAME_LETTERS + rarity(layer, from) * BIT,
            _ => WRONG_ENCODING + rarity(layer, from) * BIT + losses(layer) * LOSS,
        },
    }
}

/// What a line in which nothing is whole speaks less for a loss that takes many bytes: it can explain almost any letter. Without it four tables of
/// letters among 14,007 files are changed. Of 149 sentences through Latin-1 without its controls 79 come back with it, each by itself; asked of
/// every line, with 2, 4 and 6 bits 76, 72 and 71 did.
pub(crate) const ANY_LETTER: i32 = 3 * BIT;

/// The number of separate things that a loss supposes.
fn losses(layer: Layer) -> i32 {
    let Loss { unassigned, controls, white_space, quotes } = layer.loss;
    i32::from(unassigned != UnassignedByte::Kept)
        + i32::from(controls)
        + i32::from(white_space != WhiteSpace::Kept)
        + match quotes {
            Quotes::Kept => 0,
            Quotes::Straightened => 1,
            // Low quotes are bytes of many scripts, and a straight one may be meant: in one line of the transcript `于'` is a byte short of `互`.
            Quotes::CurlyStraightened => 2,
        }
}

/// What it speaks for a lead short of all other bytes that it stands where its letter does not: a capital within a word of small letters, `â` for
/// the apostrophe of English or for both marks of a quotation (`artÃculo`, `donât`).
pub(crate) const ODD_PLACE: i32 = 10 * BIT;
/// The same for a lead among capitals of which no language has the word, and some language has it with a letter that it leads (`FÃR`). Of 400 lines each in capitals
/// through Latin-1 without its controls, each by itself, 302 of Spanish, 252 of Romanian and 181 of German come back, where 0, 0 and 1 did; of 22,842 intact lines
/// in capitals none more is changed.
pub(crate) const MISSPELT: i32 = 10 * BIT;
/// The same for a first letter before small ones (`Ãber`, `Ãtats`). Of 2,853 words of 24 languages with such a letter, each by itself, 1,494 come back with it,
/// 1,233 with 4 bits less and none without; of 71 sentences in which nothing else is damaged 59 and 3. Of 559 words that begin with `Ä` or `Å` all stay, each by
/// itself and in a sentence.
pub(crate) const MISSPELT_FIRST: i32 = 20 * BIT;
/// The same of a word of three letters: of 12 such words of Guarani 5 are another word of some language, of 225 longer ones 4. With it and where most of such
/// words of a line must be misspelt 7 of 43,871 lists of words in capitals are changed, and 24 without.
pub(crate) const MISSPELT_SHORT: i32 = 5 * BIT;
/// The same for what stands at its place in none of 93,000 text files of packages and 450 MB of prose, but where it is damage.
pub(crate) const NEVER_SEEN: i32 = 14 * BIT;
/// What a stretch gains by a glance that no intact text has (`nÃ©cessaire`, `â€™`). It decides a line of which all else may be damaged, too: 21,148 lines
/// that went through 17 channels, and intact ones, become what they become if it is weighed.
pub(crate) const TELLING: i32 = 41 * BIT;
/// What a stretch gains at the least that was met as damage and as nothing else, in the commonest pages: what these cost by themselves, and
/// `MARGIN`. Of 141 short texts with a sign each, 40 are left alone without it.
pub(crate) const ONLY_DAMAGE: i32 = 20 * BIT;
/// The same of one that lost bytes: what went through Latin-1 twice, an emoji.
pub(crate) const ONLY_DAMAGE_LOSSY: i32 = ONLY_DAMAGE + LOSS;
/// What it speaks against a letter that it is all there is of a word: `Å³` and `Ø²` are sequences and sizes, and `© 2024` is not `Š 2024`.
pub(crate) const LONE_LETTER: i32 = 14 * BIT;
/// What it speaks against damage that what would come back is out of keeping with what is beside it. Of 38 odd but intact texts that were changed 26
/// stay with it and with fewer places that count as odd.
pub(crate) const OUT_OF_KEEPING: i32 = 14 * BIT;

/// What it speaks against a question mark or full stop in place of a byte that sentences end there. Of nine short lines that lost the last byte of a word
/// and end so, each by itself, seven come back with it and two stay; without it all nine lose their mark.
pub(crate) const END_OF_SENTENCE: i32 = 12 * BIT;

/// What words speak for or against one place or reading at the most: a lexicon does not have all words.
pub(crate) const MOST_OF_WORDS: i32 = 10 * BIT;

/// What a word that some language spells so speaks for a pair of pages of Latin letters at the most. Of 7,330 lines that went through 18 such pairs of pages 5,631
/// came back by themselves with four bits less and 5,708 with it; of 3.6 million intact lines none was changed but of Icelandic.
pub(crate) const MOST_OF_SPELT_WORD: i32 = 20 * BIT;
/// The same of Cyrillic, where one capital in the place of a small letter may show the stress (`хозЯйство`).
pub(crate) const MOST_OF_CYRILLIC_WORD: i32 = 12 * BIT;
/// The same of the only word that is read otherwise in a line of which all letters beyond ASCII are those of Icelandic and Faroese, and what speaks against such a
/// pair if no more words are known than not: one word in 4,000 is taken for a known one by chance. Of 3.6 million intact lines 35 were changed without them, all
/// of these languages.
pub(crate) const MOST_OF_ICELANDIC: i32 = 12 * BIT;
pub(crate) const OF_ICELANDIC: i32 = 8 * BIT;

/// What a letter of Greek or Russian beside one of ASCII speaks for a pair that makes a word of them: hardly any text has such words. Of 88 lines of public
/// files that pages of Cyrillic and Greek had read, each by itself, 76 came back with it and 34 with eight bits less; none of 1.97 million intact lines was changed.
pub(crate) const MIXED_SCRIPTS: i32 = 18 * BIT;

/// What a character of East Asia behind a letter of ASCII and before a small one speaks for Latin letters that a multi-byte page read, where no known word comes
/// of it. Of 3,254 lines of nine languages, each by itself, 2,507 came back with it and 2,452 with four bits less.
pub(crate) const WITHIN_LATIN: i32 = 12 * BIT;

/// What a contraction of English speaks for a pair that has an apostrophe where a letter stands (`donÕt`, `ItÆs`): one tells by itself. Of 125 lines
/// of which nothing else is damaged 70 come back so, each by itself, and none did.
pub(crate) const CONTRACTION: i32 = 26 * BIT;

/// What it speaks for a pair of pages that a line has letters which no language has side by side, and that one language has them as the pair reads them, each word
/// likelier than it stands. Of 334 sentences through 13 pairs, each by itself, 280 come back with it and 263 without; of 14,593 damaged lines in documents of about
/// 90 pairs and languages 10,035 and 9,752; of 3.6 million intact lines eight more are changed, which were damaged in earnest.
pub(crate) const NO_LANGUAGE: i32 = 12 * BIT;

/// What it speaks against two words put together that the second is a word and both together are none. Of 1,000 Russian lines through windows-1257
/// without its controls 14 lost a space in a document, and 9 do with it and where words that nobody knows say nothing.
pub(crate) const NO_WORD: i32 = 8 * BIT;

/// What it speaks against an explanation that a document has a control which the explanation cannot have made.
pub(crate) const CONTRADICTION: i32 = 32 * BIT;

/// What a line may gain by chance, in eighths of a bit: more by a page that is rarely the culprit.
pub(crate) fn doubt(garbling: Garbling, from: InputKind) -> i32 {
    match garbling {
        _ if from == InputKind::Bytes => CHANCE_OF_BYTES,
        Garbling::Narrow(layer) if layer.source.is_utf8() => CHANCE + layer.page.rarity() * BIT / 2,
        Garbling::Narrow(_) | Garbling::Wide(_) => CHANCE,
        Garbling::WideLegacy(pair) if matches!(pair.source, Encoding::Single(_)) => CHANCE,
        Garbling::WideLegacy(_) => CHANCE_OF_EAST_ASIA,
    }
}

/// What a rarer page costs in each line, in eighths of a bit, where several of the document's explanations would do.
pub(crate) fn preference(garbling: Garbling) -> i32 {
    match garbling {
        Garbling::Narrow(layer) if layer.source.is_utf8() => layer.page.rarity() * BIT / 4,
        _ => 0,
    }
}

/// What it speaks for a word at a place where it fits that the caller knows it, in eighths of a bit: a name that a language has once in some million
/// words, a chat about that person has in every twentieth line.
pub(crate) const KNOWN_WORD: i32 = 16 * BIT;
/// What it costs to read letters of a list as bytes: the rest of a garbled line makes them no likelier (`E0 à á â ã` behind a garbled sentence). Of
/// 2,048 messages of such a sentence and odd intact text, three more come right.
pub(crate) const OF_LIST: i32 = 10 * BIT;
