//! What decoders of Windows, .NET and old Java make of UTF-8: one mark for a byte that they cannot read and the one behind it, ASCII and line ends too.

use lacuna::{Certainty, Channel, Options};

const WINDOWS: &str = "UTF-8 read as windows-936, unassigned pairs as ?";
const OVER_LINES: &str = "UTF-8 read as windows-936, unassigned pairs as ?, line ends taken";

const PROSE: &str = "我们明天下午去图书馆看书。\n今天的天气很好，孩子们都在公园里玩。\n你知道这附近有什么好吃的吗？\n\
昨天晚上我和朋友一起看了一部电影，非常好看。\n请您把这本书放在桌子上，谢谢！\n他每天早上六点起床，然后去跑步。\n";

const CODE: &str = "// 读取用户的数据\nconst path = '我的文件';\n  /* 连接数据库 */\n  let name = \"用户名\";\n    // 请等待用户输入密码\n    \
print(\"请您输入密码\");\n    // 如果没有找到这个文件就返回\n    return check(name, \"没有访问权限\");\n  // 上传图片失败了\n  end();\n// 系统已经启动了\nrun();\n\
// 用户没有登录\nlogin();\n// 保存成功\nsave();\n// 正在加载\n";

fn channel(name: &str) -> Channel {
    name.parse().unwrap()
}

fn repaired(text: &str) -> String {
    lacuna::repair(text).into_text().into_owned()
}

/// The text comes back but for a few lines, in which a character has several readings.
fn comes_back(garbled: &str, text: &str, wrong: usize) {
    let restored = lacuna::repair(garbled);
    assert_eq!(restored.original(), garbled.as_bytes());
    let restored: Vec<&str> = restored.text().split('\n').collect();
    assert_eq!(restored.len(), text.split('\n').count(), "{restored:#?}");
    let differ: Vec<_> = restored.iter().zip(text.split('\n')).filter(|(own, line)| *own != line).collect();
    assert!(differ.len() <= wrong, "{differ:#?}");
}

#[test]
fn text_that_windows_read_comes_back() {
    for (name, text, wrong) in [
        (WINDOWS, PROSE, 0),
        (WINDOWS, CODE, 0),
        ("UTF-8 read as GBK, unassigned pairs as ?", PROSE, 2),
        ("UTF-8 read as GBK, unassigned pairs as U+FFFD", PROSE, 2),
        (
            "UTF-8 read as windows-31J, unassigned pairs as ・",
            "今日はとても天気がいいですね。\n明日、友達と映画を見に行きます。\n",
            0,
        ),
    ] {
        comes_back(&channel(name).apply(text), text, wrong);
    }
}

/// Half of all Hangul lose two bytes of three. Four in five characters come back.
#[test]
fn hangul_that_windows_read_comes_back_in_part() {
    let text =
        "오늘은 날씨가 정말 좋습니다.\n한국어를 공부하고 있습니다.\n내일 친구와 함께 영화를 보러 갑니다.\n";
    let garbled = channel("UTF-8 read as windows-949, unassigned pairs as ?").apply(text);
    let repaired = repaired(&garbled);
    let right = repaired.chars().zip(text.chars()).filter(|(own, wanted)| own == wanted).count();
    assert!(10 * right >= 8 * text.chars().count(), "{repaired}");
}

/// What is said of the confidence is true of Korean, too, of which half is open.
#[test]
fn confidences_are_true() {
    let sentences: serde_json::Value = serde_json::from_str(include_str!("data/sentences.json")).unwrap();
    let (mut right, mut stated, mut count) = (0, 0.0, 0);
    for (language, page) in [("kor", "windows-949"), ("jpn", "windows-31J"), ("zho", "windows-936")] {
        let channel = channel(&format!("UTF-8 read as {page}, unassigned pairs as ?"));
        for line in sentences[language].as_array().unwrap().iter().filter_map(serde_json::Value::as_str) {
            let garbled = channel.apply(line);
            let repaired = lacuna::repair(&garbled);
            for repair in repaired.repairs() {
                if let Certainty::Inferred { confidence, .. } = repair.certainty() {
                    right += usize::from(line.contains(repair.text()));
                    stated += confidence;
                    count += 1;
                }
            }
        }
    }
    assert!(count > 50, "{count}");
    let off = (stated - right as f32) / count as f32;
    assert!((-0.08..0.03).contains(&off), "{right} of {count} are right, {stated} were stated");
}

