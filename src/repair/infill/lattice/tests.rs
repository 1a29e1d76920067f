use super::*;
use crate::channel::{Channel, Garbling};
use crate::dice::Dice;
use crate::model::restoration;
use crate::model::restoration::around;
use crate::model::restoration::bilinear::Bilinear;
use crate::model::restoration::build::Vectors;
use crate::model::restoration::window::{licensed, windows};
use crate::model::restoration::NOT_HELD;
use crate::repair::infill::choice::RUNNERS_UP;
use crate::repair::infill::forward_backward::CAPITAL_BEHIND_SMALL;
use crate::repair::infill::local_scores::OTHER_VARIETY;
use crate::repair::undo::sequence::Sequence;
use crate::repair::undo::sequence_reader::SequenceReader;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};

/// Holds a feature out of `sparse`, with a weight up to `scale`; counts how often it is asked.
struct Toy {
    sparse: u64,
    scale: f32,
    asked: Cell<usize>,
    vectors: Bilinear<'static>,
}

impl Toy {
    fn new(sparse: u64, scale: f32) -> Toy {
        Toy { sparse, scale, asked: Cell::new(0), vectors: Bilinear::EMPTY }
    }
}

impl Weights for &Toy {
    fn look_up(&self, feature: u64, _: bool) -> f32 {
        self.asked.set(self.asked.get() + 1);
        if feature % self.sparse != 0 {
            return NOT_HELD;
        }
        self.scale * ((feature >> 20) % 1000) as f32 / 1000.0 + f32::MIN_POSITIVE
    }
    fn prior(&self, c: char) -> f32 {
        (c as u32 % 7) as f32 * 0.01
    }
    fn vectors(&self) -> &Bilinear<'_> {
        &self.vectors
    }
    fn word(&self, _: u64) -> Option<f32> {
        None
    }
}

const SETS: [&str; 6] = ["不中", "词话", "、】", "шщ", "Гд", "\u{e0}\u{e1}"];
const KNOWN: &str = "\u{7684}\u{6211}\u{674e}\u{767d}a1 \u{430}\u{431}\n\u{3002}e\u{300a}.üř";

/// Feeds the same slots to a lattice and to a list.
fn random_text(
    dice: &mut Dice,
    lattice: &mut Lattice<&Toy>,
    sets: &[ConfusionSet],
    gaps: usize,
) -> (Vec<u32>, Vec<usize>) {
    let known: Vec<char> = KNOWN.chars().collect();
    let (mut slots, mut of) = (vec![], vec![]);
    while of.len() < gaps {
        if dice.roll(5) < 2 {
            let set = dice.roll(SETS.len());
            lattice.gap(sets[set]);
            slots.push(GAP | of.len() as u32);
            of.push(set);
        } else {
            let c = known[dice.roll(known.len())];
            lattice.known(c);
            slots.push(c as u32);
        }
    }
    (slots, of)
}

/// Whether a gap's capital stands behind the small letter of the gap before it, in one word.
fn is_capital_behind_small(views: &Views, kinds: &[GapKind], picks: &[char], gap: usize) -> bool {
    let Some(last) = gap.checked_sub(1) else { return false };
    let are_side_by_side = views.places[last].at + 1 == views.places[gap].at;
    let are_letters = [last, gap].iter().all(|&gap| kinds[gap].is_alphabetic());
    let are_of_one_view = kinds[last].latin == kinds[gap].latin;
    let have_case = picks[last].is_lowercase() && picks[gap].is_uppercase();
    are_side_by_side && are_letters && are_of_one_view && have_case
}

