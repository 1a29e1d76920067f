//! The page: what is shown, in the order in which it is shown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use lacuna::{Certainty, Lacuna, LacunaKind, Lang, Mixing, Repair, Transcript, Turn};
use maud::{html, Markup, PreEscaped, DOCTYPE};
use unicode_segmentation::UnicodeSegmentation;

/// Stretches of the strip at the most; neighbours of a longer conversation share one.
const STRIP: usize = 1200;

/// Speakers who have a bar, and those who have a column of measures.
const BARS: usize = 40;
const COLUMNS: usize = 6;

/// Inferred characters below this confidence are drawn as doubtful.
const DOUBTFUL: f32 = 0.9;

/// The page as HTML. Everything that comes from the transcript is escaped.
pub fn render(transcript: &Transcript, title: &str) -> String {
    let view = View::of(transcript);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (named(title)) " · lacuna" }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                header {
                    h1 { (shown(title)) }
                    (view.legend())
                }
                main {
                    section aria-label="The conversation" {
                        @for turn in transcript { (view.bubble(turn)) }
                    }
                    section {
                        h2 { "Over time" }
                        (view.strip())
                    }
                    section {
                        h2 { "Who mixes" }
                        (view.bars())
                        (view.measures())
                    }
                    section {
                        h2 { "The damage" }
                        (view.summary())
                    }
                }
            }
        }
    };
    page.into_string()
}

struct View<'a> {
    transcript: &'a Transcript,
    /// In the order in which they appear: the number is the colour.
    languages: Vec<Lang>,
    /// Repairs of characters that had lost bytes.
    uncertain: Vec<Repair<'a>>,
    /// Counted once for all that is shown of it, so that all figures agree.
    mixing: Mixing,
    speakers: Vec<(&'a str, Mixing)>,
    /// The speakers' numbers by their names.
    numbers: HashMap<&'a str, usize>,
}

