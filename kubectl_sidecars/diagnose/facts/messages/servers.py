"""Last messages of programs when a server that they need refuses them or does not answer."""

from __future__ import annotations

from kubectl_sidecars.diagnose.facts.messages.row import AtFault, Row

SERVERS = (
    # getaddrinfo(3) EAI_AGAIN as glibc, musl, Python, Node.js and psql print it; Go net/dnsclient_unix.go
    Row(
        "no DNS",
        r"temporary failure in name resolution|getaddrinfo EAI_AGAIN|could not resolve host\S*:? .{0,100}try again"
        r"|\blookup [^\s:]+(?: on \S+)?: (?:(?:read|dial) udp .{0,120})?(?:i/o timeout|server misbehaving"
        r"|connection refused)",
        "name resolution (DNS) gives it no answer",
        AtFault.ELSEWHERE,
        "Look at CoreDNS, and at network policies that forbid port 53.",
    ),
    # nginx ngx_http_upstream.c
    Row(
        "no upstream",
        r'host not found in upstream "([^"]{1,253})"',
        "no host has the name {0}, which its configuration names",
        AtFault.ELSEWHERE,
        "Create that Service, or correct the name: nginx looks it up once, when it starts.",
    ),
    # Go net, Node.js, curl, JVM
    Row(
        "no such host",
        r"\blookup ([^\s:]{1,253})(?: on \S+)?: no such host|getaddrinfo ENOTFOUND ([^\s:]{1,253})"
        r"|could not resolve host(?:name)?:? ([\w.-]{1,253})|UnknownHostException: ([\w.-]{1,253})"
        r"|could not translate host name \"([^\"]{1,253})\" to address: name or service not known",
        "no host has the name {0}",
        AtFault.ELSEWHERE,
        "Create that Service, or correct the name and its namespace.",
    ),
    # postgres auth.c, MySQL ER_ACCESS_DENIED_ERROR, Redis, SQL Server 18456
    Row(
        "password refused",
        r"password authentication failed for user|access denied for user '[^']{0,100}'@|WRONGPASS\b|NOAUTH\b"
        r"|login failed for user '|sasl authentication failed|invalid username-password pair",
        "the server refuses its user or password",
        AtFault.ELSEWHERE,
        "Compare the Secret that it reads with the server's: a database on a volume keeps the password of its first"
        " start.",
    ),
    Row(
        "no database",
        r"database \"([^\"]{1,63})\" does not exist|unknown database '([^']{1,64})'",
        "database {0} does not exist on the server",
        AtFault.ELSEWHERE,
        "Create the database, or correct its name.",
    ),
    Row(
        "no table",
        r"relation \"([^\"]{1,127})\" does not exist|table '([^']{1,127})' doesn't exist|no such table: (\S{1,127})",
        "table {0} does not exist: the schema was not made, or is of another version",
        AtFault.ELSEWHERE,
        "Run the schema migration of this version first.",
    ),
    Row(
        "no connection left",
        r"sorry, too many clients already|remaining connection slots are reserved|ERROR 1040\b",
        "the database allows no more connections",
        AtFault.ELSEWHERE,
        "Lower the size of the connection pools, or raise max_connections.",
    ),
    # liquibase LockException; golang-migrate ErrDirty
    Row(
        "migration lock",
        r"could not acquire change log lock",
        "another run holds the lock of the schema migration, or was killed while it held it",
        AtFault.ELSEWHERE,
        "If no migration runs, release the lock (liquibase release-locks).",
    ),
    Row(
        "broken migration",
        r"dirty database version (\d{1,20})",
        "schema migration {0} broke off half done",
        AtFault.ELSEWHERE,
        "Mend what it left, then set the version (migrate force).",
    ),
    # OpenSSH
    Row(
        "key refused",
        r"permission denied \(publickey",
        "the SSH server refuses its key",
        AtFault.ELSEWHERE,
        "Compare the key in its Secret with those that the server knows.",
    ),
    Row(
        "host key",
        r"host key verification failed",
        "it does not know the key of the SSH server, or knows another one",
        AtFault.POD,
        "Put the server's key into its known_hosts.",
    ),
    # git http.c
    Row(
        "Git login",
        r"authentication failed for 'https?://|could not read username for 'https?://",
        "the Git server refuses its user or token",
        AtFault.ELSEWHERE,
        "Renew the token in its Secret.",
    ),
    # k8s.io/apiserver rbac; apimachinery NoKindMatchError
    Row(
        "RBAC",
        r"is forbidden: user \\*\"system:serviceaccount:([\w.-]{1,63}:[\w.-]{1,253})\\*\" cannot",
        "ServiceAccount {0} has no right to what it asks of the API server",
        AtFault.ELSEWHERE,
        "Give it the right that the message names (Role or ClusterRole, and a binding).",
    ),
    Row(
        "anonymous",
        r"is forbidden: user \\*\"system:anonymous\\*\" cannot",
        "the API server does not know who asks: it was sent no token",
        AtFault.POD,
        "Look at automountServiceAccountToken, and at how the program reads its token.",
    ),
    # k8s.io/apiserver resourcequota
    Row(
        "namespace quota",
        r"is forbidden: exceeded quota: ([\w.-]{1,253})",
        "what it wants to create would exceed quota {0} of the namespace",
        AtFault.ELSEWHERE,
        "Raise the quota, or let it ask for less.",
    ),
    Row(
        "no kind",
        r"no matches for kind \\*\"(\w{1,100})",
        "the cluster knows no kind {0}",
        AtFault.ELSEWHERE,
        "Install its CustomResourceDefinition, or a version of the program for this cluster.",
    ),
    # sigs.k8s.io/controller-runtime pkg/internal/controller; k8s.io/client-go reflector
    Row(
        "unwatched kind",
        r"timed out waiting for cache to be synced for Kind \*?(?:\w+\.)?(\w{1,100})"
        r"|failed to wait for (\w{1,100}) caches to sync",
        "it cannot watch {0}: the cluster has no such CustomResourceDefinition, or it has no right to it",
        AtFault.ELSEWHERE,
        "Install the CRDs of this version (helm upgrade installs none), then look at its ClusterRole.",
    ),
    Row(
        "no resource",
        r"the server could not find the requested resource",
        "the API server does not know a resource that it asks for",
        AtFault.ELSEWHERE,
        "Install its CustomResourceDefinition, or a version of the program for this cluster.",
    ),
    # k8s.io/client-go leaderelection
    Row(
        "leader lease",
        r"leader ?election lost|failed to renew lease|leaderelection.{0,40}lost",
        "it could not renew its leader lease in time, and ends on purpose",
        AtFault.ELSEWHERE,
        "Look at the API server: it was slow or out of reach.",
    ),
    # cloud APIs
    Row(
        "Google",
        r"googleapi: error 403",
        "Google's API refuses it a right",
        AtFault.ELSEWHERE,
        "Grant the role to the Google service account that it uses, or correct the name of the resource.",
    ),
    Row(
        "AWS",
        r"is not authorized to perform: ([\w:*]{1,100})",
        "AWS does not allow its role to do {0}",
        AtFault.ELSEWHERE,
        "Add that right to the policy of the role.",
    ),
    Row(
        "Azure",
        r"\b(AADSTS\d{3,7})\b",
        "Azure refuses its identity ({0})",
        AtFault.ELSEWHERE,
        "Look at the federated credential: issuer, and namespace and name of the ServiceAccount.",
    ),
    Row(
        "no credentials",
        r"NoCredentialProviders|unable to locate credentials|could not find default credentials"
        r"|failed to retrieve credentials|DefaultAzureCredential failed to retrieve",
        "it finds no credentials for the cloud's API",
        AtFault.POD,
        "Bind its ServiceAccount to an identity of the cloud, or mount a key.",
    ),
    # crypto/x509, OpenSSL, JVM
    Row(
        "unknown authority",
        r"certificate signed by unknown authority|self[- ]signed certificate|unable to get local issuer certificate"
        r"|PKIX path building failed",
        "it does not trust the server's certificate: its authority is unknown to it",
        AtFault.POD,
        "Mount the authority's certificate, and let the program read it.",
    ),
    Row(
        "other name",
        r"certificate is valid for .{1,200}?, not ([\w.*:-]{1,253})|does not match certificate's altnames",
        "the server's certificate is for another name",
        AtFault.ELSEWHERE,
        "Ask it by a name of its certificate, or issue one for this name.",
    ),
    # etcd server/mvcc
    Row(
        "etcd full",
        r"mvcc: database space exceeded",
        "etcd has used up its space quota",
        AtFault.ELSEWHERE,
        "Compact and defragment etcd, then disarm its alarm.",
    ),
)
"""Rows for the last words of a program alone: in a message of the kubelet another program may be meant."""
