//! Languages by their ISO 639-3 codes.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// A language, named by its ISO 639-3 code.
///
/// Any three ASCII letters can be held, so that a caller may name a language this crate has no model of. Chinese is
/// `zho` throughout (a caller who names `cmn` or `yue` gets that code back for the stretches in Han script).
///
/// ```
/// use lacuna::Lang;
///
/// let english: Lang = "en".parse()?;
/// assert_eq!(english, Lang::ENG);
/// assert_eq!(english.code(), "eng");
/// assert_eq!("zh-Hant".parse::<Lang>()?, Lang::ZHO);
/// # Ok::<(), lacuna::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 3]);

macro_rules! named {
    ($($name:ident $code:literal $doc:literal;)*) => {
        impl Lang {
            $(#[doc = $doc] pub const $name: Lang = Lang(*$code);)*

            const DETECTED: &'static [Lang] = &[$(Lang::$name),*];
        }
    };
}

named! {
    AFR b"afr" "Afrikaans.";
    AKA b"aka" "Akan.";
    AMH b"amh" "Amharic.";
    ARA b"ara" "Arabic.";
    AZE b"aze" "Azerbaijani.";
    BEL b"bel" "Belarusian.";
    BEN b"ben" "Bengali.";
    BOD b"bod" "Tibetan.";
    BUL b"bul" "Bulgarian.";
    CAT b"cat" "Catalan.";
    CES b"ces" "Czech.";
    CYM b"cym" "Welsh.";
    DAN b"dan" "Danish.";
    DEU b"deu" "German.";
    ELL b"ell" "Greek.";
    ENG b"eng" "English.";
    EPO b"epo" "Esperanto.";
    EST b"est" "Estonian.";
    FIN b"fin" "Finnish.";
    FRA b"fra" "French.";
    GUJ b"guj" "Gujarati.";
    HEB b"heb" "Hebrew.";
    HIN b"hin" "Hindi, in Devanagari or romanised.";
    HRV b"hrv" "Croatian.";
    HUN b"hun" "Hungarian.";
    HYE b"hye" "Armenian.";
    IND b"ind" "Indonesian.";
    ITA b"ita" "Italian.";
    JAV b"jav" "Javanese.";
    JPN b"jpn" "Japanese.";
    KAN b"kan" "Kannada.";
    KAT b"kat" "Georgian.";
    KHM b"khm" "Khmer.";
    KOR b"kor" "Korean.";
    LAO b"lao" "Lao.";
    LAT b"lat" "Latin.";
    LAV b"lav" "Latvian.";
    LIT b"lit" "Lithuanian.";
    MAL b"mal" "Malayalam.";
    MAR b"mar" "Marathi.";
    MKD b"mkd" "Macedonian.";
    MON b"mon" "Mongolian.";
    MYA b"mya" "Burmese.";
    NEP b"nep" "Nepali.";
    NLD b"nld" "Dutch.";
    NOB b"nob" "Norwegian (Bokmål).";
    ORI b"ori" "Odia.";
    PAN b"pan" "Punjabi.";
    PES b"pes" "Persian.";
    POL b"pol" "Polish.";
    POR b"por" "Portuguese.";
    RON b"ron" "Romanian.";
    RUS b"rus" "Russian.";
    SIN b"sin" "Sinhala.";
    SLK b"slk" "Slovak.";
    SLV b"slv" "Slovenian.";
    SNA b"sna" "Shona.";
    SPA b"spa" "Spanish.";
    SRP b"srp" "Serbian.";
    SWE b"swe" "Swedish.";
    TAM b"tam" "Tamil.";
    TEL b"tel" "Telugu.";
    TGL b"tgl" "Tagalog.";
    THA b"tha" "Thai.";
    TUK b"tuk" "Turkmen.";
    TUR b"tur" "Turkish.";
    UKR b"ukr" "Ukrainian.";
    URD b"urd" "Urdu.";
    UZB b"uzb" "Uzbek.";
    VIE b"vie" "Vietnamese.";
    YID b"yid" "Yiddish.";
    ZHO b"zho" "Chinese.";
    ZUL b"zul" "Zulu.";
}

impl Lang {
    /// The languages that can be detected where the caller names none, in the order of their codes. Each has a constant.
    ///
    /// - Words distinguish these, within one sentence, too: English, Spanish, French, German, Portuguese, Italian, Dutch, Turkish, Polish,
    ///   Czech, Vietnamese, Indonesian, romanised Hindi, Russian, Ukrainian.
    /// - The script identifies these: Chinese, Japanese, Korean, Greek, Hebrew, Arabic, Hindi, Thai, and others with a script of their own.
    ///   Han without kana is Japanese or Chinese by the forms of its characters. Mongolian is identified in its old script only.
    /// - Letters identify these: Persian, Urdu, Serbian, Macedonian, Belarusian. Text without such a letter is taken for another language: Belarusian
    ///   without `ў` often for Russian or Ukrainian.
    /// - The other languages in Latin letters are detected as the only language in these letters, or beside English, from a sentence of about eight
    ///   words on, or by two everyday words that hardly any other language has (Slovak, Slovenian, Croatian, Tagalog, Catalan and more). Bulgarian is
    ///   detected by such words, too.
    /// - Marathi, Yiddish and sometimes Nepali are detected as the only language in their script, from thirty to sixty words on.
    ///
    /// A language that is not recognised is taken for a similar one that is, often with a confidence near 1. Often it is so for Afrikaans
    /// (Dutch), Slovak and Hungarian (Czech), Azerbaijani and Uzbek (Turkish), Javanese and Malay (Indonesian), Norwegian (Danish), Nepali (Hindi),
    /// and Mongolian or Kazakh in Cyrillic (Russian, Ukrainian). A word or an abbreviation alone (`QA`) can be taken for any language. Name the
    /// languages with [`Options::languages`](crate::Options::languages) if you know them.
    ///
    /// A language that a caller names with [`Options::languages`](crate::Options::languages) may be any other.
    ///
    /// ```
    /// use lacuna::Lang;
    ///
    /// assert!(Lang::detected().any(|lang| lang == Lang::ITA));
    /// ```
    #[must_use]
    pub fn detected() -> impl ExactSizeIterator<Item = Lang> + DoubleEndedIterator + Clone {
        Lang::DETECTED.iter().copied()
    }

    /// The language of a code known to be three lower-case ASCII letters; anything else does not compile.
    pub(crate) const fn from_code(code: &[u8; 3]) -> Lang {
        let mut i = 0;
        while i < 3 {
            assert!(code[i].is_ascii_lowercase());
            i += 1;
        }
        Lang(*code)
    }

    /// Equality, for constants.
    pub(crate) const fn is(self, other: Lang) -> bool {
        self.0[0] == other.0[0] && self.0[1] == other.0[1] && self.0[2] == other.0[2]
    }

    /// The ISO 639-3 code: three lower-case ASCII letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        let index = self.0.iter().fold(0, |index, letter| 26 * index + usize::from(letter - b'a'));
        // Three ASCII letters by construction, so the fallback is never taken.
        std::str::from_utf8(&CODES[3 * index..][..3]).unwrap_or("und")
    }
}

