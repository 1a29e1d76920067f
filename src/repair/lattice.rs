//! stand-in
#[derive(Default)]
pub(crate) struct Lattice {
    slots: Vec<Slot>,
    candidates: Vec<(char, f32)>,
}
enum Slot {
    Known(char),
    Gap(std::ops::Range<usize>),
}
pub(crate) struct Choice {
    pub(crate) best: char,
    pub(crate) confidence: f32,
    pub(crate) runners_up: Vec<(char, f32)>,
}
impl Lattice {
    pub(crate) fn known(&mut self, c: char) {
        self.slots.push(Slot::Known(c));
    }
    pub(crate) fn gap(&mut self, candidates: impl Iterator<Item = (char, f32)>) {
        let start = self.candidates.len();
        self.candidates.extend(candidates);
        self.slots.push(Slot::Gap(start..self.candidates.len()));
    }
    pub(crate) fn solve(&mut self) -> Vec<Choice> {
        use crate::model::plausibility::State;
        let mut before = State::START;
        let mut out = Vec::new();
        for s in &self.slots {
            match s {
                Slot::Known(c) => before = before.then(*c).1,
                Slot::Gap(r) => {
                    let mut v: Vec<(char, f32)> = self.candidates[r.clone()]
                        .iter()
                        .map(|&(c, b)| (c, b + (-(before.then(c).0 as f32) / 8.0).exp2()))
                        .collect();
                    v.sort_by(|a, b| b.1.total_cmp(&a.1));
                    let s: f32 = v.iter().map(|x| x.1).sum();
                    for x in &mut v {
                        x.1 /= s
                    }
                    before = before.then(v[0].0).1;
                    out.push(Choice {
                        best: v[0].0,
                        confidence: v[0].1,
                        runners_up: v[1..].iter().copied().take(4).collect(),
                    });
                }
            }
        }
        self.slots.clear();
        self.candidates.clear();
        out
    }
}
