"""Programs that take a password by a flag or a place that no name tells: a row each.

Sources: the manual of each program.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple


class PasswordFlags(NamedTuple):
    """Programs, and the flags after which a password stands: in the next word, or in the same one."""

    programs: tuple[str, ...]
    flags: tuple[str, ...]
    attached: bool = False
    """True if the password stands in the flag's own word alone: `mysql -pS`; a word after it is something else."""


_ROWS = (
    PasswordFlags(("redis-cli", "valkey-cli", "keydb-cli"), ("-a",)),
    PasswordFlags(
        (
            "mysql",
            "mysqladmin",
            "mysqldump",
            "mysqlcheck",
            "mysqlshow",
            "mysqlimport",
            "mariadb",
            "mariadb-admin",
            "mariadb-dump",
        ),
        ("-p",),
        attached=True,
    ),
    PasswordFlags(("7z", "7za"), ("-p",), attached=True),
    PasswordFlags(("useradd", "usermod", "ncftpput", "ncftpget", "ncftp"), ("-p",)),
    PasswordFlags(("docker", "podman", "nerdctl", "buildah", "skopeo", "crane", "oras", "helm", "oc", "az"), ("-p",)),
    PasswordFlags(
        ("sshpass", "mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport", "mongostat"), ("-p",)
    ),
    PasswordFlags(("cqlsh", "rabbitmqadmin", "cypher-shell", "isql", "kadmin"), ("-p",)),
    PasswordFlags(("ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapwhoami", "ldappasswd", "kadmin"), ("-w",)),
    PasswordFlags(("sqlcmd", "bcp", "ipmitool", "unzip", "zip", "mosquitto_pub", "mosquitto_sub", "tsql"), ("-P",)),
    PasswordFlags(("snmpget", "snmpwalk", "snmpbulkwalk"), ("-c", "-A", "-X")),
    PasswordFlags(("http", "https", "ab"), ("-a", "-A")),
)

_VALUE = r"""(?!-|REDACTED|["']?\$[\w({])(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"';|&]+)"""
_SEGMENT = r"(?:[^|;&\n]|\n[ \t]*-[ \t]){0,512}?"
"""A command up to its flag; bounded, so that hostile text cannot make the search look at it all each time."""
_GAP = r"""(?:\s+(?:-[ \t]+)?|["'],\s*["'])"""
"""What is between two words of a command line, or of a command as a list of YAML, JSON or Python."""
_TELLING = r"[\w$-]*(?:(?i:token|secret|passw(?:or)?d|api-?_?key|authorization))[\w-]*"


def _pattern(row: PasswordFlags) -> re.Pattern[str]:
    programs, flags = "|".join(map(re.escape, row.programs)), "|".join(map(re.escape, row.flags))
    gap = "" if row.attached else rf"(?:{_GAP}|=)?"
    return re.compile(rf"((?<![\w-])(?:{programs}){_GAP}{_SEGMENT}(?<![^\s\"'])(?:{flags}){gap}){_VALUE}")


