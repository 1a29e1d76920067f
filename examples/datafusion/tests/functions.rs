//! The functions, as SQL calls them.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, AsArray, LargeStringArray, RecordBatch, StringArray, StringViewArray,
};
use datafusion::arrow::datatypes::{DataType, Float32Type, Int64Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::prelude::SessionContext;
use lacuna::Evidence;
use lacuna_datafusion::{aggregate_functions, read_evidence, register, write_evidence};

const TEXTS: [Option<&str>; 4] =
    [Some("youâ€™re right"), None, Some(""), Some("intact text, long enough for a view")];
const RESTORED: [Option<&str>; 4] = [Some("you’re right"), None, Some(""), TEXTS[3]];

/// A session with the texts in tables of each type: `utf8`, `large` and `view`.
fn session() -> SessionContext {
    let mut session = SessionContext::new();
    register(&mut session).unwrap();
    let arrays: [(&str, ArrayRef); 3] = [
        ("utf8", Arc::new(StringArray::from_iter(TEXTS))),
        ("large", Arc::new(LargeStringArray::from_iter(TEXTS))),
        ("view", Arc::new(StringViewArray::from_iter(TEXTS))),
    ];
    for (name, array) in arrays {
        session.register_batch(name, RecordBatch::try_from_iter([("text", array)]).unwrap()).unwrap();
    }
    session
}

async fn rows(session: &SessionContext, query: &str) -> Result<RecordBatch> {
    let batches = session.sql(query).await?.collect().await?;
    Ok(datafusion::arrow::compute::concat_batches(&batches[0].schema(), &batches)?)
}

fn strings(array: &ArrayRef) -> Vec<Option<String>> {
    let texts = datafusion::arrow::compute::cast(array, &DataType::Utf8).unwrap();
    texts.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()
}

#[tokio::test]
async fn repair_keeps_the_type_and_null() {
    let session = session();
    for (table, data_type) in
        [("utf8", DataType::Utf8), ("large", DataType::LargeUtf8), ("view", DataType::Utf8View)]
    {
        let rows = rows(&session, &format!("SELECT lacuna_repair(text) FROM {table}")).await.unwrap();
        assert_eq!(rows.column(0).data_type(), &data_type);
        assert_eq!(strings(rows.column(0)), RESTORED.map(|text| text.map(str::to_owned)));
    }
    let constants = rows(&session, "SELECT lacuna_repair('cafÃ©'), lacuna_repair(NULL)").await.unwrap();
    assert_eq!(strings(constants.column(0)), [Some("café".to_owned())]);
    assert_eq!(strings(constants.column(1)), [None]);
}

#[tokio::test]
async fn repair_takes_evidence_of_the_column_and_of_each_row() {
    let session = session();
    for table in ["utf8", "large", "view"] {
        let joined = format!(
            "SELECT lacuna_repair(text, evidence) FROM {table}, (SELECT lacuna_evidence(text) AS evidence FROM {table})"
        );
        let rows = rows(&session, &joined).await.unwrap();
        assert_eq!(strings(rows.column(0)), RESTORED.map(|text| text.map(str::to_owned)));
    }
    let none = rows(&session, "SELECT lacuna_repair(text, NULL) FROM utf8").await.unwrap();
    assert_eq!(strings(none.column(0)), RESTORED.map(|text| text.map(str::to_owned)));
    let error =
        rows(&session, "SELECT lacuna_repair(text, arrow_cast('x', 'Binary')) FROM utf8").await.unwrap_err();
    assert!(error.to_string().contains("lacuna_repair"), "{error}");
}

/// What evidence decides is what the library decides with the same evidence.
#[tokio::test]
async fn repair_with_evidence_equals_the_library() {
    let garbled =
        ["cafÃ©, mÃ¡s tarde", "seÃ±or, maÃ±ana", "l\u{fffd}\u{fffd}grimas y coraz\u{fffd}\u{fffd}n", "a?"];
    let mut evidence = Evidence::new();
    garbled.iter().for_each(|text| evidence.add(text));
    let options = lacuna::Options::new().evidence(&evidence);
    let expected: Vec<_> =
        garbled.iter().map(|text| Some(options.repair(text).into_text().into_owned())).collect();

    let mut session = SessionContext::new();
    register(&mut session).unwrap();
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values(garbled));
    session.register_batch("t", RecordBatch::try_from_iter([("text", texts)]).unwrap()).unwrap();
    let query =
        "SELECT lacuna_repair(text, evidence) FROM t, (SELECT lacuna_evidence(text) AS evidence FROM t)";
    assert_eq!(strings(rows(&session, query).await.unwrap().column(0)), expected);
}

