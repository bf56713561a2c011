//! Made-up names of people.

use rand::{Rng, RngExt};

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高",
    "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "潘", "袁", "蔡",
    "蒋", "余",
];
const GIVEN: [&str; 48] = [
    "伟", "芳", "敏", "静", "强", "磊", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "桂英",
    "建国", "志强", "晓东", "海燕", "文斌", "雪梅", "春华", "国平", "玉兰", "建军", "丽华", "永康", "小红", "新民",
    "佳怡", "子轩", "浩然", "思远", "梦洁", "俊杰", "婷婷", "雨桐", "立群", "卫东", "秋生", "晓燕", "振华", "宏伟",
    "爱民", "文佳",
];

/// A name.
pub(super) fn person(random: &mut impl Rng) -> String {
    let surname = SURNAMES[random.random_range(0..SURNAMES.len())];
    let given = GIVEN[random.random_range(0..GIVEN.len())];
    format!("{surname}{given}")
}
