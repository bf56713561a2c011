//! Chinese names from word lists in the manner of the place. Towns and the stations named in the press are real
//! names; streets, villages and quarters are put together.

use std::collections::BTreeSet;

use rand::{RngExt, seq::SliceRandom};

use super::plane::Chance;

/// Streets of the district seat that are laid out first, the widest first.
pub(super) const SEAT_STREETS: [&str; 24] = [
    "延政", "常武", "人民", "长虹", "府北", "定安", "永胜", "鸣凰", "广电", "花园", "聚湖", "星火", "滆湖", "淹城",
    "武宜", "古方", "兰陵", "和平", "夏城", "丰乐", "阳湖", "镜湖", "东方", "凤栖",
];
/// Streets that nearly every town has.
pub(super) const TOWN_STREETS: [&str; 18] = [
    "人民路",
    "中兴街",
    "振兴路",
    "建设路",
    "文化路",
    "新街",
    "政通路",
    "创业路",
    "河滨路",
    "迎宾路",
    "兴业路",
    "富民路",
    "园中路",
    "卫生路",
    "学前街",
    "老街",
    "永安路",
    "工业大道",
];
/// Villages of the press article.
pub(super) const FIRST_VILLAGES: [&str; 2] = ["窑头村", "塘洋桥"];

const STREET_HEAD: [&str; 30] = [
    "延", "定", "长", "永", "广", "兴", "聚", "古", "星", "常", "丰", "凤", "阳", "淹", "湖", "新", "清", "龙", "金",
    "春", "文", "德", "玉", "景", "天", "海", "云", "明", "华", "福",
];
const STREET_TAIL: [&str; 28] = [
    "安", "虹", "北", "凰", "胜", "隆", "宜", "园", "方", "武", "东", "乐", "城", "山", "平", "和", "风", "泰", "源",
    "林", "苑", "兴", "溪", "渎", "贤", "达", "盛", "港",
];
const VILLAGE_HEAD: [&str; 52] = [
    "窑", "塘", "蒋", "周", "徐", "庙", "石", "东", "西", "南", "北", "大", "小", "新", "河", "杨", "陈", "钱", "谢",
    "顾", "沈", "马", "吴", "朱", "陆", "王", "张", "高", "丁", "潘", "姚", "梅", "柳", "桑", "竹", "桃", "万", "百",
    "青", "白", "黄", "双", "鲁", "坊", "夏", "秦", "邵", "殷", "戴", "岳", "旧", "城",
];
const VILLAGE_TAIL: [&str; 22] = [
    "家头", "洋桥", "家湾", "家巷", "桥", "家庄", "家塘", "浜", "圩", "墩", "渎", "埝上", "沟头", "岸", "荡", "家村",
    "舍里", "墅", "渡口", "坝", "基", "家桥",
];
const QUARTER_HEAD: [&str; 106] = [
    "丽都", "馨园", "百合", "牡丹", "海棠", "茉莉", "芙蓉", "丹桂", "梧桐", "杨柳", "松涛", "竹林", "荆川", "东坡",
    "延陵", "晋陵", "毗陵", "武阳", "常发", "聚盛", "永宁", "永红", "兴隆", "富强", "民主", "团结", "朝阳", "光华",
    "文昌", "崇文", "名仕", "御景", "观湖", "临江", "望月", "听涛", "翠竹", "怡康", "怡景", "清潭", "白云", "红梅",
    "青枫", "枫林", "玉兰", "水岸", "天安", "金桂", "银杏", "凤凰", "龙城", "华润", "嘉宏", "新天", "九洲", "香江",
    "兰亭", "书香", "文华", "康乐", "吉祥", "如意", "富都", "景秀", "星湖", "太湖", "沁春", "秋实", "蓝天", "碧桂",
    "聚福", "鸿福", "安居", "和谐", "幸福", "美林", "静雅", "长安", "阳光", "金色", "湖塘", "世纪", "香樟", "碧水",
    "御城", "新城", "绿都", "天隽", "莱蒙", "锦绣", "学府", "都市", "紫荆", "荷花", "桂花", "春江", "丽景", "东方",
    "长虹", "人民", "府北", "广电", "星河", "聚湖", "滨河", "福臻",
];
const QUARTER_TAIL: [&str; 12] =
    ["花园", "新村", "家园", "苑", "名都", "公寓", "小区", "华庭", "雅居", "新苑", "花苑", "佳苑"];

/// Hands out names, none twice within one kind.
pub(super) struct Names {
    streets: Vec<String>,
    villages: Vec<String>,
    quarters: Vec<String>,
}

/// All pairs of two lists, shuffled, without those already spoken for.
fn pairs(chance: &mut Chance, heads: &[&str], tails: &[&str], taken: &[&str]) -> Vec<String> {
    let mut names = BTreeSet::new();
    for head in heads {
        for tail in tails {
            if !tail.starts_with(head) && !taken.contains(&format!("{head}{tail}").as_str()) {
                names.insert(format!("{head}{tail}"));
            }
        }
    }
    let mut names: Vec<String> = names.into_iter().collect();
    names.shuffle(chance);
    names
}

impl Names {
    pub(super) fn new(chance: &mut Chance) -> Self {
        Self {
            streets: pairs(chance, &STREET_HEAD, &STREET_TAIL, &SEAT_STREETS),
            villages: pairs(chance, &VILLAGE_HEAD, &VILLAGE_TAIL, &["窑头", "塘洋桥"]),
            quarters: pairs(chance, &QUARTER_HEAD, &QUARTER_TAIL, &[]),
        }
    }

    /// Two characters for a street, without 路.
    pub(super) fn street(&mut self) -> String {
        self.streets.pop().unwrap_or_else(|| "新兴".to_owned())
    }

    /// A village, with 村 where that sounds right.
    pub(super) fn village(&mut self) -> String {
        let name = self.villages.pop().unwrap_or_else(|| "新".to_owned());
        if name.ends_with(['村', '桥', '巷', '浜', '墅', '湾']) { name } else { format!("{name}村") }
    }

    /// A residential quarter.
    pub(super) fn quarter(&mut self, chance: &mut Chance) -> String {
        let spare = format!("新苑{}区", chance.random_range(2..40));
        self.quarters.pop().unwrap_or(spare)
    }
}

/// Name of a road between two places: the first character of each, as 武宜路 for 武进–宜兴.
pub(super) fn between(a: &str, b: &str) -> String {
    let first = |name: &str| name.chars().next().unwrap_or('新');
    let (a, mut b) = (first(a), b.chars().take(2).collect::<Vec<_>>());
    // 邹邹路 would sound odd: take the second character then.
    if b.first() == Some(&a) && b.len() > 1 {
        b.remove(0);
    }
    format!("{a}{}路", b.first().copied().unwrap_or('新'))
}
