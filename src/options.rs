//! What a caller may say about a transcript beforehand.

use std::fmt;
use std::io::Read;

use crate::channel::parts::ChannelLayer;
use crate::channel::Channel;
use crate::evidence::Evidence;
use crate::lang::Lang;
use crate::reader::Reader;
use crate::repair;
use crate::repair::evidence::permits::Permits;
use crate::repair::evidence::words::{self, Words};
use crate::repair::evidence::{self, Main};
use crate::repair::infill::choice::Caution;
use crate::repair::infill::known_words::Names;
use crate::repair::scan::leads::Leads;
use crate::repair::undo::wrong_encoding::InputKind;
use crate::repair::Repaired;
use crate::transcript::Transcript;
use crate::turn::Format;

/// What is known of a transcript before it is read, and how sure an inferred character has to be.
///
/// ```
/// use lacuna::{Lang, Options};
///
/// let transcript = Options::new().languages([Lang::SPA, Lang::ENG]).parse("[A]: no me digas, really?");
/// let turn = transcript.turns().next().unwrap();
/// assert!(turn.segments().all(|segment| matches!(segment.lang(), Some(Lang::SPA | Lang::ENG))));
/// ```
#[derive(Clone, Default)]
#[must_use = "options do nothing until something is read with them"]
pub struct Options {
    pub(crate) languages: Vec<Lang>,
    pub(crate) caution: Caution,
    pub(crate) format: Option<Format>,
    pub(crate) evidence: Option<Evidence>,
    /// What the evidence says that most texts went through.
    pub(crate) main: Option<Main>,
    /// What it says that damage may have left.
    pub(crate) leads: Leads,
    pub(crate) channel: Option<Channel>,
    pub(crate) permits: Permits,
    pub(crate) names: Names,
}

impl Options {
    /// Nothing is known. Every gap is filled, but for some of scripts without a model: see [`Options::least_confidence`].
    pub fn new() -> Options {
        Options::default()
    }

    /// The languages of the conversation. In a script that one of them uses, no other language is chosen. Text in another script still gets the
    /// language that the script is mostly used for. Without this option, the languages are inferred from the first 768 KiB.
    pub fn languages(mut self, languages: impl AsRef<[Lang]>) -> Options {
        self.languages = languages.as_ref().to_vec();
        self
    }

    /// The confidence, from 0 to 1, below which an inferred character is withheld: U+FFFD stands in its place, and the repair
    /// names the candidates. 0 fills every gap. What is less than 0 or not a number counts as 0, what is more than 1 as 1.
    ///
    /// Without this option, all gaps are filled but some of scripts without a model (Bengali, Tamil, Armenian and others). If a word of such a
    /// script lost bytes of more than a third of its letters, these letters are withheld.
    ///
    /// ```
    /// use lacuna::{Channel, Options};
    ///
    /// let channel: Channel = "UTF-8 read as ISO-8859-1, controls stripped".parse()?;
    /// let garbled = channel.apply("আমাকে");
    /// let (cautious, all) = (Options::new().channel(channel), Options::new().channel(channel).least_confidence(0.0));
    /// assert!(cautious.repair(&garbled).text().contains('\u{FFFD}'));
    /// assert!(!all.repair(&garbled).text().contains('\u{FFFD}'));
    /// # Ok::<(), lacuna::Error>(())
    /// ```
    pub fn least_confidence(mut self, confidence: f32) -> Options {
        let least_confidence = if confidence > 0.0 { confidence.min(1.0) } else { 0.0 };
        self.caution = Caution { least_confidence, fills_guesses: true };
        self
    }

    /// The format of the turns. Without it, the format is inferred from the text.
    ///
    /// The format says where the turns are. It does not say what is repaired: [`Options::only`] does, with or without a format.
    ///
    /// ```
    /// use lacuna::{Format, Options};
    ///
    /// // One line of this kind does not show that `Ann` is a speaker.
    /// let line = "Ann: Itâ€™s late";
    /// assert_eq!(Options::new().parse(line).turns().next().unwrap().speaker(), None);
    /// let chat = Options::new().format(Format::SpeakerLines).parse(line);
    /// assert_eq!(chat.turns().next().unwrap().speaker(), Some("Ann"));
    /// assert_eq!(chat.text(), "Ann: It’s late");
    ///
    /// // With a rule that permits no repair, the turns are found in the text as it is.
    /// let chat = Options::new().format(Format::SpeakerLines).only(|_| false).parse(line);
    /// assert_eq!(chat.turns().next().unwrap().text(), "Itâ€™s late");
    /// ```
    pub fn format(mut self, format: Format) -> Options {
        self.format = Some(format);
        self
    }

    /// What other texts have shown of the damage: see [`Evidence`]. What the text itself shows counts, too.
    ///
    /// ```
    /// use lacuna::{Evidence, Options};
    ///
    /// let texts = ["DobrÃ½ den, jak se mÃ¡te?", "PÅeji hezkÃ½ veÄer.", "Å½ofie"];
    /// let evidence: Evidence = texts.into_iter().collect();
    /// let options = Options::new().evidence(&evidence);
    /// let repaired: Vec<String> = texts.iter().map(|text| options.repair(text).into_text().into_owned()).collect();
    /// assert_eq!(repaired, ["Dobrý den, jak se máte?", "Přeji hezký večer.", "Žofie"]);
    /// ```
    pub fn evidence(mut self, evidence: &Evidence) -> Options {
        self.evidence = Some(evidence.clone());
        self.main = evidence.channels.characters.main(InputKind::Characters);
        self.leads = evidence.channels.leads();
        self
    }

