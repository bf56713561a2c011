//! A queue by time, in buckets of equal width (Dial).

/// Buckets in the ring; a power of two.
const RING: u32 = 1024;

/// Gives keys back in growing order of buckets; within a bucket in any order.
///
/// Keys pushed must not be smaller than the last one popped, rounded down to its bucket.
#[derive(Debug)]
pub(super) struct Queue {
    ring: Vec<Vec<(u32, u32)>>,
    /// Keys beyond the ring.
    later: Vec<(u32, u32)>,
    /// Width of a bucket as a power of two.
    shift: u32,
    /// Bucket being emptied, counted from 0 without wrapping.
    cursor: u32,
    /// Highest bucket that was filled.
    highest: u32,
    /// Keys in the ring.
    count: usize,
}

impl Default for Queue {
    fn default() -> Self {
        Self { ring: vec![Vec::new(); RING as usize], later: Vec::new(), shift: 0, cursor: 0, highest: 0, count: 0 }
    }
}

impl Queue {
    /// Empties the queue and sets the width of its buckets.
    pub(super) fn reset(&mut self, shift: u32) {
        if self.count > 0 {
            for bucket in self.cursor..=self.highest.min(self.cursor.saturating_add(RING - 1)) {
                self.ring[(bucket % RING) as usize].clear();
            }
        }
        self.later.clear();
        (self.shift, self.cursor, self.highest, self.count) = (shift, 0, 0, 0);
    }

    #[inline]
    pub(super) fn push(&mut self, key: u32, value: u32) {
        let bucket = key >> self.shift;
        if bucket - self.cursor < RING {
            self.highest = self.highest.max(bucket);
            self.count += 1;
            self.ring[(bucket % RING) as usize].push((key, value));
        } else {
            self.later.push((key, value));
        }
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<(u32, u32)> {
        loop {
            if let Some(top) = self.ring[(self.cursor % RING) as usize].pop() {
                self.count -= 1;
                return Some(top);
            }
            if self.count > 0 {
                self.cursor += 1;
                if self.cursor.is_multiple_of(RING) {
                    self.bring();
                }
            } else {
                // The ring is empty: jump to the first later key.
                self.cursor = self.later.iter().map(|&(key, _)| key >> self.shift).min()?;
                self.bring();
            }
        }
    }

    /// Whether nothing that is left can have a key within the bound.
    #[inline]
    pub(super) fn passed(&self, bound: u32) -> bool {
        self.cursor > bound >> self.shift
    }

    /// Moves later keys that are now near enough into the ring.
    ///
    /// Keys stay in `later` at most until the cursor passes a multiple of the ring's length: whatever was pushed
    /// there lay at least a whole ring ahead, so it cannot be due before that.
    fn bring(&mut self) {
        for index in (0..self.later.len()).rev() {
            if (self.later[index].0 >> self.shift) - self.cursor < RING {
                let (key, value) = self.later.swap_remove(index);
                self.push(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;

    #[test]
    fn keys_come_back_by_bucket_however_far_apart() {
        let mut queue = Queue::default();
        for shift in [0, 4, 10] {
            queue.reset(shift);
            let keys =
                [5, 0, 1023, 1024, 1025, 2047, 5000, 1 << 20, (1 << 20) + 1, u32::MAX - 1, 7, 1_048_575, 40_000_000];
            keys.iter().for_each(|&key| queue.push(key, key));
            let mut out = Vec::new();
            while let Some((key, _)) = queue.pop() {
                out.push(key);
                if key == 5000 {
                    queue.push(5000 + 100_000, 0);
                }
            }
            assert_eq!(out.len(), keys.len() + 1);
            assert!(out.windows(2).all(|pair| pair[0] >> shift <= pair[1] >> shift), "{out:?}");
        }
    }
}
