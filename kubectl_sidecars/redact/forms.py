"""Credentials that are known by their form, wherever they stand: a row each.

Sources: the documentation of each service, and the rules of the scanners gitleaks and trufflehog.
"""

from __future__ import annotations

import functools
import re

_BEGINS = (
    "gh[opsur]_", "github_pat_", "gl(?:pat|rt|ptt|dt|cbt|ft|imt|agent|soat|oas|ffct)-", "xox[a-z]-", "xapp-", "xoxe\\.",
    "AIza", "ya29\\.", "1//0", "GOCSPX-", "[rsp]k_(?:live|test)_", "rk_live_", "whsec_", "sk-", "sess-", "hv[bsr]\\.",
    "npm_", "dckr_[po]at_", "pypi-", "rubygems_", "cio", "SG\\.", "do[opr]_v1_", "hf_", "NRAK-", "NRJS-",
    "AGE-SECRET-KEY-", "glsa_", "glc_", "tskey-", "shp(?:at|ca|pa|ss)_", "sq0(?:atp|csp|idp)-", "EAAA", "lin_api_",
    "pat-[a-z0-9]{2,3}-", "dp\\.(?:pt|st|ct|sa|scim|audit)\\.", "ATATT3", "ATCTT3", "BBDC-", "figd_", "PMAK-",
    "ph[cx]_", "sntry[su]_", "pscale_(?:tkn|pw|oauth)_", "ops_ey", "gsk_", "r8_", "xai-", "pplx-", "nfp_", "fo1_",
    "CFPAT-", "dt0c01\\.", "sbp_", "secret_", "ntn_", "LTAI", "AKID", "dapi", "dop_", "key-(?=[0-9a-f]{32})",
    "airt", "eyJhIjoi", "pul-", "sl\\.", "aio_", "dckr_", "ory_", "rpa_", "ABSK", "nvapi-", "tfe-", "eyJrIjoi",
    "vc[pkac]_",
)  # fmt: skip
"""How the tokens of well-known services begin; at least 16 characters follow."""


_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_MIXED = r"""(?=[^\s"']{0,128}\d)(?=[^\s"']{0,128}[a-z])(?=[^\s"']{0,128}[A-Z])[^\s"'/=]{8,512}={0,2}(?![^\s"'.,;)])"""
"""What no word, name or path is: small and large letters with digits."""
_TERM = r"\b(?i:passw(?:or)?d|passphrase|token|credentials?|(?:api|access|secret|license|encryption|signing)[ ]key)"


