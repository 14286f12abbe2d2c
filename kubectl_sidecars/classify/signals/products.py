"""Servers that applications have beside them, and what their names and ports are a sign of: one row a product.

Signals derive from the rows which names mean a database, which port a cache's proxy takes, and what an init container
of that name does."""

from __future__ import annotations

from typing import NamedTuple

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.roles import Role

_Meaning = tuple[Role, str, float]
_IN_MEMORY: _Meaning = (Role.STORAGE, "database", weights.IN_MEMORY)
_CACHE: _Meaning = (Role.AMBASSADOR, "cache", weights.FAIR)
_CACHE_PORT: _Meaning = (Role.AMBASSADOR, "cache", weights.CALLED_BY_NEIGHBOUR)
_DATABASE_PORT: _Meaning = (Role.AMBASSADOR, "db-proxy", weights.CALLED_ON_DATABASE_PORT)


class Product(NamedTuple):
    """A server. `words` are its names and those of its programs.

    `keeps` is True for one that keeps data, so that it forwards nothing. `helper` is the role, task and weight that its
    name means beside an application, where it means any. `port` is its own; `at_port` is what a neighbour means that
    reaches another program there. `filled` is the task of an init container that is named for it alone. `variables` are
    the beginnings of the names of variables that tell where a database with a schema is.
    """

    words: tuple[str, ...]
    keeps: bool = True
    helper: _Meaning | None = None
    port: int = 0
    at_port: _Meaning | None = None
    filled: str = ""
    variables: tuple[str, ...] = ()


PRODUCTS = (
    Product(
        ("postgres", "postgresql"),
        port=5432,
        at_port=_DATABASE_PORT,
        filled="db-migration",
        variables=("POSTGRES", "POSTGRESQL", "PG"),
    ),
    Product(
        ("mysql", "mysqld", "mariadb", "mariadbd"),
        port=3306,
        at_port=_DATABASE_PORT,
        filled="db-migration",
        variables=("MYSQL", "MARIADB"),
    ),
    Product(("mongodb", "mongo", "mongod"), port=27017, at_port=_DATABASE_PORT, filled="db-migration"),
    Product(("mssql", "sqlserver"), port=1433, at_port=_DATABASE_PORT),
    Product(("redis",), helper=_IN_MEMORY, port=6379, at_port=_CACHE_PORT),
    Product(("valkey",), helper=_IN_MEMORY, port=6379, at_port=_CACHE_PORT),
    Product(("keydb",), helper=_IN_MEMORY, port=6379, at_port=_CACHE_PORT),
    Product(("dragonfly",), helper=_IN_MEMORY, port=6379, at_port=_CACHE_PORT),
    Product(("memcached",), keeps=False, helper=_CACHE, port=11211, at_port=_CACHE_PORT),
    Product(("varnish",), keeps=False, helper=_CACHE),
    Product(("elasticsearch", "opensearch"), filled="api-task"),
    Product(("minio",), filled="api-task"),
    Product(("rabbitmq",)),
    Product(("kafka",)),
    Product(("chroma",)),
    Product(("clickhouse",)),
    Product(("couchdb",)),
    Product(("influxdb",)),
    Product(("meilisearch",)),
    Product(("milvus",)),
    Product(("neo4j",)),
    Product(("qdrant",)),
    Product(("solr",)),
    Product(("surrealdb",)),
    Product(("typesense",)),
    Product(("weaviate",)),
)

KEEPERS = frozenset(word for product in PRODUCTS if product.keeps for word in product.words)
"""The names of servers that keep data: databases, search servers, queues."""
AT_PORT = {product.port: product.at_port for product in PRODUCTS if product.at_port is not None}
"""By port of a product: what another program is that a neighbour reaches there."""
FILLED = {word: product.filled for product in PRODUCTS if product.filled for word in product.words}
"""By product: the task of an init container that is named for nothing else: `postgresql-init`."""
VARIABLES = frozenset(name for product in PRODUCTS for name in product.variables)
"""Beginnings of the names of variables that tell where a database with a schema is."""
MEANT = {word: product.helper for product in PRODUCTS if product.helper is not None for word in product.words}
"""By product: the role, the task and the weight that its name means beside an application."""