#[tokio::test]
async fn a_wrong_type_or_number_is_an_error_that_names_the_function() {
    let session = session();
    for function in ["lacuna_repair", "lacuna_explain", "lacuna_evidence", "lacuna_turns", "lacuna_language"]
    {
        for arguments in ["1", "text, text, text", ""] {
            let error =
                rows(&session, &format!("SELECT {function}({arguments}) FROM utf8")).await.unwrap_err();
            assert!(error.to_string().contains(function), "{error}");
        }
    }
    for function in ["lacuna_repair", "lacuna_explain"] {
        let error = rows(&session, &format!("SELECT {function}(text, 1) FROM utf8")).await.unwrap_err();
        assert!(error.to_string().contains(function), "{error}");
    }
}

#[tokio::test]
async fn explain_says_what_was_done() {
    let session = session();
    for (table, data_type) in
        [("utf8", DataType::Utf8), ("large", DataType::LargeUtf8), ("view", DataType::Utf8View)]
    {
        let rows = rows(&session, &format!("SELECT lacuna_explain(text) FROM {table}")).await.unwrap();
        let explained = rows.column(0).as_struct();
        assert_eq!(explained.column(0).data_type(), &data_type);
        assert!(rows.column(0).is_null(1));
        assert_eq!(strings(explained.column(0)), RESTORED.map(|text| text.map(str::to_owned)));
        let number = |name: &str, row: usize| {
            explained.column_by_name(name).unwrap().as_primitive::<Int64Type>().value(row)
        };
        assert_eq!([number("exact", 0), number("inferred", 0), number("exact", 3)], [1, 0, 0]);
        assert!(explained.column_by_name("least_confidence").unwrap().is_null(0));
        let channels = explained.column_by_name("channels").unwrap().as_list::<i32>();
        assert_eq!([channels.value_length(0), channels.value_length(3)], [1, 0]);
    }
    let lost = rows(&session, "SELECT lacuna_explain('youâ€\u{fffd}re right, itâ€\u{fffd}s late')").await;
    let lost = lost.unwrap();
    let explained = lost.column(0).as_struct();
    let inferred = explained.column_by_name("inferred").unwrap().as_primitive::<Int64Type>().value(0);
    let least = explained.column_by_name("least_confidence").unwrap();
    if inferred > 0 {
        let least = least.as_primitive::<Float32Type>().value(0);
        assert!((0.0..=1.0).contains(&least));
    }
}

#[tokio::test]
async fn turns_are_a_list_to_be_unnested() {
    let session = session();
    let query = "SELECT get_field(turn, 'speaker'), get_field(turn, 'text'), get_field(turn, 'language') FROM \
                 (SELECT unnest(lacuna_turns(text)) AS turn FROM \
                 (VALUES ('Ana: Good morning, how are you today?\nBen: Fine, thank you very much.'), (NULL)) AS t(text))";
    let rows = rows(&session, query).await.unwrap();
    let speakers: Vec<_> = strings(rows.column(0)).into_iter().flatten().collect();
    assert_eq!(speakers, ["Ana", "Ben"]);
    assert!(strings(rows.column(1))[1].as_deref().unwrap().contains("thank you"));
    assert_eq!(strings(rows.column(2))[0].as_deref(), Some("eng"));
    for table in ["utf8", "large", "view"] {
        let rows = self::rows(&session, &format!("SELECT lacuna_turns(text) FROM {table}")).await.unwrap();
        assert!(rows.column(0).is_null(1));
    }
}

