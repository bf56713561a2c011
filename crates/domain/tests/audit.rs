//! The tree against the plain definition of RFC 6962, and what verification finds.
#![expect(clippy::unwrap_used, reason = "for tests only")]

use chrono::DateTime;
use kaimen_domain::audit::checkpoint::{Checkpoint, CheckpointKey};
use kaimen_domain::audit::leaf::{Covered, content_hash};
use kaimen_domain::audit::tile::TileId;
use kaimen_domain::audit::tree::{Frontier, Question, Tiles, includes, is_consistent};
use kaimen_domain::audit::verify::{Fault, Verifier};
use kaimen_domain::audit::{Entry, Hash};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

/// RFC 6962 §2.1 as it is written: no state, no cleverness.
mod oracle {
    use super::*;

    pub(super) fn leaf(data: &[u8]) -> [u8; 32] {
        Sha256::digest([&[0], data].concat()).into()
    }

    fn split(n: usize) -> usize {
        let mut k = 1;
        while k * 2 < n {
            k *= 2;
        }
        k
    }

    pub(super) fn root(leaves: &[[u8; 32]]) -> [u8; 32] {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => *one,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len()));
                Sha256::digest([&[1][..], &root(left), &root(right)].concat()).into()
            }
        }
    }

    /// §2.1.1
    pub(super) fn path(m: usize, leaves: &[[u8; 32]]) -> Vec<[u8; 32]> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let k = split(leaves.len());
        let (left, right) = leaves.split_at(k);
        let (mut path, sibling) = if m < k { (path(m, left), right) } else { (path(m - k, right), left) };
        path.push(root(sibling));
        path
    }

    /// §2.1.2
    pub(super) fn proof(m: usize, leaves: &[[u8; 32]]) -> Vec<[u8; 32]> {
        sub(m, leaves, true)
    }

    fn sub(m: usize, leaves: &[[u8; 32]], whole: bool) -> Vec<[u8; 32]> {
        if m == leaves.len() {
            return if whole { Vec::new() } else { vec![root(leaves)] };
        }
        let k = split(leaves.len());
        let (left, right) = leaves.split_at(k);
        if m <= k {
            let mut proof = sub(m, left, whole);
            proof.push(root(right));
            proof
        } else {
            let mut proof = sub(m - k, right, false);
            proof.push(root(left));
            proof
        }
    }
}

/// A tree as the store keeps it: leaves, and the hashes of higher tiles as they are completed.
struct Kept {
    tree: Frontier,
    levels: Vec<Vec<Hash>>,
    plain: Vec<[u8; 32]>,
}

impl Kept {
    fn of(size: usize) -> Self {
        let mut kept = Self { tree: Frontier::default(), levels: vec![Vec::new(); 4], plain: Vec::new() };
        for number in 0..size {
            let leaf = oracle::leaf(&number.to_be_bytes());
            kept.levels[0].push(Hash(leaf));
            kept.plain.push(leaf);
            for completed in kept.tree.push(Hash(leaf)) {
                let level = &mut kept.levels[usize::from(completed.level)];
                assert_eq!(completed.index, level.len() as u64, "in order, without gap");
                level.push(completed.hash);
            }
        }
        kept
    }

    /// Reads no more than the tiles that the question names.
    fn answer(&self, question: Question) -> Vec<Hash> {
        let mut tiles = Tiles::default();
        for TileId { level, index } in question.tiles().unwrap() {
            let hashes = self.levels[usize::from(level)].iter().enumerate().skip(index as usize * 256).take(256);
            hashes.for_each(|(place, hash)| tiles.insert(level, place as u64, *hash));
        }
        question.answer(&tiles).unwrap()
    }

    fn root(&self, size: usize) -> Hash {
        self.answer(Question::Root { size: size as u64 })[0]
    }
}

fn plain(hashes: &[Hash]) -> Vec<[u8; 32]> {
    hashes.iter().map(|hash| hash.0).collect()
}

