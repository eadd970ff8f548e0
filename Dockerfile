# One image for web, worker and one-off commands. The build stage's tools and caches stay behind.
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore UV_NO_CACHE=1
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /app
COPY requirements.lock pyproject.toml ./
# --build-arg FACES=1: pictures are looked at for faces (docs/deidentification.md); 62 MB more.
ARG FACES=
# uv itself is locked by hash, and so is everything that it installs.
RUN sed -n '/^uv==/,/[^\\]$/p' requirements.lock > /tmp/uv.lock \
    && pip install --require-hashes -r /tmp/uv.lock \
    && python -m venv --without-pip /venv \
    && uv pip install --python /venv/bin/python --compile-bytecode --require-hashes -c requirements.lock -r pyproject.toml ${FACES:+--extra faces}
COPY . .
# The settings want every variable, also to collect files; these values stay in this step.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    DJANGO_SETTINGS_MODULE=cop.settings.production DATABASE_URL=sqlite:////tmp/build REDIS_URL=redis://build \
    EMAIL_URL=consolemail:// ALLOWED_HOSTS=build BASE_URL=http://build \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /venv/bin/python -m compileall -q cop safeguards members library forums search notifications \
    && mkdir -p var

FROM python:3.11.14-slim-bookworm AS app
RUN groupadd --system --gid 10001 cop \
    && useradd --system --uid 10001 --gid cop --home-dir /nonexistent --shell /usr/sbin/nologin cop \
    && install -d -o cop -g cop /data /data/media /data/protected
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cop.settings.production MEDIA_ROOT=/data/media PROTECTED_ROOT=/data/protected
WORKDIR /app
# Owned by root: what runs can't change its own code.
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "deploy/healthcheck.py"]
CMD ["sh", "deploy/web"]