impl<'a> View<'a> {
    fn of(transcript: &'a Transcript) -> View<'a> {
        let mut languages = Vec::new();
        for lang in transcript.turns().flat_map(|turn| turn.segments()).filter_map(|segment| segment.lang()) {
            if !languages.contains(&lang) {
                languages.push(lang);
            }
        }
        let uncertain =
            transcript.repairs().filter(|repair| repair.certainty() != Certainty::Exact).collect();
        let speakers = transcript.mixing_by_speaker();
        let numbers = speakers.iter().enumerate().map(|(number, (name, _))| (*name, number)).collect();
        View { transcript, languages, uncertain, mixing: transcript.mixing(), speakers, numbers }
    }

    /// The class of a language: eight colours, then grey.
    fn class(&self, lang: Option<Lang>) -> String {
        match lang.and_then(|lang| self.languages.iter().position(|known| *known == lang)) {
            Some(number) if number < 8 => format!("lang-{number}"),
            _ => "lang-none".into(),
        }
    }

    fn summary(&self) -> Markup {
        let mut channels: BTreeMap<String, usize> = BTreeMap::new();
        for repair in self.transcript.repairs() {
            *channels.entry(repair.channel().to_string()).or_default() += 1;
        }
        let lacunae: usize = self.transcript.turns().map(|turn| turn.lacunae().len()).sum();
        let exact = self.transcript.repairs().len() - self.uncertain.len();
        html! {
            dl.summary {
                div { dt { "Turns" } dd { (self.transcript.turns().len()) } }
                div { dt { "Speakers" } dd { (self.transcript.speakers().len()) } }
                div { dt { "Languages" } dd { (self.languages.len()) } }
                div { dt { "Exact repairs" } dd { (exact) } }
                div { dt { "Inferred repairs" } dd { (self.uncertain.len()) } }
                div { dt { "Lacunae" } dd { (lacunae) } }
            }
            @for (channel, repairs) in &channels {
                p.channel { "Damaged as " strong { (channel) } ": " (repairs) " repairs." }
            }
        }
    }

    fn legend(&self) -> Markup {
        html! {
            ul.legend aria-label="Legend" {
                @for lang in &self.languages {
                    li { span class={ "swatch " (self.class(Some(*lang))) } {} (name_of(*lang)) }
                }
                li { span.inferred { "字" } " inferred" }
                li { span.inferred.doubtful { "字" } " doubtful" }
                li { span.lacuna { "⟨…⟩" } " lacuna" }
            }
        }
    }

    /// One bar from the beginning of the conversation to its end, a stretch for each segment, as wide as it has words.
    fn strip(&self) -> Markup {
        let mut stretches: Vec<(Option<Lang>, usize)> = Vec::new();
        let said = self.transcript.turns().filter(|turn| !turn.is_system());
        for segment in said.flat_map(|turn| turn.segments()) {
            let len = segment.text().unicode_words().count();
            match stretches.last_mut() {
                Some((lang, length)) if *lang == segment.lang() => *length += len,
                _ => stretches.push((segment.lang(), len)),
            }
        }
        let shared = stretches.len().div_ceil(STRIP).max(1);
        let mut x = 0;
        let mut cells = Vec::new();
        for group in stretches.chunks(shared) {
            let width: usize = group.iter().map(|(_, len)| len).sum();
            let most = group.iter().max_by_key(|(_, len)| *len).and_then(|(lang, _)| *lang);
            cells.push((x, width, most));
            x += width;
        }
        html! {
            svg.strip viewBox={ "0 0 " (x.max(1)) " 10" } preserveAspectRatio="none" role="img"
                aria-label="Languages from the beginning to the end" {
                @for (x, width, lang) in cells {
                    rect class=(self.class(lang)) x=(x) y="0" width=(width) height="10" {
                        title { (lang.map_or("no language".into(), name_of)) }
                    }
                }
            }
            p.caption { "From the first turn to the last: " (self.mixing.switches()) " switches of language." }
        }
    }

    /// A bar for each speaker, of those who say most: words in each language.
    fn bars(&self) -> Markup {
        let mut most_first: Vec<&(&str, Mixing)> = self.speakers.iter().collect();
        most_first.sort_by_key(|(_, mixing)| Reverse(mixing.tokens()));
        let most = most_first.first().map_or(1, |(_, mixing)| mixing.tokens().max(1));
        let others = most_first.split_off(most_first.len().min(BARS));
        let share = |words: u64| format!("width:{}%", 100.0 * words as f64 / most as f64);
        html! {
            div.bars {
                @for (name, mixing) in most_first {
                    div.name { bdi { (shown(name)) } }
                    div.bar {
                        @for (lang, words) in mixing.languages() {
                            div class=(self.class(Some(*lang))) style=(share(*words)) title={ (name_of(*lang)) ": " (words) " words" } {}
                        }
                    }
                    div.count { (mixing.tokens()) }
                }
            }
            @if !others.is_empty() {
                p.caption { "And " (others.len()) " others." }
            }
        }
    }

    fn measures(&self) -> Markup {
        let mut columns = vec![("All", &self.mixing)];
        columns.extend(self.speakers.iter().take(COLUMNS).map(|(name, mixing)| (*name, mixing)));
        type Measure = fn(&Mixing) -> Option<f64>;
        let rows: [(&str, Measure); 8] = [
            ("Code-mixing index (0–100)", Mixing::cmi),
            ("Utterance index (0–100)", Mixing::utterance_index),
            ("M-index", Mixing::m_index),
            ("I-index", Mixing::i_index),
            ("Language entropy (bits)", Mixing::language_entropy),
            ("Span entropy (bits)", Mixing::span_entropy),
            ("Burstiness", Mixing::burstiness),
            ("Memory", Mixing::memory),
        ];
        html! {
            div.scroll tabindex="0" role="region" aria-label="Measures of mixing" {
                table {
                    thead { tr { th {} @for (name, _) in &columns { th scope="col" { bdi { (shown(name)) } } } } }
                    tbody {
                        tr { th scope="row" { "Words" } @for (_, mixing) in &columns { td { (mixing.tokens()) } } }
                        tr { th scope="row" { "Switches" } @for (_, mixing) in &columns { td { (mixing.switches()) } } }
                        tr {
                            th scope="row" { "Matrix language" }
                            @for (_, mixing) in &columns { td { (mixing.matrix_language().map_or("–".into(), name_of)) } }
                        }
                        @for (name, measure) in rows {
                            tr {
                                th scope="row" { (name) }
                                @for (_, mixing) in &columns {
                                    td { (measure(mixing).map_or("–".to_owned(), |value| format!("{value:.2}"))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn bubble(&self, turn: Turn<'_>) -> Markup {
        if turn.is_system() {
            return html! { p.system { (shown(turn.text())) } };
        }
        let number = turn.speaker().and_then(|name| self.numbers.get(name));
        let side = if number.is_some_and(|number| number % 2 == 1) { "turn right" } else { "turn" };
        html! {
            article class=(side) {
                h3 {
                    @if let Some(speaker) = turn.speaker() { bdi { (shown(speaker)) } } @else { "—" }
                    @if let Some(time) = turn.time() { " " span.time { (shown(time)) } }
                }
                // The text's own direction, not the page's.
                div.text dir="auto" { (self.text(turn)) }
            }
        }
    }

    /// The turn's segments, cut again where something was inferred or is missing.
    fn text(&self, turn: Turn<'_>) -> Markup {
        let mut lacunae: Vec<Lacuna> = turn.lacunae().collect();
        lacunae.reverse();
        html! {
            @for segment in turn.segments() {
                span class={ "said " (self.class(segment.lang())) } lang=[segment.lang().map(|lang| lang.to_string())] {
                    (self.pieces(turn, segment.range_in_turn(), &mut lacunae))
                }
            }
            @for lacuna in lacunae.into_iter().rev() { (gap(lacuna.kind(), "")) }
        }
    }

    /// `lacunae`: those that are not written yet, the next one last.
    fn pieces(&self, turn: Turn<'_>, range: Range<usize>, lacunae: &mut Vec<Lacuna<'_>>) -> Markup {
        let text = turn.text();
        let written = turn.written(range.clone());
        let first = self.uncertain.partition_point(|repair| repair.range_in_text().start < written.start);
        let behind = self.uncertain.partition_point(|repair| repair.range_in_text().end <= written.end);
        let here = self.uncertain[first..behind.max(first)].iter();
        let mut uncertain =
            here.filter_map(|repair| Some((turn.locate(repair.range_in_text())?, repair))).peekable();
        let mut at = range.start;
        let mut out = Vec::new();
        while at < range.end {
            while uncertain.next_if(|(place, _)| place.start < at).is_some() {}
            let repair = uncertain.peek().map(|(place, _)| place.start);
            let lacuna = lacunae.last().map(|lacuna| lacuna.range_in_turn().start.max(at));
            let next = repair.into_iter().chain(lacuna).fold(range.end, usize::min);
            if next > at {
                out.push(shown(&text[at..next]));
                at = next;
            } else if lacuna == Some(at) {
                let Some(lacuna) = lacunae.pop() else { break };
                let end = lacuna.range_in_turn().end.clamp(at, range.end);
                out.push(gap(lacuna.kind(), &text[at..end]));
                at = end;
            } else if let Some((place, repair)) = uncertain.next() {
                let end = place.end.min(range.end);
                out.push(inferred(&text[at..end], *repair));
                at = end;
            }
        }
        html! { @for piece in out { (piece) } }
    }
}

/// Text whose characters that would not show, or would turn what stands behind them around, are shown as codes.
fn shown(text: &str) -> Markup {
    let mut rest = text;
    let mut out = Vec::new();
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_unseen(*c)) {
        out.push(html! { (rest[..at]) span.code { (code(c)) } });
        rest = &rest[at + c.len_utf8()..];
    }
    html! { @for piece in out { (piece) } (rest) }
}

/// The same where no mark-up can stand.
fn named(text: &str) -> String {
    text.chars().map(|c| if is_unseen(c) { code(c) } else { c.to_string() }).collect()
}

fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Controls but for those that lay out text, marks and overrides of direction, and marks that take no room.
fn is_unseen(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        '\u{061C}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' => true,
        '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => true,
        c => c.is_control(),
    }
}

/// A character that had lost bytes, with what else it could be.
fn inferred(text: &str, repair: Repair<'_>) -> Markup {
    let (confidence, candidates) = match repair.certainty() {
        Certainty::Inferred { confidence, runners_up, .. } => (confidence, runners_up),
        Certainty::Withheld { candidates, .. } => (0.0, candidates),
        _ => return shown(text),
    };
    // Nothing is certain that was inferred, and nothing that is named is impossible.
    let percent = |p: f32| match (100.0 * p).round() {
        p if p >= 100.0 => "> 99 %".to_owned(),
        p if p < 1.0 => "< 1 %".to_owned(),
        p => format!("{p} %"),
    };
    let class = if confidence < DOUBTFUL { "inferred doubtful" } else { "inferred" };
    html! {
        span class=(class) tabindex="0" {
            (shown(text))
            span.tip role="tooltip" {
                b { (shown(text)) } " " (percent(confidence))
                @for (candidate, p) in candidates.iter().take(4) { br; (shown(&candidate.to_string())) " " (percent(*p)) }
            }
        }
    }
}

/// A lacuna, with the mark that stands for it, if there is one.
fn gap(kind: LacunaKind, mark: &str) -> Markup {
    let what = match kind {
        LacunaKind::Elided => "a phrase was dropped here",
        LacunaKind::Inaudible => "could not be heard",
        LacunaKind::Omitted => "left out",
        LacunaKind::Media => "a picture, a recording or a file",
        LacunaKind::Unreadable => "could not be read",
        _ => "something is missing",
    };
    html! {
        span.lacuna tabindex="0" {
            @if mark.trim().is_empty() { "⟨…⟩" } @else { (shown(mark)) }
            span.tip role="tooltip" { (what) }
        }
    }
}

/// The English name of a language, or its code.
fn name_of(lang: Lang) -> String {
    let name = match lang.code() {
        "ara" => "Arabic",
        "ces" => "Czech",
        "deu" => "German",
        "ell" => "Greek",
        "eng" => "English",
        "fra" => "French",
        "heb" => "Hebrew",
        "hin" => "Hindi",
        "ind" => "Indonesian",
        "ita" => "Italian",
        "jpn" => "Japanese",
        "kor" => "Korean",
        "nld" => "Dutch",
        "pol" => "Polish",
        "por" => "Portuguese",
        "rus" => "Russian",
        "spa" => "Spanish",
        "tha" => "Thai",
        "tur" => "Turkish",
        "ukr" => "Ukrainian",
        "vie" => "Vietnamese",
        "yue" => "Cantonese",
        "zho" => "Chinese",
        code => code,
    };
    name.to_owned()
}