#[tokio::test]
async fn language_is_that_of_most_letters() {
    let session = session();
    let query = "SELECT lacuna_language(text) FROM (VALUES ('¿Qué hiciste ayer por la tarde con tu hermana?'), \
                 ('I went to the market with my brother.'), (NULL), ('123')) AS t(text)";
    let expected = [Some("spa".to_owned()), Some("eng".to_owned()), None, None];
    assert_eq!(strings(rows(&session, query).await.unwrap().column(0)), expected);
    for table in ["large", "view"] {
        assert_eq!(
            rows(&session, &format!("SELECT lacuna_language(text) FROM {table}")).await.unwrap().num_rows(),
            4
        );
    }
}

/// States of parts of a column give the same evidence in whatever order they are merged.
#[test]
fn evidence_is_merged_in_any_order() {
    let parts = [vec!["cafÃ©", "youâ€™re"], vec!["intact"], vec!["naÃ¯ve", "ïðèâåò ìèð"], vec![]];
    let mut whole = Evidence::new();
    parts.iter().flatten().for_each(|text| whole.add(text));
    let states: Vec<Vec<u8>> = parts
        .iter()
        .map(|part| {
            let mut evidence = Evidence::new();
            part.iter().for_each(|text| evidence.add(text));
            write_evidence(&evidence).unwrap()
        })
        .collect();
    let expected = write_evidence(&whole).unwrap();
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let mut merged = Evidence::new();
        order.iter().for_each(|part| merged.merge(&read_evidence(&states[*part]).unwrap()));
        assert_eq!(write_evidence(&merged).unwrap(), expected);
    }
    assert!(read_evidence(b"").unwrap().is_empty());
    assert!(read_evidence(b"no evidence").is_err());
}

/// The aggregate over one partition, over many, and by the library itself.
#[tokio::test]
async fn evidence_of_partitions_equals_that_of_the_whole() {
    use datafusion::datasource::MemTable;
    use datafusion::prelude::SessionConfig;

    let texts = ["cafÃ©", "youâ€™re", "intact", "naÃ¯ve", "ïðèâåò ìèð", "mÃ¡s"];
    let mut whole = Evidence::new();
    texts.iter().for_each(|text| whole.add(text));
    let expected = write_evidence(&whole).unwrap();
    for partitions in [1, 2, 3] {
        let mut session =
            SessionContext::new_with_config(SessionConfig::new().with_target_partitions(partitions));
        register(&mut session).unwrap();
        let batches = |texts: &[&str]| {
            let texts: ArrayRef = Arc::new(StringArray::from_iter_values(texts));
            vec![RecordBatch::try_from_iter([("text", texts)]).unwrap()]
        };
        let parts: Vec<_> = texts.chunks(texts.len() / partitions).map(batches).collect();
        let table = MemTable::try_new(parts[0][0].schema(), parts).unwrap();
        session.register_table("t", Arc::new(table)).unwrap();
        let rows = rows(&session, "SELECT lacuna_evidence(text) FROM t").await.unwrap();
        let ScalarValue::BinaryView(Some(got)) = ScalarValue::try_from_array(rows.column(0), 0).unwrap()
        else {
            panic!("evidence is binary");
        };
        assert_eq!(got, expected);
    }
    let session = session();
    let empty = rows(&session, "SELECT lacuna_evidence(text) FROM utf8 WHERE false").await.unwrap();
    let empty = empty.column(0).as_binary_view().value(0).to_vec();
    assert!(read_evidence(&empty).unwrap().is_empty());
    assert_eq!(aggregate_functions().len(), 1);
}