/// The score of one assignment, straight from the definition: every window counts once, with the last of its gaps.
fn score(toy: &Toy, views: &Views, kinds: &[GapKind], picks: &[char]) -> f32 {
    let mut total = 0.0;
    for (gap, &c) in picks.iter().enumerate() {
        let (kind, place, model) = (kinds[gap], &views.places[gap], &toy);
        let look_up = |sum| model.look_up(feature::finish(sum), kind.is_alphabetic());
        total += model.prior(c)
            + look_up(feature::shape_base(place.left, place.right).wrapping_add(feature::shape_part(c)));
        if kind.is_alphabetic() {
            total += look_up(feature::case_base(place.left, place.right).wrapping_add(feature::case_part(c)));
            let start = feature::start_base(place.second, place.left);
            if let Some(base) = start {
                total += look_up(base.wrapping_add(feature::start_part(c)));
            }
        }
        for &letter in place.company.iter().take_while(|letter| kind.latin && **letter != 0) {
            let part = feature::company_part(feature::symbol(c));
            total += look_up(feature::company_base(letter).wrapping_add(part));
        }
        if kind.wide {
            if feature::are_opposed(place.variety, c) {
                total -= OTHER_VARIETY;
            }
            total += feature::variety_sums(place.variety, c).map(look_up).iter().sum::<f32>();
        }
        if kind.punctuation {
            for (base, part) in
                feature::pair_bases(place.before, place.after).iter().zip(feature::pair_parts(c))
            {
                total += look_up(base.wrapping_add(part));
            }
        }
        if is_capital_behind_small(views, kinds, picks, gap) {
            total -= CAPITAL_BEHIND_SMALL;
        }
        let mut held = 0;
        windows(views.of(kind.latin), place.at as usize, kind.templates(), |window| {
            let others = &window.others[..window.count];
            if others.iter().any(|&(other, _)| other as usize > gap) || !licensed(window.licence, held) {
                return;
            }
            let mut sum = window.base;
            for &(other, at) in others {
                let symbol = feature::symbol(picks[other as usize]);
                sum = sum.wrapping_add(feature::part(window.template, at as usize, symbol));
            }
            let weight =
                look_up(sum.wrapping_add(feature::part(window.template, window.at, feature::symbol(c))));
            if crate::model::restoration::is_held(weight) {
                held |= window.bit;
            }
            total += weight;
        });
    }
    total
}

/// The probability of the first candidate of each gap, by trying all assignments.
fn brute_force(toy: &Toy, slots: &[u32], of: &[usize]) -> Vec<f64> {
    let candidates: Vec<Vec<char>> = of.iter().map(|&set| SETS[set].chars().collect()).collect();
    let kinds: Vec<GapKind> = candidates
        .iter()
        .map(|own| {
            let prior = |c: &char| (&toy).prior(*c);
            let best = own.iter().copied().reduce(|a, b| if prior(&b) > prior(&a) { b } else { a });
            let other_loss = own.iter().any(|c| !is_usually_damaged(*c));
            GapKind { other_loss, ..GapKind::of(best.unwrap()) }
        })
        .collect();
    let mut views = Views::default();
    views.build(slots, &kinds);
    let (mut total, mut first) = (0.0, vec![0.0; of.len()]);
    for assignment in 0..1usize << of.len() {
        let picks: Vec<char> = (0..of.len()).map(|gap| candidates[gap][assignment >> gap & 1]).collect();
        let mass = (score(toy, &views, &kinds, &picks) as f64).exp();
        total += mass;
        for (gap, first) in first.iter_mut().enumerate() {
            *first += if assignment >> gap & 1 == 0 { mass } else { 0.0 };
        }
    }
    first.iter().map(|mass| mass / total).collect()
}

fn sets(lattice: &mut Lattice<&Toy>) -> Vec<ConfusionSet> {
    SETS.iter().map(|set| lattice.set(set.chars().map(|c| (c, 0.0)))).collect()
}

fn share_of(choice: &Choice, c: char) -> f32 {
    let all = [(choice.best, choice.confidence)].into_iter().chain(choice.runners_up);
    all.filter(|(other, _)| *other == c).map(|(_, share)| share).sum()
}

/// Weights too small for anything to be pruned, gaps too few for states to be: the search must be exact.
#[test]
fn small_lattices_agree_with_trying_everything() {
    let toy = Toy::new(2, 0.3);
    let mut dice = Dice::new(1);
    for round in 0..600 {
        let mut lattice = Lattice::new(&toy);
        let sets = sets(&mut lattice);
        let (slots, of) = random_text(&mut dice, &mut lattice, &sets, 1 + round % 3);
        let exact = brute_force(&toy, &slots, &of);
        let choices = lattice.choose(&words::NONE);
        for ((choice, &set), exact) in choices.iter().zip(&of).zip(exact) {
            let found = share_of(choice, SETS[set].chars().next().unwrap());
            assert!((found as f64 - exact).abs() < 1e-4, "round {round}: {found} {exact}");
        }
    }
}

