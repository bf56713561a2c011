"""Asks every endpoint of the built program what its description (`kaimen openapi`) allows and forbids.

Once without sign-in and once for each of several roles, against a demo of its own. Schemathesis makes the requests from
the description, good ones and bad ones, and checks that nothing breaks (no 5xx), that answers have the status, type and
shape that is described, that what is forbidden is refused, and that no endpoint forgets to ask who is there.

Runs in the environment that `scripts/test` makes: target/schemathesis/bin/python tests/interface.py
"""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = os.environ.get("KAIMEN_BINARY", str(ROOT / "target/debug/kaimen"))
SEED = os.environ.get("KAIMEN_SEED", "110")
# Who asks with everything that the description can lead to, and who with a few examples of each endpoint.
THOROUGH = {"desk": 12, "officer1": 8}
BRIEF = [None, "chief", "command", "admin"]
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
]


class Browser:
    """Cookies and page token of one person."""

    def __init__(self, address):
        self.address, self.cookie, self.token = address, "", ""

    def ask(self, method, path, body="", kind="application/json"):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        headers = {"content-type": kind, "cookie": self.cookie, "x-csrf-token": self.token}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.cookie = (answer.headers.get("set-cookie") or self.cookie).split(";")[0]
        return answer.status, text, answer.headers.get("location")

    def sign_in(self, username, password):
        form = urllib.parse.urlencode({"username": username, "password": password})
        status, text, page = self.ask("POST", "/zh/sign-in", form, "application/x-www-form-urlencoded")
        assert status == 303, f"{username} cannot sign in: {status} {text}"
        _, text, _ = self.ask("GET", page)
        token = re.search(r'"csrf":"([^"]+)"|name="csrf" value="([^"]+)"', text)
        assert token, f"the page {page} of {username} holds no page token"
        self.token = token.group(1) or token.group(2)
        return text

    def act(self, path, **body):
        status, text, _ = self.ask("POST", path, json.dumps(body))
        assert status in (200, 201), f"{path}: {status} {text}"
        return json.loads(text)


def start(folder):
    words = [BINARY, "demo", "--still", "--listen", "127.0.0.1:0", "--data", folder]
    with open(Path(folder) / "log", "w") as log:
        server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True)
    said = ""
    for line in server.stdout:
        said += line
        if "Ctrl-C" in line:
            return server, re.search(r"http://(\S+)", said).group(1), dict(re.findall(r"^  (\w+) +(\w+-\w+-\w+-\w+)", said, re.M))
    raise SystemExit(f"the demo did not start: {said}")


def calls(desk, unit):
    """Calls in several states, so that acts have something to act on."""
    state = json.loads(desk.ask("GET", "/api/state")[1])
    at = next(each for each in state["units"] if each["id"] == unit)
    place = {"text": "路口", "lon": at["lon"], "lat": at["lat"]}
    ids = []
    for number in range(10):
        taken = desk.act("/api/calls", place=place, kind="theft", summary="自行车被盗", contact="138 0000 0000")["call"]
        ids.append(taken["id"])
        if number == 3:
            desk.act(f"/api/calls/{taken['id']}/dispatch", version=1, units=[unit], override_reason="熟悉情况")
        if number == 4:
            desk.act(f"/api/calls/{taken['id']}/divert", version=1, to="12345", mode="transfer")
        if number == 5:
            desk.act(f"/api/calls/{taken['id']}/merge", version=1, into=ids[0])
    units = [unit] + [each["id"] for each in state["units"] if each["id"] != unit][:7]
    return ids, units, place