/// All codes of three letters, in order: a code outlives the value that it belongs to.
static CODES: [u8; 3 * 26 * 26 * 26] = {
    let mut codes = [b'a'; 3 * 26 * 26 * 26];
    let mut index = 0;
    while index < 26 * 26 * 26 {
        codes[3 * index] += (index / 26 / 26) as u8;
        codes[3 * index + 1] += (index / 26 % 26) as u8;
        codes[3 * index + 2] += (index % 26) as u8;
        index += 1;
    }
    codes
};

impl AsRef<str> for Lang {
    fn as_ref(&self) -> &str {
        self.code()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lang({})", self.code())
    }
}

impl FromStr for Lang {
    type Err = Error;

    /// Reads an ISO 639-3 code (`eng`), an ISO 639-1 code (`en`) or an ISO 639-2/B code (`ger`), in either case, and the old codes that
    /// programs still write (`iw`, `in`, `ji`). Blanks around it and what follows a hyphen or underscore (`zh-Hant`, `pt_BR`) are ignored.
    ///
    /// Other codes than those of ISO 639-3 give the language that is detected: `fa` is Persian as spoken in Iran (`pes`), `no` is Bokmål (`nob`). A
    /// code of ISO 639-3 stays as it is.
    ///
    /// # Errors
    ///
    /// If the text is not two or three letters of ASCII, or if no language has these two letters. Any three letters are accepted, even if no language
    /// has them.
    fn from_str(text: &str) -> Result<Lang, Error> {
        let error = || Error::unknown_language(text);
        let primary = text.trim().split(['-', '_']).next().unwrap_or_default();
        let lower = primary.to_ascii_lowercase();
        match *lower.as_bytes() {
            [a, b] => look_up(TWO_LETTERS, &[a, b]).map(Lang).ok_or_else(error),
            [a, b, c] if lower.bytes().all(|b| b.is_ascii_lowercase()) => {
                let code = [a, b, c];
                Ok(Lang(look_up(BIBLIOGRAPHIC, &code).unwrap_or(code)))
            }
            _ => Err(error()),
        }
    }
}

/// Finds `key` at the head of one of the blank-separated entries of `table`; the three letters after `=` are its code.
fn look_up(table: &str, key: &[u8]) -> Option<[u8; 3]> {
    table.split_ascii_whitespace().find_map(|entry| {
        let (from, to) = entry.split_once('=')?;
        (from.as_bytes() == key).then(|| to.as_bytes().try_into().ok())?
    })
}

