# What a checkout needs: an environment, the main job, the checks. `make help` lists the targets.

VENV ?= .venv
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo $$name; break; }; done)

IN_VENV := $(VENV)/bin/python
INSTALL := $(IN_VENV) -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt
# As pip would, but on every core, and without the tests of other projects.
COMPILE := $(IN_VENV) -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib
PROJECT := pyproject.toml constraints.txt
KERNELS := $(sort $(wildcard sim/model/kernels/*.py) $(shell grep -rl --include='*.py' 'sim.compiled import' sim) sim/compiled.py)

.PHONY: run test test-all kernels reference negmas bench lint types docs links results studies textbook figures images notebooks exercises clean help
.DELETE_ON_ERROR:

run: $(VENV)/warm ## make the environment, run the main job, print its page and a story
	@$(VENV)/bin/tracktwo run geneva-2013
	@printf '\n\nOne of these histories, told:\n\n'
	@$(VENV)/bin/tracktwo tell geneva-2013

test: $(VENV)/kernels ## run the tests, but for the slow ones (ARGS="-k words" picks some)
	@$(IN_VENV) -m pytest -n 2 -m "not slow" $(ARGS)

test-all: $(VENV)/kernels $(VENV)/site ## run every test, then the fast ones under Python 3.12 and 3.13 if present
	@$(IN_VENV) -m pytest -n 2 $(ARGS)
	@$(MAKE) --no-print-directory test-3.12 test-3.13

test-3.%:
	@for python in python3.$* "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.$*.*/bin/python; do \
		if "$$python" -c "" 2>/dev/null; then \
			exec $(MAKE) --no-print-directory test VENV=.venv-3.$* PYTHON="$$python"; \
		fi; \
	done; echo "Python 3.$* is not on this machine: left out"

kernels: $(VENV)/kernels ## compile what the tests run, once for all their processes

lint: $(VENV)/tools ## check style and format
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

types: $(VENV)/tools ## check types
	@$(VENV)/bin/mypy

SITE := $(IN_VENV) -m sphinx -c docs -d build/doctrees -q -E -W --keep-going

docs: $(VENV)/site ## make the site of docs/ in build/docs, which needs no network; open build/docs/index.html
	@$(SITE) -b html . build/docs

links: $(VENV)/site ## check the links of docs/ that lead to other sites, over the network
	@$(SITE) -b linkcheck . build/links

reference: $(VENV)/tools ## print the pages of docs/reference that are told by the code anew
	@$(VENV)/bin/tracktwo schema --units > docs/reference/units.md
	@$(VENV)/bin/tracktwo describe strategies > docs/reference/strategies.md
	@$(VENV)/bin/tracktwo describe protocols > docs/reference/protocols.md

PROBLEMS := 1000
build/negmas/bin/python:
	@python3 -m venv build/negmas
	@$@ -m pip install --quiet --disable-pip-version-check "negmas>=0.16,<0.17"

negmas: $(VENV)/tools build/negmas/bin/python ## play random negotiations here and with NegMAS, in an environment of its own
	@$(IN_VENV) benchmarks/negmas/compare.py --python build/negmas/bin/python --problems $(PROBLEMS)

BENCH := build/bench/bin/python
build/bench/installed: $(PROJECT)
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and none was found"; exit 1; }
	@echo "Installing into build/bench; this takes a minute or two, once."
	@$(PYTHON) -m venv build/bench
	@$(BENCH) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

bench: build/bench/installed build/negmas/bin/python ## measure everything in benchmarks/ and print docs/reference/benchmarks.md (ARGS="offers council" shows some)
	@build/bench/bin/tracktwo warm
	@if [ -n "$(ARGS)" ]; then $(BENCH) -m benchmarks $(ARGS); else \
		$(BENCH) -m benchmarks > build/benchmarks.md && mv build/benchmarks.md docs/reference/benchmarks.md; fi

CASES := khatib-2013 geneva-2013 chemical-weapons-2013 geneva-ii-2014 geneva-iii-2016 ankara-2016 colombia-2012

results: $(VENV)/warm ## print every number and picture in docs/ anew (predictions, audits, questions, hindcast)
	@mkdir -p build/results docs/audits docs/images/cases
	$(VENV)/bin/tracktwo predictions --markdown > build/results/predictions.md
	mv build/results/predictions.md docs/predictions/results.md
	$(VENV)/bin/tracktwo run geneva-2013 --out build/results/run > /dev/null
	cp build/results/run/figures/funnel.png docs/images/geneva-2013-funnel.png
	for name in $(CASES); do \
		$(VENV)/bin/tracktwo challenge $$name --runs 1000 --draws 60 --markdown > build/results/audit.md && \
		mv build/results/audit.md docs/audits/$$name.md && \
		$(VENV)/bin/tracktwo question $$name --runs 4000 --draws 60 --out build/results/$$name > /dev/null && \
		cp build/results/$$name/answer.png docs/images/cases/$$name.png && \
		cp build/results/$$name/answer.txt docs/cases/$$name.txt || exit 1; \
	done
	$(VENV)/bin/tracktwo hindcast --markdown --out build/results/hindcast > build/results/hindcast.md
	mv build/results/hindcast.md docs/hindcast-results.md
	cp build/results/hindcast/hindcast.png docs/images/hindcast.png

STUDIES := what-convenes-geneva whom-to-seat leverage-and-guarantees when-to-wait which-assumption-matters

studies: $(VENV)/warm $(VENV)/tools ## run the studies that ship anew, and print their tables and pictures in docs/
	@rm -rf build/studies
	@mkdir -p build/studies docs/images/studies
	for name in $(STUDIES); do \
		$(VENV)/bin/tracktwo sweep $$name --out build/studies/$$name \
			--figure docs/images/studies/$$name.png > build/studies/$$name.txt && \
		mv build/studies/$$name.txt docs/studies/$$name.txt || exit 1; \
	done

notebooks: $(VENV)/tools ## run the notebooks anew, and store them with what comes of them (ARGS="01 03" runs some)
	$(IN_VENV) notebooks/text/make.py $(ARGS)
	$(IN_VENV) notebooks/exercises/make.py $(ARGS)

exercises: $(VENV)/tools ## build the exercises alone, for students and solved (ARGS="01 03" builds some)
	$(IN_VENV) notebooks/exercises/make.py $(ARGS)

figures: $(VENV)/warm ## draw every figure in docs/reference/figures.md anew
	@rm -rf build/figures
	@mkdir -p build/figures docs/images/figures
	$(VENV)/bin/tracktwo run geneva-2013 --runs 2000 --draws 40 --out build/figures/geneva-2013 > /dev/null
	cp build/figures/geneva-2013/figures/*.png docs/images/figures/

textbook: $(VENV)/warm ## print docs/reference/textbook.md anew: theory beside what comes out
	@mkdir -p build
	$(IN_VENV) -m sim.experiments.textbook > build/textbook.md
	mv build/textbook.md docs/reference/textbook.md

images: $(VENV)/tools ## draw the images anew that tests compare figures with; look at what changes
	@TRACKTWO_RENEW_IMAGES=1 $(IN_VENV) -m pytest -q tests/analysis/test_figure_images.py

clean: ## remove environments, caches and builds
	rm -rf .venv .venv-3.* .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1: \2/p' $(MAKEFILE_LIST)

# Empty files in the environment record what has been done to it, so that nothing is done twice.

$(IN_VENV):
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and none was found;" \
		"install one, or name it: make PYTHON=/path/to/python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) has no working venv module;" \
		"install it (on Debian and Ubuntu the package python3-venv)"; exit 1; }

$(VENV)/installed: $(PROJECT) | $(IN_VENV)
	@echo "Installing into $(VENV); this takes a minute or two, once."
	@$(INSTALL) -e .
	-@$(COMPILE)
	@touch $@

$(VENV)/tools: $(PROJECT) | $(IN_VENV)
	@echo "Installing into $(VENV), with the tools for development; this takes a minute or two, once."
	@$(INSTALL) -e ".[test,dev]"
	-@$(COMPILE)
	@touch $(VENV)/installed $@

# What makes the site, which only those who make it wait for.
$(VENV)/site: $(VENV)/tools
	@$(INSTALL) -e ".[docs]"
	-@$(COMPILE)
	@touch $@

$(VENV)/warm: $(VENV)/installed $(KERNELS)
	@$(VENV)/bin/tracktwo warm
	@touch $@

$(VENV)/kernels: $(VENV)/tools $(KERNELS) tests/warm.py tests/conftest.py
	@$(IN_VENV) -m tests.warm
	@touch $@