/// A quotation mark or bracket that was lost with a byte: what it closes would have no end.
#[test]
fn what_is_open_is_closed() {
    for line in [
        "return '用户名'",
        "name varchar(20) COMMENT '文件名',",
        "Redis[(关系数据库)]",
        "<p>这是第一个标题</p>",
        "print(\"请等待用户输入密码\")",
    ] {
        let garbled = channel(WINDOWS).apply(line);
        assert!(garbled.contains('?'), "{garbled}");
        assert_eq!(repaired(&garbled), line);
    }
}

/// What the text has elsewhere between such characters is what was lost.
#[test]
fn lost_ascii_is_what_stands_elsewhere() {
    let list = "用户名;地址;电话号;邮箱\n负责人;职业;城市;所在国\n星期一;时间;价格表;数量\n编号;说明书;备注;操作员\n";
    let garbled = channel(WINDOWS).apply(list);
    assert!(garbled.matches(';').count() < list.matches(';').count());
    assert_eq!(repaired(&garbled).matches(';').count(), list.matches(';').count());
}

#[test]
fn line_ends_that_were_lost_come_back() {
    let garbled = channel(OVER_LINES).apply(CODE);
    assert!(garbled.lines().count() + 4 <= CODE.lines().count(), "{garbled}");
    comes_back(&garbled, CODE, 0);
    let restored = lacuna::repair(&garbled);
    let taken = restored.repairs().filter(|repair| repair.text().contains('\n'));
    assert!(taken.clone().count() >= 4);
    for repair in taken {
        assert_eq!(repair.channel(), channel(OVER_LINES));
        assert!(matches!(repair.certainty(), Certainty::Inferred { .. }));
    }
    // One line that ends in a mark tells that line ends were kept.
    let chat =
        "你好，请问有人在吗？\n2023-11-05 14:30:45 李四\n在的，有什么事情？\n2023-11-05 14:31:02 张三\n\
我想问一下明天的会议是几点开始？\n下午3点，在5楼的会议室\n2023-11-05 14:32:00 张三\n好的，谢谢\n";
    assert_eq!(repaired(&channel(WINDOWS).apply(chat)).lines().count(), chat.lines().count());
    // A table that ends its lines in CR and LF has blanks behind marks, too.
    let table = "%  1月,  2月,  3月,  4月,  5月\n%  6月,  7月,  8月,  9月, 10月\n";
    comes_back(&channel(WINDOWS).apply(table), table, 2);
}

/// A carriage return was lost with the byte in front of it, and the line feed was not.
#[test]
fn carriage_returns_come_back() {
    let text = PROSE.replace('\n', "\r\n");
    let garbled = channel(WINDOWS).apply(&text);
    assert!(garbled.matches('\r').count() < text.matches('\r').count());
    assert_eq!(repaired(&garbled), text);
}

#[test]
fn byte_order_marks_come_back() {
    for text in [
        "import java.util.List;",
        "using System;",
        "namespace Shop",
        "<?php",
        "<!DOCTYPE html>",
        "#!/bin/sh",
        "#include <stdio.h>",
        "// main.cpp : the entry point",
        "/** a comment */",
        "\"\"\"读取配置文件\"\"\"",
        "id,name",
        "{\"a\": 1}",
    ] {
        let marked = format!("\u{FEFF}{text}");
        for name in [
            WINDOWS,
            "UTF-8 read as GBK, unassigned pairs as ?",
            "UTF-8 read as windows-949, unassigned pairs as ?",
        ] {
            // In windows-949, a bracket is lost that could be a quotation mark.
            if text.is_ascii() && !(text.starts_with('{') && name.contains("949")) || name == WINDOWS {
                assert_eq!(repaired(&channel(name).apply(&marked)), marked, "{name}");
            }
        }
    }
    for whole in ["锘元素", "元素锘的符号是No", "锘", "锘?", "癤", "锘?门票60元。", "癤?有關聯嗎？"]
    {
        assert_eq!(repaired(whole), whole);
    }
}

/// Lists of Hangul or kana are no characters of four bytes, and none of which nearly all is lost.
#[test]
fn lists_between_marks_stay() {
    for whole in ["?에?레?교", "?서?도?보", "가?각?간?갇?갈?감?갑?", "�グ�け", "�에�변", "�리�스는"]
    {
        assert_eq!(repaired(whole), whole);
    }
}

