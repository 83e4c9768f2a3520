# What a newcomer and the continuous integration type. Everything sets itself up on first use:
# .venv with the pinned packages, and Qt's system libraries (packaging/set-up tells how).

export PYTHON
python := .venv/bin/python
run_ready := .venv/ready-to-run
work_ready := .venv/ready-to-work
# The large board that “make shots” draws, and the key that tests.bench.rows gives it.
LARGE := 100000
large_key := 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a

.PHONY: help demo shots test test-all crash check format bench installer lock clean display

help:
	@echo "make demo      open the window on four practice vendors (SHIFTS=N for another number)"
	@echo "make shots     draw the main screens, without a display, into build/shots"
	@echo "make test      run the tests; make test-all adds the slow ones"
	@echo "make crash     kill the engine 300 times in the middle of an action"
	@echo "make check     format, lint, types and import contracts; make format mends the first two"
	@echo "make bench     measure what README.md's table quotes (N=SHIFTS and MOST=SHIFTS for other numbers)"
	@echo "make installer build what this system can install, into dist"
	@echo "make lock      pin anew what pyproject.toml asks for"
	@echo "make clean     remove .venv, build and the tools' caches"

demo: display $(run_ready)
	@$(python) -m app demo $(if $(SHIFTS),--shifts $(SHIFTS))

# Said before anything is downloaded. Whoever names a Qt platform knows what he does.
display:
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ]; then \
		echo "There is no display here, so no window can open; “make shots” draws the main screens into build/shots." >&2; \
		exit 1; \
	fi

shots: $(run_ready)
	@QT_QPA_PLATFORM=offscreen $(python) -m ui.shots build/shots
	@large=$$(mktemp -d) && $(python) -m tests.bench.rows "$$large" $(LARGE) && \
	CALLBOARD_HOME="$$large" CALLBOARD_DB_KEY=$(large_key) QT_QPA_PLATFORM=offscreen \
		$(python) -m ui.shots build/shots kept; status=$$?; rm -rf "$$large"; exit $$status

test: $(work_ready)
	@QT_QPA_PLATFORM=offscreen $(python) -m pytest --numprocesses auto $(ARGS)

test-all: $(work_ready)
	@QT_QPA_PLATFORM=offscreen $(python) -m pytest --numprocesses auto -m "" -o faulthandler_timeout=3600 $(ARGS)

crash: $(work_ready)
	@CALLBOARD_KILLS=300 $(python) -m pytest tests/test_crash.py -o faulthandler_timeout=7200 $(ARGS)

# lint-imports' cache overlooks that a module imported before it existed exists now.
check: $(work_ready)
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	cd packaging && MYPYPATH=.. ../.venv/bin/mypy --config-file ../pyproject.toml --cache-dir ../.mypy_cache/packaging \
		*.py linux/*.py windows/*.py
	.venv/bin/lint-imports --no-cache

format: $(work_ready)
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench: $(work_ready)
	@QT_QPA_PLATFORM=offscreen $(python) -m tests.bench.run $(if $(N),--shifts $(N)) $(if $(MOST),--most $(MOST))
	@$(python) -m tests.bench.checks

installer:
	@packaging/build

lock:
	packaging/lock --upgrade

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(run_ready): packaging/requirements.txt packaging/set-up
	@packaging/set-up packaging/requirements.txt
	@touch $@

$(work_ready): packaging/requirements-dev.txt packaging/set-up
	@packaging/set-up packaging/requirements-dev.txt
	@touch $@ $(run_ready)
