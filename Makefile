# Every target first installs what is missing. All can be repeated.
ENV := . target/env
DATA := $(or $(STRONGROOM_DATA_DIR),$(HOME)/.local/share/strongroom)
DEMO := $(DATA)-demo
# Always written by init, for every kind of database.
ROOT_KEY := $(or $(STRONGROOM_ROOT_KEY_FILE),$(DATA)/root.key)

.PHONY: setup build run demo test soak bench fmt clean

setup:
	@.ci/setup build

# dist/ is self-contained and runs from any folder.
build: setup
	@$(ENV) && PATH="$(CURDIR)/app/hydrate/build:$$PATH" cargo leptos build --release --split
	@$(ENV) && rm -rf dist && mkdir dist && cp "$$CARGO_TARGET_DIR/release/strongroom" Leptos.toml dist/ && app/hydrate/build/pack.mjs target/site dist/site

run: build
	@if test -e "$(ROOT_KEY)"; then start=serve; else start="init --serve"; fi; exec dist/strongroom $$start --data-dir "$(DATA)"

# The administrator's credentials stay in the demo folder, for the script that loads the samples.
demo: build
	@umask 077; mkdir -p "$(DEMO)"
	@umask 077; test -s "$(DEMO)/credentials.json" || dist/strongroom init --data-dir "$(DEMO)" --json >"$(DEMO)/credentials.json"
	@dist/strongroom serve --data-dir "$(DEMO)" & server=$$!; trap : INT TERM; end2end/demo "$(DEMO)"; wait $$server

test:
	@.ci/test

soak:
	@.ci/soak

bench:
	@end2end/bench/run

fmt: setup
	@$(ENV) && cargo fmt --all

clean:
	rm -rf dist target/site
