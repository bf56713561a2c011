//! The bytes of a map, mapped or in memory, seen as slices.

use std::marker::PhantomData;

use bytemuck::Pod;
use memmap2::Mmap;

/// Where a section lies.
pub(super) type Range = std::ops::Range<usize>;

/// The bytes of a map file, aligned to 8.
#[derive(Debug)]
pub(super) enum Bytes {
    /// A file.
    Mapped(Mmap),
    /// Memory; the length in bytes may be less than the words hold.
    Held(Vec<u64>, usize),
}

impl Bytes {
    pub(super) fn copy(bytes: &[u8]) -> Self {
        let mut words = vec![0_u64; bytes.len().div_ceil(8)];
        bytemuck::cast_slice_mut::<u64, u8>(&mut words)[..bytes.len()].copy_from_slice(bytes);
        Self::Held(words, bytes.len())
    }

    pub(super) fn all(&self) -> &[u8] {
        match self {
            Self::Mapped(mapped) => mapped,
            Self::Held(words, length) => &bytemuck::cast_slice(words)[..*length],
        }
    }

    /// A range as records; empty where it does not fit, which opening has ruled out.
    pub(super) fn slice<T: Pod>(&self, range: &Range) -> &[T] {
        let bytes = self.all().get(range.clone()).unwrap_or_default();
        bytemuck::try_cast_slice(bytes).unwrap_or_default()
    }

    /// Whether a range can be read as whole, aligned records.
    pub(super) fn fits<T: Pod>(&self, range: &Range, _: PhantomData<T>) -> bool {
        self.all().get(range.clone()).is_some_and(|bytes| bytemuck::try_cast_slice::<u8, T>(bytes).is_ok())
    }
}