/// Weights so great that most gaps are settled by themselves: the winner must still win.
#[test]
fn settled_gaps_are_settled_rightly() {
    let toy = Toy::new(2, 4.0);
    let mut dice = Dice::new(2);
    let (mut gaps, mut right, mut settled) = (0, 0, 0);
    for _ in 0..500 {
        let mut lattice = Lattice::new(&toy);
        let sets = sets(&mut lattice);
        let (slots, of) = random_text(&mut dice, &mut lattice, &sets, 6);
        let exact = brute_force(&toy, &slots, &of);
        for ((choice, &set), exact) in lattice.choose(&words::NONE).iter().zip(&of).zip(exact) {
            let first = SETS[set].chars().next().unwrap();
            if (exact - 0.5).abs() > 0.45 {
                gaps += 1;
                right += ((choice.best == first) == (exact > 0.5)) as usize;
                settled += (choice.confidence == 1.0) as usize;
            }
        }
    }
    // Pruning costs something where weights are as wild as these.
    assert!(right * 100 >= gaps * 96, "{right} of {gaps}");
    assert!(settled * 4 > gaps, "{settled} of {gaps}");
}

/// Work is counted, not timed: twice the text is twice the questions, also where every character is a gap of one line.
#[test]
fn work_grows_with_the_length() {
    for kinds in [1, SETS.len()] {
        let work = |gaps: usize| {
            let toy = Toy::new(3, 1.0);
            let mut lattice = Lattice::new(&toy);
            let sets = sets(&mut lattice);
            let mut dice = Dice::new(3);
            (0..gaps).for_each(|_| lattice.gap(sets[dice.roll(kinds)]));
            lattice.solve(&mut Vocabulary::Known(&words::NONE));
            toy.asked.get()
        };
        let (once, twice) = (work(3000), work(6000));
        assert!(twice < once * 21 / 10, "{once} {twice}");
        assert!(once < 3000 * 2000, "{once}");
    }
}

/// A document of which one line went through the channel, and others did not.
#[test]
fn lines_that_are_whole_help_gaps() {
    let share = |whole: usize| {
        let toy = Toy::new(u64::MAX, 1.0);
        let mut lattice = Lattice::new(&toy);
        let [set, other] =
            ["不中", "词话"].map(|candidates| lattice.set(candidates.chars().map(|c| (c, 0.0))));
        lattice.gap(set);
        "李白\n".chars().for_each(|c| lattice.known(c));
        lattice.gap(other);
        for _ in 0..whole {
            "\n话的话我话白话\n中李白".chars().for_each(|c| lattice.known(c));
        }
        let choices = lattice.solve(&mut Vocabulary::Known(&words::NONE));
        assert_eq!(choices.len(), 2, "occurrences are not choices");
        share_of(&choices[0], '\u{4e2d}')
    };
    assert!((share(0) - 0.5).abs() < 0.1, "{}", share(0));
    assert!(share(1) > share(0) && share(20) > share(1) && share(20) > 0.6, "{} {}", share(1), share(20));
}

/// Vectors in which 李, wherever it stands beside a gap, speaks for 中, and 中 for 话.
fn vectors() -> Bilinear<'static> {
    let symbols = ['\u{4e2d}', '\u{674e}', '\u{8bdd}'].map(feature::symbol);
    let keys: Vec<usize> = symbols.iter().filter_map(|symbol| around::key(*symbol)).collect();
    assert!(keys.is_sorted());
    let mut vectors = Vectors {
        keys,
        places: vec![127; around::PLACES * around::DIMS],
        scales: vec![[around::MOST_SCALE, around::MOST_SCALE, 0]; symbols.len() + 1],
        beside: vec![0; (symbols.len() + 1) * around::DIMS],
        inside: vec![0; (symbols.len() + 1) * around::DIMS],
        units: [4e-5, 0.0],
    };
    for (dimension, (beside, inside)) in [(2, 1), (1, 3)].into_iter().enumerate() {
        vectors.beside[beside * around::DIMS + dimension] = 7;
        vectors.inside[inside * around::DIMS + dimension] = 7;
    }
    Bilinear::open(vectors.build().leak()).expect("a file of vectors")
}

