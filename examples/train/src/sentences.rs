//! The sentences of the corpora, language by language: so many bytes of each, spread over its files, half of the lines as word processors
//! write them.

use std::io;
use std::path::{Path, PathBuf};

use crate::files;
use crate::shared::LEFT_OUT;
use crate::typography::typographic;

/// Bytes of sentences of one language, at most. Of Chinese, which has thousands of characters, three times as many.
const SENTENCES: usize = 8 << 20;
const OF_CHINESE: usize = 3;
/// One line of sentences in so many is learnt as word processors write it.
const TYPESET: u64 = 2;

/// The folders of the languages.
pub fn languages(corpora: &Path) -> io::Result<Vec<PathBuf>> {
    files::folders(&corpora.join("train"))
}

/// Calls `each` with every line of a language that is learnt from.
pub fn each(language: &Path, mut each: impl FnMut(&str)) -> io::Result<()> {
    let name = language.file_name().unwrap_or_default().to_string_lossy();
    let files = text_files(language)?;
    let most = if name == "zh" { OF_CHINESE * SENTENCES } else { SENTENCES };
    let share = most / files.len().max(1);
    for file in files {
        let text = files::text(&file)?;
        let stride = text.len().div_ceil(share).max(1);
        for line in text.lines().step_by(stride) {
            if (files::hash(line) >> 32) % TYPESET == 0 {
                each(&typographic(line, &name));
            } else {
                each(line);
            }
        }
    }
    Ok(())
}

fn text_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = files::listing(folder)?;
    paths.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.ends_with(".txt") && !LEFT_OUT.iter().any(|left_out| name.contains(left_out))
    });
    Ok(paths)
}