@functools.cache
def forms() -> tuple[re.Pattern[str], ...]:
    """The patterns of all rows; of what one matches, its first group stays. Compiled when they are first needed."""
    return (
        # PEM and PGP: from BEGIN to its END, or to the end of the text.
        re.compile(
            r"()-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
            r"(?:.*?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|.*)",
            re.DOTALL,
        ),
        re.compile(r"()(?<![\w-])PuTTY-User-Key-File-\d.*", re.DOTALL),
        # JSON Web Tokens.
        re.compile(r"()(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"),
        # A JSON object or 32 bytes in Base64: a tunnel's token, a registry's login, a key.
        re.compile(r"()(?<![\w+/-])eyJ[A-Za-z0-9+/_-]{40,}={0,2}"),
        re.compile(r"()(?<![\w+/:=-])(?=[\w+/-]{0,42}\d)(?=[\w+/-]{0,42}[A-Z])[A-Za-z0-9+/_-]{43}=(?![\w+/=])"),
        # The login of an address, with and without a user; a database's `user:password@tcp(host)`, an image's registry.
        re.compile(r"""(://[^\s:/@"']{0,256}:)(?!\$[\w({])[^\s"']{1,512}(?=@)"""),
        re.compile(r"""(https?://)(?!git@|REDACTED@|\$[\w({])[^\s:/@"'?#]{1,512}(?=@)"""),
        re.compile(
            r"""((?<![\w./-])[\w.-]{1,128}:)(?!REDACTED@)[^\s:/@"'()]{1,512}(?=@(?!sha\d+:)(?:[\w.-]{1,253}[:/]|(?:tcp|unix)?\())"""
        ),
        re.compile(r"""((?:jdbc:oracle:\w{1,16}:|\b)[\w$#]{1,128}/)(?!REDACTED)[^\s:/@"']{1,512}(?=@//)"""),
        re.compile(r"""(jdbc:oracle:\w{1,16}:[\w$#]{1,128}/)(?!REDACTED)[^\s/@"']{1,512}(?=@)"""),
        # What follows ? or & in an address.
        re.compile(
            r"""([?&](?:[\w.-]{0,64}(?:token|secret|passw(?:or)?d|signature|credential|api[-_]?key)|sig|key|pass|pwd|auth|jwt|sas)="""
            r""")(?!\$[\w({])[^\s&"'#<>]{1,2048}""",
            re.IGNORECASE,
        ),
        # Addresses that are secrets by themselves: webhooks of chats, a bot's address.
        re.compile(r"(hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/)[\w/-]{8,}"),
        re.compile(r"(discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{1,32}/)[\w-]{8,}"),
        re.compile(r"((?:webhook\.office\.com|outlook\.office\.com)/webhook\w{0,2}/)[\w@/-]{8,}"),
        re.compile(r"(chat\.googleapis\.com/v1/spaces/)[^\s\"']{8,512}"),
        re.compile(r"(hooks\.zapier\.com/hooks/catch/\d{1,32}/)\w{4,}"),
        re.compile(r"(maker\.ifttt\.com/trigger/[\w-]{1,128}/(?:json/)?with/key/)[\w-]{8,}"),
        re.compile(r"(events\.pagerduty\.com/integration/)\w{16,}"),
        re.compile(rf"(hc-ping\.com/){_UUID}"),
        re.compile(
            rf"(://(?=[^\s\"']{{0,256}}hooks?[./])[^\s\"'?#]{{1,256}}/)(?:{_UUID}|(?=[a-zA-Z]{{0,128}}\d)[A-Za-z0-9]{{20,128}})(?=$|[\s\"'/?#.,)])"
        ),
        re.compile(r"(api\.telegram\.org/bot)\d{1,32}:[\w-]{8,}"),
        re.compile(r"()(?<![\w-])\d{8,10}:AA[\w-]{30,40}(?![\w-])"),
        # Clouds and services.
        re.compile(r"()\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
        re.compile(rf"()(?<![\w-])(?:{'|'.join(_BEGINS)})[\w.~+/=-]{{16,}}"),
        re.compile(r"()(?<![\w.-])s\.[A-Za-z0-9]{24}(?![\w-])"),
        re.compile(r"()(?<![\w-])(?:SK|AC)[0-9a-f]{32}(?![\w-])"),
        re.compile(r"()(?<![\w-])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{16,}"),
        re.compile(r"(\btoken[\s=:\"']{1,4})[a-z0-9]{6}\.[a-z0-9]{16}(?![\w.-])"),  # kubeadm's bootstrap token
        re.compile(r"()\bK10[0-9a-f]{64}::\w{1,64}:[\w.-]{8,}"),  # a cluster's token of k3s
        re.compile(r"(\b(?i:unseal key)(?: \d{1,2})?(?: \([^)\n]{1,64}\))?:\s{1,8})(?!REDACTED)[\w+/=-]{16,}"),
        # Authorization, wherever it stands.
        re.compile(r"(\bGenieKey\s{1,8})(?!REDACTED)[\w-]{16,}"),
        re.compile(
            r"""(\b(?i:authorization)["']?\s{0,8}[:=]\s{0,8}["']?[A-Za-z][\w-]{0,32}\s{1,8})(?!REDACTED)(?=[\w.~+/=-]{0,64}\d)[\w.~+/=-]{16,}"""
        ),
        re.compile(r"(\bAUTH\s{1,8}(?:PLAIN|LOGIN|XOAUTH2)\s{1,8})(?!REDACTED)[A-Za-z0-9+/]{8,}={0,2}"),
        re.compile(rf"(\bAUTH\s{{1,8}}(?:[\w.-]{{1,64}}\s{{1,8}})?)(?!REDACTED){_MIXED}"),
        re.compile(
            r"""(\bauth\s{0,8}=\s{0,8}\(\s{0,8}["'][^"'\n]{0,128}["']\s{0,8},\s{0,8}["'])(?!REDACTED)[^"'\n]+"""
        ),
        # SQL.
        re.compile(
            r"""(\b(?i:identified\s{1,8}(?:with\s{1,8}[\w'"]{1,64}\s{1,8})?(?:by|as)\s{1,8}(?:password\s{1,8})?))"""
            r"""(?:'(?!REDACTED'|%|\$)[^'\n]+'|"(?!REDACTED"|%|\$)[^"\n]+")"""
        ),
        re.compile(
            r"""(\b(?i:(?:user|role|login)\s[^;\n]{0,256}?\bpassword\s{0,8}=?\s{0,8}))'(?!REDACTED'|%|\$|\?)[^'\n]+'"""
        ),
        # A sentence: `the token is ...`, `password for root: ...`.
        re.compile(
            rf"""({_TERM}[ ]{{1,8}}(?:(?:is|was):?[ ]{{1,8}})?["']?)(?!REDACTED)(?:{_MIXED}|[0-9a-f]{{32,}}(?![\w-]))"""
        ),
        re.compile(
            rf"""({_TERM}(?:[ ][\w@.()/-]{{1,64}}){{1,8}}:[ ]{{1,8}})(?!REDACTED){_MIXED}(?=["']|[ ]*$)""",
            re.MULTILINE,
        ),
        re.compile(r"(\bbearer\s{1,8})(?!REDACTED)(?=[\w.~+/=-]*\d|[\w.~+/=-]{20})[\w.~+/=-]{6,}", re.IGNORECASE),
        re.compile(
            r"(\bbasic\s{1,8})(?!REDACTED)(?=[A-Za-z0-9+/]*[A-Z0-9])[A-Za-z0-9+/]{8,}={0,2}(?![\w-])", re.IGNORECASE
        ),
        # Hashed passwords: crypt and bcrypt.
        re.compile(r"()\$(?:2[abxy]?|5|6|y|argon2id?|apr1)\$[\w./$,=+-]{16,}"),
        # A variable of a container in YAML.
        re.compile(
            r"(^[ \t]*-?[ \t]*name:[ \t]+\S{1,256}[ \t]*\n[ \t]+value:[ \t]+)(?!REDACTED)\S[^\n]*", re.MULTILINE
        ),
        # .netrc and .pgpass.
        re.compile(r"(\blogin\s{1,8}\S{1,256}\s{1,8}(?:password|passwd)\s{1,8})(?!REDACTED)\S{1,512}"),
        re.compile(
            r"""((?:^|(?<=["']))[\w.*-]{1,253}:(?:\d{1,5}|\*):[^:\s]{1,128}:[^:\s]{1,128}:)(?!REDACTED)[^\s"'\\]{1,512}"""
            r"""(?=$|["'\\])""",
            re.MULTILINE,
        ),
    )
