//! The command `clean` on small tables: the output is complete, or it is absent.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use clap::Parser;
use datafusion::arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::parquet::file::properties::WriterProperties;
use lacuna_datafusion::clean::{Clean, clean};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    clean: Clean,
}

/// Runs the command with these words; its error as a text.
async fn run(words: &[&str]) -> Result<(), String> {
    let line = Line::try_parse_from([&["clean"], words].concat()).map_err(|error| error.to_string())?;
    clean(line.clean).await.map_err(|error| error.to_string())
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

/// Names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A table of many row groups, so that partitions have something to share.
fn write_parquet(path: &str, rows: usize) -> Vec<Option<String>> {
    let texts: Vec<_> = (0..rows)
        .map(|row| match row % 3 {
            0 => Some(format!("youâ€™re right, number {row}")),
            1 => Some(format!("intact text of some length, number {row}")),
            _ => None,
        })
        .collect();
    let columns: [(&str, ArrayRef); 2] = [
        ("id", Arc::new(Int64Array::from_iter_values(0..rows as i64))),
        ("Text", Arc::new(StringArray::from_iter(&texts))),
    ];
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(100)).build();
    let mut writer =
        ArrowWriter::try_new(fs::File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    texts.into_iter().map(|text| text.map(|text| text.replace("â€™", "’"))).collect()
}

fn read_parquet(path: &str) -> (Vec<i64>, Vec<Option<String>>) {
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(fs::File::open(path).unwrap()).unwrap().build().unwrap();
    let (mut ids, mut texts) = (Vec::new(), Vec::new());
    for batch in reader {
        let batch = batch.unwrap();
        ids.extend(batch.column(0).as_primitive::<Int64Type>().values());
        texts.extend(batch.column(1).as_string::<i32>().iter().map(|text| text.map(str::to_owned)));
    }
    (ids, texts)
}

#[tokio::test]
async fn parquet_keeps_rows_order_and_types_with_any_number_of_partitions() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (path(folder.path(), "in.parquet"), path(folder.path(), "out.parquet"));
    let restored = write_parquet(&from, 1000);
    for partitions in ["1", "2", "5"] {
        run(&[&from, "--column", "Text", "--to", &to, "--overwrite", "--partitions", partitions])
            .await
            .unwrap();
        let (ids, texts) = read_parquet(&to);
        assert_eq!(ids, (0..1000).collect::<Vec<_>>());
        assert_eq!(texts, restored);
        assert_eq!(names(folder.path()), ["in.parquet", "out.parquet"]);
    }
}

#[tokio::test]
async fn csv_keeps_all_values_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (path(folder.path(), "in.csv"), path(folder.path(), "out.csv"));
    fs::write(&from, "id,text\n007,cafÃ©\n008,\"one,\ntwo youâ€™re\"\n009,intact\n").unwrap();
    for evidence in ["column", "none"] {
        run(&[&from, "--column", "text", "--to", &to, "--overwrite", "--evidence", evidence]).await.unwrap();
        let expected = "id,text\n007,café\n008,\"one,\ntwo you’re\"\n009,intact\n";
        assert_eq!(fs::read_to_string(&to).unwrap(), expected);
    }
}

#[tokio::test]
async fn json_lines_keep_fields_and_evidence_is_stored_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let name = |name| path(folder.path(), name);
    let (from, to, evidence) = (name("in.jsonl"), name("out.jsonl"), name("evidence.json"));
    fs::write(&from, "{\"id\":1,\"text\":\"cafÃ©\"}\n{\"id\":2,\"text\":\"intact\",\"late\":true}\n")
        .unwrap();
    run(&[&from, "--column", "text", "--to", &to, "--save", &evidence]).await.unwrap();
    let first = fs::read_to_string(&to).unwrap();
    let lines: Vec<serde_json::Value> =
        first.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0], serde_json::json!({"id": 1, "text": "café"}));
    assert_eq!(lines[1], serde_json::json!({"id": 2, "text": "intact", "late": true}));
    run(&[&from, "--column", "text", "--to", &to, "--overwrite", "--evidence", &evidence]).await.unwrap();
    assert_eq!(fs::read_to_string(&to).unwrap(), first);
}

#[tokio::test]
async fn a_folder_becomes_a_folder_here_and_in_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("in");
    fs::create_dir(&from).unwrap();
    fs::write(from.join("a.jsonl"), "{\"text\":\"cafÃ©\"}\n").unwrap();
    fs::write(from.join("b.jsonl"), "{\"text\":\"mÃ¡s\"}\n").unwrap();
    let all = |folder: &Path| -> String {
        // A store that is a file system keeps the empty folder aside.
        let files = names(folder).into_iter().map(|name| folder.join(name)).filter(|path| path.is_file());
        files.map(|path| fs::read_to_string(path).unwrap()).collect()
    };
    let expected = "{\"text\":\"café\"}\n{\"text\":\"más\"}\n";
    let to = folder.path().join("out");
    for _ in 0..2 {
        run(&[from.to_str().unwrap(), "--column", "text", "--to", to.to_str().unwrap(), "--overwrite"])
            .await
            .unwrap();
        assert_eq!(all(&to), expected);
        assert_eq!(names(folder.path()), ["in", "out"]);
    }

    let store = folder.path().join("store");
    let url = format!("file://{}", store.to_str().unwrap());
    run(&[from.to_str().unwrap(), "--column", "text", "--to", &url]).await.unwrap();
    assert_eq!(all(&store), expected);
    assert!(store.join("_SUCCESS").exists());
    let error = run(&[from.to_str().unwrap(), "--column", "text", "--to", &url]).await.unwrap_err();
    assert!(error.contains("--overwrite"), "{error}");
}

#[tokio::test]
async fn what_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (path(folder.path(), "in.jsonl"), path(folder.path(), "out.jsonl"));
    let csv = path(folder.path(), "in.csv");
    // A row with too many values is found when the rows are read.
    fs::write(&csv, "id,text\n1,cafÃ©\n2,x,y,z\n").unwrap();
    fs::write(&from, "{\"id\":1,\"text\":\"cafÃ©\"}\n").unwrap();
    for evidence in ["column", "none"] {
        assert!(run(&[&csv, "--column", "text", "--to", &to, "--evidence", evidence]).await.is_err());
        assert_eq!(names(folder.path()), ["in.csv", "in.jsonl"]);
    }
    for (column, what) in [("id", "holds no texts"), ("none", "there is no column")] {
        let error = run(&[&from, "--column", column, "--to", &to]).await.unwrap_err();
        assert!(error.contains(what), "{error}");
    }
    fs::write(&to, "older").unwrap();
    let error = run(&[&from, "--column", "text", "--to", &to]).await.unwrap_err();
    assert!(error.contains("--overwrite"), "{error}");
    assert_eq!(fs::read_to_string(&to).unwrap(), "older");
}

/// What a run that was cut off left aside is removed by the next one.
#[tokio::test]
async fn a_run_that_was_cut_off_is_done_again() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (path(folder.path(), "in.jsonl"), path(folder.path(), "out.jsonl"));
    fs::write(&from, "{\"text\":\"cafÃ©\"}\n").unwrap();
    let aside = folder.path().join(".out.jsonl.partial-cut");
    fs::create_dir(&aside).unwrap();
    fs::write(aside.join("part-00000.jsonl"), "{\"te").unwrap();
    run(&[&from, "--column", "text", "--to", &to]).await.unwrap();
    assert_eq!(names(folder.path()), ["in.jsonl", "out.jsonl"]);
    assert_eq!(fs::read_to_string(&to).unwrap(), "{\"text\":\"café\"}\n");
}
