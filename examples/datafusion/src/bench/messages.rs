//! Messages to measure with, made of texts that are at hand.

use std::error::Error;
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use lacuna::Channel;

/// What garbles a tenth of the messages, each a quarter of it.
const CHANNELS: [&str; 4] = [
    "UTF-8 read as windows-1252, controls stripped",
    "UTF-8 read as windows-1254, controls stripped",
    "UTF-8 read as ISO-8859-1",
    "UTF-8 read as GBK",
];

/// Of so many messages, one is garbled.
const GARBLED: u64 = 10;

const ROWS_OF_A_BATCH: u64 = 1 << 16;

/// A partition reads whole row groups: there are many, so that partitions are alike.
const ROWS_OF_A_GROUP: usize = 2048;

/// Make a table of messages: a line of a text, or two lines of it. A tenth is garbled by four channels. The same texts give the same table.
#[derive(Args)]
pub struct Messages {
    /// Texts in UTF-8, of which each line can become a message.
    #[arg(required = true)]
    texts: Vec<PathBuf>,
    #[arg(long, value_name = "NUMBER")]
    rows: u64,
    /// The Parquet file, with the columns `id` and `text`.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Runs the command.
pub fn messages(arguments: Messages) -> Result<(), Box<dyn Error>> {
    let mut texts = Vec::new();
    for path in &arguments.texts {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let lines: Vec<String> =
            text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        if !lines.is_empty() {
            texts.push(lines);
        }
    }
    if texts.is_empty() {
        return Err("there is no line of text".into());
    }
    let channels = CHANNELS.iter().map(|name| name.parse()).collect::<Result<Vec<Channel>, _>>()?;

    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?));
    let properties = properties.set_max_row_group_row_count(Some(ROWS_OF_A_GROUP)).build();
    let mut writer: Option<ArrowWriter<File>> = None;
    let (mut changed, mut bytes) = (0_u64, 0_u64);
    let mut dice = Dice(0);
    for start in (0..arguments.rows).step_by(ROWS_OF_A_BATCH as usize) {
        let ids = start..arguments.rows.min(start + ROWS_OF_A_BATCH);
        let column: Vec<String> = ids
            .clone()
            .map(|_| {
                let text = message(&texts, &mut dice);
                let garbled = (dice.below(GARBLED) == 0).then(|| dice.of(&channels).apply(&text));
                changed += u64::from(garbled.as_ref().is_some_and(|garbled| *garbled != text));
                let text = garbled.unwrap_or(text);
                bytes += text.len() as u64;
                text
            })
            .collect();
        let columns: [(&str, ArrayRef); 2] = [
            ("id", Arc::new(Int64Array::from_iter_values(ids.map(|id| id as i64)))),
            ("text", Arc::new(StringArray::from_iter_values(column))),
        ];
        let batch = RecordBatch::try_from_iter(columns)?;
        let writer = match &mut writer {
            Some(writer) => writer,
            None => {
                let file = File::create(&arguments.to)
                    .map_err(|error| format!("{}: {error}", arguments.to.display()))?;
                writer.insert(ArrowWriter::try_new(file, batch.schema(), Some(properties.clone()))?)
            }
        };
        writer.write(&batch)?;
    }
    writer.ok_or("no rows were asked for")?.close()?;
    println!("{} messages, {bytes} bytes of text, {changed} messages changed by a channel", arguments.rows);
    Ok(())
}

fn message(texts: &[Vec<String>], dice: &mut Dice) -> String {
    let lines = dice.of(texts);
    let first = dice.of(lines);
    match dice.below(2) {
        0 => first.clone(),
        _ => format!("{first} {}", dice.of(lines)),
    }
}

/// Numbers that look random, the same on every machine: splitmix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn of<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len() as u64) as usize]
    }
}