#[test]
fn what_stands_far_away_counts_where_the_windows_leave_doubt() {
    let shares = |vectors: Bilinear<'static>, text: &str| {
        let toy = Toy { vectors, ..Toy::new(u64::MAX, 1.0) };
        let mut lattice = Lattice::new(&toy);
        let sets = ["\u{4e0d}\u{4e2d}", "\u{8bcd}\u{8bdd}"]
            .map(|candidates| lattice.set(candidates.chars().map(|c| (c, 0.0))));
        for c in text.chars() {
            match c {
                '0' | '1' => lattice.gap(sets[c as usize - '0' as usize]),
                _ => lattice.known(c),
            }
        }
        let choices = lattice.choose(&words::NONE);
        choices
            .iter()
            .zip(['\u{4e2d}', '\u{8bdd}'])
            .map(|(choice, c)| share_of(choice, c))
            .collect::<Vec<_>>()
    };
    let of = |text| shares(vectors(), text);
    let without = shares(Bilinear::EMPTY, "李的的的的的0");
    assert!((without[0] - 0.5).abs() < 0.1 && of("李的的的的的0")[0] > 0.9, "{without:?}");
    assert_eq!(of("李的的的的的的的的的的0"), without, "too far away");
    assert_eq!(of("李\n0"), without, "another line");
    assert_eq!(of("李0000")[0], without[0], "guesses around guesses");
    // A gap that is open sees another one as what seems best so far, which here is 不.
    let both = of("李0的1\n的的的的的的");
    assert!(both[0] > 0.9 && (both[1] - 0.5).abs() < 0.1, "{both:?}");
}

/// What a gap was filled with, and the place of what stood there among its shares.
type Case = ([f32; RUNNERS_UP + 2], usize);

/// Fills the gaps that a channel leaves in a text, without the powers of `calibrate`; by their row and class.
fn cases(text: &str, channel: &Channel) -> Vec<((usize, usize), Case)> {
    let Garbling::Narrow(layer) = channel.garblings()[0] else { panic!("{channel}") };
    let reader = SequenceReader::new(layer);
    let mut lattice = Lattice::new(restoration::restoration());
    let (mut sets, mut truth) = (HashMap::new(), vec![]);
    for c in text.chars() {
        match reader.sequence(&channel.apply(c.encode_utf8(&mut [0; 4]))) {
            Some((Sequence::Gap(gap), _)) => {
                let set = *sets.entry(gap).or_insert_with(|| {
                    let mut candidates = vec![];
                    reader.candidates(&gap, &mut |c| candidates.push((c, 0.0)));
                    lattice.set(candidates.into_iter())
                });
                lattice.gap(set);
                truth.push(c);
            }
            _ => lattice.known(c),
        }
    }
    lattice.choose(&words::NONE);
    lattice.hear_document(&mut Vocabulary::Known(&words::NONE));
    lattice.search_words();
    let case = |local: &Local| {
        let choice = &lattice.choices[local.gap as usize];
        let mut shares = [0.0; RUNNERS_UP + 2];
        for (share, (_, own)) in shares.iter_mut().zip(choice.shares()) {
            *share = own;
        }
        shares[RUNNERS_UP + 1] = (1.0 - shares.iter().sum::<f32>()).max(calibrate::LEFT_OUT);
        let right = choice.shares().iter().position(|(c, _)| *c == truth[local.gap as usize]);
        (lattice.class(local), (shares, right.unwrap_or(RUNNERS_UP + 1)))
    };
    let all = lattice.locals.iter().chain(&lattice.settled);
    all.filter(|local| local.kind.other_loss).map(case).collect()
}

/// The power that makes the mean of what is stated the share that is right. Each list counts by the root of its length.
fn fitted(lists: &[Vec<Case>]) -> f32 {
    let gap = |power: f32| {
        let (mut stated, mut right) = (0.0, 0.0);
        for list in lists {
            let weight = 1.0 / (list.len() as f32).sqrt();
            for (shares, place) in list {
                let total: f32 = shares.iter().map(|share| share.powf(power)).sum();
                stated += weight * shares[0].powf(power) / total;
                right += weight * f32::from(u8::from(*place == 0));
            }
        }
        (stated - right).abs()
    };
    let powers = (2..=26).map(|step| step as f32 / 20.0);
    powers.min_by(|a, b| gap(*a).total_cmp(&gap(*b))).unwrap()
}

