"""Parts of the command lines of init containers that bring files: certificates, configuration, secrets, plugins."""

from __future__ import annotations

import functools

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.evidence import Clue, clue, program, rows_of
from kubectl_sidecars.classify.roles import Role


@functools.cache
def file_clues() -> tuple[Clue, ...]:
    """Made when first asked for."""
    return rows_of(
        __name__,
        clue(
            Role.INIT,
            "config-preload",
            weights.GOOD,
            "writes configuration",
            r"\b(?:json|yaml|toml\w*|configparser)\b.*(?:\.dumps?\(|\.write\(|write_text\()",
            r"\b(?:writeTextFile(?:Sync)?|writeFile(?:Sync)?|file_put_contents)\(",
        ),
        clue(
            Role.INIT,
            "cert-bootstrap",
            weights.STRONG,
            "prepares certificates",
            "update-ca-certificates",
            "keytool",
            "update-ca-trust",
            "openssl (?!rand|gen|ecparam)",
            "certutil",
            r"\bcertificates?\b.*(?:request|create|sign)",
            r"(?:>|-out|\b(?:cp|mv|cat|ln)\b)[^;&|]*\.(?:pem|crt)\b",
            "step ca",
            r"--?cert-(?:make|sign|gen)\w*",
        ),
        clue(Role.INIT, "cert-bootstrap", weights.WEAK, "names certificates", r"\.(?:pem|crt)\b"),
        program(
            Role.INIT,
            "config-preload",
            weights.CLEAR,
            "renders configuration",
            r"(?:envsubst|consul-template|gomplate|confd|yq|crudini|dasel|tomlq)\b|xmlstarlet ed\b",
            r"sed\b.* (?:-i|>)",
            r"jq\b.*>",
        ),
        clue(
            Role.INIT, "config-preload", weights.CLEAR, "renders configuration", r"(?:^|[\s;&|(])sed [^;&|]* (?:-i|>)"
        ),
        clue(
            Role.INIT,
            "config-preload",
            weights.CLEAR,
            "renders configuration",
            "jinja",
            "render",
            r"config\w*\.sh",
            r"templat(?!\w*/)",
            "kubectl .*config (?:set|view)",
            "config:cache",
        ),
        program(
            Role.INIT,
            "config-preload",
            weights.STRONG,
            "loads configuration",
            r"\S+ (?:\S+ )?(?:config|settings)[ :-](?:import|load|restore)\b",
        ),
        clue(
            Role.INIT,
            "secret-preload",
            weights.UNMISTAKABLE,
            "fetches secrets",
            "vault (?:agent|read|kv|login)",
            "secretsmanager",
            "aws ssm",
            r"\bsecrets? (?:versions )?(?:get|access|fetch)",
            r"\bsops\b",
            r"\bop (?:read|inject)",
            "az keyvault",
            r"\bssh-key(?:gen|scan)\b",
            r"\bopenssl (?:rand|gen\w+|ecparam)\b",
            r"\bkey (?:gen|generate)[\w-]*\b",
            r"\bgen(?:erate)?[-_]?(?:[\w-]*[-_])?keys?\b",
        ),
        clue(
            Role.INIT,
            "secret-preload",
            weights.UNMISTAKABLE,
            "puts keys into a store",
            r"\b(?:elasticsearch|opensearch|kibana|logstash)-keystore\b",
            r"\b(?:generatekey|account import\b|gpg --(?:\S+ )*import\b)",
        ),
        program(
            Role.INIT,
            "secret-preload",
            weights.CLEAR,
            "copies secrets",
            r"(?:cp|install|cat)\b.{0,200}(?:pgpass|htpasswd|passwd|_pwd\b|\.netrc|id_rsa|credentials?\b|\.erlang\.cookie)",
        ),
        program(Role.INIT, "secret-preload", weights.STRONG, "makes passwords", r"\w*passwd\b(?! -l)"),
        program(
            Role.INIT,
            "agent-copy",
            weights.UNMISTAKABLE,
            "copies an agent",
            r"cp\b.{0,300}(?:javaagent|agent[\w.-]*\.jar|/agent(?![\w-])|instrumentation|newrelic|dd-java|opentelemetry|apm)",
            r"(?:curl|wget)\b.*(?:javaagent|java-?agent|java-tracer|agent[\w.-]*\.jar)",
        ),
        clue(
            Role.INIT,
            "config-preload",
            weights.COPIES_CONFIGURATION,
            "copies configuration",
            r"(?:^|[ /;&])(?:cp|ln) (?:-\w+ )*"
            r"(?:/etc/\S|\S*(?:config|conf|settings|\.(?:ya?ml|json|ini|xml|properties|cnf))"
            r"|\S+ \S+\.(?:toml|ya?ml|conf|cnf|ini|properties)\b)",
        ),
        clue(
            Role.INIT,
            "plugin-copy",
            weights.COPIES_FROM_IMAGE,
            "copies a file out of its image",
            r"^\S*cp (?:-\w+ )*/(?!etc/|\S*(?:conf|settings|\.(?:ya?ml|json|ini|xml|properties)))"
            r"[\w./,-]*[\w-] /[\w./,-]+$",
        ),
        clue(Role.INIT, "cleanup", weights.FAINT, "removes files", r"\brm -\w*[rf]"),
        program(
            Role.INIT,
            "plugin-copy",
            weights.STRONG,
            "copies a plugin or binary",
            r"cp\b.{0,300}(?:plugin|provider|extension|/bin/(?!\S*\.(?:conf|ya?ml|json|xml|properties)\b)|driver)",
        ),
        clue(
            Role.INIT,
            "plugin-copy",
            weights.STRONG,
            "installs plugins",
            r"\binstall\b.{0,80}plugin",
            r"\bcp (?:-\w+ )*(?:`|\"?\$\()(?:which|command -v) ",
            r"plugins?\b.{0,80} install",
            r"(?:curl|wget).*\.(?:jar|zip|so)\b",
            r"\bpip[\d.]* install\b.* (?:-t|--target|--prefix)\b",
        ),
        clue(
            Role.INIT,
            "volume-prepare",
            weights.USUAL,
            "copies files",
            "(?:^|[ /;&])(?:cp|rsync|install|mv|tar|unzip|ln|Copy-Item) ",
        ),
        clue(
            Role.INIT,
            "volume-prepare",
            weights.USUAL,
            "prepares a volume",
            r"\bmkdir\b",
            r"\btouch\b",
            r"\brm -",
            r"\bmkfs",
            r"\bNew-Item\b.*-ItemType Directory",
            r"\bmount\b",
            r"\bdd if=",
        ),
        program(
            Role.INIT,
            "volume-prepare",
            weights.CLEAR,
            "formats a store",
            r"\S+ (?:\S+ )?-?format(?:ZK)?(?: |$)",
            r"(?:mysqld|mariadbd|mysql_install_db|postgres|mongod)\b",
            r".*\binit \S*genesis",
        ),
        clue(
            Role.INIT,
            "config-preload",
            weights.FAINT,
            "writes a file",
            r"\bcat <<[^>]*> *(?!&|/dev/)\S+",
            r"\bcat > *\S+ *<<",
        ),
        clue(
            Role.INIT,
            "config-preload",
            weights.WRITES_FILE,
            "writes a file",
            r"(?:echo|printf|cat) .*(?<!\d)> *(?!&|/dev/|\d)\S+",
            "tee ",
        ),
    )
