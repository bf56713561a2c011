# run: the demo · test: everything · lint · bench · bless: writes the files that are made from the code
.PHONY: run build client test lint bench bless

run: build
	./target/release/kaimen demo

build: client
	cargo build --release -p kaimen

client:
	scripts/install run
	cd client && npm ci --no-audit --no-fund --silent && node build.mjs --release

test:
	scripts/test

lint:
	cargo fmt --check
	scripts/deny
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items

bless:
	KAIMEN_BLESS=1 cargo test --workspace fresh

bench: client
	scripts/bench
