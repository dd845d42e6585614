# Two commands matter: `make demo` shows the ward on a map, `make test` runs everything that a change must pass.
# Both prepare the machine first and leave alone what is ready (see setup/).

RUN := .venv/bin/
JOBS ?= 2

.PHONY: help demo test check ready clients bench clean

help:
	@echo 'make demo    chạy phường minh họa / run the demonstration ward: http://127.0.0.1:8000'
	@echo 'make test    chạy mọi kiểm thử / run everything that a change must pass'
	@echo 'make check   định dạng, kiểu, phụ thuộc / format, types, imports, the viewer'
	@echo 'make clients QGIS và bộ kiểm tra chuẩn của OGC / QGIS and the conformance suites of OGC'
	@echo 'make bench   đo tốc độ, bên cạnh các công cụ khác / measure, beside other tools'
	@echo 'make clean   xóa những gì dựng lại được / remove what can be built again (data stays)'

demo:
	@python3 -B -m setup demo
	@exec $(RUN)python -m twin demo

ready:
	@python3 -B -m setup test

check: ready
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)mypy
	$(RUN)lint-imports
	PATH="$$PWD/$(RUN):$$PATH" npm --prefix viewer run check

test: check
	$(RUN)python -m pytest --numprocesses=$(JOBS) --dist=loadfile

clients: ready
	$(RUN)python -m pytest -n 0 tests/clients

bench: ready
	PATH="$$PWD/$(RUN):$$PATH" python benchmarks/exchange.py
	PATH="$$PWD/$(RUN):$$PATH" python benchmarks/serving.py
	PATH="$$PWD/$(RUN):$$PATH" python benchmarks/programme.py
	PATH="$$PWD/$(RUN):$$PATH" python benchmarks/water.py
	PATH="$$PWD/$(RUN):$$PATH" python benchmarks/reports.py

clean:
	rm -rf .venv viewer/node_modules viewer/dist .twin/tools .mypy_cache .ruff_cache .pytest_cache .hypothesis