#[test]
fn the_vectors_of_certificate_transparency() {
    // The eight leaves and roots of the reference implementation's merkle_tree_test.cc.
    let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let bytes = |hex: &str| -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    };
    let mut tree = Frontier::default();
    assert_eq!(
        tree.root().0.as_slice(),
        bytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        "the empty tree"
    );
    for (leaf, root) in leaves.iter().zip(roots) {
        tree.push(Hash(oracle::leaf(&bytes(leaf))));
        assert_eq!(tree.root().0.as_slice(), bytes(root), "{} leaves", tree.size());
    }
}

#[test]
fn every_root_and_proof_of_small_trees() {
    let kept = Kept::of(20);
    for size in 0..=20 {
        let leaves = &kept.plain[..size];
        assert_eq!(kept.root(size).0, oracle::root(leaves));
        for m in 0..size {
            let question = Question::Inclusion { index: m as u64, size: size as u64 };
            assert_eq!(plain(&kept.answer(question)), oracle::path(m, leaves), "leaf {m} of {size}");
            let question = Question::Consistency { from: m as u64 + 1, to: size as u64 };
            assert_eq!(plain(&kept.answer(question)), oracle::proof(m + 1, leaves), "{} to {size}", m + 1);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn large_trees_are_what_the_definition_says(size in 1_usize..70_000, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let kept = Kept::of(size);
        prop_assert_eq!(kept.tree.root().0, oracle::root(&kept.plain));
        let (a, b) = (a.index(size), b.index(size));
        let (from, to) = (a.min(b) + 1, a.max(b) + 1);
        prop_assert_eq!(kept.root(to).0, oracle::root(&kept.plain[..to]));
        let frontier = kept.answer(Question::Frontier { size: to as u64 });
        let mut again = Frontier::new(to as u64, frontier).unwrap();
        for leaf in &kept.plain[to..] {
            again.push(Hash(*leaf));
        }
        prop_assert_eq!(&again, &kept.tree, "a tree taken up anew goes on as if it had never stopped");

        let path = kept.answer(Question::Inclusion { index: from as u64 - 1, size: to as u64 });
        prop_assert_eq!(plain(&path), oracle::path(from - 1, &kept.plain[..to]));
        let (root, leaf) = (kept.root(to), kept.levels[0][from - 1]);
        prop_assert!(includes(path.clone(), to as u64, root, from as u64 - 1, leaf));
        prop_assert!(!includes(path.clone(), to as u64, root, from as u64 - 1, Hash([1; 32])));
        prop_assert!(!includes(path.clone(), to as u64, Hash([1; 32]), from as u64 - 1, leaf));
        prop_assert!(!includes([path, vec![root]].concat(), to as u64, root, from as u64 - 1, leaf));

        let proof = kept.answer(Question::Consistency { from: from as u64, to: to as u64 });
        prop_assert_eq!(plain(&proof), oracle::proof(from, &kept.plain[..to]));
        let (old, new) = ((from as u64, kept.root(from)), (to as u64, root));
        prop_assert!(is_consistent(proof.clone(), old, new));
        prop_assert!(!is_consistent(proof.clone(), (old.0, Hash([1; 32])), new));
        prop_assert!(!is_consistent(proof, old, (new.0, Hash([1; 32]))));
    }

    #[test]
    fn proofs_of_any_bytes_are_refused_without_panic(
        proof in prop::collection::vec(any::<[u8; 32]>(), 0..70), sizes in any::<(u64, u64)>(), hash in any::<[u8; 32]>()
    ) {
        let proof: Vec<Hash> = proof.into_iter().map(Hash).collect();
        prop_assert!(!includes(proof.clone(), sizes.1, Hash(hash), sizes.0, Hash([0; 32])));
        prop_assert!(!is_consistent(proof, (sizes.0, Hash([0; 32])), (sizes.1, Hash(hash))));
        let _ = Question::Consistency { from: sizes.0, to: sizes.1 }.tiles();
        let _ = Question::Inclusion { index: sizes.0, size: sizes.1 }.tiles();
    }
}

#[test]
fn what_is_not_in_the_tree_cannot_be_asked_for() {
    assert!(Question::Inclusion { index: 3, size: 3 }.tiles().is_err());
    assert!(Question::Consistency { from: 0, to: 3 }.tiles().is_err());
    assert!(Question::Consistency { from: 4, to: 3 }.tiles().is_err());
    assert!(Question::Root { size: u64::MAX }.tiles().is_err());
    let question = Question::Root { size: 3 };
    assert!(question.answer(&Tiles::default()).is_err(), "missing hashes are said, not made up");
}

fn entry(number: i64) -> Entry {
    Entry {
        at: DateTime::from_timestamp_micros(number * 1_000_003).unwrap(),
        actor: format!("actor {number}"),
        act: "take".into(),
        subject: format!("call/{number}"),
        why: String::new(),
        detail: "{}".into(),
    }
}

/// Row `written` of the log, standing at `seq`.
fn row(entry: &Entry, seq: i64) -> Covered<'_> {
    Covered::of(seq, entry, content_hash(&[0; 16], &entry.detail))
}

/// What the verifier says of rows that stand in this order: (number, as which it was written).
fn verify(rows: &[(i64, i64)], held: &[Checkpoint]) -> Result<i64, Fault> {
    let mut verifier = Verifier::new(held)?;
    for (seq, written) in rows {
        let entry = entry(*written);
        verifier.push(&row(&entry, *seq), row(&entry, *written).leaf())?;
    }
    verifier.finish().map(|()| verifier.rows())
}

fn held(sizes: &[i64]) -> Vec<Checkpoint> {
    let key = CheckpointKey::new("kaimen/test", &[1; 32]).unwrap();
    let mut tree = Frontier::default();
    let mut held = Vec::new();
    for seq in 1..=*sizes.iter().max().unwrap() {
        tree.push(row(&entry(seq), seq).leaf());
        if sizes.contains(&seq) {
            held.push(key.sign(tree.size(), tree.root()).unwrap());
        }
    }
    held
}

#[test]
fn each_fault_has_its_name_and_place() {
    let plain = |to: i64| -> Vec<(i64, i64)> { (1..=to).map(|seq| (seq, seq)).collect() };
    assert_eq!(verify(&plain(9), &held(&[3, 9])), Ok(9));
    assert_eq!(verify(&[], &[]), Ok(0));
    type Change<'a> = &'a dyn Fn(&mut Vec<(i64, i64)>);
    let with = |change: Change<'_>| {
        let mut rows = plain(9);
        change(&mut rows);
        verify(&rows, &held(&[3, 9])).unwrap_err()
    };
    assert_eq!(with(&|rows| rows.truncate(5)), Fault::Truncated { have: 5, size: 9 });
    assert_eq!(with(&|rows| _ = rows.remove(4)), Fault::Missing { from: 5, to: 5 });
    assert_eq!(with(&|rows| _ = rows.drain(4..6)), Fault::Missing { from: 5, to: 6 });
    assert_eq!(with(&|rows| rows.swap(4, 6)), Fault::Reordered { seq: 5 });
    assert_eq!(with(&|rows| rows.insert(4, rows[3])), Fault::Repeated { seq: 4 });
    assert_eq!(with(&|rows| rows.insert(6, rows[3])), Fault::Reordered { seq: 4 });
    assert_eq!(with(&|rows| rows[4].1 = 8), Fault::Moved { seq: 5, was: 8 });
    assert_eq!(with(&|rows| rows[4].1 = 2), Fault::Moved { seq: 5, was: 2 });
    let mut other = held(&[9]);
    other[0].root = Hash([1; 32]);
    assert_eq!(verify(&plain(9), &other), Err(Fault::Rewritten { from: 1, to: 9 }));
    let mut both = held(&[3, 9]);
    both.extend(other);
    assert_eq!(verify(&plain(9), &both), Err(Fault::SplitView { size: 9 }));
    assert_eq!(verify(&plain(9), &both[..1]), Ok(9), "rows after the last checkpoint stand by their own hashes");
}

