# 只需 Python 3.11 以上和 make。Needs nothing but Python >= 3.11 and make: each target sets itself up in .venv.
#   make demo    运行示例 · the sample programme      make demo ARGS="--lang en"
#   make test    全部测试 · every test                make test ARGS="-k one_third"
#   make lint    类型与风格 · types and style         make format    排版 · lay out the code
#   make pages   写出由程序生成的文档 · write the pages and schemas that the program makes
#   make site    把文档做成网站 · the docs as a site, in .site
#   make pins    重新锁定依赖版本 · write the pins anew (needs uv)

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin

# Asked for its version because a shim may be on the path with no uv behind it.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)

# Watched too: an editable install keeps a copy of entry points and dependencies.
DECLARED := $(wildcard pyproject.toml policies/pyproject.toml plugins/*/pyproject.toml)

export PIP_DISABLE_PIP_VERSION_CHECK = 1

define check
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "需要 Python 3.11 或更高版本；若它另有名称，请指明：make demo PYTHON=python3.12" >&2; \
	echo "Python 3.11 or newer is needed; if it has another name, say so: make demo PYTHON=python3.12" >&2; \
	exit 1; }
endef

ifdef UV
install = uv venv --quiet --allow-existing --python $(PYTHON) .venv && \
	uv pip install --quiet --compile-bytecode --python $(BIN)/python -r $(1)
else
install = $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet -r $(1)
endif

.PHONY: demo test lint format pages site pins
.NOTPARALLEL:

demo: .venv/ready-to-run
	@$(BIN)/ticctl demo $(ARGS)

# loadfile: the tests of a file share its costly set-up (one build for all packaging tests).
# In the order of the files: sorted by how many tests each has, the few that take minutes would come last, one after another.
# Not loadgroup: pytest-xdist 3.8 under pytest 9.2 ignores groups without a word.
test: .venv/ready-to-test
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/ready-to-test
	@$(BIN)/python -m ruff check
	@$(BIN)/python -m ruff format --check
	@$(BIN)/python -m mypy

format: .venv/ready-to-test
	@$(BIN)/python -m ruff check --fix-only
	@$(BIN)/python -m ruff format

pages: .venv/ready-to-test
	@$(BIN)/python -m tests.generated

.venv/ready-to-run: requirements.txt $(DECLARED)
	@$(check)
	@echo "安装运行环境 · setting up .venv ($<)" >&2
	@$(call install,$<)
	@touch $@

# What tests need includes what the demo needs.
.venv/ready-to-test: requirements-dev.txt $(DECLARED)
	@$(check)
	@echo "安装测试环境 · setting up .venv ($<)" >&2
	@$(call install,$<)
	@touch .venv/ready-to-run $@

site: .venv/ready-to-test
	@$(BIN)/python -m sphinx -q -W --keep-going -b html docs .site

pins:
	uv lock --quiet --upgrade
	uv export --quiet --all-packages --no-default-groups --no-hashes --no-header --no-annotate -o requirements.txt
	uv export --quiet --all-packages --all-groups --all-extras --no-hashes --no-header --no-annotate -o requirements-dev.txt
