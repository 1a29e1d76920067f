//! Whether a quotation mark fits what is open in front of it.

/// Which quotations of a line are open.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Quotations {
    double: Double,
    single: bool,
    /// True behind the mark that opened one.
    just_opened: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
enum Double {
    #[default]
    None,
    /// `“`, which `”` closes.
    High,
    /// `„`, which `“` closes, or `”`.
    Low,
}

/// What a character is to the quotations that are open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fit {
    /// It closes one.
    Closes,
    /// It opens one within one like it, or closes one that was not opened.
    Contradicts,
    /// Neither.
    Free,
}

impl Quotations {
    /// What `c` is behind these, and which are open behind it.
    pub(crate) fn then(self, c: char) -> (Fit, Quotations) {
        let (fit, then) = self.mark(c);
        match fit {
            // There is something in a quotation.
            Fit::Closes if self.just_opened => (Fit::Contradicts, then),
            _ => (fit, then),
        }
    }

    fn mark(self, c: char) -> (Fit, Quotations) {
        let before = Quotations { just_opened: false, ..self };
        let double = |double| Quotations { double, just_opened: double != Double::None, ..before };
        match (c, self.double) {
            ('\u{201C}', Double::None) => (Fit::Free, double(Double::High)),
            ('\u{201C}', Double::High) => (Fit::Contradicts, double(Double::High)),
            ('\u{201E}', Double::None) => (Fit::Free, double(Double::Low)),
            ('\u{201E}', Double::High | Double::Low) => (Fit::Contradicts, double(Double::Low)),
            ('\u{201D}', Double::None) => (Fit::Contradicts, before),
            ('\u{201C}', Double::Low) | ('\u{201D}', Double::High | Double::Low) => {
                (Fit::Closes, double(Double::None))
            }
            ('\u{2018}', _) if self.single => (Fit::Contradicts, before),
            ('\u{2018}', _) => (Fit::Free, Quotations { single: true, just_opened: true, ..before }),
            // Without one that is open, it is an apostrophe.
            ('\u{2019}', _) if self.single => (Fit::Closes, Quotations { single: false, ..before }),
            ('\n', _) if self != Quotations::default() => (Fit::Contradicts, Quotations::default()),
            _ => (Fit::Free, before),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_closes_what_is_open() {
        let fits = |text: &str| {
            let mut quotations = Quotations::default();
            let mut not_free = String::new();
            for c in text.chars() {
                let (fit, then) = quotations.then(c);
                quotations = then;
                match fit {
                    Fit::Closes => not_free.push('+'),
                    Fit::Contradicts => not_free.push('-'),
                    Fit::Free => {}
                }
            }
            not_free
        };
        for (text, expected) in [
            ("“Yes”, “no”", "++"),
            ("„Ja“, „nein“", "++"),
            ("„Tak”", "+"),
            ("“He said ‘no’ twice”", "++"),
            ("don’t", ""),
            ("”No“", "-"),
            ("““", "-"),
            ("“open\n", "-"),
            ("‘‘", "-"),
            ("“”", "-"),
            ("“ ”", "+"),
        ] {
            assert_eq!(fits(text), expected, "{text}");
        }
    }
}
