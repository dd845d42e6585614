# syntax=docker/dockerfile:1
# Three stages: the viewer is built with Node, the Python packages with uv, and neither tool is in the image.

FROM node:24-bookworm-slim AS viewer
WORKDIR /app/viewer
COPY viewer/package.json viewer/package-lock.json ./
RUN npm install --no-save --no-audit --no-fund
COPY viewer/ ./
RUN npm run build

FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
COPY setup/uv.txt setup/uv.txt
RUN pip install --no-cache-dir --no-deps --only-binary=:all: --require-hashes --requirement setup/uv.txt
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --group dask --no-install-project --compile-bytecode

FROM python:3.11-slim-bookworm
# What reports are laid out with (PDF): libraries and the letters, and no tool stays.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin twin \
    && mkdir -p /app /var/lib/twin && chown twin:twin /var/lib/twin
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY --from=viewer /app/viewer/dist viewer/dist
COPY gis_data/ gis_data/
COPY twin/ twin/
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    NUMBA_CACHE_DIR=/var/lib/twin/compiled \
    TWIN_HOME=/var/lib/twin \
    TWIN_HOST=0.0.0.0
USER twin
VOLUME /var/lib/twin
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/api/', timeout=4)"]
ENTRYPOINT ["python", "-m", "twin"]
CMD ["serve"]