@functools.cache
def programs() -> tuple[re.Pattern[str], ...]:
    """The patterns of all rows; of what one matches, its first group stays. Compiled when they are first needed."""
    return (
        *map(_pattern, _ROWS),
        re.compile(rf"((?<![\w-])smbclient\s{_SEGMENT}(?:-U|--user)[ =]?[^\s%]{{0,128}}%)(?!REDACTED)\S+"),
        re.compile(rf"((?<![\w-])smbclient\s+//\S+\s+){_VALUE}"),
        re.compile(rf"((?<![\w-])vault\s+(?:login|operator\s+unseal)\s+(?:-\S+\s+){{0,8}}){_VALUE}"),
        re.compile(rf"((?<![\w-])(?:redis|valkey|keydb)-cli{_GAP}{_SEGMENT}\b(?i:auth){_GAP}){_VALUE}(?:\s+{_VALUE})?"),
        re.compile(
            rf"((?<![\w-])(?:sqlplus|sqlldr|impdp|expdp|rman)\s{_SEGMENT}(?<!\S)[\w$#]{{1,128}}/)(?!REDACTED)[^\s@\"'/]+"
        ),
        re.compile(rf"((?<![\w-])openssl\s{_SEGMENT}(?<!\S)-[kK]\s+){_VALUE}"),
        re.compile(rf"((?<![\w-])lftp\s{_SEGMENT}-u\s+[^\s,]{{1,128}},){_VALUE}"),
        re.compile(rf"(--from-literal(?:=|\s+)[\"']?[\w.-]{{1,253}}=)(?!REDACTED){_VALUE}"),
        re.compile(rf"((?<![\w-])wg\s{_SEGMENT}(?:preshared|private)-key\s+<\(\s*(?:echo|printf)\s+)[^\s)]+"),
        # Settings of nginx, Apache and Redis.
        re.compile(
            rf"(\b(?:proxy_set_header|fastcgi_param|uwsgi_param|add_header|RequestHeader\s+set|SetEnv|set)\s+{_TELLING}\s+){_VALUE}"
        ),
        re.compile(r"(\buser\s+\S{1,128}\s+(?:on|off)\s[^\n]{0,256}?>)(?!REDACTED)[^\s>]+(?=\s)"),
        re.compile(
            rf"((?<![\w-])rabbitmqctl\s{_SEGMENT}(?:add_user|change_password|authenticate_user)\s+\S+\s+){_VALUE}"
        ),
        re.compile(rf"((?<![\w-])htpasswd\s{_SEGMENT}-\w*b\w*\s+(?:-\S+\s+){{0,4}}\S+\s+\S+\s+){_VALUE}"),
        re.compile(rf"((?<![\w-])aws\s+configure\s+set\s+\S*(?:secret|token)\S*\s+){_VALUE}"),
        re.compile(rf"((?<![\w-])mc\s+(?:alias|config\s+host)\s+(?:set|add)\s+\S+\s+\S+\s+){_VALUE}\s+{_VALUE}"),
        re.compile(rf"((?<![\w-])neo4j-admin\s{_SEGMENT}set-initial-password\s+){_VALUE}"),
        re.compile(
            rf"((?<![\w-])(?:echo|printf)\s+(?:-n\s+)?){_VALUE}(?=\s*\|[^|;\n]{{0,256}}"
            r"(?:-stdin|--with-token|chpasswd|passwd|kinit|sudo\s+-S|cryptsetup|passphrase-fd))"
        ),
        re.compile(
            rf"((?<![\w-])(?:echo|printf)\s+(?:-n\s+)?)(?=[^\s|;]{{0,512}}\d){_VALUE}"
            rf"(?=\s*>{{1,2}}\s*\S{{0,256}}?{_TELLING}[\w./-]*(?:$|[\s;&\"']))"
        ),
        re.compile(rf"((?<![\w-])curl\s{_SEGMENT}(?<!\S)-[a-zA-Z]{{0,8}}u\s+[^\s:]{{0,256}}:)(?!REDACTED)[^\s\"']+"),
        re.compile(
            rf"((?<![\w-])curl\s{_SEGMENT}(?<!\S)(?:-b|--cookie)[ =][\"']?[\w.-]{{1,128}}=)"
            r"(?!REDACTED|\$[\w({])[^\s\"';]+"
        ),
        re.compile(rf"((?<![\w-])curl\s{_SEGMENT}(?<!\S)(?:-E|--cert)[ =][^\s:\"']{{1,256}}:){_VALUE}"),
        re.compile(r"((?<![\w-])xfreerdp\d?\s[^|;&\n]{0,512}?/p:)(?!REDACTED)\S+"),
        re.compile(r"((?<![\w-])(?:-pass(?:in|out)?\s+|-pass(?:in|out)?=)pass:)(?!REDACTED)\S+"),
        re.compile(
            r"(?<!\S)((?:-u|--user|--proxy-user|-U|--auth|--basic-auth|--basicauth|--http-auth)[ =]?[^\s:]{0,256}:)"
            r"(?!REDACTED|//|\$[\w({])[^\s\"']+"
        ),
    )
