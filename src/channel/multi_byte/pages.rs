//! The pages: each as the Web's encoding that is wider, and how it differs from that.

use encoding_rs as whatwg;

use super::MultiByte;

/// How a page differs from the Web's.
pub(super) struct Page {
    pub(super) name: &'static str,
    pub(super) wider: &'static whatwg::Encoding,
    /// First and last of each range of pairs that it has not.
    pub(super) without: &'static [(u16, u16)],
    /// Pairs that it reads as another character: the standards' mappings to Unicode part in a few marks.
    pub(super) aliases: &'static [&'static [(u16, u16)]],
    /// True if private-use characters are to be had.
    pub(super) private_use: bool,
}

pub(super) static PAGES: [Page; MultiByte::COUNT] = [
    Page {
        name: "GBK",
        wider: whatwg::GB18030,
        without: &[
            (0xA2E3, 0xA2E3),
            (0xA6D9, 0xA6DF),
            (0xA6EC, 0xA6ED),
            (0xA6F3, 0xA6F3),
            (0xA8BC, 0xA8BC),
            (0xA8BF, 0xA8BF),
            (0xA989, 0xA995),
            (0xA3A0, 0xA3A0),
            (0xFE50, 0xFEFE),
        ],
        aliases: &[],
        private_use: false,
    },
    Page {
        name: "GB18030",
        wider: whatwg::GB18030,
        without: &[],
        aliases: &[GB18030_2000],
        private_use: true,
    },
    Page {
        name: "Big5",
        wider: whatwg::BIG5,
        without: &[(0x8140, 0xA0FE), (0xA3C0, 0xA3E1), (0xC6A1, 0xC8FE), (0xF9D6, 0xFEFE)],
        aliases: &[BIG5],
        private_use: false,
    },
    Page {
        name: "Shift_JIS",
        wider: whatwg::SHIFT_JIS,
        without: &[(0x8740, 0x87FC), (0xED40, 0xFCFC)],
        aliases: &[JIS_SHIFTED],
        private_use: false,
    },
    Page { name: "windows-31J", wider: whatwg::SHIFT_JIS, without: &[], aliases: &[], private_use: true },
    Page {
        name: "EUC-KR",
        wider: whatwg::EUC_KR,
        without: &[(0x8140, 0xA0FE), (0xA4D4, 0xA4D4)],
        aliases: &[],
        private_use: false,
    },
    Page { name: "windows-949", wider: whatwg::EUC_KR, without: &[], aliases: &[], private_use: false },
    Page {
        name: "EUC-JP",
        wider: whatwg::EUC_JP,
        without: &[(0xADA1, 0xADFE), (0xF9A1, 0xFEFE)],
        aliases: &[JIS],
        private_use: false,
    },
    Page {
        name: "windows-936",
        wider: whatwg::GB18030,
        without: &[(0xFE50, 0xFEA0)],
        aliases: &[GB18030_2000, WINDOWS_936],
        private_use: true,
    },
    Page { name: "Big5-HKSCS", wider: whatwg::BIG5, without: &[], aliases: &[], private_use: false },
];

/// Where GB 18030-2000 had private-use characters, and its later edition has real ones.
const GB18030_2000: &[(u16, u16)] = &[
    (0xA3A0, 0xE5E5),
    (0xA6D9, 0xE78D),
    (0xA6DA, 0xE78E),
    (0xA6DB, 0xE78F),
    (0xA6DC, 0xE790),
    (0xA6DD, 0xE791),
    (0xA6DE, 0xE792),
    (0xA6DF, 0xE793),
    (0xA6EC, 0xE794),
    (0xA6ED, 0xE795),
    (0xA6F3, 0xE796),
    (0xA8BC, 0xE7C7),
];

/// What Windows has private-use characters for besides.
const WINDOWS_936: &[(u16, u16)] = &[
    (0xA2E3, 0xE76C),
    (0xA8BF, 0xE7C8),
    (0xA989, 0xE7E7),
    (0xA98A, 0xE7E8),
    (0xA98B, 0xE7E9),
    (0xA98C, 0xE7EA),
    (0xA98D, 0xE7EB),
    (0xA98E, 0xE7EC),
    (0xA98F, 0xE7ED),
    (0xA990, 0xE7EE),
    (0xA991, 0xE7EF),
    (0xA992, 0xE7F0),
    (0xA993, 0xE7F1),
    (0xA994, 0xE7F2),
    (0xA995, 0xE7F3),
];

/// The Unicode Consortium's mapping of Big5, where Microsoft's and the Web's is another.
const BIG5: &[(u16, u16)] = &[
    (0xA145, '•' as u16),
    (0xA14E, '､' as u16),
    (0xA1C2, '‾' as u16),
    (0xA1E3, '∼' as u16),
    (0xA1F2, '♁' as u16),
    (0xA1F3, '☉' as u16),
    (0xA241, '／' as u16),
    (0xA242, '＼' as u16),
    (0xA244, '¥' as u16),
    (0xA246, '¢' as u16),
    (0xA247, '£' as u16),
];

/// The mapping of JIS X 0208 by its standard, where Microsoft's is another: the wave dash and five more.
const JIS_SHIFTED: &[(u16, u16)] = &[
    (0x8160, '〜' as u16),
    (0x8161, '‖' as u16),
    (0x817C, '−' as u16),
    (0x8191, '¢' as u16),
    (0x8192, '£' as u16),
    (0x81CA, '¬' as u16),
];
const JIS: &[(u16, u16)] = &[
    (0xA1C1, '〜' as u16),
    (0xA1C2, '‖' as u16),
    (0xA1DD, '−' as u16),
    (0xA1F1, '¢' as u16),
    (0xA1F2, '£' as u16),
    (0xA2CC, '¬' as u16),
];