/// Prints the powers that the lines held out of training call for: see `README.md` beside the model. Fails where the table has others.
#[test]
#[ignore = "needs the folder of held-out lines, a file a language, in LACUNA_HELD_OUT"]
fn powers_are_those_that_held_out_lines_call_for() {
    const PAGES: [&str; 5] = ["ISO-8859-1", "windows-1250", "windows-1253", "windows-1254", "windows-1257"];
    let folder = std::env::var("LACUNA_HELD_OUT").expect("LACUNA_HELD_OUT names a folder");
    let mut by_class: BTreeMap<(usize, usize), Vec<Vec<Case>>> = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        for page in PAGES {
            let channel: Channel = format!("UTF-8 read as {page}, controls stripped").parse().unwrap();
            let mut own: BTreeMap<(usize, usize), Vec<Case>> = BTreeMap::new();
            for (class, case) in cases(&text, &channel) {
                own.entry(class).or_default().push(case);
            }
            for (class, list) in own {
                by_class.entry(class).or_default().push(list);
            }
        }
    }
    let mut is_same = true;
    for (class, lists) in by_class {
        let count: usize = lists.iter().map(Vec::len).sum();
        // Too few tell nothing.
        let power = if count < calibrate::LEAST_CASES { 1.0 } else { fitted(&lists) };
        println!("{class:?}: {power:.2} ({count} gaps)");
        // Of other scripts nothing was held out.
        is_same &= class.0 + 1 == calibrate::POWERS.len()
            || (power - calibrate::POWERS[class.0][class.1]).abs() < 0.01;
    }
    assert!(is_same, "the table has other powers");
}

#[test]
fn nothing_to_do() {
    let toy = Toy::new(2, 1.0);
    let mut lattice = Lattice::new(&toy);
    assert!(lattice.solve(&mut Vocabulary::Known(&words::NONE)).is_empty());
    lattice.known('a');
    assert!(lattice.solve(&mut Vocabulary::Known(&words::NONE)).is_empty());
    let none = lattice.set(std::iter::empty());
    lattice.gap(none);
    let choices = lattice.solve(&mut Vocabulary::Known(&words::NONE));
    assert_eq!((choices.len(), choices[0].best), (1, '\u{fffd}'));
}

/// What cannot win by what the shorter windows say is not asked about in the longer ones: where most letters are gaps, most states are such.
#[test]
fn what_is_outdone_is_not_asked_about() {
    /// The model that ships, with a count of how often it is asked.
    struct Asked(restoration::Model<'static>, Cell<usize>);
    impl Weights for &Asked {
        fn look_up(&self, feature: u64, letters: bool) -> f32 {
            self.1.set(self.1.get() + 1);
            self.0.look_up(feature, letters)
        }
        fn prior(&self, c: char) -> f32 {
            self.0.prior(c)
        }
        fn vectors(&self) -> &Bilinear<'_> {
            self.0.vectors()
        }
        fn word(&self, key: u64) -> Option<f32> {
            self.0.word(key)
        }
    }
    const RUSSIAN: &str = "В воскресенье утром мы с друзьями поехали за город, чтобы посмотреть на старую крепость и погулять вдоль реки.";
    let channel: Channel = "UTF-8 read as ISO-8859-1, controls stripped".parse().unwrap();
    let Garbling::Narrow(layer) = channel.garblings()[0] else { panic!("{channel}") };
    let reader = SequenceReader::new(layer);
    let asked = Asked(restoration::restoration(), Cell::new(0));
    let mut lattice = Lattice::new(&asked);
    let mut gaps = 0;
    for c in RUSSIAN.chars() {
        match reader.sequence(&channel.apply(c.encode_utf8(&mut [0; 4]))) {
            Some((Sequence::Gap(gap), _)) => {
                let mut candidates = vec![];
                reader.candidates(&gap, &mut |c| candidates.push((c, 0.0)));
                let set = lattice.set(candidates.into_iter());
                lattice.gap(set);
                gaps += 1;
            }
            _ => lattice.known(c),
        }
    }
    lattice.solve(&mut Vocabulary::Known(&words::NONE));
    let each = asked.1.get() / gaps;
    assert!(each < 950, "{each} look-ups a gap: 822 where it is so, and 1,092 where all windows are asked");
}
