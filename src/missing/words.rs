//! Words that ask for another to follow. Only such words make a misplaced blank a lacuna.

/// How surely something must follow a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Want {
    /// The word may well end a clause.
    Nothing,
    /// The word seldom ends a clause: evidence only beside more of the kind.
    Some,
    /// The word ends a clause in questions and relative clauses (`what is it made of ?`), hardly elsewhere.
    Stranded,
    /// Nothing ends with this word.
    Sure,
}

/// What the English word `word` (any case) wants after it.
pub(super) fn english(word: &str) -> Want {
    let mut buffer = [0u8; 12];
    let Some(folded) = buffer.get_mut(..word.len()) else {
        return Want::Nothing;
    };
    folded.copy_from_slice(word.as_bytes());
    folded.make_ascii_lowercase();
    match &*folded {
        // articles, possessives
        b"a" | b"an" | b"the" | b"my" | b"your" | b"our" | b"their" | b"its" | b"whose" | b"every" => {
            Want::Sure
        }
        // conjunctions
        b"and" | b"or" | b"but" | b"nor" | b"because" | b"than" | b"whereas" | b"whether" | b"unless"
        | b"if" | b"although" => Want::Sure,
        // verbs and participles that name
        b"called" | b"titled" | b"entitled" | b"dubbed" | b"termed" | b"named" | b"including" | b"via"
        | b"namely" => Want::Sure,
        // prepositions that are no particles
        b"of" | b"for" | b"with" | b"from" | b"into" | b"under" | b"between" | b"among" | b"as" | b"onto"
        | b"upon" | b"toward" | b"towards" | b"during" | b"against" | b"without" | b"at" | b"by" | b"per"
        | b"beyond" | b"like" => Want::Stranded,
        // prepositions that are particles too, copulas, demonstratives, pronouns, auxiliaries
        b"on" | b"in" | b"to" | b"through" | b"about" | b"over" | b"across" | b"is" | b"are" | b"was"
        | b"were" | b"be" | b"been" | b"being" | b"this" | b"that" | b"these" | b"those" | b"his"
        | b"her" | b"some" | b"any" | b"it" | b"he" | b"she" | b"they" | b"we" | b"i" | b"you" | b"would"
        | b"could" | b"should" | b"might" | b"must" | b"very" | b"too" | b"so" | b"when" | b"while"
        | b"where" | b"which" | b"who" | b"says" | b"said" | b"use" | b"using" | b"became" | b"become"
        | b"becomes" | b"call" | b"has" | b"have" | b"had" | b"not" | b"only" | b"just" => Want::Some,
        _ => Want::Nothing,
    }
}

/// Words that occur in English and in hardly any other language that is written with the same letters: they tell that
/// a sentence is English before its small words are taken for English ones (`tu en as !`, `le but !`).
pub(super) fn is_english_only(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "The"
            | "and"
            | "And"
            | "of"
            | "is"
            | "it"
            | "It"
            | "that"
            | "That"
            | "this"
            | "This"
            | "you"
            | "You"
            | "with"
            | "was"
            | "were"
            | "are"
            | "we"
            | "We"
            | "they"
            | "They"
            | "for"
            | "what"
            | "What"
            | "not"
            | "have"
            | "has"
            | "to"
            | "be"
            | "been"
            | "would"
            | "I"
            | "my"
            | "your"
            | "our"
            | "their"
            | "from"
            | "which"
            | "who"
            | "will"
            | "there"
            | "There"
            | "can"
            | "about"
            | "into"
            | "then"
            | "Then"
            | "how"
            | "How"
            | "its"
            | "She"
            | "she"
            | "He"
            | "his"
            | "her"
            | "them"
            | "than"
            | "when"
            | "When"
            | "where"
            | "where’s"
            | "I’d"
            | "I’m"
            | "it’s"
            | "It’s"
            | "I'd"
            | "I'm"
            | "it's"
            | "It's"
            | "don’t"
            | "don't"
            | "that’s"
            | "that's"
            | "by"
            | "because"
            | "should"
            | "could"
            | "just"
            | "like"
            | "these"
            | "those"
            | "under"
            | "called"
            | "call"
    )
}

/// Words with which a question or a relative clause leaves a preposition at its end.
pub(super) fn strands(word: &str) -> bool {
    matches!(
        word,
        "what"
            | "What"
            | "who"
            | "Who"
            | "whom"
            | "which"
            | "Which"
            | "where"
            | "Where"
            | "how"
            | "How"
            | "whatever"
            | "that"
            | "what’s"
            | "What’s"
            | "what's"
            | "What's"
            | "who’s"
            | "who's"
            | "Who's"
            | "where’s"
            | "where's"
            | "Where's"
            | "whoever"
            | "to"
            | "nothing"
            | "something"
            | "anything"
            | "lot"
            | "one"
    )
}

