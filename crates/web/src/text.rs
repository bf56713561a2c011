//! Texts of the pages in both languages, from `locales/`.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use kaimen_domain::deadline::rule::Words;

/// A language that kaimen speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese, the first language.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// From the first part of an address.
    #[must_use]
    pub fn from_address(part: &str) -> Option<Self> {
        match part {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The first part of an address.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// The other language.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }

    /// As in `lang="…"`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

const CHINESE: [&str; 2] =
    [include_str!("../../../locales/zh-CN/shared.ftl"), include_str!("../../../locales/zh-CN/site.ftl")];
const ENGLISH: [&str; 2] =
    [include_str!("../../../locales/en/shared.ftl"), include_str!("../../../locales/en/site.ftl")];

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: [OnceLock<FluentBundle<FluentResource>>; 2] = [OnceLock::new(), OnceLock::new()];
    let (cell, files) = match language {
        Language::Chinese => (&BUNDLES[0], CHINESE),
        Language::English => (&BUNDLES[1], ENGLISH),
    };
    cell.get_or_init(|| {
        let mut bundle = FluentBundle::new_concurrent(language.tag().parse().into_iter().collect());
        bundle.set_use_isolating(false);
        for file in files {
            // A broken line is left out here and found by the test of the texts.
            let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        bundle
    })
}

/// Texts in one language, as templates use them.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// Which.
    pub language: Language,
}

impl Text {
    /// Texts in a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// A text; its id where there is none.
    #[must_use]
    pub fn of(&self, id: &str) -> String {
        self.format(id, None)
    }

    /// A text with one argument.
    #[must_use]
    pub fn with<'a>(&self, id: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set(name, value);
        self.format(id, Some(&arguments))
    }

    /// A text with several arguments.
    #[must_use]
    pub fn many(&self, id: &str, values: &[(&'static str, String)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, value.as_str());
        }
        self.format(id, Some(&arguments))
    }

    /// A text that stands in the data in both languages.
    #[must_use]
    pub fn words(&self, words: Words) -> &'static str {
        match self.language {
            Language::Chinese => words.zh,
            Language::English => words.en,
        }
    }

    /// A text whose id ends in a code.
    #[must_use]
    pub fn coded(&self, start: &str, code: &str) -> String {
        self.of(&format!("{start}-{code}"))
    }

    /// A time of day in Wujin, as people write it.
    #[must_use]
    pub fn time(&self, at: DateTime<Utc>) -> String {
        let form = match self.language {
            Language::Chinese => "%Y年%-m月%-d日 %H:%M",
            Language::English => "%-d %b %Y, %H:%M",
        };
        kaimen_app::call::local(at).format(form).to_string()
    }

    fn format(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let bundle = bundle(self.language);
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            tracing::error!(id, "text {id} is missing");
            return id.to_owned();
        };
        bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned()
    }
}

/// What is wrong with the texts: lines that cannot be read, ids that one language lacks. Empty when all is well.
#[must_use]
pub fn check_texts() -> Vec<String> {
    let mut wrong = Vec::new();
    let mut ids = |files: &[&str], name: &str| {
        let mut ids = Vec::new();
        for file in files {
            match fluent_syntax::parser::parse(*file) {
                Ok(resource) => ids.extend(resource.body.iter().filter_map(|entry| match entry {
                    fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
                    _ => None,
                })),
                Err((_, errors)) => wrong.push(format!("{name}: {errors:?}")),
            }
        }
        ids.sort();
        ids
    };
    let (chinese, english) = (ids(&CHINESE, "zh-CN"), ids(&ENGLISH, "en"));
    for (have, lack, name) in [(&chinese, &english, "en"), (&english, &chinese, "zh-CN")] {
        wrong.extend(have.iter().filter(|id| !lack.contains(id)).map(|id| format!("{name} lacks {id}")));
        wrong.extend(have.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| format!("twice: {}", pair[0])));
    }
    wrong
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_languages_say_everything() {
        assert_eq!(super::check_texts(), Vec::<String>::new());
    }
}
