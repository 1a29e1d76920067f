//! What a caller lets be believed of the damage.

use std::fmt;
use std::sync::Arc;

use crate::channel::code_page::CodePage;
use crate::channel::parts::ChannelLayer;
use crate::channel::{Garbling, Layer, Loss};

/// Says of each layer whether it may explain damage; of all, unless a rule is given.
#[derive(Clone, Default)]
pub(crate) struct Permits(Option<Given>);

#[derive(Clone)]
struct Given {
    rule: Arc<dyn Fn(&ChannelLayer) -> bool + Send + Sync>,
    /// A bit for each single-byte page by which UTF-8 may have been read, whatever was lost.
    pages: u32,
}

/// All layers may be believed.
pub(crate) static ALL: Permits = Permits(None);

impl Permits {
    pub(crate) fn new(rule: impl Fn(&ChannelLayer) -> bool + Send + Sync + 'static) -> Permits {
        let losses = || std::iter::once(Loss::NONE).chain(Loss::each_alone());
        let believed = |page| losses().any(|loss| rule(&ChannelLayer::of(Layer::new(page, loss).into())));
        let pages =
            CodePage::all().filter(|page| believed(*page)).fold(0, |all, page| all | 1 << page.index());
        Permits(Some(Given { rule: Arc::new(rule), pages }))
    }

    pub(crate) fn allow(&self, garbling: Garbling) -> bool {
        self.0.as_ref().is_none_or(|given| (given.rule)(&ChannelLayer::of(garbling)))
    }

    /// A bit for each single-byte page; all others are set.
    pub(crate) fn pages(&self) -> u32 {
        let all = CodePage::all().fold(0, |all, page| all | 1 << page.index());
        self.0.as_ref().map_or(u32::MAX, |given| given.pages | !all)
    }
}

impl fmt::Debug for Permits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "by a rule" } else { "all" })
    }
}
