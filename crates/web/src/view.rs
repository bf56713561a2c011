//! How records look to screens. What each viewer may see is cut here from what the application hands out.

pub mod call;
pub mod deadline;
pub mod kept;
pub(crate) mod matter;
pub mod rights;
pub(crate) mod timeline;
pub mod unit;
