//! D1–D7: taking a report, and what is recorded of it.

use super::super::rule::{Edition, Evidence, Longer, Measure, Rule, Step, Words};
use super::{day, days, duty, hours, within, words};

/// The opinion of 2015 on taking and filing cases; \[S\]. The day is that of its publication by the press.
const ON_FILING: Words = words(
    "公安部关于改革完善受案立案制度的意见（公通字〔2015〕32号）",
    "Opinions of the Ministry of Public Security on the system of taking and filing cases (2015, No. 32)",
);
const HEAD_OF_BUREAU: Words =
    words("县级以上公安机关负责人", "the head of a public security organ at or above county level");
const CRIMINAL_PERIODS: Words = words("刑事诉讼法第105条", "Criminal Procedure Law, article 105");

const fn on_filing(steps: &'static [Step]) -> Edition {
    Edition { from: day(2015, 12, 29), until: None, basis: ON_FILING, evidence: Evidence::Practice, steps }
}

pub(super) const D1: Rule = Rule {
    id: "D1",
    title: words("上门报案当场办理", "Report at the counter"),
    editions: &[on_filing(&[duty(
        "receive",
        words(
            "当场登记、当场接受证据、当场出具回执并告知查询方式",
            "register it, take the evidence, give a receipt and say how to enquire, all on the spot",
        ),
        words("群众上门报案", "a person comes to report"),
        Measure::AtOnce,
    )])],
};

pub(super) const D2: Rule = Rule {
    id: "D2",
    title: words("紧急警情先处置后登记", "Emergency first, paper after"),
    editions: &[on_filing(&[within(
        "register",
        words("完成接报案登记", "register the report"),
        words("紧急处置完毕", "the emergency has been dealt with"),
        hours(24),
    )])],
};

pub(super) const D3: Rule = Rule {
    id: "D3",
    title: words("行政案件受案审查", "Whether to take up an administrative case"),
    editions: &[on_filing(&[
        within(
            "review",
            words("决定是否受案", "decide whether to take it up"),
            words("接到报案", "the report is received"),
            hours(24),
        ),
        within(
            "review_complex",
            words("疑难复杂案件决定是否受案", "decide whether to take up a difficult case"),
            words("接到报案", "the report is received"),
            days(3),
        ),
    ])],
};

pub(super) const D4: Rule = Rule {
    id: "D4",
    title: words("刑事案件立案审查", "Whether to file a criminal case"),
    editions: &[on_filing(&[
        within(
            "review",
            words("决定是否立案", "decide whether to file it"),
            words("接到报案", "the report is received"),
            days(3).extending(1, Longer::To(30), HEAD_OF_BUREAU),
        ),
        within(
            "clue",
            words("线索需要查证的，决定是否立案", "decide whether to file a clue that must be checked"),
            words("接到线索", "the clue is received"),
            days(7).extending(1, Longer::To(30), HEAD_OF_BUREAU),
        ),
    ])],
};

const TRANSFER: Step = within(
    "transfer",
    words("移送有管辖权的单位并告知报案人", "transfer it to the unit in charge and tell the reporter"),
    words("查明不属于本单位管辖", "it is found not to be in our charge"),
    hours(24),
);
const TELL: Step = duty(
    "tell",
    words(
        "当场口头告知向其他主管机关报案；有异议或者不能当场判断的，书面告知",
        "tell the person at once which authority to go to; in writing where this is disputed or unclear",
    ),
    words("不属于公安机关职责范围", "it is not a police matter"),
    Measure::AtOnce,
);

pub(super) const D5: Rule = Rule {
    id: "D5",
    title: words("不属于本单位管辖", "Not in our charge"),
    editions: &[
        Edition {
            from: day(2006, 8, 24),
            until: Some(day(2012, 12, 31)),
            basis: words(
                "公安机关办理行政案件程序规定（2006年公安部令第88号）第38条",
                "Procedures for administrative cases of public security organs (2006), article 38",
            ),
            evidence: Evidence::Statute,
            steps: &[TRANSFER],
        },
        Edition {
            from: day(2013, 1, 1),
            until: Some(day(2018, 12, 31)),
            basis: words(
                "公安机关办理行政案件程序规定（2012年公安部令第125号）第47条",
                "Procedures for administrative cases of public security organs (2012), article 47",
            ),
            evidence: Evidence::Statute,
            steps: &[TRANSFER, TELL],
        },
        Edition {
            from: day(2019, 1, 1),
            until: None,
            basis: words(
                "公安机关办理行政案件程序规定第61条；公安机关办理刑事案件程序规定第175条",
                "Procedures for administrative cases, article 61; for criminal cases, article 175",
            ),
            evidence: Evidence::Statute,
            steps: &[TRANSFER, TELL],
        },
    ],
};

const NOTICE: Step = within(
    "notice",
    words("将不予立案通知书送达控告人", "deliver the notice of not filing to the complainant"),
    words("决定不予立案", "it is decided not to file"),
    days(3).moving(CRIMINAL_PERIODS),
);

pub(super) const D6: Rule = Rule {
    id: "D6",
    title: words("不予立案通知", "Notice that no criminal case is filed"),
    editions: &[
        Edition {
            from: day(2013, 1, 1),
            until: Some(day(2020, 8, 31)),
            basis: words(
                "公安机关办理刑事案件程序规定（2012年公安部令第127号）第175条",
                "Procedures for criminal cases of public security organs (2012), article 175",
            ),
            evidence: Evidence::Statute,
            steps: &[NOTICE],
        },
        Edition {
            from: day(2020, 9, 1),
            until: None,
            basis: words(
                "公安机关办理刑事案件程序规定第178条",
                "Procedures for criminal cases of public security organs, article 178",
            ),
            evidence: Evidence::Statute,
            steps: &[NOTICE],
        },
    ],
};

pub(super) const D7: Rule = Rule {
    id: "D7",
    title: words("现场执法视音频保存", "Keeping of field recordings"),
    editions: &[Edition {
        from: day(2016, 7, 1),
        until: None,
        basis: words(
            "公安机关现场执法视音频记录工作规定第13条",
            "Rules on audio and video recording of field enforcement, article 13",
        ),
        evidence: Evidence::Practice,
        steps: &[duty(
            "keep",
            words(
                "视音频资料至少保存六个月；作为证据、阻碍执行职务、重大复杂等四类永久保存",
                "keep recordings for six months at least; four kinds (evidence, obstruction, major, complex) for good",
            ),
            words("录制完成", "the recording is made"),
            Measure::KeptFor { months: 6 },
        )],
    }],
};