/// Nothing tells which digit was lost with a byte: a question mark shows that there was something.
#[test]
fn digits_are_not_invented() {
    let garbled = channel(WINDOWS).apply("会议是2003年8月1日\n订单有100元的\n价格是250元\n他在2015年来的\n");
    let repaired = lacuna::repair(&garbled);
    for part in ["会议是?003年?月?", "订单有?00元的", "价格是?50元", "他在2015年来的"] {
        assert!(repaired.text().contains(part), "{}", repaired.text());
    }
    let guessed = repaired.repairs().find(|repair| repair.text().contains('?')).unwrap();
    assert!(matches!(guessed.certainty(), Certainty::Inferred { confidence, .. } if confidence < 0.1));
}

/// The middle dot of Japanese is the bytes 81 and 45 in Shift_JIS, of which the second is an `E`: in front of no word it is a mark.
#[test]
fn the_middle_dot_is_a_mark_where_no_word_follows() {
    let text = "# はじめに\n1. ダウンロードする";
    let garbled = channel("UTF-8 read as windows-31J, unassigned pairs as ・").apply(text);
    assert!(garbled.ends_with('・'));
    assert_eq!(repaired(&garbled), text);
}

/// Two pages read these lines alike: one of them is to be believed.
#[test]
fn pages_that_read_alike_do_not_weaken_each_other() {
    for (garbled, wanted) in [
        ("Wasch deine H盲nde jetzt.", "Wasch deine Hände jetzt."),
        ("Gleich links (Gartenstra脽e).", "Gleich links (Gartenstraße)."),
    ] {
        assert_eq!(repaired(garbled), wanted);
    }
}

/// Chinese files are found in which this happened twice.
#[test]
fn layers_below_a_multi_byte_page_are_undone() {
    for name in [
        "UTF-8 read as GB18030; then UTF-8 read as GB18030",
        "UTF-8 read as windows-936, unassigned pairs as ?; then UTF-8 read as windows-936, unassigned pairs as ?",
        "UTF-8 read as GBK; then UTF-8 read as windows-1252",
    ] {
        let channel = channel(name);
        let text = "我们明天下午去图书馆看书\n孩子们都在公园里玩\n";
        let garbled = channel.apply(text);
        comes_back(&garbled, text, 1);
        let repaired = lacuna::repair(&garbled);
        for repair in repaired.repairs() {
            assert_eq!(repair.channel().apply(repair.text()), garbled[repair.source()], "{name}");
        }
        let both = repaired.repairs().filter(|repair| repair.channel().layers().len() == 2);
        assert!(2 * both.count() > repaired.repairs().count(), "{name}");
    }
}

/// Letters of western Europe that windows-1252 made two characters of, and Windows in China two more.
#[test]
fn latin_letters_below_a_multi_byte_page_come_back() {
    let channel = channel("UTF-8 read as windows-1252; then UTF-8 read as GBK");
    for line in
        ["// la requête est exécutée", "Búsqueda en México", "für das Menü", "Identificação", "naïve café"]
    {
        let garbled = channel.apply(line);
        let repaired = lacuna::repair(&garbled);
        assert_eq!(repaired.text(), line, "{garbled}");
        assert!(repaired.repairs().all(|repair| repair.channel() == channel));
        assert_eq!(repaired.original(), garbled.as_bytes());
    }
    for whole in ["脙和漏是汉字", "鈧是一种元素", "a脙b", "钪、鈧、脙"] {
        assert_eq!(repaired(whole), whole);
    }
}

/// Text whose decoder wrote a mark for each byte is not taken for that of Windows: marks stand within it.
#[test]
fn marks_for_each_byte_are_told_from_marks_for_two() {
    let each = channel("UTF-8 read as GBK, unassigned bytes as ?");
    for line in PROSE.lines() {
        assert_eq!(repaired(&each.apply(line)), line);
    }
    // A comma follows a word more often than it follows something that is lost behind one.
    assert_eq!(repaired(&each.apply("简体中文, 日本語, 한국어")).matches(", ").count(), 2);
    assert!(!repaired(&each.apply("简体中文, 日本語, 한국어")).contains('"'));
}

#[test]
fn a_channel_that_is_given_is_undone() {
    let channel = channel(WINDOWS);
    let options = Options::new().channel(channel);
    assert_eq!(options.repair(&channel.apply("“文件名” 'a'")).text(), "“文件名” 'a'");
}