/// ISO 639-1 to ISO 639-3; at the end, codes that it has withdrawn.
const TWO_LETTERS: &str = "
    aa=aar ab=abk ae=ave af=afr ak=aka am=amh an=arg ar=ara as=asm av=ava ay=aym az=aze ba=bak be=bel bg=bul bi=bis
    bm=bam bn=ben bo=bod br=bre bs=bos ca=cat ce=che ch=cha co=cos cr=cre cs=ces cu=chu cv=chv cy=cym da=dan de=deu
    dv=div dz=dzo ee=ewe el=ell en=eng eo=epo es=spa et=est eu=eus fa=pes ff=ful fi=fin fj=fij fo=fao fr=fra fy=fry
    ga=gle gd=gla gl=glg gn=grn gu=guj gv=glv ha=hau he=heb hi=hin ho=hmo hr=hrv ht=hat hu=hun hy=hye hz=her ia=ina
    id=ind ie=ile ig=ibo ii=iii ik=ipk io=ido is=isl it=ita iu=iku ja=jpn jv=jav ka=kat kg=kon ki=kik kj=kua kk=kaz
    kl=kal km=khm kn=kan ko=kor kr=kau ks=kas ku=kur kv=kom kw=cor ky=kir la=lat lb=ltz lg=lug li=lim ln=lin lo=lao
    lt=lit lu=lub lv=lav mg=mlg mh=mah mi=mri mk=mkd ml=mal mn=mon mr=mar ms=msa mt=mlt my=mya na=nau nb=nob nd=nde
    ne=nep ng=ndo nl=nld nn=nno no=nob nr=nbl nv=nav ny=nya oc=oci oj=oji om=orm or=ori os=oss pa=pan pi=pli pl=pol
    ps=pus pt=por qu=que rm=roh rn=run ro=ron ru=rus rw=kin sa=san sc=srd sd=snd se=sme sg=sag sh=hbs si=sin sk=slk
    sl=slv sm=smo sn=sna so=som sq=sqi sr=srp ss=ssw st=sot su=sun sv=swe sw=swa ta=tam te=tel tg=tgk th=tha ti=tir
    tk=tuk tl=tgl tn=tsn to=ton tr=tur ts=tso tt=tat tw=twi ty=tah ug=uig uk=ukr ur=urd uz=uzb ve=ven vi=vie vo=vol
    wa=wln wo=wol xh=xho yi=yid yo=yor za=zha zh=zho zu=zul
    in=ind iw=heb ji=yid jw=jav mo=ron";

/// The codes of ISO 639-2 that libraries use, where they differ from ISO 639-3.
const BIBLIOGRAPHIC: &str = "
    alb=sqi arm=hye baq=eus bur=mya chi=zho cze=ces dut=nld fre=fra geo=kat ger=deu gre=ell ice=isl mac=mkd mao=mri
    may=msa per=pes rum=ron slo=slk tib=bod wel=cym";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read() {
        for (text, code) in [
            ("eng", "eng"),
            ("EN", "eng"),
            ("zh", "zho"),
            ("zh-Hant", "zho"),
            ("pt_BR", "por"),
            ("ger", "deu"),
            ("chi", "zho"),
            ("yue", "yue"),
            ("iw", "heb"),
            ("fa", "pes"),
            ("per", "pes"),
            ("fas", "fas"),
            ("no", "nob"),
            ("nor", "nor"),
            (" en\n", "eng"),
            ("xx", ""),
            ("", ""),
            ("-", ""),
            ("e", ""),
            ("engl", ""),
            ("e1g", ""),
            ("é", ""),
            ("日", ""),
            ("日a", ""),
        ] {
            let read = text.parse::<Lang>();
            match code {
                "" => assert!(read.is_err(), "{text}"),
                _ => assert_eq!(read.unwrap().code(), code, "{text}"),
            }
        }
    }

    #[test]
    fn tables_hold_three_letters_and_no_key_twice() {
        for (table, length) in [(TWO_LETTERS, 2), (BIBLIOGRAPHIC, 3)] {
            let mut keys: Vec<&str> = Vec::new();
            for entry in table.split_ascii_whitespace() {
                let (from, to) = entry.split_once('=').unwrap();
                assert!(from.len() == length && to.len() == 3, "{entry}");
                assert!(!keys.contains(&from), "{entry}");
                keys.push(from);
            }
        }
    }

    /// So that what is detected equals what a caller reads.
    #[test]
    fn every_language_that_is_detected_has_a_code_of_two_letters() {
        for lang in Lang::detected() {
            let mut codes = TWO_LETTERS.split_ascii_whitespace();
            assert!(codes.any(|entry| entry.ends_with(lang.code())), "{lang}");
        }
    }

    #[test]
    fn every_code_outlives_its_language() {
        for code in ["aaa", "eng", "zho", "zzz", "aab", "baa"] {
            let kept: &'static str = code.parse::<Lang>().unwrap().code();
            assert_eq!(kept, code);
        }
    }

    #[test]
    fn display_pads_and_debug_names() {
        assert_eq!(format!("{:>5}|{:?}", Lang::ENG, Lang::ZHO), "  eng|Lang(zho)");
    }
}
