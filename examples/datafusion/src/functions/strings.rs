//! Arrays of texts: reading them, and replacing a few of their values.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, GenericStringArray, OffsetSizeTrait, StringViewArray, make_view,
};
use datafusion::arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::exec_err;
use datafusion::error::Result;

/// The texts of an array, row by row; `None` for NULL.
pub fn texts<'a>(
    array: &'a dyn Array,
    function: &str,
) -> Result<Box<dyn Iterator<Item = Option<&'a str>> + 'a>> {
    Ok(match array.data_type() {
        DataType::Utf8 => Box::new(array.as_string::<i32>().iter()),
        DataType::LargeUtf8 => Box::new(array.as_string::<i64>().iter()),
        DataType::Utf8View => Box::new(array.as_string_view().iter()),
        other => return exec_err!("{function} was called with {other}"),
    })
}

/// The array with other texts in some rows, which come in order. The type stays.
///
/// Without such rows it is the array itself. An array of views shares its texts with the new one. In the other types texts stand one behind
/// another: what is between two rows is copied in one piece.
pub fn with_replaced(array: &ArrayRef, replaced: &[(usize, String)], function: &str) -> Result<ArrayRef> {
    if replaced.is_empty() {
        return Ok(Arc::clone(array));
    }
    match array.data_type() {
        DataType::Utf8 => spliced(array.as_string::<i32>(), replaced, function),
        DataType::LargeUtf8 => spliced(array.as_string::<i64>(), replaced, function),
        DataType::Utf8View => viewed(array.as_string_view(), replaced, function),
        other => exec_err!("{function} was called with {other}"),
    }
}

fn spliced<O: OffsetSizeTrait>(
    array: &GenericStringArray<O>,
    replaced: &[(usize, String)],
    function: &str,
) -> Result<ArrayRef> {
    let old = array.value_offsets();
    let data = array.value_data();
    let mut bytes: Vec<u8> = Vec::with_capacity(old[array.len()].as_usize() - old[0].as_usize());
    let mut ends = vec![0; 1];
    ends.reserve(array.len());
    let copy = |rows: std::ops::Range<usize>, bytes: &mut Vec<u8>, ends: &mut Vec<usize>| {
        let (start, base) = (old[rows.start].as_usize(), bytes.len());
        bytes.extend_from_slice(&data[start..old[rows.end].as_usize()]);
        ends.extend(old[rows.start + 1..=rows.end].iter().map(|end| end.as_usize() - start + base));
    };
    let mut next = 0;
    for (row, text) in replaced {
        copy(next..*row, &mut bytes, &mut ends);
        bytes.extend_from_slice(text.as_bytes());
        ends.push(bytes.len());
        next = row + 1;
    }
    copy(next..array.len(), &mut bytes, &mut ends);
    let Some(offsets) = ends.into_iter().map(O::from_usize).collect::<Option<Vec<O>>>() else {
        return exec_err!("{function}: the restored texts of a batch are too long for {}", array.data_type());
    };
    let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
    Ok(Arc::new(GenericStringArray::try_new(offsets, Buffer::from_vec(bytes), array.nulls().cloned())?))
}

/// Bytes of a buffer of views at the most: a view tells a place in it by 32 bits.
const LONGEST_BUFFER: usize = i32::MAX as usize;

fn viewed(array: &StringViewArray, replaced: &[(usize, String)], function: &str) -> Result<ArrayRef> {
    let mut views: Vec<u128> = array.views().to_vec();
    let mut buffers: Vec<Buffer> = array.data_buffers().to_vec();
    let mut bytes: Vec<u8> = Vec::new();
    for (row, text) in replaced {
        if text.len() > LONGEST_BUFFER {
            return exec_err!("{function}: a restored text is too long for {}", array.data_type());
        }
        if bytes.len() + text.len() > LONGEST_BUFFER {
            buffers.push(Buffer::from_vec(std::mem::take(&mut bytes)));
        }
        views[*row] = make_view(text.as_bytes(), buffers.len() as u32, bytes.len() as u32);
        bytes.extend_from_slice(text.as_bytes());
    }
    buffers.push(Buffer::from_vec(bytes));
    Ok(Arc::new(StringViewArray::try_new(ScalarBuffer::from(views), buffers, array.nulls().cloned())?))
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::{LargeStringArray, StringArray};

    use super::*;

    fn arrays(values: &[Option<&str>]) -> [ArrayRef; 3] {
        let values = || values.iter().copied();
        [
            Arc::new(StringArray::from_iter(values())),
            Arc::new(LargeStringArray::from_iter(values())),
            Arc::new(StringViewArray::from_iter(values())),
        ]
    }

    #[test]
    fn some_rows_are_replaced_and_the_others_stay() {
        let long = "a text that is longer than a view";
        let values = [Some(long), None, Some(""), Some("b"), None, Some(long), Some("c")];
        for rows in [vec![], vec![0], vec![6], vec![0, 2, 3, 5, 6], vec![3, 5]] {
            let replaced: Vec<_> =
                rows.iter().map(|row| (*row, format!("{row} restored at some length"))).collect();
            let mut expected = values.map(|value| value.map(str::to_owned));
            for (row, text) in &replaced {
                expected[*row] = Some(text.clone());
            }
            for array in arrays(&values) {
                for (from, to) in [(0, 7), (2, 7), (0, 4), (3, 6)] {
                    let part = array.slice(from, to - from);
                    let within: Vec<_> = replaced
                        .iter()
                        .filter(|(row, _)| (from..to).contains(row))
                        .map(|(row, text)| (row - from, text.clone()))
                        .collect();
                    let result = with_replaced(&part, &within, "f").unwrap();
                    assert_eq!(result.data_type(), array.data_type());
                    let got: Vec<_> =
                        texts(&result, "f").unwrap().map(|text| text.map(str::to_owned)).collect();
                    assert_eq!(got, expected[from..to]);
                }
            }
        }
    }

    #[test]
    fn intact_texts_are_not_copied() {
        let values = [Some("one that is longer than a view"), Some("another that is longer than a view")];
        for array in arrays(&values) {
            assert!(Arc::ptr_eq(&array, &with_replaced(&array, &[], "f").unwrap()));
        }
        let [.., views] = arrays(&values);
        let result = with_replaced(&views, &[(1, "what stands there now".to_owned())], "f").unwrap();
        let (before, after) = (views.as_string_view().value(0), result.as_string_view().value(0));
        assert!(std::ptr::eq(before, after));
    }
}