def narrowed(ids, units, place):
    """The description with ids, places and versions that exist here: else nearly every request would end at 404.

    Only what is sent is narrowed; answers are held against the description as it is.
    """
    document = json.loads(subprocess.run([BINARY, "openapi"], capture_output=True, check=True).stdout)
    schemas = document["components"]["schemas"]
    for name in ("CallId", "UnitId", "Place"):
        schemas["Sent" + name] = json.loads(json.dumps(schemas[name]))
    schemas["SentCallId"]["enum"], schemas["SentUnitId"]["enum"] = ids, units

    def field(name, schema):
        if name in ("lon", "lat"):
            schema.update(minimum=place[name] - 0.02, maximum=place[name] + 0.02)
        if name == "version":
            schema.update(minimum=1, maximum=6)
        if name == "kind" and schema.get("type") == "string":
            schema["enum"] = ["theft", "sudden_illness", "police_conduct"]

    def body(node):
        if isinstance(node, list):
            for each in node:
                body(each)
        if isinstance(node, dict):
            target = node.get("$ref", "").removeprefix("#/components/schemas/")
            if "Sent" + target in schemas:
                node["$ref"] = f"#/components/schemas/Sent{target}"
            for name, schema in node.get("properties", {}).items():
                field(name, schema)
            for each in node.values():
                body(each)

    body(schemas["SentPlace"])
    for path, operations in document["paths"].items():
        for operation in operations.values():
            body(operation.get("requestBody"))
            for parameter in operation.get("parameters", []):
                if parameter.get("in") == "query":
                    field(parameter["name"], parameter["schema"])
                if parameter.get("name") in ("id", "unit"):
                    is_unit = parameter["name"] == "unit" or path.startswith("/api/units")
                    parameter["schema"]["enum"] = units if is_unit else ids
    return document


def run(document, address, browser, phases, examples, report):
    words = [str(Path(sys.executable).parent / "schemathesis"), "run", document, "--url", f"http://{address}"]
    words += ["--exclude-path", "/api/stream", "--checks", ",".join(CHECKS), "--phases", phases]
    words += ["--max-examples", str(examples), "--seed", SEED, "--generation-deterministic", "--no-color", "--workers", "2"]
    words += ["--suppress-health-check", "all", "--warnings", "off"]
    # Whether sessions are asked for is checked by ignored_auth; all other requests carry the one that is given here.
    words += ["--generation-with-security-parameters", "false"]
    words += ["--report", "json", "--report-json-path", report, "--request-timeout", "10", "--continue-on-failure"]
    if browser:
        words += ["-H", f"cookie: {browser.cookie}", "-H", f"x-csrf-token: {browser.token}"]
    return subprocess.run(words, capture_output=True, text=True, cwd=Path(report).parent)


def main():
    begun, failed, total = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory(prefix="kaimen-interface-") as folder:
        server, address, passwords = start(folder)
        try:
            officer, desk = Browser(address), Browser(address)
            boot = officer.sign_in("officer1", passwords["officer1"])
            desk.sign_in("desk", passwords["desk"])
            description = Path(folder) / "openapi.json"
            unit = re.search(r'"unit_id":"([^"]+)"', boot).group(1)
            description.write_text(json.dumps(narrowed(*calls(desk, unit))))
            for role in list(THOROUGH) + BRIEF:
                browser = None
                if role:
                    browser = Browser(address)
                    browser.sign_in(role, passwords[role])
                began = time.monotonic()
                report = Path(folder) / "report.json"
                phases = "coverage,fuzzing" if role in THOROUGH else "fuzzing"
                done = run(str(description), address, browser, phases, THOROUGH.get(role, 4), str(report))
                cases = re.search(r"(\d+) generated", done.stdout)
                total += int(cases.group(1)) if cases else 0
                print(f"{role or 'nobody'}: {cases.group(0) if cases else 'none'}, {time.monotonic() - began:.1f} s", flush=True)
                if done.returncode != 0:
                    failed += 1
                    print(done.stdout, done.stderr)
            log = (Path(folder) / "log").read_text()
            if "ERROR" in log:
                failed += 1
                print("the server said:", log)
        finally:
            server.terminate()
            server.wait(20)
    seconds = time.monotonic() - begun
    print(f"{total} requests to the interface in {seconds:.0f} s")
    print(f"# pass {len(THOROUGH) + len(BRIEF) - failed}\n# fail {failed}")
    sys.exit(1 if failed else 0)


main()
