"""Parts of the command lines of init containers that set up or migrate a database."""

from __future__ import annotations

import functools

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.evidence import Clue, clue, program, rows_of
from kubectl_sidecars.classify.roles import Role

MIGRATION = "db-migration"
CHECKS_MIGRATIONS = (
    r"\bmigrat\w*\b[^;&|]*--(?:check|plan|dry-run)\b|showmigrations|check[-_]migrations?"
    r"|migrat\w*[ :-](?:status|check)\b|check[-_]schema(?:[-_]version)?\b"
    r"|wait[-_](?:for[-_])?(?:\w+[-_])?(?:migrations?|schema)"
)
"""What asks whether a schema migration has been done, and does none."""

VERBS = "init|initiali[sz]e|ensure|setup|create|prepare|bootstrap|upgrade|install|migrate|seed|populate|deploy"
OBJECTS = "db|database|schema|tables"
"""What sets up a database, and the parts of it: `init-db.sh`, `tool update-schema`, `admin setup_tables`."""
STATEMENTS = (
    r"(?:psql|mysql|mariadb|sqlcmd|sqlplus|cqlsh|clickhouse-client|sqlite3)\b.*"
    r" (?:-f|-i|--file|<|@|(?:-\w*[ceq]|--(?:command|execute|query))[= ]?[\"']?\s*"
    r"(?:CREATE|ALTER|INSERT|GRANT|REVOKE|UPDATE|DROP|DELETE|CALL)\b)"
    r"|mongo(?:sh)?\b.* \S+\.js\b"
)
"""Programs that run statements on a database which change it."""


@functools.cache
def migration_clues() -> tuple[Clue, ...]:
    """Made when first asked for."""
    return rows_of(
        __name__,
        clue(
            Role.INIT,
            MIGRATION,
            weights.UNMISTAKABLE,
            "runs a schema migration",
            "flyway.* (?:migrate|repair)",
            "liquibase.* update",
            "alembic.* upgrade",
            r"manage\.py migrate",
            "db:migrate",
            "prisma migrate",
            r"goose.* up\b",
            "atlas.* (?:migrate|schema) apply",
            r"\b(?:dbmate|migrate-mongo)\b.* (?:up|migrate)\b|\bdiesel migration run\b|\bsqlx migrate run\b",
            r"\b(?:doctrine|migrations?):(?:migrate|up|forwards|migrations:migrate)\b|\bsqitch deploy\b",
            r"\bdrush (?:-\S+ )*(?:updb|updatedb)\b|\bocc (?:upgrade|maintenance:install)\b|--stop-after-init\b",
            r"\bschematool\b|\bcreate_all\b|\bcreate-all\b|\bupdate-schema\b",
            r"\bdrizzle-kit (?:push|migrate)\b|\b(?:aerich upgrade|skeema push)\b",
            "artisan migrate",
            "knex.* migrate",
            "ef database update",
            "airflow db (?:migrate|upgrade|init)",
            "migrate (?:-path|-source|-database|up)",
            "sequelize.* db:migrate",
            "typeorm.* migration:run",
            "superset db upgrade",
            "sentry upgrade",
            "db upgrade",
            "db[_-]migrate",
            r"\bmigrations? (?:run|up|apply|bootstrap|forwards)\b",
            "schema[ -](?:update|upgrade|apply|migrate)",
            r"\brun[_-]?migrations?",
            r"mix ecto\.migrate",
            r"\binitdb(?= -|$)",
            "createdb",
            "CREATE DATABASE",
            r"\bdb:(?:prepare|setup|schema:load|push)\b",
            "prisma db push",
            r"\b(?:npm|yarn|pnpm|bun|node|make|php|python3?) .*\bmigrat(?:e|ions?)\b",
        ),
        program(
            Role.INIT,
            MIGRATION,
            weights.UNMISTAKABLE,
            "runs a schema migration",
            r"(?!(?:cp|mv|echo|cat|ls|cd|test|printf|mkdir|\[) )(?:\S+ )?(?:--?[\w-]+[= ]\S+ |[\w:-]+ )?migrate(?: |$)",
            r"(?:\S+ )?(?:\S+ )?(?:meta-?format|initialize-\w+-metadata)\b",
            r"\S+ (?:.* )?eval\b.*\bmigrate\b|\S+ (?:.* )?--migrate(?:-\w+)?(?: |$)|dotnet \S*migrat\S*\.dll\b",
            r"\S+ (?:\S+ ){0,3}?(?:\w+_)?db[ _]sync\b|\S*db-manage (?:.* )?upgrade\b|directus bootstrap\b",
            r"wp[\w.-]* (?:\S+ )*core (?:multisite-)?install\b|wp-install\b",
            r"(?:\S+ )?(?:\S+ )?(?:(?:site|setup|maintenance|database)[:-](?:install|upgrade)|site install)\b",
        ),
        program(
            Role.INIT,
            MIGRATION,
            weights.CLEAR,
            "sets up a database",
            r"(?!(?:cp|mv|echo|cat|ls|cd|test|printf|mkdir|\[|chown|chmod|rm|ln|touch|tar|grep|sed|\.|curl|wget) )"
            rf"(?=.{{0,80}}(?:db|database|schema|tables))(?:[^\s-]\S* ){{0,3}}[\w./]*?"
            rf"\b(?:(?:{VERBS})[-_: ]?(?:{OBJECTS})|(?:{OBJECTS})[-_: ](?:{VERBS}))"
            r"(?![\w/])(?!-\w*check)",
        ),
        program(
            Role.INIT,
            MIGRATION,
            weights.GOOD,
            "runs statements on a database",
            STATEMENTS,
        ),
        clue(
            Role.INIT,
            MIGRATION,
            weights.CLEAR,
            "fills a database",
            r"\bload_?data\b|\bcreate_?super_?user\b|\bcreate_initial_data\b|\bdb:seed\b|\bseed_?db\b|\bpopulate_?db\b",
        ),
    )
