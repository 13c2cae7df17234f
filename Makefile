# make run     start the platform with its demo: http://127.0.0.1:8000 (HOST and PORT say otherwise)
# make test    the whole suite: SQLite, PostgreSQL, browser
# make audit   every page in every theme, light and dark, three widths, by every role; takes hours
# make check   everything a machine can check without running the suite
# make format  bring the code into shape
# make bench   figures at size; make bench-browser: bytes and paint on a slow phone
# make screenshots  pictures of the main pages in all themes; ARGS=--readme makes those of the README
# make lock    compile requirements*.in into the locks with hashes
# make messages  bring the catalogues up to date with the code

PYTHON ?= python3
BIN = .venv/bin
# Worker processes of the test run; 0 runs it in one.
TEST_WORKERS ?= auto
# Who has nothing left to do takes from the others: the slow tests begin in one process.
SHARED = -n $(TEST_WORKERS) --dist worksteal

.PHONY: run prepare prepare-dev audit test check format bench bench-browser screenshots lock messages clean

run:
	@$(PYTHON) scripts/prepare.py run
	@exec $(BIN)/python scripts/serve.py --stop-with-parent

prepare:
	@$(PYTHON) scripts/prepare.py run

prepare-dev:
	@$(PYTHON) scripts/prepare.py dev

audit: prepare-dev
	@AUDIT=1 exec $(BIN)/python -m pytest $(SHARED) tests/architecture/test_pages.py $(ARGS)

test: prepare-dev
	@exec $(BIN)/python -m pytest $(SHARED) $(ARGS)

check: prepare-dev
	@exec $(BIN)/python scripts/check.py $(ARGS)

format: prepare-dev
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench: prepare-dev
	@exec $(BIN)/python -m benchmarks $(ARGS)

screenshots: prepare-dev
	@exec $(BIN)/python -m scripts.screenshots $(ARGS)

bench-browser: prepare-dev
	@exec $(BIN)/python -m benchmarks.browser

LOCK = $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header
lock: prepare-dev
	$(LOCK) $(ARGS) requirements.in -o requirements.txt
	$(LOCK) $(ARGS) requirements-build.in -o requirements-build.txt
	$(LOCK) $(ARGS) requirements-dev.in -o requirements-dev.txt

messages: prepare-dev
	@exec $(BIN)/python scripts/catalogues.py update

clean:
	rm -rf .venv node_modules engagement/static .pytest_cache .mypy_cache .ruff_cache
	find translations -name '*.mo' -delete