/// Whether the word `next` cannot follow `word`, which wants something: `of as`, `the would`.
pub(super) fn cannot_follow(word: &str, next: &str) -> bool {
    let closes = matches!(
        next,
        "is" | "was"
            | "are"
            | "were"
            | "will"
            | "would"
            | "can"
            | "could"
            | "should"
            | "has"
            | "had"
            | "and"
            | "or"
            | "but"
            | "which"
            | "who"
            | "because"
            | "than"
            | "of"
            | "when"
            | "if"
            | "as"
            | "with"
            | "for"
            | "from"
            | "to"
            | "into"
            | "at"
            | "by"
            | "does"
            | "did"
            | "might"
            | "must"
            | "may"
    );
    // What does follow: `as for`, `from under`, `because of`, `like when`, `for when`, `than with`, `but when`.
    let usual = match word {
        "as" | "like" | "than" | "but" | "and" | "or" | "because" | "if" | "whether" | "including"
        | "although" => true,
        "from" | "for" | "at" | "by" | "of" | "with" | "into" | "about" => {
            matches!(
                next,
                "when" | "which" | "who" | "as" | "at" | "by" | "of" | "into" | "with" | "to" | "if"
            ) && (word, next) != ("of", "as")
        }
        "it" | "he" | "she" | "they" | "we" | "i" | "you" => {
            !matches!(next, "when" | "while" | "because" | "if" | "and" | "but")
        }
        "this" | "that" | "these" | "those" | "her" | "some" | "any" | "is" | "are" | "was" | "were"
        | "be" | "to" | "on" | "in" => true,
        _ => false,
    };
    closes && !usual
}

/// Whether a word begins the phrase that a preposition asks for, so that nothing seems to be missing before it.
pub(super) fn begins_phrase(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "the"
            | "my"
            | "your"
            | "our"
            | "their"
            | "its"
            | "his"
            | "her"
            | "this"
            | "that"
            | "these"
            | "those"
            | "it"
            | "me"
            | "him"
            | "us"
            | "them"
            | "you"
            | "all"
            | "any"
            | "some"
            | "each"
            | "every"
            | "what"
            | "which"
            | "whom"
            | "whose"
            | "how"
            | "one"
            | "no"
            | "being"
            | "having"
    )
}

/// `and`, `or` and their like, with which a sentence may break off or pause.
pub(super) fn is_conjunction(word: &str) -> bool {
    const CONJUNCTIONS: [&str; 11] =
        ["and", "or", "but", "nor", "because", "than", "if", "whether", "unless", "whereas", "although"];
    CONJUNCTIONS.iter().any(|conjunction| word.eq_ignore_ascii_case(conjunction))
}

/// Verbs that give a name to something. They end sentences too (`as we find it called`).
pub(super) fn names(word: &str) -> bool {
    matches!(
        word,
        "call"
            | "calls"
            | "called"
            | "calling"
            | "name"
            | "named"
            | "dub"
            | "dubbed"
            | "termed"
            | "title"
            | "titled"
            | "entitled"
    )
}

/// What the end of a Chinese clause wants after it.
pub(super) fn chinese(before: &str) -> Want {
    if CHINESE_SURE.iter().any(|end| before.ends_with(end)) {
        Want::Sure
    } else if CHINESE_SOME.iter().any(|end| before.ends_with(end)) {
        Want::Some
    } else {
        Want::Nothing
    }
}

/// Ends of clauses that ask for a name, a thing, a place.
const CHINESE_SURE: &[&str] = &[
    "叫做",
    "叫作",
    "称为",
    "稱為",
    "称作",
    "稱作",
    "称之为",
    "稱之為",
    "名为",
    "名為",
    "名叫",
    "定义为",
    "定義為",
    "取名",
    "基于",
    "基於",
    "关于",
    "關於",
    "对于",
    "對於",
    "以及",
    "或者",
    "比如",
    "例如",
    "所谓的",
    "所謂的",
    "属于",
    "屬於",
    "作为",
    "作為",
    "成为",
    "成為",
    "变成",
    "變成",
    "按照",
    "由于",
    "由於",
    "一种",
    "一種",
    "这种",
    "這種",
    "那种",
    "那種",
    "把",
    "被",
];

/// Characters that mostly ask for more but end words and sentences too.
const CHINESE_SOME: &[&str] = &[
    "将", "將", "与", "與", "和", "跟", "的", "叫", "用", "在", "从", "從", "向", "给", "給", "让", "讓",
    "像", "为", "為", "及", "或", "是", "这个", "這個", "那个", "那個", "一个", "一個", "通过", "通過",
    "根据", "根據",
];

/// Whether a full stop cannot stand behind `before`: behind a word that asks for a name, or behind a mark that asks for
/// another item.
pub(super) fn chinese_cannot_stop(before: &str) -> bool {
    const ENDS: &[&str] = &[
        "叫做",
        "叫作",
        "称为",
        "稱為",
        "称作",
        "稱作",
        "称之为",
        "稱之為",
        "名为",
        "名為",
        "定义为",
        "定義為",
        "基于",
        "基於",
        "关于",
        "關於",
        "以及",
        "、",
        "：",
    ];
    // All but a few of the sentences end otherwise, which two bytes tell.
    let bytes = before.as_bytes();
    let [.., second, last] = bytes else {
        return false;
    };
    let possible = matches!(
        (second, last),
        (0x81, 0x9A)
            | (0xBD, 0x9C)
            | (0xB8, 0xBA)
            | (0x82, 0xBA)
            | (0xBA, 0x8E)
            | (0x96, 0xBC)
            | (0x8F, 0x8A)
            | (0x80, 0x81)
            | (0xBC, 0x9A)
    );
    possible && ENDS.iter().any(|end| before.ends_with(end))
}