#[test]
fn rows_rewritten_with_their_hashes_lie_between_two_checkpoints() {
    let held = held(&[3, 6, 9]);
    let mut verifier = Verifier::new(&held).unwrap();
    let fault = (1..=9).find_map(|seq| {
        let mut entry = entry(seq);
        if seq == 5 {
            entry.actor = "somebody else".into();
        }
        let row = row(&entry, seq);
        verifier.push(&row, row.leaf()).err()
    });
    assert_eq!(fault, Some(Fault::Rewritten { from: 4, to: 6 }));
}

/// A good export line and a good signed checkpoint.
fn examples() -> (Vec<u8>, Checkpoint, CheckpointKey) {
    use kaimen_domain::audit::export::Line;
    let entry = entry(3);
    let covered = row(&entry, 3);
    let line = Line {
        seq: 3,
        at: covered.at,
        actor: covered.actor.into(),
        act: covered.act.into(),
        subject: covered.subject.into(),
        why: covered.why.into(),
        content_hash: covered.content.into(),
        leaf: covered.leaf().into(),
        salt: Some([0; 16].into()),
        detail: Some("{}".into()),
    };
    let key = CheckpointKey::new("kaimen/test", &[1; 32]).unwrap();
    let signed = key.sign(3, covered.leaf()).unwrap();
    (line.text().unwrap().into_bytes(), signed, key)
}