    /// The channel that the text went through. Every stretch that the channel can have made is undone once. Other text stays as it is.
    ///
    /// The channel is not inferred then, only characters that lost bytes are. Evidence is not used.
    ///
    /// **Warning**: it is not asked whether a stretch is damaged. If the channel loses bytes, intact letters can be what it leaves of a character: of
    /// texts in one column, `Ça va` that did not go through it can be changed. Give only texts that went through the channel, or gather [`Evidence`]:
    /// with it, each text is judged first.
    ///
    /// ```
    /// use lacuna::{Channel, Options};
    ///
    /// let channel: Channel = "UTF-8 read as cp1252".parse()?;
    /// assert_eq!(Options::new().channel(channel).repair("Ã©").text(), "é");
    /// # Ok::<(), lacuna::Error>(())
    /// ```
    pub fn channel(mut self, channel: Channel) -> Options {
        self.channel = Some(channel);
        self
    }

    /// The only damage that is repaired: every layer that is undone satisfies `rule`. Without a rule, all damage that the crate knows is repaired.
    ///
    /// The fewer kinds of damage are possible, the less intact text is taken for damaged. Names are those that [`Channel::pages`] and
    /// [`Channel::encodings`] list: `layer.page` is `windows-1252`, never `cp1252`. The rule sees UTF-8 in which emoji take six bytes
    /// (CESU-8) as UTF-8. It does not apply to a channel that is given by [`Options::channel`]. Nor
    /// does it apply to mojibake in the escapes of a format of JSON (`"\u00e2\u20ac\u2122"`): [`Turn::text`](crate::Turn::text) has it repaired.
    ///
    /// Bytes that are not UTF-8 are layers such as `windows-1251 read as windows-1252`. Where the rule permits no such layer, they are read as
    /// windows-1252.
    ///
    /// ```
    /// use lacuna::Options;
    ///
    /// // UTF-8 that was read as a single-byte page, and nothing else.
    /// let options = Options::new().only(|layer| layer.encoding == "UTF-8" && layer.is_single_byte());
    /// assert_eq!(options.repair("Itâ€™s late").text(), "It’s late");
    ///
    /// // Single-byte pages that lost nothing: then no character is inferred.
    /// let options = Options::new().only(|layer| layer.is_single_byte() && layer.losses().next().is_none());
    /// assert_eq!(options.repair("Itâ€™s late").text(), "It’s late");
    ///
    /// // Nothing: bytes are decoded, and no more.
    /// let russian = b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0?";
    /// assert_eq!(Options::new().only(|_| false).repair_bytes(russian).text(), "Ïðèâåò, êàê äåëà?");
    /// ```
    pub fn only(mut self, rule: impl Fn(&ChannelLayer) -> bool + Send + Sync + 'static) -> Options {
        self.permits = Permits::new(rule);
        self
    }

    /// Words that are known to be in the text, names above all. Where a character lost bytes, a known word is preferred if it fits the bytes that
    /// survived and the characters around it. Words of one character are ignored. These words replace those given before.
    ///
    /// Takes time linear in the number of words, for each character that lost bytes.
    ///
    /// ```
    /// use lacuna::{Channel, Options};
    ///
    /// let channel: Channel = "UTF-8 read as windows-1252, controls stripped".parse()?;
    /// let garbled = channel.apply("[A]: 赵琎，晚上好\n[B]: 你好\n");
    /// let options = Options::new().known_words(["赵琎"]);
    /// assert_eq!(options.parse(&garbled).turns().next().unwrap().text(), "赵琎，晚上好");
    /// # Ok::<(), lacuna::Error>(())
    /// ```
    pub fn known_words<T: AsRef<str>>(mut self, words: impl IntoIterator<Item = T>) -> Options {
        self.names = Names::new(words);
        self
    }

    /// What is known of the damage.
    pub(crate) fn known(&self) -> &evidence::Evidence {
        self.evidence.as_ref().map_or(&evidence::NONE, |evidence| &evidence.channels)
    }

    /// What is known of words.
    pub(crate) fn words(&self) -> &Words {
        self.evidence.as_ref().map_or(&words::NONE, |evidence| &evidence.words)
    }

    /// Reads a transcript: see [`Transcript::parse`].
    #[must_use]
    pub fn parse(&self, input: impl AsRef<[u8]>) -> Transcript {
        Transcript::with(input.as_ref(), self)
    }

    /// Reads a transcript part by part, in bounded memory: see [`Reader`].
    ///
    /// ```
    /// use lacuna::{Lang, Options};
    ///
    /// let file = "[A]: no me digas\n[B]: really?\n".as_bytes();
    /// let options = Options::new().languages([Lang::SPA, Lang::ENG]);
    /// let turns: usize = options.read(file).map(|part| part.unwrap().turns().len()).sum();
    /// assert_eq!(turns, 2);
    /// ```
    pub fn read<R: Read>(&self, input: R) -> Reader<R> {
        Reader::with(input, self)
    }

    /// Repairs a text: see [`repair`](crate::repair()).
    pub fn repair<'a>(&self, text: &'a str) -> Repaired<'a> {
        repair::with(text, self)
    }

    /// Repairs an input of any bytes: see [`repair_bytes`](crate::repair_bytes).
    pub fn repair_bytes<'a, T: AsRef<[u8]> + ?Sized>(&self, input: &'a T) -> Repaired<'a> {
        repair::bytes_with(input.as_ref(), self)
    }
}

impl fmt::Debug for Options {
    /// Shows what the caller gave.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("languages", &self.languages)
            .field("least_confidence", &self.caution.least_confidence)
            .field("format", &self.format)
            .field("evidence", &self.evidence)
            .field("channel", &self.channel)
            .field("only", &self.permits)
            .field("known_words", &self.names)
            .finish()
    }
}
