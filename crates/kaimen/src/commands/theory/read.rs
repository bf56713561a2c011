//! Reading questions.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Largest file that is read.
const MOST_BYTES: u64 = 64 << 20;

/// A file of questions, and where it lies: questions may name tables beside it.
pub(super) struct File {
    pub(super) value: Value,
    pub(super) path: PathBuf,
}

impl File {
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let file = std::fs::File::open(path).with_context(|| format!("cannot open {shown}; check that it exists"))?;
        let mut text = Vec::new();
        file.take(MOST_BYTES + 1).read_to_end(&mut text).with_context(|| format!("cannot read {shown}"))?;
        if text.len() as u64 > MOST_BYTES {
            bail!("{shown} is larger than {} MiB", MOST_BYTES >> 20);
        }
        let value = serde_json::from_slice(&text).with_context(|| format!("{shown} is no JSON"))?;
        Ok(Self { value, path: path.to_owned() })
    }

    /// The folder of tables that a question names (`files`): in the folder named on the command line or in KAIMEN_DATA,
    /// beside the file, or beside the file's folder. The inner error says that it is nowhere.
    pub(super) fn folder(
        &self,
        question: &Map<String, Value>,
        data: Option<&Path>,
    ) -> anyhow::Result<Result<PathBuf, String>> {
        let name: String = member(question, "files")?;
        let beside = self.path.parent().unwrap_or(Path::new("."));
        let named = data.map(Path::to_owned).or_else(|| std::env::var_os("KAIMEN_DATA").map(PathBuf::from));
        let places = named.into_iter().chain([beside.to_owned(), beside.join("..")]);
        let found = places.map(|place| place.join(&name)).find(|folder| folder.is_dir());
        Ok(found
            .ok_or_else(|| format!("the folder of tables {name} is not there; name the folder it is in with --data")))
    }

    /// The questions of a file that holds one or a list of them, with what to call them.
    pub(super) fn questions(&self) -> anyhow::Result<Vec<(String, &Map<String, Value>)>> {
        let list = match &self.value {
            Value::Array(list) => list.iter().collect(),
            one => vec![one],
        };
        if list.is_empty() {
            bail!("the list of questions is empty");
        }
        let named = |(at, one): (usize, &'_ Value)| match one.get("name").and_then(Value::as_str) {
            Some(name) => format!("question {} ({name})", at + 1),
            None => format!("question {}", at + 1),
        };
        list.into_iter()
            .enumerate()
            .map(|(at, one)| Ok((named((at, one)), object(one).context(named((at, one)))?)))
            .collect()
    }
}

/// A value as an object.
pub(super) fn object(value: &Value) -> anyhow::Result<&Map<String, Value>> {
    value.as_object().with_context(|| format!("an object {{…}} is needed, not {}", kind(value)))
}

/// A value as what is needed, with the name of the part that is wrong.
pub(super) fn parse<T: DeserializeOwned>(value: &Value) -> anyhow::Result<T> {
    Ok(T::deserialize(value)?)
}

/// A member of an object.
pub(super) fn member<T: DeserializeOwned>(of: &Map<String, Value>, name: &str) -> anyhow::Result<T> {
    let value = of.get(name).with_context(|| format!("{name} is missing"))?;
    parse(value).with_context(|| format!("{name} is not what it should be"))
}

/// A member of an object that need not be there.
pub(super) fn optional<T: DeserializeOwned>(of: &Map<String, Value>, name: &str) -> anyhow::Result<Option<T>> {
    match of.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => member(of, name).map(Some),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