/// The bytes with some of them replaced, taken out or doubled.
fn mutated(mut bytes: Vec<u8>, changes: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    for (place, kind, byte) in changes {
        if bytes.is_empty() {
            break;
        }
        let place = place.index(bytes.len());
        match kind % 4 {
            0 => bytes[place] = *byte,
            1 => _ = bytes.remove(place),
            2 => bytes.insert(place, *byte),
            _ => bytes.truncate(place),
        }
    }
    bytes
}

#[test]
fn a_time_is_written_in_one_form_only() {
    use kaimen_domain::audit::export::Line;
    let good = String::from_utf8(examples().0).unwrap();
    let written = "1970-01-01T00:00:03.000009Z";
    assert!(good.contains(written), "{good}");
    for other in ["1970-01-01T00:00:03.0000091Z", "1970-01-01T00:00:03.000009000Z", "1970-01-01T08:00:03.000009+08:00"]
    {
        assert!(Line::parse(good.replace(written, other).as_bytes()).is_err(), "{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_mutated_line_is_refused_or_its_leaf_does_not_fit(
        changes in prop::collection::vec(any::<(prop::sample::Index, u8, u8)>(), 1..6)
    ) {
        use kaimen_domain::audit::export::Line;
        let (good, _, _) = examples();
        let bytes = mutated(good.clone(), &changes);
        let whole = Line::parse(&good).unwrap();
        if let Ok(line) = Line::parse(&bytes)
            && line.covered() != whole.covered()
            && line.leaf() == line.covered().leaf()
        {
            prop_assert!(false, "another row with a leaf that fits: {:?}", line);
        }
    }

    #[test]
    fn a_mutated_checkpoint_opens_as_what_was_signed_or_not_at_all(
        changes in prop::collection::vec(any::<(prop::sample::Index, u8, u8)>(), 1..6)
    ) {
        let (_, signed, key) = examples();
        let bytes = mutated(signed.note.clone().into_bytes(), &changes);
        if let Ok(opened) = Checkpoint::open(&bytes, key.verifier()) {
            prop_assert_eq!((opened.size, opened.root), (signed.size, signed.root));
        }
        let _ = kaimen_domain::audit::checkpoint::VerifierKey::parse(&String::from_utf8_lossy(&bytes));
        let _ = CheckpointKey::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_bytes_are_refused_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let (_, _, key) = examples();
        prop_assert!(kaimen_domain::audit::export::Line::parse(&bytes).is_err());
        prop_assert!(Checkpoint::open(&bytes, key.verifier()).is_err());
        let _ = kaimen_domain::audit::tile::TileAddress::parse(&String::from_utf8_lossy(&bytes));
    }
}
